"""One spreadsheet cell to a text, a number, a yes or no."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

__all__ = ["Cell", "CellError", "is_blank", "number_of", "text_of", "truth_of"]

Cell = str | float | int | bool | datetime | date | time | timedelta


class CellError(ValueError):
    """A cell that makes its row useless. Readers turn it into a `Reject`; it goes no further."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


_BLANKS = re.compile(r"[^\S\n]+")
# Zero-width blanks and joiners, marks of direction, soft hyphens: nobody sees or types them.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# 12,5 is twelve and a half in some countries: not a number here. Nor is 3.9E+05, cut short.
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(?<=\d)(\.\d*)?(E-\d+)?|[+-]?\.\d+", re.I)
_YES = {"y", "yes", "true", "1", "t"}
_NO = {"", "n", "no", "false", "0", "f"}


def text_of(cell: Cell) -> str:
    """
    Write a cell as text: no outer blanks, inner blanks single, line ends kept, nothing unseen.

    A whole number that a spreadsheet holds as 100012345678.0 is written without its point.
    """
    if cell == "":
        return ""
    if isinstance(cell, str):
        text = cell
        if text.isascii() and text.isprintable() and "  " not in text:
            return text.strip()
        text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Say whether nothing can be seen in a cell."""
    return isinstance(cell, str) and not (cell.strip() and (cell.isascii() or text_of(cell)))


def number_of(cell: Cell) -> float | None:
    """Read a number, commas between thousands alone; None where there is none."""
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return None
    if isinstance(cell, str):
        text = text_of(cell)
        return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    return float(cell) if abs(cell) < float("inf") else None


def truth_of(cell: Cell) -> bool | None:
    """Read a yes or no, blank meaning no; None where it is neither."""
    word = text_of(cell).casefold()
    if word in _YES:
        return True
    return False if word in _NO else None
