"""Pid files without a server: plain cases; living ones are in test_cluster.py."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from geo_asb.store.postmaster import move_stale_aside, pid_in


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def _pid_file(data: Path, first_line: str) -> Path:
    file = data / "postmaster.pid"
    file.write_text(f"{first_line}\n{data}\n")
    return file


def test_no_file_is_nothing_to_move(data):
    assert not move_stale_aside(data / "postmaster.pid", data)


def test_a_file_without_a_number_is_left_for_a_person(data):
    file = _pid_file(data, "not a number")
    assert pid_in(file) is None
    assert not move_stale_aside(file, data)
    assert file.exists()


def test_a_dead_process_is_left_to_postgresql(data):
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    file = _pid_file(data, str(ended.pid))
    assert not move_stale_aside(file, data)
    assert file.exists()


def test_a_living_stranger_does_not_hold_the_file(data):
    file = _pid_file(data, str(os.getpid()))
    assert move_stale_aside(file, data)
    assert not file.exists()
    assert (data / "postmaster.pid.stale").exists()


def test_a_zombie_does_not_hold_the_file(data):
    zombie = subprocess.Popen(["/bin/true"])
    while "Z" not in Path(f"/proc/{zombie.pid}/stat").read_text().split(")")[1].split()[0]:
        time.sleep(0.01)
    assert move_stale_aside(_pid_file(data, str(zombie.pid)), data)
    zombie.wait()


def test_the_negative_number_of_a_single_user_server_is_read(data):
    assert pid_in(_pid_file(data, "-4711")) == 4711


def test_a_server_process_left_in_the_folder_holds_every_file(data):
    # A child that outlived its postmaster: its first word is `postgres`, its folder the data's.
    words = ["postgres: checkpointer", "60"]
    child = subprocess.Popen(words, executable="/bin/sleep", cwd=data)
    try:
        while not Path(f"/proc/{child.pid}/cmdline").read_bytes():
            time.sleep(0.01)  # it has no words yet while it becomes the other program
        assert not move_stale_aside(_pid_file(data, str(os.getpid())), data)
    finally:
        child.kill()
        child.wait()
