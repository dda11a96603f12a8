"""The bar and the filter column: plain links and native selects that lead to another view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.attributes import attributes
from dashboard.filters import LENGTHS, RELEASED_ONLY, changed, search_of
from geo_asb.case_types import TYPE_GROUPS
from geo_asb.model import Layer, Severity
from nap import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dash.development.base_component import Component

    from dashboard.filters import ViewState
    from geo_asb.answers import AreaChoice
    from geo_asb.model import Period, Scope, Viewer

__all__ = ["LAYER_WORDS", "SEVERITY_WORDS", "bar", "chips", "officer_filters", "partner_filters"]

LAYER_WORDS = {
    Layer.CASES: "Cases, where they happened",
    Layer.REPORTED: "Cases, where people reported from",
    Layer.POLICE: "Police reports",
}
SEVERITY_WORDS = {
    Severity.URGENT: "Urgent",
    Severity.STANDARD: "Standard",
    Severity.LOW: "Low-level",
    Severity.UNSET: "Not classed",
}
_LENGTH_WORDS = {1: "1 month", 3: "3 months", 12: "12 months"}


def bar(viewer: Viewer) -> Component:
    """Draw the bar: the name, the pages, who is signed in, and the way out."""
    return html.Div(
        [
            html.A("geo_asb", href="/hotspots", className="brand"),
            html.Nav(
                html.A("Hotspots", href="/hotspots", **attributes(aria_current="page")),
                **attributes(aria_label="Pages"),
            ),
            html.Span(
                [viewer.name, html.Span(f" · {_where(viewer)}", className="where")],
                className="who",
            ),
            html.Form(
                html.Button("Sign out", type="submit", className="quiet"),
                action="/sign-out",
                method="post",
            ),
        ],
        className="bar",
    )


def chips(view: ViewState, areas: Sequence[AreaChoice]) -> Component:
    """Show the filters that are on, each with a way to take it off."""
    names = {area.code: area.name for area in areas}
    on = [
        ("group", TYPE_GROUPS[view.group].label if view.group else ""),
        ("severity", SEVERITY_WORDS[Severity(view.severity)] if view.severity else ""),
        ("ward", names.get(view.ward, view.ward)),
    ]
    items = [_chip(words, view, {field: ""}) for field, words in on if words]
    return html.Ul(items, className="chips", **attributes(aria_label="Filters that are on"))


def officer_filters(
    view: ViewState,
    scope: Scope,
    offered: tuple[Sequence[date], Sequence[Layer]],
    areas: Sequence[AreaChoice],
) -> list[Component]:
    """Draw the filter column of a reader who sees counts; `offered` has data to show."""
    months, layers = offered
    column = [
        _months_select("Period ending", months, scope.period.end),
        _links(
            "How long",
            ((_LENGTH_WORDS[n], {"months": n}) for n in LENGTHS),
            view,
            on=_LENGTH_WORDS[_length(scope.period)],
            style="row",
        ),
        _links(
            "What is counted",
            ((LAYER_WORDS[layer], {"layer": layer}) for layer in layers),
            view,
            on=LAYER_WORDS[view.layer],
        ),
        _ward_select(view.ward, areas),
    ]
    if view.layer is not Layer.POLICE:
        column += [_group_links(view), _severity_links(view)]
    return column


def partner_filters(scope: Scope, quarters: Sequence[Period]) -> list[Component]:
    """Draw the filter column of a partner: the quarter, and nothing that is not published."""
    options = [(_ends_in(quarter.end), plain.period_words(quarter)) for quarter in quarters]
    options.sort(reverse=True)
    why = "Partners see whole calendar quarters, in classes. Other questions are not published."
    return [
        _select("Quarter", "to", options, _ends_in(scope.period.end)),
        html.P(why, className="quiet"),
    ]


def _months_select(label: str, months: Sequence[date], end: date) -> Component:
    options = [(f"{month:%Y-%m}", plain.month_words(month)) for month in sorted(months)[::-1]]
    return _select(label, "to", options, _ends_in(end))


def _ward_select(chosen: str, areas: Sequence[AreaChoice]) -> Component:
    mine = [(area.code, area.name) for area in areas if area.in_patch]
    every = "All wards" if len(mine) == len(areas) else f"My patch ({len(mine)} wards)"
    others = [(area.code, f"{area.name} (not in my patch)") for area in areas if not area.in_patch]
    return _select("Ward", "ward", [("", every), *mine, *others], chosen)


def _group_links(view: ViewState) -> Component:
    offers = [("All kinds", ""), *((group.label, code) for code, group in TYPE_GROUPS.items())]
    on = TYPE_GROUPS[view.group].label if view.group else "All kinds"
    return _links("Kind", ((words, {"group": code}) for words, code in offers), view, on=on)


def _severity_links(view: ViewState) -> Component:
    offers = [("Every class", "")] + [(words, code.value) for code, words in SEVERITY_WORDS.items()]
    on = SEVERITY_WORDS[Severity(view.severity)] if view.severity else "Every class"
    return _links("Urgency", ((words, {"severity": code}) for words, code in offers), view, on=on)


def _chip(words: str, view: ViewState, changes: dict[str, Any]) -> Component:
    cross = html.Span("✕", **attributes(aria_hidden="true"))
    label = f"Take off the filter: {words}"
    return html.Li(_link([words, cross], view, changes, label=label, style="chip"))


def _links(
    heading: str,
    offers: Iterable[tuple[str, dict[str, Any]]],
    view: ViewState,
    *,
    on: str,
    style: str = "",
) -> Component:
    items = [html.Li(_link(words, view, changes, is_on=words == on)) for words, changes in offers]
    return html.Div([html.H2(heading), html.Ul(items, className=f"choices {style}".strip())])


def _link(
    words: str | list[Any],
    view: ViewState,
    changes: dict[str, Any],
    *,
    is_on: bool = False,
    label: str = "",
    style: str = "",
) -> Component:
    """Draw a link to the changed view; assets/view.mjs follows it without loading the page."""
    marks = attributes(data_view="link")
    if is_on:
        marks |= attributes(aria_current="true")
    if label:
        marks |= attributes(aria_label=label)
    address = "/hotspots" + search_of(changed(view, **changes))
    return html.A(words, id=_name(changes, style), href=address, className=style, **marks)


def _name(changes: dict[str, Any], style: str) -> str:
    """Name a link for good, so that the keyboard finds it again when the filters are redrawn."""
    field, value = next(iter(changes.items()))
    return f"{style or 'choose'}-{field}-{value or 'all'}"


def _select(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> Component:
    return html.Div(
        [
            html.Label(label, htmlFor=f"choose-{name}"),
            html.Select(
                [
                    html.Option(words, value=code, selected=code == chosen)
                    for code, words in options
                ],
                id=f"choose-{name}",
                **attributes(data_view=name),
            ),
        ],
        className="field",
    )


def _ends_in(end: date) -> str:
    """Name the last month of a half-open period as the address does."""
    count = end.year * 12 + end.month - 2
    return f"{count // 12}-{count % 12 + 1:02d}"


def _length(period: Period) -> int:
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _where(viewer: Viewer) -> str:
    if viewer.level in RELEASED_ONLY:
        return "published figures"
    return "own patch" if viewer.patch is not None else "all wards"
