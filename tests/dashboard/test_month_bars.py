"""The bars by month: whole marks, one bar a month, nothing drawn as zero that is not."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.month_bars import month_bars, scale_marks
from geo_asb.answers import MonthCount
from geo_asb.model import Period

NOVEMBER = Period(date(2021, 11, 1), date(2021, 12, 1))


def bars_of(*months: MonthCount):
    _, bars, names = month_bars(months, NOVEMBER, "case").children
    return bars.children, names.children


def test_a_bar_is_as_high_as_its_share_of_the_top_mark():
    months = (MonthCount(date(2021, 10, 1), 4), MonthCount(date(2021, 11, 1), 1))
    bars, _ = bars_of(*months)
    assert [bar.children.style["height"] for bar in bars] == ["100.00%", "25.00%"]
    assert [bar.children.className for bar in bars] == ["other", "asked"]
    assert getattr(bars[1], "data-says") == "November 2021: 1 case"


def test_a_month_that_was_not_supplied_is_hatched_and_says_so():
    bars, _ = bars_of(MonthCount(date(2021, 10, 1), None), MonthCount(date(2021, 11, 1), 0))
    assert [bar.children.className for bar in bars] == ["blank", "asked"]
    assert getattr(bars[0], "data-says") == "October 2021: not supplied"
    assert bars[1].children.style["height"] == "0.00%"


def test_every_third_month_is_named_and_each_year_once():
    months = [MonthCount(date(2020 + at // 12, at % 12 + 1, 1), 1) for at in range(10, 20)]
    _, names = bars_of(*months)
    said = [" ".join(word.children for word in name.children) for name in names]
    assert said == ["Nov 2020", "", "", "Feb 2021", "", "", "May", "", "", "Aug"]


@given(st.integers(0, 5_000_000))
def test_marks_are_whole_evenly_spaced_and_reach_the_largest_count(largest):
    marks = scale_marks(largest)
    assert marks[0] == 0
    assert marks[-1] >= max(largest, 1)
    assert 2 <= len(marks) <= 5
    assert len({high - low for low, high in pairwise(marks)}) == 1


@pytest.mark.parametrize(("largest", "step"), [(1, 1), (5, 2), (9, 5), (45, 20), (261, 100)])
def test_steps_are_of_one_two_or_five(largest, step):
    assert scale_marks(largest)[1] == step
