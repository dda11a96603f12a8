"""What readers are told of the monthly run of the demo borough, as each level."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo_asb.errors import NotAllowedError, NotPublishedError
from geo_asb.model import DisplayLevel, Layer, Period, Scope, Viewer
from geo_asb.queries import Queries
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from tests.demo_copy import copy_of

YEAR = Scope(Period(date(2020, 12, 1), date(2021, 12, 1)))
EARLIER = Scope(Period(date(2020, 9, 1), date(2021, 9, 1)))
MANAGER = Viewer("manager", "manager", DisplayLevel.OFFICER, "demo")
AUTHOR = Viewer("author", "author", DisplayLevel.AUTHOR, "demo")
ASKS = ("hotspots", "repeat_places", "month_study")


@pytest.fixture(scope="module")
def month_store(loaded_demo: Settings) -> Iterator[Settings]:
    with copy_of(loaded_demo, "demo_month") as demo:
        yield demo


@pytest.fixture(scope="module")
def queries(month_store: Settings) -> Iterator[Queries]:
    with closing(Queries(month_store)) as opened:
        yield opened


@pytest.fixture(scope="module")
def hot(queries: Queries) -> Scope:
    """The year of the first layer that holds hotspots."""
    years = (replace(YEAR, layer=layer) for layer in Layer)
    return next(year for year in years if queries.hotspots(MANAGER, year).value.spots)


@pytest.fixture
def out_of_date(queries: Queries, month_store: Settings) -> Iterator[Queries]:
    """The same run after something was loaded."""
    say = "update month_run set data_version = %s || data_version"
    back = "update month_run set data_version = substr(data_version, 2)"
    with connect(month_store) as conn:
        conn.execute(say, [b"x"])
        conn.commit()
        yield queries
        conn.execute(back)
        conn.commit()


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("level", [DisplayLevel.PARTNER, DisplayLevel.PUBLIC])
def test_releases_alone_are_refused_with_the_nearest_table(queries, ask, level):
    partner = Viewer("partner", "partner", level, "demo")
    with pytest.raises(NotPublishedError, match="map classes by calendar quarter"):
        getattr(queries, ask)(partner, YEAR)


@pytest.mark.parametrize("ask", ASKS)
def test_every_answer_has_its_figure_and_says_what_it_leaves_out(queries, ask):
    answer = getattr(queries, ask)(MANAGER, YEAR)
    assert answer.value.standing == "current"
    assert answer.title.endswith("12 months to November 2021")
    assert len(set(answer.caveats)) == len(answer.caveats) >= 2
    assert answer.figure_id == getattr(queries, ask)(MANAGER, YEAR).figure_id
    assert answer.figure_id != getattr(queries, ask)(AUTHOR, YEAR).figure_id


def test_the_hotspots_are_those_stored_with_what_their_word_rests_on(queries, hot, month_store):
    found = queries.hotspots(MANAGER, hot).value
    with connect(month_store) as conn:
        told = conn.execute(
            "select key, state, now, before, cases from hotspot h join month_run m "
            "on m.id = h.month_run where m.layer = %s",
            [str(hot.layer)],
        ).fetchall()
    assert told
    shown = [(spot.key, spot.state, spot.now, spot.before, spot.cases) for spot in found.spots]
    assert sorted(shown) == sorted(told)
    assert all(0 <= one.staying <= one.hot_cells for one in found.stability)


def test_a_group_has_hotspots_of_its_own(queries, hot):
    every = queries.hotspots(MANAGER, hot).value.spots
    for group in {spot.group for spot in every} - {""}:
        found = queries.hotspots(MANAGER, replace(hot, group=group)).value.spots
        assert found == tuple(spot for spot in every if spot.group == group)


def test_an_officer_is_told_of_the_patch_alone(queries, hot):
    wards = [area.code for area in queries.areas(MANAGER)]
    by_ward = {
        code: {s.key for s in queries.hotspots(MANAGER, replace(hot, area=code)).value.spots}
        for code in wards
    }
    own = sorted(by_ward, key=lambda code: -len(by_ward[code]))[0]
    officer = Viewer("officer", "officer", DisplayLevel.OFFICER, "demo", frozenset({own}))
    found = queries.hotspots(officer, hot).value
    assert {spot.key for spot in found.spots} == by_ward[own] != set()
    assert not found.may_decide
    mine = queries.repeat_places(officer, YEAR).value.places
    assert len(mine) < len(queries.repeat_places(MANAGER, YEAR).value.places)
    other = next(code for code in wards if code != own)
    with pytest.raises(NotAllowedError, match="Ask your manager to lend it"):
        queries.hotspots(officer, replace(YEAR, area=other))


def test_an_author_sees_no_small_cell_no_home_and_no_point(queries, hot, month_store):
    seen = {spot.key for spot in queries.hotspots(AUTHOR, hot).value.spots}
    with connect(month_store) as conn:
        small = conn.execute(
            "select distinct hc.key from hotspot_cell hc join month_run m on m.id = hc.month_run "
            "join cell on cell.grid = m.grid and cell.position = hc.position "
            "where m.layer = %s and cell.addresses < 8",
            [str(hot.layer)],
        ).fetchall()
    assert not seen & {key for (key,) in small}
    places = queries.repeat_places(AUTHOR, YEAR).value.places
    assert all(place.kind == "block" and place.homes >= 8 for place in places)
    assert queries.month_study(AUTHOR, YEAR).value.gatherings == ()
    assert not queries.hotspots(AUTHOR, YEAR).value.may_decide


def test_the_roles_of_a_place_are_told_apart(queries):
    happened = queries.repeat_places(MANAGER, YEAR).value
    reported = queries.repeat_places(MANAGER, replace(YEAR, layer=Layer.REPORTED)).value
    assert (happened.layer, reported.layer) == (Layer.CASES, Layer.REPORTED)
    assert happened.places != reported.places


def test_the_study_shows_its_chance_line_and_its_rivals(queries):
    found = queries.month_study(MANAGER, YEAR).value
    assert [row.kind for row in found.concentration] == ["home", "block", "cell"]
    assert all(row.chance_low <= row.by_chance <= row.chance_high for row in found.concentration)
    assert all(row.top_places <= 0.05 * row.places + 1 for row in found.concentration)
    assert all(row.cases > row.top_places for row in found.concentration[1:])
    assert found.near_tested == 20
    assert all(band.pairs > band.by_chance for band in found.near)
    assert [row.forecast for row in found.forecasts] == [
        "hot cells",
        "a year's cases",
        "last month's counts",
        "kernel surface",
    ]
    assert np.isfinite([row.hit_rate for row in found.forecasts]).all()


def test_a_group_with_few_cases_is_told_the_bands_of_all_types(queries):
    for group in ("animals", "noise"):
        found = queries.month_study(MANAGER, replace(YEAR, group=group)).value
        assert found.near_group in {group, ""}
        assert found.near_tested == 20


def test_a_month_that_was_never_worked_out_says_so(queries):
    for ask in ASKS:
        assert getattr(queries, ask)(MANAGER, EARLIER).value.standing == "not worked out"
    assert queries.hotspots(MANAGER, EARLIER).value.spots == ()
    assert queries.month_study(MANAGER, EARLIER).value.forecasts == ()


def test_police_reports_are_told_why_a_question_was_not_asked(queries):
    police = replace(YEAR, layer=Layer.POLICE)
    if queries.repeat_places(MANAGER, police).value.standing == "current":
        assert "public point" in queries.repeat_places(MANAGER, police).value.refused


def test_a_run_that_is_out_of_date_is_read_by_nobody(out_of_date):
    found = out_of_date.hotspots(MANAGER, YEAR).value
    assert (found.standing, found.spots, found.stability) == ("out of date", (), ())
    assert out_of_date.repeat_places(MANAGER, YEAR).value.places == ()
