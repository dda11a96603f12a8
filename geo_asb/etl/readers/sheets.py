"""Which sheet of a file holds the table, and at which row its headings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from geo_asb.errors import ExportError
from geo_asb.etl.readers import delimited, workbook
from geo_asb.etl.readers.cells import Cell, text_of
from geo_asb.etl.readers.contents import Content, kind_of, open_content
from geo_asb.etl.readers.headings import normal_heading
from geo_asb.etl.readers.workbook import Workbook

__all__ = ["DAY_ZERO", "Sheet", "heading_row", "headings_at", "open_sheet"]

_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_HEADING_WITHIN_ROWS = 50
_ALIKE = 3  # as many headings, and half of the best sheet's, make another sheet look like it

# A spreadsheet's day 0, without a zone; workbooks from old Macintoshes count from another.
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001
_DAY_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


class Sheet(NamedTuple):
    """The one sheet of a file that holds the table, and where it came from."""

    grid: Sequence[Sequence[Cell]]  # of text: cut anew whenever it is gone through
    is_text: bool  # rows of text may have any length, those of a workbook may not
    notes: tuple[str, ...]
    title: str = ""  # name of the sheet; "" for text
    encoding: str = ""  # of text; "" for a workbook
    separator: str = ""  # of text; "" for a workbook
    lengths: Mapping[int, int] = {}  # of text: how many rows have so many cells
    faults: Mapping[tuple[int, int], str] = {}  # (row, column) from 0: why it cannot be used
    day_zero: datetime = DAY_ZERO
    first_number: int = 1  # of the grid's first row, as the file shows it


def open_sheet(path: Path, wanted: Sequence[str]) -> Sheet:
    """
    Open a table file at the sheet where most of the wanted headings stand.

    Raises
    ------
    ExportError
        Empty, cut short, not what its name says, or two sheets fit.
    """
    content = open_content(path)
    ending = content.ending
    if ending in workbook.ENDINGS:
        book = workbook.read_workbook(content.whole(), ending, path.name)
        return _choose_sheet(book, wanted, path.name)
    if ending not in _TEXT_ENDINGS:
        kinds = ", ".join((*_TEXT_ENDINGS, *workbook.ENDINGS))
        message = f"{path.name}: not a table file. Give one that ends in {kinds}, or .gz of text."
        raise ExportError(message)
    if (kind := kind_of(content.head(512))) != "text":
        inside = {"zip": "a workbook or zip", "ole": "an old Excel workbook"}.get(kind, f"a {kind}")
        message = f"{path.name}: called {ending} but holds {inside}. Rename it or export as CSV."
        raise ExportError(message)
    return _text_sheet(content, wanted)


def _text_sheet(content: Content, wanted: Sequence[str]) -> Sheet:
    text = delimited.text_in(content)
    grid, separator = delimited.split_rows(text, lambda rows: _best_score(rows, wanted))
    notes = ("Read as Windows-1252 text.",) if text.encoding == "cp1252" else ()
    return Sheet(
        grid, True, notes, encoding=text.encoding, separator=separator, lengths=grid.lengths
    )


def _choose_sheet(book: Workbook, wanted: Sequence[str], name: str) -> Sheet:
    scores = {title: _best_score(sheet.grid, wanted) for title, sheet in book.sheets.items()}
    best = max(scores.values(), default=0)
    fitting = [title for title, score in scores.items() if _is_alike(score, best)]
    if best == 0 and not any(any(sheet.grid) for sheet in book.sheets.values()):
        hidden = " but for hidden sheets. Unhide the table" if book.hidden_sheets else ". Export it"
        raise ExportError(f"{name}: the workbook is empty{hidden} and try again.")
    if best > 0 and len(fitting) > 1:
        message = f"{name}: {len(fitting)} sheets hold this table. Keep one sheet and load again."
        raise ExportError(message)
    sheet = book.sheets[fitting[0]]
    return Sheet(
        sheet.grid,
        False,
        (*_sheet_notes(book), *sheet.notes),
        title=fitting[0],
        faults=sheet.faults,
        day_zero=_DAY_ZERO_1904 if book.counts_from_1904 else DAY_ZERO,
    )


def _is_alike(score: int, best: int) -> bool:
    return score == best or (score >= _ALIKE and 2 * score > best)


def _sheet_notes(book: Workbook) -> list[str]:
    others, hidden = len(book.sheets) - 1, book.hidden_sheets
    notes = [f"{others} other sheet(s) of the workbook not read."] if others else []
    return [*notes, f"{hidden} hidden sheet(s) of the workbook not read."] if hidden else notes


# ---------------------------------------------------------------- the heading row


def _best_score(grid: Sequence[Sequence[Cell]], wanted: Sequence[str]) -> int:
    return max((_score(grid, at, wanted) for at in _candidates(grid)), default=0)


def heading_row(sheet: Sheet, wanted: Sequence[str]) -> int:
    """Find the row where most of the wanted headings stand; 0 is the first."""
    grid = sheet.grid
    return max(_candidates(grid), key=lambda at: _score(grid, at, wanted), default=0)


def headings_at(sheet: Sheet, at: int) -> list[str]:
    """Give the headings of a row, column by column; one merged over two rows stands above."""
    return _head(sheet.grid, at)


def _candidates(grid: Sequence[Sequence[Cell]]) -> range:
    return range(min(len(grid), _HEADING_WITHIN_ROWS))


def _score(grid: Sequence[Sequence[Cell]], at: int, wanted: Sequence[str]) -> int:
    said = {normal_heading(heading) for heading in _head(grid, at)}
    return sum(normal_heading(heading) in said for heading in wanted)


def _head(grid: Sequence[Sequence[Cell]], at: int) -> list[str]:
    own = [_one_line(cell) for cell in grid[at]]
    above = [_one_line(cell) for cell in grid[at - 1]] if at else []
    return [
        heading or (above[column] if column < len(above) else "")
        for column, heading in enumerate(own)
    ]


def _one_line(cell: Cell) -> str:
    return " ".join(text_of(cell).split())
