"""How well did last month's map foresee this month?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.gi_star import whole_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["METHOD", "prediction_accuracy"]

# Raise by hand when a rule changes: stored results name the method they were made with.
METHOD = "prediction-accuracy-1"


def prediction_accuracy(
    predicted: ArrayLike, observed: ArrayLike, *, area_m2: ArrayLike | None = None
) -> pd.DataFrame:
    """
    Hold a forecast against what came, for every number of areas one might have patrolled.

    Parameters
    ----------
    predicted : (n,) forecast of each area: counts, a density or any score, higher for worse.
    observed : (n,) cases that came afterwards in each area, from 0 up.
    area_m2 : (n,) size of each area, above 0; without it, all are of one size.

    Returns
    -------
    A row for each number of areas taken, the worst forecast first: row k - 1 is k areas.
    `area_share` and `hit_rate` are their shares of all area and of all cases that came; `pai` is
    hit rate over area share (1 is no better than a pin); `pei` is the share of the PAI that
    the best choice of as much area would have had (1 cannot be bettered); `rri` is hit rate over
    their share of the forecast (below 1: less came back there than was forecast), NaN
    where a forecast is negative or zero everywhere, as scores are.

    Areas of one forecast are taken in the order worst for it: fewest cases to the square metre
    first. A map that gives many areas the same value thus earns nothing by luck of the order.
    With areas of different size the best choice may cut an area, so that `pei` never flatters.

    `attrs` says what was tested: `method`, `areas`, `cases_observed`, `areas_tied` (with a
    forecast that another shares), `caveats`. One month is one throw: compare maps over many.

    Raises
    ------
    TooFewCasesError
        No case came, so no forecast was right or wrong.
    FrameError
        Arrays of different length, or empty; broken numbers; an area without size.

    References
    ----------
    PAI: Chainey, Tompson and Uhlig (2008), Security Journal 21. RRI: Levine (2008), Security
    Journal 21. PEI: Hunt (2016), Do crime hot spots move?, American University.

    Examples
    --------
    >>> from geo_asb.hotspots import prediction_accuracy
    >>> accuracy = prediction_accuracy([5, 1, 3, 1], [4, 0, 1, 5])
    >>> accuracy.loc[0, ["area_share", "hit_rate", "pai", "pei", "rri"]].tolist()
    [0.25, 0.4, 1.6, 0.8, 0.8]
    """
    cases = whole_counts(observed, "observed")
    forecast = _as_many(predicted, cases.size, "predicted")
    area = np.ones(cases.size) if area_m2 is None else _areas(area_m2, cases.size)
    _refuse_nothing(cases)
    worst_first = np.lexsort((-area, cases / area, -forecast))
    area_share = _shares(area[worst_first])
    hit_rate = _shares(cases[worst_first])
    best = _best_hit_rate(cases, area, area_share)
    frame = pd.DataFrame(
        {
            "area_share": area_share,
            "hit_rate": hit_rate,
            "pai": hit_rate / area_share,
            "pei": hit_rate / best,
            "rri": hit_rate / _forecast_share(forecast[worst_first]),
        }
    )
    frame.attrs.update(_what_was_tested(forecast, cases))
    return frame


def _shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the share held by the first one, two, three and so on."""
    so_far = np.cumsum(values)
    return np.asarray(so_far / so_far[-1])


def _best_hit_rate(
    cases: NDArray[np.float64], area: NDArray[np.float64], area_share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of cases in the best choice of as much area."""
    densest_first = np.argsort(-cases / area, kind="stable")
    areas = np.concatenate([[0.0], _shares(area[densest_first])])
    hits = np.concatenate([[0.0], _shares(cases[densest_first])])
    return np.asarray(np.interp(area_share, areas, hits))


def _forecast_share(forecast: NDArray[np.float64]) -> NDArray[np.float64]:
    if (forecast < 0).any() or not forecast.any():
        return np.full(forecast.size, np.nan)
    return _shares(forecast)


def _what_was_tested(
    forecast: NDArray[np.float64], cases: NDArray[np.float64]
) -> dict[str, str | int | tuple[str, ...]]:
    _, times = np.unique(forecast, return_counts=True)
    tied = int(times[times > 1].sum())
    caveats = [
        "Cases outside the areas of the map are not counted.",
        "One period is one throw of the dice; judge a map over many.",
    ]
    if tied:
        caveats.append(
            f"{tied} of {forecast.size} areas share their forecast with another; they are taken in "
            "the order worst for the forecast."
        )
    return {
        "method": METHOD,
        "areas": int(cases.size),
        "cases_observed": int(cases.sum()),
        "areas_tied": tied,
        "caveats": tuple(caveats),
    }


def _as_many(values: ArrayLike, n: int, name: str) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (n,):
        message = f"{name} have the shape {numbers.shape} for {n} areas; give one for each."
        raise FrameError(message)
    if not np.isfinite(numbers).all():
        first = int(np.flatnonzero(~np.isfinite(numbers))[0])
        message = (
            f"{name} hold {numbers[first]} at position {first}; leave out areas without a value."
        )
        raise FrameError(message)
    return numbers


def _areas(area_m2: ArrayLike, n: int) -> NDArray[np.float64]:
    area = _as_many(area_m2, n, "area_m2")
    if (area <= 0).any():
        first = int(np.flatnonzero(area <= 0)[0])
        message = f"area_m2 hold {area[first]} at position {first}; give sizes above zero."
        raise FrameError(message)
    return area


def _refuse_nothing(cases: NDArray[np.float64]) -> None:
    if not cases.size:
        message = "there is no area; give at least one."
        raise FrameError(message)
    if not cases.any():
        message = "no case came, so no forecast was right or wrong. Take a longer period."
        raise TooFewCasesError(message)
