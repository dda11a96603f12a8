"""Data paths beside the pages: shapes, outlines, base map tiles and the map library."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from dashboard.access import viewer
from dashboard.shapes import ShapeStore, cells_geojson, outlines_geojson, outlines_id
from geo_asb.basemap import read_tile
from geo_asb.errors import StoreError
from geo_asb.model import Layer

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_asb.queries import Queries
    from geo_asb.settings import Settings

__all__ = ["add_data_paths", "map_library", "outlines_path", "shapes_path"]

_NODE_MODULES = Path(__file__).parent.parent / "node_modules"
_LIBRARY = _NODE_MODULES / "maplibre-gl"
_LIBRARY_FILES = frozenset({"maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"})
# What a path names by its version never changes: a browser may keep it for a year.
_FOREVER = "private, max-age=31536000, immutable"


def add_data_paths(server: Flask, settings: Settings, queries: Queries) -> None:
    """Add every data path; all of them lie behind the door of `access`."""
    shapes = ShapeStore()

    @server.get("/geometry/<shapes_id>.json")
    def geometry(shapes_id: str) -> Response:
        cells = _cells_named(shapes_id, queries)
        return _json(shapes.get(shapes_id, partial(cells_geojson, cells)))

    @server.get("/outlines/<version>.json")
    def outlines(version: str) -> Response:
        frames = queries.outlines(viewer())
        if outlines_id(frames) != version:
            raise NotFound
        return _json(shapes.get(f"outlines-{version}", partial(outlines_geojson, frames)))

    @server.get("/tiles/<int:z>/<int:x>/<int:y>.mvt")
    def tile(z: int, x: int, y: int) -> Response:
        found = read_tile(_basemap(settings), z, x, y)
        if found is None:
            return Response(status=204, headers={"Cache-Control": "private, max-age=3600"})
        kind = "application/vnd.mapbox-vector-tile"
        return _compressed(found, kind, "private, max-age=3600")

    _add_map_library(server)


def shapes_path(shapes_id: str) -> str:
    """Where the shapes of this id are fetched."""
    return f"/geometry/{shapes_id}.json"


def outlines_path(queries: Queries) -> str:
    """Where this viewer's wards and estates are fetched, in their version of now."""
    return f"/outlines/{outlines_id(queries.outlines(viewer()))}.json"


def map_library() -> str:
    """Folder of the map library; its files are served under this path only."""
    return f"/vendor/maplibre-gl/{_library_version()}"


def _cells_named(shapes_id: str, queries: Queries) -> gpd.GeoDataFrame:
    """Find the shapes among those this viewer may see; a layer may have none yet."""
    for layer in Layer:
        with suppress(StoreError):
            known, cells = queries.cell_shapes(viewer(), layer)
            if known == shapes_id:
                return cells
    raise NotFound


def _add_map_library(server: Flask) -> None:
    @server.get("/vendor/maplibre-gl/<version>/<name>")
    def library(version: str, name: str) -> Response:
        if name not in _LIBRARY_FILES or version != _library_version():
            raise NotFound
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        found = send_from_directory(_LIBRARY / "dist", name, mimetype=kind)
        found.headers["Cache-Control"] = _FOREVER
        return found


def _library_version() -> str:
    version: str = json.loads((_LIBRARY / "package.json").read_text("utf-8"))["version"]
    return version


def _basemap(settings: Settings) -> Path:
    return settings.home / "basemaps" / f"{viewer().landlord}.pmtiles"


def _json(body: bytes) -> Response:
    return _compressed(body, "application/geo+json", _FOREVER)


def _compressed(body: bytes, kind: str, keep: str) -> Response:
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    if not request.accept_encodings["gzip"]:
        body = gzip.decompress(body)
        del headers["Content-Encoding"]
    return Response(body, headers=headers, mimetype=kind)
