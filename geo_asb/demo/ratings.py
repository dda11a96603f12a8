"""Inspections, enforcement, deprivation and lookups of the demo borough, all invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_asb.demo.areas import Areas, area_of_points
from geo_asb.demo.files import write_csv

__all__ = ["write_ratings"]

_INSPECTION_HEADS = ("estate", "inspected_on", "item", "rating")
_ENFORCEMENT_HEADS = ("ward", "kind", "starts_on", "ends_on", "count")
_INDEX_HEADS = ("lsoa21_code", "IMD_rank", "IMD_decile")
_WARD_HEADS = ("lsoa21cd", "wd23cd", "wd23nm")
_NAP_HEADS = ("estate", "nap_area", "nap_area_name", "valid_from")
_LAST_YEAR = (date(2020, 4, 1), date(2021, 3, 31))
# As published for 2020/21, see published.py; 44 injunctions and undertakings are parted here.
_ENFORCEMENT = {
    "protection warning": 45,
    "protection notice": 4,
    "injunction": 31,
    "undertaking": 13,
    "behaviour contract": 13,
    "closure": 1,
}
_INSPECTED = [date(year, month, 15) for year in (2019, 2020, 2021) for month in (4, 10)]
_LSOAS_OF_ENGLAND = 32_844
_NAP_AREAS = ("North Vale", "East Vale", "South Vale", "West Vale")
_BOTH_WITHIN_DEGREES = 12


def write_ratings(
    folder: Path,
    place: tuple[pd.DataFrame, Areas, NDArray[np.float64]],
    rng: np.random.Generator,
) -> None:
    """
    Write inspections, enforcement, deprivation and two lookups.

    `place` is homes, areas, and how deprived each neighbourhood is (0 least to 1 most).
    """
    homes, areas, deprivation = place
    trouble = deprivation[areas.estate_patch]
    for name, heads, rows in (
        ("inspections.csv", _INSPECTION_HEADS, _inspections(areas, trouble, rng)),
        ("enforcement.csv", _ENFORCEMENT_HEADS, _enforcement(areas, rng)),
        ("boundaries/deprivation.csv", _INDEX_HEADS, _deprivation(homes, areas, deprivation)),
        ("boundaries/lookup_lsoa_ward.csv", _WARD_HEADS, _lsoas_in_wards(areas)),
        ("boundaries/lookup_estate_nap_area.csv", _NAP_HEADS, _estates_in_nap_areas(areas)),
    ):
        write_csv(folder / name, heads, rows)


def _inspections(
    areas: Areas, trouble: NDArray[np.float64], rng: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    """Rate each estate twice a year, A to E: worse where deprived, with luck."""
    for day in _INSPECTED:
        luck = rng.normal(0, 0.8, len(trouble))
        grades = np.clip((3.5 * trouble + luck).astype(int), 0, 4)
        for name, grade in zip(areas.estates.name, grades.tolist(), strict=True):
            yield name, day, "overall", "ABCDE"[grade]


def _enforcement(areas: Areas, rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Share the year's totals out over the wards; a ward without any has no row."""
    wards = areas.wards_2023.code
    shares = rng.dirichlet(np.ones(len(wards)))
    for kind, total in _ENFORCEMENT.items():
        for ward, times in zip(wards, rng.multinomial(total, shares).tolist(), strict=True):
            if times:
                yield ward, kind, *_LAST_YEAR, times


def _deprivation(
    homes: pd.DataFrame, areas: Areas, deprivation: NDArray[np.float64]
) -> Iterator[tuple[object, ...]]:
    """Give each LSOA the mean of its homes' neighbourhoods, as a rank among England's."""
    at = area_of_points(areas.lsoas, homes[["easting", "northing"]].to_numpy())
    inside = at >= 0
    size = len(areas.lsoas.code)
    of_homes = deprivation[homes["patch"].to_numpy()]
    sums = np.bincount(at[inside], weights=of_homes[inside], minlength=size)
    mean = sums / np.maximum(np.bincount(at[inside], minlength=size), 1)
    ranks = np.rint(1 + (1 - mean) * (_LSOAS_OF_ENGLAND - 1)).astype(int)
    deciles = 1 + (ranks - 1) * 10 // _LSOAS_OF_ENGLAND
    return zip(areas.lsoas.code, ranks.tolist(), deciles.tolist(), strict=True)


def _lsoas_in_wards(areas: Areas) -> Iterator[tuple[object, ...]]:
    """Give each LSOA the ward that holds a point within it."""
    wards = areas.wards_2023
    at = area_of_points(wards, _points_within(areas.lsoas.shape))
    for lsoa, ward in zip(areas.lsoas.code, at.tolist(), strict=True):
        yield lsoa, wards.code[ward], wards.name[ward]


def _estates_in_nap_areas(areas: Areas) -> Iterator[tuple[object, ...]]:
    """Put each estate in the quarter it lies in; one near a quarter's edge lies in both."""
    points_m = _points_within(areas.estates.shape)
    east, north = (points_m - points_m.mean(axis=0)).T
    turned = np.degrees(np.arctan2(east, north)) + 45  # from north, clockwise
    for code, angle in zip(areas.estates.code, turned.tolist(), strict=True):
        sides = [angle - _BOTH_WITHIN_DEGREES, angle + _BOTH_WITHIN_DEGREES]
        for quarter in sorted({int(side % 360 // 90) for side in sides}):
            yield code, f"NAP{quarter + 1}", _NAP_AREAS[quarter], date(2019, 4, 1)


def _points_within(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.point_on_surface(shapes))
