"""What a monthly run found, as its readers need it: no UPRN, no point, no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from geo_asb.model import Layer
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["MonthTable", "RunOfMonth", "month_rows", "run_of_month"]

MonthTable = Literal[
    "month_back_test",
    "month_bands",
    "month_concentration",
    "month_gatherings",
    "month_parts",
    "month_repeats",
    "month_stability",
]


@dataclass(frozen=True, slots=True)
class RunOfMonth:
    """A stored monthly run; whoever reads it compares the data version with what is current."""

    id: int
    data_version: bytes


def run_of_month(conn: Connection, landlord: str, layer: Layer, month: date) -> RunOfMonth | None:
    """Return the monthly run of a layer, None where that month was never worked out."""
    named = {"landlord": landlord, "layer": str(layer), "month": month}
    row = conn.execute(sql("month_run_of"), named).fetchone()
    return RunOfMonth(*row) if row else None


def month_rows(conn: Connection, table: MonthTable, run: RunOfMonth) -> pd.DataFrame:
    """Return the rows of one question; the columns are those that its .sql file names."""
    found = conn.execute(sql(table), {"month_run": run.id})
    names = [column.name for column in found.description or ()]
    return pd.DataFrame(found.fetchall(), columns=names)
