"""Verbs for the database: start, stop, look, bring up to date."""

from __future__ import annotations

import sys
from argparse import Namespace

from geo_asb.settings import Settings
from geo_asb.store.cluster import down, up
from geo_asb.store.connect import connect, version_warnings
from geo_asb.store.migrate import migrate
from geo_asb.store.status import status

__all__ = ["ready_database", "show", "start", "stop", "update"]


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


def start(settings: Settings, _: Namespace) -> None:
    """Start the database and bring its tables up to date."""
    ready_database(settings)
    show(settings, _)


def stop(settings: Settings, _: Namespace) -> None:
    """Stop the database; its data stays."""
    if settings.database_url:
        print("DATABASE_URL names a server that geo-asb did not start: nothing to stop.")
    elif down(settings):
        print("The database is stopped. Its data stays; 'geo-asb up' starts it again.")
    else:
        print("The database was not running.")


def show(settings: Settings, _: Namespace) -> None:
    """Say whether the database runs and where it lives."""
    now = status(settings)
    print(f"Database   {'running' if now.running else 'not running'}")
    print(f"Where      {now.place}")
    if now.server_version:
        print(f"Version    PostgreSQL {now.server_version}")
    if now.size_bytes is not None:
        print(f"Size       {now.size_bytes / 1e6:,.0f} MB")
    if now.log:
        print(f"Log        {now.log}")


def update(settings: Settings, _: Namespace) -> None:
    """Bring the tables up to date."""
    ran = ready_database(settings)
    print("\n".join(f"Run: {name}" for name in ran) or "The tables were up to date.")
