"""
Where phrases lie in a town drawn by hand.

    Elm Street runs east from its number 1; Oak Road runs north from Elm Street's west end, both
    with a home every twenty metres. Holly Tower stands on Oak Road, garages lie behind Elm
    Street 5 to 7, and a second Elm Street runs five kilometres north, in Northtown.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import pytest

from geo_asb.etl.addresses import tidy
from geo_asb.etl.phrases import phrase_in
from geo_asb.etl.surroundings import Spot, Surroundings
from geo_asb.model import Home, Rung
from tests.towns import BLOCK, CORNER_M, FLATS, HOUSES

_HOUSE = HOUSES[0]
_WEST_M, _SOUTH_M = CORNER_M


def _home(number: int, street: str, east_m: float, north_m: float, **fields: str) -> Home:
    home = replace(
        _HOUSE,
        number=str(number),
        street=street,
        uprn=f"{abs(hash((street, number, north_m))) % 10**11:011d}",
        easting_m=_WEST_M + east_m,
        northing_m=_SOUTH_M + north_m,
        estate="Elm Estate" if street == "Elm Street" else "",
    )
    return replace(home, **fields)


ELM = [_home(n, "Elm Street", 20.0 * n, 10.0 if n % 2 else -10.0) for n in range(1, 20)]
OAK = [_home(n, "Oak Road", 10.0 if n % 2 else -10.0, 20.0 * n) for n in range(1, 12) if n != 7]
FAR = [
    _home(n, "Elm Street", 20.0 * n, 5_000.0, town="NORTHTOWN", postcode="ZD9 1AA", estate="")
    for n in range(1, 30)
]
GARAGES = [
    replace(
        _home(n, "Elm Street", 110.0 + 3 * n, 40.0),
        kind="other",
        subname=f"GARAGE {n}",
        name="GARAGES REAR OF 5-7",
        number="",
    )
    for n in range(1, 7)
]
TOWER = replace(BLOCK, street="Oak Road", number="")
HOMES = [
    *ELM,
    *OAK,
    *FAR,
    *GARAGES,
    TOWER,
    *(replace(f, street="Oak Road", number="") for f in FLATS),
]
TOWN = Surroundings.from_homes(HOMES)


def _find(text: str, postcode: str) -> Home | None:
    """Resolve an address as the ladder's exact rung would; a name alone is a block's."""
    said = tidy(text).removesuffix(" EASTLEA")
    in_north = said.endswith(" NORTHTOWN") or postcode == "ZD9 1AA"
    said = said.removesuffix(" NORTHTOWN")
    if said.removesuffix(" OAK ROAD") == "HOLLY TOWER":
        return TOWER
    fits = [
        home
        for home in HOMES
        if home.kind != "other"
        and said in (tidy(f"{home.number} {home.street}"), tidy(f"{home.subname} {home.name}"))
        and (home.town == "NORTHTOWN") is in_north
    ]
    return fits[0] if len(fits) == 1 else None


def _spot(text: str, postcode: str = "", *, town: Surroundings = TOWN) -> Spot | None:
    phrase = phrase_in(text)
    assert phrase is not None
    return town.spot(phrase, postcode, _find)


def _placed(text: str, postcode: str = "", *, town: Surroundings = TOWN) -> Spot:
    spot = _spot(text, postcode, town=town)
    assert spot is not None
    return spot


def _off_m(spot: Spot, east_m: float, north_m: float) -> float:
    return hypot(spot.easting_m - _WEST_M - east_m, spot.northing_m - _SOUTH_M - north_m)


@pytest.mark.parametrize("sign", ["outside", "opp", "rear of", "next to", "in the alley behind"])
def test_beside_a_home_is_near_its_point_and_never_its_own(sign):
    spot = _placed(f"{sign} 3 Oak Road, Eastlea")
    assert (spot.rung, spot.block_uprn, _off_m(spot, 10, 60)) == (Rung.NEAR, None, 0)
    assert 20 <= spot.radius_m <= 75


def test_beside_a_block_is_near_it_and_inside_is_the_block():
    outside, inside = _placed("outside Holly Tower"), _placed("lift, Holly Tower, Oak Road")
    assert (outside.rung, outside.block_uprn) == (Rung.NEAR, None)
    assert (inside.rung, inside.block_uprn) == (Rung.BLOCK, TOWER.uprn)
    assert (inside.easting_m, inside.northing_m) == (TOWER.easting_m, TOWER.northing_m)


def test_a_landing_outside_a_flat_is_its_block():
    assert _placed("landing outside flat 3, Holly Tower").block_uprn == TOWER.uprn


def test_a_landing_by_a_flat_that_is_not_in_the_list_is_its_block_too():
    spot = _placed("Flat 99, Holly Tower, Oak Road - 3rd floor landing")
    assert (spot.rung, spot.block_uprn) == (Rung.BLOCK, TOWER.uprn)


def test_outside_a_flat_is_near_its_block_not_the_flat():
    assert _placed("outside Flat 3 Holly Tower").rung is Rung.NEAR


@pytest.mark.parametrize("text", ["between 3 and 5 Oak Road", "alley behind 3/5 Oak Road"])
def test_between_two_homes_is_half_way(text):
    spot = _placed(text)
    assert (spot.rung, _off_m(spot, 10, 80)) == (Rung.NEAR, 0)
    assert 40 < spot.radius_m < 60


def test_between_homes_far_apart_is_along_the_street():
    spot = _placed("between 1 and 11 Oak Road")
    assert spot.rung is Rung.STREET
    assert spot.radius_m > 100


def test_one_known_end_is_near_with_a_wider_radius():
    spot = _placed("between 11 and 25 Oak Road")
    assert (spot.rung, spot.radius_m, _off_m(spot, 10, 220)) == (Rung.NEAR, 75, 0)


@pytest.mark.parametrize(
    "text",
    ["junction of Elm Street and Oak Road, Eastlea", "Oak Road / Elm Street", "Elm St j/w Oak Rd"],
)
def test_a_junction_is_where_homes_of_both_streets_come_nearest(text):
    spot = _placed(text)
    assert spot.rung is Rung.JUNCTION
    assert _off_m(spot, 0, 0) < spot.radius_m < 100


def test_a_street_shared_by_two_localities_is_one():
    town = Surroundings.from_homes(
        [*OAK[:5], *(replace(home, locality="Westlea") for home in OAK[5:])]
    )
    spot = town.street("Oak Road", "")
    assert spot is not None
    assert spot.radius_m > 100


def test_one_number_on_two_streets_of_one_name_is_no_point():
    town = Surroundings.from_homes([*OAK, _home(3, "Oak Road", 400, 400, locality="Westlea")])
    spot = town.street("3 Oak Road", "")
    assert spot is not None
    assert spot.radius_m > 300


def test_streets_that_do_not_meet_have_no_junction():
    text = "junction of Elm Street, Northtown and Oak Road, Eastlea"
    assert _spot(text) is None
    assert TOWN.street(text, "") is None


def test_a_junction_with_an_unknown_street_is_somewhere_along_the_known_one():
    assert _placed("corner of Oak Road and Station Approach").rung is Rung.STREET


def test_garages_behind_homes_are_found_where_they_stand():
    spot = _placed("garages rear of 5-7 Elm Street, Eastlea")
    assert (spot.rung, round(_off_m(spot, 120.5, 40))) == (Rung.NEAR, 0)


def test_garages_nobody_listed_are_near_the_homes_they_lie_behind():
    assert _off_m(_placed("garages rear of 3-5 Oak Road"), 10, 80) == 0


def test_a_street_lies_at_its_middle_and_says_how_far_it_reaches():
    spot = _placed("all along Oak Road, Eastlea")
    assert spot.rung is Rung.STREET
    for home in OAK:
        off_m = hypot(spot.easting_m - home.easting_m, spot.northing_m - home.northing_m)
        assert off_m <= spot.radius_m


def test_a_bare_street_is_placed_and_so_is_the_street_of_an_unknown_number():
    bare, unknown = TOWN.street("Oak Road, Eastlea", ""), TOWN.street("99 Oak Road", "")
    assert bare is not None
    assert bare.rung is Rung.STREET
    assert unknown == bare


def test_a_number_left_out_of_the_list_lies_between_its_neighbours():
    spot = TOWN.street("7 Oak Road", "")
    assert spot is not None
    assert (spot.rung, _off_m(spot, 10, 140)) == (Rung.STREET, 0)
    assert _placed("opposite 7 Oak Road").rung is Rung.NEAR


def test_a_postcode_narrows_a_street_but_not_the_whole_of_it():
    part = [replace(home, postcode="ZD1 5ZZ") for home in OAK[6:]]
    town = Surroundings.from_homes([*OAK[:6], *part])
    narrow, whole = (
        town.street("Oak Road", "ZD1 5ZZ"),
        _placed("all along Oak Road", "ZD1 5ZZ", town=town),
    )
    assert narrow is not None
    assert narrow.radius_m < whole.radius_m
    assert narrow.northing_m > whole.northing_m


def test_two_streets_of_one_name_and_no_town_are_no_place():
    assert TOWN.street("Elm Street", "") is None


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("Elm Street, Northtown", ""), ("Elm Street", "ZD9 1AA"), ("Elm Street", "ZD9 7ZZ"),
        ("25 Elm Street", ""),
    ],
)  # fmt: skip
def test_town_postcode_district_or_number_tells_two_streets_apart(text, postcode):
    spot = TOWN.street(text, postcode)
    assert spot is not None
    assert spot.northing_m == _SOUTH_M + 5_000


@pytest.mark.parametrize("text", ["Elm Estate", "play area, Elm Estate", "shops on the Elm Est"])
def test_an_estate_lies_at_the_middle_of_its_homes(text):
    spot = _placed(text)
    assert spot.rung is Rung.ESTATE
    assert _off_m(spot, 200, 0) < 15
    assert spot.radius_m > 180


def test_a_misspelt_street_is_read_and_the_reason_says_so():
    assert TOWN.street("Okra Raod, Eastlea", "") is None
    spot = TOWN.street("Oak Raod, Eastlea", "")
    assert spot is not None
    assert "corrected" in spot.reason
    assert "Raod" not in spot.reason


def test_a_misspelt_long_name_is_not_the_short_one_inside_it():
    town = Surroundings.from_homes([*OAK, _home(1, "Chorley Oak Road", 900, 900, town="NORTHTOWN")])
    spot = town.street("Chorlye Oak Road", "")
    assert spot is not None
    assert _off_m(spot, 900, 900) == 0


@pytest.mark.parametrize(
    ("text", "postcode"), [("Oak Road, Northtown", ""), ("Oak Road", "ZD7 1AA")]
)
def test_a_street_of_another_town_or_district_is_not_the_one_of_its_name(text, postcode):
    assert TOWN.street(text, postcode) is None


def test_a_home_found_in_another_town_than_the_text_names_is_not_believed():
    phrase = phrase_in("outside 8 Oak Road, Northtown")
    assert phrase is not None
    assert TOWN.spot(phrase, "", lambda *_: OAK[6]) is None


def test_of_two_streets_that_fit_the_town_the_one_with_the_number_is_meant():
    near, far = _home(2, "Oak Road", 0, 0, locality="Eastlea", town="LEIGH"), OAK[10 - 2]
    spot = Surroundings.from_homes([near, far]).street(f"{far.number} Oak Road, Eastlea", "")
    assert spot is not None
    assert spot.northing_m == far.northing_m


def test_a_street_whose_whole_name_begins_with_the_is_found():
    green = [_home(n, "The Green", 20.0 * n, 700.0) for n in range(1, 5)]
    spot = _placed("play area on The Green", town=Surroundings.from_homes([*ELM, *green]))
    assert (spot.rung, spot.northing_m) == (Rung.STREET, _SOUTH_M + 700)


@pytest.mark.parametrize("text", ["between 3 and 5 Oak Road", "Oak Road/Elm Street", "Elm Estate"])
def test_the_order_of_the_homes_list_changes_no_spot(text):
    assert _spot(text, town=Surroundings.from_homes(HOMES[::-1])) == _spot(text)


@pytest.mark.parametrize(
    "text", ["opp 3 Oak Road", "between 3 and 5 Oak Road", "Oak Road/Elm Street", "Elm Estate"]
)
def test_moving_the_town_moves_its_spots_with_it(text):
    moved = [
        replace(home, easting_m=home.easting_m + 3_000, northing_m=home.northing_m - 500)
        for home in HOMES
    ]
    there = Surroundings.from_homes(moved)
    phrase = phrase_in(text)
    assert phrase is not None
    before = TOWN.spot(phrase, "", lambda *_: None)
    after = there.spot(phrase, "", lambda *_: None)
    assert before is not None
    assert after is not None
    assert after.rung is before.rung
    assert after.easting_m - before.easting_m == pytest.approx(3_000)
    assert after.northing_m - before.northing_m == pytest.approx(-500)
    assert after.radius_m == pytest.approx(before.radius_m)


def test_the_street_another_lies_off_is_not_meant():
    spot = TOWN.street("Oak Road, off Elm Street, Eastlea", "")
    assert spot == TOWN.street("Oak Road, Eastlea", "")


def test_a_home_of_two_numbers_holds_those_between():
    town = Surroundings.from_homes([replace(OAK[0], number="21-25"), OAK[1]])
    spot = town.street("23 Oak Road", "")
    assert spot is not None
    assert (spot.easting_m, spot.northing_m) == (OAK[0].easting_m, OAK[0].northing_m)


def test_a_street_of_which_one_home_is_known_may_reach_far():
    spot = Surroundings.from_homes(OAK[:1]).street("Oak Road", "")
    assert spot is not None
    assert spot.radius_m == 220


@pytest.mark.parametrize(
    "text",
    [
        "outside Tesco", "rear of 12 Nowhere Lane", "junction of This Road and That Road",
        "nr Eastlea",
    ],
)  # fmt: skip
def test_what_is_near_nothing_known_has_no_place(text):
    assert _spot(text) is None


def test_a_street_too_wide_is_no_place():
    wide = Surroundings.from_homes([_home(1, "Long Lane", 0, 0), _home(2, "Long Lane", 9_000, 0)])
    assert wide.street("Long Lane", "") is None


def test_an_empty_town_places_nothing():
    nowhere = Surroundings.from_homes([])
    assert nowhere.street("Oak Road", "") is None
    phrase = phrase_in("junction of Oak Road and Elm Street")
    assert phrase is not None
    assert nowhere.spot(phrase, "", lambda *_: None) is None
