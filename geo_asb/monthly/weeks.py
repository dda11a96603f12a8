"""When do cases happen: on which weekday, at which hours, by day or by night?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import binomtest

from geo_asb.errors import TooCoarseError
from geo_asb.hotspots import benjamini_hochberg, week_profile
from geo_asb.monthly.chosen import chosen
from geo_asb.monthly.study import YEAR_MONTHS, Study, window
from geo_asb.store.read_times import CaseTimes
from geo_asb.store.run_parts import Part

__all__ = ["day_and_night", "weeks"]

METHOD = "weeks-1"
DAY_METHOD = "day-and-night-1"
BAND_HOURS, BANDS = 3, 56
LEAST_SHARE_KNOWN = 0.5  # of the cases: below it what is known stands for too few
LEAST_KNOWN = 10  # cases of known time: with fewer nothing is said
DAY_HOURS = slice(7, 19)
WEEK, NIGHT = np.timedelta64(7, "D"), np.timedelta64(12, "h")
CLEAR_P = 0.05
AT_ONCE = 50_000  # incidents; each is 168 numbers while it is shared out
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CAVEATS = (
    "Cases by the day they were opened, at the times of their incidents; a case with several "
    "counts once, shared over them.",
    "Hours are those of the clock as it was recorded; nights when clocks change are not corrected.",
    "A day without a time is not known, and never midnight. Nobody knows whether cases without a "
    "time fall as the others do.",
)
DAY_CAVEATS = (
    "By day is 7 am to 7 pm; a case counts where more than half of its time lies. A hotspot is "
    f"held against all the landlord's cases, at {CLEAR_P:.0%} corrected for the hotspots tested.",
    "Cases that come from one home or quarrel are no separate witnesses of the hour.",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Timed:
    """
    The incidents of known time of the asked cases; (k,) each, `is_known` and `by_day` (n,) by case.

    bands     (k, 56) share of a case in each three hours of the week, Monday first
    is_long   the case may have happened at any time of more than twelve hours
    is_known  a time of the case is known
    by_day    share of the known time of a case that lies between 7 am and 7 pm
    refused   why no time can be used, "" where they can
    """

    case: NDArray[np.int64]
    bands: NDArray[np.float64]
    is_long: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    by_day: NDArray[np.float64]
    refused: str


def weeks(study: Study, times: CaseTimes) -> list[Part]:
    """
    Share the cases of the 12 months over weekday and three-hour band, landlord and wards apart.

    For all types and each group. Told only where the time of half the cases is known, and of ten.
    """
    timed = _timed(study, times)
    return [_group_weeks(study, timed, group) for group in study.groups]


def day_and_night(study: Study, times: CaseTimes, hotspots: Part) -> Part:
    """Say of each hotspot of all types whether its cases fall by day, by night, or as all do."""
    timed = _timed(study, times)
    cells = hotspots.rows["hotspot_cell"]
    asked = chosen(study, window(study.month, YEAR_MONTHS)).at
    keys = [] if cells.empty else sorted(cells["key"].unique())
    held = [asked[np.isin(study.at[0][asked], cells["position"][cells["key"] == k])] for k in keys]
    refused = timed.refused or hotspots.refused
    rows = pd.DataFrame() if refused else _hours_rows(timed, keys, held)
    every = np.concatenate([*held, np.array([], dtype=np.int64)]).astype(np.int64)
    known = int(timed.is_known[every].sum())
    return Part(
        name="day and night",
        type_group="",
        method=DAY_METHOD,
        counted=known,
        left_out=every.size - known,
        refused=refused,
        caveats=(*DAY_CAVEATS, *CAVEATS[1:]),
        said=_hours_words(rows),
        rows={"hotspot_hours": rows},
    )


# ------------------------------------------------------------- the times that are known


def _timed(study: Study, times: CaseTimes) -> _Timed:
    """Keep the incidents of asked cases; one that may lie anywhere in a week is not known."""
    asked = study.asked(window(study.month, YEAR_MONTHS))
    # An end before its begin is a day without a time: the begin is what is known.
    ended = np.where(times.ended < times.began, np.datetime64("NaT"), times.ended)
    lasted = ended - times.began
    kept = asked[times.case] & ~(lasted > WEEK)
    case, is_long = times.case[kept], lasted[kept] > NIGHT
    of_case = np.bincount(case, minlength=asked.size)
    bands, day, refused = np.zeros((case.size, BANDS)), np.zeros(case.size), ""
    try:
        bands, day = _shared_out(times.began[kept], ended[kept])
    except TooCoarseError as error:
        refused, of_case = str(error), np.zeros_like(of_case)
    share = 1 / np.maximum(of_case[case], 1)
    by_day = np.bincount(case, weights=share * day, minlength=asked.size).astype(float)
    return _Timed(case, bands * share[:, None], is_long, of_case > 0, by_day, refused)


def _shared_out(
    began: NDArray[np.datetime64], ended: NDArray[np.datetime64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(k, 56) by three hours, and (k,) by day; so many at once that memory stays small."""
    parts = max(1, -(-began.size // AT_ONCE))
    bands, day = [], []
    for some, until in zip(np.array_split(began, parts), np.array_split(ended, parts), strict=True):
        hours = week_profile(some, until)
        bands.append(hours.reshape(-1, BANDS, BAND_HOURS).sum(axis=2))
        day.append(hours.reshape(-1, 7, 24)[:, :, DAY_HOURS].sum(axis=(1, 2)))
    return np.concatenate(bands), np.concatenate(day)


# ------------------------------------------------------------- weekday and hour


def _group_weeks(study: Study, timed: _Timed, group: str) -> Part:
    asked = study.asked(window(study.month, YEAR_MONTHS), group)
    told, bands = _week_rows(study, timed, asked)
    known = int((asked & timed.is_known).sum())
    refused = told[0]["refused"] if told else "no case in the window"
    return Part(
        name="weeks",
        type_group=group,
        method=METHOD,
        counted=known,
        left_out=int(asked.sum()) - known,
        refused=refused,
        caveats=(*CAVEATS, *_long_words(timed, asked)),
        said="" if refused else _week_words(bands),
        rows={
            "week_times": pd.DataFrame(told).assign(type_group=group),
            "week_band": bands.assign(type_group=group),
        },
    )


def _week_rows(
    study: Study, timed: _Timed, asked: NDArray[np.bool_]
) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Say of the landlord, then of each ward, what is known, and the bands where it is enough."""
    ward = study.columns.ward
    cases, known = (
        _with_total(np.bincount(ward[mask] + 1, minlength=len(study.columns.wards) + 1))
        for mask in (asked, asked & timed.is_known)
    )
    weights = _by_ward(timed, asked, ward, len(study.columns.wards))
    told, tables = [], []
    for n, code in enumerate(("", *study.columns.wards)):
        if cases[n]:
            refused = timed.refused or _refusal(int(cases[n]), int(known[n]))
            told.append(_times_row(code, int(cases[n]), int(known[n]), refused))
            if not refused:
                tables.append(_band_rows(code, weights[n]))
    return told, pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _with_total(by_ward: NDArray[Any]) -> NDArray[Any]:
    """Put the sum over all in the place of the cases that lie in no ward."""
    return np.concatenate([by_ward.sum(axis=0, keepdims=True), by_ward[1:]])


def _by_ward(
    timed: _Timed, asked: NDArray[np.bool_], ward: NDArray[np.int16], wards: int
) -> NDArray[np.float64]:
    """(1 + wards, 56) cases in each band, the whole landlord first."""
    of_group = np.flatnonzero(asked[timed.case])
    at = (ward[timed.case[of_group]] + 1, np.arange(of_group.size))
    member = csr_array((np.ones(of_group.size), at), shape=(wards + 1, of_group.size))
    return _with_total(np.asarray(member @ timed.bands[of_group]))


def _refusal(cases: int, known: int) -> str:
    if known < LEAST_KNOWN:
        return f"the time is known of fewer than {LEAST_KNOWN} cases: too few to say"
    if known < LEAST_SHARE_KNOWN * cases:
        return (
            f"the time is known of {known:,} of {cases:,} cases, less than half: weekday and hour "
            "of the others may differ"
        )
    return ""


def _times_row(ward: str, cases: int, known: int, refused: str) -> dict[str, Any]:
    unknown = cases - known
    share = round(unknown / cases, 6)
    return {
        "ward": ward,
        "cases": cases,
        "unknown": unknown,
        "unknown_share": share,
        "refused": refused,
    }


def _band_rows(ward: str, weights: NDArray[np.float64]) -> pd.DataFrame:
    bands = np.arange(BANDS)
    return pd.DataFrame(
        {
            "ward": ward,
            "weekday": bands // (BANDS // 7) + 1,
            "from_hour": bands % (BANDS // 7) * BAND_HOURS,
            "weight": weights.round(6),
        }
    )


def _long_words(timed: _Timed, asked: NDArray[np.bool_]) -> Iterator[str]:
    """Say how many times are so uncertain that they flatten the picture."""
    long = int(np.unique(timed.case[timed.is_long & asked[timed.case]]).size)
    if long and not timed.refused:
        noun = "case" if long == 1 else "cases"
        yield f"{long:,} {noun} may have happened at any time of more than 12 hours: flattened."


def _week_words(bands: pd.DataFrame) -> str:
    weights = bands["weight"][bands["ward"] == ""].to_numpy()
    day, band = divmod(int(weights.argmax()), BANDS // 7)
    hours = f"{band * BAND_HOURS:02d}:00 to {(band + 1) * BAND_HOURS:02d}:00"
    return f"most on {WEEKDAYS[day]} {hours}, {weights.max() / weights.sum():.0%} of cases"


# ------------------------------------------------------------- day and night


def _hours_rows(timed: _Timed, keys: list[str], held: list[NDArray[np.intp]]) -> pd.DataFrame:
    """Hold the split of each hotspot against that of all cases: exact binomial, two-sided."""
    if not keys:
        return pd.DataFrame()
    # Half by day and half by night, as far as sums of shares tell, is neither.
    by_day = timed.is_known & (timed.by_day > 0.5 + 1e-9)
    by_night = timed.is_known & (timed.by_day < 0.5 - 1e-9)
    all_known = int(by_day.sum() + by_night.sum())
    share = float(by_day.sum() / all_known) if all_known else float("nan")
    day = np.array([by_day[at].sum() for at in held])
    night = np.array([by_night[at].sum() for at in held])
    p = [_split_p(int(d), int(n), share) for d, n in zip(day, night, strict=True)]
    adjusted = benjamini_hochberg(p)
    return pd.DataFrame(
        {
            "type_group": "",
            "key": keys,
            "by_day": day,
            "by_night": night,
            "unknown": [at.size for at in held] - day - night,
            "landlord_share": round(share, 6),
            "p": p,
            "adjusted_p": adjusted,
            "verdict": [_verdict(*one, share) for one in zip(day, night, adjusted, strict=True)],
        }
    )


def _split_p(day: int, night: int, share: float) -> float:
    if day + night < LEAST_KNOWN:
        return float("nan")
    return float(binomtest(day, day + night, share).pvalue)


def _verdict(day: int, night: int, adjusted_p: float, share: float) -> str:
    if np.isnan(adjusted_p):
        return "too few to say"
    if adjusted_p > CLEAR_P:
        return "no clear difference"
    more, less, word = (day, night, "day") if day / (day + night) > share else (night, day, "night")
    return f"mostly by {word}" if more > less else f"more by {word} than elsewhere"


def _hours_words(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    found = rows["verdict"].value_counts()
    return ", ".join(f"{found[verdict]} {verdict}" for verdict in sorted(found.index))
