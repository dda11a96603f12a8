"""
Writing what stands beside the cases: tables whose things change from file to file.

A thing (a camera, an action, the links of one area) is replaced whole: its stored rows are
closed and the file's rows added. Of two files about one thing the newer wins, whichever is
loaded first; of two made on one day, the one that first came later. A complete file takes out
what it does not hold, whenever that is loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

import shapely
from psycopg import sql as compose

from geo_asb.neighbourhood import (
    Action,
    Activity,
    AreaLink,
    BlockOutline,
    CameraSpell,
    Deprivation,
    Enforcement,
    Inspection,
    PostcodePoint,
    UprnPoint,
)
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql
from geo_asb.store.write import Counts, copy_rows

__all__ = [
    "FileOf",
    "Versioned",
    "store_actions",
    "store_activities",
    "store_blocks",
    "store_cameras",
    "store_deprivation",
    "store_enforcement",
    "store_inspections",
    "store_links",
    "store_postcodes",
    "store_uprn_points",
    "store_versions",
]

T = TypeVar("T")
Values = tuple[Any, ...]

OLDER = "an older file: a newer one about the same is stored"


@dataclass(frozen=True, slots=True)
class Versioned:
    """A table kept as 0003 says, and the columns that name the thing a newer file replaces."""

    table: str
    thing: tuple[str, ...]


_CAMERAS = Versioned("camera_spell", ("camera_id",))
_ACTIVITIES = Versioned("activity", ("activity_id",))
_ACTIONS = Versioned("plan_action", ("action_id",))
_INSPECTIONS = Versioned("inspection", ("estate", "inspected_on"))
_ENFORCEMENT = Versioned("enforcement", ("ward", "kind", "starts_on", "last_on"))
_LINKS = Versioned("area_link", ("from_kind", "from_year", "from_code", "to_kind", "to_year"))
_DEPRIVATION = Versioned("deprivation", ("kind", "boundary_year", "code", "index_year"))
_POSTCODES = Versioned("postcode", ("postcode",))
_BLOCKS = Versioned("block_outline", ("uprn",))
_UPRNS = Versioned("uprn_point", ("uprn",))


@dataclass(frozen=True, slots=True)
class FileOf:
    """Whose file it is, its batch, and the day it was made."""

    landlord: str
    batch: int
    made_on: date


def store_cameras(conn: Connection, file: FileOf, spells: Sequence[CameraSpell]) -> Counts:
    """Store cameras, each with its whole history; one that is not in the file stays as it was."""
    return store_versions(
        conn, file, _CAMERAS, _by_thing(spells, lambda one: (one.camera_id,), _spell)
    )


def store_activities(conn: Connection, file: FileOf, done: Sequence[Activity]) -> Counts:
    """Store activities; one that is not in the file stays as it was."""
    return store_versions(
        conn, file, _ACTIVITIES, _by_thing(done, lambda one: (one.activity_id,), _deed)
    )


def store_actions(conn: Connection, file: FileOf, actions: Sequence[Action]) -> Counts:
    """Store the actions of plans; one that is not in the file stays as it was."""
    things = _by_thing(actions, lambda one: (one.action_id,), _after_row)
    return store_versions(conn, file, _ACTIONS, things)


def store_inspections(conn: Connection, file: FileOf, seen: Sequence[Inspection]) -> Counts:
    """Store inspections: what one day's visit to one estate rated is replaced whole."""
    things = _by_thing(seen, lambda one: (one.estate, one.inspected_on), _after_row)
    return store_versions(conn, file, _INSPECTIONS, things)


def store_enforcement(conn: Connection, file: FileOf, used: Sequence[Enforcement]) -> Counts:
    """Store counts of enforcement by ward, kind and days."""
    things = _by_thing(
        used, lambda one: (one.ward, one.kind, one.starts_on, one.last_on), _after_row
    )
    return store_versions(conn, file, _ENFORCEMENT, things)


def store_links(conn: Connection, file: FileOf, links: Sequence[AreaLink]) -> Counts:
    """Store a lookup: all links of an area to one kind of area are replaced together."""
    things = _by_thing(
        links,
        lambda one: (one.from_kind, one.from_year, one.from_code, one.to_kind, one.to_year),
        _after_row,
    )
    return store_versions(conn, file, _LINKS, things)


def store_blocks(conn: Connection, file: FileOf, blocks: Sequence[BlockOutline]) -> Counts:
    """Store outlines of blocks; one that is not in the file stays as it was."""
    things = _by_thing(blocks, lambda one: (one.uprn,), lambda one: (one.uprn, one.name, one.shape))
    return store_versions(conn, file, _BLOCKS, things)


