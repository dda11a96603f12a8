"""What an Excel 97 workbook (XLS) knows of its cells and the reading library does not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from geo_asb.errors import ExportError
from geo_asb.etl.readers.workbook_marks import ERROR, SheetMarks

__all__ = ["marks_of_xls"]

# Records of the format, by their numbers in [MS-XLS].
_BOUND_SHEET, _DATE_MODE, _FORMULA, _BOOL_OR_ERROR = 0x0085, 0x0022, 0x0006, 0x0205
_ROW, _COLUMNS, _END_OF_PART = 0x0208, 0x007D, 0x000A
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x20, 0x01
_END_OF_CHAIN = 0xFFFFFFFA  # and above: no sector


def marks_of_xls(content: bytes, name: str) -> tuple[dict[str, SheetMarks], bool]:
    """
    Look through the sheets of an XLS for error cells and hidden rows.

    Returns
    -------
    The marks by the sheet's title, and whether the workbook counts its days from 1904.

    Raises
    ------
    ExportError
        The parts of the file do not fit together.

    References
    ----------
    Microsoft, [MS-CFB] for the compound file and [MS-XLS] for the records.
    """
    try:
        book = _stream(content, ("Workbook", "Book"))
        marks: dict[str, SheetMarks] = {}
        counts_from_1904 = False
        for kind, body in _records(book, 0):
            if kind == _DATE_MODE:
                counts_from_1904 = body[:2] == b"\x01\x00"
            elif kind == _BOUND_SHEET:
                marks[_title(body)] = _sheet_marks(book, struct.unpack_from("<I", body)[0])
    except (struct.error, IndexError, LookupError) as error:
        message = f"{name}: the workbook is damaged. Open it, save it again as XLSX."
        raise ExportError(message) from error
    return marks, counts_from_1904


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    at = start
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        if kind == _END_OF_PART:
            return
        at += 4 + size


def _title(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    return (
        body[8 : 8 + 2 * length].decode("utf-16-le")
        if is_wide
        else (body[8 : 8 + length].decode("latin-1"))
    )


def _sheet_marks(book: bytes, start: int) -> SheetMarks:
    marks = SheetMarks()
    for kind, body in _records(book, start):
        if kind == _ROW:
            marks.hidden_rows += bool(body[12] & _HIDDEN_ROW)
        elif kind == _COLUMNS and body[8] & _HIDDEN_COLUMNS:
            first, last = struct.unpack_from("<HH", body)
            marks.hidden_columns += last - first + 1
        elif (kind == _BOOL_OR_ERROR and body[7] == 1) or (kind == _FORMULA and _is_error(body)):
            marks.faults[struct.unpack_from("<HH", body)] = ERROR
    return marks


def _is_error(formula: bytes) -> bool:
    return formula[6] == 2 and formula[12:14] == b"\xff\xff"


# ---------------------------------------------------------------- the compound file


def _stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """Join the sectors of the first stream that has one of these names."""
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    links = _links(content, sector)
    directory = _chain(content, links, struct.unpack_from("<I", content, 48)[0], sector)
    for at in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") in names:
            start, size = struct.unpack_from("<II", directory, at + 116)
            return _chain(content, links, start, sector)[:size]
    raise LookupError("no stream of that name")


def _links(content: bytes, sector: int) -> list[int]:
    """Read the table that says which sector follows which, and the lists of its own sectors."""
    parts = [one for one in struct.unpack_from("<109I", content, 76) if one < _END_OF_CHAIN]
    further, count = struct.unpack_from("<II", content, 68)
    for _ in range(count):
        if further >= _END_OF_CHAIN:
            break
        *more, further = struct.unpack_from(f"<{sector // 4}I", content, (further + 1) * sector)
        parts += [one for one in more if one < _END_OF_CHAIN]
    return [
        link
        for part in parts
        for link in struct.unpack_from(f"<{sector // 4}I", content, (part + 1) * sector)
    ]


def _chain(content: bytes, links: list[int], start: int, sector: int) -> bytes:
    parts: list[bytes] = []
    while start < _END_OF_CHAIN and len(parts) <= len(links):
        parts.append(content[(start + 1) * sector : (start + 2) * sector])
        start = links[start]
    return b"".join(parts)
