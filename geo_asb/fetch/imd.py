"""
Deprivation of a district's LSOAs, from the English Indices of Deprivation.

References
----------
Ministry of Housing, Communities and Local Government, English Indices of Deprivation, File 7: all
ranks, scores, deciles and population denominators, CSV, one row an LSOA of England.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from geo_asb.errors import FetchError, SettingsError
from geo_asb.fetch.districts import District
from geo_asb.fetch.keep import Kept, Origin, keep, name_of_file, sha256_of
from geo_asb.fetch.sources import Deprivation, Edition
from geo_asb.fetch.wire import Wire

__all__ = ["edition_of", "fetch_imd"]

_MAX_BYTES = 100_000_000
_SCORE = "Index of Multiple Deprivation (IMD) Score"
_RANK = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
_DECILE = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
_LSOA = re.compile(r"E01[0-9]{6}")


def edition_of(imd: Deprivation, year: int | None) -> Edition:
    """
    Choose an edition; without a year, the newest.

    Raises
    ------
    SettingsError
        None of that year is declared.
    """
    for edition in imd.editions:
        if year in (None, edition.year):
            return edition
    years = ", ".join(str(edition.year) for edition in imd.editions)
    message = (
        f"No Indices of Deprivation of {year} are declared; there are those of: {years}. Choose "
        "one, or add the edition to a copy of sources.toml (--sources)."
    )
    raise SettingsError(message)


def fetch_imd(
    wire: Wire, imd: Deprivation, edition: Edition, district: District, *, folder: Path
) -> Kept:
    """
    Fetch score, rank and decile of a district's LSOAs as CSV; rank 1 is the most deprived.

    Raises
    ------
    FetchError
        The ministry's file cannot be reached, is not whole, has other columns, or holds no LSOA
        of this district.
    """
    part = folder / f".imd_{edition.year}.csv.part"
    wire.download(edition.address, part, size=None, max_bytes=_MAX_BYTES)
    try:
        rows = _rows(part, edition, district)
        came = sha256_of(part)
    finally:  # read, or useless: either way it is not gone on from
        part.unlink()
        part.with_name(f"{part.name}.etag").unlink(missing_ok=True)
    code = f"lsoa{edition.lsoa_year % 100}"

    def write(file: IO[bytes]) -> int:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow((f"{code}_code", f"{code}_name", "IMD_score", "IMD_rank", "IMD_decile"))
        writer.writerows(rows)
        text.detach()
        return len(rows)

    path = folder / name_of_file(district.name, f"imd_{edition.year}.csv")
    version = f"English Indices of Deprivation {edition.year}, File 7"
    origin = Origin(imd.publisher, edition.address, version, edition.year, came=came)
    return keep(path, write, origin, now=wire.manners.now())


def _rows(part: Path, edition: Edition, district: District) -> list[list[str]]:
    lines = _lines(part, edition)
    head = [" ".join(cell.split()) for cell in lines[0]] if lines else []
    year = edition.lsoa_year
    wanted = (f"LSOA code ({year})", f"LSOA name ({year})", _SCORE, _RANK, _DECILE)
    if missing := [one for one in (*wanted, edition.district) if one not in head]:
        message = (
            f"{edition.address}: has no column '{missing[0]}'. The publisher has changed the "
            "file: download it by hand and load that."
        )
        raise FetchError(message)
    at = [head.index(one) for one in wanted]
    in_district = head.index(edition.district)
    body = lines[1:]
    _refuse_not_whole(body, at, edition)
    rows = [[line[column].strip() for column in at] for line in body]
    found = [
        row for row, line in zip(rows, body, strict=True) if line[in_district] == district.name
    ]
    if not found:
        message = (
            f"{edition.address}: ranks no LSOA of {district.name}. It covers England alone; the "
            "district may also be newer than this edition."
        )
        raise FetchError(message)
    return found


def _lines(part: Path, edition: Edition) -> list[list[str]]:
    try:
        with part.open(encoding="utf-8-sig", newline="") as file:
            return [line for line in csv.reader(file) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{edition.address}: did not answer with a CSV in UTF-8. Download it by hand."
        raise FetchError(message) from error


def _refuse_not_whole(body: Sequence[Sequence[str]], at: Sequence[int], edition: Edition) -> None:
    """Refuse a file that does not rank every LSOA once: no checksum is published to tell."""
    codes = {line[at[0]] for line in body if len(line) > max(at) and _LSOA.fullmatch(line[at[0]])}
    ranks = {line[at[3]].replace(",", "") for line in body if len(line) > max(at)}
    if len(body) == len(codes) == edition.rows and ranks == {
        str(rank) for rank in range(1, edition.rows + 1)
    }:
        return
    message = (
        f"{edition.address}: {len(codes):,} LSOAs came where the edition ranks {edition.rows:,}. "
        "Nothing was kept; run it again."
    )
    raise FetchError(message)
