"""
What became of contacts: how many belong to a case, by which rule, and contacts for each case.

Counts are exact and meant for the data steward alone. A contact of a restricted type, or of a
restricted case, is in the landlord's total and nowhere else; reports by staff are counted apart.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo_asb import quality
from geo_asb.errors import SettingsError
from geo_asb.etl.contact_match import AreaRatio, contacts_per_case
from geo_asb.quality_report import QualityTable
from geo_asb.settings import Settings
from geo_asb.store import places, read
from geo_asb.store.connect import transaction
from geo_asb.store.contacts import contact_columns
from geo_asb.store.read_quality import quality_cases
from geo_asb.words import day_words

__all__ = ["contact_tables"]

_FEWEST = 10  # fewer cases give no ratio
_LATER = re.compile(r"opened [0-9]+ days? later")
_NO_CASE = (
    "A contact without a case is not a report that was ignored: the case may stand under another "
    "address."
)
_RATIO = (
    "A high ratio may mean many reports of one matter, or few of them taken up: it does not say "
    "which. Contacts and cases are never added."
)


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    contacts: pd.DataFrame
    cases: pd.DataFrame
    ward_names: dict[str, str]


def contact_tables(settings: Settings, *, month: date | None = None) -> list[QualityTable]:
    """
    Say what became of a landlord's contacts, of all of them or of those of a month.

    Cases are those opened on the same days: from the first contact's to the last's, or the month.

    Raises
    ------
    SettingsError
        No contact is stored, or none of that month.
    """
    held = _stored(settings)
    received = held.contacts["received_on"]
    if received.empty:
        raise SettingsError("No contact is stored. Load some with 'geo-asb load contacts FILE'.")
    first_on, last_on = _days(received, month)
    contacts = held.contacts[received.between(first_on, last_on)]
    if contacts.empty:
        raise SettingsError("No contact is stored of that month. Ask for another.")
    cases = held.cases[held.cases["opened_on"].between(first_on, last_on)]
    counted, counted_cases = _counted(contacts), _counted(cases)
    days = f"Contacts received, and cases opened, {day_words(first_on)} to {day_words(last_on)}."
    ratios = _by_ward(counted, counted_cases, held.ward_names)
    return [
        QualityTable("Contacts of the landlord", _total(contacts), _TOTAL),
        QualityTable("How precisely contacts are placed", quality.by_tier(counted)),
        QualityTable("Contacts that belong to a case", _belonging(counted), _NO_CASE),
        QualityTable("By which rule, or why to none", _rules(counted)),
        QualityTable("Contacts for each case, by ward", ratios, f"{days} {_RATIO}"),
    ]


_TOTAL = "Contacts of restricted types or cases are never told by place; those of staff are apart."


def _stored(settings: Settings) -> _Stored:
    landlord = settings.landlord
    with transaction(settings) as conn:
        years = read.ward_years(conn, landlord)
        year = settings.ward_year or (years[0] if years else 0)
        wards = places.areas_current(conn, landlord, kind="ward", boundary_year=year)
        return _Stored(
            contacts=contact_columns(conn, landlord, ward_year=year),
            cases=quality_cases(conn, landlord, ward_year=year),
            ward_names=dict(zip(wards["code"], wards["name"], strict=True)),
        )


def _days(received: pd.Series[date], month: date | None) -> tuple[date, date]:
    if month is None:
        return received.min(), received.max()
    return month, month.replace(day=monthrange(month.year, month.month)[1])


def _counted(told: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is restricted, and what staff, patrols or cameras reported."""
    return told[~told["restricted"].astype(bool) & (told["reporter_kind"] != "staff")]


def _total(contacts: pd.DataFrame) -> pd.DataFrame:
    restricted = contacts["restricted"].astype(bool)
    staff = ~restricted & (contacts["reporter_kind"] == "staff")
    counts = {
        "all contacts": len(contacts),
        "of them restricted, in no other table": int(restricted.sum()),
        "of them by staff, in no other table": int(staff.sum()),
        "of them counted below": int((~restricted & ~staff).sum()),
    }
    return pd.DataFrame({"what": list(counts), "contacts": list(counts.values())})


def _belonging(contacts: pd.DataFrame) -> pd.DataFrame:
    """Give the share of each source's contacts that belong to a case, with its interval."""
    rows = []
    for source, has_case in contacts.groupby("source")["has_case"]:
        hits, n = int(has_case.sum()), len(has_case)
        rows.append((str(source), n, hits, hits / n, *quality.wilson(hits, n)))
    columns = ["source", "contacts", "with a case", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _rules(contacts: pd.DataFrame) -> pd.DataFrame:
    """Count contacts by the rule in words; how many days later is left out."""
    rules = contacts["why"].str.replace(_LATER, "opened soon after", regex=True)
    counts = rules.value_counts().rename_axis("rule").reset_index(name="contacts")
    return counts.sort_values(["contacts", "rule"], ascending=[False, True], ignore_index=True)


def _by_ward(
    contacts: pd.DataFrame, cases: pd.DataFrame, ward_names: dict[str, str]
) -> pd.DataFrame:
    ratios = contacts_per_case(
        [ward_names.get(code, "") for code in contacts["ward"]],
        [ward_names.get(code, "") for code in cases["ward"]],
    )
    rows = [
        (ward or "(no ward)", one.contacts, one.cases, _ratio(one)) for ward, one in ratios.items()
    ]
    return pd.DataFrame(rows, columns=["ward", "contacts", "cases", "contacts for each case"])


def _ratio(one: AreaRatio) -> str:
    if one.contacts_per_case is None or one.cases < _FEWEST:
        return "too few cases to say"
    return f"{one.contacts_per_case:.2f}"
