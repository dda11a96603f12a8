"""Days that cannot be: no case, contact or happening may speak of a day after today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from geo_asb.model import Case

__all__ = ["Late", "late_words", "why_late"]


class Late(NamedTuple):
    """Why a case cannot be, and which of its days says so."""

    what: str
    reason: str


def why_late(case: Case, today: date) -> Late | None:
    """
    Say why a case that speaks of a day after today cannot be; None where it does not.

    A year typed wrongly (2039 for 2029) would make its export the newest for years to come, and
    every later one would be taken for older.
    """
    last_on, what = max(_days(case))
    if last_on <= today:
        return None
    return Late(what, late_words(today))


def late_words(today: date) -> str:
    """Say what is wrong with a day after today, and what to do."""
    return f"lies after today ({today:%d/%m/%Y}). Correct it and export again."


def _days(case: Case) -> Iterator[tuple[date, str]]:
    yield case.opened_on, "opened day"
    if case.closed_on:
        yield case.closed_on, "closed day"
    for incident in case.incidents:
        yield incident.began_at.date(), "incident"
        if incident.ended_at:
            yield incident.ended_at.date(), "incident"
