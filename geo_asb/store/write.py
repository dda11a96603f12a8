"""
Writing: staging tables by binary COPY, then set-based SQL, inside the caller's transaction.

Every `store_…` returns what became of the rows; nothing here commits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from psycopg import sql as compose

from geo_asb.errors import BusyError, ExportError
from geo_asb.model import Home, PoliceReport, PrintedTotal, Reject
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = [
    "BatchHead",
    "Counts",
    "close_batch",
    "content_hash",
    "copy_rows",
    "hold_landlord",
    "open_batch",
    "store_areas",
    "store_denominators",
    "store_homes",
    "store_landlord",
    "store_map_features",
    "store_police",
]


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What is known of a file before its rows are stored."""

    landlord: str
    kind: str
    file_name: str
    file_sha256: str
    loader_version: str
    rows_read: int
    rejects: tuple[Reject, ...]
    skipped: dict[str, int]
    exported_on: date | None = None
    covers_start: date | None = None
    covers_end: date | None = None  # the day after the last day covered
    complete: bool = False  # it holds every case of those days: who is not in it is gone
    dropped_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed_totals: tuple[PrintedTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows that were not rejected or skipped by the reader."""

    stored: int
    unchanged: int
    skipped: dict[str, int] = field(default_factory=dict)
    withdrawn: int = 0  # rows of earlier loads that this one takes out
    set_aside: int = 0  # of them, those named by a row that does not count


def hold_landlord(conn: Connection, landlord: str) -> None:
    """
    Let no other load of this landlord run until the transaction ends.

    Raises
    ------
    BusyError
        Another load is running.
    """
    row = conn.execute(sql("landlord_lock"), {"landlord": landlord}).fetchone()
    if row != (True,):
        message = "Another load of this landlord is running. Wait until it is done and try again."
        raise BusyError(message)


def store_landlord(conn: Connection, code: str, name: str) -> None:
    """Add a landlord, or give one another name."""
    conn.execute(sql("landlord_rename"), {"code": code, "name": name})


def open_batch(conn: Connection, head: BatchHead) -> int:
    """Write a batch and its rejects; its counts follow with `close_batch`."""
    conn.execute(sql("landlord_add"), {"code": head.landlord, "name": head.landlord})
    row = conn.execute(
        sql("batch_open"),
        {
            "landlord": head.landlord,
            "kind": head.kind,
            "file_name": head.file_name,
            "file_sha256": head.file_sha256,
            "loader_version": head.loader_version,
            "exported_on": head.exported_on,
            "covers_start": head.covers_start,
            "covers_end": head.covers_end,
            "rows_read": head.rows_read,
            "rows_rejected": len({reject.row for reject in head.rejects}),
            "rows_skipped": json.dumps(head.skipped),
            "dropped_columns": list(head.dropped_columns),
            "notes": list(head.notes),
            "complete": head.complete,
            "printed_totals": json.dumps([asdict(one) for one in head.printed_totals]),
        },
    ).fetchone()
    assert row is not None  # noqa: S101 - insert returning always gives its row
    batch = int(row[0])
    with conn.cursor() as cursor:
        cursor.executemany(
            sql("reject_add"),
            [
                {"batch": batch, "row": r.row, "column": r.column, "reason": r.reason}
                for r in head.rejects
            ],
        )
    return batch


def close_batch(conn: Connection, batch: int, head: BatchHead, counts: Counts) -> None:
    """Write what became of the rows."""
    skipped = head.skipped | counts.skipped
    conn.execute(
        sql("batch_close"),
        {
            "batch": batch,
            "stored": counts.stored,
            "unchanged": counts.unchanged,
            "skipped": json.dumps(skipped),
            "withdrawn": counts.withdrawn,
        },
    )


def store_homes(conn: Connection, batch: int, landlord: str, homes: Sequence[Home]) -> Counts:
    """Store a gazetteer; a home that is not in the file stays as it was."""
    conn.execute(sql("home_stage"))
    copy_rows(conn, "staged_home", (_home_row(home) for home in homes))
    named = {"batch": batch, "landlord": landlord}
    unchanged = conn.execute(sql("home_same"), named).rowcount
    conn.execute(sql("home_close"), named)
    return Counts(conn.execute(sql("home_add"), named).rowcount, unchanged)


def _home_row(home: Home) -> tuple[Any, ...]:
    values = (
        home.uprn,
        home.kind,
        home.subname,
        home.name,
        home.number,
        home.street,
        home.locality,
        home.town,
        home.postcode,
        home.parent_uprn,
        home.estate,
        home.managed,
        home.storeys,
        home.tenure,
        home.easting_m,
        home.northing_m,
    )
    further = (home.property_reference, home.scheme_kind)  # unsaid, the hash stays as it was
    return (*values, *further, content_hash(values + further if any(further) else values))


def store_areas(
    conn: Connection, batch: int, landlord: str, areas: gpd.GeoDataFrame, *, key: tuple[str, int]
) -> Counts:
    """
    Store areas of one kind and boundary year; `areas` has code, name, geometry in EPSG:27700.

    `key` is (kind, boundary year). An area that is not in the file stays as it was.
    """
    kind, boundary_year = key
    conn.execute(sql("area_stage"))
    shapes = areas.geometry.to_numpy()
    rows = (
        (code, name, shape, content_hash((name, shapely.to_wkb(shape))))
        for code, name, shape in zip(areas["code"], areas["name"], shapes, strict=True)
    )
    copy_rows(conn, "staged_area", rows)
    named = {
        "batch": batch,
        "landlord": landlord,
        "kind": kind,
        "boundary_year": boundary_year,
    }
    unchanged = conn.execute(sql("area_same"), named).rowcount
    conn.execute(sql("area_close"), named)
    return Counts(conn.execute(sql("area_add"), named).rowcount, unchanged)


def store_police(
    conn: Connection, batch: int, landlord: str, reports: Sequence[PoliceReport]
) -> Counts:
    """
    Store police reports; rows equal in every column are told apart by `occurrence`.

    Raises
    ------
    ExportError
        Some are stored from the other kind of file: a CSV and the API would count them twice.
    """
    conn.execute(sql("police_stage"))
    copy_rows(conn, "staged_police", map(_police_row, reports))
    _refuse_police_twice(conn, landlord)
    stored = conn.execute(sql("police_add"), {"batch": batch, "landlord": landlord}).rowcount
    return Counts(stored, len(reports) - stored)


def _refuse_police_twice(conn: Connection, landlord: str) -> None:
    row = conn.execute(sql("police_twice"), {"landlord": landlord}).fetchone()
    if row is not None and row[0]:
        message = (
            f"{row[0]:,} of these reports are stored from the other kind of file (street-level "
            "CSV, or JSON of the API) and would count twice. Load one kind for a month."
        )
        raise ExportError(message)


def _police_row(report: PoliceReport) -> tuple[Any, ...]:
    values = (
        report.month,
        report.force,
        report.place,
        report.lsoa_code,
        report.crime_type,
        report.easting_m,
        report.northing_m,
        report.occurrence,
    )
    return (*values, content_hash(values))


def store_denominators(
    conn: Connection, batch: int, landlord: str, homes: pd.DataFrame, *, source: str
) -> Counts:
    """Store households by LSOA; `homes` has code and homes, `source` is printed beside rates."""
    rows = [
        {
            "landlord": landlord,
            "kind": "lsoa",
            "code": code,
            "homes": int(count),
            "source": source,
            "batch": batch,
        }
        for code, count in zip(homes["code"], homes["homes"], strict=True)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(sql("denominator_add"), rows)
        stored = max(cursor.rowcount, 0)
    return Counts(stored, len(rows) - stored)


def store_map_features(
    conn: Connection, batch: int, landlord: str, features: gpd.GeoDataFrame, *, layer: str
) -> Counts:
    """Replace one layer of the base map; `features` has class, name, geometry in EPSG:27700."""
    conn.execute(sql("map_feature_clear"), {"landlord": landlord, "layer": layer})
    rows = (
        (landlord, layer, kind, name, shape, batch)
        for kind, name, shape in zip(
            features["class"], features["name"], features.geometry, strict=True
        )
    )
    copy_rows(conn, "map_feature", rows)
    return Counts(len(features), 0)


def copy_rows(conn: Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows to a table by COPY, columns in the table's order."""
    statement = compose.SQL("copy {} from stdin").format(compose.Identifier(table))
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def content_hash(values: object) -> bytes:
    """Hash a row's content: equal bytes mean nothing changed."""
    return sha256(repr(values).encode()).digest()
