"""Verbs for the database: start, stop, look, bring up to date."""

from __future__ import annotations

import sys
from argparse import Namespace

from geo_asb.settings import Settings
from geo_asb.store.cluster import down, up
from geo_asb.store.connect import connect, version_warnings
from geo_asb.store.migrate import migrate
from geo_asb.store.status import status
from geo_asb.verbs import Verb

__all__ = ["VERBS", "ready_database"]

HEADING = "Database"


def ready_database(settings: Settings) -> list[str]:
    """
    Start the database unless it runs, and bring its tables up to date.

    Every verb that reads or writes calls this first; warnings go to standard error.

    Returns
    -------
    Names of the migrations run now.

    Raises
    ------
    SettingsError, StoreError
        The database cannot be started, reached, trusted or migrated.
    """
    up(settings)
    with connect(settings) as conn:
        for warning in version_warnings(conn):
            print(f"Warning: {warning}", file=sys.stderr)
        conn.rollback()  # migrations begin outside any transaction
        return migrate(conn)


def _up(settings: Settings, _: Namespace) -> None:
    ready_database(settings)
    _status(settings, _)


def _down(settings: Settings, _: Namespace) -> None:
    if settings.database_url:
        print("DATABASE_URL names a server that geo-asb did not start: nothing to stop.")
    elif down(settings):
        print("The database is stopped. Its data stays; 'geo-asb up' starts it again.")
    else:
        print("The database was not running.")


def _status(settings: Settings, _: Namespace) -> None:
    now = status(settings)
    print(f"Database   {'running' if now.running else 'not running'}")
    print(f"Where      {now.place}")
    if now.server_version:
        print(f"Version    PostgreSQL {now.server_version}")
    if now.size_bytes is not None:
        print(f"Size       {now.size_bytes / 1e6:,.0f} MB")
    if now.log:
        print(f"Log        {now.log}")


def _migrate(settings: Settings, _: Namespace) -> None:
    ran = ready_database(settings)
    print("\n".join(f"Run: {name}" for name in ran) or "The tables were up to date.")


VERBS = (
    Verb("up", HEADING, "start the database and bring its tables up to date", _up),
    Verb("down", HEADING, "stop the database; its data stays", _down),
    Verb("status", HEADING, "say whether the database runs and where it lives", _status),
    Verb("migrate", HEADING, "bring the tables up to date after an update", _migrate),
)
