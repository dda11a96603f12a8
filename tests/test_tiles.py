"""A map asked tile by tile: nothing lost, nothing twice, the same answers wherever it is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from geo_asb.errors import FrameError, SettingsError
from geo_asb.tiles import Points, Tile, cut_tiles, map_tiles, open_executor

metres = st.floats(-1e6, 1e6, allow_nan=False)


def own_numbers(points: Points, tile: Tile) -> np.ndarray:
    return points.numbers[tile.owns(points.points_m)]


@given(
    places_m=st.lists(st.tuples(metres, metres), min_size=1, max_size=40),
    parts=st.floats(0.5, 9),
    halo_m=st.floats(0, 1000),
)
def test_each_point_belongs_to_one_tile(places_m, parts, halo_m):
    points = Points.of(np.array(places_m))
    west, south, east, north = points.bounds_m()
    side_m = max(east - west, north - south, 1.0) / parts
    tiles = cut_tiles(points.bounds_m(), side_m=side_m, halo_m=halo_m)
    owned = np.concatenate(map_tiles(own_numbers, points, tiles))
    assert_array_equal(np.sort(owned), points.numbers)


@given(st.integers(-50, 50), st.floats(0.01, 5000))
def test_a_point_on_an_edge_belongs_to_the_tile_in_the_east_and_north(step, side_m):
    corner = Points.of(np.array([[step * side_m, step * side_m]]))
    tiles = cut_tiles(corner.bounds_m(), side_m=side_m, halo_m=0)
    owners = [tile for tile in tiles if tile.owns(corner.points_m).any()]
    assert [tile.core_m[:2] for tile in owners] == [(step * side_m, step * side_m)]


def test_a_tile_reads_its_halo_with_all_edges():
    tile = Tile((0, 0, 100, 100), halo_m=30)
    points = Points.of(np.array([[-30.0, 50.0], [130.0, 130.0], [131.0, 50.0]]))
    assert points.part(tile.reads_m).numbers.tolist() == [0, 1]


def test_tiles_that_cannot_be_cut_are_refused():
    for bounds, side_m, halo_m in [
        ((0, 0, np.inf, 1), 100, 0),
        ((0, 0, 1, 1), 0, 0),
        ((0, 0, 1, 1), 100, -1),
    ]:
        with pytest.raises(FrameError, match="cannot be cut; give finite bounds"):
            cut_tiles(bounds, side_m=side_m, halo_m=halo_m)
    with pytest.raises(FrameError, match="there are no points"):
        Points.of(np.zeros((0, 2))).bounds_m()


def test_one_process_opens_nothing():
    with open_executor() as executor:
        assert executor is None


@pytest.mark.whole
def test_a_scheduler_that_does_not_answer_is_named():
    with (
        pytest.raises(SettingsError, match="no dask scheduler answers at nowhere"),
        open_executor(scheduler="nowhere"),
    ):
        pass


def test_without_distributed_a_scheduler_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with (
        pytest.raises(SettingsError, match=r"install geo-asb\[cluster\]"),
        open_executor(scheduler="tcp://127.0.0.1:1"),
    ):
        pass
