"""
Do hot cells foresee the next month better than last month's counts?

    python -m benchmarks.back_test ../shared/data

Anti-social behaviour of Merseyside Police, 2018-01 to 2021-09 with one month missing, on hexagons
of 150 m and 250 m. For each of the last 24 months a map is made from the 12 months before, and the
cells it calls worst are taken until they are 1% or 5% of the land, that is of the cells that hold
a published map point and so households. Orders of cells were tried on the first 12 of these
months; the one taken was chosen before the last 12 were looked at.

Many cells share last month's count. `prediction_accuracy` takes equals in the order worst for the
map; "ties by lot" says how such a map fares where equals are drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.columns import CaseColumns, day_number
from geo_asb.etl.readers.boundaries import read_boundaries
from geo_asb.etl.readers.denominators import read_denominators
from geo_asb.etl.readers.police import read_police
from geo_asb.hotspots import empirical_bayes, hot_cells, kernel_density, prediction_accuracy
from geo_asb.model import Layer, PoliceReport
from geo_asb.monthly.ground import Cut, Ground, ground_of_households
from geo_asb.monthly.study import Study, month_after

__all__ = [
    "CHOSEN",
    "ORDERS",
    "RIVAL",
    "RIVALS",
    "Force",
    "Past",
    "held_against",
    "main",
    "paired_interval",
    "past_of",
    "read_force",
]

LAST_MONTH = date(2021, 9, 1)
MONTHS, TRIED_ON = 24, 12
WINDOW = 12
CUTS = (Cut(150.0), Cut(250.0))
PERCENTS = (1.0, 5.0)
FADE = 0.9  # a case counts a tenth less with each month that has passed
CHOSEN = "shrunk cases"
RIVAL = "last month's counts"
BY_LOT = f"{RIVAL}, ties by lot"
YEAR_BY_LOT = "12 months' counts, ties by lot"
SHOWN = (CHOSEN, "hot first, then shrunk cases", "score", RIVAL, BY_LOT, YEAR_BY_LOT,
         "kernel surface, 250 m", "kernel surface, 100 m")  # fmt: skip
DRAWS, BLOCK_MONTHS = 10_000, 3
# Recorded as anti-social behaviour while rules forbade meeting: breaches came with them.
COVID = frozenset([(2020, 4), (2020, 5), (2020, 6), (2020, 10), (2020, 11), (2020, 12),
                   (2021, 1), (2021, 2), (2021, 3)])  # fmt: skip

Forecast = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Force:
    """What a force published, and the land it is laid on."""

    columns: CaseColumns
    wards: gpd.GeoDataFrame
    lsoas: gpd.GeoDataFrame
    households: pd.DataFrame

    @property
    def supplied(self) -> frozenset[date]:
        """First days of the months that hold a report; the file has whole months or none."""
        months = np.unique(self.columns.day).astype("datetime64[D]").astype(object)
        return frozenset(months.tolist())

    def ground(self, cut: Cut) -> Ground:
        """Lay cells over the wards; households are shared over the published map points."""
        return ground_of_households(self.wards, self.lsoas, self.households, self.columns, cut)

    def study(self, month: date, *grounds: Ground) -> Study:
        """Ask of one month what the monthly run asks."""
        who = ("merseyside", Layer.POLICE, month)
        return Study.of(who, self.columns, self.supplied, grounds)


def read_force(folder: Path) -> Force:
    """Read the Merseyside files through the doors that every load goes through."""
    reports = read_police(folder / "police_asb_merseyside_2018-01_2021-09.csv.gz").records
    wards = read_boundaries(
        folder / "merseyside_wards_2013.geojson.gz", kind="ward", boundary_year=2013
    )
    lsoas = read_boundaries(
        folder / "merseyside_lsoa_2011.geojson.gz", kind="lsoa", boundary_year=2011
    )
    homes = read_denominators(folder / "lsoa11_denominators_imd2019_gm_merseyside.csv.gz").homes
    return Force(_columns(reports), wards.areas, lsoas.areas, homes)


def _columns(reports: tuple[PoliceReport, ...]) -> CaseColumns:
    n = len(reports)
    x_m = np.array([report.easting_m for report in reports], dtype=np.float64)
    no, yes = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
    nowhere = np.full(n, -1, dtype=np.int16)
    return CaseColumns(
        layer=Layer.POLICE,
        day=np.array([day_number(report.month) for report in reports], dtype=np.int32),
        x_m=x_m,
        y_m=np.array([report.northing_m for report in reports], dtype=np.float64),
        group_bits=np.zeros(n, dtype=np.uint8),
        severity=np.full(n, -1, dtype=np.int8),
        happened=yes,
        source=no,
        staff=no,
        precise=~np.isnan(x_m),
        youth=no,
        ward=nowhere,
        estate=nowhere,
        wards=(),
        estates=(),
        street=np.array([report.place for report in reports], dtype=object),
    )


# ---------------------------------------------------------------- maps made from the past


@dataclass(frozen=True)
class Past:
    """What a map of a month may know: the months before it, oldest first."""

    by_month: NDArray[np.int64]  # (cells, 12); a month not supplied holds none
    ground: Ground
    points_m: NDArray[np.float64]
    rng: np.random.Generator

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Cases of each cell in all months before."""
        return np.asarray(self.by_month.sum(axis=1))

    @cached_property
    def hot(self) -> pd.DataFrame:
        """What `hot_cells` says of them."""
        return hot_cells(self.counts, self.ground.homes, self.ground.neighbours)

    @cached_property
    def shrunk(self) -> Forecast:
        """Cases of a cell, drawn to what is usual for as many homes."""
        return empirical_bayes(self.counts, self.ground.homes).to_numpy() * self.ground.homes

    @cached_property
    def shrunk_nearby(self) -> Forecast:
        """Give the same, with what is usual learned from the cells around."""
        rates = empirical_bayes(self.counts, self.ground.homes, self.ground.neighbours)
        return rates.to_numpy() * self.ground.homes

    def by_lot(self, counts: NDArray[np.int64]) -> Forecast:
        """Draw an order among equal counts, which else are taken worst for the map."""
        return counts + self.rng.random(counts.size) / 2

    def surface(self, bandwidth_m: float) -> Forecast:
        """Height of the kernel surface at the middle of each cell."""
        return kernel_density(self.points_m, self.ground.centres_m, bandwidth_m=bandwidth_m)

    def fading(self) -> Forecast:
        """Count recent months for more."""
        return self.by_month @ FADE ** np.arange(self.by_month.shape[1] - 1, -1, -1)


