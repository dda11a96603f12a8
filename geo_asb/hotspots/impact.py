"""
Did an action change cases here, beyond what happened elsewhere?

Something is done where things are worst, and after the worst months better ones follow whatever
is done. So a place is held against places that were as bad in the year before (`like_places`), and
only what goes beyond them counts (`change_beside`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan, sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.gi_star import refuse_other_shape, whole_counts
from geo_asb.hotspots.rates import FEWEST_CASES, RateRatio, Verdict, rate_ratio

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "METHOD",
    "BeforeAfter",
    "Change",
    "Displacement",
    "Moved",
    "change_beside",
    "displacement_difference",
    "like_places",
]

# Raise by hand when a rule changes.
METHOD = "impact-1"

BeforeAfter: TypeAlias = tuple[int, int]
Moved: TypeAlias = Literal["clear rise nearby", "clear fall nearby", "no sign", "too few to say"]

FEWEST_PLACES = 3
_NAMES = ("treated", "control", "treated_near", "control_near")


@dataclass(frozen=True, slots=True)
class Displacement:
    """Cases more (or, below zero, fewer) than elsewhere, with a normal interval."""

    estimate: float
    se: float
    z: float
    low: float
    high: float


def displacement_difference(  # noqa: PLR0913 - four places and three choices make the question
    treated: BeforeAfter,
    control: BeforeAfter,
    treated_near: BeforeAfter | None = None,
    control_near: BeforeAfter | None = None,
    *,
    time_weights: tuple[float, float] = (1, 1),
    area_weights: tuple[float, float, float, float] = (1, 1, 1, 1),
    level: float = 0.9,
) -> Displacement:
    """
    Ask by how many cases a place changed beyond places where nothing was done, and its ring too.

    Parameters
    ----------
    treated, control : cases before and after, where something was done and where nothing was.
    treated_near, control_near : the same in the ring round each, into which trouble may have
        moved; both or neither.
    time_weights : length of the period before and after, in any one unit.
    area_weights : size of each area in the order of the arguments: 3 for three places counted
        together, so that one place is compared with their mean.
    level : of the interval; between 0 and 1.

    Returns
    -------
    A `Displacement`: change where something was done less change elsewhere, rings added. Below
    zero, cases fell. `z` is NaN where there is no case at all.

    The interval takes counts for dice and is wide of the mark below about 10 cases a cell or where
    one address reports many times; that cases would have gone the way of the control places is
    taken for granted.

    Raises
    ------
    FrameError
        Counts or weights out of range, or one ring without the other.

    References
    ----------
    Wheeler and Ratcliffe (2018), Crime Science 7:11.

    Examples
    --------
    >>> found = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> found.estimate, round(found.z, 2)
    (-118.0, -2.98)
    """
    if (treated_near is None) != (control_near is None):
        message = "one ring stands without the other; give treated_near and control_near, or none."
        raise FrameError(message)
    if not 0 < level < 1:
        message = f"level is {level}; give a share between 0 and 1, as 0.9."
        raise FrameError(message)
    counts = _counts(treated, control, treated_near or (0, 0), control_near or (0, 0))
    sizes = _weights(area_weights, 4, "area_weights")[:, None] * _weights(time_weights, 2)
    change = np.array([[-1, 1], [1, -1], [-1, 1], [1, -1]])
    estimate = float((change * counts / sizes).sum())
    se = sqrt((counts / sizes**2).sum())
    margin = float(norm.isf((1 - level) / 2)) * se
    return Displacement(
        estimate, se, estimate / se if se else nan, estimate - margin, estimate + margin
    )


@dataclass(frozen=True, slots=True)
class Change:
    """
    Cases before and after here and in like places (added up), and what may be said of them.

    *_near    cases in the rings round them
    beyond    change here less the mean change of like places
    nearby    the same for the rings round them
    together  both: below zero, cases fell and did not merely move
    ratio     after against before, here alone
    """

    here: BeforeAfter
    like: BeforeAfter
    here_near: BeforeAfter
    like_near: BeforeAfter
    places: int
    beyond: Displacement
    nearby: Displacement
    together: Displacement
    ratio: RateRatio
    verdict: Verdict
    moved: Moved


def like_places(
    before: ArrayLike, here: int, *, allowed: ArrayLike, touching: csr_array, most: int = 10
) -> NDArray[np.int64]:
    """
    Choose the places whose year before was most like the one here, apart from each other.

    Parameters
    ----------
    before : (n,) cases of each place in the year before.
    here : cases of the same year where something was done.
    allowed : (n,) of bool: may be chosen, for nothing was done there and it is not nearby.
    touching : (n, n) of 0 and 1; places of which only one may be chosen.
    most : places to choose, at most.

    Returns
    -------
    Positions, the most like first; of equals the first. Chosen are places within a third of the
    cases here, or two cases: others were not as bad, and would not have got better by themselves.

    Raises
    ------
    TooFewCasesError
        Fewer than three places are like it.
    FrameError
        Arrays that do not fit.

    Examples
    --------
    >>> from scipy.sparse import eye_array
    >>> like_places([9, 2, 12, 30, 11], 10, allowed=[True] * 5, touching=eye_array(5)).tolist()
    [0, 4, 2]
    """
    counts = whole_counts(before, "before")
    may = np.asarray(allowed, dtype=bool)
    refuse_other_shape(touching, counts.size)
    if may.shape != counts.shape:
        message = f"{counts.size} places but allowed for {may.size}; give one for each place."
        raise FrameError(message)
    unlike = np.abs(counts - here)
    may = may & (unlike <= max(2.0, here / 3))
    near = touching.tocsr()
    chosen: list[int] = []
    for place in np.argsort(unlike, kind="stable"):
        if may[place] and len(chosen) < most:
            chosen.append(int(place))
            may[near.indices[near.indptr[place] : near.indptr[place + 1]]] = False
    if len(chosen) < FEWEST_PLACES:
        message = (
            f"{len(chosen)} places without activity had about {here} cases in the year before; "
            f"a fair comparison needs {FEWEST_PLACES}. Take a wider or a narrower reach."
        )
        raise TooFewCasesError(message)
    return np.array(chosen, dtype=np.int64)


def change_beside(
    here: BeforeAfter,
    like: BeforeAfter,
    here_near: BeforeAfter,
    like_near: BeforeAfter,
    *,
    places: int,
    level: float = 0.95,
) -> Change:
    """
    Say in words whether cases changed here beyond like places, and whether they moved nearby.

    Parameters
    ----------
    here, here_near : cases before and after where something was done, and in the ring round it.
    like, like_near : the same added up over like places and their rings.
    places : how many like places.
    level : of every interval; between 0 and 1.

    Returns
    -------
    A `Change`. Its verdict is `clear fall` (or rise) only where the count here fell clearly and
    fell clearly more than in like places; `too few to say` below 10 cases here, before and after
    together. `moved` asks the same of the rings, of which fewer than 10 cases say too little.

    A clear fall came after the action; that it came from it, nobody can see in counts.

    Raises
    ------
    FrameError
        Counts, places or level out of range.

    Examples
    --------
    >>> change = change_beside((20, 3), (60, 63), (12, 13), (40, 44), places=3)
    >>> change.verdict, change.moved, round(change.beyond.estimate)
    ('clear fall', 'no sign', -18)
    """
    sizes = (1, places, 1, places)
    beyond = displacement_difference(here, like, area_weights=sizes, level=level)
    nearby = displacement_difference(here_near, like_near, area_weights=sizes, level=level)
    together = displacement_difference(
        here, like, here_near, like_near, area_weights=sizes, level=level
    )
    ratio = rate_ratio(here[1], here[0], level=level)
    return Change(
        here, like, here_near, like_near, places, beyond, nearby, together, ratio,
        _verdict(ratio.verdict, beyond), _moved(sum(here_near), nearby),
    )  # fmt: skip


def _verdict(alone: Verdict, beyond: Displacement) -> Verdict:
    """Both must say so: the count itself, and its distance from like places."""
    is_beyond = (alone == "clear fall" and beyond.high < 0) or (
        alone == "clear rise" and beyond.low > 0
    )
    return alone if is_beyond or alone == "too few to say" else "no clear change"


def _moved(cases: int, nearby: Displacement) -> Moved:
    if cases < FEWEST_CASES:
        return "too few to say"
    if nearby.low > 0:
        return "clear rise nearby"
    return "clear fall nearby" if nearby.high < 0 else "no sign"


def _counts(*places: BeforeAfter) -> NDArray[np.float64]:
    if any(len(place) != 2 for place in places):
        message = "give two counts, before and after, for each place."
        raise FrameError(message)
    counts = np.array(places, dtype=np.float64)
    wrong = ~np.isfinite(counts) | (counts < 0) | (counts != np.floor(counts))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        message = (
            f"{_NAMES[row]} {('before', 'after')[column]} is {counts[row, column]}; give a whole "
            "number of cases from zero up."
        )
        raise FrameError(message)
    return counts


def _weights(weights: tuple[float, ...], n: int, name: str = "time_weights") -> NDArray[np.float64]:
    if len(weights) != n or not all(isfinite(each) and each > 0 for each in weights):
        message = f"{name} are {weights}; give {n} numbers above zero."
        raise FrameError(message)
    return np.array(weights, dtype=np.float64)
