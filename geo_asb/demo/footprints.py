"""
Where buildings stand: rows along both sides of every street, slabs and towers between.

All coordinates in metres, EPSG:27700. A footprint is a rectangle along its street.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo_asb.demo.patches import Patches
from geo_asb.demo.streets import Streets

__all__ = ["Footprints", "make_footprints"]


@dataclass(frozen=True, slots=True)
class Row:
    """How a pattern builds along a street; all lengths in metres, `run` in houses."""

    width_m: float
    depth_m: float
    setback_m: float  # street centre line to front wall
    run: tuple[int, int]
    gap_m: float
    garden_m: float
    walk_up_share: float = 0.0  # share of runs that are small blocks of flats instead


ROWS: dict[str, Row] = {
    "centre": Row(9.0, 13.0, 8.5, (4, 9), 3.0, 3.0, 0.0),
    "terraces": Row(4.9, 9.0, 6.0, (8, 15), 2.4, 6.5, 0.0),
    "crescents": Row(6.3, 8.0, 11.5, (2, 2), 3.4, 12.0, 0.02),
    "postwar": Row(5.4, 8.2, 9.5, (4, 7), 4.5, 8.0, 0.12),
    "suburb": Row(8.6, 8.8, 12.5, (1, 1), 3.8, 13.0, 0.0),
    "main": Row(6.2, 9.5, 15.5, (2, 4), 3.2, 10.0, 0.03),
}
_WALK_UP_M = 17.0
_EXTRA_SETBACK_ON_MAIN_M = 4.0
_CLEAR_M = {"main": 9.0, "local": 5.2, "path": 4.0}
_CORNER_M = 8.0  # no house starts nearer than this to a street's end


@dataclass(frozen=True, slots=True)
class Footprints:
    """
    Buildings as parallel arrays.

    `kind` is house, shop, walk_up, slab, tower or shed; `side` is 1 left of the street's
    direction, -1 right, 0 off the street.
    """

    shapes: NDArray[np.object_]
    kind: NDArray[np.str_]
    middle_m: NDArray[np.float64]
    street: NDArray[np.int64]
    side: NDArray[np.int64]
    chainage_m: NDArray[np.float64]
    patch: NDArray[np.int64]
    run: NDArray[np.int64]


Columns = dict[str, NDArray]


def make_footprints(
    streets: Streets, patches: Patches, towers: int, rng: np.random.Generator
) -> Footprints:
    """Set towers first, then line the streets, then fill with slabs and sheds; no two collide."""
    towers_first, others = _big_blocks(streets, patches, towers, rng)
    parts = towers_first
    for index in np.argsort(streets.road_class != "main", kind="stable"):
        if streets.road_class[index] != "path":
            parts += _both_sides(streets, patches, int(index), rng)
    parts += others
    found = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    shapes = _footprints(found)
    keep = np.flatnonzero(_on_its_patch(shapes, found, patches) & _off_streets(shapes, streets))
    keep = keep[_first_come(_lots(found, keep))]
    return Footprints(
        shapes=shapes[keep],
        middle_m=shapely.get_coordinates(shapely.centroid(shapes[keep])),
        **{
            key: found[key][keep]
            for key in ("kind", "street", "side", "chainage_m", "patch", "run")
        },
    )


# ---------------------------------------------------------------- along streets


def _both_sides(
    streets: Streets, patches: Patches, index: int, rng: np.random.Generator
) -> list[Columns]:
    """Propose rows on each side; roads between patches try every pattern found beside them."""
    line, patch = streets.lines[index], int(streets.patch[index])
    wanted = [str(patches.pattern[patch])] if patch >= 0 else list(ROWS)
    is_main = streets.road_class[index] == "main"
    parts = []
    for side in (1, -1):
        for pattern in wanted:
            if pattern not in ROWS:
                continue
            row = ROWS[pattern]
            back = _EXTRA_SETBACK_ON_MAIN_M if is_main else 0.0
            part = _row_beside(line, row, side, back, rng)
            part["street"] = np.full(len(part["kind"]), index)
            part["patch"] = _patch_at(part, patches)
            beside = part["patch"] == patch if patch >= 0 else part["patch"] >= 0
            beside &= patches.pattern[part["patch"]] == pattern
            parts.append({key: values[beside] for key, values in part.items()})
    return parts


def _row_beside(
    line: shapely.LineString, row: Row, side: int, back_m: float, rng: np.random.Generator
) -> Columns:
    middles, widths, run, kind = _units(line.length, row, rng)
    points = np.asarray(line.coords)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])

    def on_line(chainage: NDArray) -> NDArray:
        return np.column_stack([np.interp(chainage, along, points[:, k]) for k in (0, 1)])

    way = on_line(middles + widths / 2) - on_line(middles - widths / 2)
    way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    off = side * np.column_stack([-way[:, 1], way[:, 0]])
    return {
        "front_m": on_line(middles) + off * (row.setback_m + back_m),
        "way": way,
        "off": off,
        "width_m": widths,
        "depth_m": np.full(len(kind), row.depth_m),
        "garden_m": np.full(len(kind), row.garden_m),
        "kind": kind,
        "side": np.full(len(kind), side),
        "chainage_m": middles,
        "run": run,
    }


def _units(
    length_m: float, row: Row, rng: np.random.Generator
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Fill a street's length with runs of houses: middles, widths, run number, kind."""
    free_m = length_m - 2 * _CORNER_M
    most = max(int(free_m / (row.run[0] * row.width_m + row.gap_m)) + 1, 0)
    is_flats = rng.random(most) < row.walk_up_share
    units = np.where(is_flats, 1, rng.integers(row.run[0], row.run[1] + 1, most))
    run = np.repeat(np.arange(most), units)
    widths = np.where(is_flats, _WALK_UP_M, row.width_m)[run]
    middles = _CORNER_M + np.cumsum(widths) - widths / 2 + run * row.gap_m
    fits = middles + widths / 2 <= length_m - _CORNER_M
    kind = np.where(is_flats[run], "walk_up", "house").astype("U8")
    return middles[fits], widths[fits], run[fits], kind[fits]


