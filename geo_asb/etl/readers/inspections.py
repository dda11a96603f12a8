"""Estate inspections: what was rated on which day, on a scale that is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.dates import day_in, refuse_month_first
from geo_asb.etl.readers.layer_cells import listed_word, refuse_again, refuse_late
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import Inspection

__all__ = ["read_inspections"]

_SCALES = {
    "A to E": ("a", "b", "c", "d", "e"),
    "traffic light": ("green", "amber", "red"),
    "medals": ("gold", "silver", "bronze"),
    "words": ("excellent", "very good", "good", "satisfactory", "adequate", "fair", "poor"),
}
_SCALE_OF = {word: scale for scale, words in _SCALES.items() for word in words}


def read_inspections(path: Path, *, today: date | None = None) -> Reading[Inspection]:
    """
    Read ratings of estates; who inspected is never read.

    Letters, colours, medals and words have a scale of their own. A number says nothing without
    one, so it is rejected unless the column `scale` names it; so is a day after `today`.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    table = open_table(
        path,
        required=("estate", "inspected_on", "rating"),
        optional=("item", "scale"),
        kinds={"inspected_on": "day"},
    )
    refuse_month_first(table, ("inspected_on",))
    seen: dict[tuple[object, ...], int] = {}
    ratings, rejects = make_records(table, lambda row: _new(_inspection(row, today), seen))
    return reading_of(table, ratings, rejects)


def _new(one: Inspection, seen: dict[tuple[object, ...], int]) -> Inspection:
    key = (one.estate, one.inspected_on, one.item)
    refuse_again(seen, key, one.row, "estate", "this estate, day and item already stand")
    return one


def _inspection(row: Row, today: date | None) -> Inspection:
    inspected_on = day_in(row, "inspected_on")
    if inspected_on is None:
        raise CellError("inspected_on", "the inspection has no day. Give it one.")
    refuse_late(inspected_on, today, "inspected_on")
    if not row.text("estate"):
        raise CellError("estate", "nobody can say which estate. Name it.")
    scale, rating = _rating(row)
    return Inspection(
        row=row.number,
        estate=row.text("estate"),
        inspected_on=inspected_on,
        item=row.text("item").casefold() or "overall",
        scale=scale,
        rating=rating,
    )


def _rating(row: Row) -> tuple[str, str]:
    scale = row.text("scale")
    number = number_of(row.cells["rating"])
    if number is None:
        known = listed_word(row, "rating", _SCALE_OF)
        return scale or known, row.text("rating").casefold()
    if not scale:
        reason = "a number whose scale nobody can tell. Add a column 'scale': '1 to 5, 5 is best'."
        raise CellError("rating", reason)
    return scale, f"{number:g}"
