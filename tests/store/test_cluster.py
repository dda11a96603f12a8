"""The private server for real: every test starts, kills or blocks a PostgreSQL of its own."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from geo_asb.errors import BusyError, SettingsError, StoreError
from geo_asb.settings import Settings
from geo_asb.store.account import SYSTEM_USER
from geo_asb.store.cluster import Cluster, check_free_disk, down, private_conninfo, up
from geo_asb.store.connect import connect, open_pool, transaction, version_warnings
from geo_asb.store.locks import hold
from geo_asb.store.postmaster import move_stale_aside, pid_in
from geo_asb.store.status import status

pytestmark = pytest.mark.db
# A killed process loses nothing that the system has in memory; only a lost machine would.
FAST_AND_LOOSE = {"fsync": "off"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for other users")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="geo_", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def private(short_folder: Path) -> Iterator[Settings]:
    """A home without a server; what a test starts in it is stopped."""
    short_folder.chmod(0o711)
    settings = Settings(home=short_folder / "home")
    yield settings
    down(settings)


def _start(settings: Settings) -> Cluster | None:
    return up(settings, options=FAST_AND_LOOSE)


def _pid_file(settings: Settings) -> Path:
    return settings.home / "postgres" / "data" / "postmaster.pid"


def _kill(settings: Settings) -> int:
    pid = pid_in(_pid_file(settings))
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def _stands_and_answers(settings: Settings) -> bool:
    with connect(settings) as conn:
        return conn.execute("select 1").fetchone() == (1,)


def test_a_first_start_makes_a_closed_database_without_a_network_port(private):
    cluster = _start(private)
    assert cluster is not None
    with connect(private) as conn:
        asked = "listen_addresses", "jit", "data_checksums", "TimeZone", "server_encoding"
        told = [conn.execute(f"show {name}").fetchone()[0] for name in asked]
        collation = conn.execute("select datcollate from pg_database where datname = 'geo_asb'")
        assert collation.fetchone() == ("C.UTF-8",)
    assert told == ["", "off", "on", "UTC", "UTF8"]
    assert (private.home.stat().st_mode & 0o777, cluster.folder.stat().st_mode & 0o777) == (
        0o700,
        0o700,
    )


def test_already_running_is_success(private):
    _start(private)
    first = pid_in(_pid_file(private))
    _start(private)
    assert pid_in(_pid_file(private)) == first


def test_the_server_of_another_folder_on_our_socket_is_refused(private, short_folder):
    ours = _start(private)
    down(private)
    strange = Settings(home=short_folder / "strange")
    stranger = _start(strange)
    assert ours is not None
    assert stranger is not None
    down(strange)
    here = ("-o", f"-c unix_socket_directories={ours.folder}")
    assert (
        stranger.run(
            "pg_ctl", "start", "-D", str(stranger.data), "-w", "-s", "-l", "/dev/null", *here
        )
        == ""
    )
    with pytest.raises(StoreError, match="Another PostgreSQL answers on the socket"):
        _start(private)
    assert stranger.run("pg_ctl", "stop", "-D", str(stranger.data), "-w", "-s") == ""


def test_down_keeps_the_data(private):
    _start(private)
    with connect(private) as conn:
        conn.execute("create table kept (id integer)")
    assert down(private)
    assert not down(private)
    _start(private)
    with connect(private) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)


def test_two_starts_at_once_end_with_one_server(private):
    word = [sys.executable, "-m", "geo_asb.cli", "up"]
    env = {**os.environ, "GEO_ASB_HOME": str(private.home)}
    both = [subprocess.Popen(word, env=env, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [start.wait(timeout=60) for start in both] == [0, 0]
    assert _stands_and_answers(private)


def test_a_killed_server_starts_again_with_what_was_committed(private):
    _start(private)
    with connect(private) as conn:
        conn.execute("create table kept (id integer)")
    _kill(private)
    _start(private)
    with connect(private) as conn:
        assert conn.execute("select to_regclass('kept')").fetchone() == ("kept",)


def test_a_stale_pid_file_of_a_living_stranger_is_moved_aside(private):
    cluster = _start(private)
    assert cluster is not None
    dead = _kill(private)
    # Of the server's own user: PostgreSQL alone would refuse to start.
    with _living_stranger(cluster.account.uid) as pid:
        _wait_until_nobody_serves(private, dead)
        _name_in_lock_files(private, dead, pid)
        _start(private)
        assert _stands_and_answers(private)
        assert _pid_file(private).with_name("postmaster.pid.stale").exists()


@contextmanager
def _living_stranger(uid: int) -> Iterator[int]:
    """A sleeping process of the server's own user."""
    sleep = [shutil.which("sleep") or "sleep", "60"]
    stranger = subprocess.Popen(sleep, user=uid if os.geteuid() == 0 else None, cwd="/")
    yield stranger.pid
    stranger.kill()
    stranger.wait()


