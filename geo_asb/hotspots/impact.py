"""Did an action change cases here, beyond what happened elsewhere?"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from geo_asb.errors import FrameError

__all__ = ["BeforeAfter", "Displacement", "displacement_difference"]

BeforeAfter: TypeAlias = tuple[int, int]

_NAMES = ("treated", "control", "treated_near", "control_near")


@dataclass(frozen=True, slots=True)
class Displacement:
    """Cases more (or, below zero, fewer) than elsewhere, with a normal interval."""

    estimate: float
    se: float
    z: float
    low: float
    high: float


def displacement_difference(  # noqa: PLR0913 - four places and three choices make the question
    treated: BeforeAfter,
    control: BeforeAfter,
    treated_near: BeforeAfter | None = None,
    control_near: BeforeAfter | None = None,
    *,
    time_weights: tuple[float, float] = (1, 1),
    area_weights: tuple[float, float, float, float] = (1, 1, 1, 1),
    level: float = 0.9,
) -> Displacement:
    """
    Ask by how many cases a place changed beyond places where nothing was done, and its ring too.

    Parameters
    ----------
    treated, control : cases before and after, where something was done and where nothing was.
    treated_near, control_near : the same in the ring round each, into which trouble may have
        moved; both or neither.
    time_weights : length of the period before and after, in any one unit.
    area_weights : size of each area in the order of the arguments: 3 for three places counted
        together, so that one place is compared with their mean.
    level : of the interval; between 0 and 1.

    Returns
    -------
    A `Displacement`: change where something was done less change elsewhere, rings added. Below
    zero, cases fell. `z` is NaN where there is no case at all.

    The interval takes counts for dice and is wide of the mark below about 10 cases a cell or where
    one address reports many times; that cases would have gone the way of the control places is
    taken for granted.

    Raises
    ------
    FrameError
        Counts or weights out of range, or one ring without the other.

    References
    ----------
    Wheeler and Ratcliffe (2018), Crime Science 7:11.

    Examples
    --------
    >>> found = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> found.estimate, round(found.z, 2)
    (-118.0, -2.98)
    """
    if (treated_near is None) != (control_near is None):
        message = "one ring stands without the other; give treated_near and control_near, or none."
        raise FrameError(message)
    if not 0 < level < 1:
        message = f"level is {level}; give a share between 0 and 1, as 0.9."
        raise FrameError(message)
    counts = _counts(treated, control, treated_near or (0, 0), control_near or (0, 0))
    sizes = _weights(area_weights, 4, "area_weights")[:, None] * _weights(time_weights, 2)
    change = np.array([[-1, 1], [1, -1], [-1, 1], [1, -1]])
    estimate = float((change * counts / sizes).sum())
    se = sqrt((counts / sizes**2).sum())
    margin = float(norm.isf((1 - level) / 2)) * se
    return Displacement(
        estimate, se, estimate / se if se else nan, estimate - margin, estimate + margin
    )


def _counts(*places: BeforeAfter) -> NDArray[np.float64]:
    if any(len(place) != 2 for place in places):
        message = "give two counts, before and after, for each place."
        raise FrameError(message)
    counts = np.array(places, dtype=np.float64)
    wrong = ~np.isfinite(counts) | (counts < 0) | (counts != np.floor(counts))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        message = (
            f"{_NAMES[row]} {('before', 'after')[column]} is {counts[row, column]}; give a whole "
            "number of cases from zero up."
        )
        raise FrameError(message)
    return counts


def _weights(weights: tuple[float, ...], n: int, name: str = "time_weights") -> NDArray[np.float64]:
    if len(weights) != n or not all(isfinite(each) and each > 0 for each in weights):
        message = f"{name} are {weights}; give {n} numbers above zero."
        raise FrameError(message)
    return np.array(weights, dtype=np.float64)
