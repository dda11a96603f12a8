"""
What readers stand on: one landlord's columns, cells and outlines, read once for each data version.

Nothing here is disclosed yet; only Queries may hold a Snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_asb.columns import CaseColumns, HomeColumns, on_cells
from geo_asb.errors import StoreError
from geo_asb.hotspots import cell_of
from geo_asb.model import Layer, Period
from geo_asb.settings import Settings
from geo_asb.store import places, read, runs
from geo_asb.store.connect import Connection
from geo_asb.tallies import months_between

__all__ = ["ACROSS_M", "Cells", "Snapshot", "read_snapshot", "version_of"]

ACROSS_M = 150.0
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """
    A stored grid as readers use it.

    frame      by position: cell_id, x_m, y_m, homes, addresses, name, ward, geometry (EPSG:27700)
    shapes_id  names shapes for good: another grid has another id
    """

    grid: runs.Grid
    frame: gpd.GeoDataFrame
    shapes_id: str
    position: dict[str, int]

    def positions(self, columns: CaseColumns, layer: Layer) -> NDArray[np.int64]:
        """Return the cell of each case that cells of a layer may count, -1 for the others."""
        at = np.full(columns.day.size, -1, dtype=np.int64)
        may = on_cells(columns, layer)
        points_m = np.column_stack([columns.x_m[may], columns.y_m[may]])
        ids = cell_of(points_m, across_m=self.grid.across_m)
        at[may] = [self.position.get(cell_id, -1) for cell_id in ids]
        return at


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One landlord at one data version."""

    landlord: str
    name: str
    version: bytes
    ward_year: int
    cases: CaseColumns
    police: CaseColumns
    homes: HomeColumns
    wards: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    cells: dict[bool, Cells | None]  # by "of the police"
    batches: list[read.Batch]
    today: date
    positions: dict[Layer, NDArray[np.int64]] = field(default_factory=dict)

    def columns(self, layer: Layer) -> CaseColumns:
        """Return the columns that a layer counts."""
        return self.police if layer is Layer.POLICE else self.cases

    def cells_of(self, layer: Layer) -> Cells:
        """
        Return the cells of a layer.

        Raises
        ------
        StoreError
            No month was detected yet.
        """
        cells = self.cells[layer is Layer.POLICE]
        if cells is None:
            message = "No hot cells were worked out yet: run 'geo-asb detect --month YYYY-MM'."
            raise StoreError(message)
        return cells

    def at(self, layer: Layer) -> NDArray[np.int64]:
        """Return the cell position of each row of a layer's columns, worked out once."""
        if layer not in self.positions:
            cells = self.cells_of(layer)
            self.positions[layer] = cells.positions(self.columns(layer), layer)
        return self.positions[layer]

    def supplied(self, layer: Layer) -> frozenset[date]:
        """Return the first days of the months that loads cover; others are blank, not zero."""
        kinds = self._kinds(layer)
        spans = [
            Period(batch.covers_start, batch.covers_end)
            for batch in self.batches
            if batch.kind in kinds and batch.covers_start and batch.covers_end
        ]
        columns = self.columns(layer)
        held = set(columns.day.astype("datetime64[D]").astype("datetime64[M]").tolist())
        touched = {month for span in spans for month in months_between(span)}
        return frozenset(touched & held if layer is Layer.POLICE else touched)

    def data_to(self, layer: Layer) -> date | None:
        """Return the last day that loads of a layer cover."""
        kinds = self._kinds(layer)
        ends = [b.covers_end for b in self.batches if b.kind in kinds and b.covers_end]
        return max(ends) - DAY if ends else None

    def batch_ids(self, layer: Layer) -> tuple[int, ...]:
        """Return the batches that a layer's figures rest on."""
        other = self._kinds(Layer.CASES if layer is Layer.POLICE else Layer.POLICE)
        return tuple(batch.id for batch in self.batches if batch.kind not in other)

    def _kinds(self, layer: Layer) -> frozenset[str]:
        kinds = {batch.kind for batch in self.batches}
        if layer is Layer.POLICE:
            return frozenset(kinds & {"police reports"})
        return frozenset(kind for kind in kinds if kind.endswith(" cases"))


def read_snapshot(conn: Connection, settings: Settings, landlord: str) -> Snapshot:
    """Read one landlord, whole; seconds at most, once for each data version."""
    years = read.ward_years(conn, landlord)
    ward_year = settings.ward_year or (years[0] if years else 0)
    batches = read.batches_in_force(conn, landlord)
    ends = [batch.covers_end for batch in batches if batch.covers_end]
    return Snapshot(
        landlord=landlord,
        name=read.landlord_name(conn, landlord),
        version=version_of(conn, landlord),
        ward_year=ward_year,
        cases=read.case_columns(conn, landlord, ward_year=ward_year),
        police=read.police_columns(conn, landlord, ward_year=ward_year),
        homes=read.home_columns(conn, landlord, ward_year=ward_year),
        wards=places.areas_current(conn, landlord, kind="ward", boundary_year=ward_year),
        estates=places.areas_current(conn, landlord, kind="estate", boundary_year=0),
        cells={
            False: _cells(conn, landlord, homes_of="gazetteer"),
            True: _cells(conn, landlord, homes_of="households"),
        },
        batches=batches,
        today=settings.today or max(ends, default=date.max),
    )


def version_of(conn: Connection, landlord: str) -> bytes:
    """Name what is current: data and grids; a snapshot of another version is out of date."""
    grids = [
        runs.newest_grid(conn, landlord, homes_of=homes_of, across_m=ACROSS_M)
        for homes_of in ("gazetteer", "households")
    ]
    ids = ",".join(str(grid.id) if grid else "" for grid in grids)
    return read.data_version(conn, landlord) + ids.encode()


def _cells(conn: Connection, landlord: str, *, homes_of: runs.HomesOf) -> Cells | None:
    grid = runs.newest_grid(conn, landlord, homes_of=homes_of, across_m=ACROSS_M)
    if grid is None:
        return None
    frame = runs.cells(conn, grid.id)
    plain = frame.drop(columns="geometry").to_csv().encode()
    shapes_id = sha256(landlord.encode() + plain).hexdigest()[:16]
    position = {cell_id: n for n, cell_id in enumerate(frame["cell_id"])}
    return Cells(grid, frame, shapes_id, position)
