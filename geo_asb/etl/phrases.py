"""
Text only: tell a place that is not an address by the words people use for it.

"Rear of 12 Mill Lane", "junction of Mill Lane and High Street", "lift, Alder Court". A word
that belongs to a name is left alone: Opposite Lodge, Back Lane, 3 Landing Lane.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from geo_asb.etl import phrase_signs as signs
from geo_asb.etl.vocabulary import Vocabulary

__all__ = ["Phrase", "phrase_in"]

Kind = Literal["near", "shared", "between", "junction", "garages", "street", "open space", "estate"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A place told by what it is near.

    `anchors` are raw texts of addresses, streets or estates. For `between` and `junction`, and
    for garages by two numbers, they are the two ends; else readings of one place, the fullest
    first.
    """

    kind: Kind
    anchors: tuple[str, ...]


# A cell longer than this tells a story, not a place.
_LONGEST_PLACE = 300
_MOST_READINGS = 5
_LONG_SIGNS = Vocabulary(("ADJACENT", "BEHIND", "BETWEEN", "JUNCTION", "OPPOSITE", "OUTSIDE"))


def phrase_in(address: str) -> Phrase | None:
    """
    Read the place an address text tells by something else; None where it reads like an address.

    Examples
    --------
    >>> phrase_in("garages rear of 10-14 Mill Lane, Leigh")
    Phrase(kind='garages', anchors=('10 Mill Lane, Leigh', '14 Mill Lane, Leigh'))
    >>> phrase_in("Opposite Lodge, Mill Lane") is None
    True
    """
    if len(address) > _LONGEST_PLACE:
        return None
    text = _cleaned(address)
    for read in _READERS:
        phrase = read(text)
        if phrase is not None:
            return phrase
    return None


