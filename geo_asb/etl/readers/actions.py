"""The actions of a neighbourhood plan. Missing parts are kept: they are findings about the plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from geo_asb.etl.plan_words import Issue, UnknownIssueError, issue_in, team_in, words_of
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.dates import refuse_month_first
from geo_asb.etl.readers.door import ColumnKind
from geo_asb.etl.readers.layer_cells import days_of, listed_word, new_id, number_in
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import Action

__all__ = ["read_actions"]

_OPTIONAL = (
    "plan", "area", "estate", "place", "issue", "owner", "partner", "partner_role", "starts_on",
    "ends_on", "measure", "baseline", "target", "status",
)  # fmt: skip
_DAYS = ("starts_on", "ends_on")
_COLUMNS: dict[str, ColumnKind] = {"action_id": "reference", **dict.fromkeys(_DAYS, "day")}
_LARGEST = 1e9
_STATUSES: dict[str, Literal["planned", "live", "done", "dropped", "unset"]] = {
    "": "unset",
    "planned": "planned",
    "proposed": "planned",
    "not started": "planned",
    "live": "live",
    "open": "live",
    "ongoing": "live",
    "in progress": "live",
    "on track": "live",
    "overdue": "live",
    "done": "done",
    "complete": "done",
    "completed": "done",
    "closed": "done",
    "dropped": "dropped",
    "cancelled": "dropped",
    "abandoned": "dropped",
}


def read_actions(path: Path) -> Reading[Action]:
    """
    Read the actions of a plan; only their number is a must.

    An owner or partner is kept where it plainly names a team, role or organisation; what may be
    a person's name is not, and a note says how often. The action's wording is never read.

    Raises
    ------
    ExportError
        The file is not a table with action numbers.
    """
    table = open_table(path, required=("action_id",), optional=_OPTIONAL, kinds=_COLUMNS)
    refuse_month_first(table, _DAYS)
    places = words_of(row.text(column) for row in table.rows for column in ("area", "estate"))
    seen: dict[str, int] = {}
    actions, rejects = make_records(table, lambda row: _action(row, places, seen))
    return _with_notes(reading_of(table, actions, rejects))


def _action(row: Row, places: frozenset[str], seen: dict[str, int]) -> Action:
    issue = _issue(row)
    starts_on, last_on = days_of(row, "starts_on", "ends_on")
    return Action(
        row=row.number,
        plan=row.text("plan"),
        area=row.text("area"),
        estate=row.text("estate"),
        place=row.text("place"),
        issue_given=issue.given,
        type_groups=issue.type_groups,
        youth=issue.youth,
        owner=team_in(row.text("owner"), places),
        owner_given=bool(row.text("owner")),
        partner=team_in(row.text("partner"), places),
        partner_given=bool(row.text("partner")),
        partner_role=row.text("partner_role"),
        starts_on=starts_on,
        last_on=last_on,
        measure=row.text("measure"),
        baseline=number_in(row, "baseline", least=0, most=_LARGEST),
        target=number_in(row, "target", least=0, most=_LARGEST),
        status=listed_word(row, "status", _STATUSES),
        action_id=new_id(row, "action_id", seen),  # last: a rejected row keeps no number
    )


def _issue(row: Row) -> Issue:
    try:
        return issue_in(row.text("issue"))
    except UnknownIssueError as unknown:
        reason = (
            f"an issue that is not in the list (nearest: '{unknown.nearest}'). Write that, or "
            "the type group it belongs to."
        )
        raise CellError("issue", reason) from unknown


def _with_notes(reading: Reading[Action]) -> Reading[Action]:
    """Say how many owners and partners were not kept, as they may be persons."""
    owners = sum(one.owner_given and not one.owner for one in reading.records)
    partners = sum(one.partner_given and not one.partner for one in reading.records)
    notes = [
        f"Not kept, as it may name a person: {what} of {count:,} action(s). Write the team or role."
        for what, count in (("the owner", owners), ("the partner", partners))
        if count
    ]
    return replace(reading, notes=(*reading.notes, *notes))
