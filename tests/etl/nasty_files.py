"""Makers of files that spreadsheet programs would rather not write: patched XLSX, ODS, XLS."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["locked_xlsx", "patched", "write_ods", "write_xls"]


def patched(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a zipped workbook in place."""
    parts = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(parts, "w", zipfile.ZIP_DEFLATED) as new:
        for name in before.namelist():
            content = before.read(name)
            new.writestr(name, change(content) if re.fullmatch(member, name) else content)
    path.write_bytes(parts.getvalue())
    return path


# ---------------------------------------------------------------- ODS

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Cases">'
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def _ods_cell(cell: object) -> str:
    text = str(cell)
    if text.startswith("<"):
        return text  # a cell written out by the test itself
    if not text:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def write_ods(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write rows of text as an OpenDocument sheet; a cell that begins with < stands as it is."""
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("content.xml", _ODS_HEAD + body + _ODS_TAIL)
    return path


# ---------------------------------------------------------------- XLS: BIFF8 in a compound file


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, count: str) -> bytes:
    return struct.pack(count, len(text)) + b"\x01" + text.encode("utf-16-le")


def _xls_cell(row: int, column: int, cell: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, int | float):
        return _record(0x0203, place + struct.pack("<d", cell))
    if str(cell).startswith("#"):
        return _record(0x0205, place + b"\x17\x01")  # an error, #REF!
    return _record(0x0204, place + _text(str(cell), "<H"))


def write_xls(
    path: Path, rows: Sequence[Sequence[object]], *, counts_from_1904: bool = False
) -> Path:
    """Write rows as an Excel 97 sheet; a text that begins with # becomes an error cell."""
    width = max(map(len, rows))
    cells = b"".join(
        _xls_cell(row, column, cell)
        for row, values in enumerate(rows)
        for column, cell in enumerate(values)
        if cell != ""
    )
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    book = _record(0x0809, begin) + _record(0x0042, struct.pack("<H", 1200))
    book += _record(0x0022, struct.pack("<H", counts_from_1904))
    name = b"\x05\x01" + "Cases".encode("utf-16-le")
    start = len(book) + 4 + 6 + len(name) + 4
    book += _record(0x0085, struct.pack("<IBB", start, 0, 0) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, begin[:2] + b"\x10\x00" + begin[4:])
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    path.write_bytes(_compound({"Workbook": book + sheet + cells + _record(0x000A, b"")}))
    return path


def locked_xlsx(path: Path) -> Path:
    """Write what Excel saves when a workbook has a password: its streams, encrypted."""
    streams = {"EncryptionInfo": bytes(4096), "EncryptedPackage": bytes(4096)}
    path.write_bytes(_compound(streams))
    return path


_END, _FAT = 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def _compound(streams: dict[str, bytes]) -> bytes:
    """Lay streams out in a compound file: one sector of directory, then FAT, then data."""
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    data, chain = b"", []
    fat_sectors = 8
    for at, (name, content) in enumerate(streams.items(), start=1):
        count = max(8, -(-len(content) // _SECTOR))  # shorter streams would live elsewhere
        start = 1 + fat_sectors + len(data) // _SECTOR
        right = at + 1 if at < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=start, size=count * _SECTOR))
        chain += [*range(start + 1, start + count), _END]
        data += content.ljust(count * _SECTOR, b"\0")
    fat = [_END, *[_FAT] * fat_sectors, *chain]
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, 0, 0, 4096,
                          _END, 0, _END, 0)  # fmt: skip
    header += struct.pack("<109I", *range(1, 1 + fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors))
    return header + directory + struct.pack(f"<{len(fat)}I", *fat) + data


def _entry(
    name: str,
    kind: int,
    *,
    start: int,
    size: int,
    child: int = 0xFFFFFFFF,
    right: int = 0xFFFFFFFF,
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
