from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.case_types import CASE_TYPES
from geo_asb.demo.published import CASE_TYPES_BY_YEAR, GREAT_PLACES_BY_CATEGORY
from geo_asb.errors import ExportError
from geo_asb.etl.crosswalk import (
    Crosswalk,
    UnknownLabelError,
    check_crosswalk,
    counts_by_code,
    read_crosswalk,
)

REACT = read_crosswalk("stockport_react")
GREAT_PLACES = read_crosswalk("great_places")


def _texts(cell: str) -> list[str]:
    return [label.text for label in REACT.split(cell)]


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("Drugs", ["Drugs"]),
        ("Noise/Rowdy Behaviour", ["Noise/Rowdy Behaviour"]),
        ("Litter / Rubbish", ["Litter/Rubbish"]),
        ("Litter/Rubbish / Drugs", ["Litter/Rubbish", "Drugs"]),
        ("NOISE/ROWDY  BEHAVIOUR ; pets  ", ["Noise/Rowdy Behaviour", "Pets"]),
        ("Pets\r\nDrugs\n", ["Pets", "Drugs"]),
        ("Drugs; Drugs", ["Drugs"]),
        ("Pets, Drugs", ["Pets", "Drugs"]),
        ("Nuisance vehicles/bikes/Drugs", ["Nuisance vehicles/bikes", "Drugs"]),
        ("", []),
    ],
)
def test_a_cell_is_cut_into_the_labels_it_holds(cell: str, labels: list[str]) -> None:
    assert _texts(cell) == labels


@pytest.mark.parametrize(
    ("cell", "nearest"),
    [("Drug", "Drugs"), ("Litter", "Litter/Rubbish"), ("Pets; Vandalsim", "Vandalism")],
)
def test_an_unknown_label_names_its_nearest(cell: str, nearest: str) -> None:
    with pytest.raises(UnknownLabelError) as caught:
        REACT.split(cell)
    assert caught.value.nearest == nearest


def test_commas_inside_a_label_part_nothing() -> None:
    cell = "Drugs, drug dealing or substance misuse / Racial"
    assert [label.code for label in GREAT_PLACES.split(cell)] == ["DRUGS", "HATE"]


@given(
    st.lists(st.sampled_from(sorted(REACT.labels)), unique=True),
    st.sampled_from(["; ", " / ", "\n", ";", " ;  "]),
    st.sampled_from([str.upper, str.title, str]),
)
def test_labels_joined_and_cut_again_are_the_same(
    labels: list[str], joint: str, case: Callable[[str], str]
) -> None:
    cut = REACT.split(case(joint.join(labels)))
    assert cut == tuple(REACT.labels[label] for label in labels)


@pytest.mark.parametrize(("crosswalk", "labels"), [(REACT, 18), (GREAT_PLACES, 19)])
def test_every_label_means_one_known_type(crosswalk: Crosswalk, labels: int) -> None:
    assert len(crosswalk.labels) == labels
    assert {label.code for label in crosswalk.labels.values()} <= set(CASE_TYPES)
    assert crosswalk.version == "1"


def test_an_unknown_crosswalk_names_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"No crosswalk 'cx'\. There are great_places, housemark"):
        read_crosswalk("cx")


def _written(tmp_path: Path, *lines: str, head: str = "label,code") -> Path:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(("# own, version 2: of a test", head, *lines)) + "\n")
    return path


@pytest.mark.parametrize(
    ("lines", "head", "fault"),
    [
        (["Racket,NOIS"], "label,code", r"line 3: 'NOIS' is no case type \(nearest: NOISE\)"),
        (["Racket,"], "label,code", "line 3: 'Racket' has no code. Write the code of a case type"),
        ([",NOISE"], "label,code", "line 3: no label"),
        (["Racket,NOISE", "racket ,PETS"], "label,code", "line 4: 'racket' stands in line 3"),
        (["Racket,Dogs,PETS"], "label,category,code", "line 3: add a line for 'Racket .Dogs.'"),
    ],
)
def test_a_crosswalk_that_breaks_a_rule_is_refused(tmp_path, lines, head, fault):
    path = _written(tmp_path, *lines, head=head)
    _, faults = check_crosswalk(str(path))
    assert len(faults) == 1
    assert re.search(fault, faults[0])
    with pytest.raises(ExportError, match=r"own\.csv, line"):
        read_crosswalk(str(path))


def test_a_label_splits_only_by_a_rule(tmp_path):
    lines = ("Racket,,NOISE", "Racket,Dogs barking,PETS")
    crosswalk = read_crosswalk(str(_written(tmp_path, *lines, head="label,category,code")))
    (label,) = crosswalk.split("racket")
    assert [crosswalk.under(label, kind).code for kind in ("", "dogs  Barking", "Music")] == [
        "NOISE", "PETS", "NOISE",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "label,code\nA,NOISE\n", "# own, version 1: x\na,b\n"])
def test_a_file_that_is_no_crosswalk_says_what_it_lacks(tmp_path, text):
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(ExportError, match=r"own\.csv: the (first line|columns)"):
        check_crosswalk("own.csv", tmp_path)


def test_the_crosswalk_keeps_the_published_totals():
    for counts in CASE_TYPES_BY_YEAR.values():
        assert sum(counts_by_code(REACT, counts).values()) == sum(counts.values())
    for column in range(4):  # a, b, c, none
        counts = {label: row[column] for label, row in GREAT_PLACES_BY_CATEGORY.items()}
        codes = counts_by_code(GREAT_PLACES, counts)
        assert sum(codes.values()) == sum(counts.values())
    totals = {label: sum(row) for label, row in GREAT_PLACES_BY_CATEGORY.items()}
    assert counts_by_code(GREAT_PLACES, totals)["HATE"] == 17
    with pytest.raises(UnknownLabelError):
        counts_by_code(REACT, {"Drugz": 1})
