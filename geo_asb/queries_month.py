"""Questions about the monthly run: what was stored for a month, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

import pandas as pd

from geo_asb.disclosure import LEAST_ADDRESSES
from geo_asb.model import Answer, DisplayLevel, Scope, Viewer
from geo_asb.month_answers import (
    Concentrated,
    Decided,
    Forecast,
    Gathering,
    Hotspot,
    MonthHotspots,
    MonthRepeats,
    MonthStudy,
    NearBand,
    RepeatPlace,
    Stability,
    Standing,
)
from geo_asb.queries_shared import Desk
from geo_asb.snapshot import ACROSS_M, Snapshot
from geo_asb.store import hotspots as stored
from geo_asb.store import month_read, runs
from geo_asb.store.month_read import MonthTable, RunOfMonth
from geo_asb.words import month_words

__all__ = ["hotspots", "month_study", "repeat_places"]

T = TypeVar("T")

BEYOND_CHANCE = 0.05  # shared by all bands of a table
SHOWN_PERCENT = 5.0  # of the area, in the sentence on last month's map
WHOLE = "The whole landlord, whatever the patch and the filters."
BORDER = "A hotspot stands in the ward of most of its cells; its counts hold all of them."
SEVERITIES = "Every severity counts here, and the 12 months that end with the month chosen."
FOR_OFFICERS = "Single homes, points and new gatherings are shown to officers alone."


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """The run of a month, where it may be read, with its tables by name."""

    month: date
    standing: Standing
    tables: dict[MonthTable, pd.DataFrame]

    def refused(self, part: str, group: str = "") -> str:
        """Return why a question was not answered, "" where it was."""
        parts = self.tables["month_parts"]
        said = parts.loc[(parts["part"] == part) & (parts["type_group"] == group), "refused"]
        return str(said.iloc[0]) if len(said) else ""

    def caveats(self, *parts: str) -> tuple[str, ...]:
        """Return what a reader of these parts must know, each sentence once."""
        told = self.tables["month_parts"]
        said = told.loc[told["part"].isin(parts) & (told["type_group"] == ""), "caveats"]
        return tuple(dict.fromkeys(sentence for one in said for sentence in one))


# ------------------------------------------------------------- hotspots


def hotspots(desk: Desk, viewer: Viewer, scope: Scope) -> Answer[MonthHotspots]:
    """Name the hotspots of the year to the scope's last month, and what a manager decided."""
    snapshot = desk.asked(viewer, scope)
    run = _run(desk, snapshot, scope, ("month_parts", "month_stability"))
    spots: list[stored.StoredHotspot] = []  # of all types first, then by group and size
    with desk.connection() as conn:
        if run.standing == "current":
            spots = stored.hotspots(conn, viewer.landlord, run.month)
        newest = runs.month_detected(conn, viewer.landlord, scope.layer)
    value = MonthHotspots(
        month=run.month,
        standing=run.standing,
        spots=tuple(_spot(one) for one in _seen(snapshot, viewer, scope, spots)),
        stability=_stability(run, scope.group),
        refused=run.refused("hotspots", scope.group),
        may_decide=viewer.role == "manager" and newest == run.month,
    )
    desk.log(viewer, "hotspots", scope)
    more = (SEVERITIES, BORDER, *run.caveats("hotspots"))
    return _answer(desk, viewer, ("hotspots", "Hotspots"), scope, value, more)


def _seen(
    snapshot: Snapshot, viewer: Viewer, scope: Scope, spots: Iterable[stored.StoredHotspot]
) -> Iterable[stored.StoredHotspot]:
    """Keep the hotspots of the scope that lie in this viewer's wards."""
    for spot in spots:
        of_scope = spot.layer is scope.layer and scope.group in {"", spot.type_group}
        if of_scope and _in_wards(viewer, scope, spot.ward) and _is_large(snapshot, viewer, spot):
            yield spot


def _in_wards(viewer: Viewer, scope: Scope, ward: str) -> bool:
    if scope.area:
        return ward == scope.area
    return viewer.patch is None or ward in viewer.patch


def _is_large(snapshot: Snapshot, viewer: Viewer, spot: stored.StoredHotspot) -> bool:
    """Say whether a level may see each cell of a hotspot: its sum would give a small one away."""
    if viewer.level is not DisplayLevel.AUTHOR:
        return True
    cells = snapshot.cells_of(spot.layer)
    addresses = cells.frame["addresses"]
    return all(addresses.iat[cells.position[cell]] >= LEAST_ADDRESSES for cell in spot.cells)


def _spot(spot: stored.StoredHotspot) -> Hotspot:
    made = spot.decision
    return Hotspot(
        key=spot.key,
        name=spot.name,
        group=spot.type_group,
        state=spot.state,
        now=spot.now,
        before=spot.before,
        cases=spot.cases,
        expected=spot.expected,
        homes=round(spot.homes),
        decision=None
        if made is None
        else Decided(
            made.verdict, made.reason, made.decided_by, made.decided_at.date(), made.month
        ),
        cases_nudged=spot.cases_nudged,
    )


def _stability(run: _Run, group: str) -> tuple[Stability, ...]:
    rows = run.tables["month_stability"]
    return tuple(
        Stability(row["across_m"] > ACROSS_M, row["hot_cells"], row["staying"])
        for row in rows[rows["type_group"] == group].to_dict("records")
    )


# ------------------------------------------------------------- places that come back


