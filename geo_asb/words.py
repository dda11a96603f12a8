"""Days, months and periods in a reader's words."""

from __future__ import annotations

from datetime import date, timedelta

from geo_asb.model import Period

__all__ = ["day_words", "month_words", "period_words"]


def day_words(day: date) -> str:
    """Write a day: 3 November 2021."""
    return f"{day.day} {day:%B %Y}"


def month_words(month: date) -> str:
    """Write a month: November 2021."""
    return f"{month:%B %Y}"


def period_words(period: Period) -> str:
    """Write a half-open period: April to September 2021, or 3 May to 9 June 2021."""
    last = period.end - timedelta(days=1)
    if period.start.day != 1 or period.end.day != 1:
        return f"{day_words(period.start)} to {day_words(last)}"
    if (period.start.year, period.start.month) == (last.year, last.month):
        return month_words(last)
    first = f"{period.start:%B}" if period.start.year == last.year else month_words(period.start)
    return f"{first} to {month_words(last)}"
