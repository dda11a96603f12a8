"""
The data steward's report: every question of `quality` over what is stored, and the sample to check.

Counts are exact and meant for the data steward alone. Restricted cases are in the landlord's total
and in its counts by type and year, nowhere else.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo_asb import quality
from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError, SettingsError
from geo_asb.etl.addresses import tidy
from geo_asb.etl.geocode import Gazetteer, correction_key, locate_all
from geo_asb.etl.readers.cells import truth_of
from geo_asb.etl.readers.tables import Row, open_table
from geo_asb.model import Home, Location, PlaceRole, PlaceText
from geo_asb.settings import Settings
from geo_asb.store import people, places, read
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.corrections import Place, place_corrections
from geo_asb.store.read_quality import quality_cases

__all__ = ["QualityTable", "checked_sample", "quality_tables", "write_sample", "write_tables"]

_NEAR_M = 75.0  # as near as "on or beside a home" promises
_SAMPLE = ("sample", "number", "file", "row", "rung", "given address", "given postcode",
           "found address", "uprn", "easting", "northing", "right")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class QualityTable:
    """One question and its answer; `note` says what it must not be read as."""

    title: str
    frame: pd.DataFrame
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    cases: pd.DataFrame  # of the month and ward asked about
    every: pd.DataFrame
    homes: list[Home]
    answers: dict[str, Place]
    ward_names: dict[str, str]
    version: bytes


def quality_tables(
    settings: Settings, *, month: date | None = None, ward: str = ""
) -> list[QualityTable]:
    """
    Answer every question of data quality for a landlord, a month of it, a ward of it.

    Raises
    ------
    SettingsError
        No such ward, or no case there and then.
    """
    held = _stored(settings, month, ward)
    cases = _named(quality.mappable(held.cases), held)
    truths = _truths(cases, held)
    return [
        QualityTable("Cases of the landlord", quality.landlord_total(held.every), _TOTAL),
        QualityTable("How precisely cases are placed", quality.by_tier(cases)),
        *(
            QualityTable(
                f"Placed on or beside a home or block, by {what}", quality.hit_rate(cases, by), note
            )
            for what, by, note in _RATES
        ),
        QualityTable("Why the others are not", quality.unplaced_reasons(cases)),
        QualityTable("Missing from maps, by postcode sector", quality.bias(cases, "sector")),
        QualityTable("Missing from maps, by block", quality.bias(cases, "block")),
        QualityTable(
            "Where an export supplied a UPRN",
            quality.uprn_agreement(cases, [home.uprn for home in held.homes]),
        ),
        QualityTable("Stated probability against officers' answers", truths, _TRUTHS),
        QualityTable("Filled in, by month", quality.completeness(cases)),
        QualityTable("Equal in periods that follow each other", _equal(held.every), _EQUAL),
    ]


_RATES = (
    ("month", "month", ""),
    ("ward", "ward", "A case that lies in no known place lies in no ward: look at sectors too."),
    ("source", "source", ""),
    ("type", "types", "A case counts once in each of its types."),
)
_TOTAL = "Whole landlord, all months: restricted cases are never told by place."
_TRUTHS = "Officers answer what was hard to place: this shows hard places, not all of them."
_EQUAL = "Whole landlord, all months. A person decides: it may be chance, whose size is given."


def _stored(settings: Settings, month: date | None, ward: str) -> _Stored:
    landlord = settings.landlord
    with transaction(settings) as conn:
        years = read.ward_years(conn, landlord)
        year = settings.ward_year or (years[0] if years else 0)
        every = quality_cases(conn, landlord, ward_year=year)
        wards = places.areas_current(conn, landlord, kind="ward", boundary_year=year)
        held = _Stored(
            cases=every,
            every=every,
            homes=places.homes_current(conn, landlord),
            answers=place_corrections(conn, landlord),
            ward_names=dict(zip(wards["code"], wards["name"], strict=True)),
            version=read.data_version(conn, landlord),
        )
    return _asked(held, month, ward)


def _asked(held: _Stored, month: date | None, ward: str) -> _Stored:
    cases = held.every
    if month is not None:
        opened = pd.to_datetime(cases["opened_on"])
        cases = cases[(opened.dt.year == month.year) & (opened.dt.month == month.month)]
    if ward:
        wanted = ward.casefold()
        codes = [c for c, n in held.ward_names.items() if wanted in {c.casefold(), n.casefold()}]
        if not codes:
            known = ", ".join(sorted(held.ward_names.values()))
            raise SettingsError(f"No ward called '{ward}'. There are: {known}.")
        cases = cases[cases["ward"].isin(codes)]
    is_narrowed = month is not None or ward != ""
    if cases.empty or (is_narrowed and quality.mappable(cases).empty):  # the same words for both
        raise SettingsError("No case is stored there and then. Ask for another month or ward.")
    return replace(held, cases=cases)


def _named(cases: pd.DataFrame, held: _Stored) -> pd.DataFrame:
    """Add sector and block to cases, and put names in the place of codes."""
    blocks = {tidy(home.name): home.uprn for home in held.homes if home.kind == "parent"}
    given = cases["given_address"] + " " + cases["given_postcode"]
    return cases.assign(
        sector=[quality.postcode_sector(text) for text in given],
        block=_blocks(cases, blocks),
        ward=[held.ward_names.get(code, "") for code in cases["ward"]],
        types=cases["types"].map(lambda codes: [CASE_TYPES[code].label for code in codes]),
    )


def _blocks(cases: pd.DataFrame, blocks: dict[str, str]) -> pd.Series[str]:
    """Name the block a case lies in or, where it lies in no home, the one its text names."""
    named_by_uprn = {uprn: name for name, uprn in blocks.items()}
    names = [named_by_uprn.get(uprn, "") for uprn in cases["block_uprn"]]
    found = pd.Series(names, index=cases.index, dtype=object)
    at_no_home = (found == "") & cases["home_uprn"].isna()
    texts = map(tidy, cases.loc[at_no_home, "given_address"])
    told = pd.Series(
        quality.block_named(texts, blocks), index=found.index[at_no_home], dtype=object
    )
    return found.mask(at_no_home, told)


def _equal(cases: pd.DataFrame) -> pd.DataFrame:
    by_type = {
        CASE_TYPES[code].label: counts for code, counts in quality.yearly_counts(cases).items()
    }
    return quality.equal_neighbours(by_type | quality.monthly_counts(cases))


# ---------------------------------------------------------------- what officers answered


def _truths(cases: pd.DataFrame, held: _Stored) -> pd.DataFrame:
    """Place once more, without their answers, the texts that officers answered."""
    asked: dict[str, PlaceText] = {}
    for address, postcode, uprn in zip(
        cases["given_address"], cases["given_postcode"], cases["given_uprn"], strict=True
    ):
        text = PlaceText(address, postcode, uprn, PlaceRole.UNKNOWN)
        if held.answers and (key := correction_key(text)) in held.answers:
            asked.setdefault(key, text)
    if not asked:
        return quality.reliability(np.array([]), np.array([], dtype=bool))
    gazetteer = Gazetteer(held.homes)
    found = dict(zip(asked, locate_all(list(asked.values()), gazetteer), strict=True))
    sure = {key: place for key, place in found.items() if place.probability is not None}
    return quality.reliability(
        np.array([place.probability for place in sure.values()], dtype=np.float64),
        np.array([_is_right(place, held.answers[key]) for key, place in sure.items()], dtype=bool),
    )


def _is_right(place: Location, truth: Place) -> bool:
    if truth.uprn is not None:
        return truth.uprn.lstrip("0") in {
            (uprn or "").lstrip("0") for uprn in (place.home_uprn, place.block_uprn)
        }
    here = np.array([place.easting_m, place.northing_m], dtype=np.float64)
    there = np.array([truth.easting_m, truth.northing_m], dtype=np.float64)
    return bool(np.hypot(*(here - there)) <= max(place.radius_m or 0.0, _NEAR_M))


# ---------------------------------------------------------------- the sample to check by eye


def write_sample(settings: Settings, path: Path) -> int:
    """
    Write 100 placed cases to be checked by eye; returns how many.

    The same ones for as long as the data is the same. The file holds addresses as given: it is
    for the data steward, and that it was written is logged.
    """
    held = _stored(settings, None, "")
    drawn = quality.sample_to_check(quality.mappable(held.cases), held.version)
    homes = {home.uprn: _address(home) for home in held.homes}
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow(_SAMPLE)
        for number, case in enumerate(drawn.itertuples(), start=1):
            sheet.writerow(_sample_row(number, case, homes, held.version.hex()))
    with transaction(settings) as conn:
        _log(conn, len(drawn))
    return len(drawn)


def _sample_row(number: int, case: Any, homes: dict[str, str], version: str) -> tuple[Any, ...]:  # noqa: ANN401 - a row of a frame
    uprn = case.home_uprn or case.block_uprn or ""
    row = "" if pd.isna(case.row_number) else int(case.row_number)
    given = (case.given_address, case.given_postcode)
    point = (round(case.easting_m, 1), round(case.northing_m, 1))
    said = (version, number, case.file_name, row, case.rung)
    return (*said, *given, homes.get(uprn, ""), uprn, *point, "")


def _address(home: Home) -> str:
    parts = (home.subname, home.name, f"{home.number} {home.street}".strip(), home.postcode)
    return ", ".join(part for part in parts if part)


def _log(conn: Connection, cases: int) -> None:
    people.log_view(
        conn,
        {
            "user_name": "command line",
            "role": "steward",
            "level": "officer",
            "kind": "export",
            "question": "quality sample",
            "scope": {"cases": cases},
            "batches": [],
        },
    )


def checked_sample(path: Path) -> QualityTable:
    """
    Read the sample back with its column `right` filled in, and give the share with its interval.

    Raises
    ------
    ExportError
        Not that file, rows of two samples in one, a word that is neither yes nor no, or nothing
        filled in.
    """
    table = open_table(path, required=("sample", "number", "rung", "right"))
    if len({row.text("sample") for row in table.rows}) > 1:
        raise ExportError(f"{path.name}: rows of more than one sample. Keep those of one.")
    answered = [(row.text("rung"), _right(row, path)) for row in table.rows if row.text("right")]
    if not answered:
        raise ExportError(f"{path.name}: nothing is filled in under 'right'. Write yes or no.")
    return QualityTable("Checked by eye", _checked(answered), "Placed cases of the sample alone.")


def _right(row: Row, path: Path) -> bool:
    truth = truth_of(row.cells["right"])
    if truth is None:
        message = f"{path.name}, row {row.number}, column 'right': neither yes nor no. Correct it."
        raise ExportError(message)
    return truth


def _checked(answered: Sequence[tuple[str, bool]]) -> pd.DataFrame:
    frame = pd.DataFrame(answered, columns=["rung", "right"])
    groups = [
        ("all", frame["right"]),
        *((str(key), one) for key, one in frame.groupby("rung")["right"]),
    ]
    rows = [
        (
            key,
            len(one),
            int(one.sum()),
            float(one.mean()),
            *quality.wilson(int(one.sum()), len(one)),
        )
        for key, one in groups
    ]
    return pd.DataFrame(rows, columns=["rung", "checked", "right", "share", "low", "high"])


def write_tables(path: Path, tables: Sequence[QualityTable]) -> None:
    """Write tables one below the other, each with its title, as CSV for a spreadsheet."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow(["For the data steward: counts are exact and not to be passed on."])
        for table in tables:
            sheet.writerows([[], [table.title, table.note], list(table.frame.columns)])
            sheet.writerows(table.frame.itertuples(index=False, name=None))
