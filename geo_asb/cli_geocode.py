"""The verb that places a file of addresses against a homes list; it needs no database."""

from __future__ import annotations

import csv
import gzip
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from geo_asb.errors import ExportError, SettingsError
from geo_asb.etl.geocode import ACCEPT, Gazetteer, locate_all
from geo_asb.etl.readers.homes import read_homes
from geo_asb.etl.readers.postcodes import read_postcodes
from geo_asb.model import Location, PlaceRole, PlaceText, Rung
from geo_asb.settings import Settings

__all__ = ["geocode", "geocode_file", "level"]

QUERY_COLUMNS = ("query_id", "query_address", "query_postcode")
RESULT_COLUMNS = (
    "query_id", "level", "uprn", "easting", "northing", "rung", "radius_m", "probability", "reason",
)  # fmt: skip
_BATCH_ROWS = 5_000
_LONGEST_CELL = 1 << 20  # an unclosed quotation mark swallows no more than this
_AT_HOME = (Rung.OFFICER, Rung.UPRN, Rung.ADDRESS, Rung.CORRECTED)


def geocode(settings: Settings, chosen: Namespace) -> None:
    """Place each query and say how many landed on each level."""
    accept = settings.accept if chosen.accept is None else chosen.accept
    found = geocode_file(
        chosen.queries, chosen.homes, chosen.out, accept=accept, postcodes=chosen.postcodes
    )
    total = sum(found.values())
    for name, rows in found.most_common():
        print(f"{name:<10}{rows:>9,}  {rows / total:6.1%}")
    print(f"{'all':<10}{total:>9,}\nWritten: {chosen.out}")


def geocode_file(
    queries: Path,
    homes: Path,
    out: Path,
    *,
    accept: float = ACCEPT,
    postcodes: Path | None = None,
) -> Counter[str]:
    """
    Write where each row of `queries` lies, and count the rows of each level.

    Both files are UTF-8 CSV, or CSV packed with gzip; `postcodes` is a directory that places
    postcodes no home has. Results keep the order of the queries; the file appears when it is
    whole. Of the address nothing is written. Coordinates are metres, EPSG:27700.

    Raises
    ------
    ExportError
        A file is not such a table.
    SettingsError
        The folder of `out` is not there, or `accept` is no probability.
    """
    if not out.absolute().parent.is_dir():
        message = f"'{out}' cannot be written: its folder is not there. Make it first."
        raise SettingsError(message)
    if not 0 <= accept <= 1:
        message = f"--accept {accept} is no probability: give a number from 0 to 1."
        raise SettingsError(message)
    gazetteer = Gazetteer(read_homes(homes).records, _directory(postcodes))
    levels: Counter[str] = Counter()
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=out.absolute().parent, delete=False
    ) as file:
        unfinished = Path(file.name)
        try:
            rows = csv.writer(file)
            rows.writerow(RESULT_COLUMNS)
            for asked in _batches(_rows(queries)):
                places = [_place(row) for row in asked]
                located = locate_all(places, gazetteer, accept=accept)
                rows.writerows(map(_result, asked, located))
                levels.update(map(level, located))
                _say_progress(levels.total())
            file.flush()
            unfinished.chmod(0o644)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return levels


def _directory(path: Path | None) -> dict[str, tuple[float, float]]:
    points = read_postcodes(path).records if path else ()
    return {one.postcode: (one.easting_m, one.northing_m) for one in points}


def level(location: Location) -> str:
    """Name what a location stands for: property, block, near, …, or none."""
    if location.rung in _AT_HOME:
        return "property" if location.home_uprn else "near"
    return str(location.rung)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Read queries one by one: a file may be longer than memory."""
    csv.field_size_limit(_LONGEST_CELL)
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := [one for one in QUERY_COLUMNS if one not in (rows.fieldnames or ())]:
                message = (
                    f"{path.name}, row 1: no column {', '.join(missing)}. "
                    f"Name the columns {', '.join(QUERY_COLUMNS)}."
                )
                raise ExportError(message)
            yield from rows
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        message = f"{path.name}: not UTF-8 text, or cut short. Save it as CSV UTF-8 again."
        raise ExportError(message) from error
    except csv.Error as error:
        message = f"{path.name}: not a table: {error}. Save it as CSV UTF-8 again."
        raise ExportError(message) from error


def _batches(rows: Iterable[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH_ROWS)):
        yield batch


def _place(row: dict[str, str]) -> PlaceText:
    address, postcode = (row[one] or "" for one in QUERY_COLUMNS[1:])
    return PlaceText(address, postcode, "", PlaceRole.UNKNOWN)


def _result(row: dict[str, str], found: Location) -> tuple[str, ...]:
    return (
        row["query_id"],
        level(found),
        found.home_uprn or found.block_uprn or "",
        *map(_metres, (found.easting_m, found.northing_m)),
        str(found.rung),
        _metres(found.radius_m),
        "" if found.probability is None else f"{found.probability:.3f}",
        found.reason,
    )


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _say_progress(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{rows:,} addresses", end="", file=sys.stderr, flush=True)
