"""Reading a part of the map: what one tile asks of the database."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_asb.columns import CaseColumns
from geo_asb.store.connect import Connection
from geo_asb.store.read import columns_of_cases
from geo_asb.store.sql_files import sql
from geo_asb.tiles import Box

__all__ = ["case_bounds", "case_columns_within"]


def case_bounds(conn: Connection, landlord: str) -> Box | None:
    """Return the box of a landlord's mappable cases, restricted ones left out; None without any."""
    row = conn.execute(sql("case_bounds"), {"landlord": landlord}).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])


def case_columns_within(
    conn: Connection, landlord: str, *, ward_year: int, box_m: Box
) -> tuple[NDArray[np.int64], CaseColumns]:
    """
    Return the mappable cases in a box, restricted ones left out whole, and where each stands.

    Returns
    -------
    (n,) version ids, rising: two tiles name the same case alike; and the columns. Cases a hair
    outside the box may be among them.
    """
    west, south, east, north = box_m
    asked = {"landlord": landlord, "ward_year": ward_year}
    box = {"west_m": west, "south_m": south, "east_m": east, "north_m": north}
    rows = conn.execute(sql("case_columns_within"), asked | box).fetchall()
    versions = np.array([row[0] for row in rows], dtype=np.int64)
    return versions, columns_of_cases([row[1:] for row in rows])
