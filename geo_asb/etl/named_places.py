"""
Streets, estates and blocks by name, as the homes list knows them.

A text may leave out a town, misspell a word or name two streets at once. Where a name stands
for several places, number, postcode and town decide; where they do not, all are given back.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo_asb.etl.addresses import format_postcode, postcode_in, tidy
from geo_asb.etl.said import FILLERS
from geo_asb.etl.vocabulary import Vocabulary
from geo_asb.model import Home

__all__ = ["Mention", "NamedPlace", "NamedPlaces"]

NameKind = Literal["block", "street", "estate"]

_LONGEST_NAME_WORDS = 6
_MOST_READINGS = 8  # of a text with several misspelt words
_ONE_PLACE_M = 1_000.0  # from corner to corner
_DIGITS = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"([0-9]+)[A-Z]?")


@dataclass(frozen=True)
class NamedPlace:
    """Homes that share the name of a street, an estate or a block; garages apart."""

    kind: NameKind
    homes: tuple[Home, ...]
    garages: tuple[Home, ...]

    @cached_property
    def points_m(self) -> NDArray[np.float64]:
        """The distinct points of the homes, (n, 2), EPSG:27700; of garages if no home."""
        points_m = points_of(self.homes or self.garages)
        points_m.flags.writeable = False
        return points_m

    def numbered(self, number: int) -> list[Home]:
        """List the homes of a house number, whatever letter follows it; 12-16 holds 14."""
        return [home for home in self.homes if _has_number(home, number)]

    @cached_property
    def postcodes(self) -> frozenset[str]:
        """The postcodes of its homes."""
        return frozenset(format_postcode(home.postcode) for home in self.homes) - {""}

    @cached_property
    def districts(self) -> frozenset[str]:
        """The districts of its postcodes, such as ZD1."""
        return frozenset(postcode.split()[0] for postcode in self.postcodes)


def points_of(homes: Iterable[Home]) -> NDArray[np.float64]:
    """Give the distinct points of homes, (n, 2), metres, EPSG:27700."""
    return np.array(sorted({(home.easting_m, home.northing_m) for home in homes}))


def number_of(home: Home) -> int:
    """Give a home's house number without its letter; 0 where it has none."""
    match = _NUMBER.match(home.number)
    return int(match[1]) if match else 0


def _has_number(home: Home, number: int) -> bool:
    numbers = [int(one) for one in _DIGITS.findall(home.number)]
    if len(numbers) < 2:
        return numbers == [number]
    first, last = numbers[0], numbers[-1]
    return first <= number <= last and (number - first) % 2 == 0


