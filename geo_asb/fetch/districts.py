"""The district that --area names, and its outline."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError

from geo_asb.errors import FetchError, SettingsError
from geo_asb.fetch.arcgis import Question, all_features, columns_of, open_layer
from geo_asb.fetch.sources import Ons
from geo_asb.fetch.wire import Wire

__all__ = ["District", "find_district", "outline_of", "quoted", "shape_of"]

_NEAREST = 3
_BRITAIN_DEGREES = (-9.0, 49.0, 2.5, 61.5)  # west, south, east, north, islands included


@dataclass(frozen=True, slots=True)
class District:
    """A local authority district, as the newest list calls it."""

    code: str
    name: str


def find_district(wire: Wire, ons: Ons, area: str, *, folder: Path) -> District:
    """
    Find the district with this name or code, however it is capitalised.

    Raises
    ------
    SettingsError
        No district is called so; the nearest names are offered.
    FetchError
        The list cannot be had.
    """
    table = ons.district
    layer = open_layer(wire, ons.publisher.service, table.service)
    code, name = columns_of(layer, (table.code, table.name))
    found = all_features(wire, layer, Question("1=1", (code, name)), folder / ".districts.part")
    districts = [District(one["properties"][code], one["properties"][name]) for one in found]
    asked = _plain(area)
    for district in districts:
        if asked in (_plain(district.name), _plain(district.code)):
            return district
    raise SettingsError(_unknown(area, [district.name for district in districts]))


def outline_of(wire: Wire, ons: Ons, district: District, *, folder: Path) -> shapely.Geometry:
    """Give a district's outline in degrees, EPSG:4326, generalised to 20 m."""
    table = ons.district
    layer = open_layer(wire, ons.publisher.service, table.service)
    columns = columns_of(layer, (table.code, table.name))
    question = Question(f"{columns[0]} = {quoted(district.code)}", columns, with_shapes=True)
    part = folder / f".{district.code}.outline.part"
    (feature,) = all_features(wire, layer, question, part) or (None,)
    if feature is None:
        raise FetchError(f"{layer.address}: has no outline of {district.name}. Try again later.")
    return shape_of(feature, layer.address)


def shape_of(feature: dict[str, Any], address: str) -> shapely.Geometry:
    """
    Give a feature's polygon in degrees.

    Raises
    ------
    FetchError
        No polygon, or not longitude and latitude inside Britain.
    """
    try:
        shape = shapely.geometry.shape(feature.get("geometry") or {})
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise FetchError(f"{address}: gave a shape that is none. Run it again.") from error
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon) or shape.is_empty:
        raise FetchError(f"{address}: gave {shape.geom_type} where outlines are wanted.")
    west, south, east, north = shape.bounds
    box = _BRITAIN_DEGREES
    if not (box[0] <= west <= east <= box[2] and box[1] <= south <= north <= box[3]):
        message = (
            f"{address}: gave an outline that is not longitude and latitude inside Britain, as "
            "was asked for. Nothing was kept."
        )
        raise FetchError(message)
    return shape


def quoted(text: str) -> str:
    """Write a text for an SQL condition of a feature service."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold().replace("&", " and ")).strip()


def _unknown(area: str, names: list[str]) -> str:
    plain = {_plain(name): name for name in names}
    near = difflib.get_close_matches(_plain(area), list(plain), n=_NEAREST, cutoff=0.6)
    within = [name for name in names if _plain(area) and _plain(area) in _plain(name)]
    offered = list(dict.fromkeys([*(plain[one] for one in near), *within]))[:_NEAREST]
    hint = f"Nearest: {'; '.join(offered)}" if offered else "None is near"
    return (
        f"No district is called '{area}'. {hint}. Give a local authority district, such as "
        "Stockport, or its code."
    )
