"""Police street-level files of data.police.uk: anti-social behaviour, month only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from geo_asb.etl.projection import inside_britain, to_british_grid
from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.dates import FIRST_YEAR, LAST_YEAR
from geo_asb.etl.readers.tables import Table, open_table, reading_of
from geo_asb.model import PoliceReport, Reading, Reject

__all__ = ["read_police"]

_COLUMNS = {
    "Month": "month",
    "Falls within": "force",
    "Location": "place",
    "LSOA code": "lsoa_code",
    "Crime type": "crime_type",
    "Longitude": "longitude",
    "Latitude": "latitude",
}
_CRIME_TYPE = "Anti-social behaviour"


def read_police(path: Path) -> Reading[PoliceReport]:
    """
    Read the anti-social behaviour of a street-level file; other crimes are declared skips.

    A point is an anonymous map point that stands for many addresses, never the address. Rows
    equal in every column are separate incidents, numbered by `occurrence`. A row without a
    point is kept without one.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    table = open_table(path, required=tuple(_COLUMNS))
    rows = _as_frame(table)
    is_asb = rows["crime_type"].str.casefold() == _CRIME_TYPE.casefold()
    skipped = _other_types(rows.loc[~is_asb, "crime_type"])
    reports = rows[is_asb].assign(crime_type=_CRIME_TYPE)
    rejects = _faults(reports)
    kept = reports.drop(index=[reject.row for reject in rejects])
    return reading_of(table, _records(kept), rejects, skipped)


def _as_frame(table: Table) -> pd.DataFrame:
    numbers = [row.number for row in table.rows]
    columns = {
        column: [text_of(row.cells[heading]) for row in table.rows]
        for heading, column in _COLUMNS.items()
    }
    frame = pd.DataFrame(columns, index=numbers)
    degrees = {
        axis: pd.to_numeric(frame[axis].replace("", np.nan), errors="coerce")
        for axis in ("longitude", "latitude")
    }
    points_m = np.full((len(frame), 2), np.nan)
    given = (degrees["longitude"].notna() & degrees["latitude"].notna()).to_numpy()
    points_m[given] = to_british_grid(degrees["longitude"][given], degrees["latitude"][given])
    months = frame["month"].map(_months(frame["month"]))
    return frame.assign(month=months, easting_m=points_m[:, 0], northing_m=points_m[:, 1])


def _months(texts: pd.Series[str]) -> Mapping[str, date | None]:
    """Read each month that occurs once: thousands of rows share a few."""
    return {text: _month(text) for text in texts.unique()}


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None


def _other_types(crime_types: pd.Series[str]) -> dict[str, int]:
    counts = crime_types.replace("", "none given").value_counts()
    return {f"another crime type: {name}": int(rows) for name, rows in counts.items()}


def _faults(reports: pd.DataFrame) -> list[Reject]:
    has_point = reports["easting_m"].notna()
    has_degrees = (reports["longitude"] != "") | (reports["latitude"] != "")
    inside = inside_britain(reports[["easting_m", "northing_m"]].to_numpy())
    faults = (
        ("Month", reports["month"].isna(), "not a month such as 2021-06"),
        ("Longitude", has_degrees & ~has_point, "not two numbers of degrees"),
        ("Longitude", has_point & ~inside, "this point lies outside Great Britain"),
    )
    found: dict[int, Reject] = {}
    for column, is_faulty, reason in faults:
        for row in reports.index[is_faulty]:
            found.setdefault(row, Reject(row, column, f"{reason}. Download the file again."))
    return list(found.values())


def _records(reports: pd.DataFrame) -> list[PoliceReport]:
    occurrence = reports.groupby(list(_COLUMNS.values()), sort=False).cumcount() + 1
    points_m = reports[["easting_m", "northing_m"]].astype(object)
    points_m = points_m.where(points_m.notna(), None)
    columns = [reports[one] for one in ("month", "force", "place", "lsoa_code", "crime_type")]
    columns += [points_m["easting_m"], points_m["northing_m"], occurrence]
    values = zip(reports.index.tolist(), *(column.tolist() for column in columns), strict=True)
    return [PoliceReport(*row) for row in values]
