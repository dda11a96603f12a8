"""Days, months and periods in plain British English, the same in titles, pages and documents."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from geo_asb.model import Period

__all__ = [
    "and_list",
    "day_words",
    "during",
    "month_words",
    "months_words",
    "period_words",
    "same_time_before",
]


def and_list(parts: Sequence[str]) -> str:
    """Join words as they are spoken: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


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
