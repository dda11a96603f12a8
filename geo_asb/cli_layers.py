"""The part of `geo-asb load` that brings in what stands beside the cases."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast, get_args

from geo_asb import pipeline_layers
from geo_asb.errors import SettingsError
from geo_asb.etl.readers.lookups import AreasOf
from geo_asb.etl.report import LoadReport
from geo_asb.neighbourhood import LinkedKind
from geo_asb.settings import Settings

__all__ = ["areas_of", "load_layer"]


def load_layer(settings: Settings, what: str, path: Path, chosen: Namespace) -> LoadReport:
    """
    Load one file; `chosen` carries the options of `geo-asb load`.

    Raises
    ------
    SettingsError
        An option is missing.
    """
    if what in get_args(pipeline_layers.Listed):
        listed = cast("pipeline_layers.Listed", what)
        made_on = _made_on(path, chosen)
        return pipeline_layers.load_list(
            settings, path, listed, exported_on=made_on, complete=chosen.complete
        )
    load: dict[str, Callable[[], LoadReport]] = {
        "inspections": partial(
            pipeline_layers.load_inspections, settings, path, exported_on=chosen.exported_on
        ),
        "enforcement": partial(
            pipeline_layers.load_enforcement, settings, path, exported_on=chosen.exported_on
        ),
        "lookup": partial(_lookup, settings, path, chosen),
        "deprivation": partial(_deprivation, settings, path, chosen),
    }
    return load[what]()


def _made_on(path: Path, chosen: Namespace) -> date:
    """Return the day a list was made: nothing in it tells, and of two lists the newer wins."""
    if chosen.exported_on is None:
        message = (
            f"{path.name}: say the day this list was made, with --exported-on YYYY-MM-DD. "
            "Of two lists about the same thing the newer wins."
        )
        raise SettingsError(message)
    day: date = chosen.exported_on
    return day


def _lookup(settings: Settings, path: Path, chosen: Namespace) -> LoadReport:
    if chosen.areas_from is None or chosen.areas_to is None:
        message = "A lookup needs both its sides, for instance --from lsoa --to ward."
        raise SettingsError(message)
    sides = areas_of(chosen.areas_from), areas_of(chosen.areas_to)
    return pipeline_layers.load_lookup(
        settings, path, sides=sides, exported_on=_made_on(path, chosen)
    )


def _deprivation(settings: Settings, path: Path, chosen: Namespace) -> LoadReport:
    if chosen.year is None:
        message = "Deprivation needs the year of its index: add --year, for instance 2019."
        raise SettingsError(message)
    return pipeline_layers.load_deprivation(
        settings, path, index_year=chosen.year, score_column=chosen.score_column
    )


def areas_of(text: str) -> AreasOf:
    """
    Read one side of a lookup: a kind, or a kind with its boundary year as in `lsoa:2021`.

    Raises
    ------
    SettingsError
        Not a kind of area, or not a year.
    """
    word, _, year = text.partition(":")
    kinds: dict[str, LinkedKind] = {kind: kind for kind in get_args(LinkedKind)}
    if word not in kinds or not (year == "" or (year.isdigit() and len(year) == 4)):
        message = (
            f"'{text}' is not one side of a lookup. Write one of {', '.join(kinds)}, with its "
            "year where the columns do not name it: ward:2022."
        )
        raise SettingsError(message)
    return AreasOf(kinds[word], int(year or 0))
