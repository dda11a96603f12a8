"""The cases that a question of the monthly run rests on, and the words for where they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_asb.model import Period
from geo_asb.monthly.study import Study
from geo_asb.store.read_keys import CaseKeys
from geo_asb.words import and_list

__all__ = ["Chosen", "chosen", "name_of", "ward_of"]

NAMED_STREETS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Cases of one window and group that lie at a known place; (n,) positions in the columns."""

    at: NDArray[np.intp]
    points_m: NDArray[np.float64]
    days: NDArray[np.int64]
    left_out: int


def chosen(study: Study, period: Period, group: str = "") -> Chosen:
    """Choose the cases of a period that lie at a precise place."""
    at = np.flatnonzero(study.counted(period, group))
    columns = study.columns
    points_m = np.column_stack([columns.x_m[at], columns.y_m[at]])
    left_out = int(study.asked(period, group).sum()) - at.size
    return Chosen(at, points_m, columns.day[at].astype(np.int64), left_out)


def name_of(study: Study, keys: CaseKeys | None, at: NDArray[np.intp]) -> str:
    """Name cases after their commonest streets, two at most; without any, after their cell's."""
    streets = [] if keys is None else [street for street in keys.street[at] if street]
    if not streets:
        cells = study.at[0][at]
        names = study.ground.frame["name"].to_numpy()[cells[cells >= 0]]
        streets = [street for name in names for street in name.split(" and ") if street]
    counted = Counter(streets)
    top = sorted(counted, key=lambda street: (-counted[street], street))[:NAMED_STREETS]
    return and_list(top) or "a place without street names"


def ward_of(study: Study, at: NDArray[np.intp]) -> str:
    """Return the ward of most of the cases, "" where none lies in one."""
    wards = study.columns.ward[at]
    known = wards[wards >= 0]
    return study.columns.wards[int(np.bincount(known).argmax())] if known.size else ""
