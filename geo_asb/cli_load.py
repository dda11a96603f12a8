"""Verbs that bring files in, and what partners may read of them out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from geo_asb import pipeline, pipeline_contacts
from geo_asb.basemap import build_basemap
from geo_asb.cli_database import ready_database
from geo_asb.cli_layers import load_layer
from geo_asb.errors import SettingsError
from geo_asb.etl.report import LoadReport
from geo_asb.pipeline_corrections import load_corrections
from geo_asb.releases import make_release
from geo_asb.settings import Settings
from geo_asb.store.layers import base_layers
from geo_asb.verbs import BASE_MAP, LAYERS

if TYPE_CHECKING:
    from geo_asb.etl.readers.basemap import BasemapLayer

__all__ = ["draw_basemap", "landlord", "load", "load_file", "release"]

_BRITAIN = ZoneInfo("Europe/London")
_MAY_BE_COMPLETE = frozenset({"cases", "cameras", "activities", "actions", "blocks"})


def load_file(settings: Settings, what: str, path: Path, chosen: Namespace) -> LoadReport:
    """
    Load one file; `chosen` carries the options of `geo-asb load`.

    Raises
    ------
    SettingsError
        An option is missing, or means nothing for this kind of file.
    """
    if chosen.complete and what not in _MAY_BE_COMPLETE:
        message = (
            f"--complete means nothing for {what}: nothing would be taken out. Leave it out. "
            f"It goes with {', '.join(sorted(_MAY_BE_COMPLETE))}."
        )
        raise SettingsError(message)
    if what in BASE_MAP:
        return pipeline.load_basemap(settings, path, layer=cast("BasemapLayer", what))
    if what in LAYERS:
        return load_layer(settings, what, path, chosen)
    load: dict[str, Callable[[], LoadReport]] = {
        "homes": partial(pipeline.load_homes, settings, path),
        "boundaries": partial(_boundaries, settings, path, chosen),
        "estates": partial(
            pipeline.load_boundaries, settings, path, kind="estate", boundary_year=0
        ),
        "contacts": partial(_mapped, pipeline_contacts.load_contacts, settings, path, chosen),
        "incidents": partial(_mapped, pipeline_contacts.load_incidents, settings, path, chosen),
        "cases": partial(
            pipeline.load_cases,
            settings,
            path,
            column_map=chosen.map or "react",
            exported_on=chosen.exported_on,
            complete=chosen.complete,
        ),
        "police": partial(pipeline.load_police, settings, path),
        "corrections": partial(load_corrections, settings, path),
        "households": partial(_households, settings, path, chosen),
    }
    return load[what]()


def _mapped(
    load: Callable[..., LoadReport], settings: Settings, path: Path, chosen: Namespace
) -> LoadReport:
    """Load with the map that was named, or the one that comes with the platform for it."""
    named = {"column_map": chosen.map} if chosen.map else {}
    return load(settings, path, exported_on=chosen.exported_on, **named)


def _boundaries(settings: Settings, path: Path, chosen: Namespace) -> LoadReport:
    if chosen.year is None:
        message = "Boundaries need their year: add --year YYYY (wards are redrawn over time)."
        raise SettingsError(message)
    columns = (chosen.code_column, chosen.name_column) if chosen.code_column else None
    return pipeline.load_boundaries(
        settings, path, kind=chosen.kind, boundary_year=chosen.year, columns=columns
    )


def _households(settings: Settings, path: Path, chosen: Namespace) -> LoadReport:
    columns = (chosen.code_column, chosen.homes_column) if chosen.code_column else None
    return pipeline.load_denominators(settings, path, source=chosen.source, columns=columns)


def draw_basemap(settings: Settings) -> Path:
    """Build the base map of a landlord from its loaded layers; returns its file."""
    out = settings.home / "basemaps" / f"{settings.landlord}.pmtiles"
    out.parent.mkdir(parents=True, exist_ok=True)
    build_basemap(base_layers(settings), out)
    return out


def load(settings: Settings, chosen: Namespace) -> None:
    """Load files of one kind, each as one batch, and say what became of every row."""
    ready_database(settings)
    named = replace(
        settings,
        landlord=chosen.landlord or settings.landlord,
        today=settings.today or datetime.now(_BRITAIN).date(),
    )
    for path in chosen.files:
        report = load_file(named, chosen.what, path, chosen)
        print("\n".join(report.lines()))
    if chosen.what in BASE_MAP:
        draw_basemap(named)


def landlord(settings: Settings, chosen: Namespace) -> None:
    """Set the name that pages and documents print."""
    ready_database(settings)
    pipeline.rename_landlord(settings, chosen.name)
    print(f"{settings.landlord} is now called {chosen.name}.")


def release(settings: Settings, chosen: Namespace) -> None:
    """Work out what partners may read."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    made = make_release(named)
    if made is None:
        print("The newest release already holds this data.")
    else:
        print(f"Release {made.number} is made; partners read it from now on.")
