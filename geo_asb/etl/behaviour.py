"""What a landlord's word for a behaviour may mean: a hint for a person, never a decision."""

from __future__ import annotations

import re

__all__ = ["behaviour_hint"]

# Restricted types come first: a hint that hid one would put a home on a map.
_WORDS: dict[str, str] = {
    "EXPLOIT": r"cuckoo|county lines?|exploit",
    "SAFEGUARD": r"safeguard",
    "DOMESTIC": r"domestic|\bd\.?[va]\.?\b|coercive",
    "HATE": r"\bhate|racis|racial|homophob|transphob|islamophob|antisemit|\blgbt",
    "SEXUAL": r"sexual|prostitut|indecen|kerb.?crawl",
    "VIOLENCE": r"violen|assault|fight|weapon|knife|stabb|affray",
    "PETS": r"\bdogs?\b|\bcats?\b|\bpets?\b|animal|bark|foul|pigeon",
    "VANDALISM": r"vandal|graffiti|damage|broken window",
    "PARKING": r"parking|parked",
    "VEHICLE": r"vehicle|\bcars?\b|bike|moped|scooter|quad",
    "LITTER": r"litter|rubbish|tipping|dump|waste|\bbins?\b|needles",
    "GARDEN": r"garden|hedge|overgrown|\btrees?\b",
    "DRUGS": r"drug|cannabis|dealing|weed smok|substance",
    "ALCOHOL": r"alcohol|drink|drunk",
    "NOISE": r"nois|music|loud|rowdy|\btv\b|party|parties|banging",
    "COMMUNAL": r"loiter|communal|gather|youth|trespass",
    "VERBAL": r"verbal|abus|harass|threat|intimidat|nuisance call",
    "CRIME": r"crim|burgl|theft|arson|\bfires?\b|robbery",
    "BOUNDARY": r"boundary|fence|land dispute",
    "PROPERTY": r"condition of property|hoard|untidy (house|home|property)",
    "COVID": r"covid|lockdown",
}
_PATTERNS = {code: re.compile(words, re.IGNORECASE) for code, words in _WORDS.items()}


def behaviour_hint(label: str) -> str:
    """
    Give the case type whose words stand in a label, the restricted ones first; "" for none.

    Examples
    --------
    >>> behaviour_hint("Dog fouling")
    'PETS'
    >>> behaviour_hint("Racist graffiti")
    'HATE'
    """
    return next((code for code, words in _PATTERNS.items() if words.search(label)), "")
