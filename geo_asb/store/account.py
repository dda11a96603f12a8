"""As whom the private server runs: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_asb.errors import SettingsError, StoreError

__all__ = ["SYSTEM_USER", "Account", "server_account"]

SYSTEM_USER = "geo_asb"


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's user behind the server; `borrowed` when root acts for it."""

    name: str
    uid: int
    gid: int
    borrowed: bool

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a PostgreSQL program as this user, away from the caller's folder and PG* settings."""
        prefix = ["runuser", "-u", self.name, "--"] if self.borrowed else []
        plain = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
        return subprocess.run(  # noqa: S603 - fixed programs, no shell
            [*prefix, *command], check=False, capture_output=True, text=True, cwd="/", env=plain
        )

    def own(self, path: Path) -> None:
        """Hand one file or folder to this user."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def make_home(self, home: Path, folder: Path) -> None:
        """
        Make the home and the server's folder in it, closed to everybody else.

        A home that is new, empty or was ours before is handed over; one that already holds
        other things keeps its owner and its rights.

        Raises
        ------
        SettingsError
            The folder cannot be made, or the server's user cannot enter it.
        """
        try:
            _make_closed(home)
            if self.borrowed and _is_ours(home, folder):
                self.own(home)
            folder.mkdir(mode=0o700, exist_ok=True)
            self.own(folder)
        except OSError as error:
            message = f"GEO_ASB_HOME={home}: {error.strerror}. Name a folder that you may write to."
            raise SettingsError(message) from error
        if self.run(["test", "-w", str(folder)]).returncode != 0:
            raise SettingsError(_cannot_enter(self, home))


def server_account() -> Account:
    """Return the user that runs the server: yourself, or for root the system user, made if new."""
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, borrowed=False)
    entry = _system_user()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, borrowed=True)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--user-group"]
        command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        made = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - fixed words
    try:
        return pwd.getpwnam(SYSTEM_USER)  # made just now, here or by a start beside this one
    except KeyError as error:
        message = (
            f"The system user {SYSTEM_USER} could not be made: {made.stderr.strip()}. "
            f"Make it by hand with '{' '.join(command)}'."
        )
        raise StoreError(message) from error


def _cannot_enter(account: Account, home: Path) -> str:
    if not account.borrowed:
        return (
            f"GEO_ASB_HOME={home}: its database belongs to another user. Run geo-asb as that "
            "user, or name a folder of your own."
        )
    return (
        f"GEO_ASB_HOME={home}: the system user {account.name} cannot enter a folder on this "
        "path. Name a new folder under /var/lib or /srv, or open the path with 'chmod o+x'."
    )


def _make_closed(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)


def _is_ours(home: Path, folder: Path) -> bool:
    return folder.exists() or not any(home.iterdir())
