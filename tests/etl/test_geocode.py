from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_asb.etl.geocode import ACCEPT, Correction, Gazetteer, correction_key, locate, locate_all
from geo_asb.model import Home, Location, PlaceRole, PlaceText, Rung
from tests.towns import BLOCK, FLATS, HOMES, HOUSES

TOWN = Gazetteer(HOMES)


def _locate(
    address: str = "", postcode: str = "", uprn: str = "", *, town: Gazetteer = TOWN
) -> Location:
    return locate(PlaceText(address, postcode, uprn, PlaceRole.INCIDENT), town)


def test_a_uprn_with_no_text_is_believed() -> None:
    found = _locate(uprn=HOUSES[2].uprn)
    assert (found.rung, found.home_uprn, found.block_uprn) == (Rung.UPRN, HOUSES[2].uprn, None)
    assert (found.easting_m, found.northing_m) == (HOUSES[2].easting_m, HOUSES[2].northing_m)


def test_a_uprn_that_lost_its_leading_zero_is_found() -> None:
    town = Gazetteer([replace(HOUSES[0], uprn="010000000001")])
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


def test_a_uprn_gives_way_to_the_exact_address_of_its_neighbour() -> None:
    found = _locate("5 Elm Street", uprn=HOUSES[2].uprn)
    assert (found.rung, found.home_uprn) == (Rung.ADDRESS, HOUSES[4].uprn)
    assert found.reason == "UPRN and address disagree"
    assert _locate("1 Holly Road", uprn=FLATS[0].uprn).rung is Rung.UPRN  # its own block


def test_a_property_reference_names_a_home_where_the_text_agrees() -> None:
    town = Gazetteer(
        [replace(home, property_reference=f"PR{home.number}") for home in HOUSES] + [*FLATS]
    )
    found = _locate(uprn="pr 3", town=town)
    assert (found.rung, found.home_uprn) == (Rung.UPRN, HOUSES[2].uprn)
    assert found.reason == "by its property reference"
    assert _locate("Elm Street", uprn="PR3", town=town).home_uprn == HOUSES[2].uprn
    other = _locate("99 Nowhere Lane", uprn="PR3", town=town)
    assert (other.rung, other.reason) == (Rung.NONE, "UPRN and address disagree")


def test_a_reference_of_two_homes_or_of_anothers_uprn_needs_the_text() -> None:
    twins = Gazetteer([replace(home, property_reference="PR") for home in HOUSES])
    assert _locate(uprn="PR", town=twins).rung is Rung.NONE
    town = Gazetteer([*HOUSES[:2], replace(HOUSES[2], property_reference=HOUSES[0].uprn)])
    assert _locate(uprn=HOUSES[0].uprn, town=town).home_uprn is None
    assert _locate("3 Elm Street", uprn=HOUSES[0].uprn, town=town).home_uprn == HOUSES[2].uprn
    assert _locate("1 Elm Street", uprn=HOUSES[0].uprn, town=town).home_uprn == HOUSES[0].uprn


def test_an_officers_answer_for_a_home_no_longer_listed_is_passed_over() -> None:
    asked = PlaceText("3 Elm Street", "", "", PlaceRole.INCIDENT)
    gone = {correction_key(asked): Correction(uprn="77")}
    assert locate(asked, TOWN, corrections=gone).rung is Rung.ADDRESS
    nothing = PlaceText("", "", "", PlaceRole.INCIDENT)
    blank = {correction_key(nothing): Correction(uprn=HOUSES[0].uprn)}
    assert locate(nothing, TOWN, corrections=blank).rung is Rung.NONE


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
    ("address", "reason"),
    [
        ("3 Elmm Street", "street corrected"),
        ("3 Elm, Eastlea", "street without its kind"),
        ("3 Elm Streeet, Eastlee", "street corrected"),
    ],
)
def test_a_slip_in_a_word_is_put_right_and_named_by_its_kind(address: str, reason: str) -> None:
    found = _locate(address)
    assert (found.rung, found.home_uprn) == (Rung.CORRECTED, HOUSES[2].uprn)
    assert found.reason == reason
    assert found.probability is not None
    assert ACCEPT <= found.probability < 0.998


