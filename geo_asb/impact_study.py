"""
What became of each activity: cases before and after it, beside places where nothing was done.

For officers: counts are exact. Cases of restricted types are in none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely import STRtree

from geo_asb.columns import CaseColumns, day_number, group_bit, on_cells
from geo_asb.errors import StoreError, TooFewCasesError
from geo_asb.hotspots import count_cases, hex_grid
from geo_asb.hotspots.impact import Change, change_beside, like_places
from geo_asb.model import Layer, Period
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot, read_snapshot
from geo_asb.store.connect import connect
from geo_asb.store.read_activities import StoredActivity, activities_current
from geo_asb.tallies import months_between

__all__ = ["REACH_M", "WEEKS", "LikePlace", "Study", "Window", "studies_of", "study_activities"]

WEEKS = (4, 12, 26)
REACH_M = 100.0
_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)

CAVEATS = (
    "A clear fall came after the activity; counts cannot say that it came from it.",
    "Places are matched on the 12 months before, so that they would have got better or worse by "
    "themselves alike; intervals take cases for dice, and repeat reports make them too narrow.",
)


@dataclass(frozen=True, slots=True)
class LikePlace:
    """A matched place: its commonest street, its middle (EPSG:27700), cases in the year before."""

    name: str
    x_m: float
    y_m: float
    cases: int


@dataclass(frozen=True, slots=True)
class Window:
    """So many weeks before and after; `note` says why there is no change to tell, else ""."""

    weeks: int
    change: Change | None
    note: str


@dataclass(frozen=True, slots=True)
class Study:
    """One activity, where it was looked for, the places it was held against, and what came out."""

    activity: StoredActivity
    where: str
    cases_before: int  # in the 12 months before
    matched: tuple[LikePlace, ...]
    windows: tuple[Window, ...]
    note: str  # why nothing was compared; "" where it was
    caveats: tuple[str, ...]


def study_activities(
    settings: Settings,
    ids: Sequence[str] | None = None,
    *,
    reach_m: float = REACH_M,
    group: str = "",
) -> list[Study]:
    """
    Compare cases before and after activities with places where nothing was done.

    Parameters
    ----------
    ids : of activities; None: all that were not done at a home.
    reach_m : an activity with a point is looked for in a circle of this radius, and whether cases
        moved in a ring of this width round it. One without a point is looked for on its estate.
    group : count cases of one type group alone; "" for all.

    Raises
    ------
    StoreError
        No activities, wards, homes or cases are loaded, or one of that number is not known.
    """
    with connect(settings) as conn:
        known = activities_current(conn, settings.landlord)
        snapshot = read_snapshot(conn, settings, settings.landlord)
    return studies_of(snapshot, known, ids, reach_m=reach_m, group=group)


def studies_of(
    snapshot: Snapshot,
    known: list[StoredActivity],
    ids: Sequence[str] | None = None,
    *,
    reach_m: float = REACH_M,
    group: str = "",
) -> list[Study]:
    """Answer `study_activities` from what was read; `known` are all activities of the landlord."""
    chosen = _chosen(known, ids)
    if not (len(snapshot.wards) and snapshot.homes.x_m.size and snapshot.cases.day.size):
        message = "Wards, homes or cases are missing: load them, then ask again."
        raise StoreError(message)
    ground = _ground(snapshot, known, reach_m, group)
    return [_study(ground, activity) for activity in chosen]


def _chosen(known: list[StoredActivity], ids: Sequence[str] | None) -> list[StoredActivity]:
    if not known:
        message = "No activities are loaded: 'geo-asb load activities FILE'."
        raise StoreError(message)
    if ids is None:
        return [activity for activity in known if not activity.at_home]
    by_id = {activity.activity_id: activity for activity in known}
    if missing := [each for each in ids if each not in by_id]:
        first = known[0].activity_id
        message = f"No activity has the number {', '.join(missing)}; one that is loaded is {first}."
        raise StoreError(message)
    return [by_id[each] for each in ids]


def _counted(columns: CaseColumns, group: str) -> NDArray[np.bool_]:
    may = on_cells(columns, Layer.CASES)
    return may & ((columns.group_bits & group_bit(group)) != 0) if group else may


def _left_out(columns: CaseColumns) -> str:
    share = on_cells(columns, Layer.CASES).mean()
    return (
        f"{share:.0%} of mappable cases are counted: those that happened at a known place and were "
        "not reported by staff, for patrols and cameras raise reports of their own."
    )


# ------------------------------------------------------------- the ground


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """
    Places that can be compared, with the ring round each.

    inside, around   (2, k) pairs of a place and a case that lies in it, or in its ring
    touched_by       (2, k) pairs of an activity and a place that it reaches into
    touching         (n, n) places of which one lies in the other's ring
    """

    shapes: NDArray[np.object_]
    zones: NDArray[np.object_]
    inside: NDArray[np.intp]
    around: NDArray[np.intp]
    touched_by: NDArray[np.intp]
    touching: csr_array


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Everything a study looks at, made once for all of them. Days since 1970-01-01."""

    snapshot: Snapshot
    reach_m: float
    days: NDArray[np.int64]  # of the counted cases
    cases: STRtree
    homes: STRtree
    activities: list[StoredActivity]
    done_at: NDArray[np.object_]  # shape of each activity, None where nobody can say
    circles: _Places
    estates: _Places
    known_to: date  # last day that loads cover
    caveats: tuple[str, ...]


