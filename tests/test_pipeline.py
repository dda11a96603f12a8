"""Loads, whole, on real PostGIS: any order, twice, and cut off in the middle."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_asb import pipeline
from geo_asb.cli_demo import demo_settings, load_demo
from geo_asb.errors import BusyError, ExportError, StoreError
from geo_asb.settings import Settings
from geo_asb.store import connect as connecting
from geo_asb.store.cluster import down, up
from geo_asb.store.connect import Connection, connect, transaction
from geo_asb.store.migrate import migrate
from geo_asb.store.postmaster import pid_in
from geo_asb.store.read import table_hashes
from geo_asb.store.write import hold_landlord

pytestmark = pytest.mark.db
LAST_YEAR = "react_2021-22.csv"


def hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return table_hashes(conn)


def one(settings: Settings, query: str) -> int:
    with connect(settings) as conn:
        return int(conn.execute(query).fetchone()[0])  # type: ignore[arg-type, index]


def test_loading_every_demo_file_twice_changes_nothing(settings, demo_folder):
    demo = demo_settings(settings)
    load_demo(demo, demo_folder)
    once = hashes(demo)
    unused = {name for name, rows in once.items() if not rows}
    directories, corrections = {"postcode", "uprn_point"}, {"case_correction", "geocode_correction"}
    told = {"contact", "contact_area", "contact_case", "contact_location", "logged_incident"}
    assert unused == directories | corrections | told, "the demo has every other file"
    reports = load_demo(demo, demo_folder)
    assert hashes(demo) == once
    stored = {report.kind: report.stored for report in reports}
    assert not {kind for kind, rows in stored.items() if rows and "base map" not in kind}


def test_the_order_of_the_files_does_not_matter(settings, demo_folder, loaded_demo, monkeypatch):
    """The same files in another order, one load each, end in the same tables."""
    calls: list[Callable[[], object]] = []
    loaders = [name for name in pipeline.__all__ if name.startswith("load_")]
    with monkeypatch.context() as patched:
        for name in loaders:
            loader = getattr(pipeline, name)
            patched.setattr(
                pipeline, name, lambda *w, _load=loader, **o: calls.append(lambda: _load(*w, **o))
            )
        demo = demo_settings(settings)
        load_demo(demo, demo_folder)
    demo.home.mkdir(exist_ok=True)
    keys = loaded_demo.home / "keys"  # references are encrypted: compare under one key
    (demo.home / "keys").symlink_to(keys)
    random.Random(7).shuffle(calls)  # noqa: S311 - any order will do
    for call in calls:
        call()
    assert hashes(demo) == hashes(loaded_demo)


def test_a_case_has_its_ward_of_either_year(loaded_demo):
    both = """
        select count(*) from (
            select version_id from case_area join location using (version_id)
             where kind = 'ward' and code <> '' and radius_m <= 75
             group by version_id having count(distinct boundary_year) = 2) asked"""
    placed = "select count(*) from location where radius_m <= 75"
    assert 0.99 < one(loaded_demo, both) / one(loaded_demo, placed) <= 1


def test_a_newer_export_wins_whichever_is_loaded_first(settings, tmp_path):
    head = "Reference,Opened,Closed,Case type,Category\n"
    older, newer = tmp_path / "june.csv", tmp_path / "july.csv"
    older.write_text(f"{head}A1,01/06/2014,,Noise or nuisance,b\n")
    newer.write_text(f"{head}A1,01/06/2014,20/07/2014,Noise or nuisance,b\n")
    june, july = date(2014, 6, 30), date(2014, 7, 31)
    pipeline.load_cases(settings, newer, column_map="great_places", exported_on=july)
    late = pipeline.load_cases(settings, older, column_map="great_places", exported_on=june)
    assert late.skipped == {"an older export: a newer one of the same case is stored": 1}
    assert one(settings, "select count(*) from asb_case where closed_on is not null") == 1
    assert one(settings, "select count(*) from asb_case") == 1


def test_two_totals_are_kept_where_the_sheet_prints_another(settings, tmp_path):
    export = tmp_path / "cases.csv"
    rows = "A1,01/06/2014,,Racial,a\nA2,01/06/2014,,Racial,a\nTotal,,,3,\n"
    export.write_text(f"Reference,Opened,Closed,Case type,Category\n{rows}")
    report = pipeline.load_cases(settings, export, column_map="great_places")
    assert any("prints 3" in note and "are 2, 1 fewer" in note for note in report.notes)
    kept = "select printed_totals->0->>%s from batch".replace("%s", "'{}'")
    assert [one(settings, kept.format(what)) for what in ("printed", "computed")] == [3, 2]


def test_a_sheet_without_references_changes_only_what_it_closes(settings, tmp_path):
    sheet = tmp_path / "list.csv"
    rows = ["Drugs,North,01/06/2021,", "Drugs,North,01/06/2021,", "Pets,South,02/06/2021,"]
    load = partial(pipeline.load_cases, settings, sheet, column_map="four_columns")
    sheet.write_text("\n".join(("Type,Region,Opened,Closed", *rows)))
    assert load(exported_on=date(2021, 6, 30)).stored == 3
    assert load(exported_on=date(2021, 6, 30)).unchanged == 3
    sheet.write_text("\n".join(("Type,Region,Opened,Closed", *rows[::-1])))
    assert load(exported_on=date(2021, 7, 31)).unchanged == 3
    sheet.write_text("\n".join(("Type,Region,Opened,Closed", rows[2], rows[0], f"{rows[1]}9/8/21")))
    assert load(exported_on=date(2021, 8, 31)).stored == 1
    current = "select count(*) from asb_case where last_batch is null"
    assert one(settings, current) == 3
    assert one(settings, f"{current} and closed_on is not null") == 1


def test_a_changed_case_keeps_what_it_was(settings, tmp_path):
    head = "Reference,Opened,Closed,Case type,Category\n"
    export = tmp_path / "cases.csv"
    export.write_text(f"{head}A1,01/06/2014,,Noise or nuisance,b\n")
    pipeline.load_cases(settings, export, column_map="great_places")
    export.write_text(f"{head}A1,01/06/2014,20/07/2014,Noise or nuisance,b\n")
    assert pipeline.load_cases(settings, export, column_map="great_places").stored == 1
    versions = "select count(*) from asb_case where last_batch is {}"
    assert one(settings, versions.format("null")) == 1
    assert one(settings, versions.format("not null")) == 1


def test_no_name_phone_or_note_reaches_the_database(loaded_demo, demo_folder):
    export = (demo_folder / "cases" / LAST_YEAR).read_text(encoding="utf-8-sig")
    assert "Invented Resident" in export
    with connect(loaded_demo) as conn:
        tables = conn.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        ).fetchall()
        for (table,) in tables:
            found = conn.execute(
                f"select count(*) from {table} t"  # noqa: S608 - names from the catalogue
                " where t::text ilike '%%invented resident%%' or t::text like '%%00000 0%%'"
            ).fetchone()
            assert found == (0,), table


def test_references_are_not_readable_in_the_database(loaded_demo):
    plain = "select count(*) from asb_case where encode(reference, 'escape') like '%%ASB/%%'"
    assert one(loaded_demo, plain) == 0


def test_a_second_load_of_one_landlord_waits_its_turn(settings, tmp_path):
    export = tmp_path / "cases.csv"
    export.write_text("Reference,Opened,Closed,Case type,Category\nA1,01/06/2014,,Racial,a\n")
    with transaction(settings) as conn:
        hold_landlord(conn, settings.landlord)
        with pytest.raises(BusyError, match="Another load of this landlord is running"):
            pipeline.load_cases(settings, export, column_map="great_places")


def test_a_bad_file_leaves_nothing(loaded_demo, tmp_path):
    before = hashes(loaded_demo)
    batches = one(loaded_demo, "select count(*) from batch")
    bad = tmp_path / "homes.csv"
    bad.write_text("this,is,not,a,gazetteer\n1,2,3,4,5\n")
    with pytest.raises(ExportError, match=r"homes\.csv"):
        pipeline.load_homes(loaded_demo, bad)
    assert hashes(loaded_demo) == before
    assert one(loaded_demo, "select count(*) from batch") == batches


def test_a_database_that_is_gone_is_named_with_the_remedy(tmp_path, demo_folder):
    gone = Settings(home=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreError, match="Check DATABASE_URL"):
        pipeline.load_homes(gone, demo_folder / "homes.csv")


# ------------------------------------------------------------- a server killed in the middle


@pytest.fixture(scope="module")
def own_server() -> Iterator[Settings]:
    """A private server of its own, to be killed; with the promise to survive that (fsync on)."""
    home = Path(tempfile.mkdtemp(prefix="geo_", dir="/tmp"))
    home.chmod(0o711)
    settings = demo_settings(Settings(home=home / "home"))
    up(settings)
    with connect(settings) as conn:
        migrate(conn)
    yield settings
    down(settings)
    shutil.rmtree(home)


def kill(pid: int) -> None:
    """Kill a server and wait until it is dead, else a busy machine may still let it commit."""
    os.kill(pid, signal.SIGKILL)
    with suppress(FileNotFoundError, ProcessLookupError):  # gone altogether
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.001)


class CountingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Counts the statements of a load, and kills the server just before one of them."""

    said = 0
    kill_before = 0
    pid = 0

    def execute(self, *words: Any, **options: Any) -> CountingCursor:
        CountingCursor.said += 1
        if CountingCursor.said == CountingCursor.kill_before:
            kill(CountingCursor.pid)
        return super().execute(*words, **options)


