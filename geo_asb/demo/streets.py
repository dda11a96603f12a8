"""
Street lines of each neighbourhood: tight grids, crescents, loops and culs-de-sac.

All coordinates in metres, EPSG:27700. Names come later (`names.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo_asb.demo.patches import Patches
from geo_asb.demo.terrain import Terrain

__all__ = ["Streets", "make_streets"]

# Room for two rows of houses, back to back, between the road outside and the first ring.
_RING_INSET_M = 65.0


@dataclass(frozen=True, slots=True)
class Streets:
    """Centre lines as parallel arrays; `patch` is -1 for roads between neighbourhoods."""

    lines: NDArray[np.object_]
    road_class: NDArray[np.str_]  # main, local, path
    patch: NDArray[np.int64]
    name: NDArray[np.object_]


def make_streets(terrain: Terrain, patches: Patches, rng: np.random.Generator) -> Streets:
    """Lay main roads, roads between neighbourhoods, and each neighbourhood's own streets."""
    found: list[tuple[LineString, str, int, str]] = []
    found += [(line, "main", -1, name) for name, line in terrain.mains]
    found += [(line, "local", -1, "") for line in patches.collectors]
    for index, (plot, pattern) in enumerate(zip(patches.plots, patches.pattern, strict=True)):
        road_class = "path" if pattern == "park" else "local"
        lines = _lines_of(plot, str(pattern), rng) if not plot.is_empty else []
        found += [(line, road_class, index, "") for line in lines]
    return Streets(
        lines=np.array([line for line, *_ in found], dtype=object),
        road_class=np.array([road_class for _, road_class, _, _ in found]),
        patch=np.array([patch for *_, patch, _ in found]),
        name=np.array([name for *_, name in found], dtype=object),
    )


def _lines_of(plot: Polygon, pattern: str, rng: np.random.Generator) -> list[LineString]:
    lay: dict[str, Callable[[Polygon, np.random.Generator], list[LineString]]] = {
        "centre": partial(_grid, row_m=64.0, column_m=105.0, keep_off_m=36),
        "terraces": partial(_grid, row_m=45.0, column_m=158.0, keep_off_m=30),
        "industry": partial(_grid, row_m=130.0, column_m=400.0, keep_off_m=55),
        "crescents": _crescents,
        "postwar": _loop_and_closes,
        "suburb": _wavy,
        "park": _park_paths,
    }
    return lay[pattern](plot, rng)


def _axes(plot: Polygon) -> tuple[NDArray, NDArray, NDArray, float]:
    """Give middle, direction of the long side, direction across it, and the reach in metres."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(plot))
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(*sides.T)
    along = sides[lengths.argmax()] / lengths.max()
    return corners[:4].mean(axis=0), along, np.array([-along[1], along[0]]), lengths.max() / 2


def _pieces(geometry: BaseGeometry, at_least_m: float) -> list[LineString]:
    parts = shapely.get_parts(geometry)
    parts = parts[shapely.get_type_id(parts) == 1]
    return [part for part in parts if part.length >= at_least_m]


def _clear_of_edge(lines: list[LineString], plot: Polygon, keep_off_m: float) -> list[LineString]:
    """Drop lines that run beside the patch edge for most of their length."""
    core = plot.buffer(-keep_off_m, quad_segs=2)
    inside = shapely.length(shapely.intersection(np.array(lines, dtype=object), core))
    return [line for line, m in zip(lines, inside, strict=True) if m > 0.45 * line.length]


def _laid(plot: Polygon, paths: list[NDArray], at_least_m: float) -> list[LineString]:
    pieces: list[LineString] = []
    for path in paths:
        pieces += _pieces(shapely.intersection(LineString(path), plot), at_least_m)
    return pieces


def _grid(
    plot: Polygon, rng: np.random.Generator, *, row_m: float, column_m: float, keep_off_m: float
) -> list[LineString]:
    """Parallel streets with a few cross streets, square to the patch's long side."""
    middle, along, across, reach = _axes(plot)
    if rng.random() < 0.35:
        along, across = across, -along
    rows = np.arange(-reach - row_m * rng.random(), reach, row_m)
    columns = np.arange(-reach - column_m * rng.random(), reach, column_m)
    ends = np.array([[-1.6 * reach], [1.6 * reach]])
    paths = [middle + row * across + ends * along for row in rows]
    paths += [middle + column * along + ends * across for column in columns]
    return _clear_of_edge(_laid(plot, paths, 45), plot, keep_off_m)


