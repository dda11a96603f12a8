"""
Writers whose output depends on the content alone: no clock, no file name, no machine.

Geometry comes in as EPSG:27700; GeoJSON leaves in longitude and latitude, EPSG:4326.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from openpyxl import Workbook
from pyproj import Transformer

__all__ = [
    "lon_lat",
    "write_csv",
    "write_geojson",
    "write_geopackage",
    "write_workbook",
]

# The demo's calendar ends here; file stamps carry this day and no other.
_STAMP = "2021-12-01T00:00:00Z"


def lon_lat(points_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn EPSG:27700 metres into longitude and latitude, to about a centimetre."""
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    return np.round(np.column_stack(to_degrees.transform(points_m[:, 0], points_m[:, 1])), 7)


def write_csv(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> None:
    """Write rows as CSV with CRLF line ends, as spreadsheets do."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(heads)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def write_geojson(
    path: Path, shapes: NDArray[np.object_], columns: Mapping[str, Sequence[object]]
) -> None:
    """Write a feature collection in EPSG:4326; a name ending in .gz is compressed."""
    geometries = shapely.to_geojson(shapely.transform(shapes, lon_lat))
    keys = list(columns)
    features = (
        f'{{"type":"Feature","properties":{json.dumps(dict(zip(keys, values, strict=True)))},'
        f'"geometry":{geometry}}}'
        for geometry, *values in zip(geometries, *columns.values(), strict=True)
    )
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = text.encode("utf-8")
    path.write_bytes(gzip.compress(raw, 5, mtime=0) if path.suffix == ".gz" else raw)


def write_geopackage(
    path: Path, layer: str, shapes: NDArray[np.object_], columns: Mapping[str, Sequence[object]]
) -> None:
    """Write one layer in EPSG:27700 with a fixed date of change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(shapes),
            field_data=[np.array(values, dtype=object) for values in columns.values()],
            fields=list(columns),
            layer=layer,
            driver="GPKG",
            geometry_type="Polygon",
            crs="EPSG:27700",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_workbook(path: Path, workbook: Workbook) -> None:
    """Save a workbook, then pack it again with fixed stamps: equal content, equal bytes."""
    fresh = io.BytesIO()
    workbook.save(fresh)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(fresh) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _STAMP.encode(), content)
            out.writestr(
                zipfile.ZipInfo(name, (2021, 12, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
