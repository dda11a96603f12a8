"""The table of benchmarks says truly what was held."""

from __future__ import annotations

import pytest

from benchmarks.hotspots.measure import Line, growth_exponent, line_text, measured


def test_a_ratio_is_held_from_below_and_all_else_from_above():
    assert Line("verb", "peer", "size", 25.0, 25).is_held
    assert not Line("verb", "peer", "size", 24.9, 25).is_held
    assert Line("verb", "", "size", 0.4, 0.5, unit="s").is_held
    assert not Line("verb", "", "size", 1.2, 1.1, unit="n^").is_held
    assert Line("verb", "", "size", 1.2).is_held is None


def test_a_line_says_no_where_it_is_not_held():
    row = line_text(Line("gi_star", "esda", "1e6 cells", 12.34, 25, 255.4, "twice"))
    assert (
        row == "| gi_star | esda | 1e6 cells | 12.3 x | at least 25.0 x | **no** | 255 MB | twice |"
    )


def test_growth_is_the_slope_of_logarithms():
    assert growth_exponent([10, 100, 1000], [0.2, 2, 20]) == pytest.approx(1)
    assert growth_exponent([10, 100, 1000], [1, 100, 10_000]) == pytest.approx(2)


@pytest.mark.whole
def test_work_is_measured_in_a_process_of_its_own():
    held = []
    found = measured(lambda: held.append(1) or len(bytearray(50_000_000)))
    assert found.value == 50_000_000
    assert 40 < found.peak_mb < 60
    assert held == []
