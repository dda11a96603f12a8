from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.answers import CellMap
from geo_asb.drawing.classes import MISSING, NOT_PAINTED, classify, count_limits


def cell_map(counts=None, classes=None) -> CellMap:
    counts = None if counts is None else np.array(counts, np.int32)
    classes = None if classes is None else np.array(classes, np.int8)
    return CellMap("s", counts, classes, None, 0, 0, None, None, None)


@pytest.mark.parametrize(
    ("largest", "limits"),
    [
        (0, ()),
        (3, ((1, 1), (2, 2), (3, 3))),
        (6, ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6))),
        (30, ((1, 1), (2, 5), (6, 11), (12, 19), (20, 30))),
    ],
)
def test_classes_are_the_counts_themselves_while_there_are_few(largest, limits):
    assert count_limits(largest) == limits


@given(st.integers(1, 100_000))
def test_classes_cover_every_count_once(largest):
    limits = count_limits(largest)
    assert limits[0][0] == 1
    assert limits[-1][1] == largest
    assert all(low <= high for low, high in limits)
    assert all(a[1] + 1 == b[0] for a, b in pairwise(limits))
    assert len(limits) <= 5


def test_no_case_outside_and_missing_are_three_things():
    legend, of_cell = classify(cell_map([0, 1, 3, -1, -2]), np.arange(5))
    assert of_cell.tolist() == [NOT_PAINTED, 0, 2, NOT_PAINTED, MISSING]
    assert [step.label for step in legend] == ["1", "2", "3"]


def test_only_the_drawn_cells_set_the_classes():
    legend, _ = classify(cell_map([1, 900]), np.array([0]))
    assert [step.label for step in legend] == ["1"]


def test_partner_cells_are_all_painted_and_join_none_with_few():
    legend, of_cell = classify(cell_map(classes=[0, 3, 1]), np.arange(3))
    assert of_cell.tolist() == [0, 3, 1]
    assert [step.label for step in legend] == ["0 to 4", "5 to 9", "10 to 19", "20 and more"]
