"""A text file is gone through as often as wanted and never held; one that changes is refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.errors import ExportError
from geo_asb.etl.readers.contents import open_content
from geo_asb.etl.readers.delimited import TextGrid, text_in
from geo_asb.etl.readers.tables import open_table
from tests.etl.files import write_csv

ROWS = [["Ref", "Street"], *([str(number), f"{number} Elm Row"] for number in range(1, 201))]


def _grid(path: Path) -> TextGrid:
    return TextGrid(text_in(open_content(path)), ",")


def test_rows_come_alike_every_time(tmp_path: Path) -> None:
    grid = _grid(write_csv(tmp_path / "t.csv", ROWS))
    assert list(grid) == list(grid) == ROWS
    assert len(grid) == len(ROWS)
    assert [grid[0], grid[150], grid[-1]] == [ROWS[0], ROWS[150], ROWS[-1]]
    assert grid[190:] == ROWS[190:]


@pytest.mark.whole
@given(kept=st.sets(st.integers(2, 201)), place=st.integers(-3, 3))
def test_rows_left_out_are_left_out_and_the_others_keep_their_numbers(
    tmp_path_factory: pytest.TempPathFactory, kept: set[int], place: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "left_out.csv"
    if not path.exists():
        write_csv(path, ROWS)
    rows = open_table(path, required=("Ref", "Street")).rows
    some = rows.without(set(range(2, 202)) - kept)
    assert [row.number for row in some] == sorted(kept)
    assert all(row.text("Ref") == str(row.number - 1) for row in some)
    if -len(some) <= place < len(some):
        assert some[place] == list(some)[place]
    assert some[1:3] == tuple(some)[1:3]


def test_a_cell_is_read_as_blank_in_the_rows_named_and_in_no_other(tmp_path: Path) -> None:
    rows = open_table(write_csv(tmp_path / "t.csv", ROWS), required=("Ref", "Street")).rows
    blanked = rows.blanked("Street", {3, 5})
    assert [row.number for row in blanked if not row.text("Street")] == [3, 5]
    assert all(row.text("Street") for row in rows)


def test_a_file_that_grows_between_two_looks_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", ROWS)
    table = open_table(path, required=("Ref", "Street"))
    with path.open("a") as file:
        file.write("201,late\n")
    with pytest.raises(ExportError, match=r"t\.csv: changed while it was read\. Wait until"):
        list(table.rows)


def test_a_file_put_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", ROWS)
    table = open_table(path, required=("Ref", "Street"))
    other = write_csv(tmp_path / "other.csv", ROWS)
    other.replace(path)
    with pytest.raises(ExportError, match="changed while it was read"):
        list(table.rows)


@pytest.mark.whole
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak_bytes(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        path.write_text("Ref,Street,Notes\n" + f"A1,Elm Row,{'said ' * 200}\n" * rows)
        tracemalloc.start()
        try:
            table = open_table(path, required=("Ref", "Street"))
            assert sum(1 for _ in table.rows) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak_bytes(2_000), peak_bytes(12_000)
    assert many < few + 10_000 * 40  # the number of a row is held, never its thousand characters
