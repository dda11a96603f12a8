"""Verbs of the monthly run: work a month out, and say which months are out of date."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from geo_asb.case_types import group_label
from geo_asb.cli_database import ready_database
from geo_asb.detection import MonthFound, RunLine, detect
from geo_asb.model import Layer
from geo_asb.settings import Settings
from geo_asb.words import month_words

__all__ = ["LAYER_WORDS", "find", "print_month"]

LAYER_WORDS = {
    Layer.CASES: "where it happened",
    Layer.REPORTED: "reported from",
    Layer.POLICE: "police reports",
}


def find(settings: Settings, chosen: Namespace) -> None:
    """Work out the months that end with one month."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    print_month(detect(named, chosen.month))


def print_month(found: list[MonthFound]) -> None:
    """Print what a monthly run found, a line for each question."""
    for layer in found:
        for line in layer.lines:
            print(_run_words(line))


def _run_words(line: RunLine) -> str:
    months = "1 month" if line.window_months == 1 else f"{line.window_months} months"
    group = group_label(line.type_group) if line.type_group else "All types"
    what = f"{LAYER_WORDS[line.layer]}, {months} to {month_words(line.month)}, {group}"
    noun = "case" if line.cases == 1 else "cases"
    found = line.note or (
        f"{line.tested:,} cells tested, {line.strong} hot, {line.likely} more may be chance"
    )
    return f"{what}: {line.cases:,} {noun}; {found}"
