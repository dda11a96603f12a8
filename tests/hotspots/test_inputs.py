"""What statistics on points and days refuse, and what they say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo_asb.errors import FrameError, TooCoarseError
from geo_asb.hotspots.inputs import points_in_metres, refuse_monthly, whole_days, whole_numbers


def test_points_are_copied_never_handed_back() -> None:
    mine = np.array([[350_000.0, 390_000.0]])
    assert points_in_metres(mine) is not mine


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (np.zeros(4), r"shape \(4,\); give one row of x and y"),
        (np.array([[1000.0, np.nan]]), "no place at position 0; leave out"),
        (np.array([[-2.16, 53.41], [-2.15, 53.42]]), "look like degrees; convert them to metres"),
    ],
)
def test_points_that_cannot_be_used(points: np.ndarray, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        points_in_metres(points)


def test_a_tiny_town_in_metres_is_not_taken_for_degrees() -> None:
    assert len(points_in_metres([[0, 0], [50, 20]])) == 2


def test_days_may_be_dates() -> None:
    dates = np.array(["1970-01-02", "1970-01-03"], dtype="datetime64[D]")
    assert whole_days(dates, 2).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([1, 2, 3], r"shape \(3,\) for 2 points"),
        ([1, 2.5], "hold 2.5 at position 1"),
        (np.array(["2021-01-01", "NaT"], dtype="datetime64[D]"), "no day at position 1"),
    ],
)
def test_days_that_cannot_be_used(days: object, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        whole_days(days, 2)


def test_days_of_moments_with_hours_are_their_dates() -> None:
    moments = np.array(["2021-01-01T23:30", "2021-01-02T00:10"], dtype="datetime64[m]")
    assert np.diff(whole_days(moments, 2)).tolist() == [1]


def test_whole_numbers_may_arrive_as_floats() -> None:
    assert whole_numbers([3.0, 4.0], 2, "counts").dtype == np.int64


def test_monthly_dates_are_refused_for_questions_of_days() -> None:
    monthly = np.repeat([0, 31, 59, 90], 5)
    with pytest.raises(TooCoarseError, match="20 cases fall on 4 days, one for each month"):
        refuse_monthly(monthly)


def test_hundreds_of_cases_on_one_or_two_days_are_months_of_the_police() -> None:
    with pytest.raises(TooCoarseError, match="300 cases fall on 1 day, one for each month"):
        refuse_monthly(np.full(300, 31))
    with pytest.raises(TooCoarseError, match="600 cases fall on 2 days, one for each month"):
        refuse_monthly(np.repeat([31, 59], 300))
    refuse_monthly(np.full(299, 31))
    refuse_monthly(np.repeat([31, 32], 300))


def test_a_few_cases_a_month_apart_are_not_monthly() -> None:
    refuse_monthly(np.array([0, 31, 62, 95]))


def test_dates_of_the_calendar_are_days_too() -> None:
    assert whole_days([date(1970, 1, 3), date(1970, 2, 1)], 2).tolist() == [2, 31]


def test_words_are_no_days() -> None:
    with pytest.raises(FrameError, match="values that are no numbers"):
        whole_days(["Monday", "Tuesday"], 2)


def test_two_far_days_are_no_proof_of_months() -> None:
    refuse_monthly(np.array([0, 0, 40]))
