"""Does one case bring another: how near, how soon? The Knox test in bands of space and time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from geo_asb.errors import FrameError, TooCoarseError, TooFewCasesError
from geo_asb.hotspots.inputs import points_in_metres, refuse_monthly, whole_days, whole_numbers
from geo_asb.hotspots.knox import (
    Bands,
    Metric,
    Town,
    count_pairs,
    ends_and_forks,
    moments,
    upper_tail,
)
from geo_asb.hotspots.knox_runs import permuted_counts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "METHOD",
    "bands_of",
    "beside_chance",
    "cases_at_points",
    "named_in_words",
    "near_repeat",
    "refuse_unfit",
    "what_was_tested",
]

# Raise by hand when a rule changes: stored runs name the method they were made with.
METHOD = "near-repeat-1"

FEWEST_CASES = 4  # two pairs without a common case, which the variance asks for
# So many points, half of them with so many cases: snapped, for no landlord's homes look like this.
_SNAPPED_POINTS = 500
_SNAPPED_CASES = 4
_FEW_PAIRS = 5


def near_repeat(  # noqa: PLR0913 - the face is agreed: cases, bands, chance
    points_m: ArrayLike,
    days: ArrayLike,
    *,
    space_edges_m: ArrayLike,
    day_edges: ArrayLike,
    metric: Metric = "euclidean",
    runs: int = 0,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """
    Count pairs of cases near in space and in time, beside what chance would make of them.

    Chance is: the same places and the same days, dealt out to each other in every possible way. So
    a busy estate, a tower block or a wild summer alone make no near repeats.

    Parameters
    ----------
    points_m : (n, 2) places of cases in projected metres. Pairs at one point count.
    days : (n,) whole day numbers or datetime64.
    space_edges_m : rising edges of the bands of distance: 0, 1, 100 are [0, 1) and [1, 100).
    day_edges : rising whole edges of the bands of time: 0, 1, 8 are the same day and 1 to 7 days.
    metric : `euclidean`, or `manhattan` for the way along a grid of streets.
    runs : permutations to compare with; 0 takes the moments over all of them in closed form.
    rng : source of the permutations; wanted where there are runs.

    Returns
    -------
    One row for each pair of bands, space slowest, named in words by `space_band` and `day_band`:
    `observed` pairs (each unordered pair once), `expected` by chance, its `sd`, `ratio` of observed
    to expected (NaN where nothing is expected) and `p`, the probability of as many pairs or more by
    chance. With runs, p is (1 + runs with as many pairs or more) / (1 + runs). Without, p is the
    tail of the binomial, Poisson or negative binomial distribution with the exact mean and
    variance, an approximation.

    `attrs` hold `method`, `cases`, `pairs` (of all cases), `pairs_left_out` (outside every band),
    `bands_tested`, `space_edges_m`, `day_edges`, `metric`, `runs` and `caveats`. A ratio above 1
    does not say that one case brought the other.

    Raises
    ------
    FrameError
        Places or days that are not known, edges that overlap or are negative, runs without `rng`.
    TooFewCasesError
        Fewer than 4 cases, or all of them at one point.
    TooCoarseError
        Days that stand for months, one day for all, or places snapped to public points.

    References
    ----------
    Knox (1964), Applied Statistics 13(1). Barton and David (1966), The random intersection of two
    graphs, for moments over all permutations. Phipson and Smyth (2010), Statistical Applications in
    Genetics and Molecular Biology 9(1), for p from runs.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(7)
    >>> places_m, days = rng.uniform(0, 3000, (60, 2)), rng.integers(0, 365, 60)
    >>> places_m = np.vstack([places_m, places_m + 20])  # each case brings one 28 m off
    >>> days = np.concatenate([days, days + 5])  # five days later
    >>> found = near_repeat(places_m, days, space_edges_m=[0, 50, 200], day_edges=[0, 1, 8])
    >>> near = found.loc["0 to under 50 m", "1 to 7 days"]
    >>> int(near.observed), round(near.ratio), bool(near.p < 0.001)
    (60, 20, True)
    """
    bands = bands_of(space_edges_m, day_edges, metric)
    _refuse_runs_without_rng(runs, rng)
    points = points_in_metres(points_m)
    when = whole_days(days, len(points))
    at_points = cases_at_points(points)
    refuse_unfit(when, at_points)
    town = Town.of(points, when, bands)
    frame = named_in_words(bands, _counted(town, runs, rng))
    frame.attrs.update(what_was_tested(bands, at_points, frame, runs))
    return frame


def _counted(town: Town, runs: int, rng: np.random.Generator | None) -> dict[str, NDArray[Any]]:
    """Count the pairs and compare with runs where there are some, else with the closed form."""
    if rng is None or not runs:
        observed, degrees = count_pairs(town)
        return beside_chance(observed, ends_and_forks(degrees), town.day, town.day_edges)
    observed, by_chance = permuted_counts(town, runs, rng)
    expected, sd = by_chance.mean(axis=0), by_chance.std(axis=0, ddof=min(runs - 1, 1))
    p = (1 + (by_chance >= observed).sum(axis=0)) / (1 + runs)
    return {"observed": observed, "expected": expected, "sd": sd, "p": p}


def beside_chance(
    observed: NDArray[np.int64],
    in_space: NDArray[np.int64],
    day: NDArray[Any],
    day_edges: NDArray[np.int64],
) -> dict[str, NDArray[Any]]:
    """Set counts beside what the closed form expects; `in_space` as for `moments`."""
    expected, variance = moments(day, day_edges, in_space)
    p = upper_tail(observed, expected, variance)
    return {"observed": observed, "expected": expected, "sd": np.sqrt(variance), "p": p}


def bands_of(space_edges_m: ArrayLike, day_edges: ArrayLike, metric: Metric) -> Bands:
    """Check the edges of bands and the metric; raise FrameError where they cannot be used."""
    return Bands(_space_edges(space_edges_m), _day_edges(day_edges), _known(metric))


def named_in_words(bands: Bands, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """Name the rows in words: what a band is called is what it holds."""
    space = [f"{low:g} to under {high:g} m" for low, high in pairwise(bands.space_edges_m.tolist())]
    time = [_days_in_words(low, high - 1) for low, high in pairwise(bands.day_edges.tolist())]
    rows = pd.MultiIndex.from_product([space, time], names=["space_band", "day_band"])
    frame = pd.DataFrame({name: each.ravel() for name, each in columns.items()}, index=rows)
    is_expected = frame["expected"] > 0
    ratio = (frame["observed"] / frame["expected"].where(is_expected)).astype(np.float64)
    frame.insert(3, "ratio", ratio)
    return frame


def _days_in_words(first: int, last: int) -> str:
    if last == 0:
        return "same day"
    if first == last:
        return "1 day" if first == 1 else f"{first} days"
    return f"{first} to {last} days"


def what_was_tested(
    bands: Bands, at_points: NDArray[np.int64], frame: pd.DataFrame, runs: int
) -> dict[str, object]:
    """Say what a frame rests on, from how many cases lie at each point."""
    n = int(at_points.sum())
    pairs = n * (n - 1) // 2
    return {
        "method": METHOD,
        "cases": n,
        "pairs": pairs,
        "pairs_left_out": pairs - int(frame["observed"].sum()),
        "bands_tested": len(frame),
        "space_edges_m": tuple(bands.space_edges_m.tolist()),
        "day_edges": tuple(bands.day_edges.tolist()),
        "metric": bands.metric,
        "runs": runs,
        "caveats": _caveats(n, n - at_points.size, frame, runs),
    }


def _caveats(n: int, stacked: int, frame: pd.DataFrame, runs: int) -> tuple[str, ...]:
    said = [
        "More pairs than chance say that cases come together, not that one brings the other.",
        f"{len(frame)} pairs of bands were looked at: by luck alone about one in twenty has a p "
        "below 0.05.",
    ]
    if stacked:
        said.append(
            f"{stacked} of {n} cases lie at the point of another: one home and one "
            "tower block look alike here, and one person may have reported several times."
        )
    few = int((frame["expected"] < _FEW_PAIRS).sum())
    if few:
        how = "their ratios say little" if runs else "their ratios say little, and p is rough"
        said.append(f"{few} pairs of bands expect fewer than {_FEW_PAIRS} pairs: {how}.")
    return tuple(said)


def _space_edges(space_edges_m: ArrayLike) -> NDArray[np.float64]:
    edges = np.array(space_edges_m, dtype=np.float64)
    _refuse_unusable_edges(edges, "space_edges_m")
    return edges


def _day_edges(day_edges: ArrayLike) -> NDArray[np.int64]:
    edges = np.array(day_edges, dtype=np.float64)
    _refuse_unusable_edges(edges, "day_edges")
    return whole_numbers(edges, edges.size, "day_edges")


def _refuse_unusable_edges(edges: NDArray[np.float64], name: str) -> None:
    if edges.ndim != 1 or edges.size < 2:
        message = f"{name} have the shape {edges.shape}; give two edges or more, as 0, 100, 200."
        raise FrameError(message)
    if not np.isfinite(edges).all() or edges[0] < 0:
        message = f"{name} are {edges.tolist()}; give finite edges from zero up."
        raise FrameError(message)
    if (np.diff(edges) <= 0).any():
        message = (
            f"{name} are {edges.tolist()}, so that bands overlap or are empty; give edges that "
            "rise, each once."
        )
        raise FrameError(message)


def _known(metric: Metric) -> Metric:
    if metric not in get_args(Metric):
        message = f"metric is {metric!r}; choose 'euclidean' or 'manhattan'."
        raise FrameError(message)
    return metric


def _refuse_runs_without_rng(runs: int, rng: np.random.Generator | None) -> None:
    if runs < 0:
        message = f"runs is {runs}; give 0 for the closed form, or a number such as 999."
        raise FrameError(message)
    if runs and rng is None:
        message = f"{runs} runs need a source of chance: give rng=numpy.random.default_rng(SEED)."
        raise FrameError(message)


def cases_at_points(points_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count the cases at each distinct point, in no order that matters."""
    return np.unique(points_m[:, 0] + 1j * points_m[:, 1], return_counts=True)[1]


