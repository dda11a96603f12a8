"""Rates per 1,000 homes and their change, with exact intervals and a verdict in words."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import beta, chi2

from geo_asb.model import Verdict

__all__ = ["RateInterval", "RateRatio", "rate_interval", "rate_ratio"]

TOO_FEW = 10  # both periods together


@dataclass(frozen=True, slots=True)
class RateInterval:
    """Cases per 1,000 homes with the bounds of the exact interval."""

    rate_per_1000_homes: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before the rate now is; infinite where there was none before."""

    ratio: float
    low: float
    high: float
    verdict: Verdict


def rate_interval(cases: float, homes: float, *, level: float = 0.95) -> RateInterval:
    """
    Bound the rate behind a count.

    Parameters
    ----------
    cases : cases counted, a whole number.
    homes : the homes they are counted over, above 0.
    level : how often such an interval holds the true rate, at least.

    Returns
    -------
    Cases per 1,000 homes. The interval speaks of chance alone: not of cases nobody reported.

    Raises
    ------
    ValueError
        No homes, fewer than no cases, or a level outside 0 to 1.

    References
    ----------
    Garwood (1936), Biometrika 28: exact Poisson limits through chi-squared.

    Examples
    --------
    >>> answer = rate_interval(48, 828)
    >>> round(answer.rate_per_1000_homes), round(answer.low), round(answer.high)
    (58, 43, 77)
    """
    _check(cases, homes, level)
    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * cases) / 2 if cases else 0.0
    high = chi2.ppf(1 - tail, 2 * cases + 2) / 2
    per_1000 = 1000 / homes
    return RateInterval(cases * per_1000, float(low) * per_1000, float(high) * per_1000)


def rate_ratio(
    now: float, before: float, *, homes: tuple[float, float] = (1, 1), level: float = 0.95
) -> RateRatio:
    """
    Compare two counts, and say in words whether the change is beyond chance.

    Parameters
    ----------
    now, before : cases counted in two periods of the same length, whole numbers.
    homes : the homes each is counted over, now and before.
    level : how often such an interval holds the true ratio, at least.

    Returns
    -------
    Ratio of the rates and a verdict: `clear rise` or `clear fall` where the interval leaves out
    1, else `no clear change`; `too few to say` where both counts together are under 10.

    Raises
    ------
    ValueError
        No homes, fewer than no cases, or a level outside 0 to 1.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31: given the sum, the count now is binomial;
    its limits are those of Clopper and Pearson (1934).

    Examples
    --------
    >>> answer = rate_ratio(48, 22)
    >>> answer.verdict, round(answer.low, 1), round(answer.high, 1)
    ('clear rise', 1.3, 3.8)
    >>> rate_ratio(34, 22).verdict
    'no clear change'
    """
    _check(now, homes[0], level)
    _check(before, homes[1], level)
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, now, before + 1)) if now else 0.0
    high = float(beta.ppf(1 - tail, now + 1, before)) if before else 1.0
    scale = homes[1] / homes[0]
    ratio, least, most = (_odds(share) * scale for share in (_share(now, before), low, high))
    return RateRatio(ratio, least, most, _verdict(now + before, least, most))


def _check(cases: float, homes: float, level: float) -> None:
    if cases < 0 or homes <= 0 or not 0 < level < 1:
        message = f"need cases >= 0, homes > 0 and 0 < level < 1, not {cases}, {homes}, {level}."
        raise ValueError(message)


def _share(now: float, before: float) -> float:
    return now / (now + before) if now + before else 0.5


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _verdict(total: float, low: float, high: float) -> Verdict:
    if total < TOO_FEW:
        return "too few to say"
    if low > 1:
        return "clear rise"
    return "clear fall" if high < 1 else "no clear change"
