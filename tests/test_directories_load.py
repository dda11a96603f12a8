"""Directories of points, loaded whole on real PostGIS: again, newer and older."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_asb import pipeline, pipeline_layers
from geo_asb.errors import ExportError
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read import table_hashes
from tests.etl.files import REACT_HEAD, react_row, write_csv
from tests.etl.test_police import _api_report, _row, _write, _write_api

pytestmark = pytest.mark.db

OLD, NEW = date(2018, 8, 1), date(2025, 8, 1)


def asked(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with connect(settings) as conn:
        return conn.execute(query).fetchall()  # type: ignore[arg-type]


def hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return table_hashes(conn)


def directory(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(["pcds,doterm,oseast1m,osnrth1m,osgrdind", *rows]) + "\n")
    return path


def test_a_newer_directory_wins_whichever_is_loaded_first(settings, tmp_path):
    old = directory(tmp_path, "old.csv", "SK1 3XE,,389001,390000,1", "SK1 3XF,,389002,390000,1")
    new = directory(
        tmp_path, "new.csv", "SK1 3XE,202306,389001,390000,1", "SK1 3XG,,389003,390000,2"
    )
    found = []
    for order in ([(old, OLD), (new, NEW)], [(new, NEW), (old, OLD)], [(old, OLD), (old, OLD)]):
        for path, day in order:
            report = pipeline_layers.load_list(settings, path, "postcodes", exported_on=day)
            assert report.rows_read == 2
        found.append(hashes(settings)["postcode"])
    assert len(set(found)) == 1
    current = "select postcode, ended_on, st_x(point) from postcode where last_batch is null"
    assert sorted(asked(settings, current)) == [
        ("SK1 3XE", date(2023, 6, 1), 389001.0),
        ("SK1 3XF", None, 389002.0),
        ("SK1 3XG", None, 389003.0),
    ]


@pytest.mark.parametrize("order", ["cases first", "postcodes first"])
def test_a_postcode_that_no_home_has_places_a_case(settings, tmp_path, order):
    postcodes = directory(tmp_path, "p.csv", "SK1 3XE,,389001,390000,1")
    rows = [
        react_row(Case_Ref=ref, UPRN="", Incident_Address="9 Nowhere Lane", Incident_Postcode=code)
        for ref, code in (("A1", "SK1 3XE"), ("A2", "SK1 9ZZ"))
    ]
    cases = write_csv(tmp_path / "cases.csv", [REACT_HEAD, *rows])
    if order == "cases first":
        pipeline.load_cases(settings, cases)
    pipeline_layers.load_list(settings, postcodes, "postcodes", exported_on=OLD)
    if order == "postcodes first":
        pipeline.load_cases(settings, cases)
    found = asked(settings, "select rung, st_x(point), radius_m from location order by rung")
    assert found == [("none", None, None), ("postcode", 389001.0, 250.0)]


def test_uprns_load_once(settings, tmp_path):
    path = tmp_path / "u.csv"
    path.write_text("UPRN,X_COORDINATE,Y_COORDINATE\n100012345678,389001,390000\n7,389002,390000\n")
    first = pipeline_layers.load_list(settings, path, "uprn", exported_on=NEW)
    again = pipeline_layers.load_list(settings, path, "uprn", exported_on=NEW)
    assert (first.stored, again.stored, again.unchanged) == (2, 0, 2)
    assert asked(settings, "select st_srid(point) from uprn_point limit 1") == [(27700,)]


def test_a_month_from_the_archive_and_the_api_is_not_counted_twice(settings, tmp_path):
    pipeline.load_police(settings, _write(tmp_path, _row(), _row(month="2021-07")))
    with pytest.raises(ExportError, match="1 of these reports are stored from the other kind"):
        pipeline.load_police(settings, _write_api(tmp_path, _api_report()))
    other = _api_report(month="2021-08")
    assert pipeline.load_police(settings, _write_api(tmp_path, other)).stored == 1
    assert asked(settings, "select count(*) from police_report") == [(3,)]


@pytest.mark.whole
def test_the_postcodes_of_stockport_load(settings, shared_data):
    path = shared_data / "stockport_postcodes_2018-08.csv.gz"
    report = pipeline_layers.load_list(settings, path, "postcodes", exported_on=OLD)
    assert (report.stored, report.rejected) == (10_227, 0)
