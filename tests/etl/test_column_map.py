"""Column maps: strict files, and what the maps that come with the platform make of their sheets."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_asb.errors import ExportError
from geo_asb.etl.column_map import (
    ColumnMap,
    built_in_maps,
    parse_column_map,
    read_column_map,
)
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.cases import FURTHER_ROW, read_cases
from geo_asb.etl.readers.place_cells import place_phrase
from geo_asb.model import Case, Reading, Severity
from tests.etl.files import write_csv, write_xlsx

CX_HEAD = [
    "Case Number", "Date Logged", "Date Closed", "ASB Type", "ASB Category", "Priority",
    "Case Status", "Property Address", "New Address", "Location Details", "Post Code",
    "Tenant Name", "Incident Date",
]  # fmt: skip
CX_ROW: dict[str, object] = {
    "Case Number": "4711",
    "Date Logged": "05/06/20",
    "ASB Type": "Noise",
    "Priority": "Medium",
    "Case Status": "Open",
    "Property Address": "Flat 3 Alder Court",
    "Post Code": "ZD1 1AA",
    "Tenant Name": "INVENTED PERSON",
}
SMALL_MAP = """
source = "own"
version = 1
crosswalk = "housemark"
[columns]
reference = "Ref"
opened_on = "Opened"
types = "Type"
"""


TWO_ADDRESSES = (
    SMALL_MAP
    + """
