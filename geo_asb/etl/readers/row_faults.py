"""Why a whole row cannot be used: its cells may stand under the wrong headings, or be several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from geo_asb.etl.readers.cells import Cell, is_blank, text_of
from geo_asb.etl.readers.door import UNASKED, ColumnKind, fault_in

__all__ = [
    "DigitReferences",
    "Layout",
    "heading_of",
    "layout_fault",
    "reference_in",
    "sheet_fault",
    "wanted_fault",
]

# An address of two lines has commas too: in a narrow table nobody could tell it from two rows.
_FEWEST_COLUMNS = 5

_MOST_REMEMBERED = 20_000  # the words of a column are few; addresses are not

_RUN_TOGETHER = (
    "several rows run together by a quotation mark that is not closed. Correct the first of them "
    "and export again."
)
_UNDER_NO_HEADING = (
    "holds a value under no heading, beside a column that is read. Give each column a heading, or "
    "join the two."
)


class Layout(NamedTuple):
    """How the columns of a table stand; columns counted from 0."""

    width: int  # up to the last heading
    wanted: Mapping[str, int]  # heading -> column
    kinds: Mapping[str, ColumnKind] | None  # of the wanted headings; None: nobody says
    headless: tuple[int, ...]  # columns without a heading, right of a wanted one
    separator: str  # "" for a workbook
    lengths: frozenset[int] = frozenset()  # of rows of text: the headings' and the usual one

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Give the columns of which the door asks: those of text, unless something else."""
        kinds = {} if self.kinds is None else self.kinds
        rest: ColumnKind = "any" if self.kinds is None else "text"
        asked = ((one, at, kinds.get(one, rest)) for one, at in self.wanted.items())
        return tuple(Asked(*one, set()) for one in asked if one[2] not in UNASKED)


class Asked(NamedTuple):
    """A column of which the door asks, and cells of it that were sound before."""

    heading: str
    column: int
    kind: ColumnKind
    sound: set[str]


def layout_fault(cells: Sequence[Cell], layout: Layout) -> str:
    """Say why nobody can tell which cell of a row is which; "" where all is well."""
    if layout.separator:
        beyond = cells[layout.width :]
        if len(cells) not in layout.lengths or not all(is_blank(one) for one in beyond):
            return (
                f"has {len(cells)} cells under {layout.width} headings, so nobody can say which is "
                "which. Look for an unquoted separator or a row cut short, and export again."
            )
        if layout.width >= _FEWEST_COLUMNS and _is_several_rows(cells, layout):
            return _RUN_TOGETHER
    if any(column < len(cells) and not is_blank(cells[column]) for column in layout.headless):
        return _UNDER_NO_HEADING
    return ""


def _is_several_rows(cells: Sequence[Cell], layout: Layout) -> bool:
    """Say whether a cell begins in one row and ends in another, by the separators it swallowed."""
    if "\n" not in "".join(cast("Sequence[str]", cells)):  # hardly any row has one
        return False
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and "\n" in cell:
            lines = cell.split("\n")
            first, last = lines[0].count(layout.separator), lines[-1].count(layout.separator)
            if first >= layout.width - 1 - column and last >= column and first + last:
                return True
    return False


def wanted_fault(cells: Sequence[Cell], asked: Iterable[Asked]) -> tuple[str, str]:
    """
    Find the first wanted cell that may not come in.

    Returns
    -------
    Heading and reason; ("", "") where every cell may.
    """
    for heading, column, kind, sound in asked:
        cell = cells[column]
        if cell == "" or cell in sound:
            continue
        if reason := fault_in(cell, kind):
            return heading, reason
        if isinstance(cell, str):
            if len(sound) >= _MOST_REMEMBERED:
                sound.clear()
            sound.add(cell)
    return "", ""


def sheet_fault(row: int, layout: Layout, faults: Mapping[tuple[int, int], str]) -> tuple[str, str]:
    """
    Find the first wanted cell of which the workbook says that it cannot be used.

    Parameters
    ----------
    row : from 0, as `faults` counts.
    faults : reasons by (row, column).

    Returns
    -------
    Heading and reason; ("", "") where there is none.
    """
    for heading, column in layout.wanted.items() if faults else ():
        if reason := faults.get((row, column)):
            return heading, reason
    return "", ""


def heading_of(kind: ColumnKind, layout: Layout) -> str:
    """Give the heading of the column that is of a kind; "" where nobody says."""
    kinds = layout.kinds or {}
    return next((one for one in layout.wanted if kinds.get(one) == kind), "")


def reference_in(cells: Sequence[Cell], layout: Layout) -> str:
    """Give the reference that a rejected row names, by which a later load finds it; "" if none."""
    heading = heading_of("reference", layout)
    cell = cells[layout.wanted[heading]] if heading else ""
    return "" if fault_in(cell, "reference") else text_of(cell)


class DigitReferences:
    """
    How long those references of a file are that are digits alone, and those led by 0.

    Where all led by 0 have one width and others are shorter, a spreadsheet took their zeros away,
    or they are other cases. Nobody can say.
    """

    def __init__(self) -> None:
        self._lengths: set[int] = set()
        self._led_by_0: set[int] = set()

    def see(self, reference: Cell) -> None:
        """Take account of one more reference."""
        text = text_of(reference)
        if text.isdigit():
            self._lengths.add(len(text))
            if text.startswith("0"):
                self._led_by_0.add(len(text))

    def lost_zeros(self) -> int:
        """Give the width of references where some may have lost their zeros; 0 for none."""
        if len(self._led_by_0) != 1:
            return 0
        width = max(self._led_by_0)
        return width if min(self._lengths) < width else 0
