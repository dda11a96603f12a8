"""Cases out of any sheet, by a column map: a row for each case, or for its incidents or types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from geo_asb.etl.column_map import ColumnMap
from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.mapped import Mapped, open_mapped
from geo_asb.etl.readers.place_cells import place_in
from geo_asb.etl.readers.printed import printed_totals, totals_notes
from geo_asb.etl.readers.tables import Row, make_records, reading_of
from geo_asb.model import Case, Incident, Reading, Reject, Severity

__all__ = ["FURTHER_ROW", "incidents_in", "read_cases", "reference_in"]

FURTHER_ROW = "a further row of a case; its types and incidents are kept with the case"
_AGREE = {"opened_on": "opened day", "closed_on": "closed day", "status": "status"}
_URGENCY = tuple(Severity)  # most urgent first


def read_cases(path: Path, columns: ColumnMap, crosswalk: Crosswalk) -> Reading[Case]:
    """
    Read the cases of an export, CSV or workbook, as its column map declares.

    Names, contacts and notes are never read and are named in `dropped_columns`. A row with an
    unreadable day, an unknown word or a reference that was already there is rejected. Where a
    case has several rows, one bad row rejects the whole case: half a case would be a wrong one.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    mapped = open_mapped(path, columns, crosswalk)
    named_by = mapped.headings.get("reference", "")
    rows, rejects = make_records(mapped.table, lambda row: _case(row, mapped), named_by=named_by)
    found = _found(rows, (*mapped.table.rejects, *rejects), mapped)
    further = len(rows) - len(found.cases) - len(found.rejects)
    skipped = mapped.skipped | ({FURTHER_ROW: further} if further else {})
    reading = reading_of(mapped.table, found.cases, (*rejects, *found.rejects), skipped)
    totals = printed_totals(
        mapped.table, _counted(rows, columns), types_heading=mapped.heading("types")
    )
    notes = (mapped.read_with, *reading.notes, *found.notes, *totals_notes(totals))
    return replace(reading, notes=notes, printed_totals=totals)


def _counted(rows: Sequence[Case], columns: ColumnMap) -> dict[str, int]:
    main = "cases" if columns.row == "case" else "rows"
    return {main: len(rows), "case types": sum(len(row.source_labels) for row in rows)}


class _Found(NamedTuple):
    """What became of the rows that could be read."""

    cases: list[Case]
    rejects: Sequence[Reject] = ()
    notes: tuple[str, ...] = ()


def _found(rows: Sequence[Case], rejects: Sequence[Reject], mapped: Mapped) -> _Found:
    if parts := mapped.columns.make_reference_from:
        return _Found(_numbered(rows, parts))
    column = mapped.heading("reference")
    if mapped.columns.row == "case":
        return _first_of_each(rows, column)
    return _joined(rows, rejects, column)


# ---------------------------------------------------------------- one row


def _case(row: Row, mapped: Mapped) -> Case:
    opened_on, closed_on = _days(row, mapped)
    labels = mapped.labels(row)
    if not labels:
        raise CellError(mapped.heading("types"), "the case has no type. Give it one.")
    severity = Severity(mapped.word(row, "category"))
    status = mapped.word(row, "status")
    if status == "by closed day":
        status = "closed" if closed_on else "open"
    made = bool(mapped.columns.make_reference_from)
    return Case(
        row=row.number,
        reference="" if made else reference_in(row, mapped),
        opened_on=opened_on,
        closed_on=closed_on,
        case_types=tuple(dict.fromkeys(label.code for label in labels)),
        source_labels=tuple(label.text for label in labels),
        severity=severity,
        category=mapped.text(row, "category"),
        status=status,
        channel=mapped.word(row, "channel"),
        reporter_kind=mapped.word(row, "reporter_kind"),
        tenure_scope=mapped.word(row, "tenure_scope"),
        team=mapped.text(row, "team") or mapped.columns.default("team"),
        hate_flag=mapped.truth(row, "hate_flag"),
        youth_related=mapped.truth(row, "youth_related"),
        place=place_in(row, mapped),
        incidents=incidents_in(row, mapped),
    )


