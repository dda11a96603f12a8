"""
The view a person looks at: query string to `ViewState` to `Scope`, and back, in one place.

A view lives in the address alone, so a link, a bookmark and the Back button all say the same.
Nothing personal stands in it. What is not a known value is refused with a plain sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from werkzeug.exceptions import BadRequest

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.errors import TooFewCasesError
from geo_asb.model import DisplayLevel, Layer, Period, Scope, Severity

if TYPE_CHECKING:
    from collections.abc import Container

    from geo_asb.model import Viewer
    from geo_asb.queries import Queries

__all__ = [
    "LENGTHS",
    "RELEASED_ONLY",
    "ViewState",
    "changed",
    "scope_of",
    "search_of",
    "two_years_of",
    "view_of",
]

# Levels that read releases alone: whole quarters, nothing else.
RELEASED_ONLY = frozenset({DisplayLevel.PARTNER, DisplayLevel.PUBLIC})
LENGTHS = (1, 3, 12)  # months a period may have
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_WARD = re.compile(r"[A-Za-z0-9_-]{1,20}")
_LONGEST_SEARCH = 300


@dataclass(frozen=True, slots=True)
class ViewState:
    """
    What the address says; None and "" stand for "as the page opens".

    to      first day of the last month shown; None: the newest
    months  how many months; None: 12, or the quarter at partner level
    """

    to: date | None = None
    months: int | None = None
    layer: Layer = Layer.CASES
    group: str = ""
    severity: str = ""
    ward: str = ""


def view_of(search: str | None) -> ViewState:
    """
    Read a query string such as `?to=2021-11&months=3&group=noise`.

    Raises
    ------
    BadRequest
        An unknown name, a name given twice, or a value that is not on offer.
    """
    given = _pairs(search or "")
    view = ViewState(
        to=_month(given),
        months=_length(given),
        layer=Layer(_one_of(given, "layer", {layer.value for layer in Layer}) or Layer.CASES),
        group=_one_of(given, "group", TYPE_GROUPS),
        severity=_one_of(given, "severity", {severity.value for severity in Severity}),
        ward=_ward(given),
    )
    if view.layer is Layer.POLICE and (view.group or view.severity):
        raise _refused("type and severity belong to the landlord's cases, not to police reports")
    return view


def search_of(view: ViewState) -> str:
    """Write the query string of a view, defaults left out: the same view, the same address."""
    said = {
        "to": f"{view.to:%Y-%m}" if view.to else "",
        "months": str(view.months or ""),
        "layer": "" if view.layer is Layer.CASES else view.layer.value,
        "group": view.group,
        "severity": view.severity,
        "ward": view.ward,
    }
    said = {name: value for name, value in said.items() if value}
    return f"?{urlencode(said)}" if said else ""


def changed(view: ViewState, **changes: object) -> ViewState:
    """Change one filter; going to police reports drops the filters that they do not have."""
    if changes.get("layer") is Layer.POLICE:
        changes |= {"group": "", "severity": ""}
    return replace(view, **changes)  # type: ignore[arg-type]


def scope_of(view: ViewState, viewer: Viewer, queries: Queries) -> Scope:
    """
    Turn a view into what is asked, as this viewer: the newest period where none is named.

    Raises
    ------
    BadRequest
        A ward that is not on the viewer's list.
    TooFewCasesError
        Nothing of this layer is loaded, so there is no newest period.
    """
    if view.ward and view.ward not in {area.code for area in queries.areas(viewer)}:
        raise _refused("that ward is not on the list of wards")
    return Scope(
        period=_period(view, viewer, queries),
        layer=view.layer,
        group=view.group,
        severity=view.severity,
        area=view.ward,
        ward_year=queries.ward_year(viewer),
    )


def two_years_of(scope: Scope) -> Scope:
    """Ask the same of the 24 months up to the period's end: a month means little on its own."""
    return replace(scope, period=Period(_plus_months(scope.period.end, -24), scope.period.end))


def _period(view: ViewState, viewer: Viewer, queries: Queries) -> Period:
    length = view.months or (3 if viewer.level in RELEASED_ONLY else 12)
    last = view.to or _newest(view, viewer, queries)
    return Period(_plus_months(last, 1 - length), _plus_months(last, 1))


def _newest(view: ViewState, viewer: Viewer, queries: Queries) -> date:
    """
    First day of the month to open with: the newest whose hot cells are known, else with data.

    At partner level, of the newest quarter's last.
    """
    if viewer.level in RELEASED_ONLY:
        ends = [_plus_months(quarter.end, -1) for quarter in queries.quarters(viewer)]
    elif detected := queries.month_detected(viewer, view.layer):
        return detected
    else:
        ends = list(queries.months(viewer, view.layer))
    if not ends:
        message = (
            "Nothing has been loaded for this map yet. Load a file, then open the page again; "
            "docs/how-to/hotspot-map.md says how."
        )
        raise TooFewCasesError(message)
    return max(ends)


def _plus_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _pairs(search: str) -> dict[str, str]:
    pairs = parse_qsl(search[:_LONGEST_SEARCH].removeprefix("?"), keep_blank_values=True)
    given = dict(pairs)
    known = {field.name for field in fields(ViewState)}
    if len(search) > _LONGEST_SEARCH or len(given) < len(pairs) or not given.keys() <= known:
        raise _refused("it holds something that is not a filter of this page")
    return given


def _month(given: dict[str, str]) -> date | None:
    if "to" not in given:
        return None
    found = _MONTH.fullmatch(given["to"])
    if found is None:
        raise _refused("the month is not written as year and month, for instance 2021-11")
    return date(int(found[1]), int(found[2]), 1)


def _length(given: dict[str, str]) -> int | None:
    text = _one_of(given, "months", {str(length) for length in LENGTHS})
    return int(text) if text else None


def _one_of(given: dict[str, str], name: str, offered: Container[str]) -> str:
    value = given.get(name, "")
    if name in given and value not in offered:
        raise _refused(f"the {name} is not one of those on offer")
    return value


def _ward(given: dict[str, str]) -> str:
    if "ward" in given and _WARD.fullmatch(given["ward"]) is None:
        raise _refused("the ward is not an area code")
    return given.get("ward", "")


def _refused(why: str) -> BadRequest:
    return BadRequest(f"This address cannot be shown: {why}. Open the page without it.")
