"""Cells over a boundary: ids, counts, neighbours."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError
from geo_asb.hotspots import (
    cell_of,
    count_cases,
    grid_neighbours,
    hex_grid,
    neighbours_within,
    square_grid,
)

WARD = shapely.Polygon([(1000, 1000), (2600, 1100), (2900, 2300), (1800, 2000), (900, 2700)])
POINTS = st.lists(
    st.tuples(st.integers(850, 2950), st.integers(950, 2750)), min_size=0, max_size=40
).map(lambda rows: np.array(rows, dtype=float).reshape(-1, 2))
GRIDS = {
    "hexagons": hex_grid(WARD, across_m=150),
    "squares": square_grid(WARD, side_m=150),
    "shifted": hex_grid(WARD, across_m=150, origin_m=(75.5, 43.25)),
}


@pytest.fixture(params=GRIDS, name="grid")
def each_grid(request: pytest.FixtureRequest) -> gpd.GeoDataFrame:
    return GRIDS[request.param]


def test_cells_cover_the_boundary_and_share_only_edges(grid: gpd.GeoDataFrame) -> None:
    joined = grid.geometry.union_all()
    assert joined.buffer(0.01).covers(WARD)
    assert joined.area == pytest.approx(grid.geometry.area.sum(), rel=1e-9)
    assert grid.crs.to_epsg() == 27700
    assert grid.index.name == "cell_id"
    assert grid.index.is_unique


def test_a_hexagon_is_as_wide_as_asked_and_its_neighbours_as_far() -> None:
    cells = GRIDS["hexagons"]
    west, _, east, _ = cells.geometry.iloc[0].bounds
    assert east - west == pytest.approx(150)
    assert_allclose(cells.geometry.area, 150**2 * 3**0.5 / 2)
    assert_allclose(
        shapely.get_coordinates(cells.geometry.centroid), cells[["x_m", "y_m"]], atol=1e-6
    )


def test_neighbouring_hexagons_share_corners_to_the_last_bit() -> None:
    corners = shapely.get_coordinates(GRIDS["hexagons"].geometry)
    assert len(np.unique(corners, axis=0)) == len(np.unique(corners.round(3), axis=0))


def test_a_place_keeps_its_id_whatever_boundary_is_asked_for() -> None:
    whole, part = GRIDS["hexagons"], hex_grid(WARD.buffer(-200), across_m=150)
    same = whole.loc[part.index]
    assert_array_equal(same[["q", "r", "x_m", "y_m"]], part[["q", "r", "x_m", "y_m"]])


def test_another_size_or_origin_never_shares_an_id() -> None:
    ids = set(GRIDS["hexagons"].index)
    assert ids.isdisjoint(hex_grid(WARD, across_m=250).index)
    assert ids.isdisjoint(GRIDS["shifted"].index)


@given(POINTS)
def test_counts_add_up_to_the_cases_inside(points_m: np.ndarray) -> None:
    is_inside = shapely.intersects_xy(WARD, points_m[:, 0], points_m[:, 1])
    for cells in GRIDS.values():
        assert count_cases(cells, points_m[is_inside]).sum() == is_inside.sum()


@settings(max_examples=25)
@given(POINTS)
def test_each_point_lies_in_the_cell_that_counts_it(points_m: np.ndarray) -> None:
    for cells in GRIDS.values():
        near = cells.geometry.buffer(1e-6)
        for point in points_m:
            counts = count_cases(cells, point[None])
            assert counts.sum() in (0, 1)
            assert near[counts > 0].intersects(shapely.Point(point)).all()


@given(POINTS, st.integers(-40, 40))
@example(np.array([[1350.0, 1724.0]]), 6)  # on the edge of two cells
def test_moving_the_map_by_whole_cells_moves_the_counts(points_m: np.ndarray, steps: int) -> None:
    east_m = np.array([150.0 * steps, 0.0])
    moved = hex_grid(shapely.transform(WARD, lambda xy: xy + east_m), across_m=150)
    cells = GRIDS["hexagons"]
    assert_array_equal(moved["q"].to_numpy(), cells["q"].to_numpy() + steps)
    assert_array_equal(count_cases(moved, points_m + east_m), count_cases(cells, points_m))


@given(POINTS)
def test_cell_of_names_the_cell_that_counts_the_point(points_m: np.ndarray) -> None:
    cells = GRIDS["hexagons"]
    ids = cell_of(points_m, across_m=150)
    by_name = np.array([(ids == name).sum() for name in cells.index])
    assert_array_equal(by_name, count_cases(cells, points_m))


def test_a_point_on_a_shared_edge_goes_east() -> None:
    ids = cell_of([(75.0, 0.0), (74.99, 0.0)], across_m=150)
    assert ids.tolist() == ["h150_1_0", "h150_0_0"]
    squares = square_grid(shapely.box(10, 10, 190, 190), side_m=100)
    assert squares.index[count_cases(squares, [(100, 100)]) > 0].tolist() == ["s100_1_1"]


def test_rows_in_another_order_are_counted_in_that_order() -> None:
    cells = GRIDS["hexagons"].sample(frac=0.5, random_state=3)
    points_m = cells[["x_m", "y_m"]].to_numpy()[[4, 4, 0]]
    counts = count_cases(cells, points_m)
    assert counts[[0, 4]].tolist() == [1, 2]
    assert counts.sum() == 3


def test_points_are_left_as_they_were() -> None:
    points_m = np.array([(1500.0, 1500.0), (1600.0, 1500.0)])
    before = points_m.copy()
    count_cases(GRIDS["hexagons"], points_m)
    neighbours_within(points_m, 150)
    assert_array_equal(points_m, before)


def test_no_points_give_zeros_and_no_cells_give_nothing() -> None:
    assert count_cases(GRIDS["hexagons"], []).sum() == 0
    assert count_cases(GRIDS["hexagons"].iloc[:0], [(1500, 1500)]).shape == (0,)


def test_a_boundary_in_degrees_is_refused() -> None:
    degrees = gpd.GeoSeries([shapely.box(-2.2, 53.3, -2.1, 53.4)], crs=4326)
    with pytest.raises(FrameError, match=r"EPSG:4326; call to_crs\('EPSG:27700'\)"):
        hex_grid(degrees, across_m=150)
    with pytest.raises(FrameError, match="no CRS"):
        hex_grid(gpd.GeoSeries([WARD]), across_m=150)


def test_wrong_arguments_are_refused_with_a_remedy() -> None:
    with pytest.raises(FrameError, match="boundary is empty"):
        hex_grid(shapely.Polygon(), across_m=150)
    with pytest.raises(FrameError, match="cell size is 0"):
        square_grid(WARD, side_m=0)
    with pytest.raises(FrameError, match=r"no finite coordinates .first at position 1"):
        count_cases(GRIDS["hexagons"], [(0, 0), (np.nan, 0)])
    with pytest.raises(FrameError, match="shape"):
        neighbours_within([1, 2, 3], 10)
    with pytest.raises(FrameError, match="reach_m is -1"):
        neighbours_within([(0, 0)], -1)
    with pytest.raises(FrameError, match="not a cell id such as 'h150_2600_2700'"):
        count_cases(GRIDS["hexagons"].reset_index(drop=True), [(0, 0)])


def test_a_frame_of_wards_gives_the_grid_of_their_union() -> None:
    halves = gpd.GeoSeries(
        [WARD.intersection(shapely.box(0, 0, 1800, 9000)), WARD - shapely.box(0, 0, 1800, 9000)],
        crs=27700,
    )
    assert_array_equal(hex_grid(halves, across_m=150).index, GRIDS["hexagons"].index)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25))
def test_neighbours_are_all_within_reach_and_no_others(places: list[tuple[int, int]]) -> None:
    centres_m = np.array(places, dtype=float) * 10
    gaps_m = np.hypot(*(centres_m[:, None] - centres_m[None]).transpose(2, 0, 1))
    assert_array_equal(neighbours_within(centres_m, 20).toarray(), gaps_m <= 20)
    others = (gaps_m <= 20) & ~np.eye(len(places), dtype=bool)
    assert_array_equal(neighbours_within(centres_m, 20, itself=False).toarray(), others)


def test_homes_of_one_tower_block_are_neighbours() -> None:
    block_m = np.repeat([[1000.0, 1000.0], [5000.0, 1000.0]], 15, axis=0)
    near = neighbours_within(block_m, 0)
    assert near.sum(axis=1).tolist() == [15] * 30


def test_a_reach_of_one_and_a_half_cells_loses_no_neighbour(grid: gpd.GeoDataFrame) -> None:
    """Trap: cell * sqrt(2) loses diagonals to rounding."""
    by_distance = neighbours_within(grid[["x_m", "y_m"]], 225)
    by_number = grid_neighbours(grid)
    assert (by_distance != by_number).nnz == 0
    around = 7 if grid.index[0].startswith("h") else 9
    assert by_number.sum(axis=1).max() == around
    assert (by_number != by_number.T).nnz == 0


def test_grid_neighbours_follow_the_order_of_rows() -> None:
    cells = GRIDS["hexagons"].sample(frac=0.7, random_state=5)
    by_distance = neighbours_within(cells[["x_m", "y_m"]], 225, itself=False)
    assert (grid_neighbours(cells, itself=False) != by_distance).nnz == 0
    assert grid_neighbours(cells.iloc[:0]).shape == (0, 0)


@pytest.mark.whole
def test_thirty_thousand_cells_take_about_a_second() -> None:
    turn = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    reach_m = 16_000 * (1 + 0.2 * np.sin(7 * turn))
    ragged = shapely.Polygon(np.column_stack([np.cos(turn), np.sin(turn)]) * reach_m[:, None])
    start = time.process_time()
    cells = hex_grid(ragged, across_m=150)
    assert len(cells) > 33_000
    assert time.process_time() - start < 2
