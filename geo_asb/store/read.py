"""Reading: one function for each question; columns, frames and dataclasses come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.case_types import CASE_TYPES
from geo_asb.columns import SEVERITIES, CaseColumns, HomeColumns, group_bit
from geo_asb.model import Layer, Rung, Severity
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = [
    "Batch",
    "batches_in_force",
    "case_columns",
    "columns_of_cases",
    "data_version",
    "home_columns",
    "households",
    "landlord_name",
    "map_features",
    "police_columns",
    "table_hashes",
    "ward_years",
]

# Within 75 m of the true place by their nature: what cells may count.
PRECISE = {
    str(rung)
    for rung in (
        Rung.OFFICER, Rung.UPRN, Rung.ADDRESS, Rung.CORRECTED, Rung.BLOCK, Rung.NEAR
    )
}  # fmt: skip
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True)
class Batch:
    """A load that stored something; `covers_end` is the day after the last day covered."""

    id: int
    kind: str
    exported_on: date | None
    covers_start: date | None
    covers_end: date | None
    rejected: int


def batches_in_force(conn: Connection, landlord: str) -> list[Batch]:
    """Return a landlord's batches that stored something, oldest first."""
    rows = conn.execute(sql("batches_in_force"), {"landlord": landlord})
    return [Batch(*row) for row in rows]


def data_version(conn: Connection, landlord: str) -> bytes:
    """Name what is current: the newest batch that stored something, as bytes."""
    batches = batches_in_force(conn, landlord)
    return b"" if not batches else batches[-1].id.to_bytes(8)


def landlord_name(conn: Connection, landlord: str) -> str:
    """Return a landlord's name; its code where it is not known."""
    row = conn.execute(sql("landlord_name"), {"code": landlord}).fetchone()
    return str(row[0]) if row else landlord


def ward_years(conn: Connection, landlord: str) -> list[int]:
    """Return the boundary years of a landlord's wards, newest first."""
    return [year for (year,) in conn.execute(sql("ward_years"), {"landlord": landlord})]


def case_columns(conn: Connection, landlord: str, *, ward_year: int) -> CaseColumns:
    """Return a landlord's mappable cases as columns, restricted ones left out whole."""
    rows = conn.execute(
        sql("case_columns"), {"landlord": landlord, "ward_year": ward_year}
    ).fetchall()
    return columns_of_cases(rows)


def columns_of_cases(rows: list[tuple[Any, ...]]) -> CaseColumns:
    """Turn the rows of `case_columns.sql` into columns."""
    opened, severity, role, reporter, rung, x_m, y_m, codes, ward, estate, youth = _transposed(
        rows, 11
    )
    wards, ward_at = _coded(ward)
    estates, estate_at = _coded(estate)
    return CaseColumns(
        layer=Layer.CASES,
        day=_days(opened),
        x_m=np.array(x_m, dtype=np.float64),
        y_m=np.array(y_m, dtype=np.float64),
        group_bits=np.array([_bits(each) for each in codes], dtype=np.uint8),
        severity=np.array([SEVERITIES.index(Severity(s)) for s in severity], dtype=np.int8),
        happened=np.array([r == "incident" for r in role], dtype=bool),
        source=np.array([r == "alleged-source" for r in role], dtype=bool),
        staff=np.array([r == "staff" for r in reporter], dtype=bool),
        precise=np.array([r in PRECISE for r in rung], dtype=bool),
        youth=np.array(youth, dtype=bool),
        ward=ward_at,
        estate=estate_at,
        wards=wards,
        estates=estates,
        street=np.full(len(rows), "", dtype=object),
    )


def police_columns(conn: Connection, landlord: str, *, ward_year: int) -> CaseColumns:
    """Return a landlord's police reports as columns; the day is the first of the month."""
    rows = conn.execute(
        sql("police_columns"), {"landlord": landlord, "ward_year": ward_year}
    ).fetchall()
    month, x_m, y_m, ward, place = _transposed(rows, 5)
    wards, ward_at = _coded(ward)
    n = len(rows)
    x = np.array(x_m, dtype=np.float64)
    return CaseColumns(
        layer=Layer.POLICE,
        day=_days(month),
        x_m=x,
        y_m=np.array(y_m, dtype=np.float64),
        group_bits=np.zeros(n, dtype=np.uint8),
        severity=np.full(n, -1, dtype=np.int8),
        happened=np.ones(n, dtype=bool),
        source=np.zeros(n, dtype=bool),
        staff=np.zeros(n, dtype=bool),
        precise=~np.isnan(x),
        youth=np.zeros(n, dtype=bool),
        ward=ward_at,
        estate=np.full(n, -1, dtype=np.int16),
        wards=wards,
        estates=(),
        street=np.array(place, dtype=object),
    )


def home_columns(conn: Connection, landlord: str, *, ward_year: int) -> HomeColumns:
    """Return a landlord's houses and flats as columns; metres, EPSG:27700."""
    rows = conn.execute(
        sql("home_columns"), {"landlord": landlord, "ward_year": ward_year}
    ).fetchall()
    x_m, y_m, street, ward, estate, managed = _transposed(rows, 6)
    wards, ward_at = _coded(ward)
    estates, estate_at = _coded(estate)
    return HomeColumns(
        x_m=np.array(x_m, dtype=np.float64),
        y_m=np.array(y_m, dtype=np.float64),
        street=np.array(street, dtype=object),
        ward=ward_at,
        estate=estate_at,
        managed=np.array(managed, dtype=bool),
        wards=wards,
        estates=estates,
    )


def households(conn: Connection, landlord: str) -> pd.DataFrame:
    """Return household counts by LSOA: code, homes, source."""
    rows = conn.execute(sql("households"), {"landlord": landlord}).fetchall()
    return pd.DataFrame(rows, columns=["code", "homes", "source"])


def map_features(conn: Connection, landlord: str, *, layer: str) -> gpd.GeoDataFrame:
    """Return one layer of the base map: class, name, geometry in EPSG:27700."""
    rows = conn.execute(sql("map_features"), {"landlord": landlord, "layer": layer}).fetchall()
    kind, name, shape = _transposed(rows, 3)
    return gpd.GeoDataFrame({"class": kind, "name": name}, geometry=shape, crs="EPSG:27700")


def table_hashes(conn: Connection) -> dict[str, str]:
    """Return a hash of what is current in each table, whatever the order of the loads."""
    return dict(conn.execute(sql("table_hashes")).fetchall())


def _transposed(rows: list[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _days(days: list[date]) -> NDArray[np.int32]:
    return (np.array(days, dtype="datetime64[D]") - EPOCH).astype(np.int32)


def _bits(codes: list[str]) -> int:
    bits = 0
    for code in codes:
        if group := CASE_TYPES[code].group:
            bits |= group_bit(group)
    return bits


def _coded(values: list[str | None]) -> tuple[tuple[str, ...], NDArray[np.int16]]:
    """Return the distinct values in order, and for each value its position (-1 for none)."""
    known = tuple(sorted({value for value in values if value is not None}))
    position = {value: n for n, value in enumerate(known)}
    at = [-1 if value is None else position[value] for value in values]
    return known, np.array(at, dtype=np.int16)
