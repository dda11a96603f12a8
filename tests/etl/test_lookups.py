from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_asb.cli_layers import areas_of
from geo_asb.errors import ExportError, SettingsError
from geo_asb.etl.readers.lookups import AreasOf, read_links
from geo_asb.neighbourhood import AreaLink
from tests.etl.files import write_csv

LSOA, WARD = AreasOf("lsoa"), AreasOf("ward")
OFFICIAL = ["lsoa21cd", "lsoa21nm", "wd22cd", "wd22nm"]
ESTATES = ["estate", "nap_area", "nap_area_name", "valid_from", "valid_to"]


def test_kinds_and_years_come_from_the_headings(tmp_path: Path) -> None:
    rows = [OFFICIAL, ["E01000001", "Eastlea 001A", "e05000001", "Eastlea"]]
    (link,) = read_links(write_csv(tmp_path / "lookup.csv", rows), LSOA, WARD).records
    assert link == AreaLink(
        2, "lsoa", 2021, "E01000001", "ward", 2022, "E05000001", "Eastlea", None, None
    )


def test_an_estate_may_belong_to_two_areas_and_leave_one(tmp_path: Path) -> None:
    rows = [ESTATES, ["S1", "N1", "North", "01/04/2019", "01/04/2021"], ["S1", "N2", "", "", ""]]
    path = write_csv(tmp_path / "lookup.csv", rows)
    first, second = read_links(path, AreasOf("estate"), AreasOf("nap_area")).records
    assert (first.to_code, first.until_on) == ("N1", date(2021, 4, 1))
    assert (second.to_code, second.to_name, second.to_year) == ("N2", "", 0)


def test_rows_that_say_a_link_again_are_a_declared_skip(tmp_path: Path) -> None:
    rows = [OFFICIAL, *[["E01000001", "", "E05000001", "Eastlea"]] * 3]
    reading = read_links(write_csv(tmp_path / "lookup.csv", rows), LSOA, WARD)
    assert (len(reading.records), reading.rows_read) == (1, 3)
    assert reading.skipped == {"says again what an earlier row says": 2}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["", "", "E05000001", ""], "lsoa21cd", "has no code"),
        (["E0100001", "", "E05000001", ""], "lsoa21cd", "not a code of a lsoa"),
        (["E01000002", "", "Eastlea", ""], "wd22cd", "not a code of a ward"),
        (["E01000001", "", "E05000001", "Westlea"], "name", "row 2 gives this link another name"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, row: list[object], column: str, reason: str
) -> None:
    rows = [OFFICIAL, ["E01000001", "", "E05000001", "Eastlea"], row]
    reading = read_links(write_csv(tmp_path / "lookup.csv", rows), LSOA, WARD)
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason


def test_a_file_of_two_years_needs_the_year(tmp_path: Path) -> None:
    rows = [["lsoa11cd", "lsoa21cd", "wd22cd"], ["E01000001", "E01000002", "E05000001"]]
    path = write_csv(tmp_path / "lookup.csv", rows)
    with pytest.raises(
        ExportError, match=r"several columns of lsoa codes \('lsoa11cd', 'lsoa21cd'"
    ):
        read_links(path, LSOA, WARD)
    (link,) = read_links(path, areas_of("lsoa:2011"), WARD).records
    assert (link.from_year, link.from_code) == (2011, "E01000001")


def test_a_file_without_such_codes_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "lookup.csv", [["lsoa21cd", "town"], ["E01000001", "Eastlea"]])
    with pytest.raises(ExportError, match="no column of ward codes"):
        read_links(path, LSOA, WARD)


@pytest.mark.parametrize("word", ["wards", "ward:22", "", "ward:"])
def test_a_side_that_cannot_be_read_is_named(word: str) -> None:
    if word == "ward:":
        assert areas_of(word) == AreasOf("ward")
        return
    with pytest.raises(SettingsError, match="is not one side of a lookup"):
        areas_of(word)
