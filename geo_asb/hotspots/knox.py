"""The counts behind `near_repeat`: pairs near in space and time, and what chance makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc

from geo_asb.hotspots.pairs import lanes_along_x

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_asb.hotspots.pairs import Lanes

__all__ = [
    "Bands",
    "Metric",
    "Town",
    "count_pairs",
    "ends_and_forks",
    "moments",
    "upper_tail",
]

Metric: TypeAlias = Literal["euclidean", "manhattan"]
Counts: TypeAlias = NDArray[np.int64]

# What lies further out is not known from two moments.
SMALLEST_P = 1e-12
# Small enough for the processor's cache, large enough that numpy's own work is not felt.
_PAIRS_AT_ONCE = 2**14


@dataclass(frozen=True, slots=True)
class Bands:
    """What is near: edges of half-open bands, and how distance is measured."""

    space_edges_m: NDArray[np.float64]
    day_edges: NDArray[np.int64]
    metric: Metric

    @property
    def shape(self) -> tuple[int, int]:
        """Number of bands of space and of time."""
        return self.space_edges_m.size - 1, self.day_edges.size - 1

    def edges_reached(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> NDArray[np.uint8]:
        """
        Count the edges of space that points so far apart have reached.

        0 below the first edge, 1 in the first band, …: a band holds its lower edge.
        """
        is_straight = self.metric == "euclidean"
        apart = x_m * x_m + y_m * y_m if is_straight else np.abs(x_m) + np.abs(y_m)
        reached: NDArray[np.uint8] = np.zeros(apart.shape, dtype=np.uint8)
        for edge_m in self.space_edges_m.tolist():
            reached += (apart >= (edge_m**2 if is_straight else edge_m)).view(np.uint8)
        return reached


@dataclass(frozen=True, slots=True)
class Town:
    """The cases in the order of their lanes, days counted from the first."""

    lanes: Lanes
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    day: NDArray[Any]
    day_edges: NDArray[np.int64]
    bands: Bands

    @classmethod
    def of(cls, points_m: NDArray[np.float64], days: NDArray[np.int64], bands: Bands) -> Town:
        """Sort the cases; the answer does not depend on the order they come in."""
        lanes = lanes_along_x(points_m, days, float(bands.space_edges_m[-1]))
        x_m, y_m = np.ascontiguousarray(points_m[lanes.order].T)
        day = (days - days.min())[lanes.order]
        edges = np.minimum(bands.day_edges, day.max() + 1)  # no two cases are further apart
        if day.max() < np.iinfo(np.int16).max:
            day = day.astype(np.int16)  # a quarter of the memory to run through
        return cls(lanes, x_m, y_m, day, edges, bands)

    def near(self) -> Iterator[tuple[Counts, Counts, NDArray[np.uint8]]]:
        """Yield pairs i, j, and how many edges of space their distance has reached."""
        for i, j in self.lanes.candidates(_PAIRS_AT_ONCE):
            x_m, y_m = self.x_m[i] - self.x_m[j], self.y_m[i] - self.y_m[j]
            yield i, j, self.bands.edges_reached(x_m, y_m)


def count_pairs(town: Town) -> tuple[Counts, Counts]:
    """
    Count pairs in each band of space and time, and each case's neighbours in each band of space.

    Returns
    -------
    (space bands, day bands) unordered pairs and (n, space bands) neighbours on any day.
    """
    rows, columns = (size + 2 for size in town.bands.shape)  # too near, the bands, too far
    last = int(town.day_edges[-1])  # a Python int, so that days stay small integers
    day_band = np.searchsorted(town.day_edges, np.arange(last + 1), side="right")
    counts = np.zeros(rows * columns, dtype=np.int64)
    degrees = np.zeros((town.day.size, rows), dtype=np.int64)
    for i, j, reached in town.near():
        gap = np.minimum(np.abs(town.day[i] - town.day[j]), last)
        counts += np.bincount(reached * np.intp(columns) + day_band[gap], minlength=counts.size)
        for ends in (i, j):
            _add_degrees(degrees, ends, reached)
    return counts.reshape(rows, columns)[1:-1, 1:-1], degrees[:, 1:-1]


def _add_degrees(degrees: Counts, ends: Counts, reached: NDArray[np.uint8]) -> None:
    """Add pairs to the cases at one end of them, touching no other cases' rows."""
    if ends.size:
        start, stop, columns = int(ends.min()), int(ends.max()) + 1, degrees.shape[1]
        flat = (ends - start) * columns + reached
        added = np.bincount(flat, minlength=(stop - start) * columns)
        degrees[start:stop] += added.reshape(-1, columns)


