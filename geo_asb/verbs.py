"""What a verb of the command line is; each `cli_*.py` lists its own in `VERBS`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from geo_asb.settings import Settings

__all__ = ["Verb", "no_arguments"]


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
