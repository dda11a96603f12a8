"""One file, one batch: stored whole or not at all, and every row of it accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from geo_asb.etl.report import LoadReport
from geo_asb.model import PrintedTotal, Reading, Reject
from geo_asb.settings import Settings
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.write import BatchHead, Counts, close_batch, hold_landlord, open_batch

__all__ = ["FileRead", "file_read", "stage_as_batch", "store_as_batch"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a reader found, whatever the kind of file."""

    kind: str
    path: Path
    rows_read: int
    rejects: tuple[Reject, ...]
    skipped: dict[str, int]
    dropped_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    exported_on: date | None = None
    covers: tuple[date, date] | None = None  # first day, day after the last
    complete: bool = False  # it holds every case of those days
    printed_totals: tuple[PrintedTotal, ...] = ()


def file_read(kind: str, path: Path, reading: Reading[T]) -> FileRead:
    """Say what a table reader found, without its records."""
    return FileRead(
        kind,
        path,
        reading.rows_read,
        reading.rejects,
        reading.skipped,
        reading.dropped_columns,
        reading.notes,
        printed_totals=reading.printed_totals,
    )


def store_as_batch(
    settings: Settings, read: FileRead, store: Callable[[Connection, int, BatchHead], Counts]
) -> LoadReport:
    """
    Store a file that was read as one batch, and say what became of each row.

    Raises
    ------
    StoreError
        The database cannot be used, or another load runs (`BusyError`); nothing was stored.
    GeoAsbError
        Rows were lost: read is not stored + unchanged + rejected + skipped; nothing was stored.
    """
    return stage_as_batch(settings, lambda _: read, store)


def stage_as_batch(
    settings: Settings,
    stage: Callable[[Connection], FileRead],
    store: Callable[[Connection, int, BatchHead], Counts],
) -> LoadReport:
    """
    Read a file into the database's staging and store it as one batch, all in one transaction.

    Raises
    ------
    ExportError
        `stage` cannot read the file; nothing was stored.
    StoreError
        The database cannot be used, or another load runs (`BusyError`); nothing was stored.
    GeoAsbError
        Rows were lost: read is not stored + unchanged + rejected + skipped; nothing was stored.
    """
    with transaction(settings) as conn:
        hold_landlord(conn, settings.landlord)
        head = _head(settings, stage(conn))
        batch = open_batch(conn, head)
        counts = store(conn, batch, head)
        report = _report(head, counts)
        close_batch(conn, batch, head, counts)
    return report


def _head(settings: Settings, read: FileRead) -> BatchHead:
    with read.path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    covers_start, covers_end = read.covers or (None, None)
    return BatchHead(
        landlord=settings.landlord,
        kind=read.kind,
        file_name=read.path.name,
        file_sha256=sha256,
        loader_version=version("geo-asb"),
        rows_read=read.rows_read,
        rejects=read.rejects,
        skipped=read.skipped,
        exported_on=read.exported_on,
        covers_start=covers_start,
        covers_end=covers_end,
        complete=read.complete,
        dropped_columns=read.dropped_columns,
        notes=read.notes,
        printed_totals=read.printed_totals,
    )


def _report(head: BatchHead, counts: Counts) -> LoadReport:
    return LoadReport(
        kind=head.kind,
        file_name=head.file_name,
        rows_read=head.rows_read,
        stored=counts.stored,
        unchanged=counts.unchanged,
        rejects=head.rejects,
        skipped=head.skipped | counts.skipped,
        dropped_columns=head.dropped_columns,
        notes=head.notes,
        withdrawn=counts.withdrawn,
        set_aside=counts.set_aside,
    )
