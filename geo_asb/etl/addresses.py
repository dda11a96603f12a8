"""Text only: tidy an address so that two spellings of it compare equal; format a postcode."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest

__all__ = ["format_postcode", "postcode_in", "tidy"]

_WORDS = {
    # kinds of street
    "AV": "AVENUE", "AVE": "AVENUE", "AVN": "AVENUE", "BLVD": "BOULEVARD", "CL": "CLOSE",
    "CLO": "CLOSE", "CLS": "CLOSE", "CLSE": "CLOSE", "CRES": "CRESCENT", "CRESC": "CRESCENT",
    "CRS": "CRESCENT", "CRT": "COURT", "CT": "COURT", "DR": "DRIVE", "DRV": "DRIVE",
    "GDN": "GARDEN", "GDNS": "GARDENS", "GDS": "GARDENS", "GR": "GROVE", "GRN": "GREEN",
    "GRV": "GROVE", "LA": "LANE", "LN": "LANE", "MT": "MOUNT", "MWS": "MEWS", "PDE": "PARADE",
    "PK": "PARK", "PL": "PLACE", "RD": "ROAD", "SQ": "SQUARE", "STR": "STREET",
    "TCE": "TERRACE", "TER": "TERRACE", "TERR": "TERRACE", "VW": "VIEW", "WLK": "WALK",
    # kinds of building
    "BLDG": "BUILDING", "BLDGS": "BUILDINGS", "BUNG": "BUNGALOW", "COTT": "COTTAGE",
    "CTGE": "COTTAGE", "HO": "HOUSE", "HSE": "HOUSE", "HTS": "HEIGHTS", "LDG": "LODGE",
    "TWR": "TOWER",
    # parts of a building
    "APARTMENT": "FLAT", "APPT": "FLAT", "APT": "FLAT", "FL": "FLAT", "FLR": "FLOOR",
    "FLT": "FLAT", "UNIT": "FLAT", "GRD": "GROUND", "GND": "GROUND", "1ST": "FIRST",
    "2ND": "SECOND", "3RD": "THIRD", "BSMT": "BASEMENT", "STUDIO": "FLAT",
    "GFF": "GROUND FLOOR FLAT", "FFF": "FIRST FLOOR FLAT", "SFF": "SECOND FLOOR FLAT",
    "TFF": "TOP FLOOR FLAT", "BFF": "BASEMENT FLAT",
}  # fmt: skip
# A dash or quotation mark read in the wrong encoding, a spreadsheet's escaped line end, the word
# databases write for nothing, "care of", and a case reference such as ASB/2023/01234.
_DEBRIS = re.compile(
    r"[\u00c2\u00e2]\u20ac.|\u00c2(?=\s)|_x000d_|\bnull\b|\bc/o\b"
    r"|\b[a-z]{2,6}[/_-][0-9]{2,4}[/_-][0-9]{3,}\b",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("['`\u2018\u2019]")
_JOIN_OF_NUMBERS = re.compile(r"(?<=\d)[-\u2013](?=\d)")
_NOT_WORD = re.compile(r"[^A-Z0-9~]+")
_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}(?![A-Z0-9])")
_COUNTRY = re.compile(r"(?<=.)( (UNITED KINGDOM|GREAT BRITAIN|ENGLAND|UK|GB))+ ?$")
# A saint and a street, where a comma tells them apart: "Alder House, St Mary's Walk".
_SAINT = re.compile(r"(?<=[,;\r\n])\s*ST\.?(?=\s+[A-Z])")
_STREET_ENDS = re.compile(r"\bST\.?\s*(?=[,;\r\n])")
# FLAT12 and 12ALDER, which lost their blank.
_RUN_ON = re.compile(r"\b(FLAT|FLT|APT|UNIT|NO)(?=[0-9])|\b([0-9]+)(?=[A-Z]{3})")
_LEADING_ZEROS = re.compile(r"^0+(?=[0-9])")
_NUMBER = re.compile(r"[0-9]+(~[0-9]+)?")

# L a letter, D a digit, N a letter that is neither I nor O (those never stand there).
_OUTWARD = {2: ("LD",), 3: ("LLD", "LDD", "LDN"), 4: ("LLDD", "LLDN")}
_INWARD = "DLL"
_TO_DIGIT = {"O": "0", "I": "1", "L": "1"}
_TO_LETTER = {"0": "O", "1": "I"}


def tidy(address: str) -> str:
    r"""
    Reduce an address to its signature: capitals, single blanks, abbreviations in full.

    A postcode inside is left out. Nothing is corrected: a misspelt street stays misspelt.
    Tidying twice changes nothing.

    Examples
    --------
    >>> tidy("Apt. 3,  Alder Ct\n014a Mill Ln, BL1 2CD")
    'FLAT 3 ALDER COURT 14A MILL LANE'
    """
    text = _plain(address)
    while (settled := _settle(text)) != text:  # one change may make room for another
        text = settled
    return text.replace("~", "-")


def _settle(text: str) -> str:
    words = _COUNTRY.sub("", _without_postcodes(text)).split()
    words = _numbers_unmarked([_LEADING_ZEROS.sub("", word) for word in words])
    words = [_full(word, words, at) for at, word in enumerate(words)]
    return " ".join(_letters_joined(words))


def _plain(address: str) -> str:
    """Leave capitals, digits and single blanks; ~ joins the two numbers of a range."""
    address = _DEBRIS.sub(" ", address)
    if not address.isascii():
        decomposed = unicodedata.normalize("NFKD", _JOIN_OF_NUMBERS.sub("-", address))
        address = "".join(one for one in decomposed if not unicodedata.combining(one))
    text = _STREET_ENDS.sub("STREET", _APOSTROPHES.sub("", address).upper())
    text = _SAINT.sub(" SAINT", text)
    text = _JOIN_OF_NUMBERS.sub("~", text.replace("~", " ")).replace("&", " AND ")
    return _RUN_ON.sub(r"\g<0> ", _NOT_WORD.sub(" ", text)).strip()


def _without_postcodes(text: str) -> str:
    while (shorter := _POSTCODE.sub(" ", text)) != text:
        text = " ".join(shorter.split())
    return text


def _numbers_unmarked(words: list[str]) -> list[str]:
    """Leave out NO and NUMBER where a number follows."""
    return [
        word
        for word, following in zip_longest(words, words[1:], fillvalue="")
        if not (word in ("NO", "NUMBER") and following[:1].isdigit())
    ]


def _full(word: str, words: list[str], at: int) -> str:
    """Write a word in full; ST and F depend on what stands beside them."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "ST":
        starts_a_name = at == 0 or words[at - 1][0].isdigit()
        return "SAINT" if starts_a_name and following else "STREET"
    if word == "F" and (following[:1].isdigit() or len(following) == 1):
        return "FLAT"
    return _WORDS.get(word, word)


