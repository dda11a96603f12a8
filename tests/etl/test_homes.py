from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from geo_asb.etl.readers.homes import read_homes
from geo_asb.model import Home, Reading, SchemeKind
from geo_asb.store.migrate import MIGRATIONS
from tests.etl.files import HOME_ROW, HOMES_HEAD, write_csv


def _row(**changes: object) -> list[object]:
    return [
        changes.get(heading, value) for heading, value in zip(HOMES_HEAD, HOME_ROW, strict=True)
    ]


def _read(tmp_path: Path, *rows: list[object]) -> Reading[Home]:
    return read_homes(write_csv(tmp_path / "homes.csv", [HOMES_HEAD, *rows]))


def test_a_row_becomes_a_home(tmp_path: Path) -> None:
    (home,) = _read(tmp_path, _row(postcode="zd1 1aa")).records
    assert home == Home(
        row=2, uprn="20000000001", kind="house", subname="", name="", number="1",
        street="Elm Street", locality="", town="EASTLEA", postcode="ZD1 1AA", parent_uprn="",
        estate="Elm Estate", easting_m=390018.0, northing_m=390090.0, managed=True, storeys=2,
        tenure="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind"),
    [("RD04", "house"), ("RD02", "house"), ("RD06", "flat"), ("PP", "parent"), ("CR", "other")],
)
def test_classification_codes_become_kinds(tmp_path: Path, code: str, kind: str) -> None:
    assert _read(tmp_path, _row(classificationcode=code)).records[0].kind == kind


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("uprn", "", "not a UPRN of 1 to 12 digits"),
        ("uprn", "2.0E+10", "cut a long number short"),
        ("uprn", "1234567890123", "not a UPRN"),
        ("parentuprn", "B1", "not a UPRN"),
        ("easting", "", "not a number of metres"),
        ("northing", "n/a", "not a number of metres"),
        ("northing", "nan", "not a number of metres"),
        ("classificationcode", "", "not a classification code"),
        ("landlord", "perhaps", "neither 1"),
        ("storeys", "2.5", "not a whole number from 1 to 60"),
    ],
)
def test_a_bad_cell_rejects_its_row(tmp_path: Path, column: str, value: str, reason: str) -> None:
    reading = _read(tmp_path, _row(uprn="1"), _row(**{column: value}))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason


@pytest.mark.parametrize(
    ("easting", "northing", "hint"),
    [
        (-2.15, 53.4, "looks like longitude and latitude"),
        (900_000, 390_000, "lies outside Great Britain"),
        (1_000_000, 200_000, "look swapped"),
    ],
)
def test_a_home_outside_britain_is_rejected_with_a_hint(
    tmp_path: Path, easting: float, northing: float, hint: str
) -> None:
    (reject,) = _read(tmp_path, _row(easting=easting, northing=northing)).rejects
    assert reject.column == "easting"
    assert hint in reject.reason


def test_the_second_row_of_a_uprn_is_rejected(tmp_path: Path) -> None:
    reading = _read(tmp_path, _row(uprn="0123"), _row(uprn="123"))
    assert [home.uprn for home in reading.records] == ["0123"]
    assert reading.rejects[0].reason.startswith("this UPRN already stands in row 2")


@pytest.mark.parametrize(
    ("tenure", "scheme", "known"),
    [
        ("Social Rent", "General Needs", ("social rent", "general needs")),
        ("SECURE", "Sheltered", ("social rent", "older people")),
        ("Leaseholder", "Extra-Care", ("leasehold", "extra care")),
        ("", "", ("", "")),
    ],
)
def test_tenure_and_scheme_are_read_from_their_lists(tmp_path, tenure, scheme, known):
    head = [*HOMES_HEAD, "Scheme Kind"]
    row = [*HOME_ROW[:-1], tenure, scheme]
    reading = read_homes(write_csv(tmp_path / "homes.csv", [head, row]))
    (home,) = reading.records
    assert (home.tenure, home.scheme_kind) == known


def test_a_tenure_that_is_not_listed_is_told_the_nearest(tmp_path):
    (reject,) = _read(tmp_path, _row(tenure="Lease holder")).rejects
    assert (reject.row, reject.column) == (2, "tenure")
    assert "nearest: 'leaseholder'" in reject.reason


def test_every_scheme_may_be_stored():
    migration = (MIGRATIONS / "0013_contact_places.sql").read_text(encoding="utf-8")
    listed = migration.partition("scheme_kind in (")[2].partition(")")[0]
    assert re.findall("'(.*?)'", listed) == list(get_args(SchemeKind))


def test_storeys_and_tenure_may_be_left_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "homes.csv", [HOMES_HEAD[:15], HOME_ROW[:15]])
    (home,) = read_homes(path).records
    assert (home.storeys, home.tenure) == (None, "")
