"""The landlord's homes by everything an address may name them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from geo_asb.etl.addresses import format_postcode, tidy
from geo_asb.etl.said import TYPES, bag_of, bag_of_ends, elements_and_words, name_words
from geo_asb.etl.surroundings import Surroundings
from geo_asb.etl.vocabulary import Vocabulary
from geo_asb.model import Home

__all__ = ["Gazetteer", "Name", "PostcodePlace", "is_block", "telling", "tidy_word", "uprn_key"]


# How far beyond the listed homes of a postcode another of its addresses may be, from their middle:
# so much divided by their number, and where one alone is listed so far.
_BEYOND_LISTED_M = 100.0
_ONE_HOME_M = 250.0


class PostcodePlace(NamedTuple):
    """
    The home nearest the middle of a postcode, EPSG:27700.

    `radius_m` is how far another address of the postcode may be from it.
    """

    easting_m: float
    northing_m: float
    radius_m: float
    streets: frozenset[tuple[str, ...]]  # names of the streets it covers, as words


@dataclass(frozen=True, slots=True)
class Name:
    """The name of streets or blocks, and the homes that carry it by numbers and unit letters."""

    words: tuple[str, ...]
    homes: dict[str, list[int]]  # bag of elements -> positions in Gazetteer.homes


class Gazetteer:
    """
    Homes by everything a case may name them by.

    homes       all of them, by UPRN
    by_uprn     UPRN without leading zeros, as spreadsheets drop them, to the home
    by_address  signature to positions of the homes, blocks and split houses it fits
    postcodes   postcode to the middle of its homes
    directory   postcode, as SK1 3XE, to its point in a directory
    towns       signatures of towns and localities, which addresses add or leave out
    """

    def __init__(
        self,
        homes: Iterable[Home],
        directory: Mapping[str, tuple[float, float]] = MappingProxyType({}),
    ) -> None:
        """
        Index homes, blocks and garages; of two rows with one UPRN the later counts.

        `directory` holds points of postcodes that no home need have; metres, EPSG:27700.
        """
        self.directory = directory
        self.by_uprn = {uprn_key(home.uprn): home for home in homes}
        self.homes = tuple(self.by_uprn.values())
        self._by_reference = _once_each(self.homes)
        addresses: defaultdict[str, list[int]] = defaultdict(list)
        for at, home in enumerate(self.homes):
            for signature in _signatures(home):
                addresses[signature].append(at)
        self.by_address = {signature: tuple(at) for signature, at in addresses.items()}
        self.postcodes = _postcode_places(self.homes)
        towns = {tidy_word(town) for home in self.homes for town in (home.town, home.locality)}
        self.towns = tuple(sorted(towns - {""}, key=len, reverse=True))

    def numbered(self, text: str) -> tuple[Home, ...]:
        """Give the home of a UPRN and the one of a property reference: at most one of each."""
        found = (self.by_uprn.get(uprn_key(text)), self._by_reference.get(_reference_key(text)))
        return tuple(dict.fromkeys(home for home in found if home is not None))

    def where(self, home: Home) -> frozenset[str]:
        """Give the town and locality a home lies in, as `towns` writes them."""
        return frozenset((tidy_word(home.town), tidy_word(home.locality)))

    @cached_property
    def names(self) -> dict[tuple[str, ...], Name]:
        """Streets and blocks by the words of their name."""
        names: dict[tuple[str, ...], Name] = {}
        for at, home in enumerate(self.homes):
            for words, bag in _keys(home):
                if words not in names:
                    names[words] = Name(words, {})
                names[words].homes.setdefault(bag, []).append(at)
        return names

    @cached_property
    def shared_names(self) -> frozenset[tuple[str, ...]]:
        """Names of streets and blocks; not those of single houses."""
        blocks = {home.name for home in self.homes if home.kind in ("flat", "parent")}
        streets = {home.street for home in self.homes}
        return frozenset(map(name_words, blocks | streets)) - {()}

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that follow each other in a name of a street, block or town."""
        return frozenset(
            pair for name in (*self.names, *self.town_names) for pair in pairwise(name)
        )

    @cached_property
    def towns_of(self) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
        """Towns and localities in which a street or block of this name lies."""
        towns: defaultdict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for home in self.homes:
            for name in (home.street, home.name):
                towns[name_words(name)] |= {name_words(home.town), name_words(home.locality)}
        return dict(towns)

    @cached_property
    def town_names(self) -> frozenset[tuple[str, ...]]:
        """Words of towns and localities."""
        return frozenset(map(name_words, self.towns)) - {()}

    @cached_property
    def names_with(self) -> dict[str, list[Name]]:
        """Names by each word that tells them apart, so not by the kind of street at their end."""
        found: defaultdict[str, list[Name]] = defaultdict(list)
        for name in self.names.values():
            for word in telling(name.words):
                found[word].append(name)
        return dict(found)

    @cached_property
    def surroundings(self) -> Surroundings:
        """Where streets, estates, junctions and garages lie, told from the homes."""
        return Surroundings.from_homes(self.homes)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words of names, towns and estates."""
        words = {word for name in self.names for word in name} | TYPES
        areas = {(home.town, home.locality, home.estate) for home in self.homes}
        return Vocabulary(
            words | {word for area in areas for text in area for word in name_words(text)}
        )


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the kind of street or building at the end, unless nothing else is left."""
    return words[:-1] if len(words) > 1 and words[-1] in TYPES else words


