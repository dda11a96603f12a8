"""Files as landlords send them, made by code: good ones to spoil, and the ways to spoil them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.crosswalk import read_crosswalk
from geo_asb.etl.readers.cases import read_cases
from geo_asb.model import Case, Reading

__all__ = [
    "HOMES_HEAD",
    "HOME_ROW",
    "REACT_HEAD",
    "react_row",
    "read_react",
    "write_csv",
    "write_xlsx",
]

HOMES_HEAD = [
    "uprn", "subname", "name", "number", "streetname", "locality", "townname", "postcode",
    "parentuprn", "usrn", "estate", "classificationcode", "easting", "northing", "landlord",
    "storeys", "tenure",
]  # fmt: skip
HOME_ROW: list[object] = [
    "20000000001", "", "", "1", "Elm Street", "", "EASTLEA", "ZD1 1AA", "", "7000001",
    "Elm Estate", "RD04", "390018", "390090", "1", "2", "",
]  # fmt: skip
REACT_HEAD = [
    "Case Ref", "Date Opened", "Date Closed", "Case Types", "Category", "Status", "Reported By",
    "How Reported", "Complainant Name", "Complainant Phone", "Incident Address",
    "Incident Postcode", "Property Ref", "UPRN", "Location Type", "Tenure", "Incident From",
    "Incident To", "Youth Related", "Hate Flag", "Team", "Notes",
]  # fmt: skip
_REACT_ROW: dict[str, object] = {
    "Case Ref": "ASB-1",
    "Date Opened": "05/06/2020",
    "Date Closed": "",
    "Case Types": "Drugs",
    "Category": "C",
    "Status": "Open",
    "Reported By": "Resident",
    "How Reported": "Phone",
    "Complainant Name": "INVENTED PERSON",
    "Complainant Phone": "0000",
    "Incident Address": "3 Elm Street",
    "Incident Postcode": "ZD1 1AA",
    "UPRN": "20000000003",
    "Location Type": "Incident",
    "Tenure": "",
    "Notes": "INVENTED NOTE",
}


def react_row(**changes: object) -> list[object]:
    """Make one good export row; keywords name headings with _ for a blank."""
    row = _REACT_ROW | {key.replace("_", " "): value for key, value in changes.items()}
    return [row.get(heading, "") for heading in REACT_HEAD]


def read_react(path: Path) -> Reading[Case]:
    """Read a REACT-shaped export with the map that comes with the platform."""
    return read_cases(path, read_column_map("react"), read_crosswalk("stockport_react"))


def write_csv(
    path: Path, rows: Sequence[Sequence[object]], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], *, merge: Sequence[str] = ()) -> Path:
    """Write rows to a workbook's only sheet and merge the ranges named."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merge:
        book.active.merge_cells(cells)
    book.save(path)
    return path
