"""Is something new starting? Gatherings in space and time that are alive when the month ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_asb.errors import TooCoarseError, TooFewCasesError
from geo_asb.hotspots import SpaceTimeCluster, scan_space_time
from geo_asb.hotspots.scan_time import METHOD as SCAN_METHOD
from geo_asb.model import Period
from geo_asb.monthly.chosen import Chosen, chosen, name_of, ward_of
from geo_asb.monthly.study import Study, month_after
from geo_asb.store.read_keys import CaseKeys
from geo_asb.store.run_parts import Part

__all__ = ["alarms"]

MAX_DAYS = 28
RUNS = 99  # one in 100 monthly runs is one in eight years: rarer need not be told apart
ALARM_P = 0.05
# Days that tell what is usual, and how far a gathering may reach in metres: the first that can be
# scanned soon. A scan's work grows with the pairs of cases within reach of each other.
LOOKS = ((365, 300.0), (182, 300.0), (91, 300.0), (56, 300.0), (56, 200.0), (56, 100.0))
MANY_PAIRS = 10_000
TOO_MANY_PAIRS = 1_000_000  # a minute of work
MOST_CASES = 2_500  # in one scan


def alarms(study: Study, keys: CaseKeys | None, rng: np.random.Generator) -> Part:
    """
    Scan for cases that gathered lately, beyond what their places and days alone explain.

    Where a landlord has so many cases that 56 days hold more than one scan can take, the land is
    cut into parts that are scanned alone, and the recurrence allows for how many there are.
    """
    look = _look(study)
    cases = look.cases
    refused, rows, parts = "", pd.DataFrame(), 1
    try:
        _refuse_too_dense(look)
        areas = list(_parts(cases.points_m, np.arange(cases.at.size)))
        parts = len(areas)
        rows = _rows(study, keys, look, areas, rng)
    except (TooCoarseError, TooFewCasesError) as error:
        refused = str(error)
    return Part(
        name="new gatherings",
        type_group="",
        method=f"alarm-1 {SCAN_METHOD}",
        counted=cases.at.size,
        left_out=cases.left_out,
        refused=refused,
        caveats=_caveats(look, parts),
        said="" if refused else _words(rows),
        rows={"space_time_alarm": rows},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """The cases of so many days, and the pairs of them within reach."""

    cases: Chosen
    days_back: int
    reach_m: float
    pairs: int


def _look(study: Study) -> _Look:
    """Look at a year, or as far in time and space as can be scanned soon."""
    end = month_after(study.month, 1)
    for days_back, reach_m in LOOKS:
        cases = chosen(study, Period(end - timedelta(days=days_back), end))
        look = _Look(cases, days_back, reach_m, _pairs(cases.points_m, reach_m))
        if look.pairs <= MANY_PAIRS:
            break
    return look


def _pairs(points_m: NDArray[np.float64], reach_m: float) -> int:
    if not len(points_m):
        return 0
    tree = KDTree(points_m)
    return int(tree.count_neighbors(tree, reach_m) - len(points_m)) // 2


def _refuse_too_dense(look: _Look) -> None:
    if look.pairs > TOO_MANY_PAIRS:
        message = (
            f"{look.pairs:,} pairs of cases lie within {look.reach_m:.0f} m of each other in "
            f"{look.days_back} days, too many to scan for what is new. Ask one type group, or a "
            "part of the area, with hotspots.scan_space_time."
        )
        raise TooCoarseError(message)


def _parts(points_m: NDArray[np.float64], at: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Halve the land across its longer side until each part is small enough; no point is cut."""
    if at.size > MOST_CASES:
        spread = np.ptp(points_m[at], axis=0)
        along = points_m[at, int(spread[1] > spread[0])]
        is_low = along < np.median(along)
        if is_low.any():
            yield from _parts(points_m, at[is_low])
            yield from _parts(points_m, at[~is_low])
            return
    yield at


def _rows(
    study: Study,
    keys: CaseKeys | None,
    look: _Look,
    areas: list[NDArray[np.intp]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    cases, ending_on = look.cases, month_after(study.month, 1) - timedelta(days=1)
    found = [
        _row(study, keys, cases.at[area[list(cluster.members)]], cluster) | {"scans": len(areas)}
        for area in areas
        for cluster in scan_space_time(
            cases.points_m[area],
            cases.days[area],
            max_reach_m=look.reach_m,
            max_days=MAX_DAYS,
            runs=RUNS,
            rng=rng,
            ending_on=ending_on,
        ).clusters
        if cluster.p <= ALARM_P
    ]
    found.sort(key=lambda row: (-row["ratio"], row["x_m"], row["y_m"]))
    return pd.DataFrame(
        [
            row | {"number": n, "recurrence_runs": 1 / min(1.0, row["p"] * row["scans"])}
            for n, row in enumerate(found)
        ]
    )


def _row(
    study: Study, keys: CaseKeys | None, members: NDArray[np.intp], cluster: SpaceTimeCluster
) -> dict[str, Any]:
    return {
        "name": name_of(study, keys, members),
        "ward": ward_of(study, members),
        "x_m": round(cluster.centre_m[0], 1),
        "y_m": round(cluster.centre_m[1], 1),
        "reach_m": round(cluster.reach_m, 1),
        "starts_on": _day(cluster.first_day),
        "last_on": _day(cluster.last_day),
        "cases": cluster.cases,
        "expected": cluster.expected,
        "p": cluster.p,
        "ratio": cluster.log_likelihood_ratio,
    }


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def _caveats(look: _Look, parts: int) -> tuple[str, ...]:
    said = [
        f"Up to {look.reach_m:.0f} m and {MAX_DAYS} days, beside the {look.days_back} days to the "
        "end of the month; one person who reports daily makes a gathering too.",
    ]
    if parts > 1:
        said.append(f"Scanned in {parts} parts: a gathering across their borders may be missed.")
    return tuple(said)


def _words(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "none that chance would not show in one run of twenty"
    said = [
        f"{row['cases']} cases round {row['name']} since {row['starts_on']:%d.%m.%Y}"
        f" (by chance once in {row['recurrence_runs']:.0f} runs)"
        for row in rows.to_dict("records")
    ]
    return "; ".join(said)
