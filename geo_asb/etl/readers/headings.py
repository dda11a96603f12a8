"""Headings of a table: found in spite of case and blanks, refused when missing or doubled."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from geo_asb.errors import ExportError

__all__ = ["is_of_officers", "is_personal", "normal_heading", "refuse_duplicates", "refuse_missing"]

# Domain rule: names, contacts, dates of birth, free text, vulnerability, risk and health are
# never imported. A heading that only looks personal is dropped too: nothing is lost by it.
_PERSONAL = re.compile(
    r"name|phone|mobile|landline|\btel\b|\bfax\b|e-?mail|contact|\bdob\b|birth|\bnino\b"
    r"|\bni (number|no)\b|national ins|insurance|passport|bank|sort code|signature"
    r"|complainant|victim|witness|perpetrator|tenant|occupier|household"
    r"|note|comment|description|summary|details|vulnerab|\brisk|health|medical|disabilit"
    r"|ethnic|relig|gender|\bsex\b|nationality|\bage\b",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(
    r"(area|block|estate|lsoa|msoa|road|scheme|sheet|street|town|ward) ?name", re.IGNORECASE
)

# "Case Owner" is a person, "Owning Team" or "Officer Patch" is not.
_PERSON_AT_WORK = re.compile(
    r"(?=.*\b(owner|officer|handler|worker|caseworker|manager|investigator|advis[eo]r|lead|assignee"
    r"|(assigned|allocated) to|(assigned|allocated|handled|managed|created|logged|taken) by)s?\b)"
    r"(?!.*\b(team|patch|area|office|region|queue|department|service|group)s?$).*",
    re.IGNORECASE,
)


def normal_heading(text: str) -> str:
    """Reduce a heading to what it says: letters and digits, small."""
    return re.sub(r"[\W_]+", "", text).casefold()


def is_personal(heading: str) -> bool:
    """Say whether a column with this heading may hold personal values and must not be read."""
    words = heading.replace("_", " ").replace(".", "")
    return bool(_PERSONAL.search(words)) and not _PLACE_NAME.fullmatch(words)


def is_of_officers(heading: str) -> bool:
    """Say whether a column with this heading may name who works on a case, not a team."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", heading)  # CaseOwner, case_owner
    return bool(_PERSON_AT_WORK.fullmatch(words.strip()))


def refuse_missing(name: str, missing: Sequence[str], present: Iterable[str]) -> None:
    """
    Refuse a table that lacks columns; name each and the nearest heading there is.

    Raises
    ------
    ExportError
        Whenever `missing` holds anything.
    """
    if not missing:
        return
    said = {normal_heading(heading): heading for heading in present if heading}
    words = "; ".join(_missing_words(heading, said) for heading in missing)
    message = f"{name}: no column {words}. Put these headings back and export again."
    raise ExportError(message)


def _missing_words(heading: str, present: dict[str, str]) -> str:
    near = difflib.get_close_matches(normal_heading(heading), list(present), n=1, cutoff=0.6)
    return f"'{heading}' (nearest here: '{present[near[0]]}')" if near else f"'{heading}'"


def refuse_duplicates(name: str, wanted: Sequence[str], present: Sequence[str]) -> None:
    """
    Refuse a table where a wanted heading stands twice: nobody can say which one is meant.

    Raises
    ------
    ExportError
        Names the heading.
    """
    said = [normal_heading(heading) for heading in present]
    for heading in wanted:
        if said.count(normal_heading(heading)) > 1:
            message = f"{name}: two columns are headed '{heading}'. Keep one and export again."
            raise ExportError(message)
