"""One door to every table: CSV in any dress, XLSX, XLS, ODS; wanted columns only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from geo_asb.errors import ExportError
from geo_asb.etl.readers.body import TOTALS_ROW, WHOLE_ROW, is_blank_row, shown, survey
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.door import ColumnKind
from geo_asb.etl.readers.headings import (
    is_personal,
    normal_heading,
    refuse_duplicates,
    refuse_missing,
)
from geo_asb.etl.readers.row_faults import Layout, heading_of
from geo_asb.etl.readers.rows import Row, Rows
from geo_asb.etl.readers.sheets import Sheet, heading_row, headings_at, open_sheet
from geo_asb.model import Reading, Reject

__all__ = [
    "TOTALS_ROW",
    "WHOLE_ROW",
    "Row",
    "Rows",
    "Sheet",
    "Table",
    "heading_row",
    "headings_at",
    "make_records",
    "open_sheet",
    "open_table",
    "reading_of",
    "table_in",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """
    The wanted columns of a file, and an account of everything else in it.

    Always: rows_read == len(rows) + len(rejects) + sum(skipped.values()). The heading row is
    not counted.
    """

    name: str
    headings: tuple[str, ...]  # wanted and present, as the caller writes them
    rows: Rows  # made anew whenever they are gone through
    rejects: tuple[Reject, ...]  # rows with too few or too many cells
    rows_read: int
    skipped: dict[str, int]
    dropped_columns: tuple[str, ...]
    notes: tuple[str, ...]
    totals: tuple[Row, ...] = ()  # totals rows, by every heading they stand under


def open_table(
    path: Path,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    kinds: Mapping[str, ColumnKind] | None = None,
) -> Table:
    """
    Read the wanted columns of a table file.

    Columns that nobody asked for are never kept; those that look personal are named in
    `dropped_columns`. Rows above the heading, blank rows, repeated headings and totals rows
    are counted as declared skips. A row with a wanted cell that holds a personal value, or was
    damaged on its way, is rejected here and reaches no reader.

    Parameters
    ----------
    kinds : what the values of wanted columns are; those not named hold text. Where it is left
        out, a cell that is a date or a number alone may stand in any column.

    Raises
    ------
    ExportError
        Empty, cut short, not what its name says, columns missing or doubled.
    """
    sheet = open_sheet(path, (*required, *optional))
    return table_in(sheet, path.name, required=required, optional=optional, kinds=kinds)


def table_in(
    sheet: Sheet,
    name: str,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    kinds: Mapping[str, ColumnKind] | None = None,
) -> Table:
    """
    Take the wanted columns out of a sheet that is open; `name` is the file's, for messages.

    Raises
    ------
    ExportError
        Columns missing or doubled, or no row below them.
    """
    wanted = (*required, *optional)
    at = heading_row(sheet, wanted)
    head = shown(headings_at(sheet, at))
    said = {normal_heading(heading) for heading in head}
    missing = [heading for heading in required if normal_heading(heading) not in said]
    refuse_missing(name, missing, head)
    refuse_duplicates(name, wanted, head)
    if all(is_blank_row(cells) for cells in islice(sheet.grid, at + 1, None)):
        raise ExportError(f"{name}: no rows below the headings. Export it again.")
    return _table(name, sheet, at, _layout(sheet, at, _places(head, wanted), kinds))


def make_records(
    table: Table, make: Callable[[Row], T], *, named_by: str = ""
) -> tuple[list[T], list[Reject]]:
    """
    Make a record of every row; a row whose `make` raises `CellError` becomes a reject.

    `named_by` is the heading of the case reference, by which a later load finds the reject.
    """
    records: list[T] = []
    rejects: list[Reject] = []
    for row in table.rows:
        try:
            records.append(make(row))
        except CellError as bad:
            rejects.append(Reject(row.number, bad.column, str(bad), row.text(named_by)))
    return records, rejects


def reading_of(
    table: Table,
    records: Sequence[T],
    rejects: Iterable[Reject],
    skipped: Mapping[str, int] | None = None,
) -> Reading[T]:
    """Join what a reader made of the rows with what the table says of the rest of the file."""
    return Reading(
        records=tuple(records),
        rejects=tuple(sorted((*table.rejects, *rejects), key=lambda reject: reject.row)),
        rows_read=table.rows_read,
        skipped={**table.skipped, **(skipped or {})},
        dropped_columns=table.dropped_columns,
        notes=table.notes,
    )


# ---------------------------------------------------------------- the columns


def _places(head: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Give each wanted heading that stands in the row its column."""
    normal = [normal_heading(heading) for heading in head]
    return {
        heading: normal.index(normal_heading(heading))
        for heading in wanted
        if normal_heading(heading) in normal
    }


