from __future__ import annotations

from pathlib import Path

import pytest

from geo_asb.errors import ExportError
from geo_asb.etl.readers.deprivation import read_deprivation
from geo_asb.neighbourhood import Deprivation
from tests.etl.files import write_csv

HEAD = ["lsoa11_code", "IMD_decile", "IMD_rank", "Health_decile"]
GOOD = ["E01000001", "2", "3300", "9"]


def test_a_row_becomes_the_deprivation_of_an_lsoa(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "imd.csv", [HEAD, GOOD])
    assert read_deprivation(path, index_year=2019).records == (
        Deprivation(2, "lsoa", 2011, "E01000001", 2019, 2, 3300, None),
    )


def test_the_publishers_own_headings_are_known(tmp_path: Path) -> None:
    head = [
        "LSOA code (2021)",
        "Index of Multiple Deprivation (IMD) Score",
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
    ]
    path = write_csv(tmp_path / "imd.csv", [head, ["E01000001", "41.2", "3300", "1"]])
    (one,) = read_deprivation(path, index_year=2025).records
    assert (one.boundary_year, one.decile, one.rank, one.score) == (2021, 1, 3300, 41.2)


def test_a_score_headed_otherwise_is_named_by_the_steward(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "imd.csv", [["wd18cd", "Mean"], ["E05000783", "64.1"]])
    with pytest.raises(ExportError, match="name the column of the score"):
        read_deprivation(path, index_year=2019)
    (one,) = read_deprivation(path, index_year=2019, score_column="Mean").records
    assert (one.kind, one.boundary_year, one.score) == ("ward", 2018, 64.1)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["E0100001", "2", "", ""], "lsoa11_code", "not a code"),
        (["E01000002", "11", "", ""], "IMD_decile", "from 1 to 10"),
        (["E01000002", "2.5", "", ""], "IMD_decile", "not a whole number"),
        (["E01000002", "", "", ""], "IMD_decile", "neither decile, rank nor score"),
        (GOOD, "code", "already stands in row 2"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, row: list[object], column: str, reason: str
) -> None:
    reading = read_deprivation(write_csv(tmp_path / "imd.csv", [HEAD, GOOD, row]), index_year=2019)
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason
