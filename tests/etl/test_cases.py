from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.cases import read_cases
from geo_asb.model import Case, Incident, PlaceRole, PlaceText, PrintedTotal, Reading, Severity
from tests.etl.files import REACT_HEAD, react_row, write_csv, write_xlsx


def _with_map(path: Path, name: str) -> Reading[Case]:
    columns = read_column_map(name)
    return read_cases(path, columns, read_crosswalk(columns.crosswalk, columns.folder))


def _read(tmp_path: Path, *rows: Sequence[object]) -> Reading[Case]:
    return _with_map(write_csv(tmp_path / "react.csv", [REACT_HEAD, *rows]), "react")


def test_a_row_becomes_a_case(tmp_path: Path) -> None:
    row = react_row(
        Date_Closed="07/07/2020",
        Case_Types="Drugs; Noise/Rowdy Behaviour",
        Status="closed ",
        Location_Type="Reporter\u2019s home",
        Tenure="Managed",
        Incident_From="05/06/2020 22:15",
        Incident_To="06/06/2020",
        Youth_Related="Y",
        Hate_Flag="Yes",
        Team="ASB Service",
    )
    reading = _read(tmp_path, row)
    assert reading.records == (
        Case(
            row=2,
            reference="ASB-1",
            opened_on=date(2020, 6, 5),
            closed_on=date(2020, 7, 7),
            case_types=("DRUGS", "NOISE"),
            source_labels=("Drugs", "Noise/Rowdy Behaviour"),
            severity=Severity.LOW,
            category="C",
            status="closed",
            channel="phone",
            reporter_kind="resident",
            tenure_scope="managed",
            team="ASB Service",
            hate_flag=True,
            youth_related=True,
            place=PlaceText("3 Elm Street", "ZD1 1AA", "20000000003", PlaceRole.REPORTED_FROM),
            incidents=(
                Incident(
                    datetime.fromisoformat("2020-06-05T22:15"),
                    datetime.fromisoformat("2020-06-06T00:00"),
                    True,
                ),
            ),
        ),
    )


def test_names_phones_and_notes_are_never_read(tmp_path: Path) -> None:
    reading = _read(tmp_path, react_row())
    assert reading.dropped_columns == ("Complainant Name", "Complainant Phone", "Notes")
    assert "INVENTED" not in repr(reading)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Case Ref", "", "no reference"),
        ("Date Opened", "", "no opened day"),
        ("Date Opened", "31/06/2020", "no such day"),
        ("Date Closed", "04/06/2020", "closed before it was opened"),
        ("Case Types", "", "no type"),
        ("Case Types", "Drugz", r"stockport_react does not know \(nearest: 'Drugs'\)"),
        ("Category", "X", "a word that is not known here"),
        ("Status", "Opne", r"not known here \(nearest: 'open'\)"),
        ("Reported By", "Residant", r"nearest: 'resident'"),
        ("Location Type", "Somewhere", "not known here"),
        ("Hate Flag", "maybe", "neither yes nor no"),
    ],
)
def test_a_bad_cell_rejects_its_row(tmp_path: Path, column: str, value: str, reason: str) -> None:
    bad = react_row(**{"Case Ref": "BAD", column: value})
    reading = _read(tmp_path, react_row(), bad)
    assert len(reading.records) == 1
    (reject,) = reading.rejects
    assert (reject.row, reject.column) == (3, column)
    assert re.search(reason, reject.reason)


def test_an_incident_that_ends_before_it_begins_is_rejected(tmp_path: Path) -> None:
    row = react_row(Incident_From="05/06/2020 22:15", Incident_To="05/06/2020 21:00")
    assert _read(tmp_path, row).rejects[0].column == "Incident To"
    assert _read(tmp_path, react_row(Incident_To="05/06/2020")).rejects[0].column == "Incident From"
    row = react_row(Incident_From="05/06/2020 22:15", Incident_To="05/06/2020")
    assert len(_read(tmp_path, row).records) == 1


def test_the_second_row_of_a_reference_is_rejected(tmp_path: Path) -> None:
    (reject,) = _read(tmp_path, react_row(), react_row()).rejects
    assert (reject.row, reject.column) == (3, "Case Ref")
    assert "already stands in row 2" in reject.reason


