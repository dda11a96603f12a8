"""What a verb of the command line is, and how its options are read."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from geo_asb.settings import Settings

__all__ = ["BASE_MAP", "LAYERS", "RECORDS", "Verb", "day", "lazily", "month", "no_arguments"]

# What `geo-asb load` brings in: records and areas, the base map, what stands beside the cases.
RECORDS = (
    "homes",
    "boundaries",
    "estates",
    "cases",
    "contacts",
    "incidents",
    "police",
    "households",
    "corrections",
)
BASE_MAP = ("streets", "buildings", "greens")
LAYERS = (
    "cameras",
    "activities",
    "actions",
    "blocks",
    "inspections",
    "enforcement",
    "lookup",
    "deprivation",
    "postcodes",
    "uprn",
)


def no_arguments(parser: ArgumentParser) -> None:
    """Add nothing: the verb takes no options."""
    del parser


@dataclass(frozen=True, slots=True)
class Verb:
    """
    One word after `geo-asb`.

    name, heading   the word, and the heading it stands under in `geo-asb --help`
    summary         one line in plain English
    run             does it; prints what a person wants to know; raises GeoAsbError
    arguments       adds its options to a parser
    """

    name: str
    heading: str
    summary: str
    run: Callable[[Settings, Namespace], None]
    arguments: Callable[[ArgumentParser], None] = no_arguments


def lazily(where: str) -> Callable[[Settings, Namespace], None]:
    """
    Return a verb's deed without importing it; `where` is "module:function".

    Pages and statistics take seconds to import; a verb that needs neither does not wait for them.
    """
    module, _, function = where.partition(":")

    def run(settings: Settings, chosen: Namespace) -> None:
        getattr(import_module(module), function)(settings, chosen)

    return run


def day(text: str) -> date:
    """Read a day of the command line, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"'{text}' is not a day: write it as YYYY-MM-DD, for instance 2021-11-30"
        raise ArgumentTypeError(message) from error


def month(text: str) -> date:
    """Read a month of the command line, YYYY-MM; returns its first day."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        message = f"'{text}' is not a month: write it as YYYY-MM, for instance 2021-11"
        raise ArgumentTypeError(message)
    return date.fromisoformat(f"{text}-01")
