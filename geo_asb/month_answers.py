"""What an `Answer` on the monthly run holds: hotspots, places that come back, what was tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from geo_asb.model import Layer

__all__ = [
    "Concentrated",
    "Decided",
    "Forecast",
    "Gathering",
    "Hotspot",
    "MonthHotspots",
    "MonthRepeats",
    "MonthStudy",
    "NearBand",
    "RepeatPlace",
    "Stability",
    "Standing",
]

# "out of date": data was loaded since, so the run is read by nobody.
Standing = Literal["current", "out of date", "not worked out"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person made of a hotspot, and in which month's run."""

    verdict: Literal["accept", "nudge", "reject"]
    reason: str
    decided_by: str
    decided_on: date
    month: date


@dataclass(frozen=True, slots=True)
class Hotspot:
    """
    An area of touching hot cells, named after its streets; the machine's answer, then a person's.

    group         the type group whose cases gather there, "" for all types together
    state         one of six words, "" where too few months were supplied to tell
    now, before   cases of the last three months, and of the same three a year before: what the
                  words growing and fading rest on
    decision      None where nobody decided; `cases_nudged` only where a person moved its border
    """

    key: str
    name: str
    group: str
    state: str
    now: int
    before: int
    cases: int
    expected: float
    homes: int
    decision: Decided | None
    cases_nudged: int | None


@dataclass(frozen=True, slots=True)
class Stability:
    """Of the hot cells, those that stay hot on another grid: larger cells, or shifted ones."""

    is_larger: bool
    hot_cells: int
    staying: int


@dataclass(frozen=True, slots=True)
class MonthHotspots:
    """
    The hotspots of the 12 months that end with `month`, all types first, then most cases.

    Of one type group where one was asked for, else of all types together and of each group alone.

    refused      why the run names none, "" where it could look
    may_decide   whether this reader may accept or reject them: a manager, on the newest month
    """

    month: date
    standing: Standing
    spots: tuple[Hotspot, ...]
    stability: tuple[Stability, ...]
    refused: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class RepeatPlace:
    """A home, block or public point with three cases or more in a year, named by its street."""

    kind: Literal["home", "block", "point"]
    name: str
    homes: int | None  # of a block
    cases: int  # of the last 24 months
    first_on: date
    last_on: date
    repeats_now: bool  # within the last 365 days; else it did before


@dataclass(frozen=True, slots=True)
class MonthRepeats:
    """The places that keep coming back; `layer` tells where it happened from where it was told."""

    month: date
    standing: Standing
    layer: Layer
    places: tuple[RepeatPlace, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class Concentrated:
    """The share of a year's cases that the 5% of places with most hold, beside chance."""

    kind: Literal["home", "block", "cell"]
    places: int
    top_places: int
    cases: int
    share: float
    by_chance: float
    chance_low: float  # 95% of chance's shares lie between the two
    chance_high: float


@dataclass(frozen=True, slots=True)
class NearBand:
    """Pairs of cases so near and so soon that chance makes fewer, all bands allowed for."""

    space: str
    days: str
    pairs: int
    by_chance: float


@dataclass(frozen=True, slots=True)
class Gathering:
    """Cases that gathered lately, beyond what their places and days alone explain."""

    name: str
    cases: int
    expected: float
    starts_on: date
    recurrence_runs: float  # chance alone shows its like in one of so many monthly runs


@dataclass(frozen=True, slots=True)
class Forecast:
    """The share of a month's cases that came in the 5% of cells which a forecast called worst."""

    forecast: Literal["hot cells", "a year's cases", "last month's counts", "kernel surface"]
    hit_rate: float
    cases: int


@dataclass(frozen=True, slots=True)
class MonthStudy:
    """
    What a monthly run says of the whole landlord, and what is new in the reader's wards.

    near       the bands beyond chance, the most striking first, of `near_tested` bands
    near_group the type group that the bands are of, "" for all types
    refused    by question, why it was not answered
    """

    month: date
    standing: Standing
    concentration: tuple[Concentrated, ...]
    near: tuple[NearBand, ...]
    near_tested: int
    near_group: str
    forecasts: tuple[Forecast, ...]
    gatherings: tuple[Gathering, ...]
    refused: dict[str, str]
