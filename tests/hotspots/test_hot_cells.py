"""Hotspot or luck: verdicts on small towns, laws, and the promise in brief."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import (
    benjamini_hochberg,
    grid_neighbours,
    hex_grid,
    hot_cells,
    neighbours_within,
)
from geo_asb.hotspots.hot_cells import Town, judge

CELLS = hex_grid(shapely.box(0, 0, 3700, 3700), across_m=150)
NEAR = grid_neighbours(CELLS)
N = len(CELLS)
MIDDLE = int(np.argmin(np.hypot(CELLS["x_m"] - 1850, CELLS["y_m"] - 1850)))
PLACE = NEAR.indices[NEAR.indptr[MIDDLE] : NEAR.indptr[MIDDLE + 1]]
HOMES = 10 * np.random.default_rng(5).negative_binomial(1, 0.2, N)
HOMES[PLACE] = 100


def quiet_year(rng: np.random.Generator, times: NDArray[np.float64] | float = 1) -> NDArray:
    """Places differ by a gamma of shape 6; one case in eight belongs to a stack of 3 to 10."""
    rate = 0.04 * HOMES * rng.gamma(6, 1 / 6, N) * times
    stacks = rng.poisson(rate * 0.12 / 5)
    return rng.poisson(rate * 0.88) + stacks * rng.integers(3, 10, N)


def planted(seed: int, times: float = 4) -> NDArray:
    raised = np.ones(N)
    raised[PLACE] = times
    return quiet_year(np.random.default_rng(seed), raised)


def test_a_quiet_borough_has_no_strong_cell_in_most_years() -> None:
    """The promise in brief; benchmarks/calibration.py asks it 400 times on real sizes."""
    rng = np.random.default_rng(1)
    tested = np.flatnonzero(HOMES)
    any_strong, randomised = [], []
    for _ in range(25):
        town = Town(quiet_year(rng)[tested], HOMES[tested] * 1.0, NEAR[tested][:, tested])
        found = judge(town)
        any_strong.append((benjamini_hochberg(found.p) <= 0.05).any())
        luck = found.p_above + rng.uniform(size=tested.size) * (found.p - found.p_above)
        randomised.append((luck < 0.05).mean())
    assert np.sum(any_strong) <= 4  # of 25 at 5% each, 5 or more come once in 140 times
    assert 0.03 < np.mean(randomised) < 0.07


@pytest.mark.whole
@pytest.mark.parametrize(("times", "strong", "shown"), [(3, 10, 18), (4, 18, 20)])
def test_a_place_well_above_its_expectation_is_found(times: float, strong: int, shown: int) -> None:
    """Of 20 years. Here 29 cases are expected; over 100 years three times is strong in 70."""
    years = [planted(seed, times) for seed in range(20)]
    found = [hot_cells(counts, HOMES, NEAR).verdict[PLACE] for counts in years]
    assert sum((verdicts == "strong").any() for verdicts in found) >= strong
    assert sum((verdicts != "not shown").any() for verdicts in found) >= shown


def test_one_address_with_fifteen_cases_is_no_hot_place() -> None:
    """Counted against dice it is far too much; it is what repeat places are for."""
    counts = quiet_year(np.random.default_rng(3))
    lonely = int(np.flatnonzero((HOMES == 10) & (counts == 0))[0])
    counts[lonely] = 15
    around = NEAR.indices[NEAR.indptr[lonely] : NEAR.indptr[lonely + 1]]
    expected = np.maximum(HOMES * counts.sum() / HOMES.sum(), 1e-3)
    assert (counts[around] - expected[around]).sum() / expected[around].sum() ** 0.5 > 3
    assert not (hot_cells(counts, HOMES, NEAR).verdict[around] == "strong").any()


def test_one_block_far_beyond_any_stack_is_hot_on_its_own() -> None:
    counts = quiet_year(np.random.default_rng(4))
    counts[MIDDLE] = 120
    assert hot_cells(counts, HOMES, NEAR).verdict[MIDDLE] == "strong"


def test_cells_without_homes_are_not_tested_and_their_cases_are_counted() -> None:
    counts = planted(6)
    empty = np.flatnonzero(HOMES == 0)
    counts[empty[:4]] = [3, 0, 2, 5]
    found = hot_cells(counts, HOMES, NEAR)
    untested = found.loc[empty]
    assert untested[["score", "p", "adjusted_p"]].isna().all(axis=None)
    assert (untested.expected == 0).all()
    assert (untested.verdict == "not shown").all()
    assert found.attrs["cases_left_out"] == 10
    assert found.attrs["cases_counted"] == counts.sum() - 10
    assert found.attrs["cells_tested"] == (HOMES > 0).sum()
    assert found.attrs["method"] == "hot-cells-1"


def test_cases_in_empty_cells_change_no_verdict() -> None:
    counts = planted(7)
    more = np.where(HOMES == 0, 9, counts)
    left = hot_cells(counts, HOMES, NEAR)
    assert left.equals(hot_cells(more, HOMES, NEAR))


def test_the_frame_is_as_promised() -> None:
    counts = planted(8)
    found = hot_cells(counts, HOMES, NEAR)
    assert found.columns.tolist() == ["expected", "score", "p", "adjusted_p", "verdict"]
    assert found.index.tolist() == list(range(N))
    assert found.expected.sum() == pytest.approx(found.attrs["cases_counted"])
    assert_allclose(found.expected, HOMES * found.attrs["cases_per_1000_homes"] / 1000)
    tested = found.dropna()
    assert (tested.adjusted_p >= tested.p - 1e-15).all()
    holds_more = counts[tested.index] > tested.expected
    is_strong = tested.verdict == "strong"
    assert (((tested.adjusted_p <= 0.05) & holds_more) == is_strong).all()
    assert (((tested.p <= 0.01) & holds_more & ~is_strong) == (tested.verdict == "likely")).all()
    assert found.attrs["elsewhere_per_1000_homes"] < found.attrs["cases_per_1000_homes"]


def test_a_stricter_bar_calls_no_more_cells_strong() -> None:
    counts = planted(8)
    strong = [
        set(np.flatnonzero(hot_cells(counts, HOMES, NEAR, false_discovery=bar).verdict == "strong"))
        for bar in (0.001, 0.05, 0.2)
    ]
    assert strong[0] <= strong[1] <= strong[2]
    assert strong[0] != strong[2]


def test_whole_numbers_may_be_floats_and_arguments_stay_as_they_were() -> None:
    counts, homes = planted(9), HOMES.copy()
    before, data = counts.copy(), NEAR.data.copy()
    found = hot_cells(counts, homes, NEAR)
    assert found.equals(hot_cells(counts.astype(float), homes.astype(float), NEAR))
    assert_array_equal(counts, before)
    assert_array_equal(homes, HOMES)
    assert_array_equal(NEAR.data, data)


@settings(max_examples=3)
@given(st.randoms(use_true_random=False))
def test_renumbering_the_cells_renumbers_the_verdicts(random: object) -> None:
    counts = planted(10)
    order = np.array(random.sample(range(N), N))  # type: ignore[attr-defined]
    there = hot_cells(counts, HOMES, NEAR).verdict.to_numpy()
    here = hot_cells(counts[order], HOMES[order], NEAR[order][:, order]).verdict.to_numpy()
    assert_array_equal(here, there[order])


@settings(max_examples=3)
@given(st.integers(-30, 30), st.integers(-30, 30))
def test_moving_the_map_moves_the_hot_cells_with_it(east: int, north: int) -> None:
    counts = planted(11)
    moved_m = CELLS[["x_m", "y_m"]].to_numpy() + np.array([east, north]) * 150.0
    moved = hot_cells(counts, HOMES, neighbours_within(moved_m, 225))
    assert moved.equals(hot_cells(counts, HOMES, NEAR))


def test_too_few_cells_or_flat_counts_are_refused() -> None:
    few = np.where(np.arange(N) < 20, 5, 0)
    with pytest.raises(TooFewCasesError, match="20 cells are too few"):
        hot_cells(np.arange(N), few, NEAR)
    with pytest.raises(TooFewCasesError, match="holds 0 cases"):
        hot_cells(np.zeros(N), HOMES, NEAR)


def test_wrong_arguments_are_refused_with_a_remedy() -> None:
    counts = np.arange(N)
    with pytest.raises(FrameError, match="give one for each cell"):
        hot_cells(counts, HOMES[:-1], NEAR)
    with pytest.raises(FrameError, match="put 0 where nobody lives"):
        hot_cells(counts, -HOMES, NEAR)
    with pytest.raises(FrameError, match="itself=True"):
        hot_cells(counts, HOMES, grid_neighbours(CELLS, itself=False))
    with pytest.raises(FrameError, match="false_discovery is 5"):
        hot_cells(counts, HOMES, NEAR, false_discovery=5)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_p_equals_scipy(p: list[float]) -> None:
    expected = false_discovery_control(p) if p else []
    assert_allclose(benjamini_hochberg(p), expected, atol=1e-12)


def test_nan_stays_nan_and_counts_as_no_test() -> None:
    adjusted = benjamini_hochberg([np.nan, 0.02, np.nan, 0.5])
    assert_array_equal(adjusted, [np.nan, 0.04, np.nan, 0.5])
    with pytest.raises(FrameError, match="outside 0 to 1"):
        benjamini_hochberg([1.2])
