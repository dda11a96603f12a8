"""
Loading what stands beside the cases: cameras, plans, activities, inspections and their like.

Every load is one batch. The same file again changes nothing, and files may come in any order: of
two files about one thing the newer wins. No figure of cases rests on them; only postcodes help to
place cases that name no home.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from geo_asb.batches import FileRead, file_read, store_as_batch
from geo_asb.etl.readers.actions import read_actions
from geo_asb.etl.readers.activities import read_activities
from geo_asb.etl.readers.blocks import read_blocks
from geo_asb.etl.readers.cameras import read_cameras
from geo_asb.etl.readers.deprivation import read_deprivation
from geo_asb.etl.readers.enforcement import read_enforcement
from geo_asb.etl.readers.inspections import read_inspections
from geo_asb.etl.readers.lookups import AreasOf, read_links
from geo_asb.etl.readers.postcodes import read_postcodes
from geo_asb.etl.readers.uprn_points import read_uprn_points
from geo_asb.etl.report import LoadReport
from geo_asb.model import Reading
from geo_asb.pipeline import place_stored
from geo_asb.settings import Settings
from geo_asb.store import places, write_layers
from geo_asb.store.connect import Connection
from geo_asb.store.write import BatchHead, Counts

__all__ = [
    "Listed",
    "load_deprivation",
    "load_enforcement",
    "load_inspections",
    "load_list",
    "load_lookup",
]

T = TypeVar("T")
Listed = Literal["cameras", "activities", "actions", "blocks", "postcodes", "uprn"]
Write = Callable[[Connection, write_layers.FileOf, Sequence[T]], Counts]


@dataclass(frozen=True, slots=True)
class _List(Generic[T]):
    """What one kind of list is called in its batch, how it is read, how it is stored."""

    kind: str
    read: Callable[[Path], Reading[T]]
    write: Write[T]


_LISTS: dict[Listed, _List[Any]] = {
    "cameras": _List("cameras", read_cameras, write_layers.store_cameras),
    "activities": _List("activities", read_activities, write_layers.store_activities),
    "actions": _List("actions", read_actions, write_layers.store_actions),
    "blocks": _List("blocks", read_blocks, write_layers.store_blocks),
    "postcodes": _List("postcodes", read_postcodes, write_layers.store_postcodes),
    "uprn": _List("UPRNs", read_uprn_points, write_layers.store_uprn_points),
}


def load_list(
    settings: Settings, path: Path, what: Listed, *, exported_on: date, complete: bool = False
) -> LoadReport:
    """
    Load a list of things as they stood on a day; of a directory, a day of its edition.

    One that is `complete` holds all there is: what it does not hold is taken out.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    of = _LISTS[what]
    said = (of.kind, exported_on)
    write = partial(_and_place, of.write, settings) if what == "postcodes" else of.write
    return _load(settings, path, said, of.read(path), write, complete=complete)


def _and_place(
    write: Write[T],
    settings: Settings,
    conn: Connection,
    file: write_layers.FileOf,
    things: Sequence[T],
) -> Counts:
    """Store, and place all cases and contacts again where that changed anything."""
    counts = write(conn, file, things)
    if counts.stored:
        places.clear_locations(conn, settings.landlord)
        place_stored(conn, settings)
    return counts


def load_inspections(
    settings: Settings, path: Path, *, exported_on: date | None = None
) -> LoadReport:
    """
    Load estate inspections; `exported_on` is by default the newest inspection's day.

    One dated after the settings' `today` is rejected; without it none is.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_inspections(path, today=settings.today)
    made_on = exported_on or max((one.inspected_on for one in reading.records), default=None)
    return _load(settings, path, ("inspections", made_on), reading, write_layers.store_inspections)


def load_enforcement(
    settings: Settings, path: Path, *, exported_on: date | None = None
) -> LoadReport:
    """
    Load counts of enforcement by ward; `exported_on` is by default the last day counted.

    Days after the settings' `today` are rejected; without it none is.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_enforcement(path, today=settings.today)
    newest = max((one.last_on for one in reading.records), default=None)
    if newest and settings.today:  # the running month ends after the day it was counted on
        newest = min(newest, settings.today)
    made_on = exported_on or newest
    return _load(settings, path, ("enforcement", made_on), reading, write_layers.store_enforcement)


def load_lookup(
    settings: Settings, path: Path, *, sides: tuple[AreasOf, AreasOf], exported_on: date
) -> LoadReport:
    """
    Load which areas each area belongs to; `sides` are the areas and what they belong to.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_links(path, *sides)
    return _load(settings, path, ("lookup", exported_on), reading, write_layers.store_links)


def load_deprivation(
    settings: Settings, path: Path, *, index_year: int, score_column: str | None = None
) -> LoadReport:
    """
    Load the index of deprivation of a year; `score_column` names an unusual score column.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_deprivation(path, index_year=index_year, score_column=score_column)
    made_on = date(index_year, 1, 1)
    return _load(settings, path, ("deprivation", made_on), reading, write_layers.store_deprivation)


def _load(
    settings: Settings,
    path: Path,
    said: tuple[str, date | None],
    reading: Reading[T],
    write: Write[T],
    *,
    complete: bool = False,
) -> LoadReport:
    """Store a reading as one batch; `said` is the kind of file and the day it was made."""
    kind, made_on = said

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        if made_on is None:  # no row was left to tell the day
            return Counts(0, 0)
        return write(conn, write_layers.FileOf(head.landlord, batch, made_on), reading.records)

    read = replace(file_read(kind, path, reading), exported_on=made_on)
    return store_as_batch(settings, _completed(read) if complete else read, store)


def _completed(read: FileRead) -> FileRead:
    """Let a list take out what it does not hold, if every row of it could be read."""
    if not read.rejects:
        return replace(read, complete=True)
    note = "Nothing was taken out, as rows were rejected. Correct them and load the file again."
    return replace(read, notes=(*read.notes, note))
