"""
Counting for answers: pure functions over columns, no database, no disclosure.

What is counted is cases, each once in a total and once in each of its type groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo_asb.answers import Change, EstateRow, GroupRow, MonthCount, PlacedMonth
from geo_asb.case_types import TYPE_GROUPS
from geo_asb.columns import (
    SEVERITIES,
    CaseColumns,
    HomeColumns,
    day_number,
    group_bit,
    in_scope,
)
from geo_asb.hotspots import rate_ratio
from geo_asb.model import Period, Scope, Severity, Verdict

__all__ = [
    "LEAST_PLACED",
    "by_estate",
    "by_group",
    "by_month",
    "change",
    "in_patch",
    "months_between",
    "placed_by_month",
    "year_before",
]

LEAST_PLACED = 0.85  # below it a figure of that area and month carries a warning
LEAST_HOMES = 50  # below it a rate says nothing: counts only


def months_between(period: Period) -> Iterator[date]:
    """Yield the first day of each month that a half-open period touches."""
    month = period.start.replace(day=1)
    while month < period.end:
        yield month
        month = _month_after(month)


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def year_before(period: Period) -> Period:
    """Return the same days a year earlier; 29 February becomes 28 February."""
    return Period(_year_back(period.start), _year_back(period.end))


def _year_back(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def in_patch(columns: CaseColumns, patch: Set[str] | None) -> NDArray[np.bool_]:
    """Mark the cases in a patch of wards; all of them where the patch is the whole landlord."""
    if patch is None:
        return np.ones(columns.day.size, dtype=bool)
    codes = [n for n, code in enumerate(columns.wards) if code in patch]
    return np.isin(columns.ward, codes)


def change(
    columns: CaseColumns,
    scope: Scope,
    mask: NDArray[np.bool_],
    *,
    homes: int,
    supplied: Set[date],
) -> Change:
    """
    Count a scope against the same days a year before, with the interval of the ratio.

    Parameters
    ----------
    mask : (n,) the cases this viewer may count.
    homes : managed and other homes of the area, the denominator.
    supplied : first days of the months that loads cover; a month not among them is blank.
    """
    before_period = year_before(scope.period)
    now = int((in_scope(columns, scope) & mask).sum())
    earlier = in_scope(columns, replace(scope, period=before_period)) & mask
    before = int(earlier.sum()) if _all_supplied(before_period, supplied) else None
    verdict, low, high = _compare(now, before)
    return Change(
        now=now,
        before=before,
        verdict=verdict,
        ratio_low=low,
        ratio_high=high,
        homes=homes,
        rate_per_1000_homes=_rate(now, homes),
        now_period=scope.period,
        before_period=before_period,
    )


def _all_supplied(period: Period, supplied: Set[date]) -> bool:
    return all(month in supplied for month in months_between(period))


def _compare(now: int, before: int | None) -> tuple[Verdict | None, float | None, float | None]:
    if before is None:
        return None, None, None
    ratio = rate_ratio(now, before)
    return ratio.verdict, ratio.low, ratio.high


def _rate(cases: int, homes: int) -> float | None:
    return 1000 * cases / homes if homes >= LEAST_HOMES else None


def by_month(
    columns: CaseColumns, scope: Scope, mask: NDArray[np.bool_], *, supplied: Set[date]
) -> tuple[MonthCount, ...]:
    """Count each month of a scope's period; None where the month was not supplied."""
    chosen = columns.day[in_scope(columns, scope) & mask]
    months = list(months_between(scope.period))
    edges = [day_number(month) for month in (*months, _month_after(months[-1]))]
    counts, _ = np.histogram(chosen, bins=edges)
    return tuple(
        MonthCount(month, int(count) if month in supplied else None)
        for month, count in zip(months, counts, strict=True)
    )


