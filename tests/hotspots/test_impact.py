"""Did an action change anything? The published example, laws, and what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.errors import FrameError
from geo_asb.hotspots import displacement_difference

PAIR = st.tuples(st.integers(0, 300), st.integers(0, 300))
SIZE = st.floats(0.1, 50)


def test_the_published_example() -> None:
    """Wheeler and Ratcliffe 2018: 118 fewer, standard error 39.6, z -2.98, 95% from -196 to -40."""
    found = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140), level=0.95)
    assert found.estimate == -118
    assert found.se == pytest.approx(math.sqrt(1568), abs=1e-12)
    assert round(found.z, 2) == -2.98
    assert (round(found.low), round(found.high)) == (-196, -40)


def test_published_weights_of_time_and_area() -> None:
    """As the first author prints them for periods and areas of different size."""
    found = displacement_difference((80, 20), (100, 50), time_weights=(2, 1))
    assert (found.estimate, found.se) == (-20, pytest.approx(math.sqrt(115)))
    found = displacement_difference(
        (207, 110), (308, 318), (178, 157), (150, 140),
        area_weights=(1.2, 0.9, 1.5, 1.6), level=0.95,
    )  # fmt: skip
    assert found.estimate == pytest.approx(-99.69444444, abs=1e-8)
    assert found.se == pytest.approx(35.4280755, abs=1e-7)
    assert found.z == pytest.approx(-2.813995483, abs=1e-8)
    assert found.low == pytest.approx(-169.1321965, abs=1e-6)
    assert found.high == pytest.approx(-30.25669241, abs=1e-6)


@given(PAIR, PAIR, PAIR, PAIR)
def test_exchanging_the_places_turns_the_sign(t: tuple, c: tuple, tn: tuple, cn: tuple) -> None:
    there = displacement_difference(t, c, tn, cn)
    back = displacement_difference(c, t, cn, tn)
    assert back.estimate == -there.estimate
    assert back.se == there.se
    assert (back.low, back.high) == (pytest.approx(-there.high), pytest.approx(-there.low))


@given(PAIR, PAIR, st.integers(1, 20))
def test_copies_of_one_control_place_weigh_as_one(t: tuple, c: tuple, copies: int) -> None:
    alone = displacement_difference(t, c)
    many = displacement_difference(
        t, (c[0] * copies, c[1] * copies), area_weights=(1, copies, 1, 1)
    )
    assert many.estimate == pytest.approx(alone.estimate)
    assert many.se <= alone.se + 1e-9


@given(PAIR, PAIR, SIZE)
def test_a_common_unit_of_time_changes_no_z(t: tuple, c: tuple, unit: float) -> None:
    plain = displacement_difference(t, c)
    scaled = displacement_difference(t, c, time_weights=(unit, unit))
    assert scaled.estimate == pytest.approx(plain.estimate / unit, abs=1e-9)
    if plain.se:
        assert scaled.z == pytest.approx(plain.z, abs=1e-9)


def test_no_case_at_all_has_no_z() -> None:
    found = displacement_difference((0, 0), (0, 0))
    assert math.isnan(found.z)
    assert (found.estimate, found.low, found.high) == (0, 0, 0)


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(FrameError, match="one ring stands without the other"):
        displacement_difference((5, 3), (4, 4), (1, 1))
    with pytest.raises(FrameError, match=r"control after is -4\.0"):
        displacement_difference((5, 3), (4, -4))
    with pytest.raises(FrameError, match="treated before is nan"):
        displacement_difference((math.nan, 3), (4, 4))
    with pytest.raises(FrameError, match="give two counts"):
        displacement_difference((5, 3, 1), (4, 4))  # type: ignore[arg-type]
    with pytest.raises(FrameError, match="level is 90"):
        displacement_difference((5, 3), (4, 4), level=90)
    with pytest.raises(FrameError, match="time_weights are"):
        displacement_difference((5, 3), (4, 4), time_weights=(0, 1))
    with pytest.raises(FrameError, match="area_weights are"):
        displacement_difference((5, 3), (4, 4), area_weights=(1, 1, 1))  # type: ignore[arg-type]
