"""
Files in which a PostgreSQL server says that it runs, and whether that is still true.

A killed server leaves them behind, and after a restart of the machine the number in them
may belong to somebody else's program. PostgreSQL then refuses to start. A file is moved
aside, never deleted, and only after the system has said what the numbered process is.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["move_stale_aside", "pid_in"]

PROCESSES = Path("/proc")


def move_stale_aside(lock_file: Path, data: Path) -> bool:
    """
    Move a pid file aside when the process it names is not the server of `data`.

    Left alone: a file without a living process (PostgreSQL mends that itself), one whose
    server runs, and every file while any server process still works in `data`.

    Returns
    -------
    Whether the file was moved, to the same name with `.stale` added.
    """
    pid = pid_in(lock_file)
    if pid is None or not (PROCESSES / str(pid)).exists():
        return False
    if _serves(pid, data) or any(_serves(other, data) for other in _all_pids()):
        return False
    lock_file.replace(lock_file.with_name(lock_file.name + ".stale"))
    return True


def pid_in(lock_file: Path) -> int | None:
    """Read the process number in the first line; None without a file or a number."""
    try:
        first = lock_file.read_text(encoding="utf-8").partition("\n")[0]
    except FileNotFoundError:
        return None
    return abs(int(first)) if first.strip().lstrip("-").isdigit() else None


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdigit()]


def _serves(pid: int, data: Path) -> bool:
    """Say whether a process is, or may be, a PostgreSQL server process of `data`."""
    process = PROCESSES / str(pid)
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
        same_owner = process.stat().st_uid == data.stat().st_uid
    except (FileNotFoundError, ProcessLookupError):
        return False  # ended meanwhile
    if not same_owner or not Path(words[0].decode(errors="replace")).name.startswith("postgres"):
        return False  # a zombie has no words and serves nobody
    try:
        return (process / "cwd").readlink() == data
    except PermissionError:
        # Root in a container may not look; a server process of the same owner then counts.
        return b"-D" not in words or str(data).encode() in words
    except (FileNotFoundError, ProcessLookupError):
        return False
