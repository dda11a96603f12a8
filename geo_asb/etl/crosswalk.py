"""Source labels to canonical case types and severity; an unknown label is never an "other"."""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass
from importlib import resources

from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError
from geo_asb.model import Severity

__all__ = ["Crosswalk", "Label", "UnknownLabelError", "read_crosswalk", "severity_of"]

_SEVERITIES = {
    "": Severity.UNSET,
    "A": Severity.URGENT,
    "B": Severity.STANDARD,
    "C": Severity.LOW,
    "D": Severity.LOW,
}
_HARD_SEPARATOR = re.compile(r"\s*[;\n]\s*|\s+/\s+")
_TITLE = re.compile(r"# (\w+), version ([^:]+):")
_AFTER_LABEL = re.compile(r"\s*(?:[;\n/,&+]|$)\s*")


class UnknownLabelError(ValueError):
    """A label that the crosswalk does not hold; `nearest` is the known one most like it."""

    def __init__(self, nearest: str) -> None:
        super().__init__("unknown label")
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Label:
    """One word of the source for a kind of behaviour, and the canonical code it means."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A landlord's labels, by their text in small letters with single blanks."""

    name: str
    version: str
    labels: dict[str, Label]

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
        for part in _HARD_SEPARATOR.split(self._longest_first(cell)):
            for label in self._labels_in(part.strip(" ,")):
                found[label] = None
        return tuple(found)

    def _longest_first(self, cell: str) -> str:
        """Close up "Litter / Rubbish" where that is a label, so that its slash parts nothing."""
        text = _normal(cell)
        for key in sorted(self.labels, key=len, reverse=True):
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
        for key in sorted(self.labels, key=len, reverse=True):
            if part.startswith(key) and (after := _AFTER_LABEL.match(part, len(key))):
                return key, after.end()
        near = difflib.get_close_matches(part, list(self.labels), n=1, cutoff=0.0)
        raise UnknownLabelError(self.labels[near[0]].text if near else "")


def _normal(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line).casefold()


def read_crosswalk(name: str) -> Crosswalk:
    """
    Read one of the crosswalks that come with the platform: `stockport_react`, `great_places`.

    Raises
    ------
    ExportError
        There is none of that name, or it maps a label to an unknown code.
    """
    folder = resources.files("geo_asb.etl") / "crosswalks"
    names = sorted(one.name.removesuffix(".csv") for one in folder.iterdir())
    if name not in names:
        raise ExportError(f"No crosswalk '{name}'. There are {', '.join(names)}.")
    title, *lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    said = _TITLE.match(title)
    if not said:
        raise ExportError(f"{name}.csv: the first line does not say the version.")
    labels = {_normal(row["label"]): _label(row, name) for row in csv.DictReader(lines)}
    return Crosswalk(said[1], said[2], labels)


def _label(row: dict[str, str], name: str) -> Label:
    if row["code"] not in CASE_TYPES:
        raise ExportError(f"{name}.csv: '{row['label']}' maps to no known case type.")
    return Label(row["label"], row["code"])


def severity_of(category: str) -> Severity | None:
    """Give the severity of a landlord's category letter, either case; None for an unknown one."""
    return _SEVERITIES.get(category.strip().upper())
