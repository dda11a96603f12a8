"""Numbers in plain British English, and the words for time; pure, no caveats, no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo_asb.words import (
    and_list,
    day_words,
    during,
    month_words,
    months_words,
    period_words,
    same_time_before,
)

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


def number_runs(values: Sequence[int]) -> str:
    """Name whole numbers, runs of three or more as a span: "1 to 11 and 14"."""
    ordered = sorted(values)
    breaks = [i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if a + 1 != b]
    runs = [ordered[start:end] for start, end in pairwise([0, *breaks, len(ordered)])]
    spans = [[f"{r[0]} to {r[-1]}"] if len(r) > 2 else [str(n) for n in r] for r in runs]
    return and_list([span for run in spans for span in run])
