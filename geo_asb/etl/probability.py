"""How likely a place found is the right one, from what was right among known answers."""

from __future__ import annotations

from bisect import bisect_left

from geo_asb.model import Rung

__all__ = ["EXACT", "OFFICER", "OF_SPOT", "POSTCODE", "SAME_BLOCK", "UPRN", "of_slips"]

# Right among the homes found in the fit half of the development set (docs/decisions/0008): up to
# 1 slip 1,308 of 1,308, 2: 104 of 104, 3: 5 of 5, more: 1 of 5; each with half a right and half a
# wrong answer added, the first two drawn down to what the exact rung reached elsewhere.
_UP_TO_SLIPS = (1.0, 2.0, 3.0)
_RIGHT = (0.998, 0.995, 0.92, 0.25)
_ROUNDING = 1e-9

OFFICER = 1.0
UPRN = 0.995
EXACT = 0.998
SAME_BLOCK = 0.9
POSTCODE = 0.9
# That the true place lies within the radius of a place told by something near it.
OF_SPOT = {
    Rung.BLOCK: 0.98, Rung.NEAR: 0.97, Rung.JUNCTION: 0.97, Rung.STREET: 0.95, Rung.ESTATE: 0.97,
}  # fmt: skip


def of_slips(slips: float) -> float:
    """
    Give the probability that a home is the one meant, by the slips counted.

    Examples
    --------
    >>> of_slips(0.3) > of_slips(2.5)
    True
    """
    return _RIGHT[bisect_left(_UP_TO_SLIPS, slips - _ROUNDING)]