@contextmanager
def counting(kill_before: int = 0, pid: int = 0) -> Iterator[None]:
    CountingCursor.said, CountingCursor.kill_before, CountingCursor.pid = 0, kill_before, pid

    def prepare(conn: Connection) -> None:
        original(conn)
        conn.cursor_factory = CountingCursor  # type: ignore[assignment]

    original = connecting.prepare
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connecting, "prepare", prepare)
        yield


@pytest.fixture(scope="module")
def statements(own_server: Settings, demo_folder: Path) -> int:
    """How many statements a load has like the one cut off below; what it needs is loaded."""
    boundaries = demo_folder / "boundaries" / "wards_2023.geojson"
    pipeline.load_boundaries(own_server, boundaries, kind="ward", boundary_year=2023)
    pipeline.load_homes(own_server, demo_folder / "homes.csv")
    with counting():
        pipeline.load_cases(own_server, demo_folder / "cases" / "react_2019-20.csv")
    return CountingCursor.said


@pytest.mark.parametrize("ninth", range(10))
def test_a_server_killed_in_the_middle_of_a_load_leaves_the_tables_as_before(
    own_server, statements, demo_folder, ninth
):
    before = hashes(own_server)
    batches = one(own_server, "select count(*) from batch")
    pid = pid_in(own_server.home / "postgres" / "data" / "postmaster.pid")
    step = 1 + ninth * (statements - 1) // 9  # from the first statement to the last
    with (
        counting(kill_before=step, pid=pid),
        pytest.raises(StoreError, match=r"nothing of this step was kept"),
    ):
        pipeline.load_cases(own_server, demo_folder / "cases" / LAST_YEAR)
    up(own_server)
    assert hashes(own_server) == before
    assert one(own_server, "select count(*) from batch") == batches
