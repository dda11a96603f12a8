"""
The monthly run: cells over the borough, cases and homes in each, hot cells, stored.

A run is of whole months that end with one month. It is never worked out for a viewer or a click:
pages read what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.columns import CaseColumns, HomeColumns, in_scope, on_cells
from geo_asb.errors import StoreError, TooFewCasesError
from geo_asb.etl.place import place_points
from geo_asb.hotspots import cell_of, count_cases, hex_grid, hot_cells, neighbours_within
from geo_asb.model import Layer, Period, Scope
from geo_asb.settings import Settings
from geo_asb.store import places, read, runs
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.write import hold_landlord

__all__ = ["ACROSS_M", "RunLine", "detect", "window"]

ACROSS_M = 150.0
REACH_CELLS = 1.5
YEAR_MONTHS = 12
LEAST_CASES = 20  # below it a run claims nothing: too few to test
LEAST_CASES_MONTH = 500  # one month alone is tested only where it holds so many


@dataclass(frozen=True, slots=True)
class RunLine:
    """One stored run in a steward's words; `note` says why nothing was tested, "" where it was."""

    layer: Layer
    month: date
    window_months: int
    type_group: str
    cases: int
    tested: int
    strong: int
    likely: int
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """A grid with its homes, ready to count on."""

    grid: runs.Grid
    homes: NDArray[np.float64]
    neighbours: csr_array
    position: dict[str, int]  # of a cell id


def window(month: date, months: int) -> Period:
    """Return the whole months that end with `month` (its first day)."""
    end = _month_after(month, 1)
    return Period(_month_after(end, -months), end)


def _month_after(day: date, months: int) -> date:
    years, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month0 + 1, 1)


def detect(settings: Settings, month: date, *, across_m: float = ACROSS_M) -> list[RunLine]:
    """
    Find hot cells of the 12 months that end with `month`, for each layer and type group.

    The month alone is tested as well where a layer holds 500 cases in it. Running a month again
    replaces its runs; with unchanged data the result is the same.

    Raises
    ------
    StoreError
        No wards or no homes are loaded, or no layer holds cases in the window.
    """
    with transaction(settings) as conn:
        hold_landlord(conn, settings.landlord)
        year = _ward_year(conn, settings)
        lines = [
            *_detect_cases(conn, settings.landlord, year, (month, across_m)),
            *_detect_police(conn, settings.landlord, year, (month, across_m)),
        ]
    if not lines:
        message = (
            f"No cases or police reports in the 12 months to {month:%B %Y}. Load cases and homes "
            "(or police reports and households) of those months, then detect again."
        )
        raise StoreError(message)
    return lines


def _ward_year(conn: Connection, settings: Settings) -> int:
    years = read.ward_years(conn, settings.landlord)
    if not years:
        message = "No wards are loaded: 'geo-asb load boundaries FILE --kind ward --year YYYY'."
        raise StoreError(message)
    return settings.ward_year or years[0]


def _detect_cases(
    conn: Connection, landlord: str, ward_year: int, asked: tuple[date, float]
) -> list[RunLine]:
    columns = read.case_columns(conn, landlord, ward_year=ward_year)
    homes = read.home_columns(conn, landlord, ward_year=ward_year)
    if not (columns.day.size and homes.x_m.size):
        return []
    wards = places.areas_current(conn, landlord, kind="ward", boundary_year=ward_year)
    cells = _cells_with_homes(wards, homes, across_m=asked[1])
    basis = "all homes of the gazetteer"
    grid = runs.store_grid(conn, landlord, cells, homes_of="gazetteer", basis=basis)
    ground = _ground(grid, cells)
    layers = (Layer.CASES, Layer.REPORTED)
    return [
        line
        for layer in layers
        for line in _runs_of_layer(conn, landlord, (layer, asked[0]), columns, ground)
    ]


