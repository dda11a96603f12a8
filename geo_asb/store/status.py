"""What a person wants to know about the database, without starting or changing anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo_asb.errors import StoreError
from geo_asb.settings import Settings
from geo_asb.store.cluster import server_log
from geo_asb.store.connect import connect, describe_place

__all__ = ["Status", "status"]


@dataclass(frozen=True, slots=True)
class Status:
    """The database's state; version and size only while it runs, a log only of our own."""

    running: bool
    place: str
    server_version: str | None = None
    size_bytes: int | None = None
    log: Path | None = None


def status(settings: Settings) -> Status:
    """
    Say whether the database answers, where it is and how large.

    Raises
    ------
    SettingsError
        GEO_ASB_HOME or DATABASE_URL cannot be used at all.
    """
    place, log = describe_place(settings), server_log(settings)
    try:
        with connect(settings) as conn:
            version = conn.info.parameter_status("server_version")
            row = conn.execute("select pg_database_size(current_database())").fetchone()
    except StoreError:
        return Status(running=False, place=place, log=log)
    return Status(True, place, version, row[0] if row else None, log)
