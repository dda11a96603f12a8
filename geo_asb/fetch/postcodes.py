"""
The postcodes of a district with their points, from Code-Point Open.

References
----------
Ordnance Survey, Code-Point Open technical specification: one CSV a postcode area under Data/CSV,
no heading row, ten columns; Doc/Code-Point_Open_Column_Headers.csv names them, short in one line
and long in another.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

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

__all__ = ["fetch_postcodes"]

_HEADINGS = (
    "Postcode", "Positional_quality_indicator", "Eastings", "Northings", "Country_code",
    "NHS_regional_HA_code", "NHS_HA_code", "Admin_county_code", "Admin_district_code",
    "Admin_ward_code",
)  # fmt: skip
_SHORT_HEADINGS = ("PC", "PQ", "EA", "NO", "CY", "RH", "LH", "CC", "DC", "WC")
_DISTRICT = _HEADINGS.index("Admin_district_code")
_FILES = r"(.*/)?data/csv/[a-z]{1,2}\.csv"
_NAMES = r"(.*/)?code-point_open_column_headers\.csv"


def fetch_postcodes(wire: Wire, survey: Survey, district: District, *, folder: Path) -> Kept:
    """
    Fetch the postcodes of a district as CSV, metres of EPSG:27700, headings added.

    The whole product stays beside it: the next district needs no second download.

    Raises
    ------
    FetchError
        Ordnance Survey cannot be reached, the product is damaged or arranged anew, or holds no
        postcode of this district.
    """
    package = download_product(wire, survey.publisher, survey.postcodes, folder)
    _refuse_other_columns(package)
    path = folder / name_of_file(district.name, f"postcodes_{package.version}.csv")

    def write(file: IO[bytes]) -> int:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(_HEADINGS)
        found = 0
        for row in _rows(package, wire):
            if row[_DISTRICT] == district.code:
                writer.writerow(row)
                found += 1
        text.detach()
        if not found:
            raise FetchError(_none_of(package, district))
        return found

    now = wire.manners.now()
    origin = origin_of(package, survey.publisher, survey.postcodes, now)
    return keep(path, write, origin, now=now)


def _rows(package: Package, wire: Wire) -> Iterator[Sequence[str]]:
    members = members_like(package, _FILES)
    for nth, member in enumerate(members, start=1):
        if nth % 20 == 0:
            wire.manners.say(f"{nth} of {len(members)} postcode areas read")
        with member_lines(package, member) as file:
            for row in csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline="")):
                if len(row) != len(_HEADINGS):
                    raise FetchError(_arranged_anew(package, member))
                yield row


def _refuse_other_columns(package: Package) -> None:
    (member, *_) = members_like(package, _NAMES)
    with member_lines(package, member) as file:
        lines = list(csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline="")))
    named = {tuple(cell.strip() for cell in line) for line in lines}
    if not named & {_HEADINGS, _SHORT_HEADINGS}:
        raise FetchError(_arranged_anew(package, member))


def _arranged_anew(package: Package, member: str) -> str:
    return (
        f"{package.path.name}, {member}: columns other than {', '.join(_HEADINGS)}. The publisher "
        "has arranged it anew: unpack it by hand, add headings and load the CSV you need."
    )


def _none_of(package: Package, district: District) -> str:
    return (
        f"{package.path.name}: holds no postcode of {district.name} ({district.code}). Code-Point "
        "Open covers Great Britain alone; the district may also have a new code since."
    )
