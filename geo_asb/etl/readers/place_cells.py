"""What a row says of the place: the address, the one that overrides it, and a phrase beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from geo_asb.etl.personal import personal_kind
from geo_asb.etl.phrase_words import (
    BESIDE,
    BUILDING_KINDS,
    EXTENTS,
    OPEN_SPACES,
    SHARED_PARTS,
    SPACES_IN_NAMES,
    STREET_KINDS,
)
from geo_asb.etl.readers.door import says_no_uprn
from geo_asb.etl.readers.mapped import Mapped
from geo_asb.etl.readers.tables import Row
from geo_asb.model import PlaceRole, PlaceText

__all__ = ["place_in", "place_phrase"]

_WORD = re.compile(r"[\w/'\u2019]+")
_NOT_A_PHRASE = re.compile(r"[^\w\s,'\u2019&/()-]")  # a sentence may speak of a person
_NUMBER = re.compile(r"\d{1,4}[a-z]?|\d{1,2}(st|nd|rd|th)")
_SIGNS = frozenset(
    word
    for phrases in (BESIDE, SHARED_PARTS, OPEN_SPACES, SPACES_IN_NAMES, EXTENTS)
    for phrase in phrases
    for word in phrase.split()
)
_JOINTS = frozenset(
    (
        "a", "and", "at", "between", "block", "blocks", "both", "by", "corner", "estate", "first",
        "floor", "floors", "from", "garage", "garages", "ground", "in", "j/w", "junction", "level",
        "near", "no", "nos", "number", "numbers", "of", "off", "on", "s", "second", "side", "the",
        "third", "to", "top", "with",
    )
)  # fmt: skip
_KINDS = frozenset((*STREET_KINDS, *BUILDING_KINDS))
_TITLES = frozenset(("miss", "mr", "mrs", "ms"))
_LONGEST_NAME_WORDS = 3


def place_in(row: Row, mapped: Mapped) -> PlaceText:
    """
    Read the place of a row, before geocoding.

    A new address takes the place of the old one, its postcode and its UPRN with it. Of location
    details only a phrase of place is kept, and with it no UPRN: a landing is not the flat. A
    property reference counts where there is no UPRN.

    Where the row also gives the home it was reported from, that is its place if nothing else is
    told, or if the map says so of all its types (docs/decisions/0013-which-address.md).

    Raises
    ------
    CellError
        A role or type that the map does not know.
    """
    told = _place_told(row, mapped)
    home = PlaceText(
        mapped.text(row, "reported_from_address"),
        mapped.text(row, "reported_from_postcode"),
        _number(row, mapped, "reported_from_uprn"),
        PlaceRole.REPORTED_FROM,
    )
    if not _says_where(home):
        return told
    codes = {label.code for label in mapped.labels(row)}
    by_type = bool(codes) and codes <= mapped.columns.reported_from_types
    return home if by_type or not _says_where(told) else told


def _says_where(place: PlaceText) -> bool:
    return bool(place.address or place.postcode or place.uprn)


def _place_told(row: Row, mapped: Mapped) -> PlaceText:
    role = PlaceRole(mapped.word(row, "role"))
    if new_address := mapped.text(row, "new_address"):
        return PlaceText(new_address, "", "", role)
    address, postcode = mapped.text(row, "address"), mapped.text(row, "postcode")
    if phrase := place_phrase(mapped.text(row, "location_details"), address):
        names_street = bool(set(_words(phrase)) & set(STREET_KINDS))
        told = phrase if names_street or not address else f"{phrase}, {address}"
        return PlaceText(told, postcode, "", role)
    number = _number(row, mapped, "uprn") or _number(row, mapped, "property_reference")
    return PlaceText(address, postcode, number, role)


def _number(row: Row, mapped: Mapped, what: str) -> str:
    """Read a UPRN or property reference; two places without one are not the same place."""
    text = mapped.text(row, what)
    return "" if says_no_uprn(text) else text


def place_phrase(details: str, address: str) -> str:
    """
    Give free text back if it is nothing but a phrase of place, else "".

    Every word must be a word of place, a number, the name of a street before its kind (Mill in
    "Mill Lane"), or a word of the row's own address. So no word about a person can stand in it,
    unless a street bears the name.

    Examples
    --------
    >>> place_phrase("2nd floor landing", "Flat 3 Alder Court")
    '2nd floor landing'
    >>> place_phrase("rear of 12 Mill Lane", "")
    'rear of 12 Mill Lane'
    >>> place_phrase("outside, he shouts at neighbours", "12 Mill Lane")
    ''
    """
    words = _words(details)
    if not words or _TITLES & set(words) or _NOT_A_PHRASE.search(details):
        return ""
    if personal_kind(details):
        return ""
    known = _SIGNS | _JOINTS | set(STREET_KINDS) | set(_words(address))
    is_place = all(
        word in known or _NUMBER.fullmatch(word) or _is_name(words, at, known)
        for at, word in enumerate(words)
    )
    says_where = any(word in _SIGNS or word in _KINDS for word in words)
    return " ".join(details.split()) if is_place and says_where else ""


def _is_name(words: Sequence[str], at: int, known: Collection[str]) -> bool:
    """Say whether an unknown word belongs to the name of a street: its kind follows closely."""
    for later in words[at + 1 : at + 1 + _LONGEST_NAME_WORDS]:
        if later in STREET_KINDS:
            return True
        if later in known:
            return False
    return False


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
