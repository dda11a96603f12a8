"""
What each case is about: types to the published totals, days, hours, category, channel.

The type tables are dealt out exactly; every other fact is drawn and follows the type.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from geo_asb.demo.published import CASE_TYPES_BY_YEAR, NEW_CASES_BY_MONTH, months_of

__all__ = ["add_facts", "type_counts"]

RESTRICTED = ("Domestic Abuse", "Hate incidents")
_URGENT = {"Domestic Abuse": 0.95, "Hate incidents": 0.9, "Criminal Behaviour": 0.35, "Drugs": 0.25}
_LOW = {
    "Litter/Rubbish": 0.9, "Garden Nuisance": 0.95, "Car Parking": 0.95, "Pets": 0.9,
    "Boundary Dispute": 0.8, "Condition of Property": 0.8, "Misuse of Communal Areas": 0.6,
    "Noise/Rowdy Behaviour": 0.35, "Covid Breaches": 0.5, "Nuisance vehicles/bikes": 0.6,
}  # fmt: skip
_AT_HOME = {
    "Noise/Rowdy Behaviour", "Verbal abuse/harassment/threats", "Covid Breaches",
    "Domestic Abuse", "Hate incidents", "Boundary Dispute", "Personal Allegation dispute",
    "Condition of Property",
}  # fmt: skip
_BRITAIN = ZoneInfo("Europe/London")

# Chance of each hour from 0 to 23 to see trouble, weekdays; weekend nights are busier.
_HOURS = np.array(
    [5, 3, 2, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 5, 6, 6, 7, 8, 9, 11, 11, 8], dtype=float
)


def type_counts(year: str, rng: np.random.Generator) -> Counter[str]:
    """
    Give how many case-types of each label a year holds.

    For 2019/20, which was not published by type: the shares of 2020/21 without Covid.
    """
    if year in CASE_TYPES_BY_YEAR:
        return Counter(CASE_TYPES_BY_YEAR[year])
    later = Counter(CASE_TYPES_BY_YEAR["2020/21"])
    del later["Covid Breaches"]
    share = sum(NEW_CASES_BY_MONTH[year]) / sum(NEW_CASES_BY_MONTH["2020/21"])
    wobble = rng.uniform(0.9, 1.1, len(later))
    return Counter(
        {label: round(n * share * w) for (label, n), w in zip(later.items(), wobble, strict=True)}
    )


def add_facts(cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give every case its year, opened day, types and the rest; in order of opening."""
    months = [(year, first) for year in NEW_CASES_BY_MONTH for first in months_of(year)]
    cases = cases.copy()
    cases["year"] = [months[m][0] for m in cases["month"]]
    cases["opened_on"] = _days(cases, [first for _, first in months], rng)
    cases["types"] = _types(cases, rng)
    cases = cases.sort_values(["opened_on", "row"], kind="stable", ignore_index=True)
    first_type = cases["types"].str[0]
    cases["category"] = _categories(first_type, rng)
    cases["role"] = _roles(cases["role"], first_type, rng)
    cases["from"], cases["to"] = _times(cases["opened_on"], rng)
    cases["closed_on"] = _closings(cases["opened_on"], rng)
    cases["hate_flag"] = [
        "Hate incidents" in types or (draw < 0.002)
        for types, draw in zip(cases["types"], rng.random(len(cases)), strict=True)
    ]
    cases["case_ref"] = _references(cases, rng)
    return cases


