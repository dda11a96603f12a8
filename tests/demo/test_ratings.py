"""Inspections, enforcement, deprivation and lookups of the demo: whole, and true to its areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import shapely

from geo_asb.demo import Place
from geo_asb.demo.areas import area_of_points

Rows = Callable[[str], list[dict[str, str]]]


def test_enforcement_of_a_year_adds_up_to_the_published_totals(rows_of: Rows) -> None:
    totals: Counter[str] = Counter()
    for row in rows_of("enforcement.csv"):
        totals[row["kind"]] += int(row["count"])
    assert totals.pop("injunction") + totals.pop("undertaking") == 44
    assert totals == {
        "protection warning": 45,
        "protection notice": 4,
        "behaviour contract": 13,
        "closure": 1,
    }


def test_every_estate_is_rated_twice_a_year_and_not_all_alike(rows_of: Rows, place: Place) -> None:
    rows = rows_of("inspections.csv")
    visits = Counter(row["estate"] for row in rows)
    assert visits == dict.fromkeys(place.areas.estates.name, 6)
    assert len({row["rating"] for row in rows}) >= 4


def test_every_lsoa_has_its_own_ward_and_a_decile(rows_of: Rows, place: Place) -> None:
    lsoas, wards = place.areas.lsoas, place.areas.wards_2023
    links = {row["lsoa21cd"]: row["wd23cd"] for row in rows_of("boundaries/lookup_lsoa_ward.csv")}
    within_m = shapely.get_coordinates(shapely.point_on_surface(lsoas.shape))
    true = np.array(wards.code)[area_of_points(wards, within_m)]
    assert links == dict(zip(lsoas.code, true.tolist(), strict=True))
    deciles = [int(row["IMD_decile"]) for row in rows_of("boundaries/deprivation.csv")]
    assert (len(deciles), min(deciles) >= 1, max(deciles) <= 10) == (len(lsoas.code), True, True)


def test_some_estates_belong_to_two_nap_areas(rows_of: Rows, place: Place) -> None:
    links = Counter(row["estate"] for row in rows_of("boundaries/lookup_estate_nap_area.csv"))
    assert set(links) == set(place.areas.estates.code)
    assert set(links.values()) == {1, 2}
