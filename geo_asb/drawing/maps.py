"""Cells on their streets as a picture for documents: paper, not screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from geo_asb.answers import CellMap, MapBackground
from geo_asb.drawing import labels, legend, palette
from geo_asb.drawing.classes import MISSING, CellClass, classify
from geo_asb.drawing.shapes import draw_areas, draw_lines
from geo_asb.errors import FrameError
from geo_asb.model import Answer

__all__ = ["cell_map_png"]

_PT_PER_MM = 72 / palette.MM_PER_INCH
_SIDE_MM, _STRIP_MM, _GUTTER_MM = 46.0, 29.0, 4.0
_TALL = 0.75  # height over width from which the legend stands beside the map
_STREETS = {"path": (3.0, 0.4), "local": (8.0, 0.5), "main": (14.0, 1.1)}  # metres, least points
_LEAST_SHARE = 0.1  # of an estate that lies in the area, for its name to stand on the map
_STRONG_PT, _LIKELY_PT = 1.9, 0.9


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where map and legend stand, in mm from the lower left, and the metres the map covers."""

    size_mm: tuple[float, float]
    map_mm: tuple[float, float, float, float]
    legend_mm: tuple[float, float, float, float]
    bounds_m: tuple[float, float, float, float]
    is_tall: bool

    @property
    def m_per_mm(self) -> float:
        return (self.bounds_m[2] - self.bounds_m[0]) / self.map_mm[2]


def cell_map_png(
    cells: Answer[CellMap],
    background: MapBackground,
    *,
    width_mm: float,
    marks: Mapping[int, str] | None = None,
    credit: str = "",
) -> bytes:
    """
    Draw the cells of one area over its streets, at 200 dots an inch.

    Parameters
    ----------
    cells : counts or partner classes, with verdicts where a run fits.
    background : what lies under them, EPSG:27700; any frame but `area` or `cells` may be empty.
    width_mm : width of the picture; its height follows the shape of the area.
    marks : short labels by cell position, such as the number of a hot place in a table.
    credit : date of the data and whose streets and boundaries these are.

    Returns
    -------
    A PNG. The same arguments give the same bytes. A dark cell is a count, not a cause.

    Raises
    ------
    FrameError
        Neither the area nor a cell has a shape.
    """
    sheet = _sheet(_bounds(background), width_mm)
    figure = palette.figure_in_mm(*sheet.size_mm)
    axes = _map_axes(figure, sheet)
    positions = background.cells["position"].to_numpy(np.int64)
    classes, of_cell = classify(cells.value, positions)
    _draw_ground(axes, background, sheet)
    _draw_cells(axes, background.cells.geometry, classes, of_cell)
    _draw_borders(axes, background, sheet)
    _draw_verdicts(axes, background.cells.geometry, _verdicts(cells.value, positions), sheet)
    _draw_names(axes, figure, background, (dict(marks or {}), of_cell >= 0))
    _draw_legend(figure, sheet, cells.value, (classes, of_cell), background, credit)
    return palette.png(figure)


# ------------------------------------------------------------------------------- the sheet


def _bounds(background: MapBackground) -> tuple[float, float, float, float]:
    for frame in (background.area, background.cells):
        if not frame.empty and np.isfinite(frame.total_bounds).all():
            low_x, low_y, high_x, high_y = frame.total_bounds
            return float(low_x), float(low_y), float(high_x), float(high_y)
    message = "map background holds no area and no cells; ask for an area that has a boundary."
    raise FrameError(message)


