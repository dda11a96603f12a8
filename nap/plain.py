"""Numbers, dates and periods in plain British English; pure, no caveats, no judgement."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from geo_asb.model import Period

__all__ = [
    "and_list",
    "count",
    "day_words",
    "during",
    "expected",
    "month_words",
    "months_words",
    "number",
    "number_runs",
    "percent",
    "period_words",
    "rate",
    "ratio",
    "same_time_before",
]


def number(value: int) -> str:
    """Write a whole number with a comma for thousands."""
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """
    Write a count with its noun: "no cases", "1 case", "1,204 cases".

    Parameters
    ----------
    value : the count, zero or more.
    one : the noun for one.
    many : the noun for none and for several; `one` with an s where left out.
    """
    several = many or f"{one}s"
    if value == 0:
        return f"no {several}"
    return f"{number(value)} {one if value == 1 else several}"


def rate(value: float, cases: int) -> str:
    """
    Write a rate with no more digits than the cases behind it carry.

    Ten cases or more give a rate below ten one decimal; fewer give a whole number, or one
    decimal below 1. From ten on a rate is always whole.
    """
    if value == 0:
        return "0"
    if value < 0.05:
        return "under 0.1"
    has_decimal = value < 0.95 or (value < 9.95 and cases >= 10)
    return f"{value:.1f}" if has_decimal else f"{value:,.0f}"


def expected(value: float) -> str:
    """Write an expected count: one decimal below ten, whole from ten on."""
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def ratio(value: float) -> str:
    """
    Write a ratio of two counts without ever rounding it onto or over 1.

    A clear rise from 1.02 must not read "1.0 times", which would mean no rise at all.
    """
    if value < 0.05:
        return "under 0.1" if value > 0 else "0"
    for digits in (1, 2):
        rounded = f"{value:.{digits}f}"
        if float(rounded) != 1 or value == 1:
            return rounded if value < 9.95 else f"{value:,.0f}"
    return "just over 1" if value > 1 else "just under 1"


def percent(share: float, of: int) -> str:
    """
    Write a share; a decimal only where a thousand or more stand behind it.

    Neither 0% nor 100% is written unless it is exactly so.
    """
    digits = 1 if of >= 1000 else 0
    text = f"{100 * share:.{digits}f}"
    if float(text) == 100 and share < 1:
        return f"over {100 - 10**-digits:.{digits}f}%"
    if float(text) == 0 and share > 0:
        return f"under {10**-digits:.{digits}f}%"
    return f"{float(text):g}%"


def and_list(parts: Sequence[str]) -> str:
    """Join words as they are spoken: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def number_runs(values: Sequence[int]) -> str:
    """Name whole numbers, runs of three or more as a span: "1 to 11 and 14"."""
    ordered = sorted(values)
    breaks = [i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if a + 1 != b]
    runs = [ordered[start:end] for start, end in pairwise([0, *breaks, len(ordered)])]
    spans = [[f"{r[0]} to {r[-1]}"] if len(r) > 2 else [str(n) for n in r] for r in runs]
    return and_list([span for run in spans for span in run])


def day_words(day: date) -> str:
    """Write a day: "3 November 2021"."""
    return f"{day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """Write the month that holds a day: "November 2021"."""
    return f"{calendar.month_name[day.month]} {day.year}"


def months_words(months: Sequence[date]) -> str:
    """Name several months, runs of three or more as a span: "April to June 2021 and May 2022"."""
    return and_list([_run_words(run) for run in _runs(sorted(months))])


def _runs(months: Sequence[date]) -> Iterator[list[date]]:
    """Split into runs of neighbouring months; two neighbours are named singly."""
    breaks = [i + 1 for i, (a, b) in enumerate(pairwise(months)) if _next_month(a) != b]
    for start, end in pairwise([0, *breaks, len(months)]):
        run = list(months[start:end])
        yield from [run] if len(run) > 2 else [[month] for month in run]


def _run_words(run: Sequence[date]) -> str:
    return month_words(run[0]) if len(run) == 1 else _span(run[0], run[-1], "to")


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _is_whole_months(period: Period) -> bool:
    return period.start.day == 1 and period.end.day == 1


def _last_day(period: Period) -> date:
    return period.end - timedelta(days=1)


def _span(first: date, last: date, word: str) -> str:
    """Name a span of months; the year stands once where both share it."""
    if first.year == last.year:
        return f"{calendar.month_name[first.month]} {word} {month_words(last)}"
    return f"{month_words(first)} {word} {month_words(last)}"


def period_words(period: Period) -> str:
    """Name a period: "November 2021", "April to September 2021", "3 May 2021 to 9 June 2021"."""
    last = _last_day(period)
    if _is_whole_months(period):
        one = _next_month(period.start) == period.end
        return month_words(last) if one else _span(period.start, last, "to")
    if period.start == last:
        return day_words(last)
    return f"{day_words(period.start)} to {day_words(last)}"


def during(period: Period) -> str:
    """Open a sentence with a period: "Between April and September 2021", "In November 2021"."""
    last = _last_day(period)
    if period.start == last:
        return f"On {day_words(last)}"
    if not _is_whole_months(period):
        return f"Between {day_words(period.start)} and {day_words(last)}"
    if _next_month(period.start) == period.end:
        return f"In {month_words(last)}"
    return f"Between {_span(period.start, last, 'and')}"


def same_time_before(now: Period, before: Period) -> str:
    """Name the time compared with: "the same months last year", or the months themselves."""
    if not _is_year_before(now, before):
        words = period_words(before)
        return words if _is_whole_months(before) else f"the period {words}"
    if not _is_whole_months(now):
        return "the same period last year"
    one = _next_month(now.start) == now.end
    return f"the same {'month' if one else 'months'} last year"


def _is_year_before(now: Period, before: Period) -> bool:
    return all(
        (a.year - 1, a.month, a.day) == (b.year, b.month, b.day)
        for a, b in ((now.start, before.start), (now.end, before.end))
    )
