"""Real lists of cameras, lookups and deprivation; skipped where the open data is not there."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from geo_asb.etl.place import place_points
from geo_asb.etl.readers.boundaries import read_boundaries
from geo_asb.etl.readers.cameras import read_cameras
from geo_asb.etl.readers.deprivation import read_deprivation
from geo_asb.etl.readers.lookups import AreasOf, read_links

pytestmark = pytest.mark.whole

LSOA, WARD, DISTRICT = AreasOf("lsoa"), AreasOf("ward"), AreasOf("district")


def test_real_cameras_lie_in_the_wards_their_council_names(shared_data: Path) -> None:
    path = shared_data / "cctv_trafford_2024-03.csv"
    reading = read_cameras(path)
    assert (reading.rows_read, len(reading.records), reading.rejects) == (163, 163, ())
    wards = read_boundaries(
        shared_data / "gm_wards_2023.geojson.gz", kind="ward", boundary_year=2023
    ).areas
    points_m = np.array([(one.easting_m, one.northing_m) for one in reading.records])
    found = np.append(wards["code"].to_numpy(), "")[place_points(points_m, wards)]
    with path.open(encoding="utf-8", newline="") as file:
        named = [row["area_code"] for row in csv.DictReader(file)]
    assert np.mean(found == named) > 0.97  # outlines are generalised by 20 m


def test_each_lsoa_of_greater_manchester_has_one_ward_and_one_district(shared_data: Path) -> None:
    wards = read_links(shared_data / "gm_lookup_lsoa21_to_ward22_bestfit.csv.gz", LSOA, WARD)
    districts = read_links(
        shared_data / "gm_lookup_oa21_lsoa21_msoa21_lad22.csv.gz", LSOA, DISTRICT
    )
    assert (len(wards.records), wards.rejects, wards.skipped) == (1_702, (), {})
    assert (districts.rows_read, len(districts.records)) == (8_966, 1_702)
    in_ward = {one.from_code for one in wards.records}
    assert in_ward == {one.from_code for one in districts.records}
    assert len(in_ward) == 1_702
    assert len({one.to_code for one in districts.records}) == 10


@pytest.mark.parametrize(
    ("name", "boundary_year", "index_year", "rows"),
    [
        ("lsoa11_denominators_imd2019_gm_merseyside.csv.gz", 2011, 2019, 2_583),
        ("lsoa21_population_imd2025_gm_merseyside.csv.gz", 2021, 2025, 2_625),
    ],
)
def test_deciles_go_with_ranks(
    shared_data: Path, name: str, boundary_year: int, index_year: int, rows: int
) -> None:
    reading = read_deprivation(shared_data / name, index_year=index_year)
    assert (reading.rows_read, len(reading.records), reading.rejects) == (rows, rows, ())
    assert {one.boundary_year for one in reading.records} == {boundary_year}
    by_rank = sorted(reading.records, key=lambda one: one.rank or 0)
    deciles = [one.decile for one in by_rank]
    assert deciles == sorted(deciles, key=lambda decile: decile or 0)
    assert set(deciles) == set(range(1, 11))


def test_wards_of_2018_have_a_score_that_the_steward_names(shared_data: Path) -> None:
    path = shared_data / "gm_ward18_imd2019_pct_in_most_deprived.csv.gz"
    column = "Index of Multiple Deprivation"
    reading = read_deprivation(path, index_year=2019, score_column=column)
    assert (len(reading.records), reading.rejects) == (215, ())
    highest = max(reading.records, key=lambda one: one.score or 0)
    assert (highest.kind, highest.boundary_year, highest.code) == ("ward", 2018, "E05000783")
