"""Asks every question of a NAP review; the Answers as they are, no wording."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from geo_asb.answers import Evidence
from geo_asb.errors import NotAllowedError
from geo_asb.model import DisplayLevel, Layer, Scope, Viewer
from geo_asb.queries import Queries
from geo_asb.tallies import year_before

__all__ = ["find_ward", "gather"]


def find_ward(queries: Queries, viewer: Viewer, name: str) -> str:
    """
    Return the code of a ward given by name or code.

    Raises
    ------
    NotAllowedError
        No such ward among those of the boundary year in force; names those there are.
    """
    areas = queries.areas(viewer)
    wanted = name.casefold().strip()
    for area in areas:
        if wanted in {area.code.casefold(), area.name.casefold()}:
            return area.code
    known = ", ".join(area.name for area in areas)
    message = (
        f"No ward called '{name}' in the boundaries of {queries.ward_year(viewer)}. "
        f"There are: {known}."
    )
    raise NotAllowedError(message)


def gather(queries: Queries, viewer: Viewer, scope: Scope) -> Evidence:
    """
    Ask what an evidence section of one ward needs; `scope.area` is the ward's code.

    Raises
    ------
    NotAllowedError, NotPublishedError
        What the viewer may not ask.
    """
    names = {area.code: area.name for area in queries.areas(viewer)}
    two_years = replace(scope.period, start=year_before(scope.period).start)
    return Evidence(
        area_name=names[scope.area],
        area_code=scope.area,
        ward_year=queries.ward_year(viewer),
        landlord_name=queries.landlord_name(viewer),
        scope=scope,
        level=viewer.level,
        draft=viewer.level is DisplayLevel.AUTHOR,
        headline=queries.change(viewer, scope),
        months=queries.by_month(viewer, replace(scope, period=two_years)),
        groups=queries.by_group(viewer, scope),
        estates=queries.by_estate(viewer, scope),
        cells=queries.hot_cells(viewer, scope),
        places=queries.hot_places(viewer, scope),
        freshness=queries.freshness(viewer, scope.layer),
        placed=queries.placed_share(viewer, scope),
        background=queries.background(viewer, scope.area, scope.layer),
        notes=_notes(scope.layer),
    )


def _notes(layer: Layer) -> tuple[str, ...]:
    rules = {
        Layer.POLICE: (
            "Police reports are street-level open data: each stands at a nearby map point, and "
            "expectation follows the census households of each LSOA.",
        )
    }.get(
        layer,
        (
            "A case counts once in a total and once in each of its type groups, so groups add up "
            "to more than the total.",
            "The map shows where incidents happened, placed on or beside a home or block. "
            "Places that a case was only reported from, and reports by staff, are not on it.",
        ),
    )
    return (*rules, f"Made with geo_asb {version('geo-asb')}.")
