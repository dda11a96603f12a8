"""Near repeats: against every permutation, brute force and pointpats; and what is refused."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots import near_repeat

SPACE_M = [0, 1, 100, 200, 400]
DAYS = [0, 1, 8, 15, 29]
BANDS = {"space_edges_m": SPACE_M, "day_edges": DAYS}
Town = tuple[np.ndarray, np.ndarray]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def scattered(n: int, *, side_m: int = 2000, days: int = 200, seed: int = 0) -> Town:
    source = rng(seed)
    return source.integers(0, side_m, (n, 2)).astype(float), source.integers(0, days, n)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Draw cases on whole metres, often at one point, so that no edge is a matter of rounding."""
    n = draw(st.integers(4, 40))
    points = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=n, max_size=n))
    days = draw(st.lists(st.integers(0, 40), min_size=n, max_size=n))
    points_m = np.array(points, dtype=float) * 60
    points_m[:2] = [[0, 0], [60, 80]]
    days[:2] = [0, 1]
    return points_m, np.array(days)


def brute_force(town: Town, metric: str = "euclidean") -> np.ndarray:
    points_m, days = town
    i, j = np.triu_indices(len(days), 1)
    off_m = np.abs(points_m[i] - points_m[j])
    apart_m = np.hypot(*off_m.T) if metric == "euclidean" else off_m.sum(axis=1)
    return np.histogram2d(apart_m, np.abs(days[i] - days[j]), [[*SPACE_M, 1e9], [*DAYS, 1e9]])[0][
        :-1, :-1
    ]


@pytest.mark.whole
@given(towns(), st.sampled_from(["euclidean", "manhattan"]))
def test_every_unordered_pair_is_counted_once(town: Town, metric: str) -> None:
    found = near_repeat(*town, **BANDS, metric=metric)
    assert_array_equal(found.observed, brute_force(town, metric).ravel())


@pytest.mark.parametrize("reach_m", [3, 90, 900, 5000])
def test_lanes_of_any_width_lose_no_pair(reach_m: float) -> None:
    points_m, days = scattered(400, side_m=3000)
    found = near_repeat(points_m, days, space_edges_m=[0, reach_m], day_edges=[0, 1000])
    i, j = np.triu_indices(400, 1)
    near = np.hypot(*(points_m[i] - points_m[j]).T) < reach_m
    assert found.observed.item() == near.sum()


def test_half_open_bands_keep_their_lower_edge() -> None:
    """A 3-4-5 triangle of 300, 400 and 500 m, and a case far away."""
    points_m = np.array([[0, 0], [300, 0], [300, 400], [9000, 9000]], dtype=float)
    days = np.array([0, 7, 15, 100])
    found = near_repeat(points_m, days, space_edges_m=[0, 300, 400, 500], day_edges=[0, 7, 8, 15])
    counts = found.observed.to_numpy().reshape(3, 3)
    assert_array_equal(counts, [[0, 0, 0], [0, 1, 0], [0, 0, 1]])  # 500 m lies outside


@pytest.mark.whole
@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_mean_and_sd_are_those_of_all_permutations(metric: str) -> None:
    """Of 5 cases all 120, of 6 all 720; equal but for the last digits."""
    for n in (5, 6):
        points_m, days = scattered(n, side_m=500, days=12, seed=n)
        found = near_repeat(points_m, days, **BANDS, metric=metric)
        orders = itertools.permutations(range(n))
        every = [brute_force((points_m, days[list(order)]), metric).ravel() for order in orders]
        assert_allclose(found.expected, np.mean(every, axis=0), atol=1e-12)
        assert_allclose(found.sd, np.std(every, axis=0), atol=1e-12)


@pytest.mark.whole
def test_closed_form_and_runs_agree() -> None:
    """2,000 runs on 400 stacked cases: means within 4 standard errors, sd within 10%."""
    points_m, days = scattered(400)
    points_m = np.round(points_m / 150) * 150
    closed = near_repeat(points_m, days, **BANDS)
    runs = near_repeat(points_m, days, **BANDS, runs=2000, rng=rng())
    seldom = closed.expected < 1
    assert (np.abs(runs.expected - closed.expected) <= 4 * closed.sd / 2000**0.5).all()
    assert_allclose(runs.sd[~seldom], closed.sd[~seldom], rtol=0.1)


