"""
Gi* and its neighbours against esda and libpysal: CPU time, memory, agreement, growth.

    python benchmarks/gi_star.py [cells ...]

Each way runs in a process of its own, on the same invented counts over a square of 150 m
hexagons. CPU seconds and peak memory are those of neighbours and score together, without making
the cells and without imports. Wanted at a million cells: 25 times faster, a third of the memory.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import box

from geo_asb.hotspots import gi_star, grid_neighbours, hex_grid, neighbours_within

ACROSS_M = 150.0
REACH_M = 1.5 * ACROSS_M
WEST_M, SOUTH_M = 300_000.0, 300_000.0
Score = NDArray[np.float64]
Measure = tuple[float, float, Score]


def make_cells(n: int) -> pd.DataFrame:
    side_m = (n * ACROSS_M**2 * 3**0.5 / 2) ** 0.5
    cells = hex_grid(box(WEST_M, SOUTH_M, WEST_M + side_m, SOUTH_M + side_m), across_m=ACROSS_M)
    cases = np.random.default_rng(20).negative_binomial(0.5, 0.5, len(cells))
    return pd.DataFrame(cells.drop(columns="geometry")).assign(cases=cases)


def with_neighbours_within(cells: pd.DataFrame) -> Measure:
    cases, centres_m = cells["cases"].to_numpy(), cells[["x_m", "y_m"]].to_numpy()
    return measured(lambda: gi_star(cases, neighbours_within(centres_m, REACH_M)))


def with_grid_neighbours(cells: pd.DataFrame) -> Measure:
    cases = cells["cases"].to_numpy()
    return measured(lambda: gi_star(cases, grid_neighbours(cells)))


def with_esda(cells: pd.DataFrame) -> Measure:
    # Slow to import, and wanted in this process only.
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.graph import Graph  # noqa: PLC0415

    cases, centres_m = cells["cases"].to_numpy(float), cells[["x_m", "y_m"]].to_numpy()

    def score() -> Score:
        near = Graph.build_distance_band(centres_m, REACH_M, binary=True)
        found = G_Local(cases, near, transform="B", star=True, permutations=0, n_jobs=1)
        return np.asarray(found.Zs)

    return measured(score)


def measured(score: Callable[[], Score]) -> Measure:
    # Forget the peak of making the cells, so that only scoring is seen.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before_mb, before_s = peak_mb(), time.process_time()
    scores = score()
    return time.process_time() - before_s, peak_mb() - before_mb, scores


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


WAYS: dict[str, Callable[[pd.DataFrame], Measure]] = {
    "esda G_Local, libpysal Graph": with_esda,
    "gi_star, neighbours_within": with_neighbours_within,
    "gi_star, grid_neighbours": with_grid_neighbours,
}


def main(sizes: list[int]) -> None:
    spent: dict[str, list[float]] = {name: [] for name in WAYS}
    print(f"{'cells':>9}  {'way':30} {'CPU s':>8} {'times':>7} {'MB':>7} {'part':>6} {'apart':>8}")
    for n in sizes:
        cells = make_cells(n)
        peer: Measure | None = None
        for name, way in WAYS.items():
            # A fresh process each: the peak memory of one way must not hide another's.
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                seconds, mb, scores = alone.apply(way, (cells,))
            peer = peer or (seconds, mb, scores)
            spent[name].append(seconds)
            apart = np.abs(scores - peer[2]).max()
            print(
                f"{n:9,}  {name:30} {seconds:8.2f} {peer[0] / seconds:6.1f}x {mb:7.0f} "
                f"{mb / peer[1]:6.2f} {apart:8.0e}"
            )
    for name, seconds_by_size in spent.items():
        steps = np.log(seconds_by_size[-1] / seconds_by_size[0]) / np.log(sizes[-1] / sizes[0])
        print(f"{name}: grows as n^{steps:.2f} from {sizes[0]:,} to {sizes[-1]:,} cells")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
