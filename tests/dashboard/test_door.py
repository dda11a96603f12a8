"""The door: closed unless opened, on a real but empty database."""

from __future__ import annotations

import re
from contextlib import closing

import geopandas as gpd
import pytest
import shapely

from dashboard.app import create_app
from geo_asb.accounts import Accounts
from geo_asb.basemap import build_basemap
from geo_asb.pipeline import rename_landlord
from geo_asb.queries import Queries

WORDS = "a password of some length"
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def app(settings):
    """The application with one user, over a database that holds nothing else."""
    rename_landlord(settings, "Town")
    with closing(Queries(settings)) as queries, closing(Accounts(settings)) as accounts:
        accounts.add_user("mary", WORDS, "manager")
        yield create_app(settings, queries, accounts)


@pytest.fixture
def nobody(app):
    return app.server.test_client()


@pytest.fixture
def mary(nobody):
    sign_in(nobody)
    return nobody


def sign_in(client, words=WORDS, to="/sign-in", **changes):
    """Send the sign-in form as the page would; `changes` replace its fields."""
    form = client.get(to).get_data(as_text=True)
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    fields = {"name": "mary", "password": words, "token": token} | changes
    return client.post(to, data=fields, headers=OURS)


def test_every_path_but_a_named_few_is_closed(app, nobody):
    opened = {"/sign-in", "/healthz", "/assets/geo_asb.css", "/assets/icon.svg"}
    for rule in app.server.url_map.iter_rules():
        path = re.sub(r"<(int:)?[^>]*>", "1", rule.rule)
        if "GET" in (rule.methods or ()) and path not in opened:
            assert nobody.get(path).status_code == 401, path
    for path in opened:
        with nobody.get(path) as answer:
            assert answer.status_code == 200, path


def test_a_page_leads_to_the_sign_in_and_back(nobody):
    answer = nobody.get("/hotspots?group=noise", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=%2Fhotspots%3Fgroup%3Dnoise"
    assert sign_in(nobody, to=answer.location).location == "/hotspots?group=noise"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil", "x"])
def test_signing_in_never_leads_elsewhere(nobody, elsewhere):
    assert sign_in(nobody, to=f"/sign-in?next={elsewhere}").location == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(nobody):
    cookie = next(c for c in sign_in(nobody).headers.getlist("Set-Cookie") if "geo_asb=" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host(nobody):
    nobody.environ_base["wsgi.url_scheme"] = "https"
    form = nobody.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    fields = {"name": "mary", "password": WORDS, "token": token}
    answer = nobody.post("/sign-in", base_url="https://localhost", data=fields, headers=OURS)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "__Host-geo_asb=" in c)
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_a_wrong_name_and_a_wrong_password_read_the_same(nobody):
    wrong_password = sign_in(nobody, words="not it, and long")
    wrong_name = sign_in(nobody, name="marty")
    assert wrong_password.status_code == wrong_name.status_code == 401
    words = "That name and password do not go together."
    assert words in wrong_password.get_data(as_text=True)
    assert words in wrong_name.get_data(as_text=True)


def test_a_form_without_its_token_is_refused(nobody):
    assert sign_in(nobody, **{"token": "made up"}).status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/_dash-update-component"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_what_another_site_sends_is_refused(mary, path, origin):
    headers = {"Origin": origin} if origin else {}
    assert mary.post(path, json={}, headers=headers).status_code == 403


def test_signing_out_ends_the_session_on_the_server(mary):
    kept = mary.get_cookie("geo_asb").value
    assert mary.post("/sign-out", headers=OURS).location == "/sign-in"
    mary.set_cookie("geo_asb", kept)
    assert mary.get("/hotspots").status_code == 401


@pytest.mark.parametrize("path", ["/sign-in", "/hotspots", "/healthz", "/nowhere.json"])
def test_every_answer_says_where_code_may_come_from(mary, path):
    headers = mary.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'sha256-[^']+')+", policy["script-src"])
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_an_address_nobody_offers_is_a_plain_400(mary):
    answer = mary.get("/hotspots?group=<script>")
    assert answer.status_code == 400
    text = answer.get_data(as_text=True)
    assert "the group is not one of those on offer" in text
    assert "<script>" not in text


def test_a_path_that_nobody_made_is_not_found(mary):
    for path in ("/hotspot", "/hotspots/all", "/admin"):
        assert mary.get(path).status_code == 404


def test_shapes_that_are_not_the_viewers_are_not_found(mary):
    assert mary.get("/geometry/guess.json").status_code == 404
    assert mary.get("/outlines/guess.json").status_code == 404
    assert mary.get("/vendor/maplibre-gl/6.17.0/../../../pyproject.toml").status_code == 404
    assert mary.get("/vendor/maplibre-gl/6.17.0/maplibre-gl-dev.mjs").status_code == 404


def test_a_missing_base_map_is_an_empty_tile(mary):
    answer = mary.get("/tiles/16/32375/21166.mvt")
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_tile_says_that_it_is_compressed(mary, settings):
    street = gpd.GeoDataFrame(
        {"name": ["Corve Street"], "class": ["main"]},
        geometry=[shapely.LineString([(390_000, 390_000), (390_120, 390_040)])],
        crs=27700,
    )
    landlord = settings.landlord
    build_basemap({"streets": street}, settings.home / "basemaps" / f"{landlord}.pmtiles")
    packed = mary.get("/tiles/9/252/165.mvt", headers={"Accept-Encoding": "gzip"})
    plain = mary.get("/tiles/9/252/165.mvt", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.data[:2] == b"\x1f\x8b"
    assert b"Corve Street" in plain.data
    assert packed.mimetype == "application/vnd.mapbox-vector-tile"
