"""A list of activities: what was done where, on a day or over some days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from geo_asb.etl.readers.cells import CellError, is_blank, text_of
from geo_asb.etl.readers.dates import refuse_month_first
from geo_asb.etl.readers.door import ColumnKind
from geo_asb.etl.readers.layer_cells import days_of, listed_word, new_id, yes_no_or_unsaid
from geo_asb.etl.readers.points import POINT_HEADINGS, point_in
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import Activity, ActivityKind

__all__ = ["read_activities"]

_REQUIRED = ("activity_id", "kind", "starts_on")
_OPTIONAL = ("ends_on", "area", "estate", "place", "cost", "at_home")
_DAYS = ("starts_on", "ends_on")
_COLUMNS: dict[str, ColumnKind] = {"activity_id": "reference", **dict.fromkeys(_DAYS, "day")}
_OTHER_WORDS: dict[str, ActivityKind] = {
    "litter picks": "litter pick",
    "clean up": "litter pick",
    "clean up day": "litter pick",
    "skip days": "skip day",
    "dog fouling campaign": "dog campaign",
    "youth work": "youth session",
    "youth outreach": "youth session",
    "patrols": "patrol",
    "cctv deployment": "camera deployment",
    "environmental improvement": "estate improvement",
    "joint operation": "partner operation",
    "police operation": "partner operation",
}
_KINDS: dict[str, ActivityKind] = {
    **{str(kind): kind for kind in get_args(ActivityKind)},
    **_OTHER_WORDS,
}


def read_activities(path: Path) -> Reading[Activity]:
    """
    Read activities; points come out in EPSG:27700, metres, and may be missing.

    A hardened home keeps its point, for counting by ward, and loses the words of its place.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    optional = (*_OPTIONAL, *POINT_HEADINGS)
    table = open_table(path, required=_REQUIRED, optional=optional, kinds=_COLUMNS)
    refuse_month_first(table, _DAYS)
    seen: dict[str, int] = {}
    done, rejects = make_records(table, lambda row: _activity(row, seen))
    return reading_of(table, done, rejects)


def _activity(row: Row, seen: dict[str, int]) -> Activity:
    starts_on, last_on = _days(row)
    kind = listed_word(row, "kind", _KINDS)
    at_home = _at_home(row, kind)
    easting_m, northing_m = point_in(row) or (None, None)
    if not (row.text("area") or row.text("estate") or row.text("place")) and easting_m is None:
        raise CellError("estate", "nobody can say where: give an area, estate, place or point.")
    return Activity(
        row=row.number,
        kind=kind,
        area=row.text("area"),
        estate=row.text("estate"),
        place="" if at_home else row.text("place"),
        easting_m=easting_m,
        northing_m=northing_m,
        starts_on=starts_on,
        last_on=last_on,
        cost_pounds=_cost_pounds(row),
        at_home=at_home,
        activity_id=new_id(row, "activity_id", seen),  # last: a rejected row keeps no number
    )


def _days(row: Row) -> tuple[date, date]:
    starts_on, last_on = days_of(row, "starts_on", "ends_on")
    if starts_on is None:
        raise CellError("starts_on", "the activity has no day. Give it one.")
    return starts_on, last_on or starts_on


def _at_home(row: Row, kind: ActivityKind) -> bool:
    """Take target hardening to be at a home unless the file says it was not."""
    said = yes_no_or_unsaid(row, "at_home")
    return kind == "target hardening" if said is None else said


def _cost_pounds(row: Row) -> Decimal | None:
    cell = row.cells.get("cost", "")
    if is_blank(cell):
        return None
    try:
        cost = Decimal(text_of(cell).replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        cost = Decimal(-1)
    if not (cost.is_finite() and 0 <= cost <= 10_000_000):
        raise CellError("cost", "not an amount in pounds. Write it as 1,250.00, or leave it blank.")
    return cost.quantize(Decimal("0.01"))
