"""Contacts that are not cases, timed logs, and the rule that joins contacts to cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb import pipeline, pipeline_contacts
from geo_asb.contacts import CaseFacts, ContactFacts, KnownPlace
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.contact_match import AreaRatio, contacts_per_case, match_contacts
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.contacts import read_contacts
from geo_asb.etl.readers.incident_log import AGAIN, read_incident_log
from geo_asb.model import PlaceRole, PlaceText
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
A1, A2 = UUID(int=1), UUID(int=2)
CASE = CaseFacts(A1, date(2020, 6, 5), date(2020, 7, 1), ("DRUGS",), KnownPlace(ELM))
CONTACT = ContactFacts(1, date(2020, 6, 3), ("ALCOHOL",), KnownPlace(ELM))


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


@pytest.mark.parametrize(("began", "ended"), [("4/6/30", ""), ("4/6/20", "00:10")])
def test_a_happening_after_today_is_rejected(tmp_path, began, ended):
    path = _log(tmp_path, ["A1", began, "23:10", ended, ""])
    columns = read_column_map("incident_log")
    (reject,) = read_incident_log(path, columns, today=date(2020, 6, 4)).rejects
    assert "lies after today (04/06/2020)" in reject.reason
    assert not read_incident_log(path, columns).rejects


# ---------------------------------------------------------------- the rule


def _why(contact: ContactFacts, *cases: CaseFacts) -> tuple[UUID | None, str]:
    (match,) = match_contacts([contact], cases, within_days=14)
    return match.case_id, match.why


def _at(address: str, uprn: str = "", **found: str) -> KnownPlace:
    return KnownPlace(PlaceText(address, "", uprn, PlaceRole.UNKNOWN), **found)


def test_a_contact_belongs_to_the_case_opened_soon_after_it():
    assert _why(CONTACT, CASE) == (A1, "same address, same kind, opened 2 days later")


def test_an_open_case_goes_before_one_opened_later():
    later = replace(CONTACT, received_on=date(2020, 6, 30))
    other = replace(CASE, case_id=A2, opened_on=date(2020, 7, 3))
    assert _why(later, other, CASE) == (A1, "same address, same kind, open on that day")


def test_a_uprn_is_enough_whatever_the_text():
    contact = replace(CONTACT, place=_at("Elm", "020"), case_types=())
    case = replace(CASE, place=_at("3 Elm Street", "20"))
    why = "same UPRN or property reference, no type given, opened 2 days later"
    assert _why(contact, case) == (A1, why)


def test_a_home_found_for_both_is_enough_however_it_is_spelt():
    contact = replace(CONTACT, place=_at("3 Elm St", home_uprn="20"))
    case = replace(CASE, place=_at("Elm Street 3", home_uprn="20", block_uprn="9"))
    assert _why(contact, case) == (A1, "same home, same kind, opened 2 days later")


def test_a_flat_is_not_its_block():
    stairs = replace(CONTACT, place=_at("stairs, Holly Tower", block_uprn="9"))
    flat = replace(CASE, place=_at("Flat 2, Holly Tower", home_uprn="20", block_uprn="9"))
    assert _why(stairs, flat) == (None, "no case at this place")
    lift = replace(CASE, place=_at("lift of Holly Tower", block_uprn="9"))
    assert _why(stairs, lift) == (A1, "same block, same kind, opened 2 days later")


def test_one_text_found_in_two_places_is_not_one_place():
    contact = replace(CONTACT, place=_at("3 Elm Street", home_uprn="20"))
    case = replace(CASE, place=_at("3 Elm Street", home_uprn="21"))
    assert _why(contact, case) == (None, "no case at this place")


@pytest.mark.parametrize(
    ("contact", "cases", "why"),
    [
        (CONTACT, (), "no case at this place"),
        (replace(CONTACT, place=_at("")), (CASE,), "no place"),
        (replace(CONTACT, case_types=("NOISE",)), (CASE,), "no case of this kind"),
        (replace(CONTACT, case_types=("HATE",)), (CASE,), "no case of this kind"),
        (CONTACT, (replace(CASE, opened_on=date(2020, 6, 30)),), "no case within 14 days"),
        (CONTACT, (CASE, replace(CASE, case_id=A2)), "2 cases fit equally well"),
        (replace(CONTACT, received_on=date(2020, 7, 2)), (CASE,), "no case within 14 days"),
    ],
)
def test_a_contact_without_one_fitting_case_says_why(contact, cases, why):
    found, said = _why(contact, *cases)
    assert found is None
    assert why in said


@pytest.mark.parametrize("restricted_on", [date(2020, 6, 5), date(2020, 6, 9)])
def test_a_contact_that_a_restricted_case_fits_is_restricted(restricted_on):
    abuse = CaseFacts(A2, restricted_on, None, ("DOMESTIC",), KnownPlace(ELM), restricted=True)
    untyped = replace(CONTACT, case_types=())
    assert match_contacts([untyped], [CASE, abuse])[0].restricted
    assert not match_contacts([CONTACT], [CASE, abuse])[0].restricted, "it is of another kind"
    long_after = replace(abuse, opened_on=date(2020, 6, 30))
    assert not match_contacts([untyped], [CASE, long_after])[0].restricted


FEW_PLACES = st.sampled_from([ELM, PlaceText("5 Elm Street", "", "", PlaceRole.UNKNOWN)])
DAYS = st.dates(date(2020, 6, 1), date(2020, 7, 1))
KINDS = st.sampled_from([("DRUGS",), ("LITTER",), ("DRUGS", "LITTER")])
CASES = st.builds(CaseFacts, st.uuids(), DAYS, st.none(), KINDS, st.builds(KnownPlace, FEW_PLACES))


@pytest.mark.whole
@given(st.lists(CASES, max_size=6, unique_by=lambda case: case.case_id), st.randoms(), DAYS)
def test_the_order_of_cases_decides_nothing(cases, random, day):
    contact = replace(CONTACT, received_on=day)
    shuffled = random.sample(cases, len(cases))
    assert _why(contact, *shuffled) == _why(contact, *cases)


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


def test_a_wrong_year_does_not_freeze_contacts(settings, tmp_path):
    settings = replace(settings, today=date(2020, 6, 30))
    wrong = ["C2", "03/06/2030", "Drugs", "5 Elm St", "", ""]
    first = pipeline_contacts.load_contacts(settings, _contacts(tmp_path, CONTACT_ROW, wrong))
    (reject,) = first.rejects
    assert (reject.row, reject.column) == (3, "Contact Date")
    assert "lies after today (30/06/2020)" in reject.reason
    moved = [*CONTACT_ROW[:3], "7 Elm St", *CONTACT_ROW[4:]]
    newer = _contacts(tmp_path, moved, ["C3", "20/06/2020", "", "", "", ""])
    assert pipeline_contacts.load_contacts(settings, newer).stored == 2
    current = "select given_address from contact where last_batch is null order by received_at"
    assert "7 Elm" in _count(settings, current)


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
