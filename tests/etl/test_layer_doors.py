"""No cell of a list beside the cases brings a personal value in, whatever column it stands in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from geo_asb.etl.readers.actions import read_actions
from geo_asb.etl.readers.activities import read_activities
from geo_asb.etl.readers.blocks import read_blocks
from geo_asb.etl.readers.cameras import read_cameras
from geo_asb.etl.readers.deprivation import read_deprivation
from geo_asb.etl.readers.enforcement import read_enforcement
from geo_asb.etl.readers.inspections import read_inspections
from geo_asb.etl.readers.lookups import AreasOf, read_links
from geo_asb.model import Reading
from tests.etl.files import write_csv
from tests.towns import BLOCK, square

Read = Callable[[Path], Reading[Any]]

# Invented: numbers of the range kept for drama, an address that cannot exist.
PERSONAL = (
    "07700 900123",
    "ring 0161 496 0123 after six",
    "person@mail.example",
    "QQ 12 34 56 C",
    "DOB 01/02/1980",
    "Mrs Invented",
)
LISTS: dict[str, tuple[Read, dict[str, str]]] = {
    "cameras": (
        read_cameras,
        dict.fromkeys(("owner", "location", "kind", "status"), "")
        | {"camera_id": "C1", "easting": "390100", "northing": "390100"},
    ),
    "activities": (
        read_activities,
        {"activity_id": "D1", "kind": "patrol", "starts_on": "05/06/2021"}
        | {"area": "Eastlea", "estate": "Elm Estate", "place": "Elm Street", "cost": ""},
    ),
    "actions": (
        read_actions,
        dict.fromkeys(("plan", "area", "estate", "place", "issue", "owner", "partner"), "")
        | {"action_id": "A1", "partner_role": "", "measure": "", "status": ""},
    ),
    "inspections": (
        read_inspections,
        {"estate": "S", "inspected_on": "05/06/2021", "rating": "B", "item": "", "scale": ""},
    ),
    "enforcement": (
        read_enforcement,
        {"ward": "Eastlea", "kind": "CPN", "month": "2021-06", "count": "3"},
    ),
    "lookup": (
        partial(read_links, start=AreasOf("estate"), end=AreasOf("nap_area")),
        {"estate": "S1", "nap_area": "N1", "nap_area_name": "North"},
    ),
    "deprivation": (
        partial(read_deprivation, index_year=2019),
        {"lsoa21_code": "E01000001", "IMD_decile": "1"},
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_good_row_is_read(tmp_path: Path, name: str) -> None:
    read, row = LISTS[name]
    reading = read(write_csv(tmp_path / "list.csv", [list(row), list(row.values())]))
    assert (len(reading.records), reading.rejects) == (1, ())


@pytest.mark.parametrize("name", LISTS)
def test_a_personal_value_reaches_no_record_and_no_message(tmp_path: Path, name: str) -> None:
    read, row = LISTS[name]
    first = next(iter(row))  # names the row: numbered, so that no row hides behind another
    rows = [
        list((row | {first: f"{row[first][:-2]}{n:02}"} | {column: value}).values())
        for n, (column, value) in enumerate(product(row, PERSONAL))
    ]
    reading = read(write_csv(tmp_path / "list.csv", [list(row), *rows]))
    said = repr((reading.records, reading.rejects, reading.notes))
    assert [value for value in PERSONAL if value in said] == []
    assert reading.rows_read == len(row) * len(PERSONAL)


def test_a_block_with_a_personal_name_is_rejected(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"uprn": [BLOCK.uprn], "name": ["Holly Tower, 07700 900123"]},
        geometry=[square(290, 90, 310, 110)],
        crs="EPSG:27700",
    )
    frame.to_file(tmp_path / "blocks.geojson", driver="GeoJSON")
    reading = read_blocks(tmp_path / "blocks.geojson")
    assert reading.records == ()
    assert [(one.row, one.column) for one in reading.rejects] == [(1, "name")]
    assert "07700" not in repr(reading.rejects)
