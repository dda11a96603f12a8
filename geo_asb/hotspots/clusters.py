"""Which cases belong together: clusters in space, and in space and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.inputs import points_in_metres, refuse_monthly, whole_days
from geo_asb.hotspots.pairs import lanes_along_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from geo_asb.hotspots.pairs import Lanes, Pairs

__all__ = [
    "clusters_of",
    "in_order_of_cases",
    "place_clusters",
    "refuse_odd_reach",
    "refuse_odd_window",
    "st_dbscan",
]

# Portions hold as many pairs as there are spots, for joining groups looks at every spot each time.
_FEWEST_PAIRS_AT_ONCE = 2**16
# A window of a month or more may be asked of dates that stand for months.
_SHORTER_THAN_MONTHS_DAYS = 28


def st_dbscan(
    points_m: ArrayLike, days: ArrayLike, *, reach_m: float, window_days: int, min_cases: int
) -> NDArray[np.int64]:
    """
    Say which cases belong together, in space and in time.

    Two cases are neighbours when they lie within the reach and within the window of each other,
    both ends included. A case with `min_cases` neighbours or more, itself among them, is a core;
    cores that are neighbours share a cluster. Any other case with a core among its neighbours joins
    the cluster of the nearest one: in metres, then in days; of equals the earlier, then the more
    western, then the more southern. So the answer does not depend on the order of the cases.

    Parameters
    ----------
    points_m : (n, 2) places in projected metres; many cases may share one.
    days : (n,) whole day numbers or datetime64.
    reach_m : how far neighbours may lie apart, above 0.
    window_days : how many days may lie between neighbours, 0 for the same day.
    min_cases : cases that make a core, itself counted; at least 1.

    Returns
    -------
    (n,) labels: 0 for the cluster of the first clustered case, 1 for the next; -1 for none. A
    cluster says that cases came close together, not why, and not that they are more than chance
    would bring.

    Raises
    ------
    FrameError
        Places or days that are not known, or a reach, window or number out of range.
    TooFewCasesError
        No case at all.
    TooCoarseError
        Days that stand for months, and a window of less than 28 days.

    References
    ----------
    Birant and Kut (2007), Data and Knowledge Engineering 60(1); without their third distance, of
    values other than place and time, for cases have none.

    Examples
    --------
    >>> places_m = [[0, 0], [30, 0], [0, 30], [0, 30], [900, 0]]
    >>> st_dbscan(places_m, [1, 3, 4, 90, 2], reach_m=50, window_days=14, min_cases=3).tolist()
    [0, 0, 0, -1, -1]
    """
    points = _points(points_m, reach_m, min_cases)
    when = whole_days(days, len(points))
    refuse_odd_window(when, window_days)
    return clusters_of(points, when, reach_m=reach_m, window_days=window_days, min_cases=min_cases)


def refuse_odd_window(days: NDArray[np.int64], window_days: int) -> None:
    """Raise FrameError for a window out of range, TooCoarseError for days too coarse for it."""
    if not (np.isfinite(window_days) and window_days >= 0 and window_days == int(window_days)):
        message = f"window_days is {window_days}; give a whole number of days from 0 up."
        raise FrameError(message)
    if window_days < _SHORTER_THAN_MONTHS_DAYS:
        refuse_monthly(days)


def clusters_of(
    points_m: NDArray[np.float64],
    days: NDArray[np.int64],
    *,
    reach_m: float,
    window_days: int,
    min_cases: int,
) -> NDArray[np.int64]:
    """Do what `st_dbscan` does, for at least one case, all of them known to be in order."""
    which, first, cases = _distinct(days, points_m[:, 0], points_m[:, 1])
    lanes = lanes_along_days(points_m[first], days[first], float(reach_m), int(window_days))
    spots = _Spots(points_m[first], days[first], cases, float(reach_m), lanes)
    return in_order_of_cases(_clusters(spots, min_cases)[which])


def place_clusters(points_m: ArrayLike, *, reach_m: float, min_cases: int) -> NDArray[np.int64]:
    """
    Say which cases lie together, whenever they came.

    This is DBSCAN as scikit-learn has it, on distinct points that weigh as many cases as they hold:
    the same labels, without measuring every pair of cases at one tower block.

    Parameters
    ----------
    points_m : (n, 2) places in projected metres; many cases may share one.
    reach_m : how far neighbours may lie apart, above 0.
    min_cases : cases within reach that make a core, itself counted; at least 1.

    Returns
    -------
    (n,) labels from 0, -1 for none. A case within reach of two clusters that is no core joins the
    one whose first core stands first.

    Raises
    ------
    FrameError
        Places that are not known, or a reach or number out of range.
    TooFewCasesError
        No case at all.

    References
    ----------
    Ester, Kriegel, Sander and Xu (1996), Proceedings of KDD-96.

    Examples
    --------
    >>> tower_block_m, alone_m = [[100, 100]] * 4, [[700, 100], [1300, 100]]
    >>> place_clusters([*tower_block_m, *alone_m], reach_m=50, min_cases=3).tolist()
    [0, 0, 0, 0, -1, -1]
    """
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 - takes a second, and few ask for it

    points = _points(points_m, reach_m, min_cases)
    which, first, cases = _distinct(points[:, 0], points[:, 1])
    # In the order of the first case at each, as scikit-learn would meet them.
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    found = DBSCAN(eps=float(reach_m), min_samples=int(min_cases))
    labels = found.fit(points[first[order]], sample_weight=cases[order]).labels_
    return np.asarray(labels[place[which]], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Spots:
    """Distinct places on distinct days, the earlier, more western, more southern first."""

    points_m: NDArray[np.float64]
    days: NDArray[np.int64]
    cases: NDArray[np.int64]
    reach_m: float
    lanes: Lanes

    def near(self) -> Iterator[Pairs]:
        """Yield neighbours, each pair once."""
        order = self.lanes.order
        x_m, y_m = np.ascontiguousarray(self.points_m[order].T)
        for i, j in self.lanes.candidates(max(self.days.size, _FEWEST_PAIRS_AT_ONCE)):
            is_near = (x_m[i] - x_m[j]) ** 2 + (y_m[i] - y_m[j]) ** 2 <= self.reach_m**2
            yield order[i[is_near]], order[j[is_near]]


def _clusters(spots: _Spots, min_cases: int) -> NDArray[np.int64]:
    """Give each spot the number of a spot in its cluster, -1 for none; pairs are never kept."""
    n = spots.cases.size
    neighbours = spots.cases.astype(np.float64)
    for i, j in spots.near():
        neighbours += np.bincount(i, spots.cases[j], n) + np.bincount(j, spots.cases[i], n)
    is_core = neighbours >= min_cases
    group, edges = np.arange(n), [(np.empty(0, np.intp), np.empty(0, np.intp))]
    for i, j in spots.near():
        both = is_core[i] & is_core[j]
        group = _joined(group, i[both], j[both])
        for other, core in ((i, j), (j, i)):
            is_edge = is_core[core] & ~is_core[other]
            edges.append((other[is_edge], core[is_edge]))
    group[~is_core] = -1
    other, core = (np.concatenate(side) for side in zip(*edges, strict=True))
    other, core = _nearest(spots, other, core)
    group[other] = group[core]
    return group


def _joined(
    group: NDArray[np.int64], i: NDArray[np.int64], j: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Make one group of every two that have a pair across."""
    one, other = group[i], group[j]
    is_across = one != other
    if not is_across.any():
        return group
    pairs = (np.ones(is_across.sum(), np.bool_), (one[is_across], other[is_across]))
    _, joined = connected_components(coo_array(pairs, shape=(group.size,) * 2), directed=False)
    return np.asarray(joined[group], dtype=np.int64)


