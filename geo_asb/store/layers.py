"""The layers of a landlord's own base map."""

from __future__ import annotations

import geopandas as gpd

from geo_asb.settings import Settings
from geo_asb.store import places, read
from geo_asb.store.connect import connect

__all__ = ["base_layers"]


def base_layers(settings: Settings) -> dict[str, gpd.GeoDataFrame]:
    """Return streets, buildings, greens, wards and estates of a landlord, EPSG:27700."""
    with connect(settings) as conn:
        years = read.ward_years(conn, settings.landlord)
        year = settings.ward_year or (years[0] if years else 0)
        features = {
            name: read.map_features(conn, settings.landlord, layer=name)
            for name in ("streets", "buildings", "greens")
        }
        wards, estates = (
            places.areas_current(conn, settings.landlord, kind=kind, boundary_year=boundary_year)
            for kind, boundary_year in (("ward", year), ("estate", 0))
        )
    return features | {"wards": wards, "estates": estates}
