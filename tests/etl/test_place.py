from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo_asb.errors import FrameError
from geo_asb.etl.place import place_points
from tests.towns import CORNER_M, ESTATES, WARDS_2013, WARDS_2023, areas, square


def _at(*steps_m: tuple[float, float]) -> NDArray[np.float64]:
    return np.array(steps_m) + CORNER_M


def _by_hand(points_m: NDArray[np.float64], frame: gpd.GeoDataFrame) -> list[int]:
    """Ask every polygon about every point and apply the rule in words."""
    answers = []
    for point in shapely.points(points_m):
        holding = [
            (round(shape.area), code, at)
            for at, (code, shape) in enumerate(zip(frame["code"], frame.geometry, strict=True))
            if shape.intersects(point)
        ]
        answers.append(min(holding)[2] if holding else -1)
    return answers


def test_each_point_finds_its_ward_of_the_year_asked() -> None:
    points_m = _at((10, 10), (170, 50), (390, 199), (700, 10))
    assert place_points(points_m, WARDS_2023).tolist() == [0, 0, 1, -1]
    assert place_points(points_m, WARDS_2013).tolist() == [0, 1, 1, -1]


def test_a_shared_edge_goes_to_the_smaller_area_then_the_first_code() -> None:
    assert place_points(_at((200, 100)), WARDS_2023).tolist() == [0]
    assert place_points(_at((150, 100)), WARDS_2013).tolist() == [0]
    larger_first = WARDS_2013.iloc[::-1].reset_index(drop=True)
    assert place_points(_at((150, 100)), larger_first).tolist() == [1]


def test_where_estates_overlap_the_smaller_keeps_the_point() -> None:
    assert place_points(_at((300, 100), (200, 100), (345, 100)), ESTATES).tolist() == [0, 1, 0]


def test_a_hole_belongs_to_nobody_and_its_edge_to_the_area() -> None:
    ring = areas([("H", "Hole", square(0, 0, 90, 90) - square(30, 30, 60, 60))])
    assert place_points(_at((45, 45), (30, 45), (10, 10)), ring).tolist() == [-1, 0, 0]


def test_a_point_without_coordinates_lies_nowhere() -> None:
    assert place_points(np.array([[np.nan, np.nan]]), WARDS_2023).tolist() == [-1]
    assert place_points(np.empty((0, 2)), WARDS_2023).tolist() == []


def test_a_wide_place_lies_in_a_ward_only_with_all_of_its_circle() -> None:
    points_m = _at((100, 100), (100, 100), (100, 100), (700, 10))
    radius_m = np.array([75.0, 99.0, 101.0, 90.0])
    assert place_points(points_m, WARDS_2023, radius_m=radius_m).tolist() == [0, 0, -1, -1]


def test_a_frame_in_degrees_is_refused() -> None:
    with pytest.raises(FrameError, match=r"areas frame is in EPSG:4326; call to_crs"):
        place_points(_at((1, 1)), WARDS_2023.to_crs("EPSG:4326"))


SIDE = st.integers(0, 6).map(lambda step: 50.0 * step)
LENGTH = st.integers(1, 6).map(lambda step: 50.0 * step)
BOX = st.tuples(SIDE, SIDE, LENGTH, LENGTH).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@pytest.mark.whole
@given(st.lists(BOX, min_size=1, max_size=6), st.lists(st.tuples(SIDE, SIDE), max_size=20))
def test_placing_equals_asking_every_area(
    boxes: list[tuple[float, float, float, float]], steps: list[tuple[float, float]]
) -> None:
    frame = areas([(f"A{at}", "", square(*box)) for at, box in enumerate(boxes)])
    points_m = np.array(steps).reshape(-1, 2) + CORNER_M
    assert place_points(points_m, frame).tolist() == _by_hand(points_m, frame)
