"""Loading what people reported beside cases: contacts of a CRM, and timed logs of happenings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from geo_asb.batches import file_read, store_as_batch
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import ColumnMap, read_column_map
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.map_fields import Holds
from geo_asb.etl.readers.contacts import read_contacts
from geo_asb.etl.readers.incident_log import read_incident_log
from geo_asb.etl.report import LoadReport
from geo_asb.pipeline import store_and_place
from geo_asb.settings import Settings
from geo_asb.store.connect import Connection
from geo_asb.store.references import reference_key
from geo_asb.store.write import BatchHead, Counts
from geo_asb.store.write_contacts import store_contacts, store_logged_incidents
from geo_asb.store.write_layers import FileOf

__all__ = ["load_contacts", "load_incidents"]


def load_contacts(
    settings: Settings,
    path: Path,
    *,
    column_map: str = "crm_contacts",
    exported_on: date | None = None,
) -> LoadReport:
    """
    Load contacts that are not cases; `exported_on` is by default their newest day.

    They are placed as cases are, and each is joined to the case it belongs to. One dated after
    the settings' `today` is rejected; without it none is.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    columns = _map_of(column_map, "contacts")
    crosswalk = read_crosswalk(columns.crosswalk, columns.folder) if columns.crosswalk else None
    reading = read_contacts(path, columns, crosswalk, today=settings.today)
    made_on = exported_on or _newest([contact.received_at for contact in reading.records])
    key = reference_key(settings.home)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        if made_on is None:  # no row was left to tell the day
            return Counts(0, 0)
        file = FileOf(head.landlord, batch, made_on)
        return store_contacts(conn, file, reading.records, columns.source, key)

    read = file_read(f"{columns.source} contacts", path, reading)
    return store_and_place(settings, replace(read, exported_on=made_on), store)


def load_incidents(
    settings: Settings,
    path: Path,
    *,
    column_map: str = "incident_log",
    exported_on: date | None = None,
) -> LoadReport:
    """
    Load a timed log of happenings, joined to their cases by reference, in any order.

    One after the settings' `today` is rejected; without it none is.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    columns = _map_of(column_map, "incidents")
    reading = read_incident_log(path, columns, today=settings.today)
    made_on = exported_on or _newest([one.incident.began_at for one in reading.records])
    key = reference_key(settings.home)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        if made_on is None:  # no row was left to tell the day
            return Counts(0, 0)
        file = FileOf(head.landlord, batch, made_on)
        sources = columns.source, columns.cases_of
        return store_logged_incidents(conn, file, reading.records, sources, key)

    read = file_read(f"{columns.source} incidents", path, reading)
    return store_as_batch(settings, replace(read, exported_on=made_on), store)


def _newest(moments: Sequence[datetime]) -> date | None:
    return max(moments).date() if moments else None


def _map_of(name: str, holds: Holds) -> ColumnMap:
    columns = read_column_map(name)
    if columns.holds != holds:
        raise ExportError(f"Map {columns.name} holds {columns.holds}, not {holds}. Name another.")
    return columns
