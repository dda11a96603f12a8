"""What each frame must hold; `check` stands at every door, inner functions trust it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from geo_asb.errors import FrameError

__all__ = ["AREAS", "BRITISH_GRID", "CELLS", "POINTS", "FrameSpec", "check"]

BRITISH_GRID = "EPSG:27700"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """
    What a GeoDataFrame must hold to enter a room.

    name     what it is called in a message
    columns  that must be there, geometry apart; none of their values may be missing
    shapes   geometry types allowed
    unique   the column whose values must differ from row to row; "" for the index
    """

    name: str
    columns: tuple[str, ...]
    shapes: frozenset[str]
    unique: str


AREAS = FrameSpec("areas", ("code", "name"), frozenset({"Polygon", "MultiPolygon"}), "code")
CELLS = FrameSpec("cells", (), frozenset({"Polygon"}), "")
POINTS = FrameSpec("points", (), frozenset({"Point"}), "")


def check(frame: gpd.GeoDataFrame, spec: FrameSpec) -> None:
    """
    Refuse a frame without the CRS, columns, shapes or unique key that its room needs.

    Raises
    ------
    FrameError
        Says what is wrong and what to do.
    """
    _check_crs(frame, spec)
    if missing := [column for column in spec.columns if column not in frame.columns]:
        raise FrameError(f"{spec.name} frame has no column {', '.join(missing)}; add it.")
    if holed := [column for column in spec.columns if frame[column].isna().any()]:
        message = f"{spec.name} frame has blanks in {', '.join(holed)}; fill or drop those rows."
        raise FrameError(message)
    _check_shapes(frame, spec)
    keys = frame[spec.unique] if spec.unique else frame.index
    if not keys.is_unique:
        key = f"column {spec.unique}" if spec.unique else "index"
        raise FrameError(f"{spec.name} frame repeats values in its {key}; keep one row of each.")


def _check_crs(frame: gpd.GeoDataFrame, spec: FrameSpec) -> None:
    if frame.crs is None:
        message = f"{spec.name} frame has no CRS; call set_crs('{BRITISH_GRID}') where it is read."
        raise FrameError(message)
    if frame.crs != BRITISH_GRID:
        message = (
            f"{spec.name} frame is in {frame.crs.to_string()}; call to_crs('{BRITISH_GRID}') "
            "where it is read."
        )
        raise FrameError(message)


def _check_shapes(frame: gpd.GeoDataFrame, spec: FrameSpec) -> None:
    if (frame.geometry.isna() | frame.geometry.is_empty).any():
        raise FrameError(f"{spec.name} frame has rows without a shape; drop them.")
    if others := sorted(set(frame.geometry.geom_type) - spec.shapes):
        wanted = " or ".join(sorted(spec.shapes))
        raise FrameError(f"{spec.name} frame holds {', '.join(others)}; it takes {wanted} only.")
