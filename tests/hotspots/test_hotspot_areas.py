from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo_asb.errors import FrameError
from geo_asb.hotspots import grid_neighbours, hex_grid
from geo_asb.hotspots.hotspot_areas import connected_cells, same_places, staying_hot

CELLS = hex_grid(box(390_000, 390_000, 391_500, 391_500), across_m=150)
NEAR = grid_neighbours(CELLS)
some_cells = st.sets(st.integers(0, len(CELLS) - 1), max_size=60)


def _hot(cells):
    hot = np.zeros(len(CELLS), dtype=bool)
    hot[list(cells)] = True
    return hot


@pytest.mark.whole
@given(some_cells)
def test_cells_that_touch_are_in_one_area_and_no_others(cells):
    hot = _hot(cells)
    areas = connected_cells(hot, NEAR)
    assert (areas >= 0).tolist() == hot.tolist()
    one, other = NEAR.nonzero()
    both = hot[one] & hot[other]
    assert (areas[one[both]] == areas[other[both]]).all()
    shapes = CELLS.geometry.to_numpy()
    for area in range(areas.max(initial=-1) + 1):
        joined = CELLS.geometry[areas == area].buffer(1).union_all()
        assert joined.geom_type == "Polygon"
        assert shapes[areas == area].size


@given(some_cells)
def test_areas_are_numbered_by_their_first_cell(cells):
    areas = connected_cells(_hot(cells), NEAR)
    firsts = [int(np.flatnonzero(areas == n)[0]) for n in range(areas.max(initial=-1) + 1)]
    assert firsts == sorted(firsts)


def test_neighbours_of_another_grid_are_refused():
    with pytest.raises(FrameError, match="for 3 cells"):
        connected_cells([True, False, True], NEAR)


def test_a_place_that_grows_or_moves_a_little_stays_the_same_place():
    assert same_places([{"a", "b"}], [{"a", "b", "c", "d"}]) == [0]
    assert same_places([{"a", "b", "c"}], [{"c", "d", "e"}]) == [None]
    assert same_places([], [{"a"}]) == [None]
    assert same_places([{"a"}], []) == []


def test_of_the_parts_of_a_split_place_the_larger_is_the_same():
    assert same_places([{"a", "b", "c", "d", "e"}], [{"e"}, {"a", "b", "c"}]) == [None, 0]


def test_of_two_places_grown_together_the_larger_lives_on():
    assert same_places([{"a"}, {"c", "d"}], [{"a", "b", "c", "d"}]) == [1]


cell_sets = st.lists(st.sets(st.sampled_from("abcdefghij"), min_size=1), max_size=4)


@given(cell_sets, cell_sets)
def test_each_place_is_recognised_at_most_once_and_shares_a_cell(before, now):
    found = [one for one in same_places(before, now) if one is not None]
    assert len(found) == len(set(found))
    for new, old in enumerate(same_places(before, now)):
        assert old is None or before[old] & now[new]


@given(st.lists(st.sets(st.sampled_from("abcdefghij"), min_size=1), max_size=1))
def test_an_unchanged_month_recognises_everything(areas):
    assert same_places(areas, areas) == list(range(len(areas)))


def test_a_hot_cell_stays_hot_under_a_hot_cell_alone():
    assert staying_hot([True, True, True], [0, 1, -1], [True, False]).tolist() == [
        True,
        False,
        False,
    ]
    with pytest.raises(FrameError, match="one position for each cell"):
        staying_hot([True], [2], [True, True])
