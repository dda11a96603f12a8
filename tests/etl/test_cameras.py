from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyproj import Transformer

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cameras import read_cameras
from geo_asb.model import Reading
from geo_asb.neighbourhood import CameraSpell
from tests.etl.files import write_csv

HEAD = [
    "camera_id", "kind", "owner", "location", "easting", "northing", "bearing_deg", "angle_deg",
    "range_m", "status", "status_from", "status_to", "image_standard_met", "household_loan",
]  # fmt: skip
CAMERA: dict[str, object] = {
    "camera_id": "C1",
    "kind": "dome",
    "owner": "Council",
    "location": "Elm Street",
    "easting": "390100",
    "northing": "390100",
    "bearing_deg": "45",
    "angle_deg": "360",
    "range_m": "60",
    "status": "working",
    "status_from": "01/04/2020",
    "image_standard_met": "yes",
}


def _row(**changes: object) -> list[object]:
    return [(CAMERA | changes).get(heading, "") for heading in HEAD]


def _read(tmp_path: Path, *rows: list[object]) -> Reading[CameraSpell]:
    return read_cameras(write_csv(tmp_path / "cameras.csv", [HEAD, *rows]))


def test_a_row_becomes_a_spell(tmp_path: Path) -> None:
    (spell,) = _read(tmp_path, _row()).records
    assert spell == CameraSpell(
        row=2, camera_id="C1", kind="dome", owner="Council", place="Elm Street",
        easting_m=390_100.0, northing_m=390_100.0, bearing_deg=45.0, angle_deg=360.0,
        range_m=60.0, status="working", starts_on=date(2020, 4, 1), until_on=None,
        image_standard_met=True, at_home=False,
    )  # fmt: skip


def test_a_camera_that_broke_and_moved_has_a_row_for_each_spell(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        _row(status_to="05/06/2021"),
        _row(status="Out of service", status_from="05/06/2021", status_to="01/07/2021"),
        _row(status_from="01/07/2021", easting="390300"),
    )
    assert reading.rejects == ()
    assert [one.status for one in reading.records] == ["working", "out of service", "working"]


def test_longitude_and_latitude_become_metres_of_the_british_grid(tmp_path: Path) -> None:
    rows = [["Camera ID", "lon", "lat"], ["C1", "-2.284777", "53.464515"]]
    (spell,) = read_cameras(write_csv(tmp_path / "cameras.csv", rows)).records
    by_pyproj = Transformer.from_crs(4326, 27700, always_xy=True).transform(-2.284777, 53.464515)
    assert (spell.easting_m, spell.northing_m) == pytest.approx(by_pyproj, abs=3)
    assert (spell.status, spell.kind, spell.starts_on) == ("unknown", "unknown", None)


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"camera_id": ""}, "camera_id", "has no number"),
        ({"kind": "domes"}, "kind", r"nearest: 'dome'"),
        ({"status": "workng"}, "status", r"nearest: 'working'"),
        ({"easting": "", "northing": ""}, "easting", "has no point"),
        ({"northing": ""}, "northing", "not a number of metres"),
        ({"easting": "900000"}, "easting", "lies outside Great Britain"),
        ({"easting": "-2.28", "northing": "53.4"}, "easting", "look like degrees"),
        ({"easting": "1000000", "northing": "200000"}, "easting", "look swapped"),
        ({"bearing_deg": "400"}, "bearing_deg", "not a number from 0 to 360"),
        ({"range_m": "far"}, "range_m", "not a number from 1 to 2,000"),
        ({"status_from": "31/02/2021"}, "status_from", "no such day"),
        ({"status_to": "01/04/2020"}, "status_to", "not after 'status_from'"),
        ({"image_standard_met": "perhaps"}, "image_standard_met", "neither yes nor no"),
        ({"owner": "Mr Invented, 07700 900123"}, "owner", "telephone"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, changes: dict[str, object], column: str, reason: str
) -> None:
    reading = _read(tmp_path, _row(camera_id="C9"), _row(**changes))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason


@pytest.mark.parametrize(
    ("headings", "numbers", "hint"),
    [
        (("lat", "lon"), ("-2.28", "53.46"), "look swapped"),
        (("longitude", "latitude"), ("390100", "390100"), "look like grid metres"),
        (("lon", "lat"), ("0", "0"), "Correct it"),
    ],
)
def test_a_point_outside_britain_is_rejected_with_a_hint(
    tmp_path: Path, headings: tuple[str, str], numbers: tuple[str, str], hint: str
) -> None:
    rows = [["camera_id", *headings], ["C1", *numbers]]
    (reject,) = read_cameras(write_csv(tmp_path / "cameras.csv", rows)).rejects
    assert hint in reject.reason


def test_a_spell_that_overlaps_another_of_its_camera_is_rejected(tmp_path: Path) -> None:
    reading = _read(tmp_path, _row(), _row(status_from="05/06/2021"), _row(camera_id="C2"))
    (reject,) = reading.rejects
    assert (reject.row, reject.column) == (3, "status_from")
    assert "in row 2" in reject.reason


def test_a_camera_at_a_home_loses_the_words_of_its_place(tmp_path: Path) -> None:
    (spell,) = _read(tmp_path, _row(household_loan="yes", location="3 Elm Street")).records
    assert (spell.at_home, spell.place) == (True, "")


def test_an_owner_who_may_be_a_person_is_not_kept(tmp_path: Path) -> None:
    (spell,) = _read(tmp_path, _row(owner="Invented Person")).records
    assert spell.owner == ""


def test_a_list_without_coordinates_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "cameras.csv", [["camera_id", "lon"], ["C1", "-2.1"]])
    with pytest.raises(ExportError, match=r"cameras\.csv: no columns 'easting' and 'northing'"):
        read_cameras(path)


def test_days_with_the_month_first_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="month before day"):
        _read(tmp_path, _row(status_from="06/25/2020"))
