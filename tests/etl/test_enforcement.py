from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_asb.errors import ExportError
from geo_asb.etl.readers.enforcement import read_enforcement
from geo_asb.neighbourhood import Enforcement
from tests.etl.files import write_csv, write_xlsx

HEAD = ["ward", "kind", "month", "starts_on", "ends_on", "count"]
GOOD = ["E05000001", "CPN", "2021-06", "", "", "3"]


def test_a_row_becomes_a_count(tmp_path: Path) -> None:
    (one,) = read_enforcement(write_csv(tmp_path / "used.csv", [HEAD, GOOD])).records
    assert one == Enforcement(
        2, "E05000001", "protection notice", date(2021, 6, 1), date(2021, 6, 30), 3
    )


def test_days_may_be_a_year(tmp_path: Path) -> None:
    row = ["Eastlea", "Injunctions", "", "01/04/2020", "31/03/2021", "44"]
    (one,) = read_enforcement(write_csv(tmp_path / "used.csv", [HEAD, row])).records
    assert (one.kind, one.starts_on, one.last_on) == (
        "injunction",
        date(2020, 4, 1),
        date(2021, 3, 31),
    )


def test_a_month_that_a_spreadsheet_turned_into_a_day_is_read(tmp_path: Path) -> None:
    rows = [HEAD, ["Eastlea", "closure", date(2021, 6, 1), "", "", 1]]
    (one,) = read_enforcement(write_xlsx(tmp_path / "used.xlsx", rows)).records
    assert (one.starts_on, one.last_on) == (date(2021, 6, 1), date(2021, 6, 30))


@pytest.mark.parametrize("mark", ["x", "*", "<5", "< 5", "Suppressed", "fewer than 5"])
def test_a_withheld_count_is_unknown_and_not_nought(tmp_path: Path, mark: str) -> None:
    (one,) = read_enforcement(write_csv(tmp_path / "used.csv", [HEAD, [*GOOD[:5], mark]])).records
    assert one.times is None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["", *GOOD[1:]], "ward", "which ward"),
        (["E1", "CPM", *GOOD[2:]], "kind", "nearest"),
        (["E1", "CPN", "June", "", "", "3"], "month", "day/month/year"),
        (["E1", "CPN", "05/06/2021", "", "", "3"], "month", "not a month"),
        (["E1", "CPN", "", "", "", "3"], "starts_on", "which days"),
        (["E1", "CPN", "", "01/06/2021", "", "3"], "ends_on", "which days"),
        ([*GOOD[:5], "some"], "count", "not a whole number"),
        ([*GOOD[:5], ""], "count", "not a whole number"),
        ([*GOOD[:5], "2.5"], "count", "not a whole number"),
        (GOOD, "ward", "already stand in row 2"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, row: list[object], column: str, reason: str
) -> None:
    reading = read_enforcement(write_csv(tmp_path / "used.csv", [HEAD, GOOD, row]))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason


def test_a_table_that_does_not_say_which_days_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "used.csv", [["ward", "kind", "count"], ["E1", "CPN", "3"]])
    with pytest.raises(ExportError, match="no column 'month'"):
        read_enforcement(path)


@pytest.mark.parametrize(
    ("days", "column"),
    [
        (("2031-06", "", ""), "month"),
        (("", "01/06/2031", "30/06/2031"), "starts_on"),
        (("", "01/04/2021", "31/03/2031"), "ends_on"),
    ],
)
def test_days_after_today_reject_their_row(
    tmp_path: Path, days: tuple[str, str, str], column: str
) -> None:
    path = write_csv(tmp_path / "used.csv", [HEAD, GOOD, ["E05000001", "CPN", *days, "3"]])
    reading = read_enforcement(path, today=date(2021, 6, 10))
    (reject,) = reading.rejects
    assert (reject.row, reject.column) == (3, column)
    assert "lies after today (10/06/2021)" in reject.reason
    assert len(reading.records) == 1, "the running month is there, as counted so far"
