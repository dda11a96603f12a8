"""Corrections in a file: facts of a case's place, or where a place text lies."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from geo_asb.corrections import FIELDS, CaseCorrection, PlaceCorrection
from geo_asb.errors import ExportError
from geo_asb.etl.addresses import format_postcode
from geo_asb.etl.geocode import correction_key
from geo_asb.etl.projection import inside_britain
from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.tables import Row, Table, make_records, open_table, reading_of
from geo_asb.model import PlaceRole, PlaceText, Reading

__all__ = ["read_corrections"]

_OF_CASES = ("Case reference", "Field", "Value")
_OF_PLACES = ("Address", "UPRN")
_MORE_OF_PLACES = ("Postcode", "Easting", "Northing", "Role")
_UPRN = re.compile(r"[0-9]{1,12}")
_ROLES = {
    "incident": PlaceRole.INCIDENT,
    "reported from": PlaceRole.REPORTED_FROM,
    "reporter's home": PlaceRole.REPORTED_FROM,
    "alleged source": PlaceRole.ALLEGED_SOURCE,
}


def read_corrections(path: Path) -> Reading[CaseCorrection | PlaceCorrection]:
    """
    Read corrections of either kind; the headings tell which.

    Case reference, Field, Value: one fact of one case's place. Address, UPRN and, where they are
    there, Postcode, Easting, Northing, Role: where a text lies.

    Raises
    ------
    ExportError
        The headings are those of neither kind.
    """
    table = open_table(path, required=(), optional=(*_OF_CASES, *_OF_PLACES, *_MORE_OF_PLACES))
    seen: dict[str, int] = {}
    if set(_OF_CASES) <= set(table.headings):
        cases, rejects = make_records(table, lambda row: _of_case(row, seen))
        return reading_of(table, cases, rejects)
    if not set(_OF_PLACES) <= set(table.headings):
        raise ExportError(_neither(path.name))
    texts, rejects = make_records(table, lambda row: _of_place(row, table, seen))
    return reading_of(table, texts, rejects)


def _neither(name: str) -> str:
    return (
        f"{name}: not a file of corrections. Give it the headings {', '.join(_OF_CASES)}, or "
        f"{', '.join((*_OF_PLACES, *_MORE_OF_PLACES))}."
    )


def _of_case(row: Row, seen: dict[str, int]) -> CaseCorrection:
    reference = row.text("Case reference")
    if not reference:
        raise CellError("Case reference", "no case is named. Give its reference.")
    said = row.text("Field").casefold()
    field = next((one for one in FIELDS if one == said), None)
    if field is None:
        reason = f"not a field that can be corrected here. Take one of: {', '.join(FIELDS)}."
        raise CellError("Field", reason)
    _refuse_second(row, f"{reference}\n{field}", seen, "Case reference")
    return CaseCorrection(row.number, reference, field, _value(row, field))


def _value(row: Row, field: str) -> str:
    value = row.text("Value")
    if not value or field == "address":
        return value
    if field == "uprn":
        return _uprn(row, "Value")
    if field == "role":
        return str(_role(row, "Value"))
    postcode = format_postcode(value)
    if not postcode:
        raise CellError("Value", "not a postcode. Correct it.")
    return postcode


def _of_place(row: Row, table: Table, seen: dict[str, int]) -> PlaceCorrection:
    address, postcode = row.text("Address"), row.text("Postcode")
    if not address and not postcode:
        raise CellError("Address", "no place is named. Give the address as the export gives it.")
    place = correction_key(PlaceText(address, postcode, "", PlaceRole.UNKNOWN))
    _refuse_second(row, place, seen, "Address")  # in whatever spelling
    uprn = _uprn(row, "UPRN") if row.text("UPRN") else ""
    easting_m, northing_m = _point(row, table)
    if uprn and easting_m is not None:
        raise CellError("UPRN", "a UPRN and a point. Keep one of the two.")
    role = _role(row, "Role") if row.text("Role") else None
    return PlaceCorrection(row.number, address, postcode, uprn, easting_m, northing_m, role)


def _refuse_second(row: Row, key: str, seen: dict[str, int], column: str) -> None:
    first = seen.setdefault(key, row.number)
    if first != row.number:
        raise CellError(column, f"this is answered in row {first} already. Keep one row.")


def _uprn(row: Row, column: str) -> str:
    text = row.text(column)
    if not _UPRN.fullmatch(text):
        raise CellError(column, "not a UPRN of 1 to 12 digits. Write the column as text.")
    return text


def _role(row: Row, column: str) -> PlaceRole:
    word = row.text(column).casefold().replace("-", " ").replace("\u2019", "'")
    if word not in _ROLES:
        reason = "not a role of a place. Take one of: incident, reported from, alleged source."
        raise CellError(column, reason)
    return _ROLES[word]


def _point(row: Row, table: Table) -> tuple[float, float] | tuple[None, None]:
    if not {"Easting", "Northing"} <= set(table.headings):
        return None, None
    if not row.text("Easting") and not row.text("Northing"):
        return None, None
    easting_m, northing_m = number_of(row.cells["Easting"]), number_of(row.cells["Northing"])
    if easting_m is None or northing_m is None:
        raise CellError("Easting", "not two numbers of metres. Give easting and northing.")
    if not inside_britain(np.array([[easting_m, northing_m]]))[0]:
        reason = "not inside Great Britain. Give British National Grid metres, easting first."
        raise CellError("Easting", reason)
    return easting_m, northing_m
