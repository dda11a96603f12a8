"""
Clusters against a dense-matrix ST-DBSCAN and against scikit-learn's DBSCAN on single cases.

    python -m benchmarks.hotspots.clusters

Cases are thrown on a square as dense as that of the near repeats (140 cases within 400 m over
three years), reach 200 m and a fortnight. The dense way is the one in wide use: all distances in
space and in time, those out of the window put out of reach, and DBSCAN on the matrix. Stacked
cases: 1e5 of them at 5,000 places, reach 100 m.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

from benchmarks.hotspots.measure import Line, Measure, growth_exponent, measured, print_table
from geo_asb.hotspots import place_clusters, st_dbscan

REACH_M, WINDOW_DAYS, MIN_CASES = 200.0, 14, 4
ASKED = {"reach_m": REACH_M, "window_days": WINDOW_DAYS, "min_cases": MIN_CASES}
STACKED = {"reach_m": 100.0, "min_cases": 25}
SIZES = (10_000, 100_000, 1_000_000)
M2_FOR_A_CASE = np.pi * 400**2 / 140
DAYS = 1095

Town = tuple[NDArray[np.float64], NDArray[np.int64]]
Labels = NDArray[np.int64]


def lines() -> Iterator[Line]:
    towns = {n: make_town(n) for n in SIZES}
    ours = {n: measured(lambda n=n: st_dbscan(*towns[n], **ASKED)) for n in SIZES}
    yield from against_dense(towns[10_000], ours[10_000])
    middle = ours[100_000]
    yield Line("st_dbscan", "", "100,000 cases", middle.cpu_s, 0.5, middle.peak_mb, unit="s")
    growth = growth_exponent(SIZES, [found.cpu_s for found in ours.values()])
    most = ours[SIZES[-1]]
    size, note = f"{SIZES[0]:,} to {SIZES[-1]:,} cases", f"{SIZES[-1]:,} cases: {most.cpu_s:.1f} s"
    yield Line("st_dbscan", "", size, growth, 1.1, most.peak_mb, note, unit="n^")
    yield against_scikit_learn(make_stacks(100_000, places=5000))


def against_dense(town: Town, ours: Measure) -> Iterator[Line]:
    dense = measured(lambda: with_dense_matrix(*town), before=import_dbscan)
    assert same_loners(ours.value, dense.value), "both must leave the same cases alone"
    note = f"{dense.cpu_s:.1f} s and {dense.peak_mb:,.0f} MB by {ours.cpu_s:.3f} s"
    times = dense.cpu_s / ours.cpu_s
    yield Line("st_dbscan", "dense ST-DBSCAN", "10,000 cases", times, 200, ours.peak_mb, note)


def against_scikit_learn(points_m: NDArray[np.float64]) -> Line:
    peer = measured(lambda: with_scikit_learn(points_m), before=import_dbscan)
    ours = measured(lambda: place_clusters(points_m, **STACKED), before=import_dbscan)
    assert (ours.value == peer.value).all(), "labels must be equal"
    note = f"{peer.cpu_s:.1f} s and {peer.peak_mb:,.0f} MB by {ours.cpu_s:.2f} s; equal labels"
    size = f"{len(points_m):,} cases at 5,000 places"
    times = peer.cpu_s / ours.cpu_s
    return Line("place_clusters", "scikit-learn DBSCAN", size, times, 3, ours.peak_mb, note)


def make_town(n: int) -> Town:
    rng = np.random.default_rng(20)
    side_m = (n * M2_FOR_A_CASE) ** 0.5
    return np.round(rng.uniform(0, side_m, (n, 2)), 1), rng.integers(0, DAYS, n)


def make_stacks(n: int, places: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(21)
    places_m = np.round(rng.uniform(0, 12_000, (places, 2)), 1)
    return np.asarray(places_m[rng.integers(places, size=n)])


def same_loners(one: Labels, other: Labels) -> bool:
    return bool(((one < 0) == (other < 0)).all())


def import_dbscan() -> None:
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 - slow to import, wanted in the child only

    DBSCAN(eps=1.0).fit(np.zeros((2, 2)))


def with_dense_matrix(points_m: NDArray[np.float64], days: NDArray[np.int64]) -> Labels:
    from sklearn.cluster import DBSCAN  # noqa: PLC0415

    apart_m, apart_days = pdist(points_m), pdist(days[:, None].astype(float))
    apart_m[apart_days > WINDOW_DAYS] = 2 * REACH_M
    found = DBSCAN(eps=REACH_M, min_samples=MIN_CASES, metric="precomputed")
    return np.asarray(found.fit(squareform(apart_m)).labels_)


def with_scikit_learn(points_m: NDArray[np.float64]) -> Labels:
    from sklearn.cluster import DBSCAN  # noqa: PLC0415

    found = DBSCAN(eps=STACKED["reach_m"], min_samples=int(STACKED["min_cases"]))
    return np.asarray(found.fit(points_m).labels_)


if __name__ == "__main__":
    print_table(lines())
