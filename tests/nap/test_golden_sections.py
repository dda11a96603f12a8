"""
Whole sections, word for word.

A change of wording is read by a person: run `python -m tests.nap.test_golden_sections` to write
the files again, and look at the difference before it is committed.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from nap.render import to_markdown
from tests.nap.awkward_areas import AREAS

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


@pytest.mark.parametrize("name", AREAS)
def test_a_section_reads_word_for_word_as_a_person_accepted_it(name):
    accepted = (GOLDEN / f"nap_{name}.md").read_text(encoding="utf-8").splitlines()
    written = to_markdown(AREAS[name]()).splitlines()
    difference = difflib.unified_diff(accepted, written, "accepted", "written", lineterm="")
    assert not (shown := "\n".join(difference)), f"\n{shown}"


@pytest.mark.parametrize("name", AREAS)
def test_no_section_shows_a_hole_in_its_words(name):
    hole = re.search(
        r"None|\bnan\b|\S  +\S|\.\.| [.,]|\(\)|\b1 \w+s (was|were)|\b0 cases", _text(name)
    )
    assert hole is None, hole


def _text(name):
    return to_markdown(AREAS[name]())


if __name__ == "__main__":
    for area, build in AREAS.items():
        (GOLDEN / f"nap_{area}.md").write_text(to_markdown(build()), encoding="utf-8")
