"""The nouns: frozen values that travel between rooms. No behaviour beyond naming."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

__all__ = [
    "DISMISSALS",
    "Answer",
    "Case",
    "Contact",
    "DisplayLevel",
    "Home",
    "Incident",
    "Layer",
    "Location",
    "LoggedIncident",
    "Period",
    "PlaceRole",
    "PlaceText",
    "PoliceReport",
    "PrintedTotal",
    "Reading",
    "Reject",
    "Role",
    "Rung",
    "SchemeKind",
    "Scope",
    "Severity",
    "Tenure",
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
    """
    How a case was placed, the surest first; cells use the rungs down to BLOCK and NEAR.

    OFFICER    an officer's earlier answer for the same text
    UPRN       the UPRN given, which the text does not contradict
    ADDRESS    the address fits one home, spelt as people may spell it
    CORRECTED  the address fits one home once a slip in a word is put right
    BLOCK      a block or split house, or its shared parts
    NEAR       beside, behind or between homes: within 75 m
    JUNCTION, STREET, ESTATE, POSTCODE  somewhere within `radius_m`
    NONE       not placed
    """

    OFFICER = "officer"
    UPRN = "uprn"
    ADDRESS = "address"
    CORRECTED = "corrected"
    BLOCK = "block"
    NEAR = "near"
    JUNCTION = "junction"
    STREET = "street"
    ESTATE = "estate"
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


# Why a rejected row may be set aside: a list, so that nobody writes about a person.
DISMISSALS = ("duplicate", "test entry", "not a case", "outside our homes", "cannot be corrected")

Verdict = Literal["clear rise", "clear fall", "no clear change", "too few to say"]
Tenure = Literal[
    "",
    "social rent",
    "affordable rent",
    "intermediate rent",
    "market rent",
    "rented",
    "licence",
    "shared ownership",
    "leasehold",
    "owner occupied",
    "private rent",
]
SchemeKind = Literal[
    "",
    "general needs",
    "older people",
    "extra care",
    "supported",
    "temporary",
    "key worker",
    "student",
    "shared ownership",
    "leasehold",
    "market rent",
]
Role = Literal["officer", "author", "partner", "public", "manager", "performance", "steward"]


# ---------------------------------------------------------------- what readers hand on


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be used: where it stands, why, and what to do. Never its content."""

    row: int  # as the spreadsheet shows it
    column: str
    reason: str
    reference: str = field(default="", repr=False)  # of the case the row names; never printed


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total that a sheet prints of itself, and what was counted in it: both are kept."""

    row: int
    heading: str
    printed: int
    computed: int
    counted: str  # what was: "cases", "case types", "rows"


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
    printed_totals: tuple[PrintedTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceText:
    """What an export says of the place, before geocoding."""

    address: str
    postcode: str
    uprn: str  # or the landlord's own property reference, where the export gives no UPRN
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
class Contact:
    """
    One contact about behaviour that the landlord's CRM holds and that is not a case.

    `reference` is plain here and encrypted before it is stored.
    """

    row: int
    reference: str
    received_at: datetime
    has_time: bool  # False: only the day is known
    case_types: tuple[str, ...]  # canonical codes; none where nobody has sorted it yet
    channel: str
    reporter_kind: str
    team: str
    place: PlaceText


@dataclass(frozen=True, slots=True)
class LoggedIncident:
    """One happening of a timed log (noise app, diary sheet, control room) and its case."""

    row: int
    reference: str  # of the case, as the case system writes it
    incident: Incident


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
    tenure: Tenure
    property_reference: str = ""  # the landlord's own number of it
    scheme_kind: SchemeKind = ""


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
    home_uprn: str | None  # the home, on rungs officer to corrected
    block_uprn: str | None  # the block or split house, on rungs officer to block
    easting_m: float | None
    northing_m: float | None
    reason: str  # how it was placed, or why not, in a steward's words; quotes nothing
    probability: float | None = None  # that the true place is this home or block, or in the radius
    radius_m: float | None = None  # how far off the true place may be


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
