"""Write a proposed column map and its crosswalk as files that a steward finishes by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from geo_asb.case_types import CASE_TYPES
from geo_asb.etl.behaviour import behaviour_hint
from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError
from geo_asb.etl.map_fields import NEEDED
from geo_asb.etl.proposal import SURE, Proposal

__all__ = ["crosswalk_text", "map_text"]

_UNFOUND = {
    "reference": "the case's own number; without one, see make_reference_from in the reference",
    "opened_on": "the day the case was opened",
    "types": "the kind of behaviour",
}


def map_text(proposal: Proposal, *, crosswalk: str) -> str:
    """
    Write a proposal as TOML with a remark at everything a person should look at.

    It can be loaded with as it stands if every needed column was found.
    """
    return "\n".join((*_head(proposal, crosswalk), *_columns(proposal), *_words(proposal))) + "\n"


def _head(proposal: Proposal, crosswalk: str) -> Iterator[str]:
    yield f"# A map proposed for {proposal.name}. Read every line, correct it, then look again:"
    yield "#     geo-asb inspect FILE --map THIS_FILE.toml"
    yield "# Every key is explained in docs/reference/column-maps.md."
    yield ""
    yield f"source = {json.dumps(_source(proposal.name))}"
    yield "# ^ name the case system here; never change it once cases are loaded"
    yield "version = 1"
    yield f"crosswalk = {json.dumps(crosswalk)}"
    yield f'row = "{proposal.row}"'
    if proposal.row != "case":
        yield '# ^ references repeat: is a row an "incident" or a "type" of a case?'
    yield 'dates = "day first"'
    if "reference" not in proposal.columns and {"types", "opened_on"} <= set(proposal.columns):
        parts = [what for what in ("types", "team", "opened_on") if what in proposal.columns]
        yield f"make_reference_from = {json.dumps(parts)}"
        yield "# ^ no column of references was found: rows that are equal are separate cases"
    yield ""


def _source(name: str) -> str:
    words = re.sub(r"[^a-z_]+", "_", Path(name).stem.split(".")[0].casefold()).strip("_")
    return words[:30] or "own"


def _columns(proposal: Proposal) -> Iterator[str]:
    yield "[columns]"
    for match in proposal.matches:
        doubt = "" if match.score >= SURE else f"   # is it? told by {match.why}"
        yield f"{match.what} = {json.dumps(match.heading, ensure_ascii=False)}{doubt}"
    has_days = {"types", "opened_on"} <= set(proposal.columns)
    for what in NEEDED["cases"]:
        if what not in proposal.columns and not (what == "reference" and has_days):
            yield f'# {what} = ""   # not found: {_UNFOUND[what]}'
    if proposal.unused:
        yield f"# not used: {_listed(proposal.unused)}"
    if proposal.split_address:
        yield ""
        yield "[joined]"
        yield f"address = [{_listed(proposal.split_address)}]   # is it? told by their headings"


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(json.dumps(one, ensure_ascii=False) for one in headings)


def _words(proposal: Proposal) -> Iterator[str]:
    for what, known in proposal.words.items():
        yield ""
        yield f"[words.{what}]"
        meanings: dict[str, list[str]] = {}
        for word, value in known.items():
            meanings.setdefault(value, []).append(word)
        for value, words in meanings.items():
            key = json.dumps(value) if " " in value else value
            yield f"{key} = {json.dumps(words, ensure_ascii=False)}"
        for word, rows in proposal.unknown_words.get(what, {}).items():
            yield f"# put {json.dumps(word, ensure_ascii=False)} ({_rows(rows)}) beside a meaning"
    yield from _defaults(proposal)


def _defaults(proposal: Proposal) -> Iterator[str]:
    columns = proposal.columns
    yield ""
    yield "[defaults]"
    if "closed_on" in columns and "status" not in columns:
        yield 'status = "by closed day"   # closed where a closed day is given, else open'
    if ("address" in columns or proposal.split_address) and "role" not in columns:
        yield "# Is the address where it happened? Then take the # off the next line."
        yield '# role = "incident"'
        yield "# Else nobody knows which: it counts as where it was reported from."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def crosswalk_text(name: str, labels: Mapping[str, int], known: Crosswalk) -> str:
    """
    Write the labels of a column as a crosswalk: those known with their code, the rest without.

    `labels` counts the rows of each. A label without a code is for a person to decide; its
    nearest known one is only a remark.
    """
    text = io.StringIO(newline="")
    text.write(f"# {name}, version 1: proposed from one file; give every label its code\n#\n")
    text.writelines(f"#   {one.code:<12}{one.label}\n" for one in CASE_TYPES.values())
    text.write("#\nlabel,code\n")
    writer = csv.writer(text, lineterminator="\n")
    for label, rows in labels.items():
        try:
            codes = {one.code for one in known.split(label)}
            code = codes.pop() if len(codes) == 1 else ""
        except UnknownLabelError as unknown:
            code = ""
            text.write(f"# {_rows(rows)}; {_hint(label, unknown.nearest, known)}\n")
        writer.writerow([label, code])
    return text.getvalue()


def _hint(label: str, near: str, known: Crosswalk) -> str:
    """Say what a label may mean; a restricted case must not be taken for another by likeness."""
    if code := behaviour_hint(label):
        return f"by its words it may be {code}"
    if near:
        (code,) = {one.code for one in known.split(near)}
        return f"nearest known: '{near}', {code}"
    return "no known label is like it"
