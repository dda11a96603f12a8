"""Grids, runs and releases: worked out once, stored, and read often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.model import Layer, Period
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql
from geo_asb.store.write import copy_rows

__all__ = [
    "Grid",
    "HomesOf",
    "Release",
    "Run",
    "RunKey",
    "cells",
    "month_detected",
    "newest_grid",
    "newest_release",
    "release_classes",
    "release_quarters",
    "release_shapes",
    "run_cells",
    "run_fitting",
    "store_grid",
    "store_release",
    "store_run",
]

HomesOf = Literal["gazetteer", "households"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A stored grid; `basis` says in words where the homes of its cells come from."""

    id: int
    across_m: float
    basis: str


@dataclass(frozen=True, slots=True)
class RunKey:
    """What a run is of: the window of whole months that ends with `month`."""

    landlord: str
    layer: Layer
    grid: int
    month: date
    window_months: int
    type_group: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stored run."""

    id: int
    cases: int
    tested: int
    left_out: int
    method_version: str
    dispersion: float | None
    data_version: bytes


@dataclass(frozen=True, slots=True)
class Release:
    """A stored release: the only thing that partner and public levels are answered from."""

    id: int
    number: int
    data_to: date
    method_version: str


def store_grid(
    conn: Connection, landlord: str, cells: gpd.GeoDataFrame, *, homes_of: HomesOf, basis: str
) -> Grid:
    """
    Store a grid once: equal cells with equal homes keep the grid that is there.

    `cells` has index cell_id and x_m, y_m, homes, addresses, name, ward, geometry (EPSG:27700);
    its order gives positions. `cells.attrs` has across_m, the width, and origin_m.
    """
    across_m = float(cells.attrs["across_m"])
    east_m, north_m = cells.attrs["origin_m"]
    plain = cells.drop(columns="geometry").round({"homes": 6})
    content = sha256((basis + plain.to_csv()).encode()).digest()
    row = conn.execute(
        sql("grid_add"),
        {
            "landlord": landlord,
            "homes_of": homes_of,
            "across_m": across_m,
            "content": content,
            "basis": basis,
            "origin_east_m": east_m,
            "origin_north_m": north_m,
        },
    ).fetchone()
    assert row is not None  # noqa: S101 - the statement returns the new row or the one there
    grid, is_new = row
    if is_new:
        copy_rows(conn, "cell", _cell_rows(grid, cells))
    return Grid(grid, across_m, basis)


def _cell_rows(grid: int, cells: gpd.GeoDataFrame) -> Any:  # noqa: ANN401 - rows of many types
    named = cells[["x_m", "y_m", "homes", "addresses", "name", "ward"]]
    rows = zip(cells.index, named.itertuples(index=False), cells.geometry, strict=True)
    for position, (cell_id, values, shape) in enumerate(rows):
        x_m, y_m, homes, addresses, name, ward = values
        yield (
            grid,
            position,
            cell_id,
            float(x_m),
            float(y_m),
            float(homes),
            int(addresses),
            name,
            ward,
            shape,
        )


def newest_grid(
    conn: Connection, landlord: str, *, homes_of: HomesOf, across_m: float
) -> Grid | None:
    """Return the grid in force, or None before the first detection."""
    row = conn.execute(
        sql("grid_newest"), {"landlord": landlord, "homes_of": homes_of, "across_m": across_m}
    ).fetchone()
    return Grid(*row) if row else None


def cells(conn: Connection, grid: int) -> gpd.GeoDataFrame:
    """Return a grid's cells by position: cell_id, x_m, y_m, homes, addresses, name, ward."""
    rows = conn.execute(sql("cells"), {"grid": grid}).fetchall()
    names = ["position", "cell_id", "x_m", "y_m", "homes", "addresses", "name", "ward", "geometry"]
    table = pd.DataFrame(rows, columns=names).set_index("position")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:27700")


