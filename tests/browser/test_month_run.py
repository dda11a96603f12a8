"""What the monthly run found, on the page: hotspots, decisions, places that come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo_asb.model import Layer, Period, Scope

YEAR = Scope(Period(date(2020, 12, 1), date(2021, 12, 1)), ward_year=2023)


def open_hotspots(manager, site):
    """Open the first layer that holds hotspots; returns the first of them."""
    for layer in Layer:
        found = site.queries.hotspots(site.manager, replace(YEAR, layer=layer)).value.spots
        if found:
            manager.open(f"/hotspots?layer={layer}")
            manager.await_month()
            return found[0]
    pytest.fail("the demo holds no hotspot")


def test_hotspots_stand_with_their_word_and_what_it_rests_on(visit, site):
    manager = visit("manager")
    first = open_hotspots(manager, site)
    words = manager.page.locator("#month-run .spots li").first.inner_text()
    assert words.startswith(first.name)
    assert first.state in words
    assert f"{first.now} case" in words
    assert "in the same months a year before" in words


def test_the_month_says_what_was_tried_and_how_sure(visit):
    manager = visit("manager")
    manager.await_month()
    words = manager.page.locator("#month-run").inner_text()
    for said in ("happened here", "by chance alone", "Last month's map", "stay hot"):
        assert said in words


def test_a_manager_decides_by_keyboard_and_decides_again(visit, site):
    manager = visit("manager")
    page = manager.page
    open_hotspots(manager, site)
    decide(manager, "Reject", "reporting drive")
    assert "Rejected by manager" in first_spot(page).inner_text()
    decide(manager, "Accept", "seen on a visit")
    assert "Accepted by manager" in first_spot(page).inner_text()
    assert "seen on a visit" in first_spot(page).inner_text()
    assert "Rejected" not in first_spot(page).inner_text()


def first_spot(page):
    """The first hotspot of the list."""
    return page.locator("#month-run .spots > li").first


def decide(manager, button, reason):
    """Open a hotspot's fold and press a button, by keyboard; wait for the page that comes back."""
    spot = first_spot(manager.page)
    spot.locator("summary").press("Enter")
    spot.get_by_label(f"{button} because").select_option(reason)
    with manager.page.expect_navigation():
        spot.get_by_role("button", name=button).press("Enter")
    manager.await_map()
    manager.await_month()


def test_an_officer_sees_hotspots_and_no_button(visit):
    officer = visit("officer")
    officer.await_month()
    assert "Hotspots" in officer.page.locator("#month-run").inner_text()
    assert officer.page.locator("#month-run form").count() == 0


def test_a_partner_is_sent_nothing_of_the_run(visit):
    partner = visit("partner")
    partner.await_month()
    assert partner.page.locator("#month-run").inner_text() == ""


def test_a_month_without_a_run_says_how_to_get_one(visit):
    manager = visit("manager")
    manager.open("/hotspots?to=2021-03")
    manager.await_month()
    words = manager.page.locator("#month-run").inner_text()
    assert "Nothing was worked out for March 2021 yet" in words
    assert manager.painted() != "nothing"
