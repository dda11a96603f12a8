"""The strip beside or under a map: what colours and lines mean, scale, north, source."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle, RegularPolygon

from geo_asb.drawing.classes import CellClass
from geo_asb.drawing.palette import CELL_EDGE, INK, MUTED, PLUM, SLATE, write

__all__ = [
    "GAP_MM",
    "LINE_MM",
    "Entry",
    "draw_entries",
    "draw_scale",
    "entries",
    "round_length",
    "scale_height",
]

LINE_MM, GAP_MM = 4.6, 2.6
_SYMBOL_MM = 5.5
_CREDIT_MM = 2.7
_CREDIT_LETTERS = 46  # that fit in one line of the strip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    symbol: Literal["title", "fill", "missing", "strong", "likely", "border", "estate", "words"]
    label: str
    colour: str = "none"


def entries(
    classes: tuple[CellClass, ...], *, has_missing: bool, has_run: bool, has_estates: bool
) -> tuple[list[Entry], list[Entry]]:
    """List what the counts mean, and what the lines mean; only what the map can show."""
    counts = [Entry("title", "Count in a cell")]
    counts += [Entry("fill", step.label, step.colour) for step in classes]
    counts += [Entry("words", "no cell has any")] if not classes else []
    counts += [Entry("missing", "not supplied")] if has_missing else []
    lines = [Entry("title", "Outlines")]
    if has_run:
        lines += [Entry("strong", "hot place, strong"), Entry("likely", "likely, may be chance")]
    lines += [Entry("border", "border of the area")]
    lines += [Entry("estate", "estate")] if has_estates else []
    return counts, lines


def draw_entries(axes: Axes, top_left_mm: tuple[float, float], listed: list[Entry]) -> float:
    """Draw lines downwards from a point and return the height they took, in mm."""
    left, top = top_left_mm
    for i, entry in enumerate(listed):
        middle = top - (i + 0.5) * LINE_MM
        if entry.symbol == "title":
            write(axes, (left, middle), entry.label, weight="bold")
            continue
        _draw_symbol(axes, (left + _SYMBOL_MM / 2, middle), entry)
        indent = 0.0 if entry.symbol == "words" else _SYMBOL_MM + 1.5
        write(axes, (left + indent, middle), entry.label)
    return len(listed) * LINE_MM


def _draw_symbol(axes: Axes, at: tuple[float, float], entry: Entry) -> None:
    hexagons: dict[str, dict[str, Any]] = {
        "fill": {"facecolor": entry.colour, "edgecolor": CELL_EDGE, "linewidth": 0.4},
        "missing": {"facecolor": "none", "edgecolor": MUTED, "hatch": "//////", "linewidth": 0.4},
        "strong": {"facecolor": "none", "edgecolor": INK, "linewidth": 1.9},
        "likely": {"facecolor": "none", "edgecolor": INK, "linewidth": 0.9},
    }
    if entry.symbol in hexagons:
        axes.add_patch(RegularPolygon(at, 6, radius=2.0, **hexagons[entry.symbol]))
    ends = (at[0] - _SYMBOL_MM / 2, at[0] + _SYMBOL_MM / 2)
    if entry.symbol == "border":
        axes.add_line(Line2D(ends, (at[1], at[1]), color=PLUM, linewidth=1.1, dashes=(4, 2)))
    if entry.symbol == "estate":
        box = Rectangle((ends[0], at[1] - 1.4), _SYMBOL_MM, 2.8, edgecolor=SLATE, linewidth=0.9)
        box.set_facecolor((*_rgb(SLATE), 0.08))
        axes.add_patch(box)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def scale_height(credit: str) -> float:
    """Say how high, in mm, `draw_scale` will be."""
    return 8.5 + _CREDIT_MM * len(textwrap.wrap(credit, _CREDIT_LETTERS))


def draw_scale(
    axes: Axes, top_left_mm: tuple[float, float], *, m_per_mm: float, credit: str
) -> None:
    """Draw scale bar, north arrow and source, downwards from a point."""
    left, top = top_left_mm
    length_m = round_length(26 * m_per_mm)
    length = length_m / m_per_mm
    bar = top - 5.5
    for start, colour in ((0.0, INK), (0.5, "white")):
        half = Rectangle((left + start * length, bar), length / 2, 1.1, facecolor=colour)
        half.set(edgecolor=INK, linewidth=0.6)
        axes.add_patch(half)
    write(axes, (left, bar + 2.8), "0", ha="left", fontsize=6.5)
    write(axes, (left + length, bar + 2.8), _length_words(length_m), ha="center", fontsize=6.5)
    _draw_north(axes, (left + 38, bar + 1.2))
    for i, line in enumerate(textwrap.wrap(credit, _CREDIT_LETTERS)):
        middle = bar - 2 - (i + 0.5) * _CREDIT_MM
        write(axes, (left, middle), line, fontsize=5.6, color=MUTED)


def _draw_north(axes: Axes, at: tuple[float, float]) -> None:
    x, y = at
    axes.add_patch(Polygon([(x, y + 3.2), (x - 1.5, y - 1.8), (x, y - 0.8)], facecolor=INK))
    east = Polygon([(x, y + 3.2), (x + 1.5, y - 1.8), (x, y - 0.8)], facecolor="white")
    east.set(edgecolor=INK, linewidth=0.5)
    axes.add_patch(east)
    write(axes, (x - 3.0, y + 0.6), "N", ha="center", weight="bold", fontsize=7)


def round_length(longest_m: float) -> int:
    """Take the longest 1, 2 or 5 times a power of ten that fits."""
    power = 10 ** (len(str(int(longest_m))) - 1)
    return int(next(step * power for step in (5, 2, 1) if step * power <= longest_m))


def _length_words(metres: int) -> str:
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:g} km"
