"""A smooth surface of where cases are, for pictures; it tests nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy.ndimage import map_coordinates, spline_filter
from scipy.signal import fftconvolve
from scipy.spatial import KDTree

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.inputs import points_in_metres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Kernel", "halo_m", "kernel_density"]

Kernel: TypeAlias = Literal["gaussian", "quartic"]

# Beyond so many nodes a mesh costs more than the pairs of points and places it saves.
_MOST_NODES = 4_000_000
_PAIRS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class _Shape:
    """A kernel of bandwidth 1: its height at squared distances; it integrates to 1."""

    height: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    reach: float  # bandwidths; what lies beyond is left out: 0.0004% of a gaussian
    nodes_per_bandwidth: int  # so that splines follow the kernel to 0.03% of its peak

    @property
    def half(self) -> int:
        """Nodes from the middle of the kernel's table to its edge."""
        # Room beyond the reach lets the filter, which rings for some nodes, die out.
        return int(np.ceil(self.reach * self.nodes_per_bandwidth)) + 8

    @property
    def halo(self) -> float:
        """Bandwidths beyond which a case leaves no trace, however faint."""
        both_splines = 4
        return (self.half + both_splines) / self.nodes_per_bandwidth


_SHAPES: dict[Kernel, _Shape] = {
    "gaussian": _Shape(lambda squared: np.exp(-squared / 2) / (2 * np.pi), 5.0, 4),
    "quartic": _Shape(lambda squared: 3 / np.pi * np.maximum(1 - squared, 0.0) ** 2, 1.0, 32),
}