def uprn_key(uprn: str) -> str:
    """Write a UPRN as the gazetteer finds it: without blanks and leading zeros."""
    return uprn.strip().lstrip("0")


def _reference_key(text: str) -> str:
    return "".join(text.split()).casefold()


def _once_each(homes: Iterable[Home]) -> dict[str, Home]:
    """Index homes by property reference; one that two homes have names neither."""
    found: dict[str, Home] = {}
    twice: set[str] = set()
    for home in homes:
        if key := _reference_key(home.property_reference):
            if key in found:
                twice.add(key)
            found[key] = home
    return {key: home for key, home in found.items() if key not in twice}


def is_block(home: Home) -> bool:
    """Say whether this is a block or split house, not a home."""
    return home.kind == "parent"


# ---------------------------------------------------------------- what a home may be called


def _keys(home: Home) -> Iterator[tuple[tuple[str, ...], str]]:
    """List (name, bag of elements) under which words and numbers find a home."""
    unit, own, number = (_bag(text) for text in (home.subname, home.name, home.number))
    whole = " ".join(sorted(f"{unit} {own} {number}".split()))
    street, block = name_words(home.street), name_words(home.name)
    for way in {whole, bag_of_ends(whole)}:
        if street and (way or home.name):
            yield street, way
        if block:
            yield block, way
    if block and number:
        yield block, " ".join(sorted(f"{unit} {own}".split()))
    if street and own and unit:
        yield street, unit


@lru_cache(maxsize=1 << 16)
def _bag(text: str) -> str:
    elements, _ = elements_and_words(tidy(text).split())
    return bag_of(elements)


def _signatures(home: Home) -> set[str]:
    """List the ways to write a home in full: some leave out the block, some its number."""
    part, name, number, street = _parts(home)
    if is_block(home):
        ways = {(name, number, street), (name, "", street), (name, "", ""), ("", number, street)}
        return {_written(way) for way in ways if way[0] or way[1]}
    ways4 = {(part, name, number, street)}
    if name:
        ways4 |= {(part, name, "", street), (part, name, "", "")}
        if number:
            ways4.add((part, "", number, street))
        if part.startswith("FLAT "):
            bare = part.removeprefix("FLAT ")
            ways4 |= {(bare, name, number, street), (bare, name, "", street)}
    elif number and part.startswith("FLAT ") and part[5:].isalpha() and len(part) == 6:
        ways4.add(("", "", number + part[5:], street))
    return {_written(way) for way in ways4 if any(way[:3])}


def _written(way: Sequence[str]) -> str:
    return tidy(" ".join(way))


def _parts(home: Home) -> tuple[str, str, str, str]:
    part = tidy_word(home.subname)
    part = f"FLAT {part}" if part[:1].isdigit() else part
    return part, tidy_word(home.name), tidy_word(home.number), tidy_word(home.street)


@lru_cache(maxsize=1 << 16)
def tidy_word(text: str) -> str:
    """Tidy a street or number once for the hundred homes that share it."""
    return tidy(text)


def _postcode_places(homes: Iterable[Home]) -> dict[str, PostcodePlace]:
    members: defaultdict[str, list[Home]] = defaultdict(list)
    for home in homes:
        if home.kind != "other" and (postcode := format_postcode(home.postcode)):
            members[postcode].append(home)
    return {postcode: _middle(sharing) for postcode, sharing in members.items()}


def _middle(homes: Sequence[Home]) -> PostcodePlace:
    """Take the home nearest the mean: a real place, not the river between two banks."""
    points_m = np.array([(home.easting_m, home.northing_m) for home in homes])
    mean = points_m.mean(axis=0)
    middle = points_m[np.hypot(*(points_m - mean).T).argmin()]
    reach_m = float(np.hypot(*(points_m - middle).T).max())
    radius_m = max(reach_m + _BEYOND_LISTED_M / len(homes), _ONE_HOME_M / len(homes))
    streets = frozenset(name_words(home.street) for home in homes)
    return PostcodePlace(float(middle[0]), float(middle[1]), radius_m, streets)
