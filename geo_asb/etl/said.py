"""What an address says: its numbers and unit letters in order, and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from geo_asb.etl.addresses import tidy

__all__ = [
    "FILLERS",
    "FLOORS",
    "TYPES",
    "Element",
    "Said",
    "bag_of",
    "bag_of_ends",
    "elements_and_words",
    "elements_of",
    "name_words",
]

# The last word of a street's or a building's name, which people leave out or mix up.
TYPES = frozenset(
    (
        "ALLEY", "APPROACH", "ARCADE", "AVENUE", "BANK", "BOULEVARD", "BROW", "BUILDING",
        "BUILDINGS", "CHAMBERS", "CIRCLE", "CIRCUS", "CLOSE", "COMMON", "COPSE", "COTTAGE",
        "COTTAGES", "COURT", "CRESCENT", "CROFT", "CROSS", "DALE", "DRIVE", "END", "ESTATE",
        "FARM", "FIELD", "FIELDS", "FOLD", "GARDEN", "GARDENS", "GATE", "GREEN", "GROVE", "HALL",
        "HEATH", "HEIGHTS", "HILL", "HOUSE", "LANE", "LAWN", "LAWNS", "LODGE", "MANSIONS",
        "MEADOW", "MEADOWS", "MEWS", "MILL", "MOUNT", "ORCHARD", "PARADE", "PARK", "PASSAGE",
        "PATH", "PLACE", "POINT", "QUAY", "RIDGE", "RISE", "ROAD", "ROW", "SQUARE", "STREET",
        "TERRACE", "TOWER", "TOWERS", "VALE", "VIEW", "VILLA", "VILLAS", "WALK", "WAY", "WHARF",
        "WOOD", "YARD",
    )
)  # fmt: skip
# Words that tell no two addresses apart.
FILLERS = frozenset(("A", "AND", "AT", "BY", "FLAT", "FLOOR", "IN", "NO", "OF", "ON", "THE"))
FLOORS = frozenset(
    (
        "ATTIC", "BASEMENT", "FIRST", "FRONT", "GROUND", "LOWER", "MIDDLE", "REAR", "SECOND",
        "THIRD", "TOP", "UPPER",
    )
)  # fmt: skip
_PARTS = frozenset(
    ("ANNEX", "ANNEXE", "BASEMENT", "CARETAKERS", "GARAGE", "MAISONETTE", "PENTHOUSE", "WARDENS")
)
_NUMBER = re.compile(r"([0-9]+)([A-Z]?)")
_MIXED = re.compile(r"[A-Z]{0,2}[0-9]+[A-Z]{0,2}")
_RANGE = re.compile(r"[0-9]+[A-Z]?-[0-9]+[A-Z]?")


class Element(NamedTuple):
    """A number, unit letter, floor or part of a house: what must be the same, never corrected."""

    text: str
    at: int  # position among all words of the text
    is_flat: bool  # written behind the word for a flat


@dataclass(frozen=True, slots=True)
class Said:
    """An address as it was read: numbers apart from words, each word with what it may mean."""

    words: tuple[str, ...]
    readings: tuple[dict[str, int], ...]  # of each word: word of the vocabulary -> slips
    places: tuple[int, ...]  # of each word: position among all words and numbers
    elements: tuple[Element, ...]
    postcode: str
    listed: tuple[frozenset[int], ...]  # words that spell a listed street or block exactly
    towns: tuple[frozenset[int], ...]  # words that spell a listed town exactly


def elements_and_words(words: Sequence[str]) -> tuple[list[Element], list[tuple[str, int]]]:
    """Part the words of a signature into elements and plain words with their positions."""
    elements: list[Element] = []
    plain: list[tuple[str, int]] = []
    for at, word in enumerate(words):
        is_flat = at > 0 and words[at - 1] == "FLAT" and not _ends_a_floor(words, at - 1)
        if texts := _elements(word, words, at):
            elements += [Element(text, at, is_flat) for text in texts]
        elif word not in FILLERS:
            plain.append((word, at))
    return elements, plain


def _ends_a_floor(words: Sequence[str], at: int) -> bool:
    """Say whether FLAT belongs to what stands before it: FIRST FLOOR FLAT, WARDENS FLAT."""
    return at > 0 and (words[at - 1] == "FLOOR" or words[at - 1] in FLOORS | _PARTS)


def _elements(word: str, words: Sequence[str], at: int) -> tuple[str, ...]:
    if word[0].isdigit() or word[-1].isdigit():
        return _numbers(word)
    if len(word) == 1:
        return (word,)
    if word in _PARTS:
        return (word,)
    if word in FLOORS:
        beside = words[at + 1 : at + 2] or [""]
        if beside[0] in ("FLOOR", "FLAT") or (at > 0 and words[at - 1] == "FLAT"):
            return (word,)
    return ()


def _numbers(word: str) -> tuple[str, ...]:
    """Part 12A into 12 and A; a range, and anything else of digits, stays whole."""
    if match := _NUMBER.fullmatch(word):
        return (match[1], match[2]) if match[2] else (match[1],)
    return (word,) if _RANGE.fullmatch(word) or _MIXED.fullmatch(word) else ()


def bag_of(elements: Sequence[Element]) -> str:
    """Write elements so that their order does not matter."""
    return " ".join(sorted(element.text for element in elements))


def bag_of_ends(bag: str) -> str:
    """Write a bag with each range as its two ends, as in 12/14 for 12-14."""
    words = " ".join(one.replace("-", " ") for one in bag.split()).split()
    return " ".join(sorted(part for word in words for part in _numbers(word) or (word,)))


@lru_cache(maxsize=1 << 16)
def name_words(name: str) -> tuple[str, ...]:
    """Give the words of a street's, block's or town's name, elements and fillers left out."""
    _, plain = elements_and_words(tidy(name).split())
    return tuple(word for word, _ in plain)


@lru_cache(maxsize=1 << 16)
def elements_of(text: str) -> frozenset[str]:
    """Give the elements of a flat's or house's number: 12A has 12 and A."""
    elements, _ = elements_and_words(tidy(text).split())
    return frozenset(element.text for element in elements)
