"""
The one door for readers: one short method for each question, disclosed before it leaves.

A Viewer's level decides what a method may say; partner and public levels are answered from the
newest release alone.
"""

from __future__ import annotations

from datetime import date

import geopandas as gpd

from geo_asb import queries_map, queries_month, tallies
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
from geo_asb.hot_map import cell_map, named_hot_cells
from geo_asb.model import Answer, Layer, Period, Scope, Viewer
from geo_asb.month_answers import MonthHotspots, MonthRepeats, MonthStudy
from geo_asb.quarantine import rows_waiting
from geo_asb.queries_shared import ALL_TIME, Desk
from geo_asb.rights import homes_counted, is_released_only, may_count
from geo_asb.settings import Settings
from geo_asb.store import runs

__all__ = ["Queries"]


class Queries:
    """Answers questions from one installation's store; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._desk = Desk(settings)

    def close(self) -> None:
        """Give the connections back."""
        self._desk.close()

    # --------------------------------------------------------- what can be asked

    def ward_year(self, viewer: Viewer) -> int:
        """Return the boundary year of the wards in force."""
        return self._desk.snapshot(viewer).ward_year

    def landlord_name(self, viewer: Viewer) -> str:
        """Return the landlord's name."""
        return self._desk.snapshot(viewer).name

    def areas(self, viewer: Viewer) -> tuple[AreaChoice, ...]:
        """Return the wards a viewer may pick, by name."""
        wards = self._desk.snapshot(viewer).wards.sort_values("name")
        return tuple(
            AreaChoice(code, name, viewer.patch is None or code in viewer.patch)
            for code, name in zip(wards["code"], wards["name"], strict=True)
        )

    def layers(self, viewer: Viewer) -> tuple[Layer, ...]:
        """Return the layers that hold data."""
        snapshot = self._desk.snapshot(viewer)
        cases = (Layer.CASES, Layer.REPORTED) if snapshot.cases.day.size else ()
        return (*cases, *((Layer.POLICE,) if snapshot.police.day.size else ()))

    def months(self, viewer: Viewer, layer: Layer) -> tuple[date, ...]:
        """Return the months that loads cover, oldest first."""
        return tuple(sorted(self._desk.snapshot(viewer).supplied(layer)))

    def month_detected(self, viewer: Viewer, layer: Layer) -> date | None:
        """Return the newest month that hot cells were worked out for, None before the first."""
        with self._desk.connection() as conn:
            return runs.month_detected(conn, viewer.landlord, layer)

    def quarters(self, viewer: Viewer) -> tuple[Period, ...]:
        """Return the quarters in the newest release, oldest first."""
        with self._desk.connection() as conn:
            release = runs.newest_release(conn, viewer.landlord)
            return runs.release_quarters(conn, release.id) if release else ()

    # --------------------------------------------------------- shapes

    def cell_shapes(self, viewer: Viewer, layer: Layer) -> tuple[str, gpd.GeoDataFrame]:
        """
        Return the id and the shapes that a CellMap is aligned with.

        The frame has index position, and name, homes, ward, geometry (EPSG:27700). An author gets
        no cell under 8 addresses; a partner gets the release's areas, without names.
        """
        return queries_map.cell_shapes(self._desk, viewer, layer)

    def outlines(self, viewer: Viewer) -> dict[str, gpd.GeoDataFrame]:
        """Return wards and, but for partners and the public, estates: code, name, geometry."""
        snapshot = self._desk.snapshot(viewer)
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
        return queries_map.background(self._desk, viewer, area_code, layer)

    # --------------------------------------------------------- answers

    def freshness(self, viewer: Viewer, layer: Layer) -> Answer[Freshness]:
        """Say how new and how complete the data is."""
        snapshot = self._desk.snapshot(viewer)
        data_to = snapshot.data_to(layer)
        if is_released_only(viewer):
            value = Freshness(data_to, None, 0, 0, snapshot.today)
        else:
            columns = snapshot.columns(layer)
            cases = int(columns.day.size)
            share = float(columns.precise.mean()) if cases else None
            with self._desk.connection() as conn:
                waiting = rows_waiting(conn, viewer.landlord)
            value = Freshness(data_to, share, cases, waiting, snapshot.today)
        scope = Scope(ALL_TIME, layer)
        return self._desk.answer(
            viewer, "freshness", scope, value, "How new and complete the data is"
        )

    def change(self, viewer: Viewer, scope: Scope) -> Answer[Change]:
        """Count a scope against the same months a year before."""
        snapshot = self._desk.asked(viewer, scope)
        columns = snapshot.columns(scope.layer)
        value = tallies.change(
            columns,
            scope,
            may_count(snapshot, viewer, scope),
            homes=homes_counted(snapshot, viewer, scope),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._desk.answer(
            viewer, "change", scope, value, self._desk.title(snapshot, viewer, scope)
        )

    def by_month(self, viewer: Viewer, scope: Scope) -> Answer[tuple[MonthCount, ...]]:
        """Count each month of the period."""
        snapshot = self._desk.asked(viewer, scope)
        value = tallies.by_month(
            snapshot.columns(scope.layer),
            scope,
            may_count(snapshot, viewer, scope),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._desk.answer(
            viewer, "by_month", scope, value, self._desk.title(snapshot, viewer, scope)
        )

    def placed_share(self, viewer: Viewer, scope: Scope) -> Answer[tuple[PlacedMonth, ...]]:
        """Say for each month how many cases lie on or beside a home or block, and where to warn."""
        snapshot = self._desk.asked(viewer, scope)
        columns, supplied = snapshot.columns(scope.layer), snapshot.supplied(scope.layer)
        mask = may_count(snapshot, viewer, scope)
        value = tallies.placed_by_month(columns, scope, mask, supplied=supplied)
        return self._desk.answer(viewer, "placed_share", scope, value)

    def by_group(self, viewer: Viewer, scope: Scope) -> Answer[tuple[GroupRow, ...]]:
        """Count each type group, zeros included; none for police reports, which have no types."""
        snapshot = self._desk.asked(viewer, scope)
        value: tuple[GroupRow, ...] = ()
        if scope.layer is not Layer.POLICE:
            value = tallies.by_group(
                snapshot.columns(scope.layer),
                scope,
                may_count(snapshot, viewer, scope),
                supplied=snapshot.supplied(scope.layer),
            )
        return self._desk.answer(
            viewer, "by_group", scope, value, self._desk.title(snapshot, viewer, scope)
        )

    def by_estate(self, viewer: Viewer, scope: Scope) -> Answer[tuple[EstateRow, ...]]:
        """Count every estate of the area, zeros included."""
        snapshot = self._desk.asked(viewer, scope)
        estates = snapshot.estates.sort_values("name")
        value = tallies.by_estate(
            snapshot.columns(scope.layer),
            snapshot.homes,
            scope,
            may_count(snapshot, viewer, scope),
            estates=zip(estates["code"], estates["name"], strict=True),
            supplied=snapshot.supplied(scope.layer),
        )
        return self._desk.answer(
            viewer, "by_estate", scope, value, self._desk.title(snapshot, viewer, scope)
        )

    def hot_cells(self, viewer: Viewer, scope: Scope) -> Answer[CellMap]:
        """
        Count cases in cells; the class of a cell comes from the stored run that fits the scope.

        Raises
        ------
        NotPublishedError
            Partner or public level, and not a whole released quarter without other filters.
        """
        if is_released_only(viewer):
            return queries_map.released_map(self._desk, viewer, scope)
        snapshot = self._desk.asked(viewer, scope)
        shapes_id = self.cell_shapes(viewer, scope.layer)[0]
        value = cell_map(
            snapshot, viewer, scope, queries_map.run_of(self._desk, snapshot, scope), shapes_id
        )
        self._desk.log(viewer, "hot_cells", scope)
        return self._desk.answer(
            viewer, "hot_cells", scope, value, self._desk.title(snapshot, viewer, scope)
        )

    def hot_places(self, viewer: Viewer, scope: Scope) -> Answer[tuple[HotPlace, ...]]:
        """Name the hot cells, most cases above expectation first; none where no run fits."""
        snapshot = self._desk.asked(viewer, scope)
        found = queries_map.run_of(self._desk, snapshot, scope)
        places = [] if found is None else named_hot_cells(snapshot, viewer, scope, found)
        self._desk.log(viewer, "hot_places", scope)
        return self._desk.answer(viewer, "hot_places", scope, tuple(places))

    # --------------------------------------------------------- the monthly run

    def hotspots(self, viewer: Viewer, scope: Scope) -> Answer[MonthHotspots]:
        """Name the hotspots of the year to the scope's last month, and what a manager decided."""
        return queries_month.hotspots(self._desk, viewer, scope)

    def repeat_places(self, viewer: Viewer, scope: Scope) -> Answer[MonthRepeats]:
        """Name places that keep coming back by their street, never by their address."""
        return queries_month.repeat_places(self._desk, viewer, scope)

    def month_study(self, viewer: Viewer, scope: Scope) -> Answer[MonthStudy]:
        """Say how few places hold how many cases, what brings what, and what is new."""
        return queries_month.month_study(self._desk, viewer, scope)

    # --------------------------------------------------------- the log

    def log_export(self, viewer: Viewer, question: str, scope: Scope) -> None:
        """Log that a file left the platform: who, what, over which loads."""
        self._desk.log(viewer, question, scope, kind="export")
