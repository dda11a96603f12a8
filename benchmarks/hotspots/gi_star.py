"""
Gi* and its neighbours against esda and libpysal: CPU time, memory, agreement, growth.

    python -m benchmarks.hotspots.gi_star [cells ...]

Every way scores the same invented counts over a square of 150 m hexagons. Seconds and memory are
those of neighbours and score together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import box

from benchmarks.hotspots.measure import Line, Measure, growth_exponent, measured, print_table
from geo_asb.hotspots import (
    gi_star,
    grid_neighbours,
    hex_grid,
    neighbours_within,
    touching_cells,
)

ACROSS_M = 150.0
REACH_M = 1.5 * ACROSS_M
WEST_M, SOUTH_M = 300_000.0, 300_000.0
SIZES = (10_000, 100_000, 1_000_000)
PEER = "esda G_Local, libpysal Graph"
Scores = NDArray[np.float64]


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[Line]:
    """Compare at the largest size; growth of ours over all."""
    towns = {n: make_cells(n) for n in sizes}
    most = max(sizes)
    esda = measured(lambda: with_esda(towns[most]), before=import_esda)
    for verb, way, faster in (
        ("gi_star, neighbours_within", with_neighbours_within, 25),
        ("gi_star, grid_neighbours", with_grid_neighbours, None),
        ("gi_star, touching_cells", with_touching_cells, 150),
    ):
        ours = [measured(lambda n=n, way=way: way(towns[n])) for n in sizes]
        size = f"{len(towns[most]):,} cells"
        yield from against(esda, ours[-1], verb, size, faster)
        growth = growth_exponent(sizes, [found.cpu_s for found in ours])
        yield Line(verb, "", f"{min(sizes):,} to {most:,}", growth, 1.1, unit="n^")


def against(
    esda: Measure, ours: Measure, verb: str, size: str, faster: float | None
) -> Iterator[Line]:
    apart = np.abs(ours.value - esda.value).max()
    note = f"{esda.cpu_s:.1f} s by {ours.cpu_s:.2f} s; scores at most {apart:.0e} apart"
    yield Line(verb, PEER, size, esda.cpu_s / ours.cpu_s, faster, ours.peak_mb, note)
    note = f"peer {esda.peak_mb:,.0f} MB"
    part = ours.peak_mb / esda.peak_mb
    yield Line(verb, PEER, size, part, 1 / 3, ours.peak_mb, note, unit="part")


def make_cells(n: int) -> pd.DataFrame:
    side_m = (n * ACROSS_M**2 * 3**0.5 / 2) ** 0.5
    cells = hex_grid(box(WEST_M, SOUTH_M, WEST_M + side_m, SOUTH_M + side_m), across_m=ACROSS_M)
    cases = np.random.default_rng(20).negative_binomial(0.5, 0.5, len(cells))
    return pd.DataFrame(cells.drop(columns="geometry")).assign(cases=cases)


def with_neighbours_within(cells: pd.DataFrame) -> Scores:
    centres_m = cells[["x_m", "y_m"]].to_numpy()
    return gi_star(cells["cases"].to_numpy(), neighbours_within(centres_m, REACH_M))


def with_grid_neighbours(cells: pd.DataFrame) -> Scores:
    return gi_star(cells["cases"].to_numpy(), grid_neighbours(cells))


def with_touching_cells(cells: pd.DataFrame) -> Scores:
    return gi_star(cells["cases"].to_numpy(), touching_cells(cells))


def import_esda() -> None:
    import esda.getisord  # noqa: F401, PLC0415 - slow to import, wanted in the child only
    import libpysal.graph  # noqa: F401, PLC0415


def with_esda(cells: pd.DataFrame) -> Scores:
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.graph import Graph  # noqa: PLC0415

    cases, centres_m = cells["cases"].to_numpy(float), cells[["x_m", "y_m"]].to_numpy()
    near = Graph.build_distance_band(centres_m, REACH_M, binary=True)
    found = G_Local(cases, near, transform="B", star=True, permutations=0, n_jobs=1)
    return np.asarray(found.Zs)


if __name__ == "__main__":
    print_table(lines(tuple(int(size) for size in sys.argv[1:]) or SIZES))