class Mention(NamedTuple):
    """What a text names: places that bear the name, and how it was read."""

    places: tuple[NamedPlace, ...]
    number: int  # the house number in front of the name; 0 where there is none
    postcode: str
    is_corrected: bool  # a word was misspelt

    def within_postcode(self) -> Mention:
        """Keep of a street what bears the postcode, where any of it does."""
        (place, *others) = self.places
        if others or place.kind != "street" or self.postcode not in place.postcodes:
            return self
        homes = tuple(
            home for home in place.homes if format_postcode(home.postcode) == self.postcode
        )
        return self._replace(places=(NamedPlace("street", homes, place.garages),))


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
            place = _place(kind, sharing)
            for alias in _aliases(kind, name):
                by_name[kind, alias] += (place,)
        words = {word for _, name in by_name for word in name.split()}
        words |= {word for town in towns for word in town.split()}
        longest_first = sorted(towns - {""}, key=len, reverse=True)
        return cls(dict(by_name), tuple(longest_first), Vocabulary(words))

    def is_town(self, text: str) -> bool:
        """Say whether a text holds nothing but towns and localities."""
        return self._without_towns(_signature(text)) == ""

    def is_elsewhere(self, home: Home, text: str) -> bool:
        """Say whether a text names towns, and none of them is the home's."""
        said = _padded(self._readings(_signature(text).split())[0])
        for name in (home.street, home.name):  # a street may be called after another town
            said = said.replace(f" {_signature(name)} ", " ")
        towns, own = self._towns_in(said), _where(home)
        return bool(towns and own) and not towns & own

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
        beside : text that names the town where `text` does not: the other street of a junction.
        """
        words = _signature(text).split()
        readings = self._readings(words)
        found = self._as_written_or_mended(words, readings, kinds)
        if found is None:
            return None
        read, span = found
        before, behind = readings[0][: span.start], readings[0][span.end :]
        if not self._towns_in(_padded(behind)):
            behind = [*behind, *self._readings(_signature(beside).split())[0]]
        clues = _Clues(
            number=_number_before(read, span),
            postcode=format_postcode(postcode) or postcode_in(text),
            rest=_padded([*before, *behind]),
            towns=self._towns_in(_padded(behind)),
        )
        places = _likeliest(span.places, clues)
        if not places or (self._ends_elsewhere(text, beside) and not _is_borne_out(places, clues)):
            return None
        return Mention(places, clues.number, clues.postcode, is_corrected=read is not words)

    def named_outright(self, text: str, kind: NameKind, postcode: str = "") -> Mention | None:
        """Find the place a text names when nothing else is said but its town."""
        words = _signature(text).split()
        span = self._span(words, kind, (kind,))
        if span is None or span.start > 0 or not self._only_towns(words[span.end :]):
            return None
        return self.mention(text, (kind,), postcode=postcode)

    def _ends_elsewhere(self, *texts: str) -> bool:
        """
        Say whether a text ends in a name that no list has: "Elm Street, Otherton".

        It may be a town of another landlord's. What begins in small letters is not: ", youths".
        """
        ends = [text.rpartition(",")[2].strip() for text in texts if "," in text]
        return any(
            end[:1].isupper() and end.replace(" ", "").isalpha() and not self._knows_any(end)
            for end in ends
        )

    def _knows_any(self, text: str) -> bool:
        words = _signature(text).split()
        return not words or any(word in FILLERS or self.words.readings(word) for word in words)

    def _as_written_or_mended(
        self, words: Sequence[str], readings: Sequence[Sequence[str]], kinds: Sequence[NameKind]
    ) -> tuple[Sequence[str], _Span] | None:
        """
        Find a name as it is written; mended where that makes more of it: Chirley Old Road.

        A town is no name where a mended word is one: "Lyndhurrst Avenue, Hazel Grove".
        """
        written = self._first_span([words], kinds)
        mended = self._first_span(readings, kinds)
        if written is None or mended is None:
            return written or mended
        is_town = self._only_says_where(*written) and not self._only_says_where(*mended)
        return mended if is_town or _holds(mended[1], written[1]) else written

    def _first_span(
        self, readings: Sequence[Sequence[str]], kinds: Sequence[NameKind]
    ) -> tuple[Sequence[str], _Span] | None:
        """Find a name of the first kind that just one reading of the words holds."""
        for kind in kinds:
            spans = [(read, self._span(read, kind, kinds)) for read in readings]
            found = [(read, span) for read, span in spans if span is not None]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _span(
        self, words: Sequence[str], kind: NameKind, kinds: Sequence[NameKind]
    ) -> _Span | None:
        """Find the last name of a kind that is not part of a longer name of any kind."""
        spans = list(self._spans(words, kinds))
        whole = [one for one in spans if not any(_holds(other, one) for other in spans)]
        found = [one for one in whole if one.places[0].kind == kind]
        named = [one for one in found if not self._only_says_where(words, one)]
        return next(reversed(named or found), None)

    def _only_says_where(self, words: Sequence[str], span: _Span) -> bool:
        """Tell a town, and the street another one lies off."""
        is_town = " ".join(words[span.start : span.end]) in self.towns
        return is_town or (span.start > 0 and words[span.start - 1] == "OFF")

    def _towns_in(self, padded: str) -> frozenset[str]:
        return frozenset(town for town in self.towns if f" {town} " in padded)

    def _spans(self, words: Sequence[str], kinds: Sequence[NameKind]) -> Iterator[_Span]:
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _LONGEST_NAME_WORDS) + 1):
                name = " ".join(words[start:end])
                for kind in kinds:
                    if places := self.by_name.get((kind, name)):
                        yield _Span(start, end, places)

    def _readings(self, words: Sequence[str]) -> list[list[str]]:
        """List what misspelt words may have been meant to be; the likeliest word where many."""
        nearest = [self._nearest(word) for word in words]
        if math.prod(map(len, nearest)) > _MOST_READINGS:
            nearest = [
                one[:1] if len(one) == 1 else [word]
                for one, word in zip(nearest, words, strict=True)
            ]
        return [list(read) for read in product(*nearest)]

    def _nearest(self, word: str) -> list[str]:
        readings = self.words.readings(word)
        best = min(readings.values(), default=0)
        return [one for one, slips in readings.items() if slips == best] or [word]

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
        yield "estate", _signature(home.estate), _signature(home.town)
    if home.name and home.kind in ("flat", "parent"):
        yield "block", _signature(home.name), f"{_signature(home.street)}|{where}"


def _aliases(kind: NameKind, name: str) -> set[str]:
    """List what a name may be called: an estate with the word where the list leaves it out."""
    return {name, f"{name.removesuffix(' ESTATE')} ESTATE"} if kind == "estate" else {name}


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
    towns: frozenset[str]  # named behind the name


def _padded(words: Iterable[str]) -> str:
    return " ".join(("", *words, ""))


def _holds(outer: _Span, inner: _Span) -> bool:
    is_longer = outer.end - outer.start > inner.end - inner.start
    return is_longer and outer.start <= inner.start and inner.end <= outer.end


def _number_before(words: Sequence[str], span: _Span) -> int:
    match = _NUMBER.fullmatch(words[span.start - 1]) if span.start else None
    return int(match[1]) if match else 0


def _is_borne_out(places: Iterable[NamedPlace], clues: _Clues) -> bool:
    """Say whether a town of the list or the district of the postcode speaks for these places."""
    district = clues.postcode.partition(" ")[0]
    return bool(clues.towns) or any(district in place.districts for place in places)


def _likeliest(places: Iterable[NamedPlace], clues: _Clues) -> tuple[NamedPlace, ...]:
    """Leave out what lies elsewhere and keep what fits best; none where all lie elsewhere."""
    here = [place for place in places if not _is_elsewhere(place, clues)]
    scores = [_agreement(place, clues) for place in here]
    best = [place for place, score in zip(here, scores, strict=True) if score == max(scores)]
    return _together(tuple(best))


def _together(places: tuple[NamedPlace, ...]) -> tuple[NamedPlace, ...]:
    """Join places of one name that lie close: a street that two localities share."""
    if len(places) <= 1:
        return places
    homes = tuple(home for place in places for home in place.homes)
    garages = tuple(home for place in places for home in place.garages)
    joined = NamedPlace(places[0].kind, homes, garages)
    extent_m = np.ptp(joined.points_m, axis=0)
    return (joined,) if float(np.hypot(*extent_m)) <= _ONE_PLACE_M else places


def _is_elsewhere(place: NamedPlace, clues: _Clues) -> bool:
    """Tell a place of another town; of another postcode district where no town is named."""
    own = _where((place.homes or place.garages)[0])
    if own and clues.towns:
        return not own & clues.towns
    district = clues.postcode.partition(" ")[0]
    return bool(district) and bool(place.districts) and district not in place.districts


def _agreement(place: NamedPlace, clues: _Clues) -> tuple[float, ...]:
    """Rank how well a place fits, the strongest clue first."""
    where = _where((place.homes or place.garages)[0])
    named = sum(f" {one} " in clues.rest for one in where)
    return (
        clues.postcode in place.postcodes,
        named,
        clues.postcode.partition(" ")[0] in place.districts,
        bool(clues.number) and bool(place.numbered(clues.number)),
        -len(where) if named else 0,  # a locality left out is rarer than a place that has none
    )


def _where(home: Home) -> frozenset[str]:
    return frozenset((_signature(home.locality), _signature(home.town))) - {""}
