"""One door to every map file: GeoJSON, GeoPackage, Shapefile, any CRS; EPSG:27700 comes out."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from geo_asb.errors import ExportError
from geo_asb.etl.projection import inside_britain, to_british_grid
from geo_asb.etl.readers.contents import Kind, check_zip, kind_of, read_bytes
from geo_asb.frames import BRITISH_GRID

__all__ = ["read_layer"]

_KIND_OF_ENDING: dict[str, Kind] = {
    ".geojson": "text",
    ".json": "text",
    ".gpkg": "sqlite",
    ".shp": "shp",
    ".zip": "zip",
}

_NOTES_KEPT = 5


def read_layer(path: Path) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """
    Read the one layer of a map file.

    GeoJSON without a CRS is longitude and latitude, as its standard says. Heights are left
    out. Rows keep the file's order; geometry may be missing or invalid: callers decide.

    Returns
    -------
    A frame in EPSG:27700, metres, with the file's own columns and index 0, 1, …; and notes of
    what the reading library put right by itself, such as a ring that was not closed.

    Raises
    ------
    ExportError
        Not a map file, cut short, several layers, no CRS, or outside Great Britain.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RuntimeWarning)
        frame = _read(path)
    if frame.crs is None:
        message = (
            f"{path.name}: does not say its coordinate system (no .prj, no CRS). Save it again "
            "with one, for instance EPSG:27700 British National Grid."
        )
        raise ExportError(message)
    if frame.empty:
        raise ExportError(f"{path.name}: the layer holds no rows. Export it again.")
    said = dict.fromkeys(str(one.message) for one in caught)
    return _in_british_grid(frame, path.name), tuple(list(said)[:_NOTES_KEPT])


def _read(path: Path) -> gpd.GeoDataFrame:
    content, ending = read_bytes(path)
    if ending not in _KIND_OF_ENDING:
        kinds = ", ".join(_KIND_OF_ENDING)
        raise ExportError(f"{path.name}: not a map file. Give one that ends in {kinds}.")
    if (kind := kind_of(content[:512])) != _KIND_OF_ENDING[ending]:
        message = f"{path.name}: called {ending} but holds {kind}. Rename it or export it again."
        raise ExportError(message)
    if kind == "text" and b'"FeatureCollection"' not in content:
        raise ExportError(f"{path.name}: not a GeoJSON collection of areas. Export it again.")
    try:
        with _source(path, content, ending) as source:
            layer = _only_layer(source, path.name)
            frame = pyogrio.read_dataframe(source, layer=layer, force_2d=True)
    except (DataSourceError, DataLayerError, ShapelyError, ValueError) as error:
        message = f"{path.name}: cut short or damaged, or not a map file. Export it again."
        raise ExportError(message) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ExportError(f"{path.name}: holds a table without shapes. Export the map layer.")
    return frame


@contextmanager
def _source(path: Path, content: bytes, ending: str) -> Iterator[Path | bytes | str]:
    """Give what pyogrio can open; a zip is unpacked only after it was found sound."""
    if ending == ".zip":
        members = check_zip(content, path.name)
        shapes = [member for member in members if member.lower().endswith(".shp")]
        if len(shapes) != 1:
            message = f"{path.name}: holds {len(shapes)} .shp files; one is wanted. Zip one alone."
            raise ExportError(message)
        yield f"/vsizip/{path.absolute()}/{shapes[0]}"
    elif ending == ".shp":
        _refuse_lonely_shp(path)
        yield path
    elif path.suffix.lower() == ".gz" and ending == ".gpkg":
        with tempfile.TemporaryDirectory() as folder:
            unpacked = Path(folder) / "layer.gpkg"
            unpacked.write_bytes(content)
            yield unpacked
    else:
        yield content if ending != ".gpkg" else path


def _refuse_lonely_shp(path: Path) -> None:
    present = {one.suffix.lower() for one in path.parent.glob(f"{path.stem}.*")}
    if missing := sorted({".shx", ".dbf"} - present):
        message = f"{path.name}: {' and '.join(missing)} missing beside it. Copy all its files."
        raise ExportError(message)


def _only_layer(source: Path | bytes | str, name: str) -> int:
    """Give the place of the one layer with shapes: bytes in memory have no stable layer name."""
    layers = [
        (place, str(layer))
        for place, (layer, geometry) in enumerate(pyogrio.list_layers(source))
        if geometry
    ]
    if not layers:
        raise ExportError(f"{name}: holds a table without shapes. Export the map layer.")
    if len(layers) > 1:
        titles = ", ".join(layer for _, layer in layers)
        message = f"{name}: holds {len(layers)} layers ({titles}). Save one alone."
        raise ExportError(message)
    return layers[0][0]


# ---------------------------------------------------------------- to the British National Grid


def _in_british_grid(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    shapes = np.asarray(frame.geometry.array)
    if frame.crs.to_epsg() != 27700:
        degrees = np.asarray(frame.geometry.to_crs("EPSG:4326").array)
        shapes = shapely.transform(degrees, _to_grid)
    _refuse_outside(frame, shapes, name)
    columns = frame.drop(columns=frame.geometry.name)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=BRITISH_GRID)


def _to_grid(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    return to_british_grid(lon_lat[:, 0], lon_lat[:, 1])


def _refuse_outside(frame: gpd.GeoDataFrame, shapes: NDArray[np.object_], name: str) -> None:
    corners, rows = shapely.get_coordinates(shapes, return_index=True)
    outside = ~inside_britain(corners)
    if not outside.any():
        return
    row = int(rows[outside][0]) + 1
    message = (
        f"{name}, row {row}: a point lies outside Great Britain. "
        f"{_likely_cause(frame)} Correct it and export again."
    )
    raise ExportError(message)


def _likely_cause(frame: gpd.GeoDataFrame) -> str:
    """Say why all points may lie elsewhere: swapped axes or a wrong coordinate system."""
    corners = shapely.get_coordinates(frame.geometry.array)
    swapped = corners[:, ::-1]
    if frame.crs.is_geographic:
        if inside_britain(corners).all() and np.abs(corners).max() > 360:
            return "The numbers are British National Grid metres, but the file says degrees."
        if inside_britain(_to_grid(swapped)).all():
            return "Longitude and latitude look swapped."
    elif np.abs(corners).max() <= 180:
        return "The numbers are degrees, but the file says metres."
    elif inside_britain(swapped).all():
        return "Easting and northing look swapped."
    return f"The coordinate system ({frame.crs.to_string()}) may be the wrong one."