def test_a_flat_is_found_by_words_out_of_order_joined_and_split() -> None:
    for address in (
        "Holly Tower, Flat 4, Holly Road",
        "Flat 4, Hollytower, Holly Road",
        "Flat 4, Hol ly Tower, 1 Holly Road",
        "Flat 4 First Floor, Holly Tower",
    ):
        assert _locate(address).home_uprn == FLATS[3].uprn, address


def test_a_slip_goes_before_two_words_run_together() -> None:
    westfield = replace(HOUSES[0], uprn="30000000001", street="Westfield Road")
    west = replace(HOUSES[0], uprn="30000000002", street="West Street")
    found = _locate("1 Westfields Road", town=Gazetteer([westfield, west]))
    assert (found.rung, found.home_uprn) == (Rung.CORRECTED, westfield.uprn)


@pytest.mark.parametrize("address", ["733 Elm Street", "3A Elm Street", "Flat 3, Elm Street 33"])
def test_a_number_or_letter_is_never_corrected(address: str) -> None:
    found = _locate(address, "ZD1 1AA")
    assert found.home_uprn is None
    assert found.rung in (Rung.STREET, Rung.POSTCODE)


def test_a_flat_beyond_the_list_is_placed_at_its_block() -> None:
    found = _locate("Flat 99, Holly Tower, Eastlea")
    assert (found.rung, found.home_uprn, found.block_uprn) == (Rung.BLOCK, None, BLOCK.uprn)
    assert found.reason == "the block is sure, the flat is not"


def test_a_list_may_write_postcodes_without_their_blank() -> None:
    town = Gazetteer([replace(home, postcode="ZD11AA") for home in HOUSES])
    found = _locate("3 Elm Street", "zd1 1aa", town=town)
    assert (found.rung, found.home_uprn) == (Rung.ADDRESS, HOUSES[2].uprn)


def test_a_street_of_another_kind_needs_a_witness() -> None:
    assert _locate("3 Elm Road").home_uprn is None
    assert _locate("3 Elm Road", "ZD1 1AA").home_uprn == HOUSES[2].uprn


def test_a_street_of_the_same_name_in_an_unknown_town_is_not_taken() -> None:
    assert _locate("3 Elm Street, Otherton").home_uprn is None
    assert _locate("3 Elm Street, Otherton", "ZD1 1AA").home_uprn == HOUSES[2].uprn
    assert _locate("3 Elm Street, Otherton").rung is Rung.NONE
    assert _locate("Mr Smith, 3 Elm Street").home_uprn == HOUSES[2].uprn


def test_an_address_of_another_of_our_towns_is_not_this_home() -> None:
    """A street of one name in two towns, listed in one of them only."""
    north = [replace(home, town="NORTHAM", street="Mill Lane", locality="") for home in HOUSES]
    south = replace(HOUSES[0], uprn="30000000001", town="SOUTHAM", locality="Nether Green")
    town = Gazetteer([*north, south])
    assert _locate("3 Mill Lane, Northam", town=town).home_uprn == HOUSES[2].uprn
    assert _locate("3 Mill Lane, Southam", town=town).home_uprn is None
    assert _locate("3 Mill Lane, Nether Green, Northam", town=town).home_uprn is None
    found = _locate("3 Mill Lane, Southam", "ZD1 1AA", town=town)
    assert (found.rung, found.home_uprn) == (Rung.CORRECTED, HOUSES[2].uprn)


def _block_of(name: str, street: str, uprn: int, postcode: str) -> list[Home]:
    parent = replace(BLOCK, uprn=str(uprn), name=name, number="", street=street, postcode=postcode)
    return [
        parent,
        *(
            replace(
                parent, uprn=str(uprn + at), kind="flat", subname=f"FLAT {at}",
                parent_uprn=parent.uprn,
            )
            for at in range(1, 6)
        ),
    ]  # fmt: skip


