"""A row's point: British National Grid metres, or longitude and latitude."""

from __future__ import annotations

import numpy as np

from geo_asb.errors import ExportError
from geo_asb.etl.projection import inside_britain, to_british_grid
from geo_asb.etl.readers.cells import CellError, is_blank, number_of
from geo_asb.etl.readers.tables import Row, Table

__all__ = ["POINT_HEADINGS", "point_in", "refuse_without_points"]

_GRID = ("easting", "northing")
_PAIRS = (_GRID, ("longitude", "latitude"), ("lon", "lat"))
POINT_HEADINGS = tuple(heading for pair in _PAIRS for heading in pair)


def refuse_without_points(table: Table) -> None:
    """
    Refuse a table that has no whole pair of coordinate columns.

    Raises
    ------
    ExportError
        Says which columns to add.
    """
    if not any(set(pair) <= set(table.headings) for pair in _PAIRS):
        message = (
            f"{table.name}: no columns 'easting' and 'northing', nor 'longitude' and 'latitude'. "
            "Add one of the two pairs and export again."
        )
        raise ExportError(message)


def point_in(row: Row) -> tuple[float, float] | None:
    """
    Return easting and northing in metres, EPSG:27700, to the centimetre; None for a blank pair.

    Grid metres win where a row has both. Degrees become metres true to about 2 m.

    Raises
    ------
    CellError
        Half a pair, not numbers, or outside Great Britain: with the likely cause.
    """
    for pair in _PAIRS:
        if not all(is_blank(row.cells.get(column, "")) for column in pair):
            return _metres(pair, _numbers(row, pair))
    return None


def _numbers(row: Row, pair: tuple[str, str]) -> tuple[float, float]:
    first, second = (number_of(row.cells.get(column, "")) for column in pair)
    if first is None or second is None:
        column = pair[0] if first is None else pair[1]
        unit = "metres" if pair == _GRID else "degrees"
        raise CellError(column, f"not a number of {unit}. Correct it, or leave both cells blank.")
    return first, second


def _metres(pair: tuple[str, str], numbers: tuple[float, float]) -> tuple[float, float]:
    point_m = _on_grid(pair, numbers)
    if point_m is not None:
        return point_m
    if _on_grid(pair, numbers[::-1]) is not None:
        hint = f"'{pair[0]}' and '{pair[1]}' look swapped: put them the other way round"
    elif pair == _GRID and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 180:
        hint = "These look like degrees: head the columns 'longitude' and 'latitude'"
    elif pair != _GRID and _on_grid(_GRID, numbers) is not None:
        hint = "These look like grid metres: head the columns 'easting' and 'northing'"
    else:
        hint = "Correct it"
    raise CellError(pair[0], f"this point lies outside Great Britain. {hint}.")


def _on_grid(pair: tuple[str, str], numbers: tuple[float, float]) -> tuple[float, float] | None:
    """Give the point on the grid, or None where it does not lie in Great Britain."""
    if pair == _GRID:
        points_m = np.array([numbers])
    elif abs(numbers[0]) > 180 or abs(numbers[1]) > 90:
        return None
    else:
        points_m = to_british_grid([numbers[0]], [numbers[1]])
    if not inside_britain(points_m)[0]:
        return None
    return round(float(points_m[0, 0]), 2), round(float(points_m[0, 1]), 2)
