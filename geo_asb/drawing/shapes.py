"""Geometries in EPSG:27700 to matplotlib artists; empty input draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

__all__ = ["draw_areas", "draw_lines", "line_parts"]


def draw_areas(axes: Axes, geometries: Iterable[BaseGeometry], **style: Any) -> None:  # noqa: ANN401  matplotlib's own keywords
    """
    Draw polygons, holes left open, one path for each geometry in the order given.

    Parameters
    ----------
    axes : where to draw, in metres.
    geometries : polygons and collections of them; other parts are passed over.
    style : keywords of `PathCollection`; a list gives each geometry its own.
    """
    paths = [_path(geometry) for geometry in geometries]
    if paths:
        axes.add_collection(PathCollection(paths, **style), autolim=False)


def draw_lines(axes: Axes, geometries: Iterable[BaseGeometry], **style: Any) -> None:  # noqa: ANN401  matplotlib's own keywords
    """Draw lines with round ends, so that streets join without a gap."""
    parts = line_parts(geometries)
    if parts:
        settings = {"capstyle": "round", "joinstyle": "round"} | style
        lines = [shapely.get_coordinates(part) for part in parts]
        axes.add_collection(LineCollection(lines, **settings), autolim=False)


def line_parts(geometries: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """List the single lines of lines and multilines."""
    parts = _parts(geometries)
    return [part for part in parts if part.geom_type in ("LineString", "LinearRing")]


def _path(geometry: BaseGeometry) -> Path:
    polygons = [part for part in _parts([geometry]) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in _rings(polygon)]
    return Path.make_compound_path(*rings) if rings else Path(np.empty((0, 2)))


def _rings(polygon: BaseGeometry) -> Sequence[Path]:
    """Outer ring one way round, holes the other: that is how a renderer knows holes."""
    whole = shapely.orient_polygons(polygon)
    rings = [shapely.get_exterior_ring(whole)]
    rings += [
        shapely.get_interior_ring(whole, i) for i in range(shapely.get_num_interior_rings(whole))
    ]
    return [Path(shapely.get_coordinates(ring), closed=True) for ring in rings]


def _parts(geometries: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Take collections apart to the last level."""
    present = [g for g in geometries if g is not None and not g.is_empty]
    parts = list(shapely.get_parts(np.array(present, dtype=object)))
    if any(part.geom_type.startswith(("Multi", "Geometry")) for part in parts):
        return _parts(parts)
    return parts
