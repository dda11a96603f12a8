"""
Where workers find the points of their own tile: in the database, or in a file they all can read.

What is sent to a worker is a part: the name of the source, what is asked of it, and a box.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from geo_asb.columns import in_scope, on_cells
from geo_asb.errors import ExportError, FrameError, SettingsError
from geo_asb.frames import FrameSpec, check
from geo_asb.model import Layer, Scope
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.tile_read import case_bounds, case_columns_within
from geo_asb.tiles import Box, Points

__all__ = ["FilePart", "FileSource", "StorePart", "StoreSource"]

CASE_POINTS = FrameSpec("case points", ("number", "day"), frozenset({"Point"}), "number")


@dataclass(frozen=True, slots=True)
class StoreSource:
    """
    The cases that cells may count, in the database: precise, of the layer's role, not from staff.

    settings  whose `landlord` it is and where the database is; a worker connects on its own. The
              secret for sessions stays here. Put no password into DATABASE_URL, which is sent: let
              each worker have a password file.
    scope     period, layer (not police), group, severity and ward, with the year of the ward
    """

    settings: Settings
    scope: Scope

    def __post_init__(self) -> None:
        if self.scope.layer is Layer.POLICE:
            message = (
                "police reports are not read tile by tile: they share few points, so read them "
                "whole, as Points."
            )
            raise FrameError(message)

    def bounds_m(self) -> Box:
        """Return the box of all mappable cases of the landlord."""
        with connect(self.settings) as conn:
            found = case_bounds(conn, self.settings.landlord)
        if found is None:
            message = (
                f"no case of landlord {self.settings.landlord} has a place; load and geocode first."
            )
            raise FrameError(message)
        return found

    def part(self, box_m: Box) -> StorePart:
        """Say where the cases within a box are."""
        return StorePart(replace(self.settings, secret=None), self.scope, box_m)


@dataclass(frozen=True, slots=True)
class StorePart:
    """The cases of a `StoreSource` within a box."""

    settings: Settings
    scope: Scope
    box_m: Box

    def read(self) -> Points:
        """Fetch them over a connection of one's own."""
        with connect(self.settings) as conn:
            numbers, columns = case_columns_within(
                conn,
                self.settings.landlord,
                ward_year=self.scope.ward_year,
                box_m=self.box_m,
            )
        points_m = np.column_stack([columns.x_m, columns.y_m])
        found = Points(numbers, points_m, columns.day.astype(np.int64))
        asked = in_scope(columns, self.scope) & on_cells(columns, self.scope.layer)
        return found.where(asked).part(self.box_m)


@dataclass(frozen=True, slots=True)
class FileSource:
    """
    Cases in a GeoPackage, FlatGeobuf or GeoParquet file that every worker can read.

    Points in EPSG:27700 with two columns of whole numbers: `number`, different for each case, and
    `day`, days since 1970-01-01. A spatial index in the file (in GeoParquet a bounding box column)
    lets a worker read its own tile only.
    """

    path: Path

    def bounds_m(self) -> Box:
        """Return the box that the file says its points lie in."""
        if _is_parquet(self.path):
            west, south, east, north = _parquet_bounds(self.path)
        else:
            west, south, east, north = _indexed_bounds(self.path)
        return west, south, east, north

    def part(self, box_m: Box) -> FilePart:
        """Say where the cases within a box are."""
        return FilePart(self.path, box_m)


@dataclass(frozen=True, slots=True)
class FilePart:
    """The cases of a `FileSource` within a box."""

    path: Path
    box_m: Box

    def read(self) -> Points:
        """Read them from the file."""
        frame = _read_parquet(self) if _is_parquet(self.path) else _read_indexed(self)
        check(frame, CASE_POINTS)
        frame = frame.sort_values("number")
        return Points(
            frame["number"].to_numpy(np.int64),
            shapely.get_coordinates(frame.geometry.to_numpy()),
            frame["day"].to_numpy(np.int64),
        ).part(self.box_m)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".geoparquet"}


def _read_indexed(part: FilePart) -> gpd.GeoDataFrame:
    try:
        return pyogrio.read_dataframe(part.path, bbox=part.box_m)
    except DataSourceError as error:
        raise ExportError(_unreadable(part.path)) from error


def _indexed_bounds(path: Path) -> list[float]:
    try:
        about = pyogrio.read_info(path, force_total_bounds=True)
    except DataSourceError as error:
        raise ExportError(_unreadable(path)) from error
    return [float(edge) for edge in about["total_bounds"]]


def _read_parquet(part: FilePart) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(part.path, bbox=part.box_m)
    except ImportError as error:
        raise SettingsError(_wants_pyarrow(part.path)) from error
    except ValueError as error:
        message = (
            f"{part.path.name} has no bounding box column, so no tile can be read on its own; "
            "write it with to_parquet(write_covering_bbox=True)."
        )
        raise ExportError(message) from error


def _parquet_bounds(path: Path) -> list[float]:
    try:
        parquet = import_module("pyarrow.parquet")  # not among our own packages
    except ImportError as error:
        raise SettingsError(_wants_pyarrow(path)) from error
    about = json.loads(parquet.read_schema(path).metadata[b"geo"])
    bounds: list[float] = about["columns"][about["primary_column"]]["bbox"]
    return bounds


def _unreadable(path: Path) -> str:
    return (
        f"{path.name} cannot be read; give a FlatGeobuf, GeoPackage or GeoParquet file of points."
    )


def _wants_pyarrow(path: Path) -> str:
    return (
        f"{path.name} is GeoParquet, which needs `pyarrow` here and on every worker; install it, "
        "or write the points as FlatGeobuf (.fgb) or GeoPackage (.gpkg)."
    )
