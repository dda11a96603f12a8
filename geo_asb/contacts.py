"""
The nouns of joining contacts to cases: what the rule knows of each, and what it says.

A contact is one report about behaviour that a CRM holds; a case is the landlord's work on a matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geo_asb.model import PlaceText

__all__ = ["CaseFacts", "ContactFacts", "ContactMatch", "KnownPlace"]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What was told of a place, and the home or block that was found for it."""

    text: PlaceText
    home_uprn: str | None = None
    block_uprn: str | None = None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What the rule knows of a contact."""

    contact: int
    received_on: date
    case_types: tuple[str, ...]
    place: KnownPlace


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rule knows of a case."""

    case_id: UUID
    opened_on: date
    closed_on: date | None
    case_types: tuple[str, ...]
    place: KnownPlace
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class ContactMatch:
    """
    A contact and the case it belongs to; `case_id` is None where no one case fits.

    It is `restricted` where any case that fits is, chosen or not: it may be about that one.
    """

    contact: int
    case_id: UUID | None
    why: str
    restricted: bool = False
