"""
Personal values known by their pattern: what may not be stored, wherever in a file it stands.

Names cannot be told from words; only a title before one can. What is ambiguous is called
personal: a row is then refused with its reason, which a person can mend, and never stored.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "personal_kind",
    "personal_kind_in_file_name",
    "personal_kind_in_identifier",
    "without_personal",
]

_TELEPHONE = "a telephone number"
_EMAIL = "an e-mail address"
_NATIONAL_INSURANCE = "a National Insurance number"
_BIRTH = "a date that may be of birth"
_TITLE = "a person's title and name"

# Most cells hold nothing that the patterns below could begin with; this says so in one pass.
_FIRST_LOOK = re.compile(
    r"@|[(\[ ]at[)\] ]|(?:\d\D{0,3}){6}|\d{4}|\d[/.]\d{1,2}[/.]\d"
    r"|\d[ /.\-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:m(?:r|rs|s|iss|x|ister)\b|rev(?:erend|d)?\b|d\.?o\.?b\b|born|aged)",
    re.IGNORECASE,
)

_GAP = r"[\s/().\-\u2010-\u2015\u00b7]{0,2}"
# 0161 496 0123, 07700 900123, +44 (0)7700 900 123, 0044 161 4960123; O typed for the first 0.
# Only numbers that begin with 01 or 08 may lack a digit.
_BRITISH = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:\+|\(\+|00){_GAP}44(?:{_GAP}\(?0\)?)?|[0O]){_GAP}"
    rf"(?:[18](?:{_GAP}\d){{8,9}}|[23579](?:{_GAP}\d){{9}})(?!\d|[a-f]{{1,8}}\d)"
)
_PAIRS = re.compile(r"\d\d(?: \d\d)+")  # a row of garages, never a telephone number
_ABROAD = re.compile(rf"(?<!\w)\+{_GAP}\d(?:{_GAP}\d){{7,14}}(?!\d)")
# Without its 0, as a spreadsheet leaves it: 7700900123, 7700 900123, 447700900123.
_LOST_ZERO = re.compile(
    r"(?<![\w.])(?:7\d{3} ?\d{3} ?\d{3}|44[1-37]\d{9}|[12]\d\d \d{3} \d{4})(?![\w.])"
)

_REFERENCE = re.compile(r"[A-Za-z0-9/_.\-]+")
# In the name of a file days stand beside one another, so only an unbroken number is one.
_BARE_TELEPHONE = re.compile(r"(?<!\d)(?:0[1-37]\d{8,9}|(?:\+|00)44\d{10})(?!\d)")

_WORD_AT = r"(?:@|\s?[(\[]at[)\]]\s?)"
_WORD_DOT = r"(?:\.|\s?[(\[]dot[)\]]\s?)"
_ADDRESS_OF_MAIL = re.compile(
    rf"[\w.+'\-]+{_WORD_AT}[\w\-]+(?:{_WORD_DOT}[\w\-]+)+"
    r"|[\w.+'\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)*\.(?:com|org|net|uk|info|eu|ie|gov|me)\b"
    r"|\b\w+ at \w+ dot \w+",
    re.IGNORECASE,
)

_INSURANCE = re.compile(
    r"(?<![^\W_])(?:Q[\s.\-]?Q|[A-CEGHJ-PR-TW-Z][\s.\-]?[A-CEGHJ-NPR-TW-Z])(?:[\s.\-]{0,2}\d\d){3}[\s.\-]{0,2}"
    r"[A-D](?![^\W_])",
    re.IGNORECASE,
)

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
# In full or short alone: "Flat 12 Mayfair 20 High Street" is no date.
_MONTH_WORD = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"(?<![\d/.\-])(?:{_DAY}\s?([/.\-])\s?{_MONTH}\s?\1\s?{_YEAR}"
    rf"|{_MONTH}([/.\-]){_DAY}\2{_YEAR}"
    rf"|{_DAY}([/.]){_MONTH}\3\d\d|(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-\d\d"
    rf"|{_YEAR}([/.\-]){_MONTH}\4{_DAY})(?![\d/\-])"
    rf"|\b{_DAY}(?:st|nd|rd|th)?[ \-]{_MONTH_NAME},?[ \-]{_YEAR}\b"
    rf"|\b{_DAY}([ /.\-]){_MONTH_WORD}\5(?:{_YEAR}|\d\d)\b"
    rf"|\b{_MONTH_NAME} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}\b"
    r"|\b(?:d\.?o\.?b\.?|date of birth|born|aged)\b\D{0,5}\d",
    re.IGNORECASE,
)

# "Dr" is not here: it is how a Drive is written.
# Initials may stand between: Mr J Smith, Mrs A. Jones, Mr O'Brien.
_TITLED = re.compile(
    r"\b(?:mr|mrs|miss|mister|mx|ms|rev|revd|reverend)\b\.?\s*(?:[^\W\d_](?:[.'\u2019]\s*|\s+))*[^\W\d_]{2,}",
    re.IGNORECASE,
)


def personal_kind(text: str) -> str:
    """
    Name the kind of personal value that a text to be stored holds; "" where none is seen.

    Telephone numbers (British in any spacing, others with their +), e-mail addresses, National
    Insurance numbers, dates, and a title with a name. Only for cells that are not dates.
    """
    text = _in_plain_digits(text)
    if len(text) < len("Mr Ng") or not _FIRST_LOOK.search(text):
        return ""
    if _holds_telephone(text):
        return _TELEPHONE
    if _ADDRESS_OF_MAIL.search(text):
        return _EMAIL
    if _INSURANCE.search(text):
        return _NATIONAL_INSURANCE
    if _DATE.search(text):
        return _BIRTH
    return _TITLE if _TITLED.search(text) else ""


def personal_kind_in_identifier(text: str) -> str:
    """
    Name the kind of personal value that stands in the place of a reference; "" for none.

    References are long runs of digits and may hold a day: one that is a word by itself is
    personal only if all of it is, and a number only if it has the length of a telephone's.
    """
    text = _in_plain_digits(text)
    if not _REFERENCE.fullmatch(text):
        return personal_kind(text)
    if _INSURANCE.fullmatch(text):
        return _NATIONAL_INSURANCE
    if _BRITISH.fullmatch(text) and sum(map(str.isdigit, text)) == len("07700900123"):
        return _TELEPHONE
    return _BIRTH if _DATE.fullmatch(text) else ""


def personal_kind_in_file_name(name: str) -> str:
    """Name the kind of personal value in the name of a file, which is stored with its load."""
    stem = name.replace("_", " ")
    for kind, pattern in (
        (_EMAIL, _ADDRESS_OF_MAIL),
        (_NATIONAL_INSURANCE, _INSURANCE),
        (_TELEPHONE, _BARE_TELEPHONE),
        (_TITLE, _TITLED),
    ):
        if pattern.search(stem):
            return kind
    return ""


def _in_plain_digits(text: str) -> str:
    """Write wide letters and the digits of other scripts as plain ones: a number can hide so."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(one, one)) for one in plain)


def _holds_telephone(text: str) -> bool:
    if any(not _PAIRS.fullmatch(found[0]) for found in _BRITISH.finditer(text)):
        return True
    return bool(_ABROAD.search(text) or _LOST_ZERO.search(text))


def without_personal(heading: str, column: int) -> str:
    """Name a column by its heading, or by its number (from 1) where that is a personal value."""
    kind = personal_kind(heading)
    return f"column {column} (headed by {kind})" if kind else heading
