"""The fields and canonical words that a column map may speak of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Literal

from geo_asb.model import PlaceRole, Severity

__all__ = ["FIELDS", "NEEDED", "WORDS", "Holds", "nearest"]

Holds = Literal["cases", "contacts", "incidents"]

_WORD = re.compile(r"[a-z]{4,}")
_TELLING_LETTERS = 4  # "drug use" and "Drugs" share a word as far as this

_PLACE = (
    "address", "new_address", "location_details", "postcode", "uprn", "property_reference", "role",
    "reported_from_address", "reported_from_postcode", "reported_from_uprn",
)  # fmt: skip
_MOMENTS = ("began_at", "began_time", "ended_at", "ended_time")

FIELDS: dict[Holds, tuple[str, ...]] = {
    "cases": (
        "reference", "opened_on", "closed_on", "types", "subtype", "category", "status",
        "channel", "reporter_kind", "team", "tenure_scope", "hate_flag", "youth_related",
        *_PLACE, *_MOMENTS,
    ),
    "contacts": (
        "reference", "received_at", "types", "subtype", "channel", "reporter_kind", "team",
        *_PLACE,
    ),
    "incidents": ("reference", *_MOMENTS),
}  # fmt: skip

# Without these there is nothing to load.
NEEDED: dict[Holds, tuple[str, ...]] = {
    "cases": ("reference", "opened_on", "types"),
    "contacts": ("reference", "received_at"),
    "incidents": ("reference", "began_at"),
}

# What the words of a column may mean. Whoever is paid to look is "staff" and counted apart:
# their reports follow patrols, not trouble. A shared part is nobody's home: tenure "unknown".
WORDS: dict[str, tuple[str, ...]] = {
    "status": ("open", "closed"),
    "channel": ("phone", "web", "app", "email", "in person", "letter"),
    "reporter_kind": ("resident", "staff", "unknown"),
    "tenure_scope": ("managed", "private", "unknown"),
    "role": tuple(str(role) for role in PlaceRole),
    "category": tuple(str(severity) for severity in Severity),
}


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known word most like this one, shared words first; "" where none is known."""
    return max(known, key=lambda one: _likeness(word.casefold(), one.casefold()), default="")


def _likeness(word: str, known: str) -> tuple[int, float]:
    starts = {one[:_TELLING_LETTERS] for one in _WORD.findall(known)}
    shared = sum(one[:_TELLING_LETTERS] in starts for one in _WORD.findall(word))
    return shared, difflib.SequenceMatcher(None, word, known).ratio()
