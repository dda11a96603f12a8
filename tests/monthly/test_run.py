"""The monthly run over the loaded demo borough: what stands in the tables, and that it repeats."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from geo_asb import pipeline
from geo_asb.cli_demo import DEMO_MONTH, DEMO_TODAY
from geo_asb.model import Layer, Period
from geo_asb.monthly.run import detect, detect_stale, run_states
from geo_asb.monthly.study import month_after, window
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.hotspots import hotspots
from geo_asb.store.run_parts import run_hashes
from tests.demo_copy import copy_of


@pytest.fixture(scope="module")
def own_demo(loaded_demo: Settings) -> Iterator[Settings]:
    with copy_of(loaded_demo, "demo_detected") as demo:
        yield demo


def _hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return run_hashes(conn)


def test_a_window_is_the_whole_months_that_end_with_one():
    assert window(date(2021, 11, 1), 12) == Period(date(2020, 12, 1), date(2021, 12, 1))
    assert window(date(2021, 1, 1), 1) == Period(date(2021, 1, 1), date(2021, 2, 1))
    assert month_after(date(2021, 11, 1), 2) == date(2022, 1, 1)


def test_a_month_run_again_over_unchanged_data_gives_the_same_rows(own_demo):
    once = _hashes(own_demo)
    found = detect(own_demo, DEMO_MONTH)
    assert _hashes(own_demo) == once
    assert {one.layer for one in found} == set(Layer)
    assert {name for name, rows in once.items() if not rows} <= {"space_time_alarm"}


def test_every_question_says_what_it_counted_and_left_out(loaded_demo):
    with connect(loaded_demo) as conn:
        rows = conn.execute(
            "select part, counted, left_out, refused from month_part join month_run m"
            " on m.id = month_run where m.landlord = 'demo'"
        ).fetchall()
    assert rows
    assert all(counted >= 0 and left_out >= 0 for _, counted, left_out, _ in rows)


def test_a_hotspot_is_named_after_streets_never_an_estate(loaded_demo):
    with connect(loaded_demo) as conn:
        names = [n for (n,) in conn.execute("select name from hotspot where state <> ''")]
        estates = {n for (n,) in conn.execute("select name from area where kind = 'estate'")}
        streets = {n for (n,) in conn.execute("select street from home")}
    assert names
    for name in names:
        assert set(name.replace(" and ", ", ").split(", ")) <= streets
        assert not any(estate in name for estate in estates - streets)


def test_cells_of_a_hotspot_touch_and_hold_its_cases(loaded_demo):
    with connect(loaded_demo) as conn:
        rows = conn.execute(
            """select h.key, h.state, h.cases, h.strong + h.likely,
                      sum(coalesce(rc.cases, 0))::int, count(*)::int
                 from hotspot h join hotspot_cell c using (month_run, type_group, key)
                 join month_run m on m.id = h.month_run
                 join run r on (r.landlord, r.layer, r.month, r.grid, r.type_group)
                             = (m.landlord, m.layer, m.month, m.grid, h.type_group)
                            and r.window_months = 12
                 left join run_cell rc on rc.run = r.id and rc.position = c.position
                group by h.month_run, h.type_group, h.key"""
        ).fetchall()
    assert rows
    for _, state, cases, hot, in_cells, cells in rows:
        assert cases == in_cells
        assert hot == cells or state == "over"


def test_the_reported_layer_holds_no_case_of_the_other(loaded_demo):
    with connect(loaded_demo) as conn:
        roles = conn.execute(
            """select m.layer, array_agg(distinct l.role)
                 from case_cluster_case c join month_run m on m.id = c.month_run
                 join location l using (version_id) group by m.layer"""
        ).fetchall()
    told = dict(roles)
    assert told["cases"] == ["incident"]
    assert "incident" not in told.get("reported", [])
    assert "alleged-source" not in told.get("reported", [])


def _flagged(demo_folder: Path, tmp_path: Path) -> Path:
    """The newest export once more, every incident of November 2021 now flagged as hate."""
    text = (demo_folder / "cases" / "react_2021-22.csv").read_bytes().decode("latin-1")
    delimiter = ";" if text.count(";") > text.count(",") else ","
    table = list(csv.reader(text.splitlines(), delimiter=delimiter))
    head = next(row for row in table if "Hate Flag" in row)
    opened, flag = head.index("Date Opened"), head.index("Hate Flag")
    for row in table:
        if len(row) > flag and ("/11/2021" in row[opened] or " Nov 2021" in row[opened]):
            row[flag] = "Yes"
    out = tmp_path / "react_later.csv"
    with out.open("w", encoding="latin-1", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table)
    return out


def test_a_case_that_becomes_restricted_is_gone_from_every_run(own_demo, demo_folder, tmp_path):
    """Out of date at once, so that nobody reads it; rebuilt without it by one word."""
    held = """select count(*) from case_cluster_case c join asb_case a using (version_id)
               where a.restricted or a.last_batch is not null"""
    november = """select p.counted from month_part p join month_run m on m.id = p.month_run
                   where p.part = 'back-test' and m.layer = 'cases'"""
    with connect(own_demo) as conn:
        (before,) = conn.execute(november).fetchone()
        assert hotspots(conn, "demo")
    pipeline.load_cases(own_demo, _flagged(demo_folder, tmp_path), exported_on=DEMO_TODAY)
    assert all(state.is_stale for state in run_states(own_demo))
    with connect(own_demo) as conn:
        assert hotspots(conn, "demo") == []
    assert detect_stale(own_demo)
    assert not any(state.is_stale for state in run_states(own_demo))
    with connect(own_demo) as conn:
        (after,) = conn.execute(november).fetchone()
        assert conn.execute(held).fetchone() == (0,)
        versions = conn.execute("select count(distinct data_version) from run").fetchone()
    assert before > 0
    assert after < before / 4  # a few rows spell their date another way and stay
    assert versions == (1,)
