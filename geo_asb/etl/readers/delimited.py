"""Delimited text to rows of cells: encoding and separator found, never a cell lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import islice

from geo_asb.errors import ExportError

__all__ = ["decode", "split_rows"]

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 60
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 131_072  # the csv module's own limit, which others of the process may raise
_TOO_LONG = "field limit"  # as that module says it


def decode(content: bytes, name: str) -> tuple[str, str]:
    """
    Decode bytes as UTF-8, UTF-16 with its mark, or Windows-1252.

    Returns
    -------
    The text and the encoding's name.

    Raises
    ------
    ExportError
        None of them fits, or the text holds null bytes or other control characters.
    """
    text, encoding = _decode(content, name)
    text = text.rstrip("\x1a")  # the end mark of old DOS exports
    if found := _NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = (
            f"{name}, line {line}: holds null bytes or control characters, so it is not a text "
            "file or was damaged. Save it as 'CSV UTF-8' and try again."
        )
        raise ExportError(message)
    return text, encoding


def _decode(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        tries = ["utf-8-sig"]
    else:
        tries = ["utf-8", "cp1252"]
    for encoding in tries:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    message = f"{name}: not readable as {' or '.join(tries)} text. Save it as 'CSV UTF-8'."
    raise ExportError(message)


def split_rows(
    text: str, name: str, score: Callable[[list[list[str]]], int]
) -> tuple[list[list[str]], str]:
    """
    Cut text into rows of cells with the separator whose first rows `score` best.

    Returns
    -------
    The rows, and the separator.

    Raises
    ------
    ExportError
        A quotation mark that is never closed, or stands inside a cell: rows would be lost. More
        columns, or a longer cell, than a spreadsheet holds.
    """
    separator = max(_SEPARATORS, key=lambda one: score(_sample(text, one)))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(row) > _MOST_COLUMNS:
                raise ExportError(_too_wide(name, len(rows) + 1, len(row)))
            if row and max(map(len, row)) > _LONGEST_CELL:
                raise csv.Error(_TOO_LONG)
            rows.append(row)
    except csv.Error as error:
        fault = f"a quotation mark is open or misplaced ({error})"
        if _TOO_LONG in str(error):
            fault = f"a cell holds more than {_LONGEST_CELL:,} characters"
        message = f"{name}, after row {len(rows)}: {fault}. Correct that row or export again."
        raise ExportError(message) from error
    return rows, separator


def _too_wide(name: str, row: int, columns: int) -> str:
    return (
        f"{name}, row {row}: has {columns:,} columns, more than a spreadsheet holds. Its line ends "
        "may be lost; export it again."
    )


def _sample(text: str, separator: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
        return list(islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return []
