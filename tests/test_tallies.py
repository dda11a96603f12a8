from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo_asb.answers import MonthCount
from geo_asb.columns import CaseColumns, HomeColumns, day_number, group_bit, on_cells
from geo_asb.model import Layer, Period, Scope
from geo_asb.tallies import (
    by_estate,
    by_group,
    by_month,
    change,
    in_patch,
    placed_by_month,
    year_before,
)

SUMMER = Period(date(2021, 6, 1), date(2021, 9, 1))
BOTH_SUMMERS = frozenset(date(year, month, 1) for year in (2020, 2021) for month in (6, 7, 8))


def cases(*rows: tuple[date, str, int, int]) -> CaseColumns:
    """Opened day, type group, ward, estate: all low-level, where it happened, placed."""
    days, groups, wards, estates = zip(*rows, strict=True)
    n = len(rows)
    return CaseColumns(
        layer=Layer.CASES,
        day=np.array([day_number(day) for day in days], dtype=np.int32),
        x_m=np.zeros(n),
        y_m=np.zeros(n),
        group_bits=np.array([group_bit(group) for group in groups], dtype=np.uint8),
        severity=np.full(n, 2, dtype=np.int8),
        happened=np.ones(n, dtype=bool),
        source=np.zeros(n, dtype=bool),
        staff=np.zeros(n, dtype=bool),
        precise=np.ones(n, dtype=bool),
        youth=np.zeros(n, dtype=bool),
        ward=np.array(wards, dtype=np.int16),
        estate=np.array(estates, dtype=np.int16),
        wards=("W1", "W2"),
        estates=("E1", "E2"),
        street=np.full(n, "", dtype=object),
    )


def homes(*rows: tuple[int, int]) -> HomeColumns:
    """Ward and estate of each home."""
    wards, estates = zip(*rows, strict=True)
    n = len(rows)
    return HomeColumns(
        x_m=np.zeros(n),
        y_m=np.zeros(n),
        street=np.full(n, "High Street", dtype=object),
        ward=np.array(wards, dtype=np.int16),
        estate=np.array(estates, dtype=np.int16),
        managed=np.ones(n, dtype=bool),
        wards=("W1", "W2"),
        estates=("E1", "E2"),
    )


def everything(columns: CaseColumns) -> np.ndarray:
    return np.ones(columns.day.size, dtype=bool)


def test_the_example_of_the_brief_is_a_clear_rise():
    columns = cases(
        *[(date(2021, 7, 1), "rubbish", 0, 0)] * 48, *[(date(2020, 7, 1), "rubbish", 0, 0)] * 22
    )
    found = change(columns, Scope(SUMMER), everything(columns), homes=828, supplied=BOTH_SUMMERS)
    assert (found.now, found.before, found.verdict) == (48, 22, "clear rise")
    assert (round(found.ratio_low, 1), round(found.ratio_high, 1)) == (1.3, 3.8)
    assert round(found.rate_per_1000_homes) == 58


def test_a_month_that_was_not_supplied_is_blank_not_zero():
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0))
    known = frozenset({date(2021, 6, 1), date(2021, 7, 1)})
    found = change(columns, Scope(SUMMER), everything(columns), homes=828, supplied=known)
    assert (found.before, found.verdict) == (None, None)
    months = by_month(columns, Scope(SUMMER), everything(columns), supplied=known)
    assert months == (
        MonthCount(date(2021, 6, 1), 0),
        MonthCount(date(2021, 7, 1), 1),
        MonthCount(date(2021, 8, 1), None),
    )


def test_no_rate_below_fifty_homes():
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0))
    found = change(columns, Scope(SUMMER), everything(columns), homes=49, supplied=BOTH_SUMMERS)
    assert found.rate_per_1000_homes is None


def test_every_estate_with_a_home_here_is_listed_zeros_included():
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0), (date(2021, 7, 1), "rubbish", 1, 0))
    stock = homes((0, 0), (1, 0), (0, 1), (0, -1))
    rows = by_estate(
        columns,
        stock,
        Scope(SUMMER, area="W1"),
        everything(columns),
        estates=[("E1", "Mill Lane"), ("E2", "Quiet Close"), ("E3", "Elsewhere")],
        supplied=BOTH_SUMMERS,
    )
    assert [(row.name, row.homes, row.now) for row in rows] == [
        ("Mill Lane (part)", 1, 1),
        ("Quiet Close", 1, 0),
    ]


def test_groups_keep_low_level_apart_and_list_zeros():
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0))
    rows = by_group(columns, Scope(SUMMER), everything(columns), supplied=BOTH_SUMMERS)
    assert len(rows) == 8
    assert {row.group: (row.now, row.low_level) for row in rows}["rubbish"] == (1, 1)


def test_a_patch_counts_its_wards_alone():
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0), (date(2021, 7, 1), "rubbish", 1, 0))
    assert in_patch(columns, frozenset({"W2"})).tolist() == [False, True]
    assert in_patch(columns, frozenset()).tolist() == [False, False]
    assert in_patch(columns, None).tolist() == [True, True]


@pytest.mark.parametrize("layer", list(Layer))
def test_staff_reports_never_feed_cells(layer):
    columns = cases((date(2021, 7, 1), "rubbish", 0, 0))
    columns.staff[:] = True
    assert not on_cells(columns, layer).any()


def test_the_year_before_a_leap_day_is_the_last_of_february():
    leap = Period(date(2020, 2, 29), date(2020, 3, 1))
    assert year_before(leap) == Period(date(2019, 2, 28), date(2019, 3, 1))


def test_a_month_warns_where_the_area_or_the_landlord_is_badly_placed():
    june, july, august = date(2021, 6, 1), date(2021, 7, 1), date(2021, 8, 1)
    rows = [(june, "drugs", 0, 0)] * 8 + [(june, "drugs", -1, -1)] * 2 + [(july, "drugs", 0, 0)] * 9
    columns = cases(*rows)
    lost = replace(columns, precise=np.array([True] * 8 + [False] * 2 + [True] * 9))
    scope = Scope(SUMMER, area="W1")
    months = placed_by_month(lost, scope, everything(lost), supplied=frozenset({june, july}))
    assert [month.share for month in months] == [1.0, 1.0, None]
    assert [month.whole_share for month in months] == [0.8, 1.0, None]
    assert [month.warns for month in months] == [True, False, False]
    assert (months[2].month, months[2].cases) == (august, None)
