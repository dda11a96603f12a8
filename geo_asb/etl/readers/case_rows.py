"""Several rows to one case, and equal rows to several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from geo_asb.model import Case, Incident, Severity

__all__ = ["has_places_apart", "joined", "numbered", "why_not_joined"]

_AGREE = {"opened_on": "opened day", "closed_on": "closed day", "status": "status"}
_URGENCY = tuple(Severity)  # most urgent first


def numbered(rows: Iterable[Case], parts: Sequence[str]) -> list[Case]:
    """
    Make references for a sheet without any: equal rows are separate cases, numbered.

    The closed day is no part of it, so that a case keeps its reference when it closes; equal rows
    are numbered by closed day, so that their order in the file does not matter.
    """
    alike: dict[str, list[Case]] = defaultdict(list)
    for row in rows:
        alike[" | ".join(_part(row, what) for what in parts)].append(row)
    cases = [
        replace(case, reference=f"{key} | {number}")
        for key, group in alike.items()
        for number, case in enumerate(sorted(group, key=_by_closed_day), start=1)
    ]
    return sorted(cases, key=lambda case: case.row)


def _by_closed_day(case: Case) -> tuple[date, int]:
    return case.closed_on or date.max, case.row


def _part(case: Case, what: str) -> str:
    parts = {
        "types": "; ".join(sorted(case.source_labels)),
        "opened_on": case.opened_on.isoformat(),
        "team": case.team,
        "category": case.category,
        "address": case.place.address,
        "postcode": case.place.postcode,
        "uprn": case.place.uprn,
    }
    return parts[what].casefold()


def why_not_joined(parts: Sequence[Case], bad_row: int | None) -> str:
    """Say why rows of one case cannot be joined, or "" where they can."""
    if bad_row:
        return f"row {bad_row} of the same case was rejected. Correct it and the case comes whole."
    for what, words in _AGREE.items():
        for part in parts:
            if getattr(part, what) != getattr(parts[0], what):
                return (
                    f"rows {parts[0].row} and {part.row} of one case give it another {words}. "
                    "Correct one of the two."
                )
    return ""


def joined(parts: Sequence[Case]) -> Case:
    """Make one case of its rows, in the order of the sheet."""
    urgent = min(parts, key=lambda part: _URGENCY.index(part.severity))
    return replace(
        parts[0],
        case_types=tuple(dict.fromkeys(code for part in parts for code in part.case_types)),
        source_labels=tuple(dict.fromkeys(text for part in parts for text in part.source_labels)),
        severity=urgent.severity,
        category=urgent.category,
        hate_flag=any(part.hate_flag for part in parts),
        youth_related=any(part.youth_related for part in parts),
        place=next((part.place for part in parts if _has_place(part)), parts[0].place),
        incidents=tuple(sorted({one for part in parts for one in part.incidents}, key=_when)),
    )


def has_places_apart(parts: Iterable[Case]) -> bool:
    """Say whether rows of one case name more than one place."""
    return len({part.place for part in parts if _has_place(part)}) > 1


def _has_place(case: Case) -> bool:
    return bool(case.place.address or case.place.postcode or case.place.uprn)


def _when(incident: Incident) -> tuple[datetime, datetime, bool]:
    return incident.began_at, incident.ended_at or incident.began_at, incident.has_time
