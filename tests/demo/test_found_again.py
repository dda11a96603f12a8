"""The demo's exports against its own truth: what is found, what is wrong, and what is left."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from geo_asb.demo import DemoTruth
from geo_asb.etl.geocode import Gazetteer, locate_all
from geo_asb.etl.place import place_points
from geo_asb.etl.readers.boundaries import read_boundaries
from geo_asb.etl.readers.homes import read_homes
from geo_asb.model import Case, Location, Reading, Rung
from tests.etl.files import read_react


@dataclass(frozen=True)
class Found:
    """The demo's cases as read and placed, and the truth of each in the same order."""

    folder: Path
    readings: tuple[Reading[Case], ...]
    located: list[Location]
    truth: list[dict[str, str]]


@pytest.fixture(scope="module")
def found(demo: DemoTruth) -> Found:
    exports = sorted((demo.folder / "cases").glob("react_*"))
    readings = tuple(read_react(path) for path in exports)
    cases = [case for reading in readings for case in reading.records]
    gazetteer = Gazetteer(read_homes(demo.folder / "homes.csv").records)
    with (demo.folder / "truth" / "cases.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["case_ref"]: row for row in csv.DictReader(file)}
    return Found(
        demo.folder,
        readings,
        locate_all([case.place for case in cases], gazetteer),
        [truth[case.reference] for case in cases],
    )


def test_no_demo_row_is_lost(found: Found) -> None:
    assert sum(len(reading.records) for reading in found.readings) == 1216 + 1895 + 1406
    assert [reading.rejects for reading in found.readings] == [(), (), ()]


def test_two_totals_are_kept_where_the_source_disagrees_with_itself(found: Found) -> None:
    """Two totals: the published list of types prints 2,763, and its lines add up to 2,770."""
    totals = [total for reading in found.readings for total in reading.printed_totals]
    said = {total.counted: (total.printed, total.computed) for total in totals}
    assert said == {"cases": (1895, 1895), "case types": (2763, 2770)}


def test_findable_cases_are_on_the_right_home_or_block(found: Found) -> None:
    right = [
        place.home_uprn == truth["true_uprn"] or place.block_uprn == truth["true_parent_uprn"]
        for place, truth in zip(found.located, found.truth, strict=True)
        if truth["level"] in ("home", "block")
    ]
    assert len(right) > 3_000
    assert np.mean(right) > 0.97


def test_what_cannot_be_found_is_not_guessed(found: Found) -> None:
    claimed = {
        (place.home_uprn, place.block_uprn)
        for place, truth in zip(found.located, found.truth, strict=True)
        if truth["address_kind"] in ("street_only", "not_in_list")
    }
    assert claimed == {(None, None)}


@pytest.mark.parametrize("year", [2013, 2023])
def test_hardly_any_placed_case_is_in_the_wrong_ward(found: Found, year: int) -> None:
    path = found.folder / "boundaries" / f"wards_{year}.geojson"
    wards = read_boundaries(path, kind="ward", boundary_year=year).areas
    placed = [
        (place.easting_m, place.northing_m, place.radius_m, truth[f"true_ward_{year}"])
        for place, truth in zip(found.located, found.truth, strict=True)
        if place.rung is not Rung.NONE
    ]
    points_m = np.array([row[:2] for row in placed], dtype=np.float64)
    radius_m = np.array([row[2] for row in placed], dtype=np.float64)
    at = place_points(points_m, wards, radius_m=radius_m)
    true = np.array([ward for *_, ward in placed])
    codes = np.append(wards["code"].to_numpy(), "")[at]
    assert np.mean(at >= 0) > 0.94  # wide places at a border are in no ward
    assert np.mean(codes[at >= 0] != true[at >= 0]) < 0.001
