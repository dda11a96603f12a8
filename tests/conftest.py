"""One real PostGIS for the whole session; a fresh database or a rolled-back one for each test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from psycopg import sql

from geo_asb.cli_demo import DEMO_MONTH, demo_settings, load_demo
from geo_asb.demo import make_demo
from geo_asb.monthly.run import detect
from geo_asb.releases import make_release
from geo_asb.settings import Settings
from geo_asb.store.cluster import DATABASE, OWNER, down, up
from geo_asb.store.connect import Connection, connect
from geo_asb.store.migrate import migrate

REPOSITORY = Path(__file__).resolve().parent.parent
# A test's database may vanish with the power: no waiting for disks.
FAST_AND_LOOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
USES_DATABASE = {"server", "database_url", "settings", "conn", "loaded_demo"}


# A busy machine is no fault of a law: no example has a deadline.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

# Seconds, not milliseconds: plain tests leave them out.
WHOLE = (
    "demo/",
    "drawing/",
    "nap/test_word_document",
    "etl/test_damage",
    "etl/test_nasty",
    "etl/test_open_data",
    "test_basemap",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database as `db`, and what takes seconds as `whole`."""
    for item in items:
        if str(item.path.relative_to(REPOSITORY / "tests")).startswith(WHOLE):
            item.add_marker(pytest.mark.whole)
        if USES_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.db)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATABASE_URL",
        "GEO_ASB_HOME",
        "GEO_ASB_TODAY",
        "GEO_ASB_LANDLORD",
        "GEO_ASB_ACCEPT",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Settings]:
    """The session's private PostgreSQL; its database `geo_asb` is migrated and a template."""
    home = Path(tempfile.mkdtemp(prefix="geo_", dir="/tmp"))
    settings = Settings(home=home)
    up(settings, options=FAST_AND_LOOSE)
    try:
        with connect(settings) as conn:
            migrate(conn)
        yield settings
    finally:
        down(settings)
        shutil.rmtree(home)


_numbers = itertools.count(1)


@pytest.fixture
def database_url(server: Settings) -> Iterator[str]:
    """The address of a fresh, migrated, empty database that is dropped after the test."""
    with fresh_database(server, f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings that point at a fresh database and a temporary home."""
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture
def conn(server: Settings, _shared_database: str) -> Iterator[Connection]:
    """A connection whose transaction is rolled back after the test: do not commit."""
    there = Settings(home=server.home, database_url=_shared_database)
    connection = connect(there)
    yield connection
    connection.rollback()
    connection.close()


@pytest.fixture(scope="session")
def _shared_database(server: Settings) -> Iterator[str]:
    with fresh_database(server, "shared") as url:
        yield url


@contextmanager
def fresh_database(server: Settings, name: str) -> Iterator[str]:
    """Make a migrated, empty database, give its address, and drop it afterwards."""
    _administer(server, sql.SQL("create database {} template {}"), name, DATABASE)
    yield f"postgresql://{OWNER}@/{name}?host={quote(str(server.home / 'postgres'), safe='')}"
    _administer(server, sql.SQL("drop database {} with (force)"), name)


def _administer(server: Settings, statement: sql.SQL, *names: str) -> None:
    folder = server.home / "postgres"
    with psycopg.connect(host=str(folder), user=OWNER, dbname="postgres", autocommit=True) as conn:
        conn.execute(statement.format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the small demo borough, made once: read them, change nothing."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, size="small")
    return folder


@pytest.fixture(scope="session")
def loaded_demo(
    server: Settings, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings of the small demo, loaded, detected and released: ask it, write nothing."""
    with fresh_database(server, "demo") as url:
        home = tmp_path_factory.mktemp("home")
        settings = demo_settings(Settings(home=home, database_url=url))
        load_demo(settings, demo_folder)
        detect(settings, DEMO_MONTH)
        make_release(settings)
        yield settings


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data beside the checkout."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the open data folder ../shared/data is not beside this checkout")
    return folder
