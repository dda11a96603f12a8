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
_DIMENSIONS, _SEVERAL = 0x0200, (0x00BD, 0x00BE)
_CELLS = (_FORMULA, _BOOL_OR_ERROR, 0x0201, 0x0203, 0x0204, 0x027E, 0x00FD, 0x00D6, *_SEVERAL)
_BEGIN = (0x0809, 0x0409, 0x0209, 0x0009)
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x20, 0x01
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256  # the library reserves room for whatever a cell claims
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
    except (struct.error, LookupError, ValueError) as error:
        message = f"{name}: the workbook is damaged. Open it, save it again as XLSX."
        raise ExportError(message) from error
    return marks, counts_from_1904


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part, those of charts inside it among them."""
    at, depth = start, 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        depth += (kind in _BEGIN) - (kind == _END_OF_PART)
        if depth <= 0:
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
        _refuse_far_cell(kind, body)
        if kind == _ROW:
            marks.hidden_rows += bool(body[12] & _HIDDEN_ROW)
        elif kind == _COLUMNS and body[8] & _HIDDEN_COLUMNS:
            first, last = struct.unpack_from("<HH", body)
            marks.hidden_columns += last - first + 1
        elif (kind == _BOOL_OR_ERROR and body[7] == 1) or (kind == _FORMULA and _is_error(body)):
            marks.faults[struct.unpack_from("<HH", body)] = ERROR
    return marks


def _refuse_far_cell(kind: int, body: bytes) -> None:
    """Raise where a cell, or the corner of the sheet, lies beyond what the format can hold."""
    if kind in _CELLS:
        column = struct.unpack_from("<H", body, 2)[0]
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _SEVERAL else column
        if max(column, last) >= _MOST_COLUMNS:
            raise ValueError("a cell beyond the last column")
    elif kind == _DIMENSIONS:
        rows, columns = struct.unpack_from("<4xI2xH", body)
        if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
            raise ValueError("a sheet larger than the format's")


def _is_error(formula: bytes) -> bool:
    return formula[6] == 2 and formula[12:14] == b"\xff\xff"


# ---------------------------------------------------------------- the compound file

_SECTOR_BITS = (9, 12)  # 512 or 4,096 bytes
_SMALL = 4096  # streams below this lie in sectors of 64 bytes inside another stream
_STREAM, _ROOT = 2, 5


def _stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """
    Join the sectors of the first stream that has one of these names.

    Every chain of sectors is walked first: the library would follow a ring for ever, and a
    damaged file holds rings.
    """
    bits = struct.unpack_from("<H", content, 30)[0]
    if bits not in _SECTOR_BITS or struct.unpack_from("<I", content, 56)[0] != _SMALL:
        raise ValueError("not the sectors of a compound file")
    sector = 1 << bits
    links = _links(content, sector)
    directory_start, small_start = struct.unpack_from("<I8xI", content, 48)
    small = _chain(content, links, small_start, sector)
    small_links = list(struct.unpack(f"<{len(small) // 4}I", small))
    found = b""
    for name, kind, start, size in _entries(_chain(content, links, directory_start, sector)):
        if kind not in (_STREAM, _ROOT) or size == 0:
            continue
        if size > len(content):
            raise ValueError("a stream longer than its file")
        if kind == _STREAM and size < _SMALL:
            _walk(small_links, start)
        else:
            stream = _chain(content, links, start, sector)[:size]
            found = found or (stream if name in names else b"")
    if not found:
        raise LookupError("no stream of that name")
    return found


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Give name, kind, first sector and size of what the directory lists."""
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + min(max(length - 2, 0), 64)]
        yield name.decode("utf-16-le", "replace"), kind, start, size


def _links(content: bytes, sector: int) -> list[int]:
    """Read the table that says which sector follows which, and the lists of its own sectors."""
    parts = [one for one in struct.unpack_from("<109I", content, 76) if one < _END_OF_CHAIN]
    further = struct.unpack_from("<I", content, 68)[0]
    lists = 0
    while further < _END_OF_CHAIN:
        *more, further = struct.unpack_from(f"<{sector // 4}I", content, (further + 1) * sector)
        parts += [one for one in more if one < _END_OF_CHAIN]
        lists += 1
        if lists * sector > len(content):
            raise ValueError("a ring of sectors")
    return [
        link
        for part in parts
        for link in struct.unpack_from(f"<{sector // 4}I", content, (part + 1) * sector)
    ]


def _walk(links: list[int], start: int) -> list[int]:
    """Follow a chain of sectors to its end; a ring, or a sector that is not there, raises."""
    walked: list[int] = []
    while start < _END_OF_CHAIN:
        walked.append(start)
        if len(walked) > len(links):
            raise ValueError("a ring of sectors")
        start = links[start]
    return walked


def _chain(content: bytes, links: list[int], start: int, sector: int) -> bytes:
    parts = (content[(at + 1) * sector : (at + 2) * sector] for at in _walk(links, start))
    return b"".join(parts)
