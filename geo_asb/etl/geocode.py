"""
The ladder: UPRN, exact tidy address, block, postcode. A near miss is never guessed.

Every `Location` names its rung; what cannot be placed says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from geo_asb.etl.addresses import format_postcode, postcode_in, tidy
from geo_asb.model import Home, Location, PlaceText, Rung

__all__ = ["OTHER_POSTCODE", "Gazetteer", "PostcodePlace", "locate", "locate_all"]

# A postcode whose homes lie further apart says too little of where something happened.
_WIDEST_POSTCODE_M = 400.0

_COUNTRIES = ("ENGLAND", "UK", "UNITED KINGDOM", "GB", "GREAT BRITAIN")
# What people write in front of a block's name when they mean its shared parts.
_SHARED_PARTS = frozenset(
    (
        "AREA", "AREAS", "AT", "BIN", "BINS", "BLOCK", "CAR", "CHUTE", "COMMUNAL", "CORRIDOR",
        "ENTRANCE", "FIRST", "FLOOR", "FOYER", "GARDEN", "GROUND", "HALL", "HALLWAY", "IN",
        "LANDING", "LIFT", "LIFTS", "LOBBY", "OF", "OUTSIDE", "PARK", "ROOF", "ROOM", "SECOND",
        "SHARED", "STAIRCASE", "STAIRS", "STAIRWELL", "STORE", "STORES", "THE", "THIRD", "TO",
        "TOP",
    )
)  # fmt: skip

_DISAGREE = "UPRN and address disagree"
_TWO_HOMES = "the address fits more than one home"
OTHER_POSTCODE = "address and postcode disagree"
_WIDE_POSTCODE = "address not in the homes list; its postcode covers too wide an area"
_NOT_LISTED = "neither address nor postcode is in the homes list"
_NO_POSTCODE = "address not in the homes list, and no postcode"
_NOTHING = "no UPRN, address or postcode"


class PostcodePlace(NamedTuple):
    """The home nearest the middle of a postcode, and how far its homes reach. EPSG:27700."""

    easting_m: float
    northing_m: float
    radius_m: float
    streets: frozenset[str]  # signatures of the streets it covers


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """
    Homes by everything a case may name them by.

    by_uprn     UPRN without leading zeros, as spreadsheets drop them
    by_address  signature to the UPRNs of the homes it fits
    by_block    signature to the UPRNs of the blocks and split houses it fits
    postcodes   postcode to its middle
    towns       signatures of towns and localities, which addresses add or leave out
    """

    by_uprn: dict[str, Home]
    by_address: dict[str, tuple[str, ...]]
    by_block: dict[str, tuple[str, ...]]
    postcodes: dict[str, PostcodePlace]
    towns: tuple[str, ...]

    @classmethod
    def from_homes(cls, homes: Iterable[Home]) -> Gazetteer:
        """Index homes, blocks and garages; two rows of one UPRN: the later counts."""
        by_uprn = {_uprn_key(home.uprn): home for home in homes}
        addresses: defaultdict[str, dict[str, None]] = defaultdict(dict)
        blocks: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for key, home in by_uprn.items():
            for signature in _block_signatures(home) if _is_block(home) else _signatures(home):
                (blocks if _is_block(home) else addresses)[signature][key] = None
        towns = {
            _tidy_word(town) for home in by_uprn.values() for town in (home.town, home.locality)
        }
        return cls(
            by_uprn=by_uprn,
            by_address={signature: tuple(keys) for signature, keys in addresses.items()},
            by_block={signature: tuple(keys) for signature, keys in blocks.items()},
            postcodes=_postcode_places(by_uprn.values()),
            towns=tuple(sorted((towns | set(_COUNTRIES)) - {""}, key=len, reverse=True)),
        )


def _uprn_key(uprn: str) -> str:
    return uprn.lstrip("0")


def _is_block(home: Home) -> bool:
    return home.kind == "parent"


# ---------------------------------------------------------------- what a home may be called


def _signatures(home: Home) -> set[str]:
    """List the ways to write a home in full: some leave out the block, some its number."""
    part, name, number, street = _parts(home)
    ways = {(part, name, number, street)}
    if name:
        ways |= {(part, name, "", street), (part, name, "", "")}
        if number:
            ways.add((part, "", number, street))
        if part.startswith("FLAT "):
            bare = part.removeprefix("FLAT ")
            ways |= {(bare, name, number, street), (bare, name, "", street)}
    elif number and part.startswith("FLAT ") and part[5:].isalpha() and len(part) == 6:
        ways.add(("", "", number + part[5:], street))
    return {tidy(" ".join(way)) for way in ways if any(way[:3])}


def _block_signatures(home: Home) -> set[str]:
    _, name, number, street = _parts(home)
    ways = {(name, number, street), (name, "", street), (name, "", ""), ("", number, street)}
    return {tidy(" ".join(way)) for way in ways if way[0] or way[1]}


def _parts(home: Home) -> tuple[str, str, str, str]:
    part = _tidy_word(home.subname)
    part = f"FLAT {part}" if part[:1].isdigit() else part
    return part, _tidy_word(home.name), _tidy_word(home.number), _tidy_word(home.street)


@lru_cache(maxsize=1 << 16)
def _tidy_word(text: str) -> str:
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
    radius_m = float(np.hypot(*(points_m - middle).T).max())
    streets = frozenset(_tidy_word(home.street) for home in homes)
    return PostcodePlace(float(middle[0]), float(middle[1]), radius_m, streets)


# ---------------------------------------------------------------- climbing down the ladder


def locate_all(places: Sequence[PlaceText], gazetteer: Gazetteer) -> list[Location]:
    """Place many; each distinct text is looked up once."""
    found: dict[tuple[str, str, str], Location] = {}
    located = []
    for place in places:
        text = (place.address, place.postcode, place.uprn)
        if text not in found:
            found[text] = locate(place, gazetteer)
        located.append(replace(found[text], role=place.role))
    return located


def locate(place: PlaceText, gazetteer: Gazetteer) -> Location:
    """
    Put one case on the highest rung that is sure.

    A UPRN counts where the text is empty or agrees with it on number, name or street. An
    address counts where it fits one home, in all spellings `tidy` makes equal. A block is
    found by its name or its own address. A postcode gives the middle of its homes and never
    enters cells.
    """
    signature = tidy(place.address)
    postcode = format_postcode(place.postcode) or postcode_in(place.address)
    home = gazetteer.by_uprn.get(_uprn_key(place.uprn.strip()))
    disagrees = home is not None and not _agrees(signature, home)
    if home is not None and not disagrees:
        return _at_home(place, home, Rung.UPRN)
    found = _by_address(signature, postcode, gazetteer)
    if isinstance(found, Home):
        return _at_home(place, found, Rung.ADDRESS)
    if disagrees or found:
        return _nowhere(place, found or _DISAGREE)
    return _by_postcode(place, signature, postcode, gazetteer)


def _agrees(signature: str, home: Home) -> bool:
    """Say whether a text names the home's number, flat, building or street, or nothing."""
    padded = f" {signature} "
    part, name, number, street = _parts(home)
    said = [one for one in (part, name, number, street) if one]
    return not signature or any(f" {one} " in padded for one in said)


