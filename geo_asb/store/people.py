"""Users, patches, sessions and the log of who saw what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo_asb.model import Role
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = [
    "User",
    "add_session",
    "add_user",
    "drop_session",
    "log_view",
    "note_failure",
    "note_success",
    "replace_user",
    "session_user",
    "set_patch",
    "user",
    "users",
]


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in; `wards` is the patch, None for the whole landlord."""

    name: str
    landlord: str
    role: Role
    patch: str | None
    wards: list[str] | None
    password_hash: str
    failures: int
    locked_until: datetime | None


def user(conn: Connection, name: str) -> User | None:
    """Return a user who is not disabled, or None."""
    row = conn.execute(sql("user"), {"name": name}).fetchone()
    return User(*row) if row else None


def users(conn: Connection) -> list[tuple[str, str, str, str | None]]:
    """Return name, landlord, role and patch of every user."""
    return conn.execute(sql("users")).fetchall()


def add_user(conn: Connection, person: dict[str, Any]) -> bool:
    """Add a user (name, landlord, role, patch, password_hash); False where the name is taken."""
    conn.execute(sql("landlord_add"), {"code": person["landlord"], "name": person["landlord"]})
    return conn.execute(sql("user_add"), person).rowcount == 1


def replace_user(conn: Connection, person: dict[str, Any]) -> None:
    """Add a user, or give one another role, patch and password; ends their sessions."""
    conn.execute(sql("user_replace"), person)
    conn.execute(sql("sessions_end"), {"name": person["name"]})


def set_patch(
    conn: Connection, landlord: str, name: str, *, ward_year: int, wards: Sequence[str]
) -> None:
    """Name a patch of wards, or give a patch other wards."""
    conn.execute(
        sql("patch_set"),
        {"landlord": landlord, "name": name, "ward_year": ward_year, "wards": list(wards)},
    )


def note_failure(conn: Connection, name: str) -> None:
    """Count a failed sign-in; after five in a row the account waits, longer each time."""
    conn.execute(sql("user_failed"), {"name": name})


def note_success(conn: Connection, name: str) -> None:
    """Forget failed sign-ins."""
    conn.execute(sql("user_signed_in"), {"name": name})


def add_session(conn: Connection, token_sha256: bytes, name: str) -> None:
    """Keep a session by the hash of its token."""
    conn.execute(sql("session_add"), {"token_sha256": token_sha256, "user_name": name})


def session_user(conn: Connection, token_sha256: bytes) -> User | None:
    """Return whose live session this is, and keep it alive; None where it has ended."""
    row = conn.execute(sql("session_user"), {"token_sha256": token_sha256}).fetchone()
    return User(*row) if row else None


def drop_session(conn: Connection, token_sha256: bytes) -> None:
    """End a session."""
    conn.execute(sql("session_drop"), {"token_sha256": token_sha256})


def log_view(conn: Connection, seen: dict[str, Any]) -> None:
    """Log who saw what: user_name, role, level, kind, question, scope, batches."""
    conn.execute(sql("view_add"), seen | {"scope": json.dumps(seen["scope"])})
