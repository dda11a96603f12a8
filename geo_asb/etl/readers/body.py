"""What becomes of each row below the headings: read, skipped for a reason, or rejected."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from geo_asb.errors import ExportError
from geo_asb.etl.personal import without_personal
from geo_asb.etl.readers.cells import Cell, is_blank
from geo_asb.etl.readers.door import ColumnKind, is_uprn_or_none
from geo_asb.etl.readers.headings import normal_heading
from geo_asb.etl.readers.row_faults import (
    DigitReferences,
    Layout,
    heading_of,
    layout_fault,
    reference_in,
    sheet_fault,
    wanted_fault,
)
from geo_asb.etl.readers.rows import Row
from geo_asb.etl.readers.sheets import Sheet, headings_at
from geo_asb.model import Reject

__all__ = ["TOTALS_ROW", "WHOLE_ROW", "Body", "is_blank_row", "shown", "survey"]

TOTALS_ROW = "totals row"
WHOLE_ROW = "(whole row)"

_BLANK = "blank row"
_REPEATED = "repeated heading row"
_SECOND_TABLE = (
    "the headings stand here again in another order, so a second table begins. Keep one table on "
    "a sheet and load again."
)

_TOTALS = re.compile(
    r"(sub|grand|overall)?[ -]*totals?( cases| records| rows)?[ :=]*[\d,.]*"
    r"|(count|number of (cases|records|rows))[ :=]*[\d,.]*|end of report\W*",
    re.IGNORECASE,
)


class Body(NamedTuple):
    """What a sheet holds below its headings, without the rows themselves."""

    numbers: array[int]  # of the rows to read
    rejects: list[Reject]
    skipped: Counter[str]
    totals: list[Row]
    spoilt_uprns: list[int]  # numbers of rows whose UPRN is none
    references: DigitReferences


def survey(sheet: Sheet, at: int, layout: Layout, name: str) -> Body:
    """
    Go through all rows once; `at` is the row of the headings, from 0, and `name` the file's.

    Raises
    ------
    ExportError
        The headings stand again in another order: a second table begins.
    """
    skipped = Counter(_BLANK if is_blank_row(cells) else "title row" for cells in sheet.grid[:at])
    body = Body(array("L"), [], skipped, [], [], DigitReferences())
    head = shown(headings_at(sheet, at))
    headings, asked = _headings(sheet, at, layout), layout.asked
    keep = _keeper(body, layout)
    below = islice(sheet.grid, at + 1, None)
    for number, cells in enumerate(below, start=sheet.first_number + at + 1):
        skip = _skip_reason(cells, layout.width, headings)
        if skip == _SECOND_TABLE:
            raise ExportError(f"{name}, row {number}: {skip}")
        told = sheet_fault(number - 1, layout, sheet.faults)
        if skip and not (skip == _BLANK and told[1]):
            skipped[skip] += 1
            if skip == TOTALS_ROW:
                body.totals.append(_totals_row(number, cells, head))
        elif reason := layout_fault(cells, layout):
            body.rejects.append(Reject(number, WHOLE_ROW, reason))
        elif (fault := told if told[1] else wanted_fault(cells, asked))[1]:
            body.rejects.append(Reject(number, *fault, reference_in(cells, layout)))
        else:
            keep(number, cells)
    return body


def _keeper(body: Body, layout: Layout) -> Callable[[int, Sequence[Cell]], None]:
    """Return what takes account of a row to read."""
    uprn_at, reference_at = _column("uprn", layout), _column("reference", layout)

    def keep(number: int, cells: Sequence[Cell]) -> None:
        body.numbers.append(number)
        if reference_at is not None:
            body.references.see(cells[reference_at])
        if uprn_at is not None and not is_uprn_or_none(cells[uprn_at]):
            body.spoilt_uprns.append(number)

    return keep


def _column(kind: ColumnKind, layout: Layout) -> int | None:
    return layout.wanted.get(heading_of(kind, layout))


class _Headings(NamedTuple):
    """What tells a heading row that stands again in the body."""

    likenesses: set[tuple[str, ...]]  # of every row down to the headings
    first_words: set[str]
    places: dict[str, int]  # normal wanted heading -> column
    words: set[str]  # every normal heading
    initials: set[str]  # of all these words

    def may_begin_with(self, cell: Cell) -> bool:
        """Say whether a cell may be one of the words; most cells begin with another letter."""
        begins = cell[:1] if isinstance(cell, str) else ""
        is_plain = begins.isascii() and begins.isalnum()
        return not is_plain or begins.lower() in self.initials


def _totals_row(number: int, cells: Sequence[Cell], head: Sequence[str]) -> Row:
    """Keep what a totals row prints, by heading; a cell under none stands under its column."""
    named = (*head, *(f"column {n + 1}" for n in range(len(head), len(cells))))
    return Row(number, {named[n]: cell for n, cell in enumerate(cells) if not is_blank(cell)})


def is_blank_row(cells: Sequence[Cell]) -> bool:
    """Say whether nothing can be seen in a row."""
    return all(is_blank(cell) for cell in cells)


def _headings(sheet: Sheet, at: int, layout: Layout) -> _Headings:
    likenesses = {_likeness(cells) for cells in sheet.grid[: at + 1] if not is_blank_row(cells)}
    first_words = {likeness[0] for likeness in likenesses}
    places = {normal_heading(heading): column for heading, column in layout.wanted.items()}
    words = {normal_heading(heading) for heading in headings_at(sheet, at)} - {""}
    initials = {word[:1] for word in first_words | words}
    return _Headings(likenesses, first_words, places, words, initials)


def _likeness(cells: Sequence[Cell]) -> tuple[str, ...]:
    words = [normal_heading(str(cell)) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def _skip_reason(cells: Sequence[Cell], width: int, headings: _Headings) -> str:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    if first is None:
        return _BLANK
    if headings.may_begin_with(cells[0]):
        first_word = normal_heading(str(cells[0]))
        if first_word in headings.first_words and _likeness(cells) in headings.likenesses:
            return _REPEATED
    is_heading = headings.may_begin_with(first) and normal_heading(str(first)) in headings.words
    if is_heading and (reason := _headings_again(cells, headings.places)):
        return reason
    if isinstance(first, str) and _TOTALS.fullmatch(first.strip()):
        is_full = sum(not is_blank(cell) for cell in cells) >= width
        return "" if is_full else TOTALS_ROW
    return ""


def _headings_again(cells: Sequence[Cell], places: dict[str, int]) -> str:
    """Tell headings that stand again, in the same columns or in others, from a row of values."""
    words = _likeness(cells)
    again = places.keys() & set(words)
    if len(again) < 2 or 2 * len(again) <= len(places):
        return ""
    stay = all(places[word] < len(words) and words[places[word]] == word for word in again)
    return _REPEATED if stay else _SECOND_TABLE


def shown(head: Sequence[str]) -> list[str]:
    """Give headings as messages may show them."""
    return [without_personal(heading, column + 1) for column, heading in enumerate(head)]
