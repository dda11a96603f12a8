"""
Statistics that look at neighbours, asked tile by tile: the same answers, in less memory at a time.

Each tile reads its halo too, so that whatever a place looks at is there. What only the whole map
knows (means, chance, the numbers of clusters) is worked out from the rows of all tiles, here.

`hot_cells` learns what chance does from the whole town, and is no verb of tiles: give it the counts
of `tiled_cell_sums`, of cases and of homes. Cells are few where cases are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from shapely import box

from geo_asb.hotspots.density import Kernel, kernel_density
from geo_asb.hotspots.gi_star import refuse_flat_or_tiny, scores_of_sums
from geo_asb.hotspots.grid import Boundary, cells_meeting, one_area
from geo_asb.hotspots.lattice import Lattice, key_of
from geo_asb.hotspots.touching import touching_of
from geo_asb.tiles import Box, Points, Source, Tile, Tiling, cut_tiles, map_tiles

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["tiled_cell_sums", "tiled_gi_star", "tiled_kernel_density"]

# A case in a hexagon that touches mine lies at most so many widths from my centre (exactly 1.53).
_HEX_HALO = 2.0
# In bandwidths: how far its kernels reach, and the ringing of their filter with it.
_KERNEL_HALO: dict[str, float] = {"gaussian": 8.0, "quartic": 2.0}


@dataclass(frozen=True, slots=True)
class Ground:
    """The cells over a boundary, not yet made."""

    area: BaseGeometry
    lattice: Lattice

    @classmethod
    def under(cls, boundary: Boundary, across_m: float) -> Ground:
        """Lay hexagons under a boundary."""
        return cls(one_area(boundary), Lattice("h", float(across_m)))

    @property
    def bounds_m(self) -> Box:
        """Return a box that holds the centre of every cell: it may lie outside the boundary."""
        return _wider(self.area.bounds, self.lattice.size_m)

    def may_meet(self, tile: Tile) -> bool:
        """Tell whether a tile can own a cell: no worker need look at the sea."""
        return bool(self.area.intersects(box(*_wider(tile.core_m, self.lattice.size_m))))

    def cells_around(self, tile: Tile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Q and r of the cells that a tile may own and of those that touch them, in grid order."""
        q, r, _ = cells_meeting(
            self.area, self.lattice, _wider(tile.core_m, 2 * self.lattice.size_m)
        )
        return q, r

    def frame(self, rows: list[NDArray[np.float64]], names: tuple[str, ...]) -> pd.DataFrame:
        """Put the rows of all tiles (q, r, values) in the order of `hex_grid`."""
        found = np.concatenate(rows)
        q, r = found[:, :2].astype(np.int64).T
        order = np.argsort(key_of(q, r))
        index = pd.Index(self.lattice.ids(q[order], r[order]), name="cell_id")
        return pd.DataFrame(found[order, 2:], index=index, columns=list(names))


def tiled_cell_sums(
    source: Source, boundary: Boundary, *, across_m: float, tiling: Tiling
) -> pd.DataFrame:
    """
    Count cases in the hexagons over a boundary and in their neighbours, tile by tile.

    Parameters
    ----------
    source : where the cases, or homes, are; each counts once in the cell that holds it.
    boundary : a polygon or several in EPSG:27700. It is sent to every worker.
    across_m : width of a hexagon, flat side to flat side.
    tiling : side of the tiles, such as 5,000 m, and the executor.

    Returns
    -------
    One row for each cell of `hex_grid`, in its order, index `cell_id`, whole numbers: `cases` (as
    `count_cases`), `gathered` (in the cell and those that touch it: `grid_neighbours @ cases`) and
    `touching` (how many these are). Cells are made where they are counted; only rows travel back.

    Raises
    ------
    FrameError
        The boundary is empty or in another CRS, or tiles cannot be cut.

    Examples
    --------
    >>> from shapely import box
    >>> from geo_asb.tiles import Points
    >>> cases = Points.of(np.array([[400_500.0, 390_500.0]] * 9))
    >>> square = box(400_000, 390_000, 401_000, 391_000)
    >>> sums = tiled_cell_sums(cases, square, across_m=150, tiling=Tiling(side_m=500))
    >>> sums["cases"].idxmax(), int(sums["gathered"].sum())
    ('h150_1167_3006', 63)
    """
    ground = Ground.under(boundary, across_m)
    cut = cut_tiles(ground.bounds_m, side_m=tiling.side_m, halo_m=_HEX_HALO * across_m)
    tiles = [tile for tile in cut if ground.may_meet(tile)]
    rows = map_tiles(partial(_cell_sums, ground), source, tiles, executor=tiling.executor)
    return ground.frame(rows, ("cases", "gathered", "touching")).astype(np.int64)


