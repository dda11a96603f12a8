"""One door to every table: CSV in any dress, XLSX, XLS, ODS; wanted columns only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from geo_asb.errors import ExportError
from geo_asb.etl.readers import delimited, workbook
from geo_asb.etl.readers.cells import Cell, CellError, is_blank, text_of
from geo_asb.etl.readers.contents import kind_of, read_bytes
from geo_asb.etl.readers.headings import (
    is_personal,
    normal_heading,
    refuse_duplicates,
    refuse_missing,
)
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

_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_HEADING_WITHIN_ROWS = 50
_TOTALS = re.compile(
    r"(sub|grand|overall)?[ -]*totals?( cases| records| rows)?[ :=]*[\d,.]*"
    r"|(count|number of (cases|records|rows))[ :=]*[\d,.]*|end of report\W*",
    re.IGNORECASE,
)


class Row(NamedTuple):
    """One row of a table: its number as the spreadsheet shows it, and its wanted cells."""

    number: int
    cells: dict[str, Cell]

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


class Sheet(NamedTuple):
    """The one sheet of a file that holds the table, and where it came from."""

    grid: Sequence[Sequence[Cell]]
    is_text: bool  # rows of text may have any length, those of a workbook may not
    notes: tuple[str, ...]
    title: str = ""  # name of the sheet; "" for text
    encoding: str = ""  # of text; "" for a workbook


def open_table(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """
    Read the wanted columns of a table file.

    Columns that nobody asked for are never kept; those that look personal are named in
    `dropped_columns`. Rows above the heading, blank rows, repeated headings and totals rows
    are counted as declared skips.

    Raises
    ------
    ExportError
        Empty, cut short, not what its name says, columns missing or doubled.
    """
    sheet = open_sheet(path, (*required, *optional))
    return table_in(sheet, path.name, required=required, optional=optional)


def table_in(
    sheet: Sheet, name: str, *, required: Sequence[str], optional: Sequence[str] = ()
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
    head = headings_at(sheet, at)
    said = {normal_heading(heading) for heading in head}
    missing = [heading for heading in required if normal_heading(heading) not in said]
    refuse_missing(name, missing, head)
    refuse_duplicates(name, wanted, head)
    if all(_all_blank(cells) for cells in sheet.grid[at + 1 :]):
        raise ExportError(f"{name}: no rows below the headings. Export it again.")
    return _table(name, sheet, at, _places(head, wanted))


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


# ---------------------------------------------------------------- which file, which sheet


def open_sheet(path: Path, wanted: Sequence[str]) -> Sheet:
    """
    Open a table file at the sheet where most of the wanted headings stand.

    Raises
    ------
    ExportError
        Empty, cut short, not what its name says, or two sheets fit equally.
    """
    content, ending = read_bytes(path)
    if ending in workbook.ENDINGS:
        return _choose_sheet(workbook.read_sheets(content, ending, path.name), wanted, path.name)
    if ending not in _TEXT_ENDINGS:
        kinds = ", ".join((*_TEXT_ENDINGS, *workbook.ENDINGS))
        message = f"{path.name}: not a table file. Give one that ends in {kinds}, or .gz of text."
        raise ExportError(message)
    if (kind := kind_of(content[:512])) != "text":
        inside = {"zip": "a workbook or zip", "ole": "an old Excel workbook"}.get(kind, f"a {kind}")
        message = f"{path.name}: called {ending} but holds {inside}. Rename it or export as CSV."
        raise ExportError(message)
    text, encoding = delimited.decode(content, path.name)
    grid = delimited.split_rows(text, path.name, lambda rows: _best_score(rows, wanted))
    notes = ("Read as Windows-1252 text.",) if encoding == "cp1252" else ()
    return Sheet(grid, True, notes, encoding=encoding)


def _choose_sheet(sheets: dict[str, list[list[Cell]]], wanted: Sequence[str], name: str) -> Sheet:
    scores = {title: _best_score(grid, wanted) for title, grid in sheets.items()}
    best = max(scores.values(), default=0)
    fitting = [title for title, score in scores.items() if score == best]
    if best == 0 and not any(any(grid) for grid in sheets.values()):
        raise ExportError(f"{name}: the workbook is empty. Export it again.")
    if best > 0 and len(fitting) > 1:
        message = f"{name}: {len(fitting)} sheets hold this table. Keep one sheet and load again."
        raise ExportError(message)
    others = len(sheets) - 1
    notes = (f"{others} other sheet(s) of the workbook not read.",) if others else ()
    return Sheet(sheets[fitting[0]], False, notes, title=fitting[0])


# ---------------------------------------------------------------- the heading row


def _best_score(grid: Sequence[Sequence[Cell]], wanted: Sequence[str]) -> int:
    return max((_score(grid, at, wanted) for at in _candidates(grid)), default=0)


def heading_row(sheet: Sheet, wanted: Sequence[str]) -> int:
    """Find the row where most of the wanted headings stand; 0 is the first."""
    grid = sheet.grid
    return max(_candidates(grid), key=lambda at: _score(grid, at, wanted), default=0)


def headings_at(sheet: Sheet, at: int) -> list[str]:
    """Give the headings of a row, column by column."""
    return _head(sheet.grid, at)


def _candidates(grid: Sequence[Sequence[Cell]]) -> range:
    return range(min(len(grid), _HEADING_WITHIN_ROWS))


def _score(grid: Sequence[Sequence[Cell]], at: int, wanted: Sequence[str]) -> int:
    said = {normal_heading(heading) for heading in _head(grid, at)}
    return sum(normal_heading(heading) in said for heading in wanted)


def _head(grid: Sequence[Sequence[Cell]], at: int) -> list[str]:
    """Give the headings of a row; one merged over two rows stands in the row above."""
    own = [_one_line(cell) for cell in grid[at]]
    above = [_one_line(cell) for cell in grid[at - 1]] if at else []
    return [
        heading or (above[column] if column < len(above) else "")
        for column, heading in enumerate(own)
    ]


def _one_line(cell: Cell) -> str:
    return " ".join(text_of(cell).split())


def _places(head: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Give each wanted heading that stands in the row its column."""
    normal = [normal_heading(heading) for heading in head]
    return {
        heading: normal.index(normal_heading(heading))
        for heading in wanted
        if normal_heading(heading) in normal
    }


