"""Is a place new, growing, steady, fading, on and off, or over? Twelve monthly runs in one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_asb.errors import FrameError
from geo_asb.hotspots.gi_star import refuse_other_shape, whole_counts
from geo_asb.hotspots.hot_history import METHOD as HOT_METHOD
from geo_asb.hotspots.hot_history import hot_history
from geo_asb.hotspots.rates import rate_ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

__all__ = ["METHOD", "RUNS", "STATES", "change_all_over", "emerging", "state_words"]

# Raise by hand when a rule changes: stored states name the method they were made with.
METHOD = "emerging-1"

STATES = ("new", "growing", "steady", "fading", "on-off", "over")
RUNS = 12
_OFTEN = 8  # of twelve runs: steady
_SEVERAL = 3  # runs before a quiet place counts as over, not as a flicker
_QUARTER, _YEAR = 3, 12  # months compared, and how far back
_ALL_OVER = 1.5  # times as many cases (or as few) in all places: no longer of one place


def emerging(
    counts_by_month: ArrayLike,
    neighbours: csr_array,
    *,
    homes: ArrayLike | None = None,
    window_months: int = 12,
    false_discovery: float = 0.05,
) -> pd.Series:
    """
    Say in one word how each cell's last twelve runs went.

    A run is `hot_cells` on the `window_months` that end with a month; the last twelve months end
    one each, and the newest teaches all of them what chance can do. A cell is hot where the run
    calls it strong, that is after correction for all cells of that run. A cell that is not hot now
    has a word only where it was hot in some run after correction for all cells in all twelve runs:
    a year has twelve chances to have bad luck.

    Parameters
    ----------
    counts_by_month : (n, months) cases in each cell, oldest month first, at least
        `window_months` + 11 months and at least 15. A month nobody supplied is NaN in every cell:
        windows then add up the months there are.
    neighbours : (n, n) of 0 and 1; row i marks the cells within reach of i, i among them.
    homes : (n,) homes in each cell, or mappable public places; the same in every cell if left out.
    window_months : months that each run adds up, from 1.
    false_discovery : expected share of luck among the hot cells of one run.

    Returns
    -------
    (n,) words: `new` (hot only in the last two runs), `growing` and `fading` (hot now, with a
    clear rise or fall of the last three months on the same three a year before, the cell with its
    neighbours), `over` (hot in three or more, not in the last two), `steady` (hot in eight or more
    and now), `on-off` (any other that was hot), and an empty word where nothing is to be said.

    `attrs` holds `method`, `hot_method`, `cells_tested`, `hot_by_run` (cells, oldest run first),
    `months_missing` (positions) and `caveats`. No word says why.

    Raises
    ------
    FrameError
        Too few months, counts or homes that do not fit, a month supplied for some cells only.
    TooFewCasesError
        Fewer than 30 cells with homes, or all hold the same count in the newest window.

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots.grid import neighbours_within
    >>> x, y = np.meshgrid(np.arange(12) * 150.0, np.arange(12) * 150.0)
    >>> town = neighbours_within(np.column_stack([x.ravel(), y.ravel()]), 225)
    >>> counts = np.zeros((144, 23), dtype=int)
    >>> counts[::3, ::4] = 1
    >>> counts[[64, 65, 66, 76, 77, 78], -2:] = 6
    >>> words = emerging(counts, town)
    >>> words[65], words[0]
    ('new', '')
    """
    by_month = _checked(counts_by_month, neighbours, window_months)
    living = _living(homes, len(by_month))
    missing = _is_missing(by_month)
    supplied = np.where(missing, 0.0, by_month)
    history = hot_history(
        _windows(supplied, window_months), living, neighbours, false_discovery=false_discovery
    )
    is_told = history.is_hot[:, -1] | history.is_sure.any(axis=1)
    now, before = _quarters(supplied, missing)
    told = state_words(history.is_hot, neighbours @ now, neighbours @ before)
    words = pd.Series(np.where(is_told, told, ""), name="state")
    words.attrs = {
        "method": METHOD,
        "hot_method": HOT_METHOD,
        "cells_tested": int((living > 0).sum()),
        "hot_by_run": tuple(history.is_hot.sum(axis=0).tolist()),
        "months_missing": tuple(np.flatnonzero(missing).tolist()),
        "caveats": _caveats(window_months, missing)
        + change_all_over(int(now.sum()), int(before.sum())),
    }
    return words


def change_all_over(now: int, before: int) -> tuple[str, ...]:
    """
    Say, as a caveat, that all places changed so much at once that a state may be of them all.

    Parameters
    ----------
    now, before : cases in all places, in the last three months and in the same a year before.

    Returns
    -------
    One sentence where they differ clearly, one and a half times or more; else none.

    Examples
    --------
    >>> change_all_over(14_106, 7_684)[0][:62]
    'All places together have 1.8 times the cases of the same three'
    >>> change_all_over(110, 100)
    ()
    """
    change = rate_ratio(now, before)
    is_clear = change.verdict in ("clear rise", "clear fall")
    if not is_clear or 1 / _ALL_OVER < change.ratio < _ALL_OVER:
        return ()
    return (
        f"All places together have {change.ratio:.1f} times the cases of the same three months a "
        "year before, as where Covid breaches were recorded or recording changed: growing and "
        "fading may say no more than that.",
    )


def state_words(is_hot: ArrayLike, now: ArrayLike, before: ArrayLike) -> NDArray[np.str_]:
    """
    Turn twelve verdicts and one comparison into one word for each place.

    Parameters
    ----------
    is_hot : (n, 12) of bool, oldest run first.
    now, before : (n,) cases of the last three months and of the same three a year before.

    Returns
    -------
    (n,) words as `emerging` explains them, empty where never hot.

    Raises
    ------
    FrameError
        Not twelve runs, or arrays of different length.

    Examples
    --------
    >>> state_words([[False] * 11 + [True], [True] * 12], [5, 30], [5, 31]).tolist()
    ['new', 'steady']
    """
    hot = np.asarray(is_hot, dtype=bool)
    counts_now, counts_before = whole_counts(now, "now"), whole_counts(before, "before")
    if hot.shape != (counts_now.size, RUNS) or counts_before.size != counts_now.size:
        message = (
            f"is_hot has the shape {hot.shape} for {counts_now.size} counts now and "
            f"{counts_before.size} before; give {RUNS} runs and both counts for each place."
        )
        raise FrameError(message)
    times, is_now, lately = hot.sum(axis=1), hot[:, -1], hot[:, -2:].any(axis=1)
    change = np.full(times.size, "", dtype="<U16")
    for place in np.flatnonzero(is_now):
        change[place] = rate_ratio(int(counts_now[place]), int(counts_before[place])).verdict
    said = [
        (times == 0, ""),
        (lately & ~hot[:, :-2].any(axis=1), "new"),
        (change == "clear rise", "growing"),
        (change == "clear fall", "fading"),
        ((times >= _SEVERAL) & ~lately, "over"),
        ((times >= _OFTEN) & is_now, "steady"),
    ]
    return np.select([which for which, _ in said], [word for _, word in said], default="on-off")


def _living(homes: ArrayLike | None, cells: int) -> NDArray[np.float64]:
    living = np.ones(cells) if homes is None else np.asarray(homes, dtype=np.float64)
    if living.shape != (cells,) or not (np.isfinite(living) & (living >= 0)).all():
        message = f"homes are not {cells} numbers from zero up; give one for each cell."
        raise FrameError(message)
    return living


def _is_missing(by_month: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.isnan(by_month).all(axis=0))


def _windows(by_month: NDArray[np.float64], months: int) -> NDArray[np.float64]:
    """(n, 12) cases of the last twelve windows, oldest first."""
    ends = range(by_month.shape[1] - RUNS + 1, by_month.shape[1] + 1)
    return np.column_stack([by_month[:, end - months : end].sum(axis=1) for end in ends])


def _quarters(
    by_month: NDArray[np.float64], missing: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cases of the last three months and of the same a year before; a gap leaves both out."""
    now = np.arange(by_month.shape[1] - _QUARTER, by_month.shape[1])
    kept = now[~missing[now] & ~missing[now - _YEAR]]
    return by_month[:, kept].sum(axis=1), by_month[:, kept - _YEAR].sum(axis=1)


