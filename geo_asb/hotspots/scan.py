"""Which circles of areas hold more cases than their people explain? The spatial scan statistic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import xlogy

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.gi_star import whole_counts
from geo_asb.hotspots.inputs import points_in_metres

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "FEWEST_IN_CLUSTER",
    "METHOD",
    "Cluster",
    "log_likelihood_ratio",
    "rank_p",
    "refuse_no_runs",
    "scan_areas",
]

# Raise by hand when a rule changes: stored results name the method they were made with.
METHOD = "scan-areas-1"
# One case is no gathering, however few people live there.
FEWEST_IN_CLUSTER = 2
# Two windows of the same cases and people differ by rounding alone; such are as likely.
_AS_LIKELY = 1e-9
# As many as keep the circles of a centre in the processor's cache.
_TOWNS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Cluster:
    """
    Areas within one circle that hold more cases than their people explain.

    areas                 positions, the centre first, then outwards
    cases, expected       in all of them; expected where everybody's risk is the same
    relative_risk         risk inside over risk outside; infinite if no case is outside
    log_likelihood_ratio  how much likelier the cases are if the circle has its own risk
    p                     share of towns by chance whose likeliest circle is as likely as this
    """

    areas: tuple[int, ...]
    cases: int
    expected: float
    relative_risk: float
    log_likelihood_ratio: float
    p: float


def scan_areas(
    cases: ArrayLike,
    population: ArrayLike,
    centres_m: ArrayLike,
    *,
    max_share: float = 0.5,
    runs: int = 999,
    rng: np.random.Generator,
) -> list[Cluster]:
    """
    Find circles of areas with more cases than their people explain, wherever and however large.

    Around each area's centre, circles grow from area to area while they hold at most `max_share`
    of all people. The likeliest is reported, then the likeliest of those that share no area with
    it, and so on. All circles are asked at once: p is the share of towns, made by dealing the
    same number of cases out to the people, whose likeliest circle is as likely.

    Parameters
    ----------
    cases : (n,) cases in each area; whole numbers, also as floats.
    population : (n,) homes or people in each area, from 0 up.
    centres_m : (n, 2) one point for each area, projected metres. Areas at one distance from a
        centre enter its circle together.
    max_share : largest share of the population in a circle, above 0 and below 1.
    runs : towns by chance. p cannot be below 1 / (runs + 1).
    rng : draws the towns by chance.

    Returns
    -------
    Non-overlapping clusters of two or more cases, most likely first; empty where no circle holds
    more than expected. Most of the later ones are chance: read p. That of a later cluster is too
    high rather than too low, as it is held against the likeliest of each town. The edge of a
    circle is not the edge of the trouble, and a circle does not say why.

    Raises
    ------
    TooFewCasesError
        Fewer than two cases.
    FrameError
        Arrays of different length, broken numbers, cases where nobody lives, an area larger than
        `max_share` everywhere, no run.

    References
    ----------
    Kulldorff (1997), Communications in Statistics: Theory and Methods 26(6); Poisson model.

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots import scan_areas
    >>> x, y = np.meshgrid(np.arange(6) * 800.0, np.arange(6) * 800.0)
    >>> cases = np.full(36, 4)
    >>> cases[[9, 14, 15, 16, 21]] = 9
    >>> found = scan_areas(
    ...     cases, np.full(36, 300), np.column_stack([x.ravel(), y.ravel()]),
    ...     max_share=0.25, runs=99, rng=np.random.default_rng(1),
    ... )
    >>> sorted(found[0].areas), found[0].cases, found[0].p
    ([9, 14, 15, 16, 21], 45, 0.01)
    """
    counts, people, centres = _checked(cases, population, centres_m)
    refuse_no_runs(runs)
    share = people / people.sum()
    circles = _all_circles(centres, share, max_share)
    total = int(counts.sum())
    by_chance = _likeliest(circles, rng.multinomial(total, share, runs), total)
    apart = _apart(circles, counts.astype(np.int64), total)
    return [_cluster(areas, counts, share, by_chance) for areas in apart]


def log_likelihood_ratio(
    cases: NDArray[np.float64], expected: NDArray[np.float64], total: int
) -> NDArray[np.float64]:
    """
    Say how much likelier the cases are with a risk of their own inside than with one risk for all.

    0 where there are fewer than two cases inside, or no more than expected.
    """
    is_high = (cases >= FEWEST_IN_CLUSTER) & (cases > expected)
    inside, wanted = cases[is_high], expected[is_high]
    outside = total - inside
    ratio = np.zeros(cases.shape)
    ratio[is_high] = xlogy(inside, inside / wanted) + xlogy(outside, outside / (total - wanted))
    return ratio


def rank_p(ratio: float, by_chance: NDArray[np.float64]) -> float:
    """Share of towns as likely as this one among those made by chance, this one among them."""
    as_likely = by_chance >= ratio - _AS_LIKELY
    return float((1 + as_likely.sum()) / (1 + by_chance.size))


def refuse_no_runs(runs: int) -> None:
    """Raise FrameError unless chance gets at least one throw."""
    if runs < 1:
        message = f"runs is {runs}; give at least 1, or 999 for a p down to 0.001."
        raise FrameError(message)


@dataclass(frozen=True, slots=True)
class _Circles:
    """All circles around one centre, each the last one with the next areas outwards."""

    order: NDArray[np.intp]  # areas outwards
    ends: NDArray[np.intp]  # where in `order` each circle ends
    share: NDArray[np.float64]  # of all people, in each circle


def _all_circles(
    centres: NDArray[np.float64], share: NDArray[np.float64], max_share: float
) -> list[_Circles]:
    if not 0 < max_share < 1:
        message = f"max_share is {max_share}; give a share between 0 and 1, as 0.5."
        raise FrameError(message)
    circles = [_around(centre, centres, share, max_share) for centre in centres]
    some = [around for around in circles if around.ends.size]
    if not some:
        message = (
            f"every area holds more than {max_share:.0%} of the population, so no circle is small "
            "enough; take smaller areas or a larger max_share."
        )
        raise FrameError(message)
    return some


def _around(
    centre: NDArray[np.float64],
    centres: NDArray[np.float64],
    share: NDArray[np.float64],
    max_share: float,
) -> _Circles:
    away = np.hypot(*(centres - centre).T)
    order = np.argsort(away, kind="stable")
    within = np.cumsum(share[order])
    # Areas at one distance enter together, and a circle without people holds no case.
    is_whole = np.diff(away[order], append=np.inf) > 0
    ends = np.flatnonzero(is_whole & (within > 0) & (within <= max_share * (1 + 1e-12)))
    return _Circles(order[: ends.max(initial=-1) + 1], ends, within[ends])


def _likeliest(
    circles: list[_Circles], towns: NDArray[np.int64], total: int
) -> NDArray[np.float64]:
    """Give the highest ratio of any circle, in each of (runs, n) towns."""
    score = _Score.of(total)
    best = np.zeros(len(towns))
    for start in range(0, len(towns), _TOWNS_AT_ONCE):
        some = slice(start, start + _TOWNS_AT_ONCE)
        cases = np.ascontiguousarray(towns[some].T, dtype=np.int32)
        for around in circles:
            inside = np.cumsum(cases[around.order], axis=0, dtype=np.int32)[around.ends]
            ratio = score.ratio(inside, total * around.share)
            np.maximum(best[some], ratio.max(axis=0), out=best[some])
    return best


@dataclass(frozen=True, slots=True)
class _Score:
    """The ratio from a table, without a logarithm for each circle of each town."""

    total: int
    of_count: NDArray[np.float64]

    @classmethod
    def of(cls, total: int) -> _Score:
        inside = np.arange(total + 1.0)
        return cls(total, xlogy(inside, inside) + xlogy(total - inside, total - inside))

    def ratio(
        self, inside: NDArray[np.int32], expected: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Ratio of (circles, towns) cases, where (circles,) are expected."""
        outside = np.log(self.total - expected)[:, None]
        of_case = np.log(expected)[:, None] - outside
        fewest = np.maximum(np.floor(expected) + 1, FEWEST_IN_CLUSTER).astype(np.int32)
        # In place, and without gathering twice: this is nearly all the time a scan takes.
        ratio = self.of_count.take(inside)
        ratio -= inside * of_case
        ratio -= self.total * outside
        ratio *= inside >= fewest[:, None]
        return ratio


