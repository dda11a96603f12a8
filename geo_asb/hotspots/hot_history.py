"""Which cells were hot in each of the last twelve runs, judged alike so that runs compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_asb.errors import FrameError
from geo_asb.hotspots.chance import Chance
from geo_asb.hotspots.gi_star import refuse_other_shape, whole_counts
from geo_asb.hotspots.hot_cells import Town, benjamini_hochberg, explain, hot_cells

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = ["METHOD", "HotHistory", "hot_history"]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "hot-history-1"


@dataclass(frozen=True, slots=True, eq=False)
class HotHistory:
    """
    Verdicts of several runs, (n, runs) each, newest run last.

    is_hot   strong in the run, that is after correction for all cells of it
    is_sure  strong even after correction for all cells of all runs
    """

    is_hot: NDArray[np.bool_]
    is_sure: NDArray[np.bool_]


def hot_history(
    counts_by_run: ArrayLike,
    homes: ArrayLike,
    neighbours: csr_array,
    *,
    newest: pd.DataFrame | None = None,
    false_discovery: float = 0.05,
) -> HotHistory:
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
    newest : what `hot_cells` said of the newest run, where that is there already.
    false_discovery : expected share of luck among the hot cells of one run.

    Returns
    -------
    A `HotHistory`. Neighbouring runs share cases: hot twice is not found twice.

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
    >>> hot_history(np.column_stack([quiet, hot]), np.full(144, 20), town).is_hot[65].tolist()
    [False, True]
    """
    by_run = np.asarray(counts_by_run, dtype=np.float64)
    at_home = np.asarray(homes, dtype=np.float64)
    _refuse_misfits(by_run, at_home)
    refuse_other_shape(neighbours, at_home.size)
    counts = np.column_stack([whole_counts(run, "counts_by_run") for run in by_run.T])
    if newest is None:
        newest = hot_cells(counts[:, -1], at_home, neighbours, false_discovery=false_discovery)
    tested = np.flatnonzero(at_home > 0)
    near = neighbours[tested][:, tested]
    p = np.full(by_run.shape, np.nan)
    for run, cases in enumerate(counts.T[:-1].astype(np.int64)):
        town = Town(cases[tested], at_home[tested], near)
        p[tested, run] = _explained_as(newest, town)
    p[:, -1] = newest["p"]
    corrected = np.column_stack([benjamini_hochberg(run) for run in p.T])
    holds_more = by_run > at_home[:, None] * _rates(by_run[tested], at_home[tested])
    is_hot = holds_more & (corrected <= false_discovery)
    return HotHistory(is_hot, is_hot & (benjamini_hochberg(p) <= false_discovery))


def _explained_as(newest: pd.DataFrame, town: Town) -> NDArray[np.float64]:
    """
    Judge an earlier run by the chance of the newest, at its own rate.

    A place that holds no more than expected is not asked: its p is far above any bar and is put
    at 1, which changes no verdict.
    """
    p = np.ones(town.cases.size)
    said = newest.attrs
    chance = Chance(said["place_shape"], said["repeat_share"], said["repeat_goes_on"])
    rate = said["elsewhere_per_1000_homes"] / 1000
    expected = rate * town.cases.sum() / said["cases_counted"] * town.homes
    asked = np.flatnonzero(town.gathered > town.neighbours @ expected)
    if asked.size:
        there = Town(town.cases, town.homes, town.neighbours[asked])
        p[asked] = explain(there, expected, chance)[0]
    return p


def _rates(by_run: NDArray[np.float64], homes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cases to a home in each run."""
    return np.asarray(by_run.sum(axis=0) / homes.sum())


def _refuse_misfits(by_run: NDArray[np.float64], homes: NDArray[np.float64]) -> None:
    if by_run.ndim != 2 or by_run.shape[0] != homes.size or by_run.shape[1] < 1:
        message = (
            f"counts_by_run have the shape {by_run.shape} for {homes.size} cells with homes; give "
            "one row for each cell and one column for each run."
        )
        raise FrameError(message)
