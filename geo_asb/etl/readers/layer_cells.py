"""Cells that lists of cameras, actions and activities have in common."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from geo_asb.etl.plausible import late_words
from geo_asb.etl.readers.cells import CellError, is_blank, number_of, truth_of
from geo_asb.etl.readers.dates import day_in
from geo_asb.etl.readers.tables import Row

__all__ = [
    "days_of",
    "listed_word",
    "new_id",
    "number_in",
    "refuse_again",
    "refuse_late",
    "yes_no_or_unsaid",
]

K = TypeVar("K")
T = TypeVar("T")


def listed_word(row: Row, column: str, known: Mapping[str, T]) -> T:
    """
    Look a cell up among listed words (small letters, blanks for hyphens; "" for a blank cell).

    Raises
    ------
    CellError
        A word that is not listed: named by its nearest, never turned into an "other".
    """
    word = " ".join(row.text(column).casefold().replace("-", " ").split())
    if word in known:
        return known[word]
    if not word:
        raise CellError(column, "the cell is blank. Fill it in.")
    near = difflib.get_close_matches(word, [one for one in known if one], n=1, cutoff=0.0)
    raise CellError(column, f"a word that is not known here (nearest: '{near[0]}'). Correct it.")


def new_id(row: Row, column: str, seen: dict[str, int]) -> str:
    """
    Read what names a row and note its row in `seen`.

    Raises
    ------
    CellError
        Blank, or already in the file.
    """
    text = row.text(column)
    if not text:
        raise CellError(column, "the row has no number or name of its own. Give it one.")
    refuse_again(seen, text, row.number, column, "this already stands")
    return text


def refuse_again(seen: dict[K, int], key: K, at: int, column: str, said: str) -> None:
    """
    Note which row a key stands in, `at`; `said` names it: "this UPRN already stands".

    Raises
    ------
    CellError
        An earlier row has it.
    """
    first = seen.setdefault(key, at)
    if first != at:
        raise CellError(column, f"{said} in row {first}. Keep one of the two.")


def refuse_late(day: date, today: date | None, column: str) -> None:
    """
    Refuse a day after today; without a `today` none is.

    A year typed wrongly would make its file the newest for years to come, and every later one
    would be taken for older.

    Raises
    ------
    CellError
        The day lies after today.
    """
    if today is not None and day > today:
        raise CellError(column, late_words(today))


def number_in(row: Row, column: str, *, least: float, most: float) -> float | None:
    """
    Read a number from `least` to `most`; None for a blank cell.

    Raises
    ------
    CellError
        Not a number, or outside.
    """
    cell = row.cells.get(column, "")
    if is_blank(cell):
        return None
    value = number_of(cell)
    if value is None or not least <= value <= most:
        reason = f"not a number from {least:,g} to {most:,g}. Write the number alone."
        raise CellError(column, reason)
    return value


def days_of(row: Row, first: str, last: str) -> tuple[date | None, date | None]:
    """
    Read a first and a last day, either of which may be blank.

    Raises
    ------
    CellError
        Not a day, or the last before the first.
    """
    starts_on, last_on = day_in(row, first), day_in(row, last)
    if starts_on and last_on and last_on < starts_on:
        raise CellError(last, f"before '{first}'. Correct one of the two days.")
    return starts_on, last_on


def yes_no_or_unsaid(row: Row, column: str) -> bool | None:
    """
    Read a yes or no; None for a blank cell.

    Raises
    ------
    CellError
        Neither yes, no nor blank.
    """
    cell = row.cells.get(column, "")
    if is_blank(cell):
        return None
    said = truth_of(cell)
    if said is None:
        raise CellError(column, "neither yes nor no. Write one of them or leave it blank.")
    return said
