"""Every cylinder of cases near each other in space and time: the search of the space-time scan."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from geo_asb.errors import FrameError
from geo_asb.hotspots.scan import log_likelihood_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Cylinder", "Near", "Watch", "cases_near"]

# Pairs of a place and a case within reach: about 1.5 GB.
_MOST_PAIRS = 30_000_000
_NUMBERS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Near:
    """Cases around each place, nearest first: place k has the entries start[k] to start[k + 1]."""

    places_m: NDArray[np.float64]
    place: NDArray[np.intp]  # of each case
    start: NDArray[np.intp]
    case: NDArray[np.intp]  # of each entry
    away_m: NDArray[np.float64]
    gathered: NDArray[np.intp]  # cases of any day that are no farther from the place


def cases_near(points_m: NDArray[np.float64], max_reach_m: float) -> Near:
    """Find, around each place, all cases within reach; those on the place itself among them."""
    places_m, place = np.unique(points_m, axis=0, return_inverse=True)
    at_places, at_cases = KDTree(places_m), KDTree(points_m)
    pairs = at_places.count_neighbors(at_cases, max_reach_m)
    if pairs > _MOST_PAIRS:
        message = (
            f"max_reach_m of {max_reach_m:g} brings {pairs:,} pairs of places and cases together; "
            f"{_MOST_PAIRS:,} are the most. Take a shorter reach or a shorter period."
        )
        raise FrameError(message)
    near = at_places.sparse_distance_matrix(at_cases, max_reach_m, output_type="ndarray")
    # Rounding may part what is equally far; a millimetre is far below any coordinate's truth.
    away_m = np.round(near["v"], 3)
    order = np.lexsort((near["j"], away_m, near["i"]))
    of_place, away_m = near["i"][order], away_m[order]
    start = np.searchsorted(of_place, np.arange(len(places_m) + 1))
    is_last = np.ones(order.size, dtype=bool)
    is_last[:-1] = (np.diff(of_place) > 0) | (np.diff(away_m) > 0)
    last = np.flatnonzero(is_last)
    tied_to = last[np.searchsorted(last, np.arange(order.size))]
    gathered = tied_to - start[of_place] + 1
    return Near(places_m, place.ravel(), start, near["j"][order], away_m, gathered)


@dataclass(frozen=True, order=True, slots=True)
class Cylinder:
    """The cases within reach of a place, from one day to another; the circle ends at `entry`."""

    ratio: float
    expected: float
    entry: int
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class _Cylinders:
    """Some cylinders around their centres, every one with its place in the search."""

    centre: NDArray[np.intp]  # row of the centre
    entry: NDArray[np.intp]  # of `Near`: the circle reaches to this one
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]

    def one(self, row: int) -> Cylinder:
        return Cylinder(
            float(self.ratio[row]),
            float(self.expected[row]),
            int(self.entry[row]),
            int(self.first_day[row]),
            int(self.last_day[row]),
        )


@dataclass(frozen=True, slots=True)
class Watch:
    """What stays the same however the calendar is shuffled."""

    near: Near
    sorted_days: NDArray[np.int64]
    max_days: int
    ending_on: int | None

    def likeliest(self, days: NDArray[np.int64]) -> float:
        """Give the highest ratio of any cylinder."""
        portions = self._cylinders(days)
        return max((float(some.ratio.max(initial=0.0)) for some in portions), default=0.0)

    def best_of_centres(self, days: NDArray[np.int64]) -> list[Cylinder]:
        """Give the likeliest cylinder of each centre, likeliest first."""
        best: dict[int, Cylinder] = {}
        for some in self._cylinders(days):
            high = np.flatnonzero(some.ratio)
            falling = high[np.argsort(-some.ratio[high], kind="stable")]
            centres, first = np.unique(some.centre[falling], return_index=True)
            for centre, row in zip(centres.tolist(), falling[first].tolist(), strict=True):
                found = some.one(row)
                best[centre] = max(best.get(centre, found), found)
        return sorted(best.values(), reverse=True)

    def members(self, days: NDArray[np.int64], cylinder: Cylinder) -> NDArray[np.intp]:
        """Positions of the cases inside, in order."""
        start = self.near.start[self.place(cylinder)]
        around = self.near.case[start : start + self.near.gathered[cylinder.entry]]
        is_inside = (days[around] >= cylinder.first_day) & (days[around] <= cylinder.last_day)
        return np.sort(around[is_inside])

    def place(self, cylinder: Cylinder) -> int:
        """Position of the place in the middle."""
        return int(np.searchsorted(self.near.start, cylinder.entry, side="right")) - 1

    def _cylinders(self, days: NDArray[np.int64]) -> Iterator[_Cylinders]:
        """
        Make every cylinder that can be the likeliest around its centre.

        Shrinking a circle to its farthest case, or a run of days to its first and last case, loses
        no case and expects no more: it is enough to ask circles that reach to a case, and runs
        that begin and end on the day of a case. Where watch is kept, all end on that day.
        """
        near, before = self.near, self.max_days - 1
        place, anchor = self._centres(days)
        length = near.start[place + 1] - near.start[place]
        entry, row = _ranges(near.start[place], length)
        slot = days[near.case[entry]] - anchor[row] + before  # from 0; the centre's day is `before`
        is_close = (slot >= 0) & (slot <= 2 * before)
        entry, row, slot = entry[is_close], row[is_close], slot[is_close]
        held = np.bincount(row, minlength=place.size)
        begin = np.cumsum(held) - held
        centre, low, high = _runs_of_days(row, slot, place.size, self.max_days)
        first_day = anchor[centre] + low - before
        last_day = anchor[centre] + high - before
        in_days = np.searchsorted(self.sorted_days, last_day, side="right")
        in_days = in_days - np.searchsorted(self.sorted_days, first_day)
        for part in _portions(held[centre]):
            of_part = centre[part]
            at, window = _ranges(begin[of_part], held[of_part])
            is_inside = (slot[at] >= low[part][window]) & (slot[at] <= high[part][window])
            cases = _count_within(is_inside, held[of_part])
            expected = near.gathered[entry[at]] * in_days[part][window] / days.size
            yield _Cylinders(
                of_part[window],
                entry[at],
                first_day[part][window],
                last_day[part][window],
                expected,
                log_likelihood_ratio(cases, expected, days.size),
            )

    def _centres(self, days: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Places around which to look, each with the day that its cylinders must hold."""
        if self.ending_on is None:
            centres = np.unique(np.column_stack([self.near.place, days]), axis=0)
            return centres[:, 0], centres[:, 1]
        place = np.unique(self.near.place[days > self.ending_on - self.max_days])
        return place, np.full(place.size, self.ending_on)


