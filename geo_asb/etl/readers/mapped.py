"""A file opened with a column map: which heading holds which field, and what a cell means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from geo_asb.etl.column_map import ColumnMap, Skip, normal_word
from geo_asb.etl.crosswalk import Crosswalk, Label, UnknownLabelError
from geo_asb.etl.map_fields import nearest
from geo_asb.etl.readers.cells import CellError, is_blank, number_of, text_of, truth_of
from geo_asb.etl.readers.dates import (
    is_skipped_by_clocks,
    moment_in,
    names_its_zone,
    refuse_month_first,
    to_local,
)
from geo_asb.etl.readers.door import ColumnKind
from geo_asb.etl.readers.tables import Row, Table, heading_row, headings_at, open_sheet, table_in

__all__ = ["Mapped", "open_mapped"]

_DATES = ("opened_on", "closed_on", "received_at", "began_at", "ended_at")
_KINDS: dict[str, ColumnKind] = {
    **dict.fromkeys((*_DATES, "began_time", "ended_time"), "day"),
    "location_details": "details",
    "property_reference": "reference",
    "reference": "reference",
    "reported_from_uprn": "uprn",
    "uprn": "uprn",
}
_UNIT = re.compile(r"flat|apt|apartment|unit", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\d{1,4} ?[A-Za-z]?(-\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Mapped:
    """
    The rows of a file that count, and how to read their cells.

    `headings` gives each field its heading in this file; a field without a column is not in it.
    """

    table: Table
    skipped: dict[str, int]  # rows the map declares not to count, by reason
    columns: ColumnMap
    headings: Mapping[str, str]
    crosswalk: Crosswalk | None
    set_aside: frozenset[str] = frozenset()  # references that skipped rows name
    # What was read before: a column of words, types or days says the same few things again.
    _words: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    _labels: dict[tuple[str, str], tuple[Label, ...]] = field(default_factory=dict, repr=False)
    _days: dict[str, tuple[datetime | None, bool]] = field(default_factory=dict, repr=False)

    @property
    def read_with(self) -> str:
        """Say which map read the file, and which crosswalk, each with its version."""
        said = f"Read with map {self.columns.name}, version {self.columns.version}"
        if self.crosswalk is None:
            return f"{said}."
        return f"{said}, and crosswalk {self.crosswalk.name}, version {self.crosswalk.version}."

    def heading(self, what: str) -> str:
        """Name the column of a field; its field where the file has no such column."""
        return self.headings.get(what, what)

    def text(self, row: Row, what: str) -> str:
        """Read a cell as text, or a field joined of several; "" where there is no such column."""
        if parts := self.columns.joined.get(what):
            return _side_by_side(row, parts)
        heading = self.headings.get(what)
        return row.text(heading) if heading else ""

    def word(self, row: Row, what: str) -> str:
        """
        Read a cell as one of the words the map knows, in its canonical form.

        Raises
        ------
        CellError
            A word the map does not know: named by its nearest, never turned into an "other".
        """
        heading = self.headings.get(what)
        cell = row.cells.get(heading, "") if heading else ""
        text = cell if isinstance(cell, str) else text_of(cell)
        known = self._words.setdefault(what, {})
        if text not in known:
            known[text] = self._meaning(normal_word(text_of(text)), what)
        return known[text]

    def _meaning(self, word: str, what: str) -> str:
        if not word:
            return self.columns.default(what)
        known = self.columns.words[what]
        if word not in known:
            near = nearest(word, known)
            reason = (
                f"a word that is not known here (nearest: '{near}'). Correct it, or add it to "
                f"[words.{what}] of the map."
            )
            raise CellError(self.heading(what), reason)
        return known[word]

    def truth(self, row: Row, what: str) -> bool:
        """
        Read a yes or no; blank or no column is no.

        Raises
        ------
        CellError
            Neither of them.
        """
        heading = self.headings.get(what)
        truth = truth_of(row.cells.get(heading, "")) if heading else False
        if truth is None:
            raise CellError(self.heading(what), "neither yes nor no. Correct it.")
        return truth

    def moment(self, row: Row, what: str, time_of: str = "") -> tuple[datetime | None, bool]:
        """
        Read a moment in local time of Great Britain, and whether its time is known.

        `time_of` is the field that may hold the time in a column of its own.

        Raises
        ------
        CellError
            Not a day or moment of the map's style.
        """
        heading = self.headings.get(what)
        if heading is None:
            return None, False
        cell = row.cells.get(heading, "")
        if cell == "":
            return None, False
        if self.columns.dates == "typed day first" and not isinstance(cell, str):
            reason = (
                "a spreadsheet's own date among typed ones: day and month may have changed places "
                "when it was opened. Export again and load the file unopened."
            )
            raise CellError(heading, reason)
        moment, has_time = self._as_written(row, heading)
        if has_time and names_its_zone(cell):  # whatever the map says of the others
            return moment, has_time
        if moment and not has_time and (clock := self.clock(row, time_of)):
            moment, has_time = datetime.combine(moment, clock), True
        if moment and has_time and self.columns.times == "UTC":
            moment = to_local(moment)
        elif moment and has_time and is_skipped_by_clocks(moment):
            reason = (
                "there was no such time: clocks went forward over it that night. Correct it, or "
                "say in the map that times are UTC."
            )
            raise CellError(heading, reason)
        return moment, has_time

    def _as_written(self, row: Row, heading: str) -> tuple[datetime | None, bool]:
        cell = row.cells.get(heading, "")
        if not isinstance(cell, str):
            return moment_in(row, heading)
        if cell not in self._days:
            found = moment_in(row, heading)
            if found[1]:  # with its time a moment seldom comes again
                return found
            self._days[cell] = found
        return self._days[cell]

    def day(self, row: Row, what: str) -> date | None:
        """
        Read a day; None where blank.

        Raises
        ------
        CellError
            Not a day of the map's style.
        """
        moment, _ = self.moment(row, what)
        return moment.date() if moment else None

    def labels(self, row: Row) -> tuple[Label, ...]:
        """
        Read the types of a row, each once, with what they mean.

        Raises
        ------
        CellError
            A label the crosswalk does not know.
        """
        cell, category = self.text(row, "types"), self.text(row, "subtype")
        labels = self._labels.get((cell, category))
        if labels is None:
            labels = self._labels[cell, category] = self._split(cell, category)
        return labels

    def _split(self, cell: str, category: str) -> tuple[Label, ...]:
        if self.crosswalk is None or not cell:
            return ()
        separator = self.columns.type_separator
        try:
            labels = [
                label
                for part in (cell.split(separator) if separator else [cell])
                for label in self.crosswalk.split(part)
            ]
        except UnknownLabelError as unknown:
            near = f" (nearest: '{unknown.nearest}')" if unknown.nearest else ""
            reason = (
                f"a type that crosswalk {self.crosswalk.name} does not know{near}. "
                "Correct it or add it to the crosswalk."
            )
            raise CellError(self.heading("types"), reason) from unknown
        return tuple(dict.fromkeys(self.crosswalk.under(label, category) for label in labels))

    def clock(self, row: Row, what: str) -> time | None:
        """
        Read a time that stands in a column of its own; None where blank or without a column.

        Raises
        ------
        CellError
            Not a time.
        """
        heading = self.headings.get(what)
        cell = row.cells.get(heading, "") if heading else ""
        if is_blank(cell):
            return None
        if isinstance(cell, time):
            return cell
        if isinstance(cell, datetime):
            return cell.time()
        text = text_of(cell).replace(".", ":").zfill(5)
        if not isinstance(cell, str) and (share := number_of(cell)) is not None and 0 <= share < 1:
            minutes = round(share * 1440) % 1440  # a spreadsheet's time is a share of the day
            text = f"{minutes // 60:02d}:{minutes % 60:02d}"
        try:
            return time.fromisoformat(text)
        except ValueError as error:
            reason = "not a time such as 22:15. Correct it, or leave it blank."
            raise CellError(self.heading(what), reason) from error


def _side_by_side(row: Row, headings: Sequence[str]) -> str:
    """
    Join the parts of an address in the order of their columns.

    A number is one with the street behind it; under a heading such as Flat it is a flat's.
    """
    told: list[str] = []
    for heading in headings:
        part = row.text(heading).strip(" ,")
        is_number = bool(_HOUSE_NUMBER.fullmatch(part))
        if is_number and _UNIT.match(heading):
            told += [f"Flat {part}, "]
        elif part and f"{part}, " not in told[-1:]:
            told += [f"{part} " if is_number else f"{part}, "]
    return "".join(told).strip(" ,")


def open_mapped(path: Path, columns: ColumnMap, crosswalk: Crosswalk | None = None) -> Mapped:
    """
    Open a table file with a map; rows that it declares not to count are set aside by reason.

    Raises
    ------
    ExportError
        Not a table with the columns of the map, or some date in it is month first.
    """
    sheet = open_sheet(path, columns.headings)
    head = headings_at(sheet, heading_row(sheet, columns.headings))
    headings = columns.columns_in(head, path.name)
    asked = (*headings.values(), *columns.joined_headings, *columns.skip_headings)
    wanted = tuple(dict.fromkeys(asked))
    kinds = {headings[what]: kind for what, kind in _KINDS.items() if what in headings}
    table = table_in(sheet, path.name, required=wanted, kinds=kinds)
    refuse_month_first(table, [headings[what] for what in _DATES if what in headings])
    skipped = _skipped(table.rows, columns.skips, headings)
    kept = replace(table, rows=table.rows.without(skipped)) if skipped else table
    reasons = Counter(reason for reason, _ in skipped.values())
    set_aside = frozenset(reference for _, reference in skipped.values() if reference)
    return Mapped(kept, dict(reasons), columns, headings, crosswalk, set_aside)


def _skipped(
    rows: Iterable[Row], skips: Sequence[Skip], headings: Mapping[str, str]
) -> dict[int, tuple[str, str]]:
    """
    Say of each row that the map declares not to count why, and which reference it names.

    The first rule that fits counts; "" is a row that names none.
    """
    skipped: dict[int, tuple[str, str]] = {}
    reference = headings.get("reference", "")
    rules = [(headings.get(skip.column, skip.column), skip) for skip in skips]
    for row in rows if rules else ():
        for heading, skip in rules:
            if normal_word(row.text(heading)) in skip.words:
                skipped[row.number] = skip.reason, row.text(reference)
                break
    return skipped
