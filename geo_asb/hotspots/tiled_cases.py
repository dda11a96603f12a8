"""Pairs and clusters of cases, tile by tile: none lost or told twice at an edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_asb.hotspots.clusters import (
    clusters_of,
    in_order_of_cases,
    refuse_odd_reach,
    refuse_odd_window,
)
from geo_asb.hotspots.knox import Bands, Metric, Town, count_pairs, ends_and_forks
from geo_asb.hotspots.near_repeat import (
    bands_of,
    beside_chance,
    cases_at_points,
    named_in_words,
    refuse_unfit,
    what_was_tested,
)
from geo_asb.tiles import Points, Source, Tile, Tiling, cut_tiles, map_tiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Counts = NDArray[np.int64]

__all__ = ["tiled_near_repeat", "tiled_st_dbscan"]


def tiled_near_repeat(
    source: Source,
    *,
    space_edges_m: ArrayLike,
    day_edges: ArrayLike,
    metric: Metric = "euclidean",
    tiling: Tiling,
) -> pd.DataFrame:
    """
    Count pairs of cases near in space and in time beside chance, tile by tile.

    Parameters
    ----------
    source : where the cases are.
    space_edges_m, day_edges, metric : as for `near_repeat`.
    tiling : side of the tiles, such as 5,000 m, and the executor.

    Returns
    -------
    The rows of `near_repeat` in its closed form, with its `attrs`, equal to the last bit. Only sums
    travel back: pairs and neighbours, how many cases fall on each day, and how many points hold
    how many cases. What chance would make of them is worked out from the sums of all tiles.

    Raises
    ------
    FrameError, TooFewCasesError, TooCoarseError
        As `near_repeat`, of all cases together.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> cases = Points.of(rng.uniform(0, 3000, (60, 2)), rng.integers(0, 365, 60))
    >>> found = tiled_near_repeat(
    ...     cases, space_edges_m=[0, 200, 400], day_edges=[0, 8, 15], tiling=Tiling(side_m=1000)
    ... )
    >>> len(found), int(found["observed"].sum())
    (4, 10)
    """
    bands = bands_of(space_edges_m, day_edges, metric)
    reach_m = float(bands.space_edges_m[-1])
    tiles = cut_tiles(source.bounds_m(), side_m=tiling.side_m, halo_m=reach_m)
    sums = map_tiles(partial(_pair_sums, bands), source, tiles, executor=tiling.executor)
    days = np.concatenate([np.repeat(each.days, each.on_day) for each in sums])
    at_points = np.concatenate([np.repeat(each.at_point, each.points) for each in sums])
    refuse_unfit(days, at_points)
    observed = np.sum([each.twice for each in sums], axis=0) // 2
    in_space = np.sum([each.in_space for each in sums], axis=0)
    day = days - days.min()
    edges = np.minimum(bands.day_edges, day.max() + 1)
    frame = named_in_words(bands, beside_chance(observed, in_space, day, edges))
    frame.attrs.update(what_was_tested(bands, at_points, frame, 0))
    return frame


@dataclass(frozen=True, slots=True)
class _PairSums:
    """
    What one tile adds to the near repeats of all.

    twice     pairs in each band, counted for each of their cases that the tile owns
    in_space  `ends_and_forks` of its own cases
    days      distinct days of its own cases; on_day: how many fall on each
    at_point  distinct numbers of cases at a point; points: how many hold so many
    """

    twice: Counts
    in_space: Counts
    days: Counts
    on_day: Counts
    at_point: Counts
    points: Counts


def _pair_sums(bands: Bands, points: Points, tile: Tile) -> _PairSums:
    is_own = tile.owns(points.points_m)
    own, around = points.where(is_own), points.where(~is_own)
    pairs, degrees = _pairs(bands, points)
    return _PairSums(
        pairs - _pairs(bands, around)[0] + _pairs(bands, own)[0],
        ends_and_forks(degrees[is_own]),
        *np.unique(own.days, return_counts=True),
        *np.unique(cases_at_points(own.points_m), return_counts=True),
    )


def _pairs(bands: Bands, points: Points) -> tuple[Counts, Counts]:
    """Count pairs in each band, and each case's neighbours in each band of space."""
    n = len(points.points_m)
    if n == 0:
        return np.zeros(bands.shape, dtype=np.int64), np.zeros((0, bands.shape[0]), dtype=np.int64)
    town = Town.of(points.points_m, points.days, bands)
    counts, degrees = count_pairs(town)
    in_order = np.empty_like(degrees)
    in_order[town.lanes.order] = degrees
    return counts, in_order


