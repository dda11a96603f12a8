"""The rows of a table that count, made anew from its sheet whenever they are gone through."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, overload

from geo_asb.etl.readers.cells import Cell, text_of
from geo_asb.etl.readers.sheets import DAY_ZERO, Sheet

__all__ = ["Row", "Rows"]


class Row(NamedTuple):
    """One row of a table: its number as the spreadsheet shows it, and its wanted cells."""

    number: int
    cells: dict[str, Cell]
    day_zero: datetime = DAY_ZERO  # what a number in a column of days counts from

    def text(self, heading: str) -> str:
        """Give the cell under a heading as text; "" where the table has no such column."""
        return text_of(self.cells.get(heading, ""))


class Rows(Sequence[Row]):
    """
    Rows of a sheet by their numbers, of which only the numbers are held.

    Those far down take as long to get as going there.
    """

    def __init__(self, sheet: Sheet, wanted: Mapping[str, int], numbers: Collection[int]) -> None:
        self._sheet = sheet
        self._wanted = tuple(wanted.items())
        self._numbers = array("L", numbers)  # rising
        self._blank_in: frozenset[int] = frozenset()
        self._blanked = ""

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._numbers)

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows from the first."""
        wanted, day_zero = self._wanted, self._sheet.day_zero
        for number, cells in self._kept():
            row = Row(number, {heading: cells[at] for heading, at in wanted}, day_zero)
            if number in self._blank_in:
                row.cells[self._blanked] = ""
            yield row

    def _kept(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        numbers = iter(self._numbers)
        next_number = next(numbers, -1)
        for number, cells in enumerate(self._sheet.grid, start=self._sheet.first_number):
            if number == next_number:
                yield number, cells
                next_number = next(numbers, -1)

    def whole(self, numbers: Collection[int]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Go through all the cells of some rows of the sheet, left out or not, wanted or not."""
        return self._changed(array("L", sorted(numbers)), "", frozenset())._kept()

    def under(self, headings: Sequence[str]) -> Iterator[tuple[int, list[Cell]]]:
        """Go through the cells under some wanted headings, with the number of each row."""
        wanted = dict(self._wanted)
        columns = [(wanted[heading], heading == self._blanked) for heading in headings]
        for number, cells in self._kept():
            is_blanked = number in self._blank_in
            yield number, ["" if is_blanked and can_be else cells[at] for at, can_be in columns]

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        """Give a row by its place from 0, or some of them."""
        if isinstance(at, slice):
            start, end, step = at.indices(len(self))
            return tuple(islice(self, start, end, step))
        return next(islice(self, range(len(self))[at], None))

    def without(self, numbers: Collection[int]) -> Rows:
        """Leave out some rows."""
        kept = array("L", (one for one in self._numbers if one not in numbers))
        return self._changed(kept, self._blanked, self._blank_in)

    def blanked(self, heading: str, numbers: Collection[int]) -> Rows:
        """Read the cells of some rows under one heading as blank."""
        return self._changed(self._numbers, heading, frozenset(numbers))

    def _changed(self, numbers: array[int], heading: str, blank_in: frozenset[int]) -> Rows:
        rows = Rows(self._sheet, dict(self._wanted), numbers)
        rows._blanked, rows._blank_in = heading, blank_in
        return rows
