"""The monthly run on the page: hotspots, what was decided, places that come back, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dash import html

from dashboard import parts
from dashboard.attributes import attributes
from geo_asb.case_types import group_label
from geo_asb.decisions import REASONS
from nap import plain
from nap import wording_month as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from geo_asb.model import Answer
    from geo_asb.month_answers import Hotspot, MonthHotspots, MonthRepeats, MonthStudy, RepeatPlace

__all__ = ["DECIDE_PATH", "month_panel"]

# A border is moved on the command line, where cells have names.
Verdict = Literal["accept", "reject"]
DECIDE_PATH = "/hotspots/decision"
_FIRST = 5  # shown before "show all"
_BUTTONS: tuple[tuple[Verdict, str], ...] = (("accept", "Accept"), ("reject", "Reject"))
_STYLES = {"new": "rise", "growing": "rise", "fading": "fall", "over": "fall"}


def month_panel(
    spots: Answer[MonthHotspots],
    repeats: Answer[MonthRepeats],
    study: Answer[MonthStudy],
    search: str,
) -> list[Component]:
    """
    Draw what is stored for a month, or how to get it.

    `search` is the view in the address, to which a decision leads back.
    """
    found = spots.value
    missing = words.standing_sentence(plain.month_words(found.month), found.standing)
    if missing:
        return [html.H2("Hotspots"), html.P(missing, className="refusal")]
    return [
        _hotspots(found, search),
        _places(repeats.value),
        *_study(study.value),
        parts.proof([spots, repeats, study]),
    ]


# ------------------------------------------------------------- hotspots


def _hotspots(found: MonthHotspots, search: str) -> Component:
    drawn = [_spot(spot, search if found.may_decide else None) for spot in found.spots]
    return html.Section(
        [
            html.H2("Hotspots"),
            html.P(words.hotspots_sentence(found)),
            *_list(drawn, "spots", "hotspot"),
            html.P(words.stability_sentence(found.stability), className="beside"),
            _meanings(found.spots),
        ]
    )


def _spot(spot: Hotspot, search: str | None) -> Component:
    word, rests = words.state_words(spot).split(": ", 1)
    chip = html.Span(word, className=f"verdict {_STYLES.get(spot.state, 'same')}")
    expected = plain.expected(spot.expected)
    kind = group_label(spot.group) if spot.group else "All types"
    year = f"{plain.count(spot.cases, 'case')} in the year, {expected} expected for its homes."
    decided = words.decision_words(spot.decision, spot.cases_nudged)
    return html.Li(
        [
            html.H3([spot.name, " ", chip]),
            html.P(f"{kind}: {rests}. {year}"),
            html.P(decided, className="decided"),
            *([] if search is None else [_decide(spot, search)]),
        ]
    )


def _decide(spot: Hotspot, search: str) -> Component:
    """Offer accept and reject with their reasons; a new decision takes the place of the last."""
    summary = html.Summary(["Decide", html.Span(f" on {spot.name}", className="unseen")])
    forms = [_form(spot, search, verdict, said) for verdict, said in _BUTTONS]
    return html.Details([summary, *forms], className="fold decide")


def _form(spot: Hotspot, search: str, verdict: Verdict, said: str) -> Component:
    reasons = [html.Option(reason, value=reason) for reason in REASONS[verdict]]
    return html.Form(
        [
            html.Label([f"{said} because", html.Select(reasons, **attributes(name="reason"))]),
            html.Button(said, type="submit", className="quiet"),
        ],
        action=f"{DECIDE_PATH}/{spot.key}/{verdict}{search}",
        method="post",
    )


def _meanings(spots: Sequence[Hotspot]) -> Component:
    shown = [state for state in words.STATE_MEANINGS if any(s.state == state for s in spots)]
    if not shown:
        return html.Div()
    said = [html.Li(f"{state}: {words.STATE_MEANINGS[state]}") for state in shown]
    return html.Details([html.Summary("What the words mean"), html.Ul(said)], className="fold")


# ------------------------------------------------------------- places and what is new


def _places(found: MonthRepeats) -> Component:
    drawn = [_place(place) for place in found.places if place.repeats_now]
    return html.Section(
        [
            html.H2("Places that come back"),
            html.P(words.repeats_sentence(found)),
            *_list(drawn, "repeats", "place"),
        ]
    )


def _place(place: RepeatPlace) -> Component:
    cases, last = plain.count(place.cases, "case"), plain.day_words(place.last_on)
    return html.Li(f"{words.repeat_words(place)}: {cases} in 24 months, the last {last}")


def _study(found: MonthStudy) -> list[Component]:
    new = words.gatherings_sentences(found.gatherings, found.refused["new gatherings"])
    tried = [
        words.concentration_sentence(found.concentration),
        words.near_sentence(found),
        words.forecast_sentence(found.forecasts, found.refused["back-test"]),
    ]
    return [
        html.Section([html.H2("Is something new starting?"), *map(html.P, new)]),
        html.Section([html.H2("How cases gather"), *(html.P(said) for said in tried if said)]),
    ]


def _list(drawn: list[Component], style: str, noun: str) -> list[Component]:
    """Show the first few; the others behind a fold."""
    first, others = drawn[:_FIRST], drawn[_FIRST:]
    shown: list[Component] = [html.Ul(first, className=style)] if first else []
    if others:
        summary = html.Summary(f"{plain.count(len(others), noun)} more")
        rest = html.Ul(others, className=style)
        shown.append(html.Details([summary, rest], className="fold"))
    return shown
