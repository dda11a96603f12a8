"""On which weekday and at which hour, by day or by night; and months that are unlike others."""

from __future__ import annotations

from datetime import date
from math import comb

import numpy as np
import pandas as pd
import pytest

from geo_asb.columns import CaseColumns
from geo_asb.demo.case_facts import _HOURS
from geo_asb.model import Layer
from geo_asb.monthly.cells import cell_runs
from geo_asb.monthly.forecast import back_test
from geo_asb.monthly.hotspots import hotspots
from geo_asb.monthly.months import PART_MONTHS, covid_months, with_months_named
from geo_asb.monthly.rates import area_rates
from geo_asb.monthly.weeks import day_and_night, weeks
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read_times import NO_TIMES, CaseTimes, case_times
from geo_asb.store.run_parts import Part
from tests.monthly_town import (
    ALL_MONTHS,
    BLOCKS,
    at_random,
    beside,
    columns,
    home_columns,
    study,
)

MONDAY = np.datetime64("2021-11-01T00:00", "us")
NAT = np.datetime64("NaT", "us")


def _times(*incidents: tuple[int, str, str]) -> CaseTimes:
    """Incidents as case, begin, end on Monday 1 November 2021, or whole moments; "" for no end."""
    case, began, ended = zip(*incidents, strict=True)
    return CaseTimes(np.array(case), *(np.array([_at(t) for t in told]) for told in (began, ended)))


def _at(told: str) -> np.datetime64:
    return NAT if not told else np.datetime64(told if "-" in told else f"2021-11-01T{told}", "us")


def _held(cases: int = 40, seed: int = 1) -> CaseColumns:
    """Cases of the 12 months to November 2021."""
    frame = at_random(seed, cases)
    frame["day"] = np.datetime64("2021-11-10", "D")
    return columns(frame)


def _bands(part: Part, ward: str = "") -> pd.Series:
    rows = part.rows["week_band"]
    return rows[rows["ward"] == ward].set_index(["weekday", "from_hour"])["weight"]


def _whole(held: CaseColumns, times: CaseTimes, layer: Layer = Layer.CASES) -> Part:
    return weeks(study(held, layer), times)[0]


# ------------------------------------------------------------- weekday and hour


def test_each_case_is_shared_over_the_hours_in_which_it_may_have_happened():
    held = _held(12)
    times = _times(*((n, "20:00", "22:00") for n in range(12)))
    bands = _bands(_whole(held, times))
    assert bands.size == 56
    assert bands[1, 18] == pytest.approx(6, abs=1e-5)  # 20 to 21 lies in the band from 18
    assert bands[1, 21] == pytest.approx(6, abs=1e-5)
    assert bands.sum() == pytest.approx(12, abs=1e-4)


def test_a_case_of_several_incidents_counts_once():
    held = _held(10)
    single = [(n, "09:30", "") for n in range(1, 10)]
    times = _times((0, "03:10", ""), (0, "03:20", ""), (0, "12:00", ""), *single)
    bands = _bands(_whole(held, times))
    assert bands[1, 3] == pytest.approx(2 / 3, abs=1e-5)
    assert bands[1, 12] == pytest.approx(1 / 3, abs=1e-5)
    assert bands.sum() == pytest.approx(10, abs=1e-4)


def test_what_is_known_of_fewer_than_half_is_refused_in_plain_words():
    held = _held(40)
    told = _whole(held, _times(*((n, "20:00", "") for n in range(19))))
    assert told.refused == (
        "the time is known of 19 of 40 cases, less than half: weekday and hour of the others may "
        "differ"
    )
    assert (told.counted, told.left_out) == (19, 21)
    assert "" not in set(told.rows["week_band"].get("ward", []))
    assert _whole(held, _times(*((n, "20:00", "") for n in range(20)))).refused == ""


def test_with_few_known_times_nothing_is_said():
    told = _whole(_held(12), _times(*((n, "20:00", "") for n in range(9))))
    assert told.refused == "the time is known of fewer than 10 cases: too few to say"
    assert "fewer than 10" in _whole(_held(12), NO_TIMES).refused


def test_wards_are_told_apart_and_add_up_to_the_landlord():
    held = _held(200)
    part = _whole(held, _times(*((n, f"{n % 24:02d}:30", "") for n in range(150))))
    told = part.rows["week_times"].set_index("ward")
    assert set(told.index) == {"", "W", "E"}
    assert told.loc["", "cases"] == told.loc[["W", "E"], "cases"].sum() == 200
    assert told.loc["", "unknown"] == told.loc[["W", "E"], "unknown"].sum() == 50
    np.testing.assert_allclose(_bands(part), _bands(part, "W") + _bands(part, "E"), atol=1e-5)


