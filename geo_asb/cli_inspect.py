"""Verbs that look into files before they are loaded: a case export, a crosswalk."""

from __future__ import annotations

import csv
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import parse_column_map, read_column_map
from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError, check_crosswalk, counts_by_code
from geo_asb.etl.inspect import fitting_map, inspect_with, proposed_files
from geo_asb.etl.proposal import SURE, Proposal
from geo_asb.etl.proposal_text import map_text
from geo_asb.settings import Settings

__all__ = ["crosswalk", "inspect"]


def inspect(_settings: Settings, chosen: Namespace) -> None:
    """Say what a file holds and what a map makes of it; stores nothing."""
    path = chosen.file
    columns = read_column_map(chosen.map) if chosen.map else fitting_map(path)
    if columns is None or chosen.out:
        _propose(path, chosen.out)
        return
    if columns.holds != "cases":
        message = f"Map {columns.name} holds {columns.holds}: only case exports are looked into."
        raise ExportError(message)
    found = inspect_with(path, columns)
    print("\n".join((f"{path.name}:", *found.lines())))
    if found.reading and found.reading.records and not found.faults:
        print(f"To load it: geo-asb load cases {path} --map {chosen.map or columns.name}")


def _propose(path: Path, out: Path | None) -> None:
    """Propose a map, write it where asked, and say what it would make of the file."""
    target = out or Path(f"{path.stem}.toml")
    proposal, files = proposed_files(path, target)
    print(f"{path.name}: this map is proposed from its headings and cells.")
    print("\n".join(_match_lines(proposal)))
    if out:
        _write(files)
    try:
        columns = (
            read_column_map(str(target))
            if out
            else parse_column_map(map_text(proposal, crosswalk=proposal.crosswalk), target.name)
        )
    except ExportError as error:
        print(f"\nNot whole yet. {error}")
    else:
        found = inspect_with(path, columns)
        print("\n".join(replace(found, taken=()).lines()))
    print(f"\n{_next_step(path, target, files if out else {})}")


def _match_lines(proposal: Proposal) -> list[str]:
    lines = ["Column of the file            may be"]
    for match in proposal.matches:
        doubt = "" if match.score >= SURE else f"   is it? told by {match.why}"
        lines.append(f"  {match.heading:<28}{match.what}{doubt}")
    if proposal.split_address:
        lines.append(
            f"  {' + '.join(proposal.split_address):<27} address   is it? told by headings"
        )
    if proposal.personal:
        lines.append(f"Left out, as the cells look personal: {', '.join(proposal.personal)}.")
    for what, words in proposal.unknown_words.items():
        said = ", ".join(f"'{word}'" for word in words)
        if said:
            lines.append(f"Words of {what} to put beside a meaning in the map: {said}.")
    return lines


def _next_step(path: Path, target: Path, written: dict[Path, str]) -> str:
    if not written:
        return f"Write this as a map to correct: geo-asb inspect {path} --out {target}"
    names = " and ".join(str(one) for one in written)
    return f"Next: read and correct {names}, then: geo-asb inspect {path} --map {target}"


def _write(files: dict[Path, str]) -> None:
    for path in files:
        if path.exists():
            message = f"{path}: is there already. Give --out another name, or move it away."
            raise ExportError(message)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        print(f"Written: {path}")


def crosswalk(_settings: Settings, chosen: Namespace) -> None:
    """Check a crosswalk by its rules; with counts, that their totals are kept."""
    found, faults = check_crosswalk(chosen.name)
    print("\n".join(_crosswalk_lines(found)))
    if faults:
        print("\n".join((*faults, f"Case types: {', '.join(CASE_TYPES)}.")))
        noun = "1 line" if len(faults) == 1 else f"{len(faults)} lines"
        raise ExportError(f"{chosen.name}: {noun} to correct.")
    if chosen.counts:
        print("\n".join(_counts_lines(found, chosen.counts)))
    print("Every rule is kept.")


def _crosswalk_lines(found: Crosswalk) -> list[str]:
    labels = [*found.labels.values(), *found.rules.values()]
    codes: dict[str, list[str]] = {}
    for label in labels:
        codes.setdefault(label.code, []).append(label.text)
    lines = [
        f"{found.name}, version {found.version}: {len(labels)} labels for {len(codes)} of "
        f"{len(CASE_TYPES)} case types."
    ]
    lines += [
        f"  {code}: {' + '.join(texts)}" for code, texts in sorted(codes.items()) if len(texts) > 1
    ]
    none = [code for code in CASE_TYPES if code not in codes]
    return [*lines, f"No label for {', '.join(none)}."] if none else lines


def _counts_lines(found: Crosswalk, path: Path) -> list[str]:
    """Add a published table up by label and by code: what goes in comes out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "label" not in rows[0]:
        raise ExportError(f"{path.name}: the first column must be headed label.")
    lines = []
    for column in (one for one in rows[0] if one != "label"):
        counts = [(row["label"], _count(row, column, path)) for row in rows]
        try:
            codes = counts_by_code(found, counts)
        except UnknownLabelError as unknown:
            near = f" (nearest: '{unknown.nearest}')" if unknown.nearest else ""
            message = (
                f"{path.name}, column '{column}': a label that {found.name} does not know{near}, "
                "so its count would be lost."
            )
            raise ExportError(message) from unknown
        total = sum(count for _, count in counts)
        lines.append(f"{column}: {total:,} by label = {sum(codes.values()):,} by code.")
    return lines


def _count(row: dict[str, str], column: str, path: Path) -> int:
    text = (row[column] or "").replace(",", "").strip()
    if text and not text.isdigit():
        raise ExportError(f"{path.name}, column '{column}': a count that is no whole number.")
    return int(text or 0)
