"""
The points of a district's UPRNs, from OS Open UPRN.

References
----------
Ordnance Survey, OS Open UPRN technical specification: one CSV with UPRN, X_COORDINATE,
Y_COORDINATE (EPSG:27700), LATITUDE, LONGITUDE.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_asb.errors import FetchError
from geo_asb.fetch.districts import District
from geo_asb.fetch.keep import Kept, keep, name_of_file
from geo_asb.fetch.os_downloads import (
    Package,
    download_product,
    member_lines,
    members_like,
    origin_of,
)
from geo_asb.fetch.sources import Survey
from geo_asb.fetch.wire import Wire

__all__ = ["fetch_uprn"]

_HEADINGS = ["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"]
_FILE = r"(.*/)?osopenuprn_[0-9]+\.csv"
_ROWS_AT_ONCE = 500_000
_MARGIN_DEGREES = 0.001  # about 70 to 110 m: outlines are generalised, homes at the edge stay in


def fetch_uprn(
    wire: Wire, survey: Survey, district: District, outline: shapely.Geometry, *, folder: Path
) -> Kept:
    """
    Fetch the UPRNs inside a district's outline and about 100 m round it, as CSV.

    Parameters
    ----------
    outline : in degrees, EPSG:4326.

    Raises
    ------
    FetchError
        Ordnance Survey cannot be reached, the product is damaged or arranged anew, or holds no
        UPRN there.
    """
    package = download_product(wire, survey.publisher, survey.uprn, folder)
    path = folder / name_of_file(district.name, f"uprn_{package.version}.csv")
    around = shapely.buffer(outline, _MARGIN_DEGREES)

    def write(file: IO[bytes]) -> int:
        found = 0
        for chunk in _chunks(package, wire):
            inside = chunk[_inside(chunk, around, package)]
            file.write(
                inside.to_csv(index=False, header=not found).encode() if len(inside) else b""
            )
            found += len(inside)
        if not found:
            message = f"{package.path.name}: holds no UPRN in {district.name}. Check --area."
            raise FetchError(message)
        return found

    now = wire.manners.now()
    origin = origin_of(package, survey.publisher, survey.uprn, now)
    return keep(path, write, origin, now=now)


def _chunks(package: Package, wire: Wire) -> Iterator[pd.DataFrame]:
    (member, *_) = members_like(package, _FILE)
    read = 0
    with member_lines(package, member) as file:
        try:
            for chunk in pd.read_csv(
                file, dtype=str, chunksize=_ROWS_AT_ONCE, encoding="utf-8-sig", na_filter=False
            ):
                if list(chunk.columns) != _HEADINGS:
                    raise FetchError(_arranged_anew(package))
                yield chunk
                read += len(chunk)
                wire.manners.say(f"{read / 1e6:,.1f} million UPRNs looked at")
        except pd.errors.ParserError as error:
            raise FetchError(_arranged_anew(package)) from error


def _inside(chunk: pd.DataFrame, around: shapely.Geometry, package: Package) -> NDArray[np.bool_]:
    try:
        longitudes = chunk["LONGITUDE"].to_numpy(dtype=np.float64)
        latitudes = chunk["LATITUDE"].to_numpy(dtype=np.float64)
    except ValueError as error:
        raise FetchError(_arranged_anew(package)) from error
    west, south, east, north = shapely.bounds(around)
    near: NDArray[np.bool_] = (
        (longitudes >= west) & (longitudes <= east) & (latitudes >= south) & (latitudes <= north)
    )
    near[near] = shapely.contains_xy(around, longitudes[near], latitudes[near])
    return near


def _arranged_anew(package: Package) -> str:
    return (
        f"{package.path.name}: columns other than {', '.join(_HEADINGS)}, or cells that are no "
        "numbers. The publisher has arranged it anew: unpack it by hand."
    )
