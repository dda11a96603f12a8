from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.etl.geocode import OTHER_POSTCODE, Gazetteer, locate, locate_all
from geo_asb.model import Location, PlaceRole, PlaceText, Rung
from tests.towns import BLOCK, FLATS, HOMES, HOUSES

TOWN = Gazetteer.from_homes(HOMES)


def _locate(
    address: str = "", postcode: str = "", uprn: str = "", *, town: Gazetteer = TOWN
) -> Location:
    return locate(PlaceText(address, postcode, uprn, PlaceRole.INCIDENT), town)


def test_a_uprn_with_no_text_is_believed() -> None:
    found = _locate(uprn=HOUSES[2].uprn)
    assert (found.rung, found.home_uprn, found.block_uprn) == (Rung.UPRN, HOUSES[2].uprn, None)
    assert (found.easting_m, found.northing_m) == (HOUSES[2].easting_m, HOUSES[2].northing_m)


def test_a_uprn_that_lost_its_leading_zero_is_found() -> None:
    town = Gazetteer.from_homes([replace(HOUSES[0], uprn="010000000001")])
    assert _locate(uprn="10000000001", town=town).home_uprn == "010000000001"


@pytest.mark.parametrize("address", ["3 Elm St", "Elm Street, Eastlea", "3 somewhere"])
def test_a_uprn_that_agrees_on_number_or_street_is_believed(address: str) -> None:
    assert _locate(address, uprn=HOUSES[2].uprn).rung is Rung.UPRN


def test_a_uprn_that_disagrees_gives_way_to_an_exact_address() -> None:
    found = _locate("Flat 2, Holly Tower, 1 Holly Road", uprn=HOUSES[4].uprn)
    assert (found.rung, found.home_uprn) == (Rung.ADDRESS, FLATS[1].uprn)


def test_a_uprn_that_disagrees_with_an_unknown_address_is_not_a_guess() -> None:
    found = _locate("99 Nowhere Lane", "ZD1 1AA", HOUSES[2].uprn)
    assert (found.rung, found.reason) == (Rung.NONE, "UPRN and address disagree")


@pytest.mark.parametrize("uprn", ["2.0E+10", "TBC", "999"])
def test_an_unknown_uprn_leaves_the_address_to_speak(uprn: str) -> None:
    assert _locate("3 Elm Street", uprn=uprn).rung is Rung.ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "FLAT 4, HOLLY TOWER, 1 Holly Road, EASTLEA",
        "apt 4 holly tower holly rd",
        "Flat 4, Holly Tower",
        "Flat 4, 1 Holly Road, Eastlea, United Kingdom",
        "4 Holly Tower, 1 Holly Road",
    ],
)
def test_a_flat_is_found_by_each_way_to_write_it(address: str) -> None:
    found = _locate(address)
    assert (found.rung, found.home_uprn) == (Rung.ADDRESS, FLATS[3].uprn)
    assert found.block_uprn == BLOCK.uprn


@pytest.mark.parametrize(
    "address",
    [
        "Holly Tower",
        "HOLLY TOWER, Holly Road",
        "1 Holly Road",
        "Communal area, Holly Tower, Holly Rd, Eastlea",
        "Entrance to Holly Tower",
        "2nd floor landing, Holly Tower",
    ],
)
def test_a_block_is_found_by_name_address_or_shared_part(address: str) -> None:
    found = _locate(address)
    assert (found.rung, found.home_uprn, found.block_uprn) == (Rung.BLOCK, None, BLOCK.uprn)


def test_the_uprn_of_a_block_is_the_block_rung() -> None:
    assert _locate(uprn=BLOCK.uprn).rung is Rung.BLOCK


