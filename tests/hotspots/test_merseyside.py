"""Police reports of Merseyside: snapped, monthly, a month missing, a year of Covid breaches."""

from __future__ import annotations

import gzip
import io
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.back_test import (
    CHOSEN,
    ORDERS,
    RIVAL,
    RIVALS,
    Force,
    held_against,
    paired_interval,
    past_of,
    read_force,
)
from geo_asb.errors import TooCoarseError
from geo_asb.etl.projection import to_british_grid
from geo_asb.hotspots import (
    emerging,
    hot_cells,
    near_repeat,
    repeat_places,
    scan_space_time,
    st_dbscan,
)
from geo_asb.model import Layer, Period, Scope
from geo_asb.monthly.forecast import back_test
from geo_asb.monthly.ground import Cut, Ground
from geo_asb.monthly.run import work_out
from geo_asb.tallies import by_month, months_between

pytestmark = pytest.mark.whole

MISSING = date(2019, 7, 1)
BANDS = {"space_edges_m": [0, 100, 200], "day_edges": [0, 1, 8]}


@pytest.fixture(scope="module")
def force(shared_data) -> Force:
    return read_force(shared_data)


@pytest.fixture(scope="module")
def ground(force) -> Ground:
    return force.ground(Cut(250.0))


def _cases(force: Force, start: date, end: date):
    """Points and days of the reports of some months."""
    day = force.columns.day.astype("datetime64[D]")
    chosen = (day >= np.datetime64(start)) & (day < np.datetime64(end))
    columns = force.columns
    return np.column_stack([columns.x_m[chosen], columns.y_m[chosen]]), day[chosen]


def _rng() -> np.random.Generator:
    return np.random.default_rng(2021)


# ---------------------------------------------------------------- snapped and monthly

WHOLE_FILE = (date(2018, 1, 1), date(2021, 10, 1), "fall on 44 days, one for each month")
TWO_MONTHS = (date(2021, 5, 1), date(2021, 7, 1), "fall on 2 days, one for each month")


@pytest.mark.parametrize(("start", "end", "words"), [WHOLE_FILE, TWO_MONTHS])
def test_questions_of_days_are_refused(force, start, end, words):
    points_m, days = _cases(force, start, end)
    with pytest.raises(TooCoarseError, match=words):
        near_repeat(points_m, days, **BANDS)
    with pytest.raises(TooCoarseError, match=words):
        st_dbscan(points_m, days, reach_m=200, window_days=14, min_cases=3)
    with pytest.raises(TooCoarseError, match=words):
        scan_space_time(points_m, days, max_reach_m=500, max_days=28, rng=_rng())


@pytest.mark.parametrize(("start", "end", "words"), [WHOLE_FILE, TWO_MONTHS])
def test_a_map_point_is_no_place_that_anything_comes_back_to(force, start, end, words):
    points_m, days = _cases(force, start, end)
    places = [f"{x:.0f}_{y:.0f}" for x, y in points_m]
    with pytest.raises(TooCoarseError, match=words):
        repeat_places(places, days)


def test_one_monthly_file_is_refused_too(shared_data):
    """All of a file's cases fall on the first of its month, which is no day they share."""
    text = gzip.decompress((shared_data / "2021-06-merseyside-street.csv.gz").read_bytes())
    rows = pd.read_csv(io.BytesIO(text)).query("`Crime type` == 'Anti-social behaviour'")
    points_m = to_british_grid(rows["Longitude"], rows["Latitude"])
    days = rows["Month"].to_numpy(dtype="datetime64[D]")
    with pytest.raises(TooCoarseError, match="2559 cases fall on 1 day, one for each month"):
        st_dbscan(points_m, days, reach_m=200, window_days=14, min_cases=3)
    with pytest.raises(TooCoarseError, match="1 day, one for each month"):
        repeat_places([str(point) for point in points_m], days)
    with pytest.raises(TooCoarseError, match="1 day, one for each month"):
        near_repeat(points_m, days, **BANDS)
    with pytest.raises(TooCoarseError, match="1 day, one for each month"):
        scan_space_time(points_m, days, max_reach_m=500, max_days=28, rng=_rng())


def test_were_days_known_places_would_still_be_snapped(force):
    points_m, days = _cases(force, date(2018, 1, 1), date(2021, 10, 1))
    invented = days + _rng().integers(0, 28, days.size)
    with pytest.raises(TooCoarseError, match="lie on 14842 points, half of which hold 4 or more"):
        near_repeat(points_m, invented, **BANDS)


