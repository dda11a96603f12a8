"""Who signs in: users with a password, sessions, and the right each one carries."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from geo_asb.errors import NotAllowedError, SettingsError
from geo_asb.model import DisplayLevel, Role, Viewer
from geo_asb.settings import Settings
from geo_asb.store import people
from geo_asb.store.connect import Connection, open_pool

__all__ = ["LEVELS", "Accounts"]

LEAST_PASSWORD = 12
WRONG = "That name and password do not go together. Check both and try again."
LEVELS: dict[Role, DisplayLevel] = {
    "officer": DisplayLevel.OFFICER,
    "manager": DisplayLevel.OFFICER,
    "author": DisplayLevel.AUTHOR,
    "partner": DisplayLevel.PARTNER,
    "public": DisplayLevel.PUBLIC,
    "performance": DisplayLevel.PARTNER,
    "steward": DisplayLevel.PARTNER,
}


class Accounts:
    """Users and sessions of one installation; deny by default."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = open_pool(settings, most=4)
        self._hasher = PasswordHasher()
        # Verified in the place of an unknown name's hash, so that both answers take as long.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    def sign_in(self, name: str, password: str) -> str:
        """
        Return the token of a new session.

        Raises
        ------
        NotAllowedError
            Wrong name or password, or too many tries: the same words for the first two.
        """
        with self._connection() as conn:
            person = people.user(conn, name)
            if person and person.locked_until and person.locked_until > datetime.now(UTC):
                message = "Too many tries. Wait half an hour, or ask your administrator."
                raise NotAllowedError(message)
            if not self._fits(person.password_hash if person else self._nobody, password):
                people.note_failure(conn, name)
                conn.commit()
                raise NotAllowedError(WRONG)
            people.note_success(conn, name)
            token = secrets.token_urlsafe(32)
            people.add_session(conn, _digest(token), name)
        return token

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False

    def viewer(self, token: str) -> Viewer | None:
        """Return the whole right of a live session, None where it ended."""
        with self._connection() as conn:
            person = people.session_user(conn, _digest(token))
        if person is None:
            return None
        patch = None if person.wards is None else frozenset(person.wards)
        if person.role == "officer" and patch is None:
            patch = frozenset()  # an officer without a patch sees none, not all
        return Viewer(person.name, person.role, LEVELS[person.role], person.landlord, patch)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._connection() as conn:
            people.drop_session(conn, _digest(token))

    def add_user(self, name: str, password: str, role: Role, *, patch: str | None = None) -> None:
        """
        Add a user of the landlord in the settings.

        Raises
        ------
        SettingsError
            A short password, or a name that is taken.
        """
        person = self._person(name, password, role, patch)
        with self._connection() as conn:
            if not people.add_user(conn, person):
                message = f"There is a user named {name} already. Choose another name."
                raise SettingsError(message)

    def replace_user(
        self, name: str, password: str, role: Role, *, patch: str | None = None
    ) -> None:
        """
        Add a user, or give one another password, role and patch; their sessions end.

        Raises
        ------
        SettingsError
            A short password.
        """
        with self._connection() as conn:
            people.replace_user(conn, self._person(name, password, role, patch))

    def _person(
        self, name: str, password: str, role: Role, patch: str | None
    ) -> dict[str, str | None]:
        if len(password) < LEAST_PASSWORD:
            message = f"The password is too short: use at least {LEAST_PASSWORD} characters."
            raise SettingsError(message)
        return {
            "name": name,
            "landlord": self._settings.landlord,
            "role": role,
            "patch": patch,
            "password_hash": self._hasher.hash(password),
        }

    def set_patch(self, name: str, *, ward_year: int, wards: Sequence[str]) -> None:
        """Name a patch of wards of one boundary year."""
        with self._connection() as conn:
            people.set_patch(conn, self._settings.landlord, name, ward_year=ward_year, wards=wards)

    def users(self) -> list[tuple[str, str, str, str | None]]:
        """Return name, landlord, role and patch of every user."""
        with self._connection() as conn:
            return people.users(conn)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._pool.connection() as conn:
            yield conn


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
