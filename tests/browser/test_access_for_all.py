"""Anyone can use the page: axe, a keyboard alone, narrow screens, contrast on the canvas."""

from __future__ import annotations

import io

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib import image

WIDTHS = ((1440, 900), (820, 1100), (390, 844))
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page):
    """Run axe; a line for each fault, with what it is about."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{fault['impact']} {fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


@pytest.mark.parametrize("role", ["officer", "manager", "partner"])
def test_axe_finds_no_fault(visit, role):
    guest = visit(role)
    page = guest.page
    unfold(guest)
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("window.scrollTo(0, 0)")  # else the head of a table lies over one of its rows
        assert faults(page) == [], f"at {width} px"


def unfold(guest):
    """Open everything that can be opened, once all of it is there."""
    page = guest.page
    guest.await_month()
    page.locator("#proof .fold").wait_for()
    for summary in page.locator(".fold > summary").all():
        summary.click()
    page.evaluate("document.querySelector('button[data-opens]').click()")


def test_axe_finds_no_fault_on_the_sign_in_page(visit, site):
    page = visit().page
    page.goto(f"{site.origin}/sign-in")
    assert faults(page) == []


def test_a_keyboard_alone_reaches_filters_and_places(visit):
    manager = visit("manager")
    page = manager.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    before = manager.painted()
    tab_to(page, "document.activeElement.textContent === '3 months'")
    page.keyboard.press("Enter")
    manager.await_map(other_than=before)
    assert "months=3" in page.url
    # The filters are drawn again, and the keyboard stays where it was.
    assert page.evaluate("document.activeElement.textContent") == "3 months"
    tab_to(page, "document.activeElement.textContent === 'All cells, as a table'")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.closest('#cells-table tbody')")
    page.keyboard.press("Enter")
    assert "Escape lets go" in page.locator("#cell-note").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#cell-note").is_visible()


def tab_to(page, is_there):
    """Press Tab until something holds; a page has an end."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({is_there})"):
            return
    pytest.fail(f"the keyboard never reached {is_there}")


def test_what_has_the_focus_is_seen(visit):
    page = visit("manager").page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in style
    assert "rgb(255, 191, 71)" in style


def test_no_width_scrolls_sideways(visit):
    manager = visit("manager")
    page = manager.page
    unfold(manager)
    for width in (320, 390, 600, 601, 820, 1180, 1181, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_filters_fold_into_a_button_on_a_phone(visit):
    page = visit("manager", width=390, height=844).page
    assert not page.locator("#filters").is_visible()
    button = page.get_by_role("button", name="Filters")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert page.locator("#filters").is_visible()


def test_on_a_phone_the_answer_stands_above_the_map(visit):
    page = visit("manager", width=390, height=844).page
    tops = [page.locator(part).bounding_box()["y"] for part in ("#answer", "#places-table", "#map")]
    assert tops == sorted(tops)


def test_the_outline_of_a_hot_cell_stands_out_from_every_fill(visit):
    """A canvas is closed to axe, so its pixels are read: ink against the five fills over paper."""
    page = visit("manager").page
    pixels = image.imread(io.BytesIO(page.locator("#map canvas").screenshot()))[:, :, :3]
    ink = pixels.reshape(-1, 3)[np.argmin(luminance(pixels))]
    swatches = page.locator("#legend .swatch.filled").all()
    fills = [image.imread(io.BytesIO(one.screenshot()))[7, 10, :3] for one in swatches]
    assert luminance(ink) < 0.02  # the outline is there, in ink
    assert min(contrast(ink, fill) for fill in fills) >= 3


def luminance(colour):
    """Relative luminance of sRGB values from 0 to 1, as WCAG defines it."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one, other):
    low, high = sorted((float(luminance(one)), float(luminance(other))))
    return (high + 0.05) / (low + 0.05)
