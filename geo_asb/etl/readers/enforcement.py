"""Counts of enforcement by ward and kind, for a month or for some days."""

from __future__ import annotations

import calendar
import re
from datetime import date
from pathlib import Path
from typing import get_args

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.dates import day_in, refuse_month_first
from geo_asb.etl.readers.layer_cells import days_of, listed_word, refuse_again, refuse_late
from geo_asb.etl.readers.tables import Row, Table, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import Enforcement, EnforcementKind

__all__ = ["read_enforcement"]

_DAYS = ("month", "starts_on", "ends_on")
_OTHER_WORDS: dict[str, EnforcementKind] = {
    "warning letter": "warning",
    "abc": "behaviour contract",
    "acceptable behaviour contract": "behaviour contract",
    "cpw": "protection warning",
    "community protection warning": "protection warning",
    "cpn": "protection notice",
    "community protection notice": "protection notice",
    "civil injunction": "injunction",
    "cbo": "criminal behaviour order",
    "closure order": "closure",
    "closure notice": "closure",
    "nosp": "tenancy notice",
    "nsp": "tenancy notice",
    "notice seeking possession": "tenancy notice",
    "notice of seeking possession": "tenancy notice",
    "possession order": "possession",
    "eviction": "possession",
    "fpn": "fixed penalty",
    "fixed penalty notice": "fixed penalty",
}
_KINDS: dict[str, EnforcementKind] = {
    **{str(kind): kind for kind in get_args(EnforcementKind)},
    **_OTHER_WORDS,
}
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_WITHHELD = re.compile(r"x|\*|<\s*5|1\s*-\s*4|under 5|fewer than 5|suppressed", re.IGNORECASE)
_MOST = 100_000


def read_enforcement(path: Path, *, today: date | None = None) -> Reading[Enforcement]:
    """
    Read how often each kind of enforcement was used.

    The days are a `month` (2021-06) or `starts_on` and `ends_on`. A small count that its
    publisher withheld (`x`, `*`, `<5`) stays unknown, not nought. Days after `today` are
    rejected; the month that is running may be there, as counted so far.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    table = open_table(
        path,
        required=("ward", "kind", "count"),
        optional=_DAYS,
        kinds=dict.fromkeys(_DAYS, "day"),
    )
    _refuse_without_days(table)
    refuse_month_first(table, ("starts_on", "ends_on"))
    seen: dict[tuple[object, ...], int] = {}
    counts, rejects = make_records(table, lambda row: _new(_enforcement(row, today), seen))
    return reading_of(table, counts, rejects)


def _refuse_without_days(table: Table) -> None:
    if "month" not in table.headings and not {"starts_on", "ends_on"} <= set(table.headings):
        message = f"{table.name}: no column 'month', nor 'starts_on' and 'ends_on'. Add which days."
        raise ExportError(message)


def _new(one: Enforcement, seen: dict[tuple[object, ...], int]) -> Enforcement:
    key = (one.ward, one.kind, one.starts_on, one.last_on)
    refuse_again(seen, key, one.row, "ward", "this ward, kind and time already stand")
    return one


def _enforcement(row: Row, today: date | None) -> Enforcement:
    if not row.text("ward"):
        raise CellError("ward", "nobody can say which ward. Give its code or name.")
    starts_on, last_on = _days(row)
    refuse_late(starts_on, today, "month" if row.text("month") else "starts_on")
    if not row.text("month"):
        refuse_late(last_on, today, "ends_on")
    return Enforcement(
        row=row.number,
        ward=row.text("ward"),
        kind=_kind(row),
        starts_on=starts_on,
        last_on=last_on,
        times=_times(row),
    )


def _kind(row: Row) -> EnforcementKind:
    """Read a kind, in the singular or the plural."""
    singular = _PLURAL.sub("", row.text("kind").casefold())
    if singular in _KINDS:
        return _KINDS[singular]
    return listed_word(row, "kind", _KINDS)


def _days(row: Row) -> tuple[date, date]:
    if row.text("month"):
        month = _month(row)
        return month, month.replace(day=calendar.monthrange(month.year, month.month)[1])
    starts_on, last_on = days_of(row, "starts_on", "ends_on")
    if starts_on is None or last_on is None:
        column = "starts_on" if starts_on is None else "ends_on"
        raise CellError(column, "nobody can say which days. Give the first and the last.")
    return starts_on, last_on


def _month(row: Row) -> date:
    if found := _MONTH.fullmatch(row.text("month")):
        return date(int(found[1]), int(found[2]), 1)
    day = day_in(row, "month")  # a spreadsheet turns 2021-06 into its first day
    if day is None or day.day != 1:
        raise CellError("month", "not a month. Write it as 2021-06.")
    return day


def _times(row: Row) -> int | None:
    if _WITHHELD.fullmatch(row.text("count")):
        return None
    times = number_of(row.cells["count"])
    if times is None or times != int(times) or not 0 <= times <= _MOST:
        raise CellError("count", "not a whole number, nor x for a withheld one. Correct it.")
    return int(times)
