"""How well did last month's map foresee this month, and did it beat two simple rivals?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.errors import TooFewCasesError
from geo_asb.hotspots import empirical_bayes, hot_cells, kernel_density, prediction_accuracy
from geo_asb.hotspots.accuracy import METHOD as ACCURACY_METHOD
from geo_asb.monthly.chosen import chosen
from geo_asb.monthly.study import YEAR_MONTHS, Study, month_after, placed_of, window
from geo_asb.store.run_parts import Part

__all__ = ["back_test"]

METHOD = f"back-test-3 {ACCURACY_METHOD}"
PERCENTS = (1.0, 2.0, 5.0, 10.0)
BANDWIDTH_M = 250.0
LEAST_MONTHS = 9  # of the twelve that the forecast rests on
FORECAST_MONTHS = YEAR_MONTHS + 1
CAVEATS = (
    "One month is one throw: compare forecasts over many months.",
    "Forecasts rest on the 12 months to the month before; nothing of this month was known to them.",
)


def back_test(study: Study) -> Part:
    """
    Hold four forecasts of this month, made from the months before, against what came.

    Hot cells by their score; a year's cases, each cell's rate drawn towards the landlord's where it
    has few homes; and two simple rivals: last month's counts and a kernel surface of the year.
    """
    counts = study.by_month("", months=FORECAST_MONTHS)
    came = counts[:, -1]
    refused = _refusal(study, came)
    rows = pd.DataFrame()
    if not refused:
        try:
            rows = pd.concat(_rows(study, counts), ignore_index=True)
        except TooFewCasesError as error:
            refused = str(error)
    this_month = window(study.month, 1)
    return Part(
        name="back-test",
        type_group="",
        method=METHOD,
        counted=int(came.sum()),
        left_out=int(study.asked(this_month).sum() - came.sum()),
        refused=refused,
        caveats=(*CAVEATS, *_gap_words(study), *placed_of(study, 1).caveats),
        said=_words(rows),
        rows={"back_test": rows},
    )


def _gap_words(study: Study) -> tuple[str, ...]:
    if _has_last_month(study):
        return ()
    return ("Last month was not supplied: its counts are blank, and no forecast here.",)


def _refusal(study: Study, came: NDArray[np.int64]) -> str:
    missing = study.missing(FORECAST_MONTHS)
    if study.month in missing:
        return "this month was not supplied: blank, not zero"
    if FORECAST_MONTHS - 1 - len(missing) < LEAST_MONTHS:
        return f"fewer than {LEAST_MONTHS} of the 12 months before were supplied"
    return "" if came.sum() else "no case of this month lies in a cell with homes"


def _rows(study: Study, counts: NDArray[np.int64]) -> Iterator[pd.DataFrame]:
    before = counts[:, :-1].sum(axis=1)
    scores = hot_cells(before, study.ground.homes, study.ground.neighbours)
    yield _tested("hot cells", scores["score"].to_numpy(), counts[:, -1])
    yield _tested("a year's cases", _drawn_in(before, study.ground.homes), counts[:, -1])
    if _has_last_month(study):
        yield _tested("last month's counts", counts[:, -2], counts[:, -1])
    yield _tested("kernel surface", _surface(study), counts[:, -1])


def _drawn_in(before: NDArray[np.int64], homes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cases that a year foretells: a cell of few homes has little to say of its own rate."""
    return np.asarray(empirical_bayes(before, homes).fillna(0.0) * homes)


def _has_last_month(study: Study) -> bool:
    return month_after(study.month, -1) in study.supplied


def _surface(study: Study) -> NDArray[np.float64]:
    cases = chosen(study, window(month_after(study.month, -1), YEAR_MONTHS))
    return kernel_density(cases.points_m, study.ground.centres_m, bandwidth_m=BANDWIDTH_M)


def _tested(
    forecast: str, predicted: NDArray[np.float64 | np.int64], came: NDArray[np.int64]
) -> pd.DataFrame:
    found = prediction_accuracy(predicted, came)
    taken = [max(1, round(percent / 100 * came.size)) for percent in PERCENTS]
    rows = found.iloc[[cells - 1 for cells in taken]].reset_index(drop=True)
    return rows.assign(forecast=forecast, percent=PERCENTS, cells=taken, cases=int(came.sum()))


def _words(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    at_five = rows[rows["percent"] == 5.0]
    hits = [f"{row['forecast']} {row['hit_rate']:.0%}" for row in at_five.to_dict("records")]
    return f"cases of this month in the 5% of cells forecast as worst: {', '.join(hits)}"
