"""Questions and their answers over the loaded demo borough, as each level."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo_asb.demo.published import NEW_CASES_BY_MONTH
from geo_asb.errors import NotAllowedError, NotPublishedError
from geo_asb.model import DisplayLevel, Layer, Period, Scope, Viewer
from geo_asb.queries import Queries
from geo_asb.settings import Settings
from geo_asb.store.connect import connect

YEAR = Period(date(2020, 12, 1), date(2021, 12, 1))
QUARTER = Period(date(2021, 7, 1), date(2021, 10, 1))
MANAGER = Viewer("manager", "manager", DisplayLevel.OFFICER, "demo")
AUTHOR = Viewer("author", "author", DisplayLevel.AUTHOR, "demo")
PARTNER = Viewer("partner", "partner", DisplayLevel.PARTNER, "demo")


@pytest.fixture(scope="module")
def queries(loaded_demo: Settings) -> Iterator[Queries]:
    with closing(Queries(loaded_demo)) as opened:
        yield opened


@pytest.fixture(scope="module")
def officer(queries: Queries) -> Viewer:
    wards = [area.code for area in queries.areas(MANAGER)][:5]
    return Viewer("officer", "officer", DisplayLevel.OFFICER, "demo", frozenset(wards))


def test_cases_of_wards_add_up_to_those_with_a_ward(queries):
    total = queries.change(MANAGER, Scope(YEAR)).value.now
    by_ward = sum(
        queries.change(MANAGER, Scope(YEAR, area=area.code)).value.now
        for area in queries.areas(MANAGER)
    )
    months = queries.by_month(MANAGER, Scope(YEAR)).value
    assert sum(month.cases for month in months) == total
    assert 0.85 * total < by_ward <= total


def test_no_month_counts_more_than_was_published(queries):
    """Restricted cases are gone, so each month holds fewer than the landlord's own total."""
    period = Period(date(2019, 4, 1), date(2021, 12, 1))
    published = [n for year in NEW_CASES_BY_MONTH.values() for n in year if n is not None]
    shown = [month.cases for month in queries.by_month(MANAGER, Scope(period)).value]
    assert len(shown) == len(published) == 32
    assert all(here <= there for here, there in zip(shown, published, strict=True))
    assert sum(shown) > 0.8 * sum(published)


def test_a_month_before_the_first_load_is_blank_and_so_is_the_comparison(queries):
    early = Scope(Period(date(2019, 4, 1), date(2019, 7, 1)))
    value = queries.change(MANAGER, early).value
    assert (value.before, value.verdict, value.ratio_low) == (None, None, None)
    assert value.now > 0


def test_the_map_counts_what_its_sentence_says(queries):
    cells = queries.hot_cells(MANAGER, Scope(YEAR)).value
    total = queries.change(MANAGER, Scope(YEAR)).value.now
    assert cells.shown_cases == cells.counts[cells.counts > 0].sum()
    assert cells.shown_cases + cells.elsewhere == total
    assert cells.shapes_id == queries.cell_shapes(MANAGER, Layer.CASES)[0]
    assert cells.counts.size == len(queries.cell_shapes(MANAGER, Layer.CASES)[1])


def test_the_two_roles_of_a_place_are_never_added(queries):
    happened = queries.hot_cells(MANAGER, Scope(YEAR, Layer.CASES)).value.shown_cases
    reported = queries.hot_cells(MANAGER, Scope(YEAR, Layer.REPORTED)).value.shown_cases
    total = queries.change(MANAGER, Scope(YEAR)).value.now
    assert 0 < happened < total
    assert 0 < reported < total
    assert happened + reported < total  # alleged sources, staff and imprecise places are in neither


def test_hot_places_are_the_hot_cells_of_the_map(queries):
    cells = queries.hot_cells(MANAGER, Scope(YEAR)).value
    places = queries.hot_places(MANAGER, Scope(YEAR)).value
    assert places
    assert {place.position for place in places} == set(np.flatnonzero(cells.verdicts))
    assert all(place.cases == cells.counts[place.position] for place in places)
    assert all(place.name for place in places)


def test_where_no_run_fits_there_are_counts_alone(queries):
    for scope in (
        Scope(YEAR, severity="low"),
        Scope(Period(date(2021, 10, 1), date(2021, 12, 1))),
        Scope(Period(date(2020, 12, 1), date(2021, 11, 20))),
    ):
        cells = queries.hot_cells(MANAGER, scope).value
        assert (cells.verdicts, cells.run_id) == (None, None)
        assert queries.hot_places(MANAGER, scope).value == ()


def test_an_officer_sees_the_patch_and_nothing_else(queries, officer):
    mine = queries.hot_cells(officer, Scope(YEAR)).value
    every = queries.hot_cells(MANAGER, Scope(YEAR)).value
    frame = queries.cell_shapes(officer, Layer.CASES)[1]
    outside = ~frame["ward"].isin(sorted(officer.patch)).to_numpy()
    assert 0 < mine.shown_cases < every.shown_cases
    assert not (mine.verdicts[outside] != 0).any()
    assert (mine.counts[outside] == -1).sum() > 0.8 * outside.sum()
    assert (
        queries.change(officer, Scope(YEAR)).value.now
        < queries.change(MANAGER, Scope(YEAR)).value.now
    )


