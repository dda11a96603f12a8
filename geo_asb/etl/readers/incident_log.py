"""Timed logs of happenings (noise app, diary sheets, control room), each naming its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from geo_asb.etl.column_map import ColumnMap
from geo_asb.etl.readers.cases import incidents_in, reference_in
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.layer_cells import refuse_late
from geo_asb.etl.readers.mapped import Mapped, open_mapped
from geo_asb.etl.readers.tables import Row, make_records, reading_of
from geo_asb.model import LoggedIncident, Reading

__all__ = ["AGAIN", "read_incident_log"]

AGAIN = "the same happening of the same case again"


def read_incident_log(
    path: Path, columns: ColumnMap, *, today: date | None = None
) -> Reading[LoggedIncident]:
    """
    Read a log as a column map that holds incidents declares; equal rows count once.

    One that begins or ends after `today` is rejected.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    mapped = open_mapped(path, columns)

    def logged(row: Row) -> LoggedIncident:
        return _logged(row, mapped, seen, today)

    seen: dict[tuple[object, ...], LoggedIncident] = {}
    rows, rejects = make_records(mapped.table, logged)
    again = len(rows) - len(seen)
    skipped = mapped.skipped | ({AGAIN: again} if again else {})
    reading = reading_of(mapped.table, tuple(seen.values()), rejects, skipped)
    return replace(reading, notes=(mapped.read_with, *reading.notes))


def _logged(
    row: Row,
    mapped: Mapped,
    seen: dict[tuple[object, ...], LoggedIncident],
    today: date | None,
) -> LoggedIncident:
    """Read a row; one that begins with another of its case must also end with it."""
    found = incidents_in(row, mapped)
    if not found:
        reason = "the happening has no day. Give it one and export again."
        raise CellError(mapped.heading("began_at"), reason)
    for what, moment in (("began_at", found[0].began_at), ("ended_at", found[0].ended_at)):
        if moment:
            refuse_late(moment.date(), today, mapped.heading(what))
    logged = LoggedIncident(row.number, reference_in(row, mapped), found[0])
    first = seen.setdefault((logged.reference, found[0].began_at), logged)
    if first.incident != logged.incident:
        reason = f"row {first.row} of the same case begins then too, and ends at another time."
        raise CellError(mapped.heading("ended_at"), f"{reason} Keep the right one.")
    return logged