def _by_address(signature: str, postcode: str, gazetteer: Gazetteer) -> Home | str:
    """Give the one home or block an address fits; else a reason, "" where it fits none."""
    for text, named in _shortened(signature, gazetteer.towns):
        for index, lookups in (
            (gazetteer.by_address, [text]),
            (gazetteer.by_block, _without_shared_parts(text)),
        ):
            keys = next((index[one] for one in lookups if one in index), ())
            if keys:
                homes = [gazetteer.by_uprn[key] for key in keys]
                return _only_one(homes, postcode, named, gazetteer)
    return ""


def _shortened(signature: str, towns: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """List the signature with ever fewer towns at its end, and the towns left out."""
    named: tuple[str, ...] = ()
    steps = [(signature, named)] if signature else []
    while town := next((one for one in towns if signature.endswith(f" {one}")), ""):
        signature = signature.removesuffix(town).strip()
        named = (*named, town)
        steps.append((signature, named))
    return steps


def _without_shared_parts(text: str) -> list[str]:
    words = text.split()
    ways = [text]
    while len(words) > 1 and words[0] in _SHARED_PARTS:
        words = words[1:]
        ways.append(" ".join(words))
    return ways


def _only_one(
    homes: Sequence[Home], postcode: str, named: tuple[str, ...], gazetteer: Gazetteer
) -> Home | str:
    """Choose by postcode, then by the town named; one building is as good as one home."""
    same = [home for home in homes if format_postcode(home.postcode) == postcode]
    if len(homes) > 1 and same:
        homes = same
    if len(homes) > 1:
        homes = [home for home in homes if _tidy_word(home.locality) in named] or homes
    if len(homes) > 1:
        block = gazetteer.by_uprn.get(_uprn_key(homes[0].parent_uprn))
        one_block = len({home.parent_uprn for home in homes}) == 1
        return block if block and one_block else _TWO_HOMES
    (home,) = homes
    return home if _postcode_may_err(home, postcode, named, gazetteer) else OTHER_POSTCODE


def _postcode_may_err(
    home: Home, postcode: str, named: tuple[str, ...], gazetteer: Gazetteer
) -> bool:
    """
    Let a wrong postcode pass where its district is right or the text names the town.

    Not where the same street runs through that postcode: then the number may be wrong.
    """
    own = format_postcode(home.postcode)
    if not postcode or not own or postcode == own:
        return True
    middle = gazetteer.postcodes.get(postcode)
    if middle is not None and _tidy_word(home.street) in middle.streets:
        return False
    in_district = postcode.split(maxsplit=1)[0] == own.split()[0]
    return in_district or _tidy_word(home.town) in named or _tidy_word(home.locality) in named


def _by_postcode(place: PlaceText, signature: str, postcode: str, gazetteer: Gazetteer) -> Location:
    if not postcode:
        return _nowhere(place, _NO_POSTCODE if signature or place.uprn.strip() else _NOTHING)
    middle = gazetteer.postcodes.get(postcode)
    if middle is None:
        return _nowhere(place, _NOT_LISTED)
    if middle.radius_m > _WIDEST_POSTCODE_M:
        return _nowhere(place, _WIDE_POSTCODE)
    return Location(place.role, Rung.POSTCODE, None, None, middle.easting_m, middle.northing_m, "")


def _at_home(place: PlaceText, home: Home, rung: Rung) -> Location:
    """Place at a home; at a block or split house the rung is `block`, however it was found."""
    is_block = _is_block(home)
    return Location(
        role=place.role,
        rung=Rung.BLOCK if is_block else rung,
        home_uprn=None if is_block else home.uprn,
        block_uprn=home.uprn if is_block else home.parent_uprn or None,
        easting_m=home.easting_m,
        northing_m=home.northing_m,
        reason="",
    )


def _nowhere(place: PlaceText, reason: str) -> Location:
    return Location(place.role, Rung.NONE, None, None, None, None, reason)
