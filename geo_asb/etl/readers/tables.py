"""One door to every table: CSV in any dress, XLSX, XLS, ODS; wanted columns only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from geo_asb.errors import ExportError
from geo_asb.etl.personal import without_personal
from geo_asb.etl.readers.cells import Cell, CellError, is_blank, text_of
from geo_asb.etl.readers.door import ColumnKind, is_uprn_or_none
from geo_asb.etl.readers.headings import (
    is_personal,
    normal_heading,
    refuse_duplicates,
    refuse_missing,
)
from geo_asb.etl.readers.row_faults import (
    Layout,
    heading_of,
    layout_fault,
    lost_zeros,
    reference_in,
    sheet_fault,
    wanted_fault,
)
from geo_asb.etl.readers.sheets import DAY_ZERO, Sheet, heading_row, headings_at, open_sheet
from geo_asb.model import Reading, Reject

__all__ = [
    "TOTALS_ROW",
    "WHOLE_ROW",
    "Row",
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


class Row(NamedTuple):
    """One row of a table: its number as the spreadsheet shows it, and its wanted cells."""

    number: int
    cells: dict[str, Cell]
    day_zero: datetime = DAY_ZERO  # what a number in a column of days counts from

    def text(self, heading: str) -> str:
        """Give the cell under a heading as text; "" where the table has no such column."""
        return text_of(self.cells.get(heading, ""))


@dataclass(frozen=True, slots=True)
class Table:
    """
    The wanted columns of a file, and an account of everything else in it.

    Always: rows_read == len(rows) + len(rejects) + sum(skipped.values()). The heading row is
    not counted.
    """

    name: str
    headings: tuple[str, ...]  # wanted and present, as the caller writes them
    rows: tuple[Row, ...]
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
    head = _shown(headings_at(sheet, at))
    said = {normal_heading(heading) for heading in head}
    missing = [heading for heading in required if normal_heading(heading) not in said]
    refuse_missing(name, missing, head)
    refuse_duplicates(name, wanted, head)
    if all(_all_blank(cells) for cells in sheet.grid[at + 1 :]):
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


# ---------------------------------------------------------------- the body


def _places(head: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Give each wanted heading that stands in the row its column."""
    normal = [normal_heading(heading) for heading in head]
    return {
        heading: normal.index(normal_heading(heading))
        for heading in wanted
        if normal_heading(heading) in normal
    }


def _shown(head: Sequence[str]) -> list[str]:
    """Give headings as messages may show them."""
    return [without_personal(heading, column + 1) for column, heading in enumerate(head)]


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
    counts = Counter(len(cells) for cells in sheet.grid[at + 1 :] if len(cells) >= width)
    enough = max(2, 0.9 * counts.total())
    usual = [length for length, rows in counts.items() if rows >= enough]
    return frozenset((len(sheet.grid[at]), *usual))


def _table(name: str, sheet: Sheet, at: int, layout: Layout) -> Table:
    head = _shown(headings_at(sheet, at))
    read = layout.wanted.values()
    unused = [one for column, one in enumerate(head) if one and column not in read]
    table = Table(
        name=name,
        headings=tuple(layout.wanted),
        rows=(),
        rejects=(),
        rows_read=len(sheet.grid) - 1,
        skipped={},
        dropped_columns=tuple(one for one in unused if is_personal(one)),
        notes=(*sheet.notes, *_unused_note([one for one in unused if not is_personal(one)])),
    )
    whole = _without_spoilt_uprns(_with_rows(table, sheet, at, layout), layout)
    return _without_cut_references(whole, layout)


def _unused_note(unused: Sequence[str]) -> tuple[str, ...]:
    return (f"Columns not used: {', '.join(unused)}.",) if unused else ()


class _Headings(NamedTuple):
    """What tells a heading row that stands again in the body."""

    likenesses: set[tuple[str, ...]]  # of every row down to the headings
    first_words: set[str]
    places: dict[str, int]  # normal wanted heading -> column
    words: set[str]  # every normal heading


