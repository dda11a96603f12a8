"""
Does `hot_cells` hold its promise? Many boroughs without a hot place, many with planted ones.

    python benchmarks/calibration.py                       one line for each town and kind of luck
    python benchmarks/calibration.py --rivals              what else was tried, on the first town
    python benchmarks/calibration.py --homes homes.csv     on other homes (easting, northing)

The promise: without planted places at most 5% of runs show a strong cell, and randomised p below
0.05 comes in 5% +- 1 of cells (plain p in 6% at most). Of planted places with three times their
expectation, strong finds at least 80% of those with 30 or more expected cases, strong or likely
at least 80% of those with 18 or more. A place is a cell with its neighbours; its expected cases
are those before planting. Four are planted at once.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.invented_borough import (
    Borough,
    Luck,
    draw_counts,
    invent_homes,
    on_grid,
    read_homes,
)
from geo_asb.hotspots import benjamini_hochberg, gi_star
from geo_asb.hotspots.chance import learn_chance, tail_of_capped, tail_of_sum
from geo_asb.hotspots.hot_cells import Town, judge

# Expected cases of planted places, from this to 1.3 times it.
SIZES = (8, 12, 18, 24, 30, 40)
AT_ONCE = 4
TIMES = 3.0
TailP = tuple[NDArray[np.float64], NDArray[np.float64]]
Test = Callable[[Town], TailP]


@dataclass(frozen=True, slots=True)
class Setting:
    """One town, one number of cases, one kind of luck."""

    name: str
    borough: Borough
    cases: int
    luck: Luck


def ours(town: Town) -> TailP:
    found = judge(town)
    return found.p, found.p_above


def town_of(borough: Borough, counts: NDArray[np.int64]) -> Town:
    tested = np.flatnonzero(borough.homes)
    near = borough.neighbours[tested][:, tested]
    return Town(counts[tested], borough.homes[tested].astype(float), near)


def hot(town: Town, stands_out: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep, as `hot_cells` does, the cells that hold more than expected themselves."""
    return stands_out & (town.cases > town.homes * town.cases.sum() / town.homes.sum())


def without_hot_places(
    setting: Setting, test: Test, runs: int, rng: np.random.Generator
) -> list[float]:
    """Share of runs with a strong cell; of cells with randomised, and with plain p up to 0.05."""
    seen = []
    for _ in range(runs):
        counts = draw_counts(rng, setting.borough, setting.cases, setting.luck)
        town = town_of(setting.borough, counts)
        p, above = test(town)
        randomised = above + rng.uniform(size=p.size) * (p - above)
        is_strong = hot(town, benjamini_hochberg(p) <= 0.05)
        seen.append((is_strong.any(), (randomised < 0.05).mean(), (p <= 0.05).mean()))
    return list(np.mean(seen, axis=0))


def with_planted_places(
    setting: Setting, test: Test, runs: int, rng: np.random.Generator
) -> dict[int, list[bool]]:
    """
    For each size of place, (strong, strong or likely, 1) of each place planted.

    Under size 0: share of strong cells that touch no planted place, in each run.
    """
    found: dict[int, list] = {size: [] for size in (0, *SIZES)}
    tested = np.flatnonzero(setting.borough.homes)
    for _ in range(runs):
        places = plant(rng, setting)
        times = np.ones(len(setting.borough.centres_m))
        for _size, cells in places:
            times[cells] = TIMES
        counts = draw_counts(rng, setting.borough, setting.cases, setting.luck, times)
        town = town_of(setting.borough, counts)
        p, _ = test(town)
        is_strong, is_shown = np.zeros((2, times.size), dtype=bool)
        is_strong[tested] = hot(town, benjamini_hochberg(p) <= 0.05)
        is_shown[tested] = is_strong[tested] | hot(town, p <= 0.01)
        for size, cells in places:
            found[size].append((is_strong[cells].any(), is_shown[cells].any()))
        is_luck = is_strong & (setting.borough.neighbours @ (times - 1) == 0)
        found[0].append(is_luck.sum() / max(is_strong.sum(), 1))
    return found


def plant(rng: np.random.Generator, setting: Setting) -> list[tuple[int, NDArray[np.intp]]]:
    """Choose up to four cells with their neighbours, of different sizes, that do not touch."""
    near = setting.borough.neighbours
    homes = setting.borough.homes
    expected = near @ (homes * setting.cases / homes.sum())
    is_taken = np.zeros(homes.size)
    places = []
    for size in rng.permutation(SIZES):
        fits = (homes > 0) & (expected >= size) & (expected < 1.3 * size)
        middles = np.flatnonzero(fits & (near @ (near @ is_taken) == 0))
        if middles.size and len(places) < AT_ONCE:
            middle = rng.choice(middles)
            cells = near.indices[near.indptr[middle] : near.indptr[middle + 1]]
            is_taken[cells] = 1
            places.append((int(size), cells))
    return places


def report(setting: Setting, tests: dict[str, Test], wanted: argparse.Namespace) -> None:
    for name, test in tests.items():
        plain_luck, planted_luck = np.random.default_rng([wanted.seed, 7]).spawn(2)
        runs, start = wanted.runs, time.process_time()
        any_strong, randomised, plain = without_hot_places(setting, test, runs, plain_luck)
        seconds = (time.process_time() - start) / runs
        found = with_planted_places(setting, test, wanted.planted, planted_luck)
        luck = np.mean(found.pop(0))
        power = " ".join(
            f"| {shares[0]:4.0%} {shares[1]:4.0%}" if len(seen) >= 10 else "|    -    -"
            for seen in found.values()
            for shares in [np.mean(seen, axis=0) if seen else (0, 0)]
        )
        print(
            f"{setting.name:34} {name:24} {any_strong:6.1%} {randomised:6.1%} {plain:6.1%} "
            f"{power} | {luck:5.1%} {seconds:5.2f}",
            flush=True,
        )