def store_run(conn: Connection, key: RunKey, scores: pd.DataFrame, said: dict[str, Any]) -> int:
    """
    Store a run; `run_parts.clear_month` took out the earlier one of the same key.

    `scores` has cases, expected, score, p, adjusted_p, verdict in the order of the grid; `said`
    has method_version, data_version, cases, tested, left_out, dispersion, placed_share, caveats.
    """
    named = {
        "landlord": key.landlord,
        "layer": str(key.layer),
        "grid": key.grid,
        "month": key.month,
        "window_months": key.window_months,
        "type_group": key.type_group,
    }
    row = conn.execute(sql("run_add"), named | said).fetchone()
    assert row is not None  # noqa: S101 - insert returning always gives its row
    told = scores[(scores["cases"] > 0) | (scores["verdict"] != "not shown")]
    copy_rows(conn, "run_cell", ((row[0], *values) for values in _run_rows(told)))
    return int(row[0])


def _run_rows(scores: pd.DataFrame) -> Any:  # noqa: ANN401 - rows of many types
    columns = ["cases", "expected", "score", "p", "adjusted_p", "verdict"]
    for position, values in zip(scores.index, scores[columns].itertuples(index=False), strict=True):
        cases, expected, *middle, verdict = values
        known = [None if np.isnan(value) else float(value) for value in middle]
        yield (int(position), int(cases), float(expected), *known, verdict)


def run_fitting(conn: Connection, key: RunKey) -> Run | None:
    """Return the stored run for a window and group, or None."""
    row = conn.execute(
        sql("run_fitting"),
        {
            "landlord": key.landlord,
            "layer": str(key.layer),
            "grid": key.grid,
            "month": key.month,
            "window_months": key.window_months,
            "type_group": key.type_group,
        },
    ).fetchone()
    return Run(*row) if row else None


def month_detected(conn: Connection, landlord: str, layer: Layer) -> date | None:
    """Return the newest month with a run of this layer, or None before the first."""
    row = conn.execute(
        sql("month_detected"), {"landlord": landlord, "layer": str(layer)}
    ).fetchone()
    return row[0] if row else None


def run_cells(conn: Connection, run: int) -> pd.DataFrame:
    """Return the cells of a run that hold cases or stand out: cases, expected, verdict."""
    rows = conn.execute(sql("run_cells"), {"run": run}).fetchall()
    names = ["position", "cases", "expected", "verdict"]
    return pd.DataFrame(rows, columns=names).set_index("position")


def store_release(
    conn: Connection,
    head: dict[str, Any],
    shapes: gpd.GeoDataFrame,
    classes: dict[Period, NDArray[np.int8]],
) -> Release | None:
    """
    Store a release, whole; None where the newest one already holds this data.

    `head` has landlord, data_to, data_version, method_version; `shapes` has addresses and geometry
    (MultiPolygon, EPSG:27700) in the order of each array in `classes`.
    """
    row = conn.execute(sql("release_add"), head).fetchone()
    if row is None:
        return None
    release, number = row
    copy_rows(
        conn,
        "release_shape",
        (
            (release, position, int(addresses), shape)
            for position, (addresses, shape) in enumerate(
                zip(shapes["addresses"], shapes.geometry, strict=True)
            )
        ),
    )
    copy_rows(
        conn,
        "release_class",
        (
            (release, quarter.start, quarter.end, position, int(value))
            for quarter, values in classes.items()
            for position, value in enumerate(values)
        ),
    )
    return Release(release, number, head["data_to"], head["method_version"])


def newest_release(conn: Connection, landlord: str) -> Release | None:
    """Return a landlord's newest release, or None before the first."""
    row = conn.execute(sql("release_newest"), {"landlord": landlord}).fetchone()
    return Release(*row) if row else None


def release_quarters(conn: Connection, release: int) -> tuple[Period, ...]:
    """Return the whole calendar quarters in a release, oldest first."""
    rows = conn.execute(sql("release_quarters"), {"release": release})
    return tuple(Period(*row) for row in rows)


def release_shapes(conn: Connection, release: int) -> gpd.GeoDataFrame:
    """Return a release's areas by position: addresses, geometry (EPSG:27700)."""
    rows = conn.execute(sql("release_shapes"), {"release": release}).fetchall()
    table = pd.DataFrame(rows, columns=["position", "addresses", "geometry"]).set_index("position")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:27700")


def release_classes(conn: Connection, release: int, quarter: Period) -> NDArray[np.int8]:
    """Return the map class of each area in a quarter; empty where the quarter is not released."""
    rows = conn.execute(
        sql("release_classes"), {"release": release, "starts": quarter.start}
    ).fetchall()
    return np.array([value for _, value in rows], dtype=np.int8)
