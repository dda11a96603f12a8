"""Which contact became which case, by a rule that can be explained; and contacts for each case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo_asb.case_types import CASE_TYPES
from geo_asb.etl.addresses import format_postcode, tidy
from geo_asb.model import Case, Contact, PlaceText

__all__ = ["AreaRatio", "ContactMatch", "contacts_per_case", "match_contacts"]

PlaceKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ContactMatch:
    """A contact and the case it belongs to; `case_reference` is None where no one case fits."""

    contact_reference: str
    case_reference: str | None
    why: str


@dataclass(frozen=True, slots=True)
class AreaRatio:
    """Contacts and cases of an area; `contacts_per_case` is None without a case."""

    contacts: int
    cases: int
    contacts_per_case: float | None


def match_contacts(
    contacts: Sequence[Contact], cases: Sequence[Case], *, within_days: int
) -> list[ContactMatch]:
    """
    Say for each contact which case it belongs to, and why.

    The rule: the same UPRN or the same address and postcode; a type of the same group, where the
    contact has one; and the case was open on the day of the contact, or was opened within
    `within_days` after it. An open case goes first: further reports belong to it. Where two cases
    fit equally well none is chosen.

    Returns
    -------
    One match for each contact, in order. A contact without a case is not a report that was
    ignored: the case may stand under another address.
    """
    at_place: dict[PlaceKey, list[Case]] = defaultdict(list)
    for case in cases:
        for key in _place_keys(case.place):
            at_place[key].append(case)
    return [_match(contact, at_place, within_days) for contact in contacts]


def _match(
    contact: Contact, at_place: Mapping[PlaceKey, list[Case]], within_days: int
) -> ContactMatch:
    keys = list(_place_keys(contact.place))
    if not keys:
        return ContactMatch(contact.reference, None, "the contact names no place")
    here = [(key[0], case) for key in keys for case in at_place.get(key, [])]
    if not here:
        return ContactMatch(contact.reference, None, "no case at this place")
    alike = [(how, case) for how, case in here if _is_alike(contact.case_types, case.case_types)]
    if not alike:
        return ContactMatch(contact.reference, None, "no case of this kind at this place")
    return _chosen(contact, alike, within_days)


def _chosen(contact: Contact, alike: Iterable[tuple[str, Case]], within_days: int) -> ContactMatch:
    """Take the open case, else the one opened soonest after the contact."""
    day = contact.received_at.date()
    waits: dict[str, tuple[int, str]] = {}
    for how, case in alike:
        wait = _wait_days(day, case)
        if wait is not None and wait <= within_days:
            waits.setdefault(case.reference, (wait, how))
    best = min((wait for wait, _ in waits.values()), default=None)
    if best is None:
        return ContactMatch(contact.reference, None, f"no case within {within_days} days")
    first = [(case, how) for case, (wait, how) in waits.items() if wait == best]
    if len(first) > 1:
        return ContactMatch(contact.reference, None, f"{len(first)} cases fit equally well")
    ((case_reference, how),) = first
    days = "1 day" if best == 1 else f"{best} days"
    when = "open on that day" if best == 0 else f"opened {days} later"
    kind = "same kind" if contact.case_types else "no type given"
    return ContactMatch(contact.reference, case_reference, f"same {how}, {kind}, {when}")


def _wait_days(day: date, case: Case) -> int | None:
    """Give 0 where the case was open on the day, else the days until it was opened."""
    if case.opened_on > day:
        return (case.opened_on - day).days
    return 0 if case.closed_on is None or case.closed_on >= day else None


def _place_keys(place: PlaceText) -> Iterator[PlaceKey]:
    if place.uprn:
        yield "UPRN", place.uprn.lstrip("0"), ""
    if place.address:
        yield "address", tidy(place.address), format_postcode(place.postcode)


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
