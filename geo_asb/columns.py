"""
Cases as typed columns, one row each: what every count on a page is made of.

No restricted case is ever in them: the SQL that fills them leaves those out whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.model import Layer, Period, Scope, Severity

__all__ = [
    "CaseColumns",
    "HomeColumns",
    "day_number",
    "group_bit",
    "in_period",
    "in_scope",
    "on_cells",
]

SEVERITIES = tuple(Severity)
GROUPS = tuple(TYPE_GROUPS)
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class CaseColumns:
    """
    Mappable cases, or police reports, of one landlord; each array is (n,).

    day        opened day, days since 1970-01-01 (first of the month for police)
    x_m, y_m   EPSG:27700; NaN where unplaced
    group_bits one bit for each type group, in the order of TYPE_GROUPS
    severity   position in Severity; -1 for police
    happened   the place is where it happened; else where it was reported from, or not stated
    source     the place is only the alleged source: counted in areas, never a point
    staff      reported by staff, patrol or cameras: never feeds hot cells
    precise    placed on or beside a home or block (within 75 m): may enter cells
    ward       position in `wards`, -1 for none; estate likewise
    """

    layer: Layer  # CASES stands for cases of every role; POLICE for police reports
    day: NDArray[np.int32]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    group_bits: NDArray[np.uint8]
    severity: NDArray[np.int8]
    happened: NDArray[np.bool_]
    source: NDArray[np.bool_]
    staff: NDArray[np.bool_]
    precise: NDArray[np.bool_]
    youth: NDArray[np.bool_]
    ward: NDArray[np.int16]
    estate: NDArray[np.int16]
    wards: tuple[str, ...]
    estates: tuple[str, ...]
    street: NDArray[np.object_]  # police: the street the file names; "" for cases


@dataclass(frozen=True, slots=True, eq=False)
class HomeColumns:
    """Homes (houses and flats) of one landlord; each array is (n,); metres, EPSG:27700."""

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    street: NDArray[np.object_]
    ward: NDArray[np.int16]
    estate: NDArray[np.int16]
    managed: NDArray[np.bool_]
    wards: tuple[str, ...]
    estates: tuple[str, ...]


def day_number(day: date) -> int:
    """Count days since 1970-01-01."""
    return (day - EPOCH).days


def group_bit(group: str) -> int:
    """Return the bit of a type group in `group_bits`."""
    return 1 << GROUPS.index(group)


def in_period(columns: CaseColumns, period: Period) -> NDArray[np.bool_]:
    """Mark the cases opened within a half-open period."""
    start, end = day_number(period.start), day_number(period.end)
    return (columns.day >= start) & (columns.day < end)


def in_scope(columns: CaseColumns, scope: Scope) -> NDArray[np.bool_]:
    """Mark the cases that a scope asks about, whatever the role or precision of their place."""
    mask = in_period(columns, scope.period)
    if scope.group:
        mask &= (columns.group_bits & group_bit(scope.group)) != 0
    if scope.severity:
        mask &= columns.severity == SEVERITIES.index(Severity(scope.severity))
    if scope.area:
        inside = columns.wards.index(scope.area) if scope.area in columns.wards else -2
        mask &= columns.ward == inside
    return mask


def on_cells(columns: CaseColumns, layer: Layer) -> NDArray[np.bool_]:
    """Mark the cases that cells of a layer may count: precise, of its role, not from staff."""
    may = columns.precise & ~columns.staff & ~columns.source
    if layer is Layer.POLICE:
        return may
    return may & (columns.happened if layer is Layer.CASES else ~columns.happened)
