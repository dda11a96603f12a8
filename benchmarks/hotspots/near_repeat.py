"""
Near repeats against pointpats' Knox test, and the closed form against our own 999 runs.

    python -m benchmarks.hotspots.near_repeat

Cases of one year are thrown on a square. Against pointpats both sides count one band, pairs under
400 m and under 29 days, of 1e4 cases: as many as 1,400 or 140 within 400 m of each other, which are
7 and 0.7 million pairs. Its time is that without runs, which finds the pairs, and 999 / 299 of
what 299 runs take beyond it. Alone, ours counts four bands of each, 140 cases within 400 m.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.hotspots.measure import Line, growth_exponent, measured, print_table
from geo_asb.hotspots import near_repeat

REACH_M, LAST_DAY = 400.0, 29
NEIGHBOURS = 140  # cases within reach of a case, so that 1e5 have 7 million pairs
DAYS = 365
ONE_BAND = {"space_edges_m": [0.0, REACH_M], "day_edges": [0, LAST_DAY]}
BANDS = {"space_edges_m": [0.0, 1.0, 100.0, 200.0, REACH_M], "day_edges": [0, 1, 8, 15, LAST_DAY]}
SIZES = (10_000, 100_000, 1_000_000)
RUNS, PEER_RUNS = 999, 299
PEER = "pointpats knox"

Town = tuple[NDArray[np.float64], NDArray[np.int64]]


def lines() -> Iterator[Line]:
    towns = {n: make_town(n) for n in SIZES}
    yield from against_pointpats(make_town(10_000, neighbours=1400), 7.0, wanted=True)
    yield from against_pointpats(towns[10_000], 0.7, wanted=False)
    yield from against_own_runs(towns[100_000])
    closed = {
        n: measured(lambda n=n: near_repeat(*towns[n], **BANDS), before=warm_up) for n in SIZES
    }
    growth = growth_exponent(SIZES, [found.cpu_s for found in closed.values()])
    most = closed[SIZES[-1]]
    note = f"{SIZES[-1]:,} cases: {most.cpu_s:.1f} s"
    size = f"{SIZES[0]:,} to {SIZES[-1]:,} cases"
    yield Line("near_repeat, closed form", "", size, growth, 1.1, most.peak_mb, note, unit="n^")


def against_pointpats(town: Town, million_pairs: float, *, wanted: bool) -> Iterator[Line]:
    pairs = measured(lambda: with_pointpats(town, 0), before=import_peer)
    peer = measured(lambda: with_pointpats(town, PEER_RUNS), before=import_peer)
    peer_s = pairs.cpu_s + (peer.cpu_s - pairs.cpu_s) * RUNS / PEER_RUNS
    ours = measured(lambda: with_runs(town, ONE_BAND), before=warm_up)
    assert ours.value == peer.value, "both must count the same pairs"
    verb = f"near_repeat, {RUNS} runs"
    size = f"{len(town[1]):,} cases, {million_pairs:g} million pairs"
    note = f"{peer_s:.0f} s, from {PEER_RUNS} runs in {peer.cpu_s:.1f} s, by {ours.cpu_s:.2f} s"
    faster, part = (100, 1 / 100) if wanted else (None, None)
    yield Line(verb, PEER, size, peer_s / ours.cpu_s, faster, ours.peak_mb, note)
    note = f"peer {peer.peak_mb:,.0f} MB"
    yield Line(verb, PEER, size, ours.peak_mb / peer.peak_mb, part, ours.peak_mb, note, unit="part")


def against_own_runs(town: Town) -> Iterator[Line]:
    runs = measured(lambda: with_runs(town, BANDS), before=warm_up)
    closed = measured(lambda: near_repeat(*town, **BANDS), before=warm_up)
    verb, size = "near_repeat, closed form", f"{len(town[1]):,} cases, 7 million pairs"
    note = f"{runs.cpu_s:.0f} s by {closed.cpu_s:.2f} s"
    yield Line(verb, f"own {RUNS} runs", size, runs.cpu_s / closed.cpu_s, 50, closed.peak_mb, note)
    yield Line(verb, "", size, closed.cpu_s, 1.0, closed.peak_mb, unit="s")


def make_town(n: int, neighbours: int = NEIGHBOURS) -> Town:
    rng = np.random.default_rng(20)
    side_m = REACH_M * (np.pi * n / neighbours) ** 0.5
    return np.round(rng.uniform(0, side_m, (n, 2)), 1), rng.integers(0, DAYS, n)


def warm_up() -> None:
    """Import what is imported late."""
    with_runs(make_town(100), ONE_BAND)


def import_peer() -> None:
    import pointpats  # noqa: F401, PLC0415 - slow to import, wanted in the child only


def with_runs(town: Town, bands: dict[str, list[float]]) -> int:
    found = near_repeat(*town, **bands, runs=RUNS, rng=np.random.default_rng(1))
    return int(found["observed"].sum())


def with_pointpats(town: Town, runs: int) -> int:
    from pointpats import knox  # noqa: PLC0415

    points_m, days = town
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is called deprecated
        found = knox(points_m, days[:, None].copy(), REACH_M - 1e-6, LAST_DAY - 0.5, runs)
    return int(found["stat"])


if __name__ == "__main__":
    print_table(lines())
