"""
Cells over a boundary, the cases in each, and which cells lie within reach of which.

All cells of one size hang on one national lattice, so a place keeps its cell id whatever boundary
is asked for. A point finds its cell by arithmetic, never by a polygon join: each point falls into
exactly one cell, and cells are half open (a point on a shared edge belongs to the cell in the east;
of squares also to the one in the north).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo_asb.errors import FrameError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "cell_of",
    "count_cases",
    "grid_neighbours",
    "hex_grid",
    "neighbours_within",
    "square_grid",
]

Boundary: TypeAlias = "BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame"

CRS = "EPSG:27700"
_SQRT3 = 3.0**0.5
# A hexagon's corners, anticlockwise from the south, in half widths east and sixths of a row north:
# whole numbers, so that two neighbours compute the very same corner.
_HEX_CORNERS = np.array([(0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1)])
_SQUARE_CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
# One step to each neighbouring hexagon, and to each of the eight squares around a square.
_HEX_STEPS = np.array([(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)])
_SQUARE_STEPS = np.array([(q, r) for q in (-1, 0, 1) for r in (-1, 0, 1) if (q, r) != (0, 0)])


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Where cells of one shape and size lie; all that a cell id says besides q and r."""

    shape: Literal["h", "s"]
    size_m: float
    origin_m: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        if not (np.isfinite(self.size_m) and self.size_m > 0):
            message = f"cell size is {self.size_m} m; give a number of metres above zero."
            raise FrameError(message)

    @property
    def prefix(self) -> str:
        east, north = self.origin_m
        shift = f"@{east:.15g},{north:.15g}" if (east, north) != (0, 0) else ""
        return f"{self.shape}{self.size_m:.15g}{shift}"

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame) -> _Lattice:
        """Read the lattice out of the first cell id, so that a stored grid needs nothing else."""
        first = str(cells.index[0])
        try:
            name = first.partition("_")[0]
            size, _, shift = name[1:].partition("@")
            east, north = (shift or "0,0").split(",")
            lattice = cls("h" if name[0] == "h" else "s", float(size), (float(east), float(north)))
            if lattice.prefix != name:
                raise ValueError(name)
        except (ValueError, IndexError) as error:
            message = (
                f"cells frame has the index value {first!r}, not a cell id such as "
                "'h150_2600_2700'; make the frame with hex_grid or square_grid, keep its index."
            )
            raise FrameError(message) from error
        return lattice

    def ids(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> list[str]:
        return [f"{self.prefix}_{a}_{b}" for a, b in zip(q.tolist(), r.tolist(), strict=True)]

    def centres_m(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.float64]:
        if self.shape == "h":
            x, y = (2 * q + r) * (self.size_m / 2), r * (self.size_m * _SQRT3 / 2)
        else:
            x, y = (q + 0.5) * self.size_m, (r + 0.5) * self.size_m
        return np.asarray(np.column_stack([x, y]) + self.origin_m)

    def corners_m(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.float64]:
        if self.shape == "h":
            units = np.array([self.size_m / 2, self.size_m / (2 * _SQRT3)])
            whole = np.stack([2 * q + r, 3 * r], axis=1)[:, None, :] + _HEX_CORNERS
        else:
            units = np.array([self.size_m, self.size_m])
            whole = np.stack([q, r], axis=1)[:, None, :] + _SQUARE_CORNERS
        return np.asarray(whole * units + self.origin_m)

    def cells_at(self, points_m: NDArray[np.float64]) -> tuple[NDArray[np.int64], ...]:
        """Integer coordinates of the cell that holds each point."""
        x, y = ((points_m - self.origin_m) / self.size_m).T
        if self.shape == "s":
            return np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
        return _round_to_hexagon(x - y / _SQRT3, y * (2 / _SQRT3))

    def box(self, bounds_m: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Integer coordinates of every cell that could meet the box, and a rim around it."""
        low, high = (bounds_m.reshape(2, 2) - self.origin_m) / self.size_m
        if self.shape == "h":
            low[1], high[1] = low[1] * 2 / _SQRT3, high[1] * 2 / _SQRT3
        rows = np.arange(np.floor(low[1]) - 1, np.ceil(high[1]) + 2, dtype=np.int64)
        columns = np.arange(np.floor(low[0]) - 1, np.ceil(high[0]) + 2, dtype=np.int64)
        q, r = (axis.ravel() for axis in np.meshgrid(columns, rows))
        # Rows of hexagons lean: each step north goes half a cell east, so q starts further west.
        return (q - r // 2, r) if self.shape == "h" else (q, r)


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
    return _grid(boundary, _Lattice("h", float(across_m), origin_m))


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
    return _grid(boundary, _Lattice("s", float(side_m), origin_m))


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
    lattice = _Lattice("h", float(across_m), origin_m)
    q, r = lattice.cells_at(_checked_points(points_m))
    _, first, same = np.unique(_key(q, r), return_index=True, return_inverse=True)
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
    q, r = _Lattice.of(cells).cells_at(points)
    order, known = _sorted_keys(cells)
    spot, is_inside = _find(known, _key(q, r))
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
    pairs = KDTree(centres).query_pairs(reach_m, output_type="ndarray")
    return _symmetric(pairs[:, 0], pairs[:, 1], len(centres), itself=itself)


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
    (n, n) of 0 and 1, symmetric; six neighbours to a hexagon inside the grid, eight to a square.

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
    if len(cells) == 0:
        return csr_array((0, 0), dtype=np.int64)
    steps = _HEX_STEPS if _Lattice.of(cells).shape == "h" else _SQUARE_STEPS
    q, r = cells["q"].to_numpy(np.int64), cells["r"].to_numpy(np.int64)
    order, known = _sorted_keys(cells)
    ends = []
    for step_q, step_r in steps[: len(steps) // 2]:
        spot, is_there = _find(known, _key(q + step_q, r + step_r))
        ends.append((np.flatnonzero(is_there), order[spot[is_there]]))
    one, other = (np.concatenate(end) for end in zip(*ends, strict=True))
    return _symmetric(one, other, len(cells), itself=itself)


def _grid(boundary: Boundary, lattice: _Lattice) -> gpd.GeoDataFrame:
    area = _one_area(boundary)
    q, r = lattice.box(np.array(area.bounds))
    hulls = np.asarray(shapely.polygons(lattice.corners_m(q, r)))
    shapely.prepare(area)
    meets = shapely.intersects(area, hulls)
    q, r = q[meets], r[meets]
    x_m, y_m = lattice.centres_m(q, r).T
    columns = {"q": q, "r": r, "x_m": x_m, "y_m": y_m}
    index = pd.Index(lattice.ids(q, r), name="cell_id")
    return gpd.GeoDataFrame(columns, index=index, geometry=hulls[meets], crs=CRS)


def _one_area(boundary: Boundary) -> BaseGeometry:
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


def _round_to_hexagon(
    q: NDArray[np.float64], r: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nearest hexagon: round the three cube coordinates, mend the one rounded furthest."""
    s = -q - r
    whole_q, whole_r, whole_s = (np.floor(axis + 0.5) for axis in (q, r, s))
    off_q, off_r, off_s = np.abs(whole_q - q), np.abs(whole_r - r), np.abs(whole_s - s)
    q_is_worst = (off_q > off_r) & (off_q > off_s)
    r_is_worst = ~q_is_worst & (off_r > off_s)
    mended_q = np.where(q_is_worst, -whole_r - whole_s, whole_q)
    mended_r = np.where(r_is_worst, -whole_q - whole_s, whole_r)
    return mended_q.astype(np.int64), mended_r.astype(np.int64)


def _key(q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each cell; 2**31 cells either way are more than the Earth has room for."""
    return q * 2**32 + r


def _sorted_keys(cells: gpd.GeoDataFrame) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    keys = _key(cells["q"].to_numpy(np.int64), cells["r"].to_numpy(np.int64))
    order = np.argsort(keys)
    return order, keys[order]


def _find(
    known: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    spot = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return spot, known[spot] == wanted


def _symmetric(
    one: NDArray[np.integer], other: NDArray[np.integer], n: int, *, itself: bool
) -> csr_array:
    """Turn each unordered pair into two entries of a sorted 0/1 matrix."""
    both = csr_array((np.ones(one.size, dtype=np.int64), (one, other)), shape=(n, n))
    both = both + both.T
    if itself:
        both = both + csr_array((np.ones(n, np.int64), (np.arange(n),) * 2), shape=(n, n))
    both = csr_array(both)
    both.sort_indices()
    return both


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
