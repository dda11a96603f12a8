"""What became of an activity: a town drawn by hand, then the demo's two planted actions."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_asb import cli
from geo_asb.cli_demo import demo_settings, load_demo
from geo_asb.columns import CaseColumns, HomeColumns, day_number
from geo_asb.demo import make_demo
from geo_asb.errors import StoreError
from geo_asb.impact_study import Study, studies_of, study_activities
from geo_asb.model import Layer
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot
from geo_asb.store.read import Batch
from geo_asb.store.read_activities import StoredActivity
from tests.conftest import fresh_database

pytestmark = pytest.mark.whole

# A town of 3 km with six places where cases gather, 1 km apart; a skip day at the first.
SPOTS = [(700.0, 700.0), (1700.0, 700.0), (2700.0, 700.0), (700.0, 1700.0), (1700.0, 1700.0),
         (2700.0, 1700.0)]  # fmt: skip
STARTS = date(2021, 2, 1)
SKIP_DAY = StoredActivity("S1", "skip day", "", "", "", 700.0, 700.0, STARTS, STARTS, False)
NONE = np.full(0, "", dtype=object)


def spread(place: tuple[float, float], cases: int, start: date, days: int) -> list[tuple]:
    """Cases evenly over some days, within metres of a place."""
    step = days / max(cases, 1)
    return [
        (*place, day_number(start + timedelta(days=int((n + 0.5) * step)))) for n in range(cases)
    ]


def town(after: int = 2, near_after: int = 8, elsewhere: int = 20) -> Snapshot:
    """Twenty cases in each half year at each spot; `after` of them at the first after the day."""
    halves = [
        STARTS - timedelta(days=364),
        STARTS - timedelta(days=182),
        STARTS + timedelta(days=1),
    ]
    cases = []
    for spot in SPOTS:
        later = after if spot == SPOTS[0] else elsewhere
        for start, count in zip(halves, (20, 20, later), strict=True):
            cases += spread(spot, count, start, 182)
    beside = (SPOTS[0][0] + 150, SPOTS[0][1])
    cases += spread(beside, 8, halves[1], 182) + spread(beside, near_after, halves[2], 182)
    x, y, day = np.array(cases).T
    n = len(cases)
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    columns = CaseColumns(
        layer=Layer.CASES, day=day.astype(np.int32), x_m=x, y_m=y,
        group_bits=np.ones(n, dtype=np.uint8), severity=np.zeros(n, dtype=np.int8), happened=yes,
        source=no, staff=no, precise=yes, youth=no, ward=np.zeros(n, dtype=np.int16),
        estate=np.zeros(n, dtype=np.int16), wards=("W1",), estates=(), street=NONE,
    )  # fmt: skip
    east, north = (
        each.ravel() for each in np.meshgrid(np.arange(50, 3400, 50.0), np.arange(50, 2500, 50.0))
    )
    at = np.zeros(east.size, dtype=np.int16)
    homes = HomeColumns(
        east, north, np.full(east.size, "Elm Street", dtype=object), at, at,
        at.astype(bool), ("W1",), (),
    )  # fmt: skip
    estates = [shapely.Point(spot).buffer(120) for spot in SPOTS]
    return Snapshot(
        landlord="L", name="Hillside", version=b"", ward_year=2021, cases=columns, police=columns,
        homes=homes, cells={}, today=date(2021, 12, 1),
        wards=_frame(["W1"], [shapely.box(0, 0, 3500, 2600)]),
        estates=_frame([f"Estate {n}" for n in range(len(SPOTS))], estates),
        batches=[Batch(1, "react cases", None, date(2019, 4, 1), date(2021, 12, 1), 0)],
    )  # fmt: skip


def _frame(names: list[str], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": names, "name": names}, geometry=shapes, crs="EPSG:27700")


def verdicts(study: Study) -> list[str]:
    return [window.change.verdict if window.change else window.note for window in study.windows]


def test_a_fall_beyond_like_places_is_found_and_its_paper_trail_names_them():
    [study] = studies_of(town(), [SKIP_DAY])
    assert study.where == "within 100 m of its point"
    assert study.cases_before == 40
    assert len(study.matched) == 5
    assert {place.name for place in study.matched} == {"Elm Street"}
    assert all(place.cases == 40 for place in study.matched)
    last = study.windows[-1].change
    assert (last.here, last.like) == ((20, 2), (100, 100))
    assert (last.verdict, last.moved) == ("clear fall", "no sign")
    assert verdicts(study)[0] == "too few to say"


def test_a_fall_that_came_everywhere_is_no_clear_change():
    """Before and after alone would call it a success: 20 cases, then 6."""
    [study] = studies_of(town(after=6, elsewhere=6), [SKIP_DAY])
    last = study.windows[-1].change
    assert last.ratio.verdict == "clear fall"
    assert last.verdict == "no clear change"


def test_cases_that_moved_into_the_ring_are_seen():
    [study] = studies_of(town(near_after=30), [SKIP_DAY])
    last = study.windows[-1].change
    assert (last.here_near, last.like_near) == ((8, 30), (0, 0))
    assert (last.verdict, last.moved) == ("clear fall", "clear rise nearby")
    assert last.together.high > 0


def test_places_touched_by_any_activity_are_not_matched():
    other = replace(SKIP_DAY, activity_id="S2", x_m=1700.0, starts_on=date(2021, 5, 1),
                    last_on=date(2021, 5, 1))  # fmt: skip
    long_ago = replace(SKIP_DAY, activity_id="S3", x_m=2700.0, starts_on=date(2018, 5, 1),
                       last_on=date(2018, 5, 1))  # fmt: skip
    at_home = replace(other, activity_id="S4", y_m=1700.0, at_home=True)
    study = studies_of(town(), [SKIP_DAY, other, long_ago, at_home], ["S1"])[0]
    at = {(round(place.x_m, -3), round(place.y_m, -3)) for place in study.matched}
    assert at == {(3000, 1000), (1000, 2000), (3000, 2000)}


def test_too_few_like_places_are_no_comparison():
    others = [
        replace(SKIP_DAY, activity_id=f"S{n}", x_m=x, y_m=y) for n, (x, y) in enumerate(SPOTS)
    ]
    study = studies_of(town(), others, ["S0"])[0]
    assert study.windows == ()
    assert "0 places without activity had about 40 cases" in study.note


def test_an_activity_without_a_point_is_looked_for_on_its_estate():
    on_estate = replace(SKIP_DAY, x_m=None, y_m=None, estate="estate 0")
    [study] = studies_of(town(), [on_estate])
    assert study.where == "on its estate"
    assert study.windows[-1].change.verdict == "clear fall"
    nowhere = replace(on_estate, estate="Somewhere")
    assert "no point and no estate we know" in studies_of(town(), [nowhere])[0].note


def test_what_was_done_at_a_home_is_not_studied_by_itself():
    at_home = replace(SKIP_DAY, at_home=True)
    assert "done at a home" in studies_of(town(), [at_home], ["S1"])[0].note
    assert studies_of(town(), [at_home]) == []


def test_weeks_that_are_not_over_are_said_to_be_so():
    late = replace(
        town(), batches=[Batch(1, "react cases", None, date(2019, 4, 1), date(2021, 5, 10), 0)]
    )
    [study] = studies_of(late, [SKIP_DAY])
    assert study.windows[1].note == ""
    assert study.windows[2].note == "not over: it lasts to 2021-08-02, cases reach 2021-05-09"


def test_months_that_were_not_supplied_are_not_counted_as_zero():
    spans = [(date(2020, 9, 1), date(2021, 12, 1))], [
        (date(2019, 4, 1), date(2021, 3, 1)), (date(2021, 6, 1), date(2021, 12, 1)),
    ]  # fmt: skip
    notes = []
    for span in spans:
        batches = [Batch(n, "react cases", None, *each, 0) for n, each in enumerate(span)]
        [study] = studies_of(replace(town(), batches=batches), [SKIP_DAY])
        notes.append(study.note or study.windows[-1].note)
    assert notes == [
        "the 12 months before were not all supplied", "months after it were not supplied",
    ]  # fmt: skip


def test_a_type_group_is_counted_alone():
    snapshot = town()
    bits = snapshot.cases.group_bits.copy()
    bits[::2] = 2
    halved = replace(snapshot, cases=replace(snapshot.cases, group_bits=bits))
    whole = studies_of(halved, [SKIP_DAY])[0].cases_before
    assert studies_of(halved, [SKIP_DAY], group="rubbish")[0].cases_before == whole / 2


def test_unknown_numbers_and_missing_loads_are_named():
    with pytest.raises(StoreError, match="No activity has the number S9; one that is loaded is S1"):
        studies_of(town(), [SKIP_DAY], ["S9"])
    with pytest.raises(StoreError, match="No activities are loaded"):
        studies_of(town(), [])
    bare = replace(town(), wards=town().wards.iloc[:0])
    with pytest.raises(StoreError, match="Wards, homes or cases are missing"):
        studies_of(bare, [SKIP_DAY])


# ------------------------------------------------------------- the demo


def test_the_small_demos_action_that_worked_is_found_and_the_other_is_not(loaded_demo):
    """The small borough's stories lie within 33 m of their points: a narrow reach."""
    worked, failed = study_activities(loaded_demo, ["DO001", "DO002"], reach_m=50)
    assert worked.windows[-1].change.verdict == "clear fall"
    assert worked.windows[-1].change.moved != "clear rise nearby"
    assert not any(each.startswith("clear") for each in verdicts(failed))


