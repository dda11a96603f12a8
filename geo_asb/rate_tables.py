"""Cases per 1,000 homes of many areas side by side: for officers' comparison, never published."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.errors import TooFewCasesError
from geo_asb.hotspots import empirical_bayes, rank_bands, rate_interval, rate_ratio
from geo_asb.hotspots.shrink import METHOD as SHRINK_METHOD

__all__ = ["METHOD", "rate_table"]

METHOD = f"area-rates-1 {SHRINK_METHOD}"
LEAST_HOMES = 50  # below it a rate says nothing: counts only
TOO_FEW = "too few to say"


def rate_table(
    codes: NDArray[np.object_], cases: NDArray[np.int64], homes: NDArray[np.int64]
) -> pd.DataFrame:
    """
    Compare areas by their cases per 1,000 homes.

    Parameters
    ----------
    codes : (n,) what the areas are called.
    cases, homes : (n,) in each area, over the same months and of the same homes: managed homes and
        all homes are never mixed in one table.

    Returns
    -------
    One row for each area with homes: code, cases, homes; `rate`, `low` and `high` (exact 95%
    interval) per 1,000 homes, NaN under 50 homes; `shrunk`, the rate drawn to the usual one; `rank`
    with the band `rank_low` to `rank_high`, NaN under 50 homes; `verdict`: `more`, `fewer` or `no
    more` than its homes explain beside the other areas, or `too few to say`. At most one table in
    twenty calls any area wrongly, if cases came singly; one household that reports often is no
    chance, and can make an area stand out.
    """
    frame = pd.DataFrame({"code": codes, "cases": cases, "homes": homes})
    frame = frame[frame["homes"] > 0].reset_index(drop=True)
    intervals = [
        rate_interval(int(c), int(h)) if h >= LEAST_HOMES else None
        for c, h in zip(frame["cases"], frame["homes"], strict=True)
    ]
    frame["rate"] = [np.nan if one is None else one.rate_per_1000_homes for one in intervals]
    frame["low"] = [np.nan if one is None else one.low_per_1000_homes for one in intervals]
    frame["high"] = [np.nan if one is None else one.high_per_1000_homes for one in intervals]
    frame["shrunk"] = _shrunk(frame)
    return frame.join(_ranks(frame).astype("Int64")).assign(verdict=_verdicts(frame))


def _shrunk(frame: pd.DataFrame) -> NDArray[np.float64]:
    try:
        return np.asarray(1000 * empirical_bayes(frame["cases"], frame["homes"]))
    except TooFewCasesError:  # a single area: its own rate is the usual one
        return np.asarray(1000 * frame["cases"] / frame["homes"])


def _ranks(frame: pd.DataFrame) -> pd.DataFrame:
    names = ["rank", "rank_low", "rank_high"]
    try:
        return rank_bands(frame["cases"], frame["homes"])[names]
    except TooFewCasesError:
        return pd.DataFrame(np.nan, index=frame.index, columns=names)


def _verdicts(frame: pd.DataFrame) -> list[str]:
    """Hold each area against all others together, at a level that allows for how many there are."""
    level = 1 - 0.05 / max(len(frame), 1)
    cases, homes = int(frame["cases"].sum()), int(frame["homes"].sum())
    said = []
    for own, living in zip(frame["cases"].tolist(), frame["homes"].tolist(), strict=True):
        if living == homes:
            said.append(TOO_FEW)
            continue
        ratio = rate_ratio(own, cases - own, homes=(living, homes - living), level=level)
        said.append(_word(own + living * cases / homes, ratio.low, ratio.high))
    return said


def _word(cases_and_expected: float, low: float, high: float) -> str:
    if cases_and_expected < 10:
        return TOO_FEW
    if low > 1:
        return "more than its homes explain"
    return "fewer than its homes explain" if high < 1 else "no more than its homes explain"
