"""
A load as a story: read, hold the landlord, store, place, close; all of it or nothing.

Every load is one batch. The same file again changes nothing; files may come in any order, because
places are worked out again whenever homes, postcodes or boundaries change.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from geo_asb.batches import FileRead, file_read, stage_as_batch
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.geocode import Correction, Gazetteer, correction_key, locate_all
from geo_asb.etl.place import place_points
from geo_asb.etl.readers.basemap import BasemapLayer, read_basemap
from geo_asb.etl.readers.boundaries import AreaKind, read_boundaries
from geo_asb.etl.readers.cases import open_cases
from geo_asb.etl.readers.denominators import read_denominators
from geo_asb.etl.readers.homes import read_homes
from geo_asb.etl.readers.police import read_police
from geo_asb.etl.report import LoadReport
from geo_asb.matching import match_stored
from geo_asb.model import Location, PlaceRole, PlaceText, PoliceReport, Reading
from geo_asb.settings import Settings
from geo_asb.store import places
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.corrections import Place, place_corrections
from geo_asb.store.references import reference_key
from geo_asb.store.write import (
    BatchHead,
    Counts,
    store_areas,
    store_denominators,
    store_homes,
    store_landlord,
    store_map_features,
    store_police,
)
from geo_asb.store.write_cases import stage_cases, store_cases

__all__ = [
    "load_basemap",
    "load_boundaries",
    "load_cases",
    "load_denominators",
    "load_homes",
    "load_police",
    "place_stored",
    "rename_landlord",
    "stage_and_place",
    "store_and_place",
]

_DAY = timedelta(days=1)
_UNDATED = (
    "{name}: no row that counts tells a day, so nobody can say whether its skipped rows are newer "
    "than what is stored. Say the day it was made, with --exported-on YYYY-MM-DD."
)
_BULK_ROWS = 2_000  # from here on a load outdates what the database knows of its tables


def load_homes(settings: Settings, path: Path) -> LoadReport:
    """
    Load a homes gazetteer (CSV); all cases are placed again where it changed anything.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_homes(path)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        counts = store_homes(conn, batch, head.landlord, reading.records)
        if counts.stored:
            places.clear_locations(conn, head.landlord)
        return counts

    return store_and_place(settings, file_read("homes", path, reading), store)


def load_boundaries(
    settings: Settings,
    path: Path,
    *,
    kind: AreaKind,
    boundary_year: int,
    columns: tuple[str, str] | None = None,
) -> LoadReport:
    """
    Load wards, LSOAs or estates of a boundary year; `columns` names code and name columns.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    code_column, name_column = columns or (None, None)
    found = read_boundaries(
        path,
        kind=kind,
        boundary_year=boundary_year,
        code_column=code_column,
        name_column=name_column,
    )
    key = (str(kind), boundary_year)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        counts = store_areas(conn, batch, head.landlord, found.areas, key=key)
        if counts.stored:
            places.clear_area_codes(conn, head.landlord, kind=kind, boundary_year=boundary_year)
        return counts

    name = f"{kind} boundaries {boundary_year}" if boundary_year else f"{kind} boundaries"
    read = FileRead(name, path, found.rows_read, found.rejects, {}, notes=found.notes)
    return store_and_place(settings, read, store)


def load_cases(
    settings: Settings,
    path: Path,
    *,
    column_map: str = "react",
    exported_on: date | None = None,
    complete: bool = False,
    today: date | None = None,
) -> LoadReport:
    """
    Load a case export with a column map: the name of one, or a file that ends in .toml.

    `exported_on` is the day the export was made, by default its newest date. A case that speaks
    of a day after `today`, by default the settings', is rejected; without either none is.

    `complete`: it holds every case opened from its first month to that day, so that a case
    missing from it was deleted in the case system and is taken out here. So is a case that it
    names only in rows which the map declares not to count.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    columns = read_column_map(column_map)
    if columns.holds != "cases":
        raise ExportError(f"Map {columns.name} holds {columns.holds}, not cases. Name another.")
    crosswalk = read_crosswalk(columns.crosswalk, columns.folder)
    stream = open_cases(path, columns, crosswalk, today=today or settings.today)
    kind = f"{columns.source} cases"
    key = reference_key(settings.home)

    def stage(conn: Connection) -> FileRead:
        days = stage_cases(conn, stream, key.of(settings.landlord, kind))
        read = _dated(file_read(kind, path, stream.account()), days, exported_on)
        if stream.set_aside and read.exported_on is None:
            raise ExportError(_UNDATED.format(name=path.name))
        return _completed(read) if complete else read

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        named = key.of(settings.landlord, kind)
        return store_cases(conn, batch, head, named, stream.set_aside)

    return stage_and_place(settings, stage, store)


def load_police(settings: Settings, path: Path) -> LoadReport:
    """
    Load a police street-level CSV; only anti-social behaviour is kept.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading: Reading[PoliceReport] = read_police(path)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        return store_police(conn, batch, head.landlord, reading.records)

    months = [report.month for report in reading.records]
    covers = (min(months), _month_end(max(months)) + _DAY) if months else None
    read = replace(file_read("police reports", path, reading), covers=covers)
    return store_and_place(settings, read, store)


def load_denominators(
    settings: Settings, path: Path, *, source: str, columns: tuple[str, str] | None = None
) -> LoadReport:
    """
    Load household counts by LSOA; `columns` names those of the code and of the count.

    `source` names the count and its date, printed beside rates.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    code_column, homes_column = columns or ("lsoa11_code", "households_2011")
    found = read_denominators(path, code_column=code_column, homes_column=homes_column)

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        return store_denominators(conn, batch, head.landlord, found.homes, source=source)

    read = FileRead(
        "households", path, found.rows_read, found.rejects, found.skipped, notes=found.notes
    )
    return store_and_place(settings, read, store)


