"""What counts do by chance: spectra against brute force, learning against the truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_array

from geo_asb.hotspots.chance import Chance, learn_chance, tail_of_capped, tail_of_sum

WILD = Chance(place_shape=2.0, repeat_share=0.2, repeat_goes_on=0.6)
DICE = Chance(place_shape=1e9, repeat_share=1e-9, repeat_goes_on=0.5)
EXPECTED = np.array([0.05, 0.4, 3.0])
ALL_THREE = csr_array(np.ones((1, 3), dtype=np.int64))


def fall(rng: np.random.Generator, expected: NDArray[np.float64], chance: Chance) -> NDArray:
    """Draw counts the slow way: a rate for each cell, stacks on addresses, cases in a stack."""
    stacks_mean = expected / chance.mean_stack
    rate = rng.gamma(chance.place_shape, stacks_mean / chance.place_shape)
    stacks = rng.poisson(rate)
    long = rng.binomial(stacks, chance.repeat_share)
    more = rng.negative_binomial(np.maximum(long, 1), 1 - chance.repeat_goes_on)
    return stacks + np.where(long > 0, more, 0)


def test_without_stacks_and_differences_it_is_poisson() -> None:
    seen = np.arange(12)
    p = DICE.of_cells(np.array([2.5]), 64)[0, :12]
    assert_allclose(p, stats.poisson.pmf(seen, 2.5), atol=1e-7)
    assert DICE.dispersion == pytest.approx(1)


def test_without_stacks_it_is_negative_binomial() -> None:
    places_differ = Chance(2.0, 1e-9, 0.5)
    p = places_differ.of_cells(np.array([3.0]), 256)[0, :20]
    assert_allclose(p, stats.nbinom.pmf(np.arange(20), 2, 2 / 5), atol=1e-7)


def test_mean_and_variance_are_as_said() -> None:
    p = WILD.of_cells(EXPECTED, 512)
    counts = np.arange(512)
    mean = p @ counts
    assert_allclose(mean, EXPECTED, rtol=1e-6)
    assert_allclose(p @ counts**2 - mean**2, WILD.variance(EXPECTED), rtol=1e-5)


def test_cells_are_as_if_drawn() -> None:
    drawn = fall(np.random.default_rng(3), np.full(200_000, 3.0), WILD)
    share = np.bincount(drawn, minlength=64)[:12] / drawn.size
    assert_allclose(WILD.of_cells(np.array([3.0]), 256)[0, :12], share, atol=0.003)


def test_tail_of_a_neighbourhood_equals_convolution_by_hand() -> None:
    cells = WILD.of_cells(EXPECTED, 256)
    together = np.convolve(np.convolve(cells[0], cells[1]), cells[2])
    for seen in (0, 3, 17, 40):
        at_least, above = tail_of_sum(WILD, EXPECTED, ALL_THREE, np.array([seen]))
        assert at_least[0] == pytest.approx(together[seen:].sum(), rel=1e-6)
        assert above[0] == pytest.approx(together[seen + 1 :].sum(), rel=1e-6)


def test_tail_of_capped_counts_equals_convolution_by_hand() -> None:
    cells = WILD.of_cells(EXPECTED, 256)
    caps = [max(int(np.argmax(1 - np.cumsum(p) <= 0.02)), 1) for p in cells]
    capped = [np.append(p[:cap], p[cap:].sum()) for p, cap in zip(cells, caps, strict=True)]
    together = np.convolve(np.convolve(capped[0], capped[1]), capped[2])
    counts = np.array([40, 1, 2])
    seen = np.minimum(counts, caps).sum()
    at_least, above, is_over = tail_of_capped(WILD, EXPECTED, ALL_THREE, counts)
    assert at_least[0] == pytest.approx(together[seen:].sum(), rel=1e-9)
    assert above[0] == pytest.approx(together[seen + 1 :].sum(), rel=1e-9)
    assert is_over.tolist() == [True, False, False]


def test_p_of_at_least_is_not_p_of_more() -> None:
    """Trap: P(X > observed) printed as P(X >= observed)."""
    at_least, above = tail_of_sum(DICE, np.array([2.0]), csr_array([[1]]), np.array([3]))
    assert at_least[0] == pytest.approx(stats.poisson.sf(2, 2.0), abs=1e-7)
    assert above[0] == pytest.approx(stats.poisson.sf(3, 2.0), abs=1e-7)


def test_chance_is_learned_from_counts() -> None:
    rng = np.random.default_rng(12)
    expected = rng.choice([0.05, 0.2, 0.5, 1.5, 4.0], 20_000)
    learned = learn_chance(expected, fall(rng, expected, WILD))
    assert learned.place_shape == pytest.approx(WILD.place_shape, rel=0.3)
    assert learned.dispersion == pytest.approx(WILD.dispersion, rel=0.1)


def test_a_thousand_distinct_expectations_are_taken_together_without_loss() -> None:
    expected = np.random.default_rng(1).uniform(0.1, 2, 1000)
    one_each = csr_array(np.eye(1000, dtype=np.int64))
    together, _ = tail_of_sum(WILD, expected, one_each, np.full(1000, 3))
    alone, _ = tail_of_sum(WILD, expected[:100], csr_array(np.eye(100)), np.full(100, 3))
    assert_allclose(together[:100], alone, rtol=0.05)


@pytest.mark.parametrize(
    "chance", [Chance(2.0, 0.12, 0.75), Chance(0.3, 0.4, 0.9), Chance(50, 0.01, 0.2)]
)
def test_counts_one_after_the_other_are_as_likely_as_by_transform(chance):
    """To 1e-12, for expectations from next to none up to 60 cases in a cell."""
    expected = np.geomspace(0.01, 60, 25)
    by_transform = chance.of_cells(expected, 4096)[:, :150]
    assert_allclose(chance.up_to(expected, 149).T, by_transform, atol=1e-12)
