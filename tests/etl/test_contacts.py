"""Contacts that are not cases, timed logs, and the rule that joins contacts to cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from geo_asb import pipeline, pipeline_contacts
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.contact_match import AreaRatio, contacts_per_case, match_contacts
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.contacts import read_contacts
from geo_asb.etl.readers.incident_log import AGAIN, read_incident_log
from geo_asb.model import Case, Contact, PlaceRole, PlaceText, Severity
from geo_asb.store.connect import connect
from geo_asb.store.read import table_hashes
from tests.etl.files import REACT_HEAD, react_row, write_csv

CONTACT_HEAD = [
    "Contact Ref",
    "Contact Date",
    "Contact Type",
    "Location",
    "Postcode",
    "Caller Name",
]
CONTACT_ROW = ["C1", "03/06/2020 09:10", "Drugs", "3 Elm St", "zd11aa", "INVENTED PERSON"]
LOG_HEAD = ["Case Ref", "Date", "Time", "End Time", "Notes"]

ELM = PlaceText("3 Elm Street", "ZD1 1AA", "", PlaceRole.UNKNOWN)
CASE = Case(
    row=2, reference="A1", opened_on=date(2020, 6, 5), closed_on=date(2020, 7, 1),
    case_types=("DRUGS",), source_labels=("Drugs",), severity=Severity.LOW, category="C",
    status="closed", channel="", reporter_kind="unknown", tenure_scope="unknown", team="",
    hate_flag=False, youth_related=False, place=ELM,
)  # fmt: skip
CONTACT = Contact(
    row=2, reference="C1", received_at=datetime.fromisoformat("2020-06-03"), has_time=False,
    case_types=("ALCOHOL",), channel="", reporter_kind="unknown", team="", place=ELM,
)  # fmt: skip


def _contacts(tmp_path: Path, *rows: list[str]) -> Path:
    return write_csv(tmp_path / "crm.csv", [CONTACT_HEAD, *rows])


def _log(tmp_path: Path, *rows: list[str]) -> Path:
    return write_csv(tmp_path / "log.csv", [LOG_HEAD, *rows])


# ---------------------------------------------------------------- reading


def test_a_contact_is_read_without_its_caller(tmp_path):
    columns = read_column_map("crm_contacts")
    path = _contacts(tmp_path, CONTACT_ROW, ["C2", "4/6/20", "", "", "", ""])
    reading = read_contacts(path, columns, read_crosswalk(columns.crosswalk))
    first, second = reading.records
    assert (first.reference, first.case_types, first.has_time) == ("C1", ("DRUGS",), True)
    assert (second.case_types, second.received_at) == ((), datetime.fromisoformat("2020-06-04"))
    assert reading.dropped_columns == ("Caller Name",)
    assert "INVENTED" not in repr(reading)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["", "3/6/20", "", "", "", ""], "Contact Ref", "no reference"),
        (["C1", "3/6/20", "", "", "", ""], "Contact Ref", "already stands in row 2"),
        (["C2", "", "", "", "", ""], "Contact Date", "no day"),
        (["C2", "3/6/20", "Drugz", "", "", ""], "Contact Type", "nearest: 'Drugs'"),
    ],
)
def test_a_bad_contact_is_rejected(tmp_path, row, column, reason):
    columns = read_column_map("crm_contacts")
    path = _contacts(tmp_path, CONTACT_ROW, row)
    (reject,) = read_contacts(path, columns, read_crosswalk(columns.crosswalk)).rejects
    assert (reject.row, reject.column) == (3, column)
    assert reason in reject.reason


def test_a_log_is_read_once_for_each_happening(tmp_path):
    night = ["A1", "4/6/20", "23:10", "", ""]
    rows = [night, night, ["A1", "4/6/20", "23:10", "23:50", ""], ["A1", "", "23:10", "", ""]]
    path = _log(tmp_path, *rows, ["", "4/6/20", "", "", ""])
    reading = read_incident_log(path, read_column_map("incident_log"))
    (logged,) = reading.records
    assert logged.incident.began_at == datetime.fromisoformat("2020-06-04T23:10")
    assert reading.skipped == {AGAIN: 1}
    assert [reject.row for reject in reading.rejects] == [4, 5, 6]
    assert reading.rows_read == 5


def test_a_log_that_ends_after_midnight_ends_the_next_day(tmp_path):
    path = _log(tmp_path, ["A1", "4/6/20", "23:10", "00:30", ""])
    (logged,) = read_incident_log(path, read_column_map("incident_log")).records
    assert logged.incident.ended_at == datetime.fromisoformat("2020-06-05T00:30")


# ---------------------------------------------------------------- the rule


def _why(contact: Contact, *cases: Case) -> tuple[str | None, str]:
    (match,) = match_contacts([contact], cases, within_days=14)
    return match.case_reference, match.why


def test_a_contact_belongs_to_the_case_opened_soon_after_it():
    assert _why(CONTACT, CASE) == ("A1", "same address, same kind, opened 2 days later")


def test_an_open_case_goes_before_one_opened_later():
    later = replace(CONTACT, received_at=datetime.fromisoformat("2020-06-30"))
    other = replace(CASE, reference="A2", opened_on=date(2020, 7, 3))
    assert _why(later, other, CASE) == ("A1", "same address, same kind, open on that day")


def test_a_uprn_is_enough_whatever_the_text():
    contact = replace(CONTACT, place=PlaceText("Elm", "", "020", PlaceRole.UNKNOWN), case_types=())
    case = replace(CASE, place=PlaceText("3 Elm Street", "", "20", PlaceRole.UNKNOWN))
    assert _why(contact, case) == ("A1", "same UPRN, no type given, opened 2 days later")


@pytest.mark.parametrize(
    ("contact", "cases", "why"),
    [
        (CONTACT, (), "no case at this place"),
        (replace(CONTACT, place=PlaceText("", "", "", PlaceRole.UNKNOWN)), (CASE,), "no place"),
        (replace(CONTACT, case_types=("NOISE",)), (CASE,), "no case of this kind"),
        (replace(CONTACT, case_types=("HATE",)), (CASE,), "no case of this kind"),
        (CONTACT, (replace(CASE, opened_on=date(2020, 6, 30)),), "no case within 14 days"),
        (CONTACT, (CASE, replace(CASE, reference="A2")), "2 cases fit equally well"),
        (
            replace(CONTACT, received_at=datetime.fromisoformat("2020-07-02")),
            (CASE,),
            "no case within 14 days",
        ),
    ],
)
def test_a_contact_without_one_fitting_case_says_why(contact, cases, why):
    reference, said = _why(contact, *cases)
    assert reference is None
    assert why in said


def test_contacts_and_cases_are_divided_area_by_area():
    assert contacts_per_case(["N", "N", "N", "S"], ["N", "N", "E"]) == {
        "E": AreaRatio(0, 1, 0.0),
        "N": AreaRatio(3, 2, 1.5),
        "S": AreaRatio(1, 0, None),
    }


# ---------------------------------------------------------------- loading


def _count(settings, query: str) -> int:
    with connect(settings) as conn:
        return conn.execute(query).fetchone()[0]


def test_contacts_load_once_and_a_newer_file_changes_them(settings, tmp_path):
    path = _contacts(tmp_path, CONTACT_ROW)
    assert pipeline_contacts.load_contacts(settings, path).stored == 1
    assert pipeline_contacts.load_contacts(settings, path).unchanged == 1
    newer = _contacts(tmp_path, [*CONTACT_ROW[:2], "Hate incidents", *CONTACT_ROW[3:]])
    day = date(2020, 6, 30)
    assert pipeline_contacts.load_contacts(settings, newer, exported_on=day).stored == 1
    assert _count(settings, "select count(*) from contact where last_batch is null") == 1
    assert _count(settings, "select count(*) from contact where restricted") == 1
    named = "select count(*) from contact c where c::text ilike '%%invented%%'"
    assert _count(settings, named) == 0


def test_a_log_finds_its_case_whichever_is_loaded_first(settings, tmp_path):
    log = _log(
        tmp_path, ["ASB-1", "4/6/20", "23:10", "23:50", "INVENTED"], ["X", "4/6/20", "", "", ""]
    )
    assert pipeline_contacts.load_incidents(settings, log).stored == 2
    told = "select count(*) from case_incident"
    assert _count(settings, told) == 0
    case = react_row(Incident_From="05/06/2020 22:15")
    pipeline.load_cases(settings, write_csv(tmp_path / "react.csv", [REACT_HEAD, case]))
    assert _count(settings, told) == 2
    with connect(settings) as conn:
        before = table_hashes(conn)
    assert pipeline_contacts.load_incidents(settings, log).unchanged == 2
    with connect(settings) as conn:
        assert table_hashes(conn) == before


def test_a_map_of_another_kind_is_refused(settings, tmp_path):
    path = _contacts(tmp_path, CONTACT_ROW)
    with pytest.raises(ExportError, match="Map react holds cases, not contacts"):
        pipeline_contacts.load_contacts(settings, path, column_map="react")
    with pytest.raises(ExportError, match="Map crm_contacts holds contacts, not cases"):
        pipeline.load_cases(settings, path, column_map="crm_contacts")
