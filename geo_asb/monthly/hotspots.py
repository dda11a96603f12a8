"""Hotspots of a month: hot cells that touch, named, followed over twelve runs, and recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.hotspots.hot_history import METHOD as HISTORY_METHOD
from geo_asb.hotspots.hot_history import hot_history
from geo_asb.hotspots.hotspot_areas import connected_cells, same_places
from geo_asb.hotspots.states import METHOD as STATES_METHOD
from geo_asb.hotspots.states import state_words
from geo_asb.monthly.cells import CellRun
from geo_asb.monthly.study import MONTHS, YEAR_MONTHS, Study, window
from geo_asb.store.run_parts import Part
from geo_asb.tallies import months_between
from geo_asb.words import and_list

__all__ = ["METHOD", "Known", "hotspots"]

METHOD = f"hotspots-2 {HISTORY_METHOD} {STATES_METHOD}"
QUARTER = 3  # months compared for growing and fading
LEAST_MONTHS = 9  # of a run's twelve that must have been supplied
OVER_FROM = 3  # runs in which a place was hot before it can be over
NAMED_STREETS = 3

# Hotspots of earlier runs, the likeliest to be recognised first: key to cell ids.
Known = Sequence[Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """What twelve runs say of each cell; (n, 12) strong, (n,) sure, (n, 23) cases by month."""

    strong: NDArray[np.bool_]
    sure: NDArray[np.bool_]  # strong in some run after correction for all cells of all runs
    by_month: NDArray[np.int64]
    blank: NDArray[np.bool_]  # (23,) months not supplied
    is_known: bool  # whether enough months were supplied for twelve runs


def hotspots(study: Study, run: CellRun, known: Known) -> Part:
    """
    Name the hotspots of one group over 12 months, and those that are over.

    A hotspot is an area of touching hot cells, strong or likely, with a strong one among them. An
    area is over where its cells were strong in three or more of twelve runs, once even after
    correction for all twelve, and not in the last two.
    """
    caveats = list(run.placed.caveats)
    areas: list[tuple[NDArray[np.int64], str]] = []
    past = None
    if run.scores is not None:
        past = _past(study, run)
        areas = _areas(study, run, past)
        if not past.is_known:
            caveats.append(
                f"Fewer than {LEAST_MONTHS} of the 12 months of an earlier run were supplied: "
                "whether a place is new, steady or over cannot be said yet."
            )
    rows, cells = _frames(study, run, past, areas, known)
    return Part(
        name="hotspots",
        type_group=run.type_group,
        method=METHOD,
        counted=run.cases,
        left_out=run.left_out,
        refused=run.note,
        caveats=tuple(caveats),
        said=_words(rows),
        rows={"hotspot": rows, "hotspot_cell": cells},
    )


def _words(rows: pd.DataFrame) -> str:
    return "; ".join(
        f"{row['key']} {row['name']} ({row['state'] or 'state not known yet'})"
        for row in rows.to_dict("records")
    )


def _past(study: Study, run: CellRun) -> _Past:
    by_month = study.by_month(run.type_group)
    runs = np.column_stack(
        [by_month[:, end - YEAR_MONTHS : end].sum(axis=1) for end in range(YEAR_MONTHS, MONTHS + 1)]
    )
    history = hot_history(runs, run.homes, study.ground.neighbours, newest=run.scores)
    sure = np.asarray(history.is_sure.any(axis=1))
    missing = set(study.missing(MONTHS))
    blank = np.array([m in missing for m in months_between(window(study.month, MONTHS))])
    return _Past(history.is_hot, sure, by_month, blank, _is_history_known(blank))


def _is_history_known(blank: NDArray[np.bool_]) -> bool:
    """Say whether every one of the twelve runs has nine months or more."""
    return all(
        (~blank[end - YEAR_MONTHS : end]).sum() >= LEAST_MONTHS
        for end in range(YEAR_MONTHS, MONTHS + 1)
    )


def _areas(study: Study, run: CellRun, past: _Past) -> list[tuple[NDArray[np.int64], str]]:
    """Cells and state of each hotspot of now, then of those that are over."""
    assert run.scores is not None  # noqa: S101 - the caller looked
    strong = np.asarray(run.scores["verdict"] == "strong")
    labels = connected_cells(run.is_hot, study.ground.neighbours)
    now = [
        cells
        for n in range(int(labels.max(initial=-1)) + 1)
        if strong[cells := np.flatnonzero(labels == n)].any()
    ]
    found = list(zip(now, _states(past, now), strict=True))
    if not past.is_known:
        return [(cells, "") for cells, _ in found]
    taken = np.zeros(strong.size, dtype=bool)
    for cells in now:
        taken[cells] = True
    # What touches a hotspot of now is a part that it lost, not a place that is over.
    beside = (study.ground.neighbours @ taken.astype(np.int64)) > 0
    was = past.sure & (past.strong.sum(axis=1) >= OVER_FROM)
    was &= ~past.strong[:, -2:].any(axis=1) & ~beside
    old = connected_cells(was, study.ground.neighbours)
    gone = [np.flatnonzero(old == n) for n in range(int(old.max(initial=-1)) + 1)]
    return found + [(c, s) for c, s in zip(gone, _states(past, gone), strict=True) if s == "over"]


def _states(past: _Past, areas: list[NDArray[np.int64]]) -> list[str]:
    """Say in one word how each area's twelve runs went: hot where one of its cells was strong."""
    if not areas:
        return []
    hot = np.array([past.strong[cells].any(axis=0) for cells in areas])
    now, before = _quarters(past)
    return list(
        map(
            str,
            state_words(hot, [now[c].sum() for c in areas], [before[c].sum() for c in areas]),
        )
    )


