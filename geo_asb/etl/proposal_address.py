"""Find the columns over which a sheet splits one address: they stand side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

__all__ = ["split_address"]

# A line of an address, or a part of one line.
_LINES = re.compile(
    r"(incident |property )?address( ?line)?( ?[1-6])?"
    r"|((house|number|no) ?(&|and) ?|property )?(street|road)( name)?|thoroughfare"
    r"|(flat|apt|apartment|unit|sub building|house|property|door|building|block|court)"
    r"[ /]*(apt|apartment|unit|flat|no|num|number|name)?( ?/ ?(no|number|name))?",
    re.IGNORECASE,
)
# Beside two of those part of the address too; beside one alone they may be a team's.
_AREAS = re.compile(r"area|locality|district|village|town|city|town ?/ ?city|county", re.IGNORECASE)
_FEWEST_LINES = 2
_SIGNS = re.compile(r"[_.\-\s]+")


def split_address(headings: Sequence[str]) -> tuple[str, ...]:
    """
    Give the longest run of neighbouring columns that are parts of one address; () for none.

    Examples
    --------
    >>> split_address(("Ref", "Flat/Apt", "House & Street", "Town", "Postcode"))
    ('Flat/Apt', 'House & Street', 'Town')
    >>> split_address(("Ref", "Address", "Area office"))
    ()
    """
    runs = [tuple(run) for is_part, run in groupby(headings, key=_is_part) if is_part]
    whole = [run for run in runs if sum(map(_is_line, run)) >= _FEWEST_LINES]
    return max(whole, key=len, default=())


def _is_line(heading: str) -> bool:
    return bool(_LINES.fullmatch(_plain(heading)))


def _is_part(heading: str) -> bool:
    return _is_line(heading) or bool(_AREAS.fullmatch(_plain(heading)))


def _plain(heading: str) -> str:
    """Write "addressLine1" and "address_line_1" as "address Line 1"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", heading)
    return _SIGNS.sub(" ", spaced).strip()
