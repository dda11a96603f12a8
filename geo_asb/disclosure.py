"""
What each display level may see: one module, pure functions, no way round it.

Restricted cases never come this far: SQL leaves them out whole. Here small counts lose their
number, small areas join a neighbour, and questions that a level is never answered are refused.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_asb.errors import NotPublishedError
from geo_asb.model import DisplayLevel, Viewer

__all__ = [
    "CLASS_WORDS",
    "LEAST_ADDRESSES",
    "draws_cells",
    "map_classes",
    "merge_small",
    "refuse_unreleased",
]

LEAST_ADDRESSES = 8  # a displayed place stands for at least so many
CLASS_EDGES = (5, 10, 20)  # the first class joins 0 with 1-4, so that nobody can tell them apart
CLASS_WORDS = ("0 to 4", "5 to 9", "10 to 19", "20 or more")


def map_classes(counts: NDArray[np.int64]) -> NDArray[np.int8]:
    """Put counts into the partner map's classes: 0-4, 5-9, 10-19, 20 and more."""
    return np.searchsorted(CLASS_EDGES, counts, side="right").astype(np.int8)


def merge_small(
    addresses: NDArray[np.int64],
    centres_m: NDArray[np.float64],
    *,
    reach_m: float,
    least: int = LEAST_ADDRESSES,
) -> NDArray[np.int64]:
    """
    Join areas under `least` addresses with a neighbour until none is left.

    Smallest first, into its smallest neighbour within reach, or into the nearest area where none
    is within reach. Deterministic: ties go to the lower position.

    Parameters
    ----------
    addresses : (n,) postal addresses in each area.
    centres_m : (n, 2) centres, EPSG:27700.
    reach_m : areas whose centres are so near are neighbours.

    Returns
    -------
    (n,) for each area the lowest position of the areas it is joined with; -1 everywhere where all
    areas together hold fewer than `least`.
    """
    if addresses.sum() < least:
        return np.full(addresses.size, -1)
    tree = KDTree(centres_m)
    members = {n: [n] for n in range(addresses.size)}
    held = {n: int(count) for n, count in enumerate(addresses)}
    head = list(range(addresses.size))  # the joined area that each first area is part of
    queue = [(count, n) for n, count in held.items() if count < least]
    heapq.heapify(queue)
    while queue:
        count, small = heapq.heappop(queue)
        if held.get(small) != count:
            continue  # joined or grown since it was queued
        into = _partner(small, members, held, (tree, head, reach_m))
        keep, gone = min(small, into), max(small, into)
        held[keep] += held.pop(gone)
        for n in members.pop(gone):
            head[n] = keep
            members.setdefault(keep, []).append(n)
        if held[keep] < least:
            heapq.heappush(queue, (held[keep], keep))
    return np.array(head)


def _partner(
    small: int,
    members: dict[int, list[int]],
    held: dict[int, int],
    place: tuple[KDTree, list[int], float],
) -> int:
    """Choose the joined area that a small one goes into."""
    tree, head, reach_m = place
    near: set[int] = {
        head[other]
        for n in members[small]
        for other in tree.query_ball_point(tree.data[n], reach_m)
    } - {small}
    if near:
        return min(near, key=lambda other: (held[other], other))
    by_distance: list[int] = np.argsort(np.hypot(*(tree.data - tree.data[small]).T)).tolist()
    return next(head[n] for n in by_distance if head[n] != small)


def draws_cells(viewer: Viewer) -> bool:
    """Say whether this level is shown single cells with counts: officers alone."""
    return viewer.level is DisplayLevel.OFFICER


def refuse_unreleased(viewer: Viewer, *, nearest: str) -> None:
    """
    Stop a question that partner and public levels are never answered.

    Raises
    ------
    NotPublishedError
        At those levels; names the nearest table.
    """
    if viewer.level in {DisplayLevel.PARTNER, DisplayLevel.PUBLIC}:
        message = f"Not published at this level. The nearest table is: {nearest}."
        raise NotPublishedError(message)