def _runs_of_days(
    row: NDArray[np.intp], slot: NDArray[np.int64], centres: int, max_days: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Pair every first with every last slot of a centre that lie within `max_days`."""
    before = max_days - 1
    is_day = np.zeros((centres, 2 * before + 1), dtype=bool)
    is_day[row, slot] = True
    is_day[:, before] = True
    first_row, first = np.nonzero(is_day[:, :max_days])
    last_row, last = np.nonzero(is_day[:, before:])
    lasts = np.bincount(last_row, minlength=centres)
    start = np.cumsum(lasts) - lasts
    at, pair = _ranges(start[first_row], lasts[first_row])
    low, high = first[pair], last[at] + before
    fits = high - low <= before
    return first_row[pair][fits], low[fits], high[fits]


def _ranges(
    start: NDArray[np.intp], length: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lay ranges end to end: their numbers, and which range each belongs to."""
    which = np.repeat(np.arange(length.size), length)
    offset = start - (np.cumsum(length) - length)
    return np.arange(which.size) + offset[which], which


def _count_within(is_inside: NDArray[np.bool_], length: NDArray[np.intp]) -> NDArray[np.float64]:
    """Count from the start of each range up to each of its numbers."""
    so_far = np.concatenate([[0], np.cumsum(is_inside)])
    start = np.cumsum(length) - length
    return np.asarray(so_far[1:] - np.repeat(so_far[start], length), dtype=np.float64)


def _portions(sizes: NDArray[np.intp]) -> Iterator[slice]:
    """Split rows where another million numbers are full."""
    portion = np.cumsum(sizes) // _NUMBERS_AT_ONCE
    bounds = [*np.flatnonzero(np.diff(portion, prepend=-1)).tolist(), sizes.size]
    for start, stop in pairwise(bounds):
        yield slice(start, stop)
