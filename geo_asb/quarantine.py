"""
Quarantine that people can empty: what waits, why, what to do, and setting it aside.

A row is corrected where it comes from and loaded again; that closes it. What can never be
corrected is dismissed for a reason from a list. No cell of any file is in what is listed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo_asb.errors import SettingsError
from geo_asb.model import DISMISSALS
from geo_asb.settings import Settings
from geo_asb.store import quarantine as stored
from geo_asb.store.connect import Connection, transaction

__all__ = [
    "Waiting",
    "dismiss",
    "reason_and_remedy",
    "rows_waiting",
    "waiting",
    "write_waiting",
]

_HEADINGS = ("what", "batch", "file", "row", "column", "state", "reason", "remedy")
_PLACE = "(place)"
_CORRECT = "Correct it where the file comes from, and load it again."
_FIND = "Correct the place in the case system, or answer it in a corrections file."


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One thing for the data steward, never with the content of a cell.

    what    reject: the row was not stored. question: it was, but its place is not known
    state   open, closed, dismissed
    """

    what: Literal["reject", "question"]
    batch: int
    file_name: str
    row: int | None  # as the spreadsheet shows it; None where an old load did not keep it
    column: str
    state: stored.State
    reason: str
    remedy: str


def waiting(settings: Settings, *, batch: int | None = None) -> list[Waiting]:
    """List rejects and questions of a landlord: what is open, or everything of one batch."""
    with transaction(settings) as conn:
        rejects = stored.reject_rows(conn, settings.landlord, batch=batch)
        questions = stored.question_rows(conn, settings.landlord, batch=batch)
    asked = [_of_reject(one) for one in rejects if batch is not None or one.state == "open"]
    return [*asked, *(_of_question(one) for one in questions)]


def rows_waiting(conn: Connection, landlord: str) -> int:
    """Count the rows that no load has stored, nobody has dismissed, and no newer file replaces."""
    rejects = stored.reject_rows(conn, landlord)
    return len({(one.batch, one.row) for one in rejects if one.state == "open"})


def dismiss(
    settings: Settings, batch: int, rows: Sequence[int] | None = None, *, reason: str
) -> int:
    """
    Set rejects of a batch aside, of all its rows or of some; returns how many.

    Raises
    ------
    SettingsError
        The reason is none of `DISMISSALS`, or the batch has no such reject left.
    """
    if reason not in DISMISSALS:
        message = f"'{reason}' is no reason to dismiss a row. Take one of: {', '.join(DISMISSALS)}."
        raise SettingsError(message)
    with transaction(settings) as conn:
        found = stored.dismiss(conn, settings.landlord, batch, rows, reason=reason)
    if not found:
        message = (
            f"Batch {batch} has no such reject that is not dismissed yet. "
            "'geo-asb rejects' lists batches and rows."
        )
        raise SettingsError(message)
    return found


def reason_and_remedy(told: str, otherwise: str = _CORRECT) -> tuple[str, str]:
    """
    Split what a reader said into why and what to do.

    Examples
    --------
    >>> reason_and_remedy("closed before it was opened. Correct one of the two days.")
    ('closed before it was opened', 'Correct one of the two days.')
    """
    reason, _, remedy = told.partition(". ")
    return reason.removesuffix("."), remedy or otherwise


def write_waiting(path: Path, rows: Iterable[Waiting]) -> None:
    """Write the list as CSV for a spreadsheet."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow(_HEADINGS)
        for one in rows:
            number = "" if one.row is None else one.row
            at = (one.batch, one.file_name, number, one.column)
            sheet.writerow((one.what, *at, one.state, one.reason, one.remedy))


def _of_reject(found: stored.RejectRow) -> Waiting:
    reason, remedy = reason_and_remedy(found.reason)
    return Waiting(
        "reject", found.batch, found.file_name, found.row, found.column, found.state, reason, remedy
    )


def _of_question(found: stored.QuestionRow) -> Waiting:
    reason, remedy = reason_and_remedy(found.reason, _FIND)
    return Waiting(
        "question", found.batch, found.file_name, found.row, _PLACE, "open", reason, remedy
    )
