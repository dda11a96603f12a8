from __future__ import annotations

import pytest

from geo_asb.etl.addresses import tidy
from geo_asb.etl.said import bag_of, elements_and_words, elements_of, name_words


def _bag(address: str) -> str:
    elements, _ = elements_and_words(tidy(address).split())
    return bag_of(elements)


@pytest.mark.parametrize(
    "address",
    ["12A Elm Street", "Flat A, 12 Elm Street", "12 Flat A Elm St", "12-A Elm St", "A 12 Elm St"],
)
def test_spellings_of_a_lettered_number_are_one(address: str) -> None:
    assert _bag(address) == "12 A"


@pytest.mark.parametrize(
    ("address", "bag"),
    [
        ("Flat 4, Holly Tower, 1 Holly Road", "1 4"),
        ("GFF 21 Elm Street", "21 GROUND"),
        ("1st floor flat, 21 Elm Street", "21 FIRST"),
        ("21 First Avenue", "21"),  # a street's name, not a floor
        ("garage 3, Elm Street", "3 GARAGE"),
        ("10-16 Elm Street", "10-16"),
        ("10/16 Elm Street", "10 16"),
        ("12B-14A Elm Street", "12 14 A B"),
        ("basement, 21 Elm Street", "21 BASEMENT"),
        ("Flat A33 Elm Street", "A33"),
        ("Holly Tower", ""),
    ],
)
def test_numbers_letters_and_floors_are_kept_apart_from_words(address: str, bag: str) -> None:
    assert _bag(address) == bag


def test_only_a_number_behind_its_own_flat_word_is_marked() -> None:
    marked = [
        one.text
        for one in elements_and_words(tidy("Flat 3, 10 Elm Street").split())[0]
        if one.is_flat
    ]
    assert marked == ["3"]
    assert not any(
        one.is_flat for one in elements_and_words(tidy("First floor flat 10 Elm").split())[0]
    )


def test_a_name_is_its_words_without_numbers_and_fillers() -> None:
    assert name_words("The Elms") == ("ELMS",)
    assert name_words("Garages rear of 7-13") == ("GARAGES", "REAR")
    assert elements_of("Flat 12A") == {"12", "A"}
