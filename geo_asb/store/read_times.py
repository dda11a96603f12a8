"""When the incidents of mappable cases happened: for the monthly run, never for a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["NO_TIMES", "CaseTimes", "case_times"]


@dataclass(frozen=True, slots=True, eq=False)
class CaseTimes:
    """
    Incidents whose time is known, each (k,); a case may have several, or none.

    case          position in the CaseColumns of the same landlord
    began, ended  datetime64[us], the local clock as recorded; `ended` is NaT where not known
    """

    case: NDArray[np.int64]
    began: NDArray[np.datetime64]
    ended: NDArray[np.datetime64]


_NO_MOMENTS = np.array([], dtype="datetime64[us]")
NO_TIMES = CaseTimes(np.array([], dtype=np.int64), _NO_MOMENTS, _NO_MOMENTS)


def case_times(conn: Connection, landlord: str) -> CaseTimes:
    """Return the known times of a landlord's mappable cases; days without a time are left out."""
    rows = conn.execute(sql("case_times"), {"landlord": landlord}).fetchall()
    case, began, ended = [list(part) for part in zip(*rows, strict=True)] or ([], [], [])
    return CaseTimes(
        np.array(case, dtype=np.int64),
        np.array(began, dtype="datetime64[us]"),
        np.array(ended, dtype="datetime64[us]"),
    )