def _wait_until_nobody_serves(settings: Settings, dead: int) -> None:
    data = _pid_file(settings).parent
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        links = [process / "cwd" for process in Path("/proc").glob("[0-9]*")]
        if not any(_points_at(link, data) for link in links):
            return
        time.sleep(0.05)
    pytest.fail(f"children of {dead} still run")


def _points_at(link: Path, data: Path) -> bool:
    try:
        return link.readlink() == data
    except OSError:
        return False


def _name_in_lock_files(settings: Settings, dead: int, pid: int) -> None:
    for lock_file in (_pid_file(settings), settings.home / "postgres" / ".s.PGSQL.5432.lock"):
        lock_file.write_text(lock_file.read_text().replace(str(dead), str(pid), 1))


def test_the_pid_file_of_a_running_server_is_left_alone(private):
    cluster = _start(private)
    assert cluster is not None
    assert not move_stale_aside(_pid_file(private), cluster.data)
    assert _pid_file(private).exists()


def test_a_first_day_cut_short_is_begun_again(private):
    cluster = _start(private)
    assert cluster is not None
    down(private)
    cluster.data.rename(cluster.folder / "data.new")
    _start(private)
    assert _stands_and_answers(private)


@as_root
def test_root_hands_the_home_and_the_server_to_the_system_user(private):
    private.home.mkdir(mode=0o700)
    _start(private)
    owner = pwd.getpwnam(SYSTEM_USER).pw_uid
    assert private.home.stat().st_uid == owner
    assert Path(f"/proc/{pid_in(_pid_file(private))}").stat().st_uid == owner


@as_root
def test_root_leaves_a_folder_with_other_things_to_its_owner(private):
    private.home.mkdir(mode=0o755)
    (private.home / "letters.txt").write_text("not ours")
    _start(private)
    assert private.home.stat().st_uid == 0
    assert _stands_and_answers(private)


@as_root
def test_a_path_that_the_system_user_cannot_enter_is_named(short_folder):
    with pytest.raises(SettingsError, match=r"system user geo_asb cannot enter .*chmod o\+x"):
        up(Settings(home=short_folder / "home"))  # mkdtemp made it 0700, for root alone


@as_root
def test_an_ordinary_user_runs_a_server_of_its_own(short_folder):
    user = pwd.getpwnam("nobody")
    os.chown(short_folder, user.pw_uid, user.pw_gid)
    settings = Settings(home=short_folder / "home")
    _as_user(user, _start_and_stop, settings)
    assert settings.home.stat().st_uid == user.pw_uid


@as_root
def test_another_users_home_is_refused_by_name(private):
    _start(private)
    private.home.parent.chmod(0o755)
    _as_user(pwd.getpwnam("nobody"), _expect_refusal, private)


def _as_user(user: pwd.struct_passwd, action: Callable[..., None], *words: object) -> None:
    def become_and_act() -> None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        action(*words)

    process = multiprocessing.get_context("fork").Process(target=become_and_act)
    process.start()
    process.join(60)
    assert process.exitcode == 0


def _start_and_stop(settings: Settings) -> None:
    cluster = _start(settings)
    assert cluster is not None
    assert not cluster.account.borrowed
    assert _stands_and_answers(settings)
    assert down(settings)


def _expect_refusal(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="belongs to another user"):
        up(settings)


def test_a_path_too_long_for_a_socket_is_refused_before_anything_is_made(tmp_path):
    home = tmp_path / ("long" * 30)
    with pytest.raises(SettingsError, match=r"too long for a Unix socket. Name a shorter folder"):
        up(Settings(home=home))
    assert not home.exists()


