from __future__ import annotations

import numpy as np
import pytest

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import hot_cells, neighbours_within
from geo_asb.hotspots.hot_history import hot_history

SIDE = 20
X, Y = np.meshgrid(np.arange(SIDE) * 150.0, np.arange(SIDE) * 150.0)
TOWN = neighbours_within(np.column_stack([X.ravel(), Y.ravel()]), 225)
HOMES = np.full(SIDE * SIDE, 25)
PLACE = [209, 210, 211, 229, 230, 231]


def _months(seed: int, hot_from: int, hot_to: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    months = rng.poisson(0.15, (SIDE * SIDE, 23))
    months[PLACE, hot_from:hot_to] += rng.poisson(1.2, (len(PLACE), hot_to - hot_from))
    return np.column_stack([months[:, end - 12 : end].sum(axis=1) for end in range(12, 24)])


def test_the_newest_run_is_the_one_of_hot_cells():
    runs = _months(1, 11, 23)
    newest = hot_cells(runs[:, -1], HOMES, TOWN)
    assert (hot_history(runs, HOMES, TOWN).is_hot[:, -1] == (newest["verdict"] == "strong")).all()


@pytest.mark.whole
def test_earlier_runs_are_much_as_hot_cells_judges_each_alone():
    """Ten towns of twelve runs: at most 2% of the hot place's verdicts differ, 0.1% of all."""
    apart = []
    for seed in range(10):
        runs = _months(seed, 0, 23)
        history = hot_history(runs, HOMES, TOWN).is_hot
        alone = [hot_cells(run, HOMES, TOWN)["verdict"] == "strong" for run in runs.T]
        apart.append(history != np.column_stack(alone))
    assert np.mean([one[PLACE].mean() for one in apart]) <= 0.02
    assert np.mean(apart) <= 0.001


def test_a_newest_run_that_is_there_already_is_not_worked_out_again():
    runs = _months(2, 0, 23)
    alone = hot_history(runs, HOMES, TOWN)
    given = hot_history(runs, HOMES, TOWN, newest=hot_cells(runs[:, -1], HOMES, TOWN))
    assert (alone.is_hot == given.is_hot).all()
    assert (alone.is_sure == given.is_sure).all()


def test_a_place_that_was_hot_once_is_hot_in_the_runs_that_hold_it():
    history = hot_history(_months(3, 0, 12), HOMES, TOWN).is_hot
    assert history[PLACE, 0].all()
    assert not history[PLACE, -1].any()


def test_where_nobody_lives_nothing_is_hot_and_no_array_is_changed():
    runs, homes = _months(4, 0, 23), HOMES.copy()
    homes[PLACE] = 0
    kept = runs.copy(), homes.copy()
    assert not hot_history(runs, homes, TOWN).is_hot[PLACE].any()
    assert (runs == kept[0]).all()
    assert (homes == kept[1]).all()


def test_a_run_without_a_case_has_nothing_hot():
    runs = _months(5, 0, 23)
    runs[:, 0] = 0
    assert not hot_history(runs, HOMES, TOWN).is_hot[:, 0].any()


def test_bad_input_is_refused_with_a_remedy():
    runs = _months(6, 0, 23)
    with pytest.raises(FrameError, match="one row for each cell"):
        hot_history(runs[:-1], HOMES, TOWN)
    with pytest.raises(FrameError, match="whole numbers"):
        hot_history(runs + 0.5, HOMES, TOWN)
    with pytest.raises(TooFewCasesError, match="none stands out"):
        hot_history(np.ones_like(runs), HOMES, TOWN)


def test_what_is_sure_over_all_runs_is_hot_in_its_own():
    for seed in range(3):
        history = hot_history(_months(seed, 0, 12), HOMES, TOWN)
        assert (history.is_hot | ~history.is_sure).all()
        assert history.is_sure[PLACE, 0].any()
