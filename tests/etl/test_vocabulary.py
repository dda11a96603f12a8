from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.etl.vocabulary import Vocabulary

WORDS = ["ALDER", "ELM", "HOLLY", "PHILLIPS", "ROAD", "STREET", "WINDERMERE"]
OWN = Vocabulary(WORDS)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ALDR", "ALDER"),  # a letter left out
        ("HOLLLY", "HOLLY"),
        ("SRTEET", "STREET"),  # swapped with its neighbour
        ("WINDRMEER", "WINDERMERE"),
        ("R0AD", "ROAD"),  # a digit read for a letter
        ("FILLIPS", "PHILLIPS"),  # the same sound
    ],
)
def test_a_slip_is_put_right(written: str, meant: str) -> None:
    assert list(OWN.readings(written)) == [meant]


def test_a_word_of_the_list_is_read_as_itself_alone() -> None:
    assert Vocabulary(["BIRCH", "BIRCHES"]).readings("BIRCH") == {"BIRCH": 0}


@pytest.mark.parametrize("word", ["OAK", "PEMBROKE", "HULLO", "", "12"])
def test_a_word_too_short_or_too_far_is_not_corrected(word: str) -> None:
    assert OWN.readings(word) == {}


def test_a_slip_in_a_word_of_three_letters_counts_as_two() -> None:
    assert OWN.readings("ELN") == {"ELM": 2}
    assert OWN.readings("ELMM") == {"ELM": 1}


def test_two_words_as_near_are_both_given() -> None:
    assert Vocabulary(["ALDEN", "ALDER"]).readings("ALDEM") == {"ALDEN": 1, "ALDER": 1}


def test_words_that_ran_together_are_parted() -> None:
    assert OWN.halves("HOLLYROAD") == ("HOLLY", "ROAD")
    assert OWN.halves("HOLLYHOCK") is None


@given(st.sampled_from(["PHILLIPS", "WINDERMERE"]), st.data())
def test_two_letters_changed_in_a_long_word_are_found(word: str, data: st.DataObject) -> None:
    changed = list(word)
    for _ in range(2):
        changed[data.draw(st.integers(0, len(word) - 1))] = data.draw(st.sampled_from(LETTERS))
    assert word in OWN.readings("".join(changed))
