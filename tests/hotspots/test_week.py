"""Hours of the week from uncertain times: the printed rules, an oracle in minutes, laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooCoarseError
from geo_asb.hotspots import week_profile

MONDAY = np.datetime64("2021-11-01T00:00")
MINUTES = st.integers(-300_000, 300_000)
LENGTHS = st.integers(0, 7 * 24 * 60)


def by_minutes(begin: int, length: int) -> np.ndarray:
    """Count the minutes of each hour, one after the other; minutes after a Monday's midnight."""
    hours = np.zeros(168)
    for minute in range(begin, begin + max(length, 1)):
        hours[minute // 60 % 168] += 1
    return hours / hours.sum()


@pytest.mark.whole
@given(MINUTES, LENGTHS)
def test_weights_are_the_share_of_minutes_in_each_hour(begin: int, length: int) -> None:
    """Exact but for rounding: 1e-12."""
    start = MONDAY + np.timedelta64(begin, "m")
    found = week_profile([start], [start + np.timedelta64(length, "m")])
    assert found.shape == (1, 168)
    assert_allclose(found[0], by_minutes(begin, length), atol=1e-12)


@pytest.mark.whole
@given(st.lists(st.tuples(MINUTES, st.integers(-30_000, 30_000)), min_size=1, max_size=20))
def test_rows_add_up_to_one_and_order_does_not_matter(cases: list[tuple[int, int]]) -> None:
    begin = MONDAY + np.array([start for start, _ in cases], dtype="timedelta64[m]")
    end = begin + np.array([length for _, length in cases], dtype="timedelta64[m]")
    there = week_profile(begin, end)
    assert_allclose(there.sum(axis=1), 1)
    assert (there >= 0).all()
    assert_array_equal(there, week_profile(end, begin))
    assert_allclose(
        week_profile(begin + np.timedelta64(7, "D"), end + np.timedelta64(7, "D")), there
    )


def test_a_moment_falls_into_its_hour() -> None:
    found = week_profile(["2021-11-01T00:00", "2021-11-07T23:59:59", "2021-11-03T12:30"])
    assert found.argmax(axis=1).tolist() == [0, 167, 60]
    assert found.max(axis=1).tolist() == [1, 1, 1]


def test_missing_ends_and_unknown_begins() -> None:
    begin = pd.DatetimeIndex(["2021-11-01T10:15", None, "2021-11-01T10:15"])
    end = pd.DatetimeIndex([None, "2021-11-01T11:00", "2021-11-01T11:15"])
    found = week_profile(begin, end)
    assert found[0, 10] == 1
    assert found[1].sum() == 0
    assert found[2, [10, 11]].tolist() == [0.75, 0.25]
    assert_array_equal(week_profile(pd.Series(begin), pd.Series(end)), found)


def test_an_end_on_the_hour_touches_no_part_of_it() -> None:
    assert week_profile(["2021-11-01T22:00"], ["2021-11-01T23:00"])[0, 22] == 1


def test_seven_days_and_more_are_uniform() -> None:
    for end in ("2021-11-08T10:20", "2021-11-08T10:21", "2022-11-01T00:00"):
        assert_allclose(week_profile(["2021-11-01T10:20"], [end]), 1 / 168, atol=1e-15)


def test_sunday_night_runs_into_monday() -> None:
    found = week_profile(["2021-11-07T23:30"], ["2021-11-08T00:30"])
    assert found[0, [167, 0]].tolist() == [0.5, 0.5]


def test_times_with_a_zone_are_read_from_the_clock_in_london() -> None:
    summer = pd.DatetimeIndex(["2021-07-05T00:30"], tz="UTC")
    assert week_profile(summer)[0, 1] == 1


def test_arguments_stay_as_they_were() -> None:
    begin = MONDAY + np.arange(5).astype("timedelta64[h]")
    end = begin - np.timedelta64(90, "m")
    kept = begin.copy(), end.copy()
    week_profile(begin, end)
    assert_array_equal(begin, kept[0])
    assert_array_equal(end, kept[1])
    assert week_profile(begin[:0]).shape == (0, 168)


def test_days_without_times_are_refused_as_hours() -> None:
    days = np.datetime64("2021-11-01") + np.arange(30)
    with pytest.raises(TooCoarseError, match="all 30 cases are at midnight"):
        week_profile(days)
    whole_days = week_profile(days, days + 1)
    assert_allclose(whole_days[whole_days > 0], 1 / 24)


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(FrameError, match="begin are not moments"):
        week_profile([1_635_724_800])
    with pytest.raises(FrameError, match="end are not moments"):
        week_profile(["2021-11-01"], ["last night"])
    with pytest.raises(FrameError, match="2 ends for 1 begins"):
        week_profile(["2021-11-01"], ["2021-11-02", "2021-11-03"])
