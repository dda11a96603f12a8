"""
Postcode directories: Code-Point Open, the ONS Postcode Directory, or a plain table.

References
----------
Ordnance Survey, Code-Point Open technical specification (Positional_quality_indicator, 10 to 90).
Office for National Statistics, ONS Postcode Directory user guide (osgrdind, 1 to 9; doterm).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_asb.errors import ExportError
from geo_asb.etl.addresses import format_postcode
from geo_asb.etl.projection import inside_britain, to_british_grid
from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.layer_cells import refuse_again
from geo_asb.etl.readers.tables import (
    Row,
    Table,
    make_records,
    open_sheet,
    reading_of,
    table_in,
)
from geo_asb.model import Reading, Reject
from geo_asb.neighbourhood import PostcodePoint

__all__ = ["read_postcodes"]

# What the directories call a column, in the order tried.
_POSTCODE = ("pcds", "postcode", "pcd")
_METRES = (("oseast1m", "osnrth1m"), ("east1m", "north1m"), ("eastings", "northings"),
           ("easting", "northing"))  # fmt: skip
_DEGREES = (("longitude", "latitude"), ("long", "lat"), ("lon", "lat"))
_QUALITY = ("positional_quality_indicator", "osgrdind", "gridind")
_ENDED = ("doterm",)
_WANTED = (*_POSTCODE, *dict.fromkeys(one for pair in (*_METRES, *_DEGREES) for one in pair),
           *_QUALITY, *_ENDED)  # fmt: skip

_CODE_POINT = (  # the ten columns of a file that has no heading row
    "postcode", "positional_quality_indicator", "eastings", "northings", "country_code",
    "nhs_regional_ha_code", "nhs_ha_code", "admin_county_code", "admin_district_code",
    "admin_ward_code",
)  # fmt: skip
_SECTOR_MIDDLE, _NO_POINT = 6, 9
_ON_OTHER_GRIDS = {"BT": "Northern Ireland", "GY": "Guernsey", "JE": "Jersey", "IM": "Isle of Man"}
_LETTERS = re.compile(r"[A-Z]+")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; "" where there is none."""

    postcode: str
    x: str
    y: str
    in_degrees: bool
    quality: str
    ended: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row with its point as the file gives it."""

    row: int
    postcode: str
    x: float
    y: float
    quality: int | None
    ended_on: date | None


def read_postcodes(path: Path) -> Reading[PostcodePoint]:
    """
    Read each postcode's point, as metres of EPSG:27700.

    A point is the middle of a postcode's addresses, or the address nearest to it: never a home.
    Skipped and counted: postcodes without a point, those of which only the sector's middle is
    known, and those of Northern Ireland and the islands, whose metres count from elsewhere.

    Raises
    ------
    ExportError
        The file is not a table with a postcode and a pair of coordinates.
    """
    table = _open(path)
    columns = _columns(table)
    reasons = {row.number: _skip_reason(row, columns) for row in table.rows}
    kept = replace(table, rows=table.rows.without({row for row in reasons if reasons[row]}))
    seen: dict[str, int] = {}
    entries, rejects = make_records(kept, lambda row: _entry(row, columns, seen))
    points, outside = _placed(entries, columns)
    skips = [reason for reason in reasons.values() if reason]
    skipped = {reason: skips.count(reason) for reason in sorted(set(skips))}
    return reading_of(table, points, [*rejects, *outside], skipped)


# ---------------------------------------------------------------- which shape


def _open(path: Path) -> Table:
    """Open a directory; Code-Point Open as it is published has no heading row."""
    sheet = open_sheet(path, _WANTED)
    first = [str(cell).strip() for cell in sheet.grid[0]] if sheet.grid else []
    if len(first) != len(_CODE_POINT) or not format_postcode(first[0]):
        return table_in(sheet, path.name, required=(), optional=_WANTED)
    headed = sheet._replace(grid=[_CODE_POINT, *sheet.grid], first_number=0)
    return table_in(headed, path.name, required=(), optional=_WANTED)


def _columns(table: Table) -> _Columns:
    has = set(table.headings)
    postcode = next((one for one in _POSTCODE if one in has), "")
    metres = next((pair for pair in _METRES if set(pair) <= has), None)
    degrees = next((pair for pair in _DEGREES if set(pair) <= has), None)
    pair = metres or degrees
    if not postcode or pair is None:
        missing = "postcode" if not postcode else "pair of coordinates"
        message = (
            f"{table.name}: no column of a {missing}. Give Code-Point Open, the ONS Postcode "
            "Directory, or columns 'postcode', 'easting' and 'northing'."
        )
        raise ExportError(message)
    quality, ended = (
        next((one for one in names if one in has), "") for names in (_QUALITY, _ENDED)
    )
    return _Columns(postcode, *pair, metres is None, quality, ended)


# ---------------------------------------------------------------- rows


def _skip_reason(row: Row, columns: _Columns) -> str:
    letters = _LETTERS.match(row.text(columns.postcode).upper())
    if letters and (where := _ON_OTHER_GRIDS.get(letters[0])):
        return f"in {where}, on another grid"
    quality = _quality(row, columns)
    if quality == _NO_POINT or not (row.text(columns.x) or row.text(columns.y)):
        return "no point is known"
    return "only the middle of its sector is known" if quality == _SECTOR_MIDDLE else ""


def _quality(row: Row, columns: _Columns) -> int | None:
    """Read how good a point is, 1 (best) to 9 (none); Code-Point Open counts in tens."""
    said = row.text(columns.quality)
    if not said.isdecimal():
        return None
    return int(said) // 10 if columns.quality == _QUALITY[0] else int(said)


def _entry(row: Row, columns: _Columns, seen: dict[str, int]) -> _Entry:
    postcode = _postcode(row, columns.postcode)
    refuse_again(seen, postcode, row.number, columns.postcode, "this postcode already stands")
    x, y = (_coordinate(row, column) for column in (columns.x, columns.y))
    return _Entry(row.number, postcode, x, y, _quality(row, columns), _ended_on(row, columns))


def _postcode(row: Row, column: str) -> str:
    said = row.text(column)
    postcode = format_postcode(said)
    if not postcode or postcode.replace(" ", "") != re.sub(r"\s", "", said.upper()):
        raise CellError(column, "not a postcode such as SK1 3XE. Correct it.")
    return postcode


def _coordinate(row: Row, column: str) -> float:
    value = number_of(row.cells[column])
    if value is None:
        raise CellError(column, "not a number. Download the file again.")
    return value


def _ended_on(row: Row, columns: _Columns) -> date | None:
    said = row.text(columns.ended)
    if not said:
        return None
    found = _MONTH.fullmatch(said)
    if not found:
        raise CellError(columns.ended, "not a month such as 202306. Download the file again.")
    return date(int(found[1]), int(found[2]), 1)


def _placed(
    entries: Sequence[_Entry], columns: _Columns
) -> tuple[list[PostcodePoint], list[Reject]]:
    points_m = _metres(entries, columns)
    inside = inside_britain(points_m)
    reason = "this point lies outside Great Britain. Correct it."
    outside = [
        Reject(entry.row, columns.x, reason)
        for entry, is_inside in zip(entries, inside, strict=True)
        if not is_inside
    ]
    placed = zip(entries, points_m.tolist(), inside, strict=True)
    return [
        PostcodePoint(entry.row, entry.postcode, x, y, entry.quality, entry.ended_on)
        for entry, (x, y), is_inside in placed
        if is_inside
    ], outside


def _metres(entries: Sequence[_Entry], columns: _Columns) -> NDArray[np.float64]:
    given = np.array([(entry.x, entry.y) for entry in entries], dtype=np.float64).reshape(-1, 2)
    if columns.in_degrees:
        given = to_british_grid(given[:, 0], given[:, 1])
    return np.round(given, 2)  # to the centimetre: the same on every machine
