"""Connections: to the private server or to the one DATABASE_URL names, told apart nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types import TypeInfo
from psycopg.types.shapely import register_shapely
from psycopg_pool import ConnectionPool, PoolTimeout

from geo_asb.errors import SettingsError, StoreError
from geo_asb.settings import Settings
from geo_asb.store.cluster import OWNER, private_conninfo

__all__ = [
    "Connection",
    "connect",
    "describe_place",
    "open_pool",
    "prepare",
    "transaction",
    "version_warnings",
]

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST_SERVER = 15  # views that respect the reader's own rights
OLDEST_POSTGIS = (3, 3)
# The newest minor version of each major that closed a security hole (as of November 2026).
SAFE_MINORS = {15: 20, 16: 16, 17: 12, 18: 7}


def connect(settings: Settings, *, user: str = OWNER) -> Connection:
    """
    Open a connection, ready for shapely geometries and in UTC; autocommit is off.

    Parameters
    ----------
    user : database role at the private server; another server's role is in its DATABASE_URL.

    Raises
    ------
    SettingsError
        DATABASE_URL is not a PostgreSQL address.
    StoreError
        No server answers; says which one and what to do.
    """
    address = _address(settings, user)
    try:
        conn = psycopg.connect(address, application_name="geo_asb")
    except psycopg.OperationalError as error:
        raise StoreError(_unreachable(settings, error)) from error
    prepare(conn)
    return conn


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """
    Do all of a block or nothing of it; the connection is closed afterwards.

    Raises
    ------
    StoreError
        The server went away or its disk is full: nothing of the block was kept.
    """
    try:
        with connect(settings) as conn:
            yield conn
    except psycopg.OperationalError as error:
        raise StoreError(_broke_off(settings, error)) from error


def open_pool(
    settings: Settings, *, user: str = OWNER, most: int = 8
) -> ConnectionPool[Connection]:
    """
    Open a pool of connections for many readers, each prepared as by `connect`.

    Raises
    ------
    StoreError
        No server answers.
    """
    connect(settings, user=user).close()  # a clear message now, not a timeout later
    pool: ConnectionPool[Connection] = ConnectionPool(
        _address(settings, user),
        min_size=1,
        max_size=most,
        open=False,
        configure=prepare,
        check=ConnectionPool.check_connection,
        kwargs={"application_name": "geo_asb"},
    )
    try:
        pool.open(wait=True, timeout=10)
    except PoolTimeout as error:
        pool.close()
        raise StoreError(_unreachable(settings, error)) from error
    return pool


def prepare(conn: Connection) -> None:
    """Set a fresh connection to UTC and teach it shapely geometries, where PostGIS is there."""
    with conn.transaction():
        conn.execute("set time zone 'UTC'")
        geometry = TypeInfo.fetch(conn, "geometry")
    if geometry is not None:
        register_shapely(geometry, conn)


def version_warnings(conn: Connection) -> list[str]:
    """
    Say which parts of the server lack security repairs.

    Raises
    ------
    StoreError
        PostgreSQL or PostGIS is too old to run geo_asb at all.
    """
    major, minor = divmod(conn.info.server_version, 10_000)
    _refuse_older("PostgreSQL", (major,), (OLDEST_SERVER,))
    row = conn.execute(
        "select default_version from pg_available_extensions where name = 'postgis'"
    ).fetchone()
    if row is None:
        message = "The database server has no PostGIS. Install it there (version 3.3 or newer)."
        raise StoreError(message)
    _refuse_older("PostGIS", tuple(int(part) for part in row[0].split(".")[:2]), OLDEST_POSTGIS)
    safe = SAFE_MINORS.get(major, 0)
    if minor >= safe:
        return []
    return [
        f"PostgreSQL {major}.{minor} lacks security repairs of {major}.{safe}: "
        "bring the system's packages up to date, then 'geo-asb down' and 'geo-asb up'."
    ]


def _refuse_older(what: str, found: tuple[int, ...], oldest: tuple[int, ...]) -> None:
    if found < oldest:
        spoken = [".".join(map(str, version)) for version in (found, oldest)]
        message = f"{what} {spoken[0]} is too old: geo_asb needs {spoken[1]} or newer."
        raise StoreError(message)


def _address(settings: Settings, user: str) -> str:
    if not settings.database_url:
        return private_conninfo(settings, user=user)
    try:
        conninfo_to_dict(settings.database_url)
    except psycopg.ProgrammingError as error:
        message = (
            "DATABASE_URL is not a PostgreSQL address: write it as "
            "postgresql://USER:PASSWORD@HOST:5432/DATABASE."
        )
        raise SettingsError(message) from error
    return settings.database_url


def _unreachable(settings: Settings, error: Exception) -> str:
    last = str(error).strip().splitlines()[-1]
    if settings.database_url:
        return (
            f"The database {describe_place(settings)} cannot be reached: {last}. "
            "Check DATABASE_URL and that its server runs."
        )
    return (
        f"The database {describe_place(settings)} cannot be reached: {last}. "
        "Start it with 'geo-asb up'."
    )


def _broke_off(settings: Settings, error: psycopg.OperationalError) -> str:
    if isinstance(error, psycopg.errors.DiskFull):
        return (
            f"The disk of the database {describe_place(settings)} is full: nothing of this "
            "step was kept. Free some space and run it again."
        )
    return (
        f"The database {describe_place(settings)} broke off: nothing of this step was kept. "
        "Look at 'geo-asb status', then run it again."
    )


def describe_place(settings: Settings) -> str:
    """Name the database as a person would, never with its password."""
    if not settings.database_url:
        return f"in {settings.home}"
    parts = conninfo_to_dict(settings.database_url)
    return f"'{parts.get('dbname', '')}' on {parts.get('host') or 'this machine'}"
