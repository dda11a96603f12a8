"""
Column maps: what the columns and words of one system's export mean, declared in TOML.

A data steward copies a map, changes it and loads with it; no code changes. A map is strict: a key
or word that means nothing is refused with the nearest that does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Literal, cast

from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError
from geo_asb.etl.map_fields import FIELDS, NEEDED, WORDS, Holds
from geo_asb.etl.map_said import Said
from geo_asb.etl.readers.headings import is_of_officers, is_personal, normal_heading
from geo_asb.model import PlaceRole

__all__ = [
    "ColumnMap",
    "Skip",
    "built_in_maps",
    "normal_word",
    "parse_column_map",
    "read_column_map",
]

Grain = Literal["case", "incident", "type"]
DateStyle = Literal["day first", "typed day first"]
Times = Literal["local", "UTC"]

_KEYS = (
    "holds", "source", "cases_of", "version", "crosswalk", "row", "dates", "times", "optional",
    "make_reference_from", "type_separator", "columns", "words", "defaults", "skip",
    "place_by_type", "joined",
)  # fmt: skip
_SKIP_KEYS = ("reason", "column", "words")
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,30}")
# What a row says under these is kept without being held against a list of words.
_STORED_AS_WRITTEN = ("team", "address", "new_address", "postcode", *(
    f"reported_from_{what}" for what in ("address", "postcode")
))  # fmt: skip
# "Tenant's address" is a place; "Tenant name and address" is a person.
_PLACE_OR_TEAM = re.compile(
    r"(?=.*(address|post ?code|location|property|flat|house|home|building|street|road|block|court"
    r"|estate|area|team|office|patch|site))"
    r"(?!.*(tenant|complainant|victim|witness|perpetrator|occupier|contact|customer|officer)s?'?s?"
    r"[ _]*name|.*(phone|mobile|mail|note|comment|description|summary|contacts?$)).*",
    re.IGNORECASE,
)
_JOINED = ("address", "new_address", "reported_from_address")
_REFERENCE_PARTS = ("types", "opened_on", "team", "category", "address", "postcode", "uprn")


# What a blank cell means where a map declares nothing else: that nobody said.
_NEUTRAL = {
    "category": "unset",
    "reporter_kind": "unknown",
    "role": "unknown",
    "tenure_scope": "unknown",
}


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are declared not to count: those with one of the words in a column."""

    reason: str
    column: str  # a field of the map, or a heading
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """
    A map as its file declares it; see docs/reference/column-maps.md for every key.

    `columns` gives each field its heading, in the spellings that are allowed; `words` gives for a
    field the canonical value of each word, in small letters.
    """

    name: str
    holds: Holds
    source: str  # names the case system; part of the identity of every case
    version: int
    crosswalk: str
    cases_of: str  # for a log of incidents: the source whose references it names
    columns: Mapping[str, tuple[str, ...]]
    row: Grain = "case"
    dates: DateStyle = "day first"
    times: Times = "local"
    optional: frozenset[str] = frozenset()
    make_reference_from: tuple[str, ...] = ()
    type_separator: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    skips: tuple[Skip, ...] = ()
    # Types whose cases stand at the home they were reported from, though another place is told.
    reported_from_types: frozenset[str] = frozenset()
    # Fields of which the parts stand in columns of their own, in the order in which they are read.
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folder: Path | None = None  # where the file stands: its crosswalk may stand beside it

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the map speaks of, in all its spellings."""
        spelt = (heading for spellings in self.columns.values() for heading in spellings)
        return (*spelt, *self.joined_headings, *self.skip_headings)

    @property
    def joined_headings(self) -> tuple[str, ...]:
        """The headings of fields that are joined of several columns."""
        return tuple(heading for parts in self.joined.values() for heading in parts)

    @property
    def skip_headings(self) -> tuple[str, ...]:
        """Headings that only a rule for skipping speaks of."""
        return tuple(skip.column for skip in self.skips if skip.column not in self.columns)

    def columns_in(self, head: Sequence[str], name: str) -> dict[str, str]:
        """
        Choose for each field the spelling that stands in a row of headings.

        A column that is absent keeps its first spelling, so that it is missed by name, unless it
        is optional. `name` is the file's.

        Raises
        ------
        ExportError
            Two columns of the file may hold one field.
        """
        said = {normal_heading(heading) for heading in head if heading}
        chosen: dict[str, str] = {}
        for what, spellings in self.columns.items():
            present = {normal_heading(one): one for one in spellings if normal_heading(one) in said}
            if len(present) > 1:
                both = " and ".join(f"'{one}'" for one in present.values())
                message = (
                    f"{name}: columns {both} may both hold {what}. Name one of them in the map "
                    f"{self.name}, under [columns]."
                )
                raise ExportError(message)
            if present or what not in self.optional:
                chosen[what] = next(iter(present.values()), spellings[0])
        return chosen

    def default(self, what: str) -> str:
        """Give the value of a field whose column is absent or whose cell is blank."""
        return self.defaults.get(what, _NEUTRAL.get(what, ""))


def normal_word(text: str) -> str:
    """Reduce a word of a cell to what maps know it by: small letters, single blanks."""
    return " ".join(text.casefold().replace("\u2019", "'").split())


def built_in_maps() -> tuple[str, ...]:
    """List the maps that come with the platform."""
    folder = resources.files("geo_asb.etl") / "column_maps"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir()))


def read_column_map(name: str) -> ColumnMap:
    """
    Read a map that comes with the platform by its name, or a file that ends in .toml.

    Raises
    ------
    ExportError
        There is none, or it says something that means nothing.
    """
    if name.endswith(".toml"):
        path = Path(name)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"{path.name}: cannot be read as UTF-8 text. Check the name and the folder."
            raise ExportError(message) from error
        return parse_column_map(text, path.name, folder=path.parent)
    if name not in built_in_maps():
        known = ", ".join(built_in_maps())
        raise ExportError(f"No map '{name}'. There are {known}; a file of your own ends in .toml.")
    file = resources.files("geo_asb.etl") / "column_maps" / f"{name}.toml"
    return parse_column_map(file.read_text(encoding="utf-8"), f"{name}.toml")


def parse_column_map(text: str, name: str, *, folder: Path | None = None) -> ColumnMap:
    """
    Read a map from its text; `name` is the file's, for messages.

    Raises
    ------
    ExportError
        Not TOML, or it says something that means nothing.
    """
    try:
        said = Said(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"{name}: not TOML ({error}). Look there for a missing quotation mark or bracket."
        raise ExportError(message) from error
    said.only("", said.table, _KEYS)
    holds = cast("Holds", said.choice("holds", tuple(FIELDS), "cases"))
    columns = _columns(said, holds)
    made = ColumnMap(
        name=name.removesuffix(".toml"),
        holds=holds,
        source=_source(said),
        version=_version(said),
        crosswalk=said.text("crosswalk", ""),
        cases_of=said.text("cases_of", ""),
        columns=columns,
        row=cast("Grain", said.choice("row", ("case", "incident", "type"), "case")),
        dates=cast(
            "DateStyle", said.choice("dates", ("day first", "typed day first"), "day first")
        ),
        times=cast("Times", said.choice("times", ("local", "UTC"), "local")),
        optional=_known_fields(said, "optional", columns),
        make_reference_from=said.texts("make_reference_from"),
        type_separator=said.text("type_separator", ""),
        words=_words(said, columns),
        defaults=_defaults(said, holds),
        skips=_skips(said),
        joined=_joined(said, columns),
        reported_from_types=_reported_from_types(said, columns),
        folder=folder,
    )
    _refuse_what_cannot_work(said, made)
    return made


# ---------------------------------------------------------------- what a file says, checked


def _source(said: Said) -> str:
    source = said.text("source", "")
    if not _SOURCE.fullmatch(source):
        raise said.fault(
            'source must name the case system in small letters, digits and _, such as "react". '
            "It is part of every case's identity: never change it once cases are loaded."
        )
    return source


def _version(said: Said) -> int:
    version = said.table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise said.fault("version must be a whole number: 1, and 1 more at every change.")
    return version


def _columns(said: Said, holds: Holds) -> dict[str, tuple[str, ...]]:
    said.only("[columns]", said.part("columns"), FIELDS[holds])
    columns = {
        what: said.texts_of(f"[columns] {what}", value)
        for what, value in said.part("columns").items()
    }
    owner: dict[str, str] = {}
    for what, spellings in columns.items():
        if not spellings or not all(normal_heading(one) for one in spellings):
            raise said.fault(f"[columns] {what} has no heading. Write it, or take the line out.")
        for heading in spellings:
            if owner.setdefault(normal_heading(heading), what) != what:
                first = owner[normal_heading(heading)]
                raise said.fault(f"'{heading}' cannot be both {first} and {what}. Keep one.")
    return columns


def _joined(said: Said, columns: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Read which columns, side by side, make one field: each must stand in the file."""
    part = said.part("joined")
    said.only("[joined]", part, _JOINED)
    for what, value in part.items():
        if what in columns:
            raise said.fault(f"{what} stands under [columns] and under [joined]. Keep one.")
        if len(said.texts_of(f"[joined] {what}", value)) < 2:
            raise said.fault(f"[joined] {what} needs two headings or more, in a list.")
    return {what: said.texts_of("[joined]", value) for what, value in part.items()}


