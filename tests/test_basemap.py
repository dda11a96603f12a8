"""The base map: built whole or not at all, read tile by tile."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_asb.basemap import build_basemap, read_tile
from geo_asb.errors import FrameError

CORNER = (390_000.0, 390_000.0)  # in Stockport
LON, LAT = -2.1522, 53.4065


def tile_at(z: int) -> tuple[int, int, int]:
    n = 2**z
    x = int((LON + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(LAT))) / math.pi) / 2 * n)
    return z, x, y


def one_street(name: str) -> gpd.GeoDataFrame:
    line = shapely.LineString([CORNER, (390_120.0, 390_040.0)])
    return gpd.GeoDataFrame(
        {"name": [name], "class": ["main"], "owner": ["A N Other"]}, geometry=[line], crs=27700
    )


def one_building() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.box(390_010, 390_010, 390_040, 390_040)], crs=27700)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("basemap") / "new" / "town.pmtiles"
    build_basemap({"streets": one_street("Corve Street"), "buildings": one_building()}, out)
    return out


def test_a_tile_holds_the_layers_of_its_zoom_in_gzip(built):
    far, near = (gzip.decompress(read_tile(built, *tile_at(z)) or b"") for z in (10, 16))
    assert b"streets" in far
    assert b"Corve Street" in far
    assert b"buildings" not in far
    assert b"buildings" in near


def test_only_what_the_style_asks_for_is_sent(built):
    assert b"A N Other" not in gzip.decompress(read_tile(built, *tile_at(16)) or b"")


@pytest.mark.parametrize("tile", [(16, 0, 0), (3, 0, 0), (12, -1, 5), (12, 4096, 5)])
def test_a_tile_outside_the_map_is_none(built, tile):
    assert read_tile(built, *tile) is None


def test_no_map_yet_is_no_tile_and_no_error(tmp_path):
    assert read_tile(tmp_path / "missing.pmtiles", 12, 2018, 1328) is None


def test_a_new_map_takes_the_place_of_the_old_one_and_leaves_no_litter(tmp_path):
    out = tmp_path / "town.pmtiles"
    for name in ("Old Road", "New Road"):
        build_basemap({"streets": one_street(name)}, out)
        assert name.encode() in gzip.decompress(read_tile(out, *tile_at(16)) or b"")
    assert list(tmp_path.iterdir()) == [out]


def test_a_frame_in_another_crs_is_refused(tmp_path):
    frame = one_street("Corve Street").to_crs("EPSG:4326")
    with pytest.raises(FrameError, match=r"layer 'streets' is in EPSG:4326; give it in EPSG:27700"):
        build_basemap({"streets": frame}, tmp_path / "town.pmtiles")
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_draw_is_said(tmp_path):
    nothing = one_building().iloc[:0]
    with pytest.raises(FrameError, match="no layer holds a feature"):
        build_basemap({"buildings": nothing}, tmp_path / "town.pmtiles")
