"""Corrections from a file: they count at once, over what the export says, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo_asb import cli, pipeline
from geo_asb.errors import ExportError
from geo_asb.etl.readers.corrections import read_corrections
from geo_asb.etl.report import LoadReport
from geo_asb.pipeline_corrections import load_corrections
from geo_asb.quality_report import quality_tables
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from tests import towns
from tests.etl.files import HOMES_HEAD, REACT_HEAD, react_row, write_csv

NOWHERE = {"Incident_Address": "the old works", "Incident_Postcode": "", "UPRN": ""}
OF_CASES = ["Case reference", "Field", "Value"]
OF_PLACES = ["Address", "Postcode", "UPRN", "Easting", "Northing", "Role"]
HOUSE, OTHER = towns.HOUSES[0], towns.HOUSES[1]


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Settings:
    """Two homes and two cases that say the same unknown place, in different spellings."""
    homes = [
        [h.uprn, "", "", h.number, h.street, "", h.town, h.postcode, "", "7000001", "", "RD04",
         h.easting_m, h.northing_m, "1", "2", ""]
        for h in (HOUSE, OTHER)
    ]  # fmt: skip
    pipeline.load_homes(settings, write_csv(tmp_path / "homes.csv", [HOMES_HEAD, *homes]))
    other = NOWHERE | {"Case_Ref": "ASB-2", "Incident_Address": "The Old Works."}
    rows = [react_row(**NOWHERE), react_row(**other)]
    pipeline.load_cases(settings, write_csv(tmp_path / "june.csv", [REACT_HEAD, *rows]))
    return settings


def correct(settings: Settings, path: Path, head: list[str], *rows: list[object]) -> LoadReport:
    return load_corrections(settings, write_csv(path, [head, *rows]))


def placed(settings: Settings) -> list[tuple[Any, ...]]:
    """Rung, home and role of each case, in the order of loading."""
    with connect(settings) as conn:
        return conn.execute(
            "select rung, home_uprn, l.role from location l join asb_case c using (version_id)"
            " where c.last_batch is null order by c.row_number"
        ).fetchall()


def test_an_answer_to_a_text_counts_for_every_case_that_gives_it(town, tmp_path):
    report = correct(town, tmp_path / "c.csv", OF_PLACES, ["The old WORKS", "", HOUSE.uprn])
    assert (report.rows_read, report.rejected) == (1, 1)  # the row is cut short
    row: list[object] = ["The old WORKS", "", HOUSE.uprn, "", "", ""]
    assert correct(town, tmp_path / "c.csv", OF_PLACES, row).stored == 1
    assert placed(town) == [("officer", HOUSE.uprn, "incident")] * 2
    assert correct(town, tmp_path / "c.csv", OF_PLACES, row).unchanged == 1


def test_a_point_and_a_role_may_be_the_answer(town, tmp_path):
    row: list[object] = ["the old works", "", "", 390_100, 390_100, "Reported from"]
    correct(town, tmp_path / "c.csv", OF_PLACES, row)
    assert placed(town) == [("officer", None, "reported-from")] * 2


def test_an_answer_holds_for_cases_loaded_later_and_for_new_homes(town, tmp_path):
    row: list[object] = ["the old works", "", HOUSE.uprn, "", "", ""]
    correct(town, tmp_path / "c.csv", OF_PLACES, row)
    later = react_row(**NOWHERE | {"Case_Ref": "ASB-3"})
    pipeline.load_cases(town, write_csv(tmp_path / "july.csv", [REACT_HEAD, later]))
    assert {rung for rung, _, _ in placed(town)} == {"officer"}


def test_an_empty_answer_takes_an_earlier_one_back(town, tmp_path):
    before = placed(town)
    row: list[object] = ["the old works", "", HOUSE.uprn, "", "", ""]
    correct(town, tmp_path / "c.csv", OF_PLACES, row)
    empty: list[object] = ["the old works", "", "", "", "", ""]
    assert correct(town, tmp_path / "d.csv", OF_PLACES, empty).stored == 1
    assert placed(town) == before
    assert {rung for rung, _, _ in before} == {"none"}


def test_a_fact_of_one_case_counts_for_it_alone_and_through_later_exports(town, tmp_path):
    row: list[object] = ["ASB-2", "UPRN", OTHER.uprn]
    assert correct(town, tmp_path / "c.csv", OF_CASES, row).stored == 1
    assert placed(town) == [("none", None, "incident"), ("uprn", OTHER.uprn, "incident")]
    changed = react_row(**NOWHERE | {"Case_Ref": "ASB-2", "Category": "D", "Incident_Address": "x"})
    pipeline.load_cases(town, write_csv(tmp_path / "july.csv", [REACT_HEAD, changed]))
    assert ("uprn", OTHER.uprn, "incident") in placed(town)
    correct(town, tmp_path / "d.csv", OF_CASES, ["ASB-2", "uprn", ""])
    assert {rung for rung, _, _ in placed(town)} == {"none"}


def test_rows_that_cannot_be_used_are_rejected_with_a_remedy(town, tmp_path):
    of_cases: list[list[object]] = [
        ["ASB-99", "uprn", "1"],
        ["ASB-1", "opened", "01/06/2020"],
        ["ASB-1", "postcode", "nowhere"],
        ["ASB-1", "role", "culprit"],
        ["", "uprn", "1"],
        ["ASB-1", "uprn", "12x"],
    ]
    report = correct(town, tmp_path / "c.csv", OF_CASES, *of_cases)
    assert report.rejected == 6
    told = "\n".join(report.lines())
    for said in (
        "no such case is stored",
        "one of: address, postcode, uprn, role",
        "not a postcode",
        "not a role of a place",
        "no case is named",
        "not a UPRN",
    ):
        assert said in told
    of_places: list[list[object]] = [
        ["a", "", HOUSE.uprn, 390_100, 390_100, ""],
        ["b", "", "", 1, 2_000_000, ""],
        ["c", "", "", 390_100, "", ""],
        ["", "", HOUSE.uprn, "", "", ""],
        ["d", "", HOUSE.uprn, "", "", ""],
        ["d", "", OTHER.uprn, "", "", ""],
    ]
    assert correct(town, tmp_path / "p.csv", OF_PLACES, *of_places).rejected == 5


def test_a_file_with_other_headings_is_refused(town, tmp_path):
    with pytest.raises(ExportError, match=r"not a file of corrections\. Give it"):
        correct(town, tmp_path / "c.csv", ["Address", "Where"], ["a", "b"])


def test_no_reference_is_stored_readable(town, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", town.database_url)
    monkeypatch.setenv("GEO_ASB_HOME", str(town.home))
    path = write_csv(tmp_path / "c.csv", [OF_CASES, ["ASB-2", "uprn", OTHER.uprn]])
    assert cli.main(["load", "corrections", str(path)]) == 0
    with connect(town) as conn:
        held = conn.execute("select t::text from case_correction t").fetchall()
    assert len(held) == 1
    assert "ASB-2" not in held[0][0]


def test_answers_are_the_truth_that_stated_probabilities_are_held_against(town, tmp_path):
    rows = [
        react_row(**{"Case_Ref": f"ASB-{n}", "Incident_Address": text, "UPRN": ""})
        for n, text in enumerate(("1 Elm Street", "2 Elm Street", "the old works"), start=3)
    ]
    pipeline.load_cases(town, write_csv(tmp_path / "july.csv", [REACT_HEAD, *rows]))
    answers: list[list[object]] = [
        ["1 elm street", "ZD1 1AA", OTHER.uprn, "", "", ""],  # the ladder says house 1
        ["2 elm street", "ZD1 1AA", "", OTHER.easting_m, OTHER.northing_m, ""],
        ["the old works", "", HOUSE.uprn, "", "", ""],  # the ladder says nothing
    ]
    correct(town, tmp_path / "c.csv", OF_PLACES, *answers)
    (table,) = (one for one in quality_tables(town) if one.title.startswith("Stated probability"))
    assert table.frame["places"].sum() == 2
    assert (table.frame["places"] * table.frame["right"]).sum() == 1


def test_one_text_answered_twice_in_other_spellings_is_refused(tmp_path):
    rows = [["the old works", "20000000001"], ["The Old  Works,", "20000000003"]]
    found = read_corrections(write_csv(tmp_path / "c.csv", [["Address", "UPRN"], *rows]))
    assert [one.uprn for one in found.records] == ["20000000001"]
    assert [(one.row, one.reason) for one in found.rejects] == [
        (3, "this is answered in row 2 already. Keep one row.")
    ]