def _sheet(bounds_m: tuple[float, float, float, float], width_mm: float) -> _Sheet:
    """Put the legend beside a tall area and under a wide one, so that the map stays large."""
    across, up = bounds_m[2] - bounds_m[0], bounds_m[3] - bounds_m[1]
    is_tall = up > _TALL * across
    map_width = width_mm - _SIDE_MM - _GUTTER_MM if is_tall else width_mm
    least, most = (0.62, 0.75) if is_tall else (0.36, 0.62)
    height = map_width * float(np.clip(up / across if across else 1.0, least, most))
    bounds = _padded(bounds_m, map_width / height)
    if is_tall:
        map_box = (0.0, 0.0, map_width, height)
        legend_box = (map_width + _GUTTER_MM, 0.0, _SIDE_MM, height)
        return _Sheet((width_mm, height), map_box, legend_box, bounds, is_tall)
    map_box = (0.0, _STRIP_MM + 2, map_width, height)
    return _Sheet(
        (width_mm, height + _STRIP_MM + 2), map_box, (0, 0, width_mm, _STRIP_MM), bounds, is_tall
    )


def _padded(
    bounds_m: tuple[float, float, float, float], ratio: float
) -> tuple[float, float, float, float]:
    """Widen bounds by a small margin, and to the frame's ratio of width to height."""
    low_x, low_y, high_x, high_y = bounds_m
    across, up = (high_x - low_x) * 1.06, (high_y - low_y) * 1.06
    across, up = max(across, up * ratio, 1.0), max(up, across / ratio, 1.0 / ratio)
    mid_x, mid_y = (low_x + high_x) / 2, (low_y + high_y) / 2
    return mid_x - across / 2, mid_y - up / 2, mid_x + across / 2, mid_y + up / 2


def _map_axes(figure: Figure, sheet: _Sheet) -> Axes:
    axes = palette.axes_in_mm(figure, sheet.map_mm)
    low_x, low_y, high_x, high_y = sheet.bounds_m
    axes.set(xlim=(low_x, high_x), ylim=(low_y, high_y))
    axes.set_axis_on()
    axes.set_facecolor(palette.PAPER)
    for side in axes.spines.values():
        side.set(color=palette.LINE, linewidth=0.8)
        side.set_zorder(10)
    return axes


# ------------------------------------------------------------------------------ the layers


def _draw_ground(axes: Axes, background: MapBackground, sheet: _Sheet) -> None:
    draw_areas(axes, background.area.geometry, facecolor=palette.CREAM, linewidth=0)
    greens = background.greens
    tints = [palette.WATER if kind == "water" else palette.GREEN for kind in greens["kind"]]
    draw_areas(axes, greens.geometry, facecolor=tints, linewidth=0)
    draw_areas(axes, background.buildings.geometry, facecolor=palette.BUILDING, linewidth=0)
    _draw_streets(axes, background.streets, sheet)


def _draw_streets(axes: Axes, streets: gpd.GeoDataFrame, sheet: _Sheet) -> None:
    """All casings first, then all carriageways, so that crossings are open."""
    classes = streets["class"].where(streets["class"].isin(list(_STREETS)), "local")
    for is_casing in (True, False):
        for name, (width_m, least_pt) in _STREETS.items():
            width = max(least_pt, width_m / sheet.m_per_mm * _PT_PER_MM)
            colour = palette.STREET_CASING if is_casing else "white"
            lines = streets.geometry[classes == name]
            draw_lines(axes, lines, color=colour, linewidth=width + (0.8 if is_casing else 0))


def _draw_cells(
    axes: Axes,
    shapes: gpd.GeoSeries,
    classes: tuple[CellClass, ...],
    of_cell: NDArray[np.int8],
) -> None:
    painted = of_cell >= 0
    colours = [classes[i].colour for i in of_cell[painted]]
    style = {"edgecolor": palette.CELL_EDGE, "linewidth": 0.4, "alpha": 0.78, "zorder": 3}
    draw_areas(axes, shapes[painted], facecolor=colours, **style)
    hatched = {"facecolor": "none", "edgecolor": palette.MUTED, "hatch": "//////", "linewidth": 0.2}
    draw_areas(axes, shapes[of_cell == MISSING], zorder=3, alpha=0.6, **hatched)


