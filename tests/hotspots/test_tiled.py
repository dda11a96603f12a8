"""Tiled equals whole: in this process, on two, and on a cluster."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import count_cases, gi_star, grid_neighbours, hex_grid, kernel_density
from geo_asb.hotspots.tiled import tiled_gi_star, tiled_kernel_density
from geo_asb.tiles import Points, Tiling, open_executor

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


def test_a_map_in_degrees_or_without_cases_is_refused():
    degrees = gpd.GeoSeries([shapely.box(-2, 53, -1, 54)], crs=4326)
    with pytest.raises(FrameError, match=r"call to_crs\('EPSG:27700'\)"):
        tiled_gi_star(CASES, degrees, across_m=ACROSS_M, tiling=Tiling(700))
    none = Points.of(np.zeros((0, 2)))
    with pytest.raises(TooFewCasesError, match="holds 0 cases"):
        tiled_gi_star(none, BOROUGH, across_m=ACROSS_M, tiling=Tiling(700))
    with pytest.raises(FrameError, match="there are no points"):
        tiled_kernel_density(none, BOROUGH, across_m=ACROSS_M, bandwidth_m=200, tiling=Tiling(700))