def _wavy(plot: Polygon, rng: np.random.Generator) -> list[LineString]:
    """Winding drives side by side, with links between them."""
    middle, along, across, reach = _axes(plot)
    t = np.linspace(-1.6 * reach, 1.6 * reach, 120)
    length, phase = rng.uniform(240, 380), rng.uniform(0, 6)
    bends = rng.uniform(14, 24) * np.sin(2 * np.pi * t / length + phase)
    rows = np.arange(-reach - 60 * rng.random(), reach, 78.0)
    paths = [middle + np.outer(t, along) + np.outer(row + bends, across) for row in rows]
    drives = _clear_of_edge(_laid(plot, paths, 90), plot, 42)
    links = []
    for row in rows[:-1]:
        at = rng.uniform(-0.8, 0.8) * reach
        offset = np.interp(at, t, bends)
        ends = np.array([row + offset, row + offset + 78.0])
        links.append(middle + at * along + np.outer(ends, across))
    return drives + _clear_of_edge(_laid(plot, links, 60), plot, 40)


def _rounded(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    return shape.buffer(-by_m, quad_segs=8).buffer(by_m, quad_segs=8)


def _crescents(plot: Polygon, rng: np.random.Generator) -> list[LineString]:
    """Rings inside rings, each joined by short ways to the ring or road round it."""
    lines: list[LineString] = []
    around: Sequence[BaseGeometry] = [plot.exterior]
    inset = _RING_INSET_M
    while True:
        inner = _rounded(plot.buffer(-inset, quad_segs=4), 22)
        rings = [part for part in shapely.get_parts(inner) if part.area > 1_400]
        if not rings:
            return lines or _straight_through(plot)
        for ring in rings:
            lines += _halved(ring.exterior, rng) + _ways_out(around, ring, rng)
        around, inset = [ring.exterior for ring in rings], inset + 70.0


def _halved(ring: BaseGeometry, rng: np.random.Generator) -> list[LineString]:
    """Cut a ring in two streets when it is long enough for two names."""
    if ring.length < 420:
        return [LineString(ring.coords)]
    points = np.asarray(ring.coords)[:-1]
    points = np.roll(points, int(rng.integers(len(points))), axis=0)
    whole = LineString(np.vstack([points, points[:1]]))
    middle = whole.length * rng.uniform(0.4, 0.6)
    halves = [substring(whole, 0.0, middle), substring(whole, middle, whole.length)]
    return [half for half in halves if isinstance(half, LineString)]


def _loop_and_closes(plot: Polygon, rng: np.random.Generator) -> list[LineString]:
    """Lay a loop road round the estate, with closes to the inside and two ways out."""
    loop = _rounded(plot.buffer(-rng.uniform(55, 61), quad_segs=4), 24)
    parts = [part for part in shapely.get_parts(loop) if part.area > 2_500]
    if not parts:
        return _clear_of_edge(_straight_through(plot), plot, 20)
    ring = max(parts, key=lambda part: part.area)
    lines = _halved(ring.exterior, rng) + _closes(ring, rng)
    return lines + _ways_out([plot.exterior], ring, rng)


def _straight_through(plot: Polygon) -> list[LineString]:
    middle, along, _, reach = _axes(plot)
    return _laid(plot, [middle + np.array([[-2.0], [2.0]]) * reach * along], 40)


def _closes(loop: Polygon, rng: np.random.Generator) -> list[LineString]:
    """Short dead ends off the loop, square to it, that stop well short of each other."""
    chainages = np.arange(rng.uniform(10, 40), loop.exterior.length - 20, rng.uniform(62, 80))
    kept: list[LineString] = []
    for chainage in chainages:
        start, ahead = shapely.line_interpolate_point(loop.exterior, [chainage, chainage + 2])
        way = np.array([ahead.x - start.x, ahead.y - start.y])
        way = np.array([-way[1], way[0]]) / np.hypot(*way)
        inward = way if loop.contains(shapely.Point(*(start.coords[0] + 3 * way))) else -way
        base = np.array(start.coords[0])
        close = LineString([base, base + inward * rng.uniform(48, 80)])
        tip = shapely.Point(close.coords[1])
        far = loop.exterior.distance(tip) > 38 and loop.contains(tip)
        if far and all(close.distance(other) > 42 for other in kept):
            kept.append(close)
    return kept


def _ways_out(
    around: Sequence[BaseGeometry], loop: Polygon, rng: np.random.Generator
) -> list[LineString]:
    """Join a loop to what runs round it at two to four places, the shortest way."""
    count = 2 + int(loop.exterior.length > 500) + int(loop.exterior.length > 800)
    chainages = (rng.random() + np.arange(count) / count) % 1 * loop.exterior.length
    starts = shapely.line_interpolate_point(loop.exterior, chainages)
    return [shapely.shortest_line(start, shapely.union_all(around)) for start in starts]


def _park_paths(plot: Polygon, _: np.random.Generator) -> list[LineString]:
    if plot.area < 12_000:
        return []
    middle, along, across, reach = _axes(plot)
    t = np.linspace(-1.5 * reach, 1.5 * reach, 40)
    bend = 0.12 * reach * np.sin(3 * t / reach)
    first = middle + np.outer(t, along) + np.outer(bend, across)
    second = middle + np.outer(t, across) + np.outer(bend, along)
    return _laid(plot, [first, second], 40)