# ---------------------------------------------------------------- between streets


def _big_blocks(
    streets: Streets, patches: Patches, towers: int, rng: np.random.Generator
) -> tuple[list[Columns], list[Columns]]:
    """Propose towers; then slabs on postwar estates and sheds on industrial land."""
    plots = patches.plots
    estates = np.flatnonzero(patches.pattern == "postwar")
    with_tower = set(estates[np.argsort(-shapely.area(plots[estates]))][:towers].tolist())
    first: list[Columns] = []
    others: list[Columns] = []
    for index in np.flatnonzero(np.isin(patches.pattern, ["postwar", "industry"])):
        is_estate = patches.pattern[index] == "postwar"
        spots = _open_spots(plots[index], streets, 21.0 if is_estate else 26.0)
        if index in with_tower and len(spots):
            first.append(_blocks(spots[:1], int(index), "tower", (20, 20, 16), rng))
        wanted = int(shapely.area(plots[index]) / (12_000 if is_estate else 4_500))
        spots = rng.permutation(spots[1:])[:wanted]
        kind, sizes = ("slab", (38, 10, 9)) if is_estate else ("shed", (46, 27, 12))
        # On every third estate the slabs were there before the rows of houses.
        before_rows = is_estate and index % 3 == 0
        (first if before_rows else others).append(_blocks(spots, int(index), kind, sizes, rng))
    return first, others


def _open_spots(plot: shapely.Polygon, streets: Streets, clear_m: float) -> NDArray[np.float64]:
    """Grid points of a plot clear of streets, the one deepest inside first."""
    west, south, east, north = plot.bounds
    grid = np.stack(np.meshgrid(np.arange(west, east, 13.0), np.arange(south, north, 13.0)), -1)
    points = np.asarray(shapely.points(grid.reshape(-1, 2)))
    points = points[shapely.contains(plot.buffer(-16), points)]
    near = streets.lines[STRtree(streets.lines).query(plot, predicate="intersects")]
    away = shapely.distance(points, shapely.union_all(near)) if len(points) else np.empty(0)
    inside = shapely.distance(points, plot.exterior)
    order = np.argsort(-np.minimum(2 * away, inside), kind="stable")
    return shapely.get_coordinates(points[order][away[order] > clear_m])


