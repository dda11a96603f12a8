"""
The scans: no peer in Python, so seconds stand alone.

    python -m benchmarks.hotspots.scan

`scan_areas` on 281 areas, as many as the leukaemia data of upstate New York, on which such scans
are usually shown. `scan_space_time` on a year of cases, a third of them at an address that has
others.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.hotspots.measure import Line, Measure, growth_exponent, measured, print_table
from geo_asb.hotspots import scan_areas, scan_space_time

RUNS = 999
CORNER_M = 400_000.0
YEAR_DAYS, MAX_DAYS, MAX_REACH_M = 365, 28, 500.0
CASES = (1_000, 2_000, 5_000)


def lines() -> Iterator[Line]:
    yield of_areas()
    watches = [watch(n, YEAR_DAYS - 1) for n in CASES]
    for n, found in zip(CASES, watches, strict=True):
        size = f"{n:,} cases, {RUNS} runs"
        yield Line("scan_space_time, watch", "", size, found.cpu_s, 10, found.peak_mb, unit="s")
    growth = growth_exponent(CASES, [found.cpu_s for found in watches])
    note = "in one borough, so that pairs within reach grow as the square"
    yield Line("scan_space_time, watch", "", "1,000 to 5,000", growth, None, None, note, unit="n^")
    back = watch(CASES[0], None)
    size = f"{CASES[0]:,} cases, {RUNS} runs"
    yield Line("scan_space_time, look back", "", size, back.cpu_s, None, back.peak_mb, unit="s")


def of_areas(areas: int = 281, cases: int = 552) -> Line:
    rng = np.random.default_rng(1)
    people = rng.integers(500, 7000, areas)
    centres_m = CORNER_M + rng.uniform(0, 80_000, (areas, 2))
    counts = rng.multinomial(cases, people / people.sum())
    luck = np.random.default_rng(2)
    found = measured(lambda: scan_areas(counts, people, centres_m, runs=RUNS, rng=luck))
    size = f"{areas} areas, {cases} cases, {RUNS} runs"
    return Line("scan_areas", "", size, found.cpu_s, 3, found.peak_mb, unit="s")


def watch(n: int, ending_on: int | None) -> Measure:
    points_m, days = year(n)
    return measured(
        lambda: scan_space_time(
            points_m,
            days,
            max_reach_m=MAX_REACH_M,
            max_days=MAX_DAYS,
            runs=RUNS,
            rng=np.random.default_rng(3),
            ending_on=ending_on,
        )
    )


def year(n: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sixty estates over 9 km."""
    rng = np.random.default_rng(1)
    estates_m = rng.uniform(0, 9000, (60, 2))
    points_m = CORNER_M + estates_m[rng.integers(60, size=n)] + rng.normal(0, 300, (n, 2))
    again = n // 3
    points_m[:again] = points_m[rng.integers(again, n, again)]
    return points_m, rng.integers(0, YEAR_DAYS, n)


if __name__ == "__main__":
    print_table(lines())
