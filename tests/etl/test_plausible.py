from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from geo_asb.etl.plausible import why_late
from geo_asb.model import Case, Incident
from tests.towns import CASE

TODAY = date(2021, 6, 30)
LATER = date(2021, 7, 1)
LATE_NIGHT = Incident(datetime(2021, 6, 30, 23), datetime(2021, 7, 1, 1), True)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("late", "what"),
    [
        (replace(CASE, row=3, opened_on=LATER), "opened day"),
        (replace(CASE, row=3, closed_on=LATER), "closed day"),
        (replace(CASE, row=3, incidents=(LATE_NIGHT,)), "incident"),
    ],
)
def test_a_day_after_today_is_rejected_and_says_which(late: Case, what: str) -> None:
    found = why_late(late, TODAY)
    assert found is not None
    assert found.what == what
    assert "lies after today (30/06/2021)" in found.reason


def test_today_is_no_future() -> None:
    assert why_late(replace(CASE, opened_on=TODAY, closed_on=TODAY), TODAY) is None
