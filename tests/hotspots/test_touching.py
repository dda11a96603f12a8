"""Cells that touch, by shifting the map: the same as the matrix, whatever the grid's shape."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import gi_star, grid_neighbours, hex_grid, square_grid, touching_cells

AREA = shapely.box(1000, 2000, 2300, 3100) - shapely.box(1500, 2400, 1900, 2700)
GRIDS = [hex_grid(AREA, across_m=150), square_grid(AREA, side_m=150)]


@pytest.mark.parametrize("cells", GRIDS, ids=["hexagons", "squares"])
@given(seed=st.integers(0, 2**32 - 1), kept=st.floats(0.1, 1))
def test_sums_equal_those_of_the_matrix_for_any_rows_in_any_order(cells, seed, kept) -> None:
    rng = np.random.default_rng(seed)
    some = cells.iloc[rng.permutation(len(cells))[: max(1, int(kept * len(cells)))]]
    values = rng.integers(0, 50, len(some))
    assert_array_equal(touching_cells(some) @ values, grid_neighbours(some) @ values)


@pytest.mark.parametrize("cells", GRIDS, ids=["hexagons", "squares"])
def test_scores_equal_those_of_the_matrix_within_1e_12(cells) -> None:
    counts = np.random.default_rng(3).negative_binomial(0.5, 0.3, len(cells))
    by_matrix = gi_star(counts, grid_neighbours(cells))
    assert_allclose(gi_star(counts, touching_cells(cells)), by_matrix, atol=1e-12, rtol=0)


def test_a_single_cell_touches_itself_alone() -> None:
    alone = hex_grid(shapely.Point(0, 0), across_m=150)
    assert (touching_cells(alone) @ np.array([7])).tolist() == [7]


def test_a_map_without_cells_is_refused() -> None:
    with pytest.raises(FrameError, match="there are no cells, so none touch"):
        touching_cells(GRIDS[0].iloc[:0])


def test_values_of_another_map_are_refused() -> None:
    with pytest.raises(FrameError, match=r"values have the shape \(3,\) for 1 cells"):
        touching_cells(GRIDS[0].iloc[:1]) @ np.ones(3)
    with pytest.raises(FrameError, match=r"neighbours are 40 x 40 for 41 cells"):
        gi_star(np.arange(41), touching_cells(GRIDS[0].iloc[:40]))
    with pytest.raises(TooFewCasesError, match="2 cells are too few"):
        gi_star([1, 2], touching_cells(GRIDS[0].iloc[:2]))
