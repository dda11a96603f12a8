"""Streets, buildings and greens: what a map shows below the counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.headings import normal_heading
from geo_asb.etl.readers.layers import read_layer
from geo_asb.frames import BRITISH_GRID
from geo_asb.model import Reject

__all__ = ["Basemap", "BasemapLayer", "read_basemap"]

BasemapLayer = Literal["streets", "buildings", "greens"]

_KIND = {"streets": "street", "buildings": "building", "greens": "green"}
_SHAPES = {
    "streets": ("LineString", "MultiLineString"),
    "buildings": ("Polygon", "MultiPolygon"),
    "greens": ("Polygon", "MultiPolygon"),
}


@dataclass(frozen=True, slots=True)
class Basemap:
    """
    One layer: `features` has kind, class, name, geometry; EPSG:27700, metres.

    kind is street, building, green or water; a column the file lacks is blank.
    Always: rows_read == len(features) + len(rejects).
    """

    features: gpd.GeoDataFrame
    rejects: tuple[Reject, ...]
    rows_read: int
    notes: tuple[str, ...]


def read_basemap(path: Path, *, kind: BasemapLayer) -> Basemap:
    """
    Read one layer of the base map from GeoJSON, GeoPackage or Shapefile, in any CRS.

    A shape that such a layer cannot hold is rejected.

    Raises
    ------
    ExportError
        What `read_layer` raises.
    """
    frame, notes = read_layer(path)
    shapes = np.asarray(frame.geometry.array)
    columns = {column: _texts(frame, column) for column in ("kind", "class", "name")}
    columns["kind"] = [said or _KIND[kind] for said in columns["kind"]]
    features = gpd.GeoDataFrame(columns, geometry=shapes, crs=BRITISH_GRID)
    rejects = _rejects(shapes, kind)
    kept = features.drop(index=[reject.row - 1 for reject in rejects]).reset_index(drop=True)
    return Basemap(kept, tuple(rejects), len(features), notes)


def _rejects(shapes: NDArray[np.object_], kind: BasemapLayer) -> list[Reject]:
    rejects = []
    for row, shape in enumerate(shapes, start=1):
        given = "blank" if shape is None or shapely.is_empty(shape) else type(shape).__name__
        if given not in _SHAPES[kind]:
            reason = f"the shape is {given}; {kind} are {' or '.join(_SHAPES[kind])}. Correct it."
            rejects.append(Reject(row, "geometry", reason))
    return rejects


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    for present in frame.columns:
        if normal_heading(str(present)) == column:
            return [text_of(value) for value in frame[present].astype(object).fillna("")]
    return [""] * len(frame)
