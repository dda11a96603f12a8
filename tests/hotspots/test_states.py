"""Six plain words: the rule, its laws, and the places of a planted town."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_array_equal
from scipy.stats import norm

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots import emerging, gi_star, grid_neighbours, hex_grid, rate_ratio
from geo_asb.hotspots.states import RUNS, STATES, change_all_over, state_words

CELLS = hex_grid(shapely.box(0, 0, 2400, 2400), across_m=150)
NEAR = grid_neighbours(CELLS)
N, MONTHS = len(CELLS), 23
MIDDLE = int(np.argmin(np.hypot(CELLS["x_m"] - 1200, CELLS["y_m"] - 1200)))
PLACE = NEAR.indices[NEAR.indptr[MIDDLE] : NEAR.indptr[MIDDLE + 1]]

HISTORIES = arrays.arrays(bool, st.tuples(st.integers(1, 6), st.just(RUNS)))


def told(history: str, now: int = 20, before: int = 20) -> str:
    """Word of one place; `history` has an x for each hot run, oldest first."""
    return str(state_words([[mark == "x" for mark in history]], [now], [before])[0])


@pytest.mark.parametrize(
    ("history", "now", "before", "word"),
    [
        ("............", 40, 10, ""),
        ("...........x", 20, 20, "new"),
        ("..........x.", 20, 20, "new"),
        ("..........xx", 40, 10, "new"),
        (".........xxx", 40, 10, "growing"),
        ("xxxxxxxxxxxx", 40, 10, "growing"),
        ("xxxxxxxxxxxx", 10, 40, "fading"),
        ("xxxxxxxxxx.x", 10, 40, "fading"),
        ("xxxxxxxxxxxx", 20, 20, "steady"),
        ("....xxxxxxxx", 20, 20, "steady"),
        (".....xxxxxxx", 20, 20, "on-off"),
        ("xxxxxxxxxxx.", 20, 20, "on-off"),
        ("xxxxxxxxxxx.", 10, 40, "on-off"),
        ("xxx.........", 20, 20, "over"),
        ("xxxxxxxxxx..", 40, 10, "over"),
        ("xx..........", 20, 20, "on-off"),
        ("xxxxxxxxxxxx", 3, 0, "steady"),
    ],
)
def test_each_history_has_its_word(history: str, now: int, before: int, word: str) -> None:
    assert told(history, now, before) == word


@pytest.mark.whole
@given(HISTORIES, st.data())
def test_the_words_follow_the_printed_rule(hot: np.ndarray, data: st.DataObject) -> None:
    counts = st.lists(st.integers(0, 60), min_size=len(hot), max_size=len(hot))
    now, before = data.draw(counts), data.draw(counts)
    for row, a, b, word in zip(hot, now, before, state_words(hot, now, before), strict=True):
        assert word == _as_printed(row.tolist(), rate_ratio(a, b).verdict)


def _as_printed(hot: list[bool], change: str) -> str:
    if not any(hot):
        return ""
    if not any(hot[:-2]):
        return "new"
    if hot[-1] and change in ("clear rise", "clear fall"):
        return "growing" if change == "clear rise" else "fading"
    if sum(hot) >= 3 and not (hot[-1] or hot[-2]):
        return "over"
    return "steady" if sum(hot) >= 8 and hot[-1] else "on-off"


def noise(seed: int) -> np.ndarray:
    """Two cases in a cell and year; places differ and one case in eight is a stack of three."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(6, 1 / 6, (N, 1)) * np.full((N, MONTHS), 2 / 12)
    return rng.poisson(rate * 0.88) + 3 * rng.poisson(rate * 0.04)


STORIES = {
    "new": np.r_[np.ones(21), 12.0, 12.0],
    "growing": np.r_[np.full(12, 3.0), np.linspace(3, 9, 11)],
    "steady": np.full(23, 5.0),
    "fading": np.r_[np.full(12, 9.0), np.linspace(9, 3, 11)],
    "over": np.r_[np.full(8, 7.0), np.ones(15)],
}


