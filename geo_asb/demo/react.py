"""
Case exports in the shape of REACT and of a Great Places listing, as untidy as real ones.

Names, phone numbers and notes are plainly invented: they are there to be dropped on loading.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pandas.api.typing import NaTType

from geo_asb.demo.files import write_csv, write_workbook
from geo_asb.demo.published import (
    GREAT_PLACES_BY_CATEGORY,
    NEW_CASES_BY_MONTH,
    PRINTED_TYPE_TOTALS,
)

__all__ = ["HEADS", "write_great_places", "write_react"]

HEADS = (
    "Case Ref", "Date Opened", "Date Closed", "Case Types", "Category", "Status", "Reported By",
    "How Reported", "Complainant Name", "Complainant Phone", "Incident Address",
    "Incident Postcode", "Property Ref", "UPRN", "Location Type", "Tenure", "Incident From",
    "Incident To", "Youth Related", "Hate Flag", "Team", "Notes",
)  # fmt: skip
_GROUPS = {"Case": (1, 6), "Contact": (7, 10), "Place": (11, 16), "What happened": (17, 20)}
_REPEAT_HEADS_EVERY = 450

_MIX = {
    "2019/20": {"slash": 0.70, "words": 0.12, "short": 0.10, "iso": 0.08},
    "2020/21": {"cell": 0.72, "slash": 0.18, "words": 0.06, "iso": 0.04},
    "2021/22": {"slash": 0.86, "iso": 0.08, "short": 0.04, "words": 0.02},
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NOTES = (
    "", "", "", "Spoke to complainant \u2013 diary sheets sent", "Officer\u2019s visit agreed",
    "Quoted \u00a340 for lock change", "Said \u201cit happens most nights\u201d", "N/A",
    "see diary",
)  # fmt: skip


def write_react(folder: Path, cases: pd.DataFrame, rng: np.random.Generator) -> None:
    """Write the three yearly exports; every published month and type table survives the mess."""
    rows = {year: _rows(cases[cases["year"] == year], year, rng) for year in NEW_CASES_BY_MONTH}
    write_csv(
        folder / "react_2019-20.csv", HEADS, rows["2019/20"], encoding="cp1252", delimiter=";"
    )
    write_workbook(folder / "react_2020-21.xlsx", _workbook(rows["2020/21"], "2020/21"))
    write_csv(folder / "react_2021-22.csv", HEADS, rows["2021/22"], encoding="utf-8-sig")


# ---------------------------------------------------------------- cells


def _rows(cases: pd.DataFrame, year: str, rng: np.random.Generator) -> list[list[object]]:
    draws = rng.random((len(cases), 10)).tolist()
    return [
        _row(case, year, draw) for case, draw in zip(cases.to_dict("records"), draws, strict=True)
    ]


def _row(case: dict, year: str, draw: list[float]) -> list[object]:
    day_form = _pick(_MIX[year], draw[0])
    resident = 1 + int(draw[2] * 899)
    return [
        case["case_ref"],
        _day(case["opened_on"], day_form),
        _day(case["closed_on"], day_form),
        _types(case["types"], draw[1]),
        case["category"] + (" " if draw[1] > 0.97 else ""),
        "Open" if case["closed_on"] is None else "Closed",
        _pick(_REPORTED_BY, draw[3]),
        _pick(_HOW_REPORTED, draw[4]),
        f"Invented Resident {resident:03d}",
        f"00000 {resident:06d}",
        case["address"],
        case["postcode"],
        f"P{case['row']:06d}" if case["tenure"] == "social rent" and draw[5] < 0.8 else "",
        case["uprn"],
        case["role"],
        {"social rent": "Managed", "": "Communal"}.get(case["tenure"], "Private"),
        _moment(case["from"], day_form),
        _moment(case["to"], day_form),
        "Y" if case["youth"] else "" if draw[6] < 0.8 else "N",
        "Yes" if case["hate_flag"] else "No" if draw[6] < 0.9 else "",
        "ASB Service" if draw[7] < 0.9 else "asb service ",
        _NOTES[int(draw[8] * len(_NOTES))],
    ]


_REPORTED_BY = {
    "Resident": 0.86,
    "Staff": 0.08,
    "Patrol": 0.02,
    "CCTV control room": 0.01,
    "Police": 0.03,
}
_HOW_REPORTED = {"Phone": 0.52, "Web": 0.14, "App": 0.09, "E-mail": 0.19, "In person": 0.06}


def _pick(shares: dict[str, float], draw: float) -> str:
    edges = np.cumsum(list(shares.values()))
    return list(shares)[min(int(np.searchsorted(edges, draw)), len(shares) - 1)]


def _day(on: date | NaTType | None, form: str) -> object:
    """Write a day, always day first; `cell` is a true date cell of a spreadsheet."""
    if on is None or isinstance(on, NaTType):
        return ""
    if form == "cell":
        return datetime(on.year, on.month, on.day)  # noqa: DTZ001  spreadsheets know no zone
    written = {
        "slash": f"{on.day:02d}/{on.month:02d}/{on.year}",
        "words": f"{on.day} {_MONTHS[on.month - 1]} {on.year}",
        "iso": f"{on.year}-{on.month:02d}-{on.day:02d}",
        "short": f"{on.day:02d}-{_MONTHS[on.month - 1]}-{on.year % 100:02d}",
    }
    return written[form]


def _moment(at: datetime | date | NaTType | None, form: str) -> object:
    if at is None or isinstance(at, NaTType):
        return ""
    if not isinstance(at, datetime):
        return _day(at, form)
    if form == "cell":
        return at
    return f"{_day(at.date(), form)} {at.hour:02d}:{at.minute:02d}"


def _types(labels: list[str], draw: float) -> str:
    """Join labels as people do; some carry a trailing blank or stand in capitals."""
    joint = "; " if draw < 0.7 else " / " if draw < 0.85 else "\n"
    text = joint.join(labels)
    if draw > 0.96:
        return text.upper()
    return text + "  " if draw > 0.92 else text


# ---------------------------------------------------------------- workbooks


def _workbook(rows: list[list[object]], year: str) -> Workbook:
    """Title rows, merged and repeated heads, blank rows, and a totals row at the foot."""
    workbook = Workbook(write_only=False)
    sheet = workbook.worksheets[0]
    sheet.title = "Cases"
    sheet.append(["ASB Service case listing (invented demo data)"])
    sheet.append([f"Opened 1 April {year[:4]} to 31 March {int(year[:4]) + 1}"])
    sheet.append([""])
    for start in range(0, len(rows), _REPEAT_HEADS_EVERY):
        if start:
            sheet.append([""])
        _append_heads(sheet)
        for row in rows[start : start + _REPEAT_HEADS_EVERY]:
            sheet.append([None if cell == "" else cell for cell in row])
    sheet.append([""])
    sheet.append(["Total", sum(NEW_CASES_BY_MONTH[year]), None, PRINTED_TYPE_TOTALS[year]])
    return workbook


def _append_heads(sheet: Worksheet) -> None:
    line = sheet.max_row + 1
    for text, (first, last) in _GROUPS.items():
        sheet.cell(line, first, text)
        sheet.merge_cells(start_row=line, end_row=line, start_column=first, end_column=last)
    for column, head in enumerate(HEADS, 1):
        sheet.cell(line + 1, column, head)


def write_great_places(path: Path, rng: np.random.Generator) -> None:
    """Write 1,010 cases of 2014-15 whose types by category equal the published table."""
    cells = [
        (label, category)
        for label, counts in GREAT_PLACES_BY_CATEGORY.items()
        for category, count in zip(("a", "b", "c", None), counts, strict=True)
        for _ in range(count)
    ]
    start = date(2014, 4, 1).toordinal()
    opened = np.sort(rng.integers(0, 365, len(cells)))
    lasted = rng.integers(2, 120, len(cells))
    workbook = Workbook(write_only=False)
    sheet = workbook.worksheets[0]
    sheet.title = "2014-15"
    sheet.append(["Community safety cases by category and type, 2014-15 (invented rows)"])
    sheet.append(["Reference", "Opened", "Closed", "Case type", "Category"])
    order = rng.permutation(len(cells))
    for i, (which, day, days) in enumerate(
        zip(order, opened.tolist(), lasted.tolist(), strict=True)
    ):
        dates = [_day(date.fromordinal(start + day + extra), "cell") for extra in (0, days)]
        sheet.append([f"GP{i + 1:05d}", *dates, *cells[which]])
    write_workbook(path, workbook)
