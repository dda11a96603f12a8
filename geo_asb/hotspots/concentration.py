"""How few places hold how many cases, beside what chance alone would gather."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.gi_star import whole_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["METHOD", "Concentration", "concentration"]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "concentration-1"

# Enough for a mean and a band; a million cases are thrown in two seconds.
RUNS = 199
_BAND = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Concentration:
    """
    What share of cases the top places hold, and what share they would hold by chance.

    share, by_chance  shares of all cases, 0 to 1, held by the `top_places` with most cases
    low, high         95% of chance's shares lie between them
    p                 probability of such a share or a larger one by chance
    gini              0 where cases are as evenly spread as can be, towards 1 where few hold all
    """

    share: float
    by_chance: float
    low: float
    high: float
    p: float
    gini: float
    cases: int
    places: int
    top_places: int
    runs: int
    method: str
    caveats: tuple[str, ...]


def concentration(
    counts: ArrayLike, *, top: float = 0.05, rng: np.random.Generator
) -> Concentration:
    """
    Say what share of cases the top places hold, beside the share expected by chance.

    Where cases are fewer than places a few places hold all of them whatever happens. So as many
    cases are thrown on as many places, 199 times, each place as likely as any other; and the Gini
    coefficient is measured from the most even spread there can be, one case at each place.

    Parameters
    ----------
    counts : (n,) cases at each place, places without cases included; whole numbers.
    top : share of places looked at, above 0 and below 1; rounded up to whole places.
    rng : source of chance.

    Returns
    -------
    A `Concentration`. A share above chance says that places differ, not why: a tower block holds
    more homes than a house, and homes are not weighed here.

    Raises
    ------
    FrameError
        Counts that are negative, broken or not known, or a share out of range.
    TooFewCasesError
        Fewer than two places, or no case at all.

    References
    ----------
    Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33(3), for the generalised
    Gini coefficient.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.repeat([9, 1, 0], [2, 20, 78])
    >>> found = concentration(counts, rng=np.random.default_rng(4))
    >>> found.top_places, round(found.share, 2), round(found.by_chance, 2), found.p
    (5, 0.55, 0.27, 0.005)
    """
    cases = whole_counts(counts, "counts").astype(np.int64)
    if not 0 < top < 1:
        message = f"top is {top}; give a share of places between 0 and 1, as 0.05."
        raise FrameError(message)
    _refuse_few(cases)
    total, places = int(cases.sum()), cases.size
    top_places = ceil(round(top * places, 9))  # 0.07 of 100 places are 7, not 8
    share = _share(cases, top_places)
    thrown = (np.bincount(rng.integers(places, size=total)) for _ in range(RUNS))
    by_chance = np.array([_share(each, top_places) for each in thrown])
    low, high = np.quantile(by_chance, _BAND).tolist()
    return Concentration(
        share=share,
        by_chance=float(by_chance.mean()),
        low=low,
        high=high,
        p=(1 + int((by_chance >= share).sum())) / (1 + RUNS),
        gini=_generalised_gini(cases),
        cases=total,
        places=places,
        top_places=top_places,
        runs=RUNS,
        method=METHOD,
        caveats=_caveats(total, places),
    )


def _share(cases: NDArray[np.int64], top_places: int) -> float:
    """Share of the places with most cases; places without any may be left out at the end."""
    places_with = np.bincount(cases)[::-1]  # most cases first: few numbers, however many places
    taken = np.minimum(np.cumsum(places_with), top_places)
    held = np.diff(taken, prepend=0) @ np.arange(places_with.size - 1, -1, -1)
    return float(held / cases.sum())


def _generalised_gini(cases: NDArray[np.int64]) -> float:
    """Area between Lorenz curve and the line of greatest evenness, as a share of the most it is."""
    n, total = cases.size, int(cases.sum())
    rank_sum = float((np.arange(1, n + 1) * np.sort(cases)).sum()) / total
    gini = (2 * rank_sum - n - 1) / n
    return max(n / total, 1.0) * (gini - 1) + 1


def _caveats(total: int, places: int) -> tuple[str, ...]:
    said = [
        "Chance takes every place to be alike; blocks with many homes hold more cases than houses.",
    ]
    if total < places:
        said.append(
            f"There are fewer cases ({total}) than places ({places}): few places hold all of them "
            "even by chance, so read the share beside chance's."
        )
    return tuple(said)


def _refuse_few(cases: NDArray[np.int64]) -> None:
    if cases.size < 2:
        message = f"{cases.size} places cannot share cases; count at two places or more."
        raise TooFewCasesError(message)
    if not cases.any():
        message = f"none of {cases.size} places holds a case. Take a longer period or more types."
        raise TooFewCasesError(message)
