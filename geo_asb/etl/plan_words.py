"""What plans call a problem, and what they call the team that deals with it."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geo_asb.case_types import CASE_TYPES, TYPE_GROUPS

__all__ = ["Issue", "UnknownIssueError", "issue_in", "team_in", "words_of"]

_APART = re.compile(r"\s*(?:[;/,&+\n]|\band\b)\s*")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Issue:
    """
    What a plan's issue says.

    given        it names a problem; "ASB" alone names none
    type_groups  codes of case_types.TYPE_GROUPS, each once; none for restricted types
    youth        it names young people, which is a tag and no group
    """

    given: bool
    type_groups: tuple[str, ...]
    youth: bool


class UnknownIssueError(ValueError):
    """An issue that is not in the list; `nearest` is the known one most like it."""

    def __init__(self, nearest: str) -> None:
        super().__init__("unknown issue")
        self.nearest = nearest


def issue_in(text: str) -> Issue:
    """
    Read the issue of an action; several may be joined by `;` `/` `,` `&` or "and".

    Raises
    ------
    UnknownIssueError
        A part that no list knows; never turned into an "other".

    Examples
    --------
    >>> issue_in("Fly-tipping and noise").type_groups
    ('rubbish', 'noise')
    """
    known = _issues()
    whole = _plain(text)
    parts = [whole] if whole in known else [part for part in _APART.split(whole) if part]
    groups = [_group(part, known) for part in parts]
    return Issue(
        given=any(group != "none" for group in groups),
        type_groups=tuple(dict.fromkeys(group for group in groups if group in TYPE_GROUPS)),
        youth="youth" in groups,
    )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[-\u2013\u2019]", " ", text.casefold()).split())


def _group(part: str, known: dict[str, str]) -> str:
    if part not in known:
        raise UnknownIssueError(difflib.get_close_matches(part, known, n=1, cutoff=0.0)[0])
    return known[part]


@cache
def _issues() -> dict[str, str]:
    """Give each issue in small letters its group: the list, the groups and types by label."""
    lines = [line for line in _lines("issues.csv") if not line.startswith("#")]
    listed = {row["issue"]: row["group"] for row in csv.DictReader(lines)}
    types = {_plain(one.label): one.group or "restricted" for one in CASE_TYPES.values()}
    groups = {
        _plain(said): one.code for one in TYPE_GROUPS.values() for said in (one.label, one.code)
    }
    return {**types, **groups, **listed}


def team_in(text: str, places: frozenset[str] = frozenset()) -> str:
    """
    Return a team, role or organisation as given, or "" where it may be a person's name.

    It is kept only if the lists know every word of it (or `places`, the words of area and
    estate names, does) and at least one of them is a word for a team, role or organisation.
    See docs/decisions/0009-plan-owners.md.
    """
    naming, other = _team_words()
    words = set(words_of([text]))
    if re.search(r"[^A-Za-z' ,/&()\u2019.-]", text) or not words & naming:
        return ""
    return text if words <= naming | other | places else ""


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of some texts, in small letters."""
    joined = " ".join(texts).casefold().replace("\u2019", "'")
    return frozenset(_WORD.findall(joined))


@cache
def _team_words() -> tuple[frozenset[str], frozenset[str]]:
    lines = [line for line in _lines("teams.txt") if not line.startswith("#")]
    naming = [line for line in lines if line.startswith("=")]
    return words_of(naming), words_of(line for line in lines if not line.startswith("="))


def _lines(name: str) -> list[str]:
    folder = resources.files("geo_asb.etl") / "word_lists"
    return (folder / name).read_text(encoding="utf-8").splitlines()