def test_date_cells_and_number_references_of_a_workbook_are_read(tmp_path: Path) -> None:
    row = react_row(
        Case_Ref=1042, Date_Opened=datetime.fromisoformat("2020-06-05T00:00"), UPRN=100012345678
    )
    path = write_xlsx(tmp_path / "react.xlsx", [REACT_HEAD, row])
    (case,) = _with_map(path, "react").records
    assert (case.reference, case.opened_on) == ("1042", date(2020, 6, 5))
    assert case.place.uprn == "100012345678"


def test_a_sheet_without_places_becomes_cases_nowhere(tmp_path: Path) -> None:
    rows = [
        ["Great Places", "", "", "", ""],
        ["Reference", "Opened", "Closed", "Case type", "Category"],
        ["GP1", datetime.fromisoformat("2014-04-02T00:00"), "", "Racial", "a"],
        ["GP2", "03/04/2014", "05/04/2014", "Hate crime (not racial)", ""],
        ["Total", "", "", 2, ""],
    ]
    path = write_xlsx(tmp_path / "gp.xlsx", rows)
    reading = _with_map(path, "great_places")
    assert [case.case_types for case in reading.records] == [("HATE",), ("HATE",)]
    assert [case.severity for case in reading.records] == [Severity.URGENT, Severity.UNSET]
    assert [case.status for case in reading.records] == ["open", "closed"]
    assert reading.skipped == {"title row": 1, "totals row": 1}
    assert {case.place for case in reading.records} == {PlaceText("", "", "", PlaceRole.UNKNOWN)}
    assert reading.printed_totals == (PrintedTotal(5, "Case type", 2, 2, "case types"),)


def test_a_printed_total_is_kept_beside_the_computed_one(tmp_path: Path) -> None:
    rows = [react_row(), react_row(Case_Ref="ASB-2", Case_Types="Drugs; Pets"), ["Total", 3, "", 2]]
    path = write_xlsx(tmp_path / "react.xlsx", [REACT_HEAD, *rows])
    reading = _with_map(path, "react")
    assert reading.printed_totals == (
        PrintedTotal(4, "Date Opened", 3, 2, "cases"),
        PrintedTotal(4, "Case Types", 2, 3, "case types"),
    )
    assert reading.notes[-2:] == (
        "Row 4 prints 3 under 'Date Opened': cases counted here are 2, 1 fewer. "
        "Both numbers are kept.",
        "Row 4 prints 2 under 'Case Types': case types counted here are 3, 1 more. "
        "Both numbers are kept.",
    )
    assert (len(reading.records), reading.skipped) == (2, {"totals row": 1})


@pytest.mark.parametrize("none", ["N/A", "-", "unknown", "0", "000000000000"])
def test_a_uprn_that_says_there_is_none_is_blank(none: str, tmp_path: Path) -> None:
    """Else every contact without one would belong to the case of another without one."""
    (case,) = _read(tmp_path, react_row(UPRN=none)).records
    assert case.place.uprn == ""


CIVICA = "Case Number,Date Logged,Date Closed,ASB Type,Case Status,Property Address,Post Code"


@pytest.mark.parametrize(
    "spoilt",
    [
        "2,05/06/20,,Domestic abuse,Open,3, Elm Street,ZD1 1AA",  # a comma too many
        "2,05/06/20,,Domestic abuse,Open",
        "a note, in front,2,05/06/20,,Domestic abuse,Open,3 Elm Street,ZD1 1AA",
        '3,05/06/20,,Noise,Open,"1 Elm,ZD1 1AA\n2,05/06/20,,Domestic abuse,Open,3 Elm St",ZD1 1AA',
        "002,05/06/20,,Domestic abuse,Open,3 Elm Street,ZD1 1AA",  # a zero lost in the other row
    ],
)
def test_a_case_is_not_stored_without_its_row_that_cannot_be_read(
    spoilt: str, tmp_path: Path
) -> None:
    path = tmp_path / "civica.csv"
    sound = [f"{n},05/06/20,,Noise,Open,3 Elm Street,ZD1 1AA" for n in (1, 2)]
    path.write_text("\n".join([CIVICA, *sound, spoilt, ""]))
    reading = _with_map(path, "civica_cx")
    assert "2" not in {case.reference.lstrip("0") for case in reading.records}
