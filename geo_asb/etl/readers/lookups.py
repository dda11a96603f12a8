"""Lookups: which areas an area belongs to, for instance LSOA to ward, or estate to NAP area."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from geo_asb.etl.readers.area_columns import (
    AreaColumn,
    area_column,
    code_headings,
    code_in,
    name_headings,
)
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.dates import day_in, refuse_month_first
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import AreaLink, LinkedKind

__all__ = ["AreasOf", "read_links"]

_DAYS = ("valid_from", "valid_to")
_AGAIN = "says again what an earlier row says"


class AreasOf(NamedTuple):
    """A kind of area and its boundary year; 0: the headings name it, or there is none."""

    kind: LinkedKind
    year: int = 0


def read_links(path: Path, start: AreasOf, end: AreasOf) -> Reading[AreaLink]:
    """
    Read which areas of kind `end` each area of kind `start` belongs to; many to many.

    Columns are found by their usual headings (`lsoa21cd`, `wd22cd`, `estate`, `nap_area`), and
    the year with them. Links may carry days: `valid_from`, and `valid_to`, the first day on
    which it no longer holds.

    Raises
    ------
    ExportError
        The file is not a table with one column of each kind.
    """
    named = [heading for side in (start, end) for heading in code_headings(*side)]
    names = name_headings(end.kind)
    optional = (*named, *names, *_DAYS)
    table = open_table(path, required=(), optional=optional, kinds=dict.fromkeys(_DAYS, "day"))
    refuse_month_first(table, _DAYS)
    columns = (
        area_column(table, (start.kind,), start.year),
        area_column(table, (end.kind,), end.year),
    )
    name = next((heading for heading in names if heading in table.headings), "")
    seen: dict[AreaLink, AreaLink] = {}
    found, rejects = make_records(table, lambda row: _new(_link(row, columns, name), seen))
    links = [link for link in found if link is not None]
    again = {_AGAIN: len(found) - len(links)} if len(links) < len(found) else {}
    return reading_of(table, links, rejects, again)


def _new(link: AreaLink, seen: dict[AreaLink, AreaLink]) -> AreaLink | None:
    """Return the link, or None where an earlier row says just the same."""
    pair = replace(link, row=0, to_name="", until_on=None)
    first = seen.setdefault(pair, link)
    if first is link:
        return link
    if (first.to_name, first.until_on) != (link.to_name, link.until_on):
        reason = f"row {first.row} gives this link another name or end. Correct one of the two."
        raise CellError("valid_to" if first.to_name == link.to_name else "name", reason)
    return None


def _link(row: Row, columns: tuple[AreaColumn, AreaColumn], name: str) -> AreaLink:
    start, end = columns
    starts_on, until_on = day_in(row, "valid_from"), day_in(row, "valid_to")
    if starts_on and until_on and until_on <= starts_on:
        raise CellError("valid_to", "not after 'valid_from'. Correct one of the two days.")
    return AreaLink(
        row=row.number,
        from_kind=start.kind,
        from_year=start.year,
        from_code=code_in(row, start),
        to_kind=end.kind,
        to_year=end.year,
        to_code=code_in(row, end),
        to_name=row.text(name) if name else "",
        starts_on=starts_on,
        until_on=until_on,
    )
