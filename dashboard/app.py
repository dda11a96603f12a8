"""The web application: pages and wiring. One process, one copy of the columns, eight threads."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

import waitress
from dash import Dash, html, set_props
from flask import Flask, redirect, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from dashboard.access import guard, is_asked
from dashboard.deciding import add_decision_path
from dashboard.headers import seal
from dashboard.pages import hotspots
from dashboard.picture import add_picture
from dashboard.routes import add_data_paths, map_library
from geo_asb.accounts import Accounts
from geo_asb.errors import GeoAsbError
from geo_asb.queries import Queries

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from geo_asb.settings import Settings

__all__ = ["create_app", "serve"]

_THREADS = 8
_ANY_PATH = "/<path:path>"  # where Dash would answer everything with the first page
_LOG = logging.getLogger(__name__)
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{%title%}</title>
  <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="LIBRARY/maplibre-gl.css">
  {%css%}
  <link rel="modulepreload" href="LIBRARY/maplibre-gl.mjs">
  <link rel="modulepreload" href="/assets/map.mjs">
  <link rel="modulepreload" href="/assets/style.mjs">
  <link rel="modulepreload" href="/assets/table.mjs">
  <script type="module" src="/assets/view.mjs"></script>
</head>
<body>
  {%app_entry%}
  <noscript><p class="trouble">This page needs JavaScript, from this server alone.</p></noscript>
  <footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


def create_app(settings: Settings, queries: Queries, accounts: Accounts) -> Dash:
    """
    Wire the pages behind the door.

    Parameters
    ----------
    queries, accounts : opened by the caller, who closes them after the last request.
    """
    server = Flask(__name__)
    guard(server, accounts)
    add_data_paths(server, settings, queries)
    add_picture(server, queries)
    add_decision_path(server, settings, queries, page=hotspots.PATH)
    _add_ways_in(server, queries)
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # a Flask server is what Dash documents
        title=f"{hotspots.QUESTION} – geo_asb",  # noqa: RUF001 - as a title is set
        index_string=_PAGE.replace("LIBRARY", map_library()),
        # Modules are fetched where they are used; as plain assets they would load twice.
        assets_ignore=r"\.mjs$",
        update_title="",
        on_error=_say_trouble,
        enable_mcp=False,
    )
    # Dash itself asks for the layout before anybody is there; the page depends on who asks.
    app.layout = lambda: hotspots.layout(queries) if is_asked() else html.Div()
    hotspots.add_callbacks(app, queries)
    seal(server, app.csp_hashes())
    return app


def serve(settings: Settings, *, port: int, host: str = "127.0.0.1") -> None:
    """
    Serve the dashboard until it is told to stop.

    Behind a proxy on the same machine that speaks TLS, cookies become secure by the header
    X-Forwarded-Proto; nobody else is believed.
    """
    queries, accounts = Queries(settings), Accounts(settings)
    try:
        waitress.serve(
            create_app(settings, queries, accounts).server,
            host=host,
            port=port,
            threads=_THREADS,
            ident="",
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers={"x-forwarded-proto"},
            clear_untrusted_proxy_headers=True,
        )
    finally:
        accounts.close()
        queries.close()


def _add_ways_in(server: Flask, queries: Queries) -> None:
    """Lead to the first page, refuse an address nobody offers, and say so in plain words."""

    @server.before_request
    def check_address() -> Response | None:
        if request.path == "/":
            return redirect(hotspots.PATH)
        if request.path == hotspots.PATH:
            return hotspots.elsewhere(request.query_string.decode("utf-8", "replace"), queries)
        if request.url_rule is not None and request.url_rule.rule == _ANY_PATH:
            raise NotFound
        return None

    @server.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> tuple[str, int]:
        return _plain_page(error.name, str(error.description)), error.code or 500

    @server.errorhandler(GeoAsbError)
    def explain(error: GeoAsbError) -> tuple[str, int]:
        return _plain_page("This cannot be shown", str(error)), 503


def _plain_page(heading: str, message: str) -> str:
    return render_template("refused.html", heading=heading, message=message)


def _say_trouble(error: Exception) -> None:
    """Tell the reader that something broke, and the steward where to look; never what it held."""
    if isinstance(error, HTTPException):
        raise error
    reference = secrets.token_hex(4)
    _LOG.error("callback failed, reference %s", reference, exc_info=error)
    words = (
        "This view could not be drawn. Nothing was lost. Try again; if it stays, tell your data "
        f"steward the reference {reference}."
    )
    set_props(hotspots.TROUBLE, {"children": html.P(words), "hidden": False})
