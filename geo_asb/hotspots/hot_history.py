"""Which cells were hot in each of the last twelve runs, judged alike so that runs compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_asb.errors import FrameError
from geo_asb.hotspots.gi_star import refuse_flat_or_tiny, refuse_other_shape, whole_counts
from geo_asb.hotspots.hot_cells import Judgement, Town, benjamini_hochberg, explain, judge

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = ["METHOD", "hot_history"]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "hot-history-1"


def hot_history(
    counts_by_run: ArrayLike,
    homes: ArrayLike,
    neighbours: csr_array,
    *,
    false_discovery: float = 0.05,
) -> NDArray[np.bool_]:
    """
    Say in which runs each cell was strong, with what chance does learned from the newest run.

    `hot_cells` learns chance from its own counts, twelve times over for twelve runs that share most
    of their cases. Here it is learned once: runs are judged by one measure and compare with each
    other, at a sixth of the work. The newest run is the one of `hot_cells`.

    Parameters
    ----------
    counts_by_run : (n, runs) cases in each cell in the window of each run, newest run last.
    homes : (n,) homes in each cell; a cell without is never hot.
    neighbours : (n, n) of 0 and 1; row i marks the cells within reach of i, i among them.
    false_discovery : expected share of luck among the hot cells of one run.

    Returns
    -------
    (n, runs) of bool. Neighbouring runs share cases: hot twice is not found twice.

    Raises
    ------
    TooFewCasesError
        Fewer than 30 cells have homes, or all of them hold the same count in the newest run.
    FrameError
        Arrays that do not fit each other.

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots import neighbours_within
    >>> x, y = np.meshgrid(np.arange(12) * 150.0, np.arange(12) * 150.0)
    >>> town = neighbours_within(np.column_stack([x.ravel(), y.ravel()]), 225)
    >>> quiet = np.tile([0, 1, 0, 2, 0, 0], 24)
    >>> hot = quiet.copy()
    >>> hot[[64, 65, 66, 76, 77, 78]] = 7
    >>> hot_history(np.column_stack([quiet, hot]), np.full(144, 20), town)[65].tolist()
    [False, True]
    """
    by_run = np.asarray(counts_by_run, dtype=np.float64)
    at_home = np.asarray(homes, dtype=np.float64)
    _refuse_misfits(by_run, at_home)
    refuse_other_shape(neighbours, at_home.size)
    tested = np.flatnonzero(at_home > 0)
    counts = np.column_stack([whole_counts(run, "counts_by_run") for run in by_run.T])[tested]
    refuse_flat_or_tiny(counts[:, -1])
    near = neighbours[tested][:, tested]
    towns = [Town(run.astype(np.int64), at_home[tested], near) for run in counts.T]
    newest = judge(towns[-1])
    strong = np.zeros(by_run.shape, dtype=np.bool_)
    for run, town in enumerate(towns[:-1]):
        strong[tested, run] = _strong_as(newest, town, towns[-1], false_discovery)
    strong[tested, -1] = _strong(newest.p, towns[-1], false_discovery)
    return strong


def _strong_as(
    newest: Judgement, town: Town, newest_town: Town, false_discovery: float
) -> NDArray[np.bool_]:
    """Judge an earlier run by the chance of the newest, at its own rate."""
    cases, cases_newest = town.cases.sum(), newest_town.cases.sum()
    if cases == 0:
        return np.zeros(town.cases.size, dtype=np.bool_)
    rate = newest.rate * cases / cases_newest
    p, _ = explain(town, rate * town.homes, newest.chance)
    return _strong(p, town, false_discovery)


def _strong(p: NDArray[np.float64], town: Town, false_discovery: float) -> NDArray[np.bool_]:
    holds_more = town.cases > town.homes * (town.cases.sum() / town.homes.sum())
    return np.asarray(holds_more & (benjamini_hochberg(p) <= false_discovery))


def _refuse_misfits(by_run: NDArray[np.float64], homes: NDArray[np.float64]) -> None:
    if by_run.ndim != 2 or by_run.shape[0] != homes.size or by_run.shape[1] < 1:
        message = (
            f"counts_by_run have the shape {by_run.shape} for {homes.size} cells with homes; give "
            "one row for each cell and one column for each run."
        )
        raise FrameError(message)
