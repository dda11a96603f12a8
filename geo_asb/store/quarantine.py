"""Rows that wait for the data steward: which, why, and setting them aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["QuestionRow", "RejectRow", "State", "dismiss", "question_rows", "reject_rows"]

State = Literal["open", "closed", "dismissed"]


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One fault of one row of one load; `row` is as the spreadsheet shows it."""

    batch: int
    file_name: str
    kind: str
    row: int
    column: str
    reason: str
    state: State
    dismissed_for: str | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A stored case whose place could not be found; `row` is None for loads of old."""

    batch: int
    file_name: str
    kind: str
    row: int | None
    reason: str


def reject_rows(conn: Connection, landlord: str, *, batch: int | None = None) -> list[RejectRow]:
    """Return the rejects of a landlord, or of one batch, whatever became of them."""
    rows = conn.execute(sql("reject_rows"), {"landlord": landlord, "batch": batch})
    return [RejectRow(*row) for row in rows]


def question_rows(
    conn: Connection, landlord: str, *, batch: int | None = None
) -> list[QuestionRow]:
    """Return the cases whose given place could not be found."""
    rows = conn.execute(sql("question_rows"), {"landlord": landlord, "batch": batch})
    return [QuestionRow(*row) for row in rows]


def dismiss(
    conn: Connection, landlord: str, batch: int, rows: Sequence[int] | None, *, reason: str
) -> int:
    """Set rejects of a batch aside, of all rows or of some; returns how many."""
    named = {
        "landlord": landlord,
        "batch": batch,
        "rows": list(rows) if rows else None,
        "reason": reason,
    }
    return conn.execute(sql("reject_dismiss"), named).rowcount