# ---------------------------------------------------------------- the body


def _table(name: str, sheet: Sheet, at: int, places: dict[str, int]) -> Table:
    head = _head(sheet.grid, at)
    width = max(column for column, heading in enumerate(head) if heading) + 1
    unused = [one for column, one in enumerate(head) if one and column not in places.values()]
    table = Table(
        name=name,
        headings=tuple(places),
        rows=(),
        rejects=(),
        rows_read=len(sheet.grid) - 1,
        skipped={},
        dropped_columns=tuple(one for one in unused if is_personal(one)),
        notes=(*sheet.notes, *_unused_note([one for one in unused if not is_personal(one)])),
    )
    return _with_rows(table, sheet, at, places, width)


def _unused_note(unused: Sequence[str]) -> tuple[str, ...]:
    return (f"Columns not used: {', '.join(unused)}.",) if unused else ()


def _with_rows(table: Table, sheet: Sheet, at: int, places: dict[str, int], width: int) -> Table:
    rows: list[Row] = []
    rejects: list[Reject] = []
    above = sheet.grid[:at]
    skipped = Counter("blank row" if _all_blank(cells) else "title row" for cells in above)
    repeated = {_likeness(cells) for cells in sheet.grid[: at + 1] if not _all_blank(cells)}
    first_words = {likeness[0] for likeness in repeated}
    wanted = list(places.items())
    totals: list[Row] = []
    for number, cells in enumerate(sheet.grid[at + 1 :], start=at + 2):
        if reason := _skip_reason(cells, width, repeated, first_words):
            skipped[reason] += 1
            if reason == TOTALS_ROW:
                totals.append(_totals_row(number, cells, _head(sheet.grid, at)))
        elif sheet.is_text and (reason := _wrong_length(cells, width)):
            rejects.append(Reject(number, WHOLE_ROW, reason))
        else:
            rows.append(Row(number, {heading: cells[column] for heading, column in wanted}))
    return replace(
        table,
        rows=tuple(rows),
        rejects=tuple(rejects),
        skipped=dict(skipped),
        totals=tuple(totals),
    )


def _totals_row(number: int, cells: Sequence[Cell], head: Sequence[str]) -> Row:
    """Keep what a totals row prints, by heading; a cell under none stands under its column."""
    named = (*head, *(f"column {n + 1}" for n in range(len(head), len(cells))))
    return Row(number, {named[n]: cell for n, cell in enumerate(cells) if not is_blank(cell)})


def _all_blank(cells: Sequence[Cell]) -> bool:
    return all(is_blank(cell) for cell in cells)


def _likeness(cells: Sequence[Cell]) -> tuple[str, ...]:
    words = [normal_heading(str(cell)) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def _skip_reason(
    cells: Sequence[Cell],
    width: int,
    repeated: set[tuple[str, ...]],
    first_words: set[str],
) -> str:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    if first is None:
        return "blank row"
    if normal_heading(str(cells[0])) in first_words and _likeness(cells) in repeated:
        return "repeated heading row"
    if isinstance(first, str) and _TOTALS.fullmatch(first.strip()):
        is_full = sum(not is_blank(cell) for cell in cells) >= width
        return "" if is_full else TOTALS_ROW
    return ""


def _wrong_length(cells: Sequence[Cell], width: int) -> str:
    if len(cells) >= width and _all_blank(cells[width:]):
        return ""
    return (
        f"has {len(cells)} cells under {width} headings, so nobody can say which is which. "
        "Look for an unquoted separator or a row cut short, and export again."
    )
