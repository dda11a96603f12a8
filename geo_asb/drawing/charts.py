"""Cases by month as bars; a month that was not supplied is hatched, never drawn as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from geo_asb.answers import MonthCount
from geo_asb.drawing import palette
from geo_asb.model import Answer, Period

__all__ = ["month_chart_png"]

_HEIGHT_MM = 37.0
_BOX_MM = (9.0, 8.5, 8.0, 7.0)  # free space left, below, above, right of the bars
_BLANK = "#8f8a7e"
_MOST_NAMES = 24  # above it, every third month is named
_WIDEST = 12  # fewer months leave the right empty instead of growing fat bars


def month_chart_png(
    months: Answer[tuple[MonthCount, ...]], *, width_mm: float, period: Period | None = None
) -> bytes:
    """
    Draw cases by month, with a mark at the same month's count a year before.

    Parameters
    ----------
    months : in order; None where a month was not supplied.
    width_mm : width of the picture.
    period : the months asked about; others are drawn pale. All where left out.

    Returns
    -------
    A PNG. A mark of last year stands only where that month is among `months`.
    """
    figure = palette.figure_in_mm(width_mm, _HEIGHT_MM)
    places = _places(months.value)
    axes = _axes(figure, places, months.value)
    known = {month.month: month.cases for month in months.value}
    for place, month in zip(places, months.value, strict=True):
        is_asked = period is None or period.start <= month.month < period.end
        _draw_bar(axes, place, month.cases, is_asked=is_asked)
        last_year = _year_before(known, month.month) if is_asked else None
        _draw_last_year(axes, place, last_year)
        if is_asked and month.cases is not None:
            _draw_count(axes, place, month.cases, last_year)
    _name_months(axes, places, months.value)
    _draw_key(figure, _keys(months.value, period))
    return palette.png(figure)


def _places(months: Sequence[MonthCount]) -> list[float]:
    """Set months side by side, with a gap where the calendar has one."""
    numbers = [month.month.year * 12 + month.month.month for month in months]
    gaps = [0.0, *(0.7 if b != a + 1 else 0.0 for a, b in pairwise(numbers))]
    return [place + gap for place, gap in enumerate(accumulate(gaps[: len(months)]))]


def _axes(figure: Figure, places: Sequence[float], months: Sequence[MonthCount]) -> Axes:
    left, below, above, right = _BOX_MM
    width_mm = float(figure.get_size_inches()[0]) * palette.MM_PER_INCH
    box = (left, below, width_mm - left - right, _HEIGHT_MM - below - above)
    axes = palette.axes_in_mm(figure, box)
    top = max((month.cases or 0 for month in months), default=0)
    axes.set(xlim=(-0.5, max([*places, _WIDEST - 1]) + 0.5), ylim=(0, max(top, 1) * 1.15))
    for tick in MaxNLocator(4, integer=True).tick_values(0, max(top, 1)):
        if 0 < tick <= max(top, 1) * 1.15:
            axes.axhline(tick, color=palette.LINE, linewidth=0.5, zorder=0)
            style = {"ha": "right", "fontsize": 6.5, "color": palette.MUTED}
            palette.write(axes, (-0.62, tick), f"{tick:,.0f}", **style)
    axes.axhline(0, color=palette.INK, linewidth=0.8, zorder=4)
    return axes


def _draw_bar(axes: Axes, place: float, cases: int | None, *, is_asked: bool) -> None:
    if cases is None:
        blank = Rectangle((place - 0.36, 0), 0.72, axes.get_ylim()[1] * 0.87, fill=False)
        blank.set(edgecolor=_BLANK, hatch="////", linewidth=0.4)
        axes.add_patch(blank)
        return
    colour = palette.BAR if is_asked else palette.BAR_BEFORE
    axes.add_patch(Rectangle((place - 0.36, 0), 0.72, cases, facecolor=colour, zorder=2))


def _draw_last_year(axes: Axes, place: float, cases: int | None) -> None:
    if cases is None:
        return
    ends = (place - 0.46, place + 0.46)
    for colour, width in (("white", 3.0), (palette.INK, 1.5)):
        line = Line2D(ends, (cases, cases), color=colour, linewidth=width, solid_capstyle="butt")
        line.set(zorder=3, clip_on=False)
        axes.add_line(line)


def _draw_count(axes: Axes, place: float, cases: int, last_year: int | None) -> None:
    """Write the count in the foot of its bar; above the bar where that is low or marked."""
    top = axes.get_ylim()[1]
    foot, head = 0.08 * top, cases + 0.08 * top
    mark = -top if last_year is None else float(last_year)
    is_inside = cases > 0.2 * top and abs(mark - foot) > 0.1 * top
    if not is_inside and abs(mark - head) < 0.1 * top:
        head = mark + 0.08 * top
    colour = "white" if is_inside else palette.INK
    style = {"ha": "center", "fontsize": 6.8, "color": colour, "zorder": 5}
    palette.write(axes, (place, foot if is_inside else head), f"{cases:,}", **style)


def _year_before(known: Mapping[date, int | None], month: date) -> int | None:
    return known.get(date(month.year - 1, month.month, 1))


def _name_months(axes: Axes, places: Sequence[float], months: Sequence[MonthCount]) -> None:
    """Name months under the bars, and the year under the first month shown of each year."""
    top, step = axes.get_ylim()[1], 1 if len(months) <= _MOST_NAMES else 3
    style = {"ha": "center", "fontsize": 6.8}
    year = 0
    for place, month in zip(places, months, strict=True):
        if month.month.month % step == 1 % step:
            palette.write(axes, (place, -0.09 * top), f"{month.month:%b}", **style)
        is_last_of_year = place == 0 and month.month.month > 10 and len(months) > 2
        if month.month.year != year and not is_last_of_year:
            year = month.month.year
            palette.write(axes, (place, -0.22 * top), str(year), weight="bold", **style)


def _draw_key(figure: Figure, keys: Sequence[tuple[str, str, str]]) -> None:
    """Explain only what is drawn, in one line above the bars."""
    width_mm = float(figure.get_size_inches()[0]) * palette.MM_PER_INCH
    axes = palette.axes_in_mm(figure, (_BOX_MM[0], _HEIGHT_MM - 5.5, width_mm - _BOX_MM[0], 5.5))
    left, middle = 1.0, 2.75
    for symbol, label, colour in keys:
        height = 0.6 if symbol == "line" else 2.4
        box = Rectangle((left, middle - height / 2), 4.5, height, facecolor=colour)
        if symbol == "blank":
            box.set(facecolor="none", edgecolor=colour, linewidth=0.4, hatch="//////")
        axes.add_patch(box)
        text = palette.write(axes, (left + 6, middle), label, fontsize=6.8)
        left += 6 + palette.width_mm(text) + 5


def _keys(months: Sequence[MonthCount], period: Period | None) -> list[tuple[str, str, str]]:
    known = {month.month: month.cases for month in months}
    asked = [m for m in known if period is None or period.start <= m < period.end]
    keys = [("bar", "in the period", palette.BAR)] if asked else []
    if any(_year_before(known, month) is not None for month in asked):
        keys.append(("line", "same month last year", palette.INK))
    if len(asked) < len(known):
        keys.append(("bar", "months outside the period", palette.BAR_BEFORE))
    if None in known.values():
        keys.append(("blank", "not supplied", _BLANK))
    return keys
