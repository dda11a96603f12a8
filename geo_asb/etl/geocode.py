"""
The ladder: officer, UPRN, address, phrase, corrected address, block, street, postcode.

Every `Location` names its rung, how sure it is and how far it may be off; what cannot be placed
says why. Numbers and unit letters are never corrected, and where a second place is nearly as
likely a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from geo_asb.etl import probability
from geo_asb.etl.addresses import format_postcode, postcode_in, tidy
from geo_asb.etl.correct import best_block, best_home
from geo_asb.etl.gazetteer import Gazetteer, is_block, tidy_word, uprn_key
from geo_asb.etl.phrases import phrase_in
from geo_asb.etl.surroundings import Spot
from geo_asb.etl.weigh import Weighed
from geo_asb.model import Home, Location, PlaceText, Rung

__all__ = ["ACCEPT", "Correction", "Gazetteer", "correction_key", "locate", "locate_all"]

ACCEPT = 0.9  # a place less likely than this waits for a person

# A postcode whose homes lie further apart says too little of where something happened.
_WIDEST_POSTCODE_M = 400.0
# Of 1,002 shops and council buildings 93% lie within this of their postcode's point in the ONS
# directory (docs/decisions/0008-geocoding.md).
_DIRECTORY_M = 250.0
_BLOCK_RADIUS_M = 30.0

_DISAGREE = "UPRN and address disagree"
_TWO_NUMBERED = "one home's UPRN is another's property reference"
_WIDE_POSTCODE = "address not in the homes list; its postcode covers too wide an area"
_NOT_LISTED = "neither address nor postcode is in the homes list"
_NO_POSTCODE = "address not in the homes list, and no postcode"
_IN_DIRECTORY = "its postcode's point: no home in the list has it"
_NOTHING = "no UPRN, address or postcode"


class Correction(NamedTuple):
    """Where an officer said a text lies: a UPRN, or a point in metres, EPSG:27700."""

    uprn: str = ""
    easting_m: float | None = None
    northing_m: float | None = None


@dataclass(slots=True)
class _Asked:
    """A place text on its way down the ladder, and why the rungs above could not hold it."""

    place: PlaceText
    signature: str
    postcode: str
    accept: float
    reasons: list[str] = field(default_factory=list)
    is_phrase: bool = False  # "outside 12 Mill Lane": not itself an address


def correction_key(place: PlaceText) -> str:
    """Write a place so that an officer's answer is found again for every spelling of its text."""
    postcode = format_postcode(place.postcode) or postcode_in(place.address)
    return f"{tidy(place.address)}|{postcode}"


def locate_all(
    places: Sequence[PlaceText],
    gazetteer: Gazetteer,
    *,
    corrections: Mapping[str, Correction] = MappingProxyType({}),
    accept: float = ACCEPT,
) -> list[Location]:
    """Place many; each distinct text is looked up once."""
    found: dict[tuple[str, str, str], Location] = {}
    located = []
    for place in places:
        text = (place.address, place.postcode, place.uprn)
        if text not in found:
            found[text] = locate(place, gazetteer, corrections=corrections, accept=accept)
        same = found[text]
        located.append(same if same.role is place.role else replace(same, role=place.role))
    return located


def locate(
    place: PlaceText,
    gazetteer: Gazetteer,
    *,
    corrections: Mapping[str, Correction] = MappingProxyType({}),
    accept: float = ACCEPT,
) -> Location:
    """
    Put one case on the highest rung that is sure enough.

    A UPRN counts where the text is empty or agrees with it on number, name or street. An
    address counts where it fits one home, in all spellings `tidy` makes equal, or with slips
    in its words and no second home near. `accept` is the least probability at which a home or
    block is taken without a person.
    """
    signature = tidy(place.address)
    postcode = format_postcode(place.postcode) or postcode_in(place.address)
    asked = _Asked(place, signature, postcode, accept)
    known = corrections.get(f"{signature}|{postcode}") if signature else None
    if known and (found := _by_officer(asked, known, gazetteer)):
        return found
    for rung in _RUNGS:
        if found := rung(asked, gazetteer):
            return found
    return _nowhere(asked)


# ---------------------------------------------------------------- the rungs, from the top


