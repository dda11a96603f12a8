"""What stands beside the cases, loaded whole on real PostGIS: again, changed, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import permutations
from pathlib import Path

import geopandas as gpd
import hypothesis
import pytest
from hypothesis import strategies as st

from geo_asb import pipeline_layers as layers
from geo_asb.etl.readers.lookups import AreasOf
from geo_asb.etl.report import LoadReport
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read import batches_in_force, table_hashes
from tests.towns import BLOCK, square

pytestmark = pytest.mark.db

MARCH, JUNE, SEPTEMBER = date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30)
CAMERAS = "camera_id,kind,easting,northing,status,status_from,status_to,household_loan\n"
LOOKUP = (AreasOf("estate"), AreasOf("nap_area"))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def asked(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with connect(settings) as conn:
        return conn.execute(query).fetchall()  # type: ignore[arg-type]


def hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return table_hashes(conn)


def test_a_camera_is_stored_with_its_history_and_its_point(settings, tmp_path):
    text = f"{CAMERAS}C1,dome,390100,390100,working,01/04/2020,05/06/2021,\n"
    text += "C1,dome,390100,390100,out of service,05/06/2021,,\n"
    report = layers.load_list(
        settings, written(tmp_path, "a.csv", text), "cameras", exported_on=JUNE
    )
    assert (report.stored, report.rejected) == (2, 0)
    rows = asked(
        settings,
        "select status, st_x(point), st_srid(point), until_on from camera_spell order by starts_on",
    )
    assert rows == [
        ("working", 390_100, 27_700, date(2021, 6, 5)),
        ("out of service", 390_100, 27_700, None),
    ]


def test_the_same_file_again_changes_nothing(settings, tmp_path):
    path = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    layers.load_list(settings, path, "cameras", exported_on=MARCH)
    before = hashes(settings)
    again = layers.load_list(settings, path, "cameras", exported_on=MARCH)
    assert (again.stored, again.unchanged) == (0, 1)
    assert hashes(settings) == before


def test_a_camera_that_changed_keeps_what_it_was(settings, tmp_path):
    first = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    moved = written(tmp_path, "b.csv", f"{CAMERAS}C1,dome,390200,390100,working,,,\n")
    layers.load_list(settings, first, "cameras", exported_on=MARCH)
    assert layers.load_list(settings, moved, "cameras", exported_on=JUNE).stored == 1
    rows = asked(
        settings,
        "select st_x(point), last_batch is null from camera_spell order by first_batch",
    )
    assert rows == [(390_100, False), (390_200, True)]


def test_files_in_any_order_end_in_the_same_tables(settings, tmp_path):
    """March and September say the same of C1, June another thing; C2 stands in June alone."""
    row = "C1,dome,{x},390100,{status},01/01/2020,{end},\n"
    working = row.format(x=390_100, status="working", end="")
    broken = row.format(x=390_100, status="working", end="01/05/2021")
    broken += "C1,dome,390100,390100,faulty,01/05/2021,,\n"
    files = [
        (written(tmp_path, "march.csv", CAMERAS + working), MARCH),
        (
            written(tmp_path, "june.csv", f"{CAMERAS}{broken}C2,fixed,390300,390100,,,,\n"),
            JUNE,
        ),
        (written(tmp_path, "september.csv", CAMERAS + working), SEPTEMBER),
    ]
    ends = set()
    for order in permutations(files):
        for path, made_on in order:
            layers.load_list(settings, path, "cameras", exported_on=made_on)
        ends.add(tuple(sorted(hashes(settings).items())))
        with connect(settings) as conn:
            conn.execute("truncate camera_spell")
            conn.commit()
    assert len(ends) == 1


def test_an_older_file_is_a_declared_skip(settings, tmp_path):
    newer = written(tmp_path, "b.csv", f"{CAMERAS}C1,dome,390200,390100,working,,,\n")
    older = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    layers.load_list(settings, newer, "cameras", exported_on=JUNE)
    late = layers.load_list(settings, older, "cameras", exported_on=MARCH)
    assert late.skipped == {"an older file: a newer one about the same is stored": 1}


DAYS = [date(2021, month, 28) for month in range(1, 7)]
HISTORIES = st.lists(st.sampled_from(("", "w", "b", "m")), min_size=2, max_size=2)
FILES = st.dictionaries(st.sampled_from(DAYS), HISTORIES, min_size=2, max_size=4)
ROWS = {
    "": "",  # the camera is not in the file
    "w": "{0},dome,390100,390100,working,01/01/2020,,\n",
    "b": "{0},dome,390100,390100,working,01/01/2020,01/05/2021,\n"
    "{0},dome,390100,390100,faulty,01/05/2021,,\n",
    "m": "{0},dome,390200,390100,working,01/01/2020,,yes\n",
}


@pytest.mark.whole
@hypothesis.settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(files=FILES, data=st.data())
def test_any_order_with_repeats_ends_where_the_right_order_ends(settings, tmp_path, files, data):
    def tables_after(days: list[date]) -> dict[str, str]:
        with connect(settings) as conn:
            conn.execute("truncate camera_spell, batch cascade")
            conn.commit()
        for day in days:
            rows = (ROWS[kind].format(name) for name, kind in zip("AB", files[day], strict=True))
            path = written(
                tmp_path, f"{day}.csv", f"{CAMERAS}{''.join(rows)}Z,,390300,390100,,,,\n"
            )
            layers.load_list(settings, path, "cameras", exported_on=day)
        return hashes(settings)

    again = data.draw(st.lists(st.sampled_from(sorted(files)), max_size=2))
    shuffled = data.draw(st.permutations([*files, *again]))
    assert tables_after(shuffled) == tables_after(sorted(files))


def test_of_two_files_of_one_day_the_one_that_first_came_later_counts(settings, tmp_path):
    first = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    mended = written(tmp_path, "b.csv", f"{CAMERAS}C1,dome,390200,390100,working,,,\n")
    for path in (first, mended):
        layers.load_list(settings, path, "cameras", exported_on=JUNE)
    before = hashes(settings)
    assert layers.load_list(settings, first, "cameras", exported_on=JUNE).stored == 0
    assert hashes(settings) == before
    assert asked(settings, "select st_x(point) from mappable_camera_spell") == [(390_200,)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_complete_list_takes_out_what_only_older_lists_hold(settings, tmp_path, order):
    row = "{},dome,390100,390100,working,,,\n"
    files = [(("C1", "C2"), MARCH, False), (("C1",), JUNE, True), (("C3",), SEPTEMBER, False)]
    for n in order:
        cameras, made_on, complete = files[n]
        text = CAMERAS + "".join(map(row.format, cameras))
        path = written(tmp_path, f"{made_on}.csv", text)
        layers.load_list(settings, path, "cameras", exported_on=made_on, complete=complete)
    current = asked(
        settings, "select camera_id, made_on from camera_spell where last_batch is null order by 1"
    )
    assert current == [("C1", JUNE), ("C3", SEPTEMBER)]


def test_a_complete_list_with_a_bad_row_takes_nothing_out(settings, tmp_path):
    first = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    spoilt = written(tmp_path, "b.csv", f"{CAMERAS}C1,dome,390100,,working,,,\n")
    layers.load_list(settings, first, "cameras", exported_on=MARCH)
    report = layers.load_list(settings, spoilt, "cameras", exported_on=JUNE, complete=True)
    assert (report.rejected, report.withdrawn) == (1, 0)
    assert "Nothing was taken out, as rows were rejected" in " ".join(report.lines())
    assert asked(settings, "select camera_id from mappable_camera_spell") == [("C1",)]


def test_cameras_at_homes_and_hardened_homes_are_in_no_view_that_maps_read(settings, tmp_path):
    cameras = f"{CAMERAS}C1,dome,390100,390100,working,,,\nC2,fixed,390200,390100,working,,,yes\n"
    done = "activity_id,kind,starts_on,easting,northing,place\n"
    done += "D1,target hardening,05/06/2021,390200,390100,Elm Street\n"
    done += "D2,litter pick,05/06/2021,390200,390100,Elm Street\n"
    layers.load_list(settings, written(tmp_path, "c.csv", cameras), "cameras", exported_on=JUNE)
    layers.load_list(settings, written(tmp_path, "d.csv", done), "activities", exported_on=JUNE)
    assert asked(settings, "select camera_id from mappable_camera_spell") == [("C1",)]
    assert asked(settings, "select activity_id from mappable_activity") == [("D2",)]
    stored = asked(settings, "select place, at_home from activity order by activity_id")
    assert stored == [("", True), ("Elm Street", False)]


def test_a_lookup_that_changes_replaces_all_links_of_an_area(settings, tmp_path):
    head = "estate,nap_area,nap_area_name\n"
    first = written(tmp_path, "a.csv", f"{head}S1,N1,North\nS1,N2,South\nS2,N2,South\n")
    second = written(tmp_path, "b.csv", f"{head}S1,N2,South\n")
    layers.load_lookup(settings, first, sides=LOOKUP, exported_on=MARCH)
    layers.load_lookup(settings, second, sides=LOOKUP, exported_on=JUNE)
    current = "select from_code, to_code from area_link where last_batch is null order by 1, 2"
    assert asked(settings, current) == [("S1", "N2"), ("S2", "N2")]


def test_an_outline_that_changes_keeps_what_it_was(settings, tmp_path):
    for east, made_on in ((310, MARCH), (320, JUNE), (320, SEPTEMBER)):
        frame = gpd.GeoDataFrame(
            {"uprn": [BLOCK.uprn]}, geometry=[square(290, 90, east, 110)], crs="EPSG:27700"
        )
        path = tmp_path / f"{made_on}.gpkg"
        frame.to_file(path, driver="GPKG")
        layers.load_list(settings, path, "blocks", exported_on=made_on)
    rows = asked(settings, "select st_area(shape), made_on from block_outline order by made_on")
    assert rows == [(400, MARCH), (600, SEPTEMBER)]


def test_every_other_list_is_stored_whole_and_once(settings, tmp_path):
    actions = "action_id,estate,issue,owner,starts_on,ends_on,target\n"
    actions += (
        "A1,Elm Estate,litter and youth,Neighbourhood team,01/04/2021,30/09/2021,2\nA2,,,,,,\n"
    )
    ratings = "estate,inspected_on,rating,item\nElm Estate,05/06/2021,B,cleaning\n"
    used = "ward,kind,month,count\nE05000001,CPN,2021-06,3\nE05000001,injunctions,2021-06,<5\n"
    index = "lsoa21_code,IMD_decile\nE01000001,1\n"
    loads: list[Callable[[], LoadReport]] = [
        partial(
            layers.load_list,
            settings,
            written(tmp_path, "a.csv", actions),
            "actions",
            exported_on=JUNE,
        ),
        partial(layers.load_inspections, settings, written(tmp_path, "r.csv", ratings)),
        partial(layers.load_enforcement, settings, written(tmp_path, "e.csv", used)),
        partial(
            layers.load_deprivation, settings, written(tmp_path, "i.csv", index), index_year=2019
        ),
    ]
    assert [load().stored for load in loads] == [2, 1, 2, 1]
    assert [load().unchanged for load in loads] == [2, 1, 2, 1]
    groups = asked(settings, "select type_groups, youth, issue_given from plan_action order by 1")
    assert groups == [([], False, False), (["rubbish"], True, True)]
    assert asked(settings, "select times from enforcement order by 1") == [(3,), (None,)]


def test_no_figure_of_cases_rests_on_what_stands_beside_them(settings, tmp_path):
    path = written(tmp_path, "a.csv", f"{CAMERAS}C1,dome,390100,390100,working,,,\n")
    layers.load_list(settings, path, "cameras", exported_on=MARCH)
    with connect(settings) as conn:
        assert batches_in_force(conn, settings.landlord) == []


@pytest.mark.whole
def test_real_files_are_stored_whole_and_once(settings, shared_data):
    march = date(2024, 3, 31)
    index = shared_data / "lsoa11_denominators_imd2019_gm_merseyside.csv.gz"
    lookup = shared_data / "gm_lookup_lsoa21_to_ward22_bestfit.csv.gz"
    sides = (AreasOf("lsoa"), AreasOf("ward"))
    loads: list[Callable[[], LoadReport]] = [
        partial(
            layers.load_list,
            settings,
            shared_data / "cctv_trafford_2024-03.csv",
            "cameras",
            exported_on=march,
        ),
        partial(layers.load_lookup, settings, lookup, sides=sides, exported_on=march),
        partial(layers.load_deprivation, settings, index, index_year=2019),
    ]
    assert [load().stored for load in loads] == [163, 1_702, 2_583]
    assert [load().unchanged for load in loads] == [163, 1_702, 2_583]