def _first(is_first: NDArray[np.bool_], then: Forecast) -> Forecast:
    return then + np.where(is_first, then.max() + 1, 0.0)


def _by_p_then_score(past: Past) -> Forecast:
    order = np.lexsort((past.hot["score"], -past.hot["adjusted_p"]))
    places = np.empty(order.size)
    places[order] = np.arange(order.size)
    return places


def _hot_first(past: Past) -> Forecast:
    return _first((past.hot["verdict"] != "not shown").to_numpy(), past.shrunk)


Maps: TypeAlias = dict[str, Callable[[Past], Forecast]]

ORDERS: Maps = {
    "score": lambda past: past.hot["score"].to_numpy(),
    "adjusted p, then score": _by_p_then_score,
    "strong, likely, others; each by shrunk cases": lambda past: _first(
        (past.hot["verdict"] == "strong").to_numpy(), _hot_first(past)
    ),
    "hot first, then shrunk cases": _hot_first,
    "cases above expected": lambda past: past.counts - past.hot["expected"].to_numpy(),
    "shrunk cases": lambda past: past.shrunk,
    "shrunk cases, what is usual learned nearby": lambda past: past.shrunk_nearby,
}
RIVALS: Maps = {
    RIVAL: lambda past: past.by_month[:, -1].astype(float),
    BY_LOT: lambda past: past.by_lot(past.by_month[:, -1]),
    "12 months' counts": lambda past: past.counts.astype(float),
    YEAR_BY_LOT: lambda past: past.by_lot(past.counts),
    "12 months' counts, a tenth less each month": Past.fading,
    "kernel surface, 250 m": lambda past: past.surface(250.0),
    "kernel surface, 150 m": lambda past: past.surface(150.0),
    "kernel surface, 100 m": lambda past: past.surface(100.0),
}


def past_of(study: Study, rng: np.random.Generator) -> tuple[Past, NDArray[np.int64]]:
    """Give what was known before the month of a study, and what then came in each cell."""
    by_month = study.by_month("", months=WINDOW + 1)
    start, end = day_number(month_after(study.month, -WINDOW)), day_number(study.month)
    day, at = study.columns.day, study.at[0]
    known = (day >= start) & (day < end) & (at >= 0)
    points_m = np.column_stack([study.columns.x_m[known], study.columns.y_m[known]])
    return Past(by_month[:, :-1], study.ground, points_m, rng), by_month[:, -1]


def held_against(study: Study, rng: np.random.Generator, maps: Maps) -> Iterator[dict[str, object]]:
    """Hold maps of one month against what came: a row for each map and share of land."""
    past, came = past_of(study, rng)
    for name, forecast in maps.items():
        found = prediction_accuracy(forecast(past), came)
        for percent in PERCENTS:
            row = found.iloc[round(percent / 100 * came.size) - 1]
            yield {
                "across_m": study.ground.cut.across_m,
                "month": study.month,
                "map": name,
                "percent": percent,
                "hit_rate": row["hit_rate"],
                "pai": row["pai"],
                "pei": row["pei"],
            }


