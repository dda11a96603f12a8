"""Is something new starting? The space-time permutation scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geo_asb.errors import FrameError, TooFewCasesError
from geo_asb.hotspots.cylinders import Cylinder, Watch, cases_near
from geo_asb.hotspots.inputs import points_in_metres, refuse_monthly, whole_days
from geo_asb.hotspots.scan import rank_p, refuse_no_runs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["METHOD", "SpaceTimeCluster", "SpaceTimeScan", "scan_space_time"]

# Raise by hand when a rule changes: stored results name the method they were made with.
METHOD = "scan-space-time-1"
FEWEST_CASES = 10


@dataclass(frozen=True, slots=True)
class SpaceTimeCluster:
    """
    Cases near each other in space and time, more than place and time alone explain.

    members                    positions of its cases
    centre_m                   its middle: the place of a case
    reach_m                    from the middle to the farthest place in it; 0 for one address
    first_day, last_day        both belong to it
    cases, expected            in it; expected if place and day had nothing to do with each other
    log_likelihood_ratio       how much likelier the cases are if the cluster is real
    p                          share of shuffled calendars whose likeliest cluster is as likely
    recurrence_interval_scans  by chance alone, one in so many scans shows its like: 1 / p. NaN
                               where the scan looks back instead of keeping watch
    """

    members: tuple[int, ...]
    centre_m: tuple[float, float]
    reach_m: float
    first_day: int
    last_day: int
    cases: int
    expected: float
    log_likelihood_ratio: float
    p: float
    recurrence_interval_scans: float

    @property
    def days(self) -> int:
        """How many days it lasts so far."""
        return self.last_day - self.first_day + 1


@dataclass(frozen=True, slots=True)
class SpaceTimeScan:
    """
    What a scan found, most likely first, and what it looked at. Iterates over its clusters.

    first_day, last_day  of any case
    ending_on            the day the clusters had to be alive; None for a look back
    runs                 shuffled calendars; no p is below 1 / (runs + 1)
    """

    clusters: tuple[SpaceTimeCluster, ...]
    method: str
    cases_scanned: int
    first_day: int
    last_day: int
    ending_on: int | None
    runs: int
    caveats: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.clusters)

    def __getitem__(self, position: int) -> SpaceTimeCluster:
        return self.clusters[position]


def scan_space_time(  # noqa: PLR0913 - the question has as many parts
    points_m: ArrayLike,
    days: ArrayLike,
    *,
    max_reach_m: float,
    max_days: int,
    runs: int = 999,
    rng: np.random.Generator,
    ending_on: int | date | np.datetime64 | None = None,
) -> SpaceTimeScan:
    """
    Find where and when cases came closer together than place and time alone explain.

    A cluster is a cylinder: a circle around the place of a case, and a run of days. A place that
    is always busy and a month that is busy everywhere raise no alarm. All cylinders are asked at
    once: p is the share of calendars, made by dealing the days out to the cases anew, whose
    likeliest cylinder is as likely.

    Parameters
    ----------
    points_m : (n, 2) cases, projected metres; cases on one point are kept.
    days : (n,) whole day numbers or datetime64 days; in any order.
    max_reach_m : largest radius of a circle.
    max_days : longest run of days.
    runs : shuffled calendars: 999 cannot show that something is rarer than once in 1,000 scans.
    rng : shuffles the calendar.
    ending_on : keep watch on this day: only cylinders that last until it are asked, centred on
        cases of the last `max_days`. Without it the scan looks back: cylinders may end on any
        day and hold the case on which they are centred.

    Returns
    -------
    A `SpaceTimeScan`. Its clusters share no case, most likely first, each the best around its
    centre; most of the later ones are chance: read p. A cluster is not a cause.

    Raises
    ------
    TooFewCasesError
        Fewer than 10 cases, or all on one day.
    TooCoarseError
        The days are one for each month.
    FrameError
        Points, days or numbers that cannot be used, cases after `ending_on`, or more than 30
        million pairs within reach.

    References
    ----------
    Kulldorff, Heffernan, Hartman, Assunção and Mostashari (2005), PLoS Medicine 2(3).

    Examples
    --------
    >>> import numpy as np
    >>> from geo_asb.hotspots import scan_space_time
    >>> rng = np.random.default_rng(1)
    >>> points_m, days = rng.uniform(400_000, 404_000, (300, 2)), rng.integers(0, 200, 300)
    >>> points_m[:6], days[:6] = [401_000, 402_000], [190, 192, 193, 196, 197, 199]
    >>> scan = scan_space_time(
    ...     points_m, days, max_reach_m=500, max_days=28, runs=99, rng=rng, ending_on=199
    ... )
    >>> scan[0].cases, scan[0].reach_m, scan[0].first_day, scan[0].last_day, scan[0].p
    (6, 0.0, 190, 199, 0.01)
    """
    points = points_in_metres(points_m)
    calendar = whole_days(days, len(points))
    last = None if ending_on is None else _as_day(ending_on)
    _refuse_odd(max_reach_m, max_days, runs)
    _refuse_unusable(calendar, last)
    watch = Watch(cases_near(points, max_reach_m), np.sort(calendar), max_days, last)
    by_chance = np.array([watch.likeliest(rng.permutation(calendar)) for _ in range(runs)])
    clusters = _apart(watch, calendar, by_chance)
    return SpaceTimeScan(
        clusters=tuple(clusters),
        method=METHOD,
        cases_scanned=len(points),
        first_day=int(calendar.min()),
        last_day=int(calendar.max()),
        ending_on=last,
        runs=runs,
        caveats=_caveats(clusters, runs),
    )


def _apart(
    watch: Watch, days: NDArray[np.int64], by_chance: NDArray[np.float64]
) -> list[SpaceTimeCluster]:
    """Pick cylinders by falling ratio, leaving out those that share a case with one picked."""
    is_taken = np.zeros(days.size, dtype=bool)
    picked = []
    for cylinder in watch.best_of_centres(days):
        members = watch.members(days, cylinder)
        if not is_taken[members].any():
            is_taken[members] = True
            picked.append(_cluster(watch, cylinder, members, rank_p(cylinder.ratio, by_chance)))
    return picked


def _cluster(
    watch: Watch, cylinder: Cylinder, members: NDArray[np.intp], p: float
) -> SpaceTimeCluster:
    x_m, y_m = watch.near.places_m[watch.place(cylinder)].tolist()
    return SpaceTimeCluster(
        members=tuple(members.tolist()),
        centre_m=(x_m, y_m),
        reach_m=float(watch.near.away_m[cylinder.entry]),
        first_day=cylinder.first_day,
        last_day=cylinder.last_day,
        cases=members.size,
        expected=cylinder.expected,
        log_likelihood_ratio=cylinder.ratio,
        p=p,
        recurrence_interval_scans=np.nan if watch.ending_on is None else 1 / p,
    )


def _caveats(clusters: list[SpaceTimeCluster], runs: int) -> tuple[str, ...]:
    said = [
        "A cluster is a gathering of reports, not a cause; one person who reports daily makes one.",
        "Places where homes were built or emptied, or where reporting changed, look new.",
    ]
    if clusters and clusters[0].p * (runs + 1) < 1.5:
        said.append(
            f"{runs:,} shuffled calendars cannot show a p below {1 / (runs + 1):.2g}: the first "
            "cluster may be rarer than its recurrence interval says."
        )
    return tuple(said)


def _as_day(ending_on: int | date | np.datetime64) -> int:
    day = np.datetime64(ending_on, "D") if isinstance(ending_on, date) else ending_on
    return int(whole_days(np.array([day]), 1, "ending_on")[0])


def _refuse_odd(max_reach_m: float, max_days: int, runs: int) -> None:
    if not (np.isfinite(max_reach_m) and max_reach_m > 0):
        message = f"max_reach_m is {max_reach_m}; give metres above zero, such as 500."
        raise FrameError(message)
    if not (max_days >= 1 and max_days == int(max_days)):
        message = f"max_days is {max_days}; give a whole number of days from 1 up, such as 28."
        raise FrameError(message)
    refuse_no_runs(runs)


def _refuse_unusable(days: NDArray[np.int64], ending_on: int | None) -> None:
    if days.size < FEWEST_CASES:
        message = (
            f"{days.size} cases are too few to say whether any came together: at least "
            f"{FEWEST_CASES} are needed. Take a longer period or more types."
        )
        raise TooFewCasesError(message)
    refuse_monthly(days)
    if days.min() == days.max():
        message = f"all {days.size} cases fall on one day, so no day differs. Take a longer period."
        raise TooFewCasesError(message)
    if ending_on is not None and (days > ending_on).any():
        later = int((days > ending_on).sum())
        first = int(np.flatnonzero(days > ending_on)[0])
        message = (
            f"{later} cases are dated after ending_on, the first at position {first}; leave them "
            "out, or end the watch on a later day."
        )
        raise FrameError(message)