def store_deprivation(conn: Connection, file: FileOf, areas: Sequence[Deprivation]) -> Counts:
    """Store the deprivation of areas by the index of a year."""
    things = _by_thing(
        areas, lambda one: (one.kind, one.boundary_year, one.code, one.index_year), _after_row
    )
    return store_versions(conn, file, _DEPRIVATION, things)


def store_postcodes(conn: Connection, file: FileOf, postcodes: Sequence[PostcodePoint]) -> Counts:
    """Store a directory of postcodes; one that is not in the file stays as it was."""
    things = _by_thing(
        postcodes,
        lambda one: (one.postcode,),
        lambda one: (
            one.postcode, _point(one.easting_m, one.northing_m), one.quality, one.ended_on
        ),
    )  # fmt: skip
    return store_versions(conn, file, _POSTCODES, things)


def store_uprn_points(conn: Connection, file: FileOf, points: Sequence[UprnPoint]) -> Counts:
    """Store where UPRNs lie; one that is not in the file stays as it was."""
    things = _by_thing(
        points,
        lambda one: (one.uprn,),
        lambda one: (one.uprn, _point(one.easting_m, one.northing_m)),
    )
    return store_versions(conn, file, _UPRNS, things)


# ---------------------------------------------------------------- one way for all tables


def _by_thing(
    records: Sequence[T], thing: Callable[[T], Values], row: Callable[[T], Values]
) -> list[list[Values]]:
    """Gather the rows of each thing; their order in the file says nothing."""
    things: dict[Values, list[Values]] = defaultdict(list)
    for record in records:
        things[thing(record)].append(row(record))
    return [sorted(rows, key=repr) for rows in things.values()]


def store_versions(
    conn: Connection, file: FileOf, versioned: Versioned, things: list[list[Values]]
) -> Counts:
    """
    Store a file's rows of one versioned table, thing by thing.

    A batch that is complete also takes out what only older files hold.

    A row holds the table's own columns in order, between landlord and made_on.
    """
    names = {
        "table": compose.Identifier(versioned.table),
        "thing": compose.SQL(", ").join(map(compose.Identifier, versioned.thing)),
    }

    (order,) = conn.execute(sql("batch_first_load"), {"batch": file.batch}).fetchone() or (0,)
    named = {
        "landlord": file.landlord,
        "batch": file.batch,
        "made_on": file.made_on,
        "file_order": order,
    }

    def step(name: str) -> int:
        return conn.execute(compose.SQL(sql(name)).format(**names), named).rowcount

    step("version_stage")
    conn.execute(sql("version_stage_bare"))
    full = (row for rows in things for row in _full_rows(file, order, rows))
    copy_rows(conn, "staged_version", full)
    older = step("version_older")
    step("version_fresher")
    unchanged = step("version_same")
    step("version_close")
    withdrawn = step("version_withdraw")
    stored = step("version_add")
    return Counts(stored, unchanged, {OLDER: older} if older else {}, withdrawn)


def _full_rows(file: FileOf, order: int, rows: list[Values]) -> list[Values]:
    """Give the columns every versioned table has, round those of its own."""
    content = sha256(repr([list(map(_plain, row)) for row in rows]).encode()).digest()
    after = (file.made_on, order, content, file.batch, None)
    return [(file.landlord, *row, *after) for row in rows]


def _plain(value: object) -> object:
    """Write a shape by its bytes, so that its hash does not hang on a library's words."""
    return shapely.to_wkb(value) if isinstance(value, shapely.Geometry) else value


# ---------------------------------------------------------------- records to rows


def _after_row(record: Action | Inspection | Enforcement | AreaLink | Deprivation) -> Values:
    """Give a record whose fields are the table's columns; its row number is not stored."""
    return tuple(list(one) if isinstance(one, tuple) else one for one in astuple(record)[1:])


def _point(easting_m: float | None, northing_m: float | None) -> shapely.Point | None:
    if easting_m is None or northing_m is None:
        return None
    return shapely.Point(easting_m, northing_m)


def _spell(one: CameraSpell) -> Values:
    return (
        one.camera_id,
        one.kind,
        one.owner,
        one.place,
        _point(one.easting_m, one.northing_m),
        one.bearing_deg,
        one.angle_deg,
        one.range_m,
        one.status,
        one.starts_on,
        one.until_on,
        one.image_standard_met,
        one.at_home,
    )


def _deed(one: Activity) -> Values:
    return (
        one.activity_id,
        one.kind,
        one.area,
        one.estate,
        one.place,
        _point(one.easting_m, one.northing_m),
        one.starts_on,
        one.last_on,
        one.cost_pounds,
        one.at_home,
    )