def _by_officer(asked: _Asked, known: Correction, gazetteer: Gazetteer) -> Location | None:
    reason = "an officer's earlier answer"
    home = gazetteer.by_uprn.get(uprn_key(known.uprn))
    if home is not None:
        found = _at_home(asked, home, Rung.OFFICER, probability.OFFICER, reason)
        return replace(found, rung=Rung.OFFICER)
    x, y = known.easting_m, known.northing_m
    if x is None or y is None:
        asked.reasons.append("an officer's earlier answer names a home that is no longer listed")
        return None
    return Location(
        asked.place.role, Rung.OFFICER, None, None, x, y, reason, probability.OFFICER, 0.0
    )


def _by_uprn(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    """Take the home of the UPRN or property reference, if the text does not speak against it."""
    homes = gazetteer.numbered(asked.place.uprn) if asked.place.uprn else ()
    if not homes:
        return None
    written = _exact(asked, gazetteer)
    fitting = [home for home in homes if _bears_out(asked.signature, written, home)]
    if len(fitting) == 1:
        by_uprn = uprn_key(asked.place.uprn) == uprn_key(fitting[0].uprn)
        reason = "" if by_uprn else "by its property reference"
        return _at_home(asked, fitting[0], Rung.UPRN, probability.UPRN, reason)
    asked.reasons.append(_TWO_NUMBERED if fitting else _DISAGREE)
    return None


def _bears_out(signature: str, written: Home | None, home: Home) -> bool:
    is_other = written is not None and written.uprn not in (home.uprn, home.parent_uprn)
    return _agrees(signature, home) and not is_other


def _agrees(signature: str, home: Home) -> bool:
    """Say whether a text names the home's number, flat, building or street, or nothing."""
    padded = f" {signature} "
    part, name, number, street = map(tidy_word, (home.subname, home.name, home.number, home.street))
    return not signature or any(f" {one} " in padded for one in (part, name, number, street) if one)


def _by_address(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    home = _exact(asked, gazetteer)
    return _at_home(asked, home, Rung.ADDRESS, probability.EXACT, "") if home else None


def _exact(asked: _Asked, gazetteer: Gazetteer) -> Home | None:
    """Find the one home an exact address fits, if no postcode speaks against it."""
    home = _spelt_out(asked.signature, gazetteer)
    if home is None or not asked.postcode:
        return home
    return home if asked.postcode in (home.postcode, format_postcode(home.postcode)) else None


def _spelt_out(signature: str, gazetteer: Gazetteer) -> Home | None:
    """Find the one home of a signature, towns at its end left out; they must be the home's."""
    named: set[str] = set()
    while signature:
        positions = gazetteer.by_address.get(signature, ())
        if positions:
            here = [at for at in positions if named <= gazetteer.where(gazetteer.homes[at])]
            return gazetteer.homes[here[0]] if len(here) == 1 else None
        town = next((one for one in gazetteer.towns if signature.endswith(f" {one}")), "")
        if not town:
            return None
        named.add(town)
        signature = signature.removesuffix(town).strip()
    return None


def _by_phrase(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    phrase = phrase_in(asked.place.address)
    if phrase is None:
        return None
    if phrase.kind == "garages" and (garage := _a_garage(asked, gazetteer)):
        return garage
    asked.is_phrase = True
    spot = gazetteer.surroundings.spot(phrase, asked.postcode, _finder(gazetteer))
    return _at_spot(asked, spot) if spot else None


def _a_garage(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    """Take the one listed garage that is named by its number."""
    found = best_home(asked.signature, asked.postcode, gazetteer)
    if isinstance(found, str) or found.home.kind != "other":
        return None
    return _if_sure(asked, found)


def _by_correction(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    """Take the home whose words are nearest; never for a text that is told by another place."""
    if not asked.signature or asked.is_phrase:
        return None
    found = best_home(asked.signature, asked.postcode, gazetteer)
    if isinstance(found, str):
        asked.reasons += [found] if found else []
        return None
    return _if_sure(asked, found)


def _if_sure(asked: _Asked, found: Weighed) -> Location | None:
    chance = probability.of_slips(found.slips)
    if chance < asked.accept:
        asked.reasons.append(f"unsure: {_differs(found)}")
        return None
    rung = Rung.CORRECTED if found.differs else Rung.ADDRESS
    return _at_home(asked, found.home, rung, chance, _differs(found))


def _by_block(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    """Take the block that is named where its flat is not in the list, or not sure."""
    if not asked.signature or asked.is_phrase:
        return None
    block = best_block(asked.signature, asked.postcode, gazetteer)
    if block is None:
        return None
    chance = min(probability.SAME_BLOCK, probability.of_slips(block.slips))
    if chance < asked.accept:
        return None
    return _at_home(asked, block.home, Rung.BLOCK, chance, "the block is sure, the flat is not")


def _by_street(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    if not asked.signature or _DISAGREE in asked.reasons:
        return None
    spot = gazetteer.surroundings.street(asked.place.address, asked.postcode)
    return _at_spot(asked, spot) if spot else None


def _by_postcode(asked: _Asked, gazetteer: Gazetteer) -> Location | None:
    """Take the middle of the postcode's homes; where it has none, its point in the directory."""
    if _DISAGREE in asked.reasons:
        return None
    middle = gazetteer.postcodes.get(asked.postcode)
    if middle is None:
        point_m = gazetteer.directory.get(asked.postcode)
        return _at_postcode(asked, point_m, _DIRECTORY_M, _IN_DIRECTORY) if point_m else None
    if middle.radius_m > _WIDEST_POSTCODE_M:
        asked.reasons.append(_WIDE_POSTCODE)
        return None
    point_m = middle.easting_m, middle.northing_m
    return _at_postcode(asked, point_m, middle.radius_m, "the middle of its postcode")


def _at_postcode(
    asked: _Asked, point_m: tuple[float, float], radius_m: float, reason: str
) -> Location:
    return Location(
        role=asked.place.role,
        rung=Rung.POSTCODE,
        home_uprn=None,
        block_uprn=None,
        easting_m=point_m[0],
        northing_m=point_m[1],
        reason=_joined([*asked.reasons, reason]),
        probability=probability.POSTCODE,
        radius_m=radius_m,
    )


_RUNGS: tuple[Callable[[_Asked, Gazetteer], Location | None], ...] = (
    _by_uprn,
    _by_address,
    _by_phrase,
    _by_correction,
    _by_block,
    _by_street,
    _by_postcode,
)


# ---------------------------------------------------------------- what they hand out


def _finder(gazetteer: Gazetteer) -> Callable[[str, str], Home | None]:
    """Return a finder of homes and blocks by address and postcode, for places told by them."""

    def find(text: str, postcode: str) -> Home | None:
        signature = tidy(text)
        if exact := _spelt_out(signature, gazetteer):
            return exact
        found = best_home(signature, postcode, gazetteer) if signature else ""
        if isinstance(found, str) or probability.of_slips(found.slips) < ACCEPT:
            return None
        return found.home

    return find


def _joined(reasons: Iterable[str]) -> str:
    return "; ".join(reason for reason in dict.fromkeys(reasons) if reason)


def _differs(found: Weighed) -> str:
    return _joined(found.differs)


def _at_home(asked: _Asked, home: Home, rung: Rung, chance: float, reason: str) -> Location:
    """Place at a home; at a block or split house the rung is `block`, however it was found."""
    at_block = is_block(home)
    return Location(
        role=asked.place.role,
        rung=Rung.BLOCK if at_block else rung,
        home_uprn=None if at_block else home.uprn,
        block_uprn=home.uprn if at_block else home.parent_uprn or None,
        easting_m=home.easting_m,
        northing_m=home.northing_m,
        reason=_joined([*(one for one in asked.reasons if one == _DISAGREE), reason]),
        probability=chance,
        radius_m=_BLOCK_RADIUS_M if at_block else 0.0,
    )


def _at_spot(asked: _Asked, spot: Spot) -> Location:
    return Location(
        role=asked.place.role,
        rung=spot.rung,
        home_uprn=None,
        block_uprn=spot.block_uprn,
        easting_m=spot.easting_m,
        northing_m=spot.northing_m,
        reason=_joined([*asked.reasons, spot.reason]),
        probability=probability.OF_SPOT[spot.rung],
        radius_m=spot.radius_m,
    )


def _nowhere(asked: _Asked) -> Location:
    reason = _joined(asked.reasons) or _why_nowhere(asked)
    return Location(asked.place.role, Rung.NONE, None, None, None, None, reason)


def _why_nowhere(asked: _Asked) -> str:
    if asked.postcode:
        return _NOT_LISTED
    return _NO_POSTCODE if asked.signature or asked.place.uprn.strip() else _NOTHING
