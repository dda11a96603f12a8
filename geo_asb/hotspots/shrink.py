"""Rates of many areas side by side: small areas drawn to what is usual, ranks with their bands."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import chi2

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.gi_star import refuse_other_shape, whole_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = ["METHOD", "empirical_bayes", "rank_bands"]

# Raise by hand when a rule changes.
METHOD = "shrink-1"

FEWEST_HOMES = 50  # below it an area has no rate of its own and no rank


def empirical_bayes(
    cases: ArrayLike, homes: ArrayLike, neighbours: csr_array | None = None
) -> pd.Series:
    """
    Draw each area's rate to the usual one, the more so the fewer homes it has.

    Parameters
    ----------
    cases : (n,) cases in each area, whole numbers, also as floats.
    homes : (n,) homes in each area, at least 0.
    neighbours : (n, n) of 0 and 1, each area among its own: what is usual is then learned around
        each area. Left out: from all areas together.

    Returns
    -------
    (n,) shrunk rates, **cases per home**: times 1,000 for a table. NaN for an area without homes.
    Where areas differ no more than luck explains, all have the usual rate.

    `attrs` holds `method`, `areas_counted`, `cases_left_out` (in areas without homes) and
    `caveats`.

    For the officer's comparison only, never published: a shrunk rate times homes is no count of
    cases.

    Raises
    ------
    FrameError
        Arrays of different length, broken counts, negative homes, an area not its own neighbour.
    TooFewCasesError
        Fewer than two areas have homes.

    References
    ----------
    Marshall (1991), Applied Statistics 40(2); a variance below zero counts as zero.

    Examples
    --------
    >>> from geo_asb.hotspots import empirical_bayes
    >>> rates = empirical_bayes([3, 90, 20, 45], [10, 1000, 500, 900])
    >>> (1000 * rates).round().astype(int).tolist()
    [85, 88, 45, 52]
    """
    counts, living = _checked(cases, homes)
    lived_in = living > 0
    if neighbours is None:
        usual, spread, mean_homes = _moments_of_all(counts[lived_in], living[lived_in])
    else:
        near = _own_neighbours(neighbours, counts.size)[lived_in][:, lived_in]
        usual, spread, mean_homes = _moments_nearby(counts[lived_in], living[lived_in], near)
    between = np.maximum(spread - usual / mean_homes, 0.0)
    within = usual / living[lived_in]
    trust = np.divide(between, between + within, out=np.zeros_like(within), where=between > 0)
    own = counts[lived_in] / living[lived_in]
    rates = pd.Series(np.nan, index=pd.RangeIndex(counts.size), name="cases_per_home")
    rates[lived_in] = usual + trust * (own - usual)
    rates.attrs = _what_was_counted(counts, lived_in)
    return rates


def rank_bands(cases: ArrayLike, homes: ArrayLike, *, level: float = 0.95) -> pd.DataFrame:
    """
    Rank areas by their rate and say between which ranks each may truly lie.

    Parameters
    ----------
    cases : (n,) cases in each area over the same months.
    homes : (n,) homes in each area, at least 0.
    level : with at least this probability every true rank lies in its band, all areas at once.

    Returns
    -------
    One row for each area, in order: `rate_per_1000_homes`, `rank` (1 is the highest rate; areas
    of one rate share the better rank), `rank_low` and `rank_high`, the first and last rank it may
    have. NaN for an area below 50 homes, which has no rank.

    An area's rank can be better only where another's whole interval lies below its own, so that
    the bands are wide where cases are few: often nothing can be said but "not the lowest". Bands
    that overlap tell no order.

    `attrs` holds `method`, `areas_ranked`, `areas_left_out` and `caveats`.

    Raises
    ------
    FrameError
        Arrays of different length, broken counts, negative homes, `level` out of range.
    TooFewCasesError
        Fewer than two areas have 50 homes.

    References
    ----------
    Klein, Wright and Wieczorek (2020), Journal of the Royal Statistical Society A 183(3), with
    the exact intervals of Garwood (1936) at the level of Sidak (1967) for that many areas.

    Examples
    --------
    >>> from geo_asb.hotspots import rank_bands
    >>> ranks = rank_bands([90, 12, 30], [1000, 1000, 1000])
    >>> ranks[["rank", "rank_low", "rank_high"]].astype(int).to_numpy().tolist()
    [[1, 1, 1], [3, 2, 3], [2, 2, 3]]
    """
    counts, living = _checked(cases, homes)
    if not 0 < level < 1:
        message = f"level is {level}; give a share between 0 and 1, as 0.95."
        raise FrameError(message)
    ranked = living >= FEWEST_HOMES
    if ranked.sum() < 2:
        message = f"{ranked.sum()} areas have {FEWEST_HOMES} homes; ranks need two. Join areas."
        raise TooFewCasesError(message)
    rate = 1000 * counts[ranked] / living[ranked]
    low, high = _all_at_once(counts[ranked], level)
    low, high = low / living[ranked], high / living[ranked]
    columns = ["rate_per_1000_homes", "rank", "rank_low", "rank_high"]
    frame = pd.DataFrame(np.nan, index=pd.RangeIndex(counts.size), columns=columns)
    frame.loc[ranked, "rate_per_1000_homes"] = rate
    frame.loc[ranked, "rank"] = 1 + _how_many_above(rate, rate)
    frame.loc[ranked, "rank_low"] = 1 + _how_many_above(low, high)
    frame.loc[ranked, "rank_high"] = ranked.sum() - _how_many_above(-high, -low)
    frame.attrs = {
        "method": METHOD,
        "areas_ranked": int(ranked.sum()),
        "areas_left_out": int((~ranked).sum()),
        "caveats": (f"Bands hold for all {ranked.sum()} areas at once, if cases come like dice.",),
    }
    return frame


def _how_many_above(theirs: NDArray[np.float64], mine: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each of mine, how many of theirs are larger."""
    return theirs.size - np.searchsorted(np.sort(theirs), mine, side="right")


