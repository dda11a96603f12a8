"""
Which cases lie near each other: candidates for every pair, once, in portions of a bounded size.

Cases are sorted into lanes, and along each lane by one more coordinate. Whatever lies near a case
is then a run of neighbours in its own lane and in a few others, found by bisection for all cases at
once. No table of all pairs is ever held, so that memory follows cases and time follows near pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lanes", "Pairs", "Step", "lanes_along_days", "lanes_along_x"]

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

# Lanes are so many times narrower than the reach: fewer candidates in vain, more runs to find.
_LANES_IN_REACH = 4
# Lanes of a hair's breadth over a whole country would leave a key no digits for places in it.
_MOST_LANES = 100_000
# Keys are sums of large numbers: their last digits are not to be trusted, callers measure again.
_ROUNDING_M = 0.01


@dataclass(frozen=True, slots=True)
class Step:
    """Where to look from a case: so far on in the order of keys, so far to both sides."""

    shift: float
    sides: float


@dataclass(frozen=True, slots=True)
class Lanes:
    """Cases in the order of their lanes: `order` leads back to the caller's, `key` is sorted."""

    order: NDArray[np.intp]
    key: NDArray[Any]
    steps: tuple[Step, ...]

    def candidates(self, at_once: int) -> Iterator[Pairs]:
        """
        Yield positions (in `order`) of cases that may be near, each pair once.

        A portion holds about `at_once` pairs, and the pairs of one case more at most. The first of
        a pair is in rising order within a portion. Every pair within reach is among them, and
        others: measure them.
        """
        for step in self.steps:
            first = np.searchsorted(self.key, self.key + (step.shift - step.sides), side="left")
            if step.shift == 0:
                first = np.arange(1, self.key.size + 1)
            end = np.searchsorted(self.key, self.key + (step.shift + step.sides), side="right")
            yield from _portions(first, end - first, at_once)


def lanes_along_x(points_m: NDArray[np.float64], days: NDArray[np.int64], reach_m: float) -> Lanes:
    """
    Sort cases into west-east lanes, to find pairs within reach on any days.

    Cases at one point stand together, in the order of their days, whatever order they come in.
    """
    x, y = (points_m - points_m.min(axis=0)).T
    width = max(reach_m / _LANES_IN_REACH, float(y.max()) / _MOST_LANES)
    lane = np.floor(y / width)
    apart = float(x.max()) + 2 * reach_m + 1
    key = lane * apart + x
    order = np.lexsort((days, y, key))
    gaps = np.arange(np.floor(reach_m / width) + 2)
    at_least_m = np.maximum(gaps - 1, 0) * width
    gaps, at_least_m = gaps[at_least_m <= reach_m], at_least_m[at_least_m <= reach_m]
    sides = np.sqrt(reach_m**2 - at_least_m**2) + _ROUNDING_M
    steps = tuple(
        Step(float(gap * apart), float(side)) for gap, side in zip(gaps, sides, strict=True)
    )
    return Lanes(order, key[order], steps)


def lanes_along_days(
    points_m: NDArray[np.float64], days: NDArray[np.int64], reach_m: float, window_days: int
) -> Lanes:
    """Sort cases into squares as wide as the reach, to find pairs near in space and in time."""
    x, y = (points_m - points_m.min(axis=0)).T
    width = max(reach_m, float(max(x.max(), y.max())) / _MOST_LANES)
    column, row = np.floor(x / width).astype(np.int64), np.floor(y / width).astype(np.int64)
    day = days - days.min()
    rows, apart = int(row.max()) + 3, int(day.max()) + 2 * window_days + 1
    key = (column * rows + row) * apart + day
    order = np.argsort(key, kind="stable")
    east_and_north = (0, 1, rows - 1, rows, rows + 1)
    steps = tuple(Step(shift * apart, window_days) for shift in east_and_north)
    return Lanes(order, key[order], steps)


def _portions(
    first: NDArray[np.int64], lengths: NDArray[np.int64], at_once: int
) -> Iterator[Pairs]:
    """Write runs of neighbours out as pairs: case i with first[i], first[i] + 1, …"""
    ends = np.cumsum(lengths)
    cuts = np.searchsorted(ends, np.arange(at_once, ends[-1], at_once)) + 1
    for start, end in pairwise(np.unique([0, *cuts, first.size]).tolist()):
        length = lengths[start:end]
        before = ends[start:end] - length
        here = np.repeat(np.arange(start, end), length)
        there = np.arange(here.size) + np.repeat(first[start:end] - before + before[0], length)
        yield here, there