def _blocks(
    spots: NDArray, patch: int, kind: str, sizes: tuple[int, int, int], rng: np.random.Generator
) -> Columns:
    """Rectangles of (width, depth, clear land behind) round `spots`, square to one another."""
    width, depth, garden = sizes
    angle = rng.uniform(0, np.pi) + np.pi / 2 * rng.integers(0, 2, len(spots))
    way = np.column_stack([np.cos(angle), np.sin(angle)])
    off = np.column_stack([-way[:, 1], way[:, 0]])
    n = len(spots)
    return {
        "front_m": spots.reshape(-1, 2) - off * depth / 2,
        "way": way,
        "off": off,
        "width_m": np.full(n, float(width)),
        "depth_m": np.full(n, float(depth)),
        "garden_m": np.full(n, float(garden)),
        "kind": np.full(n, kind, dtype="U8"),
        "side": np.zeros(n, dtype=np.int64),
        "chainage_m": np.zeros(n),
        "run": np.arange(n),
        "street": np.full(n, -1),
        "patch": np.full(n, patch),
    }


# ---------------------------------------------------------------- rectangles and refusals


def _rings(corners: list[NDArray]) -> NDArray[np.object_]:
    return np.asarray(shapely.polygons(np.stack([*corners, corners[0]], axis=1)))


def _footprints(found: Columns) -> NDArray[np.object_]:
    half = found["way"] * (found["width_m"] / 2)[:, None]
    back = found["off"] * found["depth_m"][:, None]
    front = found["front_m"]
    return _rings([front - half, front + half, front + half + back, front - half + back])


def _lots(found: Columns, keep: NDArray) -> NDArray[np.object_]:
    """Footprint and garden, a little slimmer than they are and narrowing to the back."""
    way, off, front = found["way"][keep], found["off"][keep], found["front_m"][keep]
    half = way * (found["width_m"][keep] / 2 - 0.08)[:, None]
    wall = front + off * (found["depth_m"][keep])[:, None]
    back = wall + off * found["garden_m"][keep][:, None]
    low = front + off * 0.1
    narrow = 0.5 * half
    return _rings([low - half, low + half, wall + half, back + narrow, back - narrow, wall - half])


def _patch_at(part: Columns, patches: Patches) -> NDArray[np.int64]:
    """Which plot holds each rectangle's middle; -1 for none."""
    middles = shapely.points(part["front_m"] + part["off"] * part["depth_m"][:, None] / 2)
    at = np.full(len(middles), -1)
    row, plot = STRtree(patches.plots).query(middles, predicate="within")
    at[row] = plot
    return at


def _on_its_patch(shapes: NDArray, found: Columns, patches: Patches) -> NDArray[np.bool_]:
    shapely.prepare(patches.plots)
    return shapely.contains(patches.plots[found["patch"]], shapes)


def _off_streets(shapes: NDArray, streets: Streets) -> NDArray[np.bool_]:
    tree = STRtree(shapes)
    clear = np.ones(len(shapes), dtype=bool)
    for road_class, metres in _CLEAR_M.items():
        lines = streets.lines[streets.road_class == road_class]
        if len(lines):
            clear[tree.query(lines, predicate="dwithin", distance=metres)[1]] = False
    return clear


def _first_come(lots: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Keep each lot that meets no kept lot before it."""
    later, earlier = STRtree(lots).query(lots, predicate="intersects")
    pairs = np.column_stack([later, earlier])[later > earlier]
    kept = [True] * len(lots)
    for one, other in pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].tolist():
        if kept[other]:
            kept[one] = False
    return np.array(kept)
