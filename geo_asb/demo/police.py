"""
Street-level police files in the shape of data.police.uk: map points, months, all crime types.

A point stands for a stretch of street, never for a home; several reports share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_asb.demo.areas import Areas, area_of_points
from geo_asb.demo.files import lon_lat, write_csv
from geo_asb.demo.streets import Streets
from geo_asb.demo.terrain import Size

__all__ = ["POLICE_HEADS", "write_police"]

POLICE_HEADS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
_MONTHS = [date(2020 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(12)]
_FORCE = "Calder Vale Constabulary (invented)"
# Reports for each report of anti-social behaviour.
_OTHERS = {
    "Violence and sexual offences": 1.4, "Public order": 0.5, "Criminal damage and arson": 0.35,
    "Vehicle crime": 0.25, "Burglary": 0.15, "Other theft": 0.2, "Shoplifting": 0.14, "Drugs": 0.15,
}  # fmt: skip
_OUTCOMES = (
    "Investigation complete; no suspect identified", "Unable to prosecute suspect",
    "Under investigation",
)  # fmt: skip
_ASB = "Anti-social behaviour"


@dataclass(frozen=True, slots=True)
class _MapPoints:
    """Snap points with the street they stand for and the LSOA they lie in."""

    points_m: NDArray[np.float64]
    street: NDArray[np.object_]
    lsoa: NDArray[np.int64]


def write_police(
    folder: Path, size: Size, place: tuple[Streets, pd.DataFrame, Areas], rng: np.random.Generator
) -> None:
    """Write twelve monthly files to November 2021; `place` is streets, homes and areas."""
    streets, homes, areas = place
    points = _map_points(streets, areas)
    chance = _chance(points.points_m, homes, rng)
    fixed = _fixed_columns(points, areas)
    for month in _MONTHS:
        season = 1 + 0.22 * np.cos((month.month - 7) / 12 * 2 * np.pi)
        counts = _counts(size.police_asb_a_month * season, rng)
        rows = _rows(month, counts, fixed, chance, rng)
        write_csv(folder / f"{month:%Y-%m}-demo-street.csv", POLICE_HEADS, rows)


def _map_points(streets: Streets, areas: Areas) -> _MapPoints:
    """One point at the middle of every street, and every 250 m of a long one."""
    points, names = [], []
    for line, road_class, name in zip(streets.lines, streets.road_class, streets.name, strict=True):
        if road_class != "path":
            pieces = int(line.length // 250) + 1
            spots = shapely.line_interpolate_point(
                line, (np.arange(pieces) + 0.5) / pieces, normalized=True
            )
            points.append(shapely.get_coordinates(spots))
            names += [name] * pieces
    at = np.concatenate(points)
    lsoa = area_of_points(areas.lsoas, at)
    inside = lsoa >= 0
    return _MapPoints(at[inside], np.array(names, dtype=object)[inside], lsoa[inside])


def _chance(
    points_m: NDArray[np.float64], homes: pd.DataFrame, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Give chance of each point: the homes nearest to it, more where poor, and luck."""
    is_home = homes["classificationcode"].str.startswith("RD").to_numpy()
    _, nearest = KDTree(points_m).query(homes.loc[is_home, ["easting", "northing"]].to_numpy())
    need = np.exp(1.5 * homes.loc[is_home, "deprivation"].to_numpy())
    weight = np.bincount(nearest, need, minlength=len(points_m)) + 1.0
    weight = weight * rng.gamma(0.9, 1 / 0.9, len(weight))
    return weight / weight.sum()


def _fixed_columns(points: _MapPoints, areas: Areas) -> list[tuple[str, str, str, str, str]]:
    """Longitude, latitude, location, LSOA code and name of each point, as the files write them."""
    degrees = lon_lat(points.points_m)
    return [
        (f"{x:.6f}", f"{y:.6f}", f"On or near {name}", areas.lsoas.code[i], areas.lsoas.name[i])
        for (x, y), name, i in zip(
            degrees.tolist(), points.street, points.lsoa.tolist(), strict=True
        )
    ]


def _counts(asb: float, rng: np.random.Generator) -> dict[str, int]:
    others = {kind: int(rng.poisson(asb * share)) for kind, share in _OTHERS.items()}
    return {_ASB: int(rng.poisson(asb))} | others


def _rows(
    month: date,
    counts: dict[str, int],
    fixed: list[tuple[str, str, str, str, str]],
    chance: NDArray[np.float64],
    rng: np.random.Generator,
) -> list[tuple[str, ...]]:
    rows = []
    for kind, count in counts.items():
        for point in np.sort(rng.choice(len(fixed), count, p=chance)).tolist():
            crime = "" if kind == _ASB else rng.bytes(32).hex()
            outcome = "" if kind == _ASB else _OUTCOMES[int(rng.integers(len(_OUTCOMES)))]
            who = (crime, f"{month:%Y-%m}", _FORCE, _FORCE)
            rows.append((*who, *fixed[point], kind, outcome, ""))
    return rows
