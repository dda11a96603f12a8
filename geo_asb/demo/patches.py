"""
Neighbourhoods: the land between barriers cut into patches, each with one street pattern.

Cuts become through roads, so patch edges are roads, river, railway or the border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from geo_asb.demo.terrain import Terrain

__all__ = ["PATTERNS", "Patches", "make_patches"]

PATTERNS = ("centre", "terraces", "crescents", "postwar", "suburb", "industry", "park")

# Shares of the patterns from the centre outwards: up to this share of the radius, so much of each.
_MIX: tuple[tuple[float, dict[str, float]], ...] = (
    (0.15, {"centre": 1.0}),
    (0.50, {"terraces": 0.60, "postwar": 0.25, "industry": 0.09, "park": 0.06}),
    (0.76, {"crescents": 0.44, "postwar": 0.31, "terraces": 0.10, "suburb": 0.06, "park": 0.09}),
    (9.00, {"suburb": 0.42, "postwar": 0.30, "crescents": 0.17, "park": 0.06, "industry": 0.05}),
)


@dataclass(frozen=True, slots=True)
class Patches:
    """Neighbourhoods as parallel arrays; `plots` are the patches less water, valley and railway."""

    shapes: NDArray[np.object_]
    plots: NDArray[np.object_]
    pattern: NDArray[np.str_]
    deprivation: NDArray[np.float64]  # 0 least to 1 most, invented
    barrier: BaseGeometry
    collectors: list[LineString]


def make_patches(terrain: Terrain, rng: np.random.Generator) -> Patches:
    """Cut the land into neighbourhoods and give each its pattern and its deprivation."""
    lines = [terrain.border.exterior, terrain.river, terrain.railway]
    lines += [line for _, line in terrain.mains]
    land = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all(lines))]))
    cuts = _cuts(list(land), terrain.size.patch_ha * 1e4, rng)
    shapes = _tiles([*lines, *(_reaching_over(cut) for cut in cuts)])
    barrier = _barrier(terrain)
    plots = _largest_parts(shapely.difference(shapes, barrier))
    at_m = shapely.get_coordinates(shapely.centroid(shapes))
    pattern = _patterns(terrain, at_m, rng)
    pattern[shapely.area(plots) < 0.12e4 * terrain.size.patch_ha] = "park"
    collectors = [_longest_line(shapely.difference(cut, barrier)) for cut in cuts]
    return Patches(
        shapes=shapes,
        plots=plots,
        pattern=pattern,
        deprivation=_deprivation(terrain, at_m, pattern, rng),
        barrier=barrier,
        collectors=[line for line in collectors if line.length > 60],
    )


def _barrier(terrain: Terrain) -> BaseGeometry:
    """Unite the land no house may touch, roads apart."""
    return shapely.union_all(
        [terrain.valley, terrain.railway.buffer(16), terrain.border.exterior.buffer(14)]
    )


def _tiles(lines: list[BaseGeometry]) -> NDArray[np.object_]:
    """Turn crossing lines into polygons that share every corner, to a centimetre."""
    noded = shapely.node(shapely.union_all(lines, grid_size=0.01))
    return shapely.get_parts(shapely.polygonize([noded]))


def _reaching_over(cut: LineString) -> LineString:
    """Lengthen both ends by half a metre, so that the cut truly meets the lines it ends on."""
    points = np.asarray(cut.coords)
    ways = points[[0, -1]] - points[[1, -2]]
    ends = points[[0, -1]] + 0.5 * ways / np.hypot(*ways.T)[:, None]
    return LineString(np.vstack([ends[:1], points, ends[1:]]))


def _cuts(land: list[Polygon], target_m2: float, rng: np.random.Generator) -> list[LineString]:
    """Halve the land again and again until no piece is much over the target."""
    waiting, cuts = land[::-1], []
    while waiting:
        shape = waiting.pop()
        if shape.area < target_m2 * rng.uniform(0.9, 1.7):
            continue
        halves, cut = _halves(shape, rng)
        if cut is not None:
            waiting.extend(halves)
            cuts.append(cut)
    return cuts


def _halves(shape: Polygon, rng: np.random.Generator) -> tuple[list[Polygon], LineString | None]:
    """Cut across the long side, with a slight bow, near the middle."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    long_side = int(np.argmax(np.hypot(*sides.T)))
    along = sides[long_side] / np.hypot(*sides[long_side])
    across = np.array([-along[1], along[0]])
    reach = np.hypot(*sides.T).max()
    middle = corners[:4].mean(axis=0) + along * reach * rng.uniform(-0.13, 0.13)
    bow = rng.normal(0, 0.05) * reach
    bends = np.linspace(-1, 1, 25)[:, None]
    path = middle + across * bends * reach + along * bow * np.cos(bends * np.pi * 0.8)
    pieces = split(shape, LineString(path))
    halves = [piece for piece in pieces.geoms if isinstance(piece, Polygon)]
    if len(halves) < 2 or min(half.area for half in halves) < 0.08 * shape.area:
        return [shape], None
    return halves, _longest_line(shapely.intersection(LineString(path), shape))


def _longest_line(geometry: BaseGeometry) -> LineString:
    parts = shapely.get_parts(geometry)
    parts = parts[shapely.get_type_id(parts) == 1]
    return parts[np.argmax(shapely.length(parts))] if len(parts) else LineString()


def _largest_parts(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    largest = [
        max(shapely.get_parts(geometry), key=lambda part: part.area, default=Polygon())
        for geometry in geometries
    ]
    return np.array(largest, dtype=object)


def _field(at_m: NDArray[np.float64], reach_m: float, rng: np.random.Generator) -> NDArray:
    """Evaluate a smooth random field, near 0 with spread about 1, alike over about `reach_m`."""
    angles, phases = rng.uniform(0, 2 * np.pi, (2, 6))
    waves = np.column_stack([np.cos(angles), np.sin(angles)]) * 2 * np.pi / (2.4 * reach_m)
    return np.cos(at_m @ waves.T + phases).sum(axis=1) / np.sqrt(3)


def _patterns(
    terrain: Terrain, points: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.str_]:
    """Give neighbours like patterns: rank a smooth field within each band round the centre."""
    out = np.hypot(*(points - terrain.centre_m).T) / terrain.size.radius_m
    mood = _field(points, 0.16 * terrain.size.radius_m, rng) + rng.normal(0, 0.35, len(points))
    pattern = np.full(len(points), "park", dtype="U10")
    inside = 0.0
    for edge, mix in _MIX:
        band = np.flatnonzero((out >= inside) & (out < edge))
        ranks = (mood[band].argsort().argsort() + 0.5) / max(len(band), 1)
        steps = np.searchsorted(np.cumsum(list(mix.values())), ranks, side="right")
        pattern[band] = np.array(list(mix))[np.minimum(steps, len(mix) - 1)]
        inside = edge
    return pattern


def _deprivation(
    terrain: Terrain, points: NDArray, pattern: NDArray[np.str_], rng: np.random.Generator
) -> NDArray[np.float64]:
    by_pattern = {"postwar": 0.9, "terraces": 0.5, "centre": 0.5, "crescents": 0.0, "suburb": -1.0}
    score = _field(points, 0.3 * terrain.size.radius_m, rng)
    score += np.array([1.3 * by_pattern.get(name, 0.0) for name in pattern])
    return score.argsort().argsort() / max(len(score) - 1, 1)
