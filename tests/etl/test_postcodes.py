from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.errors import ExportError
from geo_asb.etl.readers.postcodes import read_postcodes
from geo_asb.etl.readers.uprn_points import read_uprn_points
from tests.etl.files import write_csv

CODE_POINT = [
    "Postcode", "Positional_quality_indicator", "Eastings", "Northings", "Country_code",
    "NHS_regional_HA_code", "NHS_HA_code", "Admin_county_code", "Admin_district_code",
    "Admin_ward_code",
]  # fmt: skip
ONSPD = [
    "pcd",
    "pcd2",
    "pcds",
    "dointr",
    "doterm",
    "oseast1m",
    "osnrth1m",
    "osgrdind",
    "lat",
    "long",
]
ONSPD_2025 = [
    "pcd7",
    "pcd8",
    "pcds",
    "dointr",
    "doterm",
    "east1m",
    "north1m",
    "gridind",
    "lat",
    "long",
]


def _code_point(postcode: str, quality: int = 10, easting: int = 389001) -> list[object]:
    return [postcode, quality, easting, 390000, "E92000001", "", "", "", "E08000007", "E05000779"]


def _onspd(postcode: str, *, ended: str = "", point: tuple[str, str] = ("389001", "390000"),
           quality: str = "1") -> list[object]:  # fmt: skip
    return [postcode, postcode, postcode, "198001", ended, *point, quality, "53.4", "-2.16"]


@pytest.mark.parametrize("headings", [CODE_POINT, None], ids=["with headings", "as published"])
def test_code_point_open_is_read_with_and_without_headings(headings, tmp_path: Path) -> None:
    rows = [_code_point("SK1 3XE"), _code_point("SK4  1AA", 50), _code_point("M1 1AA", 20)]
    path = write_csv(tmp_path / "sk.csv", [headings, *rows] if headings else rows)
    reading = read_postcodes(path)
    first = reading.records[0]
    assert [one.postcode for one in reading.records] == ["SK1 3XE", "SK4 1AA", "M1 1AA"]
    assert (first.easting_m, first.northing_m, first.quality, first.ended_on) == (
        389001, 390000, 1, None,
    )  # fmt: skip
    assert first.row == (2 if headings else 1)
    assert reading.rows_read == 3


@pytest.mark.parametrize("headings", [ONSPD, ONSPD_2025], ids=["before 2025", "since"])
def test_the_ons_directory_is_read_in_either_dress(headings, tmp_path: Path) -> None:
    rows = [_onspd("SK1 3XE", ended="199606"), _onspd("SK1 3XF")]
    reading = read_postcodes(write_csv(tmp_path / "ONSPD.csv", [headings, *rows]))
    assert [(one.postcode, one.ended_on) for one in reading.records] == [
        ("SK1 3XE", date(1996, 6, 1)), ("SK1 3XF", None),
    ]  # fmt: skip
    assert reading.records[0].easting_m == 389001  # metres win over degrees


def test_degrees_become_metres_in_a_plain_table(tmp_path: Path) -> None:
    rows = [["postcode", "lon", "lat"], ["SK1 3XE", "-2.15", "53.4"]]
    (one,) = read_postcodes(write_csv(tmp_path / "p.csv", rows)).records
    assert (round(one.easting_m), round(one.northing_m)) == (390124, 389252)
    assert one.quality is None


def test_what_cannot_place_anything_is_a_declared_skip(tmp_path: Path) -> None:
    rows = [
        ONSPD,
        _onspd("BT1 1AA"),  # Irish grid: its metres would lie in Britain
        _onspd("JE2 3AB", point=("", ""), quality="9"),
        _onspd("SK9 9ZZ", quality="6"),
        _onspd("SK9 9ZY", point=("", ""), quality="9"),
        _onspd("SK1 3XE"),
    ]
    reading = read_postcodes(write_csv(tmp_path / "p.csv", rows))
    assert [one.postcode for one in reading.records] == ["SK1 3XE"]
    assert reading.skipped == {
        "in Jersey, on another grid": 1,
        "in Northern Ireland, on another grid": 1,
        "no point is known": 1,
        "only the middle of its sector is known": 1,
    }
    assert reading.rows_read == 5


def test_rows_nobody_can_trust_are_rejected(tmp_path: Path) -> None:
    rows = [
        ONSPD,
        _onspd("SK1 3XE"),
        _onspd("SK1 3XE"),  # twice
        _onspd("SKI 3XE"),  # a look-alike: mended in an address, not in a directory
        _onspd("Stockport"),
        _onspd("SK1 3XF", point=("390000", "x")),
        _onspd("SK1 3XG", point=("53.4", "-2.1")),
        _onspd("SK1 3XH", ended="2023-06"),
    ]
    reading = read_postcodes(write_csv(tmp_path / "p.csv", rows))
    assert [(reject.row, reject.column) for reject in reading.rejects] == [
        (3, "pcds"), (4, "pcds"), (5, "pcds"), (6, "osnrth1m"), (7, "oseast1m"), (8, "doterm"),
    ]  # fmt: skip
    assert reading.rows_read == len(reading.records) + len(reading.rejects)


@pytest.mark.parametrize(
    ("headings", "words"),
    [(["town", "easting", "northing"], "a postcode"), (["postcode", "lon"], "a pair of coord")],
)
def test_a_table_that_is_no_directory_is_refused(headings, words, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "p.csv", [headings, ["1"] * len(headings)])
    with pytest.raises(ExportError, match=f"p.csv: no column of {words}"):
        read_postcodes(path)


def test_uprns_are_read_and_refused_by_row(tmp_path: Path) -> None:
    rows = [
        ["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"],
        ["100012345678", "389001.5", "390000", "53.4", "-2.1"],
        ["100012345678", "389001.5", "390000", "53.4", "-2.1"],
        ["12A", "389001.5", "390000", "53.4", "-2.1"],
        ["7", "1", "390000", "53.4", "-2.1"],
        ["8", "x", "390000", "53.4", "-2.1"],
    ]
    reading = read_uprn_points(write_csv(tmp_path / "u.csv", rows))
    assert [(one.uprn, one.easting_m) for one in reading.records] == [("100012345678", 389001.5)]
    assert [reject.row for reject in reading.rejects] == [3, 4, 5, 6]


@pytest.mark.whole
def test_the_postcodes_of_stockport_read_whole(shared_data: Path) -> None:
    reading = read_postcodes(shared_data / "stockport_postcodes_2018-08.csv.gz")
    assert (len(reading.records), reading.rejects, reading.skipped) == (10_227, (), {})


@pytest.mark.whole
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["SK1 3XE", "sk13xf", "BT1 1AA", "SK1", "", "SKI 3XE", "M1 1AA"]),
            st.sampled_from(["", "202306", "19960", "x"]),
            st.sampled_from(["389001", "", "0", "x", "1e9", "nan", "-5"]),
            st.sampled_from(["390000", "", "inf", "390000.5"]),
            st.sampled_from(["1", "6", "9", "", "x"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_directory_is_accounted_for(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("directory")
    head = ["pcds", "doterm", "oseast1m", "osnrth1m", "osgrdind"]
    reading = read_postcodes(write_csv(folder / "p.csv", [head, *rows, ["SK8 8AA", "", 1, 1, 9]]))
    rejected = {reject.row for reject in reading.rejects}
    assert reading.rows_read == len(rows) + 1
    assert reading.rows_read == (
        len(reading.records) + len(rejected) + sum(reading.skipped.values())
    )
    assert all(one.easting_m == 389001 for one in reading.records)
