"""
Where a phrase lies: beside a home, at a junction, along a street, on an estate.

Street lines are not always loaded: everything is told from the points of the homes. A `Spot`
says how far off the true place may be; where two places bear one name, there is no spot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from geo_asb.etl.named_places import (
    Mention,
    NamedPlace,
    NamedPlaces,
    NameKind,
    number_of,
    points_of,
)
from geo_asb.etl.phrases import Phrase, phrase_in
from geo_asb.model import Home, Rung

__all__ = ["Spot", "Surroundings"]

Find = Callable[[str, str], Home | None]
Point = NDArray[np.float64]

# How far "outside", "opposite" and "behind" reach from a home's own point, and from a block's.
_BESIDE_HOME_M = 40.0
_BESIDE_BLOCK_M = 60.0
_INSIDE_BLOCK_M = 30.0
# A spot counts as near a home up to here; beyond, it is somewhere along the street.
_WIDEST_NEAR_M = 75.0
# The nearest homes of two streets that meet stand no further apart.
_WIDEST_CROSSING_M = 120.0
_TO_GARAGES_M = 50.0  # from the middle of the homes named to garages behind them
# Homes of two streets that stand so near each other stand about the corner, all of them.
_ABOUT_A_CORNER_M = 30.0
_SAME_GAP_M = 10.0  # where no two stand so near: those about as near as the nearest
_UNKNOWN_REACH_M = 220.0  # half a street of which one home is known
_KERB_M = 15.0  # from a home's point to the middle of its street
# A name whose homes lie further apart than this is several places, or says nothing of where.
_WIDEST_STREET_M = 1_500.0
_WIDEST_ESTATE_M = 2_000.0
# Neighbours further apart say nothing of the numbers between them.
_WIDEST_GAP_M = 200.0

_BESIDE = "beside, behind or in front of a home"
_BESIDE_A_BLOCK = "beside, behind or in front of a block"
_IN_BLOCK = "a shared part of a block"
_BETWEEN = "between two homes"
_ONE_END = "between two homes, of which one is in the list"
_CROSSING = "where the homes of two streets come nearest"
_GARAGES = "garages of a street"
_ON_STREET = "the middle of a street: no number in the list is named"
_BY_NUMBER = "on a street, by its neighbours' numbers"
_ON_ESTATE = "the middle of an estate"
_CORRECTED = "; a word of the name was corrected"


@dataclass(frozen=True, slots=True)
class Spot:
    """
    Where a phrase lies: metres, EPSG:27700.

    `radius_m` is how far the true place may be from the point, not a size on the ground.
    `reason` says how it was told, and quotes nothing.
    """

    rung: Rung
    easting_m: float
    northing_m: float
    radius_m: float
    reason: str
    block_uprn: str | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Streets, estates, garages and blocks, as the points of the homes show them."""

    names: NamedPlaces
    blocks: dict[str, Home]  # UPRN without leading zeros to the block or split house

    @classmethod
    def from_homes(cls, homes: Iterable[Home]) -> Surroundings:
        """Index homes by street, estate and block."""
        homes = tuple(homes)
        blocks = {home.uprn.lstrip("0"): home for home in homes if home.kind == "parent"}
        return cls(NamedPlaces.from_homes(homes), blocks)

    def spot(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        """
        Place a phrase; None where nothing it is near is in the list, or more than one place is.

        `find` resolves an address to the one home or block it fits; one in another town than
        the text names is not believed.
        """

        def find_here(text: str, postcode: str) -> Home | None:
            home = find(text, postcode)
            return None if home and self.names.is_elsewhere(home, text) else home

        if phrase.kind == "junction":
            return self._junction(phrase, postcode, find_here)
        if phrase.kind == "garages":
            return self._garages(phrase, postcode, find_here)
        if phrase.kind == "between":
            return self._between(phrase, postcode, find_here)
        return self._place(phrase, postcode, find_here)

    def street(self, text: str, postcode: str) -> Spot | None:
        """
        Place a bare street or estate, or the street of an address that is not in the list.

        Two streets that do not meet are no place: neither is likelier than the other.
        """
        phrase = phrase_in(text)
        if phrase is not None and phrase.kind == "junction":
            return None
        mention = self.names.mention(text, ("street", "estate"), postcode=postcode)
        return _told(mention.within_postcode(), Rung.STREET) if mention else None

    # ------------------------------------------------------------ one way for each kind

    def _place(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        """Place what is near one thing: the first reading that names something counts."""
        anchors = [anchor for anchor in phrase.anchors if not self.names.is_town(anchor)]
        kinds = _KINDS_WANTED.get(phrase.kind, ("block", "street", "estate"))
        rung = _RUNGS_WANTED.get(phrase.kind, Rung.STREET)
        for anchor in anchors:
            # A street and a block may bear one name: "top end of Hazel Court".
            if phrase.kind in _KINDS_WANTED and (spot := self._outright(anchor, postcode, kinds)):
                return spot
            if spot := self._at(find(anchor, postcode), phrase):
                return spot
        spots = (self._named(anchor, postcode, kinds, rung) for anchor in anchors)
        return next((spot for spot in spots if spot is not None), None)

    def _named(
        self, text: str, postcode: str, kinds: Sequence[NameKind], rung: Rung
    ) -> Spot | None:
        """Place by a name in a text: behind a house number it is a street's, else a block's."""
        if text[:1].isdigit():
            kinds = ("street", *(kind for kind in kinds if kind != "street"))
        mention = self.names.mention(text, kinds, postcode=postcode)
        if mention is not None and rung is not Rung.STREET:
            mention = mention.within_postcode()
        return _told(mention, rung)

    def _outright(self, text: str, postcode: str, kinds: Sequence[NameKind]) -> Spot | None:
        mentions = (self.names.named_outright(text, kind, postcode) for kind in kinds)
        return _told(next((one for one in mentions if one is not None), None), Rung.STREET)

    def _at(self, home: Home | None, phrase: Phrase) -> Spot | None:
        """Stand beside a home or block; inside it where a shared part is told."""
        if home is None:
            return None
        block = self._block_of(home)
        if block is None:
            return _spot(Rung.NEAR, _point(home), _BESIDE_HOME_M, _BESIDE)
        if phrase.kind == "shared":
            return _spot(Rung.BLOCK, _point(block), _INSIDE_BLOCK_M, _IN_BLOCK, block.uprn)
        reach_m = _BESIDE_BLOCK_M if block.name else _BESIDE_HOME_M  # a split house has no name
        return _spot(Rung.NEAR, _point(block), reach_m, _BESIDE_A_BLOCK)

    def _block_of(self, home: Home) -> Home | None:
        return home if home.kind == "parent" else self.blocks.get(home.parent_uprn.lstrip("0"))

    def _between(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        ends = [self._end(anchor, postcode, find) for anchor in phrase.anchors]
        found = [end for end in ends if end is not None]
        if len(found) == 1:
            return _spot(Rung.NEAR, found[0], _WIDEST_NEAR_M, _ONE_END)
        if found:
            return _midway(*found)
        return self._crossing(phrase, postcode) or self.street(phrase.anchors[-1], postcode)

    def _end(self, anchor: str, postcode: str, find: Find) -> Point | None:
        """Look for a number on its own street first, so that both ends are on one."""
        mention = self.names.mention(anchor, ("street",), postcode=postcode)
        if mention is not None and (told := _by_number(mention)):
            return told[0]
        home = find(anchor, postcode)
        return _point(self._block_of(home) or home) if home else None

    def _junction(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        """Find where two streets meet; where one is unknown, the whole of the other."""
        crossing = self._crossing(phrase, postcode)
        if crossing is not None:
            return crossing
        spots = [self.street(anchor, postcode) for anchor in phrase.anchors]
        known = [spot for spot in spots if spot is not None]
        if len(known) == 1:
            return known[0]
        return None if known else self._between_buildings(phrase, postcode, find)

    def _between_buildings(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        homes = [find(anchor, postcode) for anchor in phrase.anchors]
        points_m = [_point(home) for home in homes if home is not None]
        return _midway(*points_m) if len(points_m) == len(homes) else None

    def _crossing(self, phrase: Phrase, postcode: str) -> Spot | None:
        first, last = phrase.anchors
        ends = [
            self.names.mention(text, ("street",), postcode=postcode, beside=other)
            for text, other in ((first, last), (last, first))
        ]
        pairs = product(*(end.places if end else () for end in ends))
        meetings = [meeting for pair in pairs if (meeting := _meeting(*pair)) is not None]
        return meetings[0] if len(meetings) == 1 else None

    def _garages(self, phrase: Phrase, postcode: str, find: Find) -> Spot | None:
        """Look for garages of the street that lie behind the homes named; else take these."""
        if len(phrase.anchors) == _TWO_ENDS and phrase.anchors[0][:1].isdigit():
            beside = self._between(phrase, postcode, find)
        else:
            beside = self._place(phrase, postcode, find)
        mention = self.names.mention(phrase.anchors[0], ("street",), postcode=postcode)
        if mention is None or len(mention.places) != 1 or not mention.places[0].garages:
            return beside
        return _garages_near(mention.places[0].garages, beside) or beside


_TWO_ENDS = 2
_RUNGS_WANTED = {"near": Rung.NEAR, "shared": Rung.BLOCK}
_KINDS_WANTED: dict[str, tuple[NameKind, ...]] = {
    "street": ("street", "estate", "block"),
    "open space": ("street", "estate", "block"),
    "garages": ("street", "estate", "block"),
    "estate": ("estate", "street", "block"),
}


# ---------------------------------------------------------------- points, metres, EPSG:27700


def _point(home: Home) -> Point:
    return np.array((home.easting_m, home.northing_m))


def _spot(
    rung: Rung, point_m: Point, radius_m: float, reason: str, block_uprn: str | None = None
) -> Spot:
    return Spot(rung, float(point_m[0]), float(point_m[1]), float(radius_m), reason, block_uprn)


def _told(mention: Mention | None, rung: Rung) -> Spot | None:
    """Place what a name alone tells: by its number between neighbours, else its middle."""
    if mention is None or len(mention.places) != 1:
        return None
    (place,) = mention.places
    correction = _CORRECTED if mention.is_corrected else ""
    if told := _by_number(mention):
        point_m, radius_m = told
        is_near = rung in (Rung.NEAR, Rung.BLOCK) and radius_m <= _WIDEST_NEAR_M
        return _spot(
            Rung.NEAR if is_near else Rung.STREET, point_m, radius_m, _BY_NUMBER + correction
        )
    points_m = place.points_m
    point_m, reach_m = _middle(points_m)
    if place.kind == "block":
        block = next((home for home in place.homes if home.kind == "parent"), None)
        if rung is Rung.BLOCK and block is not None:
            return _spot(rung, _point(block), _INSIDE_BLOCK_M, _IN_BLOCK + correction, block.uprn)
        return _spot(Rung.NEAR, point_m, reach_m + _BESIDE_BLOCK_M, _BESIDE_A_BLOCK + correction)
    widest_m, at, reason = _WHOLE[place.kind]
    if reach_m > widest_m:
        return None
    return _spot(at, point_m, _extent_m(reach_m, len(points_m)), reason + correction)


_WHOLE = {
    "street": (_WIDEST_STREET_M, Rung.STREET, _ON_STREET),
    "estate": (_WIDEST_ESTATE_M, Rung.ESTATE, _ON_ESTATE),
}


def _middle(points_m: Point) -> tuple[Point, float]:
    """Give the mean of points and how far they reach from it."""
    mean_m = points_m.mean(axis=0)
    return mean_m, float(np.hypot(*(points_m - mean_m).T).max())


def _extent_m(reach_m: float, homes: int) -> float:
    """
    Say how far a street or estate may reach beyond the homes that are in the list.

    Of n homes anywhere on it the outermost reach (n - 1) / (n + 1) of the way, on average; a
    little more for the half of the times when it is less. Few homes say little, one nothing.
    """
    beyond_m = reach_m * (homes + 2) / max(homes - 1, 1)
    return max(beyond_m + _KERB_M, _UNKNOWN_REACH_M / sqrt(homes))


def _by_number(mention: Mention) -> tuple[Point, float] | None:
    """Stand at a house number, or between its neighbours on its side of the street."""
    if len(mention.places) != 1 or not mention.number:
        return None
    (place,) = mention.places
    if homes := place.numbered(mention.number):
        point_m, reach_m = _middle(points_of(homes))
        return (point_m, reach_m + _BESIDE_HOME_M) if reach_m <= _BESIDE_HOME_M else None
    numbers = [(number_of(home), home) for home in place.homes]
    side = [one for one in numbers if one[0] and one[0] % 2 == mention.number % 2]
    below = max((one for one in side if one[0] < mention.number), key=_number, default=None)
    above = min((one for one in side if one[0] > mention.number), key=_number, default=None)
    if below is None or above is None:
        return None
    ends_m = np.array([_point(below[1]), _point(above[1])])
    half_m = float(np.hypot(*(ends_m[1] - ends_m[0]))) / 2
    return (ends_m.mean(axis=0), _reach_m(half_m)) if half_m < _WIDEST_GAP_M / 2 else None


def _number(numbered: tuple[int, Home]) -> int:
    return numbered[0]


def _midway(first_m: Point, last_m: Point) -> Spot | None:
    half_m = float(np.hypot(*(last_m - first_m))) / 2
    radius_m = _reach_m(half_m)
    if half_m > _WIDEST_GAP_M:
        return None
    rung = Rung.NEAR if radius_m <= _WIDEST_NEAR_M else Rung.STREET
    return _spot(rung, (first_m + last_m) / 2, radius_m, _BETWEEN)


def _reach_m(half_m: float) -> float:
    """Reach half way along to both ends, and across to the far pavement or the back alley."""
    return float(np.hypot(half_m, _BESIDE_HOME_M))


def _meeting(one: NamedPlace, other: NamedPlace) -> Spot | None:
    """Stand where the homes of two streets come nearest; None where they do not meet."""
    if one == other or _lie_apart(one.points_m, other.points_m):
        return None
    ours_m, theirs_m = one.points_m[:, None], other.points_m[None, :]
    gaps_m = np.hypot(*np.moveaxis(ours_m - theirs_m, -1, 0))
    midpoints_m = (ours_m + theirs_m) / 2
    gap_m = float(gaps_m.min())
    if gap_m > _WIDEST_CROSSING_M:
        return None
    about_m = midpoints_m[gaps_m <= max(_ABOUT_A_CORNER_M, gap_m + _SAME_GAP_M)]
    point_m, reach_m = _middle(about_m)
    # A wide gap: few homes are listed, or none near the corner.
    return _spot(Rung.JUNCTION, point_m, hypot(_reach_m(reach_m), gap_m), _CROSSING)


def _lie_apart(ours_m: Point, theirs_m: Point) -> bool:
    """Say whether no two can be near enough, by their eastings and northings alone."""
    between_m = np.maximum(
        theirs_m.min(axis=0) - ours_m.max(axis=0), ours_m.min(axis=0) - theirs_m.max(axis=0)
    )
    return bool((between_m > _WIDEST_CROSSING_M).any())


def _garages_near(garages: Sequence[Home], beside: Spot | None) -> Spot | None:
    """Take the garages within reach of the homes named; all of a street's where none is."""
    points_m, off_m = points_of(garages), 0.0
    if beside is not None and beside.rung is Rung.NEAR:
        middle_m = np.array((beside.easting_m, beside.northing_m))
        offs_m = np.hypot(*(points_m - middle_m).T)
        points_m = points_m[offs_m <= _TO_GARAGES_M]
        off_m = float(offs_m.min())
    if len(points_m) == 0:
        return None
    middle_m, reach_m = _middle(points_m)
    radius_m = max(reach_m + _KERB_M, off_m)
    rung = Rung.NEAR if radius_m <= _WIDEST_NEAR_M else Rung.STREET
    return _spot(rung, middle_m, radius_m, _GARAGES)
