from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.dates import day_in, is_skipped_by_clocks, moment_in
from geo_asb.etl.readers.tables import Row

JUNE_5 = date(2020, 6, 5)


def _day(cell: Any) -> date | None:
    return day_in(Row(2, {"Date": cell}), "Date")


def _moment(cell: Any) -> tuple[datetime | None, bool]:
    return moment_in(Row(2, {"Date": cell}), "Date")


@pytest.mark.parametrize(
    "written",
    [
        "05/06/2020", "5/6/2020", "05-06-2020", "5.6.20", "5 Jun 2020", "5 June 2020",
        "05-Jun-20", "2020-06-05", " 05/06/2020 ", "05/06/2020 22:15", "2020-06-05T22:15:00",
        "05-JUN-2020 22:15",
        datetime.fromisoformat("2020-06-05T22:15"), date(2020, 6, 5),
        43987, 43987.75,
    ],
)  # fmt: skip
def test_an_accepted_form_is_read_day_first(written: Any) -> None:
    assert _day(written) == JUNE_5


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2020", "there is no such day"),
        ("32/01/2020", "there is no such day"),
        ("05/06/2020 25:10", "there is no such day or time"),
        ("05/06/2020 22:15 hrs", "not a day/month/year"),
        ("05/06/2020 at night 22:xx", "not a day/month/year"),
        ("Jun 5, 2020", "not a day/month/year"),
        ("05/06-2020", "not a day/month/year"),
        ("05/06", "not a day/month/year"),
        ("43987", "not a day/month/year"),
        ("5 Foo 2020", "not a day/month/year"),
        ("05/06/65", "two digits that could be two years"),
        ("05/06/1889", "the year is not between 1990 and 2040"),
        ("05/06/2200", "the year is not between 1990 and 2040"),
        (12, "the year is not between"),
        (-3.0, "this number is not a date"),
        (True, "not a day/month/year"),
        (timedelta(days=3), "not a day/month/year"),
    ],
)
def test_anything_else_is_refused_not_guessed(written: Any, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        _day(written)


def test_a_blank_is_no_day() -> None:
    assert _day("  ") is None
    assert day_in(Row(2, {}), "Date") is None


def test_a_time_is_told_from_a_day_alone() -> None:
    assert _moment("05/06/2020 22:15") == (datetime.fromisoformat("2020-06-05T22:15"), True)
    assert _moment("05/06/2020") == (datetime.fromisoformat("2020-06-05T00:00"), False)
    assert _moment(43987.5) == (datetime.fromisoformat("2020-06-05T12:00"), True)
    assert _moment("") == (None, False)


@pytest.mark.parametrize(
    ("written", "local", "has_time"),
    [
        ("2020-06-05T09:30:00Z", "2020-06-05T10:30", True),
        ("2020-01-05T09:30Z", "2020-01-05T09:30", True),
        ("2020-06-05 09:30:00.0000000 +01:00", "2020-06-05T09:30", True),
        ("2020-06-04T23:30:00Z", "2020-06-05T00:30", True),
        ("2021-03-28T01:30:00+00:00", "2021-03-28T02:30", True),
        ("2020-06-05T00:00:00Z", "2020-06-05T00:00", False),
        ("2020-06-04T23:00:00Z", "2020-06-05T00:00", False),
    ],
)
def test_a_moment_that_names_its_zone_becomes_local(
    written: str, local: str, has_time: bool
) -> None:
    assert _moment(written) == (datetime.fromisoformat(local), has_time)


@pytest.mark.parametrize("zone", ["+15:00", "+01", " BST", "-30", "+01:75"])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(CellError):
        _day(f"2020-06-05T09:30:00{zone}")


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    forms = ["%d/%m/%Y", "%d.%m.%y", "%d %b %Y", "%d-%B-%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M"]
    assert {_day(day.strftime(form)) for form in forms} == {day}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2040, 12, 31)))  # noqa: DTZ001 - as exports
def test_a_moment_is_skipped_where_the_time_zone_says_so(moment: datetime) -> None:
    assert is_skipped_by_clocks(moment) == _never_was(moment)


@pytest.mark.parametrize("year", range(1990, 2041))
def test_the_skipped_hour_of_each_year_is_found(year: int) -> None:
    march = [datetime(year, 3, 20) + timedelta(minutes=30 * half) for half in range(700)]  # noqa: DTZ001
    assert [is_skipped_by_clocks(one) for one in march] == [_never_was(one) for one in march]
    assert sum(map(_never_was, march)) == 2


def _never_was(moment: datetime) -> bool:
    britain = ZoneInfo("Europe/London")
    back = moment.replace(tzinfo=britain).astimezone(UTC).astimezone(britain)
    return back.replace(tzinfo=None) != moment
