"""What an `Answer` holds: the frozen results that map, table and paragraph quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from geo_asb.model import Answer, DisplayLevel, Period, Scope, Verdict

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "AreaChoice",
    "CellMap",
    "Change",
    "EstateRow",
    "Evidence",
    "Freshness",
    "GroupRow",
    "HotPlace",
    "MapBackground",
    "MonthCount",
    "PlacedMonth",
]


@dataclass(frozen=True, slots=True)
class Change:
    """
    Cases now against the same months a year before, with the 95% interval of their ratio.

    `verdict` is None, and so are `ratio_low` and `ratio_high`, where the months before are not
    loaded: blank is not zero. Rates are per 1,000 homes (all addresses), None below 50 homes.
    """

    now: int
    before: int | None
    verdict: Verdict | None
    ratio_low: float | None
    ratio_high: float | None
    homes: int
    rate_per_1000_homes: float | None
    now_period: Period
    before_period: Period


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Cases opened in one month; None where the month was not supplied."""

    month: date
    cases: int | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Cases of one type group; a case of two groups counts once in each."""

    group: str
    label: str
    now: int
    before: int | None
    verdict: Verdict | None
    low_level: int  # of `now`, those of low severity


@dataclass(frozen=True, slots=True)
class EstateRow:
    """One estate of the area, zeros included; rates per 1,000 homes, None below 50 homes."""

    code: str
    name: str
    homes: int
    now: int
    before: int | None
    rate_per_1000_homes: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class HotPlace:
    """One hot cell in words: `name` is its streets, never an estate."""

    position: int  # of the cell in the CellMap
    name: str
    cases: int
    homes: int
    expected: float
    verdict: Literal["strong", "likely"]


@dataclass(frozen=True, slots=True, eq=False)
class CellMap:
    """
    Counts by cell, aligned with the cell shapes named by `shapes_id`.

    counts     (n,) mappable cases; -1 outside the patch, -2 missing. None at partner level
    classes    (n,) partner level: 0 for 0-4, 1 for 5-9, 2 for 10-19, 3 for 20 and more.
               None at officer level
    verdicts   (n,) 0 not shown, 1 likely, 2 strong; None where no stored run fits the filter
    tested     cells tested by the run, and `found` the strong ones among them
    run_id     the stored run the verdicts come from
    """

    shapes_id: str
    counts: NDArray[np.int32] | None
    classes: NDArray[np.int8] | None
    verdicts: NDArray[np.int8] | None
    tested: int
    found: int
    run_id: int | None
    shown_cases: int | None  # cases in the cells shown
    elsewhere: int | None  # tiers 0-1 of the area that no cell can show: unplaced or imprecise


@dataclass(frozen=True, slots=True)
class Freshness:
    """How new and how complete the data is."""

    data_to: date | None  # last day covered by a load of this layer
    placed_share: float | None  # of tier 0-1 cases, those placed on or beside a home or block
    cases: int
    waiting_rejects: int
    today: date


@dataclass(frozen=True, slots=True)
class PlacedMonth:
    """
    How many cases of one month lie on or beside a home or block; None where not supplied.

    A case that lies in no known place lies in no ward either, so the share of an area is too
    kind: `whole_share` is that of the landlord in the same month, and `warns` minds both.
    """

    month: date
    cases: int | None
    placed: int | None
    share: float | None  # None too where there is no case
    whole_share: float | None
    warns: bool  # one of the two shares is under 85%


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An area a viewer may pick from a list."""

    code: str
    name: str
    in_patch: bool


@dataclass(frozen=True, slots=True, eq=False)
class MapBackground:
    """What lies under a document's map, clipped to one area; frames in EPSG:27700."""

    area: gpd.GeoDataFrame  # the area itself: code, name, geometry
    estates: gpd.GeoDataFrame  # code, name, geometry
    streets: gpd.GeoDataFrame  # name, class, geometry
    buildings: gpd.GeoDataFrame
    greens: gpd.GeoDataFrame  # kind, name, geometry
    cells: gpd.GeoDataFrame  # position, geometry: shapes for CellMap, those that meet the area


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Every Answer of one NAP evidence section; no wording."""

    area_name: str
    area_code: str
    ward_year: int
    landlord_name: str
    scope: Scope
    level: DisplayLevel
    draft: bool
    headline: Answer[Change]
    months: Answer[tuple[MonthCount, ...]]
    groups: Answer[tuple[GroupRow, ...]]
    estates: Answer[tuple[EstateRow, ...]]
    cells: Answer[CellMap]
    places: Answer[tuple[HotPlace, ...]]
    freshness: Answer[Freshness]
    placed: Answer[tuple[PlacedMonth, ...]]
    background: MapBackground
    notes: tuple[str, ...]  # rules that were applied: suppression, rungs, run, code version
