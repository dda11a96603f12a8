"""Repeat places: against brute force, and the rules of windows, reporters and dates."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots import repeat_places

CASES = st.lists(
    st.tuples(st.sampled_from("ABCDEFG"), st.integers(0, 60), st.sampled_from([None, "p", "q"])),
    min_size=1,
    max_size=40,
)


def by_hand(cases: list[tuple[str, int, str | None]], at_least: int, window: int) -> dict:
    """Every window at every place, one at a time."""
    at, who = defaultdict(list), defaultdict(set)
    for place, day, reporter in cases:
        at[place].append(day)
        who[place] |= {reporter} - {None}
    end = max(day for _, day, _ in cases)
    found = {}
    for place, days in at.items():
        days.sort()
        most = max(sum(first <= day < first + window for day in days) for first in days)
        if most >= at_least:
            gaps = [after - before for before, after in pairwise(days)]
            is_now = sum(day > end - window for day in days) >= at_least
            found[place] = {
                "cases": len(days),
                "most_in_window": most,
                "distinct_reporters": len(who[place]) or None,
                "first_on": days[0],
                "last_on": days[-1],
                "median_gap_days": median(gaps),
                "verdict": "repeats now" if is_now else "repeated before",
            }
    return found


@pytest.mark.whole
@given(CASES, st.integers(2, 4), st.integers(1, 30))
def test_repeat_places_are_those_found_by_hand(cases: list, at_least: int, window: int) -> None:
    places, days, reporters = zip(*cases, strict=True)
    try:
        found = repeat_places(
            places, days, at_least=at_least, window_days=window, reporters=reporters
        )
    except TooCoarseError:
        return
    assert found.to_dict("index") == by_hand(cases, at_least, window)
    assert found["cases"].is_monotonic_decreasing


@pytest.mark.whole
@given(CASES, st.integers(0, 2**32))
def test_the_order_of_cases_changes_nothing(cases: list, seed: int) -> None:
    places, days, _ = zip(*cases, strict=True)
    order = np.random.default_rng(seed).permutation(len(cases))
    try:
        found = repeat_places(places, days)
    except TooCoarseError:
        return
    other = repeat_places(np.array(places)[order], np.array(days)[order])
    pd.testing.assert_frame_equal(found, other, check_index_type=False)


def test_a_window_of_365_days_holds_a_year_and_no_day_more() -> None:
    year = np.array(["2021-01-01", "2021-06-01", "2021-12-31"], "datetime64[D]")
    more = np.array(["2021-01-01", "2021-06-01", "2022-01-01"], "datetime64[D]")
    assert len(repeat_places(["Tower"] * 3, year)) == 1
    assert len(repeat_places(["Tower"] * 3, more)) == 0


def test_dates_come_back_as_dates() -> None:
    dates = pd.to_datetime(["2021-03-01", "2021-01-05", "2021-01-09"])
    found = repeat_places(["Tower"] * 3, dates).loc["Tower"]
    assert found.first_on == pd.Timestamp("2021-01-05")
    assert found.last_on == pd.Timestamp("2021-03-01")
    assert found.median_gap_days == (4 + 51) / 2


def test_the_verdict_knows_the_last_day() -> None:
    places, days = ["Tower"] * 3 + ["No 7"], [1, 2, 3, 100]
    assert repeat_places(places, days, window_days=30).verdict.item() == "repeated before"
    assert repeat_places(places, days, window_days=365).verdict.item() == "repeats now"
    late = repeat_places(places, days, window_days=200, ending_on=250)
    assert late.verdict.item() == "repeated before"
    assert late.attrs["ending_on"] == 250


def test_cases_after_the_last_day_are_refused() -> None:
    """Dates in the future are a slip of somebody's keyboard."""
    days = np.array(["2021-01-01", "2021-01-02", "2201-01-01"], "datetime64[D]")
    with pytest.raises(FrameError, match="1 of 3 cases were opened after 2021-02-01"):
        repeat_places(["Tower"] * 3, days, ending_on=np.datetime64("2021-02-01"))


def test_reporters_stand_beside_cases() -> None:
    """Guard: one prolific reporter is seen; what is not known is missing, not none."""
    places, days = ["A"] * 3 + ["B"] * 3 + ["C"] * 3, [1, 2, 3] * 3
    reporters = ["p", "p", None, "p", "q", "q", None, np.nan, None]
    found = repeat_places(places, days, reporters=reporters)
    assert found.distinct_reporters.to_dict() == {"A": 1, "B": 2, "C": None}
    said = " ".join(found.attrs["caveats"])
    assert "The reporter is known for 5 of 9 cases" in said
    assert "1 of 3 repeat places rest on one known reporter" in said
    assert repeat_places(places, days).distinct_reporters.isna().all()


def test_the_result_says_what_was_tested() -> None:
    found = repeat_places(["A"] * 4 + ["B", "C"], [1, 2, 3, 4, 5, 6])
    attrs = found.attrs
    assert (attrs["method"], attrs["cases"], attrs["places"]) == ("repeat-places-1", 6, 3)
    assert (attrs["cases_at_repeat_places"], attrs["at_least"], attrs["window_days"]) == (4, 3, 365)


def test_no_repeat_place_is_an_empty_frame() -> None:
    found = repeat_places([10001, 10002], [1, 5])
    assert len(found) == 0
    assert found.attrs["places"] == 2
    assert "verdict" in found


def test_the_callers_arrays_are_left_alone() -> None:
    """Trap 7."""
    places, days = np.array(["B", "A", "A", "A"]), np.array([9, 3, 2, 1])
    before = places.copy(), days.copy()
    repeat_places(places, days)
    assert_array_equal(places, before[0])
    assert_array_equal(days, before[1])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"places": ["A", None, "A"]}, "places hold none at position 1; leave out"),
        ({"opened_on": [1, 2]}, r"opened_on have the shape \(2,\) for 3 points"),
        ({"opened_on": [1, np.nan, 2]}, "opened_on hold nan at position 1"),
        ({"reporters": ["p"]}, "there are 1 reporters for 3 cases"),
        ({"at_least": 0}, "at_least is 0; give a whole number"),
        ({"window_days": 0.5}, "window_days is 0.5; give a whole number"),
        ({"ending_on": np.datetime64("NaT")}, "ending_on hold no day"),
    ],
)
def test_cases_and_rules_that_cannot_be_used(changed: dict[str, object], words: str) -> None:
    with pytest.raises(FrameError, match=words):
        repeat_places(**({"places": ["A"] * 3, "opened_on": [1, 2, 3]} | changed))


def test_no_case_at_all() -> None:
    with pytest.raises(TooFewCasesError, match="there are no cases"):
        repeat_places([], [])


def test_monthly_files_are_refused_but_not_a_handful_of_far_cases() -> None:
    with pytest.raises(TooCoarseError, match="one for each month"):
        repeat_places(["A", "B"] * 12, np.repeat([0, 31, 59, 90, 120, 151], 4))
    assert len(repeat_places(["A"] * 3, [0, 100, 200])) == 1
