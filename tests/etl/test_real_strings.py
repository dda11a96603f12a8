"""Real British addresses and places, found again after slips; the table is printed by -s."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.real_strings import (
    Found,
    Rate,
    ask,
    council_assets,
    public_places,
    questions,
    rates,
    table,
)
from geo_asb.etl.phrases import phrase_in
from geo_asb.model import Rung

pytestmark = pytest.mark.whole

EVERY = 4  # of the public places one in four is asked for: seconds, not a minute


@pytest.fixture(scope="module")
def places(shared_data: Path) -> list[Found]:
    homes = public_places(shared_data)
    return ask(homes, questions(homes[::EVERY]))


@pytest.fixture(scope="module")
def assets(shared_data: Path) -> list[Found]:
    homes = council_assets(shared_data)
    return ask(homes, questions(homes))


def _share(rates: Mapping[str, Rate], kind: str, what: str) -> float:
    rate = rates[kind]
    return float(getattr(rate, what)) / rate.asked


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        ("as written", 0.95),
        ("capitals, no commas", 0.95),
        ("abbreviated, no postcode", 0.93),
        ("slip in a word", 0.94),
        ("slip in a word, no postcode", 0.91),
        ("beside a numbered place", 0.98),
        ("beside one, slip, no postcode", 0.95),
        ("beside a named place", 0.94),
    ],
)
def test_public_places_and_assets_are_found_again(places, assets, kind, right):
    for found in (places, assets):
        assert _share(rates(found), kind, "right") >= right


def test_answers_lie_within_the_radius_they_give(places, assets):
    for found in (places, assets):
        print("\n" + table(rates(found)))  # noqa: T201 - shown by -s
        placed = [one for one in found if one.at.rung is not Rung.NONE]
        assert sum(one.is_within_radius for one in placed) >= 0.98 * len(placed)


def test_hardly_an_answer_is_precise_and_wrong(places, assets):
    for found in (places, assets):
        assert sum(one.is_wrong for one in found) <= 0.003 * len(found)


def test_what_is_told_beside_a_place_is_never_a_dwelling(places, assets):
    told = [one for one in (*places, *assets) if one.asked.kind.startswith(("beside", "along"))]
    assert [one.asked.text for one in told if one.at.home_uprn] == []


def _column(path: Path, name: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("sign", "kinds"),
    [
        ("junction of", {"junction"}),
        ("rear of", {"near", "between", "junction"}),
        ("r/o", {"near", "between", "junction"}),
        ("adjoining", {"near", "between", "junction"}),
        ("between", {"between", "junction"}),
        ("fronting", {"near", "between"}),
    ],
)
def test_a_councils_own_words_for_land_are_read(shared_data, sign, kinds):
    path = shared_data / "addresses_trafford_council_assets_uprn.csv.gz"
    texts = [text for text in _column(path, "PropertyName") if f" {sign} " in text.lower()]
    read = [phrase_in(text) for text in texts]
    assert len(texts) >= 2
    assert {phrase.kind if phrase else "an address" for phrase in read} <= kinds


def test_polling_stations_at_corners_are_junctions(shared_data):
    path = shared_data / "addresses_gm_public_places.csv.gz"
    corners = [
        text
        for text in _column(path, "address")
        if text.lower().startswith(("junction of", "corner of", "at junction of"))
    ]
    assert len(corners) >= 6
    for text in corners:
        phrase = phrase_in(text)
        assert phrase is not None
        assert phrase.kind == "junction"


def test_few_real_addresses_read_like_a_phrase(shared_data):
    path = shared_data / "addresses_oxford_hmo_register_2018.csv.gz"
    texts = _column(path, "Location")
    read = [text for text in texts if phrase_in(text)]
    assert len(read) <= 0.002 * len(texts)
