"""
The kernel surface against scikit-learn's KernelDensity and KDEpy's FFT: CPU time and error.

    python -m benchmarks.hotspots.density

100,000 cases, half of them gathered, over 10 km; 90,000 cells; a gaussian of 300 m. Errors are
shares of the highest density, against the sum over all cases at 300 of the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KernelDensity

from benchmarks.hotspots.measure import Line, Measure, growth_exponent, measured, print_table
from geo_asb.hotspots import kernel_density

CASES, SIDE, ACROSS_M, BANDWIDTH_M = 100_000, 300, 10_000.0, 300.0
CORNER_M = 400_000.0
TOLERANCE = 0.0005
ASKED = 300  # cells at which the truth, and scikit-learn, are worked out
SIZES = (10_000, 100_000, 1_000_000)
Points = NDArray[np.float64]


def lines() -> Iterator[Line]:
    points_m = town(CASES)
    yield from against_scikit_learn(points_m, cells())
    yield from against_kdepy(points_m, around(points_m))
    yield growth()


def against_scikit_learn(points_m: Points, at_m: Points) -> Iterator[Line]:
    some = np.random.default_rng(3).choice(len(at_m), ASKED, replace=False)
    truth, peak = exact(points_m, at_m[some]), float(exact(points_m, at_m[[middle()]])[0])
    # Its tree is made before the clock starts; only the asking is scaled.
    fitted = KernelDensity(bandwidth=BANDWIDTH_M, atol=TOLERANCE * peak).fit(points_m)
    peer = measured(lambda: np.exp(fitted.score_samples(at_m[some])))
    ours = measured(lambda: kernel_density(points_m, at_m, bandwidth_m=BANDWIDTH_M))
    peer_s = peer.cpu_s * len(at_m) / ASKED
    off = np.abs(ours.value[some] - truth).max() / peak
    note = (
        f"{peer_s:.1f} s (at {ASKED} cells, scaled) by {ours.cpu_s:.3f} s; error {off:.0e}, peer's "
        f"{np.abs(peer.value - truth).max() / peak:.0e}"
    )
    yield Line(
        "kernel_density",
        f"scikit-learn KernelDensity, tolerance {TOLERANCE:.2%} of peak",
        f"{CASES:,} cases, {len(at_m):,} cells",
        peer_s / ours.cpu_s,
        100,
        ours.peak_mb,
        note,
    )


def against_kdepy(points_m: Points, at_m: Points) -> Iterator[Line]:
    """On a grid of the peer's kind, wide enough for it to lose nothing at the edge."""
    some = np.random.default_rng(4).choice(len(at_m), ASKED, replace=False)
    truth = exact(points_m, at_m[some])
    peer = best_of_three(lambda: kdepy(points_m, at_m), warm_kdepy)
    ours = best_of_three(lambda: kernel_density(points_m, at_m, bandwidth_m=BANDWIDTH_M))
    peak = ours.value.max()
    errors = [np.abs(found.value[some] - truth).max() / peak for found in (peer, ours)]
    size = f"{CASES:,} cases, {len(at_m):,} cells"
    note = f"{peer.cpu_s:.3f} s by {ours.cpu_s:.3f} s"
    yield Line(
        "kernel_density", "KDEpy FFTKDE", size, peer.cpu_s / ours.cpu_s, 1, ours.peak_mb, note
    )
    note = f"error {errors[0]:.0e} of the peak by {errors[1]:.0e}"
    yield Line(
        "kernel_density, accuracy", "KDEpy FFTKDE", size, errors[0] / errors[1], 10, None, note
    )


def growth() -> Line:
    towns = {n: town(n) for n in SIZES}
    spent = [
        measured(lambda n=n: kernel_density(towns[n], cells(), bandwidth_m=BANDWIDTH_M)).cpu_s
        for n in SIZES
    ]
    size = f"{SIZES[0]:,} to {SIZES[-1]:,} cases"
    return Line("kernel_density", "", size, growth_exponent(SIZES, spent), 1.1, unit="n^")


def town(n: int) -> Points:
    rng = np.random.default_rng(1)
    gathered = rng.normal(ACROSS_M / 2, 1200, (n // 2, 2))
    return CORNER_M + np.vstack([gathered, rng.uniform(0, ACROSS_M, (n - n // 2, 2))])


def cells() -> Points:
    middles = CORNER_M + np.linspace(0, ACROSS_M, SIDE)
    return np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1).reshape(-1, 2)


def middle() -> int:
    return SIDE // 2 * SIDE + SIDE // 2


def around(points_m: Points) -> Points:
    low, high = points_m.min(axis=0) - 4 * BANDWIDTH_M, points_m.max(axis=0) + 4 * BANDWIDTH_M
    axes = [np.linspace(a, b, SIDE) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)


def exact(points_m: Points, at_m: Points) -> NDArray[np.float64]:
    """Sum over all cases, one place after the other."""
    height = [
        np.exp(-((points_m - place) ** 2).sum(axis=1) / (2 * BANDWIDTH_M**2)).mean()
        for place in at_m
    ]
    return np.array(height) / (2 * np.pi * BANDWIDTH_M**2)


def kdepy(points_m: Points, at_m: Points) -> NDArray[np.float64]:
    # Wanted by the peer's child alone; it compiles on import.
    from KDEpy import FFTKDE  # noqa: PLC0415

    return np.asarray(FFTKDE(bw=BANDWIDTH_M, kernel="gaussian").fit(points_m).evaluate(at_m))


def warm_kdepy() -> None:
    few_m = town(100)
    kdepy(few_m, around(few_m))


def best_of_three(work: Callable[[], Any], before: Callable[[], object] | None = None) -> Measure:
    """Give the quickest of three, where each takes some hundredths of a second."""
    return min((measured(work, before=before) for _ in range(3)), key=lambda each: each.cpu_s)


if __name__ == "__main__":
    print_table(lines())
