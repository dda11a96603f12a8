from __future__ import annotations

from datetime import date

import pytest

from geo_asb.model import Period
from geo_asb.words import day_words, month_words, period_words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2021, 11, 1), date(2021, 12, 1), "November 2021"),
        (date(2021, 4, 1), date(2021, 10, 1), "April to September 2021"),
        (date(2020, 12, 1), date(2021, 12, 1), "December 2020 to November 2021"),
        (date(2021, 5, 3), date(2021, 6, 10), "3 May 2021 to 9 June 2021"),
    ],
)
def test_a_period_reads_as_people_say_it(start, end, words):
    assert period_words(Period(start, end)) == words


def test_days_and_months_have_no_leading_zero():
    assert day_words(date(2026, 11, 3)) == "3 November 2026"
    assert month_words(date(2026, 11, 3)) == "November 2026"
