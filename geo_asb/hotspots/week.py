"""On which weekday and at which hour? Uncertain times are shared over the hours they may be."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo_asb.errors import FrameError, TooCoarseError

__all__ = ["HOURS", "week_profile"]

HOURS = 7 * 24
_HOUR = 3_600_000_000  # microseconds
_WEEK = HOURS * _HOUR
_MONDAY = 4 * 24 * _HOUR  # after 1 January 1970, a Thursday
_UNKNOWN = np.iinfo(np.int64).min  # NaT, seen as a number
# So many times and all of them midnight: they are days without a time.
_MOST_MIDNIGHTS = 20

Moments: TypeAlias = ArrayLike | pd.DatetimeIndex | pd.Series


def week_profile(begin: Moments, end: Moments | None = None) -> NDArray[np.float64]:
    """
    Share each case over the hours of the week in which it may have happened.

    Parameters
    ----------
    begin : (n,) earliest moments, local clock time; NaT where nothing is known. Times with a zone
        are turned to the clock of Europe/London.
    end : (n,) latest moments, NaT or left out where the begin is all that is known. A case whose
        day alone is known runs from midnight to the next midnight: give that as its end.

    Returns
    -------
    (n, 168) weights, no unit: Monday 00:00 to 01:00 first, Sunday 23:00 to 24:00 last. A row adds
    up to 1, or to 0 where the begin is unknown. Times in the wrong order are exchanged; an end on
    the hour touches no part of that hour; over seven days any hour is as likely as another.

    Weights are not when it happened: a long interval flattens the picture. Say how many rows were
    unknown or longer than a night beside it.

    Raises
    ------
    FrameError
        Not moments, or not as many ends as begins.
    TooCoarseError
        Twenty cases or more, all at midnight: the file knows days and no times.

    References
    ----------
    Ratcliffe (2000), International Journal of Geographical Information Science 14(7).

    Examples
    --------
    >>> from geo_asb.hotspots import week_profile
    >>> week = week_profile(["2021-11-01T22:30"], ["2021-11-02T00:30"])
    >>> week[0, 22:25].tolist()
    [0.25, 0.5, 0.25]
    """
    start = _microseconds(begin, "begin")
    stop = start if end is None else _microseconds(end, "end")
    if stop.shape != start.shape:
        message = f"{stop.size} ends for {start.size} begins; give one for each, NaT if unknown."
        raise FrameError(message)
    known = np.flatnonzero(start != _UNKNOWN)
    stop = np.where(stop == _UNKNOWN, start, stop)[known]
    first, last = np.minimum(start[known], stop), np.maximum(start[known], stop)
    _refuse_midnights(first, last)
    weights = np.zeros((start.size, HOURS))
    weights[known] = _shares(first, last)
    return weights


def _shares(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rows of known intervals, walked hour by hour until the longest has ended."""
    shares = np.zeros((first.size, HOURS))
    length = last - first
    shares[length > _WEEK] = 1 / HOURS
    moment = np.flatnonzero(length == 0)
    shares[moment, _hour_of_week(first[moment])] = 1
    rows = np.flatnonzero((length > 0) & (length <= _WEEK))
    at = first[rows]
    while rows.size:
        until = np.minimum(at - at % _HOUR + _HOUR, last[rows])
        shares[rows, _hour_of_week(at)] += (until - at) / length[rows]
        unfinished = until < last[rows]
        rows, at = rows[unfinished], until[unfinished]
    return shares


def _hour_of_week(moment: NDArray[np.int64]) -> NDArray[np.int64]:
    return (moment - _MONDAY) % _WEEK // _HOUR


def _microseconds(moments: Moments, name: str) -> NDArray[np.int64]:
    """Microseconds of the local clock since 1970; `_UNKNOWN` for NaT."""
    message = f"{name} are not moments; give datetime64, with NaT where unknown."
    if np.asarray(moments).dtype.kind in "iufb":  # pandas would take numbers for nanoseconds
        raise FrameError(message)
    try:
        index = pd.DatetimeIndex(moments)  # type: ignore[arg-type]  # refused at run time
    except (TypeError, ValueError) as error:
        raise FrameError(message) from error
    if index.tz is not None:
        index = index.tz_convert("Europe/London").tz_localize(None)
    return index.to_numpy().astype("datetime64[us]").astype(np.int64)


def _refuse_midnights(first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
    is_moment = first == last
    if first.size >= _MOST_MIDNIGHTS and (is_moment & (first % (24 * _HOUR) == 0)).all():
        message = (
            f"all {first.size} cases are at midnight: the file knows days and no times. Give the "
            "next midnight as the end of each, and say that hours are not known."
        )
        raise TooCoarseError(message)
