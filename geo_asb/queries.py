"""
The one door for readers: one short method for each question, disclosed before it leaves.

A Viewer's level decides what a method may say; partner and public levels are answered from the
newest release alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import TypeVar

import geopandas as gpd

from geo_asb import tallies
from geo_asb.answers import (
    AreaChoice,
    CellMap,
    Change,
    EstateRow,
    Freshness,
    GroupRow,
    HotPlace,
    MapBackground,
    MonthCount,
    PlacedMonth,
)
from geo_asb.disclosure import LEAST_ADDRESSES, refuse_unreleased
from geo_asb.errors import NotAllowedError, NotPublishedError
from geo_asb.hot_map import FoundRun, cell_map, named_hot_cells
from geo_asb.model import Answer, DisplayLevel, Layer, Period, Scope, Viewer
from geo_asb.quarantine import rows_waiting
from geo_asb.rights import (
    caveats,
    check_area,
    homes_counted,
    is_released_only,
    may_count,
    where_words,
)
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot, read_snapshot, version_of
from geo_asb.store import people, read, runs
from geo_asb.store.connect import Connection, open_pool
from geo_asb.words import period_words

__all__ = ["METHOD_VERSION", "Queries"]

T = TypeVar("T")

METHOD_VERSION = "1"  # raised by hand when a counting rule changes
RELEASED = "map classes by calendar quarter"


class Queries:
    """Answers questions from one installation's store; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = open_pool(settings)
        self._snapshots: dict[str, Snapshot] = {}

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    # --------------------------------------------------------- what can be asked

    def ward_year(self, viewer: Viewer) -> int:
        """Return the boundary year of the wards in force."""
        return self._snapshot(viewer).ward_year

    def landlord_name(self, viewer: Viewer) -> str:
        """Return the landlord's name."""
        return self._snapshot(viewer).name

    def areas(self, viewer: Viewer) -> tuple[AreaChoice, ...]:
        """Return the wards a viewer may pick, by name."""
        wards = self._snapshot(viewer).wards.sort_values("name")
        return tuple(
            AreaChoice(code, name, viewer.patch is None or code in viewer.patch)
            for code, name in zip(wards["code"], wards["name"], strict=True)
        )

    def layers(self, viewer: Viewer) -> tuple[Layer, ...]:
        """Return the layers that hold data."""
        snapshot = self._snapshot(viewer)
        cases = (Layer.CASES, Layer.REPORTED) if snapshot.cases.day.size else ()
        return (*cases, *((Layer.POLICE,) if snapshot.police.day.size else ()))

    def months(self, viewer: Viewer, layer: Layer) -> tuple[date, ...]:
        """Return the months that loads cover, oldest first."""
        return tuple(sorted(self._snapshot(viewer).supplied(layer)))

    def month_detected(self, viewer: Viewer, layer: Layer) -> date | None:
        """Return the newest month that hot cells were worked out for, None before the first."""
        with self._connection() as conn:
            return runs.month_detected(conn, viewer.landlord, layer)

    def quarters(self, viewer: Viewer) -> tuple[Period, ...]:
        """Return the quarters in the newest release, oldest first."""
        with self._connection() as conn:
            release = runs.newest_release(conn, viewer.landlord)
            return runs.release_quarters(conn, release.id) if release else ()

    # --------------------------------------------------------- shapes

    def cell_shapes(self, viewer: Viewer, layer: Layer) -> tuple[str, gpd.GeoDataFrame]:
        """
        Return the id and the shapes that a CellMap is aligned with.

        The frame has index position, and name, homes, ward, geometry (EPSG:27700). An author gets
        no cell under 8 addresses; a partner gets the release's areas, without names.
        """
        if is_released_only(viewer):
            return self._release_shapes(viewer)
        cells = self._snapshot(viewer).cells_of(layer)
        frame = cells.frame[["name", "homes", "ward", "geometry"]]
        if viewer.level is DisplayLevel.AUTHOR:
            big_enough = cells.frame["addresses"] >= LEAST_ADDRESSES
            return f"{cells.shapes_id}a", frame[big_enough]
        return cells.shapes_id, frame

    def _release_shapes(self, viewer: Viewer) -> tuple[str, gpd.GeoDataFrame]:
        with self._connection() as conn:
            release = self._release(conn, viewer)
            shapes = runs.release_shapes(conn, release.id)
        frame = shapes.assign(name="", ward="", homes=shapes["addresses"])
        said = f"{viewer.landlord} {release.number} {len(shapes)}".encode()
        shapes_id = sha256(said + shapes.to_csv().encode()).hexdigest()[:16]
        return f"{shapes_id}r", frame[["name", "homes", "ward", "geometry"]]

    def outlines(self, viewer: Viewer) -> dict[str, gpd.GeoDataFrame]:
        """Return wards and, but for partners and the public, estates: code, name, geometry."""
        snapshot = self._snapshot(viewer)
        wards = {"wards": snapshot.wards}
        return wards if is_released_only(viewer) else wards | {"estates": snapshot.estates}

    def background(self, viewer: Viewer, area_code: str, layer: Layer) -> MapBackground:
        """
        Return what lies under a document's map of one ward.

        Raises
        ------
        NotAllowedError
            No such ward, or outside the patch.
        """
        self._check(viewer, Scope(Period(date.min, date.max), area=area_code))
        snapshot = self._snapshot(viewer)
        area = snapshot.wards[snapshot.wards["code"] == area_code]
        if area.empty:
            raise NotAllowedError(_no_ward(area_code, snapshot))
        shape = area.geometry.iloc[0]
        cells = self.cell_shapes(viewer, layer)[1]
        with self._connection() as conn:
            streets, buildings, greens = (
                read.map_features(conn, viewer.landlord, layer=name)
                for name in ("streets", "buildings", "greens")
            )
        return MapBackground(
            area=area,
            estates=snapshot.estates[snapshot.estates.intersects(shape)],
            streets=streets[streets.intersects(shape)],
            buildings=buildings[buildings.intersects(shape)],
            greens=greens[greens.intersects(shape)].rename(columns={"class": "kind"}),
            cells=cells[cells.intersects(shape)].reset_index(names="position"),
        )

    # --------------------------------------------------------- answers

    def freshness(self, viewer: Viewer, layer: Layer) -> Answer[Freshness]:
        """Say how new and how complete the data is."""
        snapshot = self._snapshot(viewer)
        data_to = snapshot.data_to(layer)
        if is_released_only(viewer):
            value = Freshness(data_to, None, 0, 0, snapshot.today)
        else:
            columns = snapshot.columns(layer)
            cases = int(columns.day.size)
            share = float(columns.precise.mean()) if cases else None
            with self._connection() as conn:
                waiting = rows_waiting(conn, viewer.landlord)
            value = Freshness(data_to, share, cases, waiting, snapshot.today)
        scope = Scope(Period(date.min, date.max), layer)
        return self._answer(viewer, "freshness", scope, value, "How new and complete the data is")

    def change(self, viewer: Viewer, scope: Scope) -> Answer[Change]:
        """Count a scope against the same months a year before."""
        snapshot = self._asked(viewer, scope)
        columns = snapshot.columns(scope.layer)
        value = tallies.change(
            columns,
            scope,
            may_count(snapshot, viewer, scope),
            homes=homes_counted(snapshot, viewer, scope),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._answer(viewer, "change", scope, value, self._title(snapshot, viewer, scope))

    def by_month(self, viewer: Viewer, scope: Scope) -> Answer[tuple[MonthCount, ...]]:
        """Count each month of the period."""
        snapshot = self._asked(viewer, scope)
        value = tallies.by_month(
            snapshot.columns(scope.layer),
            scope,
            may_count(snapshot, viewer, scope),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._answer(viewer, "by_month", scope, value, self._title(snapshot, viewer, scope))

    def placed_share(self, viewer: Viewer, scope: Scope) -> Answer[tuple[PlacedMonth, ...]]:
        """Say for each month how many cases lie on or beside a home or block, and where to warn."""
        snapshot = self._asked(viewer, scope)
        columns, supplied = snapshot.columns(scope.layer), snapshot.supplied(scope.layer)
        mask = may_count(snapshot, viewer, scope)
        value = tallies.placed_by_month(columns, scope, mask, supplied=supplied)
        title = self._title(snapshot, viewer, scope)
        return self._answer(viewer, "placed_share", scope, value, title)

    def by_group(self, viewer: Viewer, scope: Scope) -> Answer[tuple[GroupRow, ...]]:
        """Count each type group, zeros included; none for police reports, which have no types."""
        snapshot = self._asked(viewer, scope)
        value: tuple[GroupRow, ...] = ()
        if scope.layer is not Layer.POLICE:
            value = tallies.by_group(
                snapshot.columns(scope.layer),
                scope,
                may_count(snapshot, viewer, scope),
                supplied=snapshot.supplied(scope.layer),
            )
        return self._answer(viewer, "by_group", scope, value, self._title(snapshot, viewer, scope))

    def by_estate(self, viewer: Viewer, scope: Scope) -> Answer[tuple[EstateRow, ...]]:
        """Count every estate of the area, zeros included."""
        snapshot = self._asked(viewer, scope)
        estates = snapshot.estates.sort_values("name")
        value = tallies.by_estate(
            snapshot.columns(scope.layer),
            snapshot.homes,
            scope,
            may_count(snapshot, viewer, scope),
            estates=zip(estates["code"], estates["name"], strict=True),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._answer(viewer, "by_estate", scope, value, self._title(snapshot, viewer, scope))

    def hot_cells(self, viewer: Viewer, scope: Scope) -> Answer[CellMap]:
        """
        Count cases in cells; the class of a cell comes from the stored run that fits the scope.

        Raises
        ------
        NotPublishedError
            Partner or public level, and not a whole released quarter without other filters.
        """
        if is_released_only(viewer):
            return self._released_map(viewer, scope)
        snapshot = self._asked(viewer, scope)
        shapes_id = self.cell_shapes(viewer, scope.layer)[0]
        value = cell_map(snapshot, viewer, scope, self._run_of(snapshot, scope), shapes_id)
        self._log(viewer, "hot_cells", scope, snapshot)
        return self._answer(viewer, "hot_cells", scope, value, self._title(snapshot, viewer, scope))

    def hot_places(self, viewer: Viewer, scope: Scope) -> Answer[tuple[HotPlace, ...]]:
        """Name the hot cells, most cases above expectation first; none where no run fits."""
        snapshot = self._asked(viewer, scope)
        found = self._run_of(snapshot, scope)
        places = [] if found is None else named_hot_cells(snapshot, viewer, scope, found)
        self._log(viewer, "hot_places", scope, snapshot)
        title = self._title(snapshot, viewer, scope)
        return self._answer(viewer, "hot_places", scope, tuple(places), title)

    # --------------------------------------------------------- inside

    def _released_map(self, viewer: Viewer, scope: Scope) -> Answer[CellMap]:
        if scope.group or scope.severity or scope.area or scope.layer is not Layer.CASES:
            refuse_unreleased(viewer, nearest=RELEASED)
        with self._connection() as conn:
            release = self._release(conn, viewer)
            if scope.period not in runs.release_quarters(conn, release.id):
                refuse_unreleased(viewer, nearest=RELEASED)
            classes = runs.release_classes(conn, release.id, scope.period)
        value = CellMap(
            shapes_id=self._release_shapes(viewer)[0],
            counts=None,
            classes=classes,
            verdicts=None,
            tested=0,
            found=0,
            run_id=None,
            shown_cases=None,
            elsewhere=None,
        )
        title = f"Cases opened, {period_words(scope.period)}, release {release.number}"
        return self._answer(viewer, "hot_cells", scope, value, title)

    def _release(self, conn: Connection, viewer: Viewer) -> runs.Release:
        release = runs.newest_release(conn, viewer.landlord)
        if release is None:
            message = "Nothing has been released at this level yet."
            raise NotPublishedError(message)
        return release

    def _run_of(self, snapshot: Snapshot, scope: Scope) -> FoundRun | None:
        """Return the stored run that fits a scope, or None; an outdated run fits nothing."""
        months = list(tallies.months_between(scope.period))
        is_whole = scope.period.start.day == scope.period.end.day == 1
        if scope.severity or not is_whole or snapshot.cells[scope.layer is Layer.POLICE] is None:
            return None
        grid = snapshot.cells_of(scope.layer).grid.id
        key = runs.RunKey(
            snapshot.landlord, scope.layer, grid, months[-1], len(months), scope.group
        )
        with self._connection() as conn:
            run = runs.run_fitting(conn, key)
            if run is None or not snapshot.version.startswith(run.data_version):
                return None
            return FoundRun(run, runs.run_cells(conn, run.id))

    def _asked(self, viewer: Viewer, scope: Scope) -> Snapshot:
        self._check(viewer, scope)
        return self._snapshot(viewer)

    def _check(self, viewer: Viewer, scope: Scope) -> None:
        refuse_unreleased(viewer, nearest=RELEASED)
        check_area(viewer, scope.area)

    def _title(self, snapshot: Snapshot, viewer: Viewer, scope: Scope) -> str:
        is_police = scope.layer is Layer.POLICE
        what = "Police-recorded anti-social behaviour" if is_police else "Cases opened"
        where = where_words(snapshot, viewer, scope)
        return f"{what}, {where}, {period_words(scope.period)}"

    def _answer(
        self, viewer: Viewer, question: str, scope: Scope, value: T, title: str
    ) -> Answer[T]:
        snapshot = self._snapshot(viewer)
        batches = snapshot.batch_ids(scope.layer)
        grant = [viewer.level, viewer.landlord, sorted(viewer.patch or ()), viewer.patch is None]
        said = json.dumps(
            [question, grant, asdict(scope), batches, METHOD_VERSION], default=str, sort_keys=True
        )
        return Answer(
            value=value,
            figure_id=f"F-{sha256(said.encode()).hexdigest()[:10]}",
            title=title,
            caveats=caveats(snapshot, viewer, scope),
            batches=batches,
            level=viewer.level,
        )

    def log_export(self, viewer: Viewer, question: str, scope: Scope) -> None:
        """Log that a file left the platform: who, what, over which loads."""
        self._log(viewer, question, scope, self._snapshot(viewer), kind="export")

    def _log(
        self,
        viewer: Viewer,
        question: str,
        scope: Scope,
        snapshot: Snapshot,
        *,
        kind: str = "view",
    ) -> None:
        with self._connection() as conn:
            people.log_view(
                conn,
                {
                    "user_name": viewer.name,
                    "role": viewer.role,
                    "level": str(viewer.level),
                    "kind": kind,
                    "question": question,
                    "scope": json.loads(json.dumps(asdict(scope), default=str)),
                    "batches": list(snapshot.batch_ids(scope.layer)),
                },
            )

    def _snapshot(self, viewer: Viewer) -> Snapshot:
        with self._connection() as conn:
            held = self._snapshots.get(viewer.landlord)
            if held is None or held.version != version_of(conn, viewer.landlord):
                held = read_snapshot(conn, self._settings, viewer.landlord)
                self._snapshots[viewer.landlord] = held
        return held

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._pool.connection() as conn:
            yield conn


def _no_ward(code: str, snapshot: Snapshot) -> str:
    return f"No ward {code} in the boundaries of {snapshot.ward_year}. Pick one from the list."
