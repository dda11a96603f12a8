"""Cases out of any sheet, by a column map: a row for each case, or for its incidents or types."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from geo_asb.etl.column_map import ColumnMap
from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.plausible import why_late
from geo_asb.etl.readers.case_rows import has_places_apart, joined, numbered, why_not_joined
from geo_asb.etl.readers.cells import CellError, text_of
from geo_asb.etl.readers.mapped import Mapped, open_mapped
from geo_asb.etl.readers.place_cells import place_in
from geo_asb.etl.readers.printed import printed_totals, totals_notes
from geo_asb.etl.readers.tables import Row, Table, reading_of
from geo_asb.model import Case, Incident, Reading, Reject, Severity

__all__ = ["FURTHER_ROW", "CaseStream", "incidents_in", "open_cases", "read_cases", "reference_in"]

_SEPARATORS = re.compile(r"[\n,;|\t]")

FURTHER_ROW = "a further row of a case; its types and incidents are kept with the case"


def read_cases(path: Path, columns: ColumnMap, crosswalk: Crosswalk) -> Reading[Case]:
    """
    Read the cases of an export at once, in the order of their rows; see `open_cases`.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    stream = open_cases(path, columns, crosswalk)
    records = sorted(stream, key=lambda case: case.row)
    return replace(stream.account(), records=tuple(records))


def open_cases(
    path: Path, columns: ColumnMap, crosswalk: Crosswalk, *, today: date | None = None
) -> CaseStream:
    """
    Open an export, CSV or workbook, to read its cases one at a time as its column map declares.

    Names, contacts and notes are never read and are named in `dropped_columns`. A row with an
    unreadable day, an unknown word or a reference that was already there is rejected, and so is
    a case that speaks of a day after `today`. Where a case has several rows, one bad row rejects
    the whole case: half a case would be a wrong one.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    return CaseStream(open_mapped(path, columns, crosswalk), today)


class CaseStream:
    """
    The cases of an export, once from the first to the last; then the account of the file is whole.

    Of a sheet without references all cases are held to be numbered; of one with several rows for
    a case those are held of which rows are still to come; else one row at a time.
    """

    def __init__(self, mapped: Mapped, today: date | None = None) -> None:
        self._mapped, self._today = mapped, today
        self._rejects: list[Reject] = []
        self._rows = self._labels = self._further = self._places_apart = 0

    def __iter__(self) -> Iterator[Case]:
        """Go through the cases; a case of several rows comes with the last of them."""
        columns = self._mapped.columns
        if parts := columns.make_reference_from:
            cases = iter(numbered(filter(None, map(self._made, self._mapped.table.rows)), parts))
        else:
            cases = self._first_of_each() if columns.row == "case" else self._joined()
        return filter(self._is_in_time, cases)

    @property
    def set_aside(self) -> frozenset[str]:
        """Give the references of rows that the map declares not to count."""
        return self._mapped.set_aside

    def account(self) -> Reading[Case]:
        """Say what became of every row, without the cases themselves."""
        mapped = self._mapped
        skipped = mapped.skipped | ({FURTHER_ROW: self._further} if self._further else {})
        reading: Reading[Case] = reading_of(mapped.table, (), self._rejects, skipped)
        main = "cases" if mapped.columns.row == "case" else "rows"
        counted = {main: self._rows, "case types": self._labels}
        totals = printed_totals(mapped.table, counted, types_heading=mapped.heading("types"))
        notes = (mapped.read_with, *reading.notes, *self._places_note(), *totals_notes(totals))
        return replace(reading, notes=notes, printed_totals=totals)

    def _places_note(self) -> tuple[str, ...]:
        apart = self._places_apart
        noun = "1 case has" if apart == 1 else f"{apart} cases have"
        note = f"{noun} rows at more than one address: the first of the sheet is the case's place."
        return (note,) if apart else ()

    def _made(self, row: Row) -> Case | None:
        try:
            case = _case(row, self._mapped)
        except CellError as bad:
            reference = row.text(self._mapped.headings.get("reference", ""))
            self._rejects.append(Reject(row.number, bad.column, str(bad), reference))
            return None
        self._rows += 1
        self._labels += len(case.source_labels)
        return case

    def _reject(self, case: Case, reason: str, column: str = "") -> None:
        heading = column or self._mapped.heading("reference")
        self._rejects.append(Reject(case.row, heading, reason, case.reference))

    def _is_in_time(self, case: Case) -> bool:
        late = why_late(case, self._today) if self._today else None
        if late:
            self._reject(case, late.reason, late.what)
        return late is None

    def _first_of_each(self) -> Iterator[Case]:
        """Give the first row of each reference; a second one is rejected."""
        again = _rows_of_several(self._mapped)
        first_rows: dict[str, int] = {}
        for case in filter(None, map(self._made, self._mapped.table.rows)):
            if hash(case.reference) in again:
                first = first_rows.setdefault(case.reference, case.row)
                if first != case.row:
                    reason = f"this reference already stands in row {first}. Keep one row."
                    self._reject(case, reason)
                    continue
            yield case

    def _joined(self) -> Iterator[Case]:
        """Join the rows of each case as its last one comes."""
        to_come = _rows_of_several(self._mapped)
        bad_rows = _references_of(self._mapped.table)
        parts_of: dict[int, dict[str, list[Case]]] = {}  # by the reference's hash, then by itself
        for row in self._mapped.table.rows:
            key = hash(self._mapped.text(row, "reference"))
            if case := self._made(row):
                parts_of.setdefault(key, {}).setdefault(case.reference, []).append(case)
            elif reference := self._rejects[-1].reference:
                bad_rows[reference.lstrip("0")] = row.number
            to_come[key] = to_come.get(key, 1) - 1
            if to_come[key] == 0:
                del to_come[key]
                for reference, parts in parts_of.pop(key, {}).items():
                    yield from self._whole(parts, bad_rows.get(reference.lstrip("0")))

    def _whole(self, parts: list[Case], bad_row: int | None) -> Iterator[Case]:
        """Give the case of some rows; one of which a row is bad is rejected whole."""
        if reason := why_not_joined(parts, bad_row):
            for part in parts:
                self._reject(part, reason)
            return
        self._further += len(parts) - 1
        self._places_apart += has_places_apart(parts)
        yield joined(parts)


def _references_of(table: Table) -> dict[str, int]:
    """
    Give what may be the reference, without its zeros, of each row that was rejected as a table's.

    Nobody can say which cell of a row is which when it has too many: then each may be, and each
    part of a cell that swallowed others. Half a case may lack the type that restricts it.
    """
    named = {one.reference.lstrip("0"): one.row for one in table.rejects if one.reference}
    nameless = {one.row for one in table.rejects if not one.reference}
    for number, cells in table.rows.whole(nameless) if nameless else ():
        for text in map(text_of, cells):
            for part in (text, *_SEPARATORS.split(text)):
                named.setdefault(part.strip(" '\"").lstrip("0"), number)
    return named


def _rows_of_several(mapped: Mapped) -> dict[int, int]:
    """Give how many rows there are to each reference with more than one, by its hash."""
    heading = mapped.headings["reference"]
    hashes = array("q", (hash(text_of(cell)) for _, (cell,) in mapped.table.rows.under((heading,))))
    found, rows = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    return dict(zip(found[rows > 1].tolist(), rows[rows > 1].tolist(), strict=True))


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
