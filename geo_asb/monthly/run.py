"""
The monthly run: what is worked out once a month over all cases, and stored.

A run is of whole months that end with one month. It is never worked out for a viewer or a click:
pages read what stands here. Running a month again replaces it whole; unchanged data gives the same
rows. Why it is as it is: docs/decisions/0015-monthly-run.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_asb.columns import HomeColumns
from geo_asb.errors import StoreError
from geo_asb.model import Layer
from geo_asb.monthly.alarm import alarms
from geo_asb.monthly.cells import CellRun, cell_runs, stability
from geo_asb.monthly.forecast import back_test
from geo_asb.monthly.ground import GRIDS, Ground, ground_of_homes, ground_of_households
from geo_asb.monthly.hotspots import Known, hotspots
from geo_asb.monthly.months import with_months_named
from geo_asb.monthly.pairs import case_clusters, near_repeats
from geo_asb.monthly.rates import area_rates
from geo_asb.monthly.repeats import concentrations, repeats
from geo_asb.monthly.study import YEAR_MONTHS, Study
from geo_asb.monthly.weeks import day_and_night, weeks
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot, read_snapshot
from geo_asb.store import places, read, read_keys, run_parts, runs
from geo_asb.store.connect import Connection, transaction
from geo_asb.store.read_keys import CaseKeys
from geo_asb.store.read_times import NO_TIMES, CaseTimes, case_times
from geo_asb.store.run_parts import Part
from geo_asb.store.write import hold_landlord
from geo_asb.tiles import Tiling

__all__ = [
    "METHOD",
    "Beside",
    "MonthFound",
    "RunLine",
    "RunState",
    "detect",
    "detect_stale",
    "run_states",
    "work_out",
]

METHOD = "monthly-run-1"  # raised by hand when the parts of a run change
NO_BLOCKS = pd.DataFrame(columns=["street", "storeys", "homes", "managed_homes"])


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
class MonthFound:
    """What a run found for one layer: its hot cells by window and group, and its parts."""

    layer: Layer
    month: date
    lines: tuple[RunLine, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What a landlord's own cases have beside their columns: homes, blocks and times."""

    keys: CaseKeys
    homes: HomeColumns
    blocks: pd.DataFrame  # by UPRN: street, storeys, homes, managed_homes
    times: CaseTimes = NO_TIMES


_Asked: TypeAlias = "tuple[Study, Beside | None, tuple[runs.HomesOf, str]]"


@dataclass(frozen=True, slots=True)
class RunState:
    """A stored run; stale where data was loaded since, and then read by nobody."""

    layer: Layer
    month: date
    is_stale: bool


def detect(settings: Settings, month: date, *, tiling: Tiling | None = None) -> list[MonthFound]:
    """
    Work out a month for each layer, and store it in the place of an earlier run of that month.

    With a `tiling` pairs and clusters of cases are looked for tile by tile, by its executor; what
    is stored is the same.

    Raises
    ------
    StoreError
        No wards or no homes are loaded, or no layer holds cases in the window.
    """
    with transaction(settings) as conn:
        hold_landlord(conn, settings.landlord)
        snapshot = read_snapshot(conn, settings, settings.landlord)
        if snapshot.wards.empty:
            message = "No wards are loaded: 'geo-asb load boundaries FILE --kind ward --year YYYY'."
            raise StoreError(message)
        found = [_detected(conn, asked, tiling) for asked in _studies(conn, snapshot, month)]
    if not found:
        message = (
            f"No cases or police reports in the 12 months to {month:%B %Y}. Load cases and homes "
            "(or police reports and households) of those months, then detect again."
        )
        raise StoreError(message)
    return found


def run_states(settings: Settings) -> list[RunState]:
    """Say of each stored run whether it still rests on what is loaded, newest month first."""
    with transaction(settings) as conn:
        current = read.data_version(conn, settings.landlord)
        return [
            RunState(run.layer, run.month, is_stale=run.data_version != current)
            for run in run_parts.month_runs(conn, settings.landlord)
        ]


def detect_stale(settings: Settings, *, tiling: Tiling | None = None) -> list[MonthFound]:
    """
    Work out again every month that data loaded since has put out of date, oldest first.

    What a case left behind in runs that held it is gone afterwards, where it was withdrawn or
    became restricted.
    """
    stale = {state.month for state in run_states(settings) if state.is_stale}
    return [found for month in sorted(stale) for found in detect(settings, month, tiling=tiling)]


# ------------------------------------------------------------- what is asked


def _studies(conn: Connection, snapshot: Snapshot, month: date) -> Iterator[_Asked]:
    """Give each layer that holds data its ground, and say where the homes of it come from."""
    if snapshot.cases.day.size and snapshot.homes.x_m.size:
        grounds = tuple(ground_of_homes(snapshot.wards, snapshot.homes, cut) for cut in GRIDS)
        beside = Beside(
            read_keys.case_keys(conn, snapshot.landlord),
            snapshot.homes,
            read_keys.block_facts(conn, snapshot.landlord),
            case_times(conn, snapshot.landlord),
        )
        for layer in (Layer.CASES, Layer.REPORTED):
            study = _study(snapshot, (layer, month), grounds)
            yield study, beside, ("gazetteer", "all homes of the gazetteer")
    households = read.households(conn, snapshot.landlord)
    if snapshot.police.day.size and len(households):
        lsoas = _newest_lsoas(conn, snapshot.landlord)
        grounds = tuple(
            ground_of_households(snapshot.wards, lsoas, households, snapshot.police, cut)
            for cut in GRIDS
        )
        source = households["source"].iloc[0]
        basis = f"{source}, shared over the police map points of each LSOA"
        yield _study(snapshot, (Layer.POLICE, month), grounds), None, ("households", basis)


