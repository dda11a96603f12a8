"""Reading for the data steward: cases as they are, restricted ones marked, nothing disclosed."""

from __future__ import annotations

import pandas as pd

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["quality_cases"]


def quality_cases(conn: Connection, landlord: str, *, ward_year: int) -> pd.DataFrame:
    """Return every current case of a landlord with the columns that `quality` works on."""
    named = {"landlord": landlord, "ward_year": ward_year}
    cursor = conn.execute(sql("quality_cases"), named)
    columns = [column.name for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns)