def _with_rows(table: Table, sheet: Sheet, at: int, layout: Layout) -> Table:
    rows: list[Row] = []
    rejects: list[Reject] = []
    totals: list[Row] = []
    skipped = Counter(_BLANK if _all_blank(cells) else "title row" for cells in sheet.grid[:at])
    headings, asked = _headings(sheet, at, layout), layout.asked
    for number, cells in enumerate(sheet.grid[at + 1 :], start=at + 2):
        skip = _skip_reason(cells, layout.width, headings)
        if skip == _SECOND_TABLE:
            raise ExportError(f"{table.name}, row {number}: {skip}")
        told = sheet_fault(number - 1, layout, sheet.faults)
        if skip and not (skip == _BLANK and told[1]):
            skipped[skip] += 1
            if skip == TOTALS_ROW:
                totals.append(_totals_row(number, cells, _shown(headings_at(sheet, at))))
        elif reason := layout_fault(cells, layout):
            rejects.append(Reject(number, WHOLE_ROW, reason))
        elif (fault := told if told[1] else wanted_fault(cells, asked))[1]:
            rejects.append(Reject(number, *fault, reference_in(cells, layout)))
        else:
            wanted = {heading: cells[column] for heading, column in layout.wanted.items()}
            rows.append(Row(number, wanted, sheet.day_zero))
    return replace(
        table,
        rows=tuple(rows),
        rejects=tuple(rejects),
        skipped=dict(skipped),
        totals=tuple(totals),
    )


def _without_spoilt_uprns(table: Table, layout: Layout) -> Table:
    """Read what is no UPRN as none given, and say so: the case still has its address."""
    column = heading_of("uprn", layout)
    spoilt = {row.number for row in table.rows if not is_uprn_or_none(row.cells.get(column, ""))}
    if not spoilt:
        return table
    note = (
        f"{len(spoilt)} cell(s) under '{column}' are no UPRN (cut short to 1.00E+11, or with "
        f"letters) and were read as blank, the first in row {min(spoilt)}. Export it as text."
    )
    rows = (
        row._replace(cells=row.cells | {column: ""}) if row.number in spoilt else row
        for row in table.rows
    )
    return replace(table, rows=tuple(rows), notes=(*table.notes, note))


def _without_cut_references(table: Table, layout: Layout) -> Table:
    """Reject the rows whose reference may have lost its leading zeros."""
    column = heading_of("reference", layout)
    width = lost_zeros(row.cells[column] for row in table.rows) if column else 0
    if not width:
        return table
    cut = {row.number for row in table.rows if row.text(column).isdigit()}
    cut -= {row.number for row in table.rows if len(row.text(column)) >= width}
    reason = (
        f"other references here begin with 0 and have {width} digits: this one may have lost its "
        "zeros. Format the column as text and export again."
    )
    return replace(
        table,
        rows=tuple(row for row in table.rows if row.number not in cut),
        rejects=(*table.rejects, *(Reject(number, column, reason) for number in sorted(cut))),
    )


def _totals_row(number: int, cells: Sequence[Cell], head: Sequence[str]) -> Row:
    """Keep what a totals row prints, by heading; a cell under none stands under its column."""
    named = (*head, *(f"column {n + 1}" for n in range(len(head), len(cells))))
    return Row(number, {named[n]: cell for n, cell in enumerate(cells) if not is_blank(cell)})


def _all_blank(cells: Sequence[Cell]) -> bool:
    return all(is_blank(cell) for cell in cells)


def _headings(sheet: Sheet, at: int, layout: Layout) -> _Headings:
    likenesses = {_likeness(cells) for cells in sheet.grid[: at + 1] if not _all_blank(cells)}
    first_words = {likeness[0] for likeness in likenesses}
    places = {normal_heading(heading): column for heading, column in layout.wanted.items()}
    words = {normal_heading(heading) for heading in headings_at(sheet, at)} - {""}
    return _Headings(likenesses, first_words, places, words)


def _likeness(cells: Sequence[Cell]) -> tuple[str, ...]:
    words = [normal_heading(str(cell)) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def _skip_reason(cells: Sequence[Cell], width: int, headings: _Headings) -> str:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    if first is None:
        return _BLANK
    first_word = normal_heading(str(cells[0]))
    if first_word in headings.first_words and _likeness(cells) in headings.likenesses:
        return _REPEATED
    is_heading = normal_heading(str(first)) in headings.words
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
