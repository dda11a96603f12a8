"""
What a workbook knows of its cells and the reading library does not tell.

An error or a formula that was never calculated comes out of the library as a blank, and a value
merged over several rows stands in the first alone. Both would lose a value without a word, so
these cells are named here; so are hidden rows and columns, and the far corner of each sheet.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from geo_asb.errors import ExportError

__all__ = [
    "ERROR",
    "MAX_CELLS",
    "MERGED",
    "SheetMarks",
    "marks_of_ods",
    "marks_of_xlsx",
    "refuse_entities",
]

# Excel's own sheet has 17 thousand million cells; a reader that reserves them all dies.
MAX_CELLS = 40_000_000

MERGED = "is merged with cells beside or below it. Write its value into each row."
ERROR = "the spreadsheet shows an error here. Mend its formula and save it again."
_UNCALCULATED = (
    "holds a formula that was never calculated. Open the file in a spreadsheet program and save it."
)
_CHUNK = 1 << 22
_MOST_IN_ROW = 1 << 26
_MOST_MERGED = 300  # rows or columns of one range: more is decoration

_N = rb"<(?:\w+:)?"  # a tag with or without a prefix
_REFERENCE = re.compile(_N + rb"""c\s[^>]*?\br=["']([A-Z]{1,7})(\d{1,9})["']""")
_ERROR_CELL = re.compile(_N + rb"""c\s([^>]*\bt=["']e["'][^>]*)>""")
_BARE_FORMULA = re.compile(
    _N + rb"c\s([^>]*)>\s*" + _N + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:" + _N + rb"v\s*/>|" + _N + rb"v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(_N + rb"""row\s[^>]*\bhidden=["'](?:1|true)["']""")
_HIDDEN_COLUMN = re.compile(_N + rb"""col\s[^>]*\bhidden=["'](?:1|true)["']""")
_TEXT_RESULT = re.compile(rb"""\bt=["']str["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,7})(\d{1,9})["']""")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")


@dataclass(slots=True)
class SheetMarks:
    """What is known of one sheet: faults by (row, column) from 0, and what is hidden."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: int = 0
    last_row: int = 0  # from 1
    last_column: int = 0

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Mark the cells of a merged range, its ends not counted; the table's own rows matter."""
        for row in range(top, min(bottom, top + _MOST_MERGED)):
            for column in range(left, min(right, left + _MOST_MERGED)):
                self.faults.setdefault((row, column), MERGED)


def refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """
    Refuse a workbook whose parts declare a document type: none that a person saved does.

    Raises
    ------
    ExportError
        One part does, or is not written in UTF-8 or ASCII, where nothing could be looked for.
    """
    for member in archive.namelist():
        if not member.endswith((".xml", ".rels")):
            continue
        with archive.open(member) as part:
            head = part.read(1 << 16)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\0" in head:
            message = (
                f"{name}: the workbook holds parts that no spreadsheet program writes. Open it, "
                "save it anew as XLSX, or export again."
            )
            raise ExportError(message)


# ---------------------------------------------------------------- XLSX


def marks_of_xlsx(content: bytes, name: str) -> tuple[dict[str, SheetMarks], bool]:
    """
    Look through every sheet of an XLSX before a library reserves room for it.

    Returns
    -------
    The marks by the sheet's title, and whether the workbook counts its days from 1904.

    Raises
    ------
    ExportError
        Entities, a sheet far too large, or a part that cannot be found.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        refuse_entities(archive, name)
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        marks = {
            title: _sheet_marks(archive, member, name)
            for title, member in _members(archive, book).items()
        }
    is_1904 = re.search(r"""\bdate1904=["'](1|true)["']""", book) is not None
    return marks, is_1904


def _members(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Give each sheet's title the part that holds it."""
    links = "xl/_rels/workbook.xml.rels"
    text = archive.read(links).decode("utf-8", "replace") if links in archive.namelist() else ""
    targets = {
        said.get("Id", ""): posixpath.normpath(posixpath.join("/xl", said.get("Target", "")))[1:]
        for said in _tags(text, "Relationship")
    }
    present = set(archive.namelist())
    members = {}
    for said in _tags(book, "sheet"):
        link = next((value for key, value in said.items() if key.endswith(":id")), "")
        if targets.get(link) in present:
            members[unescape(said.get("name", ""))] = targets[link]
    return members


def _tags(text: str, tag: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", text):
        yield dict(_ATTRIBUTE.findall(found[1]))


def _sheet_marks(archive: zipfile.ZipFile, member: str, name: str) -> SheetMarks:
    marks = SheetMarks()
    for piece in _pieces(archive, member, name):
        _measure(piece, marks)
        _mark_faults(piece, marks, name)
        if b"hidden" in piece:
            marks.hidden_rows += len(_HIDDEN_ROW.findall(piece))
            marks.hidden_columns += len(_HIDDEN_COLUMN.findall(piece))
    if marks.last_row * marks.last_column > MAX_CELLS:
        message = (
            f"{name}: a sheet reaches to row {marks.last_row}, column {marks.last_column}. Delete "
            "the stray cells beyond the table and save it again."
        )
        raise ExportError(message)
    return marks


def _pieces(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """Read a sheet in pieces that end where a row ends, so that no cell is cut in two."""
    rest = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            piece = rest + chunk
            end = piece.rfind(b"row>") + 4
            if end > 4:
                yield piece[:end]
                rest = piece[end:]
            else:
                rest = piece
            if len(rest) > _MOST_IN_ROW:
                raise ExportError(f"{name}: one row holds more than 64 MB. Export it again.")
    yield rest


def _measure(piece: bytes, marks: SheetMarks) -> None:
    found = _REFERENCE.findall(piece)
    if found:
        letters, rows = map(set, zip(*found, strict=True))
        marks.last_column = max(marks.last_column, *map(_column_number, letters))
        marks.last_row = max(marks.last_row, *map(int, rows))


def _mark_faults(piece: bytes, marks: SheetMarks, name: str) -> None:
    """Mark errors and bare formulas; looked for only where a piece holds any, which is quick."""
    if b'"e"' in piece or b"'e'" in piece:
        for found in _ERROR_CELL.finditer(piece):
            marks.faults[_place(found[1], name)] = ERROR
    if b"<f" in piece or b":f" in piece:
        for found in _BARE_FORMULA.finditer(piece):
            if not _TEXT_RESULT.search(found[1]):  # a formula may well give an empty text
                marks.faults[_place(found[1], name)] = _UNCALCULATED


def _place(attributes: bytes, name: str) -> tuple[int, int]:
    found = _PLACE.search(attributes)
    if not found:
        message = f"{name}: cells show errors or hold formulas never calculated. Save it anew."
        raise ExportError(message)
    return int(found[2]) - 1, _column_number(found[1]) - 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# ---------------------------------------------------------------- ODS

_ODS_TAG = re.compile(
    rb"<table:(table-row|table-column|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>"
)
_ODS_NAME = re.compile(rb'table:name="([^"]*)"')
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_ODS_SPANNED = re.compile(rb'number-(rows|columns)-spanned="(\d{1,7})"')
_ODS_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')


def marks_of_ods(content: bytes, name: str) -> dict[str, SheetMarks]:
    """
    Look through every sheet of an ODS, by title, before a library unfolds its repeated cells.

    Raises
    ------
    ExportError
        Entities, or a sheet far too large when unfolded.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        refuse_entities(archive, name)
        text = archive.read("content.xml")
    sheets: dict[str, SheetMarks] = {}
    walk = _OdsWalk(SheetMarks())
    for tag in _ODS_TAG.finditer(text):
        if tag[1] == b"table":
            found = _ODS_NAME.search(tag[2])
            walk = _OdsWalk(SheetMarks())
            sheets[unescape(found[1].decode("utf-8", "replace")) if found else ""] = walk.marks
        else:
            walk.step(tag[1], tag[2])
        if walk.marks.last_row * walk.marks.last_column > MAX_CELLS:
            message = f"{name}: a sheet unfolds to more than 40 million cells. Delete stray cells."
            raise ExportError(message)
    return sheets


@dataclass(slots=True)
class _OdsWalk:
    """Where the reading of an ODS sheet stands; row and column from 0."""

    marks: SheetMarks
    row: int = -1
    next_row: int = 0
    column: int = 0

    def step(self, tag: bytes, attributes: bytes) -> None:
        found = _ODS_REPEATED.search(attributes)
        times = int(found[1]) if found else 1
        if tag == b"table-column":
            self.marks.hidden_columns += times * bool(_ODS_HIDDEN.search(attributes))
        elif tag == b"table-row":
            self.row, self.next_row, self.column = self.next_row, self.next_row + times, 0
            self.marks.hidden_rows += times * bool(_ODS_HIDDEN.search(attributes))
        else:
            self._cell(attributes, times)

    def _cell(self, attributes: bytes, times: int) -> None:
        if b"value-type" in attributes:
            self.marks.last_row = self.next_row
            self.marks.last_column = max(self.marks.last_column, self.column + times)
        if b'value-type="error"' in attributes:
            self.marks.faults[self.row, self.column] = ERROR
        spans = {side: int(n) for side, n in _ODS_SPANNED.findall(attributes)}
        rows, columns = spans.get(b"rows", 1), spans.get(b"columns", 1)
        if rows > 1 or columns > 1:
            self.marks.merge(self.row, self.column, self.row + rows, self.column + columns)
        self.column += times