def _caveats(window_months: int, missing: NDArray[np.bool_]) -> tuple[str, ...]:
    said = [
        f"Each of {RUNS} runs adds up {window_months} months, so that one run shares cases with "
        "the next.",
        "Growing and fading compare three months with the same three a year before, the cell "
        "with its neighbours; repeat reports from one address can make such a change look clear.",
    ]
    if missing.any():
        said.append(f"{missing.sum()} of {missing.size} months were not supplied: blank, not zero.")
    return tuple(said)


def _checked(
    counts_by_month: ArrayLike, neighbours: csr_array, window_months: int
) -> NDArray[np.float64]:
    by_month = np.array(counts_by_month, dtype=np.float64)
    if by_month.ndim != 2:
        message = f"counts_by_month have the shape {by_month.shape}; give cells x months."
        raise FrameError(message)
    refuse_other_shape(neighbours, by_month.shape[0])
    if window_months < 1 or window_months != int(window_months):
        message = f"window_months is {window_months}; give a whole number of months from 1 up."
        raise FrameError(message)
    wanted = max(window_months + RUNS - 1, _YEAR + _QUARTER)
    if by_month.shape[1] < wanted:
        message = (
            f"counts_by_month hold {by_month.shape[1]} months; {RUNS} runs of {window_months} "
            f"months need {wanted}. Load earlier months, or take a shorter window."
        )
        raise FrameError(message)
    for month in np.flatnonzero(~_is_missing(by_month)):
        whole_counts(by_month[:, month], f"month {month} of counts_by_month")
    return by_month