address = "Where"
role = "Role"
reported_from_address = "Home"
reported_from_postcode = "Home Code"
[words.role]
incident = ["here"]
[defaults]
role = "incident"
[place_by_type]
NOISE = "reported-from"
LITTER = "incident"
"""
)


@pytest.mark.parametrize(
    ("types", "where", "address", "role"),
    [
        ("Litter", "Mill Lane", "Mill Lane", "incident"),
        ("Litter", "", "3 Elm Street", "reported-from"),
        ("Noise", "Mill Lane", "3 Elm Street", "reported-from"),
        ("Noise; Litter", "Mill Lane", "Mill Lane", "incident"),
    ],
)
def test_the_type_says_which_of_two_addresses_places_a_case(tmp_path, types, where, address, role):
    columns = parse_column_map(TWO_ADDRESSES.replace("housemark", "great_places"), "own.toml")
    types = {
        "Litter": "Litter, rubbish or fly tipping",
        "Noise": "Noise or nuisance",
        "Noise; Litter": "Noise or nuisance; Litter, rubbish or fly tipping",
    }[types]
    head = ["Ref", "Opened", "Type", "Where", "Role", "Home", "Home Code"]
    row = ["A1", "05/06/2020", types, where, "", "3 Elm Street", "ZD1 1AA"]
    (case,) = _read(write_csv(tmp_path / "own.csv", [head, row]), columns).records
    assert (case.place.address, str(case.place.role)) == (address, role)
    assert case.place.postcode == ("ZD1 1AA" if role == "reported-from" else "")


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ('RACKET = "incident"', "'RACKET' under .place_by_type. means nothing here"),
        ('DRUGS = "alleged-source"', "DRUGS is 'alleged-source'; it can be 'incident' or"),
    ],
)
def test_a_choice_of_address_that_means_nothing_is_refused(added, message):
    with pytest.raises(ExportError, match=message):
        parse_column_map(TWO_ADDRESSES + added, "own.toml")
    alone = SMALL_MAP + '[place_by_type]\nNOISE = "reported-from"\n'
    with pytest.raises(ExportError, match="needs a column reported_from_address"):
        parse_column_map(alone, "own.toml")


def _cx_row(**changes: object) -> list[object]:
    row = CX_ROW | {key.replace("_", " "): value for key, value in changes.items()}
    return [row.get(heading, "") for heading in CX_HEAD]


def _read(path: Path, columns: ColumnMap) -> Reading[Case]:
    return read_cases(path, columns, read_crosswalk(columns.crosswalk, columns.folder))


def _cx(tmp_path: Path, *rows: Sequence[object], **changed: str) -> Reading[Case]:
    path = write_csv(tmp_path / "cx.csv", [CX_HEAD, *rows])
    return _read(path, replace(read_column_map("civica_cx"), **changed))


# ---------------------------------------------------------------- the file itself


@pytest.mark.parametrize("name", built_in_maps())
def test_a_map_that_comes_with_the_platform_can_be_read_and_copied(name, tmp_path):
    own = read_column_map(name)
    file = Path(__file__).parents[2] / "geo_asb" / "etl" / "column_maps" / f"{name}.toml"
    copy = tmp_path / "copy.toml"
    copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_column_map(str(copy)) == replace(own, name="copy", folder=tmp_path)
    assert own.holds == "incidents" or read_crosswalk(own.crosswalk).labels


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('source = "own"', 'sorce = "own"'), r"'sorce' means nothing here \(nearest: 'source'\)"),
        (('source = "own"', 'source = "My own"'), "source must name the case system"),
        (("version = 1", 'version = "1"'), "version must be a whole number"),
        (('opened_on = "Opened"', ""), "no column for opened_on"),
        (('types = "Type"', 'type = "Type"'), r"'type' under \[columns\] means nothing.*'types'"),
        (('types = "Type"', 'types = "Opened"'), "'Opened' cannot be both opened_on and types"),
        (('types = "Type"', "types = 3"), r"\[columns\] types must be a text or a list"),
        (('types = "Type"', 'types = ""'), r"\[columns\] types has no heading"),
        (('"Type"', '"Type"\nstatus = "S"'), r"column status needs a part \[words.status\]"),
        (('"Type"', '"Type"\n[words.status]\nopen = ["O"]'), r"'status' under \[words\] means"),
        (
            ('"Type"', '"Type"\nstatus = "S"\n[words.status]\nopn = ["O"]'),
            r"'opn' under \[words.status\] means nothing here \(nearest: 'open'\)",
        ),
        (
            ('"Type"', '"Type"\nstatus = "S"\n[words.status]\nopen = ["X"]\nclosed = ["x"]'),
            "'x' cannot be both open and closed",
        ),
        (('"Type"', '"Type"\n[defaults]\nrole = "here"'), "role is 'here'; it can be 'incident'"),
        (('"Type"', '"Type"\n[[skip]]\nreason = "r"'), r"\[\[skip\]\] needs a reason"),
        (("version = 1", 'version = 1\nrow = "day"'), "row is 'day'; it can be 'case'"),
        (("version = 1", 'version = 1\noptional = ["types"]'), "types cannot be optional"),
        (("version = 1", 'version = 1\nmake_reference_from = ["types"]'), "either read or made"),
        (('crosswalk = "housemark"', ""), "crosswalk must name the list"),
        (("version = 1", 'version = 1\ncases_of = "x"'), "cases_of names the source of the cases"),
        (("version = 1", "version = "), "not TOML"),
    ],
)
def test_a_map_that_means_nothing_is_refused_with_a_remedy(change, message):
    text = SMALL_MAP.replace(*change)
    assert text != SMALL_MAP
    with pytest.raises(ExportError, match=message) as caught:
        parse_column_map(text, "mine.toml")
    assert str(caught.value).startswith("mine.toml: ")


@pytest.mark.parametrize(
    "heading",
    ["Case Owner", "CaseOwner", "case_owner", "Housing Officer", "Officer's team leader (manager)",
     "Case Handler", "ASSIGNED TO", "Assigned-to", "Support workers", "Team Manager", "Logged by"],
)  # fmt: skip
def test_a_column_of_officers_cannot_be_the_team(heading):
    text = SMALL_MAP + f'team = ["Team", "{heading}"]\n'
    with pytest.raises(ExportError, match=r"may hold officers' names.*cannot be team"):
        parse_column_map(text, "own.toml")


@pytest.mark.parametrize(
    "heading",
    ["Owning Team", "Officer Patch", "Assigned to team", "Queue", "Region", "Area Office"],
)
def test_a_column_of_teams_can_be_the_team(heading):
    assert parse_column_map(SMALL_MAP + f'team = "{heading}"\n', "own.toml").columns["team"]


@pytest.mark.parametrize("cell", ["Mr J Invented", "j.invented@example.org", "07700 900123"])
def test_a_person_in_a_cell_of_the_team_rejects_its_row(tmp_path, cell):
    columns = parse_column_map(SMALL_MAP + 'team = "Team"\n', "own.toml")
    rows = [["A1", "05/06/2020", "Noise", cell], ["A2", "05/06/2020", "Noise", "North"]]
    path = write_csv(tmp_path / "own.csv", [["Ref", "Opened", "Type", "Team"], *rows])
    reading = _read(path, columns)
    assert [case.team for case in reading.records] == ["North"]
    (reject,) = reading.rejects
    assert (reject.row, reject.column) == (2, "Team")
    assert cell not in reject.reason


def test_a_map_that_is_not_there_names_those_there_are():
    with pytest.raises(
        ExportError, match=r"No map 'cx'\. There are civica_cx, crm_contacts, four_"
    ):
        read_column_map("cx")
    with pytest.raises(ExportError, match=r"mine\.toml: cannot be read"):
        read_column_map("nowhere/mine.toml")


@given(st.text(alphabet=string.printable, max_size=40))
def test_no_text_makes_a_map_fail_in_another_way(text):
    with pytest.raises(ExportError):
        parse_column_map(text, "mine.toml")


def test_two_columns_for_one_field_are_refused_by_name(tmp_path):
    path = write_csv(
        tmp_path / "four.csv",
        [["Type", "Case type", "Region", "Opened", "Closed"], ["Drugs", "x", "N", "1/6/21", ""]],
    )
    with pytest.raises(ExportError, match="columns 'Type' and 'Case type' may both hold types"):
        _read(path, read_column_map("four_columns"))


def test_a_crosswalk_of_ones_own_stands_beside_the_map(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(SMALL_MAP.replace('"housemark"', '"types.csv"'), encoding="utf-8")
    (tmp_path / "types.csv").write_text("# own, version 3: x\nlabel,code\nRacket,NOISE\n")
    sheet = write_csv(tmp_path / "s.csv", [["Ref", "Opened", "Type"], ["1", "5/6/20", "racket"]])
    reading = _read(sheet, read_column_map(str(own)))
    assert reading.records[0].case_types == ("NOISE",)
    assert reading.notes[0] == "Read with map own, version 1, and crosswalk own, version 3."


# ---------------------------------------------------------------- Civica Cx


def test_rows_for_each_type_become_one_case(tmp_path):
    rows = [
        _cx_row(ASB_Type="Noise", Priority="Low"),
        _cx_row(ASB_Type="Nuisance from vehicles", ASB_Category="Parking", Priority="High"),
        _cx_row(ASB_Type="Nuisance from vehicles", ASB_Category="Bikes"),
    ]
    reading = _cx(tmp_path, *rows)
    (case,) = reading.records
    assert case.case_types == ("NOISE", "PARKING", "VEHICLE")
    assert (case.severity, case.category) == (Severity.URGENT, "High")
    assert reading.skipped == {FURTHER_ROW: 2}
    assert reading.dropped_columns == ("Tenant Name",)


def test_rows_for_each_incident_become_one_case_with_its_incidents(tmp_path):
    rows = [_cx_row(Incident_Date=day) for day in ("04/06/20 22:15", "01/06/20", "01/06/20")]
    (case,) = _cx(tmp_path, *rows, row="incident").records
    assert [(one.began_at.day, one.has_time) for one in case.incidents] == [(1, False), (4, True)]


def test_one_bad_row_rejects_the_whole_case(tmp_path):
    rows = [_cx_row(), _cx_row(ASB_Type="Nois"), _cx_row(Case_Number="4712")]
    reading = _cx(tmp_path, *rows)
    assert [case.reference for case in reading.records] == ["4712"]
    assert [(reject.row, reject.column) for reject in reading.rejects] == [
        (2, "Case Number"),
        (3, "ASB Type"),
    ]
    assert "row 3 of the same case was rejected" in reading.rejects[0].reason


def test_rows_of_a_case_that_disagree_are_rejected(tmp_path):
    rows = [_cx_row(), _cx_row(ASB_Type="Pets and animals", Date_Logged="06/06/20")]
    reading = _cx(tmp_path, *rows)
    assert reading.records == ()
    assert {reject.row for reject in reading.rejects} == {2, 3}
    assert "give it another opened day" in reading.rejects[0].reason


def test_cancelled_duplicates_are_a_declared_skip(tmp_path):
    rows = [_cx_row(), _cx_row(Case_Number="4712", Case_Status="Cancelled - Duplicate")]
    reading = _cx(tmp_path, *rows, row="case")
    assert len(reading.records) == 1
    assert reading.skipped == {"a cancelled duplicate": 1}


def test_a_spreadsheets_own_date_among_typed_ones_is_not_trusted(tmp_path):
    row = _cx_row(Date_Logged=datetime.fromisoformat("2020-06-05"))
    path = write_xlsx(tmp_path / "cx.xlsx", [CX_HEAD, row, _cx_row(Case_Number="4712")])
    reading = _read(path, read_column_map("civica_cx"))
    assert [case.opened_on for case in reading.records] == [date(2020, 6, 5)]
    assert "day and month may have changed places" in reading.rejects[0].reason


def test_a_new_address_takes_the_place_of_the_old_one(tmp_path):
    (case,) = _cx(tmp_path, _cx_row(New_Address="9 Elm Street")).records
    assert (case.place.address, case.place.postcode, case.place.uprn) == ("9 Elm Street", "", "")


def test_of_location_details_only_a_phrase_of_place_is_kept(tmp_path):
    rows = [
        _cx_row(Location_Details="2nd floor landing"),
        _cx_row(Case_Number="2", Location_Details="Rear of 12 Mill Lane"),
        _cx_row(Case_Number="3", Location_Details="INVENTED PERSON shouts outside"),
    ]
    reading = _cx(tmp_path, *rows)
    assert [case.place.address for case in reading.records] == [
        "2nd floor landing, Flat 3 Alder Court",
        "Rear of 12 Mill Lane",
        "Flat 3 Alder Court",
    ]
    assert "INVENTED" not in repr(reading)


@pytest.mark.parametrize(
    ("details", "kept"),
    [
        ("bin store Alder Court", True),
        ("junction of Mill Lane and High Street", True),
        ("the alleyway behind St John's Road", True),
        ("garages off Alder Street", True),
        ("lift", True),
        ("12 Mill Lane", True),
        ("", False),
        ("yes", False),
        ("outside Johns house", False),
        ("Mrs Smith Road", False),
        ("he shouts near Mill Lane", False),
        ("near Mill Lane. Call 0000 000000", False),
        ("jo.bloggs@example.org", False),
    ],
)
def test_a_phrase_of_place_is_words_of_place_alone(details, kept):
    assert place_phrase(details, "Flat 3 Alder Court") == (details if kept else "")


CX_ROWS = st.lists(
    st.builds(
        _cx_row,
        Case_Number=st.sampled_from(["1", "2", "3", ""]),
        ASB_Type=st.sampled_from(["Noise", "Pets and animals", "Nois"]),
        Date_Logged=st.sampled_from(["05/06/20", "06/06/20", "31/06/20"]),
        Case_Status=st.sampled_from(["Open", "Duplicate", "Opn"]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.whole
@settings(max_examples=25, deadline=None)
@given(rows=CX_ROWS, grain=st.sampled_from(["case", "incident", "type"]))
def test_whatever_a_row_is_every_row_is_accounted_for(tmp_path_factory, rows, grain):
    reading = _cx(tmp_path_factory.mktemp("cx"), *rows, row=grain)
    rejected = {reject.row for reject in reading.rejects}
    assert reading.rows_read == len(rows)
    assert len(reading.records) + len(rejected) + sum(reading.skipped.values()) == len(rows)
    assert len({case.reference for case in reading.records}) == len(reading.records)
    assert not rejected & {case.row for case in reading.records}


# ---------------------------------------------------------------- four columns


def _four(tmp_path: Path, *rows: Sequence[object]) -> list[Case]:
    path = write_csv(tmp_path / "four.csv", [["Type", "Region", "Opened", "Closed"], *rows])
    reading = _read(path, read_column_map("four_columns"))
    assert reading.rejects == ()
    return list(reading.records)


def test_equal_rows_without_reference_are_separate_cases(tmp_path):
    row = ["Drugs", "North", "05/06/2021", ""]
    cases = _four(tmp_path, row, ["Pets", "North", "05/06/2021", ""], row)
    assert len({case.reference for case in cases}) == 3
    assert {case.status for case in cases} == {"open"}
    assert {case.place.address for case in cases} == {""}


def test_a_case_without_reference_keeps_its_name_when_it_closes(tmp_path):
    still_open, closed = (
        ["Drugs", "North", "05/06/2021", ""],
        ["Drugs", "North", "05/06/2021", "9/6/21"],
    )
    before = {case.reference for case in _four(tmp_path, still_open, still_open)}
    after = {case.reference: case.closed_on for case in _four(tmp_path, still_open, closed)}
    assert set(after) == before
    swapped = {case.reference: case.closed_on for case in _four(tmp_path, closed, still_open)}
    assert swapped == after


FOUR_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Drugs", "Pets"]),
        st.sampled_from(["North", "South"]),
        st.sampled_from(["05/06/2021", "06/06/2021"]),
        st.sampled_from(["", "07/06/2021", "08/06/2021"]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.whole
@settings(max_examples=25, deadline=None)
@given(rows=FOUR_ROWS, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_other_cases(tmp_path_factory, rows, shuffle):
    folder = tmp_path_factory.mktemp("four")
    once = _four(folder, *rows)
    again = _four(folder, *shuffle.sample(rows, len(rows)))
    assert {(case.reference, case.closed_on) for case in again} == {
        (case.reference, case.closed_on) for case in once
    }
    assert len({case.reference for case in once}) == len(rows)


# ---------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("times", "day", "clock", "expected"),
    [
        ("local", "05/06/2020", "22:15", "2020-06-05T22:15"),
        ("local", "05/06/2020", "9.05", "2020-06-05T09:05"),
        ("UTC", "30/06/2020", "23:30", "2020-07-01T00:30"),
        ("UTC", "30/01/2020", "23:30", "2020-01-30T23:30"),
        ("UTC", "30/06/2020", "", "2020-06-30T00:00"),
    ],
)
def test_moments_are_kept_in_local_time(tmp_path, times, day, clock, expected):
    text = f'times = "{times}"{SMALL_MAP}began_at = "Day"\nbegan_time = "Time"\n'
    head = ["Ref", "Opened", "Type", "Day", "Time"]
    sheet = write_csv(tmp_path / "s.csv", [head, ["1", "5/6/20", "Noise", day, clock]])
    (case,) = _read(sheet, parse_column_map(text, "own.toml")).records
    assert case.incidents[0].began_at == datetime.fromisoformat(expected)
    assert case.incidents[0].has_time == bool(clock)


def test_a_time_that_is_none_rejects_its_row(tmp_path):
    text = f'{SMALL_MAP}began_at = "Day"\nbegan_time = "Time"\n'
    head = ["Ref", "Opened", "Type", "Day", "Time"]
    sheet = write_csv(tmp_path / "s.csv", [head, ["1", "5/6/20", "Noise", "5/6/20", "late"]])
    (reject,) = _read(sheet, parse_column_map(text, "own.toml")).rejects
    assert re.search("not a time such as 22:15", reject.reason)


def test_a_further_separator_of_types_is_declared(tmp_path):
    text = 'type_separator = "|"' + SMALL_MAP
    sheet = write_csv(
        tmp_path / "s.csv", [["Ref", "Opened", "Type"], ["1", "5/6/20", "Noise|Pets and animals"]]
    )
    assert _read(sheet, parse_column_map(text, "o.toml")).records[0].case_types == ("NOISE", "PETS")