def placed_by_month(
    columns: CaseColumns, scope: Scope, mask: NDArray[np.bool_], *, supplied: Set[date]
) -> tuple[PlacedMonth, ...]:
    """
    Say for each month of a scope how many of its cases lie on or beside a home or block.

    Parameters
    ----------
    mask : (n,) the cases this viewer may count; the landlord's share is over all of the month.
    """
    everywhere = np.ones(columns.day.size, dtype=bool)
    precise = columns.precise
    parts = (mask, mask & precise)
    cases, placed = (by_month(columns, scope, one, supplied=supplied) for one in parts)
    landlord = replace(scope, area="", group="", severity="")
    whole, whole_placed = (
        by_month(columns, landlord, one, supplied=supplied) for one in (everywhere, precise)
    )
    counted = zip(cases, placed, whole, whole_placed, strict=True)
    return tuple(_placed_month(*(one.cases for one in row), month=row[0].month) for row in counted)


def _placed_month(
    cases: int | None,
    placed: int | None,
    whole: int | None,
    whole_placed: int | None,
    *,
    month: date,
) -> PlacedMonth:
    share, whole_share = _share(placed, cases), _share(whole_placed, whole)
    warns = any(one is not None and one < LEAST_PLACED for one in (share, whole_share))
    return PlacedMonth(month, cases, placed, share, whole_share, warns)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def by_group(
    columns: CaseColumns, scope: Scope, mask: NDArray[np.bool_], *, supplied: Set[date]
) -> tuple[GroupRow, ...]:
    """Count each type group, zeros included; a case of two groups counts in both."""
    earlier_scope = replace(scope, period=year_before(scope.period))
    now = in_scope(columns, scope) & mask
    earlier = in_scope(columns, earlier_scope) & mask
    has_before = _all_supplied(earlier_scope.period, supplied)
    low = columns.severity == SEVERITIES.index(Severity.LOW)
    rows = []
    for group in TYPE_GROUPS.values():
        member = (columns.group_bits & group_bit(group.code)) != 0
        cases = int((now & member).sum())
        before = int((earlier & member).sum()) if has_before else None
        verdict = _compare(cases, before)[0]
        low_level = int((now & member & low).sum())
        rows.append(GroupRow(group.code, group.label, cases, before, verdict, low_level))
    return tuple(rows)


def by_estate(
    columns: CaseColumns,
    homes: HomeColumns,
    scope: Scope,
    mask: NDArray[np.bool_],
    *,
    estates: Iterable[tuple[str, str]],
    supplied: Set[date],
) -> tuple[EstateRow, ...]:
    """
    Count every estate named, zeros included; within a ward, only its part in that ward.

    Parameters
    ----------
    estates : code and name of the landlord's estates; those without a home in the area are left
        out of the answer.
    """
    earlier_scope = replace(scope, period=year_before(scope.period))
    now = columns.estate[in_scope(columns, scope) & mask]
    earlier = columns.estate[in_scope(columns, earlier_scope) & mask]
    has_before = _all_supplied(earlier_scope.period, supplied)
    here = _homes_here(homes, scope.area)
    rows = []
    for code, name in estates:
        at = homes.estates.index(code) if code in homes.estates else -2
        in_estate = homes.estate == at
        count = int((in_estate & here).sum())
        if count == 0:
            continue
        part = "" if count == in_estate.sum() else " (part)"
        n = columns.estates.index(code) if code in columns.estates else -2
        cases = int((now == n).sum())
        before = int((earlier == n).sum()) if has_before else None
        verdict = _compare(cases, before)[0]
        rate = _rate(cases, count)
        rows.append(EstateRow(code, name + part, count, cases, before, rate, verdict))
    return tuple(rows)


def _homes_here(homes: HomeColumns, area: str) -> NDArray[np.bool_]:
    if not area:
        return np.ones(homes.ward.size, dtype=bool)
    at = homes.wards.index(area) if area in homes.wards else -2
    return np.asarray(homes.ward == at)
