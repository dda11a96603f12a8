"""Reading what was done: activities as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["StoredActivity", "activities_current"]


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """One activity; metres, EPSG:27700. `last_on` itself counts. At a home: never on a map."""

    activity_id: str
    kind: str
    area: str
    estate: str
    place: str
    x_m: float | None
    y_m: float | None
    starts_on: date
    last_on: date
    at_home: bool


def activities_current(conn: Connection, landlord: str) -> list[StoredActivity]:
    """Return a landlord's activities by first day, those done at homes marked."""
    rows = conn.execute(sql("activities_current"), {"landlord": landlord})
    return [StoredActivity(*row) for row in rows]
