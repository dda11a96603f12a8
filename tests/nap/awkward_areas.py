"""Areas that make sentences stumble: none, one, few, unknown, badly placed, no base map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geo_asb.answers import Change, EstateRow, Evidence, Freshness, GroupRow
from geo_asb.model import Layer, Scope
from tests.paper_town import (
    BEFORE,
    ESTATES,
    GROUPS,
    NOW,
    background,
    cells,
    change,
    clear_rise,
    empty_background,
    evidence,
    months,
    ward,
)

__all__ = ["AREAS"]


def _groups(**cases: int | None) -> tuple[GroupRow, ...]:
    """Give each group its cases now; the year before stays what `before` says."""
    before = cases.pop("before", 0)
    verdict = None if before is None else "too few to say"
    return tuple(
        replace(row, now=cases.get(row.group) or 0, before=before, verdict=verdict, low_level=0)
        for row in GROUPS
    )


def _no_cases() -> Evidence:
    return evidence(
        change(0, 14, "clear fall", (0.0, 0.3)),
        monthly=months([0] * 6, [2, 1, 4, 3, 2, 2]),
        groups=_groups(),
        estates=(EstateRow("E1", "Lark Hill", 312, 0, 14, 0.0, "clear fall"),),
    )


def _one_case() -> Evidence:
    ground = background()
    return evidence(
        change(1, 0, "too few to say", homes=49),
        monthly=months([0, 0, 1, 0, 0, 0], [0] * 6),
        groups=_groups(noise=1),
        estates=(EstateRow("E1", "Lark Hill", 49, 1, 0, None, "too few to say"),),
        cell_map=cells({40: 1}, {}, len(ground.cells), elsewhere=1),
        freshness=Freshness(date(2021, 11, 30), 1.0, 1, 1, date(2021, 12, 1)),
        ground=ground,
        scope=Scope(NOW, group="noise", severity="low", area="W1", ward_year=2023),
    )


def _too_few() -> Evidence:
    return evidence(
        change(5, 3, "too few to say"),
        monthly=months([1, 1, 0, 1, 1, 1], [0, 1, 1, 0, 1, 0]),
        groups=_groups(drugs=2, animals=2, shared=1),
        estates=tuple(replace(row, now=1, verdict="too few to say") for row in ESTATES),
        draft=False,
    )


def _missing_months() -> Evidence:
    estates = tuple(replace(row, before=None, verdict=None) for row in ESTATES)
    return evidence(
        change(48, None, None),
        monthly=months([5, 6, None, 8, 20, 9], [None] * 6),
        groups=_groups(rubbish=30, noise=18, before=None),
        estates=estates,
    )


def _badly_placed() -> Evidence:
    poor = Freshness(date(2021, 11, 30), 0.62, 300, 0, date(2021, 12, 1))
    return clear_rise(freshness=poor)


def _police() -> Evidence:
    ground = empty_background(ward())
    counted = Change(1204, 1190, "no clear change", 0.93, 1.10, 0, None, NOW, BEFORE)
    return evidence(
        counted,
        monthly=months([190, 210, 204, 200, 201, 199], [198] * 6),
        cell_map=cells({10: 40, 11: 90}, None, len(ground.cells)),
        freshness=Freshness(None, None, 1204, 0, date(2021, 12, 1)),
        ground=ground,
        scope=Scope(NOW, layer=Layer.POLICE, area="W1", ward_year=2013),
    )


AREAS = {
    "clear_rise": clear_rise,
    "no_cases": _no_cases,
    "one_case": _one_case,
    "too_few_to_say": _too_few,
    "months_not_supplied": _missing_months,
    "badly_placed": _badly_placed,
    "police_without_homes": _police,
}
