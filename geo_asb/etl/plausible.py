"""Days that cannot be: a case may not be opened, closed or happen after today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from geo_asb.model import Case, Reading, Reject

__all__ = ["without_future"]


def without_future(reading: Reading[Case], today: date) -> Reading[Case]:
    """
    Reject the cases that speak of a day after today.

    A year typed wrongly (2039 for 2029) would make its export the newest for years to come, and
    every later one would be taken for older.
    """
    last_on = {case.row: _last_on(case) for case in reading.records}
    late = [case for case in reading.records if last_on[case.row][0] > today]
    if not late:
        return reading
    rejects = [
        Reject(
            case.row,
            last_on[case.row][1],
            f"lies after today ({today:%d/%m/%Y}). Correct it and export again.",
            case.reference,
        )
        for case in late
    ]
    rows = {case.row for case in late}
    return replace(
        reading,
        records=tuple(case for case in reading.records if case.row not in rows),
        rejects=tuple(sorted((*reading.rejects, *rejects), key=lambda reject: reject.row)),
    )


def _last_on(case: Case) -> tuple[date, str]:
    return max(_days(case))


def _days(case: Case) -> Iterator[tuple[date, str]]:
    yield case.opened_on, "opened day"
    if case.closed_on:
        yield case.closed_on, "closed day"
    for incident in case.incidents:
        yield incident.began_at.date(), "incident"
        if incident.ended_at:
            yield incident.ended_at.date(), "incident"
