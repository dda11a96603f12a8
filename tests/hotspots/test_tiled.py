"""Tiled equals whole: in this process, on two, and on a cluster."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots import (
    count_cases,
    gi_star,
    grid_neighbours,
    hex_grid,
    hot_cells,
    kernel_density,
    near_repeat,
    st_dbscan,
)
from geo_asb.hotspots.tiled import tiled_cell_sums, tiled_gi_star, tiled_kernel_density
from geo_asb.hotspots.tiled_cases import tiled_near_repeat, tiled_st_dbscan
from geo_asb.tiles import Box, Points, Tiling, open_executor

ACROSS_M = 150.0
WEST_M, SOUTH_M = 400_000.0, 390_000.0
BOROUGH = shapely.box(WEST_M + 130, SOUTH_M + 90, WEST_M + 4270, SOUTH_M + 3380)
CELLS = hex_grid(BOROUGH, across_m=ACROSS_M)


def make_cases(n: int, seed: int) -> Points:
    """Blocks with stacks of cases, cases of houses, and some on the very edges of tiles."""
    rng = np.random.default_rng(seed)
    places_m = rng.uniform(-200, 4600, (n, 2))
    blocks_m = np.repeat(rng.uniform(0, 4300, (12, 2)), n // 24, axis=0)
    places_m[: len(blocks_m)] = blocks_m
    places_m[-60:] = rng.integers(0, 10, (60, 2)) * 500.0
    return Points.of(places_m + np.array([WEST_M, SOUTH_M]), rng.integers(0, 365, n))


CASES = make_cases(3000, 5)


@pytest.fixture(scope="session", params=["here", "two processes", "cluster"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor | None]:
    if request.param == "here":
        yield None
    elif request.param == "two processes":
        with open_executor(processes=2) as pool:
            yield pool
    else:
        yield from cluster()


def cluster() -> Iterator[Executor]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the cluster's own warnings are not ours to mend
        from distributed import LocalCluster  # noqa: PLC0415 - slow to import

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines,
            open_executor(scheduler=machines.scheduler_address) as pool,
        ):
            assert machines.scheduler_address.startswith("tcp://")
            yield pool


pytestmark = pytest.mark.whole


def test_gi_star_equals_the_whole_to_the_last_bit(executor):
    tiling = Tiling(700, executor)
    tiled = tiled_gi_star(CASES, BOROUGH, across_m=ACROSS_M, tiling=tiling)
    counts = count_cases(CELLS, CASES.points_m)
    near = grid_neighbours(CELLS)
    assert tiled.index.equals(CELLS.index)
    assert_array_equal(tiled["cases"], counts)
    assert_array_equal(tiled["gathered"], near @ counts)
    assert_array_equal(tiled["touching"], near.sum(axis=1))
    assert_array_equal(tiled["score"], gi_star(counts, near))


@settings(max_examples=15)  # each asks up to 200 tiles
@given(side_m=st.floats(300, 6000), seed=st.integers(0, 99))
def test_gi_star_equals_the_whole_whatever_the_tiles(side_m, seed):
    cases = make_cases(300, seed)
    tiled = tiled_gi_star(cases, BOROUGH, across_m=ACROSS_M, tiling=Tiling(side_m))
    counts = count_cases(CELLS, cases.points_m)
    assert_array_equal(tiled["score"], gi_star(counts, grid_neighbours(CELLS)))


@dataclass
class Noting:
    """A source that notes which boxes it was asked for."""

    points: Points
    boxes: list[Box] = field(default_factory=list)

    def bounds_m(self) -> Box:
        return self.points.bounds_m()

    def part(self, box_m: Box) -> Points:
        self.boxes.append(box_m)
        return self.points.part(box_m)


def test_the_sea_between_two_islands_is_not_asked():
    south, north = shapely.box(0, 0, 900, 700), shapely.box(9000, 9000, 9900, 9500)
    islands = shapely.MultiPolygon([south, north])
    source = Noting(Points.of(np.array([[450.0, 350.0], [9300.0, 9100.0]])))
    found = tiled_gi_star(source, islands, across_m=ACROSS_M, tiling=Tiling(1000))
    cells = hex_grid(islands, across_m=ACROSS_M)
    counts = count_cases(cells, source.points.points_m)
    assert_array_equal(found["score"], gi_star(counts, grid_neighbours(cells)))
    assert len(source.boxes) < 20


def test_hot_cells_of_tiled_counts_are_those_of_the_whole(executor):
    """What chance does is learned from the whole town: only the counting is tiled."""
    homes = make_cases(9000, 6)
    asked = {"across_m": ACROSS_M, "tiling": Tiling(1200, executor)}
    cases_in = tiled_cell_sums(CASES, BOROUGH, **asked)["cases"]
    homes_in = tiled_cell_sums(homes, BOROUGH, **asked)["cases"]
    near = grid_neighbours(CELLS)
    whole = hot_cells(count_cases(CELLS, CASES.points_m), count_cases(CELLS, homes.points_m), near)
    pd.testing.assert_frame_equal(hot_cells(cases_in, homes_in, near), whole, check_exact=True)


@pytest.mark.parametrize("kernel", ["gaussian", "quartic"])
def test_kernel_density_equals_the_whole_within_1e_9_of_its_peak(executor, kernel):
    tiling = Tiling(1500, executor)
    tiled = tiled_kernel_density(
        CASES, BOROUGH, across_m=ACROSS_M, bandwidth_m=200, kernel=kernel, tiling=tiling
    )
    whole = kernel_density(
        CASES.points_m, CELLS[["x_m", "y_m"]].to_numpy(), bandwidth_m=200, kernel=kernel
    )
    assert tiled.index.equals(CELLS.index)
    assert_allclose(tiled, whole, atol=1e-9 * whole.max(), rtol=0)


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_near_repeats_equal_the_whole_to_the_last_bit(executor, metric):
    bands = {"space_edges_m": [0, 1, 100, 400], "day_edges": [0, 1, 8, 29], "metric": metric}
    tiled = tiled_near_repeat(CASES, **bands, tiling=Tiling(1000, executor))
    whole = near_repeat(CASES.points_m, CASES.days, **bands)
    pd.testing.assert_frame_equal(tiled, whole, check_exact=True)
    assert tiled.attrs == whole.attrs
    assert tiled["observed"].min() > 0


@settings(max_examples=15)
@given(side_m=st.floats(50, 6000), seed=st.integers(0, 99), last_m=st.sampled_from([30, 500]))
def test_near_repeats_equal_the_whole_whatever_the_tiles(side_m, seed, last_m):
    cases = make_cases(150, seed)
    bands = {"space_edges_m": [0, 10, last_m], "day_edges": [0, 8, 400]}
    tiled = tiled_near_repeat(cases, **bands, tiling=Tiling(max(side_m, last_m / 4)))
    whole = near_repeat(cases.points_m, cases.days, **bands)
    pd.testing.assert_frame_equal(tiled, whole, check_exact=True)


BELONGING = {"reach_m": 80, "window_days": 20, "min_cases": 3}


def test_clusters_equal_the_whole(executor):
    tiled = tiled_st_dbscan(CASES, **BELONGING, tiling=Tiling(500, executor))
    whole = st_dbscan(CASES.points_m, CASES.days, **BELONGING)
    assert whole.max() > 10
    assert_array_equal(tiled, whole)
    assert_array_equal(tiled.index, CASES.numbers)


@settings(max_examples=25)
@given(
    side_m=st.floats(60, 3000),
    seed=st.integers(0, 999),
    reach_m=st.floats(20, 400),
    min_cases=st.integers(1, 5),
)
def test_clusters_equal_the_whole_whatever_the_tiles(side_m, seed, reach_m, min_cases):
    cases = make_cases(200, seed)
    asked = {"reach_m": reach_m, "window_days": 90, "min_cases": min_cases}
    tiled = tiled_st_dbscan(cases, **asked, tiling=Tiling(max(side_m, reach_m / 3)))
    assert_array_equal(tiled, st_dbscan(cases.points_m, cases.days, **asked))


def test_a_chain_over_many_tiles_is_one_cluster():
    chain = Points.of(np.column_stack([np.arange(100) * 50.0, np.zeros(100)]))
    asked = {"reach_m": 50, "window_days": 0, "min_cases": 2}
    assert set(tiled_st_dbscan(chain, **asked, tiling=Tiling(120))) == {0}


def test_days_are_judged_of_all_tiles_together():
    """A tile may hold three cases a month apart each: the map knows days all the same."""
    places_m = np.array([[0.0, 0], [1, 0], [2, 0], [5000, 0], [5001, 0]])
    fine = Points.of(places_m, np.array([0, 31, 62, 5, 9]))
    asked = {"reach_m": 50, "window_days": 14, "min_cases": 2, "tiling": Tiling(1000)}
    assert tiled_st_dbscan(fine, **asked).tolist() == [-1, -1, -1, 0, 0]
    monthly = Points.of(np.repeat(places_m, 2, axis=0), np.repeat([0, 31, 62, 31, 62], 2))
    with pytest.raises(TooCoarseError, match="one for each month"):
        tiled_st_dbscan(monthly, **asked)
    with pytest.raises(TooCoarseError, match="one for each month"):
        tiled_near_repeat(monthly, space_edges_m=[0, 9], day_edges=[0, 9], tiling=Tiling(1000))


def test_a_map_in_degrees_or_without_cases_is_refused():
    degrees = gpd.GeoSeries([shapely.box(-2, 53, -1, 54)], crs=4326)
    with pytest.raises(FrameError, match=r"call to_crs\('EPSG:27700'\)"):
        tiled_gi_star(CASES, degrees, across_m=ACROSS_M, tiling=Tiling(700))
    none = Points.of(np.zeros((0, 2)))
    with pytest.raises(TooFewCasesError, match="holds 0 cases"):
        tiled_gi_star(none, BOROUGH, across_m=ACROSS_M, tiling=Tiling(700))
    with pytest.raises(FrameError, match="there are no points"):
        tiled_kernel_density(none, BOROUGH, across_m=ACROSS_M, bandwidth_m=200, tiling=Tiling(700))
