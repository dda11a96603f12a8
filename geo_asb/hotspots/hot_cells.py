"""
Hotspot or luck? Which cells hold more cases than their homes and chance explain.

How the test was chosen, and how well it keeps its promise: docs/decisions/0003-hot-cells.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_asb.errors import FrameError
from geo_asb.hotspots.chance import SMALLEST_P, Chance, learn_chance, tail_of_capped, tail_of_sum
from geo_asb.hotspots.gi_star import refuse_flat_or_tiny, refuse_other_shape, whole_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = [
    "LIKELY_P",
    "METHOD",
    "Judgement",
    "Town",
    "benjamini_hochberg",
    "explain",
    "hot_cells",
    "judge",
]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "hot-cells-1"

LIKELY_P = 0.01
# A place can be hot all over, or in one spot only. The first question gets most of the error that
# may be made, the second the rest (a weighted Bonferroni correction).
_GATHERING_SHARE = 0.9
# Places that stand out this far are granted their own rate before chance is learned again.
_SET_ASIDE = 0.05


def hot_cells(
    counts: ArrayLike, homes: ArrayLike, neighbours: csr_array, *, false_discovery: float = 0.05
) -> pd.DataFrame:
    """
    Tell cells with more cases than homes and chance explain from those that had bad luck.

    Each cell is judged together with its neighbours. What chance can do is learned from the counts
    themselves: places differ and addresses repeat, so runs of cases are common where nothing is
    wrong. Places that stand out do not raise the bar for the others.

    Parameters
    ----------
    counts : (n,) cases in each cell, empty cells included; whole numbers, also as floats.
    homes : (n,) homes in each cell, or mappable public places for street types; at least 0.
    neighbours : (n, n) of 0 and 1; row i marks the cells within reach of i, i among them.
    false_discovery : expected share of luck among the cells called strong, between 0 and 1.

    Returns
    -------
    One row for each cell, in order (0 to n - 1): `expected` cases at the landlord's rate in the
    cell itself; and for the cell with its neighbours `score` (standard deviations above what is
    expected, no unit), `p` (of so many cases or more by chance), `adjusted_p` (Benjamini and
    Hochberg over all tested cells) and `verdict`: `strong` (adjusted p up to `false_discovery`),
    `likely` (p up to 0.01: may be chance) or `not shown`. A cell without homes is not tested:
    expected 0, NaN, `not shown`; nor is a cell shown that itself holds no more than expected,
    however hot its neighbours are.

    `attrs` says what was tested: `method`, `cells_tested`, `cases_counted`, `cases_left_out`
    (in cells without homes), `cases_per_1000_homes`, `elsewhere_per_1000_homes` (rate outside the
    places that stand out, from which p is computed), `dispersion`, and what was learned of chance:
    `place_shape`, `repeat_share`, `repeat_goes_on`.

    A strong cell is a gathering of reports. It says nothing about cause, and a quiet cell is not
    proved safe.

    Raises
    ------
    TooFewCasesError
        Fewer than 30 cells have homes, or all of them hold the same count.
    FrameError
        Arrays of different length, negative or broken counts, `false_discovery` out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots.grid import neighbours_within
    >>> x, y = np.meshgrid(np.arange(12) * 150.0, np.arange(12) * 150.0)
    >>> town = neighbours_within(np.column_stack([x.ravel(), y.ravel()]), 225)
    >>> counts = np.tile([0, 1, 0, 2, 0, 0], 24)
    >>> counts[[64, 65, 66, 76, 77, 78]] = 7
    >>> found = hot_cells(counts, np.full(144, 20), town)
    >>> found.verdict[65], found.verdict[0], found.attrs["cells_tested"]
    ('strong', 'not shown', 144)
    """
    cases, at_home = _checked(counts, homes, neighbours, false_discovery)
    tested = np.flatnonzero(at_home > 0)
    refuse_flat_or_tiny(cases[tested])
    town = Town(cases[tested].astype(np.int64), at_home[tested], neighbours[tested][:, tested])
    found = judge(town)
    frame = _not_tested(cases.size)
    rate = town.cases.sum() / town.homes.sum()
    frame.loc[tested, "expected"] = town.homes * rate
    frame.loc[tested, "score"] = _score(town, found)
    frame.loc[tested, "p"] = found.p
    frame["adjusted_p"] = benjamini_hochberg(frame["p"].to_numpy())
    holds_more = cases > frame["expected"].to_numpy()  # a quiet cell beside a hot one is not hot
    frame.loc[holds_more & (frame["p"] <= LIKELY_P), "verdict"] = "likely"
    frame.loc[holds_more & (frame["adjusted_p"] <= false_discovery), "verdict"] = "strong"
    frame.attrs.update(_what_was_tested(town, found))
    frame.attrs["cases_left_out"] = int(cases.sum() - town.cases.sum())
    return frame


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """
    Adjust many p-values so that a bar of 5% lets through at most 5% luck.

    Parameters
    ----------
    p : p-values between 0 and 1, any shape; NaN where nothing was tested.

    Returns
    -------
    Adjusted p-values in the same places; NaN stays NaN and counts as no test.

    Raises
    ------
    FrameError
        A value lies outside 0 to 1.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1).

    Examples
    --------
    >>> benjamini_hochberg([0.01, float("nan"), 0.04, 0.03]).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    values = np.asarray(p, dtype=np.float64)
    if ((values < 0) | (values > 1)).any():
        message = "p-values lie outside 0 to 1; pass probabilities, not scores."
        raise FrameError(message)
    adjusted = values.copy()
    is_tested = ~np.isnan(values)
    tested = values[is_tested]
    falling = np.argsort(-tested, kind="stable")
    rank = np.arange(tested.size, 0, -1)
    scaled = np.minimum.accumulate(tested[falling] * tested.size / rank)
    put_back = np.empty_like(tested)
    put_back[falling] = np.minimum(scaled, 1.0)
    adjusted[is_tested] = put_back
    return adjusted


