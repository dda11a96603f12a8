"""Propose a column map for a file that nobody has described yet, from its headings and cells."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from geo_asb.etl.addresses import format_postcode
from geo_asb.etl.column_map import normal_word
from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError, read_crosswalk
from geo_asb.etl.map_fields import FIELDS, WORDS
from geo_asb.etl.personal import personal_kind
from geo_asb.etl.proposal_address import split_address
from geo_asb.etl.readers.cells import CellError, is_blank, text_of, truth_of
from geo_asb.etl.readers.dates import moment_in
from geo_asb.etl.readers.headings import is_personal, normal_heading
from geo_asb.etl.readers.tables import Row, heading_row, headings_at, open_sheet
from geo_asb.etl.synonyms import all_headings, known_headings, known_words

__all__ = ["SURE", "Match", "Proposal", "label_counts", "propose"]

_CROSSWALKS = ("stockport_react", "great_places", "housemark")
_DAYS = ("opened_on", "closed_on", "began_at", "ended_at", "received_at")
SURE = 0.9  # of 1: below it a person is asked to look
_WORTH_SAYING = 0.5  # below it a column is left to the person
_ROWS_LOOKED_AT = 2_000
_MOST_LABELS, _LONGEST_LABEL_WORDS = 100, 10
_MOST_WORDS = 25  # a column with more different words is no list of words
_TELLING_LETTERS = 6  # a known heading this long says something inside a longer one
_PREFIX = re.compile(r"[a-z]{2,5}\d{0,3}_(?=[a-z])")
_FEWEST_WITH_PREFIX = 3
_NAMES_A_ROW = re.compile(r"\b(id|no|nr|num|number|ref|reference)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[ -][A-Za-z]{3}|\d{1,2}:\d{2}")
_BEHAVIOUR = re.compile(
    r"abus|alcohol|animal|arson|bark|bike|brawl|bull|cannabis|car\b|communal|crim|damag|dog|domestic"
    r"|drink|drug|dump|fight|fire|fly.?tip|foul|garden|graffiti|harass|hate|intimidat|litter|loiter"
    r"|music|neighbour|nois|nuisance|park|pet|rowdy|rubbish|scooter|smok|threat|vandal|vehicle"
    r"|verbal|violen|waste|youth",
    re.IGNORECASE,
)
_FEW_PERSONS = 0.1  # a slip of some rows is no column of persons
_STREET = re.compile(
    r"\b(street|st|road|rd|lane|avenue|ave|close|court|drive|house|flat|way|place|walk|terrace)\b",
    re.IGNORECASE,
)
_BETWEEN_LABELS = re.compile(r"\s*[;\n|]\s*")


@dataclass(frozen=True, slots=True)
class Match:
    """A column that is taken for a field, and why."""

    what: str
    heading: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to hold; `unknown_words` are those of word columns nobody knows yet."""

    name: str
    matches: tuple[Match, ...]
    unused: tuple[str, ...]
    personal: tuple[str, ...]  # columns left out for what their cells look like
    crosswalk: str
    row: str  # case; where references repeat, incident or type
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown_words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    split_address: tuple[str, ...] = ()  # the columns that make one address, side by side

    @property
    def columns(self) -> dict[str, str]:
        """Give each field its heading."""
        return {match.what: match.heading for match in self.matches}


def propose(path: Path) -> Proposal:
    """
    Look at a file's headings and cells, and say which column may hold what.

    Nothing is certain here: a person reads the proposal and tries it before a load.

    Raises
    ------
    ExportError
        The file is not a table.
    """
    look = _look(path)
    crosswalk = _nearest_crosswalk(look)
    split = _split_address(look)
    whole = look._replace(headings=tuple(one for one in look.headings if one not in split))
    matches = tuple(
        match for match in _matches(whole, crosswalk) if not (split and match.what == "address")
    )
    used = {*split, *(match.heading for match in matches)}
    columns = {match.what: match.heading for match in matches}
    words, unknown = _words_of(look, columns)
    return Proposal(
        name=path.name,
        matches=matches,
        unused=tuple(one for one in look.headings if one not in used and not is_personal(one)),
        personal=look.personal,
        crosswalk=crosswalk.name,
        row=_grain(look, columns),
        words=words,
        unknown_words=unknown,
        split_address=split,
    )


class _Look(NamedTuple):
    """The columns of a file that may be looked at, and the rows below the headings."""

    headings: tuple[str, ...]
    personal: tuple[str, ...]
    rows: tuple[Row, ...]


def _look(path: Path) -> _Look:
    """Take the rows as they stand: what a load would refuse must not hide what a file holds."""
    sheet = open_sheet(path, all_headings())
    at = heading_row(sheet, all_headings())
    head = headings_at(sheet, at)
    times = Counter(map(normal_heading, head))
    places = {one: n for n, one in enumerate(head) if one and times[normal_heading(one)] == 1}
    rows = tuple(
        Row(number, {one: cells[n] for one, n in places.items() if n < len(cells)})
        for number, cells in enumerate(sheet.grid[at + 1 :], start=at + 2)
        if not all(map(is_blank, cells)) and list(map(text_of, cells)) != head
    )
    personal = tuple(one for one in places if _holds_persons(rows[:_ROWS_LOOKED_AT], one))
    return _Look(tuple(one for one in places if one not in personal), personal, rows)