def test_a_block_that_is_listed_is_never_read_as_its_namesake() -> None:
    court = _block_of("CONISTON COURT", "Eskdale Drive", 40_000_000_000, "ZD1 3CC")
    house = _block_of("CONISTON HOUSE", "Holly Road", 50_000_000_000, "ZD1 2BB")
    town = Gazetteer([*court, *house])
    text = "Flat 3, Coniston House, Eskdale Drive"
    assert _locate(text, town=town).home_uprn is None
    assert _locate(f"{text}, Eastlea", town=town).home_uprn is None
    assert _locate(text, "ZD1 3CC", town=town).home_uprn == court[3].uprn
    assert _locate("Flat 3, Coniston House, Holly Road", town=town).home_uprn == house[3].uprn


@pytest.mark.parametrize(
    "address",
    [
        "Flat 3, Castle House, Union Street, Eastlea",  # a street that no list has
        "Flat 3, Castle, Eastlea",
        "Flat 3, Castle House, 8 Eastlea",
        "Flat 3, Castle Court, Eastlea",
    ],
)
def test_a_block_without_its_street_must_be_right_or_bear_its_postcode(address: str) -> None:
    castle = _block_of("CASTLE HOUSE", "Holly Road", 40_000_000_000, "ZD1 2BB")
    town = Gazetteer([*HOUSES, *castle])
    assert _locate("Flat 3, Castle House, Eastlea", town=town).home_uprn == castle[3].uprn
    assert _locate(address, town=town).home_uprn is None
    assert _locate(address, "ZD1 2BB", town=town).home_uprn == castle[3].uprn


def test_a_building_called_after_its_town_is_not_meant_by_the_town() -> None:
    hall = replace(HOUSES[0], uprn="30000000001", number="", name="EASTLEA", street="Holly Road")
    town = Gazetteer([*HOUSES, hall])
    assert _locate("Elm Strete, Eastlea", town=town).home_uprn is None
    assert _locate("Eastlea, Holly Road", town=town).home_uprn == hall.uprn


def test_a_misspelt_street_goes_before_a_street_called_like_its_town() -> None:
    homes = [replace(home, town="HAZEL GROVE", street="Lyndhurst Avenue") for home in HOUSES]
    grove = [
        replace(home, uprn=f"4{home.uprn[1:]}", town="STOCKPORT", street="Hazel Grove")
        for home in HOUSES
    ]
    far = [replace(home, northing_m=home.northing_m + 5_000) for home in grove]
    found = _locate("Lyndhurrst Avenue, Hazel Grove", town=Gazetteer([*homes, *far]))
    assert found.rung is Rung.STREET
    assert found.northing_m == pytest.approx(HOUSES[0].northing_m, abs=50)


def test_a_block_may_bear_the_name_of_its_street() -> None:
    tower = [replace(home, name="ELM TOWER", street="Elm Grove", number="35") for home in FLATS]
    found = _locate("1, 35 Elm Grove, Eastlea", town=Gazetteer(tower))
    assert (found.home_uprn, found.reason) == (FLATS[0].uprn, "block not named")


def test_a_street_that_begins_like_a_kind_is_not_the_blocks_kind() -> None:
    house = _block_of("PATTERDALE HOUSE", "Green Walk", 40_000_000_000, "ZD1 2BB")
    found = _locate("Flat 3, Patterdale, Green Walk, Eastlea", town=Gazetteer([*HOUSES, *house]))
    assert (found.home_uprn, found.reason) == (house[3].uprn, "block without its kind")


def test_a_word_that_fell_into_two_words_of_the_list_is_joined() -> None:
    north = [replace(home, street="Northfield Road") for home in HOUSES]
    field = replace(HOUSES[0], uprn="30000000001", street="Field Lane")
    other = replace(HOUSES[0], uprn="30000000002", street="North Street")
    town = Gazetteer([*north, field, other])
    assert _locate("3 North Field Road", town=town).home_uprn == HOUSES[2].uprn
    assert _locate("1 Field Lane", town=town).home_uprn == field.uprn


