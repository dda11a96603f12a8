"""The Hotspots page in a real browser, as each role."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import numpy as np

from geo_asb.model import Layer, Period, Scope

YEAR = Period(date(2020, 12, 1), date(2021, 12, 1))


def rows(visit, table):
    """Read a table as a person does: cell texts by row."""
    return [
        [cell.inner_text() for cell in row.locator("th,td").all()]
        for row in visit.page.locator(f"#{table} tbody tr").all()
    ]


def test_an_officer_signs_in_and_sees_the_map_of_the_own_patch(visit):
    officer = visit("officer")
    assert "your patch of 7 wards" in officer.page.locator("#answer").inner_text()
    assert officer.page.locator("#map canvas").is_visible()
    assert "not in this view" in officer.page.locator("#legend").inner_text()


def test_the_table_equals_the_answer_behind_the_map(visit, site):
    manager = visit("manager")
    scope = Scope(YEAR, Layer.CASES, ward_year=2023)
    cells = site.queries.hot_cells(site.manager, scope).value
    manager.page.locator("#all-cells summary").click()
    while manager.page.locator("#cells-table .more").is_visible():
        manager.page.locator("#cells-table .more").click()
    shown = [int(row[1].replace(",", "")) for row in rows(manager, "cells-table")]
    assert sorted(shown) == sorted(cells.counts[cells.counts > 0].tolist())
    assert sum(shown) == cells.shown_cases
    verdicts = [row[3] for row in rows(manager, "cells-table")]
    filled = cells.counts > 0
    assert verdicts.count("strong") == int((cells.verdicts[filled] == 2).sum())


def test_the_map_is_painted_from_the_same_array(visit, site):
    manager = visit("manager")
    counts = site.queries.hot_cells(
        site.manager, Scope(YEAR, Layer.CASES, ward_year=2023)
    ).value.counts
    busiest = int(np.argmax(counts))
    manager.page.locator("#all-cells summary").click()
    manager.page.locator(f'#cells-table tr[data-position="{busiest}"] button').click()
    note = manager.page.locator("#cell-note").inner_text()
    assert note.startswith(f"{counts[busiest]:,} cases")


def test_a_filter_repaints_and_back_undoes_it(visit):
    manager = visit("manager")
    opened = manager.painted()
    noise = manager.choose("Noise and neighbours")
    assert noise != opened
    assert "group=noise" in manager.page.url
    assert "about noise and neighbours" in manager.page.locator("#answer").inner_text()
    manager.page.go_back()
    assert manager.await_map(other_than=noise) == opened
    assert "group" not in manager.page.url


def test_a_chip_takes_its_filter_off(visit):
    manager = visit("manager")
    opened = manager.painted()
    manager.choose("Drugs and drink")
    manager.page.get_by_role("link", name="Take off the filter: Drugs and drink").click()
    assert manager.await_map(other_than=manager.painted()) == opened


def test_a_select_changes_the_month(visit):
    manager = visit("manager")
    before = manager.painted()
    manager.page.get_by_label("Period ending").select_option("2021-03")
    manager.await_map(other_than=before)
    assert "to=2021-03" in manager.page.url
    assert "April 2020 to March 2021" in manager.page.locator("#map-title").inner_text()


def test_a_deep_link_opens_its_view_after_signing_in(visit, site):
    nobody = visit()
    nobody.page.goto(f"{site.origin}/hotspots?to=2021-06&months=3&group=noise")
    assert "/sign-in" in nobody.page.url
    nobody.sign_in("manager")
    nobody.await_map()
    assert "April to June 2021" in nobody.page.locator("#map-title").inner_text()
    assert nobody.page.get_by_role("link", name="3 months").get_attribute("aria-current") == "true"


def test_a_wrong_password_says_so_and_keeps_the_name(visit, site):
    nobody = visit()
    nobody.page.goto(f"{site.origin}/sign-in")
    nobody.page.fill("#name", "officer")
    nobody.page.fill("#password", "not the password")
    nobody.page.click("button[type=submit]")
    assert "do not go together" in nobody.page.get_by_role("alert").inner_text()
    assert nobody.page.input_value("#name") == "officer"
    assert all("401" in complaint for complaint in nobody.complaints)  # Chromium logs the status
    nobody.complaints.clear()


def test_signing_out_closes_the_door(visit, site):
    manager = visit("manager")
    manager.page.get_by_role("button", name="Sign out").click()
    manager.page.wait_for_url("**/sign-in")
    manager.page.goto(f"{site.origin}/hotspots")
    assert "/sign-in" in manager.page.url


def test_hovering_shows_clicking_pins_and_escape_lets_go(visit):
    manager = visit("manager")
    row = manager.page.locator("#places-table tbody tr").first
    note = manager.page.locator("#cell-note")
    row.hover()
    assert note.is_visible()
    row.get_by_role("button").click()
    assert "Escape lets go" in note.inner_text()
    assert "picked" in (row.get_attribute("class") or "")
    manager.page.keyboard.press("Escape")
    assert not note.is_visible()


def test_clicking_a_cell_on_the_map_marks_its_row(visit):
    manager = visit("manager")
    box = manager.page.locator("#map canvas").bounding_box()
    note = manager.page.locator("#cell-note")
    for step in range(3, 9):  # some cell with homes lies on the middle line
        manager.page.mouse.click(box["x"] + box["width"] * step / 11, box["y"] + box["height"] / 2)
        if note.is_visible() and "case" in note.inner_text():
            break
    assert "Escape lets go" in note.inner_text()


def test_a_table_sorts_by_its_headings(visit):
    manager = visit("manager")
    manager.page.locator("#places-table thead").get_by_role("button", name="Cases").click()
    heading = manager.page.locator("#places-table thead th").nth(1)
    assert heading.get_attribute("aria-sort") == "descending"
    cases = [int(row[1]) for row in rows(manager, "places-table")]
    assert cases == sorted(cases, reverse=True)


def test_the_month_chart_and_its_table_follow(visit):
    manager = visit("manager")
    assert manager.page.locator(".chart .bars li").count() == 24
    manager.page.locator(".chart .asked").last.hover()
    manager.page.get_by_text("The months as a table").click()
    months = manager.page.locator("table.months tbody tr")
    assert months.count() == 24
    assert "November 2021" in months.last.inner_text()


def test_a_partner_sees_classes_by_quarter_and_nothing_else(visit):
    partner = visit("partner")
    page = partner.page
    legend = page.locator("#legend").inner_text()
    assert all(words in legend for words in ("0 to 4", "5 to 9", "10 to 19", "20 and more"))
    assert page.locator("#filters a").count() == 0
    assert page.locator("#numbers").inner_text() == ""
    page.locator("#all-cells summary").click()
    classes = {row[1] for row in rows(partner, "cells-table")}
    assert classes <= {"0 to 4", "5 to 9", "10 to 19", "20 and more"}
    assert "not published at this level" in page.locator("#answer").inner_text()


def test_any_other_question_of_a_partner_is_refused_with_the_nearest_table(visit):
    partner = visit("partner")
    for asked in ("?months=12&to=2021-11", "?group=noise", "?layer=police", "?severity=low"):
        partner.open(f"/hotspots{asked}")
        words = partner.page.locator("#map-note").inner_text()
        assert "Not published at this level" in words
        assert "map classes by calendar quarter" in words
        assert partner.painted() == "nothing"


def test_a_partner_is_never_sent_a_count(visit, site):
    partner = visit()
    bodies = []
    partner.page.on(
        "response",
        lambda answer: bodies.append(answer) if "_dash-update" in answer.url else None,
    )
    partner.page.goto(f"{site.origin}/sign-in")
    partner.sign_in("partner")
    partner.await_map()
    sent = "".join(answer.text() for answer in bodies)
    assert '"kind":"classes"' in sent
    assert '"positions"' not in sent
    assert '"places":[]' in sent


def test_an_empty_view_is_designed(visit, site):
    scopes = (
        Scope(Period(month, next_month), Layer.CASES, "animals", "urgent", ward_year=2023)
        for month, next_month in pairwise(site.queries.months(site.manager, Layer.CASES))
    )
    empty = next(
        scope.period.start
        for scope in scopes
        if site.queries.hot_cells(site.manager, scope).value.shown_cases == 0
    )
    manager = visit("manager")
    manager.open(f"/hotspots?to={empty:%Y-%m}&months=1&group=animals&severity=urgent")
    words = manager.page.locator("#map-note").inner_text()
    assert f"No mappable cases of this type here in {empty:%B %Y}." in words
    assert "This does not mean nothing happened" in words


def test_without_webgl_the_picture_and_the_tables_stand_in(site, browser):
    context = browser.new_context()
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page = context.new_page()
    page.goto(f"{site.origin}/sign-in?next=/hotspots")
    page.fill("#name", "manager")
    page.fill("#password", site.passwords["manager"])
    page.click("button[type=submit]")
    page.get_by_text("This browser cannot draw the live map").wait_for()
    assert page.locator("#places-table tbody tr").count() > 0
    ward = page.locator("#choose-ward option").nth(1).get_attribute("value")
    page.get_by_label("Ward").select_option(ward)
    page.locator("#map img").wait_for()
    assert page.evaluate("document.querySelector('#map img').naturalWidth") > 500
    context.close()


def test_a_session_that_ended_leads_to_the_sign_in_and_back(visit):
    manager = visit("manager")
    manager.page.wait_for_load_state("networkidle")  # or a late script is what finds the door shut
    manager.page.context.clear_cookies()
    manager.page.locator("#filters").get_by_role("link", name="3 months").click()
    manager.page.wait_for_url(re.compile("/sign-in"))
    manager.sign_in("manager")
    manager.await_map()
    assert "months=3" in manager.page.url
    manager.complaints.clear()  # the browser logs the 401 that led here
