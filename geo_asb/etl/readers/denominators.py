"""Homes for each LSOA: what police counts are measured against where no homes list exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo_asb.etl.readers.cells import CellError, number_of
from geo_asb.etl.readers.layer_cells import refuse_again
from geo_asb.etl.readers.tables import Row, make_records, open_table
from geo_asb.model import Reject

__all__ = ["Denominators", "read_denominators"]

_LSOA = re.compile(r"[EWSN][0-9]{8}")


@dataclass(frozen=True, slots=True)
class Denominators:
    """
    Households by LSOA: `homes` has code and homes (whole number).

    Always: rows_read == len(homes) + len(rejects) + sum(skipped.values()).
    """

    homes: pd.DataFrame
    rejects: tuple[Reject, ...]
    rows_read: int
    skipped: dict[str, int]
    notes: tuple[str, ...]


def read_denominators(
    path: Path, *, code_column: str = "lsoa11_code", homes_column: str = "households_2011"
) -> Denominators:
    """
    Read how many households each LSOA has.

    Raises
    ------
    ExportError
        The file is not a table with these two columns.
    """
    table = open_table(path, required=(code_column, homes_column))
    seen: dict[str, int] = {}

    def entry(row: Row) -> tuple[str, int]:
        return _code(row, code_column, seen), _homes(row, homes_column)

    entries, rejects = make_records(table, entry)
    return Denominators(
        homes=pd.DataFrame(entries, columns=["code", "homes"]),
        rejects=tuple(sorted((*table.rejects, *rejects), key=lambda reject: reject.row)),
        rows_read=table.rows_read,
        skipped=table.skipped,
        notes=table.notes,
    )


def _code(row: Row, column: str, seen: dict[str, int]) -> str:
    code = row.text(column).upper()
    if not _LSOA.fullmatch(code):
        raise CellError(column, "not an LSOA code such as E01005743. Correct it.")
    refuse_again(seen, code, row.number, column, "this code already stands")
    return code


def _homes(row: Row, column: str) -> int:
    homes = number_of(row.cells[column])
    if homes is None or homes < 0 or homes != int(homes):
        raise CellError(column, "not a whole number of homes. Correct it.")
    return int(homes)
