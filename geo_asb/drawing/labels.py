"""Names on a map: the important ones first, none over another."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_asb.drawing.palette import INK, MUTED, PAPER, SLATE, write
from geo_asb.drawing.shapes import line_parts

__all__ = ["Labels", "label_estates", "label_greens", "label_streets", "mark_cells"]

_LIFTS = (0.0, 0.25, -0.25, 0.4, -0.4, 0.62, -0.62)  # shares of an estate's height
_STREET_SPOTS = (0.5, 0.33, 0.67, 0.2, 0.8)
_STRAIGHT = 0.97  # chord over length of the stretch under a name
_MOST_STREETS = 14


@dataclass(slots=True)
class Labels:
    """The names already on one map, as boxes in pixels; a new one must miss them all."""

    axes: Axes
    renderer: RendererAgg
    taken: list[Bbox] = field(default_factory=list)
    cells: list[Bbox] = field(default_factory=list)

    def keep_off(self, cells: gpd.GeoSeries) -> None:
        """Remember painted cells, which a name covers only where it has no other spot."""
        for low_x, low_y, high_x, high_y in cells.bounds.to_numpy():
            corners = self.axes.transData.transform([(low_x, low_y), (high_x, high_y)])
            self.cells.append(Bbox(corners))

    def covers_cell(self, text: Text) -> bool:
        """Say whether a name would lie on a painted cell."""
        box = text.get_window_extent(self.renderer)
        return any(box.overlaps(cell) for cell in self.cells)

    def place(self, text: Text, *, gap_px: float = 2.0) -> bool:
        """Keep a name if it lies on the map and clear of others; else take it off again."""
        box = text.get_window_extent(self.renderer).padded(gap_px)
        frame = self.axes.get_window_extent(self.renderer)
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
        inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if not inside or any(box.overlaps(other) for other in self.taken):
            text.remove()
            return False
        self.taken.append(box)
        return True

    def length_m(self, text: Text) -> float:
        """Measure how many metres of the map a level name would cover."""
        box = text.get_window_extent(self.renderer)
        frame, (low, high) = self.axes.get_window_extent(self.renderer), self.axes.get_xlim()
        return float(box.width / frame.width * (high - low))


def mark_cells(labels: Labels, cells: gpd.GeoDataFrame, marks: dict[int, str]) -> None:
    """Set the numbers of hot places, white on ink, in the middle of their cells; always drawn."""
    disc = {"boxstyle": "circle,pad=0.22", "facecolor": INK, "edgecolor": "white", "linewidth": 0.6}
    marked = cells[cells["position"].isin(list(marks))]
    for position, geometry in zip(marked["position"], marked.geometry, strict=True):
        middle = geometry.centroid
        style = {"color": "white", "weight": "bold", "fontsize": 6.5, "ha": "center", "bbox": disc}
        text = write(labels.axes, (middle.x, middle.y), marks[position], zorder=9, **style)
        labels.taken.append(text.get_window_extent(labels.renderer).padded(5))


def label_estates(labels: Labels, estates: gpd.GeoDataFrame) -> None:
    """Name estates, the largest first: on the middle, or above or below it, off cells at best."""
    for row in estates.loc[estates.area.sort_values(ascending=False).index].itertuples():
        spot, (_, low, _, high) = row.geometry.representative_point(), row.geometry.bounds
        spots = [(spot.x, spot.y + lift * (high - low)) for lift in _LIFTS]
        _label_first_free(labels, _in_two_lines(row.name), spots)


def _label_first_free(labels: Labels, name: str, spots: list[tuple[float, float]]) -> None:
    style = {"fontsize": 6.8, "weight": "bold", "color": SLATE, "ha": "center", "zorder": 8}
    for may_cover in (False, True):
        for at in spots:
            text = write(labels.axes, at, name, halo=PAPER, **style)
            if labels.covers_cell(text) and not may_cover:
                text.remove()
            elif labels.place(text):
                return


def label_greens(labels: Labels, greens: gpd.GeoDataFrame) -> None:
    """Name parks and waters where their name fits inside them."""
    for row in greens.loc[greens.area.sort_values(ascending=False).index].itertuples():
        if not row.name:
            continue
        spot, (low, _, high, _) = row.geometry.representative_point(), row.geometry.bounds
        style = {"fontsize": 6, "style": "italic", "color": "#4c6b45", "ha": "center", "zorder": 8}
        text = write(labels.axes, (spot.x, spot.y), _in_two_lines(row.name), halo=PAPER, **style)
        if labels.length_m(text) > high - low:
            text.remove()
        else:
            labels.place(text)


def label_streets(labels: Labels, streets: gpd.GeoDataFrame) -> None:
    """Name main streets along themselves, the longest first, where a straight stretch is free."""
    named = streets[(streets["class"] == "main") & streets["name"].fillna("").ne("")]
    lines = {name: _longest(rows.geometry) for name, rows in named.groupby("name")}
    by_length = sorted(lines.items(), key=lambda item: (-item[1].length, item[0]))
    for name, line in by_length[:_MOST_STREETS]:
        _label_along(labels, name, line)


def _label_along(labels: Labels, name: str, line: BaseGeometry) -> None:
    style = {"fontsize": 6, "color": MUTED, "ha": "center", "zorder": 8, "halo": PAPER}
    for share in _STREET_SPOTS:
        text = write(labels.axes, (0.0, 0.0), name, rotation_mode="anchor", **style)
        needed_m = labels.length_m(text) * 1.1
        middle_m = share * line.length
        ends = [line.interpolate(middle_m + side * needed_m / 2) for side in (-1, 1)]
        fits = needed_m / 2 <= middle_m <= line.length - needed_m / 2
        if not fits or ends[0].distance(ends[1]) < _STRAIGHT * needed_m:
            text.remove()
            continue
        spot = line.interpolate(middle_m)
        text.set_position((spot.x, spot.y))
        text.set_rotation(_upright(ends[0], ends[1]))
        if labels.place(text, gap_px=1.0):
            return


def _upright(start: Point, end: Point) -> float:
    """Give the angle of a name in degrees, turned so that it is never read upside down."""
    angle = math.degrees(math.atan2(end.y - start.y, end.x - start.x))
    return angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle


def _longest(geometries: gpd.GeoSeries) -> BaseGeometry:
    """Join the pieces of one street and take its longest run."""
    merged = shapely.union_all(line_parts(geometries))
    whole = shapely.line_merge(merged)
    return max(line_parts([whole]), key=lambda part: part.length)


def _in_two_lines(name: str) -> str:
    """Break a long name at the blank nearest its middle."""
    blanks = [i for i, letter in enumerate(name) if letter == " "]
    if len(name) <= 14 or not blanks:
        return name
    cut = min(blanks, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}\n{name[cut + 1 :]}"
