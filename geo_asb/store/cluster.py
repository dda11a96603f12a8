"""
The private PostgreSQL that geo_asb runs for itself, so that nobody has to administer one.

It lives in `home/postgres`, closed to other users: no network port, a Unix socket in that
folder, and the operating system says who calls (peer authentication). Nothing here happens
when DATABASE_URL names another server.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from geo_asb.errors import SettingsError, StoreError
from geo_asb.settings import Settings
from geo_asb.store.account import Account, server_account
from geo_asb.store.binaries import Tools, find_tools
from geo_asb.store.locks import hold
from geo_asb.store.postmaster import move_stale_aside, pid_in

__all__ = [
    "DATABASE",
    "OWNER",
    "Cluster",
    "check_free_disk",
    "down",
    "private_conninfo",
    "server_log",
    "up",
]

DATABASE = "geo_asb"
OWNER = "geo"  # database role that owns everything; the only superuser
PORT = 5432  # names the socket file only: there is no network port
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_BYTES = 106  # what Linux takes, less its closing zero
RETRY_S = 15.0  # a killed server keeps its memory and pid for some seconds
START_S = 300  # crash recovery after a large load
LONGEST_LOG_BYTES = 10_000_000

BASE_OPTIONS: dict[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "40",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",  # solid state disks
    "jit": "off",  # costs 100 ms and more on short spatial questions, gains nothing
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A log must hold no personal value: no statement and no row beside an error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
LOG = "server.log"
OPTIONS_FILE = "geo_asb.conf"  # ALTER SYSTEM still has the last word
WHO_MAY_CALL = "local all all peer map=own\n"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private server: where it lives, as whom and with which programs it runs."""

    folder: Path
    account: Account
    tools: Tools
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """PostgreSQL's own files."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says; holds no statements and no rows."""
        return self.folder / LOG

    def run(self, program: str, *words: str) -> str:
        """Run a PostgreSQL program; return what went wrong, or nothing."""
        done = self.account.run([self.tools[program], *words])
        return "" if done.returncode == 0 else (done.stderr or done.stdout).strip() or "failed"


def up(settings: Settings, *, options: Mapping[str, str] | None = None) -> Cluster | None:
    """
    Start the private server unless it runs; make it on the first day.

    Parameters
    ----------
    options : PostgreSQL settings for this start, over the usual ones.

    Returns
    -------
    The running cluster, its database `geo_asb` there and open to `connect`; None when
    DATABASE_URL names another server.

    Raises
    ------
    SettingsError
        GEO_ASB_HOME cannot hold a cluster: path too long, not enterable, not writable.
    StoreError
        No PostgreSQL, or a server that does not start; the message quotes its log.
    """
    if settings.database_url:
        return None
    cluster = _cluster(settings, options or {})
    if _answers(cluster, DATABASE):
        return cluster
    with hold(cluster.folder / "start.lock", doing="starting or stopping the database"):
        if not _answers(cluster, "postgres"):
            _make_if_new(cluster)
            _start(cluster)
        _make_database(cluster)
    return cluster


def down(settings: Settings) -> bool:
    """Stop the private server; say whether there was one to stop."""
    if settings.database_url or not _folder(settings).exists():
        return False
    cluster = _cluster(settings, {})
    with hold(cluster.folder / "start.lock", doing="starting or stopping the database"):
        if not _answers(cluster, "postgres"):
            return False
        fault = cluster.run("pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w", "-s")
    if fault:
        message = f"The database in {cluster.folder} did not stop: {fault}"
        raise StoreError(message)
    return True


def private_conninfo(settings: Settings, *, user: str = OWNER, database: str = DATABASE) -> str:
    """Return the libpq words that reach the private server."""
    return _conninfo(_folder(settings), user, database)


def server_log(settings: Settings) -> Path | None:
    """Return the private server's log, if there is one yet."""
    if settings.database_url:
        return None
    log = _folder(settings) / LOG
    return log if os.access(log, os.F_OK) else None


def check_free_disk(settings: Settings, *, needed_bytes: int) -> None:
    """
    Refuse to begin what the disk cannot hold; nothing is asked of another server's disk.

    Raises
    ------
    StoreError
        Says how much is free, how much is needed, and how to mend it.
    """
    if settings.database_url:
        return
    free_bytes = shutil.disk_usage(_nearest_folder(settings.home)).free
    if free_bytes < needed_bytes:
        message = (
            f"{settings.home}: {free_bytes / 1e6:,.0f} MB free, {needed_bytes / 1e6:,.0f} MB "
            "needed. Free some space, or move the folder to a larger disk and name it in "
            "GEO_ASB_HOME."
        )
        raise StoreError(message)


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _folder(settings: Settings) -> Path:
    folder = settings.home.resolve() / "postgres"
    too_long = len(bytes(folder / SOCKET)) - LONGEST_SOCKET_BYTES
    if too_long > 0:
        message = (
            f"GEO_ASB_HOME={settings.home}: the path is {too_long} bytes too long for a Unix "
            "socket. Name a shorter folder, for instance /var/lib/geo_asb."
        )
        raise SettingsError(message)
    if any(mark in str(folder) for mark in ",'\"\\\n"):
        message = (
            f"GEO_ASB_HOME={settings.home}: a comma, quote or backslash in the path would "
            "confuse PostgreSQL. Name another folder."
        )
        raise SettingsError(message)
    try:
        folder.exists()
    except PermissionError as error:
        message = (
            f"GEO_ASB_HOME={settings.home}: the folder belongs to another user. Run geo-asb as "
            "that user, or name a folder of your own."
        )
        raise SettingsError(message) from error
    return folder