def _holds_persons(rows: Sequence[Row], heading: str) -> bool:
    """Say whether the cells of a column look personal; one of days is told by its own rules."""
    said = [row for row in rows if _says(row, heading)]
    found = sum(
        bool(personal_kind(row.text(heading))) and not _is_moment(row, heading) for row in said
    )
    return found > _FEW_PERSONS * len(said)


def _split_address(look: _Look) -> tuple[str, ...]:
    """Find the columns of one address by what their headings say."""
    said = _without_prefix(look.headings)
    parts = set(split_address(tuple(said.values())))
    return tuple(heading for heading, words in said.items() if words in parts)


def _without_prefix(headings: Sequence[str]) -> dict[str, str]:
    """Give each heading without what several begin with, as a CRM marks columns of its owner."""
    begins = Counter(found[0] for one in headings if (found := _PREFIX.match(one)))
    often = tuple(one for one, times in begins.items() if times >= _FEWEST_WITH_PREFIX)
    return {
        one: one[len(found[0]) :] if (found := _PREFIX.match(one)) and found[0] in often else one
        for one in headings
    }


def label_counts(cells: Sequence[str]) -> Counter[str]:
    """Count the labels of a column of types, cut at the separators everybody uses."""
    parts = (part.strip(" ,") for cell in cells for part in _BETWEEN_LABELS.split(cell))
    return Counter(" ".join(part.split()) for part in parts if part)


# ---------------------------------------------------------------- columns to fields


def _matches(look: _Look, crosswalk: Crosswalk) -> tuple[Match, ...]:
    """Give fields their columns, the surest first; no field and no column twice."""
    rows = look.rows[:_ROWS_LOOKED_AT]
    said = _without_prefix(look.headings)
    columns = (
        _Column(one, said[one], [row for row in rows if _says(row, one)]) for one in look.headings
    )
    found = [match for column in columns for match in _candidates(column, crosswalk)]
    taken: dict[str, Match] = {}
    headings: set[str] = set()
    for match in sorted(found, key=lambda one: -one.score):
        if (
            match.score >= _WORTH_SAYING
            and match.what not in taken
            and match.heading not in headings
        ):
            taken[match.what] = match
            headings.add(match.heading)
    order = FIELDS["cases"]
    return tuple(sorted(taken.values(), key=lambda match: order.index(match.what)))


def _says(row: Row, heading: str) -> bool:
    return not is_blank(row.cells.get(heading, ""))


class _Column(NamedTuple):
    """A heading, what it says without its prefix, and the rows with a cell below it."""

    heading: str
    said: str
    rows: Sequence[Row]


def _candidates(column: _Column, crosswalk: Crosswalk) -> list[Match]:
    return [
        match for what in FIELDS["cases"] if (match := _match(what, column, crosswalk)) is not None
    ]


def _match(what: str, column: _Column, crosswalk: Crosswalk) -> Match | None:
    """Weigh a heading and the cells below it for one field."""
    heading, said, rows = column
    by_name = _likeness(what, said)
    if not rows or (is_personal(heading) and by_name < 1 and not _is_day(what, heading)):
        return None
    if what in WORDS and len({row.text(heading) for row in rows}) > _MOST_WORDS:
        return None
    by_cells = _share(what, heading, rows, crosswalk)
    if by_cells is None:
        return Match(what, heading, by_name, "its heading") if by_name else None
    if by_cells < _NEEDS_CELLS.get(what, 0.0) or (by_cells == 0 and by_name < 1):
        return None
    by_cells_alone = _TOLD_BY_CELLS.get(what, 0.0) * by_cells
    score = by_name * (0.8 + 0.2 * by_cells)
    if by_cells_alone > score:
        return Match(what, heading, by_cells_alone, "its cells")
    return Match(what, heading, score, "its heading and cells")


def _is_day(what: str, heading: str) -> bool:
    """Say whether a heading with a personal word may name a day: a contact's, not a birth's."""
    return what in _DAYS and not re.search("birth|dob", normal_heading(heading))


# How far cells alone are believed, where all of them agree.
_TOLD_BY_CELLS = {
    "types": 0.85, "postcode": 0.8, "address": 0.75, "channel": 0.8, "reporter_kind": 0.7,
    "category": 0.65, "status": 0.65, "tenure_scope": 0.65, "role": 0.65, "reference": 0.6,
    "opened_on": 0.6, "closed_on": 0.55,
}  # fmt: skip
# A heading is not believed unless this share of its cells agrees.
_NEEDS_CELLS = {
    **dict.fromkeys(_DAYS, 0.5),
    **dict.fromkeys(("hate_flag", "youth_related"), 0.9),
    **dict.fromkeys(("postcode", "uprn", "role"), 0.5),
    "reference": 0.3,  # rows of one case may repeat it
    "reporter_kind": 0.5,  # else it may be a column of names
    "types": 0.01,
}


