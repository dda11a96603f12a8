"""
Tiles against the whole map, in one process: what halos cost, and what memory they save.

    python -m benchmarks.hotspots.tiles

Tiled and whole give equal arrays; tests/hotspots/test_tiled.py holds them to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import Polygon, box, points

from benchmarks.hotspots.measure import Line, measured, print_table
from geo_asb.hotspots import (
    count_cases,
    gi_star,
    hex_grid,
    near_repeat,
    st_dbscan,
    touching_cells,
)
from geo_asb.hotspots.tiled import tiled_gi_star
from geo_asb.hotspots.tiled_cases import tiled_near_repeat, tiled_st_dbscan
from geo_asb.tile_sources import FileSource
from geo_asb.tiles import Points, Tiling

CASES = 1_000_000
SIDE_M = 20_000.0
COUNTRY_M = 140_000.0  # a million cells of 150 m, and one case for each
ACROSS_M = 150.0
BANDS = {"space_edges_m": [0, 1, 100, 200], "day_edges": [0, 1, 8, 15, 29]}
BELONGING = {"reach_m": 100.0, "window_days": 14, "min_cases": 3}


def lines() -> Iterator[Line]:
    cases, country = make_cases(), box(0, 0, COUNTRY_M, COUNTRY_M)
    tiling = Tiling(SIDE_M)
    with TemporaryDirectory() as folder:
        file = write(cases, Path(folder) / "cases.fgb")
        yield line(
            "tiled_gi_star, from a file",
            lambda: whole_gi_star(cases, country),
            lambda: tiled_gi_star(file, country, across_m=ACROSS_M, tiling=tiling)["score"],
        )
    yield line(
        "tiled_near_repeat",
        lambda: near_repeat(cases.points_m, cases.days, **BANDS).to_numpy(),
        lambda: tiled_near_repeat(cases, **BANDS, tiling=tiling).to_numpy(),
    )
    yield line(
        "tiled_st_dbscan",
        lambda: st_dbscan(cases.points_m, cases.days, **BELONGING),
        lambda: tiled_st_dbscan(cases, **BELONGING, tiling=tiling).to_numpy(),
    )


def line(
    verb: str, whole: Callable[[], NDArray[np.float64]], tiled: Callable[[], pd.Series]
) -> Line:
    at_once, by_tiles = measured(whole), measured(tiled)
    np.testing.assert_array_equal(by_tiles.value, at_once.value)
    note = (
        f"{at_once.cpu_s:.1f} s and {at_once.peak_mb:,.0f} MB at once, {by_tiles.cpu_s:.1f} s by "
        f"tiles of {SIDE_M / 1000:.0f} km; equal arrays"
    )
    ratio = at_once.cpu_s / by_tiles.cpu_s
    return Line(verb, "the whole map", f"{CASES:,} cases", ratio, None, by_tiles.peak_mb, note)


def make_cases() -> Points:
    rng = np.random.default_rng(31)
    return Points.of(rng.uniform(0, COUNTRY_M, (CASES, 2)), rng.integers(18_000, 18_365, CASES))


def write(cases: Points, path: Path) -> FileSource:
    columns = {"number": cases.numbers, "day": cases.days}
    gpd.GeoDataFrame(columns, geometry=points(cases.points_m), crs=27700).to_file(path)
    return FileSource(path)


def whole_gi_star(cases: Points, country: Polygon) -> NDArray[np.float64]:
    cells = hex_grid(country, across_m=ACROSS_M)
    return gi_star(count_cases(cells, cases.points_m), touching_cells(cells))


if __name__ == "__main__":
    print_table(lines())
