"""A ward you could draw by hand, and evidence about it: for documents, maps and charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Polygon, box

from geo_asb.answers import (
    CellMap,
    Change,
    EstateRow,
    Evidence,
    Freshness,
    GroupRow,
    HotPlace,
    MapBackground,
    MonthCount,
    PlacedMonth,
)
from geo_asb.hotspots.grid import hex_grid
from geo_asb.model import Answer, DisplayLevel, Period, Scope, Verdict

T = TypeVar("T")

CRS = "EPSG:27700"
NOW = Period(date(2021, 4, 1), date(2021, 10, 1))
BEFORE = Period(date(2020, 4, 1), date(2020, 10, 1))
EAST, NORTH = 390_000, 390_000


def at(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Metres from the town's corner to EPSG:27700."""
    return [(EAST + x, NORTH + y) for x, y in corners]


def frame(rows: list[dict[str, Any]], *columns: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry", crs=CRS)


def ward(width_m: float = 1500, height_m: float = 1400) -> Polygon:
    """An uneven ward, so that cells lie across its border."""
    w, h = width_m, height_m
    corners = [(0, 0.1), (0.3, 0), (0.75, 0.05), (1, 0.3), (0.93, 0.72), (0.6, 1), (0.15, 0.9)]
    return Polygon(at(*((x * w, y * h) for x, y in corners)))


def empty_background(area: Polygon) -> MapBackground:
    """An area and its cells without anything under them, as for a ward without a base map."""
    cells = hex_grid(area, across_m=150).reset_index(drop=True)[["geometry"]]
    cells.insert(0, "position", np.arange(len(cells)))
    return MapBackground(
        area=frame([{"code": "W1", "name": "Heathcote", "geometry": area}], "code", "name"),
        estates=frame([], "code", "name"),
        streets=frame([], "name", "class"),
        buildings=frame([]),
        greens=frame([], "kind", "name"),
        cells=cells,
    )


@cache
def background(width_m: float = 1500, height_m: float = 1400) -> MapBackground:
    area = ward(width_m, height_m)
    bare = empty_background(area)
    return replace(
        bare,
        estates=_estates(width_m, height_m),
        streets=_clipped(_streets(width_m, height_m), area),
        buildings=_clipped(_buildings(width_m, height_m), area),
        greens=_greens(width_m, height_m),
    )


def _clipped(rows: gpd.GeoDataFrame, area: Polygon) -> gpd.GeoDataFrame:
    cut = rows.assign(geometry=rows.intersection(area))
    return cut[~cut.is_empty]


def _estates(w: float, h: float) -> gpd.GeoDataFrame:
    boxes = {
        "Lark Hill": (0.12, 0.15, 0.36, 0.42),
        "Mill Lane": (0.62, 0.2, 0.85, 0.45),
        "Weavers Court and Bobbin Row": (0.4, 0.55, 0.72, 0.8),
        "Top Field": (0.15, 0.66, 0.3, 0.84),
    }
    rows = [
        {"code": f"E{i}", "name": name, "geometry": _box(w, h, sides)}
        for i, (name, sides) in enumerate(boxes.items(), 1)
    ]
    return frame(rows, "code", "name")


def _box(w: float, h: float, sides: tuple[float, float, float, float]) -> Polygon:
    x0, y0, x1, y1 = sides
    return box(EAST + x0 * w, NORTH + y0 * h, EAST + x1 * w, NORTH + y1 * h)


def _streets(w: float, h: float) -> gpd.GeoDataFrame:
    main = {
        "Station Road": [(-0.1, 0.5), (0.4, 0.48), (1.1, 0.55)],
        "Mill Brow": [(0.48, -0.1), (0.5, 0.5), (0.42, 1.1)],
    }
    rows = [
        {"name": n, "class": "main", "geometry": LineString(at(*((x * w, y * h) for x, y in p)))}
        for n, p in main.items()
    ]
    for i in range(1, 14):
        across = LineString(at((0, i * h / 14), (w, i * h / 14 + 12)))
        rows.append({"name": f"{i} Row", "class": "local", "geometry": across})
    for i in range(1, 8):
        up = LineString(at((i * w / 8, 0), (i * w / 8 - 10, h)))
        rows.append({"name": f"{i} Walk", "class": "path", "geometry": up})
    return frame(rows, "name", "class")


def _buildings(w: float, h: float) -> gpd.GeoDataFrame:
    rows = []
    for row in range(1, 14):
        for column in range(int(w // 24)):
            x, y = EAST + column * 24 + 6, NORTH + row * h / 14 + 20 + column * 0.1
            if (row + column // 5) % 6:
                rows.append({"geometry": box(x, y, x + 17, y + 9)})
                rows.append({"geometry": box(x, y + 34, x + 17, y + 43)})
    return frame(rows)


def _greens(w: float, h: float) -> gpd.GeoDataFrame:
    park = _box(w, h, (0.12, 0.47, 0.36, 0.63))
    pond = shapely.Point(EAST + 0.28 * w, NORTH + 0.55 * h).buffer(0.02 * (w + h))
    rows = [
        {"kind": "green", "name": "Heath Park", "geometry": park},
        {"kind": "water", "name": "", "geometry": pond},
    ]
    return frame(rows, "kind", "name")


# ------------------------------------------------------------------------------- the answers


def answer(value: T, title: str, *caveats: str) -> Answer[T]:
    figure_id = f"{sum(map(ord, title)):04x}-{len(title):03d}"
    return Answer(value, figure_id, title, caveats, (3, 4), DisplayLevel.AUTHOR)


def cells(
    counts: dict[int, int], verdicts: dict[int, int] | None, size: int, **rest: Any
) -> Answer[CellMap]:
    """Counts and verdicts by position; `None` where no run fits."""
    by_cell = np.zeros(size, dtype=np.int32)
    by_cell[list(counts)] = list(counts.values())
    stored = None
    if verdicts is not None:
        stored = np.zeros(size, dtype=np.int8)
        stored[list(verdicts)] = list(verdicts.values())
    plain = CellMap(
        shapes_id="paper",
        counts=by_cell,
        classes=None,
        verdicts=stored,
        tested=1945,
        found=12,
        run_id=None if verdicts is None else 7,
        shown_cases=int(by_cell[by_cell > 0].sum()),
        elsewhere=0,
    )
    return answer(replace(plain, **rest), "Cases by cell, April to September 2021")


def change(
    now: int,
    before: int | None,
    verdict: Verdict | None,
    interval: tuple[float | None, float | None] = (None, None),
    homes: int = 828,
) -> Change:
    rate = None if homes < 50 else 1000 * now / homes
    return Change(now, before, verdict, *interval, homes, rate, NOW, BEFORE)


def months(now: list[int | None], before: list[int | None]) -> tuple[MonthCount, ...]:
    return tuple(
        MonthCount(date(year, 4 + i, 1), cases)
        for year, counts in ((2020, before), (2021, now))
        for i, cases in enumerate(counts)
    )


def evidence(
    headline: Change,
    *,
    monthly: tuple[MonthCount, ...] = (),
    groups: tuple[GroupRow, ...] = (),
    estates: tuple[EstateRow, ...] = (),
    places: tuple[HotPlace, ...] = (),
    cell_map: Answer[CellMap] | None = None,
    freshness: Freshness | None = None,
    placed: tuple[PlacedMonth, ...] = (),
    ground: MapBackground | None = None,
    scope: Scope | None = None,
    draft: bool = True,
) -> Evidence:
    """Evidence on the paper town; what is not given is empty."""
    ground = ground or background()
    fresh = freshness or Freshness(date(2021, 11, 30), 0.968, 4517, 3, date(2021, 12, 1))
    when = "April to September 2021"
    return Evidence(
        area_name="Heathcote",
        area_code="W1",
        ward_year=2023,
        landlord_name="Paper Town Homes",
        scope=scope or Scope(NOW, area="W1", ward_year=2023),
        level=DisplayLevel.AUTHOR,
        draft=draft,
        headline=answer(headline, f"Cases opened in Heathcote, {when}"),
        months=answer(monthly, "Cases by month, Heathcote"),
        groups=answer(groups, f"Cases by type group, Heathcote, {when}"),
        estates=answer(estates, f"Cases by estate, Heathcote, {when}"),
        cells=cell_map or cells({}, {}, len(ground.cells)),
        places=answer(places, f"Hot places, Heathcote, {when}"),
        freshness=answer(fresh, "How new and complete the data is"),
        placed=answer(placed, f"Cases placed, Heathcote, {when}"),
        background=ground,
        notes=(
            "A case is placed by its UPRN, else its address, else its block; "
            "cases known by postcode only are on no map",
            "Hot places come from run 7 on 12 months to September 2021",
            "Written by geo_asb 0.1.0",
        ),
    )


GROUPS = (
    GroupRow("rubbish", "Rubbish and gardens", 24, 7, "clear rise", 22),
    GroupRow("noise", "Noise and neighbours", 13, 9, "no clear change", 2),
    GroupRow("abuse", "Abuse", 6, 5, "no clear change", 0),
    GroupRow("drugs", "Drugs and drink", 4, 3, "too few to say", 0),
    GroupRow("damage", "Damage and crime", 3, 1, "too few to say", 1),
    GroupRow("vehicles", "Vehicles", 1, 0, "too few to say", 1),
    GroupRow("animals", "Animals", 0, 0, "too few to say", 0),
    GroupRow("shared", "Shared spaces", 2, 0, "too few to say", 1),
)
ESTATES = (
    EstateRow("E1", "Lark Hill", 312, 27, 8, 86.5, "clear rise"),
    EstateRow("E2", "Mill Lane", 188, 11, 9, 58.5, "no clear change"),
    EstateRow("E4", "Top Field", 41, 2, 0, None, "too few to say"),
    EstateRow("E3", "Weavers Court and Bobbin Row", 204, 0, 1, 0.0, "too few to say"),
)


def clear_rise(**changes: Any) -> Evidence:
    """The example of the domain's own wording: 48 against 22, 828 homes."""
    ground = background()
    counts, verdicts, places = hot_cells(ground)
    told = {
        "monthly": months([5, 6, 9, 8, 11, 9], [3, 4, 2, 5, 4, 4]),
        "groups": GROUPS,
        "estates": ESTATES,
        "places": places,
        "cell_map": cells(counts, verdicts, len(ground.cells), elsewhere=6),
        "ground": ground,
    }
    return evidence(change(48, 22, "clear rise", (1.3, 3.8)), **(told | changes))


def hot_cells(
    ground: MapBackground,
) -> tuple[dict[int, int], dict[int, int], tuple[HotPlace, ...]]:
    """Two hot places, a likely one, and single cases round about."""
    middles = ground.cells.geometry.centroid
    spots = [(370, 400), (500, 420), (1100, 480), (800, 980), (960, 900), (300, 1050), (700, 250)]
    found = [int(middles.distance(shapely.Point(*at(spot)[0])).idxmin()) for spot in spots]
    counts = dict(zip(found, (12, 8, 7, 4, 2, 1, 1), strict=True))
    verdicts = {found[0]: 2, found[1]: 2, found[2]: 1}
    places = (
        HotPlace(found[0], "Station Road and 4 Row", 12, 31, 2.1, "strong"),
        HotPlace(found[1], "Mill Brow and 4 Row", 8, 40, 2.7, "strong"),
        HotPlace(found[2], "5 Row", 7, 38, 2.5, "likely"),
    )
    return counts, verdicts, places
