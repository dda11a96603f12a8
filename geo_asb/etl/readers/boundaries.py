"""Wards, LSOAs and estates: outlines with a code and a name, for a stated boundary year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.headings import normal_heading, refuse_missing
from geo_asb.etl.readers.layers import read_layer
from geo_asb.frames import BRITISH_GRID
from geo_asb.model import Reject

__all__ = ["AreaKind", "Boundaries", "read_boundaries", "sound_areas"]

AreaKind = Literal["ward", "lsoa", "estate"]

# What publishers call the column, in the order tried; {kind} is WD, LSOA or ESTATE.
_OFFICIAL = {"ward": "wd", "lsoa": "lsoa", "estate": "estate"}
_CODES = ("areacode", "code", "geocode", "{kind}code", "{official}[0-9]{{2}}cd")
_NAMES = ("areaname", "name", "geoname", "{kind}name", "{official}[0-9]{{2}}nm")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """
    The areas of one file.

    areas          code, name, geometry (MultiPolygon, valid); EPSG:27700, metres; by code
    boundary_year  the year whose areas these are: Stockport redrew 16 of 21 wards for 2023

    Always: rows_read == len(areas) + len(rejects).
    """

    kind: AreaKind
    boundary_year: int
    areas: gpd.GeoDataFrame
    rejects: tuple[Reject, ...]
    rows_read: int
    notes: tuple[str, ...]  # each repaired outline by its code


def read_boundaries(
    path: Path,
    *,
    kind: AreaKind,
    boundary_year: int,
    code_column: str | None = None,
    name_column: str | None = None,
) -> Boundaries:
    """
    Read areas from GeoJSON, GeoPackage or Shapefile, in any CRS.

    An outline that crosses itself is repaired and named in `notes`; what is not a polygon, or
    has no code, is rejected. Without `code_column` and `name_column` the usual headings are
    tried.

    Raises
    ------
    ExportError
        What `read_layer` raises; no code or name column; one code on two rows.
    """
    frame, said = read_layer(path)
    code = _column(frame, path.name, code_column, _patterns(_CODES, kind), "code")
    name = _column(frame, path.name, name_column, _patterns(_NAMES, kind), "name")
    areas = gpd.GeoDataFrame(
        {"code": _texts(frame, code), "name": _texts(frame, name)},
        geometry=np.asarray(frame.geometry.array),
        crs=BRITISH_GRID,
    )
    sound, rejects, mended = sound_areas(areas, path.name)
    return Boundaries(kind, boundary_year, sound, rejects, len(areas), (*said, *mended))


def sound_areas(
    areas: gpd.GeoDataFrame, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Reject, ...], tuple[str, ...]]:
    """
    Keep the areas that have a code and an outline, repaired where it crosses itself.

    `areas` has code, name, geometry in EPSG:27700, and the row number less one as its index.

    Returns
    -------
    The areas by code, MultiPolygon; the rejected rows; a note of each repair by its code.

    Raises
    ------
    ExportError
        One code on two rows; `file` is named.
    """
    rejects = _rejects(areas)
    kept = areas.drop(index=[reject.row - 1 for reject in rejects])
    _refuse_twice(kept, file)
    repaired, mended = _repair(kept)
    return repaired.sort_values("code", ignore_index=True), tuple(rejects), mended


# ---------------------------------------------------------------- columns


def _patterns(forms: Sequence[str], kind: AreaKind) -> list[str]:
    return [form.format(kind=kind, official=_OFFICIAL[kind]) for form in forms]


def _column(
    frame: gpd.GeoDataFrame, file: str, named: str | None, patterns: Sequence[str], what: str
) -> str:
    present = [str(column) for column in frame.columns if column != frame.geometry.name]
    if named is not None:
        found = [one for one in present if normal_heading(one) == normal_heading(named)]
        refuse_missing(file, [] if found else [named], present)
        return found[0]
    for pattern in patterns:
        found = [one for one in present if re.fullmatch(pattern, normal_heading(one))]
        if len(found) == 1:
            return found[0]
    message = (
        f"{file}: cannot tell which column holds the {what} of each area. The columns are "
        f"{', '.join(present) or 'none'}; name one."
    )
    raise ExportError(message)


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    return [text_of(value) for value in frame[column].astype(object).fillna("")]


# ---------------------------------------------------------------- rows


def _rejects(areas: gpd.GeoDataFrame) -> list[Reject]:
    rows = zip(areas.index, areas["code"], areas.geometry.array, strict=True)
    return [
        Reject(int(index) + 1, column, reason)
        for index, code, shape in rows
        for column, reason in _reasons(code, shape)[:1]
    ]


def _reasons(code: str, shape: shapely.Geometry | None) -> list[tuple[str, str]]:
    reasons = []
    if not code:
        reasons.append(("code", "the area has no code. Give it one."))
    if shape is None or shapely.is_empty(shape):
        reasons.append(("geometry", "the area has no outline. Draw it and export again."))
    elif not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        kind = type(shape).__name__
        reasons.append(("geometry", f"a {kind}, not a polygon. Draw the outline."))
    elif shapely.is_empty(_mended(np.array([shape]))).all():
        reasons.append(("geometry", "the outline holds no land. Draw it and export again."))
    return reasons


def _mended(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def _refuse_twice(areas: gpd.GeoDataFrame, file: str) -> None:
    twice = areas[areas["code"].duplicated(keep=False)]
    if len(twice):
        code = twice["code"].iloc[0]
        rows = ", ".join(str(index + 1) for index in twice.index[twice["code"] == code])
        message = (
            f"{file}, rows {rows}: one code ({code}) on several rows. Join the parts of an area "
            "into one row, or leave out those of another year."
        )
        raise ExportError(message)


def _repair(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    shapes = np.asarray(areas.geometry.array)
    bad = ~shapely.is_valid(shapes)
    mended = shapes.copy()
    mended[bad] = _mended(shapes[bad])
    changes_m2 = np.abs(shapely.area(mended[bad]) - shapely.area(shapes[bad]))
    notes = tuple(
        f"{code}: the outline crosses itself; repaired, area changed by {change:,.0f} m²."
        for code, change in zip(areas["code"].array[bad], changes_m2, strict=True)
    )
    return areas.set_geometry(_as_multi(mended), crs=BRITISH_GRID), notes


def _as_multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return np.asarray(shapely.multipolygons(parts, indices=owner))
