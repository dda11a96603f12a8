"""Where things are: what awaits a place, and the places and area codes worked out for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Any, Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_asb.model import Home, Location, PlaceRole, PlaceText
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql
from geo_asb.store.write import copy_rows

__all__ = [
    "LOCATED",
    "PLACED",
    "Located",
    "Placed",
    "area_kinds",
    "areas_current",
    "clear_area_codes",
    "clear_locations",
    "homes_current",
    "points_without_area",
    "postcodes_current",
    "refresh_statistics",
    "store_area_codes",
    "store_locations",
    "texts_to_place",
]

Placed = Literal["case", "contact", "home", "police"]
Located = Literal["case", "contact"]
_AT_ONCE = 50_000  # rows held here while many are placed
_EWKB_POINT = Struct("<BIIdd")
_POINT_27700 = (1, 0x20000001, 27700)  # little end first; a point that says its SRID; the SRID
PLACED: tuple[Placed, ...] = ("case", "contact", "home", "police")  # what lies in areas
LOCATED: tuple[Located, ...] = ("case", "contact")  # what is placed by its text


def homes_current(conn: Connection, landlord: str) -> list[Home]:
    """Return a landlord's gazetteer, by UPRN; metres, EPSG:27700. `row` is 0: no file is meant."""
    rows = conn.execute(sql("homes_current"), {"landlord": landlord})
    return [Home(0, *row) for row in rows]


def postcodes_current(conn: Connection, landlord: str) -> dict[str, tuple[float, float]]:
    """Return the point of each postcode of a landlord's directory; metres, EPSG:27700."""
    rows = conn.execute(sql("postcodes_current"), {"landlord": landlord})
    return {postcode: (easting_m, northing_m) for postcode, easting_m, northing_m in rows}


def areas_current(
    conn: Connection, landlord: str, *, kind: str, boundary_year: int
) -> gpd.GeoDataFrame:
    """Return areas of one kind and boundary year: code, name, geometry in EPSG:27700, by code."""
    rows = conn.execute(
        sql("areas_current"), {"landlord": landlord, "kind": kind, "boundary_year": boundary_year}
    ).fetchall()
    codes, names, shapes = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame(
        {"code": list(codes), "name": list(names)}, geometry=list(shapes), crs="EPSG:27700"
    )


def area_kinds(conn: Connection, landlord: str) -> list[tuple[str, int]]:
    """Return (kind, boundary year) of the areas a landlord has loaded."""
    return conn.execute(sql("area_kinds"), {"landlord": landlord}).fetchall()


def texts_to_place(
    conn: Connection, landlord: str, *, of: Located
) -> Iterator[tuple[NDArray[np.int64], list[PlaceText]]]:
    """
    Give version ids and place texts of current cases or contacts that have no location yet.

    They come some at a time, equal texts together, and may be stored in between.
    """
    for rows in _some_at_a_time(conn, f"{of}s_to_place", {"landlord": landlord}):
        yield (
            np.array([row[0] for row in rows], dtype=np.int64),
            [
                PlaceText(address, postcode, uprn, PlaceRole(role))
                for _, address, postcode, uprn, role in rows
            ],
        )


def _some_at_a_time(
    conn: Connection, question: str, named: dict[str, Any]
) -> Iterator[list[tuple[Any, ...]]]:
    """Fetch rows through a cursor of the server: a million of them never lie here at once."""
    with conn.cursor(name=question) as cursor:
        cursor.execute(sql(question), named)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows


def store_locations(
    conn: Connection,
    version_ids: NDArray[np.int64],
    locations: Sequence[Location],
    *,
    of: Located,
) -> None:
    """Store where each version of a case or contact was put, or why it was not."""
    rows = (
        (
            int(version),
            str(place.role),
            str(place.rung),
            place.home_uprn,
            place.block_uprn,
            _point(place),
            place.reason,
            place.probability,
            place.radius_m,
        )
        for version, place in zip(version_ids, locations, strict=True)
    )
    copy_rows(conn, "location" if of == "case" else "contact_location", rows)


def _point(location: Location) -> str | None:
    """Write a point as PostGIS reads it; shapely takes ten times as long for one."""
    if location.easting_m is None or location.northing_m is None:
        return None
    return _EWKB_POINT.pack(*_POINT_27700, location.easting_m, location.northing_m).hex()


def clear_locations(conn: Connection, landlord: str) -> None:
    """Take out all places and area codes of cases and contacts: the gazetteer changed."""
    for kind, boundary_year in area_kinds(conn, landlord):
        _clear(conn, "case_areas_clear", landlord, kind, boundary_year)
        _clear(conn, "contact_areas_clear", landlord, kind, boundary_year)
    conn.execute(sql("locations_clear"), {"landlord": landlord})
    conn.execute(sql("contact_locations_clear"), {"landlord": landlord})


def clear_area_codes(conn: Connection, landlord: str, *, kind: str, boundary_year: int) -> None:
    """Take out the codes of one kind of area: its boundaries changed."""
    for what in PLACED:
        _clear(conn, f"{what}_areas_clear", landlord, kind, boundary_year)


def _clear(conn: Connection, step: str, landlord: str, kind: str, boundary_year: int) -> None:
    conn.execute(sql(step), {"landlord": landlord, "kind": kind, "boundary_year": boundary_year})


def points_without_area(
    conn: Connection, landlord: str, *, of: Placed, kind: str, boundary_year: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """
    Return ids, points and radii of what was not yet looked up in this kind of area.

    Points are (n, 2) metres, EPSG:27700; radii (n,) metres, 0 for homes and police points.
    """
    named = {"landlord": landlord, "kind": kind, "boundary_year": boundary_year}
    parts = [
        np.array(rows, dtype=np.float64)
        for rows in _some_at_a_time(conn, f"{of}_points_without_area", named)
    ]
    table = np.concatenate([np.empty((0, 4)), *parts])
    return table[:, 0].astype(np.int64), table[:, 1:3], table[:, 3]


def store_area_codes(
    conn: Connection,
    ids: NDArray[np.int64],
    codes: Sequence[str],
    *,
    of: Placed,
    key: tuple[str, int],
) -> None:
    """Store the area of each case, home or report, "" for none; `key` is (kind, year)."""
    kind, boundary_year = key
    copy_rows(
        conn,
        f"{of}_area",
        ((int(i), kind, boundary_year, code) for i, code in zip(ids, codes, strict=True)),
    )


def refresh_statistics(conn: Connection, *, only_areas: bool = False) -> None:
    """Tell the planner how much was just loaded."""
    conn.execute(sql("area_statistics_refresh" if only_areas else "statistics_refresh"))
