"""
What was fetched, put down whole or not at all, with a record of where it came from beside it.

`stockport_wards_2023.geojson` stands beside `stockport_wards_2023.geojson.source.toml`, which has
publisher, licence, attribution, address, time and checksums. A file without its record, or changed
since, counts as not fetched.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import IO

from geo_asb.fetch.sources import Publisher

__all__ = ["Kept", "Origin", "is_kept", "keep", "name_of_file", "record_of", "sha256_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a file came from.

    address   what was asked, as a person could ask it again
    version   the edition, as the publisher calls it
    year      the year of the data, for the attribution
    came      sha256 of what came over the wire, where that was one file
    also      attribution of this product, beside the publisher's own
    """

    publisher: Publisher
    address: str
    version: str
    year: int
    came: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a fetch; `rows` are areas, postcodes or reports."""

    path: Path
    rows: int
    is_new: bool  # False: it was there already, as its record says


def name_of_file(area: str, what: str) -> str:
    """Name a file after an area: `St. Helens` and `wards_2023.geojson` give `st_helens_...`."""
    return f"{re.sub(r'[^a-z0-9]+', '_', area.casefold()).strip('_')}_{what}"


def record_of(path: Path) -> Path:
    """Name the record that stands beside a file."""
    return path.with_name(f"{path.name}.source.toml")


def sha256_of(path: Path) -> str:
    """Hash a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def is_kept(path: Path) -> Kept | None:
    """Give a file that was fetched before and is as its record says; else None."""
    try:
        said = tomllib.loads(record_of(path).read_text("utf-8"))
        rows = int(said["rows"])
        is_same = sha256_of(path) == said["sha256"]
    except (OSError, ValueError, TypeError, KeyError):  # gone, or not what this program writes
        return None
    return Kept(path, rows, is_new=False) if is_same else None


def keep(path: Path, write: Callable[[IO[bytes]], int], origin: Origin, *, now: datetime) -> Kept:
    """
    Write a file and its record; `write` gives how many rows it wrote.

    The file appears under its name only when it is whole and on disk. If `write` raises, what
    stood there before stays as it was.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            rows = write(file)
            file.flush()
            os.fsync(file.fileno())
        record = _record(path.name, sha256_of(unfinished), rows, origin, now)
        record_of(path).unlink(missing_ok=True)  # the old record never vouches for the new file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    half = path.with_name(f".{path.name}.record")
    half.write_text(record, "utf-8")
    half.replace(record_of(path))
    return Kept(path, rows, is_new=True)


def _record(name: str, sha256: str, rows: int, origin: Origin, now: datetime) -> str:
    publisher = origin.publisher
    said = (*publisher.attribution, *origin.also)
    values: dict[str, str | int | list[str]] = {
        "file": name,
        "rows": rows,
        "sha256": sha256,
        "publisher": publisher.publisher,
        "licence": publisher.licence,
        "licence_address": publisher.licence_address,
        "attribution": [line.replace("{year}", str(origin.year)) for line in said],
        "version": origin.version,
        "address": origin.address,
        "sha256_of_what_came": origin.came,
        "fetched_at": now.isoformat(timespec="seconds"),
        "fetched_by": f"geo-asb {version('geo-asb')}",
    }
    # What JSON writes for strings, numbers and lists of strings is TOML too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
