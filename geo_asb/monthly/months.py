"""Months that are unlike others, named in the caveats of whatever rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geo_asb.monthly.cells import CellRun
from geo_asb.monthly.study import MONTHS, YEAR_MONTHS, Study, blank_months, window
from geo_asb.store.run_parts import Part
from geo_asb.tallies import months_between
from geo_asb.words import months_words

__all__ = ["COVID_FIRST", "COVID_LAST", "covid_months", "with_months_named"]

# The first order to stay at home, and the end of most legal limits, in England.
COVID_FIRST, COVID_LAST = date(2020, 3, 1), date(2021, 7, 1)

# Months that each part rests on, the month of the run included.
PART_MONTHS = {
    "stability": YEAR_MONTHS,
    "hotspots": MONTHS,
    "repeat places": 2 * YEAR_MONTHS,
    "near repeats": YEAR_MONTHS,
    "clusters of cases": YEAR_MONTHS,
    "new gatherings": YEAR_MONTHS,
    "back-test": YEAR_MONTHS + 1,
    "concentration": YEAR_MONTHS,
    "rates": YEAR_MONTHS,
    "weeks": YEAR_MONTHS,
    "day and night": YEAR_MONTHS,
}


def covid_months(study: Study, months: int) -> tuple[str, ...]:
    """Say which months of a window fell under Covid rules; nothing where none did."""
    held = months_between(window(study.month, months))
    under = [month for month in held if COVID_FIRST <= month <= COVID_LAST]
    if not under:
        return ()
    which = "this month" if months == 1 else f"{months_words(under)} of these {months} months"
    return (f"Covid rules held in {which}: what people did, reported and recorded was unlike.",)


def with_months_named(
    study: Study, runs: Sequence[CellRun], parts: Sequence[Part]
) -> tuple[list[CellRun], list[Part]]:
    """Name, in every run and part, the months of its window not supplied or under Covid rules."""
    told_runs = [
        replace(
            run,
            placed=replace(run.placed, caveats=_told(study, run.window_months, run.placed.caveats)),
        )
        for run in runs
    ]
    told_parts = [
        replace(part, caveats=_told(study, PART_MONTHS[part.name], part.caveats)) for part in parts
    ]
    return told_runs, told_parts


def _told(study: Study, months: int, caveats: tuple[str, ...]) -> tuple[str, ...]:
    """Say once which months are blank: those of the longest window that the part looks at."""
    shorter = {said for held in range(1, months) for said in blank_months(study, held)}
    kept = [said for said in caveats if said not in shorter]
    more = (*blank_months(study, months), *covid_months(study, months))
    return (*kept, *(said for said in more if said not in kept))
