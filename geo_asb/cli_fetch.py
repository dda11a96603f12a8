"""The verb that fetches open data; needs no database."""

from __future__ import annotations

import re
import shlex
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from geo_asb.errors import FetchError
from geo_asb.fetch.boundaries import boundary_layer, fetch_boundaries
from geo_asb.fetch.districts import District, find_district, outline_of
from geo_asb.fetch.imd import edition_of, fetch_imd
from geo_asb.fetch.keep import Kept, is_kept, name_of_file
from geo_asb.fetch.police import fetch_police_month, months_wanted, police_file
from geo_asb.fetch.postcodes import fetch_postcodes
from geo_asb.fetch.sources import Publisher, Sources, read_sources
from geo_asb.fetch.uprn import fetch_uprn
from geo_asb.fetch.wire import Manners, Wire
from geo_asb.settings import Settings
from geo_asb.store.locks import hold

__all__ = ["fetch", "fetch_files"]


@dataclass(frozen=True, slots=True)
class _Errand:
    """One `geo-asb fetch`: the options, the declared sources, and how to talk."""

    chosen: Namespace
    sources: Sources
    manners: Manners

    @property
    def folder(self) -> Path:
        out: Path = self.chosen.out
        return out

    def wire(self, publisher: Publisher) -> Wire:
        return Wire(publisher, self.manners)

    def kept(self, what: str) -> Kept | None:
        """Give a file that is here already, unless it is to be fetched again."""
        if self.chosen.again:
            return None
        return is_kept(self.folder / name_of_file(self.chosen.area, what))

    def district(self) -> District:
        ons = self.sources.ons
        return find_district(self.wire(ons.publisher), ons, self.chosen.area, folder=self.folder)

    def outline(self, district: District) -> shapely.Geometry:
        ons = self.sources.ons
        return outline_of(self.wire(ons.publisher), ons, district, folder=self.folder)


def fetch(settings: Settings, chosen: Namespace) -> None:
    """Fetch one kind of open data for a district, and say how to load it."""
    del settings
    manners = Manners(
        now=lambda: datetime.now(UTC),
        sleep=time.sleep,
        rng=np.random.default_rng(),
        say=lambda words: print(words, file=sys.stderr, flush=True),
    )
    for kept, load in fetch_files(chosen, manners):
        was = "fetched" if kept.is_new else "here already"
        print(f"{kept.path}: {kept.rows:,} rows, {was}")
        print(f"  load it with: geo-asb load {load} {shlex.quote(str(kept.path))}")


def fetch_files(chosen: Namespace, manners: Manners) -> Iterator[tuple[Kept, str]]:
    """
    Fetch what `geo-asb fetch` was asked for; `chosen` carries its options.

    One fetch into a folder at a time: two would write the same unfinished files.

    Yields
    ------
    Each file as soon as it is whole, and the words after `geo-asb load` that load it.

    Raises
    ------
    BusyError
        Another fetch into this folder is running.
    SettingsError, FetchError
        What the errand raises: no such district, no such year, no service.
    """
    errand = _Errand(chosen, read_sources(chosen.sources), manners)
    errand.folder.mkdir(parents=True, exist_ok=True)
    errands: dict[str, Callable[[_Errand], Iterator[tuple[Kept, str]]]] = {
        "boundaries": _boundaries,
        "postcodes": _postcodes,
        "uprn": _uprn,
        "police": _police,
        "imd": _imd,
    }
    with hold(errand.folder / ".fetch.lock", doing="fetching into it", patience_s=0):
        yield from errands[chosen.what](errand)


def _boundaries(errand: _Errand) -> Iterator[tuple[Kept, str]]:
    ons, chosen = errand.sources.ons, errand.chosen
    declared = boundary_layer(ons, chosen.kind, chosen.year)
    kept = errand.kept(f"{declared.kind}s_{declared.year}.geojson") or fetch_boundaries(
        errand.wire(ons.publisher), ons, chosen.area, declared=declared, folder=errand.folder
    )
    yield kept, f"boundaries --kind {declared.kind} --year {declared.year}"


def _postcodes(errand: _Errand) -> Iterator[tuple[Kept, str]]:
    survey = errand.sources.survey
    wire = errand.wire(survey.publisher)
    kept = fetch_postcodes(wire, survey, errand.district(), folder=errand.folder)
    yield kept, f"postcodes --exported-on {_edition_day(kept)}"


def _uprn(errand: _Errand) -> Iterator[tuple[Kept, str]]:
    survey, district = errand.sources.survey, errand.district()
    outline = errand.outline(district)
    wire = errand.wire(survey.publisher)
    kept = fetch_uprn(wire, survey, district, outline, folder=errand.folder)
    yield kept, f"uprn --exported-on {_edition_day(kept)}"


def _edition_day(kept: Kept) -> str:
    """Give the first day of the edition a file is named after."""
    found = re.search(r"_([0-9]{4}-[0-9]{2})\.csv$", kept.path.name)
    return f"{found[1]}-01" if found else "YYYY-MM-DD"


def _imd(errand: _Errand) -> Iterator[tuple[Kept, str]]:
    imd = errand.sources.imd
    edition = edition_of(imd, errand.chosen.year)
    kept = errand.kept(f"imd_{edition.year}.csv") or fetch_imd(
        errand.wire(imd.publisher), imd, edition, errand.district(), folder=errand.folder
    )
    yield kept, f"deprivation --year {edition.year}"


def _police(errand: _Errand) -> Iterator[tuple[Kept, str]]:
    police, chosen = errand.sources.police, errand.chosen
    wire = errand.wire(police.publisher)
    months = months_wanted(wire, police, first=chosen.start, last=chosen.last)
    district = errand.district()
    outline = errand.outline(district)
    found = 0
    for month in months:
        here = None if chosen.again else is_kept(police_file(errand.folder, district.name, month))
        kept = here or fetch_police_month(
            wire, police, district, outline, month, folder=errand.folder
        )
        if kept:
            found += 1
            yield kept, "police"
        else:
            errand.manners.say(f"{month}: nothing published here. Not supplied is not zero.")
    if not found:
        message = (
            f"{police.publisher.service}: no reports of {district.name} in {', '.join(months)}. "
            "Some forces do not publish every month: see data.police.uk/changelog."
        )
        raise FetchError(message)
