"""Hot cells of a month, on the grid that maps show and on others that ask whether it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.errors import TooFewCasesError
from geo_asb.hotspots import hot_cells
from geo_asb.hotspots.hotspot_areas import staying_hot
from geo_asb.monthly.ground import Ground
from geo_asb.monthly.study import LEAST_FOR_CELLS, YEAR_MONTHS, Placed, Study, placed_of, window
from geo_asb.store.run_parts import Part

__all__ = ["CellRun", "cell_runs", "stability"]

METHOD = "stability-1"
LEAST_CASES = 20  # below it a run claims nothing: too few to test
LEAST_CASES_MONTH = 500  # one month alone is tested only where it holds so many


@dataclass(frozen=True, slots=True, eq=False)
class CellRun:
    """
    One run of hot cells.

    ground    position of its grid among the grounds of the study
    homes     (n,) homes as tested: 0 in wards where too few cases could be placed
    scores    cases, expected, score, p, adjusted_p, verdict by cell; None where nothing was tested
    left_out  cases of the window that no tested cell holds, placed or not
    note      why nothing was tested, "" where it was
    """

    ground: int
    window_months: int
    type_group: str
    cases: int
    homes: NDArray[np.float64]
    scores: pd.DataFrame | None
    left_out: int
    placed: Placed
    note: str

    @property
    def is_hot(self) -> NDArray[np.bool_]:
        """(n,) strong or likely."""
        if self.scores is None:
            return np.zeros(self.homes.size, dtype=np.bool_)
        return np.asarray(self.scores["verdict"] != "not shown")


def cell_runs(study: Study) -> Iterator[CellRun]:
    """
    Test the 12 months on the grid that maps show, for all types and each type group.

    On the other grids too: all types, and the groups that show a hot cell whose staying is asked.
    The month alone is tested where it holds 500 cases of the group.
    """
    year = placed_of(study, YEAR_MONTHS)
    hot = [""]
    for group in study.groups:
        run = _run(study, 0, (YEAR_MONTHS, group), year)
        if group and run.is_hot.any():
            hot.append(group)
        yield run
    for ground in range(1, len(study.grounds)):
        yield from (_run(study, ground, (YEAR_MONTHS, group), year) for group in hot)
    month, alone = placed_of(study, 1), window(study.month, 1)
    for group in study.groups:
        if study.counted(alone, group).sum() >= LEAST_CASES_MONTH:
            yield _run(study, 0, (1, group), month)


def _run(study: Study, ground: int, asked: tuple[int, str], placed: Placed) -> CellRun:
    months, group = asked
    counts = study.by_month(group, ground=ground, months=months).sum(axis=1)
    homes = _homes_tested(study.grounds[ground], placed)
    scores, note = _scores(counts, homes, study.grounds[ground], placed)
    every = int(study.asked(window(study.month, months), group).sum())
    return CellRun(
        ground=ground,
        window_months=months,
        type_group=group,
        cases=int(counts.sum()),
        homes=homes,
        scores=scores,
        left_out=every - int(counts[homes > 0].sum()),
        placed=placed,
        note=note,
    )


def _homes_tested(ground: Ground, placed: Placed) -> NDArray[np.float64]:
    if not placed.untested:
        return ground.homes
    return np.where(ground.frame["ward"].isin(placed.untested), 0.0, ground.homes)


def _scores(
    counts: NDArray[np.int64], homes: NDArray[np.float64], ground: Ground, placed: Placed
) -> tuple[pd.DataFrame | None, str]:
    if counts.sum() < LEAST_CASES:
        return None, "too few cases to test"
    if placed.share is not None and placed.share < LEAST_FOR_CELLS:
        return None, (
            f"only {placed.share:.0%} of the cases could be placed on or beside a home or block; "
            f"cells are tested from {LEAST_FOR_CELLS:.0%}"
        )
    try:
        return hot_cells(counts, homes, ground.neighbours).assign(cases=counts), ""
    except TooFewCasesError as error:
        return None, str(error)


def stability(study: Study, runs: list[CellRun]) -> list[Part]:
    """Say for each group how many hot cells lie under a hot cell of each other grid."""
    year = {(r.ground, r.type_group): r for r in runs if r.window_months == YEAR_MONTHS}
    under = [ground.at(study.ground.centres_m) for ground in study.grounds]
    parts = []
    for group in study.groups:
        main = year[0, group]
        rows = [
            _stays(main, year.get((n, group)), study.grounds[n], under[n])
            for n in range(1, len(study.grounds))
        ]
        parts.append(_stability_part(main, rows))
    return parts


def _stays(
    main: CellRun, other: CellRun | None, ground: Ground, under: NDArray[np.int64]
) -> dict[str, Any]:
    there = np.zeros(len(ground.frame), dtype=np.bool_) if other is None else other.is_hot
    staying = staying_hot(main.is_hot, under, there)
    return {
        "type_group": main.type_group,
        "across_m": ground.cut.across_m,
        "origin_east_m": ground.cut.origin_m[0],
        "origin_north_m": ground.cut.origin_m[1],
        "hot_cells": int(main.is_hot.sum()),
        "staying": int(staying.sum()),
    }


def _stability_part(main: CellRun, rows: list[dict[str, Any]]) -> Part:
    return Part(
        name="stability",
        type_group=main.type_group,
        method=METHOD,
        counted=main.cases,
        left_out=main.left_out,
        refused=main.note,
        said=_stability_words(rows),
        rows={"run_stability": pd.DataFrame([] if main.note else rows)},
    )


def _stability_words(rows: list[dict[str, Any]]) -> str:
    hot = rows[0]["hot_cells"]
    if not hot:
        return ""
    kept = [
        f"{row['staying'] / hot:.0%} "
        + ("on shifted cells" if row["origin_east_m"] else f"on cells of {row['across_m']:.0f} m")
        for row in rows
    ]
    return f"of {hot} hot cells stay hot {' and '.join(kept)}"