def _likeness(what: str, heading: str) -> float:
    """Compare a heading with those known for a field: 1 equal, 0 nothing in common."""
    own = normal_heading(heading)
    known = known_headings(what)
    if own in known:
        return 1.0
    if any(len(one) >= _TELLING_LETTERS and one in own for one in known):
        return 0.65
    if what == "reference" and _NAMES_A_ROW.search(heading):
        return 0.65
    near = difflib.get_close_matches(own, known, n=1, cutoff=0.75)
    return 0.8 * difflib.SequenceMatcher(None, own, near[0]).ratio() if near else 0.0


def _share(what: str, heading: str, rows: Sequence[Row], crosswalk: Crosswalk) -> float | None:
    """Give the share of cells that fit a field; None where any text fits."""
    texts = [row.text(heading) for row in rows]
    if what == "reference":
        return _share_of_names(texts)
    if what == "types":
        return _share_of_types(texts, crosswalk)
    check = _check_of(what, heading)
    return None if check is None else sum(map(check, rows)) / len(rows)


def _share_of_names(texts: Sequence[str]) -> float:
    """Judge whether a column names its rows: short, with a digit, hardly ever twice."""
    named = [text for text in texts if len(text) <= 20 and re.search(r"\d", text)]
    is_other = sum(bool(_DAY.match(text) or format_postcode(text)) for text in named)
    return (len(set(named)) - is_other) / len(texts) if len(texts) > 1 else 0.0


def _share_of_types(texts: Sequence[str], crosswalk: Crosswalk) -> float:
    """Judge whether a column lists kinds of behaviour: few, short, repeated, about behaviour."""
    labels = label_counts(texts)
    words = sum(len(text.split()) for text in texts)
    too_many = len(labels) > min(_MOST_LABELS, 3 + len(texts) // 2)
    if too_many or words > _LONGEST_LABEL_WORDS * len(texts):
        return 0.0
    return sum(_is_label(one, crosswalk) or bool(_BEHAVIOUR.search(one)) for one in texts) / len(
        texts
    )


def _check_of(what: str, heading: str) -> Callable[[Row], bool] | None:
    if what in _DAYS:
        return lambda row: _is_moment(row, heading)
    if what in WORDS:
        known = known_words(what)
        return lambda row: normal_word(row.text(heading)) in known
    checks: dict[str, Callable[[Row], bool]] = {
        "postcode": lambda row: bool(format_postcode(row.text(heading))),
        "uprn": lambda row: bool(re.fullmatch(r"\d{1,12}", row.text(heading))),
        "hate_flag": lambda row: truth_of(row.cells.get(heading, "")) is not None,
        "youth_related": lambda row: truth_of(row.cells.get(heading, "")) is not None,
        "address": lambda row: bool(_STREET.search(row.text(heading))),
    }
    return checks.get(what)


def _is_moment(row: Row, heading: str) -> bool:
    try:
        return moment_in(row, heading)[0] is not None
    except CellError:
        return False


def _is_label(cell: str, crosswalk: Crosswalk) -> bool:
    try:
        return bool(crosswalk.split(cell))
    except UnknownLabelError:
        return False


# ---------------------------------------------------------------- what the columns hold


def _nearest_crosswalk(look: _Look) -> Crosswalk:
    """Choose the list of types that knows the most cells of any one column."""
    crosswalks = [read_crosswalk(name) for name in _CROSSWALKS]
    texts = [
        Counter(text_of(row.cells.get(heading, "")) for row in look.rows[:_ROWS_LOOKED_AT])
        for heading in look.headings
    ]
    few = [counts for counts in texts if len(counts) <= 10 * _MOST_WORDS]

    def known(crosswalk: Crosswalk) -> int:
        return max((_rows_known(counts, crosswalk) for counts in few), default=0)

    return max(crosswalks, key=known)


def _rows_known(counts: Mapping[str, int], crosswalk: Crosswalk) -> int:
    return sum(rows for cell, rows in counts.items() if _is_label(cell, crosswalk))


def _grain(look: _Look, columns: Mapping[str, str]) -> str:
    heading = columns.get("reference")
    said = [row.text(heading) for row in look.rows if row.text(heading)] if heading else []
    if len(set(said)) == len(said):
        return "case"
    return "incident" if "began_at" in columns else "type"


def _words_of(
    look: _Look, columns: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, int]]]:
    """Sort the words of each word column into those known and those a steward must decide."""
    known: dict[str, dict[str, str]] = {}
    unknown: dict[str, dict[str, int]] = {}
    for what, heading in columns.items():
        if what not in WORDS:
            continue
        meaning = known_words(what)
        said = Counter(" ".join(row.text(heading).split()) for row in look.rows)
        said.pop("", None)
        known[what] = {w: meaning[normal_word(w)] for w in said if normal_word(w) in meaning}
        unknown[what] = {w: n for w, n in said.most_common(_MOST_WORDS) if w not in known[what]}
    return known, unknown
