"""Where a manager's decision on a hotspot comes in, and leads back to the view it was made in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from flask import Flask, redirect, request
from werkzeug.exceptions import BadRequest, Forbidden

from dashboard.access import viewer
from dashboard.filters import scope_of, search_of, view_of
from dashboard.month_panel import DECIDE_PATH
from geo_asb.decisions import decide
from geo_asb.errors import NotAllowedError, NotPublishedError, SettingsError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from dashboard.filters import ViewState
    from geo_asb.queries import Queries
    from geo_asb.settings import Settings

__all__ = ["add_decision_path"]

_LONGEST_REASON = 100


def add_decision_path(server: Flask, settings: Settings, queries: Queries, *, page: str) -> None:
    """
    Add the path that a decision is sent to; `page` is where it leads back to.

    Who may decide is asked again here, whatever the page offered: a manager of this landlord, on a
    hotspot that the same person sees. The decision is its own log: who, when and why are kept and
    never changed; to undo one is to make another.
    """

    @server.post(f"{DECIDE_PATH}/<key>/<any(accept, reject):verdict>")
    def decision(key: str, verdict: Literal["accept", "reject"]) -> Response:
        view = view_of(request.query_string.decode("utf-8", "replace"))
        _refuse_unseen(queries, key, view)
        asking, reason = viewer(), request.form.get("reason", "")[:_LONGEST_REASON]
        theirs = replace(settings, landlord=asking.landlord)
        try:
            decide(theirs, key, (verdict, reason), (asking.name, datetime.now(UTC)))
        except SettingsError as error:
            raise BadRequest(str(error)) from error
        except NotAllowedError as error:
            raise Forbidden(str(error)) from error
        return redirect(page + search_of(view), code=303)


def _refuse_unseen(queries: Queries, key: str, view: ViewState) -> None:
    """Stop whoever may not decide, and a hotspot that this person does not see."""
    try:
        found = queries.hotspots(viewer(), scope_of(view, viewer(), queries)).value
    except (NotAllowedError, NotPublishedError) as error:
        raise Forbidden(str(error)) from error
    if not found.may_decide:
        message = "Managers decide on hotspots, and on those of the newest month alone."
        raise Forbidden(message)
    if key not in {spot.key for spot in found.spots}:
        message = "That hotspot is not in this view any more. Open the page again."
        raise BadRequest(message)