@pytest.mark.whole
@pytest.mark.parametrize("state", STORIES)
def test_planted_histories_are_told_in_their_words(state: str) -> None:
    """In three of four towns at least, the place holds a cell with the word of its story."""
    hits = 0
    for seed in range(4):
        counts = noise(seed)
        extra = np.random.default_rng(100 + seed).poisson(0.5 * (STORIES[state] - 1), (7, MONTHS))
        counts[PLACE] += extra
        hits += state in set(emerging(counts, NEAR)[PLACE])
    assert hits >= 3


@pytest.mark.whole
def test_trap_words_rest_on_no_raw_p_over_cells_and_months() -> None:
    """
    Trap 8: with raw p up to 0.05 of single months, noise makes half of all cells hot some time.

    Ours names any in at most 2 of 12 towns: at 5% each, three or more come once in 50 times.
    Of 300 such towns it named one or more cells in 11, and 0.1 cells in the mean.
    """
    raw = np.column_stack([norm.sf(gi_star(month, NEAR)) for month in noise(1).T[-RUNS:]])
    assert (raw < 0.05).any(axis=1).mean() > 0.4
    shown = [int((emerging(noise(seed), NEAR) != "").sum()) for seed in range(12)]
    assert sum(cells > 0 for cells in shown) <= 2


@pytest.mark.whole
def test_the_result_says_what_it_rests_on_and_nothing_is_changed() -> None:
    counts = noise(1)
    counts[PLACE] += 1
    before = counts.copy()
    words = emerging(counts, NEAR, homes=np.full(N, 30))
    assert_array_equal(counts, before)
    assert words.index.tolist() == list(range(N))
    assert set(words) <= {"", *STATES}
    assert words[MIDDLE] == "steady"
    assert (words.attrs["method"], words.attrs["hot_method"]) == ("emerging-1", "hot-history-1")
    assert words.attrs["cells_tested"] == N
    assert len(words.attrs["hot_by_run"]) == 12
    assert words.attrs["months_missing"] == ()
    assert all(isinstance(caveat, str) for caveat in words.attrs["caveats"])
    assert words.equals(emerging(counts.astype(float), NEAR))


@pytest.mark.whole
def test_a_month_not_supplied_is_blank_and_not_zero() -> None:
    """The fall that a month of zeros would make does not appear; the gap is named."""
    counts = noise(2).astype(float)
    counts[PLACE] += 2
    counts[:, -2] = np.nan
    gap = emerging(counts, NEAR)
    assert gap[MIDDLE] == "steady"
    assert gap.attrs["months_missing"] == (21,)
    assert "1 of 23 months were not supplied" in gap.attrs["caveats"][-1]
    counts[:, -3:] = 0
    assert emerging(counts, NEAR)[MIDDLE] == "fading"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(200, 100, "2.0 times"), (100, 200, "0.5 times"), (140, 100, ""), (6, 3, ""), (0, 0, "")],
)
def test_a_change_of_all_places_is_a_caveat(now: int, before: int, said: str) -> None:
    caveats = change_all_over(now, before)
    assert [said in one for one in caveats] == ([True] if said else [])


def test_what_does_not_fit_is_refused_with_a_remedy() -> None:
    counts = noise(3)
    with pytest.raises(FrameError, match="22 months; 12 runs of 12 months need 23"):
        emerging(counts[:, 1:], NEAR)
    with pytest.raises(FrameError, match="give cells x months"):
        emerging(counts[:, 0], NEAR)
    with pytest.raises(FrameError, match="make them from the same cells"):
        emerging(counts.T, NEAR)
    with pytest.raises(FrameError, match="window_months is 0"):
        emerging(counts, NEAR, window_months=0)
    partly = counts.astype(float)
    partly[5, 7] = np.nan
    with pytest.raises(FrameError, match="month 7 of counts_by_month hold nan at position 5"):
        emerging(partly, NEAR)
    with pytest.raises(FrameError, match="homes are not 348 numbers from zero up"):
        emerging(counts, NEAR, homes=[1, 2])
    with pytest.raises(FrameError, match="give one for each cell"):
        emerging(counts, NEAR, homes=np.full(N, -1))
    with pytest.raises(TooFewCasesError, match="holds 0 cases"):
        emerging(np.zeros((N, MONTHS)), NEAR)
    with pytest.raises(FrameError, match="give 12 runs"):
        state_words([[True]], [1], [1])