def _detect_police(
    conn: Connection, landlord: str, ward_year: int, asked: tuple[date, float]
) -> list[RunLine]:
    columns = read.police_columns(conn, landlord, ward_year=ward_year)
    households = read.households(conn, landlord)
    if not (columns.day.size and len(households)):
        return []
    wards = places.areas_current(conn, landlord, kind="ward", boundary_year=ward_year)
    lsoas = _newest_lsoas(conn, landlord)
    cells = _cells_with_households(wards, lsoas, households, columns, across_m=asked[1])
    basis = f"{households['source'].iloc[0]}, shared over the police map points of each LSOA"
    grid = runs.store_grid(conn, landlord, cells, homes_of="households", basis=basis)
    ground = _ground(grid, cells)
    return _runs_of_layer(conn, landlord, (Layer.POLICE, asked[0]), columns, ground)


def _newest_lsoas(conn: Connection, landlord: str) -> gpd.GeoDataFrame:
    years = [year for kind, year in places.area_kinds(conn, landlord) if kind == "lsoa"]
    if not years:
        message = "No LSOAs are loaded: 'geo-asb load boundaries FILE --kind lsoa --year YYYY'."
        raise StoreError(message)
    return places.areas_current(conn, landlord, kind="lsoa", boundary_year=max(years))


# ------------------------------------------------------------- cells


def _cells_with_homes(
    wards: gpd.GeoDataFrame, homes: HomeColumns, *, across_m: float
) -> gpd.GeoDataFrame:
    """Cover the wards; keep the cells with a home, named after the streets of their homes."""
    cells = hex_grid(wards, across_m=across_m)
    points_m = np.column_stack([homes.x_m, homes.y_m])
    cells["homes"] = count_cases(cells, points_m).astype(float)
    cells["addresses"] = cells["homes"].astype(int)
    return _finished(cells, wards, _street_names(points_m, homes.street, across_m), across_m)


def _cells_with_households(
    wards: gpd.GeoDataFrame,
    lsoas: gpd.GeoDataFrame,
    households: pd.DataFrame,
    columns: CaseColumns,
    *,
    across_m: float,
) -> gpd.GeoDataFrame:
    """
    Cover the wards; give each cell its share of the households of the LSOAs it lies in.

    Where no homes list is loaded, the published map points (all months) mark the built area: each
    LSOA's households are shared equally over its distinct points.
    """
    cells = hex_grid(wards, across_m=across_m)
    known = ~np.isnan(columns.x_m)
    points_m = np.unique(np.column_stack([columns.x_m, columns.y_m])[known], axis=0)
    at = place_points(points_m, lsoas)
    homes_of = households.set_index("code")["homes"].reindex(lsoas["code"]).fillna(0).to_numpy()
    points_in = np.bincount(at[at >= 0], minlength=len(lsoas))
    share = np.where(at >= 0, homes_of[at] / np.maximum(points_in[at], 1), 0.0)
    ids = pd.Series(share).groupby(cell_of(points_m, across_m=across_m)).sum()
    cells["homes"] = ids.reindex(cells.index).fillna(0.0).to_numpy()
    cells["addresses"] = np.floor(cells["homes"]).astype(int)
    streets = np.array([_tidy_place(text) for text in columns.street[known]], dtype=object)
    all_points_m = np.column_stack([columns.x_m, columns.y_m])[known]
    return _finished(cells, wards, _street_names(all_points_m, streets, across_m), across_m)


def _tidy_place(text: str) -> str:
    return text.removeprefix("On or near ").strip()


def _finished(
    cells: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, names: pd.Series, across_m: float
) -> gpd.GeoDataFrame:
    kept = cells[cells["homes"] > 0].copy()
    at = place_points(kept[["x_m", "y_m"]].to_numpy(), wards)
    codes = np.append(wards["code"].to_numpy(), "")
    kept["ward"] = codes[at]
    kept["name"] = names.reindex(kept.index).fillna("").to_numpy()
    kept.attrs["across_m"] = across_m
    return kept


