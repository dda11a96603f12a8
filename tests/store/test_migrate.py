from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from geo_asb.errors import StoreError
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.migrate import MIGRATIONS, migrate

FIRST = "create table public.lamp (id integer primary key);"
SECOND = "alter table public.lamp add column lit boolean; insert into public.lamp values (1, true);"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Two migrations, and a database that has forgotten the real ones."""
    with connect(settings) as conn:
        conn.execute("drop table public.migration")
    made = tmp_path / "migrations"
    made.mkdir()
    (made / "0001_make_lamp.sql").write_text(FIRST)
    (made / "0002_light_lamp.sql").write_text(SECOND)
    return made


def test_migrations_run_in_order_and_once(settings, folder):
    with connect(settings) as conn:
        assert migrate(conn, folder) == ["0001_make_lamp.sql", "0002_light_lamp.sql"]
        assert migrate(conn, folder) == []
        assert conn.execute("select * from lamp").fetchall() == [(1, True)]


def test_a_new_migration_alone_is_run(settings, folder):
    with connect(settings) as conn:
        migrate(conn, folder)
        (folder / "0003_dim.sql").write_text("update lamp set lit = false")
        assert migrate(conn, folder) == ["0003_dim.sql"]


def test_a_changed_migration_is_refused(settings, folder):
    with connect(settings) as conn:
        migrate(conn, folder)
        (folder / "0001_make_lamp.sql").write_text(FIRST + " -- afterthought")
        with pytest.raises(StoreError, match=r"0001_make_lamp.sql was changed after"):
            migrate(conn, folder)


def test_a_database_newer_than_the_program_is_refused(settings, folder):
    with connect(settings) as conn:
        migrate(conn, folder)
        (folder / "0002_light_lamp.sql").unlink()
        with pytest.raises(StoreError, match="program is older than the database"):
            migrate(conn, folder)


def test_a_migration_before_one_already_run_is_refused(settings, folder):
    with connect(settings) as conn:
        (folder / "0001_make_lamp.sql").rename(folder / "0003_make_lamp.sql")
        (folder / "0002_light_lamp.sql").unlink()
        migrate(conn, folder)
        (folder / "0001_late.sql").write_text("select 1")
        with pytest.raises(StoreError, match=r"0001_late.sql comes before 0003_make_lamp.sql"):
            migrate(conn, folder)


def test_a_failing_migration_leaves_nothing_and_keeps_those_before_it(settings, folder):
    (folder / "0002_light_lamp.sql").write_text(
        "create table wick (id integer); insert into nowhere values (1);"
    )
    with connect(settings) as conn:
        with pytest.raises(StoreError, match=r"0002_light_lamp.sql failed: relation \"nowhere\""):
            migrate(conn, folder)
        assert conn.execute("select to_regclass('lamp'), to_regclass('wick')").fetchone() == (
            "lamp",
            None,
        )
        assert conn.execute("select count(*) from migration").fetchone() == (1,)


@pytest.mark.parametrize("name", ["first.sql", "0002_once_more.sql", "12_short.sql"])
def test_a_name_out_of_order_is_refused(settings, folder, name):
    (folder / name).write_text("select 1")
    with connect(settings) as conn, pytest.raises(StoreError, match=name):
        migrate(conn, folder)


def test_two_migrations_at_once_run_each_file_once(settings, folder):
    (folder / "0001_make_lamp.sql").write_text("select pg_sleep(0.3); " + FIRST)
    ran: list[str] = []

    def run() -> None:
        with connect(settings) as conn:
            ran.extend(migrate(conn, folder))

    both = [threading.Thread(target=run) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(ran) == ["0001_make_lamp.sql", "0002_light_lamp.sql"]


def test_the_real_migrations_are_run_in_the_session_template(conn):
    known = len(list(MIGRATIONS.glob("*.sql")))
    assert conn.execute("select count(*) from migration").fetchone() == (known,)


def test_the_lock_is_free_after_a_failure(settings, folder):
    (folder / "0002_light_lamp.sql").write_text("select 1/0")
    with connect(settings) as conn, pytest.raises(StoreError, match="division by zero"):
        migrate(conn, folder)
    with psycopg.connect(settings.database_url or "") as other:
        held = other.execute("select count(*) from pg_locks where locktype = 'advisory'")
        assert held.fetchone() == (0,)
