"""Clusters: against brute force and scikit-learn, and the traps of tower blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from sklearn.cluster import DBSCAN

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots import place_clusters, st_dbscan

REACH_M, WINDOW_DAYS, MIN_CASES = 100, 14, 4
ASKED = {"reach_m": REACH_M, "window_days": WINDOW_DAYS, "min_cases": MIN_CASES}
Town = tuple[np.ndarray, np.ndarray]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Draw cases on a small grid of 50 m, so that many stack and many lie just in reach."""
    n = draw(st.integers(1, 60))
    place = st.tuples(st.integers(0, 14), st.integers(0, 14))
    points = draw(st.lists(place, min_size=n, max_size=n))
    days = draw(st.lists(st.integers(0, 60), min_size=n, max_size=n))
    return np.array(points, dtype=float) * 50, np.array(days)


def dense(town: Town) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, n) metres, days, and who is whose neighbour."""
    points_m, days = town
    apart_m = np.hypot(*(points_m[:, None] - points_m).transpose(2, 0, 1))
    apart_days = np.abs(days[:, None] - days)
    return apart_m, apart_days, (apart_m <= REACH_M) & (apart_days <= WINDOW_DAYS)


def by_the_book(town: Town) -> np.ndarray:
    """Spread from core to core, then give each edge case its nearest core, one case at a time."""
    apart_m, apart_days, is_near = dense(town)
    points_m, days = town
    is_core = is_near.sum(axis=1) >= MIN_CASES
    labels = np.full(len(days), -1)
    for seed in np.flatnonzero(is_core):
        if labels[seed] < 0:
            waiting = [seed]
            while waiting:
                case = waiting.pop()
                if labels[case] < 0:
                    labels[case] = seed
                    waiting += np.flatnonzero(is_near[case] & is_core).tolist()
    for case in np.flatnonzero(~is_core & (is_near & is_core).any(axis=1)):
        labels[case] = labels[
            min(
                np.flatnonzero(is_near[case] & is_core),
                key=lambda core: (
                    apart_m[case, core], apart_days[case, core], days[core], *points_m[core]
                ),
            )
        ]  # fmt: skip
    return labels


def numbered(labels: np.ndarray) -> np.ndarray:
    """The same clusters, numbered by their first case."""
    names = {-1: -1}
    for label in labels.tolist():
        names.setdefault(label, len(names) - 1)
    return np.array([names[label] for label in labels.tolist()])


@pytest.mark.whole
@given(towns())
def test_clusters_in_space_and_time_are_those_of_the_book(town: Town) -> None:
    assert_array_equal(st_dbscan(*town, **ASKED), numbered(by_the_book(town)))


@pytest.mark.whole
@given(towns())
def test_cores_and_loners_are_those_of_scikit_learn(town: Town) -> None:
    """Exactly: its DBSCAN on whichever is further out of reach, space or time."""
    apart_m, apart_days, _ = dense(town)
    apart = np.maximum(apart_m / REACH_M, apart_days / WINDOW_DAYS)
    peer = DBSCAN(eps=1, min_samples=MIN_CASES, metric="precomputed").fit(apart)
    found = st_dbscan(*town, **ASKED)
    assert_array_equal(found < 0, peer.labels_ < 0)
    cores = peer.core_sample_indices_
    assert_array_equal(numbered(found[cores]), numbered(peer.labels_[cores]))


@pytest.mark.whole
@given(towns(), st.integers(0, 2**32))
def test_the_order_of_cases_changes_no_cluster(town: Town, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(town[1]))
    found = st_dbscan(*town, **ASKED)
    other = st_dbscan(town[0][order], town[1][order], **ASKED)
    assert_array_equal(numbered(found[order]), other)


@pytest.mark.whole
@given(towns(), st.integers(-9, 9), st.integers(-400, 400))
def test_moving_the_map_or_the_calendar_changes_no_cluster(town: Town, by: int, days: int) -> None:
    found = st_dbscan(*town, **ASKED)
    assert_array_equal(st_dbscan(town[0] + by * 1000, town[1] + days, **ASKED), found)


@pytest.mark.whole
@given(towns())
def test_clusters_at_any_time_are_those_of_scikit_learn(town: Town) -> None:
    peer = DBSCAN(eps=REACH_M, min_samples=MIN_CASES).fit(town[0])
    found = place_clusters(town[0], reach_m=REACH_M, min_cases=MIN_CASES)
    assert_array_equal(found, peer.labels_)


def blocks_among_loners(n: int) -> Town:
    """30 blocks with 15 reports in a fortnight each, among cases that are all alone."""
    rng = np.random.default_rng(3)
    blocks_m = np.column_stack([np.arange(30) * 500.0, np.full(30, -1000.0)])
    loners = n - 450
    side = int(loners**0.5) + 1
    place = np.arange(loners)
    loners_m = np.column_stack([place % side, place // side]) * 150.0
    points_m = np.vstack([np.repeat(blocks_m, 15, axis=0), loners_m])
    days = np.concatenate([rng.integers(100, 114, 450), rng.integers(0, 365, loners)])
    order = rng.permutation(n)
    return points_m[order], days[order]


@pytest.mark.parametrize("n", [1000, pytest.param(100_000, marks=pytest.mark.whole)])
def test_thirty_tower_blocks_are_thirty_clusters(n: int) -> None:
    """Trap 3: cases at no distance are neighbours, however many cases there are."""
    points_m, days = blocks_among_loners(n)
    labels = st_dbscan(points_m, days, reach_m=50, window_days=14, min_cases=5)
    assert_array_equal(np.bincount(labels[labels >= 0]), [15] * 30)
    everywhen = place_clusters(points_m, reach_m=50, min_cases=5)
    assert_array_equal(np.bincount(everywhen[everywhen >= 0]), [15] * 30)


@pytest.mark.whole
def test_a_hundred_thousand_reports_at_one_block_do_not_explode() -> None:
    """5e9 pairs of cases, but only 1,000 days on which they came."""
    days = np.random.default_rng(1).integers(0, 1000, 100_000)
    labels = st_dbscan(np.zeros((100_000, 2)), days, reach_m=50, window_days=7, min_cases=5)
    assert (labels == 0).all()


def test_reach_and_window_hold_both_ends() -> None:
    points_m = [[0, 0], [100, 0], [1000, 0], [1100.5, 0]]
    found = st_dbscan(points_m, [0, 14, 0, 14], reach_m=100, window_days=14, min_cases=2)
    assert found.tolist() == [0, 0, -1, -1]
    found = st_dbscan(points_m, [0, 15, 0, 15], reach_m=101, window_days=14, min_cases=2)
    assert (found < 0).all()


def test_a_case_between_two_clusters_joins_the_nearest_core() -> None:
    """The end of a western cluster lies 90 m off, that of an eastern 80 m."""
    west_m, east_m = [[-80, 0]] * 3 + [[0, 0]], [[170, 0]] + [[250, 0]] * 3
    points_m = np.array([*west_m, *east_m, [90, 0]], dtype=float)
    labels = st_dbscan(points_m, np.zeros(9), reach_m=100, window_days=0, min_cases=4)
    assert labels.tolist() == [0] * 4 + [1] * 4 + [1]


def test_the_callers_arrays_are_left_alone() -> None:
    """Trap 7."""
    points_m, days = blocks_among_loners(600)
    before = points_m.copy(), days.copy()
    st_dbscan(points_m, days, **ASKED)
    place_clusters(points_m, reach_m=50, min_cases=3)
    assert_array_equal(points_m, before[0])
    assert_array_equal(days, before[1])


def test_fewer_cases_than_a_core_needs_are_no_cluster() -> None:
    assert st_dbscan(np.zeros((3, 2)), [1, 1, 2], **ASKED).tolist() == [-1] * 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reach_m": 0}, "reach_m is 0; give metres above 0"),
        ({"reach_m": np.nan}, "reach_m is nan; give metres"),
        ({"window_days": -1}, "window_days is -1; give a whole number"),
        ({"window_days": 1.5}, "window_days is 1.5; give a whole number"),
        ({"min_cases": 0}, "min_cases is 0; give a whole number"),
        ({"min_cases": np.inf}, "min_cases is inf; give a whole number"),
    ],
)
def test_questions_that_make_no_sense(changed: dict[str, float], words: str) -> None:
    with pytest.raises(FrameError, match=words):
        st_dbscan(np.zeros((3, 2)), np.zeros(3), **(ASKED | changed))


def test_cases_that_cannot_be_used() -> None:
    with pytest.raises(TooFewCasesError, match="no cases to cluster"):
        place_clusters(np.zeros((0, 2)), reach_m=50, min_cases=3)
    with pytest.raises(TooFewCasesError, match="no cases to cluster"):
        st_dbscan([], [], **ASKED)
    with pytest.raises(FrameError, match="look like degrees"):
        place_clusters([[-2.16, 53.41], [-2.15, 53.42]], reach_m=50, min_cases=3)
    with pytest.raises(FrameError, match="no day at position 1"):
        st_dbscan(np.zeros((2, 2)), np.array(["2021-01-01", "NaT"], "datetime64[D]"), **ASKED)


def test_monthly_dates_are_refused_for_a_window_of_days() -> None:
    months = np.repeat([0, 31, 59, 90], 5)
    with pytest.raises(TooCoarseError, match="one for each month"):
        st_dbscan(np.zeros((20, 2)), months, **ASKED)
    assert (st_dbscan(np.zeros((20, 2)), months, reach_m=9, window_days=31, min_cases=9) == 0).all()
