"""How likely a place found is the right one, from what was right among known answers."""

from __future__ import annotations

from bisect import bisect_left

from geo_asb.model import Rung

__all__ = ["EXACT", "OFFICER", "OF_SPOT", "POSTCODE", "SAME_BLOCK", "UPRN", "of_slips"]

# Right among the homes found in the fit half of the development set (docs/decisions/0008): up to
# 1 slip 1,312 of 1,312, 2: 105 of 105, 3: 4 of 4, more: 1 of 5; each with half a right and half a
# wrong answer added, the first two drawn down to what the exact rung reached elsewhere.
_UP_TO_SLIPS = (1.0, 2.0, 3.0)
_RIGHT = (0.998, 0.995, 0.92, 0.25)
_ROUNDING = 1e-9

OFFICER = 1.0
UPRN = 0.995
EXACT = 0.998
SAME_BLOCK = 0.9  # too few known to say more, as for postcodes
POSTCODE = 0.9
# That the true place lies within the radius of a place told by something near it; the fit half
# again: block 51 of 51, near 39 of 39, junction 12 of 12, street 32 of 34, estate 10 of 10.
OF_SPOT = {
    Rung.BLOCK: 0.98, Rung.NEAR: 0.98, Rung.JUNCTION: 0.96, Rung.STREET: 0.93, Rung.ESTATE: 0.95,
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
