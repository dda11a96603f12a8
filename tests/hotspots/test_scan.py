"""Circles of areas with more cases than their people explain."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy.stats import binomtest

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import Cluster, scan_areas
from geo_asb.hotspots.scan import log_likelihood_ratio

CORNER_M = np.array([400_000.0, 390_000.0])


def dice(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def land(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cases, people and centres of n areas, none of which differs but by chance."""
    rng = dice(seed)
    people = rng.integers(100, 900, n)
    return (
        rng.multinomial(6 * n, people / people.sum()),
        people,
        CORNER_M + rng.uniform(0, 9e3, (n, 2)),
    )


def by_hand(cases, people, centres_m, max_share) -> list[tuple[float, set[int]]]:
    """Every circle with two or more cases above what is expected, likeliest first."""
    total, everybody, found = sum(cases), sum(people), []
    for centre in centres_m:
        away = [math.dist(centre, other) for other in centres_m]
        for reach in sorted(set(away)):
            inside = {area for area, far in enumerate(away) if far <= reach}
            count = sum(cases[area] for area in inside)
            share = sum(people[area] for area in inside) / everybody
            if share <= max_share and count >= 2 and count > total * share:
                ratio = count * math.log(count / (total * share))
                if count < total:
                    rest = total - count
                    ratio += rest * math.log(rest / (total * (1 - share)))
                found.append((ratio, inside))
    return sorted(found, key=lambda each: -each[0])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("max_share", [0.5, 0.15])
def test_every_circle_is_asked(seed, max_share):
    """Brute force over all circles, to rounding (1e-9)."""
    cases, people, centres_m = land(25, seed)
    found = scan_areas(cases, people, centres_m, max_share=max_share, runs=9, rng=dice())
    left = by_hand(cases.tolist(), people.tolist(), centres_m.tolist(), max_share)
    for cluster in found:
        ratio, areas = left[0]
        assert cluster.log_likelihood_ratio == pytest.approx(ratio, abs=1e-9)
        assert set(cluster.areas) == areas
        left = [(other, inside) for other, inside in left if not inside & areas]
    assert left == []


def test_p_is_the_rank_among_towns_by_chance():
    """The likeliest circle of each town by brute force; p exact."""
    cases, people, centres_m = land(12, seed=3)
    found = scan_areas(cases, people, centres_m, runs=39, rng=dice(5))
    towns = dice(5).multinomial(cases.sum(), people / people.sum(), 39).tolist()
    best = [by_hand(town, people.tolist(), centres_m.tolist(), 0.5)[:1] for town in towns]
    ratios = [likeliest[0][0] if likeliest else 0 for likeliest in best]
    for cluster in found:
        as_likely = sum(ratio >= cluster.log_likelihood_ratio - 1e-9 for ratio in ratios)
        assert cluster.p == (1 + as_likely) / 40


def test_the_numbers_satscan_gives_for_leukaemia_in_new_york():
    """
    Three clusters as SaTScan prints them for the 281 areas of upstate New York.

    552 cases among 1,057,673 people; 85 cases among 95,249 have a log likelihood ratio of 11.577255
    and a relative risk of 1.84, 106 among 119,050 one of 14.78, 42 among 40,696 one of 8.29. From
    the tests of the R package smerc, which quote SaTScan; to the printed digits.
    """
    cases, people = [85, *[93, 94, 93, 94, 93]], [95_249, *[192_485] * 4, 192_484]
    centres_m = CORNER_M + np.column_stack([[0, 5e4, 6e4, 7e4, 8e4, 9e4], np.zeros(6)])
    found = scan_areas(cases, people, centres_m, max_share=0.1, runs=99, rng=dice())[0]
    assert found.areas == (0,)
    assert found.cases == 85
    assert round(found.expected, 2) == 49.71
    assert round(found.relative_risk, 2) == 1.84
    assert found.log_likelihood_ratio == pytest.approx(11.577255, abs=5e-7)
    assert found.p == 0.01
    cases, people = np.array([106.0, 42.0]), np.array([119_050, 40_696])
    others = log_likelihood_ratio(cases, 552 * people / 1_057_673, 552)
    assert others.round(2).tolist() == [14.78, 8.29]


@pytest.mark.whole
def test_the_clusters_published_for_sudden_infant_deaths_in_north_carolina():
    """
    The two clusters of the 1974-78 data, to the printed digits.

    A first cluster of 4 counties with 5.12 deaths in 1,000 births, a second of 6 with 3.76: spatial
    scan statistic in table 1 of International Journal of Health Geographics (2021) 20:45.
    """
    # Slow to import; the data come with libpysal.
    import geopandas as gpd  # noqa: PLC0415
    from libpysal import examples  # noqa: PLC0415

    counties = gpd.read_file(examples.get_path("sids2.shp")).set_crs(4267).to_crs(32119)
    middles_m = np.column_stack([counties.centroid.x, counties.centroid.y])
    deaths, births = counties["SID74"], counties["BIR74"]
    first, second, *_ = scan_areas(deaths, births, middles_m, max_share=0.25, runs=99, rng=dice())
    assert sorted(counties["NAME"].iloc[list(first.areas)]) == [
        "Bertie",
        "Halifax",
        "Hertford",
        "Northampton",
    ]
    rates = [1000 * each.cases / births.iloc[list(each.areas)].sum() for each in (first, second)]
    assert (len(first.areas), len(second.areas)) == (4, 6)
    assert [round(rate, 2) for rate in rates] == [5.12, 3.76]


