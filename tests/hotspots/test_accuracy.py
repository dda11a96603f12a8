"""How well a map foresaw: worked by hand, and laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import prediction_accuracy

MAPS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 5), min_size=n, max_size=n),
        st.lists(st.integers(0, 6), min_size=n, max_size=n),
        st.lists(st.integers(1, 9), min_size=n, max_size=n),
    )
)


def test_a_quarter_of_the_cases_in_a_tenth_of_the_area_is_two_and_a_half():
    """PAI as Chainey, Tompson and Uhlig (2008) define it: hit rate over area share; exact."""
    predicted = [9, *[1] * 9]
    observed = [25, 15, 10, 10, 10, 10, 10, 10, 0, 0]
    first = prediction_accuracy(predicted, observed).iloc[0]
    assert_allclose(first[["area_share", "hit_rate", "pai"]], [0.1, 0.25, 2.5], rtol=1e-12)


def test_a_map_worked_by_hand_in_every_row():
    found = prediction_accuracy([40, 30, 20, 10], [2, 5, 0, 3])
    assert list(found.columns) == ["area_share", "hit_rate", "pai", "pei", "rri"]
    assert list(found.index) == [0, 1, 2, 3]
    assert_allclose(found["area_share"], [0.25, 0.5, 0.75, 1])
    assert_allclose(found["hit_rate"], [0.2, 0.7, 0.7, 1])
    assert_allclose(found["pai"], [0.8, 1.4, 0.7 / 0.75, 1])
    assert_allclose(found["pei"], [2 / 5, 7 / 8, 7 / 10, 1])
    assert_allclose(found["rri"], [0.5, 1, 0.7 / 0.9, 1])


def test_ties_are_taken_in_the_order_worst_for_the_forecast():
    found = prediction_accuracy([1, 1, 1, 0], [7, 0, 2, 1])
    assert_allclose(found["hit_rate"], [0, 0.2, 0.9, 1])
    assert found.attrs["areas_tied"] == 3
    assert "3 of 4 areas share their forecast" in found.attrs["caveats"][-1]


def test_a_large_area_must_hold_more_to_be_as_good():
    found = prediction_accuracy([2, 1, 0], [4, 4, 0], area_m2=[100, 300, 400])
    assert_allclose(found["area_share"], [0.125, 0.5, 1])
    assert_allclose(found["pai"], [4, 2, 1])
    assert_allclose(found["pei"], [1, 1, 1])


def test_a_score_below_zero_has_no_recapture_rate():
    found = prediction_accuracy([1.5, -0.2, -1], [1, 1, 0])
    assert found["rri"].isna().all()
    assert found["pai"].notna().all()
    assert prediction_accuracy([0, 0], [1, 1])["rri"].isna().all()


@pytest.mark.whole
@given(MAPS)
def test_no_choice_of_areas_beats_the_best(made):
    """PEI against every choice of as many areas, by brute force; areas of one size."""
    predicted, observed, _ = made
    assume(any(observed))
    found = prediction_accuracy(predicted, observed)
    for taken, row in enumerate(found.itertuples(), start=1):
        most = max(map(sum, itertools.combinations(observed, taken)))
        assert row.pei == pytest.approx(row.hit_rate * sum(observed) / most, rel=1e-9)


@pytest.mark.whole
@given(MAPS)
def test_laws_of_any_map(made):
    predicted, observed, area_m2 = made
    assume(any(observed))
    found = prediction_accuracy(predicted, observed, area_m2=area_m2)
    assert (found["area_share"].diff().iloc[1:] > 0).all()
    assert (found["hit_rate"].diff().iloc[1:] >= 0).all()
    assert_allclose(found.iloc[-1][["area_share", "hit_rate", "pai", "pei"]], 1)
    assert found["pei"].between(0, 1 + 1e-9).all()
    assert_allclose(found["pai"] * found["area_share"], found["hit_rate"])


@pytest.mark.whole
@given(MAPS, st.randoms())
def test_the_order_of_the_areas_changes_nothing(made, luck):
    predicted, observed, area_m2 = map(np.array, made)
    assume(observed.any())
    mixed = np.array(luck.sample(range(predicted.size), predicted.size))
    one = prediction_accuracy(predicted, observed, area_m2=area_m2)
    other = prediction_accuracy(predicted[mixed], observed[mixed], area_m2=area_m2[mixed])
    assert_allclose(one, other)


@pytest.mark.whole
@given(MAPS)
def test_only_the_order_of_a_forecast_counts_for_hits(made):
    predicted, observed, area_m2 = map(np.array, made)
    assume(observed.any())
    columns = ["area_share", "hit_rate", "pai", "pei"]
    one = prediction_accuracy(predicted, observed, area_m2=area_m2)
    other = prediction_accuracy(np.exp(predicted) - 40, observed, area_m2=area_m2)
    assert_array_equal(one[columns], other[columns])


def test_what_was_tested_travels_along():
    attrs = prediction_accuracy([3, 2, 1], [0, 4, 1]).attrs
    assert (attrs["areas"], attrs["cases_observed"], attrs["areas_tied"]) == (3, 5, 0)
    assert attrs["method"] == "prediction-accuracy-1"
    assert all(caveat.endswith(".") for caveat in attrs["caveats"])


def test_odd_input_is_refused():
    with pytest.raises(TooFewCasesError, match="no case came"):
        prediction_accuracy([1, 2], [0, 0])
    with pytest.raises(FrameError, match=r"predicted have the shape \(3,\) for 2 areas"):
        prediction_accuracy([1, 2, 3], [1, 0])
    with pytest.raises(FrameError, match="predicted hold nan at position 1; leave out areas"):
        prediction_accuracy([1, np.nan], [1, 0])
    with pytest.raises(FrameError, match=r"observed hold -1.0 at position 0"):
        prediction_accuracy([1, 2], [-1, 0])
    with pytest.raises(FrameError, match=r"area_m2 hold 0.0 at position 1; give sizes above"):
        prediction_accuracy([1, 2], [1, 0], area_m2=[5, 0])
    with pytest.raises(FrameError, match="there is no area"):
        prediction_accuracy([], [])
