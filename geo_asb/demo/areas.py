"""
Wards of two boundary years, LSOAs and estates, all made of whole neighbourhoods.

Geometry in metres, EPSG:27700. Codes look like the real ones and name nothing real.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geo_asb.demo.names import estate_names, ward_names
from geo_asb.demo.patches import Patches
from geo_asb.demo.terrain import Size

__all__ = ["AreaSet", "Areas", "area_of_points", "break_one_polygon", "make_areas"]

KEPT_WARDS = 5


@dataclass(frozen=True, slots=True)
class AreaSet:
    """Areas of one kind as parallel arrays, EPSG:27700."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    shape: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Areas:
    """Every area set of the demo; `estate_patch` is the neighbourhood each estate grew from."""

    wards_2013: AreaSet
    wards_2023: AreaSet
    lsoas: AreaSet
    estates: AreaSet
    estate_patch: NDArray[np.int64]


def make_areas(size: Size, patches: Patches, homes: pd.DataFrame) -> Areas:
    """Group neighbourhoods into wards of about equal homes, LSOAs, and landlord estates."""
    is_home = homes["classificationcode"].str.startswith("RD")
    weight = 3.0 + np.bincount(homes.loc[is_home, "patch"], minlength=len(patches.shapes)).astype(
        np.float64
    )
    tiles = _Tiles(patches.shapes, weight, _bordering(patches.shapes))
    before = tiles.grouped(21, np.arange(len(weight)), first_angle=0.4)
    kept = _western_wards(tiles, before)
    after = _redrawn(tiles, before, kept)
    lsoas = tiles.grouped(int(weight.sum() / size.lsoa_homes), np.arange(len(weight)), 1.1)
    shapes, from_patch = _estates(size, patches, weight, before)
    names = estate_names(len(shapes))
    return Areas(
        wards_2013=_ward_set(tiles, before, kept, 2013),
        wards_2023=_ward_set(tiles, after, kept, 2023),
        lsoas=_lsoa_set(tiles, lsoas),
        estates=AreaSet(tuple(f"CV{i + 1:03d}" for i in range(len(shapes))), tuple(names), shapes),
        estate_patch=from_patch,
    )


