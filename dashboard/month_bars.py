"""Cases by month as bars of plain HTML: on the page at once, with no chart library to wait for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dash import html

from dashboard.attributes import attributes
from nap import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dash.development.base_component import Component

    from geo_asb.answers import MonthCount
    from geo_asb.model import Period

__all__ = ["month_bars", "scale_marks"]

_LABEL_EVERY = 3  # months: the narrowest screen has room for one name in three


def month_bars(months: Sequence[MonthCount], period: Period, noun: str) -> Component:
    """
    Draw cases by month: the months asked about dark, the others pale, unsupplied ones hatched.

    Screen readers are led past it, to the sentence and the table beside it.
    """
    marks = scale_marks(max((month.cases or 0 for month in months), default=0))
    return html.Div(
        [
            html.Div([_mark(mark, marks[-1]) for mark in marks], className="marks"),
            html.Ol([_bar(month, period, noun, marks[-1]) for month in months], className="bars"),
            html.Ol(_names([month.month for month in months]), className="names"),
        ],
        className="chart",
        **attributes(aria_hidden="true"),
    )


def scale_marks(largest: int) -> tuple[int, ...]:
    """
    Choose whole, round marks from 0 to at least `largest`: two to four steps of 1, 2 or 5.

    >>> scale_marks(261)
    (0, 100, 200, 300)
    """
    step = 1
    while math.ceil(largest / step) > 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return tuple(range(0, max(math.ceil(largest / step), 1) * step + 1, step))


def _mark(mark: int, top: int) -> Component:
    return html.Span(plain.number(mark), style={"bottom": f"{100 * mark / top:.2f}%"})


def _bar(month: MonthCount, period: Period, noun: str, top: int) -> Component:
    if month.cases is None:
        said, share, style = "not supplied", 1.0, "blank"
    else:
        said, share = plain.count(month.cases, noun), month.cases / top
        style = "asked" if period.start <= month.month < period.end else "other"
    bar = html.Span(style={"height": f"{100 * share:.2f}%"}, className=style)
    return html.Li(bar, **attributes(data_says=f"{plain.month_words(month.month)}: {said}"))


def _names(months: Sequence[date]) -> list[Component]:
    """Name every third month, and the year where it is the first named of that year."""
    names: list[Component] = []
    year = 0
    for at, month in enumerate(months):
        words = []
        if at % _LABEL_EVERY == 0:
            words = [html.Span(f"{month:%b}")]
            words += [html.Span(str(month.year))] if month.year != year else []
            year = month.year
        names.append(html.Li(words))
    return names