# ---------------------------------------------------------------- tables


def paired_interval(
    difference: NDArray[np.float64], rng: np.random.Generator
) -> tuple[float, float, float]:
    """
    Mean difference over months, with a 95% interval.

    Months are drawn three running at a time, in a ring: maps of neighbouring months share cases.
    """
    n = difference.size
    starts = rng.integers(0, n, (DRAWS, n // BLOCK_MONTHS))
    drawn = (starts[:, :, None] + np.arange(BLOCK_MONTHS)) % n
    low, high = np.quantile(difference[drawn].mean(axis=(1, 2)), [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)


def _by_map(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.pivot_table(index="month", columns="map", values=column)


def report_tried(rows: pd.DataFrame) -> None:
    """Print how every order did in the months that the choice was made on."""
    print(f"\nFirst {TRIED_ON} months: median PAI (months better than {BY_LOT})")
    parts = {
        f"{across_m:.0f} m, {percent:.0f}%": _by_map(part, "pai")
        for (across_m, percent), part in rows.groupby(["across_m", "percent"])
    }
    print(f"| map | {' | '.join(parts)} |")
    print("|---" * (len(parts) + 1) + "|")
    for name in ORDERS | RIVALS:
        said = [f"{p[name].median():.2f} ({(p[name] > p[BY_LOT]).sum()})" for p in parts.values()]
        print(f"| {name} | {' | '.join(said)} |")


def report_held(rows: pd.DataFrame, words: str, rng: np.random.Generator) -> None:
    """Print medians, months better than last month's counts, and the mean lead over them."""
    for (across_m, percent), part in rows.groupby(["across_m", "percent"]):
        pai, hits, pei = (_by_map(part, column) for column in ("pai", "hit_rate", "pei"))
        print(f"\n{words}: {len(pai)} months, {across_m:.0f} m, {percent:.0f}% of the land")
        print(f"| map | hit rate | PAI | PEI | better than {RIVAL} | ties by lot | mean lead |")
        print("|---|---|---|---|---|---|---|")
        for name in SHOWN:
            medians = hits[name].median(), pai[name].median(), pei[name].median()
            won = [(pai[name] > pai[rival]).sum() for rival in (RIVAL, BY_LOT)]
            print(
                f"| {name} | {medians[0]:.1%} | {medians[1]:.2f} | {medians[2]:.2f} "
                f"| {won[0]} | {won[1]} | {_lead(pai[name] - pai[BY_LOT], rng)} |"
            )
        print(f"{CHOSEN} over {YEAR_BY_LOT}: {_lead(pai[CHOSEN] - pai[YEAR_BY_LOT], rng)}")


def _lead(difference: pd.Series, rng: np.random.Generator) -> str:
    return "{:.2f} ({:.2f} to {:.2f})".format(*paired_interval(difference.to_numpy(), rng))


def report_covid(rows: pd.DataFrame) -> None:
    """Print how the order chosen did where Covid breaches filled the month, and where not."""
    is_covid = rows["month"].map(lambda month: (month.year, month.month) in COVID)
    print(f"\nMonths in which {CHOSEN} beat {BY_LOT}")
    for words, part in (("Covid months", rows[is_covid]), ("other months", rows[~is_covid])):
        for (across_m, percent), cut in part.groupby(["across_m", "percent"]):
            pai = _by_map(cut, "pai")
            won = (pai[CHOSEN] > pai[BY_LOT]).sum()
            print(f"{words}, {across_m:.0f} m, {percent:.0f}%: {won} of {len(pai)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("folder", type=Path, help="folder of the Merseyside files")
    force = read_force(parser.parse_args().folder)
    months = [month_after(LAST_MONTH, back) for back in range(1 - MONTHS, 1)]
    found: list[dict[str, object]] = []
    for cut in CUTS:
        ground = force.ground(cut)
        print(f"{cut.across_m:.0f} m: {len(ground.frame)} cells with households")
        for month, rng in zip(months, np.random.default_rng(24).spawn(MONTHS), strict=True):
            found += held_against(force.study(month, ground), rng, ORDERS | RIVALS)
    rows = pd.DataFrame(found)
    is_tried = rows["month"] < months[TRIED_ON]
    report_tried(rows[is_tried])
    report_held(rows[~is_tried], "Held back", np.random.default_rng(1))
    report_held(rows, "All", np.random.default_rng(2))
    report_covid(rows)


if __name__ == "__main__":
    main()