def _quarters(past: _Past) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cases of the last three months, and of the same a year before; a gap leaves both out."""
    now = np.arange(MONTHS - QUARTER, MONTHS)
    kept = now[~past.blank[now] & ~past.blank[now - YEAR_MONTHS]]
    return past.by_month[:, kept].sum(axis=1), past.by_month[:, kept - YEAR_MONTHS].sum(axis=1)


def _frames(
    study: Study,
    run: CellRun,
    past: _Past | None,
    areas: list[tuple[NDArray[np.int64], str]],
    known: Known,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if past is None or not areas:
        return pd.DataFrame(), pd.DataFrame()
    ids = study.ground.frame.index.to_numpy()
    keys = _keys(study, run.type_group, [frozenset(ids[cells]) for cells, _ in areas], known)
    rows = [
        {"type_group": run.type_group, "key": key, "state": state, **_facts(study, run, past, at)}
        for (at, state), key in zip(areas, keys, strict=True)
    ]
    cells = [
        {"type_group": run.type_group, "key": key, "position": int(n), "cell_id": ids[n]}
        for (at, _), key in zip(areas, keys, strict=True)
        for n in at
    ]
    return pd.DataFrame(rows), pd.DataFrame(cells)


def _facts(study: Study, run: CellRun, past: _Past, at: NDArray[np.int64]) -> dict[str, object]:
    assert run.scores is not None  # noqa: S101 - the caller looked
    cells, scores = study.ground.frame.iloc[at], run.scores.iloc[at]
    verdicts = scores["verdict"].to_numpy()
    now, before = _quarters(past)
    return {
        "name": _name(cells["name"].tolist(), scores["cases"].tolist()),
        "ward": Counter(sorted(cells["ward"])).most_common(1)[0][0],
        "strong": int((verdicts == "strong").sum()),
        "likely": int((verdicts == "likely").sum()),
        "cases": int(scores["cases"].sum()),
        "expected": float(scores["expected"].sum()),
        "homes": float(cells["homes"].sum()),
        "addresses": int(cells["addresses"].sum()),
        "now": int(now[at].sum()),
        "before": int(before[at].sum()),
    }


def _name(streets_of_cells: list[str], cases: list[int]) -> str:
    """Name an area after the streets of the cells with most cases, three at most."""
    weight: Counter[str] = Counter()
    for streets, count in zip(streets_of_cells, cases, strict=True):
        for street in streets.split(" and ") if streets else ():
            weight[street] += count + 1
    chosen = sorted(weight, key=lambda street: (-weight[street], street))[:NAMED_STREETS]
    return and_list(chosen) or "a place without street names"


def _keys(study: Study, group: str, areas: list[frozenset[str]], known: Known) -> list[str]:
    """Give each area the key it had in an earlier run, or a new one."""
    keys: list[str | None] = [None] * len(areas)
    for earlier in known:
        free = {key: cells for key, cells in earlier.items() if key not in keys}
        open_ = [n for n, key in enumerate(keys) if key is None]
        names = sorted(free)
        found = same_places([free[name] for name in names], [areas[n] for n in open_])
        for n, old in zip(open_, found, strict=True):
            keys[n] = None if old is None else names[old]
    return [
        key or _new_key(study, group, min(cells)) for key, cells in zip(keys, areas, strict=True)
    ]


def _new_key(study: Study, group: str, first_cell: str) -> str:
    said = f"{study.landlord}|{study.layer}|{group}|{study.month}|{first_cell}"
    return f"H{sha256(said.encode()).hexdigest()[:10]}"
