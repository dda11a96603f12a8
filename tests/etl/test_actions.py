from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_asb.etl.readers.actions import read_actions
from geo_asb.model import Reading
from geo_asb.neighbourhood import Action
from tests.etl.files import write_csv

HEAD = [
    "action_id", "plan", "area", "estate", "issue", "place", "owner", "partner", "partner_role",
    "starts_on", "ends_on", "measure", "baseline", "target", "status", "text",
]  # fmt: skip
ACTION: dict[str, object] = {
    "action_id": "A1",
    "plan": "Eastlea NAP 2021",
    "area": "Eastlea",
    "estate": "Elm Estate",
    "issue": "Fly-tipping",
    "place": "Elm Street",
    "owner": "Neighbourhood officer, Eastlea",
    "partner": "Council cleansing",
    "partner_role": "takes bulky waste away",
    "starts_on": "01/04/2021",
    "ends_on": "30/09/2021",
    "measure": "rubbish cases a quarter",
    "baseline": "4",
    "target": "2",
    "status": "In progress",
    "text": "INVENTED TEXT",
}


def _row(**changes: object) -> list[object]:
    return [(ACTION | changes).get(heading, "") for heading in HEAD]


def _read(tmp_path: Path, *rows: list[object]) -> Reading[Action]:
    return read_actions(write_csv(tmp_path / "actions.csv", [HEAD, *rows]))


def test_a_row_becomes_an_action_and_its_wording_is_never_read(tmp_path: Path) -> None:
    reading = _read(tmp_path, _row())
    assert reading.records == (
        Action(
            row=2, action_id="A1", plan="Eastlea NAP 2021", area="Eastlea", estate="Elm Estate",
            place="Elm Street", issue_given=True, type_groups=("rubbish",), youth=False,
            owner="Neighbourhood officer, Eastlea", owner_given=True,
            partner="Council cleansing", partner_given=True,
            partner_role="takes bulky waste away", starts_on=date(2021, 4, 1),
            last_on=date(2021, 9, 30), measure="rubbish cases a quarter", baseline=4.0,
            target=2.0, status="live",
        ),
    )  # fmt: skip
    assert reading.notes == ("Columns not used: text.",)


def test_a_generic_action_is_kept_with_what_it_lacks(tmp_path: Path) -> None:
    (action,) = _read(tmp_path, ["A1", *[""] * (len(HEAD) - 2), "Work in partnership"]).records
    assert not any((action.issue_given, action.owner_given, action.partner_given))
    assert (action.place, action.starts_on, action.measure, action.status) == (
        "",
        None,
        "",
        "unset",
    )


def test_an_owner_who_may_be_a_person_is_given_and_not_kept(tmp_path: Path) -> None:
    reading = _read(
        tmp_path, _row(owner="Invented Person"), _row(action_id="A2", partner="Officer Invented")
    )
    first, second = reading.records
    assert (first.owner, first.owner_given) == ("", True)
    assert (second.partner, second.partner_given) == ("", True)
    assert [note for note in reading.notes if note.startswith("Not kept")] == [
        "Not kept, as it may name a person: the owner of 1 action(s). Write the team or role.",
        "Not kept, as it may name a person: the partner of 1 action(s). Write the team or role.",
    ]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"action_id": ""}, "action_id", "no number or name"),
        ({"action_id": "A9"}, "action_id", "already stands in row 2"),
        ({"issue": "fly-tiping"}, "issue", "nearest: 'fly tipping'"),
        ({"ends_on": "01/03/2021"}, "ends_on", "before 'starts_on'"),
        ({"target": "fewer"}, "target", "Write the number alone"),
        ({"status": "dunno"}, "status", "not known here"),
        ({"measure": "ring 07700 900123"}, "measure", "telephone"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, changes: dict[str, object], column: str, reason: str
) -> None:
    reading = _read(tmp_path, _row(action_id="A9"), _row(**changes))
    (reject,) = reading.rejects
    assert (len(reading.records), reject.row, reject.column) == (1, 3, column)
    assert reason in reject.reason