def repeat_places(desk: Desk, viewer: Viewer, scope: Scope) -> Answer[MonthRepeats]:
    """Name places with three cases or more in a year by their street, in this viewer's wards."""
    snapshot = desk.asked(viewer, scope)
    run = _run(desk, snapshot, scope, ("month_parts", "month_repeats"))
    rows = run.tables["month_repeats"].to_dict("records")
    value = MonthRepeats(
        month=run.month,
        standing=run.standing,
        layer=scope.layer,
        places=tuple(
            RepeatPlace(
                row["kind"],
                row["name"],
                None if pd.isna(row["homes"]) else int(row["homes"]),
                row["cases"],
                row["first_on"],
                row["last_on"],
                row["verdict"] == "repeats now",
            )
            for row in rows
            if _in_wards(viewer, scope, row["ward"]) and _is_many(viewer, row["homes"])
        ),
        refused=run.refused("repeat places"),
    )
    desk.log(viewer, "repeat_places", scope)
    more = (FOR_OFFICERS, *run.caveats("repeat places"))
    return _answer(desk, viewer, ("repeat_places", "Places that come back"), scope, value, more)


def _is_many(viewer: Viewer, homes: float | None) -> bool:
    """Say whether a level may see a place of so many homes; None where it is no block."""
    if viewer.level is not DisplayLevel.AUTHOR:
        return True
    return homes is not None and not pd.isna(homes) and homes >= LEAST_ADDRESSES


# ------------------------------------------------------------- what was tried


def month_study(desk: Desk, viewer: Viewer, scope: Scope) -> Answer[MonthStudy]:
    """Say how few places hold how many cases, what brings what, how good last month's map was."""
    snapshot = desk.asked(viewer, scope)
    tables: tuple[MonthTable, ...] = (
        "month_parts",
        "month_concentration",
        "month_bands",
        "month_gatherings",
        "month_back_test",
    )
    run = _run(desk, snapshot, scope, tables)
    bands, group = _bands(run, scope.group)
    value = MonthStudy(
        month=run.month,
        standing=run.standing,
        concentration=tuple(
            Concentrated(*row)
            for row in run.tables["month_concentration"].itertuples(index=False, name=None)
        ),
        near=_near(bands),
        near_tested=len(bands),
        near_group=group,
        forecasts=_forecasts(run.tables["month_back_test"]),
        gatherings=_gatherings(viewer, scope, run.tables["month_gatherings"]),
        refused={
            name: run.refused(name) for name in ("near repeats", "back-test", "new gatherings")
        },
    )
    desk.log(viewer, "month_study", scope)
    said = run.caveats("concentration", "near repeats", "back-test", "new gatherings")
    more = (WHOLE, FOR_OFFICERS, *said)
    return _answer(desk, viewer, ("month_study", "What the month's run tried"), scope, value, more)


def _bands(run: _Run, group: str) -> tuple[pd.DataFrame, str]:
    """Return the bands of a type group; of all types where its cases were too few for bands."""
    rows = run.tables["month_bands"]
    own = rows[rows["type_group"] == group]
    return (own, group) if len(own) else (rows[rows["type_group"] == ""], "")


def _near(bands: pd.DataFrame) -> tuple[NearBand, ...]:
    beyond = bands[
        (bands["p"] <= BEYOND_CHANCE / max(len(bands), 1)) & (bands["observed"] > bands["expected"])
    ]
    ordered = beyond.sort_values("ratio", ascending=False, kind="stable")
    return tuple(
        NearBand(row["space_band"], row["day_band"], row["observed"], row["expected"])
        for row in ordered.to_dict("records")
    )


def _forecasts(rows: pd.DataFrame) -> tuple[Forecast, ...]:
    return tuple(
        Forecast(row["forecast"], row["hit_rate"], row["cases"])
        for row in rows[rows["percent"] == SHOWN_PERCENT].to_dict("records")
    )


def _gatherings(viewer: Viewer, scope: Scope, rows: pd.DataFrame) -> tuple[Gathering, ...]:
    if viewer.level is DisplayLevel.AUTHOR:
        return ()
    named = ["name", "cases", "expected", "starts_on", "recurrence_runs"]
    return tuple(
        Gathering(*(row[name] for name in named))
        for row in rows.to_dict("records")
        if _in_wards(viewer, scope, row["ward"])
    )


# ------------------------------------------------------------- the run, and the Answer


def _run(desk: Desk, snapshot: Snapshot, scope: Scope, tables: tuple[MonthTable, ...]) -> _Run:
    """Read the run of the scope's last month; one that is out of date gives empty tables."""
    month = _month(scope)
    with desk.connection() as conn:
        found = month_read.run_of_month(conn, snapshot.landlord, scope.layer, month)
        standing: Standing = "not worked out"
        if found is not None:
            is_current = snapshot.version.startswith(found.data_version)
            standing = "current" if is_current else "out of date"
        read = found if found is not None and standing == "current" else RunOfMonth(0, b"")
        return _Run(
            month, standing, {table: month_read.month_rows(conn, table, read) for table in tables}
        )


def _month(scope: Scope) -> date:
    """Return the month that a period ends in."""
    return (scope.period.end - timedelta(days=1)).replace(day=1)


def _answer(
    desk: Desk,
    viewer: Viewer,
    named: tuple[str, str],
    scope: Scope,
    value: T,
    more: tuple[str, ...],
) -> Answer[T]:
    title = f"{named[1]}, 12 months to {month_words(_month(scope))}"
    found = desk.answer(viewer, named[0], scope, value, title)
    return replace(found, caveats=(*found.caveats, *more))
