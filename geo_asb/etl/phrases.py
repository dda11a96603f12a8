"""
Text only: tell a place that is not an address by the words people use for it.

"Rear of 12 Mill Lane", "junction of Mill Lane and High Street", "lift, Alder Court". A word
that belongs to a name is left alone: Opposite Lodge, Back Lane, 3 Landing Lane.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from geo_asb.etl.phrase_words import (
    BESIDE,
    BUILDING_KINDS,
    EXTENTS,
    OPEN_SPACES,
    SHARED_PARTS,
    SPACES_IN_NAMES,
    STREET_KINDS,
)
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


# ---------------------------------------------------------------- patterns


def _pattern(words: Iterable[str]) -> str:
    """Match any of these, the longest first, blanks of any width, "the" and "a" anywhere."""
    longest_first = sorted(words, key=len, reverse=True)
    blank = r"(?:\s+|-)(?:the\s+|a\s+)?"
    return "|".join(blank.join(map(re.escape, word.split())) for word in longest_first)


def _sign(words: Iterable[str]) -> str:
    """Match a sign; a single word only where no number stands before, as in 3 Landing Lane."""
    words = tuple(words)
    whole_words = [word for word in words if word.isalpha() and len(word) > _SHORT_SIGN]
    others = [word for word in words if word not in whole_words]
    return f"{_pattern(others)}|{_NO_NUMBER}(?:{_pattern(whole_words)})"


_SHORT_SIGN = 3  # opp, adj, nr: in no name
_NO_NUMBER = r"(?<!\d\s)(?<!\d[a-z]\s)(?<!\d\sthe\s)"
_KIND = rf"(?:{_pattern((*STREET_KINDS, *BUILDING_KINDS))})"
# Not part of a name: nothing like "Lane" or "House" closes it.
_NEVER_FIRST = "avenue|ave|close|cottage|crescent|drive|house|hse|lane|ln|road|rd|street|terrace"
_NO_NAME = (
    rf"(?!\s+(?:(?:{_NEVER_FIRST})\b|{_KIND}\.?\s*(?:,|-|$|\d)|(?:flat|apartment)\s*(?:,|$)))"
)

_START = r"(?<![\w/'])"
_END = r"(?![\w'/])\.?"
_FLOOR = r"(?:top|ground|first|second|third|\d+(?:st|nd|rd|th))(?:\s+floor)?\b"
_UNMARKED = r"(?:no'?s?\.?\s*|numbers?\s+|#)?"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_JOINER = _compiled(r"\s*(?:/|&|\+|@)\s*|\s+(?:and|with|at|meets|by)\s+")
_LINE_ENDS = _compiled(r"[\r\n\t]+|_x000d_|[()\[\];|]")
_DASHES = _compiled(r"\s+[-\u2013\u2014]\s+|(?<=[a-z])\s*[\u2013\u2014]\s*(?=[a-z])")
_COMMAS = re.compile(r"\s*,(?:\s*,)*\s*")
_LONG_WORD = _compiled(r"\b[a-z]{6,}\b")
_LONG_SIGNS = Vocabulary(("ADJACENT", "BEHIND", "BETWEEN", "JUNCTION", "OPPOSITE", "OUTSIDE"))
_DIGIT = re.compile(r"\d")
_NAME = _compiled(r"[a-z]{3}")
_MOST_READINGS = 5
_BESIDE = _compiled(rf"{_START}(?:(?:{_sign(BESIDE)}){_END}{_NO_NAME}|by(?=\s+(?:no\.?\s*)?\d))")
_SHARED = _compiled(
    rf"{_START}between\s+(?:floors?\s+\d+\s+(?:and|&)\s+\d+|{_FLOOR}\s+(?:and|&)\s+{_FLOOR})\b|"
    rf"{_START}(?:{_FLOOR}\s+)?(?:{_sign(SHARED_PARTS)}){_END}{_NO_NAME}"
    rf"(?:[\s,]+(?:on\s+)?(?:the\s+)?{_FLOOR}(?!\s+flat))?"
)
_JUNCTION = _compiled(
    rf"{_START}{_NO_NUMBER}(?:(?:at\s+)?(?:the|its)\s+)?(?:junction|junc|jct|jctn|jcn|jn|jnct|j/w|corner|cnr"
    rf"|crossroads|intersection)(?:\s+(?:of|with|at|between|j/w)\b)?{_END}{_NO_NAME}"
)
_GARAGES = _compiled(
    rf"{_START}{_NO_NUMBER}(?:garages?|lock[\s-]?ups?)(?:\s+(?:area|block|blocks|compound|court|site|sites))?"
    rf"{_END}{_NO_NAME}"
)
_BETWEEN = _compiled(rf"{_START}(?:in\s+)?(?:between|betw|btwn|b/w)\s+")
_SPACE = _compiled(
    rf"{_START}(?:{_sign(OPEN_SPACES)}){_END}{_NO_NAME}"
    rf"|(?:^|,\s*|{_START}(?:in|on|at|by|near|around|from|of)\s+)(?:the\s+|a\s+)?"
    rf"(?:(?P<named>{_pattern(SPACES_IN_NAMES)})(?=\s*,|\s+(?:on|at|in|of|off|near|by|along)\s))"
)
_EXTENT = _compiled(rf"{_START}(?:{_sign(EXTENTS)}){_END}{_NO_NAME}")
_WHOLE = _compiled(
    r"[\s,]*\b(?:the\s+)?(?:whole|entire|full)\s+(?:of\s+(?:the\s+)?)?"
    r"(?:street|road|length|close|avenue|estate)\b"
)
_ESTATE = _compiled(rf"^(?P<name>[^,]+?\best(?:ate)?){_END}{_NO_NAME}")
_CONNECTOR = _compiled(
    r"^[\s,.:/-]*(?:(?:on|at|in|of|off|to|for|by|near|from|along|inside|within|under|over|via"
    r"|number|block of)(?![\w/])[\s,.:-]*|no'?s?\.?\s*(?=\d))*"
)
_LOOSE_END = _compiled(
    r"(?:(?:^|[\s,.:/-]+)(?:on|at|in|of|off|to|by|near|from|the|its|and|is))*[\s,.:/-]*$"
)
_LATER_PART = _compiled(r",\s*|\s+(?:on|at|in|of|off|along|near)\s+(?:the\s+)?")
_RANGE = _compiled(
    r"^(?:(?P<unit>flats?|apartments?|garages?)\s+|houses\s+|properties\s+)?"
    rf"{_UNMARKED}(?P<first>\d+[a-z]?)(?:\s*,\s*\d+[a-z]?)*"
    rf"\s*(?:-|\u2013|/|&|\+|to\b|and\b)\s*{_UNMARKED}(?P<last>\d+[a-z]?)"
    r"(?:[\s,]+(?P<street>(?!and\b)[a-z].*))?$"
)
_THE = _compiled(r"^the\s+")
_TWO_HOMES = _compiled(
    r"^(?:(?:flats|apartments|garages|houses|properties)\s|\d+[a-z]?\s*(?:&|and\b|to\b)\s*\d)"
)
_KIND_LAST = _compiled(rf"\b{_KIND}\.?$")
_AT = _compiled(r"\s(?:at|by|with)\s")
_STREET_KIND_FIRST = _compiled(rf"^[^,]*\w\s+(?:{_pattern(STREET_KINDS)})\.?(?:,|$)")
_UP_TO_KIND = _compiled(rf"^.*\b{_KIND}\b")
_NUMBER_FIRST = _compiled(r"^\d+[a-z]?\b")
_BARE_NUMBER = _compiled(rf"^{_UNMARKED}(\d+[a-z]?)\s*(?:,\s*(.*))?$")


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
    text = _cleaned(address)
    for read in _READERS:
        phrase = read(text)
        if phrase is not None:
            return phrase
    return None


def _cleaned(address: str) -> str:
    """Write line ends and brackets as commas, a long or spaced dash as a spaced one."""
    text = _LINE_ENDS.sub(", ", address.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    text = _COMMAS.sub(", ", " ".join(_DASHES.sub(" - ", text).split()))
    return _LONG_WORD.sub(_sign_mended, text).strip(" ,.-")


def _sign_mended(word: re.Match[str]) -> str:
    """Put right "opposit", which would leave a dwelling behind; one slip, and long signs only."""
    readings = _LONG_SIGNS.readings(word[0].upper())
    return next((sign.lower() for sign, slips in readings.items() if slips == 1), word[0])


# ---------------------------------------------------------------- one reader for each kind


def _junction(text: str) -> Phrase | None:
    if match := _JUNCTION.search(text):
        head, tail = _head(text, match), _tail(text, match)
        if _NUMBER_FIRST.match(head) and _KIND_LAST.search(
            head
        ):  # "12 Mill Lane, corner of High Street" is number 12
            return _one_place("near", head, "")
        ends = _two_ends(tail, either=not head) or _two_before(head, tail) or (head, tail)
        if all(map(_has_a_name, ends)):
            return Phrase("junction", ends)
        return _one_place("street", tail, head)
    return None


def _two_streets(text: str) -> Phrase | None:
    """Read "Mill Lane/High Street" as their junction."""
    streets = None if _DIGIT.search(text) else _two_ends(text, either=False)
    if streets and _STREET_KIND_FIRST.search(streets[1]) and not _AT.search(text):
        return Phrase("junction", streets)
    return None


def _garages(text: str) -> Phrase | None:
    match = _GARAGES.search(text)
    if match is None:
        return None
    tail = _behind_last(_BESIDE, _tail(text, match))
    ends = _two_numbers(tail)
    return Phrase("garages", ends) if ends else _one_place("garages", tail, _head(text, match))


def _shared(text: str) -> Phrase | None:
    match = _SHARED.search(text)
    if match is None:
        return None
    parts = (_trimmed(part) for part in _SHARED.sub(",", text).split(","))
    rest = ", ".join(filter(None, parts))
    return _one_place("shared", _behind_last(_BESIDE, rest), _head(text, match))


def _between(text: str) -> Phrase | None:
    if (match := _TWO_HOMES.match(text)) and (ends := _two_numbers(text)):
        return Phrase("between", ends)
    match = _BETWEEN.search(text)
    if match is None:
        return None
    head, tail = _head(text, match), _tail(text, match)
    ends = _two_numbers(tail, head) or _two_ends(tail, either=True)
    return Phrase("between", ends) if ends else None


def _beside(text: str) -> Phrase | None:
    matches = [match for match in _BESIDE.finditer(text) if not _names_a_town(text, match)]
    if not matches:
        return None
    tail = _tail(text, matches[-1])
    ends = _two_numbers(tail)
    return Phrase("between", ends) if ends else _one_place("near", tail, _head(text, matches[0]))


def _open_space(text: str) -> Phrase | None:
    match = _SPACE.search(text)
    if match is None:
        return None
    if text[:1].isdigit() and (match["named"] or not _KIND_LAST.search(_head(text, match))):
        return None  # 12 The Green; 36 Mill Lane, The Precinct
    tail = _tail(text, match)
    ends = _two_numbers(tail)
    return Phrase("between", ends) if ends else _one_place("open space", tail, _head(text, match))


def _extent(text: str) -> Phrase | None:
    if match := _EXTENT.search(text):
        return _one_place("street", _tail(text, match), _head(text, match))
    if match := _WHOLE.search(text):
        street = _head(text, match)
        return _one_place("street", ", ".join(filter(None, (street, _tail(text, match)))), street)
    street, dash, told = text.partition(" - ")
    if not dash or _DIGIT.search(text):
        return None
    _, comma, town = told.partition(",")
    return _one_place("street", street + comma + town, street)


def _estate(text: str) -> Phrase | None:
    if _DIGIT.search(text) or not (match := _ESTATE.search(text)):
        return None
    return _one_place("estate", _trimmed(match["name"]) + text[match.end() :], "")


# ---------------------------------------------------------------- what stands around the sign


def _head(text: str, match: re.Match[str]) -> str:
    return _trimmed(text[: match.start()])


def _tail(text: str, match: re.Match[str]) -> str:
    return _trimmed(text[match.end() :])


def _trimmed(text: str) -> str:
    """Leave out the small words and marks at both ends: "of the", "at", a comma."""
    return _LOOSE_END.sub("", _CONNECTOR.sub("", text))


def _behind_last(sign: re.Pattern[str], text: str) -> str:
    *_, last = (None, *sign.finditer(text))
    return _tail(text, last) if last and _tail(text, last) else text


def _names_a_town(text: str, match: re.Match[str]) -> bool:
    """Tell "12 Mill Lane, nr Leigh", which is an address, from "nr the shops, Mill Lane"."""
    is_near = match[0].lower().rstrip(".") in ("near", "nr")
    return is_near and bool(_DIGIT.search(text[: match.start()]))


def _two_numbers(text: str, head: str = "") -> tuple[str, str] | None:
    """
    Read "1 to 5 Mill Lane", "flats 1-5 Alder Court" as two addresses.

    The street may stand before: "Mill Lane, between 1 and 5".
    """
    match = _RANGE.match(text)
    if match is None:
        return None
    unit = match["unit"].lower().removesuffix("s") + " " if match["unit"] else ""
    street = match["street"] or ""
    before = _UP_TO_KIND.search(_behind_last(_BESIDE, head))
    is_town = text[match.end("last") :][:1] == "," or not _STREET_KIND_FIRST.search(street)
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
        for match in _JOINER.finditer(text)
        if _has_a_name(left := _head(text, match)) and (right := _tail(text, match))
    ]
    sure = [ends for ends in splits if _KIND_LAST.search(ends[0])]
    left, right = next(iter(sure or (splits if either else [])), ("", ""))
    if _NUMBER_FIRST.match(left) and _BARE_NUMBER.match(right):
        right = _NUMBER_FIRST.sub(right, left, count=1)
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
    number = _BARE_NUMBER.match(tail)
    if number and head:
        yield f"{number[1]} {head}" + (f", {number[2]}" if number[2] else "")
    yield tail  # The Avenue may be a street's whole name
    yield _THE.sub("", tail)
    for part in _LATER_PART.finditer(tail):
        yield tail[part.end() :]
    yield _THE.sub("", head)


def _has_a_name(text: str) -> bool:
    return bool(_NAME.search(text))


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
