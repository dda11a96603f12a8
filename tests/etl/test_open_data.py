"""The real open data beside the repository; skipped where it is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_asb.etl.place import place_points
from geo_asb.etl.readers.boundaries import Boundaries, read_boundaries
from geo_asb.etl.readers.denominators import read_denominators
from geo_asb.etl.readers.homes import read_homes
from geo_asb.etl.readers.police import read_police
from geo_asb.model import PoliceReport, Reading


@pytest.fixture(scope="module")
def merseyside(shared_data: Path) -> Reading[PoliceReport]:
    return read_police(shared_data / "police_asb_merseyside_2018-01_2021-09.csv.gz")


@pytest.fixture(scope="module")
def lsoas(shared_data: Path) -> Boundaries:
    path = shared_data / "merseyside_lsoa_2011.geojson.gz"
    return read_boundaries(path, kind="lsoa", boundary_year=2011)


def test_every_row_of_the_police_file_is_accounted_for(merseyside: Reading[PoliceReport]) -> None:
    assert merseyside.rows_read == 128_132
    assert merseyside.rows_read == len(merseyside.records) + len(merseyside.rejects)
    assert merseyside.skipped == {}


def test_police_points_fall_in_the_lsoa_they_name(
    merseyside: Reading[PoliceReport], lsoas: Boundaries
) -> None:
    points_m = np.array([(one.easting_m, one.northing_m) for one in merseyside.records])
    codes = np.append(lsoas.areas["code"].to_numpy(), "")[place_points(points_m, lsoas.areas)]
    share = np.mean(codes == [one.lsoa_code for one in merseyside.records])
    assert share == pytest.approx(0.954, abs=0.005)


def test_four_invalid_outlines_are_repaired_and_named(lsoas: Boundaries) -> None:
    assert (lsoas.rows_read, len(lsoas.areas), len(lsoas.notes)) == (910, 910, 4)
    assert lsoas.areas.is_valid.all()


def test_a_whole_month_skips_the_other_crimes_by_type(shared_data: Path) -> None:
    reading = read_police(shared_data / "2021-06-merseyside-street.csv.gz")
    assert (reading.rows_read, len(reading.records)) == (16_378, 2_559)
    assert sum(reading.skipped.values()) == 16_378 - 2_559
    assert len(reading.skipped) == 13


def test_stockport_wards_of_two_years_lie_side_by_side(shared_data: Path) -> None:
    old, new = (
        read_boundaries(
            shared_data / f"stockport_wards_{year}.geojson", kind="ward", boundary_year=year
        ).areas
        for year in (2013, 2023)
    )
    assert len(old) == len(new) == 21
    assert set(old["code"]).isdisjoint(new["code"])
    # Drawn from two generalised sources, the borough is the same to within a few per cent.
    assert old.union_all().symmetric_difference(new.union_all()).area < 0.02 * old.area.sum()
    point_m = np.array([new.geometry.iloc[0].representative_point().coords[0]])
    assert place_points(point_m, new).tolist() == [0]
    assert place_points(point_m, old)[0] >= 0


def test_wards_and_households_read_whole(shared_data: Path) -> None:
    wards = read_boundaries(
        shared_data / "merseyside_wards_2013.geojson.gz", kind="ward", boundary_year=2013
    )
    assert (len(wards.areas), wards.notes) == (111, ())
    homes = read_denominators(shared_data / "lsoa11_denominators_imd2019_gm_merseyside.csv.gz")
    assert (len(homes.homes), homes.rejects) == (2_583, ())


def test_the_invented_gazetteer_reads_whole(shared_data: Path) -> None:
    reading = read_homes(shared_data / "addresses" / "gazetteer.csv.gz")
    assert (len(reading.records), reading.rejects) == (12_014, ())
