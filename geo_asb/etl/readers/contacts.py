"""Contacts of a CRM that are not cases: reports nobody has sorted yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from geo_asb.etl.column_map import ColumnMap
from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.layer_cells import refuse_again, refuse_late
from geo_asb.etl.readers.mapped import Mapped, open_mapped
from geo_asb.etl.readers.place_cells import place_in
from geo_asb.etl.readers.tables import Row, make_records, reading_of
from geo_asb.model import Contact, Reading

__all__ = ["read_contacts"]


def read_contacts(
    path: Path,
    columns: ColumnMap,
    crosswalk: Crosswalk | None = None,
    *,
    today: date | None = None,
) -> Reading[Contact]:
    """
    Read contacts as a column map that holds contacts declares; a type may be missing.

    A contact dated after `today` is rejected.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    mapped = open_mapped(path, columns, crosswalk)
    seen: dict[str, int] = {}
    contacts, rejects = make_records(mapped.table, lambda row: _contact(row, mapped, seen, today))
    reading = reading_of(mapped.table, contacts, rejects, mapped.skipped)
    return replace(reading, notes=(mapped.read_with, *reading.notes))


def _contact(row: Row, mapped: Mapped, seen: dict[str, int], today: date | None) -> Contact:
    received_at, has_time = mapped.moment(row, "received_at")
    if received_at is None:
        reason = "the contact has no day. Give it one and export again."
        raise CellError(mapped.heading("received_at"), reason)
    refuse_late(received_at.date(), today, mapped.heading("received_at"))
    labels = mapped.labels(row)
    return Contact(
        row=row.number,
        reference=_reference(row, mapped, seen),
        received_at=received_at,
        has_time=has_time,
        case_types=tuple(dict.fromkeys(label.code for label in labels)),
        channel=mapped.word(row, "channel"),
        reporter_kind=mapped.word(row, "reporter_kind"),
        team=mapped.text(row, "team") or mapped.columns.default("team"),
        place=place_in(row, mapped),
    )


def _reference(row: Row, mapped: Mapped, seen: dict[str, int]) -> str:
    reference, column = mapped.text(row, "reference"), mapped.heading("reference")
    if not reference:
        raise CellError(column, "the contact has no reference. Give it one.")
    refuse_again(seen, reference, row.number, column, "this reference already stands")
    return reference
