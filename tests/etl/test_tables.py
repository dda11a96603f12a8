"""One table in many dresses reads the same, and every row of the file is accounted for."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.etl.readers.tables import Table, open_table
from geo_asb.model import Case, Reading
from tests.etl.files import REACT_HEAD, react_row, read_react, write_csv, write_xlsx

ROWS = [["Ref", "Street"], ["1", "Caf\u00e9 Row"], ["2", 'Two\nlines, "quoted"']]
Write = Callable[[Path], Path]


def _gz(folder: Path) -> Path:
    path = folder / "t.csv.gz"
    path.write_bytes(gzip.compress(write_csv(folder / "t.csv", ROWS).read_bytes()))
    return path


DRESSES: dict[str, Write] = {
    "utf-8": lambda folder: write_csv(folder / "t.csv", ROWS),
    "byte order mark": lambda folder: write_csv(folder / "t.csv", ROWS, encoding="utf-8-sig"),
    "utf-16": lambda folder: write_csv(folder / "t.csv", ROWS, encoding="utf-16"),
    "windows": lambda folder: write_csv(folder / "t.csv", ROWS, encoding="cp1252"),
    "semicolons": lambda folder: write_csv(folder / "t.csv", ROWS, delimiter=";"),
    "tabs": lambda folder: write_csv(folder / "t.tsv", ROWS, delimiter="\t"),
    "bars": lambda folder: write_csv(folder / "t.txt", ROWS, delimiter="|"),
    "gz": _gz,
    "xlsx": lambda folder: write_xlsx(folder / "t.xlsx", ROWS),
}


def _all_rows(table: Table) -> list[tuple[int, str, str]]:
    return [(row.number, row.text("Ref"), row.text("Street")) for row in table.rows]


@pytest.mark.parametrize("dress", DRESSES)
def test_a_table_reads_the_same_in_every_dress(dress: str, tmp_path: Path) -> None:
    table = open_table(DRESSES[dress](tmp_path), required=("Ref", "Street"))
    assert _all_rows(table) == [(2, "1", "Caf\u00e9 Row"), (3, "2", 'Two\nlines, "quoted"')]


@pytest.mark.parametrize("heading", ["CASE  REF ", "case_ref", "Case\nRef", "CaseRef"])
def test_a_heading_is_found_in_spite_of_case_and_blanks(heading: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [[heading, "B"], ["1", "2"]])
    assert open_table(path, required=("Case Ref",)).rows[0].text("Case Ref") == "1"


def test_titles_blanks_repeats_and_totals_are_declared_skips(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ASB cases", "", ""],
        ["", "", ""],
        ["Case", "Place", ""],
        ["Ref", "Street", "Town"],
        [1, "Elm Street", "Eastlea"],
        ["", "", ""],
        ["Case", "Place", ""],
        ["Ref", "Street", "Town"],
        [2, "Total Street", "Eastlea"],
        ["Total", "", 2],
    ]
    path = write_xlsx(tmp_path / "t.xlsx", rows, merge=["A1:C1", "B3:C3"])
    table = open_table(path, required=("Ref", "Street", "Town"))
    assert _all_rows(table) == [(5, "1", "Elm Street"), (9, "2", "Total Street")]
    assert table.skipped == {
        "title row": 2,
        "blank row": 2,
        "repeated heading row": 2,
        "totals row": 1,
    }
    assert table.rows_read == 9


def test_a_heading_merged_over_two_rows_is_read(tmp_path: Path) -> None:
    rows = [["Ref", "Place", ""], ["", "Street", "Town"], ["1", "Elm Street", "Eastlea"]]
    path = write_xlsx(tmp_path / "t.xlsx", rows, merge=["A1:A2", "B1:C1"])
    table = open_table(path, required=("Ref", "Street"))
    assert _all_rows(table) == [(3, "1", "Elm Street")]


def test_a_row_of_another_length_is_rejected_not_shifted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "Ref,Street,Town\n1,3, Elm Street,Eastlea\n2\n3,Elm,E\n4,Ash,E\n5,6, Elm,\n"
    )
    table = open_table(tmp_path / "t.csv", required=("Ref", "Street"))
    assert [(reject.row, reject.reason[:30]) for reject in table.rejects] == [
        (2, "has 4 cells under 3 headings, "),
        (3, "has 1 cells under 3 headings, "),
        (6, "has 4 cells under 3 headings, "),  # a blank too many: it may be a shifted row
    ]
    assert _all_rows(table) == [(4, "3", "Elm"), (5, "4", "Ash")]


def test_personal_columns_are_named_and_never_kept(tmp_path: Path) -> None:
    head = ["Ref", "Complainant Name", "Mobile", "D.O.B", "Risk score", "Ward name", "Colour"]
    path = write_csv(tmp_path / "t.csv", [head, list("abcdefg")])
    table = open_table(path, required=("Ref",))
    assert table.dropped_columns == ("Complainant Name", "Mobile", "D.O.B", "Risk score")
    assert table.notes == ("Columns not used: Ward name, Colour.",)
    assert table.rows[0].cells == {"Ref": "a"}


# ---------------------------------------------------------------- no row disappears


def _react(path: Path) -> Reading[Case]:
    return read_react(path)


GOOD = st.just(react_row())
BAD = st.sampled_from(
    [
        react_row(Date_Opened="31/02/2020"),
        react_row(Case_Types="Bees"),
        react_row(Category="Z"),
        react_row(Case_Ref=""),
        ["x"] * 40,
    ]
)
EMPTY = st.sampled_from([[], [""] * 22, list(REACT_HEAD), ["Total", "", "", 3, *[""] * 18]])


@pytest.mark.whole
@given(st.lists(GOOD | BAD | EMPTY, max_size=12))
def test_cases_rejects_and_skips_make_up_all_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Sequence[object]]
) -> None:
    folder = tmp_path_factory.mktemp("react")
    path = write_csv(folder / "react.csv", [REACT_HEAD, *rows, react_row(Case_Ref="LAST")])
    reading = _react(path)
    rejected = {reject.row for reject in reading.rejects}
    assert reading.rows_read == len(rows) + 1
    assert reading.rows_read == (
        len(reading.records) + len(rejected) + sum(reading.skipped.values())
    )
