"""Homes for each LSOA: what police counts are measured against where no homes list exists."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.tables import (
    FrameReading,
    Row,
    frame_reading_of,
    make_records,
    open_table,
)

__all__ = ["read_denominators"]

_LSOA = re.compile(r"[EWSN][0-9]{8}")


def read_denominators(
    path: Path, *, code_column: str = "lsoa11_code", homes_column: str = "households_2011"
) -> FrameReading:
    """
    Read how many households each LSOA has.

    Returns
    -------
    `frame` has code and homes (whole number), one row an LSOA; the index is the row number.

    Raises
    ------
    ExportError
        The file is not a table with these two columns.
    """
    table = open_table(path, required=(code_column, homes_column))
    seen: dict[str, int] = {}

    def entry(row: Row) -> tuple[int, str, int]:
        return row.number, _code(row, code_column, seen), _homes(row, homes_column)

    entries, rejects = make_records(table, entry)
    frame = pd.DataFrame(
        {"code": [code for _, code, _ in entries], "homes": [homes for _, _, homes in entries]},
        index=[number for number, _, _ in entries],
    )
    return frame_reading_of(table, frame, rejects)


def _code(row: Row, column: str, seen: dict[str, int]) -> str:
    code = row.text(column).upper()
    if not _LSOA.fullmatch(code):
        raise CellError(column, "not an LSOA code such as E01005743. Correct it.")
    first = seen.setdefault(code, row.number)
    if first != row.number:
        raise CellError(column, f"this code already stands in row {first}. Keep one row.")
    return code


def _homes(row: Row, column: str) -> int:
    homes = number_of(row.cells[column])
    if homes is None or homes < 0 or homes != int(homes):
        raise CellError(column, "not a whole number of homes. Correct it.")
    return int(homes)
