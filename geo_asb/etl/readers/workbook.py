"""XLSX, XLS and ODS to rows of cells, numbered as the spreadsheet shows them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import Cell
from geo_asb.etl.readers.contents import check_zip, kind_of
from geo_asb.etl.readers.old_workbook import marks_of_xls
from geo_asb.etl.readers.workbook_marks import SheetMarks, marks_of_ods, marks_of_xlsx

__all__ = ["ENDINGS", "Workbook", "WorkbookSheet", "read_workbook"]

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")

# What the library raises where damage surprises it; it is no Exception and can not be imported.
_PANIC = "PanicException"
# How a workbook that is locked says so in its first bytes: a stream of this name.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One visible sheet: row 1 is item 0 of `grid`; faults by (row, column) from 0."""

    grid: list[list[Cell]]
    faults: dict[tuple[int, int], str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets by title, how many are hidden, and the year that days count from."""

    sheets: dict[str, WorkbookSheet]
    hidden_sheets: int
    counts_from_1904: bool


def read_workbook(content: bytes, ending: str, name: str) -> Workbook:
    """
    Read the visible sheets of a workbook.

    Raises
    ------
    ExportError
        Cut short, locked, not a workbook of that ending, or far too large.
    """
    marks, counts_from_1904 = _marks(content, ending, name)
    try:
        book = load_workbook(io.BytesIO(content))
        marks = _by_title(book, marks, name)
        visible, hidden = _titles(book)
        read = {title: _sheet(book.get_sheet_by_name(title), marks[title]) for title in visible}
    except PasswordError as error:
        raise ExportError(_locked(name)) from error
    except (CalamineError, ValueError, OSError) as error:
        raise ExportError(_damaged(name)) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise ExportError(_damaged(name)) from error
    return Workbook(read, hidden, counts_from_1904)


def _titles(book: CalamineWorkbook) -> tuple[list[str], int]:
    tables = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    visible = [one.name for one in tables if one.visible is SheetVisibleEnum.Visible]
    return visible, len(tables) - len(visible)


def _by_title(
    book: CalamineWorkbook, marks: dict[str, SheetMarks], name: str
) -> dict[str, SheetMarks]:
    """Give each sheet its marks: by title, or by order where titles are written otherwise."""
    titles = [one.name for one in book.sheets_metadata]
    if all(title in marks for title in titles):
        return marks
    if len(marks) == len(titles):
        return dict(zip(titles, marks.values(), strict=True))
    raise ExportError(_damaged(name))


def _sheet(sheet: CalamineSheet, marks: SheetMarks) -> WorkbookSheet:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        marks.merge(top, left, bottom + 1, right + 1)
    grid = sheet.to_python(skip_empty_area=False)
    return WorkbookSheet(grid, marks.faults, tuple(_hidden_notes(marks)))


def _hidden_notes(marks: SheetMarks) -> Iterator[str]:
    for count, what in ((marks.hidden_rows, "row"), (marks.hidden_columns, "column")):
        if count:
            yield f"{count} hidden {what}(s) of the sheet read like the others."


def _marks(content: bytes, ending: str, name: str) -> tuple[dict[str, SheetMarks], bool]:
    """Check that the file is the workbook its name says, and look through it."""
    kind = kind_of(content[:64])
    if kind == "ole" and _LOCKED in content:
        raise ExportError(_locked(name))
    if kind != ("ole" if ending == ".xls" else "zip"):
        raise ExportError(_not_a_workbook(name))
    if ending == ".xls":
        return marks_of_xls(content, name)
    wanted = "content.xml" if ending == ".ods" else "xl/workbook.xml"
    if wanted not in check_zip(content, name):
        raise ExportError(_not_a_workbook(name))
    if ending == ".ods":
        return marks_of_ods(content, name), False
    return marks_of_xlsx(content, name)


def _damaged(name: str) -> str:
    return f"{name}: the workbook is damaged. Open it, save it again as XLSX."


def _locked(name: str) -> str:
    return f"{name}: locked with a password. Save it without one."


def _not_a_workbook(name: str) -> str:
    return (
        f"{name}: not the kind of workbook its name says. Open it in a spreadsheet program and "
        "save it as XLSX."
    )
