"""What an hour with unknown sheets found: split addresses, zones, words of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_asb.errors import ExportError
from geo_asb.etl.column_map import parse_column_map
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.cases import read_cases
from geo_asb.model import Case, Reading
from tests.etl.files import write_csv

SPLIT_MAP = """
source = "own"
version = 1
crosswalk = "housemark"
times = "UTC"
[columns]
reference = "Ref"
opened_on = "Opened"
types = "Type"
began_at = "Began"
postcode = "Postcode"
[joined]
address = ["Flat", "House No", "Street", "Town"]
"""
SPLIT_HEAD = ["Ref", "Opened", "Type", "Began", "Flat", "House No", "Street", "Town", "Postcode"]


def _read(folder: Path, *rows: Sequence[object], text: str = SPLIT_MAP) -> Reading[Case]:
    columns = parse_column_map(text, "own.toml")
    path = write_csv(folder / "sheet.csv", [SPLIT_HEAD, *rows])
    return read_cases(path, columns, read_crosswalk(columns.crosswalk))


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (("3", "3", "Mill Lane", "Hollin"), "Flat 3, 3 Mill Lane, Hollin"),
        (("Flat 3", "12a", "Mill Lane", ""), "Flat 3, 12a Mill Lane"),
        (("", "12-14", "Mill Lane", "Mill Lane"), "12-14 Mill Lane"),
        (("", "", " Mill Lane, ", "Hollin"), "Mill Lane, Hollin"),
        (("", "7", "", ""), "7"),
        (("", "", "", ""), ""),
    ],
)
def test_an_address_is_joined_of_its_columns(tmp_path, parts, address):
    (case,) = _read(tmp_path, ["1", "5/6/20", "Noise", "", *parts, "ZX1 1AA"]).records
    assert (case.place.address, case.place.postcode) == (address, "ZX1 1AA")


def test_every_part_of_a_joined_address_passes_the_door(tmp_path):
    row = ["1", "5/6/20", "Noise", "", "", "12", "07700 900123", "", "ZX1 1AA"]
    (reject,) = _read(tmp_path, row).rejects
    assert (reject.column, "telephone" in reject.reason) == ("Street", True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('address = ["Flat", "House No", "Street", "Town"]', 'types = ["A", "B"]'), "nearest"),
        (('["Flat", "House No", "Street", "Town"]', '["Flat"]'), "needs two headings or more"),
        (('postcode = "Postcode"', 'address = "Postcode"'), r"under \[columns\] and under \[joi"),
    ],
)
def test_a_part_for_joining_that_means_nothing_is_refused(change, message):
    with pytest.raises(ExportError, match=message):
        parse_column_map(SPLIT_MAP.replace(*change), "own.toml")


def test_a_missing_part_of_a_joined_address_is_missed_by_name(tmp_path):
    with pytest.raises(ExportError, match="no column 'Village'"):
        _read(tmp_path, text=SPLIT_MAP.replace('"Town"', '"Village"'))


@pytest.mark.parametrize(
    ("written", "local"),
    [("2020-06-05T09:30:00Z", "10:30"), ("2020-06-05 09:30", "10:30"), ("2020-06-05", "00:00")],
)
def test_a_moment_with_its_zone_is_turned_once(tmp_path, written, local):
    row = ["1", "2020-06-05T08:00:00Z", "Noise", written, "", "", "", "", ""]
    (case,) = _read(tmp_path, row).records
    assert f"{case.incidents[0].began_at:%H:%M}" == local
