"""An `Answer` to the parts of a page: sentence, numbers, legend, proof. Words come from `nap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.attributes import attributes
from dashboard.controls import SEVERITY_WORDS
from dashboard.figures import map_classes
from geo_asb.case_types import group_label
from geo_asb.drawing.classes import MISSING
from geo_asb.model import DisplayLevel, Layer, Severity
from nap import plain, trust, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from geo_asb.answers import AreaChoice, CellMap, Change, Freshness, HotPlace, MonthCount
    from geo_asb.model import Answer, Scope, Viewer

__all__ = [
    "QUIET",
    "answer_words",
    "area_words",
    "empty_words",
    "freshness_line",
    "legend",
    "map_title",
    "month_table",
    "numbers",
    "places_words",
    "proof",
    "refusal",
    "released_words",
]

QUIET = "Quiet is not safe: many people do not report (33% in one landlord's survey, mhs 2022)."
_COUNTED = {
    Layer.CASES: "Cases",
    Layer.REPORTED: "Cases reported from here",
    Layer.POLICE: "Police reports",
}
_VERDICT_STYLES = {
    "clear rise": "rise",
    "clear fall": "fall",
    "no clear change": "same",
    "too few to say": "few",
}


def area_words(scope: Scope, viewer: Viewer, areas: Sequence[AreaChoice]) -> str:
    """Name the area of a view: a ward, the reader's patch, or all wards."""
    names = {area.code: area.name for area in areas}
    if scope.area:
        return f"{names.get(scope.area, scope.area)} ward"
    if viewer.patch is not None:
        return f"your patch of {plain.count(len(viewer.patch), 'ward')}"
    return f"all {plain.count(len(areas), 'ward')}"


def answer_words(answer: Answer[Change], scope: Scope, area: str) -> list[Component]:
    """Say the answer in one sentence, and how sure it is behind a fold."""
    change = answer.value
    return [
        html.P(wording.headline(change, scope, area), className="answer"),
        html.Details(
            [html.Summary("How sure?"), html.P(wording.certainty(change))], className="fold"
        ),
    ]


def numbers(answer: Answer[Change], scope: Scope) -> Component:
    """Draw the three numbers, each with what, period and area or denominator beside it."""
    change = answer.value
    what = "Police reports" if scope.layer is Layer.POLICE else "Cases opened"
    before = "not supplied" if change.before is None else plain.number(change.before)
    rate = change.rate_per_1000_homes
    return html.Dl(
        [
            _number(what, plain.number(change.now), plain.period_words(change.now_period)),
            _number(
                "The year before",
                before,
                plain.period_words(change.before_period),
                _verdict_chip(change),
            ),
            _number(
                "Per 1,000 homes",
                "no rate" if rate is None else plain.rate(rate, change.now),
                wording.rate_note(change.homes) if rate is None else _homes(change.homes),
            ),
        ],
        className="figures",
    )


def freshness_line(answer: Answer[Freshness], layer: Layer) -> list[Any]:
    """Say how new and how complete the data is, with a warning where too few could be placed."""
    fresh = answer.value
    said = [f"Data to {plain.day_words(fresh.data_to)}" if fresh.data_to else "No data loaded yet"]
    if fresh.placed_share is not None:
        share = plain.percent(fresh.placed_share, fresh.cases)
        said.append(f"{share} {trust.placed_words(layer)}")
    if answer.level is not DisplayLevel.PARTNER:
        waiting = plain.count(fresh.waiting_rejects, "row")
        said.append(f"{waiting} waiting for the data steward")
    said.append(f"today is {plain.day_words(fresh.today)}")
    warning = trust.placing_warning(fresh)
    return [" · ".join(said), *([html.Strong(warning)] if warning else [])]


def legend(answer: Answer[CellMap], scope: Scope) -> list[Component]:
    """Draw the legend: what the colours count, in words, and what the outlines mean."""
    cells = answer.value
    steps = [_swatch("filled", step.label, step.colour) for step in map_classes(cells)]
    marks = []
    if cells.verdicts is not None:
        marks += [_swatch("strong", "strong: more than chance")]
        marks += [_swatch("likely", "likely: may be chance")]
    if cells.counts is not None and (cells.counts == -1).any():
        marks.append(_swatch("outside", "not in this view"))
    if cells.counts is not None and (cells.counts == MISSING).any():
        marks.append(_swatch("missing", "too few homes, or not supplied"))
    groups = ((f"{_COUNTED[scope.layer]} in a cell", steps), ("Marks", marks))
    return [html.Div([html.H3(title), html.Ul(group)]) for title, group in groups if group]


def map_title(answer: Answer[CellMap], scope: Scope) -> str:
    """Name the view: what is counted, where and when, then the kind and the urgency."""
    kinds = [group_label(scope.group).lower()] if scope.group else []
    kinds += [SEVERITY_WORDS[Severity(scope.severity)].lower()] if scope.severity else []
    return ": ".join([answer.title, *([plain.and_list(kinds)] if kinds else [])])


def places_words(
    answer: Answer[CellMap], places: Sequence[HotPlace], scope: Scope
) -> list[Component]:
    """Say how many places stand out, of how many tested, and what share they hold."""
    if answer.value.counts is None:
        return [html.H2("Cells in the higher classes")]
    said = wording.hot_cells_sentence(answer.value, places)
    share = wording.hot_places_sentence(answer.value, places, scope)
    return [html.H2("Hot places"), html.P(f"{said} {share}".strip())]


def empty_words(scope: Scope) -> str:
    """Say that nothing is shown; the same words whether or not anything was left out."""
    noun = "police reports" if scope.layer is Layer.POLICE else "cases of this type"
    when = plain.period_words(scope.period)
    return (
        f"No mappable {noun} here in {when}. This does not mean nothing happened: some kinds are "
        "never shown on a map, and some places are unknown."
    )


def month_table(months: Sequence[MonthCount]) -> Component:
    """Write the chart's months as a table; a month that was not supplied says so."""
    rows = [
        html.Tr(
            [
                html.Th(plain.month_words(month.month), scope="row"),
                html.Td("not supplied" if month.cases is None else plain.number(month.cases)),
            ]
        )
        for month in months
    ]
    head = html.Thead(html.Tr([html.Th("Month", scope="col"), html.Th("Cases", scope="col")]))
    table = html.Table([head, html.Tbody(rows)], className="months")
    return html.Details([html.Summary("The months as a table"), table], className="fold")


def proof(answers: Sequence[Answer[Any]]) -> Component:
    """Say of each figure what is counted, from which loads, with what left out, and its id."""
    return html.Details(
        [html.Summary("How do we know?"), *(_one_proof(answer) for answer in answers)],
        className="fold",
    )


def released_words() -> Component:
    """Say what a reader of releases has before them, and what is not published."""
    return html.P(
        "The map shows in which of four classes each cell lies, by quarter. Counts, changes and "
        "hot places are not published at this level.",
        className="answer",
    )


def refusal(error: Exception) -> Component:
    """Say plainly why a question is not answered."""
    return html.P(str(error), className="refusal")


def _one_proof(answer: Answer[Any]) -> Component:
    loads = ", ".join(map(str, answer.batches)) or "none"
    return html.Div(
        [
            html.H3(answer.title),
            html.Ul([html.Li(caveat) for caveat in answer.caveats]),
            html.P(["Loads ", loads, " · figure ", html.Code(answer.figure_id)]),
        ],
        className="proof",
    )


def _number(what: str, value: str, beside: str, mark: Component | None = None) -> Component:
    style = "value" if value[0].isdigit() else "value words"
    said = [html.Span(value, className=style), *([mark] if mark else [])]
    return html.Div(
        [html.Dt(what), html.Dd(said), html.Dd(beside, className="beside")], className="figure"
    )


def _verdict_chip(change: Change) -> Component | None:
    if change.verdict is None:
        return None
    style = f"verdict {_VERDICT_STYLES[change.verdict]}"
    return html.Span(wording.verdict_mark(change.verdict), className=style)


def _homes(homes: int) -> str:
    return f"{plain.count(homes, 'home')}, all addresses"


def _swatch(style: str, words: str, colour: str = "") -> Component:
    square = html.Span(
        className=f"swatch {style}",
        style={"--fill": colour} if colour else None,
        **attributes(aria_hidden="true"),
    )
    return html.Li([square, words])
