from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_asb.errors import ExportError
from geo_asb.etl.readers.blocks import read_blocks
from tests.towns import BLOCK, square

OUTLINE = square(290, 90, 310, 110)


def _layer(folder: Path, *rows: tuple[object, str, shapely.Geometry | None]) -> Path:
    uprns, names, shapes = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame(
        {"UPRN": uprns, "Block Name": names}, geometry=list(shapes), crs="EPSG:27700"
    )
    path = folder / "blocks.geojson"
    frame.to_file(path, driver="GeoJSON")
    return path


def test_an_outline_becomes_a_block_in_metres(tmp_path: Path) -> None:
    (block,) = read_blocks(_layer(tmp_path, (BLOCK.uprn, "Holly Tower", OUTLINE))).records
    assert (block.uprn, block.name, block.shape.geom_type) == (
        BLOCK.uprn,
        "Holly Tower",
        "MultiPolygon",
    )
    assert block.shape.symmetric_difference(OUTLINE).area < 1


def test_bad_rows_are_rejected_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = _layer(
        tmp_path,
        ("B1", "", OUTLINE),
        (BLOCK.uprn, "", OUTLINE),
        ("20000000200", "", None),
        ("", "", OUTLINE),
        ("20000000201", "", shapely.Point(390_300, 390_100)),
    )
    reading = read_blocks(path)
    assert [one.uprn for one in reading.records] == [BLOCK.uprn]
    assert reading.rows_read == 5 == len(reading.records) + len(reading.rejects)
    assert [(one.row, one.column) for one in reading.rejects] == [
        (1, "uprn"),
        (3, "geometry"),
        (4, "uprn"),
        (5, "geometry"),
    ]


def test_an_outline_that_crosses_itself_is_repaired_and_named(tmp_path: Path) -> None:
    x, y = 390_300.0, 390_100.0
    bow = shapely.Polygon([(x, y), (x + 20, y + 20), (x + 20, y), (x, y + 20)])
    reading = read_blocks(_layer(tmp_path, (BLOCK.uprn, "", bow)))
    assert reading.records[0].shape.is_valid
    assert reading.notes[0].startswith(f"{BLOCK.uprn}: the outline crosses itself; repaired")


def test_a_layer_without_uprns_is_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"block": ["1"]}, geometry=[OUTLINE], crs="EPSG:27700")
    frame.to_file(tmp_path / "blocks.geojson", driver="GeoJSON")
    with pytest.raises(ExportError, match=r"blocks\.geojson: no column 'uprn'"):
        read_blocks(tmp_path / "blocks.geojson")


def test_one_uprn_on_two_rows_refuses_the_file(tmp_path: Path) -> None:
    path = _layer(tmp_path, (BLOCK.uprn, "", OUTLINE), (BLOCK.uprn, "", OUTLINE))
    with pytest.raises(ExportError, match=r"one code .* on several rows"):
        read_blocks(path)
