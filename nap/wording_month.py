"""
The monthly run to plain sentences: hotspots, places that come back, what was tried.

Every function is pure. No sentence is said without what it rests on, and none names a cause.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo_asb.case_types import group_label
from geo_asb.model import Layer
from geo_asb.month_answers import (
    Concentrated,
    Decided,
    Forecast,
    Gathering,
    Hotspot,
    MonthHotspots,
    MonthRepeats,
    MonthStudy,
    RepeatPlace,
    Stability,
    Standing,
)
from nap import plain

__all__ = [
    "STATE_MEANINGS",
    "concentration_sentence",
    "decision_words",
    "forecast_sentence",
    "gatherings_sentences",
    "hotspots_sentence",
    "near_sentence",
    "repeat_words",
    "repeats_sentence",
    "stability_sentence",
    "standing_sentence",
    "state_words",
]

STATE_MEANINGS = {
    "new": "hot only in the last two of twelve monthly runs",
    "growing": "hot now, with clearly more cases than a year before",
    "steady": "hot now and in eight or more of twelve monthly runs",
    "fading": "hot now, with clearly fewer cases than a year before",
    "on-off": "hot in some of twelve monthly runs and not in others",
    "over": "hot in three or more of twelve monthly runs, and not in the last two",
}
_PAST = {"accept": "Accepted", "nudge": "Border moved", "reject": "Rejected"}
_ROLES = {
    Layer.CASES: "happened here",
    Layer.REPORTED: "reported from here",
    Layer.POLICE: "recorded here",
}
_FORECASTS = {
    "hot cells": "last month's hot cells",
    "a year's cases": "the cells with most cases in the year before",
    "last month's counts": "last month's counts alone",
    "kernel surface": "a smooth surface of the year's cases",
}


def standing_sentence(month_words: str, standing: Standing) -> str:
    """Say that there is nothing to read and how to get it; empty where there is."""
    if standing == "current":
        return ""
    if standing == "out of date":
        return (
            f"What was worked out for {month_words} is out of date: data was loaded since. Ask "
            "your data steward for 'geo-asb detect --stale'."
        )
    return (
        f"Nothing was worked out for {month_words} yet. Ask your data steward for 'geo-asb detect "
        "--month'; counts and months above stand without it."
    )


# ------------------------------------------------------------- hotspots


def hotspots_sentence(found: MonthHotspots) -> str:
    """Say how many hotspots there are; none is an answer too."""
    if found.refused and not found.spots:
        return f"No hotspot is named: {_small(found.refused)}"
    alive = sum(spot.state != "over" for spot in found.spots)
    if not alive:
        return "No hotspot here in these 12 months. Quiet is not safe: many people do not report."
    over = len(found.spots) - alive
    ended = f"; {plain.number(over)} more {'is' if over == 1 else 'are'} over" if over else ""
    return f"{plain.count(alive, 'hotspot')} here in these 12 months{ended}."


def state_words(spot: Hotspot) -> str:
    """
    Say how a hotspot went, and the counts that the word rests on.

    "growing: 14 cases in the last 3 months, 6 in the same months a year before"
    """
    word = spot.state or "state not known yet"
    before = plain.number(spot.before) if spot.before else "none"
    return (
        f"{word}: {plain.count(spot.now, 'case')} in the last 3 months, {before} in the same "
        "months a year before"
    )


def stability_sentence(rows: Sequence[Stability]) -> str:
    """Say how many hot cells stay hot on other grids; empty where there was no hot cell."""
    held = [row for row in rows if row.hot_cells]
    if not held:
        return ""
    said = [
        f"{plain.number(row.staying)} with {'larger cells' if row.is_larger else 'cells shifted'}"
        for row in held
    ]
    cells = plain.count(held[0].hot_cells, "hot cell")
    return f"Of {cells} of the landlord, so many stay hot: {plain.and_list(said)}."


def decision_words(made: Decided | None, cases_nudged: int | None) -> str:
    """Say who decided what on a hotspot, when and why; or that nobody did."""
    if made is None:
        return "Nobody has decided on it yet."
    day = plain.day_words(made.decided_on)
    nudged = "" if cases_nudged is None else f" ({plain.count(cases_nudged, 'case')} so)"
    return f"{_PAST[made.verdict]} by {made.decided_by}, {day}: {made.reason}{nudged}."


# ------------------------------------------------------------- places that come back


def repeats_sentence(found: MonthRepeats) -> str:
    """Say how many places keep coming back, and in which role the cases lie there."""
    if found.refused:
        return f"No place is named: {found.refused}"
    now = sum(place.repeats_now for place in found.places)
    role = _ROLES[found.layer]
    if not now:
        return f"No place where 3 cases or more {role} within the last year."
    have = "has" if now == 1 else "have"
    return f"{plain.count(now, 'place')} {have} 3 cases or more within the last year ({role})."


def repeat_words(place: RepeatPlace) -> str:
    """Name a place by its kind and street: "a block of 24 homes, Corve Street"."""
    kind = {
        "home": "a home",
        "block": f"a block of {plain.count(place.homes, 'home')}" if place.homes else "a block",
        "point": "a public place",
    }[place.kind]
    return f"{place.name}, {kind}"


# ------------------------------------------------------------- what was tried


def concentration_sentence(rows: Sequence[Concentrated]) -> str:
    """
    Say what the 5% of places with most cases hold, and what they would hold by chance.

    Left out where chance alone puts every case into them: fewer cases than places say nothing.
    """
    return " ".join(_concentrated(row) for row in rows if row.chance_low < 1)


def _concentrated(row: Concentrated) -> str:
    low, high = (plain.percent(share, row.cases) for share in (row.chance_low, row.chance_high))
    kind = {"home": "homes", "block": "blocks", "cell": "map cells"}[row.kind]
    return (
        f"5% of {kind} ({plain.number(row.top_places)} of {plain.number(row.places)}) hold "
        f"{plain.percent(row.share, row.cases)} of {plain.count(row.cases, 'case')}; by chance "
        f"alone {low} to {high}."
    )


def near_sentence(found: MonthStudy) -> str:
    """Say whether one case brings another nearby soon after, in the clearest band."""
    if refused := found.refused.get("near repeats", ""):
        return f"Not asked whether one case brings another: {refused}"
    about = f" about {group_label(found.near_group).lower()}" if found.near_group else ""
    if not found.near:
        return f"No sign that one case{about} brings another nearby soon after."
    top = found.near[0]
    others = len(found.near) - 1
    stand = "stands" if others == 1 else "stand"
    also = f" {plain.count(others, 'other pair')} of distance and time {stand} out too."
    more = also if others else ""
    return (
        f"One case{about} is often followed by another: most clearly {_near(top.space)}, "
        f"{_soon(top.days)}, {plain.count(top.pairs, 'pair')} where chance makes "
        f"{plain.expected(top.by_chance)}.{more}"
    )


def _near(space: str) -> str:
    return {"same place": "at the same place", "same block": "in the same block"}.get(space, space)


def _soon(days: str) -> str:
    return "on the same day" if days == "same day" else f"{days} apart"


def forecast_sentence(rows: Sequence[Forecast], refused: str) -> str:
    """Say how much of the month last month's map foresaw, beside two simple rivals."""
    if refused or not rows:
        return f"Last month's map was not tested: {refused or 'nothing to test it on'}."
    own, *rivals = rows
    beside = [
        f"{_FORECASTS[row.forecast]} {plain.percent(row.hit_rate, row.cases)}" for row in rivals
    ]
    return (
        f"Last month's map: the worst 5% of the area held {plain.percent(own.hit_rate, own.cases)} "
        f"of this month's {plain.count(own.cases, 'case')}; {', '.join(beside)}. One month is one "
        "throw."
    )


def gatherings_sentences(rows: Sequence[Gathering], refused: str) -> list[str]:
    """Say where cases gathered lately beyond what place and day alone explain."""
    if refused:
        return [f"Not asked whether something new is starting: {refused}"]
    return [_gathered(row) for row in rows] or [
        "Nothing new is starting here that chance would not show in one month of twenty."
    ]


def _gathered(row: Gathering) -> str:
    since, runs = plain.day_words(row.starts_on), plain.number(round(row.recurrence_runs))
    return (
        f"Something new round {row.name}: {plain.count(row.cases, 'case')} since {since} where "
        f"{plain.expected(row.expected)} were to be expected. Chance alone shows its like in one "
        f"month of {runs}."
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
