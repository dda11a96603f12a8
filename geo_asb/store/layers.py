"""The layers of a landlord's own base map."""

from __future__ import annotations

import geopandas as gpd

from geo_asb.settings import Settings
from geo_asb.store import read
from geo_asb.store.connect import connect

__all__ = ["base_layers"]


def base_layers(settings: Settings) -> dict[str, gpd.GeoDataFrame]:
    """
    Return streets, buildings and greens of a landlord, EPSG:27700.

    Wards and estates are not among them: tiles are the same for every reader, and a partner sees
    no estates.
    """
    with connect(settings) as conn:
        return {
            name: read.map_features(conn, settings.landlord, layer=name)
            for name in ("streets", "buildings", "greens")
        }
