"""A true density: it integrates to 1, and is the sum over all cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neighbors import KernelDensity

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import kernel_density
from geo_asb.hotspots.density import halo_m

CORNER_M = np.array([400_000.0, 390_000.0])
# The tolerance promised: a share of the highest density of the sum over all cases.
WITHIN = 0.0005
KERNELS = ["gaussian", "quartic"]


def town(n: int = 400, across_m: float = 6000, seed: int = 1) -> np.ndarray:
    """Half of the cases scattered, half gathered."""
    rng = np.random.default_rng(seed)
    gathered = rng.normal(across_m / 2, across_m / 12, (n // 2, 2))
    return CORNER_M + np.vstack([rng.uniform(0, across_m, (n - n // 2, 2)), gathered])


def grid(across_m: float, side_m: float, start_m: float = 0) -> np.ndarray:
    middles = np.arange(start_m + side_m / 2, across_m, side_m)
    return CORNER_M + np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)


def by_hand(points_m, at_m, bandwidth_m, kernel, weights=None):
    squared = ((at_m[:, None] - points_m) ** 2).sum(axis=2) / bandwidth_m**2
    if kernel == "gaussian":
        height = np.exp(-squared / 2) / (2 * np.pi)
    else:
        height = np.where(squared < 1, 3 / np.pi * (1 - squared) ** 2, 0)
    return np.average(height, axis=1, weights=weights) / bandwidth_m**2


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("bandwidth_m", [3, 40, 300, 2500])
def test_it_is_the_sum_over_all_cases(kernel, bandwidth_m):
    """Brute force, to 0.05% of the highest value; the smallest bandwidth takes the pairs."""
    points_m = town()
    at_m = np.vstack([grid(6000, 300), points_m[::7]])
    found = kernel_density(points_m, at_m, bandwidth_m=bandwidth_m, kernel=kernel)
    expected = by_hand(points_m, at_m, bandwidth_m, kernel)
    assert_allclose(found, expected, rtol=0, atol=WITHIN * expected.max())


def test_it_agrees_with_scikit_learn():
    """Its KernelDensity, exact; to 0.05% of the highest value."""
    points_m, at_m = town(), grid(6000, 300)
    weights = np.random.default_rng(2).uniform(0, 3, len(points_m))
    peer = KernelDensity(bandwidth=300).fit(points_m, sample_weight=weights)
    expected = np.exp(peer.score_samples(at_m))
    found = kernel_density(points_m, at_m, bandwidth_m=300, weights=weights)
    assert_allclose(found, expected, rtol=0, atol=WITHIN * expected.max())


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_single_case_is_the_kernel_itself(kernel):
    """The hardest for a mesh: nothing averages out. To 0.05% of the peak, anywhere."""
    case_m = CORNER_M + np.array([[0.123, 7.7]])
    at_m = case_m + np.random.default_rng(3).uniform(-450, 450, (4000, 2))
    found = kernel_density(case_m, at_m, bandwidth_m=150, kernel=kernel)
    peak = by_hand(case_m, case_m, 150, kernel)[0]
    assert_allclose(found, by_hand(case_m, at_m, 150, kernel), rtol=0, atol=WITHIN * peak)


@pytest.mark.parametrize("kernel", KERNELS)
def test_trap_6_a_quartic_integrates_to_one_and_so_does_a_gaussian(kernel):
    points_m, side_m = town(100, across_m=1000), 20.0
    around_m = grid(3500, side_m, start_m=-2500)
    found = kernel_density(points_m, around_m, bandwidth_m=300, kernel=kernel)
    assert_allclose(found.sum() * side_m**2, 1, rtol=1e-4)


@pytest.mark.whole
@given(
    seed=st.integers(0, 1000),
    east_m=st.integers(-3000, 3000),
    north_m=st.integers(-3000, 3000),
    kernel=st.sampled_from(KERNELS),
)
def test_moving_everything_changes_nothing(seed, east_m, north_m, kernel):
    points_m, at_m = town(30, across_m=900, seed=seed), grid(900, 100)
    there = kernel_density(points_m, at_m, bandwidth_m=250, kernel=kernel)
    moved_m = np.array([east_m, north_m]) + 0.37
    away = kernel_density(points_m + moved_m, at_m + moved_m, bandwidth_m=250, kernel=kernel)
    peak = by_hand(points_m, points_m, 250, kernel).max()
    assert_allclose(there, away, rtol=0, atol=2 * WITHIN * peak)


@pytest.mark.whole
@given(seed=st.integers(0, 1000), kernel=st.sampled_from(KERNELS))
def test_a_weight_of_two_is_the_case_twice(seed, kernel):
    points_m, at_m = town(20, across_m=900, seed=seed), grid(900, 100)
    weights = np.random.default_rng(seed).integers(1, 3, 20)
    weighted = kernel_density(points_m, at_m, bandwidth_m=250, kernel=kernel, weights=weights)
    twice_m = np.repeat(points_m, weights, axis=0)
    stacked = kernel_density(twice_m, at_m, bandwidth_m=250, kernel=kernel)
    assert_allclose(weighted, stacked, rtol=1e-9, atol=1e-18)
    assert (stacked >= 0).all()


@pytest.mark.whole
@pytest.mark.parametrize("kernel", KERNELS)
def test_a_tile_with_its_halo_agrees_with_the_whole(kernel):
    points_m, at_m = town(2000), grid(6000, 100)
    whole = kernel_density(points_m, at_m, bandwidth_m=200, kernel=kernel)
    is_tile = (at_m < CORNER_M + 2500).all(axis=1)
    is_near = (points_m < CORNER_M + 2500 + halo_m(200, kernel)).all(axis=1)
    tile = kernel_density(points_m[is_near], at_m[is_tile], bandwidth_m=200, kernel=kernel)
    share = is_near.mean()
    assert_allclose(tile * share, whole[is_tile], rtol=1e-9, atol=1e-9 * whole.max())


def test_places_may_come_in_any_order_and_twice():
    points_m, at_m = town(), grid(6000, 500)
    mixed = np.random.default_rng(4).integers(0, len(at_m), 300)
    in_order = kernel_density(points_m, at_m, bandwidth_m=300)
    assert_allclose(kernel_density(points_m, at_m[mixed], bandwidth_m=300), in_order[mixed])


def test_a_case_stacked_on_one_point_counts_each_time():
    block_m = np.repeat(CORNER_M[None], 15, axis=0)
    alone = kernel_density(block_m[:1], block_m[:1], bandwidth_m=100)
    assert_allclose(kernel_density(block_m, block_m[:1], bandwidth_m=100), alone)


def test_beyond_reach_there_is_nothing():
    case_m = CORNER_M[None]
    assert kernel_density(case_m, case_m + 50_000, bandwidth_m=100).tolist() == [0]
    assert kernel_density(case_m, np.empty((0, 2)), bandwidth_m=100).tolist() == []


def test_the_callers_arrays_stay_as_they_are():
    points_m, at_m, weights = town(50), grid(6000, 1000), np.arange(50.0)
    before = points_m.copy(), at_m.copy(), weights.copy()
    kernel_density(points_m, at_m, bandwidth_m=300, weights=weights)
    for kept, array in zip(before, (points_m, at_m, weights), strict=True):
        assert_array_equal(kept, array)


@pytest.mark.parametrize("bandwidth_m", [0, -5, np.nan, np.inf])
def test_a_bandwidth_must_be_above_zero(bandwidth_m):
    with pytest.raises(FrameError, match=r"bandwidth_m is .*give metres above zero"):
        kernel_density(town(5), town(5), bandwidth_m=bandwidth_m)


def test_odd_input_is_refused():
    points_m = town(5)
    with pytest.raises(FrameError, match="kernel is 'box'; choose 'gaussian' or 'quartic'"):
        kernel_density(points_m, points_m, bandwidth_m=100, kernel="box")
    with pytest.raises(FrameError, match="at_m have the shape"):
        kernel_density(points_m, [1.0, 2.0], bandwidth_m=100)
    with pytest.raises(FrameError, match="look like degrees"):
        kernel_density(points_m, [[-2.1, 53.4]], bandwidth_m=100)
    with pytest.raises(FrameError, match=r"weights have the shape \(4,\) for 5 points"):
        kernel_density(points_m, points_m, bandwidth_m=100, weights=np.ones(4))
    with pytest.raises(FrameError, match=r"weights hold -1.0 at position 2"):
        kernel_density(points_m, points_m, bandwidth_m=100, weights=[1, 1, -1, 1, 1])
    with pytest.raises(TooFewCasesError, match="Take a longer period"):
        kernel_density(np.empty((0, 2)), points_m, bandwidth_m=100)
    with pytest.raises(TooFewCasesError, match="Take a longer period"):
        kernel_density(points_m, points_m, bandwidth_m=100, weights=np.zeros(5))