def _bordering(shapes: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair shapes that share at least 20 m of border, each pair both ways."""
    one, other = STRtree(shapes).query(shapes, predicate="dwithin", distance=0.5)
    # A cut ends on its neighbour's border only to rounding: a metre of reach forgives that.
    reach = shapely.buffer(shapes, 1.0, quad_segs=1)
    shared = shapely.intersection(reach[one], shapely.boundary(shapes[other]))
    long = (shapely.length(shared) > 20) & (one != other)
    return one[long], other[long]


@dataclass(frozen=True, slots=True)
class _Tiles:
    """Neighbourhoods with the homes in each: what areas are made of."""

    shapes: NDArray[np.object_]
    weight: NDArray[np.float64]
    neighbours: tuple[NDArray[np.int64], NDArray[np.int64]]  # pairs with a common border

    def grouped(self, parts: int, members: NDArray[np.int64], first_angle: float) -> NDArray:
        """Share `members` among `parts` groups of about equal homes; -1 for other tiles."""
        label = np.full(len(self.weight), -1)
        self._bisect(members, parts, 0, first_angle, label)
        self._join_strays(label)
        self._balance(label, parts)
        return label

    def _bisect(
        self, members: NDArray, parts: int, first: int, angle: float, label: NDArray
    ) -> None:
        if parts == 1:
            label[members] = first
            return
        points = shapely.get_coordinates(shapely.centroid(self.shapes[members]))
        order = members[np.argsort(points @ [np.cos(angle), np.sin(angle)], kind="stable")]
        left = parts // 2
        share = np.cumsum(self.weight[order]) / self.weight[order].sum()
        cut = int(np.argmin(np.abs(share - left / parts))) + 1
        cut = min(max(cut, left), len(order) - (parts - left))
        self._bisect(order[:cut], left, first, angle + np.pi / 2, label)
        self._bisect(order[cut:], parts - left, first + left, angle + np.pi / 2, label)

    def _join_strays(self, label: NDArray) -> None:
        """Give a piece cut off from its group to the group it shares most border with."""
        for group in range(label.max() + 1):
            parts = shapely.get_parts(self.dissolved(label, group))
            main = parts[np.argmax(shapely.area(parts))]
            for tile in np.flatnonzero(label == group):
                if not main.contains(shapely.point_on_surface(self.shapes[tile])):
                    self._hand_over(int(tile), label)

    def _hand_over(self, tile: int, label: NDArray) -> None:
        touching = STRtree(self.shapes).query(self.shapes[tile], predicate="intersects")
        touching = touching[(label[touching] >= 0) & (label[touching] != label[tile])]
        border = shapely.length(shapely.intersection(self.shapes[touching], self.shapes[tile]))
        if len(touching):
            label[tile] = label[touching[np.argmax(border)]]

    def _balance(self, label: NDArray, parts: int) -> None:
        """Move tiles over borders while that evens the homes and tears no group apart."""
        one, other = self.neighbours
        for _ in range(40 * parts):
            homes = np.bincount(label[label >= 0], self.weight[label >= 0], minlength=parts)
            giver, taker, moved = label[one], label[other], self.weight[one]
            gain = moved * (homes[giver] - homes[taker] - moved)
            gain[(giver < 0) | (taker < 0) | (giver == taker)] = 0
            best = np.argsort(-gain, kind="stable")
            for pair in best[gain[best] > 1]:
                if self._holds_without(int(one[pair]), label):
                    label[one[pair]] = label[other[pair]]
                    break
            else:
                return

    def take_one_in(self, group: int, label: NDArray) -> None:
        """Let a group take its lightest neighbouring tile that another group can spare."""
        one, other = self.neighbours
        near = one[(label[other] == group) & (label[one] >= 0) & (label[one] != group)]
        for tile in near[np.argsort(self.weight[near], kind="stable")]:
            if self._holds_without(int(tile), label):
                label[tile] = group
                return

    def _holds_without(self, tile: int, label: NDArray) -> bool:
        """Say whether the group of a tile stays in one piece when the tile leaves."""
        one, other = self.neighbours
        rest = (label == label[tile]) & (np.arange(len(label)) != tile)
        inner = rest[one] & rest[other]
        ties = csr_array(
            (np.ones(inner.sum()), (one[inner], other[inner])), shape=(len(label),) * 2
        )
        pieces = connected_components(ties, directed=False)[1][rest]
        return len(pieces) > 0 and bool((pieces == pieces[0]).all())

    def dissolved(self, label: NDArray, group: int) -> BaseGeometry:
        """Unite the tiles of a group; tiles share nodes, so no slivers arise."""
        return shapely.union_all(self.shapes[label == group])


def _eastings(tiles: _Tiles, label: NDArray[np.int64]) -> list[float]:
    points = shapely.get_coordinates(shapely.centroid(tiles.shapes))
    return [float(points[label == ward, 0].mean()) for ward in range(21)]


def _western_wards(tiles: _Tiles, label: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.argsort(_eastings(tiles, label), kind="stable")[:KEPT_WARDS]


def _redrawn(
    tiles: _Tiles, before: NDArray[np.int64], kept: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Keep five wards on one side of the borough, divide the rest anew."""
    free = np.flatnonzero(~np.isin(before, kept))
    others = np.setdiff1d(np.arange(21), kept)
    old = {frozenset(np.flatnonzero(before == ward)) for ward in others}
    anew = tiles.grouped(len(others), free, first_angle=1.35)
    for ward in range(len(others)):
        if frozenset(np.flatnonzero(anew == ward)) in old:
            tiles.take_one_in(ward, anew)
    after = before.copy()
    after[free] = others[anew[free]]
    return after


def _ward_set(
    tiles: _Tiles, label: NDArray[np.int64], kept: NDArray[np.int64], year: int
) -> AreaSet:
    """Name unchanged wards first, by name and code the same each year, then west to east."""
    shapes = np.array([tiles.dissolved(label, ward) for ward in range(21)], dtype=object)
    eastward = np.argsort(_eastings(tiles, label), kind="stable")
    order = np.concatenate([kept, eastward[~np.isin(eastward, kept)]])
    names = ward_names()[year]
    codes = [f"E0599{'1' if year == 2013 or i < KEPT_WARDS else '2'}{i + 1:03d}" for i in range(21)]
    return AreaSet(tuple(codes), names, shapes[order])


def _lsoa_set(tiles: _Tiles, label: NDArray[np.int64]) -> AreaSet:
    groups = np.unique(label)
    shapes = np.array([tiles.dissolved(label, group) for group in groups], dtype=object)
    count = len(groups)
    codes = tuple(f"E0199{i + 1:04d}" for i in range(count))
    names = tuple(f"Calder Vale {i // 4 + 1:03d}{'ABCD'[i % 4]}" for i in range(count))
    return AreaSet(codes, names, shapes)


# ---------------------------------------------------------------- estates


def _estates(
    size: Size, patches: Patches, weight: NDArray, wards: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Outline estates: postwar land first, then the poorest crescents and terraces."""
    rank = {"postwar": 0, "crescents": 1, "terraces": 2}
    likely = [
        (rank[str(pattern)], -deprivation, index)
        for index, (pattern, deprivation) in enumerate(
            zip(patches.pattern, patches.deprivation, strict=True)
        )
        if str(pattern) in rank and weight[index] > 0.3 * np.median(weight)
    ]
    chosen = np.array([index for _, _, index in sorted(likely)[: size.estates]])
    chosen = chosen[np.argsort(-weight[chosen], kind="stable")]
    shapes = patches.plots[chosen].copy()
    _stretch_over_ward_borders(shapes, chosen, patches, wards)
    _overlap_one_pair(shapes, wards[chosen])
    return shapes, chosen


def _stretch_over_ward_borders(
    shapes: NDArray, chosen: NDArray, patches: Patches, wards: NDArray
) -> None:
    """Let three estates reach 70 m into a neighbourhood of another ward."""
    tree = STRtree(patches.plots)
    stretched = 0
    for i in range(3, len(chosen)):
        near = tree.query(shapes[i], predicate="dwithin", distance=1.0)
        over = [j for j in near if wards[j] != wards[chosen[i]] and j not in chosen]
        for j in over[: 1 if stretched < 3 else 0]:
            extra = shapes[i].buffer(70).intersection(patches.plots[j])
            wider = _one_piece(shapes[i].union(extra.buffer(0.5)))
            if wider.area > shapes[i].area + 1_000:
                shapes[i] = wider
                stretched += 1


def _overlap_one_pair(shapes: NDArray, ward: NDArray) -> None:
    """Let one estate's outline reach 15 m into another's: the nearest of the same ward."""
    pairs = [
        (ward[i] != ward[j], shapely.distance(shapes[i], shapes[j]), i, j)
        for i, j in combinations(range(2, len(shapes)), 2)
    ]
    _, apart_m, i, j = min(pairs)
    extra = shapes[i].buffer(apart_m + 15).intersection(shapes[j])
    bridge = shapely.shortest_line(shapes[i], shapes[j]).buffer(12)
    shapes[i] = _one_piece(
        shapely.union_all([shapes[i], extra, *([bridge] if apart_m > 0 else [])])
    )


def _one_piece(shape: BaseGeometry) -> Polygon:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


# ---------------------------------------------------------------- asking and spoiling


def area_of_points(areas: AreaSet, points_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """
    Say which area holds each point, EPSG:27700; -1 for none.

    A point in two areas, which only overlapping estates allow, belongs to the first.
    """
    found = np.full(len(points_m), -1)
    spots = np.atleast_1d(np.asarray(shapely.points(points_m)))
    area, point = STRtree(spots).query(areas.shape, predicate="intersects")
    found[point[::-1]] = area[::-1]
    return found


def break_one_polygon(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a copy whose second shape crosses itself near a corner, by about 2 square metres."""
    broken = shapes.copy()
    points = np.asarray(shapes[1].exterior.coords)
    longest = int(np.argmax(np.hypot(*np.diff(points, axis=0).T)))
    start, end = points[longest], points[longest + 1]
    way = (end - start) / np.hypot(*(end - start))
    side = np.array([-way[1], way[0]])
    middle = (start + end) / 2
    bow = [middle + side, middle + 2 * way - side, middle + 2 * way + side, middle - side]
    knot = [middle - way, *bow, middle + 3 * way]
    broken[1] = Polygon(np.vstack([points[: longest + 1], knot, points[longest + 1 :]]))
    return broken
