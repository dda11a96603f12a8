"""Delimited text to rows of cells: encoding and separator found, never a cell lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple, overload

from geo_asb.errors import ExportError
from geo_asb.etl.readers.contents import Content

__all__ = ["Text", "TextGrid", "split_rows", "text_in"]

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_END_MARK = "\x1a"  # of old DOS exports
_SEPARATORS = ",;\t|"
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 60
_CHUNK = 1 << 20
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 131_072  # the csv module's own limit, which others of the process may raise
_TOO_LONG = "field limit"  # as that module says it


class Text(NamedTuple):
    """A text file, and how its characters are written."""

    content: Content
    encoding: str
    has_end_mark: bool  # behind all of it

    def lines(self, file: BinaryIO) -> Iterator[str]:
        """Give its lines with their ends, as the csv module wants them."""
        text = io.TextIOWrapper(file, self.encoding, newline="")
        if not self.has_end_mark:
            return text
        return filter(None, (line.rstrip(_END_MARK) for line in text))


class TextGrid(Sequence[list[str]]):
    """
    The rows of a text file, cut anew whenever they are gone through: none but the first are held.

    `lengths` says how many of them have how many cells.

    Raises
    ------
    ExportError
        A quotation mark that is never closed, or stands inside a cell: rows would be lost. More
        columns, or a longer cell, than a spreadsheet holds. Later, that the file has changed.
    """

    def __init__(self, text: Text, separator: str) -> None:
        self._text, self._separator = text, separator
        self._first: list[list[str]] = []
        self.lengths = Counter(map(len, self._keeping_the_first()))

    def _keeping_the_first(self) -> Iterator[list[str]]:
        for row in _checked(self._cut(), self._text.content.name):
            if len(self._first) < _SAMPLE_ROWS:
                self._first.append(row)
            yield row

    def _cut(self) -> Iterator[list[str]]:
        with self._text.content.opened() as file:
            lines = self._text.lines(file)
            yield from csv.reader(lines, delimiter=self._separator, strict=True)

    def __len__(self) -> int:
        """Count the rows."""
        return self.lengths.total()

    def __iter__(self) -> Iterator[list[str]]:
        """Go through all rows from the first."""
        try:
            yield from self._cut()
        except (csv.Error, UnicodeDecodeError) as error:  # there was none the first time
            raise self._text.content.changed() from error

    @overload
    def __getitem__(self, at: int) -> list[str]: ...
    @overload
    def __getitem__(self, at: slice) -> list[list[str]]: ...
    def __getitem__(self, at: int | slice) -> list[str] | list[list[str]]:
        """Give a row, from 0, or some of them; those far down take as long as going there."""
        if isinstance(at, slice):
            start, end, step = at.indices(len(self))
            return list(islice(self, start, end, step))
        place = range(len(self))[at]
        return self._first[place] if place < len(self._first) else next(islice(self, place, None))


def _checked(rows: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    number = 0
    try:
        for row in rows:
            if len(row) > _MOST_COLUMNS:
                raise ExportError(_too_wide(name, number + 1, len(row)))
            if row and len(max(row, key=len)) > _LONGEST_CELL:
                raise csv.Error(_TOO_LONG)
            yield row
            number += 1
    except csv.Error as error:
        fault = f"a quotation mark is open or misplaced ({error})"
        if _TOO_LONG in str(error):
            fault = f"a cell holds more than {_LONGEST_CELL:,} characters"
        message = f"{name}, after row {number}: {fault}. Correct that row or export again."
        raise ExportError(message) from error


def _too_wide(name: str, row: int, columns: int) -> str:
    return (
        f"{name}, row {row}: has {columns:,} columns, more than a spreadsheet holds. Its line ends "
        "may be lost; export it again."
    )


# ---------------------------------------------------------------- encoding


def text_in(content: Content) -> Text:
    """
    Find the encoding of a text file: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises
    ------
    ExportError
        None of them fits, or the text holds null bytes or other control characters.
    """
    tries = _tries(content.head(3))
    for encoding in tries:
        try:
            has_end_mark = _ends_with_mark(_decoded(content, encoding), content.name)
        except UnicodeDecodeError:
            continue
        return Text(content, encoding, has_end_mark)
    message = f"{content.name}: not readable as {' or '.join(tries)} text. Save it as 'CSV UTF-8'."
    raise ExportError(message)


def _tries(head: bytes) -> tuple[str, ...]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig",) if head.startswith(b"\xef\xbb\xbf") else ("utf-8", "cp1252")


def _decoded(content: Content, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with content.opened() as file:
        for part in iter(lambda: file.read(_CHUNK), b""):
            yield decoder.decode(part)
        yield decoder.decode(b"", final=True)


def _ends_with_mark(parts: Iterable[str], name: str) -> bool:
    """Say whether end marks stand behind all of a text; refuse other control characters."""
    lines = 1
    has_ended = False
    for part in parts:
        said = part.rstrip(_END_MARK)
        found = _NOT_TEXT.search(said)
        if found or (has_ended and said):
            line = lines + (said.count("\n", 0, found.start()) if found and not has_ended else 0)
            message = (
                f"{name}, line {line}: holds null bytes or control characters, so it is not a "
                "text file or was damaged. Save it as 'CSV UTF-8' and try again."
            )
            raise ExportError(message)
        lines += part.count("\n")
        has_ended = has_ended or len(said) < len(part)
    return has_ended


# ---------------------------------------------------------------- separator


def split_rows(text: Text, score: Callable[[list[list[str]]], int]) -> tuple[TextGrid, str]:
    """
    Cut a text file into rows of cells with the separator whose first rows `score` best.

    Returns
    -------
    The rows, and the separator.

    Raises
    ------
    ExportError
        A quotation mark that is never closed, or stands inside a cell: rows would be lost. More
        columns, or a longer cell, than a spreadsheet holds.
    """
    with text.content.opened() as file:
        characters = io.TextIOWrapper(file, text.encoding, newline="")
        start = characters.read(_SAMPLE_CHARACTERS)
    separator = max(_SEPARATORS, key=lambda one: score(_sample(start, one)))
    return TextGrid(text, separator), separator


def _sample(text: str, separator: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return list(islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return []
