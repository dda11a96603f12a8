"""
Are the words of an impact study right? Boroughs in which nothing was done, and some with an effect.

    python -m benchmarks.impact_words

Actions go where the year before was worst: there, cases fall afterwards whatever is done. Each
borough has 800 places whose rates differ; with stacks, one case in eight comes three at a time. One
of its ten worst places is said to be treated. Read: how often a clear fall (or rise) is told by our
rule, which wants it clear here and beyond like places; by each of these alone; and the mean count
before and after together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import eye_array

from geo_asb.errors import TooFewCasesError
from geo_asb.hotspots.impact import Change, change_beside, like_places

PLACES, BOROUGHS = 800, 2000
HALVES = 3  # half years: two before, one after
APART = eye_array(PLACES).tocsr()


def counts_of(
    rng: np.random.Generator, rate: NDArray[np.float64], stacks: float
) -> NDArray[np.int64]:
    """Cases of each place in three half years."""
    each = np.repeat(rate[:, None], HALVES, axis=1)
    return rng.poisson(each * (1 - stacks)) + 3 * rng.poisson(each * stacks / 3)


def one_study(rng: np.random.Generator, effect: float, stacks: float) -> Change | None:
    """Treat one of the ten worst places of a year; `effect` is what its rate is multiplied by."""
    rate = 1.1 * rng.gamma(0.5, 2, PLACES)
    counts = counts_of(rng, rate, stacks)
    year = counts[:, :2].sum(axis=1)
    here = int(rng.choice(np.argsort(year)[-10:]))
    after = counts_of(rng, rate * effect, stacks)[here, 2]
    allowed = np.arange(PLACES) != here
    try:
        like = like_places(year, int(year[here]), allowed=allowed, touching=APART)
    except TooFewCasesError:
        return None
    beside = counts[like].sum(axis=0)
    none = (0, 0)
    return change_beside(
        (int(counts[here, 1]), int(after)), (int(beside[1]), int(beside[2])), none, none,
        places=like.size,
    )  # fmt: skip


def line(effect: float, stacks: float, boroughs: int = BOROUGHS) -> str:
    rng = np.random.default_rng([4711, int(100 * effect), int(100 * stacks)])
    told = [one_study(rng, effect, stacks) for _ in range(boroughs)]
    found = [change for change in told if change]
    ours = [change.verdict for change in found]
    return (
        f"{effect:6} {stacks:6.0%} {len(found):8} "
        f"{_share(word == 'clear fall' for word in ours):9.1%} "
        f"{_share(word == 'clear rise' for word in ours):9.1%} "
        f"{_share(change.beyond.high < 0 for change in found):12.1%} "
        f"{_share(change.ratio.verdict == 'clear fall' for change in found):12.1%} "
        f"{np.mean([sum(change.here) for change in found]):7.0f}"
    )


def _share(told: object) -> float:
    return float(np.mean(list(told)))  # type: ignore[call-overload]


if __name__ == "__main__":
    print("effect stacks  studies  our fall  our rise  beyond: fall  alone: fall   cases")
    for effect in (1.0, 0.5, 0.25):
        for stacks in (0.0, 1 / 8):
            print(line(effect, stacks), flush=True)
