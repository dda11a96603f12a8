"""Gi* against esda, its laws and the traps other packages fell into."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_array, diags_array

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import gi_star, grid_neighbours, hex_grid

CELLS = hex_grid(shapely.box(0, 0, 1400, 1300), across_m=150)
TOWN = grid_neighbours(CELLS)
COUNTS = arrays.arrays(np.int64, len(CELLS), elements=st.integers(0, 30)).filter(
    lambda counts: counts.min() < counts.max()
)


@pytest.mark.whole
def test_scores_equal_esda_within_1e_9() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's own warnings are not ours to mend
        from esda.getisord import G_Local  # noqa: PLC0415
        from libpysal.graph import Graph  # noqa: PLC0415

        counts = np.random.default_rng(4).negative_binomial(0.5, 0.3, len(CELLS))
        near = Graph.build_distance_band(CELLS[["x_m", "y_m"]].to_numpy(), 225, binary=True)
        peer = G_Local(counts.astype(float), near, transform="B", star=True, permutations=0)
    assert_allclose(gi_star(counts, TOWN), peer.Zs, atol=1e-9, rtol=0)


@given(COUNTS, st.integers(2, 9))
def test_counting_every_case_twice_changes_no_score(counts: np.ndarray, times: int) -> None:
    assert_allclose(gi_star(counts * times, TOWN), gi_star(counts, TOWN), atol=1e-9)


@given(COUNTS, st.randoms(use_true_random=False))
def test_renumbering_the_cells_renumbers_the_scores(counts: np.ndarray, random: object) -> None:
    order = np.array(random.sample(range(len(counts)), len(counts)))  # type: ignore[attr-defined]
    renumbered = gi_star(counts[order], TOWN[order][:, order])
    assert_allclose(renumbered, gi_star(counts, TOWN)[order], atol=1e-9)


@pytest.mark.parametrize("row_standardised", [False, True])
def test_noise_scores_with_a_standard_deviation_of_one(row_standardised: bool) -> None:
    """Trap: a variance from the sum of weights, not of their squares, gives 0.35."""
    cells = hex_grid(shapely.box(0, 0, 9000, 9000), across_m=150)
    near = grid_neighbours(cells)
    if row_standardised:
        near = csr_array(diags_array(1 / near.sum(axis=1)) @ near)
    scores = gi_star(np.random.default_rng(8).poisson(3, len(cells)), near)
    assert scores.std() == pytest.approx(1, abs=0.05)


def test_a_gathering_scores_high_and_the_rest_does_not() -> None:
    counts = np.ones(len(CELLS))
    middle = np.argmin(np.hypot(CELLS["x_m"] - 700, CELLS["y_m"] - 650))
    counts[TOWN.indices[TOWN.indptr[middle] : TOWN.indptr[middle + 1]]] = 6
    scores = gi_star(counts, TOWN)
    assert scores.argmax() == middle
    assert scores[middle] > 5
    assert scores[0] < 0


def test_callers_counts_are_left_alone() -> None:
    counts = np.arange(len(CELLS), dtype=float)
    before = counts.copy()
    gi_star(counts, TOWN)
    assert_array_equal(counts, before)


def test_a_cell_that_reaches_the_whole_map_has_no_score() -> None:
    everything = np.ones((30, 30))
    assert np.isnan(gi_star(np.arange(30), csr_array(everything))).all()


def test_too_few_or_flat_counts_are_refused() -> None:
    with pytest.raises(TooFewCasesError, match=r"12 cells are too few .* at least 30"):
        gi_star(np.arange(12), csr_array(np.eye(12)))
    with pytest.raises(TooFewCasesError, match="holds 2 cases, so none stands out"):
        gi_star(np.full(len(CELLS), 2), TOWN)


@given(COUNTS, st.integers(0, len(CELLS) - 1), st.sampled_from([-1.0, 0.5, np.nan, np.inf]))
def test_numbers_that_are_no_counts_are_refused(
    counts: np.ndarray, position: int, wrong: float
) -> None:
    broken = counts.astype(float)
    broken[position] = wrong
    with pytest.raises(FrameError, match=f"at position {position}; give whole numbers"):
        gi_star(broken, TOWN)


def test_neighbours_of_another_town_are_refused() -> None:
    one_less = len(CELLS) - 1
    with pytest.raises(FrameError, match=f"for {one_less} cells"):
        gi_star(np.arange(one_less), TOWN)
    with pytest.raises(FrameError, match="give one number for each cell"):
        gi_star(np.ones((5, 5)), TOWN)
