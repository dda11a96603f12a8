"""Source labels to canonical case types; an unknown label is never an "other"."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib import resources
from pathlib import Path

from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError
from geo_asb.etl.behaviour import behaviour_hint
from geo_asb.etl.map_fields import nearest

__all__ = [
    "Crosswalk",
    "Label",
    "UnknownLabelError",
    "check_crosswalk",
    "counts_by_code",
    "read_crosswalk",
]

_HARD_SEPARATOR = re.compile(r"\s*[;\n]\s*|\s+/\s+")
_AS_GOOD_AS_A_SLIP = 0.6
_AROUND_SLASH = re.compile(r"\s*/\s*")
_TITLE = re.compile(r"# ([\w -]+), version ([^:]+):.*")
_AFTER_LABEL = re.compile(r"\s*(?:[;\n/,&+]|$)\s*")
_COLUMNS = ({"label", "code"}, {"label", "category", "code"})


class UnknownLabelError(ValueError):
    """A label that the crosswalk does not hold."""

    def __init__(self, text: str, labels: Mapping[str, Label]) -> None:
        super().__init__("unknown label")
        self._text, self._labels = text, labels

    @property
    def nearest(self) -> str:
        """
        Give the known label most like it; "" where none is.

        Where its words speak of a behaviour, only labels of that behaviour can be like it: "DV"
        is not like "Drugs", nor is graffiti like hate. Else it must be as good as a slip of a key.
        """
        hint = behaviour_hint(self._text)
        alike = [key for key, label in self._labels.items() if label.code == hint]
        near = nearest(self._text, alike or self._labels)
        is_slip = SequenceMatcher(None, self._text, near).ratio() >= _AS_GOOD_AS_A_SLIP
        return self._labels[near].text if near and (alike or (is_slip and not hint)) else ""


@dataclass(frozen=True, slots=True)
class Label:
    """One word of the source for a kind of behaviour, and the canonical code it means."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """
    A landlord's labels, by their text in small letters with single blanks.

    `rules` holds the labels that mean something else under a category of the source: the one way
    in which a label may stand for two codes.
    """

    name: str
    version: str
    labels: dict[str, Label]
    rules: dict[tuple[str, str], Label] = field(default_factory=dict)
    _longest_first: list[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_longest_first", sorted(self.labels, key=len, reverse=True))

    def split(self, cell: str) -> tuple[Label, ...]:
        """
        Cut a cell into the labels it holds, each once, in the cell's order.

        The longest known label wins at every step, so "Noise/Rowdy Behaviour" is one label
        and "Litter/Rubbish / Drugs" is two.

        Raises
        ------
        UnknownLabelError
            Some part of the cell is no known label.
        """
        found: dict[Label, None] = {}
        for part in _HARD_SEPARATOR.split(self._slashes_closed_up(cell)):
            for label in self._labels_in(part.strip(" ,")):
                found[label] = None
        return tuple(found)

    def under(self, label: Label, category: str) -> Label:
        """Give what a label means under a category of the source, by rule or as it stands."""
        if not category or not self.rules:
            return label
        return self.rules.get((_key(label.text), _normal(category)), label)

    def _slashes_closed_up(self, cell: str) -> str:
        """Close up "Litter / Rubbish" where that is a label, so that its slash parts nothing."""
        text = _normal(cell)
        if "/" not in text:
            return text
        for key in self._longest_first:
            if "/" in key:
                loose = r"\s*/\s*".join(re.escape(part) for part in key.split("/"))
                text = re.sub(rf"(?<!\w){loose}(?!\w)", key, text)
        return text

    def _labels_in(self, part: str) -> list[Label]:
        labels: list[Label] = []
        while part:
            key, end = self._first_label(part)
            labels.append(self.labels[key])
            part = part[end:]
        return labels

    def _first_label(self, part: str) -> tuple[str, int]:
        for key in self._longest_first:
            if part.startswith(key) and (after := _AFTER_LABEL.match(part, len(key))):
                return key, after.end()
        raise UnknownLabelError(part, self.labels)


def _key(label: str) -> str:
    """Write a label as it is looked up: " / " parts labels, so inside one it is closed up."""
    return _AROUND_SLASH.sub("/", _normal(label))


def _normal(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line).casefold()


def read_crosswalk(name: str, folder: Path | None = None) -> Crosswalk:
    """
    Read a crosswalk that comes with the platform by its name, or a file that ends in .csv.

    A file is looked for in `folder`, which is where the map that names it stands.

    Raises
    ------
    ExportError
        There is none of that name, or some line of it means nothing.
    """
    text, file_name = _text_of(name, folder)
    crosswalk, faults = _parse(text, file_name)
    if faults:
        more = f" And {len(faults) - 1} more: see 'geo-asb crosswalk check {name}'."
        raise ExportError(faults[0] + (more if len(faults) > 1 else ""))
    return crosswalk


def check_crosswalk(name: str, folder: Path | None = None) -> tuple[Crosswalk, tuple[str, ...]]:
    """
    Read a crosswalk and say everything that is wrong with it: file, line, what to do.

    Its rules: a known code on every line, no label twice, and no label with two codes unless a
    category tells them apart.

    Raises
    ------
    ExportError
        There is none of that name, or it is not a crosswalk at all.
    """
    return _parse(*_text_of(name, folder))


def counts_by_code(
    crosswalk: Crosswalk, counts: Mapping[str, int] | Iterable[tuple[str, int]]
) -> dict[str, int]:
    """
    Add counts by label up to counts by code; the sum stays what it was.

    Raises
    ------
    UnknownLabelError
        A count stands under a label that is not known, so that it would be lost.
    """
    totals: dict[str, int] = {}
    for text, count in counts.items() if isinstance(counts, Mapping) else counts:
        label = crosswalk.labels.get(_key(text))
        if label is None:
            raise UnknownLabelError(_normal(text), crosswalk.labels)
        totals[label.code] = totals.get(label.code, 0) + count
    return totals


def _text_of(name: str, folder: Path | None) -> tuple[str, str]:
    if name.endswith(".csv"):
        path = (folder or Path()) / name
        try:
            return path.read_text(encoding="utf-8-sig"), path.name
        except (OSError, UnicodeDecodeError) as error:
            message = f"{path.name}: no crosswalk that can be read as UTF-8 text stands there."
            raise ExportError(message) from error
    own = resources.files("geo_asb.etl") / "crosswalks"
    names = sorted(one.name.removesuffix(".csv") for one in own.iterdir())
    if name not in names:
        known = ", ".join(names)
        message = f"No crosswalk '{name}'. There are {known}; a file of your own ends in .csv."
        raise ExportError(message)
    return (own / f"{name}.csv").read_text(encoding="utf-8"), f"{name}.csv"


def _parse(text: str, file_name: str) -> tuple[Crosswalk, tuple[str, ...]]:
    lines = text.splitlines()
    said = _TITLE.fullmatch(lines[0]) if lines else None
    if not said:
        raise ExportError(
            f"{file_name}: the first line does not say name and version. Write it as "
            f"'# {file_name.removesuffix('.csv')}, version 1: where the labels come from'."
        )
    rows = [("" if line.startswith("#") else line) for line in lines]  # keeps line numbers
    reader = csv.DictReader(row for row in rows if row.strip())
    if set(reader.fieldnames or ()) not in _COLUMNS:
        message = f"{file_name}: the columns must be label,code or label,category,code."
        raise ExportError(message)
    numbers = [n for n, row in enumerate(rows, start=1) if row.strip()][1:]
    return _collect(said, zip(numbers, reader, strict=False), file_name)


def _collect(
    title: re.Match[str], rows: Iterable[tuple[int, dict[str, str]]], file_name: str
) -> tuple[Crosswalk, tuple[str, ...]]:
    labels: dict[str, Label] = {}
    rules: dict[tuple[str, str], Label] = {}
    faults: list[str] = []
    lines: dict[tuple[str, str], int] = {}
    for number, row in rows:
        label, code = (row["label"] or "").strip(), (row["code"] or "").strip()
        category = (row.get("category") or "").strip()
        key = _key(label), _normal(category)
        if fault := _fault(label, code, lines.get(key)):
            faults.append(f"{file_name}, line {number}: {fault}")
            continue
        lines[key] = number
        if category:
            rules[key] = Label(f"{label} ({category})", code)
        else:
            labels[key[0]] = Label(label, code)
    faults += [
        f"{file_name}, line {lines[key]}: add a line for '{rule.text}' without its category, "
        "for the rest."
        for key, rule in rules.items()
        if key[0] not in labels
    ]
    return Crosswalk(title[1], title[2], labels, rules), tuple(faults)


def _fault(label: str, code: str, first_line: int | None) -> str:
    """Say what is wrong with a line, or "" where nothing is."""
    if not label:
        return "no label. Write one or take the line out."
    if not code:
        return f"'{label}' has no code. Write the code of a case type behind it."
    if code not in CASE_TYPES:
        return f"'{code}' is no case type (nearest: {nearest(code.upper(), CASE_TYPES)})."
    if first_line:
        return (
            f"'{label}' stands in line {first_line} already. One label has one code: keep one "
            "line, or add a column 'category' that tells the two apart."
        )
    return ""
