"""Points to areas: which ward, LSOA or estate a point lies in, each point in at most one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_asb.frames import AREAS, check

__all__ = ["place_points"]

_POINT_M = 75.0  # what is known this well counts as a point: half a cell


def place_points(
    points_m: NDArray[np.float64],
    areas: gpd.GeoDataFrame,
    *,
    radius_m: NDArray[np.float64] | None = None,
) -> NDArray[np.intp]:
    """
    Find the area each point lies in, its edge included.

    Of several areas that hold a point the smallest wins (in whole square metres), then the
    one whose code sorts first; so a point on an edge that two wards share belongs to the
    smaller ward, and an estate inside another keeps its own cases. See
    docs/decisions/0004-edges-and-overlaps.md.

    Parameters
    ----------
    points_m : (n, 2) eastings and northings, metres, EPSG:27700; NaN lies nowhere.
    areas : code, name, geometry; EPSG:27700.
    radius_m : (n,) metres the true place may be off; a place wider than 75 m lies in an area only
        if all of its circle does. Left out, points are taken as they are.

    Returns
    -------
    (n,) position of the area in `areas`; -1 where no area surely holds the place.

    Raises
    ------
    FrameError
        `areas` is not a frame of areas.
    """
    check(areas, AREAS)
    found = np.full(len(points_m), -1, dtype=np.intp)
    given = np.flatnonzero(np.isfinite(points_m).all(axis=1))
    east_first = given[np.argsort(points_m[given, 0], kind="stable")]
    x, y = points_m[east_first, 0], points_m[east_first, 1]
    shapes = np.asarray(areas.geometry.array)
    shapely.prepare(shapes)
    for at in _weakest_first(areas):
        inside = _inside(shapes[at], x, y)
        found[east_first[inside]] = at  # a stronger area comes later and takes the point
    if radius_m is not None:
        found[_may_lie_outside(points_m, radius_m, shapes, found)] = -1
    return found


def _may_lie_outside(
    points_m: NDArray[np.float64],
    radius_m: NDArray[np.float64],
    shapes: NDArray[np.object_],
    found: NDArray[np.intp],
) -> NDArray[np.intp]:
    wide = np.flatnonzero((radius_m > _POINT_M) & (found >= 0))
    to_edge_m = shapely.distance(
        shapely.points(points_m[wide]), shapely.boundary(shapes[found[wide]])
    )
    return np.compress(to_edge_m < radius_m[wide], wide)


def _weakest_first(areas: gpd.GeoDataFrame) -> NDArray[np.intp]:
    whole_m2 = np.rint(shapely.area(np.asarray(areas.geometry.array)))
    codes = areas["code"].to_numpy(dtype=str)
    return np.lexsort((codes, whole_m2))[::-1]


def _inside(
    shape: shapely.Geometry, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Test only the points in the shape's box; `x` is sorted, so a slice leaves few of them."""
    west, south, east, north = shapely.bounds(shape)
    start, end = np.searchsorted(x, west, "left"), np.searchsorted(x, east, "right")
    band = np.flatnonzero((y[start:end] >= south) & (y[start:end] <= north)) + start
    return np.compress(shapely.intersects_xy(shape, x[band], y[band]), band)
