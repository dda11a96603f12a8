"""What no cell may bring in: told before any reader sees its row."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

from geo_asb.etl.personal import personal_kind, personal_kind_in_identifier
from geo_asb.etl.readers.cells import Cell, text_of

__all__ = ["UNASKED", "ColumnKind", "fault_in", "is_uprn_or_none", "says_no_uprn"]

# What the values of a column are. A day is read by its own rules and never stored as text; of
# details a reader keeps a phrase of place alone. "any" where the reader does not say: then a cell
# that is a date or a number alone may pass.
ColumnKind = Literal["text", "day", "details", "reference", "uprn", "any"]
UNASKED: tuple[ColumnKind, ...] = ("day", "details")

_MOST_CHARACTERS = 1_000
_MOST_DIGITS = 10**15  # a spreadsheet's number keeps fifteen

_SHOWS_ERROR = re.compile(
    r"#(ref|n/a|value|div/0|name|num|null|spill|calc|getting_data|blocked)[!?]?|err:\d{3}", re.I
)
_DITTO = re.compile(
    r"[\"\u201c\u201d\u2033\u3003\u02ba]|''|,,|-\"-|ditto|do\.|same|idem"
    r"|(the )?(same )?as (above|before|previous)( row)?|same as above|see above|above|\(as above\)",
    re.I,
)
_CUT_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d{1,3}", re.I)
_LIKE_FORMULA = re.compile(r"[=@\t\r]|[+-]\s*[A-Za-z(@=]")
_TURNED_AROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WHOLE_DATE = re.compile(
    r"(\d{1,2}[/.-](\d{1,2}|[a-z]{3,9})[/.-](\d{4}|\d{2})|\d{4}-\d{2}(-\d{2})?"
    r"|\d{1,2} [a-z]{3,9} (\d{4}|\d{2}))([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?",
    re.I,
)
_UPRN = re.compile(r"[0-9]{1,12}")
_NO_UPRN = re.compile(r"|-|0+|n/?a|none|null|nil|not (known|given|supplied)|unknown", re.I)
_BARE_TELEPHONE = re.compile(r"0[1-357-9]\d{8,9}|44[1-37]\d{9}")


def fault_in(cell: Cell, kind: ColumnKind) -> str:
    """
    Say why a cell may not be stored, and what to do; "" where it may.

    Never shows what the cell holds. Days and details are left to whoever reads them.
    """
    if kind in UNASKED:
        return ""
    if isinstance(cell, str):
        return _fault_in_text(cell, kind)
    if isinstance(cell, datetime | date | time | timedelta):
        return _fault_in_time(kind)
    if isinstance(cell, bool) or abs(cell) < _MOST_DIGITS or kind == "uprn":
        return _fault_in_text(text_of(cell), kind)
    return "this number has more digits than a spreadsheet keeps. Format the column as text."


def _fault_in_time(kind: ColumnKind) -> str:
    if kind in ("any", "uprn"):
        return ""
    return (
        "a spreadsheet has turned this into a date or a time (as it does with 1-2 or 3/4). "
        "Format the column as text and write it again."
    )


def _fault_in_text(cell: str, kind: ColumnKind) -> str:
    text = text_of(cell)
    if kind != "uprn" and (spoilt := _spoilt(cell, text)):
        return spoilt
    if personal := _personal(text, kind):
        return f"holds {personal}. Take it out where it was typed and export again."
    return ""


def _personal(text: str, kind: ColumnKind) -> str:
    if kind == "reference":
        return personal_kind_in_identifier(text)
    if kind != "text" and text.isdigit() and not _BARE_TELEPHONE.fullmatch(text):
        return ""
    if kind == "any" and _WHOLE_DATE.fullmatch(text):
        return ""
    return personal_kind(text)


def is_uprn_or_none(cell: Cell) -> bool:
    """Say whether a cell is a UPRN, or says that there is none."""
    text = text_of(cell)
    return bool(_UPRN.fullmatch(text) or _NO_UPRN.fullmatch(text))


def says_no_uprn(text: str) -> bool:
    """Say whether a text under UPRN says that there is none: N/A, unknown, 0."""
    return bool(_NO_UPRN.fullmatch(text))


def _spoilt(cell: str, text: str) -> str:
    """Say how a text was damaged on its way, or that it says nothing by itself."""
    if len(text) > _MOST_CHARACTERS:
        return f"holds more than {_MOST_CHARACTERS:,} characters. Look for rows run together."
    if _SHOWS_ERROR.fullmatch(text):
        return "the spreadsheet shows an error here. Mend its formula and save it again."
    if _DITTO.fullmatch(text):
        return "points to the row above. Write out what it means: rows may change places."
    if _CUT_NUMBER.fullmatch(text):
        return (
            "a spreadsheet has cut a long number short (as in 1.00E+11). Format the column as "
            "text before the file is opened or saved, and export again."
        )
    if _LIKE_FORMULA.match(text):
        return "begins like a formula of a spreadsheet. Take the sign in front away."
    return "" if cell.isascii() else _garbled(cell)


def _garbled(cell: str) -> str:
    if "\ufffd" in cell or _is_utf8_read_wrongly(cell):
        return "letters were garbled on the way (as in Caf\u00c3\u00a9). Export it as 'CSV UTF-8'."
    if _TURNED_AROUND.search(cell):
        return "holds hidden marks that turn the writing around. Type it again."
    return ""


def _is_utf8_read_wrongly(cell: str) -> bool:
    """Say whether letters are pairs that UTF-8 makes when read as Windows-1252 or Latin-1."""
    for encoding in ("cp1252", "latin-1"):
        try:
            cell.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        return True
    return False
