"""Where counts gather more than chance would have it: the Getis-Ord Gi* statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.touching import TouchingCells

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["gi_star", "refuse_flat_or_tiny", "refuse_other_shape", "scores_of_sums", "whole_counts"]

FEWEST_CELLS = 30


def gi_star(counts: ArrayLike, neighbours: csr_array | TouchingCells) -> NDArray[np.float64]:
    """
    Score each cell with the Getis-Ord Gi* statistic.

    Parameters
    ----------
    counts : (n,) cases per cell, empty cells included; whole numbers, also as floats.
    neighbours : (n, n) of 0 and 1; row i marks the cells within reach of i, i among them: of
        `neighbours_within` or `grid_neighbours`, or of `touching_cells` for a large whole grid.

    Returns
    -------
    (n,) z-scores, no unit. A high score is a gathering, not a cause, and not yet a hotspot:
    `hot_cells` asks whether homes and chance explain it. NaN for a cell whose reach is the whole
    map, for there is nothing left to compare it with.

    Raises
    ------
    TooFewCasesError
        Fewer than 30 cells, or every cell holds the same count.
    FrameError
        Counts are negative, broken or not finite, or `neighbours` is not (n, n).

    References
    ----------
    Ord and Getis (1995), Geographical Analysis 27(4).

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots.grid import neighbours_within
    >>> street_m = np.column_stack([np.arange(40) * 100.0, np.zeros(40)])
    >>> counts = np.ones(40)
    >>> counts[20:22] = 9
    >>> scores = gi_star(counts, neighbours_within(street_m, 150))
    >>> np.flatnonzero(scores > 3).tolist()
    [20, 21]
    """
    cases = whole_counts(counts, "counts")
    refuse_other_shape(neighbours, cases.size)
    refuse_flat_or_tiny(cases)
    reach, squares = _sum_and_squares(neighbours)
    return scores_of_sums(cases, np.asarray(neighbours @ cases), reach, squares)


def scores_of_sums(
    cases: NDArray[np.float64],
    gathered: NDArray[np.float64],
    reach: NDArray[np.float64],
    squares: NDArray[np.float64],
) -> NDArray[np.float64]:
    """
    Score cells whose sums over neighbours are known.

    Parameters
    ----------
    cases : (n,) in each cell.
    gathered : (n,) cases in each cell and its neighbours.
    reach : (n,) sum of the weights of each row of neighbours; how many they are.
    squares : (n,) sum of their squares; the same where all weights are 0 or 1.
    """
    n = cases.size
    expected = cases.mean() * reach
    spread = n * squares - reach**2
    deviation = cases.std() * np.sqrt(spread / (n - 1))
    scores = np.full(n, np.nan)
    np.divide(gathered - expected, deviation, out=scores, where=spread > 0)
    return scores


def _sum_and_squares(
    neighbours: csr_array | TouchingCells,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Row sums of weights and of squared weights, which differ as soon as one is not 0 or 1."""
    if isinstance(neighbours, TouchingCells):
        reach = neighbours @ np.ones(neighbours.places.size)
        return reach, reach
    if (neighbours.data == 1).all():
        reach = np.diff(neighbours.indptr).astype(np.float64)
        return reach, reach
    weights = neighbours.astype(np.float64)
    return np.asarray(weights.sum(axis=1)), np.asarray(weights.power(2).sum(axis=1))


def whole_counts(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Check that counts are one whole number from zero up for each cell; return them as floats."""
    counts = np.asarray(values, dtype=np.float64)
    if counts.ndim != 1:
        message = f"{name} have the shape {counts.shape}; give one number for each cell."
        raise FrameError(message)
    wrong = ~np.isfinite(counts) | (counts < 0) | (counts != np.floor(counts))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        message = (
            f"{name} hold {counts[first]} at position {first}; give whole numbers from zero up, "
            "and leave out cells whose number is not known."
        )
        raise FrameError(message)
    return counts


def refuse_other_shape(neighbours: csr_array | TouchingCells, n: int) -> None:
    """Raise FrameError unless `neighbours` is (n, n)."""
    if neighbours.shape != (n, n):
        message = (
            f"neighbours are {neighbours.shape[0]} x {neighbours.shape[1]} for {n} cells; make "
            "them from the same cells as the counts."
        )
        raise FrameError(message)


def refuse_flat_or_tiny(counts: NDArray[np.float64]) -> None:
    """Raise TooFewCasesError where counts cannot show a gathering."""
    if counts.size < FEWEST_CELLS:
        message = (
            f"{counts.size} cells are too few to say where cases gather: at least {FEWEST_CELLS} "
            "are needed. Take smaller cells or a larger area."
        )
        raise TooFewCasesError(message)
    if counts.min() == counts.max():
        message = (
            f"every one of {counts.size} cells holds {counts[0]:.0f} cases, so none stands out. "
            "Take a longer period or more types."
        )
        raise TooFewCasesError(message)
