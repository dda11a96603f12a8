"""Wards and LSOAs of a district, from the Open Geography portal."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from geo_asb.errors import FetchError, SettingsError
from geo_asb.fetch.arcgis import Feature, Layer, Question, all_features, columns_of, open_layer
from geo_asb.fetch.districts import District, find_district, quoted, shape_of
from geo_asb.fetch.keep import Kept, Origin, keep, name_of_file
from geo_asb.fetch.sources import AreaLayer, Kind, Ons
from geo_asb.fetch.wire import Wire

__all__ = ["boundary_layer", "fetch_boundaries"]

_CODE = re.compile(r"[EWSN][0-9]{8}")


@dataclass(frozen=True, slots=True)
class _Search:
    """One search for the areas of a district: where to ask, and which layer was declared."""

    wire: Wire
    ons: Ons
    declared: AreaLayer
    layer: Layer
    district: District
    part: Path


def fetch_boundaries(wire: Wire, ons: Ons, area: str, *, declared: AreaLayer, folder: Path) -> Kept:
    """
    Fetch the wards or LSOAs of a district as GeoJSON in degrees (EPSG:4326).

    Outlines are the publisher's generalised ones (20 m, clipped to the coast).

    Raises
    ------
    SettingsError
        No such district.
    FetchError
        The portal cannot be reached, has changed, or does not give every area.
    """
    district = find_district(wire, ons, area, folder=folder)
    path = folder / name_of_file(district.name, f"{declared.kind}s_{declared.year}.geojson")
    layer = open_layer(wire, ons.publisher.service, declared.service)
    columns = columns_of(layer, (declared.code, declared.name))
    part = path.with_name(f".{path.name}.part")
    found = _areas(_Search(wire, ons, declared, layer, district, part), columns)
    tidy = [_tidy(feature, columns, layer) for feature in found]

    def write(file: IO[bytes]) -> int:
        file.write(_collection(tidy))
        return len(tidy)

    origin = Origin(ons.publisher, layer.address, _version(layer), declared.year)
    return keep(path, write, origin, now=wire.manners.now())


def boundary_layer(ons: Ons, kind: Kind, year: int | None) -> AreaLayer:
    """
    Choose the declared layer of a kind and year; without a year, the newest.

    Raises
    ------
    SettingsError
        None is declared; says which years there are.
    """
    layers = sorted((one for one in ons.layers if one.kind == kind), key=lambda one: -one.year)
    for layer in layers:
        if year in (None, layer.year):
            return layer
    years = ", ".join(str(layer.year) for layer in layers) or "none"
    message = (
        f"No {kind} boundaries of {year} are declared; there are those of: {years}. Choose one, or "
        "add the layer to a copy of sources.toml (--sources)."
    )
    raise SettingsError(message)


def _version(layer: Layer) -> str:
    name = layer.address.split("/")[-3]
    return f"{name}, changed {layer.changed_on}" if layer.changed_on else name


def _areas(search: _Search, columns: tuple[str, ...]) -> list[Feature]:
    table = search.declared.districts
    if table is None:
        return _named_after(search, columns)
    if table.service == search.declared.service:
        (district,) = columns_of(search.layer, (table.name,))
        return _asked(search, f"{district} = {quoted(search.district.name)}", columns)
    codes = _codes_of_lookup(search)
    found = _asked(search, f"{columns[0]} IN ({','.join(map(quoted, codes))})", columns)
    if len(found) != len(codes):
        message = (
            f"{search.layer.address}: gave {len(found)} areas of {search.district.name} where its "
            f"lookup has {len(codes)}. Run it again."
        )
        raise FetchError(message)
    return found


def _named_after(search: _Search, columns: tuple[str, ...]) -> list[Feature]:
    """Give areas called after their district, such as `Stockport 001A`."""
    name = search.district.name
    found = _asked(search, f"{columns[1]} LIKE {quoted(f'{name} 0%')}", columns)
    pattern = re.compile(rf"{re.escape(name)} [0-9]{{3}}[A-Z]")
    return [one for one in found if pattern.fullmatch(one["properties"][columns[1]])]


def _codes_of_lookup(search: _Search) -> list[str]:
    table = search.declared.districts
    if table is None:  # the caller has looked
        return []
    lookup = open_layer(search.wire, search.ons.publisher.service, table.service)
    columns = columns_of(lookup, (search.declared.code, table.name))
    question = Question(f"{columns[1]} = {quoted(search.district.name)}", columns)
    rows = all_features(search.wire, lookup, question, search.part.with_suffix(".lookup"))
    if not rows:
        raise FetchError(_none_known(lookup, search))
    return sorted(row["properties"][columns[0]] for row in rows)


def _asked(search: _Search, where: str, columns: tuple[str, ...]) -> list[Feature]:
    question = Question(where, columns, with_shapes=True)
    found = all_features(search.wire, search.layer, question, search.part)
    if not found:
        raise FetchError(_none_known(search.layer, search))
    return found


def _none_known(layer: Layer, search: _Search) -> str:
    what = f"{search.declared.kind}s of {search.district.name} in {search.declared.year}"
    return (
        f"{layer.address}: knows no {what}. The district may have been made or renamed since: try "
        "another --year."
    )


def _tidy(feature: Feature, columns: Sequence[str], layer: Layer) -> Feature:
    properties = feature["properties"]
    if not _CODE.fullmatch(properties[columns[0]]):
        message = (
            f"{layer.address}: column {columns[0]} holds something other than area codes. The "
            "publisher has changed it: correct its line in a copy of sources.toml (--sources)."
        )
        raise FetchError(message)
    shape_of(feature, layer.address)
    return {
        "type": "Feature",
        "properties": {column: properties[column] for column in columns},
        "geometry": feature["geometry"],
    }


def _collection(features: Sequence[dict[str, Any]]) -> bytes:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()
