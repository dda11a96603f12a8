"""
Geometry for the browser: frames in EPSG:27700 to GeoJSON in EPSG:4326, once for each version.

Shapes never hold a count, so a browser may keep them; the counts follow in a small array.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["ShapeStore", "cells_geojson", "outlines_geojson", "outlines_id"]

# Six decimals of a degree are 7 to 11 cm in Britain: finer than any screen shows a hexagon.
_DECIMALS = 6


class ShapeStore:
    """The last few GeoJSON texts, gzip-compressed, by name; shared by all threads of the server."""

    def __init__(self, *, keep: int = 8) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._keep = keep
        self._lock = Lock()

    def get(self, name: str, make: Callable[[], str]) -> bytes:
        """Hand out the text of this name, made by the first who asks."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = gzip.compress(make().encode(), compresslevel=6)
                while len(self._kept) > self._keep:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(name)
            return self._kept[name]


def cells_geojson(cells: gpd.GeoDataFrame) -> str:
    """
    Write cells as GeoJSON: feature id is the position, `n` the streets, `h` the homes.

    Parameters
    ----------
    cells : index the position in a CellMap, `name`, `homes`, `geometry`; EPSG:27700.
    """
    homes = [None if pd.isna(value) else int(value) for value in cells["homes"]]
    properties = [{"n": name, "h": count} for name, count in zip(cells["name"], homes, strict=True)]
    return _collection(_features(cells, properties))


def outlines_geojson(outlines: Mapping[str, gpd.GeoDataFrame]) -> str:
    """
    Write wards and estates: areas, their edges drawn once each, and a point for each name.

    Features carry `kind` (ward, estate, ward-edge, ward-name, estate-name), `code`, `name` and,
    for wards, `box` (west, south, east, north) so that a page can go there.
    """
    features: list[dict[str, Any]] = []
    for plural, frame in sorted(outlines.items()):
        kind = plural.removesuffix("s")
        if not frame.empty:
            features += _areas(kind, frame)
            features += _name_points(kind, frame)
    if "wards" in outlines and not outlines["wards"].empty:
        features += _edges(outlines["wards"])
    return _collection(iter(features))


def outlines_id(outlines: Mapping[str, gpd.GeoDataFrame]) -> str:
    """Name this version of the outlines by what it holds."""
    digest = hashlib.sha256()
    for plural, frame in sorted(outlines.items()):
        digest.update(plural.encode())
        digest.update("\n".join(map(str, frame["code"])).encode())
        digest.update("\n".join(map(str, frame["name"])).encode())
        digest.update(b"".join(shapely.to_wkb(frame.geometry.to_numpy())))
    return digest.hexdigest()[:16]


def _areas(kind: str, frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    frame = frame.reset_index(drop=True)
    boxes = frame.geometry.to_crs("EPSG:4326").bounds.round(_DECIMALS).to_numpy().tolist()
    properties = [
        {"kind": kind, "code": code, "name": name, "box": box}
        for code, name, box in zip(frame["code"], frame["name"], boxes, strict=True)
    ]
    return _features(frame, properties)


def _name_points(kind: str, frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Put a name where its area is widest: a label of the polygon would repeat in every tile."""
    frame = frame.reset_index(drop=True)
    circles = shapely.maximum_inscribed_circle(frame.geometry.to_numpy(), tolerance=5.0)
    centres = frame.set_geometry(shapely.get_point(circles, 0), crs=frame.crs)
    return _features(centres, [{"kind": f"{kind}-name", "name": name} for name in frame["name"]])


def _edges(wards: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Draw a shared border once: dashes of two polygons on one line would fill each other up."""
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(wards.geometry.to_numpy())))
    one = gpd.GeoDataFrame(geometry=[lines], crs=wards.crs)
    return _features(one, [{"kind": "ward-edge"}])


def _features(
    frame: gpd.GeoDataFrame, properties: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    geometries = frame.geometry.to_crs("EPSG:4326").to_numpy()
    rounded = shapely.transform(geometries, lambda points: np.round(points, _DECIMALS))
    texts = shapely.to_geojson(rounded)
    for position, text, values in zip(frame.index, texts, properties, strict=True):
        yield {
            "type": "Feature",
            "id": int(position),
            "properties": values,
            "geometry": json.loads(text),
        }


def _collection(features: Iterator[dict[str, Any]]) -> str:
    return json.dumps(
        {"type": "FeatureCollection", "features": list(features)},
        separators=(",", ":"),
        ensure_ascii=False,
    )