class NothingDealt:
    """A source of chance that leaves every day where it is."""

    def permuted(self, days: np.ndarray, *, axis: int, out: np.ndarray) -> None:
        assert axis == 1
        assert out is days


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize(
    ("n", "side_m", "stack_m", "days"),
    [(4, 300, 1, 9), (64, 900, 50, 40), (65, 900, 1, 900), (700, 2500, 100, 365), (300, 0, 1, 60)],
)
def test_a_run_that_deals_nothing_out_counts_what_was_observed(
    metric: str, n: int, side_m: int, stack_m: int, days: int
) -> None:
    """Exactly, in every band: words of bits against pairs one by one; also with an age between."""
    points_m, day = scattered(n, side_m=side_m + 1, days=days)
    points_m = points_m // stack_m * stack_m
    points_m[0], day[0] = 2000, 100_000
    found = near_repeat(points_m, day, **BANDS, metric=metric, runs=70, rng=NothingDealt())
    assert_array_equal(found.expected, found.observed)
    assert_array_equal(found.observed, near_repeat(points_m, day, **BANDS, metric=metric).observed)
    assert_array_equal(found.observed, brute_force((points_m, day), metric).ravel())
    assert (found.sd == 0).all()


@pytest.mark.whole
def test_the_closed_p_is_near_that_of_many_runs() -> None:
    """
    How far the closed form's p lies from that of 40,000 runs, beyond Monte Carlo error.

    Within 0.01 anywhere, and within a quarter of p where p is 0.05 or less. Single and stacked
    cases, by chance alone and with planted near repeats.
    """
    for seed, planted in enumerate((0, 6, 14)):
        points_m, days = scattered(150, side_m=1500, days=120, seed=seed)
        points_m[:30] = np.round(points_m[:30] / 300) * 300
        points_m[50 : 50 + planted] = points_m[:planted] + 10
        days[50 : 50 + planted] = days[:planted] + 3
        closed = near_repeat(points_m, days, **BANDS)
        runs = near_repeat(points_m, days, **BANDS, runs=40_000, rng=rng(seed))
        apart = np.abs(closed.p - runs.p)
        noise = 4 * np.sqrt(runs.p * (1 - runs.p) / 40_000) + 5e-4
        assert (apart <= noise + 0.01).all()
        small = runs.p <= 0.05
        assert (apart <= noise + 0.25 * runs.p)[small].all()


def test_p_counts_runs_with_as_many_pairs() -> None:
    """Trap 4: P(X >= observed), never P(X > observed): a count that cannot vary has p = 1."""
    points_m, days = scattered(30)
    found = near_repeat(
        points_m, days, space_edges_m=[0, 5000], day_edges=[0, 500], runs=19, rng=rng()
    )
    assert found.p.item() == 1
    assert near_repeat(points_m, days, space_edges_m=[0, 5000], day_edges=[0, 500]).p.item() == 1


def test_p_of_runs_is_never_zero() -> None:
    points_m, days = scattered(40)
    points_m = np.vstack([points_m, points_m + 5])
    days = np.concatenate([days, days])
    found = near_repeat(points_m, days, space_edges_m=[0, 10], day_edges=[0, 1], runs=9, rng=rng())
    assert found.p.item() == 0.1
    assert found.ratio.item() > 10


def test_band_labels_say_what_a_band_holds() -> None:
    """Trap 5: 0 to 1 exclusive is the same day, and is called so."""
    found = near_repeat(*scattered(50), space_edges_m=SPACE_M, day_edges=[0, 1, 2, 8, 9, 29])
    assert list(found.index.get_level_values("day_band")[:5]) == [
        "same day",
        "1 day",
        "2 to 7 days",
        "8 days",
        "9 to 28 days",
    ]
    assert list(found.index.unique("space_band")) == [
        "0 to under 1 m",
        "1 to under 100 m",
        "100 to under 200 m",
        "200 to under 400 m",
    ]
    assert list(found.columns) == ["observed", "expected", "sd", "ratio", "p"]