def _cleaned(address: str) -> str:
    """Write line ends and brackets as commas, a long or spaced dash as a spaced one."""
    text = signs.LINE_ENDS.sub(", ", address.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    text = signs.COMMAS.sub(", ", " ".join(signs.DASHES.sub(" - ", text).split()))
    return signs.LONG_WORD.sub(_sign_mended, text).strip(" ,.-")


def _sign_mended(word: re.Match[str]) -> str:
    """Put right "opposit", which would leave a dwelling behind; one slip, and long signs only."""
    readings = _LONG_SIGNS.readings(word[0].upper())
    return next((sign.lower() for sign, slips in readings.items() if slips == 1), word[0])


# ---------------------------------------------------------------- one reader for each kind


def _junction(text: str) -> Phrase | None:
    if match := signs.JUNCTION.search(text):
        head, tail = _head(text, match), _tail(text, match)
        # "12 Mill Lane, corner of High Street" is number 12.
        if signs.NUMBER_FIRST.match(head) and signs.KIND_LAST.search(head):
            return _one_place("near", head, "")
        ends = _two_ends(tail, either=not head) or _two_before(head, tail) or (head, tail)
        if all(map(_has_a_name, ends)):
            return Phrase("junction", ends)
        return _one_place("street", tail, head)
    return None


def _two_streets(text: str) -> Phrase | None:
    """Read "Mill Lane/High Street" as their junction."""
    streets = None if signs.DIGIT.search(text) else _two_ends(text, either=False)
    if streets and signs.STREET_KIND_FIRST.search(streets[1]) and not signs.AT.search(text):
        return Phrase("junction", streets)
    return None


def _garages(text: str) -> Phrase | None:
    match = signs.GARAGES.search(text)
    if match is None:
        return None
    tail = _behind_last(signs.BESIDE, _tail(text, match))
    ends = _two_numbers(tail)
    return Phrase("garages", ends) if ends else _one_place("garages", tail, _head(text, match))


def _shared(text: str) -> Phrase | None:
    match = signs.SHARED_PART.search(text)
    if match is None:
        return None
    parts = (_trimmed(part) for part in signs.SHARED_PART.sub(",", text).split(","))
    rest = ", ".join(filter(None, parts))
    return _one_place("shared", _behind_last(signs.BESIDE, rest), _head(text, match))


def _between(text: str) -> Phrase | None:
    if (match := signs.TWO_HOMES.match(text)) and (ends := _two_numbers(text)):
        return Phrase("between", ends)
    match = signs.BETWEEN.search(text)
    if match is None:
        return None
    head, tail = _head(text, match), _tail(text, match)
    ends = _two_numbers(tail, head) or _two_ends(tail, either=True)
    return Phrase("between", ends) if ends else None


def _beside(text: str) -> Phrase | None:
    matches = [match for match in signs.BESIDE.finditer(text) if not _names_a_town(text, match)]
    if not matches:
        return None
    tail = _tail(text, matches[-1])
    ends = _two_numbers(tail)
    return Phrase("between", ends) if ends else _one_place("near", tail, _head(text, matches[0]))


def _open_space(text: str) -> Phrase | None:
    match = signs.OPEN_SPACE.search(text)
    if match is None:
        return None
    if text[:1].isdigit() and (match["named"] or not signs.KIND_LAST.search(_head(text, match))):
        return None  # 12 The Green; 36 Mill Lane, The Precinct
    tail = _tail(text, match)
    ends = _two_numbers(tail)
    return Phrase("between", ends) if ends else _one_place("open space", tail, _head(text, match))


def _extent(text: str) -> Phrase | None:
    if match := signs.EXTENT.search(text):
        return _one_place("street", _tail(text, match), _head(text, match))
    if match := signs.WHOLE.search(text):
        street = _head(text, match)
        return _one_place("street", ", ".join(filter(None, (street, _tail(text, match)))), street)
    street, dash, told = text.partition(" - ")
    if not dash or signs.DIGIT.search(text):
        return None
    _, comma, town = told.partition(",")
    return _one_place("street", street + comma + town, street)


def _estate(text: str) -> Phrase | None:
    if signs.DIGIT.search(text) or not (match := signs.ESTATE.search(text)):
        return None
    return _one_place("estate", _trimmed(match["name"]) + text[match.end() :], "")


# ---------------------------------------------------------------- what stands around the sign


def _head(text: str, match: re.Match[str]) -> str:
    return _trimmed(text[: match.start()])


def _tail(text: str, match: re.Match[str]) -> str:
    return _trimmed(text[match.end() :])


def _trimmed(text: str) -> str:
    """Leave out the small words and marks at both ends: "of the", "at", a comma."""
    return signs.LOOSE_END.sub("", signs.CONNECTOR.sub("", text))


def _behind_last(sign: re.Pattern[str], text: str) -> str:
    *_, last = (None, *sign.finditer(text))
    return _tail(text, last) if last and _tail(text, last) else text


def _names_a_town(text: str, match: re.Match[str]) -> bool:
    """Tell "12 Mill Lane, nr Leigh", which is an address, from "nr the shops, Mill Lane"."""
    is_near = match[0].lower().rstrip(".") in ("near", "nr")
    return is_near and bool(signs.DIGIT.search(text[: match.start()]))


def _two_numbers(text: str, head: str = "") -> tuple[str, str] | None:
    """
    Read "1 to 5 Mill Lane", "flats 1-5 Alder Court" as two addresses.

    The street may stand before: "Mill Lane, between 1 and 5".
    """
    match = signs.RANGE.match(text)
    if match is None:
        return None
    unit = match["unit"].lower().removesuffix("s") + " " if match["unit"] else ""
    street = match["street"] or ""
    before = signs.UP_TO_KIND.search(_behind_last(signs.BESIDE, head))
    is_town = text[match.end("last") :][:1] == "," or not signs.STREET_KIND_FIRST.search(street)
    if before and is_town:
        street = f"{before[0]}, {street}" if street else before[0]
    first, last = (f"{unit}{match[end]} {street}" for end in ("first", "last"))
    return (first, last) if street else None


def _two_ends(text: str, *, either: bool) -> tuple[str, str] | None:
    """
    Split at "and", "/", "with" behind the word for a kind of street: Lamb and Flag Lane is one.

    Where no street is known by its last word, the first such split counts if `either`.
    """
    splits = [
        (left, right)
        for match in signs.JOINER.finditer(text)
        if _has_a_name(left := _head(text, match)) and (right := _tail(text, match))
    ]
    sure = [ends for ends in splits if signs.KIND_LAST.search(ends[0])]
    left, right = next(iter(sure or (splits if either else [])), ("", ""))
    number = signs.NUMBER_FIRST.match(left)
    if number and signs.BARE_NUMBER.match(right):
        right = right + left[number.end() :]
    return (left, right) if _has_a_name(right) else None


def _two_before(head: str, town: str) -> tuple[str, str] | None:
    """Read "Mill Lane/High Street junction, Leigh"."""
    ends = _two_ends(head, either=False)
    return (ends[0], ", ".join(filter(None, (ends[1], town)))) if ends else None


def _one_place(kind: Kind, tail: str, head: str) -> Phrase | None:
    readings = dict.fromkeys(one for one in _readings(tail, head) if _has_a_name(one))
    return Phrase(kind, tuple(islice(readings, _MOST_READINGS))) if readings else None


def _readings(tail: str, head: str) -> Iterator[str]:
    """List what stands behind the sign, ever less of it, then what stands before."""
    number = signs.BARE_NUMBER.match(tail)
    if number and head:
        yield f"{number[1]} {head}" + (f", {number[2]}" if number[2] else "")
    yield tail  # The Avenue may be a street's whole name
    yield signs.THE.sub("", tail)
    for part in signs.LATER_PART.finditer(tail):
        yield tail[part.end() :]
    yield signs.THE.sub("", head)


def _has_a_name(text: str) -> bool:
    return bool(signs.NAME.search(text))


_READERS = (
    _junction,
    _garages,
    _shared,
    _between,
    _beside,
    _two_streets,
    _open_space,
    _extent,
    _estate,
)
