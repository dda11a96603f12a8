"""Verbs of the data steward: what waits to be corrected, and how good the data is."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from dataclasses import replace

from geo_asb import quarantine
from geo_asb.cli_database import ready_database
from geo_asb.errors import SettingsError
from geo_asb.settings import Settings

__all__ = ["rejects"]

SHOWN = 20


def rejects(settings: Settings, chosen: Namespace) -> None:
    """List what waits for the data steward, or set some of it aside."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    if chosen.dismiss:
        _dismiss(named, chosen)
        return
    found = quarantine.waiting(named, batch=chosen.batch)
    if chosen.out:
        quarantine.write_waiting(chosen.out, found)
        print(f"Written: {chosen.out}, {len(found):,} lines.")
        return
    for one in found[:SHOWN]:
        row = "" if one.row is None else f", row {one.row}"
        where = f"batch {one.batch}, {one.file_name}{row}, column '{one.column}'"
        state = "" if one.state == "open" else f" ({one.state})"
        print(f"{one.what}{state}: {where}: {one.reason}. {one.remedy}")
    if len(found) > SHOWN:
        print(f"… and {len(found) - SHOWN:,} more: write them all with --out FILE.csv.")
    _sum_up(found)


def _sum_up(found: list[quarantine.Waiting]) -> None:
    states = Counter((one.what, one.state) for one in found)
    lines = [
        f"{count:,} {what}{'' if count == 1 else 's'} {state}"
        for (what, state), count in sorted(states.items())
    ]
    print(f"In all: {', '.join(lines)}." if lines else "Nothing waits.")


def _dismiss(settings: Settings, chosen: Namespace) -> None:
    if chosen.batch is None:
        message = "Say which load with --batch N, and which of its rows with --row N."
        raise SettingsError(message)
    count = quarantine.dismiss(settings, chosen.batch, chosen.row, reason=chosen.dismiss)
    noun = "reject is" if count == 1 else "rejects are"
    print(f"{count:,} {noun} set aside: {chosen.dismiss}.")
