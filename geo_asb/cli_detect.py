"""Verbs of the monthly run: work a month out, say what is out of date, decide on hotspots."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime

from geo_asb import decisions
from geo_asb.case_types import group_label
from geo_asb.cli_database import ready_database
from geo_asb.errors import SettingsError
from geo_asb.model import Layer
from geo_asb.monthly.run import MonthFound, RunLine, detect, detect_stale, run_states
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.hotspots import StoredHotspot, hotspots
from geo_asb.tiles import Tiling, open_executor
from geo_asb.words import day_words, month_words

__all__ = ["LAYER_WORDS", "find", "hotspot", "print_month"]

TILE_SIDE_M = 5_000.0  # ten times as far as any question about cases looks

LAYER_WORDS = {
    Layer.CASES: "where it happened",
    Layer.REPORTED: "reported from",
    Layer.POLICE: "police reports",
}


def find(settings: Settings, chosen: Namespace) -> None:
    """Work out a month, or all that are out of date, or say which those are."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    if chosen.status:
        _print_states(named)
        return
    with open_executor(scheduler=chosen.scheduler) as executor:
        tiling = None if executor is None else Tiling(TILE_SIDE_M, executor)
        if chosen.stale:
            print_month(detect_stale(named, tiling=tiling))
            print("Every month is up to date.")
        else:
            print_month(detect(named, chosen.month, tiling=tiling))


def _print_states(settings: Settings) -> None:
    for state in run_states(settings):
        said = "out of date: data was loaded since" if state.is_stale else "up to date"
        print(f"{month_words(state.month)}, {LAYER_WORDS[state.layer]}: {said}")


def print_month(found: list[MonthFound]) -> None:
    """Print what a monthly run found, a line for each question."""
    for layer in found:
        for line in layer.lines:
            print(_run_words(line))
        told = {line.note for line in layer.lines}
        for part in layer.parts:
            said = part.said or part.refused
            if said and said not in told:
                group = f", {group_label(part.type_group)}" if part.type_group else ""
                where = f"{LAYER_WORDS[layer.layer]}, {month_words(layer.month)}{group}"
                print(f"{where}, {part.name}: {said}")


def _run_words(line: RunLine) -> str:
    months = "1 month" if line.window_months == 1 else f"{line.window_months} months"
    group = group_label(line.type_group) if line.type_group else "All types"
    what = f"{LAYER_WORDS[line.layer]}, {months} to {month_words(line.month)}, {group}"
    noun = "case" if line.cases == 1 else "cases"
    found = line.note or (
        f"{line.tested:,} cells tested, {line.strong} hot, {line.likely} more may be chance"
    )
    return f"{what}: {line.cases:,} {noun}; {found}"


def hotspot(settings: Settings, chosen: Namespace) -> None:
    """List hotspots, or keep what a manager decided on one."""
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    if chosen.what == "list":
        with connect(named) as conn:
            found = hotspots(conn, named.landlord, chosen.month)
        print("\n".join(map(_spot_words, found)) or "No hotspot in a run that is up to date.")
        return
    if not (chosen.key and chosen.by and chosen.reason):
        listed = "; ".join(decisions.REASONS[chosen.what])
        message = f"Say which hotspot, --by whom and for what --reason: {listed}."
        raise SettingsError(message)
    spot = decisions.decide(
        named,
        chosen.key,
        (chosen.what, chosen.reason),
        (chosen.by, datetime.now(UTC)),
        cells=(chosen.add, chosen.take),
    )
    print(_spot_words(spot))


def _spot_words(spot: StoredHotspot) -> str:
    group = group_label(spot.type_group) if spot.type_group else "All types"
    what = (
        f"{spot.key} {spot.name}: {group}, {LAYER_WORDS[spot.layer]}, {month_words(spot.month)}, "
        f"{spot.state or 'state not known yet'}; {spot.cases} cases, {spot.expected:.0f} expected "
        f"from {spot.homes:,.0f} homes; cells {' '.join(spot.cells)}"
    )
    if spot.decision is None:
        return what
    made = spot.decision
    past = {"accept": "accepted", "nudge": "nudged", "reject": "rejected"}[made.verdict]
    nudge = "" if spot.cases_nudged is None else f", {spot.cases_nudged} cases as nudged"
    when = day_words(made.decided_at.date())
    return f"{what}\n  {past} by {made.decided_by} on {when}: {made.reason}{nudge}"
