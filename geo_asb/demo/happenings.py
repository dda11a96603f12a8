"""
What truly happened and where: background cases and the planted stories among them.

A case here is a month (0 is April 2019), a day, a gazetteer row, and what it is about.
Places in metres, EPSG:27700.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import Point

from geo_asb.demo.areas import Areas
from geo_asb.demo.published import NEW_CASES_BY_MONTH
from geo_asb.demo.terrain import SizeName

__all__ = ["MONTHS", "Planted", "happen"]

MONTHS = sum(len(row) for row in NEW_CASES_BY_MONTH.values())

NOISE, VERBAL = "Noise/Rowdy Behaviour", "Verbal abuse/harassment/threats"
DRUGS, CRIME, LITTER = "Drugs", "Criminal Behaviour", "Litter/Rubbish"
COMMUNAL, VANDALISM, PETS = "Misuse of Communal Areas", "Vandalism", "Pets"


@dataclass(frozen=True, slots=True)
class Planted:
    """
    One story with its place, metres in EPSG:27700.

    `times` runs month by month: for hot places the rate against expectation, for the other
    kinds the cases a month.
    """

    planted_id: str
    kind: str  # hot_place, tower, action_worked, action_failed, gap_issue, gap_estate
    state: str
    easting: float
    northing: float
    radius_m: float
    times: tuple[float, ...]
    labels: tuple[str, ...]
    role: str
    estate: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    hot_places: int
    hot_radius_m: float
    apart_m: float
    repeat_homes: int
    chains: int
    towers: int


_SCALES: dict[SizeName, _Scale] = {
    "small": _Scale(6, 55.0, 190.0, 15, 30, 2),
    "borough": _Scale(10, 110.0, 520.0, 40, 60, 4),
}

# No story starts where more than this share of all cases would have been anyway.
_MOST_SHARE = 0.025

_STREET_MIX = (DRUGS, DRUGS, NOISE, NOISE, COMMUNAL, CRIME, VANDALISM)
_NOISE_MIX = (NOISE, NOISE, NOISE, VERBAL)


def _story(state: str) -> tuple[float, ...]:
    """Give the rate against expectation in each month, by state."""
    m = np.arange(MONTHS)
    rates = {
        "steady": np.full(MONTHS, 3.0),
        "new": np.where(m >= MONTHS - 2, 8.0, 1.0),
        "growing": np.interp(m, [MONTHS - 14, MONTHS - 1], [1.2, 6.0]),
        "fading": np.interp(m, [MONTHS - 15, MONTHS - 1], [6.0, 2.0]),
        "over": np.where(m < MONTHS - 10, 4.0, 1.0),
        "on-off": np.where(m // 3 % 2 == 0, 5.0, 1.0),
    }
    return tuple(np.round(rates[state], 2).tolist())


_STATES = (
    "steady",
    "new",
    "growing",
    "fading",
    "over",
    "steady",
    "on-off",
    "steady",
    "steady",
    "new",
)


def happen(
    size: SizeName, homes: pd.DataFrame, areas: Areas, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[Planted]]:
    """
    Place the 4,517 published cases, month by month.

    Returns
    -------
    Cases with month, day, row (of `homes`), labels, role, youth, planted, chain, repeat_home;
    and the planted stories.
    """
    scale = _SCALES[size]
    chance = _chance(homes, rng)
    monthly = np.concatenate([np.array(row) for row in NEW_CASES_BY_MONTH.values()])
    stage = _Stage(homes, chance, monthly, rng)
    planted = _hot_places(stage, scale, areas) + _towers(stage, scale)
    planted += _actions(stage, scale, planted, areas) + _gaps(areas)
    for story in planted:
        stage.play(story)
    _repeat_homes(stage, scale.repeat_homes)
    _chains(stage, scale.chains)
    return stage.filled_up(), planted


def _chance(homes: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.float64]:
    """Chance of each gazetteer row to be a case's place: more if poor, managed, a flat, unlucky."""
    is_home = homes["classificationcode"].str.startswith("RD").to_numpy()
    managed = np.where(homes["landlord"] == "1", 1.2, 1.0)
    in_flats = np.where(homes["kind"].isin(["walk_up", "slab", "tower"]), 1.1, 1.0)
    luck = rng.gamma(0.8, 1 / 0.8, len(homes))
    chance = is_home * managed * in_flats * luck * np.exp(0.25 * homes["deprivation"].to_numpy())
    return chance / chance.sum()


