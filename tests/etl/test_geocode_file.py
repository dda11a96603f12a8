from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from geo_asb.cli import main
from geo_asb.cli_geocode import RESULT_COLUMNS, geocode_file
from geo_asb.errors import ExportError, SettingsError
from geo_asb.etl.geocode import ACCEPT
from geo_asb.model import Home
from geo_asb.settings import read_settings
from tests.towns import BLOCK, HOMES, HOUSES

CLASSES = {"house": "RD04", "flat": "RD06", "parent": "PP", "other": "CR"}


def _row(home: Home) -> dict[str, object]:
    return {
        "uprn": home.uprn,
        "subname": home.subname,
        "name": home.name,
        "number": home.number,
        "streetname": home.street,
        "locality": home.locality,
        "townname": home.town,
        "postcode": home.postcode,
        "parentuprn": home.parent_uprn,
        "classificationcode": CLASSES[home.kind],
        "easting": home.easting_m,
        "northing": home.northing_m,
        "landlord": int(home.managed),
    }


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("homes") / "homes.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, list(_row(HOMES[0])))
        rows.writeheader()
        rows.writerows(map(_row, HOMES))
    return path


def test_a_postcode_directory_places_what_no_home_does(homes: Path, tmp_path: Path) -> None:
    queries = _queries(tmp_path / "q.csv", ("1", "9 Nowhere Lane", "SK1 3XE"))
    directory = tmp_path / "p.csv"
    directory.write_text("postcode,easting,northing\nSK1 3XE,389001,390000\n")
    assert geocode_file(queries, homes, tmp_path / "r.csv") == {"none": 1}
    found = geocode_file(queries, homes, tmp_path / "r.csv", postcodes=directory)
    assert found == {"postcode": 1}
    words = ["geocode", str(queries), "--homes", str(homes), "--out", str(tmp_path / "r.csv")]
    assert main([*words, "--postcodes", str(directory)]) == 0
    assert "389001.0,390000.0" in (tmp_path / "r.csv").read_text()


def _queries(path: Path, *rows: tuple[str, str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("query_id", "query_address", "query_postcode"))
        out.writerows(rows)
    return path


def test_each_query_has_one_row_in_order(tmp_path: Path, homes: Path) -> None:
    queries = _queries(
        tmp_path / "q.csv",
        ("Q3", "3 Elmm\nStreet", ""),
        ("Q1", "lift, Holly Tower", "ZD1 2BB"),
        ("Q2", "nowhere", ""),
    )
    levels = geocode_file(queries, homes, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == RESULT_COLUMNS
    assert [(row["query_id"], row["level"], row["uprn"]) for row in rows] == [
        ("Q3", "property", HOUSES[2].uprn),
        ("Q1", "block", BLOCK.uprn),
        ("Q2", "none", ""),
    ]
    assert rows[0]["rung"] == "corrected"
    assert rows[2]["easting"] == rows[2]["probability"] == ""
    assert levels == {"property": 1, "block": 1, "none": 1}


def test_the_verb_needs_no_database(
    tmp_path: Path, homes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = _queries(tmp_path / "q.csv", ("1", "3 Elm Street", "ZD1 1AA"))
    out = tmp_path / "r.csv"
    assert main(["geocode", str(queries), "--homes", str(homes), "--out", str(out)]) == 0
    assert "property" in capsys.readouterr().out


def test_a_file_without_the_columns_writes_nothing(tmp_path: Path, homes: Path) -> None:
    (tmp_path / "q.csv").write_text("id,address\n1,3 Elm Street\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"q\.csv, row 1: no column query_id, query_address"):
        geocode_file(tmp_path / "q.csv", homes, tmp_path / "r.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["q.csv"]


@pytest.mark.parametrize("spoilt", [b"query_id,query_address,query_postcode\n1,\xff\xfe,\n", b""])
def test_a_spoilt_file_is_refused(tmp_path: Path, homes: Path, spoilt: bytes) -> None:
    (tmp_path / "q.csv").write_bytes(spoilt)
    with pytest.raises(ExportError, match=r"q\.csv"):
        geocode_file(tmp_path / "q.csv", homes, tmp_path / "r.csv")


def test_the_line_is_a_setting(tmp_path: Path) -> None:
    home = {"GEO_ASB_HOME": str(tmp_path)}
    assert read_settings(home).accept == ACCEPT
    assert read_settings(home | {"GEO_ASB_ACCEPT": "0.8"}).accept == 0.8
    for wrong in ("80%", "1.5", "nan"):
        with pytest.raises(SettingsError, match="GEO_ASB_ACCEPT is no probability"):
            read_settings(home | {"GEO_ASB_ACCEPT": wrong})


def test_a_folder_that_is_not_there_is_named_before_any_work(tmp_path: Path, homes: Path) -> None:
    with pytest.raises(SettingsError, match="its folder is not there"):
        geocode_file(tmp_path / "q.csv", homes, tmp_path / "no" / "r.csv")
    with pytest.raises(SettingsError, match="no probability"):
        geocode_file(tmp_path / "q.csv", homes, tmp_path / "r.csv", accept=90)