def _known_fields(said: Said, key: str, columns: Mapping[str, object]) -> frozenset[str]:
    listed = said.texts(key)
    said.only(key, listed, tuple(columns))
    return frozenset(listed)


def _words(said: Said, columns: Mapping[str, object]) -> dict[str, dict[str, str]]:
    parts = said.part("words")
    said.only("[words]", parts, tuple(WORDS))
    said.only("[words]", parts, tuple(columns))
    for what in columns:
        if what in WORDS and what not in parts:
            raise said.fault(
                f"column {what} needs a part [words.{what}] that says which words mean "
                f"{_or(WORDS[what])}."
            )
    return {what: _spellings(said, what, part) for what, part in parts.items()}


def _spellings(said: Said, what: str, part: object) -> dict[str, str]:
    where = f"[words.{what}]"
    if not isinstance(part, dict):
        raise said.fault(f"words of {what} must be a part of their own, headed {where}.")
    said.only(where, part, WORDS[what])
    meaning: dict[str, str] = {}
    for value, spellings in part.items():
        for word in said.texts_of(f"{where} {value}", spellings):
            if meaning.setdefault(normal_word(word), value) != value:
                first = meaning[normal_word(word)]
                raise said.fault(f"{where}: '{word}' cannot be both {first} and {value}. Keep one.")
    return meaning


