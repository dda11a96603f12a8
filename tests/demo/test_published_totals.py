"""The written files, read again by other means than wrote them, give the published tables."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from geo_asb.demo import DemoTruth
from geo_asb.demo.published import (
    CASE_TYPES_BY_YEAR,
    GREAT_PLACES_BY_CATEGORY,
    NEW_CASES_BY_MONTH,
    PRINTED_TYPE_TOTALS,
    months_of,
)

LABELS = {label.lower(): label for label in CASE_TYPES_BY_YEAR["2020/21"]}
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read_day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell):
        return date(*map(int, iso.groups()))
    day, month, year = re.split(r"[/ -]", cell)
    number = int(month) if month.isdigit() else MONTH_NAMES.index(month.lower()) + 1
    return date(int(year) if len(year) == 4 else 2000 + int(year), number, int(day))


def read_types(cell: str) -> list[str]:
    parts = re.split(r"; | / |\n", cell.strip().lower())
    return [LABELS[part.strip()] for part in parts]


def csv_rows(demo: DemoTruth, name: str, encoding: str, delimiter: str) -> list[dict[str, Any]]:
    text = (demo.folder / "cases" / name).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet_rows(demo: DemoTruth) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_path(demo.folder / "cases" / "react_2020-21.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if row[0] == "Case Ref")
    return [dict(zip(heads, row, strict=True)) for row in rows if str(row[0]).startswith("ASB/")]


@pytest.fixture(scope="module")
def years(demo: DemoTruth) -> dict[str, list[dict[str, Any]]]:
    return {
        "2019/20": csv_rows(demo, "react_2019-20.csv", "cp1252", ";"),
        "2020/21": sheet_rows(demo),
        "2021/22": csv_rows(demo, "react_2021-22.csv", "utf-8-sig", ","),
    }


@pytest.mark.parametrize("year", list(NEW_CASES_BY_MONTH))
def test_each_month_has_the_published_number_of_new_cases(
    years: dict[str, list[dict[str, Any]]], year: str
) -> None:
    opened = Counter(read_day(row["Date Opened"]).replace(day=1) for row in years[year])
    assert opened == dict(zip(months_of(year), NEW_CASES_BY_MONTH[year], strict=True))


@pytest.mark.parametrize("year", list(CASE_TYPES_BY_YEAR))
def test_each_type_has_the_published_number_of_cases(
    years: dict[str, list[dict[str, Any]]], year: str
) -> None:
    types = Counter(label for row in years[year] for label in read_types(row["Case Types"]))
    assert types == CASE_TYPES_BY_YEAR[year]


def test_no_case_names_one_type_twice(years: dict[str, list[dict[str, Any]]]) -> None:
    cells = [read_types(row["Case Types"]) for rows in years.values() for row in rows]
    assert all(len(set(types)) == len(types) >= 1 for types in cells)


def test_case_references_are_unique_over_the_three_files(
    years: dict[str, list[dict[str, Any]]],
) -> None:
    references = [row["Case Ref"] for rows in years.values() for row in rows]
    assert len(set(references)) == len(references) == 4517


def test_the_workbook_has_titles_repeated_heads_and_a_printed_total(demo: DemoTruth) -> None:
    book = CalamineWorkbook.from_path(demo.folder / "cases" / "react_2020-21.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0].startswith("ASB Service")
    assert sum(row[0] == "Case Ref" for row in rows) == 5
    assert rows[-1][:4] == ["Total", 1895, "", PRINTED_TYPE_TOTALS["2020/21"]]


def test_great_places_sheet_equals_the_published_table_by_type_and_category(
    demo: DemoTruth,
) -> None:
    book = CalamineWorkbook.from_path(demo.folder / "cases" / "great_places_2014-15.xlsx")
    rows = [row for row in book.get_sheet_by_index(0).to_python() if row[0].startswith("GP")]
    found = Counter((row[3], row[4]) for row in rows)
    published = {
        (label, category): count
        for label, counts in GREAT_PLACES_BY_CATEGORY.items()
        for category, count in zip(("a", "b", "c", ""), counts, strict=True)
        if count
    }
    assert found == published
    assert all(date(2014, 4, 1) <= read_day(row[1]) <= date(2015, 3, 31) for row in rows)


def test_exports_are_untidy_in_the_promised_ways(demo: DemoTruth) -> None:
    first = (demo.folder / "cases" / "react_2019-20.csv").read_bytes()
    last = (demo.folder / "cases" / "react_2021-22.csv").read_bytes()
    assert "\u2019".encode("cp1252") in first
    assert "£".encode("cp1252") in first
    with pytest.raises(UnicodeDecodeError):
        first.decode("utf-8")
    assert last.startswith(b"\xef\xbb\xbf")
    assert b'  "' in last or b"  ," in last
