"""Concentration: published and exact figures, laws, and what is refused."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import Concentration, concentration

COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=40).filter(any)


def asked(counts: object, top: float = 0.05, seed: int = 1) -> Concentration:
    return concentration(counts, top=top, rng=np.random.default_rng(seed))


def lorenz_area(counts: np.ndarray) -> float:
    """Area under the Lorenz curve, trapezium by trapezium."""
    held = np.concatenate([[0], np.cumsum(np.sort(counts))]) / counts.sum()
    return float(np.trapezoid(held, dx=1 / counts.size))


def test_the_published_gini_of_a_hundred_crimes_at_ten_places() -> None:
    """
    Figure 1 of the lorenzgini vignette (Steenbeek and Bernasco): 22 to 1 crimes at ten places.

    Its plain G of 3, 1, 1 crimes at ten places is .78; measured from the most even spread (five
    places with one each, by areas under the curves) that is .56.
    """
    crimes = np.array([22, 18, 17, 12, 11, 8, 6, 3, 2, 1])
    assert asked(crimes).gini == pytest.approx(1 - 2 * lorenz_area(crimes), abs=1e-12)
    sparse, evenest = np.array([3, 1, 1, *[0] * 7]), np.repeat([1, 0], 5)
    assert 1 - 2 * lorenz_area(sparse) == pytest.approx(0.78, abs=0.005)
    by_areas = 1 - lorenz_area(sparse) / lorenz_area(evenest)
    assert asked(sparse).gini == pytest.approx(by_areas, abs=1e-12)
    assert by_areas == pytest.approx(0.56, abs=1e-12)


@pytest.mark.whole
@given(COUNTS)
def test_gini_is_the_area_from_the_evenest_spread(counts: list[int]) -> None:
    cases, total = np.array(counts), sum(counts)
    evenest = np.ones(cases.size) if total >= cases.size else np.arange(cases.size) < total
    by_areas = 1 - lorenz_area(cases) / lorenz_area(evenest.astype(float))
    assert asked(counts).gini == pytest.approx(by_areas, abs=1e-9)


@pytest.mark.whole
@given(COUNTS, st.sampled_from([0.05, 0.2, 0.5, 0.9]))
def test_the_share_is_that_of_the_largest_counts(counts: list[int], top: float) -> None:
    found = asked(counts, top)
    largest = sorted(counts)[-found.top_places :]
    assert found.share == pytest.approx(sum(largest) / sum(counts))
    assert found.share >= found.top_places / len(counts) - 1e-12
    assert found.low <= found.by_chance <= found.high


def test_chance_is_that_of_all_throws() -> None:
    """All 3,125 ways to throw five cases on five places; the mean of 199 runs is within 0.04."""
    throws = product(range(5), repeat=5)
    exact = np.mean([np.bincount(throw).max() / 5 for throw in throws])
    assert asked([5, 0, 0, 0, 0], 0.2).by_chance == pytest.approx(exact, abs=0.04)


def test_an_even_spread_is_no_concentration() -> None:
    even = asked(np.full(200, 3))
    assert (even.share, even.gini, even.p) == (0.05, pytest.approx(0), 1)
    assert even.by_chance > 0.1


def test_dice_are_no_concentration_and_planted_places_are() -> None:
    rng = np.random.default_rng(5)
    dice = np.bincount(rng.integers(1000, size=500), minlength=1000)
    assert asked(dice).p > 0.05
    dice[:30] += 6
    assert asked(dice).p == 1 / 200


@pytest.mark.whole
def test_p_is_below_a_twentieth_in_a_twentieth_of_dice() -> None:
    """400 throws of 1,000 cases on 200 places: 5% and not over 8%, ties only lower it."""
    rng = np.random.default_rng(6)
    p = [
        concentration(np.bincount(rng.integers(200, size=1000), minlength=200), rng=rng).p
        for _ in range(400)
    ]
    assert 0.02 <= np.mean(np.array(p) <= 0.05) <= 0.08


def test_the_number_of_top_places_is_rounded_up_without_rounding_errors() -> None:
    counts = np.ones(100)
    assert [asked(counts, top).top_places for top in (0.05, 0.07, 0.051)] == [5, 7, 6]
    assert asked([1, 0, 0]).top_places == 1


def test_the_same_chance_gives_the_same_answer_and_counts_are_left_alone() -> None:
    """Trap 7."""
    counts = np.array([5.0, 1, 0, 0, 2])
    before = counts.copy()
    assert asked(counts, seed=9) == asked(counts, seed=9)
    assert_array_equal(counts, before)


def test_the_result_carries_its_caveats() -> None:
    found = asked([3, 1, 1, 0, 0, 0])
    assert (found.method, found.runs, found.cases, found.places) == ("concentration-1", 199, 5, 6)
    assert "Chance takes every place to be alike" in found.caveats[0]
    assert "fewer cases (5) than places (6)" in found.caveats[1]
    assert len(asked([9, 1]).caveats) == 1


@pytest.mark.parametrize(
    ("counts", "top", "error", "words"),
    [
        ([], 0.05, TooFewCasesError, "0 places cannot share cases"),
        ([4], 0.05, TooFewCasesError, "1 places cannot share cases"),
        ([0, 0, 0], 0.05, TooFewCasesError, "none of 3 places holds a case"),
        ([1, -1], 0.05, FrameError, "counts hold -1.0 at position 1"),
        ([1, np.nan], 0.05, FrameError, "counts hold nan at position 1"),
        ([1, 2], 5, FrameError, "top is 5; give a share"),
        ([1, 2], 0, FrameError, "top is 0; give a share"),
    ],
)
def test_counts_that_cannot_be_used(
    counts: list[float], top: float, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        asked(counts, top)