def test_a_ward_whose_times_are_not_known_is_refused_alone():
    held = _held(200)
    west = np.flatnonzero(held.ward == 0)
    told = _whole(held, _times(*((int(n), "21:00", "") for n in west), (_east(held), "21:00", "")))
    rows = told.rows["week_times"].set_index("ward")["refused"]
    assert rows["W"] == ""
    assert "fewer than 10" in rows["E"]
    assert "E" not in set(told.rows["week_band"].get("ward", []))


def _east(held: CaseColumns) -> int:
    return int(np.flatnonzero(held.ward == 1)[0])


def test_a_time_that_may_lie_anywhere_in_the_week_is_not_known():
    held = _held(20)
    times = _times(*((n, "2021-11-01T10:00", "2021-11-09T10:00") for n in range(20)))
    assert _whole(held, times).left_out == 20


def test_an_end_before_its_begin_is_a_day_without_a_time():
    held = _held(10)
    bands = _bands(_whole(held, _times(*((n, "22:00", "00:00") for n in range(10)))))
    assert bands[1, 21] == pytest.approx(10)


def test_long_uncertain_times_are_named():
    held = _held(10)
    told = _whole(held, _times(*((n, "2021-11-01T10:00", "2021-11-02T10:00") for n in range(10))))
    assert "10 cases may have happened at any time of more than 12 hours" in told.caveats[-1]


def test_midnights_alone_are_days_without_times():
    told = _whole(_held(30), _times(*((n, "00:00", "") for n in range(30))))
    assert "knows days and no times" in told.refused
    assert told.counted == 0


def test_layers_and_groups_are_kept_apart():
    held = _held(60)
    here = np.arange(60) < 30
    both = columns(at_random(1, 60).assign(day=np.datetime64("2021-11-10", "D")), happened=here)
    times = _times(*((n, "20:00", "") for n in range(60)))
    assert _whole(both, times).counted == 30
    assert _whole(both, times, Layer.REPORTED).counted == 30
    by_group = {part.type_group: part.counted for part in weeks(study(held), times)}
    assert by_group[""] == by_group["drugs"] + by_group["noise"] == 60


# ------------------------------------------------------------- day and night


def _hotspot(position: int) -> Part:
    cells = pd.DataFrame({"type_group": [""], "key": ["H1"], "position": [position]})
    return Part("hotspots", "", "", 0, 0, rows={"hotspot_cell": cells})


def _split(here: tuple[int, int], elsewhere: tuple[int, int]) -> pd.Series:
    """One hotspot with so many cases by day and night; as many elsewhere as said."""
    frame = at_random(3, sum(here) + sum(elsewhere)).assign(day=np.datetime64("2021-11-10", "D"))
    frame["home"] = np.where(np.arange(len(frame)) < sum(here), 5, 1500)
    asked = study(columns(frame))
    day = np.repeat([True, False, True, False], [*here, *elsewhere])
    times = _times(*((n, "12:00" if is_day else "23:00", "") for n, is_day in enumerate(day)))
    found = day_and_night(asked, times, _hotspot(int(asked.at[0][0])))
    return found.rows["hotspot_hours"].iloc[0]


@pytest.mark.parametrize(
    ("here", "elsewhere", "verdict"),
    [
        ((28, 2), (100, 100), "mostly by day"),
        ((2, 28), (100, 100), "mostly by night"),
        ((15, 15), (100, 100), "no clear difference"),
        ((9, 0), (100, 100), "too few to say"),
        ((40, 60), (10, 190), "more by day than elsewhere"),
        ((60, 40), (190, 10), "more by night than elsewhere"),
    ],
)
def test_a_hotspot_is_held_against_all_cases(here, elsewhere, verdict):
    row = _split(here, elsewhere)
    assert row["verdict"] == verdict
    assert (row["by_day"], row["by_night"], row["unknown"]) == (*here, 0)


def test_the_split_is_judged_by_the_exact_binomial():
    row = _split((20, 10), (60, 110))
    assert row["landlord_share"] == pytest.approx(0.4)
    chances = [comb(30, n) * 0.4**n * 0.6 ** (30 - n) for n in range(31)]
    as_rare = sum(chance for chance in chances if chance <= chances[20] * (1 + 1e-9))
    assert row["p"] == pytest.approx(as_rare, rel=1e-9)


def test_hours_are_not_told_of_hotspots_that_were_not_looked_for():
    none = Part("hotspots", "", "", 0, 0, refused="too few", rows={"hotspot_cell": pd.DataFrame()})
    told = day_and_night(study(_held()), NO_TIMES, none)
    assert told.refused == "too few"
    assert told.rows["hotspot_hours"].empty


# ------------------------------------------------------------- months unlike others


