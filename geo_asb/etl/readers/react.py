"""Cases as the REACT case system exports them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.readers.cases import (
    case_types_in,
    days_in,
    known_word,
    new_reference,
    severity_in,
)
from geo_asb.etl.readers.cells import CellError, truth_of
from geo_asb.etl.readers.dates import moment_in, refuse_month_first
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Case, Incident, PlaceRole, PlaceText, Reading

__all__ = ["read_react"]

_REQUIRED = (
    "Case Ref", "Date Opened", "Date Closed", "Case Types", "Category", "Status", "Reported By",
    "How Reported", "Incident Address", "Incident Postcode", "UPRN", "Location Type", "Tenure",
    "Incident From", "Incident To", "Youth Related", "Hate Flag", "Team",
)  # fmt: skip
_DATES = ("Date Opened", "Date Closed", "Incident From", "Incident To")

_STATUSES = {"": "", "open": "open", "closed": "closed"}
_CHANNELS = {
    "": "",
    "phone": "phone",
    "telephone": "phone",
    "web": "web",
    "app": "app",
    "e-mail": "email",
    "email": "email",
    "in person": "in person",
}
# Whoever is paid to look is counted apart: their reports follow patrols, not trouble.
_REPORTERS = {
    "": "unknown",
    "resident": "resident",
    "staff": "staff",
    "patrol": "staff",
    "cctv control room": "staff",
    "police": "staff",
}
_ROLES = {
    "": PlaceRole.UNKNOWN,
    "incident": PlaceRole.INCIDENT,
    "reporter's home": PlaceRole.REPORTED_FROM,
    "alleged source": PlaceRole.ALLEGED_SOURCE,
}
_TENURES = {
    "": "unknown",
    "unknown": "unknown",
    "communal": "unknown",  # a shared part is nobody's home
    "managed": "managed",
    "social rent": "managed",
    "affordable rent": "managed",
    "leaseholder": "managed",
    "shared ownership": "managed",
    "private": "private",
    "private rent": "private",
    "private rented": "private",
    "owner occupied": "private",
    "owner occupier": "private",
}


def read_react(path: Path, crosswalk: Crosswalk) -> Reading[Case]:
    """
    Read a REACT-shaped export, CSV or workbook.

    Days are day first. Names, contacts and notes are never read and are named in
    `dropped_columns`. A row with an unreadable day, an unknown word or a reference that was
    already there is rejected.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    table = open_table(path, required=_REQUIRED)
    refuse_month_first(table, _DATES)
    seen: dict[str, int] = {}
    cases, rejects = make_records(
        table, lambda row: _case(row, crosswalk, seen), named_by="Case Ref"
    )
    return reading_of(table, cases, rejects)


def _case(row: Row, crosswalk: Crosswalk, seen: dict[str, int]) -> Case:
    opened_on, closed_on = days_in(row, "Date Opened", "Date Closed")
    case_types, source_labels = case_types_in(row, "Case Types", crosswalk)
    severity, category = severity_in(row, "Category")
    return Case(
        row=row.number,
        reference=new_reference(row, "Case Ref", seen),
        opened_on=opened_on,
        closed_on=closed_on,
        case_types=case_types,
        source_labels=source_labels,
        severity=severity,
        category=category,
        status=known_word(row, "Status", _STATUSES),
        channel=known_word(row, "How Reported", _CHANNELS),
        reporter_kind=known_word(row, "Reported By", _REPORTERS),
        tenure_scope=known_word(row, "Tenure", _TENURES),
        team=row.text("Team"),
        hate_flag=_truth(row, "Hate Flag"),
        youth_related=_truth(row, "Youth Related"),
        place=_place(row),
        incidents=_incidents(row),
    )


def _place(row: Row) -> PlaceText:
    return PlaceText(
        address=row.text("Incident Address"),
        postcode=row.text("Incident Postcode"),
        uprn=row.text("UPRN"),
        role=known_word(row, "Location Type", _ROLES),
    )


def _truth(row: Row, column: str) -> bool:
    truth = truth_of(row.cells[column])
    if truth is None:
        raise CellError(column, "neither yes nor no. Correct it.")
    return truth


def _incidents(row: Row) -> tuple[Incident, ...]:
    began_at, has_time = moment_in(row, "Incident From")
    ended_at, ends_with_time = moment_in(row, "Incident To")
    if began_at is None:
        if ended_at is not None:
            raise CellError("Incident From", "an incident ends but never begins. Correct it.")
        return ()
    if ended_at is not None and _ends_before(began_at, ended_at, has_time and ends_with_time):
        raise CellError("Incident To", "the incident ends before it begins. Correct it.")
    return (Incident(began_at, ended_at, has_time),)


def _ends_before(began_at: datetime, ended_at: datetime, both_timed: bool) -> bool:
    """Compare moments, or only days where one of the two has no time."""
    return ended_at < began_at if both_timed else ended_at.date() < began_at.date()
