"""Where this machine keeps PostgreSQL with PostGIS."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from geo_asb.errors import StoreError

__all__ = ["Tools", "find_tools"]

# Debian and Ubuntu, then the PostgreSQL project's own packages elsewhere.
USUAL_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
# Views that respect the reader's own rights (security_invoker) came with 15.
OLDEST_MAJOR = 15
MISSING = (
    "No PostgreSQL (15 or newer) with PostGIS was found on this machine. "
    "On Debian or Ubuntu install it with 'apt-get install postgresql-postgis', "
    "or set DATABASE_URL to a PostGIS database you already have."
)


@dataclass(frozen=True, slots=True)
class Tools:
    """One installed PostgreSQL: its folder of programs and its major version."""

    bin: Path
    major: int

    def __getitem__(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.bin / name)


def find_tools(*, major: int | None = None) -> Tools:
    """
    Find the newest PostgreSQL that has PostGIS, or the one of a given major version.

    Raises
    ------
    StoreError
        None is installed, or not the version that made the data.
    """
    found = [tools for folder in _folders() if (tools := _tools_in(folder))]
    fitting = [tools for tools in found if major in (None, tools.major)]
    if fitting:
        return max(fitting, key=lambda tools: tools.major)
    if major is None:
        raise StoreError(MISSING)
    message = (
        f"The database was made by PostgreSQL {major}, which this machine no longer has. "
        f"Install postgresql-{major}-postgis-3 again, or move the data as "
        "docs/how-to/database.md says."
    )
    raise StoreError(message)


def _folders() -> list[Path]:
    root = Path("/")
    places = [place for usual in USUAL_PLACES for place in root.glob(usual.lstrip("/"))]
    on_path = shutil.which("postgres", path=os.environ.get("PATH", os.defpath))
    return [*places, Path(on_path).resolve().parent] if on_path else places


def _tools_in(folder: Path) -> Tools | None:
    programs = [folder / name for name in ("postgres", "initdb", "pg_ctl", "pg_config")]
    if not all(os.access(program, os.X_OK) for program in programs):
        return None
    major = re.search(r"\d+", _ask(folder, "--version"))
    has_postgis = Path(_ask(folder, "--sharedir"), "extension", "postgis.control").exists()
    if major is None or int(major[0]) < OLDEST_MAJOR or not has_postgis:
        return None
    return Tools(folder, int(major[0]))


def _ask(folder: Path, option: str) -> str:
    command = [str(folder / "pg_config"), option]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - a program found above, no shell
