"""Police street-level files of data.police.uk, CSV or the API's JSON: ASB, month only."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from geo_asb.errors import ExportError
from geo_asb.etl.projection import inside_britain, to_british_grid
from geo_asb.etl.readers.cells import CellError, text_of
from geo_asb.etl.readers.contents import read_bytes
from geo_asb.etl.readers.dates import FIRST_YEAR, LAST_YEAR
from geo_asb.etl.readers.door import fault_in
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
_API_CATEGORY = "anti-social-behaviour"
_SLUG = re.compile(r"[a-z][a-z-]{1,40}")
_NO_REPORT = "not a report with category, month and location. Fetch the month again."
_API_NOTE = "From the API, which names neither force nor LSOA."
_AGAIN = "the same report again (one id)"


def read_police(path: Path) -> Reading[PoliceReport]:
    """
    Read the anti-social behaviour of a street-level file, CSV or JSON; other crimes are skips.

    A point is an anonymous map point that stands for many addresses, never the address. Rows
    equal in every column are separate incidents, numbered by `occurrence`. A row without a
    point is kept without one.

    Raises
    ------
    ExportError
        The file is not a table with these columns, nor the API's list of reports.
    """
    if path.name.lower().endswith((".json", ".json.gz")):
        return _read_api(path)
    table = open_table(path, required=tuple(_COLUMNS))
    rows = _with_points(_as_frame(table))
    is_asb = rows["crime_type"].str.casefold() == _CRIME_TYPE.casefold()
    skipped = _other_types(rows.loc[~is_asb, "crime_type"])
    reports, rejects = _sound(rows[is_asb].assign(crime_type=_CRIME_TYPE))
    return reading_of(table, reports, rejects, skipped)


def _as_frame(table: Table) -> pd.DataFrame:
    numbers = [row.number for row in table.rows]
    columns = {
        column: [text_of(row.cells[heading]) for row in table.rows]
        for heading, column in _COLUMNS.items()
    }
    return pd.DataFrame(columns, index=numbers)


def _with_points(frame: pd.DataFrame) -> pd.DataFrame:
    degrees = {
        axis: pd.to_numeric(frame[axis].replace("", np.nan), errors="coerce")
        for axis in ("longitude", "latitude")
    }
    points_m = np.full((len(frame), 2), np.nan)
    given = (degrees["longitude"].notna() & degrees["latitude"].notna()).to_numpy()
    points_m[given] = to_british_grid(degrees["longitude"][given], degrees["latitude"][given])
    months = frame["month"].map(_months(frame["month"]))
    return frame.assign(month=months, easting_m=points_m[:, 0], northing_m=points_m[:, 1])


def _sound(reports: pd.DataFrame) -> tuple[list[PoliceReport], list[Reject]]:
    rejects = _faults(reports)
    return _records(reports.drop(index=[reject.row for reject in rejects])), rejects


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


# ---------------------------------------------------------------- the API's JSON


def _read_api(path: Path) -> Reading[PoliceReport]:
    """
    Read a list of reports as the street-level API gives it; row 1 is the first report.

    References
    ----------
    data.police.uk, "Street-level crimes": category, month, location (latitude, longitude, street
    name), id. Equal reports have ids of their own; one id twice is one report.
    """
    reports = _api_reports(path)
    skipped: Counter[str] = Counter()
    rejects: list[Reject] = []
    kept: dict[int, dict[str, str]] = {}
    seen: set[object] = set()
    for row, report in enumerate(reports, start=1):
        try:
            fields = _api_fields(report)
        except CellError as bad:
            rejects.append(Reject(row, bad.column, str(bad)))
            continue
        if reason := _api_skip(report, seen):
            skipped[reason] += 1
        else:
            kept[row] = fields | {"crime_type": _CRIME_TYPE}
    frame = pd.DataFrame.from_dict(kept, orient="index", columns=list(_COLUMNS.values()))
    found, faults = _sound(_with_points(frame))
    return Reading(
        records=tuple(found),
        rejects=tuple(sorted((*rejects, *faults), key=lambda reject: reject.row)),
        rows_read=len(reports),
        skipped=dict(skipped),
        notes=(_API_NOTE,),
    )


def _api_reports(path: Path) -> list[dict[str, object]]:
    content, _ = read_bytes(path)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"{path.name}: cut short, or not JSON. Fetch it again."
        raise ExportError(message) from error
    if not isinstance(found, list) or not found:
        message = f"{path.name}: not a list of reports as data.police.uk gives it. Fetch it again."
        raise ExportError(message)
    return found


def _api_skip(report: dict[str, object], seen: set[object]) -> str:
    if report["category"] != _API_CATEGORY:
        return f"another crime type: {report['category']}"
    number = report.get("id")
    if not isinstance(number, int):
        return ""
    is_again = number in seen
    seen.add(number)
    return _AGAIN if is_again else ""


def _api_fields(report: dict[str, object]) -> dict[str, str]:
    """Give a report's fields as the CSV has them, the category in the place of the type."""
    place = report.get("location") if isinstance(report, dict) else None
    if not isinstance(place, dict) or not _SLUG.fullmatch(str(report.get("category"))):
        raise CellError("location", _NO_REPORT)
    street = place.get("street")
    said = {
        "month": report.get("month"),
        "force": "",
        "place": street.get("name") if isinstance(street, dict) else None,
        "lsoa_code": "",
        "crime_type": report["category"],
        "longitude": place.get("longitude"),
        "latitude": place.get("latitude"),
    }
    texts = {name: text for name, text in said.items() if isinstance(text, str)}
    if len(texts) < len(said):
        raise CellError("location", _NO_REPORT)
    if fault := fault_in(texts["place"], "text"):
        raise CellError("location", fault)
    if not text_of(texts["place"]).isprintable():  # JSON can write half a letter, or none
        raise CellError("location", "the street's name cannot be stored. Fetch the file again.")
    return texts
