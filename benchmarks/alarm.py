"""
Does the space-time alarm keep its promise, and what does it find?

    python -m benchmarks.alarm                     both tables
    python -m benchmarks.alarm --boroughs 20       quickly

A year of cases falls on the homes of an invented borough; on its last day the alarm is asked for
gatherings of up to 500 m and 28 days, with 999 shuffled calendars. The promise: where nothing is
new, an alarm that should come once in R scans comes once in R scans, within the 95% range of so
many throws. Nothing is new where places differ, addresses repeat and months differ, as long as
days and places have nothing to do with each other. Then gatherings are planted: cases within some
60 m in the last fortnight, four of different size at once, far apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from benchmarks.invented_borough import PLACE_M, Luck, invent_homes
from geo_asb.hotspots import SpaceTimeScan, scan_space_time

YEAR_DAYS, MAX_REACH_M, MAX_DAYS, RUNS = 365, 500.0, 28, 999
EVERY_SCANS = (10, 20, 52)  # an alarm in so many scans; 52: once a year if asked weekly
SIZES = (4, 5, 6, 8, 10, 15)
AT_ONCE, APART_M = 4, 1500.0
FORTNIGHT_DAYS, SPREAD_M = 14, 60.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How a year of cases falls."""

    name: str
    cases: int
    luck: Luck
    # Days within which the cases of a repeating address fall; a year: whenever.
    stack_days: int = YEAR_DAYS


@dataclass(frozen=True, slots=True)
class Homes:
    """Where cases can fall."""

    points_m: NDArray[np.float64]
    place: NDArray[np.intp]  # homes of one place share a rate


def settings() -> Iterator[Setting]:
    yield Setting("1,300 cases, dice", 1300, Luck(None, stacked=0))
    yield Setting("1,300 cases, base", 1300, Luck())
    yield Setting("4,000 cases, base", 4000, Luck())
    yield Setting("1,300 cases, repeats in 28 days", 1300, Luck(), stack_days=28)