def test_a_house_number_is_no_flat_of_a_block_on_its_street() -> None:
    castle = _block_of("CASTLE HOUSE", "Holly Road", 40_000_000_000, "ZD1 2BB")
    town = Gazetteer([*HOUSES, *castle])
    assert _locate("3 Holly Road, Eastlea", "ZD1 2BB", town=town).home_uprn is None
    assert _locate("Flat 3, Holly Road", "ZD1 2BB", town=town).home_uprn == castle[3].uprn


def test_another_district_and_another_slip_are_two_too_many() -> None:
    assert _locate("3 Elm Street, Eastlea", "ZD9 1AA").home_uprn == HOUSES[2].uprn
    assert _locate("3 Elmm Street, Eastlea", "ZD9 1AA").home_uprn is None


def test_an_unlisted_building_between_number_and_street_is_not_the_house() -> None:
    assert _locate("3 Rose Lodge, Elm Street, Eastlea", "ZD1 1AA").home_uprn is None
    assert _locate("Rose Lodge, 3 Elm Street, Eastlea").home_uprn == HOUSES[2].uprn


def test_a_block_of_which_only_its_kind_is_said_needs_its_postcode() -> None:
    canal = _block_of("CANAL HOUSE", "Abbey Road", 40_000_000_000, "ZD1 2BB")
    town = Gazetteer([*HOUSES, *canal])
    text = "Studio 3, House, Abbey Road, Eastlea"
    assert _locate(text, "ZD1 2BB", town=town).home_uprn == canal[3].uprn
    assert _locate(text, town=town).home_uprn is None
    other = "Studio 3, Lock House, Abbey Road, Eastlea"
    assert _locate(other, "ZD1 2BB", town=town).home_uprn is None


def test_words_far_apart_are_no_name() -> None:
    assert _locate("3 Elm Lodge Denholme Street, Eastlea").home_uprn is None
    assert _locate("3 Elm Eastlea Street").home_uprn == HOUSES[2].uprn


def test_a_letter_before_a_flats_number_is_read_where_it_can_mean_one_flat() -> None:
    found = _locate("Flat A4, Holly Tower, Holly Road", "ZD1 2BB")
    assert (found.home_uprn, found.reason) == (FLATS[3].uprn, "a letter before the number")
    lettered = replace(FLATS[0], uprn="30000000001", subname="FLAT A")
    both = Gazetteer([*HOMES, lettered])
    unsure = _locate("Flat A4, Holly Tower, Holly Road", "ZD1 2BB", town=both)
    assert (unsure.rung, unsure.home_uprn) == (Rung.BLOCK, None)


def test_a_home_is_never_taken_because_it_alone_is_left() -> None:
    """Elmer Street is as near to "Elmet Street", though it has no number 3."""
    elmen = [replace(home, street="Elmen Street") for home in HOUSES]
    elmer = replace(HOUSES[0], uprn="30000000001", number="77", street="Elmer Street")
    assert _locate("3 Elmet Street", town=Gazetteer(elmen)).rung is Rung.CORRECTED
    town = Gazetteer([*elmen, elmer])
    assert _locate("3 Elmet Street", town=town).home_uprn is None
    assert _locate("3 Elmet Street", "ZD1 1AA", town=town).home_uprn == HOUSES[2].uprn


def test_a_listed_street_is_never_read_as_another() -> None:
    """Elm Street has no 77 and Elms Street no 3: each keeps its own."""
    elms = replace(HOUSES[0], uprn="30000000001", number="77", street="Elms Street")
    town = Gazetteer([*HOUSES, elms])
    assert _locate("77 Elm Street, Eastlea", town=town).home_uprn is None
    assert _locate("3 Elms Street, Eastlea", town=town).home_uprn is None


def test_a_street_alone_is_no_named_house() -> None:
    cottage = replace(HOUSES[0], uprn="30000000001", number="", name="Rose Cottage")
    town = Gazetteer([cottage])
    assert _locate("Elm Street", "ZD1 1AA", town=town).home_uprn is None
    assert _locate("Rose Cotage", "ZD1 1AA", town=town).home_uprn == cottage.uprn


