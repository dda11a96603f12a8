"""Streets, buildings and greens: what a map shows below the counts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.headings import normal_heading
from geo_asb.etl.readers.layers import read_layer
from geo_asb.frames import BRITISH_GRID

__all__ = ["BasemapLayer", "read_basemap"]

BasemapLayer = Literal["streets", "buildings", "greens"]

_KIND = {"streets": "street", "buildings": "building", "greens": "green"}
_SHAPES = {
    "streets": ("LineString", "MultiLineString"),
    "buildings": ("Polygon", "MultiPolygon"),
    "greens": ("Polygon", "MultiPolygon"),
}


def read_basemap(path: Path, layer: BasemapLayer) -> gpd.GeoDataFrame:
    """
    Read one layer of the base map from GeoJSON, GeoPackage or Shapefile, in any CRS.

    Returns
    -------
    kind (street, building, green, water, …), class, name, geometry; EPSG:27700, metres. A file
    without one of the three columns leaves it blank.

    Raises
    ------
    ExportError
        What `read_layer` raises, or a shape that such a layer cannot hold.
    """
    frame = read_layer(path)
    shapes = np.asarray(frame.geometry.array)
    _refuse_other_shapes(shapes, layer, path.name)
    columns = {column: _texts(frame, column) for column in ("kind", "class", "name")}
    columns["kind"] = [kind or _KIND[layer] for kind in columns["kind"]]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=BRITISH_GRID)


def _refuse_other_shapes(shapes: np.ndarray, layer: BasemapLayer, name: str) -> None:
    for row, shape in enumerate(shapes, start=1):
        kind = "blank" if shape is None or shapely.is_empty(shape) else type(shape).__name__
        if kind not in _SHAPES[layer]:
            wanted = " or ".join(_SHAPES[layer])
            message = f"{name}, row {row}: the shape is {kind}; {layer} are {wanted}. Correct it."
            raise ExportError(message)


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    for present in frame.columns:
        if normal_heading(str(present)) == column:
            return [text_of(value) for value in frame[present].astype(object).fillna("")]
    return [""] * len(frame)