def test_the_monthly_run_refuses_the_same_and_says_why(force, ground):
    shifted = force.ground(Cut(250.0, (125.0, 72.2)))
    _, parts = work_out(force.study(date(2021, 6, 1), ground, shifted), None, {})
    refused = {part.name: part.refused for part in parts if part.refused}
    assert "need not be of one place" in refused["repeat places"]
    for question in ("near repeats", "clusters of cases", "new gatherings"):
        assert "one for each month" in refused[question]


# ---------------------------------------------------------------- a month that nobody supplied


def test_the_missing_month_is_blank_in_the_series(force):
    scope = Scope(Period(date(2018, 1, 1), date(2021, 10, 1)), Layer.POLICE)
    everything = np.ones(force.columns.day.size, dtype=bool)
    series = by_month(force.columns, scope, everything, supplied=force.supplied)
    assert len(series) == 45
    assert [one.month for one in series if one.cases is None] == [MISSING]
    assert sum(one.cases or 0 for one in series) == 128_132


def test_the_missing_month_is_blank_in_the_states(force, ground):
    """July to September 2020 beside 2019: July is left out of both, or growth is made up."""
    study = force.study(date(2020, 9, 1), ground)
    counts = study.by_month("")
    blank = _with_blanks(force, study.month, counts)
    words = emerging(blank, ground.neighbours, homes=ground.homes)
    (missing,) = words.attrs["months_missing"]
    assert "1 of 23 months were not supplied: blank, not zero." in words.attrs["caveats"]
    assert not counts[:, missing].any()
    zero = emerging(counts, ground.neighbours, homes=ground.homes)
    assert (words == "growing").sum() < (zero == "growing").sum() / 2


def test_the_missing_month_has_no_back_test(force, ground):
    part = back_test(force.study(MISSING, ground))
    assert part.refused == "this month was not supplied: blank, not zero"
    assert part.rows["back_test"].empty


def _with_blanks(force, month, counts):
    last = np.datetime64(month, "M")
    months = (last - np.arange(counts.shape[1])[::-1]).astype("datetime64[D]").astype(object)
    is_supplied = [one in force.supplied for one in months]
    return np.where(is_supplied, counts, np.nan)


# ---------------------------------------------------------------- Covid breaches among the reports


def test_a_jump_everywhere_is_said_and_makes_no_hot_cells(force, ground):
    """April to June 2020 hold 1.8 times the reports of 2019, with the breaches of the rules."""
    strong, said = [], []
    for month in (date(2020, 3, 1), date(2020, 6, 1)):
        counts = force.study(month, ground).by_month("")
        found = hot_cells(counts[:, -12:].sum(axis=1), ground.homes, ground.neighbours)
        strong.append((found["verdict"] == "strong").sum())
        states = emerging(_with_blanks(force, month, counts), ground.neighbours, homes=ground.homes)
        said.append([one for one in states.attrs["caveats"] if "All places together" in one])
    assert said[0] == []
    assert "1.8 times the cases of the same three months a year before" in said[1][0]
    assert strong[1] < 1.05 * strong[0]


# ---------------------------------------------------------------- maps and the months after


def test_a_map_knows_nothing_of_its_month(force, ground):
    study = force.study(date(2021, 6, 1), ground)
    past, came = past_of(study, _rng())
    assert past.by_month.shape == (len(ground.frame), 12)
    assert past.counts.sum() == len(past.points_m)
    assert came.sum() == study.by_month("", months=1).sum()
    year = Period(date(2020, 6, 1), date(2021, 6, 1))
    assert len(list(months_between(year))) == 12
    assert study.counted(year).sum() - past.counts.sum() < 100  # beyond the wards


def test_shrunk_cases_foresee_better_than_last_month_and_scores_do_not(force, ground):
    """At 5% of the land, as docs/reference/measurements.md says of 24 months; here three."""
    maps = {name: (ORDERS | RIVALS)[name] for name in (CHOSEN, "score", RIVAL)}
    for month in (date(2020, 11, 1), date(2021, 3, 1), date(2021, 8, 1)):
        rows = pd.DataFrame(held_against(force.study(month, ground), _rng(), maps))
        pai = rows[rows["percent"] == 5.0].set_index("map")["pai"]
        assert pai[CHOSEN] > pai[RIVAL] > pai["score"]


def test_the_mean_lead_over_months_lies_in_its_interval():
    lead = np.sin(np.arange(24.0)) + 0.4
    mean, low, high = paired_interval(lead, _rng())
    assert mean == pytest.approx(lead.mean())
    assert low < mean < high
    assert paired_interval(lead, _rng()) == (mean, low, high)
    assert paired_interval(np.full(24, 0.5), _rng()) == (0.5, 0.5, 0.5)