def heading() -> None:
    sizes = " ".join(f"| {f'{size}+ cases':>9}" for size in SIZES)
    print(f"{'':59} {'--- no hot place ---':>20} planted: strong, strong or likely")
    print(
        f"{'town, cases, luck':34} {'test':24} {'any':>6} {'rand.':>6} {'plain':>6} "
        f"{sizes} | {'luck':>5} {'CPU s':>5}"
    )


# What else was tried.


def plain_gi(town: Town) -> TailP:
    p = stats.norm.sf(gi_star(town.cases, town.neighbours))
    return p, p


def residual_gi(town: Town) -> TailP:
    expected = town.homes * town.cases.sum() / town.homes.sum()
    residual = (town.cases - expected) / np.sqrt(expected)
    reach = np.diff(town.neighbours.indptr)
    spread = np.sqrt((residual.size * reach - reach**2) / (residual.size - 1))
    above = town.neighbours @ residual - residual.mean() * reach
    p = stats.norm.sf(above / (residual.std() * spread))
    return p, p


def poisson(town: Town) -> TailP:
    expected = town.neighbours @ (town.homes * town.cases.sum() / town.homes.sum())
    return stats.poisson.sf(town.gathered - 1, expected), stats.poisson.sf(town.gathered, expected)


def negative_binomial_by_mean(town: Town) -> TailP:
    """Variance a constant times the mean."""
    expected = town.neighbours @ (town.homes * town.cases.sum() / town.homes.sum())
    times = max(((town.gathered - expected) ** 2 / expected).mean(), 1.001)
    return _negative_binomial(town.gathered, expected, times * expected)


def negative_binomial_by_square(town: Town) -> TailP:
    """Variance the mean and a constant times its square."""
    expected = town.neighbours @ (town.homes * town.cases.sum() / town.homes.sum())
    excess = ((town.gathered - expected) ** 2 - expected).sum() / (expected**2).sum()
    return _negative_binomial(town.gathered, expected, expected + max(excess, 1e-3) * expected**2)


def stacks_plain_sum(town: Town) -> TailP:
    """Our chance, plain sums, learned once."""
    expected = town.homes * town.cases.sum() / town.homes.sum()
    chance = learn_chance(expected, town.cases)
    return tail_of_sum(chance, expected, town.neighbours, town.gathered)


def stacks_capped_sum(town: Town) -> TailP:
    """Our chance, capped sums, learned once: blind to one cell that is hot on its own."""
    expected = town.homes * town.cases.sum() / town.homes.sum()
    chance = learn_chance(expected, town.cases)
    return tail_of_capped(chance, expected, town.neighbours, town.cases)[:2]


def _negative_binomial(
    seen: NDArray[np.int64], mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> TailP:
    shape = mean**2 / (variance - mean)
    return tuple(stats.nbinom.sf(seen - least, shape, mean / variance) for least in (1, 0))  # type: ignore[return-value]


RIVALS: dict[str, Test] = {
    "plain Gi*": plain_gi,
    "Gi* of residuals": residual_gi,
    "Poisson": poisson,
    "neg. binomial, mean": negative_binomial_by_mean,
    "neg. binomial, square": negative_binomial_by_square,
    "stacks, plain sum": stacks_plain_sum,
    "stacks, capped sum": stacks_capped_sum,
}


def settings(homes_m: NDArray[np.float64]) -> Iterable[Setting]:
    town, wide = on_grid(homes_m, 150), on_grid(homes_m, 250)
    yield Setting("150 m, 1,300, base", town, 1300, Luck())
    yield Setting("150 m, 500, base", town, 500, Luck())
    yield Setting("150 m, 4,000, base", town, 4000, Luck())
    yield Setting("250 m, 1,300, base", wide, 1300, Luck())
    yield Setting("250 m, 4,000, base", wide, 4000, Luck())
    yield Setting("150 m shifted, 1,300, base", on_grid(homes_m, 150, (75, 43)), 1300, Luck())
    yield Setting("150 m, 1,300, dice", town, 1300, Luck(None, stacked=0))
    yield Setting("150 m, 1,300, stacks only", town, 1300, Luck(None))
    yield Setting("150 m, 1,300, cells differ", town, 1300, Luck(3.0, by_cell=True))
    yield Setting("150 m, 1,300, wild", town, 1300, Luck(1.5, by_cell=True, stacked=0.2))


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--homes", type=Path, help="CSV with easting, northing")
    parser.add_argument("--seed", type=int, default=1, help="of the borough and its luck")
    parser.add_argument("--runs", type=int, default=400, help="runs without a hot place")
    parser.add_argument("--planted", type=int, default=200, help="runs with planted places")
    parser.add_argument("--only", default="", help="settings whose name holds this")
    parser.add_argument("--rivals", action="store_true", help="also what was rejected")
    return parser.parse_args()


def main() -> None:
    wanted = asked()
    invented = invent_homes(np.random.default_rng(wanted.seed))
    homes_m = read_homes(wanted.homes) if wanted.homes else invented
    tests: dict[str, Test] = {"hot_cells": ours} | (RIVALS if wanted.rivals else {})
    heading()
    for setting in settings(homes_m):
        if wanted.only in setting.name:
            report(setting, tests, wanted)


if __name__ == "__main__":
    main()
