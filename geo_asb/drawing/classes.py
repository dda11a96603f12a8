"""Classes of a count map: which cell is painted how, and what the legend says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_asb.answers import CellMap
from geo_asb.drawing.palette import COUNT_COLOURS

__all__ = ["MISSING", "NOT_PAINTED", "CellClass", "classify", "count_limits"]

NOT_PAINTED, MISSING = -1, -2
_PARTNER_LABELS = ("0 to 4", "5 to 9", "10 to 19", "20 and more")


@dataclass(frozen=True, slots=True)
class CellClass:
    """One step of the legend."""

    label: str
    colour: str


def count_limits(largest: int) -> tuple[tuple[int, int], ...]:
    """
    Divide 1 to `largest` into at most five classes, low and high included.

    The classes are equally wide on the square-root scale, on which counts spread evenly, so
    that single cases and large counts both keep a class of their own.

    Examples
    --------
    >>> count_limits(12)
    ((1, 1), (2, 2), (3, 4), (5, 8), (9, 12))
    """
    steps = len(COUNT_COLOURS)
    if largest <= steps:
        return tuple((n, n) for n in range(1, largest + 1))
    limits, low = [], 1
    for step in range(1, steps + 1):
        high = max(low, round(largest * (step / steps) ** 2))
        limits.append((low, high))
        low = high + 1
    return tuple(limits)


def classify(
    cells: CellMap, positions: NDArray[np.int64]
) -> tuple[tuple[CellClass, ...], NDArray[np.int8]]:
    """
    Give each cell its class.

    Parameters
    ----------
    cells : counts (officer) or classes (partner) by position.
    positions : (m,) the cells that are drawn.

    Returns
    -------
    The legend's classes, and (m,) the index of each cell's class, NOT_PAINTED for a cell without
    cases or outside the patch, MISSING where nothing was supplied.
    """
    if cells.classes is not None:
        legend = zip(_PARTNER_LABELS, COUNT_COLOURS, strict=False)
        of_cell = cells.classes[positions].astype(np.int8)
        return tuple(CellClass(*step) for step in legend), of_cell
    if cells.counts is None:
        return (), np.full(positions.size, NOT_PAINTED, dtype=np.int8)
    return _classify_counts(cells.counts[positions])


def _classify_counts(
    counts: NDArray[np.int32],
) -> tuple[tuple[CellClass, ...], NDArray[np.int8]]:
    limits = count_limits(int(counts.max(initial=0)))
    highs = np.array([high for _, high in limits], dtype=np.int64)
    of_cell = np.searchsorted(highs, counts).astype(np.int8)
    of_cell[counts <= 0] = NOT_PAINTED
    of_cell[counts == MISSING] = MISSING
    # Few classes start one step up: the palest alone would vanish on paper.
    colours = COUNT_COLOURS[1:] if len(limits) < len(COUNT_COLOURS) else COUNT_COLOURS
    labels = (f"{low}" if low == high else f"{low} to {high}" for low, high in limits)
    return tuple(CellClass(*step) for step in zip(labels, colours, strict=False)), of_cell
