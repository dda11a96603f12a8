"""The development set of addresses with known answers: what the ladder must reach on it."""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from geo_asb.cli_geocode import geocode_file

pytestmark = pytest.mark.whole


@dataclass(frozen=True)
class Answer:
    """One query's result beside its truth."""

    result: dict[str, str]
    truth: dict[str, str]
    postcode: str

    @property
    def is_claimed(self) -> bool:
        return self.result["level"] == "property"

    @property
    def is_right(self) -> bool:
        right = (self.truth["true_uprn"], *self.truth["alt_uprns"].split("|"))
        return self.is_claimed and self.result["uprn"] in right

    def off_m(self) -> float:
        if not self.result["easting"] or not self.truth["true_easting"]:
            return math.inf
        return math.dist(
            (float(self.result["easting"]), float(self.result["northing"])),
            (float(self.truth["true_easting"]), float(self.truth["true_northing"])),
        )

    def is_of_fit_half(self) -> bool:
        return sha256(self.truth["query_id"].encode()).digest()[-1] % 2 == 0


@pytest.fixture(scope="module")
def answers(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    folder = shared_data / "addresses"
    out = tmp_path_factory.mktemp("development") / "results.csv"
    geocode_file(folder / "queries.csv.gz", folder / "gazetteer.csv.gz", out)
    with out.open(encoding="utf-8", newline="") as file:
        results = list(csv.DictReader(file))
    queries, truths = _rows(folder / "queries.csv.gz"), _rows(folder / "truth.csv.gz")
    by_id = {truth["query_id"]: truth for truth in truths}
    return [
        Answer(result, by_id[result["query_id"]], query["query_postcode"])
        for result, query in zip(results, queries, strict=True)
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(answers: list[Answer], *levels: str) -> list[Answer]:
    return [one for one in answers if one.truth["truth_level"] in levels]


def _right(answers: list[Answer]) -> float:
    return float(np.mean([one.is_right for one in answers]))


def test_homes_are_found_and_hardly_any_wrongly(answers):
    homes, absent = _of(answers, "property"), _of(answers, "none")
    claimed = sum(one.is_claimed for one in (*homes, *absent))
    assert _right(homes) >= 0.97
    assert sum(one.is_right for one in homes) / claimed >= 0.99


def test_an_address_that_is_not_in_the_list_is_nobody_elses_home(answers):
    assert np.mean([one.is_claimed for one in _of(answers, "none")]) <= 0.03


@pytest.mark.parametrize(
    ("group", "least"),
    [
        (lambda one: one.truth["dwelling"] in ("blockflat", "splitflat"), 0.96),
        (lambda one: not one.postcode and one.truth["error_kind"] != "postcode_inline", 0.96),
        (lambda one: one.truth["error_kind"].endswith("_touched"), 0.84),
    ],
    ids=["flats", "no postcode", "errors of six councils"],
)
def test_hard_kinds_are_found_too(
    answers: list[Answer], group: Callable[[Answer], bool], least: float
) -> None:
    assert _right([one for one in _of(answers, "property") if group(one)]) >= least


def test_blocks_and_places_lie_within_tolerance_and_are_no_dwelling(answers):
    blocks = _of(answers, "block")
    places = [*blocks, *_of(answers, "near", "street", "junction", "estate")]
    near = [one.off_m() <= float(one.truth["tolerance_m"]) for one in places]
    claimed = [one.is_claimed and one.truth["truth_level"] != "near" for one in places]
    assert np.mean(near[: len(blocks)]) >= 0.99
    assert np.mean(near) >= 0.95
    assert np.mean(claimed) <= 0.01


def test_probabilities_mean_what_they_say(answers):
    """On the half that they were not drawn from: mean error over rungs and probabilities."""
    groups: dict[tuple[str, str], list[bool]] = {}
    for one in _of(answers, "property", "none", "block", "near", "street", "junction", "estate"):
        rung = one.result["rung"]
        if one.is_of_fit_half() or rung == "none":
            continue
        if one.is_claimed:
            true = one.is_right
        elif one.truth["true_easting"]:
            true = one.off_m() <= float(one.result["radius_m"]) + 0.1
        else:
            continue
        groups.setdefault((rung, one.result["probability"]), []).append(true)
    errors = [
        len(right) * abs(np.mean(right) - float(chance)) for (_, chance), right in groups.items()
    ]
    assert sum(errors) / sum(map(len, groups.values())) <= 0.02
