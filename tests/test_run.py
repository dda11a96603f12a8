"""The set-up script and the lock files it installs from."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parent.parent
SCRIPT = REPOSITORY / "run"
LOCK_GROUPS = {
    "requirements.lock": ("setup",),
    "requirements-dev.lock": ("setup", "test", "lint", "peers"),
    "requirements-node.lock": ("node",),
}
NAMED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)", re.MULTILINE)


def _project() -> dict:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(lock: str) -> dict[str, set[Version]]:
    versions: dict[str, set[Version]] = {}
    for name, version in NAMED.findall((REPOSITORY / lock).read_text(encoding="utf-8")):
        versions.setdefault(canonicalize_name(name), set()).add(Version(version))
    return versions


@pytest.mark.parametrize(("lock", "groups"), LOCK_GROUPS.items())
def test_every_direct_dependency_is_locked_within_its_bound(lock, groups):
    project = _project()
    own = [] if lock == "requirements-node.lock" else project["project"]["dependencies"]
    wanted = [*own, *(line for group in groups for line in project["dependency-groups"][group])]
    locked = _locked(lock)
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}: ./run lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_tests_run_on_the_versions_that_users_get():
    users, tests = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {name: tests.get(name) for name in users} == users


@pytest.mark.parametrize("lock", LOCK_GROUPS)
def test_a_lock_holds_hashes_and_no_download_host(lock):
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", text)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text


def test_the_browser_library_is_locked_by_content_and_no_download_host():
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    asked = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in package for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def test_without_words_the_script_says_what_it_can_do(tmp_path):
    alone = Path(shutil.copy(SCRIPT, tmp_path / "run"))
    told = subprocess.run([alone], check=True, capture_output=True, text=True)
    assert "./run demo" in told.stdout
    assert list(tmp_path.iterdir()) == [alone]


# Hides the machine's PostgreSQL and its configuration from one process, by mounts of its own.
HIDE = (
    "mount -t tmpfs none /usr/lib/postgresql && mkdir -p /etc/postgresql-common && "
    "mount -t tmpfs none /etc/postgresql-common && "
)


def _may_mount() -> bool:
    unshare = shutil.which("unshare")
    if os.geteuid() != 0 or unshare is None or not Path("/usr/lib/postgresql").is_dir():
        return False
    probe = [unshare, "-m", "sh", "-c", HIDE + "true"]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


@pytest.fixture
def without_server(tmp_path):
    """Run the script where no PostgreSQL is; `apt-get` writes down its words and gives up."""
    if not _may_mount():
        pytest.skip("hiding PostgreSQL from one process needs root and mounts")
    for name in ("run", "pyproject.toml", "package-lock.json", *LOCK_GROUPS):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    tmp_path.chmod(0o755)
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    _program(
        stubs / "apt-get", f'echo "$*" >> {tmp_path}/asked; case $* in *install*) exit 9; esac'
    )
    _program(stubs / "apt-cache", "for n in 15 17 16; do echo postgresql-$n-postgis-3 - maps; done")
    _program(stubs / "pg_config", "exit 1")
    _program(stubs / "sudo", "exit 1")
    env = {"PATH": f"{stubs}:{os.environ['PATH']}"}

    def act(words: str) -> subprocess.CompletedProcess[str]:
        command = ["unshare", "-m", "sh", "-c", f"{HIDE} {words}"]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=env)

    return act


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_root_gets_the_newest_server_and_no_system_cluster(without_server, tmp_path):
    drop_in = "/etc/postgresql-common/createcluster.d/geo_asb.conf"
    ran = without_server(f"sh {tmp_path}/run status; code=$?; cat {drop_in}; exit $code")
    assert ran.returncode == 9
    assert "create_main_cluster = false" in ran.stdout
    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert "DPkg::Lock::Timeout=300" in install
    assert install.endswith("--no-install-recommends postgresql-17-postgis-3")


def test_an_ordinary_user_is_told_the_one_line(without_server, tmp_path):
    (tmp_path / "asked").touch(0o666)
    told = without_server(
        f"chmod 755 {tmp_path.parent} {tmp_path.parent.parent}; "
        f"runuser -u nobody -- sh {tmp_path}/run status"
    )
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith("sudo apt-get update && sudo apt-get install")
    assert (tmp_path / "asked").read_text() == ""


def test_an_own_database_needs_no_server_here(without_server, tmp_path):
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        _program(tmp_path / "stubs" / name, "exit 1")  # go no further
    ran = without_server(f"DATABASE_URL=postgresql://db.example/asb sh {tmp_path}/run status")
    assert "Python 3.11 or newer is missing" in ran.stderr
    assert not (tmp_path / "asked").exists()