def _letters_joined(words: list[str]) -> list[str]:
    """Write 12 A as 12A."""
    joined: list[str] = []
    for word in words:
        is_letter = len(word) == 1 and word.isalpha()
        if is_letter and joined and _NUMBER.fullmatch(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=1 << 16)  # thousands of addresses share a postcode
def format_postcode(text: str) -> str:
    """
    Write a postcode as `SK1 3XE`; O and 0, I and 1 are put right by their position.

    Returns "" for what is not a postcode.
    """
    letters = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not 5 <= len(letters) <= 7:
        return ""
    outward, inward = letters[:-3], letters[-3:]
    ends = _repaired(inward, _INWARD)
    starts = [start for shape in _OUTWARD[len(outward)] if (start := _repaired(outward, shape))]
    if not ends or not starts:
        return ""
    best = min(starts, key=lambda start: sum(a != b for a, b in zip(start, outward, strict=True)))
    return f"{best} {ends}"


def _repaired(text: str, shape: str) -> str:
    """Fit characters to a shape, mending look-alikes; "" where they do not fit."""
    fitted = ""
    for given, wanted in zip(text, shape, strict=True):
        mended = (_TO_DIGIT if wanted == "D" else _TO_LETTER).get(given, given)
        if mended.isdigit() is not (wanted == "D") or (wanted == "N" and mended in "IO"):
            return ""
        fitted += mended
    return fitted


def postcode_in(address: str) -> str:
    """Find the last postcode written inside an address; "" where there is none."""
    found = _POSTCODE.findall(_plain(address))
    return format_postcode(found[-1]) if found else ""
