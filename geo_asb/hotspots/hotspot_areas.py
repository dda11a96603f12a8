"""Hotspots: hot cells that touch, followed from one month to the next."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

from geo_asb.errors import FrameError
from geo_asb.hotspots.gi_star import refuse_other_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = ["connected_cells", "same_places", "staying_hot"]

SAME_FROM = 0.5  # of the cells of the smaller of two: from here on they are one place


def connected_cells(is_hot: ArrayLike, neighbours: csr_array) -> NDArray[np.int64]:
    """
    Join hot cells that touch into areas.

    Parameters
    ----------
    is_hot : (n,) of bool.
    neighbours : (n, n) of 0 and 1; row i marks the cells that touch i.

    Returns
    -------
    (n,) the area of each hot cell, numbered from 0 in order of first cell; -1 for the others.

    Raises
    ------
    FrameError
        `neighbours` is not (n, n).

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots import neighbours_within
    >>> street = neighbours_within(np.column_stack([np.arange(6) * 100.0, np.zeros(6)]), 150)
    >>> connected_cells([True, True, False, False, True, False], street).tolist()
    [0, 0, -1, -1, 1, -1]
    """
    hot = np.asarray(is_hot, dtype=bool)
    refuse_other_shape(neighbours, hot.size)
    at = np.flatnonzero(hot)
    areas = np.full(hot.size, -1, dtype=np.int64)
    if at.size:
        _, joined = connected_components(neighbours[at][:, at], directed=False)
        _, first, same = np.unique(joined, return_index=True, return_inverse=True)
        areas[at] = np.argsort(np.argsort(first))[same]
    return areas


def same_places(before: Sequence[Set[str]], now: Sequence[Set[str]]) -> list[int | None]:
    """
    Recognise areas of an earlier month: one that shares half the cells of the smaller of the two.

    Parameters
    ----------
    before, now : the cell ids of each area; areas of one month share no cell.

    Returns
    -------
    For each area now the position of the area before that it is, or None where it is another. Where
    an area split or two grew together, the pair with most cells in common is the same; of equal
    pairs the one with the lower positions. Each area before is recognised once.

    Examples
    --------
    >>> same_places([{"a", "b"}, {"x"}], [{"b", "c", "d"}, {"y"}, {"x", "z"}])
    [0, None, 1]
    """
    pairs = [
        (-len(shared), old, new)
        for new, cells in enumerate(now)
        for old, earlier in enumerate(before)
        if (shared := cells & earlier) and len(shared) >= SAME_FROM * min(len(cells), len(earlier))
    ]
    found: list[int | None] = [None] * len(now)
    for _, old, new in sorted(pairs):
        if found[new] is None and old not in found:
            found[new] = old
    return found


def staying_hot(
    is_hot: ArrayLike, other_of: ArrayLike, is_hot_other: ArrayLike
) -> NDArray[np.bool_]:
    """
    Mark the hot cells that are still hot where cells are cut otherwise.

    Parameters
    ----------
    is_hot : (n,) of bool, cells of the grid that is asked about.
    other_of : (n,) position of the cell of the other grid over each centre; -1 where there is none.
    is_hot_other : (m,) of bool.

    Returns
    -------
    (n,) of bool; their share of the hot cells says how far a map depends on where cells happen
    to lie.

    Raises
    ------
    FrameError
        Arrays of different length, or a position that the other grid does not have.

    Examples
    --------
    >>> staying_hot([True, True, False], [0, 1, -1], [True, False]).tolist()
    [True, False, False]
    """
    hot, there = np.asarray(is_hot, dtype=bool), np.asarray(other_of, dtype=np.int64)
    other = np.append(np.asarray(is_hot_other, dtype=bool), False)
    if hot.shape != there.shape or ((there < -1) | (there >= other.size - 1)).any():
        message = (
            f"other_of places {there.size} of {hot.size} cells in a grid of {other.size - 1}; give "
            "one position for each cell, -1 for none."
        )
        raise FrameError(message)
    return np.asarray(hot & other[there])
