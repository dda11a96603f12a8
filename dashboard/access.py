"""
The door: who is signed in, to a `Viewer`, decided on the server for every request.

Deny by default: a path is closed unless it is named here. A page sends the person to sign in; a
callback or data path answers 401.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Flask, Response, g, has_request_context, redirect, render_template, request
from werkzeug.exceptions import Forbidden

from geo_asb.errors import NotAllowedError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from geo_asb.accounts import Accounts
    from geo_asb.model import Viewer

__all__ = ["guard", "is_asked", "viewer"]

# What a person sees before signing in needs one style sheet and one icon, no more.
_OPEN = frozenset({"/sign-in", "/healthz", "/assets/geo_asb.css", "/assets/icon.svg"})
_LONGEST_FIELD = 200
_FORM_COOKIE = "geo_asb_form"


def viewer() -> Viewer:
    """Say who asks; only behind the door, where somebody is signed in."""
    asking: Viewer = g.viewer
    return asking


def is_asked() -> bool:
    """Say whether somebody signed in asks; false while the application is being set up."""
    return has_request_context() and "viewer" in g


def guard(server: Flask, accounts: Accounts) -> None:
    """Put the door in front of every path of the server, with sign-in, sign-out and health."""

    @server.before_request
    def let_in() -> AnyResponse | None:
        _refuse_foreign_posts()
        if request.path in _OPEN:
            return None
        found = accounts.viewer(request.cookies.get(_session_cookie(), ""))
        if found is None:
            return _ask_to_sign_in()
        g.viewer = found
        return None

    @server.get("/healthz")
    def healthz() -> str:
        return "well\n"

    @server.get("/sign-in")
    def sign_in_form() -> AnyResponse:
        return _form("", 200)

    @server.post("/sign-in")
    def sign_in() -> AnyResponse:
        return _signed_in(accounts)

    @server.post("/sign-out")
    def sign_out() -> AnyResponse:
        accounts.sign_out(request.cookies.get(_session_cookie(), ""))
        leaving = redirect("/sign-in", code=303)
        leaving.delete_cookie(_session_cookie(), secure=request.is_secure, samesite="Strict")
        return leaving


def _refuse_foreign_posts() -> None:
    """
    Refuse whatever would change something and was not sent by our own page.

    Browsers put Origin on every POST; one without it is no browser of ours.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        message = "This was sent from another site, so nothing was done. Open the page again."
        raise Forbidden(message)


def _ask_to_sign_in() -> AnyResponse:
    wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not wants_page:
        return Response("Sign in first.\n", 401, mimetype="text/plain")
    asked = request.full_path.removesuffix("?")
    return redirect("/sign-in" if asked == "/" else f"/sign-in?next={quote(asked, safe='')}")


def _signed_in(accounts: Accounts) -> AnyResponse:
    if not _is_our_form():
        return _form("The form was open for too long. Nothing was lost: try again.", 400)
    try:
        token = accounts.sign_in(_field("name"), _field("password"))
    except NotAllowedError as error:
        return _form(str(error), 401)
    going = redirect(_local(request.args.get("next", "")), code=303)
    going.set_cookie(
        _session_cookie(), token, httponly=True, secure=request.is_secure, samesite="Strict"
    )
    going.delete_cookie(_FORM_COOKIE, secure=request.is_secure, samesite="Strict")
    return going


def _form(trouble: str, status: int) -> Response:
    """Draw the sign-in form with a fresh token, in a field and in a cookie: both must come back."""
    token = secrets.token_urlsafe(32)
    page = render_template("sign_in.html", trouble=trouble, token=token, name=_field("name"))
    answer = Response(page, status)
    answer.set_cookie(
        _FORM_COOKIE, token, httponly=True, secure=request.is_secure, samesite="Strict"
    )
    return answer


def _is_our_form() -> bool:
    kept, sent = request.cookies.get(_FORM_COOKIE, ""), _field("token")
    return bool(kept) and hmac.compare_digest(kept.encode(), sent.encode())


def _field(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST_FIELD]


def _session_cookie() -> str:
    """Name the session cookie; behind TLS the prefix binds it to this host and path."""
    return "__Host-geo_asb" if request.is_secure else "geo_asb"


def _local(path: str) -> str:
    """Keep a way back only where it leads to a page of ours."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not parts.scheme and not parts.netloc and "\\" not in path
    return path if is_ours else "/"
