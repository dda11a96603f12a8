"""The map as a picture, for a browser that cannot draw the live one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from dashboard.access import viewer
from dashboard.filters import scope_of, view_of
from geo_asb.drawing.maps import cell_map_png
from geo_asb.errors import GeoAsbError

if TYPE_CHECKING:
    from geo_asb.queries import Queries

__all__ = ["add_picture"]

_WIDTH_MM = 170.0


def add_picture(server: Flask, queries: Queries) -> None:
    """Add `/map.png`: the same counts as the live map, for one ward, under the same filters."""

    @server.get("/map.png")
    def picture() -> Response:
        search = request.query_string.decode("utf-8", "replace")
        try:
            scope = scope_of(view_of(search), viewer(), queries)
            cells = queries.hot_cells(viewer(), scope)
            background = queries.background(viewer(), scope.area, scope.layer)
        except GeoAsbError as error:
            raise NotFound(str(error)) from error
        png = cell_map_png(cells, background, width_mm=_WIDTH_MM)
        return Response(png, mimetype="image/png")
