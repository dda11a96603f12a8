"""The monthly run over a town you could draw by hand: what is counted, tested, refused and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo_asb.model import Layer
from geo_asb.monthly.alarm import alarms
from geo_asb.monthly.cells import cell_runs, stability
from geo_asb.monthly.forecast import back_test
from geo_asb.monthly.ground import street_names
from geo_asb.monthly.hotspots import hotspots
from geo_asb.monthly.pairs import case_clusters, near_repeats
from geo_asb.monthly.rates import area_rates
from geo_asb.monthly.repeats import repeats
from geo_asb.monthly.run import work_out
from geo_asb.monthly.study import month_after, placed_of, window
from geo_asb.store.run_parts import TABLES
from tests.monthly_town import (
    ALL_MONTHS,
    BLOCKS,
    FIRST,
    HOMES_M,
    LAST,
    MONTH,
    TOWER_HOMES,
    at_random,
    beside,
    columns,
    grounds,
    home_columns,
    study,
)

pytestmark = pytest.mark.whole
PLACE = [20 * 40 + 30 + step for step in (0, 1, 2, 40, 41, 42)]  # six houses in East ward


def window_of(months):
    return window(MONTH, months)


def _planted(days: np.ndarray, homes: list[int] = PLACE, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    bits = np.full(len(days), 2, dtype=np.uint8)
    return pd.DataFrame({"home": rng.choice(homes, len(days)), "day": days, "bits": bits})


def _with(*more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([at_random(), *more], ignore_index=True)


# ------------------------------------------------------------- what is counted


def test_every_case_of_a_window_is_counted_once_or_left_out():
    cases = at_random()
    held = columns(cases, precise=np.arange(len(cases)) % 5 > 0)
    for run in cell_runs(study(held)):
        asked = study(held).asked(window_of(run.window_months), run.type_group)
        assert run.cases + run.left_out == asked.sum()
    _, parts = work_out(study(held), beside(cases), {})
    assert all(part.counted >= 0 and part.left_out >= 0 for part in parts)


def test_months_add_up_to_the_cases_on_the_grid():
    held = columns(at_random())
    for ground in range(len(grounds())):
        by_month = study(held).by_month("", ground=ground)
        assert by_month.sum() == study(held).counted(window_of(23)).sum()
        assert by_month[:, -1].sum() == study(held).counted(window_of(1)).sum()


def test_a_home_has_its_cell_on_each_grid():
    for ground in grounds():
        assert ground.homes.sum() == len(HOMES_M)
        assert (ground.at(HOMES_M) >= 0).all()
        assert {"W", "E"} <= set(ground.frame["ward"]) <= {"W", "E", ""}
        assert all("Row" in name or "Holly" in name for name in ground.frame["name"])


def test_staff_reports_and_alleged_sources_are_in_no_part_of_a_run():
    cases = at_random()
    odd = np.arange(len(cases)) % 3 == 0
    for mark in ("staff", "source"):
        kept = columns(cases[~odd[np.argsort(cases["day"], kind="stable").argsort()]])
        marked = columns(cases, **{mark: odd})
        for whole, part in zip(cell_runs(study(kept)), cell_runs(study(marked)), strict=True):
            assert part.cases == whole.cases


def test_roles_are_kept_apart():
    cases = at_random()
    happened = np.arange(len(cases)) % 2 == 0
    held = columns(cases, happened=happened)
    counted = [study(held, layer).counted(window_of(12)) for layer in (Layer.CASES, Layer.REPORTED)]
    assert not (counted[0] & counted[1]).any()
    assert (counted[0] <= happened).all()
    said = [repeats(study(held, layer), beside(cases).keys, BLOCKS) for layer in Layer]
    assert "happened here" in said[0].caveats[1]
    assert "reported from here" in said[1].caveats[1]


# ------------------------------------------------------------- how well cases are placed


def test_under_85_percent_placed_is_said_and_under_70_nothing_is_tested():
    cases = at_random()
    order = np.arange(len(cases)) % 10
    well, badly = (columns(cases, precise=order < n) for n in (8, 6))
    assert "Only 80%" in placed_of(study(well), 12).caveats[0]
    assert not next(cell_runs(study(well))).note
    assert "cells are tested from 70%" in next(cell_runs(study(badly))).note


def test_a_ward_under_70_percent_is_left_untested_and_named():
    cases = at_random()
    held = columns(cases)
    in_east = held.ward == 1
    held = replace(held, precise=~in_east | (np.arange(len(cases)) % 3 > 0))
    placed = placed_of(study(held), 12)
    assert placed.untested == ("E",)
    assert "cells there are not tested: E." in placed.caveats[-1]
    run = next(iter(cell_runs(study(held))))
    east = (grounds()[0].frame["ward"] == "E").to_numpy()
    assert (run.homes[east] == 0).all()
    assert run.scores["score"][east].isna().all()
    assert run.scores.attrs["cells_tested"] == (~east).sum()


def test_months_not_supplied_are_named_and_are_no_zero():
    gap = frozenset(ALL_MONTHS - {date(2021, 3, 1)})
    placed = placed_of(study(columns(at_random()), supplied=gap), 12)
    assert placed.caveats == ("Not supplied, so blank and not zero: March 2021.",)


# ------------------------------------------------------------- hotspots


def _hotspots(cases, known=(), supplied=ALL_MONTHS, month=MONTH):
    asked = study(columns(cases), supplied=supplied, month=month)
    run = next(iter(cell_runs(asked)))
    return hotspots(asked, run, known)


def test_a_place_with_many_cases_all_year_is_a_steady_hotspot_named_after_its_streets():
    days = FIRST + np.arange(0, 730, 9)
    part = _hotspots(_with(_planted(days)))
    (row,) = part.rows["hotspot"].to_dict("records")
    assert (row["state"], row["ward"]) == ("steady", "E")
    streets = row["name"].replace(" and ", ", ").split(", ")
    assert len(streets) == 3
    assert set(streets) <= {f"{n} Row" for n in range(17, 25)}
    assert row["cases"] > 30
    cells = part.rows["hotspot_cell"]
    assert set(cells["key"]) == {row["key"]}
    assert len(cells) == row["strong"] + row["likely"]


def test_a_place_that_began_last_month_is_new_and_one_that_stopped_is_over():
    lately = LAST - 1 - np.arange(0, 45, 2)
    assert _hotspots(_with(_planted(lately))).rows["hotspot"]["state"].tolist() == ["new"]
    once = FIRST + 60 + np.arange(0, 230, 3)
    part = _hotspots(_with(_planted(once)))
    assert part.rows["hotspot"]["state"].tolist() == ["over"]


def test_with_too_short_a_history_no_state_is_claimed():
    lately = LAST - 1 - np.arange(0, 45, 2)
    short = frozenset(month_after(MONTH, -n) for n in range(14))
    part = _hotspots(_with(_planted(lately)), supplied=short)
    assert part.rows["hotspot"]["state"].tolist() == [""]
    assert "cannot be said yet" in part.caveats[-1]


def test_a_hotspot_keeps_its_key_while_its_cells_overlap():
    days = FIRST + np.arange(0, 730, 9)
    october = _hotspots(_with(_planted(days)), month=month_after(MONTH, -1))
    (key,) = october.rows["hotspot"]["key"]
    known = [{key: frozenset(october.rows["hotspot_cell"]["cell_id"])}]
    assert _hotspots(_with(_planted(days)), known).rows["hotspot"]["key"].tolist() == [key]
    other = [{key: frozenset({"h150_1_1"})}]
    assert _hotspots(_with(_planted(days)), other).rows["hotspot"]["key"].tolist() != [key]


def test_a_strong_place_stays_hot_on_other_cells():
    held = columns(_with(_planted(FIRST + np.arange(0, 730, 9))))
    found = stability(study(held), list(cell_runs(study(held))))
    rows = found[0].rows["run_stability"]
    assert (rows["staying"] > 0).all()
    assert (rows["staying"] <= rows["hot_cells"]).all()
    assert rows["across_m"].tolist() == [250.0, 150.0]


# ------------------------------------------------------------- places and pairs


def _band(part, space, days):
    rows = part.rows["near_repeat_band"]
    return rows[(rows["space_band"] == space) & (rows["day_band"] == days)]["observed"].item()


def test_the_same_flat_the_same_block_and_the_street_are_told_apart():
    """Counted by hand: pairs of homes, blocks and distances over all cases of the year."""
    tower = _planted(FIRST + np.arange(400, 640, 4), TOWER_HOMES[:6].tolist())
    cases = _with(tower)
    held, keys = columns(cases), beside(cases).keys
    part = near_repeats(study(held), keys)[0]
    at = np.flatnonzero(study(held).counted(window_of(12)))
    i, j = np.triu_indices(at.size, 1)
    one, two = at[i], at[j]
    apart = np.abs(held.day[one].astype(int) - held.day[two])
    week = (apart >= 1) & (apart < 8)
    same_home = keys.home[one] == keys.home[two]
    same_block = (keys.block[one] >= 0) & (keys.block[one] == keys.block[two]) & ~same_home
    metres = np.hypot(held.x_m[one] - held.x_m[two], held.y_m[one] - held.y_m[two])
    near = ~same_home & ~same_block & (metres < 100)
    assert _band(part, "same place", "1 to 7 days") == (week & same_home).sum() > 0
    assert _band(part, "same block", "1 to 7 days") == (week & same_block).sum() > 0
    assert _band(part, "under 100 m", "1 to 7 days") == (week & near).sum() > 0
    assert len(part.rows["near_repeat_band"]) == 20


def test_a_block_and_its_flats_come_back_and_the_block_has_its_storeys():
    tower = _planted(FIRST + np.arange(400, 700, 20), TOWER_HOMES[:4].tolist())
    cases = _with(tower)
    part = repeats(study(columns(cases)), beside(cases).keys, BLOCKS)
    rows = part.rows["repeat_place"].set_index(["kind", "place"])
    block = rows.loc[("block", "T")]
    assert (block["homes"], block["storeys"], block["name"]) == (40, 11, "Holly Walk")
    assert block["cases"] >= 15
    assert block["verdict"] == "repeats now"
    assert {kind for kind, _ in rows.index} == {"home", "block"}


def test_cases_of_one_fortnight_belong_together_and_are_listed():
    burst = _planted(LAST - 1 - np.arange(0, 12))
    cases = _with(burst)
    part = case_clusters(study(columns(cases)), beside(cases).keys)
    largest = part.rows["case_cluster"].sort_values("cases").iloc[-1]
    assert largest["cases"] >= 12
    assert "Row" in largest["name"]
    members = part.rows["case_cluster_case"]
    counted = members.groupby("number").size()
    assert counted.tolist() == part.rows["case_cluster"]["cases"].tolist()


def test_what_gathers_as_the_month_ends_raises_the_alarm_and_quiet_does_not():
    cases = _with(_planted(LAST - 1 - np.arange(0, 20)))
    part = alarms(study(columns(cases)), beside(cases).keys, np.random.default_rng(1))
    first = part.rows["space_time_alarm"].iloc[0]
    assert first["cases"] >= 15
    assert first["p"] <= 0.05
    assert first["last_on"] == date(2021, 11, 30)
    quiet = at_random(9)
    part = alarms(study(columns(quiet)), beside(quiet).keys, np.random.default_rng(1))
    assert part.rows["space_time_alarm"].empty


def test_many_cases_are_scanned_in_parts_and_the_recurrence_allows_for_it(monkeypatch):
    monkeypatch.setattr("geo_asb.monthly.alarm.MANY_PAIRS", 10)
    monkeypatch.setattr("geo_asb.monthly.alarm.MOST_CASES", 60)
    cases = _with(_planted(LAST - 1 - np.arange(0, 20)))
    part = alarms(study(columns(cases)), beside(cases).keys, np.random.default_rng(1))
    assert "Up to 100 m and 28 days, beside the 56 days" in part.caveats[0]
    assert part.caveats[1] == (
        "Scanned in 2 parts: a gathering across their borders may be missed."
    )
    rows = part.rows["space_time_alarm"]
    assert (rows["recurrence_runs"] * rows["p"] * 2).round(6).tolist() == [1.0] * len(rows)
    assert len(rows)


def test_more_pairs_than_can_be_scanned_are_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr("geo_asb.monthly.alarm.TOO_MANY_PAIRS", 10)
    cases = at_random()
    part = alarms(study(columns(cases)), beside(cases).keys, np.random.default_rng(1))
    assert "too many to scan" in part.refused
    assert part.rows["space_time_alarm"].empty


# ------------------------------------------------------------- back-test


def test_a_forecast_knows_nothing_of_the_month_it_is_held_against():
    cases = at_random(4, 3000)
    this_month = cases["day"] >= np.datetime64(MONTH)
    moved = cases.copy()
    moved.loc[this_month, "home"] = 7
    one, other = (back_test(study(columns(each))).rows["back_test"] for each in (cases, moved))
    assert one["cells"].tolist() == other["cells"].tolist()
    assert one["rri"].notna().any()
    hit = other.groupby("percent")["hit_rate"].unique()
    assert all(set(np.round(rates, 6)) <= {0.0, 1.0} for rates in hit)


def test_a_place_that_is_always_busy_is_foreseen():
    cases = _with(_planted(FIRST + np.arange(0, 730, 2)))
    rows = back_test(study(columns(cases))).rows["back_test"]
    at_five = rows[rows["percent"] == 5].set_index("forecast")
    assert at_five.loc["hot cells", "hit_rate"] > 0.2
    assert at_five.loc["hot cells", "pai"] > 3
    assert set(rows["forecast"]) == {
        "hot cells",
        "a year's cases",
        "last month's counts",
        "kernel surface",
    }


def test_a_back_test_without_its_months_is_refused_with_the_reason():
    held = columns(at_random())
    short = frozenset(month_after(MONTH, -n) for n in range(6))
    assert "fewer than 9" in back_test(study(held, supplied=short)).refused
    not_now = frozenset(ALL_MONTHS - {MONTH})
    assert "blank, not zero" in back_test(study(held, supplied=not_now)).refused


# ------------------------------------------------------------- police, rates, the whole


def test_police_reports_are_refused_what_their_points_cannot_answer():
    monthly = at_random(2, 2000)
    monthly["day"] = monthly["day"].to_numpy().astype("datetime64[M]").astype("datetime64[D]")
    asked = study(columns(monthly, layer=Layer.POLICE), Layer.POLICE)
    cells, parts = work_out(asked, None, {})
    refused = {part.name: part.refused for part in parts if part.refused}
    assert set(refused) == {"repeat places", "near repeats", "clusters of cases", "new gatherings"}
    assert "one for each month" in refused["near repeats"]
    assert "Ask by cell" in refused["repeat places"]
    assert cells[0].scores is not None


def test_managed_cases_are_held_against_managed_homes_alone():
    cases = at_random()
    table = area_rates(study(columns(cases)), beside(cases).keys, home_columns(), BLOCKS)
    rows = table.rows["area_rate"].set_index(["kind", "homes_of", "code"]).sort_index()
    assert rows.loc[("ward", "all")]["homes"].sum() == len(HOMES_M)
    assert rows.loc[("ward", "managed")]["homes"].sum() == home_columns().managed.sum()
    in_year = columns(cases).day >= (
        np.datetime64("2020-12-01") - np.datetime64("1970-01-01")
    ).astype(int)
    assert rows.loc[("ward", "all")]["cases"].sum() == in_year.sum()
    assert (
        rows.loc[("ward", "managed")]["cases"].sum() == (beside(cases).keys.managed & in_year).sum()
    )
    assert pd.isna(rows.loc[("block", "all", "T")]["rate"])  # 40 homes: counts only


def test_every_row_has_the_columns_of_its_table_and_the_same_run_the_same_luck():
    cases = _with(_planted(LAST - 1 - np.arange(0, 20)))
    first, again = (work_out(study(columns(cases)), beside(cases), {})[1] for _ in range(2))
    for one, other in zip(first, again, strict=True):
        for table, rows in one.rows.items():
            assert rows.empty or set(TABLES[table]) <= set(rows.columns), table
            pd.testing.assert_frame_equal(rows, other.rows[table])


def test_a_cell_is_named_after_its_two_commonest_streets_then_by_the_alphabet():
    at = np.array([0, 0, 0, 0, 0, 1, 2, -1])
    streets = np.array(
        ["Elm Row", "Elm Row", "Oak Row", "Ash Row", "Ash Row", "", "Oak Row", "Fir Row"],
        dtype=object,
    )
    names = street_names(at, streets, 4).tolist()
    assert names == ["Ash Row and Elm Row", "", "Oak Row", ""]
