"""
A manager's decision on a hotspot: accept, nudge or reject, kept beside the machine's answer.

Reasons come from lists, so that nobody writes about a person. A decision holds for the place, not
for the month: it is shown with it in later months until another is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geo_asb.errors import NotAllowedError, SettingsError
from geo_asb.settings import Settings
from geo_asb.store import hotspots as stored
from geo_asb.store import people
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.hotspots import Decision, DecisionVerdict, StoredHotspot

__all__ = ["REASONS", "decide"]

REASONS: dict[DecisionVerdict, tuple[str, ...]] = {
    "accept": (
        "officers know it",
        "seen on a visit",
        "partners report the same",
        "residents confirm it",
    ),
    "nudge": (
        "next cells belong to it",
        "part of it is another problem",
        "boundary follows the streets",
    ),
    "reject": (
        "one address explains it",
        "one event explains it",
        "reporting drive",
        "placed wrongly",
        "already solved",
    ),
}
DECIDES = "manager"


def decide(
    settings: Settings,
    key: str,
    decided: tuple[DecisionVerdict, str],
    by: tuple[str, datetime],
    *,
    cells: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> StoredHotspot:
    """
    Keep a decision; returns the hotspot as it is now shown.

    Parameters
    ----------
    key : of a hotspot in the newest run that rests on current data.
    decided : the verdict, and a reason from `REASONS`.
    by : name of a manager who may sign in, and the moment.
    cells : ids added and ids taken away, of a nudge.

    Raises
    ------
    NotAllowedError
        Who decides is not a manager of this landlord.
    SettingsError
        No such hotspot, a reason that is not on the list, or cells that make no sense.
    """
    verdict, reason = decided
    _refuse_reason(verdict, reason)
    with transaction(settings) as conn:
        _refuse_others(conn, settings.landlord, by[0])
        spot = _named(conn, settings.landlord, key)
        added, taken = (tuple(sorted(set(ids))) for ids in cells)
        _refuse_cells(conn, settings.landlord, spot, verdict, (added, taken))
        decision = Decision(verdict, reason, added, taken, *by, spot.month)
        stored.add_decision(conn, settings.landlord, key, decision)
        return _named(conn, settings.landlord, key)


def _refuse_reason(verdict: DecisionVerdict, reason: str) -> None:
    if reason not in REASONS[verdict]:
        listed = "; ".join(REASONS[verdict])
        message = (
            f"'{reason}' is no reason on the list. To {verdict} a hotspot give one of: {listed}."
        )
        raise SettingsError(message)


def _refuse_others(conn: Connection, landlord: str, name: str) -> None:
    person = people.user(conn, name)
    if person is None or person.landlord != landlord or person.role != DECIDES:
        message = (
            f"'{name}' is not a manager here, and managers decide on hotspots. Give --by the name "
            "of one; 'geo-asb users' lists who may sign in."
        )
        raise NotAllowedError(message)


def _named(conn: Connection, landlord: str, key: str) -> StoredHotspot:
    for spot in stored.hotspots(conn, landlord):
        if spot.key == key:
            return spot
    message = (
        f"No hotspot {key} in the newest run, or that run is out of date. 'geo-asb hotspot list' "
        "lists the hotspots, 'geo-asb detect --status' says which runs are out of date."
    )
    raise SettingsError(message)


def _refuse_cells(
    conn: Connection,
    landlord: str,
    spot: StoredHotspot,
    verdict: DecisionVerdict,
    cells: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    added, taken = cells
    if (verdict == "nudge") != bool(added or taken):
        message = "Cells are added or taken away by a nudge, and by nothing else: --add, --take."
        raise SettingsError(message)
    own = set(spot.cells)
    if foreign := sorted(set(taken) - own):
        message = (
            f"{spot.key} does not hold the cell {foreign[0]}. It holds {', '.join(spot.cells)}."
        )
        raise SettingsError(message)
    if not (own - set(taken)) | set(added):
        message = f"A nudge that takes every cell of {spot.key} away is a rejection: reject it."
        raise SettingsError(message)
    there = stored.cells_on_grid(conn, landlord, (spot.layer, spot.month), added)
    if missing := sorted(set(added) - there | set(added) & own):
        message = (
            f"The cell {missing[0]} cannot be added: it is part of {spot.key} already, or no cell "
            "with homes has that id."
        )
        raise SettingsError(message)