def _ground(
    snapshot: Snapshot, activities: list[StoredActivity], reach_m: float, group: str
) -> _Ground:
    columns, counted = snapshot.cases, _counted(snapshot.cases, group)
    cases = STRtree(_points(columns.x_m[counted], columns.y_m[counted]))
    done_at = np.array([_shape_of(each, snapshot, reach_m) for each in activities], dtype=object)
    estates = snapshot.estates.geometry.to_numpy()
    return _Ground(
        snapshot=snapshot,
        reach_m=reach_m,
        days=columns.day[counted].astype(np.int64),
        cases=cases,
        homes=STRtree(_points(snapshot.homes.x_m, snapshot.homes.y_m)),
        activities=activities,
        done_at=done_at,
        circles=_places(_circles(snapshot, reach_m), cases, done_at, reach_m),
        estates=_places(estates, cases, done_at, reach_m),
        known_to=snapshot.data_to(Layer.CASES) or date.min,
        caveats=(*CAVEATS, _left_out(columns)),
    )


def _points(x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.object_]:
    return cast("NDArray[np.object_]", shapely.points(x_m, y_m))  # arrays in, an array out


def _shape_of(
    activity: StoredActivity, snapshot: Snapshot, reach_m: float
) -> shapely.Geometry | None:
    """Circle round its point, else its estate, else None: an area alone is too vague."""
    if activity.x_m is not None and activity.y_m is not None:
        return shapely.Point(activity.x_m, activity.y_m).buffer(reach_m)
    names = snapshot.estates["name"].str.casefold()
    is_it = (names == activity.estate.casefold()) | (snapshot.estates["code"] == activity.estate)
    return snapshot.estates.geometry[is_it].iloc[0] if is_it.any() else None


def _circles(snapshot: Snapshot, reach_m: float) -> NDArray[np.object_]:
    """Circles one reach apart over the borough, those with a home in the middle."""
    cells = hex_grid(snapshot.wards, across_m=reach_m)
    homes_m = np.column_stack([snapshot.homes.x_m, snapshot.homes.y_m])
    lived_in = cells[count_cases(cells, homes_m) > 0]
    return np.asarray(shapely.buffer(shapely.points(lived_in[["x_m", "y_m"]].to_numpy()), reach_m))


def _places(
    shapes: NDArray[np.object_], cases: STRtree, done_at: NDArray[np.object_], ring_m: float
) -> _Places:
    zones = np.asarray(shapely.buffer(shapes, ring_m))
    inside, within = (cases.query(each, predicate="covers") for each in (shapes, zones))
    one = np.array([[len(cases.geometries) + 1], [1]])
    around = within[:, ~np.isin((within * one).sum(axis=0), (inside * one).sum(axis=0))]
    tree = STRtree(shapes)
    first, second = tree.query(zones, predicate="intersects")
    beside = csr_array((np.ones(first.size), (first, second)), shape=(shapes.size, shapes.size))
    return _Places(
        shapes=shapes,
        zones=zones,
        inside=inside,
        around=around,
        touched_by=tree.query(done_at, predicate="intersects"),
        touching=((beside + beside.T) > 0).tocsr(),
    )