def load_basemap(settings: Settings, path: Path, *, layer: BasemapLayer) -> LoadReport:
    """
    Load one layer of the base map, in the place of what that layer held.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    found = read_basemap(path, kind=layer)
    features = found.features
    if layer == "greens":  # green or water: that is their class on the map
        features = features.assign(**{"class": features["kind"]})

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        return store_map_features(conn, batch, head.landlord, features, layer=layer)

    read = FileRead(
        f"base map {layer}", path, found.rows_read, found.rejects, {}, notes=found.notes
    )
    return store_and_place(settings, read, store)


def rename_landlord(settings: Settings, name: str) -> None:
    """Give the landlord of the settings the name that pages and documents print."""
    with transaction(settings) as conn:
        store_landlord(conn, settings.landlord, name)


def _dated(read: FileRead, days: tuple[date, date] | None, exported_on: date | None) -> FileRead:
    """
    Say which days an export covers: from its first opened month to the day it was made.

    `days` are the first day a case of it was opened and the last it speaks of.
    """
    made_on = exported_on or (days[1] if days else None)
    if made_on is None:
        return read
    first = (days[0] if days else made_on).replace(day=1)
    return replace(read, exported_on=made_on, covers=(first, max(made_on, first) + _DAY))


def _completed(read: FileRead) -> FileRead:
    """Let an export take out what it does not hold, if each of its rows names its case."""
    nameless = len({reject.row for reject in read.rejects if not reject.reference})
    if nameless == 0:
        return replace(read, complete=True)
    rows = "1 rejected row names" if nameless == 1 else f"{nameless} rejected rows name"
    note = f"Nothing was taken out: {rows} no case. Correct that and load the file again."
    return replace(read, notes=(*read.notes, note))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def store_and_place(
    settings: Settings, read: FileRead, store: Callable[[Connection, int, BatchHead], Counts]
) -> LoadReport:
    """Store a file that was read as one batch, and place what has no place yet."""
    return stage_and_place(settings, lambda _: read, store)


def stage_and_place(
    settings: Settings,
    stage: Callable[[Connection], FileRead],
    store: Callable[[Connection, int, BatchHead], Counts],
) -> LoadReport:
    """Read a file once the landlord is held, store it as one batch, and place what has no place."""

    def and_place(conn: Connection, batch: int, head: BatchHead) -> Counts:
        counts = store(conn, batch, head)
        if counts.stored > _BULK_ROWS:
            places.refresh_statistics(conn)
        if counts.stored:
            place_stored(conn, settings)
        elif counts.withdrawn:
            match_stored(conn, settings.landlord)
        return counts

    return stage_as_batch(settings, stage, and_place)


def place_stored(conn: Connection, settings: Settings) -> None:
    """Find a point for every text without one, its areas, and the case of each contact."""
    landlord, accept = settings.landlord, settings.accept
    gazetteer: Gazetteer | None = None
    answers = place_corrections(conn, landlord)
    for what in places.LOCATED:
        for versions, texts in places.texts_to_place(conn, landlord, of=what):
            gazetteer = gazetteer or Gazetteer(
                places.homes_current(conn, landlord), places.postcodes_current(conn, landlord)
            )
            found = _locate(texts, gazetteer, answers, accept)
            places.store_locations(conn, versions, found, of=what)
    for kind, boundary_year in places.area_kinds(conn, landlord):
        _place_in_areas(conn, landlord, kind, boundary_year)
    match_stored(conn, landlord)


def _locate(
    texts: Sequence[PlaceText],
    gazetteer: Gazetteer,
    answers: Mapping[str, Place],
    accept: float,
) -> list[Location]:
    """Find a point for each text; what officers answered before counts above all else."""
    if answers:
        texts = [_in_role(text, answers.get(correction_key(text))) for text in texts]
    known = {
        place: Correction(answer.uprn or "", answer.easting_m, answer.northing_m)
        for place, answer in answers.items()
    }
    return locate_all(texts, gazetteer, corrections=known, accept=accept)


def _in_role(text: PlaceText, answer: Place | None) -> PlaceText:
    return replace(text, role=PlaceRole(answer.role)) if answer and answer.role else text


def _place_in_areas(conn: Connection, landlord: str, kind: str, boundary_year: int) -> None:
    areas = places.areas_current(conn, landlord, kind=kind, boundary_year=boundary_year)
    codes = np.append(areas["code"].to_numpy(), "")
    for what in places.PLACED:
        ids, points_m, radius_m = places.points_without_area(
            conn, landlord, of=what, kind=kind, boundary_year=boundary_year
        )
        if ids.size == 0:
            continue
        # -1: surely in no area, the "" at the end of codes
        at = place_points(points_m, areas, radius_m=radius_m)
        places.store_area_codes(
            conn, ids, np.asarray(codes[at]).tolist(), of=what, key=(kind, boundary_year)
        )
        if ids.size > _BULK_ROWS:
            places.refresh_statistics(conn, only_areas=True)
