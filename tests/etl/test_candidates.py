from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_asb.etl.candidates import candidates
from geo_asb.etl.geocode import ACCEPT, Gazetteer
from geo_asb.model import PlaceRole, PlaceText
from tests.towns import BLOCK, FLATS, HOMES, HOUSES

TOWN = Gazetteer(HOMES)


def _asked(address: str, postcode: str = "") -> PlaceText:
    return PlaceText(address, postcode, "", PlaceRole.INCIDENT)


def test_twins_are_both_offered_the_likelier_first() -> None:
    twin = replace(HOUSES[2], uprn="30000000003", postcode="ZD9 9ZZ", town="WESTLEA")
    offered = candidates(_asked("3 Elm Street, Westlea"), Gazetteer([*HOMES, twin]))
    assert [one.home.uprn for one in offered[:2]] == [twin.uprn, HOUSES[2].uprn]
    assert "town differs" in offered[1].reason


def test_a_home_with_another_number_is_offered_but_would_not_be_taken() -> None:
    offered = candidates(_asked("Flat 44, Holly Tower, Eastlea"), TOWN)
    assert {one.home.uprn for one in offered} <= {BLOCK.uprn, *(flat.uprn for flat in FLATS)}
    assert offered[0].home.uprn == BLOCK.uprn
    assert all(one.probability < ACCEPT for one in offered)
    assert all(one.reason.startswith("number or letter differs") for one in offered)


def test_nothing_is_offered_for_what_names_nothing() -> None:
    assert candidates(_asked(""), TOWN) == []
    assert candidates(_asked("not known"), TOWN) == []


@pytest.mark.whole
@settings(deadline=None)  # the first example indexes the town
@given(st.text(), st.sampled_from(["", "ZD1 1AA", "?"]), st.integers(1, 7))
def test_never_more_than_asked_for_and_none_twice(address: str, postcode: str, most: int) -> None:
    offered = candidates(_asked(f"{address} Elm Street", postcode), TOWN, most=most)
    assert len(offered) == len({one.home.uprn for one in offered}) <= most