def _all_at_once(
    counts: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact Poisson limits that hold for all counts together."""
    tail = (1 - level ** (1 / counts.size)) / 2
    low = np.where(counts > 0, chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
    return low, np.asarray(chi2.isf(tail, 2 * counts + 2) / 2)


def _moments_of_all(
    counts: NDArray[np.float64], homes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Usual rate, variance of rates weighted by homes, homes in the mean area: one of each."""
    usual = counts.sum() / homes.sum()
    spread = (homes * (counts / homes - usual) ** 2).sum() / homes.sum()
    return np.asarray(usual), np.asarray(spread), np.asarray(homes.mean())


def _moments_nearby(
    counts: NDArray[np.float64], homes: NDArray[np.float64], near: csr_array
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """As `_moments_of_all`, for each area and those around it."""
    around = near @ homes
    usual = near @ counts / around
    # homes x (rate - usual)^2 added up around, with the square written out
    squares = near @ (counts**2 / homes) - 2 * usual * (near @ counts) + usual**2 * around
    return usual, np.maximum(squares, 0.0) / around, around / np.diff(near.indptr)


def _own_neighbours(neighbours: csr_array, n: int) -> csr_array:
    refuse_other_shape(neighbours, n)
    if not neighbours.diagonal().all():
        message = "an area is not its own neighbour; make neighbours with itself=True."
        raise FrameError(message)
    return neighbours


def _what_was_counted(
    counts: NDArray[np.float64], lived_in: NDArray[np.bool_]
) -> dict[Hashable | None, Any]:
    return {
        "method": METHOD,
        "areas_counted": int(lived_in.sum()),
        "cases_left_out": int(counts[~lived_in].sum()),
        "caveats": ("Shrunk rates are for comparing areas; they are no counts of cases.",),
    }


def _checked(cases: ArrayLike, homes: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    counts = whole_counts(cases, "cases")
    living = np.asarray(homes, dtype=np.float64)
    if living.shape != counts.shape:
        message = f"{counts.size} areas but homes of shape {living.shape}; give one for each area."
        raise FrameError(message)
    if not (np.isfinite(living) & (living >= 0)).all():
        message = "homes hold a negative number or a gap; put 0 where nobody lives."
        raise FrameError(message)
    if (living > 0).sum() < 2:
        message = "fewer than two areas have homes, so nothing is usual. Give more areas."
        raise TooFewCasesError(message)
    return counts, living
