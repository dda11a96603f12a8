"""A million points placed as an oracle of whole numbers does: edges, gaps, overlaps, holes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo_asb.etl.place import place_points
from tests.towns import CORNER_M, areas

Ring = NDArray[np.int64]  # (n, 2) corners in half metres from the town's corner, not closed
SIDE = 4_000  # the town is 2 km wide
STEP = 250


def _wards(rng: np.random.Generator) -> list[list[Ring]]:
    """A net of bent quadrangles that share their edges; some are left out, which leaves gaps."""
    steps = np.arange(0, SIDE + 1, STEP)
    corners = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1)
    bent = corners + rng.integers(-STEP // 4, STEP // 4 + 1, corners.shape)
    last = len(steps) - 1
    return [
        [np.array([bent[i, j], bent[i + 1, j], bent[i + 1, j + 1], bent[i, j + 1]])]
        for i in range(last)
        for j in range(last)
        if rng.random() < 0.9
    ]


def _estates(rng: np.random.Generator) -> list[list[Ring]]:
    """Stars and boxes that overlap wards and one another; every second has a square hole."""
    shapes = []
    for number in range(120):
        middle = rng.integers(0, SIDE, 2)
        reach = int(rng.integers(40, 400))
        turns = np.sort(rng.choice(64, size=int(rng.integers(5, 24)), replace=False)) * np.pi / 32
        away = rng.uniform(0.5, 1, turns.size) * reach
        star = np.rint(np.stack([np.cos(turns), np.sin(turns)], axis=1) * away[:, None])
        rings = [middle + star.astype(np.int64)]
        half = reach // 8
        hole = middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        whole = shapely.Polygon(rings[0])
        if number % 2 and whole.contains_properly(shapely.Polygon(hole)):
            rings.append(hole)
        if whole.is_valid and whole.area > 0:
            shapes.append(rings)
    return shapes


def _frame(shapes: list[list[Ring]], rng: np.random.Generator) -> gpd.GeoDataFrame:
    codes = rng.permutation(len(shapes))
    return areas(
        (
            f"A{code:04}",
            "",
            shapely.Polygon(_metres(rings[0]), [_metres(ring) for ring in rings[1:]]),
        )
        for code, rings in zip(codes, shapes, strict=True)
    )


def _metres(halves: NDArray[np.int64]) -> NDArray[np.float64]:
    return halves / 2 + np.array(CORNER_M)


def _points(n: int, shapes: list[list[Ring]], rng: np.random.Generator) -> NDArray[np.int64]:
    """Points anywhere, points on corners, and points exactly on edges."""
    anywhere = rng.integers(-STEP, SIDE + STEP, (n - n // 2, 2))
    rings = [ring for shape in shapes for ring in shape]
    starts = np.concatenate(rings)
    along = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings]) - starts
    chosen = rng.integers(0, len(starts), n // 2)
    parts = np.maximum(np.gcd(along[:, 0], along[:, 1]), 1)[chosen]
    steps = rng.integers(0, parts + 1)
    on_edges = starts[chosen] + along[chosen] // parts[:, None] * steps[:, None]
    return np.concatenate([anywhere, on_edges])


def _held_by(rings: list[Ring], points: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which points a shape holds, its edges included: crossings counted in whole numbers."""
    x, y = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), dtype=bool)
    on_edge = np.zeros(len(points), dtype=bool)
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            within = (
                (x >= min(ax, bx)) & (x <= max(ax, bx)) & (y >= min(ay, by)) & (y <= max(ay, by))
            )
            on_edge |= (turn == 0) & within
            crosses = (ay > y) != (by > y)
            inside ^= crosses & ((turn > 0) == (by > ay))
    return inside | on_edge


def _by_oracle(
    shapes: list[list[Ring]], frame: gpd.GeoDataFrame, points: NDArray[np.int64]
) -> NDArray[np.intp]:
    """Ask every shape about every point of its box; the smallest wins, then the first code."""
    order = sorted(
        range(len(shapes)), key=lambda at: (round(_twice_area(shapes[at]) / 8), frame["code"][at])
    )
    found = np.full(len(points), -1, dtype=np.intp)
    for at in order:
        low, high = shapes[at][0].min(axis=0), shapes[at][0].max(axis=0)
        asked = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1) & (found == -1))
        found[asked[_held_by(shapes[at], points[asked])]] = at
    return found


def _twice_area(rings: list[Ring]) -> int:
    """Twice the area in square half metres, holes taken off."""
    parts = []
    for ring in rings:
        (x, y), (x2, y2) = ring.T, np.roll(ring, -1, axis=0).T
        parts.append(abs(int((x * y2 - x2 * y).sum())))
    return parts[0] - sum(parts[1:])


@pytest.mark.parametrize(
    "n",
    [
        pytest.param(20_000, marks=pytest.mark.whole),
        pytest.param(1_000_000, marks=pytest.mark.long),
    ],
)
def test_every_point_is_placed_as_the_oracle_places_it(n: int) -> None:
    rng = np.random.default_rng(n)
    shapes = [*_wards(rng), *_estates(rng)]
    frame = _frame(shapes, rng)
    points = _points(n, shapes, rng)
    expected = _by_oracle(shapes, frame, points)
    assert (expected == -1).sum() > n // 100  # gaps are asked about
    np.testing.assert_array_equal(place_points(_metres(points), frame), expected)