def test_covid_months_are_named_where_a_window_holds_them():
    held = columns(at_random())
    assert covid_months(study(held), 12) == (
        "Covid rules held in December 2020 to July 2021 of these 12 months: what people did, "
        "reported and recorded was unlike.",
    )
    assert covid_months(study(held), 1) == ()
    last = covid_months(study(held, month=date(2022, 6, 1)), 12)
    assert last[0].startswith("Covid rules held in July 2021 of these 12 months")
    assert covid_months(study(held, month=date(2022, 7, 1)), 12) == ()


def test_every_part_names_missing_and_covid_months_once():
    gap = frozenset(ALL_MONTHS - {date(2020, 2, 1), date(2021, 3, 1)})
    asked = study(columns(at_random()), supplied=gap)
    parts = [Part(name, "", "", 0, 0) for name in PART_MONTHS]
    for part in with_months_named(asked, [], parts)[1]:
        blank = [said for said in part.caveats if said.startswith("Not supplied")]
        assert len(blank) == 1
        assert "March 2021" in blank[0]
        has_two = PART_MONTHS[part.name] > 20
        assert ("February 2020" in blank[0]) == has_two
        assert sum("Covid rules" in said for said in part.caveats) == 1


@pytest.mark.whole  # 0.3 s
def test_growth_leaves_a_gap_out_of_both_years():
    """A month nobody supplied is no fall: October 2021 and October 2020 both stay out."""
    cases = at_random(1, 1200)
    gone = cases[cases["day"].to_numpy().astype("datetime64[M]") != np.datetime64("2021-10")]
    close = np.random.default_rng(3).choice([820, 821, 822, 860, 861, 862], len(gone))
    gone = gone.assign(home=np.where(np.arange(len(gone)) % 10 == 0, close, gone["home"]))
    held = columns(gone)
    rows = {}
    for supplied in (ALL_MONTHS, ALL_MONTHS - {date(2021, 10, 1)}):
        asked = study(held, supplied=frozenset(supplied))
        run = next(iter(cell_runs(asked)))
        rows[len(supplied)] = hotspots(asked, run, []).rows["hotspot"].iloc[0]
    all_told, with_gap = rows[len(ALL_MONTHS)], rows[len(ALL_MONTHS) - 1]
    assert with_gap["now"] == all_told["now"]
    assert with_gap["before"] < all_told["before"]


def test_last_months_counts_are_no_forecast_where_it_was_not_supplied():
    held = columns(at_random())
    told = back_test(study(held, supplied=frozenset(ALL_MONTHS - {date(2021, 10, 1)})))
    assert set(told.rows["back_test"]["forecast"]) == {
        "hot cells",
        "a year's cases",
        "kernel surface",
    }
    assert told.caveats[2] == (
        "Last month was not supplied: its counts are blank, and no forecast here."
    )


def test_rates_name_the_months_they_lack():
    cases = at_random()
    asked = study(columns(cases), supplied=frozenset(ALL_MONTHS - {date(2021, 10, 1)}))
    part = area_rates(asked, beside(cases).keys, home_columns(), BLOCKS)
    (told,) = with_months_named(asked, [], [part])[1]
    assert "Not supplied, so blank and not zero: October 2021." in told.caveats


# ------------------------------------------------------------- the demo


def test_the_demo_tells_the_hours_it_was_made_with(loaded_demo: Settings):
    """Two in five cases are timed: below half, so the run refuses; what is known fits the truth."""
    told = """select p.counted, p.left_out, p.refused from month_part p
                join month_run m on m.id = p.month_run
               where p.part = 'weeks' and p.type_group = '' and m.layer = 'cases'"""
    with connect(loaded_demo) as conn:
        times = case_times(conn, "demo")
        (known, unknown, refused) = conn.execute(told).fetchone()
        held = conn.execute("select count(*) from week_band where ward = ''").fetchone()
        mappable = conn.execute(
            "select count(*), count(*) filter (where exists (select from incident i"
            " where i.version_id = m.version_id and has_time))"
            " from mappable_case m where landlord = 'demo'"
        ).fetchone()
    assert np.unique(times.case).size == mappable[1] < mappable[0]
    assert known / (known + unknown) == pytest.approx(0.40, abs=0.05)
    assert "less than half" in refused
    assert held == (0,)
    hours = times.began.astype("datetime64[h]").astype(int) % 24
    found = np.bincount(hours, minlength=24) / hours.size
    np.testing.assert_allclose(found, _HOURS / _HOURS.sum(), atol=0.02)
    days = (times.began.astype("datetime64[D]").astype(int) + 3) % 7
    weekend = np.isin(days, [4, 5]).mean()
    assert weekend > 0.36  # a third of midweek trouble was moved to Friday and Saturday
