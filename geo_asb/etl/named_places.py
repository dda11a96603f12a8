"""
Streets, estates and blocks by name, as the homes list knows them.

A text may leave out a town, misspell a word or name two streets at once. Where a name stands
for several places, number, postcode and town decide; where they do not, all are given back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo_asb.etl.addresses import format_postcode, postcode_in, tidy
from geo_asb.etl.vocabulary import Vocabulary
from geo_asb.model import Home

__all__ = ["Mention", "NamedPlace", "NamedPlaces"]

NameKind = Literal["block", "street", "estate"]

_LONGEST_NAME_WORDS = 6
_NUMBER = re.compile(r"([0-9]+)[A-Z]?")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Homes that share the name of a street, an estate or a block; garages apart."""

    kind: NameKind
    homes: tuple[Home, ...]
    garages: tuple[Home, ...]

    def points_m(self) -> NDArray[np.float64]:
        """Give the distinct points of the homes, (n, 2), EPSG:27700; of garages if no home."""
        return points_of(self.homes or self.garages)

    def numbered(self, number: int) -> list[Home]:
        """List the homes of a house number, whatever letter follows it."""
        return [home for home in self.homes if number_of(home) == number]


def points_of(homes: Iterable[Home]) -> NDArray[np.float64]:
    """Give the distinct points of homes, (n, 2), metres, EPSG:27700."""
    return np.array(sorted({(home.easting_m, home.northing_m) for home in homes}))


def number_of(home: Home) -> int:
    """Give a home's house number without its letter; 0 where it has none."""
    match = _NUMBER.match(home.number)
    return int(match[1]) if match else 0


class Mention(NamedTuple):
    """What a text names: places that bear the name, and how it was read."""

    places: tuple[NamedPlace, ...]
    number: int  # the house number in front of the name; 0 where there is none
    is_corrected: bool  # a word was misspelt


class _Span(NamedTuple):
    start: int
    end: int
    places: tuple[NamedPlace, ...]


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """
    Every name of a street, estate or block, and the places that bear it.

    by_name   (kind, signature of the name) to its places
    towns     signatures of towns and localities, the longest first
    words     the words of all names
    """

    by_name: dict[tuple[NameKind, str], tuple[NamedPlace, ...]]
    towns: tuple[str, ...]
    words: Vocabulary

    @classmethod
    def from_homes(cls, homes: Iterable[Home]) -> NamedPlaces:
        """Group homes by street, estate and block; one name in two towns is two streets."""
        members: defaultdict[tuple[NameKind, str, str], list[Home]] = defaultdict(list)
        towns: set[str] = set()
        for home in homes:
            towns |= {_signature(home.town), _signature(home.locality)}
            for kind, name, where in _names(home):
                members[kind, name, where].append(home)
        by_name: defaultdict[tuple[NameKind, str], tuple[NamedPlace, ...]] = defaultdict(tuple)
        for (kind, name, _), sharing in members.items():
            for alias in {name, name.removeprefix("THE ")}:
                by_name[kind, alias] += (_place(kind, sharing),)
        words = {word for _, name in by_name for word in name.split()}
        words |= {word for town in towns for word in town.split()}
        longest_first = sorted(towns - {""}, key=len, reverse=True)
        return cls(dict(by_name), tuple(longest_first), Vocabulary(words))

    def is_town(self, text: str) -> bool:
        """Say whether a text holds nothing but towns and localities."""
        return self._without_towns(_signature(text)) == ""

    def mention(
        self, text: str, kinds: Sequence[NameKind], *, postcode: str = "", beside: str = ""
    ) -> Mention | None:
        """
        Find the name in a text: the longest, of the first kind there is, the last in the text.

        Parameters
        ----------
        text : an address or what is left of a phrase.
        kinds : which names count, the preferred kind first.
        postcode : decides between places of one name, as do house number and town.
        beside : more text that may name the town, such as the other street of a junction.
        """
        words = _signature(text).split()
        for is_corrected in (False, True):
            words = self._corrected(words) if is_corrected else words
            for kind in kinds:
                if span := self._span(words, kind, kinds):
                    number = _number_before(words, span)
                    rest = " ".join(words[: span.start] + words[span.end :])
                    clues = _Clues(
                        number,
                        format_postcode(postcode) or postcode_in(text),
                        f" {rest} {_signature(beside)} ",
                    )
                    return Mention(_likeliest(span.places, clues), number, is_corrected)
        return None

    def named_outright(self, text: str, kind: NameKind, postcode: str = "") -> Mention | None:
        """Find the place a text names when nothing else is said but its town."""
        words = _signature(text).split()
        span = self._span(words, kind, (kind,))
        if span is None or span.start > 0 or not self._only_towns(words[span.end :]):
            return None
        return self.mention(text, (kind,), postcode=postcode)

    def _span(
        self, words: Sequence[str], kind: NameKind, kinds: Sequence[NameKind]
    ) -> _Span | None:
        """Find the last name of a kind that is not part of a longer name of any kind."""
        spans = list(self._spans(words, kinds))
        whole = [one for one in spans if not any(_holds(other, one) for other in spans)]
        found = [one for one in whole if one.places[0].kind == kind]
        no_town = [one for one in found if " ".join(words[one.start : one.end]) not in self.towns]
        return next(reversed(no_town or found), None)

    def _spans(self, words: Sequence[str], kinds: Sequence[NameKind]) -> Iterator[_Span]:
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _LONGEST_NAME_WORDS) + 1):
                name = " ".join(words[start:end])
                for kind in kinds:
                    if places := self.by_name.get((kind, name)):
                        yield _Span(start, end, places)

    def _corrected(self, words: Sequence[str]) -> list[str]:
        return [self._likeliest_word(word) for word in words]

    def _likeliest_word(self, word: str) -> str:
        readings = self.words.readings(word)
        best = min(readings.values(), default=0)
        nearest = [one for one, slips in readings.items() if slips == best]
        return nearest[0] if len(nearest) == 1 else word

    def _only_towns(self, words: Sequence[str]) -> bool:
        return self._without_towns(" ".join(words)) == ""

    def _without_towns(self, signature: str) -> str:
        for town in self.towns:
            signature = f" {signature} ".replace(f" {town} ", " ").strip()
        return signature


