"""
OS Open UPRN: where each property reference lies.

References
----------
Ordnance Survey, OS Open UPRN technical specification: UPRN, X_COORDINATE and Y_COORDINATE in
EPSG:27700.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from geo_asb.etl.projection import inside_britain
from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.layer_cells import refuse_again
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import UprnPoint

__all__ = ["read_uprn_points"]

_UPRN = re.compile(r"[1-9][0-9]{0,11}")
_POINT = ("X_COORDINATE", "Y_COORDINATE")


def read_uprn_points(path: Path) -> Reading[UprnPoint]:
    """
    Read points of UPRNs as metres of EPSG:27700; no address comes with them.

    Raises
    ------
    ExportError
        The file is not a table with these columns.
    """
    table = open_table(path, required=("UPRN", *_POINT), kinds={"UPRN": "uprn"})
    seen: dict[str, int] = {}
    points, rejects = make_records(table, lambda row: _point(row, seen))
    return reading_of(table, points, rejects)


def _point(row: Row, seen: dict[str, int]) -> UprnPoint:
    uprn = row.text("UPRN").lstrip("0")
    if not _UPRN.fullmatch(uprn):
        raise CellError("UPRN", "not a UPRN of 1 to 12 digits. Download the file again.")
    refuse_again(seen, uprn, row.number, "UPRN", "this UPRN already stands")
    easting_m, northing_m = (_metres(row, column) for column in _POINT)
    if not inside_britain(np.array([[easting_m, northing_m]]))[0]:
        raise CellError(_POINT[0], "this point lies outside Great Britain. Download it again.")
    return UprnPoint(row.number, uprn, easting_m, northing_m)


def _metres(row: Row, column: str) -> float:
    value = number_of(row.cells[column])
    if value is None:
        raise CellError(column, "not a number of metres. Download the file again.")
    return value