def test_cases_at_one_point_are_pairs() -> None:
    """Trap 3: 15 reports in a tower block are 105 pairs at no distance."""
    points_m = np.repeat([[500.0, 500.0], [5000.0, 5000.0]], [15, 5], axis=0)
    days = np.arange(20)
    found = near_repeat(points_m, days, space_edges_m=[0, 1], day_edges=[0, 50])
    assert found.observed.item() == 105 + 10


@pytest.mark.parametrize("runs", [0, 60])
def test_the_callers_arrays_and_the_global_chance_are_left_alone(runs: int) -> None:
    """Trap 7: nothing is shuffled in place, no global seed; the same rng gives the same answer."""
    points_m, days = scattered(120)
    before, state = (points_m.copy(), days.copy()), np.random.get_state()[1].copy()  # noqa: NPY002
    once = near_repeat(points_m, days, **BANDS, runs=runs, rng=rng(5))
    again = near_repeat(points_m, days, **BANDS, runs=runs, rng=rng(5))
    pd.testing.assert_frame_equal(once, again)
    assert_array_equal(points_m, before[0])
    assert_array_equal(days, before[1])
    assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.whole
@given(towns(), st.integers(0, 2**32))
def test_the_order_of_cases_changes_nothing_not_even_by_chance(town: Town, seed: int) -> None:
    order = rng(seed).permutation(len(town[1]))
    found = near_repeat(*town, **BANDS, runs=5, rng=rng(3))
    other = near_repeat(town[0][order], town[1][order], **BANDS, runs=5, rng=rng(3))
    pd.testing.assert_frame_equal(found, other)


@pytest.mark.whole
@given(towns(), st.integers(-5, 5), st.integers(-400, 400))
def test_moving_the_map_or_the_calendar_changes_nothing(town: Town, by: int, days: int) -> None:
    found = near_repeat(*town, **BANDS)
    moved = near_repeat(town[0] + by * 1000, town[1] + days, **BANDS)
    pd.testing.assert_frame_equal(found, moved)


def test_days_may_be_dates_and_years_apart() -> None:
    points_m, days = scattered(60)
    days[0] = 200_000
    dates = days.astype("datetime64[D]")
    found = near_repeat(points_m, days, **BANDS)
    pd.testing.assert_frame_equal(found, near_repeat(points_m, dates, **BANDS))
    assert_array_equal(found.observed, brute_force((points_m, days)).ravel())


@pytest.mark.whole
def test_pointpats_counts_the_same_pairs_and_finds_a_like_p() -> None:
    """Its knox, with edges between whole numbers, 999 runs: p within 0.05."""
    from pointpats import knox  # noqa: PLC0415 - slow to import

    points_m, days = scattered(300, side_m=1500)
    points_m[:20] = points_m[100:120]
    days[:20] = days[100:120]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(3)  # noqa: NPY002 - the peer knows no other
        peer = knox(points_m, days[:, None].copy(), 149.5, 6.5, 999)
    runs = near_repeat(
        points_m, days, space_edges_m=[0, 149.5], day_edges=[0, 7], runs=999, rng=rng()
    )
    closed = near_repeat(points_m, days, space_edges_m=[0, 149.5], day_edges=[0, 7])
    assert runs.observed.item() == peer["stat"]
    assert abs(runs.p.item() - float(peer["pvalue"][0])) < 0.05
    assert abs(closed.p.item() - float(peer["pvalue"][0])) < 0.05


def test_the_result_says_what_was_tested() -> None:
    points_m, days = scattered(50)
    points_m[1] = points_m[0]
    found = near_repeat(points_m, days, **BANDS)
    attrs = found.attrs
    assert attrs["method"] == "near-repeat-1"
    assert (attrs["cases"], attrs["pairs"], attrs["bands_tested"]) == (50, 1225, 16)
    assert attrs["pairs_left_out"] == 1225 - found.observed.sum()
    said = " ".join(attrs["caveats"])
    assert "not that one brings the other" in said
    assert "16 pairs of bands were looked at" in said
    assert "1 of 50 cases lie at the point of another" in said
    assert "p is rough" in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"space_edges_m": [0, 100, 100]}, "space_edges_m are .* overlap or are empty"),
        ({"day_edges": [0, 8, 7]}, "day_edges are .* overlap or are empty"),
        ({"space_edges_m": [-1, 100]}, "space_edges_m are .* from zero up"),
        ({"space_edges_m": [0, np.inf]}, "space_edges_m are .* finite edges"),
        ({"day_edges": [0, np.nan]}, "day_edges are .* finite edges"),
        ({"day_edges": [0, 1.5]}, "day_edges hold 1.5 at position 1; give whole"),
        ({"space_edges_m": [100]}, r"space_edges_m have the shape \(1,\); give two edges"),
        ({"metric": "driving"}, "metric is 'driving'; choose"),
        ({"runs": -1}, "runs is -1; give 0"),
        ({"runs": 99}, "99 runs need a source of chance"),
    ],
)
def test_questions_that_make_no_sense(changed: dict[str, object], words: str) -> None:
    with pytest.raises(FrameError, match=words):
        near_repeat(*scattered(20), **(BANDS | changed))