@pytest.mark.parametrize("address", ["12-14 Elm Street", "12/14 Elm Street", "12 - 14 Elm St"])
def test_a_home_of_two_numbers_is_found_by_both(address: str) -> None:
    shop = replace(HOUSES[0], uprn="30000000001", number="12-14")
    town = Gazetteer([*HOUSES, shop])
    assert _locate(address, town=town).home_uprn == shop.uprn


def test_a_range_is_the_home_the_list_gives_its_first_number() -> None:
    flat = replace(HOUSES[0], uprn="30000000001", kind="flat", subname="FLAT E", number="41")
    town = Gazetteer([*HOUSES, flat])
    assert _locate("Flat E, 41-43 Elm Street, Eastlea", town=town).home_uprn == flat.uprn
    assert _locate("1-12 Holly Tower").home_uprn is None


def test_flat_and_house_number_are_not_exchanged() -> None:
    split = [
        replace(FLATS[0], uprn=f"3000000000{at}", subname=f"FLAT {unit}", name="", number=number)
        for at, (unit, number) in enumerate([("1", "7"), ("7", "1")])
    ]
    town = Gazetteer(split)
    assert _locate("Flat 1, 7 Holy Road", town=town).home_uprn == split[0].uprn
    assert _locate("7, 1 Holy Road", town=town).home_uprn == split[1].uprn


@pytest.mark.parametrize(
    ("address", "rung"),
    [
        ("outside 3 Elm Street", Rung.NEAR),
        ("Elm Street", Rung.STREET),
        ("lift, Holly Tower", Rung.BLOCK),
    ],
)
def test_a_place_that_is_no_address_has_a_rung_and_a_radius(address: str, rung: Rung) -> None:
    found = _locate(address)
    assert (found.rung, found.home_uprn) == (rung, None)
    assert found.radius_m is not None
    assert found.radius_m > 0


def test_beside_an_address_is_never_the_address_itself() -> None:
    assert _locate("outside 3 Elmm Stret").rung is Rung.NEAR
    assert _locate("outside 77 Elm Street", "ZD1 1AA").home_uprn is None


def test_a_garage_is_found_by_its_own_number_alone() -> None:
    garage = replace(
        HOUSES[0],
        uprn="30000000001",
        kind="other",
        subname="GARAGE 2",
        name="GARAGES REAR OF 1-7",
        number="",
    )
    town = Gazetteer([*HOUSES, garage])
    assert _locate("Garage 2, garages rear of 1-7 Elm Sreet", town=town).home_uprn == garage.uprn
    assert _locate("garages rear of 3 Elm Sreet", town=town).home_uprn is None


def test_an_officers_answer_comes_first_for_every_spelling() -> None:
    asked = PlaceText("the old yard, Elm St", "", HOUSES[0].uprn, PlaceRole.INCIDENT)
    again = PlaceText("The Old Yard  ELM STREET", "", "", PlaceRole.INCIDENT)
    home = {correction_key(asked): Correction(uprn=HOUSES[5].uprn)}
    found = locate(again, TOWN, corrections=home)
    assert (found.rung, found.home_uprn, found.probability) == (
        Rung.OFFICER,
        HOUSES[5].uprn,
        1.0,
    )
    point = {correction_key(asked): Correction(easting_m=390_050.0, northing_m=390_100.0)}
    found = locate(asked, TOWN, corrections=point)
    assert (found.rung, found.easting_m, found.home_uprn) == (Rung.OFFICER, 390_050.0, None)


def test_what_is_less_likely_than_the_line_waits_for_a_person() -> None:
    place = PlaceText("3 Elmm Street", "", "", PlaceRole.INCIDENT)
    assert locate(place, TOWN, accept=0.9).rung is Rung.CORRECTED
    found = locate(place, TOWN, accept=0.9999)
    assert found.home_uprn is None
    assert found.reason.startswith("unsure: street corrected")


def test_a_postcode_is_placed_at_one_of_its_homes() -> None:
    found = _locate(postcode="ZD1 1AA")
    assert found.rung is Rung.POSTCODE
    assert (found.easting_m, found.northing_m) in {(h.easting_m, h.northing_m) for h in HOUSES}
    assert found.home_uprn is found.block_uprn is None


