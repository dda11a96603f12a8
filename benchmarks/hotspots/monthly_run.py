"""
The whole monthly run of a landlord's own cases: both layers, all parts, without the database.

Boroughs of 45,000 homes stand side by side, so that density stays and only the landlord grows;
cases fall over 36 months on homes whose rates differ, in eight type groups, two in three with the
place where it happened. `python -m benchmarks.hotspots.monthly_run`, with `--parts` for where the
time goes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.hotspots.measure import Line, growth_exponent, measured, print_table
from benchmarks.invented_borough import PLACE_M, invent_homes
from geo_asb.columns import CaseColumns, HomeColumns
from geo_asb.model import Layer
from geo_asb.monthly import run as detection
from geo_asb.monthly.ground import GRIDS, ground_of_homes
from geo_asb.monthly.run import Beside, work_out
from geo_asb.monthly.study import Study, month_after
from geo_asb.store.read_keys import CaseKeys

MONTH = date(2021, 11, 1)
MONTHS = 36
FIRST = np.datetime64("2018-12-01", "D")
DAYS = int((np.datetime64("2021-12-01", "D") - FIRST).astype(int))
APART_M = 11_000.0  # between the middles of two boroughs
CASES_A_BOROUGH = 100_000
WARDS = 20
SIZES = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Landlord:
    """All that a run of one landlord rests on."""

    wards: gpd.GeoDataFrame
    columns: CaseColumns
    beside: Beside


@cache
def landlord(cases: int, boroughs: int) -> Landlord:
    rng = np.random.default_rng(4711)
    one = invent_homes(rng)
    east = np.arange(boroughs) * APART_M
    homes_m = np.vstack([one + np.array([step, 0.0]) for step in east])
    wards, ward_of = _wards(homes_m)
    place = np.unique(np.floor(homes_m / PLACE_M), axis=0, return_inverse=True)[1]
    rate = rng.gamma(2.0, 0.5, place.max() + 1)[place]
    at = np.sort(rng.choice(len(homes_m), cases, p=rate / rate.sum()))
    order = rng.permutation(cases)
    return Landlord(wards, *_told(rng, (homes_m, ward_of, place), at[order]))


def _wards(homes_m: np.ndarray) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    west, south, east, north = *homes_m.min(axis=0) - 50, *homes_m.max(axis=0) + 50
    edges = np.linspace(west, east, WARDS + 1)
    strips = [shapely.box(edges[n], south, edges[n + 1], north) for n in range(WARDS)]
    codes = [f"W{n:02d}" for n in range(WARDS)]
    frame = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=strips, crs="EPSG:27700")
    return frame, np.searchsorted(edges, homes_m[:, 0]).astype(np.int16) - 1


def _told(
    rng: np.random.Generator, homes: tuple[np.ndarray, np.ndarray, np.ndarray], at: np.ndarray
) -> tuple[CaseColumns, Beside]:
    homes_m, ward, place = homes
    n = at.size
    codes = tuple(f"W{number:02d}" for number in range(WARDS))
    streets = np.array([f"Street {number}" for number in range(place.max() + 1)], dtype=object)
    columns = CaseColumns(
        layer=Layer.CASES,
        day=np.sort(FIRST.astype(int) + rng.integers(0, DAYS, n)).astype(np.int32),
        x_m=homes_m[at, 0],
        y_m=homes_m[at, 1],
        group_bits=(1 << rng.integers(0, 8, n)).astype(np.uint8),
        severity=rng.integers(0, 4, n).astype(np.int8),
        happened=rng.random(n) < 2 / 3,
        source=np.zeros(n, dtype=bool),
        staff=np.zeros(n, dtype=bool),
        precise=rng.random(n) < 0.9,
        youth=np.zeros(n, dtype=bool),
        ward=ward[at],
        estate=np.full(n, -1, dtype=np.int16),
        wards=codes,
        estates=(),
        street=np.full(n, "", dtype=object),
    )
    living = HomeColumns(
        x_m=homes_m[:, 0],
        y_m=homes_m[:, 1],
        street=streets[place],
        ward=ward,
        estate=np.full(len(homes_m), -1, dtype=np.int16),
        managed=np.arange(len(homes_m)) % 4 == 0,
        wards=codes,
        estates=(),
    )
    return columns, _beside(living, place, at, streets)


def _beside(living: HomeColumns, place: np.ndarray, at: np.ndarray, streets: np.ndarray) -> Beside:
    """Homes of one 50 m square are a block where there are 40 or more of them."""
    homes_in = np.bincount(place)
    tall = np.flatnonzero(homes_in >= 40)
    number = np.full(homes_in.size, -1)
    number[tall] = len(place) + np.arange(tall.size)
    uprns = np.array([f"{n:07d}" for n in range(len(place) + tall.size)], dtype=object)
    keys = CaseKeys(
        version=np.arange(at.size),
        home=at.astype(np.int32),
        block=number[place[at]].astype(np.int32),
        street=streets[place[at]],
        managed=living.managed[at],
        uprns=uprns,
    )
    blocks = pd.DataFrame(
        {
            "street": streets[tall],
            "storeys": 8.0,
            "homes": homes_in[tall],
            "managed_homes": np.bincount(place[living.managed], minlength=homes_in.size)[tall],
        },
        index=pd.Index(uprns[len(place) :], name="uprn"),
    )
    return Beside(keys, living, blocks)


def whole_run(held: Landlord) -> int:
    """Work out both layers; returns the parts, so that nothing is left undone."""
    grounds = tuple(ground_of_homes(held.wards, held.beside.homes, cut) for cut in GRIDS)
    supplied = frozenset(month_after(MONTH, -n) for n in range(MONTHS))
    done = 0
    for layer in (Layer.CASES, Layer.REPORTED):
        study = Study.of(("invented", layer, MONTH), held.columns, supplied, grounds)
        done += len(work_out(study, held.beside, {})[1])
    return done


def lines() -> list[Line]:
    wanted = {100_000: (2.0, 300.0), 1_000_000: (25.0, 1500.0)}
    told, seconds = [], []
    for size in SIZES:
        held = landlord(size, max(1, size // CASES_A_BOROUGH))
        took = measured(lambda held=held: whole_run(held))
        seconds.append(took.cpu_s)
        most_s, most_mb = wanted.get(size, (None, None))
        what = (
            f"{size:,} cases of {MONTHS} months, {max(1, size // CASES_A_BOROUGH)} x 45,000 homes"
        )
        told.append(
            Line("monthly run", "", what, took.cpu_s, most_s, took.peak_mb, "both layers", "s")
        )
        if most_mb is not None:
            told.append(Line("monthly run", "", what, took.peak_mb, most_mb, note="", unit="MB"))
    grown = growth_exponent(SIZES[1:], seconds[1:])
    told.append(
        Line("monthly run", "", "100,000 to 1,000,000 cases", grown, 1.1, note="", unit="n^")
    )
    return told


def print_parts(size: int) -> None:
    """Print the CPU seconds of each part of a run."""
    held = landlord(size, max(1, size // CASES_A_BOROUGH))
    spent: dict[str, float] = {}
    names = ("cell_runs", "stability", "_hotspots", "repeats", "near_repeats", "case_clusters")
    for name in (*names, "alarms", "back_test", "concentrations", "area_rates"):
        setattr(detection, name, _timed(name, getattr(detection, name), spent))
    start = time.process_time()
    whole_run(held)
    spent["grids and the rest"] = time.process_time() - start - sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"{seconds:8.2f} s  {name}")


def _timed(
    name: str, work: Callable[..., object], spent: dict[str, float]
) -> Callable[..., object]:
    def timed(*words: object) -> object:
        start = time.process_time()
        value = work(*words)
        if name == "cell_runs":
            value = list(value)  # type: ignore[call-overload]
        spent[name] = spent.get(name, 0.0) + time.process_time() - start
        return value

    return timed


if __name__ == "__main__":
    if "--parts" in sys.argv:
        for each in SIZES[:2]:
            print(f"{each:,} cases")
            print_parts(each)
    else:
        print_table(lines())
