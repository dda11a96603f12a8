"""Laws of the invented ground: what stands where, and how it is numbered."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo_asb.demo import Place
from geo_asb.demo.areas import AreaSet, area_of_points, break_one_polygon
from geo_asb.demo.gazetteer import COLUMNS

HOME_CODES = ["RD02", "RD04", "RD06"]


@pytest.fixture(scope="module")
def points_m(place: Place) -> NDArray[np.float64]:
    is_home = place.homes["classificationcode"].isin(HOME_CODES)
    return place.homes.loc[is_home, ["easting", "northing"]].to_numpy()


def areas_holding(areas: AreaSet, points_m: NDArray[np.float64]) -> NDArray[np.int64]:
    points = np.asarray(shapely.points(points_m))
    _, point = STRtree(points).query(areas.shape, predicate="intersects")
    return np.bincount(point, minlength=len(points))


def test_every_home_stands_inside_the_borough(place: Place, points_m: NDArray[np.float64]) -> None:
    assert shapely.contains_xy(place.terrain.border, *points_m.T).all()


@pytest.mark.parametrize("kind", ["wards_2013", "wards_2023", "lsoas"])
def test_every_home_lies_in_exactly_one_area(
    place: Place, points_m: NDArray[np.float64], kind: str
) -> None:
    assert (areas_holding(getattr(place.areas, kind), points_m) == 1).all()


def test_uprns_have_twelve_digits_from_no_real_range_and_never_repeat(place: Place) -> None:
    uprns = place.homes["uprn"]
    assert uprns.is_unique
    assert uprns.str.fullmatch(r"9999\d{8}|09999\d{7}").all()
    assert uprns.str.startswith("0").any()


def test_flats_name_a_block_or_split_house_that_is_in_the_list(place: Place) -> None:
    homes = place.homes
    flats = homes[homes["classificationcode"] == "RD06"]
    shells = homes[homes["classificationcode"] == "PP"]
    assert flats["parentuprn"].isin(shells["uprn"]).all()
    assert shells["uprn"].isin(flats["parentuprn"]).all()


def test_a_house_number_is_odd_on_the_left_and_even_on_the_right(place: Place) -> None:
    homes = place.homes
    houses = homes[homes["classificationcode"] == "RD04"]
    side = place.footprints.side[houses["footprint"]]
    assert ((houses["number"].astype(int) % 2 == 1) == (side == 1)).all()


def test_numbers_rise_along_each_side_of_a_street(place: Place) -> None:
    houses = place.homes[place.homes["classificationcode"] == "RD04"]
    frame = pd.DataFrame(
        {
            "street": houses["street"],
            "side": place.footprints.side[houses["footprint"]],
            "chainage_m": place.footprints.chainage_m[houses["footprint"]],
            "number": houses["number"].astype(int),
        }
    ).sort_values(["street", "side", "chainage_m"])
    steps = frame.groupby(["street", "side"])["number"].diff().dropna()
    assert (steps > 0).all()


def test_no_two_rows_share_a_full_address(place: Place) -> None:
    homes = place.homes[place.homes["classificationcode"] != "CR"]
    address = ["subname", "name", "number", "streetname", "locality", "postcode"]
    assert not homes.duplicated(address).any()


def test_no_building_stands_within_two_metres_of_a_main_road(place: Place) -> None:
    mains = place.streets.lines[place.streets.road_class == "main"]
    near, _ = STRtree(place.footprints.shapes).query(mains, predicate="dwithin", distance=7.0)
    assert near.size == 0  # a main road is 10 m wide: 5 m, then 2 m clear


def test_buildings_never_overlap(place: Place) -> None:
    shapes = place.footprints.shapes
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    overlap_m2 = shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]]))
    assert overlap_m2.max() < 2.5  # neighbours on a bend may share a sliver of wall


def test_nobody_lives_in_the_river_its_valley_or_on_the_railway(
    place: Place, points_m: NDArray[np.float64]
) -> None:
    assert not shapely.contains_xy(place.terrain.valley, *points_m.T).any()
    assert (
        shapely.distance(np.asarray(shapely.points(points_m)), place.terrain.railway) > 16
    ).all()


def test_wards_tile_the_borough_in_both_years(place: Place) -> None:
    for wards in (place.areas.wards_2013, place.areas.wards_2023):
        assert len(wards.code) == 21
        assert shapely.area(wards.shape).sum() == pytest.approx(place.terrain.border.area, rel=1e-5)


def test_sixteen_wards_are_redrawn_and_five_keep_code_name_and_border(place: Place) -> None:
    old, new = place.areas.wards_2013, place.areas.wards_2023
    kept = [
        i for i, shape in enumerate(new.shape) if any(shape.equals(other) for other in old.shape)
    ]
    assert kept == [0, 1, 2, 3, 4]
    assert old.code[:5] == new.code[:5]
    assert old.name[:5] == new.name[:5]
    assert not set(old.code[5:]) & set(new.code[5:])


def test_one_broken_polygon_is_mended_to_within_ten_square_metres(place: Place) -> None:
    shapes = place.areas.lsoas.shape
    broken = break_one_polygon(shapes)
    assert np.flatnonzero(~shapely.is_valid(broken)).tolist() == [1]
    assert shapely.make_valid(broken[1]).symmetric_difference(shapes[1]).area < 10


def test_a_point_in_two_estates_belongs_to_the_first(place: Place) -> None:
    estates = place.areas.estates
    first, second = STRtree(estates.shape).query(estates.shape, predicate="overlaps")
    spot = shapely.point_on_surface(estates.shape[first[0]].intersection(estates.shape[second[0]]))
    found = area_of_points(estates, np.array([[spot.x, spot.y]]))
    assert found[0] == min(first[0], second[0])


def test_three_estates_cross_a_ward_border(place: Place) -> None:
    areas = place.areas
    inside = shapely.intersection(areas.estates.shape[:, None], areas.wards_2013.shape[None, :])
    wards_of = (shapely.area(inside) > 300).sum(axis=1)
    assert (wards_of > 1).sum() == 3


def test_postcodes_belong_to_no_real_area(place: Place) -> None:
    assert all(re.fullmatch(r"ZX\d \d[A-Z]{2}", code) for code in place.homes["postcode"])


def test_rows_hold_the_columns_of_a_gazetteer(place: Place) -> None:
    assert set(COLUMNS) <= set(place.homes.columns)
    assert set(place.homes["classificationcode"]) <= {*HOME_CODES, "PP", "CR"}
