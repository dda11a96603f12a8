from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.disclosure import map_classes, merge_small, refuse_unreleased
from geo_asb.errors import NotPublishedError
from geo_asb.model import DisplayLevel, Viewer


def viewer(level: DisplayLevel) -> Viewer:
    return Viewer("somebody", "partner", level, "town")


def test_the_lowest_class_joins_zero_with_one_to_four():
    counts = np.array([0, 1, 4, 5, 9, 10, 19, 20, 500])
    assert map_classes(counts).tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 3]


def test_a_small_cell_joins_its_smallest_neighbour():
    in_a_row = np.array([[0.0, 0], [150, 0], [300, 0]])
    joined = merge_small(np.array([3, 40, 20]), in_a_row, reach_m=160)
    assert joined.tolist() == [0, 0, 2]
    joined = merge_small(np.array([30, 3, 20]), in_a_row, reach_m=160)
    assert joined.tolist() == [0, 1, 1]


def test_an_island_joins_the_nearest_area():
    scattered = np.array([[0.0, 0], [1000, 0], [5000, 0]])
    assert merge_small(np.array([10, 10, 2]), scattered, reach_m=160).tolist() == [0, 1, 1]


def test_a_town_of_fewer_than_eight_addresses_shows_nothing():
    assert merge_small(np.array([3, 4]), np.zeros((2, 2)), reach_m=160).tolist() == [-1, -1]


@st.composite
def towns(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(1, 30))
    addresses = np.array(draw(st.lists(st.integers(0, 20), min_size=n, max_size=n)))
    spots = draw(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=n, max_size=n))
    return addresses, np.array(spots, dtype=float) * 150


@given(towns())
def test_every_joined_area_stands_for_eight_addresses_or_more(town):
    addresses, centres_m = town
    joined = merge_small(addresses, centres_m, reach_m=160)
    if addresses.sum() < 8:
        assert set(joined) == {-1}
        return
    held = np.bincount(joined, weights=addresses, minlength=addresses.size)
    assert all(held[head] >= 8 for head in set(joined))
    assert held.sum() == addresses.sum()


@given(towns())
def test_an_area_is_named_by_its_first_cell(town):
    addresses, centres_m = town
    joined = merge_small(addresses, centres_m, reach_m=160)
    assert all(head in {-1, min(np.flatnonzero(joined == head))} for head in set(joined))


@pytest.mark.parametrize("level", [DisplayLevel.PARTNER, DisplayLevel.PUBLIC])
def test_a_question_outside_the_releases_names_the_nearest_table(level):
    with pytest.raises(NotPublishedError, match="The nearest table is: map classes"):
        refuse_unreleased(viewer(level), nearest="map classes by calendar quarter")


def test_an_officer_is_not_refused():
    refuse_unreleased(viewer(DisplayLevel.OFFICER), nearest="a table")