def _defaults(said: Said, holds: Holds) -> dict[str, str]:
    part = said.part("defaults")
    known = tuple(one for one in FIELDS[holds] if one in WORDS or one == "team")
    said.only("[defaults]", part, known)
    for what, value in part.items():
        allowed = (*WORDS.get(what, ()), *(("by closed day",) if what == "status" else ()))
        if what != "team" and value not in allowed:
            raise said.fault(f"[defaults] {what} is '{value}'; it can be {_or(allowed)}.")
    return {what: str(value) for what, value in part.items()}


def _reported_from_types(said: Said, columns: Mapping[str, object]) -> frozenset[str]:
    """Read which of two addresses places a case of each type; the incident's where none is said."""
    part = said.part("place_by_type")
    said.only("[place_by_type]", part, tuple(CASE_TYPES))
    if part and "reported_from_address" not in (*columns, *said.part("joined")):
        raise said.fault("[place_by_type] needs a column reported_from_address under [columns].")
    known = (str(PlaceRole.INCIDENT), str(PlaceRole.REPORTED_FROM))
    for code, role in part.items():
        if role not in known:
            raise said.fault(f"[place_by_type] {code} is '{role}'; it can be {_or(known)}.")
    return frozenset(code for code, role in part.items() if role == PlaceRole.REPORTED_FROM)


def _skips(said: Said) -> tuple[Skip, ...]:
    parts = said.table.get("skip", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise said.fault("each rule for rows to skip is a part of its own, headed [[skip]].")
    return tuple(_skip(said, part) for part in parts)


def _skip(said: Said, part: Mapping[str, object]) -> Skip:
    said.only("[[skip]]", part, _SKIP_KEYS)
    reason, column = part.get("reason"), part.get("column")
    words = said.texts_of("[[skip]] words", part.get("words", []))
    if not (isinstance(reason, str) and reason and isinstance(column, str) and column and words):
        raise said.fault("[[skip]] needs a reason, a column and words.")
    return Skip(reason, column, frozenset(map(normal_word, words)))


def _refuse_what_cannot_work(said: Said, made: ColumnMap) -> None:
    said.only("make_reference_from", made.make_reference_from, _REFERENCE_PARTS)
    said.only("make_reference_from", made.make_reference_from, (*made.columns, *made.joined))
    for what in NEEDED[made.holds]:
        if what not in made.columns and not (what == "reference" and made.make_reference_from):
            raise said.fault(f"no column for {what}. Add it under [columns].")
    if unneeded := sorted(made.optional & set(NEEDED[made.holds])):
        raise said.fault(f"{unneeded[0]} cannot be optional. Take it out of that list.")
    if made.make_reference_from and "reference" in made.columns:
        raise said.fault("a reference is either read or made: take one of the two out.")
    _refuse_personal_columns(said, made)
    if "types" in made.columns and not made.crosswalk:
        raise said.fault("crosswalk must name the list that turns type labels into case types.")
    if (made.holds == "incidents") != bool(made.cases_of):
        raise said.fault(
            'cases_of names the source of the cases, such as "react", in a map that holds '
            '"incidents", and only there.'
        )
    if "subtype" in made.columns and "types" not in made.columns:
        raise said.fault("a subtype needs a column for types beside it.")


def _refuse_personal_columns(said: Said, made: ColumnMap) -> None:
    """Refuse a column of persons for a field that is stored as it is written."""
    for what in _STORED_AS_WRITTEN:
        for heading in (*made.columns.get(what, ()), *made.joined.get(what, ())):
            if is_personal(heading) and not _PLACE_OR_TEAM.fullmatch(heading):
                raise said.fault(
                    f"'{heading}' may hold names, contacts or free text, which are never stored, "
                    f"so it cannot be {what}. Take the line out."
                )
    for heading in made.columns.get("team", ()):
        if is_of_officers(heading):
            raise said.fault(
                f"'{heading}' may hold officers' names, which are never stored, so it cannot be "
                "team. Name the column of the team, or take the line out."
            )


def _or(words: Sequence[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)
