"""
The land under the borough: border, river with its valley, railway, main roads.

All coordinates in metres, EPSG:27700. The place lies over real moorland and is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["SIZES", "Size", "SizeName", "Terrain", "make_terrain"]

SizeName = Literal["small", "borough"]

CENTRE_M = np.array([386_400.0, 416_700.0])


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a place is made; `patch_ha` is the usual size of a neighbourhood."""

    radius_m: float
    patch_ha: float
    radials: int
    estates: int
    towers: int
    lsoa_homes: int
    police_asb_a_month: int


SIZES: dict[str, Size] = {
    "small": Size(1000, 3.4, 5, 6, 3, 300, 80),
    "borough": Size(2190, 8.8, 7, 60, 12, 700, 350),
}


@dataclass(frozen=True, slots=True)
class Terrain:
    """What was there before the houses; `mains` are centre lines with their names."""

    size: Size
    centre_m: NDArray[np.float64]
    border: Polygon
    river: BaseGeometry
    water: BaseGeometry
    valley: BaseGeometry
    railway: BaseGeometry
    mains: list[tuple[str, LineString]]


def make_terrain(size: Size, rng: np.random.Generator) -> Terrain:
    """Shape the border, the river, the railway and the roads that meet at the town centre."""
    border = _border(size.radius_m, rng)
    river = _river(size.radius_m, rng)
    mains = [*_radials(size, rng), ("Ringway", _ring(0.52 * size.radius_m, rng))]
    valley = _band(river, 0.034 * size.radius_m, rng)
    return Terrain(
        size=size,
        centre_m=CENTRE_M,
        border=border,
        river=shapely.intersection(river, border),
        water=shapely.intersection(river.buffer(0.0028 * size.radius_m + 2), border),
        valley=shapely.intersection(valley, border),
        railway=shapely.intersection(_railway(size.radius_m), border),
        mains=[(name, _longest(shapely.intersection(line, border))) for name, line in mains],
    )


def _longest(geometry: BaseGeometry) -> LineString:
    parts = shapely.get_parts(shapely.line_merge(geometry))
    return parts[np.argmax(shapely.length(parts))]


def _waves(at: NDArray[np.float64], sizes: list[float], rng: np.random.Generator) -> NDArray:
    """Sum of sines with random phase: wave k has k + 2 turns over 2 pi."""
    phases = rng.uniform(0, 2 * np.pi, len(sizes))
    waves = [
        a * np.sin((k + 2) * at + p) for k, (a, p) in enumerate(zip(sizes, phases, strict=True))
    ]
    return np.sum(waves, axis=0)


def _polar(radii: NDArray[np.float64], angles: NDArray[np.float64]) -> NDArray[np.float64]:
    return CENTRE_M + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])


def _border(radius_m: float, rng: np.random.Generator) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    bumps = 1 + _waves(angles, [0.10, 0.05, 0.04, 0.03, 0.02, 0.02, 0.012], rng)
    return Polygon(_polar(radius_m * bumps, angles))


def _across(offsets: NDArray, along: NDArray, angle: float) -> LineString:
    """Lay a line through the town at `angle`, with `offsets` to its left."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return LineString(CENTRE_M + np.column_stack([along, offsets]) @ turn)


def _river(radius_m: float, rng: np.random.Generator) -> LineString:
    along = np.linspace(-1.4, 1.4, 160)
    bends = _waves(2.2 * along, [0.05, 0.04, 0.028, 0.02, 0.014], rng)
    offsets = -0.17 + bends * (0.25 + np.abs(along)) ** 0.5
    return _across(offsets * radius_m, along * radius_m, np.radians(-24))


def _railway(radius_m: float) -> LineString:
    along = np.linspace(-1.4, 1.4, 80)
    return _across((0.16 + 0.13 * along**2) * radius_m, along * radius_m, np.radians(38))


def _radials(size: Size, rng: np.random.Generator) -> list[tuple[str, LineString]]:
    names = (
        "Hollingrove Road", "Castle Road", "Sallowfield Road", "Old Turnpike", "Wharfdale Road",
        "Burnt Oak Lane", "Thrushcross Road",
    )  # fmt: skip
    angles = np.arange(size.radials) * 2 * np.pi / size.radials + rng.normal(0.25, 0.1)
    radii = np.linspace(0, 1.35 * size.radius_m, 90)
    share = radii / size.radius_m
    lines = []
    for angle, name in zip(angles + rng.normal(0, 0.07, size.radials), names, strict=False):
        drift = _waves(3 * share, [0.07, 0.045, 0.02], rng) * np.minimum(1, 2 * share)
        lines.append((name, LineString(_polar(radii, angle + drift))))
    return lines


def _ring(radius_m: float, rng: np.random.Generator) -> LineString:
    angles = np.linspace(0, 2 * np.pi, 161)
    bumps = 1 + _waves(angles, [0.10, 0.05, 0.03, 0.02], rng)
    points = _polar(radius_m * bumps, angles)
    points[-1] = points[0]
    return LineString(points)


def _band(line: LineString, half_width_m: float, rng: np.random.Generator) -> BaseGeometry:
    """Green land of changing width on both sides of a line, narrow where it meets the centre."""
    chainages = np.arange(0, line.length, 25.0)
    spots = shapely.line_interpolate_point(line, chainages)
    centre = shapely.Point(CENTRE_M)
    away = np.clip(shapely.distance(spots, centre) / (6 * half_width_m), 0.45, 1.5)
    widths = half_width_m * away * (1 + _waves(chainages / half_width_m / 9, [0.3, 0.2, 0.2], rng))
    return shapely.union_all(shapely.buffer(spots, np.maximum(widths, 14.0), quad_segs=6))
