from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_asb.errors import ExportError
from geo_asb.etl.projection import to_british_grid
from geo_asb.etl.readers.basemap import read_basemap
from geo_asb.etl.readers.boundaries import read_boundaries
from tests.towns import ESTATES, WARDS_2023, areas, square


def _geojson_gz(folder: Path) -> Path:
    WARDS_2023.to_crs("EPSG:4326").to_file(folder / "w.geojson", driver="GeoJSON")
    path = folder / "w.geojson.gz"
    path.write_bytes(gzip.compress((folder / "w.geojson").read_bytes()))
    return path


def _file(folder: Path, name: str, crs: str = "EPSG:27700") -> Path:
    WARDS_2023.to_crs(crs).to_file(folder / name)
    return folder / name


def _shp_zip(folder: Path) -> Path:
    shp = _file(folder, "w.shp")
    with zipfile.ZipFile(folder / "w.zip", "w") as archive:
        for part in sorted(folder.glob("w.*")):
            if part.suffix != ".zip":
                archive.write(part, f"inside/{part.name}")
    shp.unlink()
    return folder / "w.zip"


DRESSES = {
    "geojson": lambda folder: _file(folder, "w.geojson", "EPSG:4326"),
    "geojson in metres": lambda folder: _file(folder, "w.geojson"),
    "geojson gz": _geojson_gz,
    "geopackage": lambda folder: _file(folder, "w.gpkg"),
    "web mercator": lambda folder: _file(folder, "w.gpkg", "EPSG:3857"),
    "old british degrees": lambda folder: _file(folder, "w.gpkg", "EPSG:4277"),
    "shapefile": lambda folder: _file(folder, "w.shp"),
    "zipped shapefile": _shp_zip,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_areas_are_the_same_in_every_dress(dress: str, tmp_path: Path) -> None:
    found = read_boundaries(DRESSES[dress](tmp_path), kind="ward", boundary_year=2023)
    assert found.areas["code"].tolist() == WARDS_2023["code"].tolist()
    assert found.areas["name"].tolist() == WARDS_2023["name"].tolist()
    assert found.areas.crs == "EPSG:27700"
    assert set(found.areas.geom_type) == {"MultiPolygon"}
    drift_m = found.areas.hausdorff_distance(WARDS_2023.geometry).max()
    assert drift_m < 0.02


@pytest.mark.parametrize(
    ("code", "name"), [("WD23CD", "WD23NM"), ("wd13cd", "wd13nm"), ("CODE", "Name")]
)
def test_the_usual_headings_are_guessed(code: str, name: str, tmp_path: Path) -> None:
    frame = WARDS_2023.rename(columns={"code": code, "name": name}).assign(LAD23CD="E08000007")
    frame.to_file(tmp_path / "w.gpkg")
    found = read_boundaries(tmp_path / "w.gpkg", kind="ward", boundary_year=2023)
    assert found.areas["code"].tolist() == WARDS_2023["code"].tolist()


def test_a_named_column_that_is_not_there_says_the_nearest(tmp_path: Path) -> None:
    path = _file(tmp_path, "w.gpkg")
    with pytest.raises(ExportError, match=r"no column 'codes' \(nearest here: 'code'\)"):
        read_boundaries(path, kind="ward", boundary_year=2023, code_column="codes")


def test_an_outline_that_crosses_itself_is_repaired_and_named(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    bow = shapely.transform(bow, lambda corners: corners + 390_000)
    areas([("B", "Bow", bow), ("S", "Square", square(300, 0, 400, 100))]).to_file(
        tmp_path / "e.gpkg"
    )
    found = read_boundaries(tmp_path / "e.gpkg", kind="estate", boundary_year=2021)
    assert found.areas.is_valid.all()
    assert found.areas.area.tolist() == [5000.0, 10000.0]
    assert len(found.notes) == 1
    assert found.notes[0].startswith("B: the outline crosses itself; repaired")


def test_what_is_no_area_is_rejected_and_counted(tmp_path: Path) -> None:
    shapes = [
        square(0, 0, 50, 50),
        shapely.Point(390_000, 390_000),
        None,
        square(0, 0, 9, 9),
        shapely.Polygon([(390_000, 390_000), (390_010, 390_000), (390_000, 390_000)]),
    ]
    frame = gpd.GeoDataFrame(
        {"code": ["A", "B", "C", "", "E"], "name": ["a", "b", "c", "d", None]},
        geometry=shapes,
        crs="EPSG:27700",
    )
    frame.to_file(tmp_path / "e.geojson")
    found = read_boundaries(tmp_path / "e.geojson", kind="estate", boundary_year=2021)
    assert found.areas["code"].tolist() == ["A"]
    assert [(reject.row, reject.column) for reject in found.rejects] == [
        (2, "geometry"),
        (3, "geometry"),
        (4, "code"),
        (5, "geometry"),
    ]
    assert found.rows_read == len(found.areas) + len(found.rejects)


def test_degrees_become_metres_within_the_stated_error() -> None:
    # Ordnance Survey's worked example, Caister: the truth by its national grid.
    found_m = to_british_grid([1.716073972], [52.658007833])
    assert np.abs(found_m - [651_409.804, 313_177.450]).max() < 5.0


def test_a_base_map_layer_keeps_its_shapes_and_words(tmp_path: Path) -> None:
    streets = gpd.GeoDataFrame(
        {"name": ["Elm Street", "x"], "class": ["local", "y"]},
        geometry=[
            shapely.LineString([(390_000, 390_100), (390_200, 390_100)]),
            shapely.Point(390_000, 390_000),
        ],
        crs="EPSG:27700",
    )
    streets.to_file(tmp_path / "s.geojson")
    found = read_basemap(tmp_path / "s.geojson", kind="streets")
    assert found.features[["kind", "class", "name"]].values.tolist() == [
        ["street", "local", "Elm Street"]
    ]
    assert [(reject.row, reject.column) for reject in found.rejects] == [(2, "geometry")]
    ESTATES.assign(kind=["water", ""]).to_file(tmp_path / "g.gpkg")
    greens = read_basemap(tmp_path / "g.gpkg", kind="greens").features
    assert greens["kind"].tolist() == ["water", "green"]