@pytest.mark.parametrize(
    "near_miss", ["3 Elmm Street", "733 Elm Street", "Flat 99, Holly Tower", "3 Elm Road"]
)
def test_a_near_miss_falls_to_its_postcode_and_is_never_guessed(near_miss: str) -> None:
    assert _locate(near_miss, "zd11aa").rung is Rung.POSTCODE
    assert _locate(near_miss).rung is Rung.NONE
    assert _locate(near_miss).reason == "address not in the homes list, and no postcode"


def test_a_postcode_is_placed_at_one_of_its_homes() -> None:
    found = _locate(postcode="ZD1 1AA")
    assert found.rung is Rung.POSTCODE
    assert (found.easting_m, found.northing_m) in {(h.easting_m, h.northing_m) for h in HOUSES}
    assert found.home_uprn is found.block_uprn is None


def test_a_postcode_inside_the_address_counts() -> None:
    assert _locate("Elmm Street ZD1 1AA").rung is Rung.POSTCODE


def test_a_postcode_spread_too_wide_places_nothing() -> None:
    far = replace(HOUSES[1], easting_m=HOUSES[1].easting_m + 5_000)
    found = _locate(postcode="ZD1 1AA", town=Gazetteer.from_homes([HOUSES[0], far]))
    assert (found.rung, found.easting_m) == (Rung.NONE, None)
    assert "too wide an area" in found.reason


def test_an_address_that_fits_two_homes_is_placed_at_neither() -> None:
    twin = replace(HOUSES[2], uprn="30000000003", easting_m=395_000.0, postcode="ZD9 9ZZ")
    town = Gazetteer.from_homes([*HOMES, twin])
    assert _locate("3 Elm Street", town=town).reason == "the address fits more than one home"
    assert _locate("3 Elm Street", "ZD9 9ZZ", town=town).home_uprn == "30000000003"


def test_two_rows_of_one_flat_are_placed_at_their_block() -> None:
    twin = replace(FLATS[0], uprn="30000000001")
    found = _locate("Flat 1, Holly Tower", town=Gazetteer.from_homes([*HOMES, twin]))
    assert (found.rung, found.block_uprn) == (Rung.BLOCK, BLOCK.uprn)


def test_a_postcode_of_another_town_makes_an_address_unsure() -> None:
    assert _locate("3 Elm Street", "SK1 3XE").reason == OTHER_POSTCODE
    assert _locate("3 Elm Street, Eastlea", "SK1 3XE").rung is Rung.ADDRESS


def test_a_number_outside_the_postcodes_part_of_the_street_is_unsure() -> None:
    far_end = replace(HOUSES[9], uprn="30000000900", number="900", postcode="ZD1 9ZZ")
    town = Gazetteer.from_homes([*HOUSES, far_end])
    assert _locate("900 Elm Street", "ZD1 1AA", town=town).reason == OTHER_POSTCODE
    assert _locate("900 Elm Street", "ZD1 5XX", town=town).rung is Rung.ADDRESS


def test_nothing_said_is_nowhere_and_says_so() -> None:
    assert _locate() == Location(
        PlaceRole.INCIDENT, Rung.NONE, None, None, None, None, "no UPRN, address or postcode"
    )


@given(
    st.lists(
        st.builds(
            PlaceText,
            st.sampled_from(["", "3 Elm Street", "Holly Tower", "x"]),
            st.sampled_from(["", "ZD1 1AA", "?"]),
            st.sampled_from(["", HOUSES[0].uprn, "1"]),
            st.sampled_from(list(PlaceRole)),
        )
    )
)
def test_placing_many_is_placing_each(places: list[PlaceText]) -> None:
    assert locate_all(places, TOWN) == [locate(place, TOWN) for place in places]


@given(st.text(), st.text(), st.text())
def test_every_location_is_whole_or_says_why_not(address: str, postcode: str, uprn: str) -> None:
    found = _locate(address, postcode, uprn)
    placed = found.rung is not Rung.NONE
    assert placed is (found.easting_m is not None) is (found.northing_m is not None)
    assert placed is (found.reason == "")
