"""What a manager decides on a hotspot stands beside what the machine found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest

from geo_asb import cli, decisions
from geo_asb.cli_demo import DEMO_MONTH, add_demo_users
from geo_asb.decisions import decide
from geo_asb.errors import NotAllowedError, SettingsError
from geo_asb.monthly.run import detect
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.hotspots import StoredHotspot, hotspots
from geo_asb.store.hotspots import decisions as kept
from tests.demo_copy import copy_of

WHEN = datetime(2021, 12, 2, 9, 30, tzinfo=UTC)
BY = ("manager", WHEN)
OCTOBER = date(2021, 10, 1)


def _spots(settings: Settings, month: date | None = None) -> list[StoredHotspot]:
    with connect(settings) as conn:
        return hotspots(conn, settings.landlord, month)


@pytest.fixture(scope="module")
def managed(loaded_demo: Settings) -> Iterator[Settings]:
    with copy_of(loaded_demo, "demo_decided") as demo:
        with connect(demo) as conn:
            wards = [code for (code,) in conn.execute("select distinct ward from cell order by 1")]
        add_demo_users(demo, wards)
        yield demo


def test_a_decision_is_shown_beside_the_answer_and_changes_none_of_it(managed):
    before = next(spot for spot in _spots(managed) if spot.strong)
    after = decide(managed, before.key, ("accept", "seen on a visit"), BY)
    assert after.decision.verdict == "accept"
    assert (after.decision.decided_by, after.decision.decided_at) == BY
    assert replace(after, decision=None) == replace(before, decision=None)


def test_the_last_decision_is_shown_and_every_one_is_kept(managed):
    spot = _spots(managed)[0]
    for verdict, reason in (("reject", "reporting drive"), ("accept", "officers know it")):
        shown = decide(managed, spot.key, (verdict, reason), BY)
        assert shown.decision.verdict == verdict
    with connect(managed) as conn:
        made = kept(conn, "demo", spot.key)
    assert [one.verdict for one in made][-2:] == ["reject", "accept"]


def test_a_nudge_adds_and_takes_cells_and_counts_what_they_hold(managed):
    spot = max(_spots(managed), key=lambda one: len(one.cells))
    shown = decide(
        managed,
        spot.key,
        ("nudge", "part of it is another problem"),
        BY,
        cells=((), spot.cells[:1]),
    )
    assert shown.cells == spot.cells
    assert shown.decision.cells_taken == spot.cells[:1]
    assert 0 < shown.cases_nudged < shown.cases


@pytest.mark.parametrize(
    ("decided", "cells", "said"),
    [
        (("reject", "Mrs Miller complains"), ((), ()), "no reason on the list"),
        (("nudge", "next cells belong to it"), ((), ()), "by a nudge"),
        (("accept", "seen on a visit"), (("h150_1_1",), ()), "by a nudge"),
        (("nudge", "next cells belong to it"), (("h150_1_1",), ()), "no cell with homes"),
        (("nudge", "next cells belong to it"), ((), ("h150_1_1",)), "does not hold"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(managed, decided, cells, said):
    with pytest.raises(SettingsError, match=said):
        decide(managed, _spots(managed)[0].key, decided, BY, cells=cells)


def test_a_nudge_never_takes_every_cell(managed):
    spot = _spots(managed)[0]
    with pytest.raises(SettingsError, match="is a rejection"):
        decide(managed, spot.key, ("nudge", "next cells belong to it"), BY, cells=((), spot.cells))


def test_managers_alone_decide_and_only_on_hotspots_that_are_there(managed):
    key = _spots(managed)[0].key
    for name in ("officer", "author", "nobody"):
        with pytest.raises(NotAllowedError, match="managers decide"):
            decide(managed, key, ("accept", "seen on a visit"), (name, WHEN))
    with pytest.raises(SettingsError, match="No hotspot H0"):
        decide(managed, "H0", ("accept", "seen on a visit"), BY)


def test_what_was_decided_cannot_be_changed_or_deleted(managed):
    decide(managed, _spots(managed)[0].key, ("accept", "seen on a visit"), BY)
    for statement in ("update hotspot_decision set reason = 'x'", "delete from hotspot_decision"):
        with connect(managed) as conn, pytest.raises(psycopg.errors.RaiseException, match="kept"):
            conn.execute(statement)


def test_a_decision_is_carried_over_to_the_same_place_next_month(managed):
    """October is worked out first, decided on, and November recognises its places."""
    detect(managed, OCTOBER)
    detect(managed, DEMO_MONTH)
    october = {spot.key for spot in _spots(managed, OCTOBER)}
    november = {spot.key: spot for spot in _spots(managed)}
    both = sorted(october & set(november))
    assert both
    decide(managed, both[0], ("accept", "officers know it"), BY)
    detect(managed, DEMO_MONTH)
    (again,) = [spot for spot in _spots(managed) if spot.key == both[0]]
    assert again.decision.verdict == "accept"
    assert _spots(managed, OCTOBER)  # decided on in November: October does not know it yet
    assert all(
        spot.decision is None or spot.decision.month <= OCTOBER for spot in _spots(managed, OCTOBER)
    )


def test_the_verbs_list_decide_and_say_what_is_missing(managed, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", managed.database_url)
    monkeypatch.setenv("GEO_ASB_HOME", str(managed.home))
    assert cli.main(["hotspot", "list"]) == 0
    key = capsys.readouterr().out.split()[0]
    assert cli.main(["hotspot", "reject", key]) == 2
    assert "; ".join(decisions.REASONS["reject"]) in capsys.readouterr().err
    asked = ["hotspot", "reject", key, "--by", "manager", "--reason", "already solved"]
    assert cli.main(asked) == 0
    assert "rejected by manager" in capsys.readouterr().out
    assert cli.main(["detect", "--status"]) == 0
    assert "November 2021, where it happened: up to date" in capsys.readouterr().out
