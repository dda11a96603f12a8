"""Starts the dashboard, signs in as a person would, and asks for what the first page needs."""

from __future__ import annotations

import re
from contextlib import closing
from http.cookiejar import CookieJar
from threading import Thread
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import waitress

from dashboard.app import create_app
from dashboard.pages import hotspots
from dashboard.routes import shapes_path
from geo_asb.accounts import Accounts
from geo_asb.errors import StoreError
from geo_asb.model import DisplayLevel, Layer, Viewer
from geo_asb.queries import Queries
from geo_asb.settings import Settings

__all__ = ["check_served"]

PATIENCE_S = 30


def check_served(settings: Settings, name: str, password: str) -> None:
    """
    Serve on a free port, sign in, fetch the first page, its layout and its cells, and stop.

    Raises
    ------
    StoreError
        Something did not answer as it should; says what.
    """
    with closing(Queries(settings)) as queries, closing(Accounts(settings)) as accounts:
        app = create_app(settings, queries, accounts)
        server = waitress.create_server(app.server, host="127.0.0.1", port=0)
        Thread(target=server.run, daemon=True).start()
        try:
            origin = f"http://127.0.0.1:{server.effective_port}"
            _visit(origin, (name, password, settings.landlord), queries)
        finally:
            server.close()


def _visit(origin: str, who: tuple[str, str, str], queries: Queries) -> None:
    name, password, landlord = who
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = _fetch(browser, f"{origin}/sign-in")
    token = re.search(r'name="token" value="([^"]+)"', form)
    if token is None:
        raise StoreError("The sign-in page came without its form.")
    fields = urlencode({"name": name, "password": password, "token": token[1]}).encode()
    sign_in = Request(f"{origin}/sign-in", fields, {"Origin": origin})  # noqa: S310 - our own
    with browser.open(sign_in, timeout=PATIENCE_S) as answer:
        if "/sign-in" in answer.url:
            raise StoreError(f"The demo's user {name} could not sign in.")
    manager = Viewer(name, "manager", DisplayLevel.OFFICER, landlord)
    shapes_id, _ = queries.cell_shapes(manager, Layer.CASES)
    for path in (hotspots.PATH, "/_dash-layout", shapes_path(shapes_id)):
        if not _fetch(browser, origin + path):
            raise StoreError(f"The dashboard answered {path} with nothing.")


def _fetch(browser: OpenerDirector, address: str) -> str:
    asked = Request(address, headers={"Accept": "text/html, */*"})  # noqa: S310 - our own server
    with browser.open(asked, timeout=PATIENCE_S) as answer:
        return answer.read().decode("utf-8", "replace")