def a_year(
    rng: np.random.Generator, homes: Homes, setting: Setting
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Let cases fall: some alone, some in stacks at one address; months differ everywhere alike."""
    luck = setting.luck
    rate = np.ones(len(homes.points_m))
    if luck.place_shape is not None:
        places = homes.place.max() + 1
        rate = rng.gamma(luck.place_shape, 1 / luck.place_shape, places)[homes.place]
    singles = rng.poisson(setting.cases * (1 - luck.stacked))
    stacks = rng.poisson(setting.cases * luck.stacked / luck.mean_stack)
    sizes = np.minimum(2 + rng.geometric(1 / (luck.mean_stack - 2), stacks), 15)
    home = rng.choice(rate.size, singles + stacks, p=rate / rate.sum())
    falls = np.concatenate([np.ones(singles, np.int64), sizes])
    day = _days(rng, singles + stacks)
    days = np.repeat(day, falls)
    is_stack = np.repeat(falls > 1, falls)
    if setting.stack_days == YEAR_DAYS:
        days[is_stack] = _days(rng, int(is_stack.sum()))
    else:
        days[is_stack] += rng.integers(0, setting.stack_days, int(is_stack.sum()))
    return homes.points_m[np.repeat(home, falls)], np.minimum(days, YEAR_DAYS - 1)


def _days(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    """Summer is half as busy again as the mean, winter half as busy."""
    of_year = 1 - 0.5 * np.cos(2 * np.pi * np.arange(YEAR_DAYS) / YEAR_DAYS)
    return rng.choice(YEAR_DAYS, n, p=of_year / of_year.sum())


def asked(
    points_m: NDArray[np.float64], days: NDArray[np.int64], rng: np.random.Generator
) -> SpaceTimeScan:
    return scan_space_time(
        points_m,
        days,
        max_reach_m=MAX_REACH_M,
        max_days=MAX_DAYS,
        runs=RUNS,
        rng=rng,
        ending_on=YEAR_DAYS - 1,
    )


def report_quiet(homes: Homes, boroughs: int) -> None:
    """Count alarms where nothing is new."""
    ranges = [binom.interval(0.95, boroughs, 1 / every) for every in EVERY_SCANS]
    heads = " | ".join(
        f"once in {every} ({boroughs / every:.0f}; {low:.0f} to {high:.0f})"
        for every, (low, high) in zip(EVERY_SCANS, ranges, strict=True)
    )
    print(f"| {boroughs} boroughs, nothing planted | {heads} | CPU s each |")
    print("|---" * (len(EVERY_SCANS) + 2) + "|")
    for setting in settings():
        start, alarms = time.process_time(), np.zeros(len(EVERY_SCANS), dtype=int)
        for rng in np.random.default_rng([7, setting.cases]).spawn(boroughs):
            scan = asked(*a_year(rng, homes, setting), rng)
            rarity = scan[0].recurrence_interval_scans if len(scan) else 1.0
            alarms += rarity >= np.array(EVERY_SCANS) - 1e-9
        seconds = (time.process_time() - start) / boroughs
        print(f"| {setting.name} | {' | '.join(map(str, alarms))} | {seconds:.2f} |", flush=True)


def report_planted(homes: Homes, boroughs: int) -> None:
    """Count planted gatherings that the alarm finds, by size."""
    print(f"\n| found, once in 20 / once in 52 | {' | '.join(f'{n} cases' for n in SIZES)} |")
    print("|---" * (len(SIZES) + 1) + "|")
    for setting in list(settings())[1:3]:
        found: dict[int, list[tuple[bool, bool]]] = {size: [] for size in SIZES}
        for rng in np.random.default_rng([8, setting.cases]).spawn(boroughs):
            for size, rarity in one_planted(rng, homes, setting):
                found[size].append((rarity >= 20, rarity >= 52))
        shares = [np.mean(seen, axis=0) for seen in found.values()]
        cells = " | ".join(f"{share[0]:.0%} / {share[1]:.0%}" for share in shares)
        print(f"| {setting.name} | {cells} |", flush=True)
    print(f"{min(map(len, found.values()))} or more planted of each size in each row")


def one_planted(
    rng: np.random.Generator, homes: Homes, setting: Setting
) -> Iterator[tuple[int, float]]:
    """Plant, ask, and say how rare the alarm calls what holds at least half of each gathering."""
    points_m, days = a_year(rng, homes, setting)
    sizes = rng.permutation(SIZES)[:AT_ONCE]
    middles_m = _far_apart(rng, homes.points_m)
    new_m = np.repeat(middles_m, sizes, axis=0) + rng.normal(0, SPREAD_M / 2**0.5, (sizes.sum(), 2))
    new_days = YEAR_DAYS - 1 - rng.integers(0, FORTNIGHT_DAYS, sizes.sum())
    scan = asked(np.vstack([points_m, new_m]), np.concatenate([days, new_days]), rng)
    gathering = np.concatenate([np.full(days.size, -1), np.repeat(np.arange(AT_ONCE), sizes)])
    for number, size in enumerate(sizes.tolist()):
        rarities = [
            cluster.recurrence_interval_scans
            for cluster in scan
            if (gathering[list(cluster.members)] == number).sum() >= size / 2
        ]
        yield size, max(rarities, default=1.0)


def _far_apart(rng: np.random.Generator, homes_m: NDArray[np.float64]) -> NDArray[np.float64]:
    while True:
        middles_m = homes_m[rng.choice(len(homes_m), AT_ONCE)]
        away_m = np.hypot(*(middles_m[:, None] - middles_m).transpose(2, 0, 1))
        if away_m[np.triu_indices(AT_ONCE, 1)].min() >= APART_M:
            return middles_m


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--boroughs", type=int, default=200, help="years for each line")
    boroughs = parser.parse_args().boroughs
    homes_m = invent_homes(np.random.default_rng(1))
    _, place = np.unique(np.floor(homes_m / PLACE_M), axis=0, return_inverse=True)
    homes = Homes(homes_m, place)
    report_quiet(homes, boroughs)
    report_planted(homes, boroughs)


if __name__ == "__main__":
    main()