@dataclass(slots=True)
class _Stage:
    """Collects cases; `chance` sums to one over the gazetteer rows."""

    homes: pd.DataFrame
    chance: NDArray[np.float64]
    monthly: NDArray[np.int64]
    rng: np.random.Generator
    cases: list[dict[str, object]] = field(default_factory=list)

    @property
    def points_m(self) -> NDArray[np.float64]:
        return self.homes[["easting", "northing"]].to_numpy()

    def add(self, month: int, row: int, labels: tuple[str, ...], **facts: object) -> None:
        fresh = {
            "day": -1,
            "role": "",
            "youth": False,
            "planted": "",
            "chain": "",
            "repeat_home": "",
        }
        self.cases.append({**fresh, "month": month, "row": row, "labels": labels, **facts})

    def play(self, story: Planted) -> None:
        """Add the cases a story brings beyond what would have happened anyway."""
        offsets = self.points_m - [story.easting, story.northing]
        near = np.flatnonzero((np.hypot(*offsets.T) <= story.radius_m) & (self.chance > 0))
        share = self.chance[near].sum()
        extra = np.maximum(np.array(story.times) - 1, 0) * share * self.monthly
        cases_a_month = self.rng.poisson(extra)
        if story.kind != "hot_place":
            # These stories count cases a month outright, and keep to it but for the fraction.
            wanted = np.array(story.times) + self.rng.random(MONTHS)
            cases_a_month = np.floor(wanted).astype(int)
        odds = self.chance[near] / share
        for month, cases in enumerate(cases_a_month):
            for row in self.rng.choice(near, cases, p=odds):
                self.add(
                    month,
                    int(row),
                    story.labels,
                    role=story.role,
                    planted=story.planted_id,
                    youth=story.kind == "gap_issue",
                )

    def filled_up(self) -> pd.DataFrame:
        """Bring every month to its published count: background cases in, surplus stories out."""
        frame = pd.DataFrame(self.cases)
        frame = frame.iloc[self.rng.permutation(len(frame))].reset_index(drop=True)
        most = (0.62 * self.monthly).astype(int)
        place = frame.groupby("month").cumcount().to_numpy()
        frame = frame[place < most[frame["month"].to_numpy()]]
        missing = self.monthly - np.bincount(frame["month"], minlength=MONTHS)
        rows = self.rng.choice(len(self.chance), int(missing.sum()), p=self.chance)
        background = pd.DataFrame(
            {"month": np.repeat(np.arange(MONTHS), missing), "row": rows, "day": -1}
            | {"role": "", "youth": self.rng.random(len(rows)) < 0.06}
            | {"planted": "", "chain": "", "repeat_home": ""}
        )
        background["labels"] = [()] * len(background)
        return pd.concat([frame, background], ignore_index=True)


# ---------------------------------------------------------------- stories


def _busiest(stage: _Stage, radius_m: float, apart_m: float, how_many: int) -> list[NDArray]:
    """Points with many expected cases within reach, well apart from each other."""
    rows = np.flatnonzero(stage.chance > 0)
    points = stage.points_m[rows]
    tree = KDTree(points)
    tries = stage.rng.choice(len(rows), min(len(rows), 2_500), replace=False)
    expected = [
        stage.chance[rows[near]].sum() for near in tree.query_ball_point(points[tries], radius_m)
    ]
    chosen: list[NDArray] = []
    order = np.argsort(expected)[::-1]
    for at in tries[order[np.sort(expected)[::-1] < _MOST_SHARE]]:
        if all(np.hypot(*(points[at] - other)) > apart_m for other in chosen):
            chosen.append(points[at])
        if len(chosen) == how_many:
            break
    return chosen


def _hot_places(stage: _Stage, scale: _Scale, areas: Areas) -> list[Planted]:
    spots = _busiest(stage, scale.hot_radius_m, scale.apart_m, scale.hot_places + 4)
    free = _clear_of_gaps(spots, areas)
    stories = []
    for i, (spot, state) in enumerate(zip(free[: scale.hot_places], _STATES, strict=False)):
        from_home = i == 5
        stories.append(
            Planted(
                f"H{i + 1:02d}", "hot_place", state, float(spot[0]), float(spot[1]),
                scale.hot_radius_m, _story(state), _NOISE_MIX if from_home else _STREET_MIX,
                "Reporter's home" if from_home else "Incident",
            )
        )  # fmt: skip
    return stories


def _clear_of_gaps(spots: list[NDArray], areas: Areas) -> list[NDArray]:
    """Leave out spots within 120 m of the two estates that carry the planted gaps."""
    gaps = shapely.union_all(areas.estates.shape[:2])
    return [spot for spot in spots if gaps.distance(Point(spot)) > 120]


