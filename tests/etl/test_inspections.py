from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_asb.etl.readers.inspections import read_inspections
from geo_asb.neighbourhood import Inspection
from tests.etl.files import write_csv

HEAD = ["estate", "inspected_on", "item", "rating", "scale", "inspector"]
GOOD = ["Elm Estate", "05/06/2021", "Cleaning", "B", "", "INVENTED PERSON"]


def test_a_row_becomes_a_rating_and_the_inspector_is_never_read(tmp_path: Path) -> None:
    reading = read_inspections(write_csv(tmp_path / "ratings.csv", [HEAD, GOOD]))
    assert reading.records == (
        Inspection(2, "Elm Estate", date(2021, 6, 5), "cleaning", "A to E", "b"),
    )
    assert reading.notes == ("Columns not used: inspector.",)


@pytest.mark.parametrize(
    ("rating", "scale", "stored"),
    [
        ("Amber", "", ("traffic light", "amber")),
        ("gold", "", ("medals", "gold")),
        ("Very good", "", ("words", "very good")),
        ("4", "1 to 5, 5 is best", ("1 to 5, 5 is best", "4")),
    ],
)
def test_a_rating_carries_its_scale(
    tmp_path: Path, rating: str, scale: str, stored: tuple[str, str]
) -> None:
    rows = [HEAD, ["S", "05/06/2021", "", rating, scale, ""]]
    (one,) = read_inspections(write_csv(tmp_path / "ratings.csv", rows)).records
    assert (one.scale, one.rating) == stored
    assert one.item == "overall"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["", "05/06/2021", "", "B", "", ""], "estate", "which estate"),
        (["S", "", "", "B", "", ""], "inspected_on", "no day"),
        (["S", "05/06/2021", "", "4", "", ""], "rating", "scale nobody can tell"),
        (["S", "05/06/2021", "", "amberish", "", ""], "rating", "nearest: 'amber'"),
        (GOOD, "estate", "already stand in row 2"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, row: list[object], column: str, reason: str
) -> None:
    reading = read_inspections(write_csv(tmp_path / "ratings.csv", [HEAD, GOOD, row]))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason


def test_a_day_after_today_rejects_its_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ratings.csv", [HEAD, GOOD, ["S", "05/06/2031", "", "B", "", ""]])
    (reject,) = read_inspections(path, today=date(2021, 6, 5)).rejects
    assert (reject.row, reject.column) == (3, "inspected_on")
    assert "lies after today (05/06/2021)" in reject.reason
    assert not read_inspections(path).rejects