def tiled_st_dbscan(
    source: Source, *, reach_m: float, window_days: int, min_cases: int, tiling: Tiling
) -> pd.Series:
    """
    Say which cases belong together, tile by tile.

    Parameters
    ----------
    source : where the cases are.
    reach_m, window_days, min_cases : as for `st_dbscan`.
    tiling : side of the tiles, such as 5,000 m, and the executor.

    Returns
    -------
    The labels of `st_dbscan(all points, all days)`, in the order of the cases; the index holds
    their numbers.

    Raises
    ------
    FrameError, TooFewCasesError, TooCoarseError
        As `st_dbscan`, of all cases together.

    Notes
    -----
    A tile reads three reaches around it. So it knows whether the neighbours of neighbours of its
    cases are cores, and puts every case within reach of it into the very cluster that the whole map
    would: what two tiles say of one case joins their clusters.

    Examples
    --------
    >>> places_m = np.array([[90.0, 0], [110.0, 0], [95.0, 9], [95.0, 9], [900.0, 0]])
    >>> cases = Points.of(places_m, np.array([1, 3, 4, 90, 2]))
    >>> tiled_st_dbscan(
    ...     cases, reach_m=50, window_days=14, min_cases=3, tiling=Tiling(side_m=100)
    ... ).tolist()
    [0, 0, 0, -1, -1]
    """
    refuse_odd_reach(reach_m, min_cases)
    tiles = cut_tiles(source.bounds_m(), side_m=tiling.side_m, halo_m=3 * reach_m)
    cluster = partial(clusters_of, reach_m=reach_m, window_days=window_days, min_cases=min_cases)
    told = map_tiles(
        partial(_local_labels, cluster, reach_m), source, tiles, executor=tiling.executor
    )
    refuse_odd_window(np.concatenate([each.days for each in told]), window_days)
    return _joined(told)


@dataclass(frozen=True, slots=True)
class _Labels:
    """
    What one tile says of clusters.

    numbers, labels, days  of its own cases
    outside, beyond        numbers and labels of the clustered cases within reach of it
    """

    numbers: Counts
    labels: Counts
    days: Counts
    outside: Counts
    beyond: Counts


def _local_labels(
    cluster: Callable[[NDArray[np.float64], Counts], Counts],
    reach_m: float,
    points: Points,
    tile: Tile,
) -> _Labels:
    none = np.zeros(0, dtype=np.int64)
    is_own = tile.owns(points.points_m)
    if not is_own.any():
        return _Labels(none, none, none, none, none)
    labels = cluster(points.points_m, points.days)
    near = points.part(Tile(tile.core_m, reach_m).reads_m).numbers
    is_shared = ~is_own & (labels >= 0) & np.isin(points.numbers, near, assume_unique=True)
    return _Labels(
        points.numbers[is_own],
        labels[is_own],
        points.days[is_own],
        points.numbers[is_shared],
        labels[is_shared],
    )


def _joined(told: list[_Labels]) -> pd.Series:
    """Make one cluster of what different tiles say of the same cases."""
    # Labels of different tiles are different to begin with.
    many = [1 + max(each.labels.max(initial=-1), each.beyond.max(initial=-1)) for each in told]
    first = np.cumsum([0, *many])
    numbers = np.concatenate([each.numbers for each in told])
    labels = np.concatenate(
        [_moved(each.labels, at) for each, at in zip(told, first, strict=False)]
    )
    order = np.argsort(numbers)
    numbers, labels = numbers[order], labels[order]
    outside = np.concatenate([each.outside for each in told])
    beyond = np.concatenate([each.beyond + at for each, at in zip(told, first, strict=False)])
    same = labels[np.searchsorted(numbers, outside)], beyond
    joins = coo_array((np.ones(outside.size, dtype=np.bool_), same), shape=(first[-1],) * 2)
    _, cluster = connected_components(joins, directed=False)
    merged = np.append(cluster, -1)[labels]  # -1, for none, is the last
    return pd.Series(in_order_of_cases(merged), index=pd.Index(numbers, name="number"))


def _moved(labels: Counts, by: int) -> Counts:
    return np.where(labels >= 0, labels + by, -1)