def _towers(stage: _Stage, scale: _Scale) -> list[Planted]:
    homes = stage.homes
    towers = homes[(homes["kind"] == "tower") & (homes["classificationcode"] == "PP")]
    rates = np.linspace(0.9, 0.4, scale.towers).round(2).tolist()
    spots = towers[["easting", "northing"]].to_numpy().tolist()
    return [
        Planted(
            f"T{i + 1:02d}", "tower", "steady", east, north, 2.0, (rate,) * MONTHS,
            (COMMUNAL, NOISE, DRUGS, LITTER), "Incident", note=name,
        )
        for i, ((east, north), name, rate) in enumerate(
            zip(spots, towers["name"], rates, strict=False)
        )
    ]  # fmt: skip


def _actions(stage: _Stage, scale: _Scale, planted: list[Planted], areas: Areas) -> list[Planted]:
    """One place where cases fell once something was done, one where nothing changed."""
    taken = np.array([[story.easting, story.northing] for story in planted])
    spots = _clear_of_gaps(
        _busiest(stage, scale.hot_radius_m * 0.6, scale.apart_m * 0.7, 40), areas
    )
    free = [s for s in spots if np.hypot(*(taken - s).T).min() > scale.apart_m * 0.7][:2]
    if len(free) < 2:
        free = spots[-2:]
    m = np.arange(MONTHS)
    worked = np.where(m < 22, np.where(m < 16, 0.3, 3.0), 0.2)  # the skip days came in Feb 2021
    failed = np.where(m < 12, 0.4, 1.5)  # the patrols of Mar 2021 changed nothing
    parts = (
        ("A01", "action_worked", worked, (LITTER,)),
        ("A02", "action_failed", failed, (DRUGS,)),
    )
    return [
        Planted(
            key, kind, "", float(spot[0]), float(spot[1]), scale.hot_radius_m * 0.6,
            tuple(rate.tolist()), labels, "Incident",
        )
        for (key, kind, rate, labels), spot in zip(parts, free, strict=True)
    ]  # fmt: skip


def _gaps(areas: Areas) -> list[Planted]:
    """Youth trouble the plan never names (first estate); an estate it never names (second)."""
    m = np.arange(MONTHS)
    youth = np.where(m >= MONTHS - 8, 2.2, 0.3)
    unnamed = np.where(m >= MONTHS - 14, 1.3, 0.4)
    parts = (
        ("G01", "gap_issue", youth, (NOISE, COMMUNAL, VANDALISM), 0),
        ("G02", "gap_estate", unnamed, (NOISE, DRUGS, LITTER, VERBAL), 1),
    )
    stories = []
    for key, kind, rate, labels, estate in parts:
        middle = areas.estates.shape[estate].centroid
        stories.append(
            Planted(
                key, kind, "", middle.x, middle.y, 90.0, tuple(rate.tolist()), labels,
                "Incident", estate=areas.estates.name[estate],
            )
        )  # fmt: skip
    return stories


def _repeat_homes(stage: _Stage, how_many: int) -> None:
    """Homes with 3 to 15 cases each within about ten months."""
    rng = stage.rng
    rows = rng.choice(len(stage.chance), how_many, replace=False, p=stage.chance)
    for i, row in enumerate(rows):
        cases = int(np.clip(2 + rng.geometric(0.3), 3, 15))
        months = np.clip(rng.integers(0, MONTHS - 9) + rng.integers(0, 10, cases), 0, MONTHS - 1)
        role = str(rng.choice(["Reporter's home", "Reporter's home", "Alleged source"]))
        for month in months:
            stage.add(int(month), int(row), _NOISE_MIX, role=role, repeat_home=f"R{i + 1:02d}")


def _chains(stage: _Stage, how_many: int) -> None:
    """Near repeats: an origin, then two to four cases within 100 m and 14 days of it."""
    rng = stage.rng
    rows = np.flatnonzero(stage.chance > 0)
    tree = KDTree(stage.points_m[rows])
    origins = rng.choice(len(stage.chance), how_many, p=stage.chance)
    for i, origin in enumerate(origins):
        month, day = int(rng.integers(0, MONTHS)), int(rng.integers(1, 13))
        facts = {"role": "Incident", "chain": f"C{i + 1:02d}"}
        stage.add(month, int(origin), (CRIME, VANDALISM, DRUGS, NOISE), day=day, **facts)
        near = rows[tree.query_ball_point(stage.points_m[origin], 100)]
        for row in rng.choice(near, int(rng.integers(2, 5))):
            later = day + int(rng.integers(1, 15))
            stage.add(month, int(row), (CRIME, VANDALISM, DRUGS, NOISE), day=later, **facts)