def reference_in(row: Row, mapped: Mapped) -> str:
    """
    Read a case reference.

    Raises
    ------
    CellError
        Blank.
    """
    reference = mapped.text(row, "reference")
    if not reference:
        raise CellError(mapped.heading("reference"), "the case has no reference. Give it one.")
    return reference


def _days(row: Row, mapped: Mapped) -> tuple[date, date | None]:
    opened_on, closed_on = mapped.day(row, "opened_on"), mapped.day(row, "closed_on")
    if opened_on is None:
        reason = "the case has no opened day. Give it one and export again."
        raise CellError(mapped.heading("opened_on"), reason)
    if closed_on is not None and closed_on < opened_on:
        reason = "closed before it was opened. Correct one of the two days."
        raise CellError(mapped.heading("closed_on"), reason)
    return opened_on, closed_on


def incidents_in(row: Row, mapped: Mapped) -> tuple[Incident, ...]:
    """
    Read the incident of a row, if it tells of one.

    Raises
    ------
    CellError
        An end without a beginning, or before it.
    """
    began_at, has_time = mapped.moment(row, "began_at", "began_time")
    ended_at, ends_with_time = mapped.moment(row, "ended_at", "ended_time")
    if began_at is None:
        if ended_at is not None:
            reason = "an incident ends but never begins. Correct it."
            raise CellError(mapped.heading("began_at"), reason)
        return ()
    if ended_at is None and (clock := mapped.clock(row, "ended_time")):
        ended_at, ends_with_time = _same_night(began_at, clock), True
    if ended_at is not None and _ends_before(began_at, ended_at, has_time and ends_with_time):
        reason = "the incident ends before it begins. Correct it."
        raise CellError(mapped.heading("ended_at"), reason)
    return (Incident(began_at, ended_at, has_time),)


def _same_night(began_at: datetime, clock: time) -> datetime:
    """Give the first moment with this time from the beginning on: after midnight, the next day."""
    ended_at = datetime.combine(began_at, clock)
    return ended_at if ended_at >= began_at else ended_at + timedelta(days=1)


def _ends_before(began_at: datetime, ended_at: datetime, both_timed: bool) -> bool:
    """Compare moments, or only days where one of the two has no time."""
    return ended_at < began_at if both_timed else ended_at.date() < began_at.date()


# ---------------------------------------------------------------- rows to cases


def _first_of_each(rows: Iterable[Case], column: str) -> _Found:
    """Keep the first row of each reference; a second one is rejected."""
    cases: dict[str, Case] = {}
    rejects: list[Reject] = []
    for row in rows:
        first = cases.setdefault(row.reference, row)
        if first is not row:
            reason = f"this reference already stands in row {first.row}. Keep one row."
            rejects.append(Reject(row.row, column, reason, row.reference))
    return _Found(list(cases.values()), rejects)


def _numbered(rows: Iterable[Case], parts: Sequence[str]) -> list[Case]:
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


def _joined(rows: Iterable[Case], rejects: Iterable[Reject], column: str) -> _Found:
    """Join the rows of each case; a case of which a row is bad is rejected whole."""
    bad_rows = {reject.reference: reject.row for reject in rejects if reject.reference}
    together: dict[str, list[Case]] = defaultdict(list)
    for row in rows:
        together[row.reference].append(row)
    cases: list[Case] = []
    more: list[Reject] = []
    moved = 0
    for reference, parts in together.items():
        if reason := _why_not(parts, bad_rows.get(reference)):
            more += [Reject(part.row, column, reason, reference) for part in parts]
            continue
        cases.append(_whole(parts))
        moved += len({part.place for part in parts if _has_place(part)}) > 1
    noun = "1 case has" if moved == 1 else f"{moved} cases have"
    note = f"{noun} rows at more than one address: the first of the sheet is the case's place."
    return _Found(cases, more, (note,) if moved else ())


def _why_not(parts: Sequence[Case], bad_row: int | None) -> str:
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


def _whole(parts: Sequence[Case]) -> Case:
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


def _has_place(case: Case) -> bool:
    return bool(case.place.address or case.place.postcode or case.place.uprn)


def _when(incident: Incident) -> tuple[datetime, datetime, bool]:
    return incident.began_at, incident.ended_at or incident.began_at, incident.has_time
