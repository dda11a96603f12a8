"""What a nasty file is, and short ways to make one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from tests.etl.files import REACT_HEAD, react_row, write_csv, write_xlsx
from tests.etl.nasty_files import patched

__all__ = [
    "ONE",
    "SHEET",
    "TWO",
    "Make",
    "Nasty",
    "Values",
    "book_file",
    "bytes_file",
    "csv_file",
    "edited",
    "patched_file",
    "renamed",
    "row",
    "text_of",
    "two",
    "with_value",
    "xlsx_file",
]

Make = Callable[[Path], Path]
Values = dict[str, str]

SHEET = r"xl/worksheets/sheet1\.xml"
ONE = {"reference": "ASB-1", "opened_on": "2020-06-05", "address": "3 Elm Street"}
TWO = ONE | {"reference": "ASB-2"}


@dataclass(frozen=True)
class Nasty:
    """One file: how it is made, and what must become of it."""

    why: str
    make: Make
    stored: Sequence[Values] = ()  # the values asked about, row by row
    rejected: Sequence[tuple[int, str, str]] = ()  # row, column, what the reason says
    refused: str = ""  # what the message says; nothing is stored
    skipped: dict[str, int] = field(default_factory=dict)
    noted: str = ""  # what one of the notes says


# ---------------------------------------------------------------- makers


def row(**changes: object) -> list[object]:
    return react_row(**({"UPRN": "", "Notes": "", "Complainant Phone": ""} | changes))


def two(**changes: object) -> list[list[object]]:
    """Make a good row and another, changed."""
    return [row(), row(**({"Case_Ref": "ASB-2"} | changes))]


def csv_file(*rows: Sequence[object], head: Sequence[str] = REACT_HEAD, **dress: str) -> Make:
    return lambda folder: write_csv(folder / "nasty.csv", [head, *rows], **dress)


def xlsx_file(*rows: Sequence[object], head: Sequence[str] = REACT_HEAD, merge: str = "") -> Make:
    merged = merge.split()
    return lambda folder: write_xlsx(folder / "nasty.xlsx", [head, *rows], merge=merged)


def book_file(shape: Callable[[Workbook], None], *rows: Sequence[object]) -> Make:
    def make(folder: Path) -> Path:
        book = Workbook()
        for cells in [REACT_HEAD, *rows]:
            book.active.append(list(cells))
        shape(book)
        book.save(folder / "nasty.xlsx")
        return folder / "nasty.xlsx"

    return make


def patched_file(member: str, change: Callable[[bytes], bytes], *rows: Sequence[object]) -> Make:
    return lambda folder: patched(xlsx_file(*rows)(folder), member, change)


def bytes_file(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def text_of(*rows: Sequence[object], head: Sequence[str] = REACT_HEAD) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    return text.getvalue()


def edited(old: str, new: str, *rows: Sequence[object]) -> Make:
    """Write a good file, one of its strings exchanged."""
    return bytes_file("nasty.csv", text_of(*rows).replace(old, new).encode())


def renamed(old: str, new: str) -> list[str]:
    return [new if heading == old else heading for heading in REACT_HEAD]


def _cell(heading: str, row: int = 2) -> str:
    return f"{'ABCDEFGHIJKLMNOPQRSTUV'[REACT_HEAD.index(heading)]}{row}"


def with_value(heading: str, value: str) -> Callable[[bytes], bytes]:
    """Put XML in the place of a cell of row 2 of a written sheet."""
    at = f'<c r="{_cell(heading)}"'.encode()

    def change(sheet: bytes) -> bytes:
        start = sheet.index(at)
        end = sheet.index(b"</c>", start) + 4
        return sheet[:start] + at + value.encode() + b"</c>" + sheet[end:]

    return change