def test_the_boroughs_action_that_worked_is_found_and_the_other_is_not(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("borough")
    make_demo(folder, size="borough")
    with fresh_database(server, "impact_borough") as url:
        settings = demo_settings(Settings(home=folder, database_url=url))
        load_demo(settings, folder)
        found = {study.activity.activity_id: study for study in study_activities(settings)}
    assert found["DO001"].windows[-1].change.verdict == "clear fall"
    assert not any(each.startswith("clear") for each in verdicts(found["DO002"]))
    falls = [each for each, study in found.items() if "clear fall" in verdicts(study)]
    assert falls == ["DO001"]  # none of the others had a planted effect


def test_the_verb_tells_one_all_and_writes_the_paper_trail(
    loaded_demo, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("DATABASE_URL", loaded_demo.database_url)
    monkeypatch.setenv("GEO_ASB_HOME", str(loaded_demo.home))
    out = tmp_path / "impact.csv"
    assert cli.main(["impact", "DO001", "--reach", "50"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("For officers: counts are exact")
    assert "DO001: skip day, February 2021, within 50 m of its point" in told
    assert "26 weeks:" in told
    assert "clear fall" in told
    assert cli.main(["impact", "--all"]) == 0
    assert "not compared" in capsys.readouterr().out
    assert cli.main(["impact", "--all", "--out", str(out)]) == 0
    lines = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert {len(line) for line in lines[1:]} == {22}
    assert {line[7] for line in lines[2:]} >= {"4", "12", "26"}


def test_the_verb_says_what_it_needs(capsys):
    assert cli.main(["impact"]) == 2
    assert cli.main(["impact", "DO001", "--all"]) == 2
    assert cli.main(["impact", "DO001", "--reach", "5"]) == 2
    told = capsys.readouterr().err
    assert "Name the activities by their numbers" in told
    assert "--reach is 5; give 30 to 1000 metres" in told