def _layout(
    sheet: Sheet, at: int, places: dict[str, int], kinds: Mapping[str, ColumnKind] | None
) -> Layout:
    head = headings_at(sheet, at)
    width = max((column for column, heading in enumerate(head) if heading), default=0) + 1
    headless = []
    beside = False
    for column, heading in enumerate([*head[:width], ""]):
        beside = column in places.values() if heading else beside
        if beside and not heading:
            headless.append(column)
    lengths = _usual_lengths(sheet, at, width)
    return Layout(width, places, kinds, tuple(headless), sheet.separator, lengths)


def _usual_lengths(sheet: Sheet, at: int, width: int) -> frozenset[int]:
    """
    Give how many cells a row of text may have: as many as the headings, or as nearly all rows.

    A blank cell too many may be a separator typed into a value: then every later cell of the
    row stands under the wrong heading.
    """
    below = Counter(sheet.lengths)
    below.subtract(len(cells) for cells in sheet.grid[: at + 1])
    counts = {length: rows for length, rows in below.items() if length >= width and rows > 0}
    enough = max(2, 0.9 * sum(counts.values()))
    usual = [length for length, rows in counts.items() if rows >= enough]
    return frozenset((len(sheet.grid[at]), *usual))


def _table(name: str, sheet: Sheet, at: int, layout: Layout) -> Table:
    head = shown(headings_at(sheet, at))
    read = layout.wanted.values()
    unused = [one for column, one in enumerate(head) if one and column not in read]
    body = survey(sheet, at, layout, name)
    table = Table(
        name=name,
        headings=tuple(layout.wanted),
        rows=Rows(sheet, layout.wanted, body.numbers),
        rejects=tuple(body.rejects),
        rows_read=len(sheet.grid) - 1,
        skipped=dict(body.skipped),
        dropped_columns=tuple(one for one in unused if is_personal(one)),
        notes=(*sheet.notes, *_unused_note([one for one in unused if not is_personal(one)])),
        totals=tuple(body.totals),
    )
    sound = _without_spoilt_uprns(table, heading_of("uprn", layout), body.spoilt_uprns)
    width = body.references.lost_zeros()
    return _without_cut_references(sound, heading_of("reference", layout), width)


def _unused_note(unused: Sequence[str]) -> tuple[str, ...]:
    return (f"Columns not used: {', '.join(unused)}.",) if unused else ()


def _without_spoilt_uprns(table: Table, column: str, spoilt: Sequence[int]) -> Table:
    """Read what is no UPRN as none given, and say so: the case still has its address."""
    if not spoilt:
        return table
    note = (
        f"{len(spoilt)} cell(s) under '{column}' are no UPRN (cut short to 1.00E+11, or with "
        f"letters) and were read as blank, the first in row {min(spoilt)}. Export it as text."
    )
    rows = table.rows.blanked(column, spoilt)
    return replace(table, rows=rows, notes=(*table.notes, note))


def _without_cut_references(table: Table, column: str, width: int) -> Table:
    """Reject the rows whose reference may have lost the leading zeros of its `width` digits."""
    if not width:
        return table
    references = ((row.number, row.text(column)) for row in table.rows)
    cut = [number for number, text in references if text.isdigit() and len(text) < width]
    reason = (
        f"other references here begin with 0 and have {width} digits: this one may have lost its "
        "zeros. Format the column as text and export again."
    )
    return replace(
        table,
        rows=table.rows.without(frozenset(cut)),
        rejects=(*table.rejects, *(Reject(number, column, reason) for number in cut)),
    )
