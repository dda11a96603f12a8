"""XLSX, XLS and ODS to rows of cells, numbered as the spreadsheet shows them."""

from __future__ import annotations

import io
import re
import zipfile

from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import Cell
from geo_asb.etl.readers.contents import check_zip, kind_of

__all__ = ["ENDINGS", "read_sheets"]

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")

# Excel's own sheet has 17 thousand million cells; a reader that reserves them all dies.
_MAX_CELLS = 40_000_000
_REFERENCE = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 22


def read_sheets(content: bytes, ending: str, name: str) -> dict[str, list[list[Cell]]]:
    """
    Read the visible sheets of a workbook; row 1 of a sheet is item 0.

    Raises
    ------
    ExportError
        Cut short, locked, not a workbook of that ending, or far too large.
    """
    _check(content, ending, name)
    try:
        book = load_workbook(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible
        ]
        return {
            sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            for sheet in visible
        }
    except PasswordError as error:
        message = f"{name}: locked with a password. Save it without one."
        raise ExportError(message) from error
    except (CalamineError, ValueError, OSError) as error:
        message = f"{name}: the workbook is damaged. Open it, save it again as XLSX."
        raise ExportError(message) from error


def _check(content: bytes, ending: str, name: str) -> None:
    if ending == ".xls":
        if kind_of(content[:64]) != "ole":
            raise ExportError(_not_a_workbook(name))
        return
    if kind_of(content[:64]) != "zip":
        raise ExportError(_not_a_workbook(name))
    members = check_zip(content, name)
    wanted = "content.xml" if ending == ".ods" else "xl/workbook.xml"
    if wanted not in members:
        raise ExportError(_not_a_workbook(name))
    if ending != ".ods":
        _refuse_vast_sheets(content, members, name)


def _not_a_workbook(name: str) -> str:
    return (
        f"{name}: not the kind of workbook its name says. Open it in a spreadsheet program and "
        "save it as XLSX."
    )


def _refuse_vast_sheets(content: bytes, members: list[str], name: str) -> None:
    """Look at the far corner of every sheet before a library reserves room for all of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in members:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
                columns, rows = _far_corner(archive, member)
                if columns * rows > _MAX_CELLS:
                    message = (
                        f"{name}: a sheet reaches to row {rows}, column {columns}. Delete the "
                        "stray cells beyond the table and save it again."
                    )
                    raise ExportError(message)


def _far_corner(archive: zipfile.ZipFile, member: str) -> tuple[int, int]:
    columns, rows, tail = 0, 0, b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            found = _REFERENCE.findall(tail + chunk)
            letters = {column for column, _ in found}
            columns = max([columns, *map(_column_number, letters)])
            rows = max([rows, *(int(row) for _, row in found)])
            tail = chunk[-200:]
    return columns, rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
