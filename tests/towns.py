"""
Tiny towns you could draw by hand, used by every room's tests. Metres, EPSG:27700.

The map, one step a hundred metres, its south-west corner at (390 000, 390 000):

        0    100   200   300   400   500   600
    200 +----------+----------+----------+
        |          |          |          |
        |  EASTLEA |  TOWER   |  EMPTY   |      three wards of 2023, sharing edges
        |  (street)|  (block) |  (field) |
      0 +----------+----------+----------+

Elm Street runs through Eastlea with ten houses; Holly Tower stands in Tower ward with twelve
flats over six storeys; nobody lives in Empty ward. Estate S1 lies around the block, S2 is larger
and overlaps it and Elm Street's end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import shapely

from geo_asb.model import Case, Home, PlaceRole, PlaceText, Severity

__all__ = [
    "BLOCK",
    "CASE",
    "CORNER_M",
    "ESTATES",
    "FLATS",
    "HOMES",
    "HOUSES",
    "WARDS_2013",
    "WARDS_2023",
    "areas",
    "square",
]

CORNER_M = (390_000.0, 390_000.0)


def square(west_m: float, south_m: float, east_m: float, north_m: float) -> shapely.Polygon:
    """Draw a box by its sides, counted in metres from the town's south-west corner."""
    x, y = CORNER_M
    return shapely.box(x + west_m, y + south_m, x + east_m, y + north_m)


def areas(named: Iterable[tuple[str, str, shapely.Geometry]]) -> gpd.GeoDataFrame:
    """Make a frame of areas as the boundary reader does: code, name, geometry."""
    codes, names, shapes = zip(*named, strict=True)
    multi = [
        shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape
        for shape in shapes
    ]
    return gpd.GeoDataFrame(
        {"code": list(codes), "name": list(names)}, geometry=multi, crs="EPSG:27700"
    )


WARDS_2023 = areas(
    [
        ("E05000001", "Eastlea", square(0, 0, 200, 200)),
        ("E05000002", "Tower", square(200, 0, 400, 200)),
        ("E05000003", "Empty", square(400, 0, 600, 200)),
    ]
)
# Ten years earlier the border ran fifty metres further west.
WARDS_2013 = areas(
    [
        ("E05000901", "Eastlea", square(0, 0, 150, 200)),
        ("E05000902", "Tower", square(150, 0, 600, 200)),
    ]
)
ESTATES = areas(
    [
        ("S1", "Holly Estate", square(250, 50, 350, 150)),
        ("S2", "Elm Estate", square(160, 20, 340, 180)),
    ]
)

_HOUSE = Home(
    row=2,
    uprn="",
    kind="house",
    subname="",
    name="",
    number="",
    street="Elm Street",
    locality="",
    town="EASTLEA",
    postcode="ZD1 1AA",
    parent_uprn="",
    estate="",
    easting_m=0.0,
    northing_m=0.0,
    managed=True,
    storeys=2,
    tenure="",
)


def _house(number: int) -> Home:
    return replace(
        _HOUSE,
        row=1 + number,
        uprn=str(20_000_000_000 + number),
        number=str(number),
        easting_m=CORNER_M[0] + 18.0 * number,
        northing_m=CORNER_M[1] + (90.0 if number % 2 else 110.0),
    )


HOUSES = tuple(_house(number) for number in range(1, 11))

BLOCK = replace(
    _HOUSE,
    row=12,
    uprn="20000000100",
    kind="parent",
    name="HOLLY TOWER",
    number="1",
    street="Holly Road",
    postcode="ZD1 2BB",
    easting_m=CORNER_M[0] + 300.0,
    northing_m=CORNER_M[1] + 100.0,
    managed=False,
    storeys=6,
)

FLATS = tuple(
    replace(
        BLOCK,
        row=12 + number,
        uprn=str(20_000_000_100 + number),
        kind="flat",
        subname=f"FLAT {number}",
        parent_uprn=BLOCK.uprn,
        managed=True,
        storeys=None,
    )
    for number in range(1, 13)
)

HOMES = (*HOUSES, BLOCK, *FLATS)

CASE = Case(
    row=2,
    reference="ASB-1",
    opened_on=date(2021, 6, 5),
    closed_on=None,
    case_types=("LITTER",),
    source_labels=("Litter/Rubbish",),
    severity=Severity.LOW,
    category="D",
    status="open",
    channel="phone",
    reporter_kind="resident",
    tenure_scope="managed",
    team="North",
    hate_flag=False,
    youth_related=False,
    place=PlaceText("3 Elm Street, Eastlea", "ZD1 1AA", "", PlaceRole.INCIDENT),
)
