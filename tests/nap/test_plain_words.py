from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.model import Period
from nap import plain

YEAR = 2021


def months(first: int, last: int, year: int = YEAR) -> Period:
    end = date(year + last // 12, last % 12 + 1, 1)
    return Period(date(year, first, 1), end)


@pytest.mark.parametrize(
    ("value", "words"), [(0, "no cases"), (1, "1 case"), (2, "2 cases"), (1204, "1,204 cases")]
)
def test_a_count_agrees_with_its_noun(value, words):
    assert plain.count(value, "case") == words


@pytest.mark.parametrize(
    ("value", "cases", "words"),
    [
        (0.0, 0, "0"),
        (57.97, 48, "58"),
        (6.04, 5, "6"),
        (6.04, 50, "6.0"),
        (0.42, 2, "0.4"),
        (0.01, 1, "under 0.1"),
        (1234.5, 900, "1,234"),
    ],
)
def test_a_rate_has_no_more_digits_than_its_cases_carry(value, cases, words):
    assert plain.rate(value, cases) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.301, "1.3"),
        (3.77, "3.8"),
        (1.02, "1.02"),
        (0.98, "0.98"),
        (1.001, "just over 1"),
        (0.999, "just under 1"),
        (1.0, "1.0"),
        (0.0, "0"),
        (0.01, "under 0.1"),
        (14.6, "15"),
    ],
)
def test_a_ratio_never_rounds_onto_one(value, words):
    assert plain.ratio(value) == words


@given(st.floats(0.06, 50).filter(lambda ratio: ratio != 1))
def test_a_ratio_stays_on_its_side_of_one(ratio):
    words = plain.ratio(ratio)
    if not words.startswith("just"):
        assert (float(words) > 1) == (ratio > 1)


@given(st.floats(0, 1), st.integers(1, 100_000))
def test_a_share_is_none_or_all_only_where_it_is(share, of):
    words = plain.percent(share, of)
    assert (words == "100%") == (share == 1)
    assert (words == "0%") == (share == 0)


@pytest.mark.parametrize(
    ("period", "name", "opening"),
    [
        (months(11, 11), "November 2021", "In November 2021"),
        (months(4, 9), "April to September 2021", "Between April and September 2021"),
        (
            Period(date(2020, 10, 1), date(2021, 10, 1)),
            "October 2020 to September 2021",
            "Between October 2020 and September 2021",
        ),
        (
            Period(date(2021, 5, 3), date(2021, 6, 10)),
            "3 May 2021 to 9 June 2021",
            "Between 3 May 2021 and 9 June 2021",
        ),
        (Period(date(2021, 11, 3), date(2021, 11, 4)), "3 November 2021", "On 3 November 2021"),
        (months(12, 12), "December 2021", "In December 2021"),
    ],
)
def test_a_period_is_named_by_its_months_or_days(period, name, opening):
    assert plain.period_words(period) == name
    assert plain.during(period) == opening


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (months(4, 9), months(4, 9, 2020), "the same months last year"),
        (months(4, 4), months(4, 4, 2020), "the same month last year"),
        (months(4, 9), months(1, 3), "January to March 2021"),
        (
            Period(date(2021, 5, 3), date(2021, 6, 10)),
            Period(date(2020, 5, 3), date(2020, 6, 10)),
            "the same period last year",
        ),
        (
            months(4, 9),
            Period(date(2020, 5, 3), date(2020, 6, 10)),
            "the period 3 May 2020 to 9 June 2020",
        ),
    ],
)
def test_last_year_is_said_only_of_the_same_time_a_year_before(now, before, words):
    assert plain.same_time_before(now, before) == words


def test_months_are_joined_in_runs():
    spring = [date(2021, month, 1) for month in (4, 5, 6)]
    assert plain.months_words([date(2022, 5, 1), *spring]) == "April to June 2021 and May 2022"
    assert plain.months_words([date(2021, 12, 1), date(2022, 1, 1)]) == (
        "December 2021 and January 2022"
    )
    assert plain.months_words([]) == ""


def test_neighbouring_numbers_are_joined_in_runs():
    assert plain.number_runs([1, 2, 3, 4, 7, 9, 10]) == "1 to 4, 7, 9 and 10"
    assert plain.number_runs([]) == ""


def test_lists_are_joined_as_they_are_spoken():
    assert [plain.and_list(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