def refuse_unfit(days: NDArray[np.int64], at_points: NDArray[np.int64]) -> None:
    """
    Refuse cases of which nothing can be said, from their days and how many lie at each point.

    Raises
    ------
    TooFewCasesError, TooCoarseError
        As `near_repeat`.
    """
    if days.size < FEWEST_CASES:
        message = (
            f"{days.size} cases are too few to compare pairs: at least {FEWEST_CASES} are needed. "
            "Take a longer period or more types."
        )
        raise TooFewCasesError(message)
    if at_points.size == 1:
        message = (
            f"all {days.size} cases lie at one point, so nothing is near or far. Take a larger "
            "area."
        )
        raise TooFewCasesError(message)
    _refuse_coarse(days, at_points)


def _refuse_coarse(days: NDArray[np.int64], at_points: NDArray[np.int64]) -> None:
    refuse_monthly(days)
    if days.min() == days.max():
        message = (
            f"all {days.size} cases fall on one day, so nothing can be said of days between them. "
            "Take a longer period, or load cases with their dates."
        )
        raise TooCoarseError(message)
    if at_points.size >= _SNAPPED_POINTS and np.median(at_points) >= _SNAPPED_CASES:
        message = (
            f"{days.size} cases lie on {at_points.size} points, half of which hold "
            f"{_SNAPPED_CASES} or more: places are snapped to public points, as police files have "
            "them, so nothing can be said of the same place or of short distances. Load cases with "
            "their own places."
        )
        raise TooCoarseError(message)
