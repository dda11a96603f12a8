from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.case_types import CASE_TYPES
from geo_asb.errors import ExportError
from geo_asb.etl.crosswalk import Crosswalk, UnknownLabelError, read_crosswalk

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
