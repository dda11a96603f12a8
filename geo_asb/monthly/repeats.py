"""Which places keep coming back, and how few places hold how many cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.errors import TooFewCasesError
from geo_asb.hotspots import concentration, repeat_places
from geo_asb.hotspots.concentration import METHOD as CONCENTRATION_METHOD
from geo_asb.hotspots.repeats import METHOD as REPEATS_METHOD
from geo_asb.model import Layer
from geo_asb.monthly.chosen import Chosen, chosen, name_of, ward_of
from geo_asb.monthly.study import YEAR_MONTHS, Study, month_after, placed_of, window
from geo_asb.store.read_keys import CaseKeys
from geo_asb.store.run_parts import Part

__all__ = ["concentrations", "repeats"]

TWO_YEARS = 2 * YEAR_MONTHS  # so that a place which repeated before is told from one that does now
AT_LEAST, WINDOW_DAYS = 3, 365
ROLE_WORDS = {
    Layer.CASES: "These cases happened here; nobody who lives here need have caused them.",
    Layer.REPORTED: "These cases were reported from here; they need not have happened here.",
    Layer.POLICE: "Police points stand for their surroundings.",
}
SNAPPED = (
    "police reports are moved to a public point nearby and dated by month: reports at one point "
    "need not be of one place. Ask by cell."
)
TOP = 0.05


# ------------------------------------------------------------- repeat places


def repeats(study: Study, keys: CaseKeys | None, blocks: pd.DataFrame) -> Part:
    """
    List homes, blocks and public points with three cases or more in 365 days of the last 24 months.

    A case at a flat counts for the flat and for its block. Refused for police reports, whose points
    are no places; `keys` is None for them.
    """
    cases = chosen(study, window(study.month, TWO_YEARS))
    refused, tables = SNAPPED if keys is None else "", []
    if keys is not None:
        tables = [_repeat_rows(study, keys, asked, cases, blocks) for asked in _places(keys, cases)]
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return Part(
        name="repeat places",
        type_group="",
        method=f"repeats-1 {REPEATS_METHOD}",
        counted=cases.at.size,
        left_out=cases.left_out,
        refused=refused,
        caveats=(
            f"{AT_LEAST} cases or more in {WINDOW_DAYS} days of the last {TWO_YEARS} months.",
            ROLE_WORDS[study.layer],
            *placed_of(study, TWO_YEARS).caveats,
        ),
        said=_repeat_words(rows),
        rows={"repeat_place": rows},
    )


def _places(keys: CaseKeys, cases: Chosen) -> list[tuple[str, NDArray[np.object_]]]:
    """Name each case's home, block, or public point; "" where it has none of that kind."""
    names = np.append(keys.uprns, np.array([""], dtype=object))
    home, block = keys.home[cases.at], keys.block[cases.at]
    elsewhere = np.full(cases.at.size, "", dtype=object)
    at = np.flatnonzero((home < 0) & (block < 0))
    elsewhere[at] = [f"{x:.0f}_{y:.0f}" for x, y in cases.points_m[at]]
    return [("home", names[home]), ("block", names[block]), ("point", elsewhere)]


def _repeat_rows(
    study: Study,
    keys: CaseKeys,
    asked: tuple[str, NDArray[np.object_]],
    cases: Chosen,
    blocks: pd.DataFrame,
) -> pd.DataFrame:
    kind, places = asked
    known = np.flatnonzero(places != "")
    if not known.size:
        return pd.DataFrame()
    found = repeat_places(
        places[known],
        cases.days[known].astype("datetime64[D]"),
        at_least=AT_LEAST,
        window_days=WINDOW_DAYS,
        ending_on=np.datetime64(month_after(study.month, 1), "D") - 1,
    )
    rows = found.reset_index().assign(kind=kind)
    for column in ("first_on", "last_on"):
        rows[column] = rows[column].to_numpy().astype("datetime64[D]").astype(object)
    first = pd.Series(cases.at[known], index=places[known])
    first = first[~first.index.duplicated()].reindex(rows["place"])
    held = first.to_numpy(np.intp)[:, None]
    rows["name"] = [name_of(study, keys, at) for at in held]
    rows["ward"] = [ward_of(study, at) for at in held]
    tall = blocks.reindex(rows["place"]) if kind == "block" else blocks.iloc[:0].reindex(rows.index)
    named = tall["street"].to_numpy()
    rows["name"] = np.where(pd.notna(named) & (named != ""), named, rows["name"])
    whole = tall[["homes", "storeys"]].astype("Float64").astype("Int64")
    return rows.assign(homes=whole["homes"].array, storeys=whole["storeys"].array)


def _repeat_words(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "no place came back"
    now = rows[rows["verdict"] == "repeats now"]["kind"].value_counts()
    said = [f"{now.get(kind, 0)} {kind}s" for kind in ("home", "block", "point")]
    return f"{', '.join(said)} with {AT_LEAST} cases or more in the last {WINDOW_DAYS} days"


# ------------------------------------------------------------- concentration


def concentrations(
    study: Study, keys: CaseKeys, places: tuple[int, pd.DataFrame], rng: np.random.Generator
) -> Part:
    """
    Say what share of the year's cases the top 5% of homes, blocks and cells hold, beside chance.

    `places` are the number of homes, and the blocks.
    """
    cases = chosen(study, window(study.month, YEAR_MONTHS))
    rows, caveats = [], []
    for kind, counts in _counts(study, keys, places, cases).items():
        try:
            found = concentration(counts, top=TOP, rng=rng)
        except TooFewCasesError as error:
            caveats.append(f"Not asked of {kind}s: {error}")
            continue
        rows.append(_concentration_row(kind, found))
        caveats += [f"{kind.capitalize()}s: {said}" for said in found.caveats]
    frame = pd.DataFrame(rows)
    return Part(
        name="concentration",
        type_group="",
        method=CONCENTRATION_METHOD,
        counted=cases.at.size,
        left_out=cases.left_out,
        caveats=tuple(caveats),
        said=_concentration_words(frame),
        rows={"run_concentration": frame},
    )


def _counts(
    study: Study, keys: CaseKeys, places: tuple[int, pd.DataFrame], cases: Chosen
) -> dict[str, NDArray[np.int64]]:
    """Cases at every home, block and cell, those without any included."""
    homes, blocks = places
    cells = study.at[0][cases.at]
    return {
        "home": _padded(keys.home[cases.at], homes),
        "block": _padded(keys.block[cases.at], len(blocks)),
        "cell": np.bincount(cells[cells >= 0], minlength=len(study.ground.frame)),
    }


def _padded(codes: NDArray[np.int32], places: int) -> NDArray[np.int64]:
    """Count each place that has cases, and put in the places that have none."""
    counts = np.unique(codes[codes >= 0], return_counts=True)[1]
    return np.pad(counts, (0, max(places - counts.size, 0)))


def _concentration_row(kind: str, found: Any) -> dict[str, Any]:  # noqa: ANN401 - a Concentration
    return {
        "type_group": "",
        "kind": kind,
        "places": found.places,
        "cases": found.cases,
        "top_places": found.top_places,
        "share": found.share,
        "by_chance": found.by_chance,
        "chance_low": found.low,
        "chance_high": found.high,
        "p": found.p,
        "gini": found.gini,
    }


def _concentration_words(rows: pd.DataFrame) -> str:
    said = [
        f"{row['share']:.0%} in 5% of {row['kind']}s ({row['by_chance']:.0%} by chance)"
        for row in rows.to_dict("records")
    ]
    return ", ".join(said)
