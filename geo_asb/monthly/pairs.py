"""Cases near each other in space and time: near repeats, and cases that belong together."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.errors import TooCoarseError, TooFewCasesError
from geo_asb.hotspots.clusters import st_dbscan
from geo_asb.hotspots.near_repeat import METHOD as NEAR_METHOD
from geo_asb.hotspots.near_repeat import near_repeat
from geo_asb.hotspots.tiled_cases import tiled_near_repeat, tiled_st_dbscan
from geo_asb.monthly.chosen import Chosen, chosen, name_of, ward_of
from geo_asb.monthly.study import YEAR_MONTHS, Study, placed_of, window
from geo_asb.store.read_keys import CaseKeys
from geo_asb.store.run_parts import Part
from geo_asb.tiles import Points, Tiling

__all__ = ["case_clusters", "near_repeats"]

# Homes of one block stand this far apart in the near-repeat table, and nothing else does: so
# one table tells the same home, the same block and a walk down the street.
UNIT_M = 0.0005
SPACE_EDGES_M = (0.0, 0.0002, 1.0, 100.0, 200.0, 400.0)
SPACE_BANDS = (
    "same place",
    "same block",
    "under 100 m",
    "100 to under 200 m",
    "200 to under 400 m",
)
DAY_EDGES = (0, 1, 8, 15, 29)
DAY_BANDS = ("same day", "1 to 7 days", "8 to 14 days", "15 to 28 days")
LEAST_PAIRED = 50  # cases of a group: with fewer, twenty bands hold next to nothing
NEAR_CAVEATS = (
    "Same place is the same home, or the shared parts of one block; same block is another home "
    "of it.",
    "One household with a lasting quarrel looks like near repeats; no band says what brought what.",
)

CLUSTER_METHOD = "case-clusters-1"
CLUSTER_REACH_M = 100.0
CLUSTER_DAYS = 14
CLUSTER_CASES = 5
CLUSTER_CAVEATS = (
    f"Cases belong together where {CLUSTER_CASES} or more lie within {CLUSTER_REACH_M:.0f} m and "
    f"{CLUSTER_DAYS} days of one of them; that many may be usual for the place.",
)


# ------------------------------------------------------------- near repeats


def near_repeats(study: Study, keys: CaseKeys | None, tiling: Tiling | None = None) -> list[Part]:
    """
    Count pairs of cases by how near and how soon, for all types and each group with 50 cases.

    With a `tiling` other processes count, tile by tile; the answer is the same. Refused, with the
    reason, where places are snapped or days stand for months.
    """
    period = window(study.month, YEAR_MONTHS)
    parts = []
    for group in study.groups:
        cases = chosen(study, period, group)
        if group == "" or cases.at.size >= LEAST_PAIRED:
            parts.append(_near_repeats(study, keys, (group, cases), tiling))
    return parts


def _near_repeats(
    study: Study, keys: CaseKeys | None, asked: tuple[str, Chosen], tiling: Tiling | None
) -> Part:
    group, cases = asked
    points_m = cases.points_m if keys is None else _told_apart(keys, cases)
    refused, rows = "", pd.DataFrame()
    try:
        rows = _band_rows(_pairs_by_band(points_m, cases.days, tiling), group)
    except (TooCoarseError, TooFewCasesError) as error:
        refused = str(error)
    return Part(
        name="near repeats",
        type_group=group,
        method=NEAR_METHOD,
        counted=cases.at.size,
        left_out=cases.left_out,
        refused=refused,
        caveats=(*NEAR_CAVEATS, *placed_of(study, YEAR_MONTHS).caveats),
        said=_near_words(rows),
        rows={"near_repeat_band": rows},
    )


def _pairs_by_band(
    points_m: NDArray[np.float64], days: NDArray[Any], tiling: Tiling | None
) -> pd.DataFrame:
    bands: dict[str, Any] = {"space_edges_m": SPACE_EDGES_M, "day_edges": DAY_EDGES}
    if tiling is None or not len(points_m):
        return near_repeat(points_m, days, **bands)
    return tiled_near_repeat(Points.of(points_m, days), **bands, tiling=tiling)


def _told_apart(keys: CaseKeys, cases: Chosen) -> NDArray[np.float64]:
    """Put all cases of a block at its middle, and its homes a hair's breadth apart."""
    block, home = keys.block[cases.at], keys.home[cases.at]
    frame = pd.DataFrame(cases.points_m.round(1), columns=["x_m", "y_m"])
    own = np.unique(frame.to_numpy(), axis=0, return_inverse=True)[1]
    frame["site"] = np.where(block >= 0, -1 - block, own)
    middle_m = frame.groupby("site")[["x_m", "y_m"]].transform("mean").round(1)
    units = pd.DataFrame({"site": frame["site"], "home": home})
    unit = units.groupby("site")["home"].rank(method="dense").to_numpy() - 1
    return np.column_stack([middle_m["x_m"] + unit * UNIT_M, middle_m["y_m"]])


