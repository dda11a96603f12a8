"""The nouns: frozen values that travel between rooms. No behaviour beyond naming."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Answer",
    "AreaChoice",
    "Case",
    "CellMap",
    "Change",
    "DisplayLevel",
    "EstateRow",
    "Evidence",
    "Freshness",
    "GroupRow",
    "Home",
    "HotPlace",
    "Incident",
    "Layer",
    "Location",
    "MapBackground",
    "MonthCount",
    "Period",
    "PlaceRole",
    "PlaceText",
    "PoliceReport",
    "Reading",
    "Reject",
    "Role",
    "Rung",
    "Scope",
    "Severity",
    "Verdict",
    "Viewer",
]

T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """Canonical urgency class of a case: A or a, B or b, C, D or c, none given."""

    URGENT = "urgent"
    STANDARD = "standard"
    LOW = "low"
    UNSET = "unset"


class PlaceRole(StrEnum):
    """What a coordinate stands for."""

    INCIDENT = "incident"
    REPORTED_FROM = "reported-from"
    ALLEGED_SOURCE = "alleged-source"
    UNKNOWN = "unknown"


class Rung(StrEnum):
    """How precisely a case was placed; cells use the first three only."""

    UPRN = "uprn"
    ADDRESS = "address"
    BLOCK = "block"
    POSTCODE = "postcode"
    NONE = "none"


class DisplayLevel(StrEnum):
    """What a reader may be shown; decided on the server by role and patch."""

    OFFICER = "officer"
    AUTHOR = "author"
    PARTNER = "partner"
    PUBLIC = "public"


class Layer(StrEnum):
    """
    Counts that are never added to one another.

    CASES: where it happened (role incident). REPORTED: where people reported it from, or where
    the export does not say what the place stands for. POLICE: police-recorded ASB.
    """

    CASES = "cases"
    REPORTED = "reported"
    POLICE = "police"


Verdict = Literal["clear rise", "clear fall", "no clear change", "too few to say"]
Role = Literal["officer", "author", "partner", "public", "manager", "performance", "steward"]


# ---------------------------------------------------------------- what readers hand on


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be used: where it stands, why, and what to do. Never its content."""

    row: int  # as the spreadsheet shows it
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """
    What a reader found in one file.

    Always: rows_read == len(records) + len(rejected rows) + sum(skipped.values()).
    """

    records: tuple[T_co, ...]
    rejects: tuple[Reject, ...]
    rows_read: int
    skipped: dict[str, int] = field(default_factory=dict)  # declared reason -> rows
    dropped_columns: tuple[str, ...] = ()  # headings that hold personal values, never read
    notes: tuple[str, ...] = ()  # for the steward: repaired polygons, encoding, totals rows


@dataclass(frozen=True, slots=True)
class PlaceText:
    """What an export says of the place, before geocoding."""

    address: str
    postcode: str
    uprn: str
    role: PlaceRole


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening with its own interval; `ended_at` is None where unknown."""

    began_at: datetime
    ended_at: datetime | None
    has_time: bool  # False: only the day is known


@dataclass(frozen=True, slots=True)
class Case:
    """
    The landlord's record of work on one matter, as one export row gives it.

    `reference` is plain here and encrypted before it is stored.
    """

    row: int
    reference: str
    opened_on: date
    closed_on: date | None
    case_types: tuple[str, ...]  # canonical codes, in the row's order, each once
    source_labels: tuple[str, ...]  # what the row called them
    severity: Severity
    category: str  # the landlord's own letter, "" where none
    status: str
    channel: str
    reporter_kind: str  # "resident", "staff", "unknown": staff reports are counted apart
    tenure_scope: str  # "managed", "private", "unknown"
    team: str
    hate_flag: bool
    youth_related: bool
    place: PlaceText
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """
    One row of the gazetteer: a home, a block or split house (kind `parent`), or a garage.

    Coordinates in metres, EPSG:27700.
    """

    row: int
    uprn: str
    kind: Literal["house", "flat", "parent", "other"]
    subname: str
    name: str
    number: str
    street: str
    locality: str
    town: str
    postcode: str
    parent_uprn: str
    estate: str
    easting_m: float
    northing_m: float
    managed: bool
    storeys: int | None
    tenure: str


@dataclass(frozen=True, slots=True)
class PoliceReport:
    """One row of a police street-level file; the point is an anonymous map point, month only."""

    row: int
    month: date  # first day of the month
    force: str
    place: str
    lsoa_code: str
    crime_type: str
    easting_m: float | None  # None: the file gives no point
    northing_m: float | None
    occurrence: int  # 1, 2, … among rows that are equal in every column: separate incidents


@dataclass(frozen=True, slots=True)
class Location:
    """Where geocoding put a case, and by which rung. Metres, EPSG:27700; None where unplaced."""

    role: PlaceRole
    rung: Rung
    home_uprn: str | None  # the home, on rungs uprn and address
    block_uprn: str | None  # the block or split house, on rungs uprn to block
    easting_m: float | None
    northing_m: float | None
    reason: str  # "" where placed; else why not, in a steward's words


# ------------------------------------------------------------- who asks what, what comes back


@dataclass(frozen=True, slots=True)
class Period:
    """Half open: `start` counts, `end` does not."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the whole right, decided on the server. `patch` holds ward codes of `ward_year`."""

    name: str
    role: Role
    level: DisplayLevel
    landlord: str
    patch: frozenset[str] | None = None  # None: the whole landlord


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about. Empty group and severity mean all; `area` is a ward code or ""."""

    period: Period
    layer: Layer = Layer.CASES
    group: str = ""
    severity: str = ""
    area: str = ""
    ward_year: int = 0


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """One disclosed result; map, table and paragraph all quote this."""

    value: T_co
    figure_id: str  # same question, grant, batches and method version: same id
    title: str  # what is counted, over what, when
    caveats: tuple[str, ...]
    batches: tuple[int, ...]
    level: DisplayLevel


# ------------------------------------------------------------- what answers hold


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
    placed_share: float | None  # of tier 0-1 cases, those on rungs uprn, address or block
    cases: int
    waiting_rejects: int
    today: date


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
    background: MapBackground
    notes: tuple[str, ...]  # rules that were applied: suppression, rungs, run, code version
