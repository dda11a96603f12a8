"""
Canonical case types with tier, harm and group: one list for all landlords.

Tiers: 0 mappable; 1 mappable but in-home; 2 restricted, never on a map or in a place
total; 3 never below landlord level. Reviewed settings may lower VIOLENCE, never
DOMESTIC, EXPLOIT or SAFEGUARD.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CASE_TYPES", "TYPE_GROUPS", "CaseType", "TypeGroup", "group_label", "is_restricted"]

Harm = Literal["personal", "community", "environmental"]


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """A few types that officers speak of together; used by filters, gaps and partner tables."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseType:
    """A kind of behaviour; `group` is None for restricted types, which belong to no group."""

    code: str
    label: str
    tier: Literal[0, 1, 2, 3]
    harm: Harm
    group: str | None


TYPE_GROUPS: dict[str, TypeGroup] = {
    group.code: group
    for group in (
        TypeGroup("rubbish", "Rubbish and gardens"),
        TypeGroup("drugs", "Drugs and drink"),
        TypeGroup("noise", "Noise and neighbours"),
        TypeGroup("abuse", "Abuse"),
        TypeGroup("damage", "Damage and crime"),
        TypeGroup("vehicles", "Vehicles"),
        TypeGroup("animals", "Animals"),
        TypeGroup("shared", "Shared spaces"),
    )
}

CASE_TYPES: dict[str, CaseType] = {
    case_type.code: case_type
    for case_type in (
        CaseType("NOISE", "Noise and rowdy behaviour", 1, "community", "noise"),
        CaseType("VERBAL", "Verbal abuse, harassment, threats", 1, "personal", "abuse"),
        CaseType("HATE", "Hate incident", 2, "personal", None),
        CaseType("DOMESTIC", "Domestic abuse", 3, "personal", None),
        CaseType("VIOLENCE", "Physical violence", 2, "personal", None),
        CaseType("DRUGS", "Drugs", 0, "community", "drugs"),
        CaseType("ALCOHOL", "Alcohol related", 0, "community", "drugs"),
        CaseType("CRIME", "Other criminal behaviour", 0, "community", "damage"),
        CaseType("VANDALISM", "Vandalism and damage", 0, "environmental", "damage"),
        CaseType("VEHICLE", "Nuisance vehicles and bikes", 0, "community", "vehicles"),
        CaseType("PARKING", "Car parking", 0, "community", "vehicles"),
        CaseType("PETS", "Pets and animals", 0, "community", "animals"),
        CaseType("LITTER", "Litter, rubbish, fly tipping", 0, "environmental", "rubbish"),
        CaseType("GARDEN", "Garden nuisance", 0, "environmental", "rubbish"),
        CaseType("PROPERTY", "Condition of property", 1, "environmental", "rubbish"),
        CaseType("COMMUNAL", "Misuse of communal or public areas", 0, "community", "shared"),
        CaseType("SEXUAL", "Prostitution or sexual acts", 2, "community", None),
        CaseType("BOUNDARY", "Boundary dispute", 1, "personal", "noise"),
        CaseType("ALLEGATION", "Personal allegation dispute", 1, "personal", "noise"),
        CaseType("COVID", "Covid breach", 1, "community", "noise"),
        CaseType("EXPLOIT", "Cuckooing, exploitation", 3, "personal", None),
        CaseType("SAFEGUARD", "Safeguarding", 3, "personal", None),
    )
}


def is_restricted(code: str) -> bool:
    """Say whether a case with this type is gone from every map and place total."""
    return CASE_TYPES[code].tier >= 2


def group_label(code: str) -> str:
    """Name a type group in a reader's words."""
    return TYPE_GROUPS[code].label