def test_two_officers_never_share_an_answer(queries, officer):
    wards = [area.code for area in queries.areas(MANAGER)][5:9]
    other = replace(officer, name="other", patch=frozenset(wards))
    mine, theirs = (queries.change(who, Scope(YEAR)) for who in (officer, other))
    assert mine.figure_id != theirs.figure_id
    assert mine.value.homes != theirs.value.homes


def test_a_ward_outside_the_patch_is_refused_with_a_way_out(queries, officer):
    outside = next(a.code for a in queries.areas(officer) if not a.in_patch)
    with pytest.raises(NotAllowedError, match="Ask your manager to lend it"):
        queries.change(officer, Scope(YEAR, area=outside))


def test_an_author_gets_no_cell_under_eight_addresses(queries):
    shapes = queries.cell_shapes(AUTHOR, Layer.CASES)[1]
    every = queries.cell_shapes(MANAGER, Layer.CASES)[1]
    assert len(shapes) < len(every)
    assert (shapes["homes"] >= 8).all()
    counts = queries.hot_cells(AUTHOR, Scope(YEAR)).value.counts
    assert (np.delete(counts, shapes.index) == -2).all()


def test_a_partner_reads_the_release_and_nothing_else(queries):
    cells = queries.hot_cells(PARTNER, Scope(QUARTER)).value
    shapes_id, shapes = queries.cell_shapes(PARTNER, Layer.CASES)
    assert cells.shapes_id == shapes_id
    assert cells.classes.size == len(shapes)
    assert cells.counts is cells.verdicts is None
    assert (shapes["homes"] >= 8).all()
    assert set(shapes["name"]) == {""}
    assert set(queries.outlines(PARTNER)) == {"wards"}


@pytest.mark.parametrize(
    "scope",
    [
        Scope(YEAR),
        Scope(QUARTER, group="drugs"),
        Scope(QUARTER, severity="low"),
        Scope(QUARTER, area="E05992001"),
        Scope(QUARTER, Layer.REPORTED),
        Scope(QUARTER, Layer.POLICE),
        Scope(Period(date(2021, 10, 1), date(2022, 1, 1))),  # not over yet
    ],
)
def test_any_other_question_is_not_published(queries, scope):
    with pytest.raises(NotPublishedError, match="map classes by calendar quarter"):
        queries.hot_cells(PARTNER, scope)


ASKS = ["change", "by_month", "by_group", "by_estate", "hot_places", "placed_share"]


@pytest.mark.parametrize("ask", ASKS)
def test_a_partner_is_refused_every_exact_count(queries, ask):
    with pytest.raises(NotPublishedError, match="Not published at this level"):
        getattr(queries, ask)(PARTNER, Scope(QUARTER))


def test_the_released_classes_hold_the_counts_of_the_merged_cells(queries):
    quarter = queries.hot_cells(MANAGER, Scope(QUARTER)).value
    released = queries.hot_cells(PARTNER, Scope(QUARTER)).value
    shapes = queries.cell_shapes(MANAGER, Layer.CASES)[1]
    areas = queries.cell_shapes(PARTNER, Layer.CASES)[1]
    centres = shapes.geometry.centroid
    held = [quarter.counts[centres.within(area).to_numpy()].sum() for area in areas.geometry]
    edges = np.searchsorted((5, 10, 20), held, side="right")
    assert edges.tolist() == released.classes.tolist()


def test_the_same_question_has_the_same_figure_id(queries, loaded_demo):
    first = queries.change(MANAGER, Scope(YEAR))
    with closing(Queries(loaded_demo)) as another:
        assert another.change(MANAGER, Scope(YEAR)).figure_id == first.figure_id
    assert queries.change(AUTHOR, Scope(YEAR)).figure_id != first.figure_id


def test_every_look_at_officer_level_is_logged(queries, officer, loaded_demo):
    def seen() -> int:
        with connect(loaded_demo) as conn:
            row = conn.execute("select count(*) from view_log where user_name = 'officer'")
            return row.fetchone()[0]

    before = seen()
    queries.hot_cells(officer, Scope(YEAR))
    assert seen() == before + 1


def test_every_estate_of_a_ward_is_listed_zeros_included(queries):
    everywhere = queries.by_estate(MANAGER, Scope(YEAR)).value
    in_wards = {
        row.code
        for area in queries.areas(MANAGER)
        for row in queries.by_estate(MANAGER, Scope(YEAR, area=area.code)).value
    }
    assert in_wards == {row.code for row in everywhere}
    a_day = Scope(Period(date(2021, 11, 2), date(2021, 11, 3)))
    assert len(queries.by_estate(MANAGER, a_day).value) == len(everywhere)


def test_the_share_placed_is_told_by_month_for_every_ward(queries):
    wards = [area.code for area in queries.areas(MANAGER)]
    year = queries.ward_year(MANAGER)
    asked = [Scope(QUARTER, area=code, ward_year=year) for code in wards]
    found = [queries.placed_share(MANAGER, scope).value for scope in asked]
    (whole,) = {tuple(month.whole_share for month in months) for months in found}
    assert all(0.5 < share < 1 for share in whole if share is not None)
    for month in (month for months in found for month in months if month.share is not None):
        assert month.share == month.placed / month.cases
        assert month.warns == (min(month.share, month.whole_share) < 0.85)


def test_no_page_reads_the_machines_clock(queries):
    assert queries.freshness(MANAGER, Layer.CASES).value.today == date(2021, 12, 1)
    assert queries.freshness(MANAGER, Layer.CASES).value.data_to == date(2021, 11, 30)