def _study(snapshot: Snapshot, asked: tuple[Layer, date], grounds: tuple[Ground, ...]) -> Study:
    layer = asked[0]
    columns, supplied = snapshot.columns(layer), snapshot.supplied(layer)
    return Study.of((snapshot.landlord, *asked), columns, supplied, grounds)


def _newest_lsoas(conn: Connection, landlord: str) -> gpd.GeoDataFrame:
    years = [year for kind, year in places.area_kinds(conn, landlord) if kind == "lsoa"]
    if not years:
        message = "No LSOAs are loaded: 'geo-asb load boundaries FILE --kind lsoa --year YYYY'."
        raise StoreError(message)
    return places.areas_current(conn, landlord, kind="lsoa", boundary_year=max(years))


# ------------------------------------------------------------- what is found and stored


def _detected(conn: Connection, asked: _Asked, tiling: Tiling | None) -> MonthFound:
    study, beside, (homes_of, basis) = asked
    known = run_parts.hotspots_known(conn, study.landlord, study.layer, study.month)
    cells, parts = work_out(study, beside, known, tiling)
    run_parts.clear_month(conn, study.landlord, study.layer, study.month)
    version = read.data_version(conn, study.landlord)
    grids = [
        runs.store_grid(conn, study.landlord, ground.frame, homes_of=homes_of, basis=basis)
        for ground in study.grounds
    ]
    for run in cells:
        _store_cells(conn, study, run, (grids[run.ground].id, version))
    head = {
        "landlord": study.landlord,
        "layer": str(study.layer),
        "grid": grids[0].id,
        "month": study.month,
        "method_version": METHOD,
        "data_version": version,
    }
    run_parts.store_month(conn, head, parts)
    shown = tuple(_line(study, run) for run in cells if run.ground == 0)
    return MonthFound(study.layer, study.month, shown, tuple(parts))


def work_out(
    study: Study,
    beside: Beside | None,
    known: Mapping[str, Known],
    tiling: Tiling | None = None,
) -> tuple[list[CellRun], list[Part]]:
    """
    Work out all of a layer's month, without any database.

    `beside` is None for police reports; `known` holds earlier hotspots by type group. What is left
    to chance is seeded by landlord, layer and month: the same run has the same luck.
    """
    cells = list(cell_runs(study))
    keys = None if beside is None else beside.keys
    blocks = NO_BLOCKS if beside is None else beside.blocks
    rng = _luck_of(study)
    found = _hotspots(study, cells, known)
    parts = [
        *stability(study, cells),
        *found,
        repeats(study, keys, blocks),
        *near_repeats(study, keys, tiling),
        case_clusters(study, keys, tiling),
        alarms(study, keys, rng),
        back_test(study),
    ]
    if beside is not None:
        parts.append(concentrations(study, beside.keys, (beside.homes.x_m.size, blocks), rng))
        parts += weeks(study, beside.times)
        parts.append(day_and_night(study, beside.times, found[0]))
        if study.layer is Layer.CASES:
            parts.append(area_rates(study, beside.keys, beside.homes, blocks))
    return with_months_named(study, cells, parts)


def _luck_of(study: Study) -> np.random.Generator:
    said = f"{study.landlord}|{study.layer}|{study.month}"
    return np.random.default_rng(list(sha256(said.encode()).digest()))


def _hotspots(study: Study, found: list[CellRun], known: Mapping[str, Known]) -> list[Part]:
    asked = [run for run in found if run.ground == 0 and run.window_months == YEAR_MONTHS]
    return [hotspots(study, run, known.get(run.type_group, [])) for run in asked]


def _store_cells(conn: Connection, study: Study, run: CellRun, at: tuple[int, bytes]) -> None:
    if run.scores is None:
        return
    grid, version = at
    key = runs.RunKey(
        study.landlord, study.layer, grid, study.month, run.window_months, run.type_group
    )
    said = {
        "method_version": run.scores.attrs["method"],
        "data_version": version,
        "cases": run.cases,
        "tested": int(run.scores.attrs["cells_tested"]),
        "left_out": run.left_out,
        "dispersion": run.scores.attrs["dispersion"],
        "placed_share": run.placed.share,
        "caveats": list(run.placed.caveats),
    }
    runs.store_run(conn, key, run.scores.reset_index(drop=True), said)


def _line(study: Study, run: CellRun) -> RunLine:
    verdicts = [] if run.scores is None else run.scores["verdict"].tolist()
    return RunLine(
        layer=study.layer,
        month=study.month,
        window_months=run.window_months,
        type_group=run.type_group,
        cases=run.cases,
        tested=0 if run.scores is None else int(run.scores.attrs["cells_tested"]),
        strong=verdicts.count("strong"),
        likely=verdicts.count("likely"),
        note=run.note,
    )
