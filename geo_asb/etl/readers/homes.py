"""The homes gazetteer: one row a home, a block or a garage."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import numpy as np

from geo_asb.etl.projection import inside_britain
from geo_asb.etl.readers.cells import CellError, is_blank, number_of, truth_of
from geo_asb.etl.readers.home_words import scheme_kind_of, tenure_of
from geo_asb.etl.readers.layer_cells import refuse_again
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Home, Reading

__all__ = ["read_homes"]

_REQUIRED = (
    "uprn", "subname", "name", "number", "streetname", "locality", "townname", "postcode",
    "parentuprn", "classificationcode", "easting", "northing", "landlord",
)  # fmt: skip
_OPTIONAL = ("estate", "storeys", "tenure", "scheme_kind", "property_reference")
_UPRN = re.compile(r"[0-9]{1,12}")
_CLASS = re.compile(r"[A-Z]{1,2}[0-9]{0,2}[A-Z]?")


def read_homes(path: Path) -> Reading[Home]:
    """
    Read a gazetteer of homes, blocks and garages.

    Coordinates are metres, EPSG:27700. A row with a bad UPRN, point, kind, storey count,
    tenure or scheme is rejected, as is the second row of a UPRN.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    table = open_table(path, required=_REQUIRED, optional=_OPTIONAL)
    seen: dict[str, int] = {}
    homes, rejects = make_records(table, lambda row: _new_home(row, seen))
    return reading_of(table, homes, rejects)


def _new_home(row: Row, seen: dict[str, int]) -> Home:
    home = _home(row)
    refuse_again(seen, home.uprn.lstrip("0"), home.row, "uprn", "this UPRN already stands")
    return home


def _home(row: Row) -> Home:
    easting_m, northing_m = _point(row)
    return Home(
        row=row.number,
        uprn=_uprn(row, "uprn"),
        kind=_kind(row),
        subname=row.text("subname"),
        name=row.text("name"),
        number=row.text("number"),
        street=row.text("streetname"),
        locality=row.text("locality"),
        town=row.text("townname"),
        postcode=row.text("postcode").upper(),
        parent_uprn=_uprn(row, "parentuprn") if row.text("parentuprn") else "",
        estate=row.text("estate"),
        easting_m=easting_m,
        northing_m=northing_m,
        managed=_managed(row),
        storeys=_storeys(row),
        tenure=tenure_of(row),
        property_reference=row.text("property_reference"),
        scheme_kind=scheme_kind_of(row),
    )


def _uprn(row: Row, column: str) -> str:
    text = row.text(column)
    if not _UPRN.fullmatch(text):
        raise CellError(column, "not a UPRN of 1 to 12 digits. Export the column as text.")
    return text


def _kind(row: Row) -> Literal["house", "flat", "parent", "other"]:
    code = row.text("classificationcode").upper()
    if code.startswith("RD"):
        return "flat" if code == "RD06" else "house"
    if code == "PP":
        return "parent"
    if _CLASS.fullmatch(code):
        return "other"
    reason = "not a classification code such as RD04, RD06, PP or CR. Correct it in the gazetteer."
    raise CellError("classificationcode", reason)


def _point(row: Row) -> tuple[float, float]:
    point = []
    for column in ("easting", "northing"):
        value = number_of(row.cells[column])
        if value is None:
            raise CellError(column, "not a number of metres. Give British National Grid metres.")
        point.append(value)
    if not inside_britain(np.array([point]))[0]:
        raise CellError("easting", _outside(*point))
    return point[0], point[1]


def _outside(easting: float, northing: float) -> str:
    if abs(easting) <= 180 and abs(northing) <= 90:
        hint = "It looks like longitude and latitude: convert to the British National Grid"
    elif inside_britain(np.array([[northing, easting]]))[0]:
        hint = "Easting and northing look swapped: put them the other way round"
    else:
        hint = "Correct it in the gazetteer"
    return f"this point lies outside Great Britain. {hint}."


def _managed(row: Row) -> bool:
    managed = truth_of(row.cells["landlord"])
    if managed is None:
        raise CellError("landlord", "neither 1 (the landlord's own) nor 0. Correct it.")
    return managed


def _storeys(row: Row) -> int | None:
    cell = row.cells.get("storeys", "")
    if is_blank(cell):
        return None
    value = number_of(cell)
    if value is None or value != int(value) or not 1 <= value <= 60:
        raise CellError("storeys", "not a whole number from 1 to 60. Correct it or leave it blank.")
    return int(value)