def test_cases_without_a_place_or_day() -> None:
    points_m, days = scattered(20)
    with pytest.raises(FrameError, match="days have the shape"):
        near_repeat(points_m, days[:-1], **BANDS)
    with pytest.raises(FrameError, match="look like degrees"):
        near_repeat(points_m / 2000 + [-2.1, 53.4], days, **BANDS)
    points_m[3] = np.nan
    with pytest.raises(FrameError, match="no place at position 3"):
        near_repeat(points_m, days, **BANDS)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_too_few_cases(n: int) -> None:
    with pytest.raises(TooFewCasesError, match=f"{n} cases are too few to compare pairs"):
        near_repeat(np.zeros((n, 2)), np.arange(n), **BANDS)


def test_cases_that_cannot_be_dealt_out() -> None:
    points_m, days = scattered(20)
    with pytest.raises(TooFewCasesError, match="all 20 cases lie at one point"):
        near_repeat(np.zeros((20, 2)), days, **BANDS)
    with pytest.raises(TooCoarseError, match="all 20 cases fall on one day"):
        near_repeat(points_m, np.full(20, 7), **BANDS)


def test_places_snapped_to_public_points_are_refused() -> None:
    points_m, _ = scattered(600)
    snapped_m = np.repeat(points_m, 5, axis=0)
    days = rng().integers(0, 365, len(snapped_m))
    with pytest.raises(TooCoarseError, match="half of which hold 4 or more: places are snapped"):
        near_repeat(snapped_m, days, **BANDS)


@pytest.mark.whole
def test_police_files_are_refused(shared_data) -> None:
    """Guard: they know months alone; and were days known, places would still be snapped."""
    police = pd.read_csv(shared_data / "police_asb_merseyside_2018-01_2021-09.csv.gz")
    points_m = police[["Longitude", "Latitude"]].to_numpy() * [66_000, 111_000]
    months = pd.to_datetime(police["Month"]).to_numpy().astype("datetime64[D]")
    with pytest.raises(TooCoarseError, match="fall on 44 days, one for each month"):
        near_repeat(points_m, months, **BANDS)
    days = months.astype(int) + rng().integers(0, 28, len(months))
    with pytest.raises(TooCoarseError, match="places are snapped to public points"):
        near_repeat(points_m, days, **BANDS)


@pytest.mark.whole
def test_burglaries_come_back_nearby_within_the_week(shared_data) -> None:
    """Cincinnati 2016-18: as in every city studied, most within 100 m and a week, then fading."""
    burglary = pd.read_csv(shared_data / "bench_cincinnati_burglary.csv.gz").dropna()
    burglary = burglary.drop_duplicates("incident_no")  # several offences in one report
    metres = [111_320 * np.cos(np.radians(39.14)), 110_574]
    days = pd.to_datetime(burglary["offense_date"]).dt.tz_localize(None)
    found = near_repeat(
        burglary[["longitude", "latitude"]].to_numpy() * metres,
        days.to_numpy(),
        space_edges_m=[0, 100, 200, 400, 800],
        day_edges=[0, 8, 15, 29, 57],
    )
    ratio = found.ratio.to_numpy().reshape(4, 4)
    assert ratio[0, 0] > 1.5
    assert (np.diff(ratio[:, 0]) < 0).all()
    assert ratio[0, 0] == ratio.max()
    assert found.p.iloc[0] < 0.001