def _references(cases: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    numbers = 100_000 + np.cumsum(rng.integers(1, 9, len(cases)))
    return [f"ASB/{day.year % 100}/{n}" for day, n in zip(cases["opened_on"], numbers, strict=True)]


def _days(cases: pd.DataFrame, firsts: list[date], rng: np.random.Generator) -> list[date]:
    """Working days mostly; a chain keeps the day it was given, inside its month."""
    opened = []
    for month, day, draws in zip(
        cases["month"], cases["day"], rng.random((len(cases), 2)), strict=True
    ):
        first = firsts[month]
        length = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
        on = first.replace(day=min(day, length) if day > 0 else 1 + int(draws[0] * length))
        weekend = on.weekday() >= 5 and day < 1 and draws[1] < 0.75
        step = 7 - on.weekday() if on.day + 7 - on.weekday() <= length else 4 - on.weekday()
        opened.append(on + timedelta(days=step) if weekend else on)
    return opened


# ---------------------------------------------------------------- types


def _types(cases: pd.DataFrame, rng: np.random.Generator) -> list[list[str]]:
    dealt: list[list[str]] = [[] for _ in range(len(cases))]
    for year, group in cases.groupby("year", sort=True):
        left = type_counts(str(year), rng)
        hands = _deal(group["labels"].tolist(), left, rng)
        for at, hand in zip(group.index, hands, strict=True):
            dealt[at] = hand
    return dealt


def _deal(
    themes: list[tuple[str, ...]], left: Counter[str], rng: np.random.Generator
) -> list[list[str]]:
    """Deal every label of `left`: one to each case, stories first, the rest as second types."""
    hands: list[list[str]] = [[] for _ in themes]
    for i in rng.permutation(len(themes)):
        wanted = [label for label in themes[i] if left[label] > 0]
        if themes[i] and not wanted:
            # The year has no such case left to deal: take what it has most of, in the open tiers.
            wanted = [max(set(left) - set(RESTRICTED), key=lambda label: (left[label], label))]
        if wanted:
            hands[i].append(wanted[int(rng.integers(len(wanted)))])
            left[hands[i][0]] -= 1
    empty = [i for i, hand in enumerate(hands) if not hand]
    pool = [label for label in RESTRICTED for _ in range(left[label])]
    others = [label for label, n in left.items() if label not in RESTRICTED for _ in range(n)]
    pool += [others[i] for i in rng.permutation(len(others))]
    for i, label in zip(rng.permutation(empty), pool, strict=False):
        hands[i].append(label)
    _deal_seconds(hands, pool[len(empty) :], rng)
    return hands


def _deal_seconds(hands: list[list[str]], labels: list[str], rng: np.random.Generator) -> None:
    for label in labels:
        while True:
            hand = hands[int(rng.integers(len(hands)))]
            if label not in hand and hand[0] not in RESTRICTED and len(hand) < 4:
                hand.append(label)
                break


# ---------------------------------------------------------------- the rest


def _categories(first_type: pd.Series, rng: np.random.Generator) -> list[str]:
    draws = rng.random((len(first_type), 2))
    letters = []
    for label, (draw, blank) in zip(first_type, draws, strict=True):
        urgent, low = _URGENT.get(label, 0.06), _LOW.get(label, 0.15)
        letter = "A" if draw < urgent else "B"
        if draw > 1 - low:
            letter = "D" if draw > 1 - 0.45 * low else "C"
        letters.append("" if blank < 0.03 else letter)
    return letters


def _roles(given: pd.Series, first_type: pd.Series, rng: np.random.Generator) -> list[str]:
    """Noise is often reported from home, litter lies where it lies; some are not said."""
    roles = []
    for role, label, draw in zip(given, first_type, rng.random(len(given)), strict=True):
        at_home = label in _AT_HOME
        edges = (0.32, 0.38, 0.93) if at_home else (0.07, 0.10, 0.95)
        names = ("Reporter's home", "Alleged source", "Incident", "")
        drawn = names[int(np.searchsorted(edges, draw, side="right"))]
        roles.append(role if role and draw < 0.9 else drawn)
    return roles


def _times(
    opened: pd.Series, rng: np.random.Generator
) -> tuple[list[datetime | date | None], list[datetime | date | None]]:
    """Draw begin and end of what happened: 40% timed, 15% day only, 45% not said."""
    begins: list[datetime | date | None] = []
    ends: list[datetime | date | None] = []
    draws = rng.random((len(opened), 3))
    hours = rng.choice(24, len(opened), p=_HOURS / _HOURS.sum())
    lags = np.minimum(rng.geometric(0.3, len(opened)) - 1, 20)
    for on, hour, lag, (known, minute, end) in zip(
        opened, hours.tolist(), lags.tolist(), draws.tolist(), strict=True
    ):
        day = _pulled_to_weekend(on - timedelta(days=lag), minute)
        begin = datetime(day.year, day.month, day.day, hour, int(minute * 12) * 5)  # noqa: DTZ001
        lasted = timedelta(minutes=15 * int(1 + end * 30))
        begins.append(_shown(begin) if known < 0.40 else day if known < 0.55 else None)
        ends.append(_shown(begin + lasted) if known < 0.40 and end < 0.6 and day < on else None)
    return begins, ends


def _shown(moment: datetime) -> datetime:
    """Give what a clock in Britain shows: an hour later where summer time skips the hour."""
    aware = moment.replace(tzinfo=_BRITAIN).astimezone(UTC)
    return aware.astimezone(_BRITAIN).replace(tzinfo=None)


def _pulled_to_weekend(day: date, draw: float) -> date:
    """Move a third of midweek days back to the Friday or Saturday before."""
    if draw < 0.33 and day.weekday() < 4:
        return day - timedelta(days=day.weekday() + 2 + (draw < 0.15))
    return day


def _closings(opened: pd.Series, rng: np.random.Generator) -> list[date | None]:
    """About 50 days open on average; what would close after 30 November 2021 is open."""
    lasted = np.round(rng.lognormal(3.65, 0.7, len(opened))).astype(int)
    closed = [
        on + timedelta(days=max(days, 1)) for on, days in zip(opened, lasted.tolist(), strict=True)
    ]
    return [on if on <= date(2021, 11, 30) else None for on in closed]