def _draw_borders(axes: Axes, background: MapBackground, sheet: _Sheet) -> None:
    """Veil what lies outside the area, then draw estates and the area's border."""
    if not background.area.empty:
        outside = shapely.box(*sheet.bounds_m).difference(background.area.geometry.union_all())
        draw_areas(axes, [outside], facecolor=palette.PAPER, alpha=0.62, linewidth=0, zorder=4)
    tint = {"facecolor": palette.SLATE, "alpha": 0.06, "linewidth": 0, "zorder": 2}
    draw_areas(axes, background.estates.geometry, **tint)
    edge = {"facecolor": "none", "edgecolor": palette.SLATE, "linewidth": 0.9, "zorder": 3.5}
    draw_areas(axes, background.estates.geometry, **edge)
    dashed = {"facecolor": "none", "edgecolor": palette.PLUM, "linewidth": 1.2}
    draw_areas(axes, background.area.geometry, linestyle=(0, (4, 2)), zorder=6, **dashed)


def _verdicts(cells: CellMap, positions: NDArray[np.int64]) -> NDArray[np.int8]:
    if cells.verdicts is None:
        return np.zeros(positions.size, dtype=np.int8)
    return cells.verdicts[positions]


def _draw_verdicts(
    axes: Axes, shapes: gpd.GeoSeries, verdicts: NDArray[np.int8], sheet: _Sheet
) -> None:
    """Outline hot cells just inside their edge, so that neighbours keep a line each."""
    for verdict, width_pt in ((1, _LIKELY_PT), (2, _STRONG_PT)):
        inset_m = width_pt / 2 / _PT_PER_MM * sheet.m_per_mm
        rings = shapely.buffer(shapes[verdicts == verdict].to_numpy(), -inset_m, join_style="mitre")
        style = {"facecolor": "none", "edgecolor": palette.INK, "linewidth": width_pt}
        draw_areas(axes, rings, zorder=7, **style)


def _draw_names(
    axes: Axes,
    figure: Figure,
    background: MapBackground,
    found: tuple[dict[int, str], NDArray[np.bool_]],
) -> None:
    """Put the marks, then name what there is room for, off painted cells if it can be."""
    canvas = figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):
        message = "figure has no Agg canvas; make it with figure_in_mm."
        raise TypeError(message)
    marks, is_painted = found
    placed = labels.Labels(axes, canvas.get_renderer())
    placed.keep_off(background.cells.geometry[is_painted])
    labels.mark_cells(placed, background.cells, marks)
    labels.label_estates(placed, _within(background.estates, background.area))
    labels.label_streets(placed, background.streets)
    labels.label_greens(placed, background.greens)


def _within(estates: gpd.GeoDataFrame, area: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut estates to the area; those that only touch it are drawn but not named."""
    if area.empty or estates.empty:
        return estates
    inside = estates.assign(geometry=estates.intersection(area.geometry.union_all()))
    return inside[inside.area > _LEAST_SHARE * estates.area]


def _draw_legend(
    figure: Figure,
    sheet: _Sheet,
    cells: CellMap,
    painted: tuple[tuple[CellClass, ...], NDArray[np.int8]],
    background: MapBackground,
    credit: str,
) -> None:
    """Stack three groups beside the map, or set them side by side under it."""
    classes, of_cell = painted
    counts, lines = legend.entries(
        classes,
        has_missing=bool((of_cell == MISSING).any()),
        has_run=cells.verdicts is not None,
        has_estates=not background.estates.empty,
    )
    axes = palette.axes_in_mm(figure, sheet.legend_mm)
    _, _, width, top = sheet.legend_mm
    if not sheet.is_tall:
        legend.draw_entries(axes, (0, top), counts)
        legend.draw_entries(axes, (width * 0.28, top), lines)
        legend.draw_scale(axes, (width * 0.62, top), m_per_mm=sheet.m_per_mm, credit=credit)
        return
    used = legend.draw_entries(axes, (0, top), counts) + legend.GAP_MM
    legend.draw_entries(axes, (0, top - used), lines)
    foot = legend.scale_height(credit)
    legend.draw_scale(axes, (0, foot), m_per_mm=sheet.m_per_mm, credit=credit)
