"""
Police-recorded anti-social behaviour of a district, month by month.

References
----------
data.police.uk, "Street-level crimes": POST crimes-street/CATEGORY with poly (lat,lng:lat,lng) and
date; 503 where the area holds more than 10,000. "Availability": crimes-street-dates. "API call
limits": 15 a second, 429 beyond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

import shapely

from geo_asb.errors import FetchError, SettingsError
from geo_asb.fetch.districts import District
from geo_asb.fetch.keep import Kept, Origin, keep, name_of_file
from geo_asb.fetch.sources import Police
from geo_asb.fetch.wire import Wire

__all__ = ["fetch_police_month", "months_wanted", "police_file"]

Report = dict[str, Any]

# Asked for is a simpler outline a little outside the true one; what lies between is taken out.
_OUTSIDE_DEGREES = 0.002
_SIMPLER_DEGREES = 0.001
_MOST_HALVINGS = 6
_BUSY_TRIES = 2  # 503 means "too many" as well as "busy": ask twice, then halve the area


def police_file(folder: Path, area: str, month: str) -> Path:
    """Name the file of one month, YYYY-MM."""
    return folder / name_of_file(area, f"police_{month}.json")


def months_wanted(
    wire: Wire, police: Police, *, first: date | None, last: date | None
) -> list[str]:
    """
    Choose the published months from `first` to `last`; without either, the newest.

    Raises
    ------
    SettingsError
        The months are the wrong way round, or not all of them are published.
    FetchError
        The service cannot be reached.
    """
    address = f"{police.publisher.service}/crimes-street-dates"
    known = wire.json(address, judge=lambda said: _months(said, address))
    newest = known[-1]
    start, end = _text(first or last) or newest, _text(last) or newest
    if start > end:
        raise SettingsError(f"--from {start} is after --to {end}. Put the earlier month first.")
    wanted = [month for month in known if start <= month <= end]
    if not wanted or (wanted[0], wanted[-1]) != (start, end):
        message = (
            f"data.police.uk publishes {known[0]} to {newest}, so not all of {start} to {end}. "
            "Choose months it has; older ones are in its archive, data.police.uk/data/archive."
        )
        raise SettingsError(message)
    return wanted


def fetch_police_month(
    wire: Wire,
    police: Police,
    district: District,
    outline: shapely.Geometry,
    month: str,
    *,
    folder: Path,
) -> Kept | None:
    """
    Fetch one month's reports inside a district, as the service's own JSON.

    Parameters
    ----------
    outline : in degrees, EPSG:4326.

    Returns
    -------
    The file; None where nothing is published: blank months are not supplied, not zero.

    Raises
    ------
    FetchError
        The service cannot be reached, or answers otherwise than it documents.
    """
    address = f"{police.publisher.service}/crimes-street/{police.category}"
    around = shapely.buffer(outline, _OUTSIDE_DEGREES).simplify(_SIMPLER_DEGREES)
    search = _Search(wire, address, police.category, month)
    found = {
        report["id"]: report
        for piece in shapely.get_parts(around)
        for report in _reports(search, shapely.Polygon(piece.exterior), halvings=0)
    }
    inside = [report for _, report in sorted(found.items()) if _lies_in(report, outline)]
    if not inside:
        return None

    def write(file: IO[bytes]) -> int:
        lines = ",\n".join(json.dumps(report, ensure_ascii=False) for report in inside)
        file.write(f"[\n{lines}\n]\n".encode())
        return len(inside)

    origin = Origin(police.publisher, f"{address}?date={month}", month, int(month[:4]))
    path = police_file(folder, district.name, month)
    return keep(path, write, origin, now=wire.manners.now())


@dataclass(frozen=True, slots=True)
class _Search:
    """What is asked of every piece of the district."""

    wire: Wire
    address: str
    category: str
    month: str


def _reports(search: _Search, piece: shapely.Polygon, *, halvings: int) -> list[Report]:
    """Ask about a piece; one that holds too many is cut in two along its longer side."""
    corners = shapely.get_coordinates(piece)
    poly = ":".join(f"{latitude:.5f},{longitude:.5f}" for longitude, latitude in corners)
    try:
        return search.wire.json(
            search.address,
            {"poly": poly, "date": search.month},
            judge=lambda said: _checked(said, search),
            tries=_BUSY_TRIES,
        )
    except FetchError as refused:
        is_too_much = refused.status == HTTPStatus.SERVICE_UNAVAILABLE
        if not is_too_much or halvings == _MOST_HALVINGS:
            raise
    return [
        report
        for half in _halves(piece)
        for report in _reports(search, half, halvings=halvings + 1)
    ]


def _halves(piece: shapely.Polygon) -> list[shapely.Polygon]:
    west, south, east, north = piece.bounds
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    if east - west >= north - south:
        boxes = (west, south, middle_x, north), (middle_x, south, east, north)
    else:
        boxes = (west, south, east, middle_y), (west, middle_y, east, north)
    parts = [
        part for box in boxes for part in shapely.get_parts(shapely.box(*box) & piece).tolist()
    ]
    return [part for part in parts if isinstance(part, shapely.Polygon)]


def _lies_in(report: Report, outline: shapely.Geometry) -> bool:
    place = report["location"]
    longitude, latitude = float(place["longitude"]), float(place["latitude"])
    return bool(shapely.intersects_xy(outline, longitude, latitude))


# ---------------------------------------------------------------- answers


def _text(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


def _months(said: object, address: str) -> list[str]:
    entries = said if isinstance(said, list) else []
    months = sorted(str(one.get("date", "")) for one in entries if isinstance(one, dict))
    if not months:
        raise FetchError(f"{address}: lists no months. The service has changed.")
    return months


def _checked(said: object, search: _Search) -> list[Report]:
    reports: list[Any] = said if isinstance(said, list) else [None]
    if bad := [one for one in reports if not _is_report(one, search)]:
        message = (
            f"{search.address}: {len(bad):,} of {len(reports):,} reports are not as documented "
            "(id, category, month, location with latitude and longitude). The service has "
            "changed: download the month by hand from data.police.uk/data."
        )
        raise FetchError(message)
    return reports


def _is_report(one: object, search: _Search) -> bool:
    if not isinstance(one, Mapping) or not isinstance(one.get("id"), int):
        return False
    if (one.get("category"), one.get("month")) != (search.category, search.month):
        return False
    place = one.get("location")
    return isinstance(place, Mapping) and _are_degrees(
        place.get("latitude"), place.get("longitude")
    )


def _are_degrees(*cells: object) -> bool:
    try:
        return all(abs(float(str(cell))) <= 180 for cell in cells)
    except ValueError:
        return False
