"""
Cells over a boundary, the cases in each, and which cells lie within reach of which.

All cells of one size hang on one national lattice, so a place keeps its cell id whatever boundary
is asked for. A point finds its cell by arithmetic, never by a polygon join: each point falls into
exactly one cell, and cells are half open (a point on a shared edge belongs to the cell in the east;
of squares also to the one in the north).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo_asb.errors import FrameError
from geo_asb.hotspots.lattice import Lattice, find_keys, key_of, sorted_keys

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Boundary",
    "cell_of",
    "cells_meeting",
    "count_cases",
    "grid_neighbours",
    "hex_grid",
    "neighbours_within",
    "one_area",
    "square_grid",
]

Boundary: TypeAlias = "BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame"

CRS = "EPSG:27700"
# A cell and those around it, in the order of grids: south first, then from west to east.
_HEX_STEPS = np.array([(0, -1), (1, -1), (-1, 0), (0, 0), (1, 0), (-1, 1), (0, 1)])
_SQUARE_STEPS = np.array([(q, r) for r in (-1, 0, 1) for q in (-1, 0, 1)])


def hex_grid(
    boundary: Boundary, *, across_m: float, origin_m: tuple[float, float] = (0.0, 0.0)
) -> gpd.GeoDataFrame:
    """
    Cover a boundary with hexagons that stand on a corner.

    Parameters
    ----------
    boundary : a polygon or several in EPSG:27700; a frame or series is joined into one.
    across_m : width of a hexagon, flat side to flat side, which is also the distance between the
        centres of neighbours.
    origin_m : the centre of cell (0, 0). Shift it only to ask whether a result depends on where
        the cells happen to lie.

    Returns
    -------
    One row for each cell that meets the boundary, if only at an edge, so that a case on the
    boundary line has its cell; ordered by r and q, EPSG:27700: index `cell_id` (the same place has
    the same id in every grid of this size and origin), `q` and `r` (axial whole numbers, q east,
    r north-east), `x_m` and `y_m` (centre), `geometry`.

    Raises
    ------
    FrameError
        The boundary is empty, has no CRS or another than EPSG:27700, or `across_m` is not above 0.

    Examples
    --------
    >>> from shapely import box
    >>> cells = hex_grid(box(390_000, 390_000, 390_400, 390_300), across_m=150)
    >>> len(cells), cells.index[0]
    (15, 'h150_1099_3002')
    """
    return _grid(boundary, Lattice("h", float(across_m), origin_m))


def square_grid(
    boundary: Boundary, *, side_m: float, origin_m: tuple[float, float] = (0.0, 0.0)
) -> gpd.GeoDataFrame:
    """
    Cover a boundary with squares along the National Grid.

    Parameters
    ----------
    boundary : a polygon or several in EPSG:27700; a frame or series is joined into one.
    side_m : length of a side.
    origin_m : the south-west corner of cell (0, 0).

    Returns
    -------
    As `hex_grid`; `q` counts east and `r` counts north.

    Raises
    ------
    FrameError
        The boundary is empty, has no CRS or another than EPSG:27700, or `side_m` is not above 0.

    Examples
    --------
    >>> from shapely import box
    >>> cells = square_grid(box(10, 10, 190, 90), side_m=100)
    >>> cells.index.tolist()
    ['s100_0_0', 's100_1_0']
    """
    return _grid(boundary, Lattice("s", float(side_m), origin_m))


def cell_of(
    points_m: ArrayLike, *, across_m: float, origin_m: tuple[float, float] = (0.0, 0.0)
) -> NDArray[np.object_]:
    """
    Name the hexagon that holds each point.

    Parameters
    ----------
    points_m : (n, 2) easting and northing, EPSG:27700, finite.
    across_m : width of a hexagon, flat side to flat side.
    origin_m : the centre of cell (0, 0).

    Returns
    -------
    (n,) cell ids, the index values of `hex_grid` with the same width and origin.

    Raises
    ------
    FrameError
        `points_m` is not (n, 2), or holds a coordinate that is not a finite number.

    Examples
    --------
    >>> cell_of([(390_000.0, 390_000.0), (390_149.0, 390_000.0)], across_m=150).tolist()
    ['h150_1099_3002', 'h150_1100_3002']
    """
    lattice = Lattice("h", float(across_m), origin_m)
    q, r = lattice.cells_at(_checked_points(points_m))
    _, first, same = np.unique(key_of(q, r), return_index=True, return_inverse=True)
    return np.array(lattice.ids(q[first], r[first]), dtype=object)[same]


def count_cases(cells: gpd.GeoDataFrame, points_m: ArrayLike) -> NDArray[np.int64]:
    """
    Count the points in each cell.

    Parameters
    ----------
    cells : a grid of `hex_grid` or `square_grid`, or some of its rows in any order.
    points_m : (n, 2) easting and northing, EPSG:27700, finite; points may coincide.

    Returns
    -------
    (n_cells,) counts in the order of `cells`. Each point counts once; a point in no cell of the
    frame counts nowhere, so the sum is the number of points inside, not the number given.

    Raises
    ------
    FrameError
        The index is not of cell ids, or `points_m` is not (n, 2) finite numbers.

    Examples
    --------
    >>> from shapely import box
    >>> cells = square_grid(box(10, 10, 190, 90), side_m=100)
    >>> count_cases(cells, [(5, 5), (5, 5), (99.9, 50), (100, 50), (-1, 0)]).tolist()
    [3, 1]
    """
    points = _checked_points(points_m)
    if len(cells) == 0:
        return np.zeros(0, dtype=np.int64)
    q, r = Lattice.of(cells).cells_at(points)
    order, known = sorted_keys(cells)
    spot, is_inside = find_keys(known, key_of(q, r))
    return np.bincount(order[spot[is_inside]], minlength=len(cells)).astype(np.int64)


def neighbours_within(centres_m: ArrayLike, reach_m: float, *, itself: bool = True) -> csr_array:
    """
    Mark which places lie within reach of each other.

    Parameters
    ----------
    centres_m : (n, 2) metres. Places may coincide: homes of one tower block are neighbours.
    reach_m : largest distance that still counts, inclusive. For a grid take 1.5 cells, so that
        rounding cannot lose a neighbour.
    itself : whether a place is its own neighbour, as Gi* wants it.

    Returns
    -------
    (n, n) of 0 and 1, symmetric, rows sorted; row i marks the places at 0 <= distance <= reach
    of i.

    Raises
    ------
    FrameError
        `centres_m` is not (n, 2) finite numbers, or `reach_m` is negative or not a number.

    Examples
    --------
    >>> neighbours_within([(0, 0), (0, 0), (100, 0)], 50).toarray().tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    """
    centres = _checked_points(centres_m)
    if not (np.isfinite(reach_m) and reach_m >= 0):
        message = f"reach_m is {reach_m}; give a number of metres from zero up."
        raise FrameError(message)
    # Grids are even: median splits would cost three times the build and save nothing.
    tree = KDTree(centres, balanced_tree=False, compact_nodes=False)
    one, other = tree.query_pairs(reach_m, output_type="ndarray").astype(np.int32).T
    own = np.arange(len(centres) if itself else 0, dtype=np.int32)
    rows, columns = np.concatenate([one, other, own]), np.concatenate([other, one, own])
    ones = np.ones(rows.size, dtype=np.int32)
    near = csr_array((ones, (rows, columns)), shape=(len(centres), len(centres)))
    near.sort_indices()
    return near


def grid_neighbours(cells: gpd.GeoDataFrame, *, itself: bool = True) -> csr_array:
    """
    Mark the cells that touch each other, from their whole-number coordinates.

    The same answer as `neighbours_within(centres, 1.5 * size)`, sooner.

    Parameters
    ----------
    cells : a grid of `hex_grid` or `square_grid`, or some of its rows in any order.
    itself : whether a cell is its own neighbour, as Gi* wants it.

    Returns
    -------
    (n, n) of 0 and 1, symmetric, rows sorted; inside the grid a hexagon has six neighbours, a
    square eight.

    Raises
    ------
    FrameError
        The index is not of cell ids.

    Examples
    --------
    >>> from shapely import box
    >>> cells = square_grid(box(10, 10, 290, 90), side_m=100)
    >>> grid_neighbours(cells).toarray().tolist()
    [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    """
    n = len(cells)
    if n == 0:
        return csr_array(np.zeros((0, 0), dtype=np.int32))
    steps = _HEX_STEPS if Lattice.of(cells).shape == "h" else _SQUARE_STEPS
    q, r = cells["q"].to_numpy(np.int64), cells["r"].to_numpy(np.int64)
    order, known = sorted_keys(cells)
    columns = np.empty((n, len(steps)), dtype=np.int32)
    is_there = np.empty((n, len(steps)), dtype=np.bool_)
    for at, (step_q, step_r) in enumerate(steps):
        spot, is_there[:, at] = find_keys(known, key_of(q + step_q, r + step_r))
        columns[:, at] = order[spot]
        if not (itself or step_q or step_r):
            is_there[:, at] = False
    ends = np.concatenate([[0], np.cumsum(is_there.sum(axis=1))]).astype(np.int32)
    ones = np.ones(ends[-1], dtype=np.int32)
    near = csr_array((ones, columns[is_there], ends), shape=(n, n))
    near.sort_indices()
    return near


def _grid(boundary: Boundary, lattice: Lattice) -> gpd.GeoDataFrame:
    area = one_area(boundary)
    q, r, hulls = cells_meeting(area, lattice, area.bounds)
    x_m, y_m = lattice.centres_m(q, r).T
    columns = {"q": q, "r": r, "x_m": x_m, "y_m": y_m}
    index = pd.Index(lattice.ids(q, r), name="cell_id")
    return gpd.GeoDataFrame(columns, index=index, geometry=hulls, crs=CRS)


def cells_meeting(
    area: BaseGeometry, lattice: Lattice, bounds_m: tuple[float, float, float, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    """
    Find the cells that meet an area, of those that could meet a box and a rim around it.

    Returns
    -------
    q, r and polygon of each cell, ordered by r and q.
    """
    q, r = lattice.box(np.array(bounds_m))
    hulls = np.asarray(shapely.polygons(lattice.corners_m(q, r)))
    shapely.prepare(area)
    meets = shapely.intersects(area, hulls)
    return q[meets], r[meets], hulls[meets]


def one_area(boundary: Boundary) -> BaseGeometry:
    """Join a boundary into one shape; refuse another CRS and an empty one."""
    if isinstance(boundary, gpd.GeoSeries | gpd.GeoDataFrame):
        if boundary.crs is None or boundary.crs.to_epsg() != 27700:
            message = (
                f"boundary is in {boundary.crs or 'no CRS'}; call to_crs('EPSG:27700') where it "
                "is read."
            )
            raise FrameError(message)
        boundary = boundary.geometry.union_all()
    if boundary.is_empty:
        message = "boundary is empty; give at least one polygon in EPSG:27700."
        raise FrameError(message)
    return boundary


def _checked_points(points_m: ArrayLike) -> NDArray[np.float64]:
    points = np.asarray(points_m, dtype=np.float64)
    if points.size == 0:
        return points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        message = f"points have the shape {points.shape}; give (n, 2) eastings and northings."
        raise FrameError(message)
    if not np.isfinite(points).all():
        rows = np.flatnonzero(~np.isfinite(points).all(axis=1))
        message = (
            f"{rows.size} of {len(points)} points have no finite coordinates (first at position "
            f"{rows[0]}); leave unplaced cases out before asking where they gather."
        )
        raise FrameError(message)
    return points
