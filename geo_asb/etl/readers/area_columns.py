"""Columns that hold area codes: which kind of area, and of which boundary year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.tables import Row, Table
from geo_asb.neighbourhood import LinkedKind

__all__ = ["AreaColumn", "area_column", "code_headings", "code_in", "name_headings"]

_SHORT: dict[LinkedKind, str] = {
    "oa": "oa",
    "lsoa": "lsoa",
    "msoa": "msoa",
    "ward": "wd",
    "district": "lad",
}
_YEARS = range(2001, 2041)
_CENSUS = 2021
_OFFICIAL_CODE = re.compile(r"[EWSN][0-9]{8}")


class AreaColumn(NamedTuple):
    """A column of codes; `year` is 0 for areas that carry none."""

    heading: str
    kind: LinkedKind
    year: int


def code_headings(kind: LinkedKind, year: int = 0) -> tuple[str, ...]:
    """Return the headings under which codes of this kind stand, of one year or of any."""
    return tuple(column.heading for column in _columns(kind, year))


def name_headings(kind: LinkedKind) -> tuple[str, ...]:
    """Return the headings under which names of this kind stand."""
    short = _SHORT.get(kind)
    official = tuple(f"{short}{year % 100:02}nm" for year in _YEARS) if short else ()
    return (*official, f"{kind}_name")


def _columns(kind: LinkedKind, year: int) -> list[AreaColumn]:
    short = _SHORT.get(kind)
    years = [one for one in _YEARS if short and year in (0, one)]
    official = [
        AreaColumn(form.format(short=short, kind=kind, yy=f"{one % 100:02}", year=one), kind, one)
        for one in years
        for form in ("{short}{yy}cd", "{kind}{yy}_code", "{kind} code ({year})")
    ]
    return [*official, AreaColumn(f"{kind}_code", kind, year), AreaColumn(kind, kind, year)]


def area_column(table: Table, kinds: Sequence[LinkedKind], year: int = 0) -> AreaColumn:
    """
    Find the one column of codes of one of these kinds.

    Raises
    ------
    ExportError
        None, or several: says which headings there are.
    """
    present = [
        column
        for kind in kinds
        for column in _columns(kind, year)
        if column.heading in table.headings
    ]
    if len(present) == 1:
        return present[0]
    what = " or ".join(kinds)
    if not present:
        usual = _columns(kinds[0], year or _CENSUS)[0].heading
        message = (
            f"{table.name}: no column of {what} codes. Head it '{kinds[0]}_code', or as "
            f"publishers do, for instance '{usual}'."
        )
        raise ExportError(message)
    found = ", ".join(f"'{column.heading}'" for column in present)
    message = f"{table.name}: several columns of {what} codes ({found}). Say the year, or keep one."
    raise ExportError(message)


def code_in(row: Row, column: AreaColumn) -> str:
    """
    Read an area's code; kinds that the statistics office codes have nine characters.

    Raises
    ------
    CellError
        Blank, or not such a code.
    """
    text = row.text(column.heading)
    if not text:
        raise CellError(column.heading, "the area has no code. Give it one.")
    if column.kind not in _SHORT:
        return text
    if not _OFFICIAL_CODE.fullmatch(text.upper()):
        raise CellError(column.heading, f"not a code of a {column.kind} such as E01005743.")
    return text.upper()
