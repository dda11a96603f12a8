"""Cases per 1,000 homes and change between two periods, each with how sure we are."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Literal, TypeAlias

import numpy as np
from scipy.stats import beta, chi2, poisson

from geo_asb.errors import FrameError

__all__ = ["RateInterval", "RateRatio", "Verdict", "e_test", "rate_interval", "rate_ratio"]

Verdict: TypeAlias = Literal["clear rise", "clear fall", "no clear change", "too few to say"]

# Both periods together; below it an interval exists but says nothing anyone should act on.
FEWEST_CASES = 10

_NEVER = 1e-13  # tails so thin are left out of sums
_ROUNDING = 1e-7  # of a case


@dataclass(frozen=True, slots=True)
class RateInterval:
    """Cases per 1,000 homes, with an exact interval."""

    cases: int
    homes: float
    rate_per_1000_homes: float
    low_per_1000_homes: float
    high_per_1000_homes: float
    level: float


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before the rate is now, with an exact interval and a verdict."""

    now: int
    before: int
    ratio: float
    low: float
    high: float
    level: float
    verdict: Verdict


def rate_interval(cases: int, homes: float, *, level: float = 0.95) -> RateInterval:
    """
    Give the rate per 1,000 homes with an exact Poisson interval.

    Parameters
    ----------
    cases : cases counted in the period, from 0 up.
    homes : homes in the area, above 0. Below 50 a page shows the count alone.
    level : coverage of the interval, at least; between 0 and 1.

    Returns
    -------
    A `RateInterval`. The interval is about luck in counting, not about cases never reported.

    Raises
    ------
    FrameError
        A number is out of range.

    References
    ----------
    Garwood (1936), Biometrika 28.

    Examples
    --------
    >>> found = rate_interval(48, 828)
    >>> round(found.rate_per_1000_homes), round(found.low_per_1000_homes, 1)
    (58, 42.7)
    """
    _refuse_count(cases, "cases")
    _refuse_homes(homes)
    tail = (1 - _level(level)) / 2
    low = chi2.ppf(tail, 2 * cases) / 2 if cases else 0.0
    high = chi2.isf(tail, 2 * cases + 2) / 2
    per_1000 = 1000 / homes
    return RateInterval(
        int(cases), homes, cases * per_1000, float(low * per_1000), float(high * per_1000), level
    )


def rate_ratio(
    now: int, before: int, *, homes: tuple[float, float] = (1, 1), level: float = 0.95
) -> RateRatio:
    """
    Compare two counts and say in words whether they differ beyond chance.

    Parameters
    ----------
    now, before : cases in the two periods, from 0 up, each counted over the same months.
    homes : exposure of the two, now first: homes, or homes times days.
    level : coverage of the interval, at least; between 0 and 1.

    Returns
    -------
    A `RateRatio`: ratio of the rates with the exact conditional interval, and the verdict:
    `clear rise` or `clear fall` when the interval leaves out 1, else `no clear change`;
    `too few to say` when both periods together hold fewer than 10 cases. The ratio is infinite
    with no case before, and NaN with no case at all.

    Raises
    ------
    FrameError
        A number is out of range.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, on the share of all cases that fall in `now`.

    Examples
    --------
    >>> change = rate_ratio(48, 22)
    >>> round(change.low, 1), round(change.high, 1), change.verdict
    (1.3, 3.8, 'clear rise')
    >>> rate_ratio(34, 22).verdict
    'no clear change'
    """
    _refuse_count(now, "now")
    _refuse_count(before, "before")
    for each in homes:
        _refuse_homes(each)
    tail = (1 - _level(level)) / 2
    share_low = float(beta.ppf(tail, now, before + 1)) if now else 0.0
    share_high = float(beta.isf(tail, now + 1, before)) if before else 1.0
    times_homes = homes[1] / homes[0]
    ratio = _odds(now, before) * times_homes
    low = _odds(share_low, 1 - share_low) * times_homes
    high = _odds(share_high, 1 - share_high) * times_homes
    verdict = _verdict(now + before, low, high)
    return RateRatio(int(now), int(before), ratio, low, high, level, verdict)


def e_test(a: int, b: int, *, exposure: tuple[float, float] = (1, 1)) -> float:
    """
    Give the p of two counts so far apart, or farther, if their rates were one.

    Parameters
    ----------
    a, b : cases in two periods or places, from 0 up.
    exposure : of the two in the same order: homes, or homes times days.

    Returns
    -------
    Two-sided p of as far or farther apart, 1 where there is no case at all. It says nothing about
    how large a change is: print `rate_ratio` beside it. For one comparison, not for the most
    striking of many.

    Raises
    ------
    FrameError
        A number is out of range.

    References
    ----------
    Krishnamoorthy and Thomson (2004), Journal of Statistical Planning and Inference 119(1).

    Examples
    --------
    >>> round(e_test(0, 3, exposure=(100, 100)), 4)
    0.0884
    """
    _refuse_count(a, "a")
    _refuse_count(b, "b")
    for each in exposure:
        _refuse_homes(each)
    size_a, size_b = exposure
    gap = (a / size_a - b / size_b) ** 2 / (a / size_a**2 + b / size_b**2) if a + b else 0.0
    if gap == 0:
        return 1.0
    common = (a + b) / (size_a + size_b)
    x = np.arange(poisson.ppf(_NEVER, common * size_a), poisson.isf(_NEVER, common * size_a) + 1)
    # Beside x cases in the first, how few and how many in the second lie as far apart? Both ends
    # solve one quadratic; a count that lies as far apart as ours, but for rounding, is as far.
    middle = x / size_a + gap / (2 * size_b)
    half = np.sqrt(middle**2 - x * (x - gap) / size_a**2)
    few = np.where(x > 0, np.floor((middle - half) * size_b + _ROUNDING), -1)
    many = np.ceil((middle + half) * size_b - _ROUNDING)
    beside = poisson.cdf(few, common * size_b) + poisson.sf(many - 1, common * size_b)
    return float(min(poisson.pmf(x, common * size_a) @ beside, 1.0))


def _odds(part: float, rest: float) -> float:
    if rest:
        return part / rest
    return inf if part else nan


def _verdict(cases: int, low: float, high: float) -> Verdict:
    if cases < FEWEST_CASES:
        return "too few to say"
    if low > 1:
        return "clear rise"
    return "clear fall" if high < 1 else "no clear change"


def _refuse_count(cases: float, name: str) -> None:
    if not (isfinite(cases) and cases >= 0 and cases == int(cases)):
        message = f"{name} is {cases}; give a whole number of cases from zero up."
        raise FrameError(message)


def _refuse_homes(homes: float) -> None:
    if not (isfinite(homes) and homes > 0):
        message = f"homes is {homes}; a rate needs a number of homes above zero."
        raise FrameError(message)


def _level(level: float) -> float:
    if not 0 < level < 1:
        message = f"level is {level}; give a share between 0 and 1, as 0.95."
        raise FrameError(message)
    return level
