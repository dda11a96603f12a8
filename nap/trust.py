"""
How far figures can be trusted: what is placed, how fresh the loads are, what nobody can know.

Every function is pure and says it in plain sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo_asb.answers import CellMap, Freshness, PlacedMonth
from geo_asb.case_types import CASE_TYPES
from geo_asb.model import Layer, Scope
from nap import plain
from nap.wording import NOUNS

__all__ = [
    "PLACED_FOR_A_MAP",
    "freshness_sentence",
    "limits",
    "may_map",
    "months_warning",
    "not_known",
    "placed_words",
    "placing_warning",
]

# What is asked of a case without a place: the three layers are never given the same words.
_WHERE = {
    Layer.CASES: "happened",
    Layer.REPORTED: "reported from",
    Layer.POLICE: "happened",
}
# Below this share placed, a figure carries a warning; below the second, no map is drawn.
_PLACED_ENOUGH = 0.85
PLACED_FOR_A_MAP = 0.70


def not_known(freshness: Freshness, cells: CellMap, scope: Scope) -> str:
    """Name what the figures cannot tell: places that are unknown, and what nobody reported."""
    gaps = []
    if cells.elsewhere:
        gaps.append(_unplaced(cells.elsewhere, scope.layer))
    elif freshness.placed_share is None:
        gaps.append(f"what share of the {NOUNS[scope.layer]}s could be placed")
    gaps.append("what people did not report")
    return f"Not known: {', and '.join(gaps)}."


def _unplaced(cases: int, layer: Layer) -> str:
    were = "" if layer is not Layer.REPORTED else "was " if cases == 1 else "were "
    return f"exactly where {plain.count(cases, NOUNS[layer])} {were}{_WHERE[layer]}"


def may_map(freshness: Freshness) -> bool:
    """Say whether enough cases are placed for a map of cells; unknown counts as enough."""
    return freshness.placed_share is None or freshness.placed_share >= PLACED_FOR_A_MAP


def placing_warning(freshness: Freshness) -> str:
    """Warn where too few cases could be placed; empty where enough were, or where it is unknown."""
    share = freshness.placed_share
    if share is None or share >= _PLACED_ENOUGH:
        return ""
    known = plain.percent(share, freshness.cases)
    text = (
        f"Warning: only {known} of the cases loaded could be placed on or beside a home or block "
        "(85% is wanted). Places may be missing from what follows"
    )
    return text + (". No map is drawn and no hot place named." if share < PLACED_FOR_A_MAP else ".")


def months_warning(months: Sequence[PlacedMonth]) -> str:
    """Name the months of which too few cases could be placed; empty where there is none."""
    poor = [month.month for month in months if month.warns]
    if not poor:
        return ""
    when = "every month shown" if len(poor) == len(months) > 1 else plain.months_words(poor)
    return (
        f"Warning: under 85% of cases could be placed on or beside a home or block in {when}. "
        "Places may be missing there."
    )


def placed_words(layer: Layer) -> str:
    """Say what it is for a case or report to be placed, after a share of them."""
    return "have a map point" if layer is Layer.POLICE else "placed on or beside a home or block"


def freshness_sentence(freshness: Freshness, layer: Layer) -> str:
    """Say how new and how complete the loads are."""
    known = freshness.data_to
    parts = [f"Data to {plain.day_words(known)}" if known else "The last day loaded is not known"]
    if freshness.placed_share is not None and freshness.cases:
        share = plain.percent(freshness.placed_share, freshness.cases)
        cases = plain.count(freshness.cases, NOUNS[layer])
        parts.append(f"{share} of {cases} {placed_words(layer)}")
    if freshness.waiting_rejects:
        verb = "waits" if freshness.waiting_rejects == 1 else "wait"
        parts.append(f"{plain.count(freshness.waiting_rejects, 'row')} {verb} to be mended")
    return f"{'; '.join(parts)}."


def limits() -> tuple[str, ...]:
    """
    Say what a section does not show.

    The same words stand in every document, whether or not anything was left out of it.
    """
    restricted = [kind.label.lower() for kind in CASE_TYPES.values() if kind.tier >= 2]
    return (
        "Quiet is not safe: many people do not report (33% in one landlord's survey, mhs 2022).",
        "A case is the landlord's record of work on one matter. It is not every report, nor "
        "everything that happened.",
        f"Some kinds are never in a place's figures: {plain.and_list(restricted)}. A case with any "
        "of them is left out whole. These words stand here whether or not there was one.",
        "A hot place is a gathering of cases for its number of homes. It names no cause, and "
        "judges no estate and nobody who lives there.",
        "Police, council and landlord counts are kept apart and never added.",
    )
