"""What a verb of the command line is; each `cli_*.py` lists its own in `VERBS`."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from geo_asb.settings import Settings

__all__ = ["Verb", "day", "month", "no_arguments"]


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
