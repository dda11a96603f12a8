"""The signs of a place that is not an address, as patterns over the words of `phrase_words`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo_asb.etl import phrase_words as words

__all__ = [
    "AT",
    "BARE_NUMBER",
    "BESIDE",
    "BETWEEN",
    "COMMAS",
    "CONNECTOR",
    "DASHES",
    "DIGIT",
    "ESTATE",
    "EXTENT",
    "GARAGES",
    "JOINER",
    "JUNCTION",
    "KIND_LAST",
    "LATER_PART",
    "LINE_ENDS",
    "LONG_WORD",
    "LOOSE_END",
    "NAME",
    "NUMBER_FIRST",
    "OPEN_SPACE",
    "RANGE",
    "SHARED_PART",
    "STREET_KIND_FIRST",
    "THE",
    "TWO_HOMES",
    "UP_TO_KIND",
    "WHOLE",
]


def _pattern(listed: Iterable[str]) -> str:
    """Match any of these, the longest first, blanks of any width, "the" and "a" anywhere."""
    longest_first = sorted(listed, key=len, reverse=True)
    blank = r"(?:\s+|-)(?:the\s+|a\s+)?"
    return "|".join(blank.join(map(re.escape, word.split())) for word in longest_first)


def _sign(listed: Iterable[str]) -> str:
    """Match a sign; a single word only where no number stands before, as in 3 Landing Lane."""
    listed = tuple(listed)
    whole_words = [word for word in listed if word.isalpha() and len(word) > _SHORT_SIGN]
    others = [word for word in listed if word not in whole_words]
    return f"{_pattern(others)}|{_NO_NUMBER}(?:{_pattern(whole_words)})"


_SHORT_SIGN = 3  # opp, adj, nr: in no name
_NO_NUMBER = r"(?<!\d\s)(?<!\d[a-z]\s)(?<!\d\sthe\s)"
_KIND = rf"(?:{_pattern((*words.STREET_KINDS, *words.BUILDING_KINDS))})"
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


# ---------------------------------------------------------------- the signs

BESIDE = _compiled(
    rf"{_START}(?:(?:{_sign(words.BESIDE)}){_END}{_NO_NAME}|by(?=\s+(?:no\.?\s*)?\d))"
)
SHARED_PART = _compiled(
    rf"{_START}between\s+(?:floors?\s+\d+\s+(?:and|&)\s+\d+|{_FLOOR}\s+(?:and|&)\s+{_FLOOR})\b|"
    rf"{_START}(?:{_FLOOR}\s+)?(?:{_sign(words.SHARED_PARTS)}){_END}{_NO_NAME}"
    rf"(?:[\s,]+(?:on\s+)?(?:the\s+)?{_FLOOR}(?!\s+flat))?"
)
JUNCTION = _compiled(
    rf"{_START}{_NO_NUMBER}(?:(?:at\s+)?(?:the|its)\s+)?"
    r"(?:junction|junc|jct|jctn|jcn|jn|jnct|j/w|corner|cnr|crossroads|intersection)"
    rf"(?:\s+(?:of|with|at|between|j/w)\b)?{_END}{_NO_NAME}"
)
GARAGES = _compiled(
    rf"{_START}{_NO_NUMBER}(?:garages?|lock[\s-]?ups?)"
    rf"(?:\s+(?:area|block|blocks|compound|court|site|sites))?{_END}{_NO_NAME}"
)
BETWEEN = _compiled(rf"{_START}(?:in\s+)?(?:between|betw|btwn|b/w)\s+")
# What is seldom part of a name may stand anywhere; "park" or "green" only where a part of the text
# begins, and with "on", "at", "off" or a comma behind it.
OPEN_SPACE = _compiled(
    rf"{_START}(?:{_sign(words.OPEN_SPACES)}){_END}{_NO_NAME}"
    rf"|(?:^|,\s*|{_START}(?:in|on|at|by|near|around|from|of)\s+)(?:the\s+|a\s+)?"
    rf"(?:(?P<named>{_pattern(words.SPACES_IN_NAMES)})"
    r"(?=\s*,|\s+(?:on|at|in|of|off|near|by|along)\s))"
)
EXTENT = _compiled(rf"{_START}(?:{_sign(words.EXTENTS)}){_END}{_NO_NAME}")
WHOLE = _compiled(
    r"[\s,]*\b(?:the\s+)?(?:whole|entire|full)\s+(?:of\s+(?:the\s+)?)?"
    r"(?:street|road|length|close|avenue|estate)\b"
)
ESTATE = _compiled(rf"^(?P<name>[^,]+?\best(?:ate)?){_END}{_NO_NAME}")

# ---------------------------------------------------------------- what stands around them

CONNECTOR = _compiled(
    r"^[\s,.:/-]*(?:(?:on|at|in|of|off|to|for|by|near|from|along|inside|within|under|over|via"
    r"|number|block of)(?![\w/])[\s,.:-]*|no'?s?\.?\s*(?=\d))*"
)
LOOSE_END = _compiled(
    r"(?:(?:^|[\s,.:/-]+)(?:on|at|in|of|off|to|by|near|from|the|its|and|is))*[\s,.:/-]*$"
)
LATER_PART = _compiled(r",\s*|\s+(?:on|at|in|of|off|along|near)\s+(?:the\s+)?")
JOINER = _compiled(r"\s*(?:/|&|\+|@)\s*|\s+(?:and|with|at|meets|by)\s+")
AT = _compiled(r"\s(?:at|by|with)\s")
THE = _compiled(r"^the\s+")

# ---------------------------------------------------------------- numbers and names

RANGE = _compiled(
    r"^(?:(?P<unit>flats?|apartments?|garages?)\s+|houses\s+|properties\s+)?"
    rf"{_UNMARKED}(?P<first>\d+[a-z]?)(?:\s*,\s*\d+[a-z]?)*"
    rf"\s*(?:-|\u2013|/|&|\+|to\b|and\b)\s*{_UNMARKED}(?P<last>\d+[a-z]?)"
    r"(?:[\s,]+(?P<street>(?!and\b)[a-z].*))?$"
)
TWO_HOMES = _compiled(
    r"^(?:(?:flats|apartments|garages|houses|properties)\s|\d+[a-z]?\s*(?:&|and\b|to\b)\s*\d)"
)
BARE_NUMBER = _compiled(rf"^{_UNMARKED}(\d+[a-z]?)\s*(?:,\s*(.*))?$")
NUMBER_FIRST = _compiled(r"^\d+[a-z]?\b")
DIGIT = re.compile(r"\d")
NAME = _compiled(r"[a-z]{3}")
KIND_LAST = _compiled(rf"\b{_KIND}\.?$")
STREET_KIND_FIRST = _compiled(rf"^[^,]*\w\s+(?:{_pattern(words.STREET_KINDS)})\.?(?:,|$)")
UP_TO_KIND = _compiled(rf"^.*\b{_KIND}\b")

# ---------------------------------------------------------------- how a text is written

LINE_ENDS = _compiled(r"[\r\n\t]+|_x000d_|[()\[\];|]")
DASHES = _compiled(r"\s+[-\u2013\u2014]\s+|(?<=[a-z])\s*[\u2013\u2014]\s*(?=[a-z])")
COMMAS = re.compile(r"\s*,(?:\s*,)*\s*")
LONG_WORD = _compiled(r"\b[a-z]{6,}\b")