def _band_rows(found: pd.DataFrame, group: str) -> pd.DataFrame:
    rows = found.reset_index(drop=True)[["observed", "expected", "sd", "ratio", "p"]]
    days = len(DAY_BANDS)
    return rows.assign(
        type_group=group,
        space_band=np.repeat(SPACE_BANDS, days),
        day_band=np.tile(DAY_BANDS, len(SPACE_BANDS)),
        low_m=np.repeat([0.0, 0.0, 0.0, 100.0, 200.0], days),
        low_days=np.tile(DAY_EDGES[:-1], len(SPACE_BANDS)),
    )


def _near_words(rows: pd.DataFrame) -> str:
    """Name the band with the highest ratio among those beyond chance."""
    if rows.empty:
        return ""
    beyond = rows[(rows["p"] <= 0.05 / len(rows)) & (rows["observed"] > rows["expected"])]
    if beyond.empty:
        return "no band holds clearly more pairs than chance makes"
    top = beyond.sort_values(["ratio", "low_m", "low_days"], ascending=[False, True, True]).iloc[0]
    return (
        f"{len(beyond)} of {len(rows)} bands hold more pairs than chance makes, most of all "
        f"{top['space_band']}, {top['day_band']}: {top['observed']} pairs, {top['expected']:.1f} "
        "by chance"
    )


# ------------------------------------------------------------- cases that belong together


def case_clusters(study: Study, keys: CaseKeys | None, tiling: Tiling | None = None) -> Part:
    """
    Find cases of the 12 months that came close together in space and time.

    With a `tiling` other processes look, tile by tile; the answer is the same.
    """
    cases = chosen(study, window(study.month, YEAR_MONTHS))
    refused, rows, members = "", pd.DataFrame(), pd.DataFrame()
    try:
        labels = _labels(cases, tiling)
        rows, members = _cluster_rows(study, keys, cases, labels)
    except (TooCoarseError, TooFewCasesError) as error:
        refused = str(error)
    return Part(
        name="clusters of cases",
        type_group="",
        method=CLUSTER_METHOD,
        counted=cases.at.size,
        left_out=cases.left_out,
        refused=refused,
        caveats=(*CLUSTER_CAVEATS, *placed_of(study, YEAR_MONTHS).caveats),
        said="" if refused else _cluster_words(rows),
        rows={"case_cluster": rows, "case_cluster_case": members},
    )


def _labels(cases: Chosen, tiling: Tiling | None) -> NDArray[np.int64]:
    asked: dict[str, Any] = {
        "reach_m": CLUSTER_REACH_M,
        "window_days": CLUSTER_DAYS,
        "min_cases": CLUSTER_CASES,
    }
    if tiling is None or not len(cases.points_m):
        return st_dbscan(cases.points_m, cases.days, **asked)
    tiled = tiled_st_dbscan(Points.of(cases.points_m, cases.days), **asked, tiling=tiling)
    return tiled.to_numpy(np.int64)


def _cluster_rows(
    study: Study, keys: CaseKeys | None, cases: Chosen, labels: NDArray[np.int64]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max(initial=-1) + 2))
    groups = [order[start:end] for start, end in pairwise(starts)]
    rows = [_cluster_row(study, keys, cases, one) | {"number": n} for n, one in enumerate(groups)]
    if keys is None or not groups:
        return pd.DataFrame(rows), pd.DataFrame()
    member = np.concatenate(groups)
    versions = keys.version[cases.at[member]]
    return pd.DataFrame(rows), pd.DataFrame({"number": labels[member], "version_id": versions})


def _cluster_row(
    study: Study, keys: CaseKeys | None, cases: Chosen, members: NDArray[np.intp]
) -> dict[str, Any]:
    points_m, days = cases.points_m[members], cases.days[members]
    middle_m = points_m.mean(axis=0)
    first_on, last_on = np.array([days.min(), days.max()], "datetime64[D]").tolist()
    return {
        "name": name_of(study, keys, cases.at[members]),
        "ward": ward_of(study, cases.at[members]),
        "cases": members.size,
        "places": len(np.unique(points_m, axis=0)),
        "first_on": first_on,
        "last_on": last_on,
        "x_m": round(float(middle_m[0]), 1),
        "y_m": round(float(middle_m[1]), 1),
        "reach_m": round(float(np.hypot(*(points_m - middle_m).T).max()), 1),
    }


def _cluster_words(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "no cases came close together"
    largest = rows.sort_values(["cases", "number"], ascending=[False, True]).iloc[0]
    noun = "cluster" if len(rows) == 1 else "clusters"
    return (
        f"{len(rows)} {noun} hold {rows['cases'].sum()} cases, the largest {largest['cases']} "
        f"round {largest['name']}"
    )
