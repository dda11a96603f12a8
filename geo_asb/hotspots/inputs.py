"""The door of every statistic on points and days: what is not usable is refused, with a remedy."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo_asb.errors import FrameError, TooCoarseError

__all__ = ["points_in_metres", "refuse_monthly", "whole_days", "whole_numbers"]

_MONTHLY_GAP_DAYS = 28
_FEWEST_MONTHS = 3  # fewer dates can lie so far apart by chance
_CASES_A_MONTH = 2  # so can a handful of cases, each on a day of its own
_CASES_OF_A_FORCE = 300  # on one day: a month of the police, no day of a landlord


def points_in_metres(points_m: ArrayLike, name: str = "points_m") -> NDArray[np.float64]:
    """
    Check that points are (n, 2) projected metres; return them as floats, never the caller's own.

    Raises
    ------
    FrameError
        Another shape, a point without coordinates, or degrees where metres are asked for.
    """
    points = np.array(points_m, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        message = f"{name} have the shape {points.shape}; give one row of x and y for each point."
        raise FrameError(message)
    unknown = ~np.isfinite(points).all(axis=1)
    if unknown.any():
        first = int(np.flatnonzero(unknown)[0])
        message = f"{name} hold no place at position {first}; leave out cases without a place."
        raise FrameError(message)
    if len(points) and (np.abs(points) <= (180, 90)).all() and (points != np.floor(points)).any():
        message = f"{name} look like degrees; convert them to metres (EPSG:27700) where read."
        raise FrameError(message)
    return points


def whole_days(days: ArrayLike, n: int, name: str = "days") -> NDArray[np.int64]:
    """
    Check that days are n whole day numbers, dates or datetime64; return them as integers.

    Raises
    ------
    FrameError
        Another number of them, a day that is not known, or a part of a day.
    """
    given = np.asarray(days)
    if given.dtype == object and all(isinstance(day, date) for day in given.flat):
        given = given.astype("datetime64[D]")
    if np.issubdtype(given.dtype, np.datetime64):
        if np.isnat(given).any():
            first = int(np.flatnonzero(np.isnat(given))[0])
            message = f"{name} hold no day at position {first}; leave out cases without a date."
            raise FrameError(message)
        given = given.astype("datetime64[D]").astype(np.int64)
    return whole_numbers(given, n, name)


def whole_numbers(values: ArrayLike, n: int, name: str) -> NDArray[np.int64]:
    """
    Check that values are n whole numbers; return them as integers, never the caller's own.

    Raises
    ------
    FrameError
        Another number of them, or one that is not whole or not known.
    """
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = f"{name} hold values that are no numbers; give whole numbers."
        raise FrameError(message) from error
    if numbers.shape != (n,):
        message = f"{name} have the shape {numbers.shape} for {n} points; give one for each."
        raise FrameError(message)
    wrong = ~np.isfinite(numbers) | (numbers != np.floor(numbers))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        message = f"{name} hold {numbers[first]} at position {first}; give whole numbers."
        raise FrameError(message)
    return numbers.astype(np.int64)


def refuse_monthly(days: NDArray[np.int64]) -> None:
    """
    Refuse days that stand for whole months, as police files have them.

    Raises
    ------
    TooCoarseError
        No two different days nearer than 28 days, and two cases or more to a day; where there are
        one or two days only, 300 or more to a day.
    """
    distinct = np.unique(days)
    is_few = distinct.size < _FEWEST_MONTHS
    if days.size < max(distinct.size, 1) * (_CASES_OF_A_FORCE if is_few else _CASES_A_MONTH):
        return
    if (np.diff(distinct) >= _MONTHLY_GAP_DAYS).all():
        message = (
            f"all {days.size} cases fall on {distinct.size} day{'s'[: distinct.size - 1]}, one for "
            "each month: the file knows months, not days, so nothing can be said of hours, days or "
            "weeks between cases. Ask by month, or load cases with their dates."
        )
        raise TooCoarseError(message)
