"""Rates and changes, with exact intervals and words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm, poisson

from benchmarks.rate_words import chances
from geo_asb.errors import FrameError
from geo_asb.hotspots import e_test, rate_interval, rate_ratio

CASES = st.integers(0, 400)


def test_the_example_of_the_nap_page() -> None:
    change = rate_ratio(48, 22)
    assert (round(change.low, 1), round(change.high, 1)) == (1.3, 3.8)
    assert change.verdict == "clear rise"
    change = rate_ratio(34, 22)
    assert (round(change.low, 1), round(change.high, 1)) == (0.9, 2.8)
    assert change.verdict == "no clear change"
    assert round(rate_interval(48, 828).rate_per_1000_homes) == 58


def test_fewer_than_ten_cases_say_too_little() -> None:
    assert rate_ratio(9, 0).verdict == "too few to say"
    assert rate_ratio(10, 0).verdict == "clear rise"
    assert rate_ratio(0, 10).verdict == "clear fall"


def test_no_case_before_or_at_all() -> None:
    rise = rate_ratio(12, 0)
    assert math.isinf(rise.ratio)
    assert math.isinf(rise.high)
    nothing = rate_ratio(0, 0)
    assert math.isnan(nothing.ratio)
    assert (nothing.low, nothing.high) == (0, math.inf)


def test_homes_turn_counts_into_rates() -> None:
    change = rate_ratio(40, 40, homes=(1000, 2000))
    assert change.ratio == 2
    assert change.verdict == "clear rise"


@given(CASES, CASES)
def test_exchanging_the_periods_turns_the_verdict_round(now: int, before: int) -> None:
    there, back = rate_ratio(now, before), rate_ratio(before, now)
    turned = {"clear rise": "clear fall", "clear fall": "clear rise"}
    assert back.verdict == turned.get(there.verdict, there.verdict)
    if there.low and back.high < math.inf:
        assert there.low == pytest.approx(1 / back.high)


@pytest.mark.whole
@given(st.integers(5, 200), st.integers(5, 200))
def test_the_interval_is_that_of_the_exact_binomial(now: int, before: int) -> None:
    share = binomtest(now, now + before).proportion_ci(0.95, method="exact")
    change = rate_ratio(now, before)
    assert change.low == pytest.approx(share.low / (1 - share.low), rel=1e-6)
    assert change.high == pytest.approx(share.high / (1 - share.high), rel=1e-6)


@given(CASES, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_ends_of_a_rate_are_where_the_count_becomes_unlikely(cases: int, level: float) -> None:
    found = rate_interval(cases, 1000, level=level)
    tail = (1 - level) / 2
    assert poisson.cdf(cases, found.high_per_1000_homes) == pytest.approx(tail, rel=1e-6)
    if cases:
        assert poisson.sf(cases - 1, found.low_per_1000_homes) == pytest.approx(tail, rel=1e-6)
    else:
        assert found.low_per_1000_homes == 0


def test_published_garwood_limits_of_ten_cases() -> None:
    """Garwood 1936, as in every table of exact Poisson limits: 4.80 to 18.39."""
    found = rate_interval(10, 1000)
    assert found.low_per_1000_homes == pytest.approx(4.7954, abs=1e-4)
    assert found.high_per_1000_homes == pytest.approx(18.3904, abs=1e-4)


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(FrameError, match="cases is -1"):
        rate_interval(-1, 100)
    with pytest.raises(FrameError, match="homes is 0"):
        rate_interval(5, 0)
    with pytest.raises(FrameError, match=r"before is 1\.5"):
        rate_ratio(3, 1.5)  # type: ignore[arg-type]
    with pytest.raises(FrameError, match="level is 95"):
        rate_ratio(3, 1, level=95)


@pytest.mark.parametrize(
    ("a", "b", "exposure", "p"), [(0, 3, (100, 100), 0.0884), (2, 6, (100, 100), 0.1749)]
)
def test_published_p_of_the_e_test(a: int, b: int, exposure: tuple[float, float], p: float) -> None:
    """Krishnamoorthy and Thomson 2004, section 6: dodder seeds in samples of clover."""
    assert e_test(a, b, exposure=exposure) == pytest.approx(p, abs=5e-5)


def _e_by_hand(a: int, b: int, times: tuple[float, float]) -> float:
    """Every pair of counts up to 200, one by one: those as far apart as ours or farther."""
    common = (a + b) / (times[0] + times[1])
    counts = np.arange(200)
    chance = np.outer(
        poisson.pmf(counts, common * times[0]), poisson.pmf(counts, common * times[1])
    )
    x, y = np.meshgrid(counts, counts, indexing="ij")

    def apart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        spread = x / times[0] ** 2 + y / times[1] ** 2
        gap = np.abs(x / times[0] - y / times[1])
        return np.divide(gap, np.sqrt(spread), out=np.zeros(gap.shape), where=spread > 0)

    ours = apart(np.array([a]), np.array([b]))[0]
    return float(chance[apart(x, y) >= ours - 1e-12].sum())


@settings(max_examples=25)
@given(st.integers(0, 40), st.integers(1, 40), st.sampled_from([(1, 1), (1, 2), (3, 0.5)]))
def test_the_e_test_equals_every_pair_added_up(a: int, b: int, times: tuple[float, float]) -> None:
    assert e_test(a, b, exposure=times) == pytest.approx(_e_by_hand(a, b, times), abs=1e-8)


def test_trap_a_count_as_far_apart_as_ours_belongs_to_p() -> None:
    """Rounding makes some packages lose ties: they print P(X > observed), here 0.00033."""
    assert e_test(30, 15, exposure=(1, 2)) == pytest.approx(0.00035612, abs=1e-8)


def test_the_e_test_is_even_handed_and_sane() -> None:
    assert e_test(1_000_000, 1_003_000) == pytest.approx(
        2 * norm.sf(3000 / 2_003_000**0.5), rel=0.01
    )
    assert e_test(0, 0) == 1
    assert e_test(12, 30) == pytest.approx(e_test(30, 12))
    assert e_test(4000, 4100) == pytest.approx(0.2665, abs=1e-3)
    with pytest.raises(FrameError, match="b is -1"):
        e_test(3, -1)
    with pytest.raises(FrameError, match="homes is 0"):
        e_test(3, 1, exposure=(0, 1))


@pytest.mark.whole
@pytest.mark.parametrize(("now", "before"), [(3, 3), (5, 5), (3, 9)])
def test_the_interval_holds_the_truth_in_95_to_99_of_100_periods(now: float, before: float) -> None:
    """Every pair of counts added up, no dice; on a whole grid in benchmarks/rate_words.py."""
    assert 0.95 <= chances(now, before).held <= 0.99


@pytest.mark.whole
def test_words_err_in_fewer_than_5_of_100_quiet_places() -> None:
    quiet = chances(8, 8)
    assert quiet.rise == pytest.approx(quiet.fall)
    assert quiet.rise + quiet.fall < 0.05
    assert chances(16, 8).fall < 0.001
