"""
A borough that never was, with homes as uneven as real ones, and luck that is as wild.

Estates, tower blocks, suburbs and empty land; or the homes of a CSV file. Cases fall on homes in
proportion to the rate of their place, some of them as stacks on one address.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_asb.hotspots import cell_of, hex_grid, neighbours_within

MIDDLE_M = np.array([390_000.0, 390_000.0])
PLACE_M = 50.0  # homes within one such square share a rate: a street end, a tower block


@dataclass(frozen=True, slots=True)
class Luck:
    """How cases fall where no place is hot."""

    place_shape: float | None = 2.0  # gamma shape of the rates of places; None: all alike
    by_cell: bool = False  # whether a whole cell shares one rate
    stacked: float = 0.12  # share of cases that come as 3 to 15 at one address
    mean_stack: float = 6.0


@dataclass(frozen=True, slots=True)
class Borough:
    """Homes on a grid: everything about a town that stays the same from run to run."""

    homes_m: NDArray[np.float64]
    place: NDArray[np.intp]
    cell: NDArray[np.intp]  # position of each home's cell
    centres_m: NDArray[np.float64]
    neighbours: csr_array

    @property
    def homes(self) -> NDArray[np.int64]:
        """Homes in each cell."""
        return np.bincount(self.cell, minlength=len(self.centres_m))


def on_grid(
    homes_m: NDArray[np.float64], across_m: float, origin_m: tuple[float, float] = (0.0, 0.0)
) -> Borough:
    """Lay hexagons over the box that holds all homes."""
    outline = shapely.box(*homes_m.min(axis=0), *homes_m.max(axis=0)).buffer(across_m)
    cells: gpd.GeoDataFrame = hex_grid(outline, across_m=across_m, origin_m=origin_m)
    ids = cell_of(homes_m, across_m=across_m, origin_m=origin_m)
    centres_m = cells[["x_m", "y_m"]].to_numpy()
    _, place = np.unique(np.floor(homes_m / PLACE_M), axis=0, return_inverse=True)
    near = neighbours_within(centres_m, 1.5 * across_m)
    return Borough(homes_m, place, cells.index.get_indexer(ids), centres_m, near)


def read_homes(path: Path) -> NDArray[np.float64]:
    """Take every row of a CSV, or of a gazetteer only the homes (classes that begin with RD)."""
    rows = pd.read_csv(path, dtype={"classificationcode": "string"}, low_memory=False)
    if "classificationcode" in rows:
        rows = rows[rows["classificationcode"].str.startswith("RD", na=False)]
    return rows[["easting", "northing"]].dropna().to_numpy(float)


def invent_homes(rng: np.random.Generator, wanted: int = 45_000) -> NDArray[np.float64]:
    outline = _outline()
    estates = _inside(outline, rng.uniform(-4600, 4600, (400, 2)) + MIDDLE_M)[:60]
    parts = [_estate(rng, middle) for middle in estates]
    parts += [_tower_block(rng, estates[rng.integers(60)]) for _ in range(45)]
    parts.append(_suburbs(rng, outline, wanted - sum(map(len, parts))))
    return np.round(_inside(outline, np.vstack(parts)), 1)


def draw_counts(
    rng: np.random.Generator,
    borough: Borough,
    cases: int,
    luck: Luck,
    times: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """
    Let a year of cases fall; `times` raises the rate of each cell (1: as elsewhere).

    `cases` are those to be expected where nothing is raised; the number that falls varies.
    """
    rate = _rates(rng, borough, luck)
    if times is not None:
        rate = rate * times[borough.cell]
    expected = cases * rate.sum() / rate.size
    singles = rng.poisson(expected * (1 - luck.stacked))
    stacks = rng.poisson(expected * luck.stacked / luck.mean_stack)
    sizes = np.minimum(2 + rng.geometric(1 / (luck.mean_stack - 2), stacks), 15)
    reach = np.cumsum(rate)
    homes = np.searchsorted(reach, rng.uniform(0, reach[-1], singles + stacks))
    falls = np.concatenate([np.ones(singles, np.int64), sizes])
    counts = np.bincount(borough.cell[homes], weights=falls, minlength=len(borough.centres_m))
    return counts.astype(np.int64)


def _rates(rng: np.random.Generator, borough: Borough, luck: Luck) -> NDArray[np.float64]:
    shared = borough.cell if luck.by_cell else borough.place
    if luck.place_shape is None:
        return np.ones(shared.size)
    return rng.gamma(luck.place_shape, 1 / luck.place_shape, shared.max() + 1)[shared]


def _outline() -> shapely.Polygon:
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    reach_m = 4650 * (1 + 0.12 * np.sin(3 * turn + 1) + 0.08 * np.cos(5 * turn))
    return shapely.Polygon(
        np.column_stack([np.cos(turn), np.sin(turn)]) * reach_m[:, None] + MIDDLE_M
    )


def _inside(outline: shapely.Polygon, points_m: NDArray[np.float64]) -> NDArray[np.float64]:
    return points_m[shapely.contains_xy(outline, points_m)]


def _estate(rng: np.random.Generator, middle_m: NDArray[np.float64]) -> NDArray[np.float64]:
    homes = int(rng.lognormal(np.log(330), 0.6))
    half_m = (homes / 40 / np.pi * 10_000) ** 0.5  # 40 homes to the hectare, roughly
    return middle_m + rng.uniform(-half_m, half_m, (homes, 2))


def _tower_block(rng: np.random.Generator, near_m: NDArray[np.float64]) -> NDArray[np.float64]:
    foot_m = near_m + rng.normal(0, 200, 2)
    return np.repeat(foot_m[None], rng.integers(40, 140), axis=0)


def _suburbs(rng: np.random.Generator, outline: shapely.Polygon, homes: int) -> NDArray[np.float64]:
    middles = rng.uniform(-4800, 4800, (90, 2)) + MIDDLE_M
    shares = rng.dirichlet(np.full(90, 1.2))
    scattered = middles[rng.choice(90, 2 * homes, p=shares)] + rng.normal(0, 330, (2 * homes, 2))
    return _inside(outline, scattered)[:homes]
