"""The monthly run over the loaded demo borough: what stands in the tables, and that it repeats."""

from __future__ import annotations

from datetime import date

from geo_asb.cli_demo import DEMO_MONTH
from geo_asb.detection import detect
from geo_asb.detection_study import month_after, window
from geo_asb.model import Layer, Period
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.run_parts import run_hashes


def _hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return run_hashes(conn)


def test_a_window_is_the_whole_months_that_end_with_one():
    assert window(date(2021, 11, 1), 12) == Period(date(2020, 12, 1), date(2021, 12, 1))
    assert window(date(2021, 1, 1), 1) == Period(date(2021, 1, 1), date(2021, 2, 1))
    assert month_after(date(2021, 11, 1), 2) == date(2022, 1, 1)


def test_a_month_run_again_over_unchanged_data_gives_the_same_rows(loaded_demo):
    once = _hashes(loaded_demo)
    found = detect(loaded_demo, DEMO_MONTH)
    assert _hashes(loaded_demo) == once
    assert {one.layer for one in found} == set(Layer)
    assert once["hotspot"]
    assert once["run_stability"]


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