def moments(
    day: NDArray[Any], day_edges: Counts, in_space: Counts
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Mean and variance of the counts over all n! ways to deal the days out, without rounding.

    A permutation lays the graph of cases near in time over the graph of cases near in space; the
    count is the number of edges that meet. Its square counts pairs of edges: an edge with itself,
    two with a common case, two without. Each kind meets its own kind equally often.

    Parameters
    ----------
    day : (n,) in any order.
    day_edges : of the day bands.
    in_space : (space bands, 2), of `ends_and_forks`.

    Returns
    -------
    (space bands, day bands) mean and variance.
    """
    in_time = [ends_and_forks(of[:, None])[0] for of in _day_degrees(day, day_edges)]
    mean, variance = np.empty((2, len(in_space), len(in_time)))
    for row, near in enumerate(in_space.tolist()):
        for column, near_days in enumerate(in_time):
            first, second = _two_moments(near, near_days.tolist(), day.size)
            mean[row, column], variance[row, column] = float(first), float(second - first**2)
    return mean, variance


def _two_moments(space: list[int], time: list[int], n: int) -> tuple[Fraction, Fraction]:
    """Mean of the count and of its square, from ends and forks of both graphs on n cases."""
    all_edges = n * (n - 1) // 2
    all_forks = n * (n - 1) * (n - 2)
    all_apart = all_edges**2 - all_edges - all_forks
    space_edges, space_forks = space[0] // 2, space[1]
    time_edges, time_forks = time[0] // 2, time[1]
    space_apart = space_edges**2 - space_edges - space_forks
    time_apart = time_edges**2 - time_edges - time_forks
    mean = Fraction(space_edges * time_edges, all_edges)
    forks = Fraction(space_forks * time_forks, all_forks)
    return mean, mean + forks + Fraction(space_apart * time_apart, all_apart)


def ends_and_forks(degrees: Counts) -> Counts:
    """
    Sum up what `moments` must know of graphs, from the degrees of their cases.

    Returns
    -------
    (bands, 2) ends of edges, twice as many as edges; and ordered pairs of edges with a common end.
    Sums of parts of the cases add up to those of all.
    """
    return np.column_stack([degrees.sum(axis=0), (degrees * (degrees - 1)).sum(axis=0)])


def _day_degrees(day: NDArray[Any], day_edges: Counts) -> Iterator[Counts]:
    """Count for each case how many others are so many days off, band by band."""
    days, which, times = np.unique(day.astype(np.int64), return_inverse=True, return_counts=True)
    upto = np.concatenate([[0], np.cumsum(times)])
    for start, end in pairwise(day_edges.tolist()):
        later = np.searchsorted(days, [days + start, days + end])
        earlier = np.searchsorted(days, [days - end, days - start], side="right")
        near = (upto[later[1]] - upto[later[0]]) + (upto[earlier[1]] - upto[earlier[0]])
        if start == 0 < end:
            near -= times + 1  # the same day was counted on both sides, and the case itself
        yield near[which]


def upper_tail(
    observed: Counts, mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Probability of as many pairs or more, taken from a distribution of the same mean and variance.

    Counts vary less, as much or more than their mean: then they are taken for binomial, Poisson or
    negative binomial. Real sizes and shapes of these are used, not rounded ones.
    """
    p = np.ones(mean.shape)  # no pair or more is sure; a count that cannot vary is what it is
    for place in np.ndindex(mean.shape):
        k, m, v = int(observed[place]), float(mean[place]), float(variance[place])
        if k > 0 and v > 0:
            p[place] = max(_tail(k, m, v), SMALLEST_P)
    return p


def _tail(k: int, mean: float, variance: float) -> float:
    excess = variance / mean - 1
    if abs(excess) < 1e-9:
        return float(gammainc(k, mean))
    size = mean / abs(excess)  # of the binomial: trials; of the negative one: shape
    if excess > 0:
        return float(betainc(k, size, excess / (1 + excess)))
    return float(betainc(k, size - k + 1, -excess)) if k < size + 1 else 0.0
