"""The page of methods names every verb, its pictures are there, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from benchmarks.method_pictures import PICTURES
from geo_asb import hotspots

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PAGE = REPOSITORY / "docs" / "reference" / "methods.md"
TEXT = PAGE.read_text(encoding="utf-8")
IMAGES = re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]*)">', TEXT)
MOST_BYTES = 150_000


@pytest.mark.parametrize("name", hotspots.__all__)
def test_every_public_name_stands_on_the_page(name):
    assert f"`{name}`" in TEXT


def test_each_verb_of_the_table_lives_where_the_table_says():
    rows = re.findall(r"^\| `(\w+)` \| .+ \| \[(\w+)\]\(", TEXT, flags=re.MULTILINE)
    assert {verb for verb, _ in rows} == {name for name in hotspots.__all__ if name.islower()}
    for verb, home in rows:
        assert verb in importlib.import_module(f"geo_asb.hotspots.{home}").__all__


def test_every_picture_of_the_page_is_one_that_is_drawn():
    shown = [Path(source).name for source, _ in IMAGES]
    assert shown == [f"methods-{name}.png" for name in PICTURES]
    kept = (REPOSITORY / "docs" / "pictures").glob("methods-*.png")
    assert sorted(shown) == sorted(path.name for path in kept)


@pytest.mark.parametrize(("source", "words"), IMAGES)
def test_a_picture_is_there_is_small_and_is_told_in_words(source, words):
    assert (PAGE.parent / source).stat().st_size < MOST_BYTES
    assert len(words.split()) > 12


def test_every_link_leads_somewhere():
    anchors = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        path, _, anchor = target.partition("#")
        page = PAGE.parent / path if path else PAGE
        assert page.exists(), target
        assert path or anchor in anchors, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_examples_on_the_page_run():
    code = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL))
    example = doctest.DocTestParser().get_doctest(code, {}, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example)
    assert example.examples
    assert runner.failures == 0


@pytest.mark.whole
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_can_be_drawn(name):
    assert PICTURES[name]().axes
