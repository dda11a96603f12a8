"""Bring a database to the schema of this program: numbered plain SQL, each run once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from geo_asb.errors import BusyError, StoreError
from geo_asb.store.connect import Connection, prepare

__all__ = ["MIGRATIONS", "migrate"]

MIGRATIONS = Path(__file__).parent / "sql" / "migrations"
LOCK_KEY = 0x67656F5F617362  # 'geo_asb' as a number: nobody else's lock
PATIENCE = "60s"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
TABLE = """
create table if not exists public.migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
)
"""


@dataclass(frozen=True, slots=True)
class _Migration:
    number: int
    name: str
    sha256: str
    script: bytes


def migrate(conn: Connection, folder: Path = MIGRATIONS) -> list[str]:
    """
    Run the migrations that this database has not seen, one transaction each.

    Parameters
    ----------
    conn : connection of the owner, outside any transaction.
    folder : files named `0001_what_it_does.sql`, never edited once they have been run.

    Returns
    -------
    File names run now, in order; empty when the database is up to date.

    Raises
    ------
    StoreError
        The database has a migration that the folder lacks or that was edited since, a new
        one would come before an old one, or one fails (nothing of that one is kept).
    BusyError
        Another migration has been running for a minute.
    """
    known = _read_folder(folder)
    with _alone(conn):
        missing = _not_yet_run(known, _history(conn))
        for migration in missing:
            _run(conn, migration)
    prepare(conn)  # PostGIS may be new here
    return [migration.name for migration in missing]


def _read_folder(folder: Path) -> list[_Migration]:
    known: dict[int, _Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        named = NAME.fullmatch(path.name)
        if named is None or int(named[1]) in known:
            message = (
                f"{path.name}: a migration's name is four digits that no other has, then words, "
                "for instance 0002_add_cameras.sql. Rename it."
            )
            raise StoreError(message)
        script = path.read_bytes()
        digest = hashlib.sha256(script).hexdigest()
        known[int(named[1])] = _Migration(int(named[1]), path.name, digest, script)
    return list(known.values())


@contextmanager
def _alone(conn: Connection) -> Iterator[None]:
    try:
        with conn.transaction():
            conn.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
            conn.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
    except psycopg.errors.LockNotAvailable as error:
        message = "Another migration of this database is running. Try again in a minute."
        raise BusyError(message) from error
    try:
        yield
    finally:
        if not conn.closed:
            with conn.transaction():
                conn.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])


def _history(conn: Connection) -> dict[int, tuple[str, str]]:
    with conn.transaction():
        conn.execute("set local client_min_messages = warning")
        conn.execute(TABLE)
        rows = conn.execute("select number, name, sha256 from public.migration order by number")
        return {number: (name, sha256) for number, name, sha256 in rows}


def _not_yet_run(
    known: Sequence[_Migration], history: dict[int, tuple[str, str]]
) -> list[_Migration]:
    by_number = {migration.number: migration for migration in known}
    for number, (name, sha256) in history.items():
        if number not in by_number:
            message = (
                f"The database has migration {name}, which this program does not know: the "
                "program is older than the database. Install the newer one."
            )
            raise StoreError(message)
        if by_number[number].sha256 != sha256:
            message = (
                f"Migration {name} was changed after the database had run it. Put the file back "
                "as it was and write the change as a new migration."
            )
            raise StoreError(message)
    newest = max(history, default=0)
    missing = [migration for migration in known if migration.number not in history]
    if missing and missing[0].number < newest:
        message = (
            f"Migration {missing[0].name} comes before {history[newest][0]}, which the database "
            "has already run. Give it the next free number."
        )
        raise StoreError(message)
    return missing


def _run(conn: Connection, migration: _Migration) -> None:
    try:
        with conn.transaction():
            conn.execute(migration.script)
            conn.execute(
                "insert into public.migration (number, name, sha256) values (%s, %s, %s)",
                [migration.number, migration.name, migration.sha256],
            )
    except psycopg.Error as error:
        what = error.diag.message_primary or str(error).strip()
        line = f", {error.diag.message_hint}" if error.diag.message_hint else ""
        message = f"Migration {migration.name} failed: {what}{line}. Nothing of it was kept."
        raise StoreError(message) from error
