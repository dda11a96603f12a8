"""Colours, type and strokes that maps and charts share; sizes in points, lengths in mm."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

__all__ = [
    "BAR",
    "BAR_BEFORE",
    "BUILDING",
    "CELL_EDGE",
    "COUNT_COLOURS",
    "CREAM",
    "GREEN",
    "INK",
    "LINE",
    "MM_PER_INCH",
    "MUTED",
    "PAPER",
    "PLUM",
    "SLATE",
    "STREET_CASING",
    "WATER",
    "axes_in_mm",
    "figure_in_mm",
    "png",
    "width_mm",
    "write",
]

PAPER, INK, MUTED, LINE = "#faf9f6", "#16191d", "#5a6270", "#dcd9d2"
CREAM = "#f1efe9"  # ground of the area itself, a step below paper
BUILDING = "#dfdbd2"
STREET_CASING = "#cdc8be"
GREEN, WATER = "#e3ecd9", "#dbe7ee"
PLUM, SLATE = "#7b2d5b", "#475569"
# One hue, light to dark: readable in grey and under every common colour blindness.
COUNT_COLOURS = ("#fde8cd", "#fbb97c", "#f0803c", "#c2410c", "#6f1d0b")
CELL_EDGE = "#a98a64"
BAR, BAR_BEFORE = "#c2410c", "#d8d2c7"

MM_PER_INCH = 25.4
DPI = 200
_FACES = ("Segoe UI", "Arial", "Liberation Sans", "Helvetica", "DejaVu Sans")


@cache
def _face() -> str:
    """Take the first face this machine has; matplotlib itself brings the last."""
    here = {font.name for font in font_manager.fontManager.ttflist}
    return next(face for face in _FACES if face in here)


def figure_in_mm(width_mm: float, height_mm: float) -> Figure:
    """Open a figure of this size, with a canvas of its own: no global state, safe in threads."""
    figure = Figure((width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def axes_in_mm(figure: Figure, box_mm: tuple[float, float, float, float]) -> Axes:
    """Place axes on a figure by left, bottom, width, height in mm; their units are mm too."""
    width_mm, height_mm = figure.get_size_inches() * MM_PER_INCH
    left, bottom, across, up = box_mm
    axes = figure.add_axes((left / width_mm, bottom / height_mm, across / width_mm, up / height_mm))
    axes.set(xlim=(0, across), ylim=(0, up), xticks=[], yticks=[])
    axes.set_axis_off()
    return axes


def write(axes: Axes, at: tuple[float, float], words: str, **style: Any) -> Text:  # noqa: ANN401  matplotlib's own keywords
    """Write words at a point of the axes' own units; `halo` names the colour of a soft edge."""
    halo = style.pop("halo", "")
    settings: dict[str, Any] = {
        "color": INK,
        "fontsize": 7.5,
        "fontfamily": _face(),
        "va": "center",
    } | style
    text = axes.text(*at, words, **settings)
    if halo:
        text.set_path_effects([withStroke(linewidth=2, foreground=halo)])
    return text


def width_mm(text: Text) -> float:
    """Measure how wide words stand on the page."""
    return float(text.get_window_extent().width) / DPI * MM_PER_INCH


def png(figure: Figure) -> bytes:
    """Write a figure as PNG; the same figure gives the same bytes."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return out.getvalue()