def _apart(circles: list[_Circles], cases: NDArray[np.int64], total: int) -> list[NDArray[np.intp]]:
    """Pick circles by falling ratio, leaving out those that share an area with one picked."""
    inside = [np.cumsum(cases[around.order])[around.ends] for around in circles]
    ratio = log_likelihood_ratio(
        np.concatenate(inside).astype(np.float64),
        total * np.concatenate([around.share for around in circles]),
        total,
    )
    centre = np.repeat(np.arange(len(circles)), [around.ends.size for around in circles])
    end = np.concatenate([around.ends for around in circles])
    is_taken = np.zeros(cases.size, dtype=bool)
    picked = []
    for window in np.argsort(-ratio, kind="stable")[: np.count_nonzero(ratio)].tolist():
        areas = circles[centre[window]].order[: end[window] + 1]
        if not is_taken[areas].any():
            is_taken[areas] = True
            picked.append(areas)
    return picked


def _cluster(
    areas: NDArray[np.intp],
    counts: NDArray[np.float64],
    share: NDArray[np.float64],
    by_chance: NDArray[np.float64],
) -> Cluster:
    total = int(counts.sum())
    inside, expected = counts[areas].sum(), total * share[areas].sum()
    outside = (total - inside) / (total - expected)
    ratio = float(log_likelihood_ratio(np.array([inside]), np.array([expected]), total)[0])
    return Cluster(
        areas=tuple(areas.tolist()),
        cases=int(inside),
        expected=float(expected),
        relative_risk=float(inside / expected / outside) if outside else np.inf,
        log_likelihood_ratio=ratio,
        p=rank_p(ratio, by_chance),
    )


def _checked(
    cases: ArrayLike, population: ArrayLike, centres_m: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    counts = whole_counts(cases, "cases")
    people = np.asarray(population, dtype=np.float64)
    centres = points_in_metres(centres_m, "centres_m")
    if not (people.shape == counts.shape and len(centres) == counts.size):
        message = (
            f"{counts.size} cases, population of shape {people.shape} and {len(centres)} "
            "centres_m; give one of each for each area."
        )
        raise FrameError(message)
    if not (np.isfinite(people) & (people >= 0)).all():
        message = "population holds a negative number or a gap; put 0 where nobody lives."
        raise FrameError(message)
    is_odd = (counts > 0) & (people == 0)
    if is_odd.any():
        first = int(np.flatnonzero(is_odd)[0])
        message = f"area {first} has cases but no population; leave it out, or correct its homes."
        raise FrameError(message)
    if counts.sum() < FEWEST_IN_CLUSTER:
        message = f"{counts.sum():.0f} cases are too few to gather anywhere. Take a longer period."
        raise TooFewCasesError(message)
    return counts, people, centres