@pytest.mark.whole
def test_p_up_to_a_twentieth_comes_in_a_twentieth_of_towns_by_chance():
    """250 towns where nothing is wrong: inside the 99.9% range of the binomial."""
    rng = dice(11)
    _, people, centres_m = land(30)
    share = people / people.sum()
    first = [
        scan_areas(town, people, centres_m, runs=39, rng=rng)[0].p
        for town in rng.multinomial(150, share, 250)
    ]
    few = sum(p <= 0.05 for p in first)
    assert binomtest(few, 250, 0.05).pvalue > 0.001


@pytest.mark.whole
@given(seed=st.integers(0, 500))
def test_laws_of_any_clusters(seed):
    cases, people, centres_m = land(15, seed)
    found = scan_areas(cases, people, centres_m, runs=9, rng=dice(seed))
    ratios = [cluster.log_likelihood_ratio for cluster in found]
    taken = [area for cluster in found for area in cluster.areas]
    assert ratios == sorted(ratios, reverse=True)
    assert len(taken) == len(set(taken))
    for cluster in found:
        inside = list(cluster.areas)
        assert cluster.cases == cases[inside].sum() > cluster.expected
        assert cluster.expected == pytest.approx(cases.sum() * people[inside].sum() / people.sum())
        assert people[inside].sum() <= 0.5 * people.sum()
        assert cluster.relative_risk > 1
        assert 0.1 <= cluster.p <= 1


@pytest.mark.whole
@given(seed=st.integers(0, 500))
def test_moving_the_map_and_mixing_the_areas_moves_the_clusters_along(seed):
    cases, people, centres_m = land(15, seed)
    mixed = dice(seed).permutation(15)
    one = scan_areas(cases, people, centres_m, runs=1, rng=dice())
    other = scan_areas(cases[mixed], people[mixed] * 7, centres_m[mixed] + 640, runs=1, rng=dice())
    places = [set(mixed[list(cluster.areas)]) for cluster in other]
    assert places == [set(cluster.areas) for cluster in one]


def test_the_same_dice_give_the_same_answer_and_nothing_else_is_touched():
    cases, people, centres_m = land(20)
    before = cases.copy(), people.copy(), centres_m.copy()
    found = scan_areas(cases, people, centres_m, runs=19, rng=dice(4))
    np.random.default_rng(9).random(5)
    assert found == scan_areas(cases, people, centres_m, runs=19, rng=dice(4))
    assert isinstance(found[0], Cluster)
    for kept, array in zip(before, (cases, people, centres_m), strict=True):
        assert_array_equal(kept, array)


def test_two_centres_on_one_point_enter_together():
    centres_m = CORNER_M + np.array([[0, 0], [0, 0], [900, 0], [2000, 0], [3300, 0]])
    found = scan_areas([9, 0, 1, 1, 1], [10] * 5, centres_m, runs=9, rng=dice())
    assert set(found[0].areas) == {0, 1}


def test_an_area_where_nobody_lives_is_no_circle_of_its_own():
    centres_m = CORNER_M + np.array([[0, 0], [500, 0], [5000, 0], [9000, 0]])
    found = scan_areas([0, 8, 1, 1], [0, 10, 20, 20], centres_m, runs=9, rng=dice())
    assert 1 in found[0].areas
    assert found[0].cases == 8


def test_nothing_above_what_is_expected_is_no_cluster():
    centres_m = CORNER_M + np.column_stack([np.arange(4) * 700.0, np.zeros(4)])
    assert scan_areas([3] * 4, [50] * 4, centres_m, runs=9, rng=dice()) == []


def test_odd_input_is_refused():
    cases, people, centres_m = land(5)
    with pytest.raises(TooFewCasesError, match="1 cases are too few to gather anywhere"):
        scan_areas([1, 0, 0, 0, 0], people, centres_m, rng=dice())
    with pytest.raises(FrameError, match="area 2 has cases but no population"):
        scan_areas([1] * 5, [9, 9, 0, 9, 9], centres_m, rng=dice())
    with pytest.raises(FrameError, match=r"5 cases, population of shape \(4,\) and 5 centres_m"):
        scan_areas(cases, people[:4], centres_m, rng=dice())
    with pytest.raises(FrameError, match="population holds a negative number or a gap"):
        scan_areas(cases, [1, 2, np.nan, 4, 5], centres_m, rng=dice())
    with pytest.raises(FrameError, match="cases hold 1.5 at position 0".replace(".", r"\.")):
        scan_areas([1.5, 0, 0, 0, 0], people, centres_m, rng=dice())
    with pytest.raises(FrameError, match="max_share is 50"):
        scan_areas(cases, people, centres_m, max_share=50, rng=dice())
    with pytest.raises(FrameError, match="every area holds more than 1% of the population"):
        scan_areas(cases, people, centres_m, max_share=0.01, rng=dice())
    with pytest.raises(FrameError, match="runs is 0; give at least 1"):
        scan_areas(cases, people, centres_m, runs=0, rng=dice())
    with pytest.raises(FrameError, match="centres_m look like degrees"):
        scan_areas(cases, people, [[-2.1, 53.4]] * 5, rng=dice())
