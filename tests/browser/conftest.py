"""The small demo, served as a landlord would serve it, and a real browser in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import psycopg
import pytest
import waitress
from playwright.sync_api import Browser, Page, Response, sync_playwright

from dashboard.app import create_app
from geo_asb.accounts import Accounts
from geo_asb.cli_demo import DEMO_MONTH, add_demo_users, demo_settings, load_demo
from geo_asb.cli_load import draw_basemap
from geo_asb.demo import make_demo
from geo_asb.model import DisplayLevel, Viewer
from geo_asb.monthly.run import detect
from geo_asb.queries import Queries
from geo_asb.releases import make_release
from geo_asb.settings import Settings
from geo_asb.store.cluster import DATABASE, OWNER

CHROMIUM = shutil.which("chromium") or ""
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
PATIENCE_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder as `browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A served demo: where it stands, who may enter, and the door behind it for comparison."""

    origin: str
    passwords: dict[str, str]
    settings: Settings
    queries: Queries
    manager: Viewer


@pytest.fixture(scope="session")
def demo(server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a database that holds the small demo, detected and released."""
    socket = server.home / "postgres"
    with psycopg.connect(host=str(socket), user=OWNER, dbname="postgres", autocommit=True) as conn:
        conn.execute(f"create database browsed template {DATABASE}")
    url = f"postgresql://{OWNER}@/browsed?host={quote(str(socket), safe='')}"
    home = tmp_path_factory.mktemp("browsed")
    settings = demo_settings(replace(server, home=home, database_url=url))
    make_demo(home / "demo", size="small")
    load_demo(settings, home / "demo")
    draw_basemap(settings)
    detect(settings, DEMO_MONTH)
    make_release(settings)
    return settings


@pytest.fixture(scope="session")
def site(demo: Settings) -> Iterator[Site]:
    """The demo behind its door, on a free port of this machine."""
    manager = Viewer("test", "manager", DisplayLevel.OFFICER, demo.landlord)
    with closing(Queries(demo)) as queries, closing(Accounts(demo)) as accounts:
        passwords = add_demo_users(demo, [ward.code for ward in queries.areas(manager)])
        server = waitress.create_server(
            create_app(demo, queries, accounts).server, host="127.0.0.1", port=0, threads=8
        )
        Thread(target=server.run, daemon=True).start()
        origin = f"http://127.0.0.1:{server.effective_port}"
        yield Site(origin, passwords, demo, queries, manager)
        server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; WebGL is drawn by software, as on a machine without a graphics card."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed; './run test' installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """One person's browser window, with everything it complained of or fetched."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def open(self, path: str = "/hotspots") -> None:
        """Open a page and wait for its map."""
        self.page.goto(self.site.origin + path)
        self.await_map()

    def await_map(self, *, other_than: str = "") -> str:
        """Wait until another answer is fully drawn; returns its figure id."""
        self.page.wait_for_function(
            "before => { const now = document.getElementById('map')?.dataset.painted;"
            " return now && now !== before; }",
            arg=other_than,
            timeout=PATIENCE_MS,
        )
        return self.painted()

    def await_month(self) -> None:
        """Wait until what is stored for the month stands beside the map that is painted."""
        self.page.wait_for_function(
            "() => { const of = document.querySelector('#month-run > [data-beside]');"
            " return of && of.dataset.beside === document.getElementById('map').dataset.painted; }",
            timeout=PATIENCE_MS,
        )

    def painted(self) -> str:
        """Figure id of what the map shows."""
        return self.page.get_attribute("#map", "data-painted") or ""

    def sign_in(self, name: str) -> None:
        """Fill the form as a person would."""
        self.page.fill("#name", name)
        self.page.fill("#password", self.site.passwords[name])
        self.page.click("button[type=submit]")

    def choose(self, words: str) -> str:
        """Follow a filter link and wait for its map."""
        before = self.painted()
        self.page.locator("#filters").get_by_role("link", name=words, exact=True).click()
        return self.await_map(other_than=before)


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Visit]]:
    """
    Open windows, signed in as a role or as nobody.

    Whatever a test does: no request may leave the origin, nothing may fail, and the console
    stays empty.
    """
    visits: list[Visit] = []

    def start(role: str = "", *, width: int = 1440, height: int = 900) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(PATIENCE_MS / 3)
        one = Visit(context.new_page(), site)
        _listen(one)
        visits.append(one)
        if role:
            one.page.goto(f"{site.origin}/sign-in")
            one.sign_in(role)
            one.await_map()
        return one

    yield start
    for one in visits:
        one.page.context.close()
        assert not one.complaints
        assert all(address.startswith((site.origin, "data:", "blob:")) for address in one.fetched)


def _listen(one: Visit) -> None:
    def answered(response: Response) -> None:
        if response.status >= 500:
            one.complaints.append(f"{response.status} {response.url}")

    one.page.on("request", lambda request: one.fetched.append(request.url))
    one.page.on("response", answered)
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    one.page.on(
        "console",
        lambda message: (
            one.complaints.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
