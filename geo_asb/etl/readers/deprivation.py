"""The index of deprivation of a year, by LSOA or ward."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from geo_asb.errors import ExportError
from geo_asb.etl.readers.area_columns import AreaColumn, area_column, code_headings, code_in
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.layer_cells import number_in, refuse_again
from geo_asb.etl.readers.tables import Row, Table, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import Deprivation

__all__ = ["read_deprivation"]

_INDEX = "Index of Multiple Deprivation (IMD)"
_DECILES = (
    "IMD_decile", f"{_INDEX} Decile",
    f"{_INDEX} Decile (where 1 is most deprived 10% of LSOAs)",
)  # fmt: skip
_RANKS = ("IMD_rank", f"{_INDEX} Rank", f"{_INDEX} Rank (where 1 is most deprived)")
_SCORES = ("IMD_score", f"{_INDEX} Score")
_LARGEST = 1e6
_CODES = (*code_headings("lsoa"), *code_headings("ward"))


class _Columns(NamedTuple):
    """Where an area's code and figures stand; "" for a figure the file does not have."""

    code: AreaColumn
    decile: str
    rank: str
    score: str


def read_deprivation(
    path: Path, *, index_year: int, score_column: str | None = None
) -> Reading[Deprivation]:
    """
    Read deciles, ranks and scores of the whole index; its domains are not read.

    Columns are found by the publishers' headings; `score_column` names a score that is headed
    otherwise. Decile and rank 1 are the most deprived.

    Raises
    ------
    ExportError
        No column of codes, or neither decile, rank nor score.
    """
    figures = (*_DECILES, *_RANKS, *_SCORES, *([score_column] if score_column else []))
    table = open_table(path, required=(), optional=(*_CODES, *figures))
    code = area_column(table, ("lsoa", "ward"))
    if not set(figures) & set(table.headings):
        message = (
            f"{table.name}: no column '{_DECILES[0]}', '{_RANKS[0]}' or '{_SCORES[0]}'. "
            "Add one, or name the column of the score."
        )
        raise ExportError(message)
    found = _Columns(
        code,
        *(_first(table, names) for names in (_DECILES, _RANKS, (*_SCORES, score_column or ""))),
    )
    seen: dict[str, int] = {}
    areas, rejects = make_records(table, lambda row: _new(_area(row, found, index_year), seen))
    return reading_of(table, areas, rejects)


def _first(table: Table, names: Sequence[str]) -> str:
    """Return the first of these headings that the table has, "" where it has none."""
    return next((name for name in names if name in table.headings), "")


def _new(area: Deprivation, seen: dict[str, int]) -> Deprivation:
    refuse_again(seen, area.code, area.row, "code", "this code already stands")
    return area


def _area(row: Row, columns: _Columns, index_year: int) -> Deprivation:
    decile, rank = _whole(row, columns.decile, 10), _whole(row, columns.rank, 100_000)
    score = number_in(row, columns.score, least=-_LARGEST, most=_LARGEST)
    if decile is None and rank is None and score is None:
        column = columns.decile or columns.rank or columns.score
        raise CellError(column, "neither decile, rank nor score. Give one of them.")
    return Deprivation(
        row=row.number,
        kind="ward" if columns.code.kind == "ward" else "lsoa",
        boundary_year=columns.code.year,
        code=code_in(row, columns.code),
        index_year=index_year,
        decile=decile,
        rank=rank,
        score=score,
    )


def _whole(row: Row, column: str, most: int) -> int | None:
    value = number_in(row, column, least=1, most=most)
    if value is not None and value != int(value):
        raise CellError(column, "not a whole number. Correct it.")
    return None if value is None else int(value)
