"""
Feature services of ArcGIS, page by page.

References
----------
Esri, ArcGIS REST API, "Query (Feature Service/Layer)": where, outFields, outSR, resultOffset,
resultRecordCount, returnCountOnly, exceededTransferLimit; errors come as JSON with status 200.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo_asb.errors import FetchError
from geo_asb.fetch.wire import NotNowError, Wire

__all__ = ["Feature", "Layer", "Question", "all_features", "columns_of", "open_layer"]

Feature = dict[str, Any]

_PAGE = 500  # asked for; a service may give fewer
_MOST_PAGES = 1_000
_COME_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer or table: its address, the columns it has by small name, and its last change."""

    address: str
    columns: Mapping[str, str]
    changed_on: str  # YYYY-MM-DD, or "" where the service does not say


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows (an SQL condition), which columns; the first column names a row."""

    where: str
    columns: tuple[str, ...]
    with_shapes: bool = False


def open_layer(wire: Wire, service: str, name: str) -> Layer:
    """
    Ask what columns a layer has.

    Raises
    ------
    FetchError
        No such layer, or its description has no columns.
    """
    address = f"{service}/{name}/FeatureServer/0"
    found = wire.json(f"{address}?f=json", judge=lambda said: _sound(said, address))
    names = [str(one.get("name", "")) for one in _list(found.get("fields"))]
    if not names:
        message = f"{address}: describes no columns. The publisher may have moved this layer."
        raise FetchError(message)
    editing = found.get("editingInfo")
    changed = editing.get("lastEditDate") if isinstance(editing, dict) else None
    day = datetime.fromtimestamp(changed / 1000, UTC) if isinstance(changed, int) else None
    columns = {one.casefold(): one for one in names}
    return Layer(address, columns, day.date().isoformat() if day else "")


def columns_of(layer: Layer, wanted: Iterable[str]) -> tuple[str, ...]:
    """
    Give columns as the layer spells them.

    Raises
    ------
    FetchError
        One is not there: the publisher has changed the layer.
    """
    names = tuple(wanted)
    if missing := [name for name in names if name.casefold() not in layer.columns]:
        message = (
            f"{layer.address}: has no column {', '.join(missing)}; it has "
            f"{', '.join(layer.columns.values())}. The publisher has changed it: correct the "
            "names in a copy of sources.toml (--sources)."
        )
        raise FetchError(message)
    return tuple(layer.columns[name.casefold()] for name in names)


def all_features(wire: Wire, layer: Layer, question: Question, part: Path) -> list[Feature]:
    """
    Give every row that fits, as GeoJSON features in degrees (EPSG:4326).

    Pages that came are kept in `part` until all are there, so that a broken fetch goes on from
    its last page.

    Raises
    ------
    FetchError
        Fewer or more rows than the service counts, a row twice, or columns missing from a row.
    """
    count = _count(wire, layer, question)
    pages = _Pages(part, question, layer)
    features = pages.kept()
    more = len(features) < count
    while more:
        features += pages.add(_page(wire, layer, question, len(features)))
        more = len(features) < count and pages.added < _MOST_PAGES and bool(pages.last)
        if question.with_shapes:
            wire.manners.say(f"{layer.address.split('/')[-3]}: {len(features):,} of {count:,}")
    _refuse_other_rows(features, count, question, layer, part)
    part.unlink(missing_ok=True)
    return features


class _Pages:
    """Pages on disk, one a line, under a first line that says which question they answer."""

    def __init__(self, part: Path, question: Question, layer: Layer) -> None:
        self._part = part
        self._head = sha256(f"{layer}{question}".encode()).hexdigest()
        self.added = 0
        self.last: list[Feature] = []

    def kept(self) -> list[Feature]:
        """Give what an earlier try left; a line cut short in the middle is taken out."""
        lines = self._part.read_text("utf-8").split("\n") if self._part.exists() else []
        if not lines or lines[0] != self._head:
            self._part.write_text(f"{self._head}\n", "utf-8")
            return []
        whole = lines[1:-1]  # what follows the last line end is "" or cut short
        self._part.write_text("".join(f"{line}\n" for line in (self._head, *whole)), "utf-8")
        return [feature for line in whole for feature in json.loads(line)]

    def add(self, features: list[Feature]) -> list[Feature]:
        """Keep one more page."""
        with self._part.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(features)}\n")
        self.added += 1
        self.last = features
        return features


def _count(wire: Wire, layer: Layer, question: Question) -> int:
    form = {"where": question.where, "returnCountOnly": "true", "f": "json"}

    def count(said: object) -> int:
        found = _sound(said, layer.address).get("count")
        if not isinstance(found, int):
            raise FetchError(f"{layer.address}: does not say how many rows there are.")
        return found

    return wire.json(f"{layer.address}/query", form, judge=count)


def _page(wire: Wire, layer: Layer, question: Question, offset: int) -> list[Feature]:
    form = {
        "where": question.where,
        "outFields": ",".join(question.columns),
        "orderByFields": question.columns[0],
        "returnGeometry": "true" if question.with_shapes else "false",
        "outSR": "4326",
        "geometryPrecision": "6",  # a tenth of a metre
        "resultOffset": str(offset),
        "resultRecordCount": str(_PAGE),
        "f": "geojson",
    }

    def features(said: object) -> list[Feature]:
        found = _list(_sound(said, layer.address).get("features"))
        for feature in found:
            _refuse_unlike(feature, question.columns, layer)
        return found

    return wire.json(f"{layer.address}/query", form, judge=features)


def _sound(said: object, address: str) -> dict[str, Any]:
    """Give an answer that is a JSON object and no error in disguise."""
    if not isinstance(said, dict):
        raise FetchError(f"{address}: answered with JSON of another shape than it documents.")
    if isinstance(error := said.get("error"), dict):
        code, words = error.get("code"), str(error.get("message", "no reason given"))[:200]
        if code in _COME_AGAIN:
            raise NotNowError(f"is busy (error {code}: {words})", status=int(code))
        message = (
            f"{address}: refused the question (error {code}: {words}). The publisher may have "
            "changed the layer: correct its line in a copy of sources.toml (--sources)."
        )
        raise FetchError(message)
    return said


def _list(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _refuse_unlike(feature: Feature, columns: Sequence[str], layer: Layer) -> None:
    properties = feature.get("properties")
    has = properties if isinstance(properties, dict) else {}
    if missing := [column for column in columns if not isinstance(has.get(column), str)]:
        message = f"{layer.address}: a row came without {', '.join(missing)}. Run it again."
        raise FetchError(message)


def _refuse_other_rows(
    features: Sequence[Feature], count: int, question: Question, layer: Layer, part: Path
) -> None:
    rows = {
        tuple(feature["properties"][column] for column in question.columns) for feature in features
    }
    if len(features) == count == len(rows):
        return
    part.unlink(missing_ok=True)
    message = (
        f"{layer.address}: counts {count:,} rows but gave {len(rows):,} different ones; it may "
        "have been changed meanwhile. Nothing was kept; run it again."
    )
    raise FetchError(message)
