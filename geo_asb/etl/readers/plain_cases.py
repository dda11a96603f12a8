"""Cases as a sheet with no place: reference, days, one type, category."""

from __future__ import annotations

from pathlib import Path

from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.readers.cases import case_types_in, days_in, new_reference, severity_in
from geo_asb.etl.readers.dates import refuse_month_first
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Case, PlaceRole, PlaceText, Reading

__all__ = ["read_plain_cases"]

_REQUIRED = ("Reference", "Opened", "Closed", "Case type", "Category")
_NO_PLACE = PlaceText(address="", postcode="", uprn="", role=PlaceRole.UNKNOWN)


def read_plain_cases(path: Path, crosswalk: Crosswalk) -> Reading[Case]:
    """
    Read a Great Places-shaped sheet: cases for landlord totals, none of them on a map.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    table = open_table(path, required=_REQUIRED)
    refuse_month_first(table, ("Opened", "Closed"))
    seen: dict[str, int] = {}
    cases, rejects = make_records(
        table, lambda row: _case(row, crosswalk, seen), named_by="Reference"
    )
    return reading_of(table, cases, rejects)


def _case(row: Row, crosswalk: Crosswalk, seen: dict[str, int]) -> Case:
    opened_on, closed_on = days_in(row, "Opened", "Closed")
    case_types, source_labels = case_types_in(row, "Case type", crosswalk)
    severity, category = severity_in(row, "Category")
    return Case(
        row=row.number,
        reference=new_reference(row, "Reference", seen),
        opened_on=opened_on,
        closed_on=closed_on,
        case_types=case_types,
        source_labels=source_labels,
        severity=severity,
        category=category,
        status="closed" if closed_on else "open",
        channel="",
        reporter_kind="unknown",
        tenure_scope="unknown",
        team="",
        hate_flag=False,
        youth_related=False,
        place=_NO_PLACE,
    )