def kernel_density(
    points_m: ArrayLike,
    at_m: ArrayLike,
    *,
    bandwidth_m: float,
    kernel: Kernel = "gaussian",
    weights: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """
    Spread each case over its surroundings and say how dense cases are at each place.

    Parameters
    ----------
    points_m : (n, 2) cases, projected metres; several on one point are several cases.
    at_m : (m, 2) where the density is wanted: the centres of a grid, or any places.
    bandwidth_m : standard deviation of the gaussian; radius of the quartic. Above 0.
    kernel : `gaussian`, or `quartic`, which ends at `bandwidth_m`.
    weights : (n,) how much each case counts, from 0 up; without it, each counts 1.

    Returns
    -------
    (m,) density per square metre, in the order of `at_m`. It is a true density: over the whole
    plane it integrates to 1, so times the number of cases it is cases per square metre. It differs
    from the sum over all cases by at most 0.05% of the surface's highest value. For pictures
    only: a bright patch is no test against chance, and homes are not allowed for (`hot_cells`
    does both).

    Raises
    ------
    TooFewCasesError
        No case, or none with a weight above 0.
    FrameError
        Points or weights that cannot be used, a bandwidth that is not above 0, another kernel.

    Notes
    -----
    Cases are spread over a mesh by cubic splines, the mesh is folded with the kernel, and read
    by splines again; the kernel is filtered so that both splines cancel out. Mesh nodes lie on
    whole multiples of their step, so that a tile of a map agrees with the whole map. Where a mesh
    would be larger than four million nodes, all pairs within reach are summed instead.

    References
    ----------
    Silverman (1986), Density Estimation for Statistics and Data Analysis, section 4.2.

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots import kernel_density
    >>> cases_m = np.array([[400_000.0, 390_000.0], [400_000.0, 390_000.0]])
    >>> there_and_away_m = np.array([[400_000.0, 390_000.0], [400_300.0, 390_000.0]])
    >>> density = kernel_density(cases_m, there_and_away_m, bandwidth_m=300, kernel="quartic")
    >>> [round(each * 1e6, 2) for each in density.tolist()]
    [10.61, 0.0]
    """
    points, at = points_in_metres(points_m), points_in_metres(at_m, "at_m")
    _refuse_odd(bandwidth_m, kernel)
    weight = _weights(weights, len(points))
    if not len(at):
        return np.zeros(0)
    cases, wanted = (np.ascontiguousarray(each.T) / bandwidth_m for each in (points, at))
    heights = _heights(cases, wanted, weight, _SHAPES[kernel])
    return np.asarray(np.maximum(heights, 0.0) / (weight.sum() * bandwidth_m**2))


def _heights(
    points: NDArray[np.float64],
    at: NDArray[np.float64],
    weight: NDArray[np.float64],
    shape: _Shape,
) -> NDArray[np.float64]:
    """Sum kernels of bandwidth 1 at (2, m) places."""
    is_near = _within_box(points, at, shape.halo)
    if not is_near.all():
        points, weight = points[:, is_near], weight[is_near]
    if not points.size:
        return np.zeros(at.shape[1])
    mesh = _Mesh.over(points, at, shape)
    if mesh.nodes > _MOST_NODES:
        return _over_pairs(points, at, weight, shape)
    return mesh.read(mesh.fold(mesh.spread(points, weight), shape), at)


def halo_m(bandwidth_m: float, kernel: Kernel = "gaussian") -> float:
    """Give the distance beyond which a case leaves no trace: the halo a tile of a map needs."""
    return _SHAPES[kernel].halo * bandwidth_m


@dataclass(frozen=True, slots=True)
class _Mesh:
    """Square nodes over points and places; lengths in bandwidths, coordinates (2, n)."""

    step: float
    first: NDArray[np.float64]  # (2, 1) number of the first node, counted from 0 east and north
    shape: tuple[int, int]

    @classmethod
    def over(cls, points: NDArray[np.float64], at: NDArray[np.float64], shape: _Shape) -> _Mesh:
        step = 1 / shape.nodes_per_bandwidth
        low = np.minimum(points.min(axis=1), at.min(axis=1))
        high = np.maximum(points.max(axis=1), at.max(axis=1))
        first = np.floor(low / step) - 1
        across = np.floor(high / step) - first + 3  # a cubic spline touches four nodes
        return cls(step, first[:, None], (int(across[0]), int(across[1])))

    @property
    def nodes(self) -> int:
        return self.shape[0] * self.shape[1]

    def spread(
        self, points: NDArray[np.float64], weight: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Lay each point's weight on the sixteen nodes around it."""
        place = points / self.step - self.first
        node = place.astype(np.intp)
        shares = _cubic(place - node)
        corner = (node[0] - 1) * self.shape[1] + node[1] - 1
        laid = np.zeros(self.nodes)
        east = [weight * share[0] for share in shares]
        for row, column in np.ndindex(4, 4):
            ahead = row * self.shape[1] + column
            part = np.bincount(corner, east[row] * shares[column][1], self.nodes)
            laid[ahead:] += part[: self.nodes - ahead]
        return laid.reshape(self.shape)

    def fold(self, laid: NDArray[np.float64], shape: _Shape) -> NDArray[np.float64]:
        """Replace what lies on each node by kernels around it."""
        away = np.arange(-shape.half, shape.half + 1) * self.step
        height = shape.height(away[:, None] ** 2 + away**2)
        # Once for the spline that spreads, once for the one that reads.
        kernel = spline_filter(spline_filter(height))
        return np.asarray(fftconvolve(laid, kernel, mode="same"))

    def read(self, folded: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the height between the nodes."""
        place = at / self.step - self.first
        return np.asarray(map_coordinates(folded, place, order=3, prefilter=False))


def _cubic(beyond: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Shares of the four nodes around a place that lies `beyond` the second of them."""
    before = 1 - beyond
    first, last = before**2 * before / 6, beyond**2 * beyond / 6
    second = 2 / 3 - beyond**2 * (1 - beyond / 2)
    return first, second, 1 - first - second - last, last


def _over_pairs(
    points: NDArray[np.float64],
    at: NDArray[np.float64],
    weight: NDArray[np.float64],
    shape: _Shape,
) -> NDArray[np.float64]:
    """Sum kernels over all pairs within reach, for points far apart in bandwidths."""
    tree = KDTree(points.T)
    pairs = np.asarray(tree.query_ball_point(at.T, shape.reach, return_length=True))
    heights = np.zeros(at.shape[1])
    for part in _portions(pairs):
        near = KDTree(at.T[part]).sparse_distance_matrix(tree, shape.reach, output_type="ndarray")
        height = weight[near["j"]] * shape.height(near["v"] ** 2)
        heights[part] = np.bincount(near["i"], height, part.stop - part.start)
    return heights


def _portions(pairs: NDArray[np.intp]) -> Iterator[slice]:
    """Split places where another portion of pairs is full."""
    portion = np.cumsum(pairs) // _PAIRS_AT_ONCE
    bounds = [*np.flatnonzero(np.diff(portion, prepend=-1)).tolist(), pairs.size]
    for start, stop in pairwise(bounds):
        yield slice(start, stop)


def _within_box(
    points: NDArray[np.float64], at: NDArray[np.float64], reach: float
) -> NDArray[np.bool_]:
    """Tell which points can be within reach of any place."""
    from_middle = points - (at.min(axis=1) + at.max(axis=1))[:, None] / 2
    half = np.ptp(at, axis=1)[:, None] / 2 + reach
    return np.asarray((np.abs(from_middle) <= half).all(axis=0))


def _weights(weights: ArrayLike | None, n: int) -> NDArray[np.float64]:
    weight = np.ones(n) if weights is None else np.array(weights, dtype=np.float64)
    if weight.shape != (n,):
        message = f"weights have the shape {weight.shape} for {n} points; give one for each."
        raise FrameError(message)
    wrong = ~np.isfinite(weight) | (weight < 0)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        message = f"weights hold {weight[first]} at position {first}; give numbers from zero up."
        raise FrameError(message)
    if not weight.any():
        message = "no case has a place and a weight, so there is no density. Take a longer period."
        raise TooFewCasesError(message)
    return weight


def _refuse_odd(bandwidth_m: float, kernel: str) -> None:
    if not (np.isfinite(bandwidth_m) and bandwidth_m > 0):
        message = f"bandwidth_m is {bandwidth_m}; give metres above zero, such as 300."
        raise FrameError(message)
    if kernel not in _SHAPES:
        message = f"kernel is {kernel!r}; choose {' or '.join(map(repr, _SHAPES))}."
        raise FrameError(message)