@dataclass(frozen=True, slots=True)
class Town:
    """The tested cells: those with homes."""

    cases: NDArray[np.int64]
    homes: NDArray[np.float64]
    neighbours: csr_array

    @property
    def gathered(self) -> NDArray[np.int64]:
        """Cases in each cell and its neighbours."""
        return self.neighbours @ self.cases


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was learned about chance, and how it explains each neighbourhood."""

    chance: Chance
    rate: float
    p: NDArray[np.float64]
    p_above: NDArray[np.float64]


def judge(town: Town) -> Judgement:
    """
    Learn what chance does in a town and ask what it explains.

    Places that stand out are then granted their own rate, and chance is learned once more: a hot
    place must not teach us that such counts are common. Once is enough: more rounds, or a
    lower bar to stand out, find a little more and call too much luck strong.
    """
    found = _judge_once(town, np.ones(town.cases.size))
    stands_out = benjamini_hochberg(found.p) <= _SET_ASIDE
    if not stands_out.any():
        return found
    return _judge_once(town, _raised(town, found.rate, stands_out))


def _judge_once(town: Town, raised: NDArray[np.float64]) -> Judgement:
    rate = float(town.cases.sum() / (town.homes * raised).sum())
    chance = learn_chance(rate * town.homes * raised, town.cases)
    p, p_above = explain(town, rate * town.homes, chance)
    return Judgement(chance, rate, p, p_above)


def explain(
    town: Town, expected: NDArray[np.float64], chance: Chance
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    P of so much or more, and of more, in each neighbourhood.

    Asked twice: of the capped counts (is it hot all over?) and of the plain sum (is one spot so
    hot that no stack of cases explains it?). The second is asked where a cell exceeds its cap;
    elsewhere the two sums are one.
    """
    p, above, is_over_cap = tail_of_capped(chance, expected, town.neighbours, town.cases)
    p, above = p / _GATHERING_SHARE, above / _GATHERING_SHARE
    spots = np.flatnonzero(town.neighbours @ is_over_cap.astype(np.int64))
    if spots.size:
        near = town.neighbours[spots]
        spot_p, spot_above = tail_of_sum(chance, expected, near, near @ town.cases)
        p[spots] = np.minimum(p[spots], spot_p / (1 - _GATHERING_SHARE))
        above[spots] = np.minimum(above[spots], spot_above / (1 - _GATHERING_SHARE))
    return np.clip(p, SMALLEST_P, 1.0), np.clip(above, 0.0, 1.0)


def _raised(town: Town, rate: float, stands_out: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How many times its expectation each cell is granted: 1, or as its place stands out."""
    times = town.gathered / (town.neighbours @ (town.homes * rate))
    times = np.where(stands_out, np.maximum(times, 1.0), 1.0)
    near = town.neighbours
    return np.asarray(np.maximum.reduceat(times[near.indices], near.indptr[:-1]))


def _score(town: Town, found: Judgement) -> NDArray[np.float64]:
    expected = found.rate * town.homes
    variance = town.neighbours @ found.chance.variance(expected)
    above = town.gathered - town.neighbours @ expected
    return np.asarray(above / np.sqrt(variance))


def _not_tested(n: int) -> pd.DataFrame:
    nothing = np.full(n, np.nan)
    columns = {"expected": 0.0, "score": nothing, "p": nothing, "adjusted_p": nothing}
    return pd.DataFrame(columns, index=pd.RangeIndex(n)).assign(verdict="not shown")


def _what_was_tested(town: Town, found: Judgement) -> dict[str, str | int | float]:
    return {
        "method": METHOD,
        "cells_tested": int(town.cases.size),
        "cases_counted": int(town.cases.sum()),
        "cases_per_1000_homes": float(1000 * town.cases.sum() / town.homes.sum()),
        "elsewhere_per_1000_homes": 1000 * found.rate,
        "dispersion": found.chance.dispersion,
        "place_shape": found.chance.place_shape,
        "repeat_share": found.chance.repeat_share,
        "repeat_goes_on": found.chance.repeat_goes_on,
    }


def _checked(
    counts: ArrayLike, homes: ArrayLike, neighbours: csr_array, false_discovery: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    cases = whole_counts(counts, "counts")
    at_home = np.asarray(homes, dtype=np.float64)
    if at_home.shape != cases.shape:
        message = f"{cases.size} counts but homes of shape {at_home.shape}; give one for each cell."
        raise FrameError(message)
    if not (np.isfinite(at_home) & (at_home >= 0)).all():
        message = "homes hold a negative number or a gap; put 0 where nobody lives."
        raise FrameError(message)
    refuse_other_shape(neighbours, cases.size)
    if not neighbours.diagonal().all():
        message = "a cell is not its own neighbour; make neighbours with itself=True."
        raise FrameError(message)
    if not 0 < false_discovery < 1:
        message = f"false_discovery is {false_discovery}; give a share between 0 and 1, as 0.05."
        raise FrameError(message)
    return cases, at_home
