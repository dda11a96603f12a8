"""
Look into a case export before it is loaded: what it holds, what a map makes of it, what is wrong.

Nothing is stored. The lines are for a data steward, who sees raw rows: references and addresses
are shown; columns that may be personal are named and never shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_asb.errors import ExportError
from geo_asb.etl.column_map import ColumnMap, built_in_maps, read_column_map
from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError, check_crosswalk, read_crosswalk
from geo_asb.etl.proposal import Proposal, label_counts, propose
from geo_asb.etl.proposal_text import crosswalk_text, map_text
from geo_asb.etl.readers.cases import read_cases
from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.headings import normal_heading
from geo_asb.etl.readers.mapped import open_mapped
from geo_asb.etl.readers.tables import heading_row, headings_at, open_sheet
from geo_asb.etl.synonyms import all_headings
from geo_asb.model import Case, Incident, Reading, Reject

__all__ = ["Inspection", "fitting_map", "inspect_with", "proposed_files"]

_NEAREST = re.compile(r" \(nearest: [^)]*\)")  # rows of one reason are told together
_OTHER_ROW = re.compile(r"^row \d+ of the same case was rejected")
_ANOTHER_ROW = "another row of the same case was rejected"
_SHOWN = 5
_LABELS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a map makes of a file; `faults` are why it could not be read at all."""

    columns: ColumnMap
    where: str  # sheet, encoding, heading row
    taken: tuple[tuple[str, str], ...]  # field, heading
    reading: Reading[Case] | None
    unknown_labels: tuple[tuple[str, int, str], ...]  # label, rows, nearest known
    faults: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Say it in plain words, a line each."""
        return tuple(_lines(self))


def fitting_map(path: Path) -> ColumnMap | None:
    """
    Find the map that comes with the platform whose columns all stand in a file.

    Raises
    ------
    ExportError
        The file is not a table.
    """
    for columns in map(read_column_map, built_in_maps()):
        if columns.holds != "cases":
            continue
        sheet = open_sheet(path, columns.headings)
        head = headings_at(sheet, heading_row(sheet, columns.headings))
        said = {normal_heading(one) for one in head}
        try:
            headings = columns.columns_in(head, path.name).values()
        except ExportError:
            continue
        if {normal_heading(one) for one in (*headings, *columns.skip_headings)} <= said:
            return columns
    return None


def inspect_with(path: Path, columns: ColumnMap) -> Inspection:
    """
    Read a file with a map and say what came of it.

    Raises
    ------
    ExportError
        The file is not a table, or the crosswalk of the map is not there.
    """
    sheet = open_sheet(path, columns.headings)
    at = heading_row(sheet, columns.headings)
    where = f"{_sheet_words(sheet.title, sheet.encoding)}headings in row {at + 1}"
    crosswalk, faults = check_crosswalk(columns.crosswalk, columns.folder)
    try:
        mapped = open_mapped(path, columns, crosswalk)
        reading = read_cases(path, columns, crosswalk)
    except ExportError as error:
        return Inspection(columns, where, (), None, (), (*faults, str(error)))
    labels = label_counts([mapped.text(row, "types") for row in mapped.table.rows])
    unknown = () if faults else _unknown(labels.items(), crosswalk)
    joined = ((what, " + ".join(parts)) for what, parts in columns.joined.items())
    taken = (*mapped.headings.items(), *joined)
    return Inspection(columns, where, taken, reading, unknown, faults)


def proposed_files(path: Path, out: Path) -> tuple[Proposal, dict[Path, str]]:
    """
    Propose a map for a file, and a crosswalk beside it where no known one has all its types.

    Returns
    -------
    The proposal, and the text of each file to write.

    Raises
    ------
    ExportError
        The file is not a table.
    """
    proposal = propose(path)
    known = read_crosswalk(proposal.crosswalk)
    labels = _labels_of(path, proposal)
    if not _unknown(labels.items(), known):
        return proposal, {out: map_text(proposal, crosswalk=known.name)}
    types = out.with_name(f"{out.stem}_types.csv")
    return proposal, {
        out: map_text(proposal, crosswalk=types.name),
        types: crosswalk_text(types.stem, dict(sorted(labels.items())), known),
    }


def _labels_of(path: Path, proposal: Proposal) -> dict[str, int]:
    if "types" not in proposal.columns:
        return {}
    sheet = open_sheet(path, all_headings())
    at = heading_row(sheet, all_headings())
    heading = proposal.columns["types"]
    column = headings_at(sheet, at).index(heading)
    below = [text_of(cells[column]) for cells in sheet.grid[at + 1 :] if column < len(cells)]
    # A heading that is repeated, and the number of a totals row, are no labels.
    return label_counts([text for text in below if text != heading and not text.isdigit()])


def _unknown(
    labels: Iterable[tuple[str, int]], crosswalk: Crosswalk
) -> tuple[tuple[str, int, str], ...]:
    unknown = []
    for label, rows in labels:
        try:
            crosswalk.split(label)
        except UnknownLabelError as error:
            unknown.append((label, rows, error.nearest))
    return tuple(sorted(unknown, key=lambda one: -one[1]))


# ---------------------------------------------------------------- in a steward's words


def _sheet_words(title: str, encoding: str) -> str:
    if title:
        return f"sheet '{title}', "
    return f"text in {encoding}, " if encoding else ""


def _lines(found: Inspection) -> Iterator[str]:
    yield f"Found: {found.where}. Map: {found.columns.name}, version {found.columns.version}."
    if found.taken:
        yield ""
        yield "Column of the file            is taken for"
        yield from (f"  {heading:<27} {what}" for what, heading in found.taken)
    reading = found.reading
    if reading is not None:
        yield from _reading_lines(reading)
    yield from _label_lines(found)
    if found.faults:
        yield ""
        yield "To mend before it can be loaded:"
        yield from (f"  {fault}" for fault in found.faults)
    elif reading is not None:
        yield ""
        yield _verdict(reading)


def _reading_lines(reading: Reading[Case]) -> Iterator[str]:
    if reading.dropped_columns:
        yield ""
        yield f"Never read, as they may be personal: {', '.join(reading.dropped_columns)}."
    yield from reading.notes
    if reading.records:
        yield ""
        yield f"The first {min(_SHOWN, len(reading.records))} as they would be stored:"
        yield from (f"  {_case_line(case)}" for case in reading.records[:_SHOWN])
    yield ""
    yield (
        f"{reading.rows_read:,} rows = {len(reading.records):,} cases to store + "
        f"{_rejected(reading):,} rejected + {sum(reading.skipped.values()):,} skipped."
    )
    yield from (f"  Skipped {rows:,}: {why}." for why, rows in sorted(reading.skipped.items()))
    yield from _reject_lines(reading.rejects)


def _rejected(reading: Reading[Case]) -> int:
    return len({reject.row for reject in reading.rejects})


def _case_line(case: Case) -> str:
    types = f"{'; '.join(case.source_labels)} = {', '.join(case.case_types)}"
    closed = f", closed {case.closed_on:%d %b %Y}" if case.closed_on else ""
    place = " ".join(filter(None, (case.place.address, case.place.postcode, case.place.uprn)))
    said = (
        f"case {case.reference}",
        f"opened {case.opened_on:%d %b %Y}{closed}",
        types,
        f"severity {case.severity}",
        case.status,
        f"by {case.channel}" if case.channel else "",
        f"told by {case.reporter_kind}",
        f"team {case.team}" if case.team else "",
        f"tenure {case.tenure_scope}",
        f"at {place} ({case.place.role})" if place else "no place",
        *_happened(case.incidents),
    )
    return f"row {case.row}: " + ", ".join(part for part in said if part)


def _happened(incidents: Sequence[Incident]) -> Iterator[str]:
    for first in incidents[:1]:
        clock = f"{first.began_at: %H:%M}" if first.has_time else ""
        more = f" and {len(incidents) - 1} more times" if len(incidents) > 1 else ""
        yield f"happened {first.began_at:%d %b %Y}{clock}{more}"


def _reject_lines(rejects: Sequence[Reject]) -> Iterator[str]:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for reject in rejects:
        reason = _OTHER_ROW.sub(_ANOTHER_ROW, _NEAREST.sub("", reject.reason))
        rows[reject.column, reason].append(reject.row)
    for (column, reason), numbers in sorted(rows.items(), key=lambda one: -len(one[1])):
        first = ", ".join(map(str, numbers[:3])) + (", …" if len(numbers) > 3 else "")
        noun = "row" if len(numbers) == 1 else "rows"
        yield f"  Rejected {len(numbers):,} {noun} ({first}), column '{column}': {reason}"


def _label_lines(found: Inspection) -> Iterator[str]:
    if not found.unknown_labels:
        return
    yield ""
    yield f"Types that crosswalk {found.columns.crosswalk} does not know:"
    for label, rows, near in found.unknown_labels[:_LABELS_SHOWN]:
        like = f"; nearest: '{near}'" if near else ""
        yield f"  '{label[:60]}' in {rows:,} {'row' if rows == 1 else 'rows'}{like}"
    more = len(found.unknown_labels) - _LABELS_SHOWN
    if more > 0:
        yield f"  … and {more:,} more"


def _verdict(reading: Reading[Case]) -> str:
    rejected = _rejected(reading)
    if not reading.records:
        return "Nothing would be stored. Correct the map, or the file, and look again."
    if rejected == 0:
        return "Every row is accounted for; this can be loaded."
    noun = "1 row waits" if rejected == 1 else f"{rejected:,} rows wait"
    return f"This can be loaded; {noun} in quarantine until corrected."
