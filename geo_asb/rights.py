"""What a viewer's figures rest on: which cases they count, over which homes, with which caveats."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo_asb import tallies
from geo_asb.columns import in_scope
from geo_asb.errors import NotAllowedError
from geo_asb.model import DisplayLevel, Layer, Scope, Viewer
from geo_asb.snapshot import Snapshot

__all__ = [
    "caveats",
    "check_area",
    "homes_counted",
    "is_released_only",
    "may_count",
    "where_words",
]


def is_released_only(viewer: Viewer) -> bool:
    """Say whether this level is answered from releases alone."""
    return viewer.level in {DisplayLevel.PARTNER, DisplayLevel.PUBLIC}


def check_area(viewer: Viewer, area: str) -> None:
    """
    Stop a question about a ward outside the viewer's patch.

    Raises
    ------
    NotAllowedError
        Says how to get the ward lent.
    """
    if area and viewer.patch is not None and area not in viewer.patch:
        message = "This ward is outside your patch. Ask your manager to lend it to you."
        raise NotAllowedError(message)


def where_words(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> str:
    """Name the place a scope asks about, as this viewer may see it."""
    if scope.area:
        wards = dict(zip(snapshot.wards["code"], snapshot.wards["name"], strict=True))
        return f"{wards.get(scope.area, scope.area)} ward"
    return snapshot.name if viewer.patch is None else f"your patch of {snapshot.name}"


def may_count(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> NDArray[np.bool_]:
    """Mark what totals of a layer count: cases of every role, or those reported from a place."""
    columns = snapshot.columns(scope.layer)
    mask = tallies.in_patch(columns, viewer.patch)
    if scope.layer is Layer.REPORTED:
        mask &= ~columns.happened & ~columns.source
    return mask


def homes_counted(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> int:
    """Count the homes that a rate is over; 0 for police reports, which have no homes list."""
    if scope.layer is Layer.POLICE:
        return 0
    homes = snapshot.homes
    wanted = {scope.area} if scope.area else viewer.patch
    if wanted is None:
        return int(homes.ward.size)
    codes = [n for n, code in enumerate(homes.wards) if code in wanted]
    return int(np.isin(homes.ward, codes).sum())


def caveats(snapshot: Snapshot, viewer: Viewer, scope: Scope) -> tuple[str, ...]:
    """Say what a figure leaves out, in the same words whether or not anything was."""
    said = ["Some kinds of case are never in place totals or on maps, and some places are unknown."]
    if scope.period.start == date.min or is_released_only(viewer):
        return tuple(said)
    missing = [
        m for m in tallies.months_between(scope.period) if m not in snapshot.supplied(scope.layer)
    ]
    if missing:
        said.append(
            f"{len(missing)} months of the period were not supplied; they are blank, not zero."
        )
    columns = snapshot.columns(scope.layer)
    asked = in_scope(columns, scope)
    if asked.any() and (share := float(columns.precise[asked].mean())) < tallies.LEAST_PLACED:
        said.append(f"Only {share:.0%} of these could be placed on or beside a home or block.")
    if scope.layer is Layer.POLICE:
        said.append("Police points are moved to a nearby map point and carry the month only.")
    return tuple(said)
