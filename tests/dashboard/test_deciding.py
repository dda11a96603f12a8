"""A decision on a hotspot through the door: who may, on what, for which reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from geo_asb.accounts import Accounts
from geo_asb.model import DisplayLevel, Layer, Period, Role, Scope, Viewer
from geo_asb.queries import Queries
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.hotspots import decisions
from tests.demo_copy import copy_of

WORDS = "a password of some length"
OURS = {"Origin": "http://localhost"}
YEAR = Scope(Period(date(2020, 12, 1), date(2021, 12, 1)))
ROLES: tuple[Role, ...] = ("manager", "officer", "author", "partner")


@pytest.fixture(scope="module")
def decided(loaded_demo: Settings) -> Iterator[tuple[Settings, Queries, Accounts]]:
    with (
        copy_of(loaded_demo, "demo_door") as demo,
        closing(Queries(demo)) as queries,
        closing(Accounts(demo)) as accounts,
    ):
        for role in ROLES:
            accounts.add_user(role, WORDS, role)
        yield demo, queries, accounts


@pytest.fixture
def enter(decided):
    """Sign in as a role; a browser of that person comes back."""
    demo, queries, accounts = decided
    server = create_app(demo, queries, accounts).server

    def as_role(role: Role) -> FlaskClient:
        client = server.test_client()
        form = client.get("/sign-in").get_data(as_text=True)
        token = re.search(r'name="token" value="([^"]+)"', form)[1]
        fields = {"name": role, "password": WORDS, "token": token}
        assert client.post("/sign-in", data=fields, headers=OURS).status_code == 303
        return client

    return as_role


@pytest.fixture
def spot(decided) -> tuple[str, str]:
    """Key of a hotspot, and the view that shows it."""
    manager = Viewer("manager", "manager", DisplayLevel.OFFICER, "demo")
    for layer in Layer:
        found = decided[1].hotspots(manager, replace(YEAR, layer=layer)).value.spots
        if found:
            return found[0].key, f"?layer={layer}"
    pytest.fail("the demo holds no hotspot")


def send(client, spot, verdict="reject", reason="reporting drive", also=""):
    """Send the form as the page would."""
    key, search = spot
    path = f"/hotspots/decision/{key}/{verdict}{search}{also}"
    return client.post(path, data={"reason": reason}, headers=OURS)


def test_a_managers_decision_is_kept_and_leads_back_to_the_view(decided, enter, spot):
    manager = enter("manager")
    answer = send(manager, spot, also="&months=3")
    assert (answer.status_code, answer.location) == (303, f"/hotspots{_back(spot)}")
    assert send(manager, spot, "accept", "seen on a visit").status_code == 303
    with connect(decided[0]) as conn:
        made = decisions(conn, "demo", spot[0])
    assert [(one.verdict, one.decided_by) for one in made] == [
        ("reject", "manager"),
        ("accept", "manager"),
    ]


@pytest.mark.parametrize("role", ["officer", "author", "partner"])
def test_nobody_else_decides(decided, enter, spot, role):
    before = _made(decided[0])
    assert send(enter(role), spot).status_code == 403
    assert _made(decided[0]) == before


def test_what_is_not_on_the_list_is_refused_in_plain_words(decided, enter, spot):
    manager, before = enter("manager"), _made(decided[0])
    answer = send(manager, spot, reason="I do not like them")
    assert answer.status_code == 400
    assert "is no reason on the list" in answer.get_data(as_text=True)
    assert send(manager, ("Hffffffffff", spot[1])).status_code == 400
    assert send(manager, spot, also="&months=7").status_code == 400
    assert send(manager, spot, verdict="nudge").status_code in {404, 405}
    assert _made(decided[0]) == before


def test_a_decision_is_made_on_the_newest_month_alone(enter, spot):
    answer = send(enter("manager"), spot, also="&to=2021-03")
    assert answer.status_code == 403
    assert "newest month" in answer.get_data(as_text=True)


def test_what_another_site_sends_decides_nothing(enter, spot):
    path = f"/hotspots/decision/{spot[0]}/reject"
    headers = {"Origin": "https://evil.example"}
    sent = enter("manager").post(path, data={"reason": "reporting drive"}, headers=headers)
    assert sent.status_code == 403


def _back(spot: tuple[str, str]) -> str:
    """The address of a view of three months, as the page writes it."""
    return "?months=3" if spot[1] == "?layer=cases" else f"?months=3&{spot[1][1:]}"


def _made(settings: Settings) -> int:
    with connect(settings) as conn:
        row = conn.execute("select count(*) from hotspot_decision").fetchone()
    return int(row[0])
