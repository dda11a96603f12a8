"""Which places keep coming back: n cases in a window of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.inputs import refuse_monthly, whole_days

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["METHOD", "repeat_places"]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "repeat-places-1"

NOW, BEFORE = "repeats now", "repeated before"


def repeat_places(
    places: ArrayLike,
    opened_on: ArrayLike,
    *,
    at_least: int = 3,
    window_days: int = 365,
    reporters: ArrayLike | None = None,
    ending_on: int | np.datetime64 | None = None,
) -> pd.DataFrame:
    """
    List the places that had several cases in some window of days, the most cases first.

    Parameters
    ----------
    places : (n,) key of each case's place: a UPRN, a block, a snap point.
    opened_on : (n,) day each case was opened on, datetime64 or whole day numbers.
    at_least : cases in one window that make a repeat place.
    window_days : days of a window, the first counted: 365 hold 1 January and 31 December, not the
        next 1 January.
    reporters : (n,) keyed hash of each case's reporter, None or NaN where it is not known.
    ending_on : last day looked at; None for the day of the latest case.

    Returns
    -------
    One row for each repeat place, `place` in the index: `cases` (all of them), `most_in_window`,
    `distinct_reporters` (known ones; missing where none is), `first_on`, `last_on`,
    `median_gap_days` between one case and the next, and `verdict`: `repeats now` with `at_least`
    cases in the window that ends on `ending_on`, `repeated before` with none but earlier windows.

    `attrs` hold `method`, `cases`, `places`, `cases_at_repeat_places`, `at_least`, `window_days`,
    `ending_on` and `caveats`. A repeat place is where cases were recorded, not who caused them.

    Raises
    ------
    FrameError
        A place or day that is not known, a day after `ending_on`, or a rule out of range.
    TooFewCasesError
        No case at all.
    TooCoarseError
        Days that stand for months, two cases or more on each: snapped and monthly police points
        are no places anything comes back to.

    Examples
    --------
    >>> places = ["Tower", "Tower", "No 7", "Tower", "No 7", "No 7"]
    >>> days = [10, 40, 15, 41, 300, 800]
    >>> found = repeat_places(places, days, reporters=["a", "b", "c", "a", "c", "c"])
    >>> found[["cases", "distinct_reporters", "median_gap_days", "verdict"]].to_dict("index")
    {'Tower': {'cases': 3, 'distinct_reporters': 2, 'median_gap_days': 15.5, \
'verdict': 'repeated before'}}
    """
    _refuse_rule(at_least, window_days)
    cases = _cases(places, opened_on, reporters)
    end = _end(cases["day"], ending_on)
    seen = _by_place(cases, window_days, end)
    found = seen[seen["most_in_window"] >= at_least]
    is_now = found.pop("in_last_window") >= at_least
    found = found.assign(verdict=np.where(is_now, NOW, BEFORE))
    found.attrs.update(_what_was_tested(cases, seen, found))
    found.attrs.update(at_least=at_least, window_days=window_days, ending_on=ending_on)
    if np.issubdtype(np.asarray(opened_on).dtype, np.datetime64):
        for column in ("first_on", "last_on"):
            found[column] = found[column].to_numpy().astype("datetime64[D]")
    return found


def _cases(places: ArrayLike, opened_on: ArrayLike, reporters: ArrayLike | None) -> pd.DataFrame:
    """One row for each case, by place and day; `key` numbers the places."""
    place = pd.Series(places, name="place", dtype=object).reset_index(drop=True)
    if place.empty:
        message = "there are no cases. Take a longer period, more types or a larger area."
        raise TooFewCasesError(message)
    _refuse_unknown(place)
    day = whole_days(opened_on, len(place), "opened_on")
    refuse_monthly(day)
    reporter = pd.Series(None, index=place.index, dtype=object)
    if reporters is not None:
        reporter = pd.Series(reporters, dtype=object).reset_index(drop=True)
        _refuse_other_length(reporter, len(place))
    key = pd.factorize(place)[0]
    cases = pd.DataFrame({"place": place, "key": key, "day": day, "reporter": reporter})
    return cases.sort_values(["key", "day"], kind="stable", ignore_index=True)


def _by_place(cases: pd.DataFrame, window_days: int, end: int) -> pd.DataFrame:
    """One row for each place, most cases first, then latest; of equals in the order of names."""
    told = cases.assign(
        in_window=_in_window(cases["key"].to_numpy(), cases["day"].to_numpy(), window_days),
        gap=cases.groupby("key")["day"].diff(),
        is_last=cases["day"] > end - window_days,
    )
    frame = told.groupby("key").agg(
        place=("place", "first"),
        cases=("day", "size"),
        most_in_window=("in_window", "max"),
        distinct_reporters=("reporter", "nunique"),
        first_on=("day", "min"),
        last_on=("day", "max"),
        median_gap_days=("gap", "median"),
        in_last_window=("is_last", "sum"),
    )
    reporters = frame["distinct_reporters"].astype("Int64")
    frame["distinct_reporters"] = reporters.mask(reporters == 0)  # not known is not none
    frame = frame.set_index("place").sort_index(key=lambda names: names.map(str))
    by = {"cases": False, "last_on": False, "first_on": True}
    return frame.sort_values(list(by), ascending=list(by.values()), kind="stable")


def _in_window(
    key: NDArray[np.int64], day: NDArray[np.int64], window_days: int
) -> NDArray[np.int64]:
    """Cases at the same place from each case on, within the window of days that it opens."""
    since = day - day.min()
    at = key * (since.max() + window_days + 1) + since
    return np.asarray(np.searchsorted(at, at + window_days) - np.arange(at.size))


def _end(day: pd.Series, ending_on: int | np.datetime64 | None) -> int:
    """Give the last day looked at, as a number."""
    if ending_on is None:
        return int(day.max())
    end = int(whole_days(np.array([ending_on]), 1, "ending_on")[0])
    later = int((day > end).sum())
    if later:
        message = (
            f"{later} of {len(day)} cases were opened after {ending_on}, the last day looked at; "
            "leave them out, or mend their dates."
        )
        raise FrameError(message)
    return end


def _what_was_tested(
    cases: pd.DataFrame, seen: pd.DataFrame, found: pd.DataFrame
) -> dict[str, object]:
    return {
        "method": METHOD,
        "cases": len(cases),
        "places": len(seen),
        "cases_at_repeat_places": int(found["cases"].sum()),
        "caveats": _caveats(cases, found),
    }


def _caveats(cases: pd.DataFrame, found: pd.DataFrame) -> tuple[str, ...]:
    said = [
        "A repeat place is where cases were recorded; blocks with many homes recur more easily.",
    ]
    known = int(cases["reporter"].notna().sum())
    if known < len(cases):
        said.append(
            f"The reporter is known for {known} of {len(cases)} cases: the others may be of one "
            "person or of many."
        )
    alone = int((found["distinct_reporters"] == 1).sum())
    if alone:
        said.append(f"{alone} of {len(found)} repeat places rest on one known reporter.")
    return tuple(said)


def _refuse_rule(at_least: int, window_days: int) -> None:
    for name, value in (("at_least", at_least), ("window_days", window_days)):
        if not (np.isfinite(value) and value >= 1 and value == int(value)):
            message = f"{name} is {value}; give a whole number from 1 up."
            raise FrameError(message)


def _refuse_unknown(place: pd.Series) -> None:
    unknown = place.isna().to_numpy()
    if unknown.any():
        first = int(np.flatnonzero(unknown)[0])
        message = f"places hold none at position {first}; leave out cases without a place."
        raise FrameError(message)


def _refuse_other_length(reporter: pd.Series, n: int) -> None:
    if len(reporter) != n:
        message = f"there are {len(reporter)} reporters for {n} cases; give one for each, or None."
        raise FrameError(message)