def _cluster(settings: Settings, options: Mapping[str, str]) -> Cluster:
    if not sys.platform.startswith("linux"):
        message = (
            "The private database needs Linux. Set DATABASE_URL to a PostGIS database, "
            "as docs/how-to/database.md says."
        )
        raise StoreError(message)
    folder = _folder(settings)
    account = server_account()
    account.make_home(folder.parent, folder)
    return Cluster(folder, account, find_tools(major=_made_by(folder)), dict(options))


def _made_by(folder: Path) -> int | None:
    made_by = folder / "data" / "PG_VERSION"
    return int(made_by.read_text(encoding="ascii")) if made_by.exists() else None


def _conninfo(folder: Path, user: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(
        host=str(folder), port=PORT, user=user, dbname=database, connect_timeout=10
    )


def _answers(cluster: Cluster, database: str) -> bool:
    """Say whether this cluster's server, and no other, answers on the socket."""
    try:
        with psycopg.connect(_conninfo(cluster.folder, OWNER, database)) as conn:
            row = conn.execute("show data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    if row is None or Path(row[0]).resolve() != cluster.data:
        message = (
            f"Another PostgreSQL answers on the socket in {cluster.folder}. Stop it, or name "
            "another folder in GEO_ASB_HOME."
        )
        raise StoreError(message)
    return True


def _make_if_new(cluster: Cluster) -> None:
    if cluster.data.exists():
        return
    unfinished = cluster.folder / "data.new"
    if unfinished.exists():  # an earlier first day that was cut short
        shutil.rmtree(unfinished)
    words = ["-D", str(unfinished), "-U", OWNER, "--auth=peer", "--encoding=UTF8"]
    words += ["--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    words += ["--no-sync"] if cluster.options.get("fsync") == "off" else []
    fault = cluster.run("initdb", *words)
    if fault:
        message = f"The database could not be made in {cluster.folder}: {fault}"
        raise StoreError(message)
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"include = '{OPTIONS_FILE}'\n")
    unfinished.rename(cluster.data)


def _start(cluster: Cluster) -> None:
    _write_options(cluster)
    _keep_log_short(cluster)
    deadline = time.monotonic() + RETRY_S
    words = ("start", "-D", str(cluster.data), "-l", str(cluster.log), "-w", "-s")
    while True:
        for lock_file in (cluster.data / "postmaster.pid", cluster.folder / f"{SOCKET}.lock"):
            move_stale_aside(lock_file, cluster.data)
        heard = cluster.log.stat().st_size if cluster.log.exists() else 0
        if not cluster.run("pg_ctl", *words, "-t", str(START_S)):
            return
        said = _said_since(cluster.log, heard)
        if time.monotonic() > deadline or not _may_pass(said):
            raise StoreError(_did_not_start(cluster, said))
        time.sleep(0.2)


def _may_pass(said: str) -> bool:
    """Say whether the server complained of its killed predecessor, which ends by itself."""
    return "lock file" in said or "shared memory block" in said


def _said_since(log: Path, heard_bytes: int) -> str:
    if not log.exists():
        return ""
    return log.read_bytes()[heard_bytes:].decode(errors="replace").strip()


def _did_not_start(cluster: Cluster, said: str) -> str:
    named = pid_in(cluster.data / "postmaster.pid")
    blocked = f" Its pid file names process {named}." if named else ""
    last = "; ".join(said.splitlines()[-3:]) or "it said nothing"
    return f"The database did not start: {last}.{blocked} The whole log is {cluster.log}."


def _write_options(cluster: Cluster) -> None:
    """Write settings and callers anew at every start: the home may have moved."""
    place = {"unix_socket_directories": str(cluster.folder)}
    options = {**BASE_OPTIONS, **place, **cluster.options}
    lines = "".join(f"{name} = '{value}'\n" for name, value in options.items())
    callers = dict.fromkeys([cluster.account.name, "root"])
    names = "".join(f"own {caller} {OWNER}\n" for caller in callers)
    _replace(cluster, OPTIONS_FILE, lines)
    _replace(cluster, "pg_hba.conf", WHO_MAY_CALL)
    _replace(cluster, "pg_ident.conf", names)


def _replace(cluster: Cluster, name: str, text: str) -> None:
    draft = cluster.data / f"{name}.new"
    draft.unlink(missing_ok=True)
    with draft.open("x", encoding="utf-8") as file:
        file.write(text)
    draft.chmod(0o600)
    cluster.account.own(draft)
    draft.replace(cluster.data / name)


def _keep_log_short(cluster: Cluster) -> None:
    if cluster.log.exists() and cluster.log.stat().st_size > LONGEST_LOG_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))


def _make_database(cluster: Cluster) -> None:
    address = _conninfo(cluster.folder, OWNER, "postgres")
    with psycopg.connect(address, autocommit=True) as conn:
        there = conn.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if there.fetchone() is None:
            conn.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
