"""
Do the words of `rate_ratio` hold? Every pair of counts, weighed by its probability.

    python -m benchmarks.rate_words            the table, and the worst cover on a fine grid

Nothing is simulated: for two expected counts the probabilities of all pairs of counts up to a
vanishing tail are added up. Cover: the interval holds the true ratio (95% to 99% is wanted where
both expectations are 3 or more). Words where nothing changed: rise or fall is an error. Words where
cases doubled or halved: how often the right word comes, and how often the opposite one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from geo_asb.hotspots import rate_ratio

EXPECTED = (3, 5, 8, 12, 20, 35, 60, 100)
VANISHING = 1e-9


@dataclass(frozen=True, slots=True)
class Chances:
    """What becomes of two expected counts, each a probability."""

    held: float  # the interval holds the true ratio
    rise: float
    fall: float
    too_few: float


@cache
def _said(now: int, before: int) -> tuple[float, float, str]:
    change = rate_ratio(now, before)
    return change.low, change.high, change.verdict


def chances(now: float, before: float) -> Chances:
    """Add up all pairs of counts with these expectations."""
    counts_now, weights_now = _counts(now)
    counts_before, weights_before = _counts(before)
    held = rise = fall = too_few = 0.0
    for (a, wa), (b, wb) in product(
        zip(counts_now, weights_now, strict=True), zip(counts_before, weights_before, strict=True)
    ):
        low, high, verdict = _said(int(a), int(b))
        weight = float(wa * wb)
        held += weight * (low <= now / before <= high)
        rise += weight * (verdict == "clear rise")
        fall += weight * (verdict == "clear fall")
        too_few += weight * (verdict == "too few to say")
    return Chances(held, rise, fall, too_few)


def _counts(expected: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    counts = np.arange(poisson.ppf(VANISHING, expected), poisson.isf(VANISHING, expected) + 1)
    weights = poisson.pmf(counts, expected)
    return counts.astype(np.int64), weights / weights.sum()


def table() -> None:
    print("Expected in each period; nothing changed, doubled, halved (the later period).")
    print(f"{'before':>7} {'cover':>7} {'wrong word':>11} {'too few':>8}", end="")
    print(f" {'doubled: rise':>14} {'fall':>8} {'halved: fall':>13} {'rise':>8}")
    for before in EXPECTED:
        same, twice, half = (chances(before * times, before) for times in (1, 2, 0.5))
        print(
            f"{before:>7} {same.held:7.2%} {same.rise + same.fall:11.2%} {same.too_few:8.2%} "
            f"{twice.rise:14.1%} {twice.fall:8.4%} {half.fall:13.1%} {half.rise:8.4%}"
        )


def worst_cover() -> None:
    found = {(a, b): chances(a, b).held for a, b in product(EXPECTED, repeat=2)}
    least, most = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    print(f"\ncover over {len(found)} pairs of expectations from {EXPECTED[0]} to {EXPECTED[-1]}:")
    print(f"least {found[least]:.2%} at {least}, most {found[most]:.2%} at {most}")
    over = {pair: held for pair, held in found.items() if held > 0.99}
    print(f"above 99%: {', '.join(f'{pair} {held:.2%}' for pair, held in over.items()) or 'none'}")


if __name__ == "__main__":
    table()
    worst_cover()