def _street_names(
    points_m: NDArray[np.float64], streets: NDArray[np.object_], across_m: float
) -> pd.Series:
    """Name cells after their two commonest streets, by cell id."""
    table = pd.DataFrame({"cell": cell_of(points_m, across_m=across_m), "street": streets})
    counted = table[table["street"] != ""].value_counts().reset_index(name="n")
    counted = counted.sort_values(["cell", "n", "street"], ascending=[True, False, True])
    top = counted.groupby("cell").head(2)
    return top.groupby("cell")["street"].agg(" and ".join)


def _ground(grid: runs.Grid, cells: gpd.GeoDataFrame) -> _Ground:
    centres_m = cells[["x_m", "y_m"]].to_numpy()
    return _Ground(
        grid=grid,
        homes=cells["homes"].to_numpy(),
        neighbours=neighbours_within(centres_m, REACH_CELLS * grid.across_m),
        position={cell_id: n for n, cell_id in enumerate(cells.index)},
    )


# ------------------------------------------------------------- runs


def _runs_of_layer(
    conn: Connection,
    landlord: str,
    asked: tuple[Layer, date],
    columns: CaseColumns,
    ground: _Ground,
) -> list[RunLine]:
    layer, month = asked
    positions = _positions(columns, layer, ground)
    version = read.data_version(conn, landlord)
    lines = []
    for months, group in _questions(columns, layer, month):
        scope = Scope(window(month, months), layer, group)
        at = positions[in_scope(columns, scope) & on_cells(columns, layer)]
        key = runs.RunKey(landlord, layer, ground.grid.id, month, months, group)
        lines.append(_run(conn, key, at, ground, version))
    return lines


def _questions(columns: CaseColumns, layer: Layer, month: date) -> Iterator[tuple[int, str]]:
    """Say which windows and groups are worth a run."""
    groups = ("",) if layer is Layer.POLICE else ("", *TYPE_GROUPS)
    yield from ((YEAR_MONTHS, group) for group in groups)
    alone = in_scope(columns, Scope(window(month, 1), layer)) & on_cells(columns, layer)
    if alone.sum() >= LEAST_CASES_MONTH:
        yield from ((1, group) for group in groups)


def _positions(columns: CaseColumns, layer: Layer, ground: _Ground) -> NDArray[np.int64]:
    """Find the cell of each case that cells may count; -1 for the others and those outside."""
    positions = np.full(columns.day.size, -1, dtype=np.int64)
    may = on_cells(columns, layer)
    points_m = np.column_stack([columns.x_m[may], columns.y_m[may]])
    ids = cell_of(points_m, across_m=ground.grid.across_m)
    positions[may] = [ground.position.get(cell_id, -1) for cell_id in ids]
    return positions


def _run(
    conn: Connection,
    key: runs.RunKey,
    at: NDArray[np.int64],
    ground: _Ground,
    version: bytes,
) -> RunLine:
    counts = np.bincount(at[at >= 0], minlength=ground.homes.size)
    if counts.sum() < LEAST_CASES:
        return _line(key, int(counts.sum()), None, "too few cases to test")
    try:
        scores = hot_cells(counts, ground.homes, ground.neighbours)
    except TooFewCasesError as error:
        return _line(key, int(counts.sum()), None, str(error))
    scores = scores.assign(cases=counts)
    said = {
        "method_version": scores.attrs["method"],
        "data_version": version,
        "cases": int(counts.sum()),
        "tested": int(scores.attrs["cells_tested"]),
        "left_out": int((at < 0).sum()),
        "dispersion": scores.attrs["dispersion"],
    }
    runs.store_run(conn, key, scores, said)
    return _line(key, int(counts.sum()), scores, "")


def _line(key: runs.RunKey, cases: int, scores: pd.DataFrame | None, note: str) -> RunLine:
    verdicts = pd.Series(dtype=object) if scores is None else scores["verdict"]
    return RunLine(
        layer=key.layer,
        month=key.month,
        window_months=key.window_months,
        type_group=key.type_group,
        cases=cases,
        tested=0 if scores is None else int(scores.attrs["cells_tested"]),
        strong=int((verdicts == "strong").sum()),
        likely=int((verdicts == "likely").sum()),
        note=note,
    )