def _nearest(
    spots: _Spots, others: NDArray[np.intp], cores: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Keep for each spot at the edge of clusters the core that is nearest to it."""
    apart_m2 = ((spots.points_m[others] - spots.points_m[cores]) ** 2).sum(axis=1)
    apart_days = np.abs(spots.days[others] - spots.days[cores])
    order = np.lexsort((cores, apart_days, apart_m2, others))
    each, first = np.unique(others[order], return_index=True)
    return each, cores[order[first]]


def _distinct(
    *columns: NDArray[np.float64] | NDArray[np.int64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
    """Tell which distinct row each row is, sorted; the first row of each; and how many it has."""
    order = np.lexsort(columns[::-1])
    is_new = np.ones(order.size, dtype=np.bool_)
    is_new[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    which = np.empty_like(order)
    which[order] = np.cumsum(is_new) - 1
    return which, order[is_new], np.diff(np.append(np.flatnonzero(is_new), order.size))


def in_order_of_cases(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give clusters numbers in the order of their first cases."""
    groups, first, which = np.unique(group, return_index=True, return_inverse=True)
    is_cluster = groups >= 0
    rank = np.full(groups.size, -1)
    rank[is_cluster] = np.argsort(np.argsort(first[is_cluster]))
    return np.asarray(rank[which], dtype=np.int64)


def refuse_odd_reach(reach_m: float, min_cases: int) -> None:
    """Raise FrameError for a reach or a number of cases out of range."""
    if not (np.isfinite(reach_m) and reach_m > 0):
        message = f"reach_m is {reach_m}; give metres above 0."
        raise FrameError(message)
    if not (np.isfinite(min_cases) and min_cases >= 1 and min_cases == int(min_cases)):
        message = f"min_cases is {min_cases}; give a whole number of cases from 1 up."
        raise FrameError(message)


def _points(points_m: ArrayLike, reach_m: float, min_cases: int) -> NDArray[np.float64]:
    refuse_odd_reach(reach_m, min_cases)
    if np.size(points_m) == 0:
        message = (
            "there are no cases to cluster. Take a longer period, more types or a larger area."
        )
        raise TooFewCasesError(message)
    return points_in_metres(points_m)
