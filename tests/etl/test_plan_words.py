"""What plans call a problem, and whom they name for it."""

from __future__ import annotations

import pytest

from geo_asb.case_types import CASE_TYPES, TYPE_GROUPS
from geo_asb.etl.plan_words import Issue, UnknownIssueError, issue_in, team_in, words_of


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("Rubbish and gardens", Issue(True, ("rubbish",), False)),
        ("Fly-tipping; noise", Issue(True, ("rubbish", "noise"), False)),
        ("litter and rubbish dumping", Issue(True, ("rubbish",), False)),
        ("Youth nuisance / vandalism", Issue(True, ("damage",), True)),
        ("youth", Issue(True, (), True)),
        ("Hate crime", Issue(True, (), False)),
        ("ASB", Issue(False, (), False)),
        ("", Issue(False, (), False)),
    ],
)
def test_an_issue_names_type_groups(text: str, issue: Issue) -> None:
    assert issue_in(text) == issue


def test_every_type_and_group_is_known_by_its_own_label() -> None:
    for group in TYPE_GROUPS.values():
        assert issue_in(group.label).type_groups == (group.code,)
    for kind in CASE_TYPES.values():
        expected = (kind.group,) if kind.group else ()
        assert issue_in(kind.label) == Issue(True, expected, False)


def test_an_unknown_issue_is_told_with_its_nearest() -> None:
    with pytest.raises(UnknownIssueError) as unknown:
        issue_in("grafiti")
    assert unknown.value.nearest == "graffiti"


@pytest.mark.parametrize(
    "text",
    [
        "Neighbourhood officer",
        "ASB Service",
        "Police road unit",
        "Council environmental health",
        "Greater Manchester Police",
        "Housing Management Team (North)",
        "Youth Justice Service & Police",
        "Landlord",
    ],
)
def test_teams_and_roles_are_kept(text: str) -> None:
    assert team_in(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Invented Person",
        "I. Person",
        "Officer Invented",
        "Mr Park, council",
        "PCSO 12345",
        "Estate North",  # words of the list, none of them a team
        "Officer Young",
        "Neighbourhood officer (J Bloggs)",
        "person@council.example",
    ],
)
def test_what_may_be_a_person_is_not(text: str) -> None:
    assert team_in(text) == ""


def test_a_team_may_carry_the_name_of_its_own_area() -> None:
    assert team_in("Holly Tower team") == ""
    assert team_in("Holly Tower team", words_of(["Holly Tower"])) == "Holly Tower team"
