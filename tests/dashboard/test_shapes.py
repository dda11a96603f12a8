"""Shapes for the browser: places and names, never a count."""

from __future__ import annotations

import gzip
import json

import geopandas as gpd
import pytest
import shapely

from dashboard.shapes import ShapeStore, cells_geojson, outlines_geojson, outlines_id


@pytest.fixture
def wards():
    """Two wards that share an edge of 1 km."""
    squares = [shapely.box(390_000, 390_000, 391_000, 391_000)]
    squares.append(shapely.box(391_000, 390_000, 392_000, 391_000))
    return gpd.GeoDataFrame(
        {"code": ["E1", "E2"], "name": ["West", "East"]}, geometry=squares, crs=27700
    )


def features(text, kind):
    return [one for one in json.loads(text)["features"] if one["properties"]["kind"] == kind]


def test_a_cell_keeps_its_position_in_degrees_of_six_decimals():
    frame = gpd.GeoDataFrame(
        {"name": ["Corve Street", ""], "homes": [12, None]},
        index=[4, 9],
        geometry=[shapely.box(390_000, 390_000, 390_150, 390_150)] * 2,
        crs=27700,
    )
    found = json.loads(cells_geojson(frame))["features"]
    assert [one["id"] for one in found] == [4, 9]
    assert found[0]["properties"] == {"n": "Corve Street", "h": 12}
    assert found[1]["properties"]["h"] is None
    lon, lat = found[0]["geometry"]["coordinates"][0][0]
    assert -2.2 < lon < -2.1
    assert 53.4 < lat < 53.5
    assert round(lon, 6) == lon


def test_a_shared_border_is_drawn_once(wards):
    edges = features(outlines_geojson({"wards": wards}), "ward-edge")
    lines = gpd.GeoSeries([shapely.geometry.shape(edges[0]["geometry"])], crs=4326).to_crs(27700)
    assert lines.length.iloc[0] == pytest.approx(7_000, abs=5)


def test_each_ward_has_its_name_inside_and_its_box(wards):
    text = outlines_geojson({"wards": wards})
    names = features(text, "ward-name")
    areas = features(text, "ward")
    assert [one["properties"]["name"] for one in names] == ["West", "East"]
    for name, area in zip(names, areas, strict=True):
        west, south, east, north = area["properties"]["box"]
        lon, lat = name["geometry"]["coordinates"]
        assert west < lon < east
        assert south < lat < north


def test_outlines_are_named_by_what_they_hold(wards):
    renamed = wards.assign(name=["West", "Far East"])
    assert outlines_id({"wards": wards}) == outlines_id({"wards": wards.copy()})
    assert outlines_id({"wards": wards}) != outlines_id({"wards": renamed})


def test_no_areas_are_no_outlines(wards):
    nothing = wards.iloc[:0]
    found = json.loads(outlines_geojson({"wards": nothing, "estates": nothing}))
    assert found["features"] == []


def test_a_text_is_made_once_and_the_oldest_is_forgotten():
    made = []
    store = ShapeStore(keep=2)

    def make(name):
        made.append(name)
        return name

    for name in ("a", "a", "b", "c", "a"):
        assert gzip.decompress(store.get(name, lambda name=name: make(name))) == name.encode()
    assert made == ["a", "b", "c", "a"]