def test_a_path_with_a_comma_is_refused():
    with pytest.raises(SettingsError, match="comma, quote or backslash"):
        up(Settings(home=Path("/srv/a,b")))


def test_a_server_that_cannot_start_says_what_its_log_says(private):
    _start(private)
    down(private)
    with pytest.raises(StoreError, match=r"did not start: .*shared_buffers.*The whole log is"):
        up(private, options={"shared_buffers": "12 parrots"})


def test_another_server_is_used_and_never_started_or_stopped(settings):
    assert up(settings) is None
    assert not settings.home.exists()
    assert _stands_and_answers(settings)
    assert not down(settings)
    assert _stands_and_answers(settings)


def test_status_tells_running_from_stopped_and_starts_nothing(private):
    assert not status(private).running
    assert not private.home.exists()
    _start(private)
    now = status(private)
    assert now.running
    assert now.size_bytes is not None
    assert now.log == private.home / "postgres" / "server.log"


def test_a_stopped_server_is_named_with_the_remedy(private):
    with pytest.raises(StoreError, match=r"cannot be reached: .*Start it with 'geo-asb up'"):
        connect(private)


def test_an_unreachable_server_is_named_without_its_password():
    absent = Settings(
        home=Path("/srv"), database_url="postgresql://geo:hush@127.0.0.1:1/asb?connect_timeout=2"
    )
    with pytest.raises(StoreError, match=r"'asb' on 127\.0\.0\.1 cannot be reached") as refusal:
        connect(absent)
    assert "hush" not in str(refusal.value)


def test_an_address_that_is_none_is_refused_without_quoting_it():
    with pytest.raises(SettingsError, match="write it as postgresql://") as refusal:
        connect(Settings(home=Path("/srv"), database_url="mysql//geo:hush@x"))
    assert "hush" not in str(refusal.value)


def test_a_server_killed_in_a_transaction_leaves_nothing_of_it(private):
    _start(private)
    with transaction(private) as conn:
        conn.execute("create table kept (id integer)")
    with pytest.raises(StoreError, match="broke off: nothing of this step was kept"):
        _insert_and_kill(private)
    _start(private)
    with transaction(private) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)


def _insert_and_kill(settings: Settings) -> None:
    with transaction(settings) as conn:
        conn.execute("insert into kept values (1)")
        _wait_until_nobody_serves(settings, _kill(settings))
        conn.execute("insert into kept values (2)")


def test_a_pool_outlives_a_restart_of_the_server(private):
    _start(private)
    with open_pool(private) as pool:
        with pool.connection() as conn:
            assert conn.execute("show timezone").fetchone() == ("UTC",)
        down(private)
        _start(private)
        with pool.connection() as conn:
            assert conn.execute("select 1").fetchone() == (1,)


def test_the_log_holds_no_statement_and_no_row(private):
    cluster = _start(private)
    assert cluster is not None
    with psycopg.connect(private_conninfo(private)) as conn:
        conn.execute("create table tenant (name text unique)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute("insert into tenant values ('Hush'), ('Hush')")
    assert "Hush" not in cluster.log.read_text()
    assert "duplicate key" in cluster.log.read_text()


def test_old_security_minors_are_told(conn):
    told = version_warnings(conn)
    major, minor = divmod(conn.info.server_version, 10_000)
    assert all(f"PostgreSQL {major}.{minor} lacks security repairs" in line for line in told)


def test_a_disk_too_small_is_refused_with_the_remedy(private):
    check_free_disk(private, needed_bytes=1)
    with pytest.raises(StoreError, match=r"MB free, .* MB needed. Free some space, or move"):
        check_free_disk(private, needed_bytes=10**18)


def test_a_lock_held_too_long_names_what_is_being_done(tmp_path):
    lock_file = tmp_path / "lock"
    with (
        hold(lock_file, doing="loading"),
        pytest.raises(BusyError, match="Another process is loading"),
        hold(lock_file, doing="loading", patience_s=0.1),
    ):
        pass
    with hold(lock_file, doing="loading", patience_s=0.1):
        assert lock_file.exists()
