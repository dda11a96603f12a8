"""The monthly run: its parts are stored whole, in the place of an earlier run, and read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from geo_asb.model import Layer
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql
from geo_asb.store.write import copy_rows

__all__ = [
    "MonthRun",
    "Part",
    "clear_month",
    "hotspots_known",
    "month_runs",
    "run_hashes",
    "store_month",
]

# The columns of each table after `month_run`, in the table's order.
TABLES = {
    "run_stability": (
        "type_group", "across_m", "origin_east_m", "origin_north_m", "hot_cells", "staying",
    ),
    "hotspot": (
        "type_group", "key", "name", "ward", "state", "strong", "likely", "cases", "expected",
        "homes", "addresses", "now", "before",
    ),
    "hotspot_cell": ("type_group", "key", "position", "cell_id"),
    "repeat_place": (
        "kind", "place", "name", "ward", "homes", "storeys", "cases", "most_in_window", "first_on",
        "last_on", "median_gap_days", "verdict",
    ),
    "near_repeat_band": (
        "type_group", "space_band", "day_band", "low_m", "low_days", "observed", "expected", "sd",
        "ratio", "p",
    ),
    "case_cluster": (
        "number", "name", "ward", "cases", "places", "first_on", "last_on", "x_m", "y_m", "reach_m",
    ),
    "case_cluster_case": ("number", "version_id"),
    "space_time_alarm": (
        "number", "name", "ward", "x_m", "y_m", "reach_m", "starts_on", "last_on", "cases",
        "expected", "p", "recurrence_runs",
    ),
    "run_concentration": (
        "type_group", "kind", "places", "cases", "top_places", "share", "by_chance", "chance_low",
        "chance_high", "p", "gini",
    ),
    "back_test": (
        "forecast", "percent", "cells", "area_share", "cases", "hit_rate", "pai", "pei", "rri",
    ),
    "area_rate": (
        "kind", "homes_of", "code", "cases", "homes", "storeys", "rate", "low", "high", "shrunk",
        "rank", "rank_low", "rank_high", "verdict",
    ),
    "week_times": ("type_group", "ward", "cases", "unknown", "unknown_share", "refused"),
    "week_band": ("type_group", "ward", "weekday", "from_hour", "weight"),
    "hotspot_hours": (
        "type_group", "key", "by_day", "by_night", "unknown", "landlord_share", "p", "adjusted_p",
        "verdict",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    The answer to one question of a monthly run.

    method   names the rule; raised by hand when it changes
    counted  cases it rests on; `left_out` those of its window that it could not use
    refused  why the question was not answered, "" where it was
    said     the answer in a line, for the steward; not stored
    rows     by table, the columns of `TABLES`
    """

    name: str
    type_group: str
    method: str
    counted: int
    left_out: int
    refused: str = ""
    caveats: tuple[str, ...] = ()
    said: str = ""
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthRun:
    """A stored monthly run; it is stale where the data it rests on is not what is current."""

    layer: Layer
    month: date
    data_version: bytes
    made_at: datetime


def clear_month(conn: Connection, landlord: str, layer: Layer, month: date) -> None:
    """Take out all that was worked out for a layer and month, to be worked out again."""
    named = {"landlord": landlord, "layer": str(layer), "month": month}
    conn.execute(sql("month_run_clear"), named)
    conn.execute(sql("run_clear"), named)


def store_month(conn: Connection, head: dict[str, Any], parts: Sequence[Part]) -> int:
    """
    Store the parts of a run; returns its id.

    `head` has landlord, layer, grid, month, method_version, data_version.
    """
    row = conn.execute(sql("month_run_add"), head).fetchone()
    assert row is not None  # noqa: S101 - insert returning always gives its row
    run = int(row[0])
    copy_rows(
        conn,
        "month_part",
        (
            (
                run, part.name, part.type_group, part.method, part.counted, part.left_out,
                part.refused, list(part.caveats),
            )
            for part in parts
        ),
    )  # fmt: skip
    for part in parts:
        for table, rows in part.rows.items():
            copy_rows(conn, table, _rows(run, rows, TABLES[table]))
    return run


def _rows(run: int, frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Give each row as plain values; a number that is not known becomes null."""
    if frame.empty:
        return
    told = [frame[name] for name in columns]
    plain = [column.astype(object).where(column.notna(), None).tolist() for column in told]
    for values in zip(*plain, strict=True):
        yield (run, *values)


def month_runs(conn: Connection, landlord: str) -> list[MonthRun]:
    """Return a landlord's monthly runs, newest month first."""
    rows = conn.execute(sql("month_runs"), {"landlord": landlord})
    return [MonthRun(Layer(layer), *rest) for layer, *rest in rows]


def hotspots_known(
    conn: Connection, landlord: str, layer: Layer, month: date
) -> dict[str, list[dict[str, frozenset[str]]]]:
    """
    Return the hotspots that a run of a month may recognise, by group.

    First those of the run that it replaces, then of the run before, then of the one after, should
    months be worked out in another order; each a dict of key to cell ids.
    """
    named = {"landlord": landlord, "layer": str(layer), "month": month}
    found: dict[str, dict[date, dict[str, frozenset[str]]]] = {}
    for group, of_month, key, cells in conn.execute(sql("hotspots_known"), named):
        found.setdefault(group, {}).setdefault(of_month, {})[key] = frozenset(cells)

    def likeliest_first(of_month: date) -> tuple[bool, bool]:
        return of_month != month, of_month > month

    return {
        group: [runs[each] for each in sorted(runs, key=likeliest_first)]
        for group, runs in found.items()
    }


def run_hashes(conn: Connection) -> dict[str, str]:
    """Return a hash of what each table of runs says: no ids, no times of running."""
    return dict(conn.execute(sql("run_hashes")).fetchall())