def tiled_gi_star(
    source: Source, boundary: Boundary, *, across_m: float, tiling: Tiling
) -> pd.DataFrame:
    """
    Score the hexagons over a boundary with Gi*, tile by tile.

    Parameters
    ----------
    source, boundary, across_m, tiling : as for `tiled_cell_sums`.

    Returns
    -------
    The rows of `tiled_cell_sums` with their `score`: equal, to the last bit, to
    `gi_star(count_cases(cells, all points), grid_neighbours(cells))`.

    Raises
    ------
    TooFewCasesError
        Fewer than 30 cells, or every cell holds the same count.
    FrameError
        As `tiled_cell_sums`.

    Examples
    --------
    >>> from shapely import box
    >>> from geo_asb.tiles import Points
    >>> cases = Points.of(np.array([[400_500.0, 390_500.0]] * 9))
    >>> square = box(400_000, 390_000, 401_000, 391_000)
    >>> found = tiled_gi_star(cases, square, across_m=150, tiling=Tiling(side_m=500))
    >>> int((found["score"].round(9) == found["score"].round(9).max()).sum())  # it and all touching
    7
    """
    found = tiled_cell_sums(source, boundary, across_m=across_m, tiling=tiling)
    cases, gathered, touching = found.to_numpy(np.float64).T
    refuse_flat_or_tiny(cases)
    return found.assign(score=scores_of_sums(cases, gathered, touching, touching))


def _cell_sums(ground: Ground, points: Points, tile: Tile) -> NDArray[np.float64]:
    """Q, r, cases, cases in reach and cells in reach of each cell whose centre the tile owns."""
    q, r = ground.cells_around(tile)
    is_own = tile.owns(ground.lattice.centres_m(q, r))
    if not is_own.any():
        return np.zeros((0, 5))
    held, times = np.unique(key_of(*ground.lattice.cells_at(points.points_m)), return_counts=True)
    _, here, there = np.intersect1d(key_of(q, r), held, assume_unique=True, return_indices=True)
    cases = np.zeros(q.size)
    cases[here] = times[there]
    touching = touching_of(q, r, ground.lattice)
    sums = np.column_stack([q, r, cases, touching @ cases, touching @ np.ones(q.size)])
    return np.asarray(sums[is_own])


def tiled_kernel_density(
    source: Source,
    boundary: Boundary,
    *,
    across_m: float,
    bandwidth_m: float,
    kernel: Kernel = "gaussian",
    tiling: Tiling,
) -> pd.Series:
    """
    Say how dense cases are at the centres of the hexagons over a boundary, tile by tile.

    Parameters
    ----------
    source : where the cases are, those outside the boundary among them.
    boundary : a polygon or several in EPSG:27700. It is sent to every worker.
    across_m : width of a hexagon, flat side to flat side.
    bandwidth_m, kernel : as for `kernel_density`.
    tiling : side of the tiles, such as 20,000 m, and the executor.

    Returns
    -------
    Density per square metre for each cell of `hex_grid`, in its order, index `cell_id`. Equal to
    `kernel_density(all points, centres of cells)` within a billionth of its highest value, which is
    the rounding of its Fourier transform; within 0.05% where the whole map is too large for that.

    Raises
    ------
    TooFewCasesError
        There are no cases.
    FrameError
        The boundary is empty or in another CRS, tiles cannot be cut, or the bandwidth or kernel is
        none.

    Examples
    --------
    >>> from shapely import box
    >>> from geo_asb.tiles import Points
    >>> cases = Points.of(np.array([[400_500.0, 390_500.0]] * 9))
    >>> square = box(400_000, 390_000, 401_000, 391_000)
    >>> density = tiled_kernel_density(
    ...     cases, square, across_m=150, bandwidth_m=300, tiling=Tiling(side_m=500)
    ... )
    >>> density.idxmax()
    'h150_1167_3006'
    """
    ground = Ground.under(boundary, across_m)
    bounds_m = _around(ground.bounds_m, source.bounds_m())
    halo_m = _KERNEL_HALO.get(kernel, 0.0) * bandwidth_m
    tiles = cut_tiles(bounds_m, side_m=tiling.side_m, halo_m=halo_m)
    ask = partial(_cell_densities, ground, bandwidth_m, kernel)
    answers = map_tiles(ask, source, tiles, executor=tiling.executor)
    cases = sum(own for own, _ in answers)
    found = ground.frame([rows for _, rows in answers], ("density",))
    return found["density"] / cases


def _cell_densities(
    ground: Ground, bandwidth_m: float, kernel: Kernel, points: Points, tile: Tile
) -> tuple[int, NDArray[np.float64]]:
    """Cases that the tile owns; q, r and cases per square metre of each cell it owns."""
    own_cases = int(tile.owns(points.points_m).sum())
    q, r = ground.cells_around(tile)
    centres_m = ground.lattice.centres_m(q, r)
    is_own = tile.owns(centres_m)
    density = np.zeros(int(is_own.sum()))
    if density.size and len(points.points_m):
        # The corners of the halo are asked too, so that no case in it is left out as too far off.
        at_m = np.vstack([centres_m[is_own], np.reshape(tile.reads_m, (2, 2))])
        found = kernel_density(points.points_m, at_m, bandwidth_m=bandwidth_m, kernel=kernel)
        density = found[:-2] * len(points.points_m)
    return own_cases, np.column_stack([q[is_own], r[is_own], density])


def _wider(box_m: Box, by_m: float) -> Box:
    west, south, east, north = box_m
    return west - by_m, south - by_m, east + by_m, north + by_m


def _around(one: Box, other: Box) -> Box:
    west, south = np.minimum(one[:2], other[:2]).tolist()
    east, north = np.maximum(one[2:], other[2:]).tolist()
    return west, south, east, north
