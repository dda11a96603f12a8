"""Questions about the map: its cells, what lies under it, released classes, the run it shows."""

from __future__ import annotations

from hashlib import sha256

import geopandas as gpd

from geo_asb import tallies
from geo_asb.answers import CellMap, MapBackground
from geo_asb.disclosure import LEAST_ADDRESSES, refuse_unreleased
from geo_asb.errors import NotAllowedError
from geo_asb.hot_map import FoundRun
from geo_asb.model import Answer, DisplayLevel, Layer, Scope, Viewer
from geo_asb.queries_shared import ALL_TIME, RELEASED, Desk
from geo_asb.rights import is_released_only
from geo_asb.snapshot import Snapshot
from geo_asb.store import read, runs
from geo_asb.words import period_words

__all__ = ["background", "cell_shapes", "released_map", "run_of"]


def cell_shapes(desk: Desk, viewer: Viewer, layer: Layer) -> tuple[str, gpd.GeoDataFrame]:
    """Return the id and the shapes that a CellMap is aligned with, as this level may see them."""
    if is_released_only(viewer):
        return _release_shapes(desk, viewer)
    cells = desk.snapshot(viewer).cells_of(layer)
    frame = cells.frame[["name", "homes", "ward", "geometry"]]
    if viewer.level is DisplayLevel.AUTHOR:
        big_enough = cells.frame["addresses"] >= LEAST_ADDRESSES
        return f"{cells.shapes_id}a", frame[big_enough]
    return cells.shapes_id, frame


def _release_shapes(desk: Desk, viewer: Viewer) -> tuple[str, gpd.GeoDataFrame]:
    with desk.connection() as conn:
        release = desk.release(conn, viewer)
        shapes = runs.release_shapes(conn, release.id)
    frame = shapes.assign(name="", ward="", homes=shapes["addresses"])
    said = f"{viewer.landlord} {release.number} {len(shapes)}".encode()
    shapes_id = sha256(said + shapes.to_csv().encode()).hexdigest()[:16]
    return f"{shapes_id}r", frame[["name", "homes", "ward", "geometry"]]


def background(desk: Desk, viewer: Viewer, area_code: str, layer: Layer) -> MapBackground:
    """Return what lies under a document's map of one ward, clipped to it."""
    snapshot = desk.asked(viewer, Scope(ALL_TIME, area=area_code))
    area = snapshot.wards[snapshot.wards["code"] == area_code]
    if area.empty:
        message = (
            f"No ward {area_code} in the boundaries of {snapshot.ward_year}. "
            "Pick one from the list."
        )
        raise NotAllowedError(message)
    shape = area.geometry.iloc[0]
    cells = cell_shapes(desk, viewer, layer)[1]
    with desk.connection() as conn:
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


def released_map(desk: Desk, viewer: Viewer, scope: Scope) -> Answer[CellMap]:
    """Return the classes of one released quarter; anything else is refused."""
    if scope.group or scope.severity or scope.area or scope.layer is not Layer.CASES:
        refuse_unreleased(viewer, nearest=RELEASED)
    with desk.connection() as conn:
        release = desk.release(conn, viewer)
        if scope.period not in runs.release_quarters(conn, release.id):
            refuse_unreleased(viewer, nearest=RELEASED)
        classes = runs.release_classes(conn, release.id, scope.period)
    value = CellMap(
        shapes_id=_release_shapes(desk, viewer)[0],
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
    return desk.answer(viewer, "hot_cells", scope, value, title)


def run_of(desk: Desk, snapshot: Snapshot, scope: Scope) -> FoundRun | None:
    """Return the stored run that fits a scope, or None; an outdated run fits nothing."""
    months = list(tallies.months_between(scope.period))
    is_whole = scope.period.start.day == scope.period.end.day == 1
    if scope.severity or not is_whole or snapshot.cells[scope.layer is Layer.POLICE] is None:
        return None
    grid = snapshot.cells_of(scope.layer).grid.id
    key = runs.RunKey(snapshot.landlord, scope.layer, grid, months[-1], len(months), scope.group)
    with desk.connection() as conn:
        run = runs.run_fitting(conn, key)
        if run is None or not snapshot.version.startswith(run.data_version):
            return None
        return FoundRun(run, runs.run_cells(conn, run.id))
