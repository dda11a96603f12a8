"""Shrunk rates and ranks with bands: peers, laws, coverage."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_array

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import empirical_bayes, rank_bands, rate_interval

AREAS = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 3000)), min_size=3, max_size=25)


def town(seed: int = 3, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    homes = rng.integers(20, 900, n)
    return rng.poisson(homes * 0.05 * rng.gamma(4, 0.25, n)), homes


def a_street(n: int) -> csr_array:
    steps = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    return csr_array((steps <= 2).astype(np.int64))


@pytest.mark.whole
def test_rates_equal_esda_within_1e_12() -> None:
    cases, homes = town()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's own warnings are not ours to mend
        from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes  # noqa: PLC0415
        from libpysal.weights import W  # noqa: PLC0415

        near = a_street(len(cases))
        others = {i: [j for j in near[[i]].indices if j != i] for i in range(len(cases))}
        street = W(others, id_order=list(range(len(cases))), silence_warnings=True)
        whole = Empirical_Bayes(cases, homes).r.ravel()
        nearby = Spatial_Empirical_Bayes(cases, homes, street).r.ravel()
    assert_allclose(empirical_bayes(cases, homes), whole, atol=1e-12)
    assert_allclose(empirical_bayes(cases, homes, near), nearby, atol=1e-12)


@pytest.mark.whole
@given(AREAS)
def test_a_shrunk_rate_lies_between_its_own_and_the_usual(areas: list[tuple[int, int]]) -> None:
    cases, homes = np.array(areas).T
    own, usual = cases / homes, cases.sum() / homes.sum()
    found = empirical_bayes(cases, homes).to_numpy()
    assert (found >= np.minimum(own, usual) - 1e-12).all()
    assert (found <= np.maximum(own, usual) + 1e-12).all()


@pytest.mark.whole
@given(AREAS)
def test_a_neighbourhood_of_all_is_the_landlords_own(areas: list[tuple[int, int]]) -> None:
    cases, homes = np.array(areas).T
    everybody = csr_array(np.ones((len(areas), len(areas)), dtype=np.int64))
    nearby = empirical_bayes(cases, homes, everybody)
    assert_allclose(nearby, empirical_bayes(cases, homes), rtol=1e-9, atol=1e-12)


@pytest.mark.whole
@settings(max_examples=15)
@given(AREAS, st.randoms(use_true_random=False))
def test_renumbering_areas_renumbers_all(areas: list[tuple[int, int]], random: object) -> None:
    cases, homes = np.array(areas).T
    order = np.array(random.sample(range(len(areas)), len(areas)))  # type: ignore[attr-defined]
    found = empirical_bayes(cases[order], homes[order])
    assert_allclose(found, empirical_bayes(cases, homes)[order])
    homes = homes + 50
    ranks = rank_bands(cases[order], homes[order]).to_numpy()
    assert_allclose(ranks, rank_bands(cases, homes).to_numpy()[order])


def test_areas_that_differ_like_dice_have_the_usual_rate() -> None:
    assert_allclose(empirical_bayes([5, 10, 20], [100, 200, 400]), 0.05)
    assert_allclose(empirical_bayes([0, 0, 0], [100, 200, 400]), 0)


def test_the_largest_area_moves_least() -> None:
    cases, homes = np.array([4, 40, 400, 0, 90]), np.array([10, 100, 1000, 500, 900])
    own, found = cases / homes, empirical_bayes(cases, homes).to_numpy()
    moved = np.abs(found - own)[:3]
    assert moved[0] > moved[1] > moved[2]


def test_areas_without_homes_are_blank_and_named() -> None:
    found = empirical_bayes([5, 3, 9], [100, 0, 150])
    assert np.isnan(found[1])
    assert_allclose(found[[0, 2]], empirical_bayes([5, 9], [100, 150]))
    assert found.attrs["cases_left_out"] == 3
    assert found.attrs["areas_counted"] == 2
    assert found.attrs["method"] == "shrink-1"
    assert len(found.attrs["caveats"]) == 1
    near = empirical_bayes([5, 3, 9], [100, 0, 150], a_street(3))
    assert_allclose(near, found)


@pytest.mark.whole
def test_shrunk_rates_miss_the_truth_by_less() -> None:
    """What shrinking is for: mean squared error below that of the plain rates, 50 towns."""
    plain, shrunk = 0.0, 0.0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        homes = rng.integers(20, 900, 60)
        truth = 0.05 * rng.gamma(6, 1 / 6, 60)
        cases = rng.poisson(homes * truth)
        plain += ((cases / homes - truth) ** 2).mean()
        shrunk += ((empirical_bayes(cases, homes) - truth) ** 2).mean()
    assert shrunk < 0.6 * plain


def test_ranks_and_bands_of_a_hand_made_table() -> None:
    found = rank_bands([90, 12, 30, 30, 2], [1000, 1000, 1000, 1000, 40])
    assert found.columns.tolist() == ["rate_per_1000_homes", "rank", "rank_low", "rank_high"]
    assert found["rank"].tolist()[:4] == [1, 4, 2, 2]
    assert found[["rank_low", "rank_high"]].to_numpy()[:4].tolist() == [
        [1, 1], [2, 4], [2, 4], [2, 4],
    ]  # fmt: skip
    assert found.loc[4].isna().all()
    assert found.attrs["areas_ranked"] == 4
    assert found.attrs["areas_left_out"] == 1


@pytest.mark.whole
@settings(max_examples=20)
@given(AREAS)
def test_a_band_holds_its_rank_and_follows_the_intervals(areas: list[tuple[int, int]]) -> None:
    cases, homes = np.array(areas).T
    homes = homes + 50
    found = rank_bands(cases, homes, level=0.9)
    assert (found["rank_low"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_high"]).all()
    each = 0.9 ** (1 / len(areas))
    pairs = zip(cases.tolist(), homes.tolist(), strict=True)
    spans = [rate_interval(c, h, level=each) for c, h in pairs]
    for row, mine in zip(found.itertuples(), spans, strict=True):
        above = sum(theirs.low_per_1000_homes > mine.high_per_1000_homes for theirs in spans)
        below = sum(theirs.high_per_1000_homes < mine.low_per_1000_homes for theirs in spans)
        assert (row.rank_low, row.rank_high) == (1 + above, len(areas) - below)


@pytest.mark.whole
def test_all_true_ranks_lie_in_their_bands_at_least_as_often_as_said() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        homes = rng.integers(50, 900, 21)
        truth = 0.05 * rng.gamma(2, 0.5, 21)
        found = rank_bands(rng.poisson(homes * truth), homes, level=0.8)
        true_rank = 1 + (truth[:, None] < truth).sum(axis=1)
        inside = (found["rank_low"] <= true_rank) & (true_rank <= found["rank_high"])
        held += bool(inside.all())
    assert held >= 160


def test_arguments_stay_as_they_were() -> None:
    cases, homes = town()
    kept = cases.copy(), homes.copy()
    empirical_bayes(cases, homes, a_street(len(cases)))
    rank_bands(cases, homes)
    assert_array_equal(cases, kept[0])
    assert_array_equal(homes, kept[1])


def test_what_does_not_fit_is_refused_with_a_remedy() -> None:
    with pytest.raises(FrameError, match="2 areas but homes of shape"):
        empirical_bayes([1, 2], [3])
    with pytest.raises(FrameError, match="put 0 where nobody lives"):
        empirical_bayes([1, 2], [3, -1])
    with pytest.raises(FrameError, match=r"cases hold 1\.5 at position 1"):
        rank_bands([1, 1.5], [60, 70])
    with pytest.raises(FrameError, match="itself=True"):
        empirical_bayes([1, 2], [3, 4], csr_array((2, 2)))
    with pytest.raises(FrameError, match="make them from the same cells"):
        empirical_bayes([1, 2], [3, 4], a_street(3))
    with pytest.raises(FrameError, match="level is 95"):
        rank_bands([1, 2], [60, 70], level=95)
    with pytest.raises(TooFewCasesError, match="fewer than two areas"):
        empirical_bayes([1, 2], [3, 0])
    with pytest.raises(TooFewCasesError, match="1 areas have 50 homes"):
        rank_bands([1, 2], [60, 40])
