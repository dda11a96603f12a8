"""Is something new starting? Cylinders of cases that place and time alone do not explain."""

from __future__ import annotations

import math
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy.stats import binomtest

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots import scan_space_time

CORNER_M = np.array([400_000.0, 390_000.0])


def dice(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def town(n: int, seed: int = 1, days: int = 40, across_m: float = 2000):
    """Cases on some addresses more than once; place and day have nothing to do with each other."""
    rng = dice(seed)
    addresses_m = CORNER_M + rng.uniform(0, across_m, (max(n * 2 // 3, 1), 2)).round()
    return addresses_m[rng.integers(len(addresses_m), size=n)], rng.integers(0, days, n)


def log_ratio(inside: int, expected: float, total: int) -> float:
    if inside < 2 or inside <= expected:
        return 0.0
    rest = total - inside
    outside = rest * math.log(rest / (total - expected)) if rest else 0.0
    return inside * math.log(inside / expected) + outside


def by_hand(points_m, days, *, reach_m, max_days, ending_on=None):
    """Every circle around every case and every run of days: (ratio, cases, expected)."""
    points, total, found = points_m.tolist(), len(days), []
    span = range(int(min(days)) - max_days, int(max(days)) + max_days)
    for middle, day in zip(points, days, strict=True):
        if ending_on is None:
            runs = [(a, b) for a in span for b in span if a <= day <= b < a + max_days]
        elif day > ending_on - max_days:
            runs = [(ending_on - long + 1, ending_on) for long in range(1, max_days + 1)]
        else:
            continue
        away = [math.dist(middle, point) for point in points]
        for radius in {far for far in away if far <= reach_m}:
            is_near = [far <= radius for far in away]
            for first, last in runs:
                is_then = [first <= each <= last for each in days]
                inside = sum(a and b for a, b in zip(is_near, is_then, strict=True))
                expected = sum(is_near) * sum(is_then) / total
                found.append((log_ratio(inside, expected, total), inside, expected))
    return found


SEARCH = {"reach_m": 700, "max_days": 5}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ending_on", [None, 15, 17])
def test_no_cylinder_is_likelier(seed, ending_on):
    """Brute force over every circle and every run of days, to rounding (1e-9)."""
    points_m, days = town(18, seed, days=16)
    found = scan_space_time(
        points_m, days, max_reach_m=700, max_days=5, runs=1, rng=dice(), ending_on=ending_on
    )
    best = max(by_hand(points_m, days, **SEARCH, ending_on=ending_on), default=(0, 0, 0))
    if not best[0]:
        assert len(found) == 0
        return
    assert found[0].log_likelihood_ratio == pytest.approx(best[0], abs=1e-9)
    same = log_ratio(found[0].cases, found[0].expected, 18)
    assert found[0].log_likelihood_ratio == pytest.approx(same, abs=1e-9)


@pytest.mark.whole
@pytest.mark.parametrize("ending_on", [None, 15])
def test_p_is_the_rank_among_shuffled_calendars(ending_on):
    """The likeliest cylinder of each calendar by brute force; p exact."""
    points_m, days = town(14, seed=2, days=16)
    found = scan_space_time(
        points_m, days, max_reach_m=700, max_days=4, runs=19, rng=dice(5), ending_on=ending_on
    )
    luck = dice(5)
    best = [
        max(by_hand(points_m, luck.permutation(days), reach_m=700, max_days=4, ending_on=ending_on))
        for _ in range(19)
    ]
    for cluster in found:
        as_likely = sum(each[0] >= cluster.log_likelihood_ratio - 1e-9 for each in best)
        assert cluster.p == (1 + as_likely) / 20


def planted(n: int = 400, ending_on: int = 199):
    """A new gathering of eight cases around one corner in the last ten days."""
    points_m, days = town(n, days=ending_on + 1, across_m=6000)
    rng = dice(3)
    points_m[:8] = CORNER_M + 3000 + rng.normal(0, 30, (8, 2))
    days[:8] = ending_on - rng.integers(0, 10, 8)
    return points_m, days


def test_a_new_gathering_is_found_with_its_place_and_days():
    points_m, days = planted()
    scan = scan_space_time(
        points_m, days, max_reach_m=500, max_days=28, runs=99, rng=dice(), ending_on=199
    )
    found = scan[0]
    assert set(range(8)) <= set(found.members)
    assert found.cases == len(found.members) <= 10
    assert math.dist(found.centre_m, CORNER_M + 3000) < 200
    assert found.last_day == 199
    assert found.days <= 12
    assert found.p == 0.01
    assert found.recurrence_interval_scans == pytest.approx(100)
    assert "99 shuffled calendars cannot show a p below 0.01" in scan.caveats[-1]


def test_looking_back_finds_what_is_over():
    points_m, days = planted()
    days[:8] -= 100
    scan = scan_space_time(points_m, days, max_reach_m=500, max_days=14, runs=49, rng=dice())
    assert set(range(8)) <= set(scan[0].members)
    assert scan[0].p == 0.02
    assert math.isnan(scan[0].recurrence_interval_scans)
    assert scan.ending_on is None
    watch = scan_space_time(
        points_m, days, max_reach_m=500, max_days=14, runs=49, rng=dice(), ending_on=199
    )
    assert all(not set(range(8)) & set(cluster.members) for cluster in watch)


def test_a_place_that_is_always_busy_raises_no_alarm():
    points_m, days = town(300, days=200, across_m=6000)
    points_m[:100] = CORNER_M
    scan = scan_space_time(
        points_m, days, max_reach_m=500, max_days=28, runs=99, rng=dice(), ending_on=199
    )
    assert scan[0].p > 0.05


def test_a_month_that_is_busy_everywhere_raises_no_alarm():
    points_m, days = town(300, days=200, across_m=6000)
    days[:120] = dice(8).integers(180, 200, 120)
    scan = scan_space_time(
        points_m, days, max_reach_m=500, max_days=28, runs=99, rng=dice(), ending_on=199
    )
    assert scan[0].p > 0.05


def test_trap_3_a_tower_block_is_not_lost():
    """Cases at distance zero: one block, one point, a fortnight."""
    points_m, days = town(300, days=200, across_m=6000)
    points_m[:15], days[:15] = CORNER_M + 77, np.arange(185, 200)
    scan = scan_space_time(
        points_m, days, max_reach_m=500, max_days=28, runs=19, rng=dice(), ending_on=199
    )
    assert scan[0].reach_m == 0
    assert scan[0].members == tuple(range(15))
    assert scan[0].p == 0.05


@pytest.mark.whole
def test_p_up_to_a_tenth_comes_in_a_tenth_of_towns_without_anything_new():
    """300 towns, cases stacked on addresses: inside the 99.9% range of the binomial."""
    few = 0
    for seed in range(300):
        points_m, days = town(120, seed, days=100)
        scan = scan_space_time(
            points_m, days, max_reach_m=500, max_days=14, runs=19, rng=dice(seed), ending_on=99
        )
        few += len(scan) > 0 and scan[0].p <= 0.1
    assert binomtest(few, 300, 0.1).pvalue > 0.001


@pytest.mark.whole
@given(seed=st.integers(0, 300), ending_on=st.sampled_from([None, 39]))
def test_laws_of_any_scan(seed, ending_on):
    points_m, days = town(40, seed)
    scan = scan_space_time(
        points_m, days, max_reach_m=400, max_days=7, runs=3, rng=dice(seed), ending_on=ending_on
    )
    ratios = [cluster.log_likelihood_ratio for cluster in scan]
    taken = [case for cluster in scan for case in cluster.members]
    assert ratios == sorted(ratios, reverse=True)
    assert len(taken) == len(set(taken))
    for cluster in scan:
        inside = list(cluster.members)
        assert cluster.cases == len(inside) >= 2
        assert cluster.cases > cluster.expected > 0
        assert 1 <= cluster.days <= 7
        assert days[inside].min() >= cluster.first_day
        assert days[inside].max() <= cluster.last_day
        away_m = np.hypot(*(points_m[inside] - cluster.centre_m).T)
        assert away_m.max() == pytest.approx(cluster.reach_m, abs=0.01)
        assert cluster.reach_m <= 400
        assert ending_on is None or cluster.last_day == ending_on


@pytest.mark.whole
@given(seed=st.integers(0, 300), later=st.integers(-900, 900), east_m=st.integers(0, 5000))
def test_moving_everything_in_space_and_time_moves_the_clusters_along(seed, later, east_m):
    points_m, days = town(30, seed)
    search = {"max_reach_m": 400, "max_days": 7, "runs": 3}
    one = scan_space_time(points_m, days, **search, rng=dice(), ending_on=39)
    moved_m = points_m + np.array([east_m, 0])
    other = scan_space_time(moved_m, days + later, **search, rng=dice(), ending_on=39 + later)
    for here, there in zip(one, other, strict=True):
        assert here.members == there.members
        assert (here.p, here.first_day + later) == (there.p, there.first_day)


def test_days_may_be_dates_in_any_order():
    points_m, days = planted(200)
    search = {"max_reach_m": 500, "max_days": 28, "runs": 19}
    plain = scan_space_time(points_m, days, **search, rng=dice(), ending_on=199)
    dates = np.datetime64("2021-01-01") + days
    day = date(2021, 7, 19)
    dated = scan_space_time(points_m, dates, **search, rng=dice(), ending_on=day)
    assert [each.members for each in plain] == [each.members for each in dated]
    assert np.datetime64(dated[0].last_day, "D") == np.datetime64(day)


def test_the_same_dice_give_the_same_answer_and_nothing_else_is_touched():
    points_m, days = planted(150)
    before = points_m.copy(), days.copy()
    search = {"max_reach_m": 500, "max_days": 14, "runs": 19, "ending_on": 199}
    one = scan_space_time(points_m, days, **search, rng=dice(4))
    np.random.default_rng(9).random(5)
    assert scan_space_time(points_m, days, **search, rng=dice(4)) == one
    for kept, array in zip(before, (points_m, days), strict=True):
        assert_array_equal(kept, array)


def test_a_quiet_last_fortnight_is_no_alarm():
    points_m, days = town(50)
    scan = scan_space_time(
        points_m, days, max_reach_m=500, max_days=14, runs=9, rng=dice(), ending_on=400
    )
    assert len(scan) == 0
    assert (scan.cases_scanned, scan.last_day, scan.ending_on) == (50, days.max(), 400)
    assert scan.method == "scan-space-time-1"


def test_odd_input_is_refused():
    points_m, days = town(30)
    search = {"max_reach_m": 500, "max_days": 14, "rng": dice()}
    with pytest.raises(TooFewCasesError, match="9 cases are too few"):
        scan_space_time(points_m[:9], days[:9], **search)
    with pytest.raises(TooFewCasesError, match="all 30 cases fall on one day"):
        scan_space_time(points_m, np.full(30, 5), **search)
    with pytest.raises(TooCoarseError, match="one for each month"):
        scan_space_time(points_m, np.arange(30) % 5 * 30, **search)
    with pytest.raises(FrameError, match=r"1 cases are dated after ending_on, .* position 3"):
        scan_space_time(points_m, np.r_[1, 2, 3, 99, days[4:]], **search, ending_on=98)
    with pytest.raises(FrameError, match="max_reach_m is 0"):
        scan_space_time(points_m, days, max_reach_m=0, max_days=14, rng=dice())
    with pytest.raises(FrameError, match=r"max_days is 2\.5"):
        scan_space_time(points_m, days, max_reach_m=500, max_days=2.5, rng=dice())
    with pytest.raises(FrameError, match="runs is 0"):
        scan_space_time(points_m, days, **search, runs=0)
    with pytest.raises(FrameError, match="days hold nan at position 0"):
        scan_space_time(points_m, np.r_[np.nan, days[1:]], **search)


@pytest.mark.whole
def test_police_files_are_refused(shared_data):
    """Data.police.uk, Merseyside: snapped places, and one day for each month."""
    police = pd.read_csv(shared_data / "police_asb_merseyside_2018-01_2021-09.csv.gz")
    places = gpd.GeoSeries.from_xy(police["Longitude"], police["Latitude"], crs="EPSG:4326")
    points_m = places.to_crs("EPSG:27700").get_coordinates().to_numpy()
    days = pd.to_datetime(police["Month"]).to_numpy()
    with pytest.raises(TooCoarseError, match="one for each month"):
        scan_space_time(points_m, days, max_reach_m=500, max_days=28, rng=dice())


@pytest.mark.whole
def test_burglaries_planted_among_real_ones_are_found(shared_data):
    """Cincinnati's burglaries of 2018, and ten more at one corner in the last week of June."""
    burglaries = pd.read_csv(shared_data / "bench_cincinnati_burglary.csv.gz")
    burglaries = burglaries.dropna(subset=["longitude", "latitude", "offense_date"])
    at = pd.to_datetime(burglaries["offense_date"]).dt.tz_localize(None)
    burglaries, at = burglaries[at.dt.year == 2018], at[at.dt.year == 2018]
    places = gpd.GeoSeries.from_xy(burglaries["longitude"], burglaries["latitude"], crs=4326)
    points_m = places.to_crs(32616).get_coordinates().to_numpy()
    days = at.to_numpy().astype("datetime64[D]")
    is_before = days <= np.datetime64("2018-06-30")
    points_m, days = points_m[is_before].copy(), days[is_before].copy()
    mixed = dice().permutation(len(points_m))[:10]
    points_m[mixed] = points_m.mean(axis=0) + dice().normal(0, 50, (10, 2))
    days[mixed] = np.datetime64("2018-06-30") - np.arange(10) % 7
    scan = scan_space_time(
        points_m,
        days,
        max_reach_m=500,
        max_days=28,
        runs=99,
        rng=dice(),
        ending_on=np.datetime64("2018-06-30"),
    )
    # The first is a gathering that was really there.
    found = [cluster for cluster in scan if set(mixed) <= set(cluster.members)]
    assert [cluster.p for cluster in found] == [0.01]
    assert found[0].days <= 8


def test_more_pairs_than_memory_are_refused():
    points_m = np.tile(CORNER_M, (6000, 1)) + dice().uniform(0, 100, (6000, 2))
    days = dice().integers(0, 300, 6000)
    with pytest.raises(FrameError, match="brings 36,000,000 pairs of places and cases"):
        scan_space_time(points_m, days, max_reach_m=500, max_days=14, rng=dice())
