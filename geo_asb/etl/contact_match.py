"""Which contact became which case, by a rule that can be explained; and contacts for each case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geo_asb.case_types import CASE_TYPES
from geo_asb.contacts import CaseFacts, ContactFacts, ContactMatch, KnownPlace
from geo_asb.etl.addresses import format_postcode, tidy

__all__ = [
    "WITHIN_DAYS",
    "AreaRatio",
    "contacts_per_case",
    "match_contacts",
]

WITHIN_DAYS = 14  # so long after a contact its case may be opened

PlaceKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AreaRatio:
    """Contacts and cases of an area; `contacts_per_case` is None without a case."""

    contacts: int
    cases: int
    contacts_per_case: float | None


def match_contacts(
    contacts: Sequence[ContactFacts], cases: Iterable[CaseFacts], *, within_days: int = WITHIN_DAYS
) -> list[ContactMatch]:
    """
    Say for each contact which case it belongs to, and why.

    The rule: the same UPRN or property reference given, or both placed on the same home or on the
    same block as a whole, or, where neither is on a home or block, the same address and postcode;
    a type of the same group, where the contact has one; and the case was open on the day of the
    contact, or was opened within `within_days` after it. An open case goes first: further reports
    belong to it. Where two cases fit equally well none is chosen. Where any case that fits is
    restricted, so is the match, whichever is chosen: the contact may be about that one.

    Returns
    -------
    One match for each contact, in order. A contact without a case is not a report that was
    ignored: the case may stand under another address.
    """
    keys = [list(_place_keys(contact.place)) for contact in contacts]
    wanted = {key for of_one in keys for key in of_one}
    at_place: dict[PlaceKey, list[CaseFacts]] = defaultdict(list)
    for case in cases:  # a million of them pass by; those at no contact's place are not kept
        for key in _place_keys(case.place):
            if key in wanted:
                at_place[key].append(case)
    return [
        _match(contact, of_one, at_place, within_days)
        for contact, of_one in zip(contacts, keys, strict=True)
    ]


def _match(
    contact: ContactFacts,
    keys: Sequence[PlaceKey],
    at_place: Mapping[PlaceKey, list[CaseFacts]],
    within_days: int,
) -> ContactMatch:
    if not keys:
        return ContactMatch(contact.contact, None, "the contact names no place")
    here = [(key[0], case) for key in keys for case in at_place.get(key, [])]
    if not here:
        return ContactMatch(contact.contact, None, "no case at this place")
    alike = [(how, case) for how, case in here if _is_alike(contact.case_types, case.case_types)]
    if not alike:
        return ContactMatch(contact.contact, None, "no case of this kind at this place")
    return _chosen(contact, alike, within_days)


def _chosen(
    contact: ContactFacts, alike: Iterable[tuple[str, CaseFacts]], within_days: int
) -> ContactMatch:
    """Take the open case, else the one opened soonest after the contact."""
    waits: dict[UUID, tuple[int, str]] = {}
    restricted = False
    for how, case in alike:
        wait = _wait_days(contact.received_on, case)
        if wait is not None and wait <= within_days:
            waits.setdefault(case.case_id, (wait, how))
            restricted = restricted or case.restricted
    best = min((wait for wait, _ in waits.values()), default=None)
    if best is None:
        return ContactMatch(contact.contact, None, f"no case within {within_days} days")
    first = [(case, how) for case, (wait, how) in waits.items() if wait == best]
    if len(first) > 1:
        why = f"{len(first)} cases fit equally well"
        return ContactMatch(contact.contact, None, why, restricted)
    ((case_id, how),) = first
    days = "1 day" if best == 1 else f"{best} days"
    when = "open on that day" if best == 0 else f"opened {days} later"
    kind = "same kind" if contact.case_types else "no type given"
    return ContactMatch(contact.contact, case_id, f"same {how}, {kind}, {when}", restricted)


def _wait_days(day: date, case: CaseFacts) -> int | None:
    """Give 0 where the case was open on the day, else the days until it was opened."""
    if case.opened_on > day:
        return (case.opened_on - day).days
    return 0 if case.closed_on is None or case.closed_on >= day else None


def _place_keys(place: KnownPlace) -> Iterator[PlaceKey]:
    """Give what may be equal, the surest first; a text counts only where nothing was found."""
    if place.text.uprn:
        yield "UPRN or property reference", place.text.uprn.lstrip("0"), ""
    if place.home_uprn:
        yield "home", place.home_uprn.lstrip("0"), ""
    elif place.block_uprn:
        yield "block", place.block_uprn.lstrip("0"), ""
    elif place.text.address:
        yield "address", tidy(place.text.address), format_postcode(place.text.postcode)


def _is_alike(contact_types: Sequence[str], case_types: Sequence[str]) -> bool:
    """Compare groups; types without a group, which are restricted, must be equal."""
    if not contact_types:
        return True
    own = {CASE_TYPES[code].group or code for code in contact_types}
    return bool(own & {CASE_TYPES[code].group or code for code in case_types})


def contacts_per_case(
    contact_areas: Iterable[str], case_areas: Iterable[str]
) -> dict[str, AreaRatio]:
    """
    Count contacts and cases by area and divide them; "" stands for no area.

    Contacts and cases are counted apart and never added. A high ratio may mean many reports of
    one matter or few of them taken up; it does not say which.
    """
    contacts, cases = Counter(contact_areas), Counter(case_areas)
    return {
        area: AreaRatio(
            contacts[area], cases[area], contacts[area] / cases[area] if cases[area] else None
        )
        for area in sorted(contacts | cases)
    }
