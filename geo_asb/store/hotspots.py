"""Hotspots as stored, each with what a person decided on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from geo_asb.model import Layer
from geo_asb.store.connect import Connection
from geo_asb.store.read import data_version
from geo_asb.store.sql_files import sql

__all__ = [
    "Decision",
    "DecisionVerdict",
    "StoredHotspot",
    "add_decision",
    "cells_on_grid",
    "decisions",
    "hotspots",
]

DecisionVerdict = Literal["accept", "nudge", "reject"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person made of a hotspot; `month` is the one of the run that was looked at."""

    verdict: DecisionVerdict
    reason: str
    cells_added: tuple[str, ...]
    cells_taken: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    month: date


@dataclass(frozen=True, slots=True)
class StoredHotspot:
    """
    The machine's answer, and beside it the last decision on it.

    cells         ids of its cells, as the machine found them
    decision      of this month or carried over from an earlier one; None where nobody decided
    cases_nudged  cases in the cells as a person nudged them; None where nobody did
    """

    layer: Layer
    month: date
    type_group: str
    key: str
    name: str
    ward: str
    state: str
    strong: int
    likely: int
    cases: int
    expected: float
    homes: float
    now: int
    before: int
    cells: tuple[str, ...]
    decision: Decision | None
    cases_nudged: int | None


def hotspots(conn: Connection, landlord: str, month: date | None = None) -> list[StoredHotspot]:
    """
    Return the hotspots of a month, or of the newest month of each layer.

    Nothing where the data has changed since: a run that is out of date is read by nobody.
    """
    named = {
        "landlord": landlord,
        "month": month,
        "data_version": data_version(conn, landlord),
    }
    return [_hotspot(row) for row in conn.execute(sql("hotspots"), named)]


def _hotspot(row: tuple[Any, ...]) -> StoredHotspot:
    layer, *facts = row[:14]
    cells, verdict, reason, added, taken, by, at, month, cases_nudged = row[14:]
    decision = None
    if verdict is not None:
        decision = Decision(verdict, reason, tuple(added), tuple(taken), by, at, month)
    nudged = cases_nudged if verdict == "nudge" else None
    values = (Layer(layer), *facts, tuple(cells), decision, nudged)
    return StoredHotspot(*values)


def decisions(conn: Connection, landlord: str, key: str) -> list[Decision]:
    """Return every decision on a hotspot, oldest first."""
    rows = conn.execute(sql("hotspot_decisions"), {"landlord": landlord, "key": key})
    return [
        Decision(verdict, reason, tuple(added), tuple(taken), *rest)
        for verdict, reason, added, taken, *rest in rows
    ]


def add_decision(conn: Connection, landlord: str, key: str, decision: Decision) -> None:
    """Add a decision beside those made before."""
    conn.execute(
        sql("hotspot_decision_add"),
        {
            "landlord": landlord,
            "key": key,
            "month": decision.month,
            "verdict": decision.verdict,
            "reason": decision.reason,
            "cells_added": list(decision.cells_added),
            "cells_taken": list(decision.cells_taken),
            "decided_by": decision.decided_by,
            "decided_at": decision.decided_at,
        },
    )


def cells_on_grid(
    conn: Connection, landlord: str, run_of: tuple[Layer, date], cells: Sequence[str]
) -> set[str]:
    """Return which cells are on the grid of a layer's run of a month."""
    named = {
        "landlord": landlord,
        "layer": str(run_of[0]),
        "month": run_of[1],
        "cells": list(cells),
    }
    return {cell for (cell,) in conn.execute(sql("grid_cell_ids"), named)}
