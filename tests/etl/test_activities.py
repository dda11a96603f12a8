from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from geo_asb.etl.readers.activities import read_activities
from geo_asb.model import Reading
from geo_asb.neighbourhood import Activity
from tests.etl.files import write_csv

HEAD = [
    "activity_id", "kind", "estate", "place", "easting", "northing", "starts_on", "ends_on",
    "cost", "at_home",
]  # fmt: skip
DONE: dict[str, object] = {
    "activity_id": "D1",
    "kind": "Skip day",
    "estate": "Elm Estate",
    "place": "Elm Street",
    "easting": "390100",
    "northing": "390100",
    "starts_on": "05/06/2021",
    "cost": "£1,250",
}


def _row(**changes: object) -> list[object]:
    return [(DONE | changes).get(heading, "") for heading in HEAD]


def _read(tmp_path: Path, *rows: list[object]) -> Reading[Activity]:
    return read_activities(write_csv(tmp_path / "activities.csv", [HEAD, *rows]))


def test_a_row_becomes_an_activity_of_one_day(tmp_path: Path) -> None:
    (done,) = _read(tmp_path, _row()).records
    assert done == Activity(
        row=2, activity_id="D1", kind="skip day", area="", estate="Elm Estate",
        place="Elm Street", easting_m=390_100.0, northing_m=390_100.0,
        starts_on=date(2021, 6, 5), last_on=date(2021, 6, 5), cost_pounds=Decimal("1250.00"),
        at_home=False,
    )  # fmt: skip


def test_a_point_a_cost_and_a_last_day_may_be_missing(tmp_path: Path) -> None:
    (done,) = _read(tmp_path, _row(easting="", northing="", cost="")).records
    assert (done.easting_m, done.cost_pounds, done.last_on) == (None, None, date(2021, 6, 5))


def test_target_hardening_is_at_a_home_unless_the_file_says_not(tmp_path: Path) -> None:
    hardened = _row(kind="target hardening")
    shared = _row(activity_id="D2", kind="target hardening", at_home="no")
    first, second = _read(tmp_path, hardened, shared).records
    assert (first.at_home, first.place) == (True, "")
    assert (second.at_home, second.place) == (False, "Elm Street")


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"activity_id": ""}, "activity_id", "no number or name"),
        ({"activity_id": "D9"}, "activity_id", "already stands in row 2"),
        ({"kind": ""}, "kind", "blank"),
        ({"kind": "litter pik"}, "kind", "nearest: 'litter pick'"),
        ({"starts_on": ""}, "starts_on", "has no day"),
        ({"ends_on": "04/06/2021"}, "ends_on", "before 'starts_on'"),
        ({"cost": "-5"}, "cost", "not an amount in pounds"),
        ({"cost": "nan"}, "cost", "not an amount in pounds"),
        (
            {"estate": "", "place": "", "easting": "", "northing": ""},
            "estate",
            "nobody can say where",
        ),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, changes: dict[str, object], column: str, reason: str
) -> None:
    reading = _read(tmp_path, _row(activity_id="D9"), _row(**changes))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason
