"""The Hotspots page: where do cases gather?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, dcc, html
from flask import redirect

from dashboard import controls, figures, parts
from dashboard.access import viewer
from dashboard.attributes import attributes
from dashboard.filters import (
    RELEASED_ONLY,
    changed,
    scope_of,
    search_of,
    two_years_of,
    view_of,
)
from dashboard.month_bars import month_bars
from dashboard.month_panel import month_panel
from dashboard.routes import map_library, outlines_path
from geo_asb.errors import GeoAsbError, TooFewCasesError
from nap import trust, wording

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from werkzeug.wrappers import Response

    from geo_asb.answers import HotPlace, MonthCount
    from geo_asb.model import Answer, Scope
    from geo_asb.queries import Queries

__all__ = ["PATH", "QUESTION", "add_callbacks", "elsewhere", "layout"]

PATH = "/hotspots"
QUESTION = "Where do cases gather?"
URL, TROUBLE, PAINT, PAINTED = "url", "trouble", "paint", "painted"
FRESHNESS, CHIPS, FILTERS = "freshness", "chips", "filters"
ANSWER, NUMBERS, MONTHS, PROOF = "answer", "numbers", "months", "proof"
TITLE, LEGEND, NOTE, PLACES = "map-title", "legend", "map-note", "places"
UNKNOWN, MONTH_RUN = "unknown", "month-run"

# The map library is a module and waits for none of our code: the page asks for it by address.
_PAINT_JS = """async (paint) => {
    const {show} = await import('/assets/map.mjs');
    return show(paint);
}"""


def layout(queries: Queries) -> Component:
    """Lay out the page for the person who asks; the callbacks fill it from the address."""
    return html.Div(
        [
            dcc.Location(id=URL, refresh=False),
            dcc.Store(id=PAINT),
            dcc.Store(id=PAINTED),
            html.A("Skip to the answer", href="#main", className="skip"),
            html.Header([controls.bar(viewer()), html.P(id=FRESHNESS, className="freshness")]),
            html.Div(id=TROUBLE, className="trouble", role="alert", hidden=True),
            html.Main(
                [_filter_column(), _head(), _map(queries), _proof()],
                id="main",
                className="page",
                tabIndex="-1",
            ),
        ]
    )


def elsewhere(search: str, queries: Queries) -> Response | None:
    """
    Lead to a layer that holds data where the address names none that does.

    Raises
    ------
    BadRequest
        The address is not one that the page offers.
    """
    view, layers = view_of(search), queries.layers(viewer())
    if viewer().level in RELEASED_ONLY or not layers or view.layer in layers:
        return None
    return redirect(PATH + search_of(changed(view, layer=layers[0])))


def _filter_column() -> Component:
    button = html.Button(
        "Filters", className="quiet", **attributes(data_opens=FILTERS, aria_expanded="false")
    )
    return html.Div(
        [
            html.Div([button, html.Div(id=CHIPS)], className="on-now"),
            html.Nav(id=FILTERS, className="filters", **attributes(aria_label="Filters")),
        ],
        className="filter-column",
    )


def _head() -> Component:
    return html.Div(
        [html.H1(QUESTION), html.Div(id=ANSWER, **attributes(aria_live="polite"))], className="head"
    )


def _map(queries: Queries) -> Component:
    canvas = html.Div(
        id="map",
        className="canvas",
        **attributes(data_library=map_library(), data_outlines=outlines_path(queries)),
    )
    return html.Section(
        [
            html.H2(id=TITLE, className="map-title"),
            html.Div(
                [
                    canvas,
                    html.Div(id=NOTE),
                    html.P(id="cell-note", className="cell-note", role="status"),
                    html.Div(id=LEGEND, className="legend"),
                ],
                className="frame",
            ),
            html.Div([html.P(id=UNKNOWN), html.P(parts.QUIET)], className="under-map"),
        ],
        className="map-part",
        **attributes(aria_label="Map"),
    )


def _proof() -> Component:
    return html.Div(
        [
            html.Div(id=NUMBERS),
            html.Section(
                [
                    html.Div(id=PLACES),
                    # assets/map.mjs writes both tables from what it paints: one source, no drift.
                    html.Div(id="places-table"),
                    html.Details(
                        [html.Summary("All cells, as a table"), html.Div(id="cells-table")],
                        id="all-cells",
                        className="fold",
                    ),
                ]
            ),
            html.Section(id=MONTHS),
            html.Div(id=MONTH_RUN),
            html.Div(id=PROOF),
        ],
        className="proof-part",
    )


def add_callbacks(app: Dash, queries: Queries) -> None:
    """
    Wire the page: everything follows from the address; each callback parses, asks, draws.

    Two of them, no more: the browser goes over every part of the page for each answer that comes.
    A third waits until the map is painted, so that a click is answered no later for it.
    """
    _add_map(app, queries)
    _add_words(app, queries)
    _add_month(app, queries)


def _add_map(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(PAINT, "data"),
        Output(TITLE, "children"),
        Output(LEGEND, "children"),
        Output(NOTE, "children"),
        Output(PLACES, "children"),
        Output(UNKNOWN, "children"),
        Input(URL, "search"),
    )
    def draw_map(search: str) -> tuple[Any, ...]:
        try:
            scope = scope_of(view_of(search), viewer(), queries)
            return _drawn_map(queries, scope)
        except GeoAsbError as error:
            return None, "No map for this choice", [], parts.refusal(error), [], []

    app.clientside_callback(_PAINT_JS, Output(PAINTED, "data"), Input(PAINT, "data"))


def _add_words(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(CHIPS, "children"),
        Output(FILTERS, "children"),
        Output(FRESHNESS, "children"),
        Output(ANSWER, "children"),
        Output(NUMBERS, "children"),
        Output(MONTHS, "children"),
        Output(PROOF, "children"),
        Input(URL, "search"),
    )
    def draw_words(search: str) -> tuple[Any, ...]:
        view = view_of(search)
        fresh = queries.freshness(viewer(), view.layer)
        return (
            controls.chips(view, queries.areas(viewer())),
            _filters(search, queries),
            parts.freshness_line(fresh, view.layer),
            *_answer(search, queries),
        )


def _add_month(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(MONTH_RUN, "children"),
        Input(PAINTED, "data"),
        State(URL, "search"),
        prevent_initial_call=True,
    )
    def draw_month(painted: str, search: str) -> Component:
        drawn = _month_run(search, queries)
        return html.Div(drawn, **attributes(data_beside=painted or "nothing"))


def _month_run(search: str, queries: Queries) -> list[Component]:
    """Draw what is stored for the month; nothing for readers of releases, or without a map."""
    if viewer().level in RELEASED_ONLY:
        return []
    try:
        scope = scope_of(view_of(search), viewer(), queries)
        spots = queries.hotspots(viewer(), scope)
        repeats = queries.repeat_places(viewer(), scope)
        study = queries.month_study(viewer(), scope)
    except GeoAsbError:  # the map says why, in the same words
        return []
    return month_panel(spots, repeats, study, search)


def _answer(search: str, queries: Queries) -> tuple[Any, ...]:
    """Draw the answer, its numbers, its months and its proof; or say why there is none."""
    try:
        scope = scope_of(view_of(search), viewer(), queries)
        return _answered(queries, scope)
    except GeoAsbError as error:
        return parts.refusal(error), [], [], []


def _filters(search: str, queries: Queries) -> list[Component]:
    """Draw the filters that this reader has; none where nothing is loaded."""
    view = view_of(search)
    try:
        scope = scope_of(view, viewer(), queries)
    except TooFewCasesError:
        return []
    if viewer().level in RELEASED_ONLY:
        return controls.partner_filters(scope, queries.quarters(viewer()))
    offered = queries.months(viewer(), view.layer), queries.layers(viewer())
    return controls.officer_filters(view, scope, offered, queries.areas(viewer()))


def _drawn_map(queries: Queries, scope: Scope) -> tuple[Any, ...]:
    fresh = queries.freshness(viewer(), scope.layer).value
    if fresh.placed_share is not None and fresh.placed_share < trust.PLACED_FOR_A_MAP:
        raise TooFewCasesError(trust.placing_warning(fresh))
    cells, places = queries.hot_cells(viewer(), scope), _places(queries, scope)
    counts = cells.value.counts
    is_empty = counts is not None and not (counts > 0).any()
    not_known = trust.not_known(fresh, cells.value, scope)
    return (
        figures.cell_paint(cells, places, scope),
        parts.map_title(cells, scope),
        parts.legend(cells, scope),
        html.P(parts.empty_words(scope), className="empty") if is_empty else [],
        parts.places_words(cells, places, scope),
        [] if counts is None else [*_months_warned(queries, scope), not_known],
    )


def _months_warned(queries: Queries, scope: Scope) -> list[Component]:
    """Name the months in which too few cases could be placed."""
    warning = trust.months_warning(queries.placed_share(viewer(), scope).value)
    return [html.Strong(warning), html.Br()] if warning else []


def _places(queries: Queries, scope: Scope) -> tuple[HotPlace, ...]:
    if viewer().level in RELEASED_ONLY:
        return ()
    return queries.hot_places(viewer(), scope).value


def _answered(queries: Queries, scope: Scope) -> tuple[Any, ...]:
    if viewer().level in RELEASED_ONLY:
        released = queries.hot_cells(viewer(), scope)
        return parts.released_words(), [], [], parts.proof([released])
    change = queries.change(viewer(), scope)
    cells = queries.hot_cells(viewer(), scope)
    months = queries.by_month(viewer(), two_years_of(scope))
    area = parts.area_words(scope, viewer(), queries.areas(viewer()))
    return (
        parts.answer_words(change, scope, area),
        parts.numbers(change, scope),
        _months(months, scope),
        parts.proof([change, cells, months]),
    )


def _months(answer: Answer[tuple[MonthCount, ...]], scope: Scope) -> list[Component]:
    return [
        html.H2("Month by month"),
        month_bars(answer.value, scope.period, figures.NOUNS[scope.layer]),
        html.P(wording.months_sentence(answer.value, scope.period)),
        parts.month_table(answer.value),
    ]
