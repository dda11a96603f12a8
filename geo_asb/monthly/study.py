"""What one layer is asked at one month: its cases, its ground, and which cases count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.columns import CaseColumns, group_bit, in_period, on_cells
from geo_asb.hotspots.states import RUNS
from geo_asb.model import Layer, Period
from geo_asb.monthly.ground import Ground
from geo_asb.tallies import LEAST_PLACED, months_between
from geo_asb.words import months_words

__all__ = [
    "LEAST_FOR_CELLS",
    "MONTHS",
    "YEAR_MONTHS",
    "Placed",
    "Study",
    "blank_months",
    "month_after",
    "placed_of",
    "window",
]

YEAR_MONTHS = 12
MONTHS = YEAR_MONTHS + RUNS - 1  # months that twelve runs of twelve months rest on
LEAST_FOR_CELLS = 0.70  # placed: below it a ward's cells are not tested
LEAST_TO_JUDGE = 20  # cases of a ward: with fewer a low share says nothing


def month_after(day: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    years, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month0 + 1, 1)


def window(month: date, months: int) -> Period:
    """Return the whole months that end with `month` (its first day)."""
    end = month_after(month, 1)
    return Period(month_after(end, -months), end)


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """
    One layer at one month; arrays of cases are (n,) in the order of the columns.

    month      first day of the last month
    supplied   first days of the months that loads cover; others are blank, not zero
    grounds    the grid that maps show, then those that ask whether its cells matter
    at         position of each case in the cells of each ground, -1 for cases of no cell
    """

    landlord: str
    layer: Layer
    month: date
    columns: CaseColumns
    supplied: frozenset[date]
    grounds: tuple[Ground, ...]
    at: tuple[NDArray[np.int64], ...] = field(default=())

    @classmethod
    def of(
        cls,
        who: tuple[str, Layer, date],
        columns: CaseColumns,
        supplied: frozenset[date],
        grounds: tuple[Ground, ...],
    ) -> Study:
        """Find the cell of each case that cells of the layer may count."""
        may = on_cells(columns, who[1])
        points_m = np.column_stack([columns.x_m[may], columns.y_m[may]])
        at = []
        for ground in grounds:
            positions = np.full(columns.day.size, -1, dtype=np.int64)
            positions[may] = ground.at(points_m)
            at.append(positions)
        return cls(*who, columns, supplied, grounds, tuple(at))

    @property
    def ground(self) -> Ground:
        """The grid that maps show."""
        return self.grounds[0]

    @property
    def groups(self) -> tuple[str, ...]:
        """All types together, then each type group; police reports have no types."""
        return ("",) if self.layer is Layer.POLICE else ("", *TYPE_GROUPS)

    def asked(self, period: Period, group: str = "") -> NDArray[np.bool_]:
        """Mark the cases of a period that the layer is about, wherever they could be placed."""
        columns = self.columns
        mask = in_period(columns, period) & ~columns.staff & ~columns.source
        if self.layer is not Layer.POLICE:
            mask &= columns.happened if self.layer is Layer.CASES else ~columns.happened
        if group:
            mask &= (columns.group_bits & group_bit(group)) != 0
        return mask

    def counted(self, period: Period, group: str = "") -> NDArray[np.bool_]:
        """Mark those of them that lie at a precise place: what cells and places may count."""
        return self.asked(period, group) & self.columns.precise

    def by_month(self, group: str, *, ground: int = 0, months: int = MONTHS) -> NDArray[np.int64]:
        """(cells, months) cases in each cell, the month of the study last."""
        period = window(self.month, months)
        at = self.at[ground]
        mask = self.counted(period, group) & (at >= 0)
        first = period.start.year * 12 + period.start.month - 1
        opened = self.columns.day[mask].astype("datetime64[D]").astype("datetime64[M]")
        month = opened.astype(np.int64) + 1970 * 12 - first
        cells = len(self.grounds[ground].frame)
        counts = np.bincount(at[mask] * months + month, minlength=cells * months)
        return counts.reshape(cells, months).astype(np.int64)

    def missing(self, months: int) -> list[date]:
        """Return the months of a window that were not supplied."""
        return [m for m in months_between(window(self.month, months)) if m not in self.supplied]


@dataclass(frozen=True, slots=True)
class Placed:
    """
    How many of a layer's cases lie on or beside a home or block, in one window.

    share      of all of them, None without a case
    untested   wards under 70%: their cells are not tested
    caveats    what to say of it
    """

    share: float | None
    untested: tuple[str, ...]
    caveats: tuple[str, ...]


def placed_of(study: Study, months: int) -> Placed:
    """
    Say how well a window's cases could be placed, over all and in each ward.

    A case without any ward counts over all alone. Staff reports and alleged sources are left out,
    as they are on cells.
    """
    columns = study.columns
    asked = study.asked(window(study.month, months))
    if not asked.any():
        return Placed(None, (), blank_months(study, months))
    share = float(columns.precise[asked].mean())
    known = asked & (columns.ward >= 0)
    cases = np.bincount(columns.ward[known], minlength=len(columns.wards))
    placed = np.bincount(columns.ward[known & columns.precise], minlength=len(columns.wards))
    is_low = (cases >= LEAST_TO_JUDGE) & (placed < LEAST_FOR_CELLS * cases)
    untested = tuple(columns.wards[n] for n in np.flatnonzero(is_low))
    said = _placed_words(share, untested)
    return Placed(share, untested, (*said, *blank_months(study, months)))


def _placed_words(share: float, untested: tuple[str, ...]) -> list[str]:
    said = []
    if share < LEAST_PLACED:
        said.append(f"Only {share:.0%} of these could be placed on or beside a home or block.")
    if untested:
        wards = "1 ward" if len(untested) == 1 else f"{len(untested)} wards"
        said.append(
            f"In {wards} under {LEAST_FOR_CELLS:.0%} could be placed; cells there are not tested: "
            f"{', '.join(untested)}."
        )
    return said


def blank_months(study: Study, months: int) -> tuple[str, ...]:
    """Say which months of a window were not supplied; nothing where all were."""
    missing = study.missing(months)
    if not missing:
        return ()
    return (f"Not supplied, so blank and not zero: {months_words(missing)}.",)