# ---------------------------------------------------------------- what a home belongs to


def _names(home: Home) -> Iterator[tuple[NameKind, str, str]]:
    """List what a home lies in: kind, name, and where, to tell equal names apart."""
    where = f"{_signature(home.locality)}|{_signature(home.town)}"
    if home.street:
        yield "street", _signature(home.street), where
    if home.estate:
        yield "estate", _signature(home.estate), ""
        yield "estate", _signature(home.estate).removesuffix(" ESTATE") + " ESTATE", ""
    if home.name and home.kind in ("flat", "parent"):
        yield "block", _signature(home.name), f"{_signature(home.street)}|{where}"


@lru_cache(maxsize=1 << 16)
def _signature(text: str) -> str:
    """Tidy once for the hundred homes that share a name; EST is short for estate."""
    return re.sub(r"\bEST\b", "ESTATE", tidy(text))


def _place(kind: NameKind, homes: Sequence[Home]) -> NamedPlace:
    garages = tuple(home for home in homes if home.kind == "other")
    return NamedPlace(kind, tuple(home for home in homes if home.kind != "other"), garages)


# ---------------------------------------------------------------- which of several is meant


class _Clues(NamedTuple):
    number: int
    postcode: str
    rest: str  # the signature without the name, padded with blanks


def _holds(outer: _Span, inner: _Span) -> bool:
    is_longer = outer.end - outer.start > inner.end - inner.start
    return is_longer and outer.start <= inner.start and inner.end <= outer.end


def _number_before(words: Sequence[str], span: _Span) -> int:
    match = _NUMBER.fullmatch(words[span.start - 1]) if span.start else None
    return int(match[1]) if match else 0


def _likeliest(places: tuple[NamedPlace, ...], clues: _Clues) -> tuple[NamedPlace, ...]:
    if len(places) == 1:
        return places
    scores = [_agreement(place, clues) for place in places]
    return tuple(place for place, score in zip(places, scores, strict=True) if score == max(scores))


def _agreement(place: NamedPlace, clues: _Clues) -> tuple[bool, ...]:
    """Rank how well a place fits, the strongest clue first."""
    home = (place.homes or place.garages)[0]
    postcodes = {format_postcode(one.postcode) for one in place.homes}
    district = clues.postcode.partition(" ")[0]
    locality, town = _signature(home.locality), _signature(home.town)
    return (
        bool(clues.postcode) and clues.postcode in postcodes,
        bool(locality) and f" {locality} " in clues.rest,
        bool(district) and any(one.partition(" ")[0] == district for one in postcodes),
        bool(clues.number) and bool(place.numbered(clues.number)),
        # A locality left out is rarer than a place that has none.
        not locality and bool(town) and f" {town} " in clues.rest,
        bool(town) and f" {town} " in clues.rest,
    )
