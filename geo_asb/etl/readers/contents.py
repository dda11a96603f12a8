"""What a file holds, by its first bytes and not by its name; bounded unpacking."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from geo_asb.errors import ExportError
from geo_asb.etl.personal import personal_kind_in_file_name

__all__ = [
    "MAX_BYTES",
    "Content",
    "Kind",
    "check_zip",
    "kind_of",
    "open_content",
    "read_bytes",
    "unpack_gz",
]

# No landlord's export comes near; a file that unpacks to more is an accident or an attack.
MAX_BYTES = 1_000_000_000
# Tables shrink to a twentieth when packed; a thousandth is a bomb, and stops early.
_MOST_TIMES_PACKED = 200
_SMALL_BYTES = 50_000_000

Kind = Literal["text", "zip", "ole", "sqlite", "shp", "gz", "pdf", "web page", "picture"]

_FIRST_BYTES: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"\x1f\x8b", "gz"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype html|html|\?xml|table|head)", re.IGNORECASE)
_CHUNK = 1 << 20


def kind_of(head: bytes) -> Kind:
    """Name what a file holds from its first bytes; `text` where nothing else fits."""
    for mark, kind in _FIRST_BYTES:
        if head.startswith(mark):
            return kind
    return "web page" if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) else "text"


@dataclass(frozen=True, slots=True)
class Content:
    """
    What a file holds, read from its beginning as often as wanted and never held whole.

    Of a packed file what was unpacked is held. `ending` describes it: `.csv` for `cases.csv.gz`.
    """

    path: Path
    ending: str
    unpacked: bytes | None
    stands: tuple[int, ...]  # the file and its last change, when it was first opened

    @property
    def name(self) -> str:
        """Name the file in messages."""
        return self.path.name

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """
        Open it at its first byte; the end of the block proves that all of it is still the same.

        Raises
        ------
        ExportError
            It cannot be opened or read, or has changed since it was first opened.
        """
        if self.unpacked is not None:
            yield io.BytesIO(self.unpacked)
            return
        try:
            with self.path.open("rb") as file:
                yield file
                if _stands(os.fstat(file.fileno())) != self.stands:
                    raise self.changed()
        except OSError as error:
            raise ExportError(_not_opened(self.name, error)) from error

    def changed(self) -> ExportError:
        """Say that it is no longer what it was."""
        message = f"{self.name}: changed while it was read. Wait until it is whole and load again."
        return ExportError(message)

    def head(self, most: int) -> bytes:
        """Give its first bytes."""
        with self.opened() as file:
            return file.read(most)

    def whole(self) -> bytes:
        """Give all of it at once."""
        with self.opened() as file:
            return file.read()


def open_content(path: Path) -> Content:
    """
    Look at a file before it is read, and unpack it if it is gzip.

    Raises
    ------
    ExportError
        A personal value in its name; not there, not a file, empty, cut short, or larger than
        `MAX_BYTES` when unpacked.
    """
    if kind := personal_kind_in_file_name(path.name):
        raise ExportError(f"The name of the file holds {kind}. Rename the file and try again.")
    content = Content(path, path.suffix.lower(), None, _regular_file(path))
    is_packed = kind_of(content.head(64)) == "gz"
    if content.ending == ".gz":
        if not is_packed:
            message = f"{path.name}: called .gz but not compressed. Rename it or export it again."
            raise ExportError(message)
        unpacked = unpack_gz(content.whole(), path.name)
        content = replace(content, ending=Path(path.stem).suffix.lower(), unpacked=unpacked)
    elif is_packed:
        message = f"{path.name}: holds compressed data. Add .gz to its name or unpack it."
        raise ExportError(message)
    if _is_blank(content):
        raise ExportError(f"{path.name}: the file is empty. Export it again.")
    return content


def read_bytes(path: Path) -> tuple[bytes, str]:
    """
    Read a file whole, unpacked if it is gzip.

    Returns
    -------
    The bytes, and the name's ending that describes them (`.csv` for `cases.csv.gz`).

    Raises
    ------
    ExportError
        A personal value in its name; not there, not a file, empty, cut short, or larger than
        `MAX_BYTES` when unpacked.
    """
    content = open_content(path)
    return content.whole(), content.ending


def _is_blank(content: Content) -> bool:
    with content.opened() as file:
        return not any(part.strip() for part in iter(lambda: file.read(_CHUNK), b""))


def _regular_file(path: Path) -> tuple[int, ...]:
    try:
        said = path.stat()
    except OSError as error:
        raise ExportError(_not_opened(path.name, error)) from error
    if not stat.S_ISREG(said.st_mode):  # a pipe would wait for ever, a device never end
        what = "a folder" if stat.S_ISDIR(said.st_mode) else "a pipe or device"
        raise ExportError(f"{path.name}: cannot be opened: it is {what}. Name a file.")
    if said.st_size > MAX_BYTES:
        raise ExportError(_too_large(path.name))
    return _stands(said)


def _stands(said: os.stat_result) -> tuple[int, ...]:
    return said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns


def _not_opened(name: str, error: OSError) -> str:
    return f"{name}: cannot be opened ({error.strerror}). Check the name and folder."


def _too_large(name: str) -> str:
    return (
        f"{name}: holds more than {MAX_BYTES // 1_000_000:,} MB when unpacked, or "
        f"{_MOST_TIMES_PACKED} times its size. Split it by year, or check where it comes from."
    )


def unpack_gz(content: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """
    Unpack gzip data, at most `max_bytes` of it.

    Raises
    ------
    ExportError
        More than that inside, cut short, or damaged.
    """
    parts: list[bytes] = []
    size, rest = 0, content
    try:
        while rest:
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                part = unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > max_bytes or _is_bomb(size, len(content)):
                    raise ExportError(_too_large(name))
                if not part and not rest:
                    raise ExportError(_cut_short(name))
            rest = unpacker.unused_data.lstrip(b"\x00")
    except zlib.error as error:
        raise ExportError(_cut_short(name)) from error
    return b"".join(parts)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > max(_SMALL_BYTES, _MOST_TIMES_PACKED * packed)


def _cut_short(name: str) -> str:
    return f"{name}: the file is cut short or damaged. Copy or export it again."


def check_zip(content: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> list[str]:
    """
    Read a zip through once and list its members, before any library trusts it.

    Reading through proves that no member is longer than it says, so the bound holds.

    Raises
    ------
    ExportError
        More than `max_bytes` inside, cut short, damaged, or locked with a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > max_bytes or _is_bomb(size, len(content)):
                raise ExportError(_too_large(name))
            if archive.testzip() is not None:
                raise ExportError(_cut_short(name))
    except NotImplementedError as error:  # a packing method zipfile does not know
        raise ExportError(_cut_short(name)) from error
    except RuntimeError as error:  # what zipfile raises for a password
        message = f"{name}: locked with a password. Save it without one."
        raise ExportError(message) from error
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError) as error:
        # Damage in the list of members shows as a seek or a number that cannot be.
        raise ExportError(_cut_short(name)) from error
    return [member.filename for member in members]
