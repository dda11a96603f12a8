"""
What partners and the public may read: worked out once after a load, stored, and only read.

The first table is the map: cases that happened in each area, in four classes, by whole calendar
quarter. Areas under 8 addresses join a neighbour; the lowest class joins 0 with 1-4.
"""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_asb.columns import in_period
from geo_asb.disclosure import map_classes, merge_small
from geo_asb.errors import StoreError
from geo_asb.model import Layer, Period
from geo_asb.settings import Settings
from geo_asb.snapshot import Cells, Snapshot, read_snapshot
from geo_asb.store import runs
from geo_asb.store.connect import transaction
from geo_asb.store.write import hold_landlord

__all__ = ["METHOD_VERSION", "make_release", "whole_quarters"]

METHOD_VERSION = "map-classes-1"
NEIGHBOUR_CELLS = 1.1  # in cell widths: the six hexagons around one


def make_release(settings: Settings) -> runs.Release | None:
    """
    Make the next release from what is loaded; None where the newest already holds this data.

    Raises
    ------
    StoreError
        No cells yet, or no whole quarter is loaded.
    """
    with transaction(settings) as conn:
        hold_landlord(conn, settings.landlord)
        snapshot = read_snapshot(conn, settings, settings.landlord)
        data_to = snapshot.data_to(Layer.CASES)
        quarters = whole_quarters(snapshot.supplied(Layer.CASES), data_to)
        if data_to is None or not quarters:
            message = "No whole calendar quarter of cases is loaded: nothing can be released."
            raise StoreError(message)
        cells = snapshot.cells_of(Layer.CASES)
        joined = _joined(cells)
        head = {
            "landlord": settings.landlord,
            "data_to": data_to,
            "data_version": snapshot.version,
            "method_version": METHOD_VERSION,
        }
        classes = {quarter: _classes(snapshot, joined, quarter) for quarter in quarters}
        return runs.store_release(conn, head, _shapes(cells, joined), classes)


def whole_quarters(supplied: frozenset[date], data_to: date | None) -> list[Period]:
    """Return the calendar quarters whose three months are all loaded to their last day."""
    quarters = []
    for start in sorted(month for month in supplied if month.month % 3 == 1):
        middle, last = (start.replace(month=start.month + n) for n in (1, 2))
        end = date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
        is_over = data_to is not None and (end - data_to).days <= 1
        if {middle, last} <= supplied and is_over:
            quarters.append(Period(start, end))
    return quarters


def _joined(cells: Cells) -> NDArray[np.int64]:
    """Return the released area of each cell, numbered from 0 in order of first cell."""
    frame = cells.frame
    heads = merge_small(
        frame["addresses"].to_numpy(),
        frame[["x_m", "y_m"]].to_numpy(),
        reach_m=NEIGHBOUR_CELLS * cells.grid.across_m,
    )
    if heads.size and heads[0] < 0:
        message = "All cells together hold fewer than 8 addresses: nothing can be released."
        raise StoreError(message)
    return np.unique(heads, return_inverse=True)[1]


def _shapes(cells: Cells, joined: NDArray[np.int64]) -> gpd.GeoDataFrame:
    grouped = cells.frame[["addresses", "geometry"]].dissolve(by=joined, aggfunc="sum")
    parts = [
        shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
        for shape in grouped.geometry
    ]
    return gpd.GeoDataFrame(
        {"addresses": grouped["addresses"].to_numpy()}, geometry=parts, crs="EPSG:27700"
    )


def _classes(snapshot: Snapshot, joined: NDArray[np.int64], quarter: Period) -> NDArray[np.int8]:
    at = snapshot.at(Layer.CASES)
    counted = in_period(snapshot.cases, quarter) & (at >= 0)
    counts = np.bincount(joined[at[counted]], minlength=int(joined.max()) + 1)
    return map_classes(counts)
