"""Rows that wait for the steward: until they are corrected, replaced or dismissed."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geo_asb import cli, pipeline, quarantine
from geo_asb.errors import SettingsError
from geo_asb.quarantine import Waiting, dismiss, reason_and_remedy, waiting, write_waiting
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from tests.etl.files import HOME_ROW, HOMES_HEAD, REACT_HEAD, react_row, write_csv

SPOILT = {"Category": "Z"}
COLUMN_MAPS = Path(quarantine.__file__).parent / "etl" / "column_maps"
JUNE, JULY = date(2020, 6, 30), date(2020, 7, 31)


def load(settings: Settings, path: Path, *rows: dict[str, object], made_on: date = JUNE) -> Path:
    write_csv(path, [REACT_HEAD, *(react_row(**row) for row in rows)])
    pipeline.load_cases(settings, path, exported_on=made_on)
    return path


def rows_waiting(settings: Settings) -> int:
    with connect(settings) as conn:
        return quarantine.rows_waiting(conn, settings.landlord)


def rejects(settings: Settings, batch: int | None = None) -> list[Waiting]:
    return [one for one in waiting(settings, batch=batch) if one.what == "reject"]


def test_a_message_is_split_into_why_and_what_to_do():
    assert reason_and_remedy("no such day. Correct it in REACT. Then export.") == (
        "no such day",
        "Correct it in REACT. Then export.",
    )
    assert reason_and_remedy("no such day.") == (
        "no such day",
        "Correct it where the file comes from, and load it again.",
    )


def test_a_reject_waits_until_its_case_is_stored_by_a_newer_file(settings, tmp_path):
    spoilt = load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    assert rows_waiting(settings) == 1
    (one,) = rejects(settings)
    assert (one.file_name, one.row, one.column) == ("june.csv", 3, "Category")
    load(settings, tmp_path / "july.csv", {"Case_Ref": "ASB-2"}, made_on=JULY)
    assert (rows_waiting(settings), rejects(settings)) == (0, [])
    pipeline.load_cases(settings, spoilt, exported_on=JUNE)
    assert rows_waiting(settings) == 0  # the older file, loaded again, asks nothing new


def test_a_corrected_file_of_the_same_day_closes_what_it_corrects(settings, tmp_path):
    load(settings, tmp_path / "cases.csv", {"Case_Ref": "ASB-2"})
    load(settings, tmp_path / "cases.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    assert rows_waiting(settings) == 1
    load(settings, tmp_path / "cases.csv", {}, {"Case_Ref": "ASB-2"})  # unchanged since the first
    assert rows_waiting(settings) == 0


def test_a_case_rejected_in_two_files_waits_once(settings, tmp_path):
    june = load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    pipeline.load_cases(settings, june, exported_on=JUNE)
    load(settings, tmp_path / "july.csv", {}, {"Case_Ref": "ASB-2", **SPOILT}, made_on=JULY)
    assert [one.file_name for one in rejects(settings)] == ["july.csv"]


def test_a_row_that_names_no_case_waits_until_its_file_is_loaded_again(settings, tmp_path):
    load(settings, tmp_path / "june.csv", {}, {"Case_Ref": ""})
    load(settings, tmp_path / "july.csv", {}, made_on=JULY)
    assert rows_waiting(settings) == 1
    load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-9"})
    assert rows_waiting(settings) == 0


def test_next_months_file_of_the_same_name_closes_nothing_it_may_not_hold(settings, tmp_path):
    july = {"Case_Ref": "ASB-8", "Date_Opened": "05/07/2020"}
    load(settings, tmp_path / "export.csv", {}, {"Case_Ref": ""})
    load(settings, tmp_path / "export.csv", july, made_on=JULY)
    assert rows_waiting(settings) == 1
    load(settings, tmp_path / "export.csv", {}, july, made_on=JULY)  # June too, but is it all?
    assert rows_waiting(settings) == 1


def test_a_complete_export_of_the_same_days_closes_what_names_no_case(settings, tmp_path):
    load(settings, tmp_path / "export.csv", {}, {"Case_Ref": ""})
    path = write_csv(tmp_path / "export.csv", [REACT_HEAD, react_row(), react_row(Case_Ref="9")])
    pipeline.load_cases(settings, path, exported_on=JULY, complete=True)
    assert rows_waiting(settings) == 0


def test_a_homes_list_that_comes_again_closes_its_rejects(settings, tmp_path):
    spoilt = [*HOME_ROW[:12], "not metres", *HOME_ROW[13:]]
    path = write_csv(tmp_path / "homes.csv", [HOMES_HEAD, HOME_ROW, spoilt])
    pipeline.load_homes(settings, path)
    assert rows_waiting(settings) == 1
    pipeline.load_homes(settings, write_csv(path, [HOMES_HEAD, HOME_ROW]))
    assert rows_waiting(settings) == 0


def test_a_row_that_does_not_count_closes_the_reject_of_its_case(settings, tmp_path):
    own = tmp_path / "own.toml"
    react = (COLUMN_MAPS / "react.toml").read_text(encoding="utf-8")
    skip = '\n[[skip]]\nreason = "a duplicate"\ncolumn = "status"\nwords = ["Cancelled"]\n'
    own.write_text(react + skip, encoding="utf-8")
    load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    cancelled = react_row(Case_Ref="ASB-2", Status="Cancelled", **SPOILT)
    path = write_csv(tmp_path / "july.csv", [REACT_HEAD, cancelled])
    pipeline.load_cases(settings, path, exported_on=JULY, column_map=str(own))
    assert rows_waiting(settings) == 0


def test_a_dismissed_fault_stays_dismissed_in_later_files(settings, tmp_path):
    load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    (one,) = rejects(settings)
    assert dismiss(settings, one.batch, [one.row], reason="test entry") == 1
    load(settings, tmp_path / "july.csv", {}, {"Case_Ref": "ASB-2", **SPOILT}, made_on=JULY)
    assert rows_waiting(settings) == 0
    assert [one.state for one in rejects(settings, batch=one.batch)] == ["dismissed"]
    with pytest.raises(SettingsError, match="no such reject that is not dismissed yet"):
        dismiss(settings, one.batch, reason="test entry")
    with pytest.raises(SettingsError, match=r"is no reason to dismiss a row\. Take one of: dup"):
        dismiss(settings, one.batch, reason="she said so")


def test_a_place_that_cannot_be_found_is_a_question(settings, tmp_path):
    pipeline.load_homes(settings, write_csv(tmp_path / "homes.csv", [HOMES_HEAD, HOME_ROW]))
    nowhere = {"Incident_Address": "no such place", "Incident_Postcode": "", "UPRN": ""}
    hidden = {"Case_Ref": "ASB-3", "Case_Types": "Hate incidents"}
    blank = {"Case_Ref": "ASB-4", "Incident_Address": "", "Incident_Postcode": "", "UPRN": ""}
    load(settings, tmp_path / "june.csv", nowhere, nowhere | hidden, blank)
    (one,) = waiting(settings)
    assert (one.what, one.file_name, one.row) == ("question", "june.csv", 2)
    assert one.remedy.startswith("Correct the place in the case system")
    assert rows_waiting(settings) == 0  # it is stored: only rejects keep a row out


def test_the_list_holds_no_cell_of_the_file(settings, tmp_path):
    load(settings, tmp_path / "june.csv", {"Case_Ref": "REF-777", "Category": "QQQ"})
    write_waiting(tmp_path / "list.csv", waiting(settings))
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    (line,) = csv.DictReader(text.splitlines())
    assert (line["file"], line["row"], line["column"]) == ("june.csv", "2", "Category")
    assert "777" not in text
    assert "QQQ" not in text


def test_the_verb_lists_writes_and_dismisses(settings, tmp_path, monkeypatch, capsys):
    load(settings, tmp_path / "june.csv", {}, {"Case_Ref": "ASB-2", **SPOILT})
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GEO_ASB_HOME", str(settings.home))
    batch = str(rejects(settings)[0].batch)
    out = tmp_path / "list.csv"
    for words in ([], ["--out", str(out)], ["--batch", batch, "--dismiss", "duplicate"], []):
        assert cli.main(["rejects", *words]) == 0
    told = capsys.readouterr().out
    assert "june.csv, row 3, column 'Category'" in told
    assert "1 reject is set aside: duplicate." in told
    assert told.endswith("In all: 1 question open.\n")  # the good row: no homes are loaded
    assert out.exists()
    assert cli.main(["rejects", "--dismiss", "duplicate"]) == 2
