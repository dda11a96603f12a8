from __future__ import annotations

import pytest

from geo_asb.errors import GeoAsbError
from geo_asb.etl.report import LoadReport
from geo_asb.model import Reject


def test_a_report_says_where_every_row_went() -> None:
    report = LoadReport(
        kind="react cases",
        file_name="react.csv",
        rows_read=10,
        stored=4,
        unchanged=2,
        rejects=(Reject(7, "Date Opened", "no such day."), Reject(7, "Category", "not A to D.")),
        skipped={"blank row": 3},
        dropped_columns=("Notes",),
        notes=("Read as Windows-1252 text.",),
    )
    assert report.lines() == (
        "react.csv (react cases): 10 rows read = 4 stored + 2 unchanged + 1 rejected + 3 skipped.",
        "Skipped 3: blank row.",
        "Never read, as they may be personal: Notes.",
        "Read as Windows-1252 text.",
        "react.csv, row 7, column 'Date Opened': no such day.",
        "react.csv, row 7, column 'Category': not A to D.",
    )


def test_a_report_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(GeoAsbError, match="3 rows read but 2 accounted for; nothing was stored"):
        LoadReport("homes", "homes.csv", rows_read=3, stored=1, unchanged=1)


def test_many_rejects_end_in_a_count_by_column() -> None:
    rejects = tuple(Reject(row, "uprn", "not a UPRN.") for row in range(2, 32))
    report = LoadReport("homes", "h.csv", rows_read=30, stored=0, unchanged=0, rejects=rejects)
    assert report.lines()[-1] == "… and 20 more in column 'uprn'."
