"""Totals that a sheet prints of itself, beside those counted; never loaded as cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from geo_asb.etl.readers.cells import Cell, number_of
from geo_asb.etl.readers.tables import Row, Table
from geo_asb.model import PrintedTotal

__all__ = ["printed_totals", "totals_notes"]

_AFTER_WORD = re.compile(r"[a-z][\w -]*[ :=]+([\d,.]+)", re.IGNORECASE)
_NO_COUNT = 10_000_000  # a number as long as a telephone's is no count


def printed_totals(
    table: Table, counted: Mapping[str, int], *, types_heading: str
) -> tuple[PrintedTotal, ...]:
    """
    Set the last totals row of a sheet beside what was counted.

    `counted` gives the number of "cases" (or "rows") and of "case types". A number under the
    column of types is held against the types, any other against the cases.
    """
    if not table.totals:
        return ()
    last = table.totals[-1]  # sub-totals come before the total
    main = next(iter(counted))
    return tuple(
        PrintedTotal(last.number, heading, printed, counted[what], what)
        for heading, printed in _numbers(last)
        for what in ("case types" if heading == types_heading else main,)
    )


def _numbers(row: Row) -> Iterator[tuple[str, int]]:
    for heading, cell in row.cells.items():
        number = _number(cell)
        if number is not None and number.is_integer() and 0 <= number < _NO_COUNT:
            yield heading, int(number)


def _number(cell: Cell) -> float | None:
    """Read a number, also one behind a word: "Total cases: 1,895"."""
    if isinstance(cell, str) and (found := _AFTER_WORD.fullmatch(cell.strip())):
        return number_of(found[1])
    return number_of(cell)


def totals_notes(totals: tuple[PrintedTotal, ...]) -> tuple[str, ...]:
    """Say of each printed total how it compares; both numbers are kept."""
    return tuple(_note(total) for total in totals)


def _note(total: PrintedTotal) -> str:
    head = f"Row {total.row} prints {total.printed:,} under '{total.heading}': {total.counted} "
    if total.printed == total.computed:
        return f"{head}counted here are as many."
    more = total.computed - total.printed
    words = f"{more:,} more" if more > 0 else f"{-more:,} fewer"
    return f"{head}counted here are {total.computed:,}, {words}. Both numbers are kept."
