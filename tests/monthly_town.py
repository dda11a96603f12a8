"""
A town for the monthly run, without any database: 1.8 km of streets, two wards, a tower block.

Homes stand every 45 m; West and East ward meet in the middle. Holly Tower (UPRN T) has 40 flats at
one point in West. Cases fall on homes at random over 24 months; tests plant what they ask about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_asb.columns import CaseColumns, HomeColumns
from geo_asb.model import Layer
from geo_asb.monthly.ground import GRIDS, Ground, ground_of_homes
from geo_asb.monthly.run import Beside
from geo_asb.monthly.study import Study, month_after
from geo_asb.store.read_keys import CaseKeys

MONTH = date(2021, 11, 1)
FIRST = np.datetime64("2019-12-01", "D")
LAST = np.datetime64("2021-12-01", "D")
SIDE, APART_M, FLATS = 40, 45.0, 40
WEST_M, SOUTH_M = 390_000.0, 390_000.0
ALL_MONTHS = frozenset(month_after(MONTH, -n) for n in range(36))

_X, _Y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
HOUSES_M = np.column_stack([_X.ravel(), _Y.ravel()]) * APART_M + (WEST_M + 20, SOUTH_M + 20)
TOWER_M = HOUSES_M[SIDE * 20 + 10] + 15.0
HOMES_M = np.vstack([HOUSES_M, np.tile(TOWER_M, (FLATS, 1))])
TOWER_HOMES = np.arange(len(HOUSES_M), len(HOMES_M))
STREETS = np.array(
    [f"{n} Row" for n in np.repeat(np.arange(SIDE), SIDE)] + ["Holly Walk"] * FLATS, dtype=object
)
WARD = (HOMES_M[:, 0] > WEST_M + SIDE * APART_M / 2).astype(np.int16)
UPRNS = np.array([*(f"U{n:04d}" for n in range(len(HOMES_M))), "T"], dtype=object)
BLOCKS = pd.DataFrame(
    {"street": ["Holly Walk"], "storeys": [11.0], "homes": [FLATS], "managed_homes": [FLATS]},
    index=pd.Index(["T"], name="uprn"),
)


@cache
def wards() -> gpd.GeoDataFrame:
    middle_m, north_m = WEST_M + SIDE * APART_M / 2, SOUTH_M + SIDE * APART_M
    shapes = [
        shapely.box(WEST_M, SOUTH_M, middle_m, north_m),
        shapely.box(middle_m, SOUTH_M, WEST_M + SIDE * APART_M, north_m),
    ]
    return gpd.GeoDataFrame(
        {"code": ["W", "E"], "name": ["West", "East"]}, geometry=shapes, crs="EPSG:27700"
    )


def home_columns() -> HomeColumns:
    n = len(HOMES_M)
    return HomeColumns(
        x_m=HOMES_M[:, 0],
        y_m=HOMES_M[:, 1],
        street=STREETS,
        ward=WARD,
        estate=np.zeros(n, dtype=np.int16),
        managed=np.arange(n) % 4 == 0,
        wards=("W", "E"),
        estates=("S1",),
    )


@cache
def grounds() -> tuple[Ground, ...]:
    return tuple(ground_of_homes(wards(), home_columns(), cut) for cut in GRIDS)


def at_random(seed: int = 1, cases: int = 900) -> pd.DataFrame:
    """Cases at homes: home, day, drugs or noise; one row each."""
    rng = np.random.default_rng(seed)
    days = (LAST - FIRST).astype(int)
    return pd.DataFrame(
        {
            "home": rng.integers(0, len(HOMES_M), cases),
            "day": FIRST + rng.integers(0, days, cases),
            "bits": rng.choice([2, 4], cases).astype(np.uint8),
        }
    )


def columns(cases: pd.DataFrame, **changes: Any) -> CaseColumns:
    """Cases as columns, in the order of their days; `changes` replace whole columns."""
    cases = cases.sort_values("day", kind="stable")
    n, home = len(cases), cases["home"].to_numpy()
    made = CaseColumns(
        layer=Layer.CASES,
        day=cases["day"].to_numpy().astype("datetime64[D]").astype(np.int32),
        x_m=HOMES_M[home, 0],
        y_m=HOMES_M[home, 1],
        group_bits=cases["bits"].to_numpy(np.uint8),
        severity=np.full(n, 2, dtype=np.int8),
        happened=np.ones(n, dtype=bool),
        source=np.zeros(n, dtype=bool),
        staff=np.zeros(n, dtype=bool),
        precise=np.ones(n, dtype=bool),
        youth=np.zeros(n, dtype=bool),
        ward=WARD[home],
        estate=np.zeros(n, dtype=np.int16),
        wards=("W", "E"),
        estates=("S1",),
        street=np.full(n, "", dtype=object),
    )
    return replace(made, **changes)


def beside(cases: pd.DataFrame) -> Beside:
    home = cases.sort_values("day", kind="stable")["home"].to_numpy()
    n = len(home)
    keys = CaseKeys(
        version=np.arange(n),
        home=home.astype(np.int32),
        block=np.where(home >= len(HOUSES_M), len(HOMES_M), -1).astype(np.int32),
        street=STREETS[home],
        managed=home % 4 == 0,
        uprns=UPRNS,
    )
    return Beside(keys, home_columns(), BLOCKS)


def study(
    held: CaseColumns,
    layer: Layer = Layer.CASES,
    supplied: frozenset[date] = ALL_MONTHS,
    month: date = MONTH,
) -> Study:
    return Study.of(("town", layer, month), held, supplied, grounds())
