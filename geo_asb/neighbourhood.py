"""
What is known of a neighbourhood beside its cases: frozen values, as readers hand them on.

Points are metres, EPSG:27700. `last_on` is a last day that counts; `until_on` the first day on
which something no longer holds. Nothing here names a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shapely import MultiPolygon

__all__ = [
    "Action",
    "Activity",
    "ActivityKind",
    "AreaLink",
    "BlockOutline",
    "CameraKind",
    "CameraSpell",
    "CameraStatus",
    "Deprivation",
    "Enforcement",
    "EnforcementKind",
    "Inspection",
    "LinkedKind",
    "PostcodePoint",
    "UprnPoint",
]

CameraKind = Literal["fixed", "dome", "redeployable", "number plates", "unknown"]
CameraStatus = Literal["working", "out of service", "removed", "unknown"]
ActivityKind = Literal[
    "litter pick",
    "skip day",
    "dog campaign",
    "youth session",
    "patrol",
    "camera deployment",
    "target hardening",
    "estate improvement",
    "partner operation",
]
EnforcementKind = Literal[
    "warning",
    "behaviour contract",
    "protection warning",
    "protection notice",
    "injunction",
    "undertaking",
    "criminal behaviour order",
    "closure",
    "tenancy notice",
    "possession",
    "mediation",
    "fixed penalty",
]
LinkedKind = Literal[
    "oa", "lsoa", "msoa", "ward", "district", "estate", "nap_area", "area_committee"
]


@dataclass(frozen=True, slots=True)
class CameraSpell:
    """One camera in one place and one state, from a day until the day that changed."""

    row: int
    camera_id: str
    kind: CameraKind
    owner: str  # an organisation or role, "" where none could be kept
    place: str  # "" for a camera at a home
    easting_m: float
    northing_m: float
    bearing_deg: float | None  # clockwise from north
    angle_deg: float | None  # 360: sees all round
    range_m: float | None
    status: CameraStatus
    starts_on: date | None
    until_on: date | None
    image_standard_met: bool | None  # None: nobody said
    at_home: bool  # lent to a household: never on a map, counted by ward alone


@dataclass(frozen=True, slots=True)
class Activity:
    """Something done, on a day or over some days."""

    row: int
    activity_id: str
    kind: ActivityKind
    area: str  # ward or area as the file names it
    estate: str
    place: str  # "" for a hardened home
    easting_m: float | None
    northing_m: float | None
    starts_on: date
    last_on: date
    cost_pounds: Decimal | None
    at_home: bool  # a home was hardened: never on a map, counted by ward alone


@dataclass(frozen=True, slots=True)
class Action:
    """A commitment of a plan; any part but its number may be missing, which makes it generic."""

    row: int
    action_id: str
    plan: str
    area: str
    estate: str
    place: str
    issue_given: bool
    type_groups: tuple[str, ...]  # codes of case_types.TYPE_GROUPS
    youth: bool  # the issue names young people
    owner: str  # a team or role
    owner_given: bool  # True with owner "": one was given, and not kept
    partner: str
    partner_given: bool
    partner_role: str
    starts_on: date | None
    last_on: date | None
    measure: str
    baseline: float | None  # in the measure's unit
    target: float | None
    status: Literal["planned", "live", "done", "dropped", "unset"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One rating of an estate; ratings of two scales are never compared."""

    row: int
    estate: str
    inspected_on: date
    item: str  # what was rated, "overall" where not said
    scale: str
    rating: str


@dataclass(frozen=True, slots=True)
class Enforcement:
    """How often one kind of enforcement was used in a ward over some days."""

    row: int
    ward: str
    kind: EnforcementKind
    starts_on: date
    last_on: date
    times: int | None  # None: the publisher withheld a small count


@dataclass(frozen=True, slots=True)
class AreaLink:
    """One area belongs to another; years are 0 for areas that carry none."""

    row: int
    from_kind: LinkedKind
    from_year: int
    from_code: str
    to_kind: LinkedKind
    to_year: int
    to_code: str
    to_name: str
    starts_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class BlockOutline:
    """Where a block stands: one building with shared parts, by the UPRN of the homes list."""

    uprn: str
    name: str
    shape: MultiPolygon  # EPSG:27700


@dataclass(frozen=True, slots=True)
class Deprivation:
    """How deprived an area is by the index of a year; decile and rank 1 are the most deprived."""

    row: int
    kind: Literal["lsoa", "ward"]
    boundary_year: int
    code: str
    index_year: int
    decile: int | None
    rank: int | None
    score: float | None


@dataclass(frozen=True, slots=True)
class PostcodePoint:
    """One postcode of a directory; its point stands for all its addresses, never for a home."""

    row: int
    postcode: str  # as SK1 3XE
    easting_m: float
    northing_m: float
    quality: int | None  # 1 best to 5, as the directory rates the point; None: it does not say
    ended_on: date | None  # the month it was taken out of use


@dataclass(frozen=True, slots=True)
class UprnPoint:
    """Where a property reference lies, as OS Open UPRN has it."""

    row: int
    uprn: str
    easting_m: float
    northing_m: float
