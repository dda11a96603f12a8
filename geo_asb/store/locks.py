"""One process at a time: a lock on a file that the system lets go when its holder ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_asb.errors import BusyError

__all__ = ["hold"]


@contextmanager
def hold(lock_file: Path, *, doing: str, patience_s: float = 120.0) -> Iterator[None]:
    """
    Hold a lock on a file for the length of a block, waiting for an earlier holder.

    Raises
    ------
    BusyError
        Another process still holds it after `patience_s` seconds.
    """
    handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _wait(handle, lock_file, doing, patience_s)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, lock_file: Path, doing: str, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                message = (
                    f"Another process is {doing} and has held {lock_file} for more than "
                    f"{patience_s:.0f} seconds. Wait for it to end, then try again."
                )
                raise BusyError(message) from error
            time.sleep(0.05)
        else:
            return
