from __future__ import annotations

from datetime import date
from pathlib import Path

from geo_asb.etl.readers.denominators import read_denominators
from geo_asb.etl.readers.police import read_police
from tests.etl.files import write_csv

HEAD = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def _write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "police.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


def _row(month: str = "2021-06", lon: str = "-2.15", lat: str = "53.4", kind: str = "ASB") -> str:
    kind = "Anti-social behaviour" if kind == "ASB" else kind
    return f",{month},Force,Force,{lon},{lat},On or near Elm Street,E01000001,Town 1A,{kind},,"


def test_equal_rows_are_separate_incidents(tmp_path: Path) -> None:
    reading = read_police(_write(tmp_path, _row(), _row(), _row(month="2021-07"), _row()))
    assert [report.occurrence for report in reading.records] == [1, 2, 1, 3]
    first = reading.records[0]
    assert (first.row, first.month, first.force) == (2, date(2021, 6, 1), "Force")
    assert (round(first.easting_m or 0), round(first.northing_m or 0)) == (390124, 389252)


def test_a_row_without_a_point_is_kept_without_one(tmp_path: Path) -> None:
    (report,) = read_police(_write(tmp_path, _row(lon="", lat=""))).records
    assert report.easting_m is None
    assert report.northing_m is None


def test_other_crimes_are_declared_skips_by_type(tmp_path: Path) -> None:
    path = _write(tmp_path, _row(kind="Burglary"), _row(), _row(kind="Drugs"), _row(kind="Drugs"))
    reading = read_police(path)
    assert reading.skipped == {"another crime type: Burglary": 1, "another crime type: Drugs": 2}
    assert reading.rows_read == len(reading.records) + 3


def test_bad_months_and_points_are_rejected(tmp_path: Path) -> None:
    path = _write(
        tmp_path, _row("June"), _row("2021-13"), _row(lon="x"), _row(lat=""), _row(lon="53.4")
    )
    assert [(reject.row, reject.column) for reject in read_police(path).rejects] == [
        (2, "Month"), (3, "Month"), (4, "Longitude"), (5, "Longitude"), (6, "Longitude"),
    ]  # fmt: skip


def test_household_counts_are_read_and_refused_by_row(tmp_path: Path) -> None:
    rows = [
        ["lsoa11_code", "households_2011"],
        ["E01000001", "600"], ["E01000001", "5"], ["E01000002", "-1"], ["Town", "1"],
    ]  # fmt: skip
    found = read_denominators(write_csv(tmp_path / "d.csv", rows))
    assert found.homes.values.tolist() == [["E01000001", 600]]
    assert [reject.row for reject in found.rejects] == [3, 4, 5]