# ------------------------------------------------------------- one study


def _study(ground: _Ground, activity: StoredActivity) -> Study:
    shape = ground.done_at[ground.activities.index(activity)]
    if activity.at_home or shape is None:
        why = "done at a home" if activity.at_home else "it has no point and no estate we know"
        why = f"{why}: not studied by itself"
        return Study(activity, "", 0, (), (), why, ground.caveats)
    has_point = activity.x_m is not None
    where = f"within {ground.reach_m:.0f} m of its point" if has_point else "on its estate"
    here = _places(np.array([shape]), ground.cases, np.array([], dtype=object), ground.reach_m)
    others = ground.circles if has_point else ground.estates
    year = (activity.starts_on - _YEAR, activity.starts_on)
    cases = int(_counts(ground, here.inside, year, 1)[0])
    if not _is_supplied(ground, year):
        why = "the 12 months before were not all supplied"
        return Study(activity, where, cases, (), (), why, ground.caveats)
    before = _counts(ground, others.inside, year, others.shapes.size)
    try:
        like = like_places(
            before,
            cases,
            allowed=_untouched(ground, others, activity, here),
            touching=others.touching,
        )
    except TooFewCasesError as error:
        return Study(activity, where, cases, (), (), str(error), ground.caveats)
    matched = tuple(_like_place(ground, others.shapes[n], int(before[n])) for n in like)
    windows = tuple(_window(ground, activity, (here, others, like), weeks) for weeks in WEEKS)
    return Study(activity, where, cases, matched, windows, "", ground.caveats)


def _untouched(
    ground: _Ground, others: _Places, activity: StoredActivity, here: _Places
) -> NDArray[np.bool_]:
    """Mark places where nothing was done from a year before to half a year after, far off."""
    start, end = activity.starts_on - _YEAR, activity.last_on + timedelta(weeks=max(WEEKS))
    is_then = np.array([a.starts_on <= end and a.last_on >= start for a in ground.activities])
    done, place = others.touched_by
    untouched = np.ones(others.shapes.size, dtype=bool)
    untouched[place[is_then[done]]] = False
    untouched[shapely.intersects(others.zones, here.zones[0])] = False
    return untouched


def _window(
    ground: _Ground,
    activity: StoredActivity,
    places: tuple[_Places, _Places, NDArray[np.int64]],
    weeks: int,
) -> Window:
    here, others, like = places
    length, after = timedelta(weeks=weeks), activity.last_on + _DAY
    last = after + length - _DAY
    if last > ground.known_to:
        return Window(weeks, None, f"not over: it lasts to {last}, cases reach {ground.known_to}")
    spans = (activity.starts_on - length, activity.starts_on), (after, after + length)
    if not _is_supplied(ground, spans[1]):
        return Window(weeks, None, "months after it were not supplied")

    def before_after(pairs: NDArray[np.intp], n: int, chosen: NDArray[np.int64]) -> tuple[int, int]:
        earlier, later = (int(_counts(ground, pairs, span, n)[chosen].sum()) for span in spans)
        return earlier, later

    only, n = np.array([0]), others.shapes.size
    change = change_beside(
        before_after(here.inside, 1, only),
        before_after(others.inside, n, like),
        before_after(here.around, 1, only),
        before_after(others.around, n, like),
        places=like.size,
    )
    return Window(weeks, change, "")


def _counts(
    ground: _Ground, pairs: NDArray[np.intp], span: tuple[date, date], n: int
) -> NDArray[np.int64]:
    """Cases of a half-open span in each of n places."""
    place, case = pairs
    day = ground.days[case]
    is_then = (day >= day_number(span[0])) & (day < day_number(span[1]))
    return np.bincount(place[is_then], minlength=n)


def _is_supplied(ground: _Ground, span: tuple[date, date]) -> bool:
    supplied = ground.snapshot.supplied(Layer.CASES)
    return set(months_between(Period(*span))) <= supplied


def _like_place(ground: _Ground, shape: shapely.Polygon, cases: int) -> LikePlace:
    streets = ground.snapshot.homes.street[ground.homes.query(shape, predicate="covers")]
    names = Counter(name for name in streets.tolist() if name).most_common(1)
    middle = shape.centroid
    return LikePlace(names[0][0] if names else "no street", middle.x, middle.y, cases)
