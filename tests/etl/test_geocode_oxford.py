"""Oxford's licensed homes, real address strings, found again after what people do to them."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from geo_asb.etl.geocode import Gazetteer, locate_all
from geo_asb.model import Home, PlaceRole, PlaceText, Rung

pytestmark = pytest.mark.whole

SUBURBS = "Headington|Cowley|Marston|Littlemore"
WRITTEN = re.compile(
    r"(?P<unit>(?:.*\b(?:Flat|Maisonette)\b(?: (?:\d+|[A-Z])\b)?)?)\s*(?P<name>\D*?)\s*"
    r"(?P<number>\d+[A-Z]?)\s+(?P<street>[A-Z]\D*?)\s+"
    rf"(?:(?:Oxford|{SUBURBS})\s+)*?(?P<suburb>{SUBURBS})?\s*(?:Oxford|Oxfordshire|\s)*"
    r"(?P<postcode>OX\d+ \d[A-Z]{2})?"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def licensed(shared_data: Path) -> list[Home]:
    path = shared_data / "addresses_oxford_hmo_register_2018.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        strings = dict.fromkeys(row["Location"] for row in csv.DictReader(file))
    parsed = (WRITTEN.fullmatch(text) for text in strings)
    distinct = dict.fromkeys(match.groups("") for match in parsed if match)
    return [_home(at, parts) for at, parts in enumerate(distinct)]


def _home(at: int, parts: tuple[str, ...]) -> Home:
    """Make a home of a licence's parts; where it lies does not matter here."""
    unit, name, number, street, suburb, postcode = parts
    return Home(
        row=at,
        uprn=str(30_000_000_000 + at),
        kind="flat" if unit else "house",
        subname=unit,
        name=name,
        number=number,
        street=street,
        locality=suburb,
        town="Oxford",
        postcode=postcode,
        parent_uprn="",
        estate="",
        easting_m=450_000.0 + at,
        northing_m=205_000.0,
        managed=True,
        storeys=None,
        tenure="",
    )


def _slip(word: str, rng: np.random.Generator) -> str:
    """Leave out, double, change or swap one letter behind the first."""
    at = int(rng.integers(1, len(word) - 1))
    kind = rng.integers(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + str(rng.choice(list(LETTERS))) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _with_slip(home: Home, rng: np.random.Generator) -> str:
    words = home.street.split()
    long = [at for at, word in enumerate(words) if len(word) > 3]
    at = int(rng.choice(long))
    words[at] = _slip(words[at], rng)
    return _line(home, " ".join(words))


def _line(home: Home, street: str = "") -> str:
    parts = (home.subname, home.name, f"{home.number} {street or home.street}", "Oxford")
    return ", ".join(part for part in parts if part)


Corruption = Callable[[Home, np.random.Generator], tuple[str, str]]
CORRUPTIONS: dict[str, Corruption] = {
    "no postcode": lambda home, _: (_line(home), ""),
    "no postcode, no town": lambda home, _: (_line(home).removesuffix(", Oxford"), ""),
    "slip": lambda home, rng: (_with_slip(home, rng), home.postcode),
    "slip, no postcode": lambda home, rng: (_with_slip(home, rng), ""),
    "no kind of street": lambda home, _: (
        _line(home, " ".join(home.street.split()[:-1]) or home.street),
        home.postcode,
    ),
    "wrong postcode": lambda home, _: (_line(home), f"{home.postcode[:-2]}ZZ"),
    "capitals, no commas": lambda home, _: (_line(home).upper().replace(",", ""), home.postcode),
}


def _asked(homes: list[Home], corrupt: Corruption) -> list[PlaceText]:
    rng = np.random.default_rng(14)
    return [PlaceText(*corrupt(home, rng), "", PlaceRole.UNKNOWN) for home in homes]


def test_most_licences_are_read(licensed):
    assert len(licensed) > 3_100


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_licensed_homes_are_found_again(licensed, kind):
    found = locate_all(_asked(licensed, CORRUPTIONS[kind]), Gazetteer(licensed))
    claimed = [place.home_uprn is not None for place in found]
    right = [place.home_uprn == home.uprn for place, home in zip(found, licensed, strict=True)]
    assert np.mean(right) >= 0.95
    assert np.sum(right) / np.sum(claimed) >= 0.995


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_a_licence_that_is_not_in_the_list_is_nobody_elses_home(licensed, kind):
    absent = licensed[::10]
    listed = [home for home in licensed if home not in set(absent)]
    found = locate_all(_asked(absent, CORRUPTIONS[kind]), Gazetteer(listed))
    wrong = np.mean([place.rung in (Rung.ADDRESS, Rung.CORRECTED) for place in found])
    assert wrong <= 0.03
