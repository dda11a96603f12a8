import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from geo_asb.answers import MonthCount
from geo_asb.drawing.charts import month_chart_png
from tests.paper_town import NOW, answer, months


def drawn(counts, **rest):
    picture = month_chart_png(answer(tuple(counts), "Cases by month"), width_mm=120, **rest)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


def rust(picture):
    return int((np.abs(picture - (0xC2, 0x41, 0x0C)).max(axis=2) < 12).sum())


def test_bars_are_as_tall_as_their_counts():
    """Two bars against one full bar: 100 and 50 paint one and a half times as much as 100 alone."""
    full, and_half = (
        rust(drawn([MonthCount(date(2021, 4, 1), 100), MonthCount(date(2021, 5, 1), n)]))
        for n in (0, 50)
    )
    key = rust(drawn([MonthCount(date(2021, 4, 1), 0)]))
    assert and_half - key == pytest.approx(1.5 * (full - key), rel=0.03)


def test_a_missing_month_is_hatched_and_a_zero_is_not():
    zero = drawn([MonthCount(date(2021, 4, 1), 0), MonthCount(date(2021, 5, 1), 3)])
    missing = drawn([MonthCount(date(2021, 4, 1), None), MonthCount(date(2021, 5, 1), 3)])
    assert missing.sum() < zero.sum()
    assert rust(missing) == rust(zero)


def test_months_outside_the_period_are_pale():
    series = months([5] * 6, [5] * 6)
    assert rust(drawn(series, period=NOW)) < 0.6 * rust(drawn(series))


@pytest.mark.parametrize("series", [(), months([0] * 6, [None] * 6), months([9000] * 6, [1] * 6)])
def test_empty_blank_and_large_series_are_drawn(series):
    assert drawn(series, period=NOW).shape[2] == 3


def test_the_same_chart_gives_the_same_bytes():
    series = answer(months([1] * 6, [2] * 6), "Cases by month")
    assert month_chart_png(series, width_mm=90) == month_chart_png(series, width_mm=90)
