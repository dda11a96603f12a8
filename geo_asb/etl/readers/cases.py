"""What every case sheet has in common: reference, days, types, severity."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError, severity_of
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.dates import day_in
from geo_asb.etl.readers.tables import Row
from geo_asb.model import Severity

__all__ = ["case_types_in", "days_in", "known_word", "new_reference", "severity_in"]

T = TypeVar("T")


def new_reference(row: Row, column: str, seen: dict[str, int]) -> str:
    """
    Read a case reference and note its row in `seen`.

    Raises
    ------
    CellError
        Blank, or already in the file.
    """
    reference = row.text(column)
    if not reference:
        raise CellError(column, "the case has no reference. Give it one.")
    first = seen.setdefault(reference, row.number)
    if first != row.number:
        raise CellError(column, f"this reference already stands in row {first}. Keep one row.")
    return reference


def days_in(row: Row, opened: str, closed: str) -> tuple[date, date | None]:
    """
    Read the days a case was opened and closed.

    Raises
    ------
    CellError
        No opened day, an unreadable day, or closed before it was opened.
    """
    opened_on, closed_on = day_in(row, opened), day_in(row, closed)
    if opened_on is None:
        raise CellError(opened, "the case has no opened day. Give it one and export again.")
    if closed_on is not None and closed_on < opened_on:
        raise CellError(closed, "closed before it was opened. Correct one of the two days.")
    return opened_on, closed_on


def case_types_in(
    row: Row, column: str, crosswalk: Crosswalk
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Read the canonical codes of a row, each once, and the source labels they came from.

    Raises
    ------
    CellError
        No type, or one the crosswalk does not know.
    """
    try:
        labels = crosswalk.split(row.text(column))
    except UnknownLabelError as unknown:
        reason = (
            f"a type that crosswalk {crosswalk.name} does not know (nearest: "
            f"'{unknown.nearest}'). Correct it or add it to the crosswalk."
        )
        raise CellError(column, reason) from unknown
    if not labels:
        raise CellError(column, "the case has no type. Give it one.")
    codes = tuple(dict.fromkeys(label.code for label in labels))
    return codes, tuple(label.text for label in labels)


def severity_in(row: Row, column: str) -> tuple[Severity, str]:
    """
    Read the severity and the landlord's own letter.

    Raises
    ------
    CellError
        A letter that is not A to D.
    """
    category = row.text(column)
    severity = severity_of(category)
    if severity is None:
        raise CellError(column, "not a category A to D or blank. Correct it.")
    return severity, category


def known_word(row: Row, column: str, known: Mapping[str, T]) -> T:
    """
    Look a cell up among known words (small letters; "" for a blank cell).

    Raises
    ------
    CellError
        A word that is not known: named by its nearest, never turned into an "other".
    """
    word = " ".join(row.text(column).casefold().replace("\u2019", "'").split())
    if word in known:
        return known[word]
    near = difflib.get_close_matches(word, [one for one in known if one], n=1, cutoff=0.0)
    nearest = f" (nearest: '{near[0]}')" if near else ""
    raise CellError(column, f"a word that is not known here{nearest}. Correct it.")