def test_a_postcode_that_no_home_has_is_placed_by_the_directory() -> None:
    town = Gazetteer(HOMES, {"ZD7 7ZZ": (390_500.0, 300_500.0), "ZD1 1AA": (1.0, 1.0)})
    found = _locate("1 Other Street", "zd77zz", town=town)
    assert (found.rung, found.easting_m, found.northing_m) == (Rung.POSTCODE, 390_500.0, 300_500.0)
    assert (found.radius_m, found.home_uprn, found.block_uprn) == (250.0, None, None)
    assert found.reason == "its postcode's point: no home in the list has it"
    assert _locate(postcode="ZD1 1AA", town=town) == _locate(postcode="ZD1 1AA")
    assert _locate("1 Other Street", "ZD7 7ZZ").rung is Rung.NONE


def test_a_postcode_of_few_listed_homes_is_wide() -> None:
    alone = _locate(postcode="ZD1 1AA", town=Gazetteer(HOUSES[:1]))
    assert alone.radius_m == 250.0
    all_ten = _locate(postcode="ZD1 1AA", town=Gazetteer(HOUSES))
    assert all_ten.radius_m == pytest.approx(92.2 + 100 / 10, abs=1.0)


def test_a_postcode_inside_the_address_counts() -> None:
    assert _locate("Somewhere ZD1 1AA").rung is Rung.POSTCODE


def test_a_postcode_spread_too_wide_places_nothing() -> None:
    far = replace(HOUSES[1], easting_m=HOUSES[1].easting_m + 5_000)
    found = _locate(postcode="ZD1 1AA", town=Gazetteer([HOUSES[0], far]))
    assert (found.rung, found.easting_m) == (Rung.NONE, None)
    assert "too wide an area" in found.reason


def test_an_address_that_fits_two_homes_is_placed_at_neither() -> None:
    twin = replace(HOUSES[2], uprn="30000000003", easting_m=395_000.0, postcode="ZD9 9ZZ")
    town = Gazetteer([*HOMES, twin])
    found = _locate("3 Elm Street", town=town)
    assert found.home_uprn is None
    assert found.reason.startswith("the address fits more than one home")
    assert _locate("3 Elm Street", "ZD9 9ZZ", town=town).home_uprn == "30000000003"


def test_two_rows_of_one_flat_are_placed_at_their_block() -> None:
    twin = replace(FLATS[0], uprn="30000000001")
    found = _locate("Flat 1, Holly Tower", town=Gazetteer([*HOMES, twin]))
    assert (found.rung, found.block_uprn) == (Rung.BLOCK, BLOCK.uprn)


def test_a_postcode_of_another_town_makes_an_address_unsure() -> None:
    far = _locate("3 Elm Street", "SK1 3XE")
    near = _locate("3 Elm Street, Eastlea", "SK1 3XE")
    assert (far.home_uprn, near.home_uprn) == (None, HOUSES[2].uprn)


def test_a_number_outside_the_postcodes_part_of_the_street_is_unsure() -> None:
    far_end = replace(HOUSES[9], uprn="30000000900", number="900", postcode="ZD1 9ZZ")
    town = Gazetteer([*HOUSES, far_end])
    assert _locate("900 Elm Street", "ZD1 1AA", town=town).home_uprn is None
    assert _locate("900 Elm Street", "ZD1 5XX", town=town).home_uprn == far_end.uprn


def test_nothing_said_is_nowhere_and_says_so() -> None:
    assert _locate() == Location(
        PlaceRole.INCIDENT, Rung.NONE, None, None, None, None, "no UPRN, address or postcode"
    )


@settings(deadline=None, max_examples=20)  # the first example indexes the town
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


@settings(deadline=None, max_examples=30)
@given(st.text(), st.text(), st.text())
def test_every_location_is_whole_or_says_why_not(address: str, postcode: str, uprn: str) -> None:
    found = _locate(address, postcode, uprn)
    if found.rung is Rung.NONE:
        assert found.reason
        assert found.easting_m is found.northing_m is found.probability is found.radius_m is None
    else:
        assert None not in (found.easting_m, found.northing_m, found.probability, found.radius_m)
