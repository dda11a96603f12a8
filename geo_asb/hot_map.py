"""Cells as a viewer may see them: counts by the filters, classes from the stored run."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb import tallies
from geo_asb.answers import CellMap, HotPlace
from geo_asb.columns import in_scope
from geo_asb.disclosure import LEAST_ADDRESSES
from geo_asb.model import DisplayLevel, Scope, Viewer
from geo_asb.snapshot import Snapshot
from geo_asb.store import runs

__all__ = ["FoundRun", "cell_map", "named_hot_cells"]

OUTSIDE, MISSING = -1, -2
VERDICTS = {"not shown": 0, "likely": 1, "strong": 2}


@dataclass(frozen=True, slots=True, eq=False)
class FoundRun:
    """A stored run that fits a scope, with its cells: cases, expected, verdict by position."""

    run: runs.Run
    cells: pd.DataFrame


def cell_map(
    snapshot: Snapshot, viewer: Viewer, scope: Scope, found: FoundRun | None, shapes_id: str
) -> CellMap:
    """Count the cases of a scope in the cells this viewer may see."""
    frame = snapshot.cells_of(scope.layer).frame
    shown, drawn = _shown_cells(snapshot, viewer, scope), _drawn(frame, viewer)
    counts, total = _counts(snapshot, viewer, scope)
    shown |= (counts > 0) & drawn
    counts[~shown] = OUTSIDE
    counts[~drawn] = MISSING
    shown_cases = int(counts[counts > 0].sum())
    return CellMap(
        shapes_id=shapes_id,
        counts=counts.astype(np.int32),
        classes=None,
        verdicts=None if found is None else _verdicts(found.cells, shown),
        tested=0 if found is None else found.run.tested,
        found=0 if found is None else int((found.cells["verdict"] == "strong").sum()),
        run_id=None if found is None else found.run.id,
        shown_cases=shown_cases,
        elsewhere=total - shown_cases,
    )


def named_hot_cells(
    snapshot: Snapshot, viewer: Viewer, scope: Scope, found: FoundRun
) -> list[HotPlace]:
    """Name the hot cells this viewer may see, most cases above expectation first."""
    frame = snapshot.cells_of(scope.layer).frame
    shown = _shown_cells(snapshot, viewer, scope)
    counts, _ = _counts(snapshot, viewer, scope)
    hot = found.cells[(found.cells["verdict"] != "not shown") & shown[found.cells.index]]
    places = [
        HotPlace(
            position=int(position),
            name=frame["name"].iat[position],
            cases=int(counts[position]),
            homes=round(frame["homes"].iat[position]),
            expected=float(expected),
            verdict=verdict,
        )
        for position, expected, verdict in zip(
            hot.index, hot["expected"], hot["verdict"], strict=True
        )
    ]
    return sorted(places, key=lambda place: (place.expected - place.cases, place.position))


def _counts(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> tuple[NDArray[np.int64], int]:
    """Return the cases in each cell, and the cases of the scope in cells or not."""
    at = snapshot.at(scope.layer)
    columns = snapshot.columns(scope.layer)
    counted = in_scope(columns, scope) & tallies.in_patch(columns, viewer.patch)
    cells = len(snapshot.cells_of(scope.layer).frame)
    return np.bincount(at[counted & (at >= 0)], minlength=cells), int(counted.sum())


def _drawn(frame: gpd.GeoDataFrame, viewer: Viewer) -> NDArray[np.bool_]:
    """Mark the cells that a level is shown at all."""
    least = LEAST_ADDRESSES if viewer.level is DisplayLevel.AUTHOR else 0
    return np.array(frame["addresses"] >= least)  # a copy: callers narrow it


def _shown_cells(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> NDArray[np.bool_]:
    """Mark the cells whose centre lies in the patch and the area asked about."""
    frame = snapshot.cells_of(scope.layer).frame
    shown = _drawn(frame, viewer)
    if viewer.patch is not None:
        shown &= np.asarray(frame["ward"].isin(sorted(viewer.patch)))
    if scope.area:
        shown &= np.asarray(frame["ward"] == scope.area)
    return shown


def _verdicts(cells: pd.DataFrame, shown: NDArray[np.bool_]) -> NDArray[np.int8]:
    verdicts = np.zeros(shown.size, dtype=np.int8)
    verdicts[cells.index] = cells["verdict"].map(VERDICTS)
    verdicts[~shown] = 0
    return verdicts
