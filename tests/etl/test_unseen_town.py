"""Invented towns that no rule was made on: homes are found there, and hardly any wrongly."""

from __future__ import annotations

import pytest

from benchmarks.unseen_town import invent, rate, score
from geo_asb.etl.gazetteer import is_block

pytestmark = pytest.mark.whole


def test_a_seed_is_a_town_and_another_seed_another() -> None:
    assert invent(1) == invent(1)
    assert {home.street for home in invent(1).listed} != {home.street for home in invent(2).listed}


def test_no_home_is_both_listed_and_absent() -> None:
    town = invent(3)
    assert not {home.uprn for home in town.listed} & {home.uprn for home in town.absent}
    assert not any(map(is_block, town.absent))


def test_homes_of_a_town_no_rule_was_made_on_are_found_and_absent_ones_are_not() -> None:
    """A seed of its own: those of the benchmark were looked at while rules were made."""
    found = rate(score(7_001, 2_000))
    assert found.recall >= 0.95
    assert found.precision >= 0.995
    assert found.absent <= 0.02
