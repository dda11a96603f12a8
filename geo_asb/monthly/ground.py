"""The ground that cases are counted on: cells over the wards, with their homes and streets."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_asb.columns import CaseColumns, HomeColumns
from geo_asb.etl.place import place_points
from geo_asb.hotspots import grid_neighbours, hex_grid
from geo_asb.hotspots.lattice import Lattice, find_keys, key_of, sorted_keys

__all__ = ["GRIDS", "Cut", "Ground", "ground_of_homes", "ground_of_households", "street_names"]


@dataclass(frozen=True, slots=True)
class Cut:
    """How the land is cut into hexagons."""

    across_m: float
    origin_m: tuple[float, float] = (0.0, 0.0)


# The first is the one that maps show. The others ask whether hot cells depend on how large cells
# are, and on where they happen to lie: half a cell east and a third north, so that old corners are
# new middles.
GRIDS = (Cut(150.0), Cut(250.0), Cut(150.0, (75.0, 43.3)))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """
    A grid with its homes, ready to count on.

    frame       by cell_id: q, r, x_m, y_m, homes, addresses, ward, name, geometry (EPSG:27700)
    neighbours  (n, n) of 0 and 1: cells that touch, each its own neighbour
    """

    cut: Cut
    frame: gpd.GeoDataFrame
    neighbours: csr_array

    @property
    def homes(self) -> NDArray[np.float64]:
        """Homes in each cell, above 0."""
        return np.asarray(self.frame["homes"], dtype=np.float64)

    @property
    def centres_m(self) -> NDArray[np.float64]:
        """(n, 2) centres, EPSG:27700."""
        return np.asarray(self.frame[["x_m", "y_m"]], dtype=np.float64)

    def at(self, points_m: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the position of the cell that holds each point; -1 where there is none."""
        return _cells_at(self.frame, points_m)


def ground_of_homes(wards: gpd.GeoDataFrame, homes: HomeColumns, cut: Cut) -> Ground:
    """Cover the wards; keep the cells with a home, named after the streets of their homes."""
    cells = hex_grid(wards, across_m=cut.across_m, origin_m=cut.origin_m)
    at = _cells_at(cells, np.column_stack([homes.x_m, homes.y_m]))
    living = np.bincount(at[at >= 0], minlength=len(cells))
    cells["homes"] = living.astype(float)
    cells["addresses"] = living
    cells["name"] = street_names(at, homes.street, len(cells))
    return _finished(cells, wards, cut)


def ground_of_households(
    wards: gpd.GeoDataFrame,
    lsoas: gpd.GeoDataFrame,
    households: pd.DataFrame,
    columns: CaseColumns,
    cut: Cut,
) -> Ground:
    """
    Cover the wards; give each cell its share of the households of the LSOAs it lies in.

    Where no homes list is loaded, the published map points (all months) mark the built area: each
    LSOA's households are shared equally over its distinct points.
    """
    cells = hex_grid(wards, across_m=cut.across_m, origin_m=cut.origin_m)
    known = ~np.isnan(columns.x_m)
    all_points_m = np.column_stack([columns.x_m, columns.y_m])[known]
    points_m = np.unique(all_points_m, axis=0)
    share = _share_of_points(points_m, lsoas, households)
    at = _cells_at(cells, points_m)
    living = np.bincount(at[at >= 0], weights=share[at >= 0], minlength=len(cells))
    cells["homes"] = living
    cells["addresses"] = np.floor(living).astype(int)
    streets = np.array([_tidy_place(text) for text in columns.street[known]], dtype=object)
    cells["name"] = street_names(_cells_at(cells, all_points_m), streets, len(cells))
    return _finished(cells, wards, cut)


def _share_of_points(
    points_m: NDArray[np.float64], lsoas: gpd.GeoDataFrame, households: pd.DataFrame
) -> NDArray[np.float64]:
    at = place_points(points_m, lsoas)
    homes_of = households.set_index("code")["homes"].reindex(lsoas["code"]).fillna(0).to_numpy()
    points_in = np.bincount(at[at >= 0], minlength=len(lsoas))
    return np.where(at >= 0, homes_of[at] / np.maximum(points_in[at], 1), 0.0)


def _tidy_place(text: str) -> str:
    return text.removeprefix("On or near ").strip()


def _cells_at(cells: gpd.GeoDataFrame, points_m: NDArray[np.float64]) -> NDArray[np.int64]:
    if not (len(cells) and len(points_m)):
        return np.full(len(points_m), -1, dtype=np.int64)
    q, r = Lattice.of(cells).cells_at(points_m)
    order, known = sorted_keys(cells)
    spot, is_inside = find_keys(known, key_of(q, r))
    return np.where(is_inside, order[spot], -1).astype(np.int64)


def street_names(
    at: NDArray[np.int64], streets: NDArray[np.object_], n_cells: int
) -> NDArray[np.object_]:
    """Name cells after their two commonest streets; "" where none is known."""
    codes, known = pd.factorize(streets, sort=True)  # equal counts: in the order of the alphabet
    told = (at >= 0) & (streets != "")
    pairs, homes = np.unique(at[told] * max(len(known), 1) + codes[told], return_counts=True)
    cell, street = np.divmod(pairs, max(len(known), 1))
    order = np.lexsort((street, -homes, cell))
    cell, street = cell[order], street[order]
    is_first = np.diff(cell, prepend=-1) > 0
    is_second = ~is_first & np.append(False, is_first[:-1])
    names = np.full(n_cells, "", dtype=object)
    names[cell[is_first]] = known[street[is_first]]
    names[cell[is_second]] += " and " + known[street[is_second]]
    return names


def _finished(cells: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, cut: Cut) -> Ground:
    kept = cells[cells["homes"] > 0].copy()
    at = place_points(kept[["x_m", "y_m"]].to_numpy(), wards)
    kept["ward"] = np.append(wards["code"].to_numpy(), "")[at]
    kept.attrs["across_m"] = cut.across_m
    kept.attrs["origin_m"] = cut.origin_m
    return Ground(cut, kept, grid_neighbours(kept))
