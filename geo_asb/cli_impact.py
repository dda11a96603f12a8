"""The verb that asks what became of an activity."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from geo_asb.cli_database import ready_database
from geo_asb.errors import SettingsError
from geo_asb.hotspots.impact import Change
from geo_asb.impact_study import Study, Window, study_activities
from geo_asb.model import Period
from geo_asb.settings import Settings
from geo_asb.words import period_words

__all__ = ["impact"]

LEAST_REACH_M, MOST_REACH_M = 30, 1000
FOR_OFFICERS = "For officers: counts are exact and not to be passed on."
_HEADS = (
    "activity", "kind", "starts_on", "last_on", "where", "cases_12_months_before",
    "like_places", "weeks", "before", "after", "like_before", "like_after", "beyond",
    "beyond_low", "beyond_high", "times_low", "times_high", "near_before", "near_after",
    "verdict", "moved", "note",
)  # fmt: skip


def impact(settings: Settings, chosen: Namespace) -> None:
    """Say what became of one activity, or of all."""
    if bool(chosen.activity) == chosen.all:
        message = "Name the activities by their numbers, or say --all."
        raise SettingsError(message)
    if not LEAST_REACH_M <= chosen.reach <= MOST_REACH_M:
        message = (
            f"--reach is {chosen.reach:g}; give {LEAST_REACH_M} to {MOST_REACH_M} metres: less "
            "would single out a home, more is no place."
        )
        raise SettingsError(message)
    ready_database(settings)
    named = replace(settings, landlord=chosen.landlord or settings.landlord)
    ids = None if chosen.all else chosen.activity
    studies = study_activities(named, ids, reach_m=chosen.reach, group=chosen.group or "")
    print(FOR_OFFICERS)
    if chosen.out:
        _write(chosen.out, studies)
        print(f"Written: {chosen.out}, {len(studies)} activities with the places they match.")
    elif chosen.all:
        _print_all(studies)
    else:
        for study in studies:
            print("\n" + "\n".join(_told(study)))
    for caveat in studies[0].caveats if studies else ():
        print(f"- {caveat}")


def _told(study: Study) -> Iterator[str]:
    """Tell one activity line by line."""
    done = study.activity
    days = period_words(Period(done.starts_on, done.last_on + timedelta(days=1)))
    yield f"{done.activity_id}: {done.kind}, {days}{', ' if study.where else ''}{study.where}"
    if study.note:
        yield f"Nothing can be compared: {study.note}"
        return
    like = ", ".join(f"{place.name} ({place.cases})" for place in study.matched)
    yield (
        f"{_cases(study.cases_before)} in the 12 months before. Held against {len(study.matched)} "
        f"places with about as many and no activity: {like}."
    )
    yield from (f"{window.weeks:>4} weeks: {_window(window)}" for window in study.windows)


def _window(window: Window) -> str:
    if window.change is None:
        return window.note
    change = window.change
    like = [count / change.places for count in change.like]
    told = (
        f"{_cases(change.here[0])} before, {change.here[1]} after; like places "
        f"{like[0]:.1f} and {like[1]:.1f}: {change.verdict}"
    )
    if change.verdict == "too few to say":
        return f"{told}."
    return (
        f"{told} ({change.beyond.estimate:+.0f} beyond them, {change.beyond.low:+.0f} to "
        f"{change.beyond.high:+.0f}). Nearby {change.here_near[0]} and {change.here_near[1]}: "
        f"{change.moved}."
    )


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"


def _print_all(studies: list[Study]) -> None:
    """One line for each activity, and how many of each verdict."""
    verdicts: Counter[str] = Counter()
    for study in studies:
        told = [window for window in study.windows if window.change]
        last = told[-1].change if told else None
        verdict = last.verdict if last else "not compared"
        verdicts[verdict] += 1
        weeks = f"{told[-1].weeks} weeks" if told else ""
        done = study.activity
        print(f"  {done.activity_id:12}{done.kind:20}{done.starts_on}  {weeks:10}{verdict}")
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()) + ".")
    print("One activity at a time tells more: geo-asb impact ACTIVITY.")
    print("- Of forty activities that changed nothing, luck makes one look like a clear fall.")


def _write(path: Path, studies: list[Study]) -> None:
    """Write the paper trail: every window of every activity with its matched places."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow([FOR_OFFICERS])
        sheet.writerow(_HEADS)
        for study in studies:
            done = study.activity
            like = "; ".join(
                f"{place.name} {place.cases} at {place.x_m:.0f} {place.y_m:.0f}"
                for place in study.matched
            )
            known = [done.activity_id, done.kind, done.starts_on, done.last_on, study.where]
            for window in study.windows or (Window(0, None, study.note),):
                sheet.writerow([*known, study.cases_before, like, *_figures(window)])


def _figures(window: Window) -> list[object]:
    change = window.change
    if change is None:
        return [window.weeks or "", *[""] * 13, window.note]
    return [
        window.weeks, *change.here, *change.like, *_intervals(change), *change.here_near,
        change.verdict, change.moved, "",
    ]  # fmt: skip


def _intervals(change: Change) -> list[float]:
    beyond, ratio = change.beyond, change.ratio
    ends = (beyond.estimate, beyond.low, beyond.high, ratio.low, ratio.high)
    return [round(end, 3) for end in ends]
