from __future__ import annotations

from dataclasses import replace

import pytest

from geo_asb.etl.addresses import tidy
from geo_asb.etl.correct import best_block, ranked, read_said
from geo_asb.etl.gazetteer import Gazetteer
from geo_asb.etl.probability import of_slips
from geo_asb.etl.weigh import Weighed, weigh
from geo_asb.model import Home
from tests.towns import BLOCK, FLATS, HOMES, HOUSES

TOWN = Gazetteer(HOMES)


def _weighed(address: str, home: Home, postcode: str = "") -> Weighed:
    return weigh(read_said(tidy(address), postcode, TOWN), home)


def test_an_address_as_it_stands_takes_no_slip() -> None:
    assert _weighed("3 Elm Street, Eastlea", HOUSES[2], "ZD1 1AA").slips <= 0
    assert _weighed("Flat 4, Holly Tower, 1 Holly Road, Eastlea", FLATS[3]).slips <= 0


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("3 Elm Road, Eastlea", "3 Elm, Eastlea"),
        ("3 Elm, Eastlea", "3 Elmm Street, Eastlea"),
        ("3 Elmm Street, Eastlea", "3 Elm Street, Eastlea"),
        ("3 Elm Street, Holly Road", "3 Elm Street"),
        ("3 Rose Villa Elm Street", "Rose Villa 3 Elm Street"),
        ("Flat 3, Elm Street", "3 Elm Street"),
    ],
)
def test_what_is_more_wrong_takes_more_slips(worse: str, better: str) -> None:
    assert _weighed(worse, HOUSES[2]).slips > _weighed(better, HOUSES[2]).slips


def test_the_homes_own_postcode_is_best_and_a_far_one_worst() -> None:
    postcodes = ("ZD1 1AA", "", "ZD1 5XX", "SK1 3XE")
    slips = [_weighed("3 Elm Street", HOUSES[2], postcode).slips for postcode in postcodes]
    assert slips == sorted(slips)
    assert len(set(slips)) == 4


def test_differences_are_named_without_quoting_the_text() -> None:
    found = _weighed("Flat 4, Hollly Tower, 1 Holly Raod, Secretham", FLATS[3], "SK1 3XE")
    assert set(found.differs) == {
        "block corrected",
        "street corrected",
        "words left over",
        "postcode of another district",
    }


def test_only_homes_with_the_same_numbers_are_weighed() -> None:
    said = read_said(tidy("Flat 4, Holly Tower, 1 Holly Road"), "", TOWN)
    assert [one.home.uprn for one in ranked(said, TOWN)] == [FLATS[3].uprn]
    assert ranked(read_said(tidy("77 Elm Street"), "", TOWN), TOWN) == []


def test_two_blocks_of_one_name_are_not_guessed_between() -> None:
    twin = replace(BLOCK, uprn="30000000001", street="Back Lane", postcode="ZD7 7ZZ")
    town = Gazetteer([*HOMES, twin])
    assert best_block("FLAT 99 HOLLY TOWER", "", town) is None
    found = best_block("FLAT 99 HOLLY TOWER", "ZD7 7ZZ", town)
    assert found is not None
    assert found.home.uprn == twin.uprn


def test_more_slips_are_never_likelier() -> None:
    chances = [of_slips(slips / 10) for slips in range(-20, 100)]
    assert chances == sorted(chances, reverse=True)
