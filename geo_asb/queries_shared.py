"""What every question needs: a connection, a snapshot, an Answer, a line in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import TypeVar

from geo_asb.disclosure import refuse_unreleased
from geo_asb.errors import NotPublishedError
from geo_asb.model import Answer, Layer, Period, Scope, Viewer
from geo_asb.rights import caveats, check_area, where_words
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot, read_snapshot, version_of
from geo_asb.store import people, runs
from geo_asb.store.connect import Connection, open_pool
from geo_asb.words import period_words

__all__ = ["ALL_TIME", "METHOD_VERSION", "RELEASED", "Desk"]

T = TypeVar("T")

METHOD_VERSION = "1"  # raised by hand when a counting rule changes
RELEASED = "map classes by calendar quarter"
ALL_TIME = Period(date.min, date.max)


class Desk:
    """One installation's store, with a snapshot of each landlord; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = open_pool(settings)
        self._snapshots: dict[str, Snapshot] = {}

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection."""
        with self._pool.connection() as conn:
            yield conn

    def snapshot(self, viewer: Viewer) -> Snapshot:
        """Return what is current of the viewer's landlord, read again where data has changed."""
        with self.connection() as conn:
            held = self._snapshots.get(viewer.landlord)
            if held is None or held.version != version_of(conn, viewer.landlord):
                held = read_snapshot(conn, self._settings, viewer.landlord)
                self._snapshots[viewer.landlord] = held
        return held

    def asked(self, viewer: Viewer, scope: Scope) -> Snapshot:
        """
        Return the snapshot for a question that this viewer may ask.

        Raises
        ------
        NotPublishedError
            Partner or public level.
        NotAllowedError
            A ward outside the patch.
        """
        refuse_unreleased(viewer, nearest=RELEASED)
        check_area(viewer, scope.area)
        return self.snapshot(viewer)

    def release(self, conn: Connection, viewer: Viewer) -> runs.Release:
        """
        Return the newest release.

        Raises
        ------
        NotPublishedError
            There is none yet.
        """
        release = runs.newest_release(conn, viewer.landlord)
        if release is None:
            message = "Nothing has been released at this level yet."
            raise NotPublishedError(message)
        return release

    def title(self, snapshot: Snapshot, viewer: Viewer, scope: Scope) -> str:
        """Say what is counted, where and when."""
        is_police = scope.layer is Layer.POLICE
        what = "Police-recorded anti-social behaviour" if is_police else "Cases opened"
        where = where_words(snapshot, viewer, scope)
        return f"{what}, {where}, {period_words(scope.period)}"

    def answer(
        self, viewer: Viewer, question: str, scope: Scope, value: T, title: str = ""
    ) -> Answer[T]:
        """
        Make the Answer: figure id, caveats and loads beside what was found.

        Without a title of its own it gets that of its scope.
        """
        snapshot = self.snapshot(viewer)
        batches = snapshot.batch_ids(scope.layer)
        grant = [viewer.level, viewer.landlord, sorted(viewer.patch or ()), viewer.patch is None]
        said = json.dumps(
            [question, grant, asdict(scope), batches, METHOD_VERSION], default=str, sort_keys=True
        )
        return Answer(
            value=value,
            figure_id=f"F-{sha256(said.encode()).hexdigest()[:10]}",
            title=title or self.title(snapshot, viewer, scope),
            caveats=caveats(snapshot, viewer, scope),
            batches=batches,
            level=viewer.level,
        )

    def log(self, viewer: Viewer, question: str, scope: Scope, *, kind: str = "view") -> None:
        """Log who saw what, over which loads."""
        batches = self.snapshot(viewer).batch_ids(scope.layer)
        with self.connection() as conn:
            people.log_view(
                conn,
                {
                    "user_name": viewer.name,
                    "role": viewer.role,
                    "level": str(viewer.level),
                    "kind": kind,
                    "question": question,
                    "scope": json.loads(json.dumps(asdict(scope), default=str)),
                    "batches": list(batches),
                },
            )
