"""Verbs of the data steward: what waits to be corrected, and how good the data is."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from geo_asb import quarantine
from geo_asb.cli_database import ready_database
from geo_asb.contact_report import contact_tables
from geo_asb.errors import SettingsError
from geo_asb.quality_report import (
    QualityTable,
    checked_sample,
    quality_tables,
    write_sample,
    write_tables,
)
from geo_asb.settings import Settings

__all__ = ["contacts", "quality", "rejects"]

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


def quality(settings: Settings, chosen: Namespace) -> None:
    """Say how good the data is, or draw and read back the sample to check by eye."""
    if chosen.answers:
        _print_table(checked_sample(chosen.answers))
        return
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    if chosen.sample:
        count = write_sample(named, chosen.sample)
        print(f"Written: {chosen.sample}, {count} cases. Fill in 'right' with yes or no, then:")
        print(f"geo-asb quality --answers {chosen.sample}")
        return
    _hand_over(quality_tables(named, month=chosen.month, ward=chosen.ward or ""), chosen.out)


def contacts(settings: Settings, chosen: Namespace) -> None:
    """Say what became of contacts: which belong to a case, and how many there are for each."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    _hand_over(contact_tables(named, month=chosen.month), chosen.out)


def _hand_over(tables: Sequence[QualityTable], out: Path | None) -> None:
    """Write tables to a file, or print them."""
    if out:
        write_tables(out, tables)
        print(f"Written: {out}, {len(tables)} tables.")
        return
    print("For the data steward: counts are exact and not to be passed on.")
    for table in tables:
        _print_table(table)


def _print_table(table: QualityTable) -> None:
    print(f"\n{table.title}")
    if table.note:
        print(table.note)
    if table.frame.empty:
        print("  none")
        return
    frame = table.frame.head(SHOWN)
    cells = [[str(name) for name in frame.columns]]
    cells += [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        first = line[0].ljust(widths[0])
        rest = [text.rjust(width) for text, width in zip(line[1:], widths[1:], strict=True)]
        print("  " + "  ".join([first, *rest]))
    if len(table.frame) > SHOWN:
        print(
            f"  … and {len(table.frame) - SHOWN:,} more lines: write them all with --out FILE.csv"
        )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1%}"  # every number with a point in these tables is a share
    return f"{value:,}" if isinstance(value, int) else str(value)
