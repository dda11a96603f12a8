"""Longitude and latitude to the British National Grid, the same on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

__all__ = ["BRITAIN_M", "inside_britain", "to_british_grid"]

# West, south, east, north of Great Britain with its islands, in metres of EPSG:27700.
BRITAIN_M = (5_000.0, 5_000.0, 660_000.0, 1_225_000.0)

# EPSG operation 1314 (WGS84 to OSGB36, seven parameters) spelled out, so that a machine which
# happens to hold the OSTN15 grid does not place the same file a few metres elsewhere.
_WGS84_TO_BRITISH_GRID = (
    "+proj=pipeline "
    "+step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 "
    "+step +proj=helmert +x=-446.448 +y=125.157 +z=-542.06 +rx=-0.15 +ry=-0.247 +rz=-0.842 "
    "+s=20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy "
    "+step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


def to_british_grid(longitudes: ArrayLike, latitudes: ArrayLike) -> NDArray[np.float64]:
    """
    Turn WGS84 degrees into metres of the British National Grid.

    Accurate to about 2 m on each axis (up to 5 m at the coasts): the national Helmert
    transformation, not OSTN15. Good for boundaries and street points, not for a doorstep.

    Parameters
    ----------
    longitudes, latitudes : (n,) degrees, EPSG:4326.

    Returns
    -------
    (n, 2) eastings and northings, metres, EPSG:27700; infinite where a point is off the globe.

    References
    ----------
    EPSG coordinate operation 1314; Ordnance Survey, A Guide to Coordinate Systems, section 6.6.
    """
    transformer = Transformer.from_pipeline(_WGS84_TO_BRITISH_GRID)
    return np.column_stack(transformer.transform(np.asarray(longitudes), np.asarray(latitudes)))


def inside_britain(points_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say for each of (n, 2) points, EPSG:27700, whether it lies in the box round Great Britain."""
    west, south, east, north = BRITAIN_M
    easting, northing = points_m[:, 0], points_m[:, 1]
    return (easting >= west) & (easting <= east) & (northing >= south) & (northing <= north)
