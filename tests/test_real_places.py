"""The whole way on real open data: Merseyside's police reports, Stockport's wards of two years."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import numpy as np
import pytest
from pyproj import Transformer

from geo_asb import pipeline
from geo_asb.cli_evidence import write_evidence
from geo_asb.model import DisplayLevel, Layer, Period, Scope, Viewer
from geo_asb.monthly.run import detect
from geo_asb.queries import Queries
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from tests.conftest import fresh_database

AUGUST = date(2021, 8, 1)
YEAR = Period(date(2020, 9, 1), date(2021, 9, 1))
ANALYST = Viewer("analyst", "manager", DisplayLevel.OFFICER, "merseyside")
HEADINGS = (
    "Case Ref,Date Opened,Date Closed,Case Types,Category,Status,Reported By,How Reported,"
    "Incident Address,Incident Postcode,UPRN,Location Type,Tenure,Incident From,Incident To,"
    "Youth Related,Hate Flag,Team"
)


@pytest.fixture(scope="module")
def merseyside(
    server: Settings, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    with fresh_database(server, "merseyside") as url:
        home = tmp_path_factory.mktemp("home")
        settings = Settings(home=home, database_url=url, landlord="merseyside")
        wards = shared_data / "merseyside_wards_2013.geojson.gz"
        lsoas = shared_data / "merseyside_lsoa_2011.geojson.gz"
        census = shared_data / "lsoa11_denominators_imd2019_gm_merseyside.csv.gz"
        pipeline.load_boundaries(settings, wards, kind="ward", boundary_year=2013)
        pipeline.load_boundaries(settings, lsoas, kind="lsoa", boundary_year=2011)
        pipeline.load_denominators(settings, census, source="Census 2011 households")
        report = pipeline.load_police(
            settings, shared_data / "police_asb_merseyside_2018-01_2021-09.csv.gz"
        )
        assert (report.rows_read, report.stored) == (128_132, 128_132)
        detect(settings, AUGUST)
        yield settings


def test_the_share_in_the_lsoa_they_name_is_the_published_one(merseyside):
    with connect(merseyside) as conn:
        same, every = conn.execute(
            """select count(*) filter (where a.code = r.lsoa_code), count(*)
                 from police_report r
                 left join police_area a on a.report_id = r.report_id and a.kind = 'lsoa'"""
        ).fetchone()
    assert every == 128_132
    assert 100 * same / every == pytest.approx(95.4, abs=0.5)


def test_an_overlapping_file_brings_only_what_is_new(merseyside, shared_data):
    june = shared_data / "2021-06-merseyside-street.csv.gz"
    report = pipeline.load_police(merseyside, june)
    assert report.stored == 0
    assert report.unchanged > 2_000
    assert report.rows_read == 16_378 == report.unchanged + sum(report.skipped.values())


def test_hot_cells_of_august_2021_are_found_over_households(merseyside):
    with closing(Queries(merseyside)) as queries:
        cells = queries.hot_cells(ANALYST, Scope(YEAR, Layer.POLICE)).value
        places = queries.hot_places(ANALYST, Scope(YEAR, Layer.POLICE)).value
        _, shapes = queries.cell_shapes(ANALYST, Layer.POLICE)
    assert cells.tested > 9_000
    assert 0 < cells.found < 0.25 * cells.tested
    assert cells.shown_cases > 38_000
    assert all(place.name and not place.name.startswith("On or near") for place in places[:20])
    assert shapes["homes"].sum() == pytest.approx(601_000, rel=0.05)  # Census 2011 households


def test_a_july_that_nobody_supplied_is_blank(merseyside):
    with closing(Queries(merseyside)) as queries:
        summer = Scope(Period(date(2019, 6, 1), date(2019, 9, 1)), Layer.POLICE)
        months = queries.by_month(ANALYST, summer).value
        year_on = replace(summer, period=Period(date(2020, 6, 1), date(2020, 9, 1)))
        change = queries.change(ANALYST, year_on).value
    assert [month.cases is None for month in months] == [False, True, False]
    assert (change.before, change.verdict) == (None, None)


def test_a_real_ward_gets_its_evidence_page(merseyside, tmp_path):
    out = tmp_path / "riverside.docx"
    write_evidence(merseyside, "Riverside", YEAR, out, Layer.POLICE)
    document = docx.Document(str(out))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Riverside" in text
    assert "None" not in text
    assert len(document.inline_shapes) == 2  # the map and the month chart


def test_wards_of_2013_and_2023_lie_side_by_side(settings, shared_data, tmp_path):
    """Homes stand on real Stockport postcodes; each case is asked for its ward of either year."""
    with gzip.open(shared_data / "stockport_postcodes_2018-08.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["ward23_code"]][::40]
    homes, cases = tmp_path / "homes.csv", tmp_path / "react.csv"
    _write_homes(homes, rows)
    lines = [
        f"R{n},05/06/2021,,Vandalism,C,Open,Resident,Web,,,{n:012},Incident,,,,,,ASB"
        for n in range(1, len(rows) + 1)
    ]
    cases.write_text("\n".join([HEADINGS, *lines]))
    for year in (2013, 2023):
        wards = shared_data / f"stockport_wards_{year}.geojson"
        report = pipeline.load_boundaries(settings, wards, kind="ward", boundary_year=year)
        assert report.stored == 21
    pipeline.load_homes(settings, homes)
    assert pipeline.load_cases(settings, cases).stored == len(rows) > 200
    with connect(settings) as conn:
        found = conn.execute(
            """select c.given_uprn, old.code, new.code
                 from asb_case c
                 join case_area old on old.version_id = c.version_id and old.boundary_year = 2013
                 join case_area new on new.version_id = c.version_id and new.boundary_year = 2023
                order by c.given_uprn"""
        ).fetchall()
    new = [code for _, _, code in found]
    assert np.mean([code == row["ward23_code"] for code, row in zip(new, rows, strict=True)]) > 0.99
    assert {code[:5] for _, code, _ in found} == {"E0500"}


def _write_homes(path: Path, rows: list[dict[str, str]]) -> None:
    grid = Transformer.from_crs(4326, 27700, always_xy=True)
    heads = (
        "uprn,subname,name,number,streetname,locality,townname,postcode,parentuprn,usrn,estate,"
        "classificationcode,easting,northing,landlord"
    )
    lines = []
    for n, row in enumerate(rows, 1):
        east, north = grid.transform(float(row["lon"]), float(row["lat"]))
        lines.append(
            f"{n:012},,,{n},Postcode Street,,STOCKPORT,{row['postcode']},,,,RD04,"
            f"{east:.1f},{north:.1f},1"
        )
    path.write_text("\n".join([heads, *lines]))
