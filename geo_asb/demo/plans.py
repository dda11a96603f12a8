"""
Cameras, the plan's actions, and activities: what is already in place.

Two gaps are left on purpose: no action names youth on the first estate, and none names the
second estate at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo_asb.demo.areas import Areas, area_of_points
from geo_asb.demo.files import write_csv
from geo_asb.demo.happenings import Planted
from geo_asb.demo.streets import Streets

__all__ = ["write_plans"]

_CAMERA_HEADS = (
    "camera_id", "kind", "owner", "easting", "northing", "bearing_deg", "angle_deg", "range_m",
    "status", "status_from", "status_to", "image_standard_met",
)  # fmt: skip
_ACTION_HEADS = (
    "action_id", "area", "estate", "issue", "place", "owner", "partner", "starts_on", "ends_on",
    "measure", "baseline", "target", "status", "text",
)  # fmt: skip
_ACTIVITY_HEADS = (
    "activity_id", "kind", "estate", "easting", "northing", "starts_on", "ends_on", "worked",
)  # fmt: skip
_ISSUES = {
    "rubbish dumping": ("skip day, litter picks", "Council cleansing", "rubbish cases a quarter"),
    "drug dealing": ("patrols and door knocking", "Police team", "drugs cases a quarter"),
    "noise": ("noise app and mediation", "Council environmental health", "noise cases a quarter"),
    "nuisance bikes": ("barriers on the path", "Police road unit", "bike cases a quarter"),
    "vandalism": ("lighting review", "Council lighting team", "vandalism cases a quarter"),
}  # fmt: skip
_GENERIC = (
    "Work in partnership to reduce ASB", "Continue to monitor", "Engage with residents",
    "Raise awareness of how to report",
)  # fmt: skip
_ACTIVITIES = (
    "litter pick", "skip day", "dog campaign", "youth session", "patrol", "camera deployment",
    "target hardening", "estate improvement", "partner operation",
)  # fmt: skip


def write_plans(
    folder: Path,
    place: tuple[Streets, pd.DataFrame, Areas],
    planted: list[Planted],
    rng: np.random.Generator,
) -> None:
    """Write cameras.csv, actions.csv and activities.csv; `place` is streets, homes and areas."""
    streets, homes, areas = place
    write_csv(folder / "cameras.csv", _CAMERA_HEADS, list(_cameras(streets, homes, rng)))
    write_csv(folder / "actions.csv", _ACTION_HEADS, list(_actions(homes, areas, planted, rng)))
    write_csv(folder / "activities.csv", _ACTIVITY_HEADS, list(_activities(areas, planted, rng)))


def _cameras(
    streets: Streets, homes: pd.DataFrame, rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    """Place 80 cameras: along main roads, at tower doors, and some that can be moved."""
    towers = homes[(homes["kind"] == "tower") & (homes["classificationcode"] == "PP")]
    mains = streets.lines[streets.road_class == "main"]
    chainages = [rng.uniform(0, line.length, 80) for line in mains]
    along = [
        shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        for line, at in zip(mains, chainages, strict=True)
    ]
    spots = np.vstack([towers[["easting", "northing"]].to_numpy(), *along])
    spots = spots[np.r_[0 : len(towers), rng.permutation(np.arange(len(towers), len(spots)))]][:80]
    for i, (east, north) in enumerate(spots.round(1).tolist()):
        kind = ("fixed", "dome", "dome", "redeployable", "ANPR")[int(rng.integers(5))]
        owner = "Landlord" if i < len(towers) else ("Council", "Police")[int(rng.random() < 0.15)]
        angle = 360 if kind == "dome" else int(rng.integers(4, 10)) * 10
        head = (f"CAM{i + 1:03d}", kind, owner, east, north, int(rng.integers(0, 360)), angle)
        met = "no" if i % 7 == 3 else "yes"
        history = _camera_history((*head, int(rng.integers(4, 12)) * 10), rng)
        yield from ((*spell, met) for spell in history)


def _camera_history(
    head: tuple[object, ...], rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    """One line for each spell of work; one camera in four was once out of service."""
    installed = date(2016, 1, 1) + timedelta(days=int(rng.integers(0, 1500)))
    if rng.random() < 0.75:
        yield (*head, "working", installed, "")
        return
    broke = date(2020, 6, 1) + timedelta(days=int(rng.integers(0, 480)))
    mended = broke + timedelta(days=int(rng.integers(10, 160)))
    yield (*head, "working", installed, broke)
    if mended < date(2021, 11, 30):
        yield (*head, "out of service", broke, mended)
        yield (*head, "working", mended, "")
    else:
        yield (*head, "out of service", broke, "")


def _actions(
    homes: pd.DataFrame, areas: Areas, planted: list[Planted], rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    number = iter(range(1, 100))
    for story in planted:
        if story.kind in ("action_worked", "action_failed"):
            yield (f"ACT{next(number):02d}", *_answer_to(story, homes, areas))
    named = [i for i in range(len(areas.estates.code)) if i != 1]
    for turn in range(28):
        estate = named[turn % len(named)]
        issues = ["rubbish dumping"] if estate == 0 else list(_ISSUES)
        issue = issues[int(rng.integers(len(issues)))]
        yield (f"ACT{next(number):02d}", *_specific(issue, estate, homes, areas, rng))
    wards = areas.wards_2013.name
    for i in range(10):
        text = _GENERIC[i % len(_GENERIC)]
        yield (f"ACT{next(number):02d}", wards[i], *[""] * 10, "live", text)


def _ward_at(areas: Areas, easting: float, northing: float) -> str:
    ward = area_of_points(areas.wards_2013, np.array([[easting, northing]]))[0]
    return areas.wards_2013.name[ward]


def _answer_to(story: Planted, homes: pd.DataFrame, areas: Areas) -> tuple[object, ...]:
    """Describe the planted action: skip days that worked, or patrols that changed nothing."""
    worked = story.kind == "action_worked"
    issue = "rubbish dumping" if worked else "drug dealing"
    doing, partner, measure = _ISSUES[issue]
    offsets = homes[["easting", "northing"]].to_numpy() - [story.easting, story.northing]
    near = homes.iloc[int(np.hypot(*offsets.T).argmin())]
    starts = date(2021, 2, 1) if worked else date(2021, 3, 1)
    return (
        _ward_at(areas, story.easting, story.northing), near["estate"], issue, near["streetname"],
        "Neighbourhood officer", partner, starts, date(2021, 9, 30), measure, 4, 2, "done",
        f"{doing.capitalize()} at {near['streetname']}",
    )  # fmt: skip


def _specific(
    issue: str, estate: int, homes: pd.DataFrame, areas: Areas, rng: np.random.Generator
) -> tuple[object, ...]:
    doing, partner, measure = _ISSUES[issue]
    name, shape = areas.estates.name[estate], areas.estates.shape[estate]
    middle = shapely.point_on_surface(shape)
    unnamed = homes.loc[homes["estate"] == areas.estates.name[1], "streetname"]
    streets = np.setdiff1d(homes.loc[homes["estate"] == name, "streetname"], unnamed)
    street = streets[int(rng.integers(len(streets)))]
    starts = date(2020, 4, 1) + timedelta(days=int(rng.integers(0, 560)))
    ends = starts + timedelta(days=int(rng.integers(60, 400)))
    status = "done" if ends < date(2021, 11, 30) else "live"
    ward = _ward_at(areas, middle.x, middle.y)
    return (
        ward, name, issue, street, "Neighbourhood officer", partner, starts, ends, measure,
        int(rng.integers(3, 9)), int(rng.integers(1, 3)), status,
        f"{doing.capitalize()} at {street}",
    )  # fmt: skip


def _activities(
    areas: Areas, planted: list[Planted], rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    """Give the two planted activities first, then 60 of every kind without planted effect."""
    stories = [story for story in planted if story.kind.startswith("action")]
    for i, story in enumerate(stories):
        worked = story.kind == "action_worked"
        kind, month = ("skip day", 2) if worked else ("patrol", 3)
        at = np.array([[story.easting, story.northing]])
        estate = area_of_points(areas.estates, at)[0]
        name = areas.estates.name[estate] if estate >= 0 else ""
        days = (date(2021, month, 1), date(2021, month, 28))
        yield (f"DO{i + 1:03d}", kind, name, *at[0].round(1).tolist(), *days, int(worked))
    for i in range(60):
        estate = int(rng.integers(len(areas.estates.code)))
        spot = shapely.point_on_surface(areas.estates.shape[estate])
        starts = date(2019, 6, 1) + timedelta(days=int(rng.integers(0, 880)))
        kind = _ACTIVITIES[int(rng.integers(len(_ACTIVITIES)))]
        ends = starts + timedelta(days=int(rng.integers(0, 30)))
        place = (round(spot.x, 1), round(spot.y, 1))
        yield (f"DO{i + 3:03d}", kind, areas.estates.name[estate], *place, starts, ends, 0)
