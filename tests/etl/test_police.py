from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from geo_asb.errors import ExportError
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


# ---------------------------------------------------------------- the API's JSON


def _api_report(number: int = 1, **changes: object) -> dict[str, object]:
    place = {
        "latitude": "53.400000",
        "street": {"id": 7, "name": "On or near Elm Street"},
        "longitude": "-2.150000",
    }
    report = {"category": "anti-social-behaviour", "location_type": "Force", "location": place,
              "context": "", "outcome_status": None, "persistent_id": "", "id": number,
              "location_subtype": "", "month": "2021-06"}  # fmt: skip
    return report | changes


def _write_api(tmp_path: Path, *reports: object) -> Path:
    path = tmp_path / "police.json"
    path.write_text(json.dumps(reports))
    return path


def test_a_report_of_the_api_is_that_of_the_csv_but_for_force_and_lsoa(tmp_path: Path) -> None:
    (from_api,) = read_police(_write_api(tmp_path, _api_report())).records
    (from_csv,) = read_police(_write(tmp_path, _row())).records
    assert (from_api.month, from_api.place, from_api.crime_type) == (
        from_csv.month, from_csv.place, from_csv.crime_type,
    )  # fmt: skip
    assert (from_api.easting_m, from_api.northing_m) == (from_csv.easting_m, from_csv.northing_m)
    assert (from_api.force, from_api.lsoa_code, from_api.row) == ("", "", 1)


def test_equal_reports_have_ids_of_their_own_and_one_id_counts_once(tmp_path: Path) -> None:
    path = _write_api(tmp_path, _api_report(1), _api_report(2), _api_report(1))
    reading = read_police(path)
    assert [report.occurrence for report in reading.records] == [1, 2]
    assert reading.skipped == {"the same report again (one id)": 1}


def test_reports_without_a_number_are_all_kept(tmp_path: Path) -> None:
    path = _write_api(tmp_path, *(_api_report(1, id=number) for number in (None, None, [], "7")))
    assert [report.occurrence for report in read_police(path).records] == [1, 2, 3, 4]


def test_every_row_of_the_api_is_accounted_for(tmp_path: Path) -> None:
    rows = [
        _api_report(1), _api_report(2, category="burglary"), _api_report(3, month="June"),
        _api_report(4, location=None), _api_report(5, month=202106), "a report", None, [],
        _api_report(6, category="Mr X of 3 Elm Street"),
    ]  # fmt: skip
    reading = read_police(_write_api(tmp_path, *rows))
    assert reading.skipped == {"another crime type: burglary": 1}
    assert [reject.row for reject in reading.rejects] == [3, 4, 5, 6, 7, 8, 9]
    assert reading.rows_read == len(reading.records) + len(reading.rejects) + 1


def test_a_place_that_holds_a_telephone_number_is_rejected_unshown(tmp_path: Path) -> None:
    street = {"id": 7, "name": "On or near 0161 496 0000"}
    place = {"latitude": "53.400000", "street": street, "longitude": "-2.150000"}
    (reject,) = read_police(_write_api(tmp_path, _api_report(location=place))).rejects
    assert (reject.row, reject.column) == (1, "location")
    assert "496" not in reject.reason


@pytest.mark.parametrize("content", [b"[{", b"{}", b"[]", b"<html>", b"12"])
def test_what_is_no_list_of_reports_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "police.json.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(ExportError, match=r"police.json.gz: .*Fetch it again"):
        read_police(path)


def test_a_month_without_anti_social_behaviour_has_no_records(tmp_path: Path) -> None:
    reading = read_police(_write_api(tmp_path, _api_report(category="burglary")))
    assert (reading.records, reading.rows_read) == ((), 1)


def test_the_sample_of_the_api_reads_whole(shared_data: Path) -> None:
    reading = read_police(shared_data / "police_api_sample_cheltenham_2025-09.json.gz")
    assert (len(reading.records), reading.rows_read, reading.rejects) == (89, 425, ())
    assert sum(reading.skipped.values()) == 425 - 89


@pytest.mark.parametrize("name", ["Elm\0Street", "Elm \ud800 Street"])
def test_a_street_that_no_database_can_store_rejects_its_report(name: str, tmp_path: Path) -> None:
    spoilt = _api_report(2)
    spoilt["location"] = spoilt["location"] | {"street": {"id": 7, "name": name}}  # type: ignore[operator]
    reading = read_police(_write_api(tmp_path, _api_report(), spoilt))
    assert len(reading.records) == 1
    assert [reject.row for reject in reading.rejects] == [2]
    assert "cannot be stored" in reading.rejects[0].reason
