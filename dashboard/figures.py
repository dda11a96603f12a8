"""An `Answer` to the small array that assets/map.mjs paints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.routes import shapes_path
from geo_asb.drawing.classes import MISSING, CellClass, classify, count_limits
from geo_asb.model import Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_asb.answers import CellMap, HotPlace
    from geo_asb.model import Answer, Scope

__all__ = ["NOUNS", "cell_paint", "map_classes"]

NOUNS = {Layer.CASES: "case", Layer.REPORTED: "case", Layer.POLICE: "report"}
_OUTSIDE = -1


def cell_paint(answer: Answer[CellMap], places: Sequence[HotPlace], scope: Scope) -> dict[str, Any]:
    """
    Pack a map for the browser: sparse counts by position, never a point and never a case.

    `places` fill the table beside the map, so that the two quote one answer. At partner level the
    class of every cell is sent, the lowest too.
    """
    cells = answer.value
    steps = map_classes(cells)
    paint = {
        "shapes": shapes_path(cells.shapes_id),
        "figure": answer.figure_id,
        "area": scope.area,
        "noun": NOUNS[scope.layer],
        "colours": [step.colour for step in steps],
        "labels": [step.label for step in steps],
        "places": [_place_row(place) for place in places],
    }
    if cells.counts is None:
        classes = [] if cells.classes is None else cells.classes.tolist()
        return paint | {"kind": "classes", "values": classes}
    filled = np.flatnonzero(cells.counts > 0)
    return paint | {
        "kind": "counts",
        "lows": [low for low, _ in count_limits(int(cells.counts.max(initial=0)))],
        "positions": filled.tolist(),
        "values": cells.counts[filled].tolist(),
        "likely": _positions(cells.verdicts, 1),
        "strong": _positions(cells.verdicts, 2),
        "outside": _runs(cells.counts == _OUTSIDE),
        "missing": _runs(cells.counts == MISSING),
    }


def map_classes(cells: CellMap) -> tuple[CellClass, ...]:
    """Take the classes of the printed map, so that page and paper have one legend."""
    largest = np.argmax(cells.counts, keepdims=True) if cells.counts is not None else np.arange(0)
    return classify(cells, largest.astype(np.int64))[0]


def _place_row(place: HotPlace) -> list[Any]:
    expected = round(place.expected, 1)
    return [place.position, place.name, place.cases, place.homes, expected, place.verdict]


def _positions(verdicts: NDArray[np.int8] | None, wanted: int) -> list[int]:
    return [] if verdicts is None else np.flatnonzero(verdicts == wanted).tolist()


def _runs(marked: NDArray[np.bool_]) -> list[int]:
    """Write marked positions as start, stop, start, stop: cells of one ward lie in long rows."""
    return np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0)).tolist()
