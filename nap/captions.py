"""What stands round a picture: its source, and its words for a reader who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from geo_asb.answers import CellMap, Freshness, HotPlace, MonthCount
from geo_asb.model import Period, Scope
from nap import plain
from nap.wording import NOUNS

__all__ = ["QUIET", "chart_alt", "map_alt", "map_credit"]

QUIET = "Quiet is not safe: many people do not report."


def map_credit(freshness: Freshness, landlord_name: str) -> str:
    """Name the date of the data and whose streets and boundaries lie under a map."""
    data = f"Data to {plain.day_words(freshness.data_to)}. " if freshness.data_to else ""
    return f"{data}Streets and boundaries: as loaded by {landlord_name}."


def map_alt(area_name: str, cells: CellMap, places: Sequence[HotPlace], scope: Scope) -> str:
    """Describe the map to a reader who cannot see it."""
    known = cells.shown_cases
    shown = "" if known is None else f", {plain.count(known, NOUNS[scope.layer])} shown"
    named = "; ".join(f"{i}. {place.name}" for i, place in enumerate(places, 1))
    stand = f" Hot places: {named}." if places else " No place stands out beyond chance."
    if cells.verdicts is None and not places:
        stand = " Counts alone; no run says which places stand out."
    return f"Map of {area_name} with counts in hexagons{shown}.{stand}"


def chart_alt(months: Sequence[MonthCount], period: Period) -> str:
    """Describe the month chart: every month of the period with its count."""
    inside = [month for month in months if period.start <= month.month < period.end]
    named = [
        f"{plain.month_words(m.month)}: "
        f"{'not supplied' if m.cases is None else plain.number(m.cases)}"
        for m in inside
    ]
    return f"Bars by month. {'; '.join(named)}." if named else "Bars by month; none in the period."
