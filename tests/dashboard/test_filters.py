"""The address is the view: read, written, refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from dashboard.filters import LENGTHS, ViewState, changed, search_of, two_years_of, view_of
from geo_asb.case_types import TYPE_GROUPS
from geo_asb.model import Layer, Period, Scope, Severity

CASE_LAYERS = [Layer.CASES, Layer.REPORTED]


@st.composite
def views(draw):
    layer = draw(st.sampled_from(list(Layer)))
    is_police = layer is Layer.POLICE
    year, month = draw(st.integers(2000, 2099)), draw(st.integers(1, 12))
    return ViewState(
        to=draw(st.sampled_from([None, date(year, month, 1)])),
        months=draw(st.sampled_from([None, *LENGTHS])),
        layer=layer,
        group="" if is_police else draw(st.sampled_from(["", *TYPE_GROUPS])),
        severity="" if is_police else draw(st.sampled_from(["", *map(str, Severity)])),
        ward=draw(st.from_regex(r"[A-Za-z0-9_-]{0,20}", fullmatch=True)),
    )


@given(views())
def test_a_view_survives_its_address(view):
    if view.ward:
        assert view_of(search_of(view)) == view
    assert search_of(view_of(search_of(view))) == search_of(view)


def test_the_opening_view_has_an_empty_address():
    assert search_of(ViewState()) == ""
    assert view_of("") == view_of(None) == ViewState()


@pytest.mark.parametrize(
    ("search", "why"),
    [
        ("?group=nonsense", "the group is not one of those on offer"),
        ("?group=", "the group is not one of those on offer"),
        ("?severity=dire", "the severity is not one of those on offer"),
        ("?layer=weather", "the layer is not one of those on offer"),
        ("?months=2", "the months is not one of those on offer"),
        ("?to=2021-13", "not written as year and month"),
        ("?to=last", "not written as year and month"),
        ("?ward=E05%27%20or%201=1", "the ward is not an area code"),
        ("?group=noise&group=drugs", "not a filter of this page"),
        ("?owner=1", "not a filter of this page"),
        ("?ward=" + "E" * 400, "not a filter of this page"),
        ("?layer=police&group=noise", "belong to the landlord's cases"),
    ],
)
def test_an_address_nobody_offers_is_refused_with_its_reason(search, why):
    with pytest.raises(BadRequest, match=why):
        view_of(search)


@given(st.text(max_size=40))
def test_any_text_is_a_view_or_a_refusal(text):
    with suppress(BadRequest):
        assert isinstance(view_of(text), ViewState)


def test_going_to_police_reports_drops_what_they_do_not_have():
    view = ViewState(group="noise", severity="low", ward="E05")
    police = changed(view, layer=Layer.POLICE)
    assert (police.group, police.severity, police.ward) == ("", "", "E05")


def test_two_years_end_where_the_period_ends():
    scope = Scope(Period(date(2021, 1, 1), date(2021, 2, 1)), group="noise")
    longer = two_years_of(scope)
    assert longer.period == Period(date(2019, 2, 1), date(2021, 2, 1))
    assert longer.group == "noise"
