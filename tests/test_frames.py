from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from geo_asb.errors import FrameError
from geo_asb.frames import AREAS, CELLS, check
from tests.towns import WARDS_2023


def test_a_good_frame_passes() -> None:
    check(WARDS_2023, AREAS)
    check(WARDS_2023.explode(index_parts=False), CELLS)


@pytest.mark.parametrize(
    ("frame", "match"),
    [
        (WARDS_2023.set_crs(None, allow_override=True), r"areas frame has no CRS; call set_crs"),
        (WARDS_2023.to_crs("EPSG:3857"), r"in EPSG:3857; call to_crs\('EPSG:27700'\)"),
        (WARDS_2023.drop(columns="code"), r"areas frame has no column code; add it"),
        (WARDS_2023.assign(name=None), r"areas frame has blanks in name"),
        (WARDS_2023.assign(code="E1"), r"repeats values in its column code"),
        (WARDS_2023.set_geometry(WARDS_2023.centroid), r"holds Point; it takes MultiPolygon or"),
        (
            WARDS_2023.set_geometry(gpd.GeoSeries(np.array([None] * 3), crs="EPSG:27700")),
            r"rows without a shape",
        ),
    ],
    ids=["no crs", "other crs", "no column", "blanks", "twice", "points", "no shape"],
)
def test_a_bad_frame_is_refused_with_a_remedy(frame: gpd.GeoDataFrame, match: str) -> None:
    with pytest.raises(FrameError, match=match):
        check(frame, AREAS)
