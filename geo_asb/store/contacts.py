"""Contacts that are stored: which await a place, and which case each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from geo_asb.contacts import CaseFacts, ContactFacts, ContactMatch, KnownPlace
from geo_asb.model import PlaceRole, PlaceText
from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql
from geo_asb.store.write import copy_rows

__all__ = [
    "cases_to_match",
    "clear_contact_locations_of",
    "contact_columns",
    "contact_texts",
    "contacts_to_match",
    "replace_contact_cases",
]

_AT_ONCE = 50_000  # cases held here while contacts look for theirs


def contact_texts(conn: Connection, landlord: str) -> list[tuple[int, str, str]]:
    """Return version, address and postcode of a landlord's current contacts."""
    return conn.execute(sql("contact_texts"), {"landlord": landlord}).fetchall()


def clear_contact_locations_of(conn: Connection, versions: Sequence[int]) -> None:
    """Take out places and area codes of contacts, to be worked out again."""
    named = {"versions": list(versions)}
    conn.execute(sql("contact_areas_clear_of"), named)
    conn.execute(sql("contact_locations_clear_of"), named)


def contacts_to_match(conn: Connection, landlord: str) -> list[ContactFacts]:
    """Return what the rule must know of a landlord's current contacts."""
    rows = conn.execute(sql("contacts_to_match"), {"landlord": landlord})
    return [
        ContactFacts(version, received_on, tuple(types), _known(*place))
        for version, received_on, types, *place in rows
    ]


def cases_to_match(
    conn: Connection, landlord: str, *, first_on: date, last_on: date
) -> Iterator[CaseFacts]:
    """Give what the rule must know of the cases that were open from the first to the last day."""
    named = {"landlord": landlord, "first_on": first_on, "last_on": last_on}
    with conn.cursor(name="cases_to_match") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(sql("cases_to_match"), named)
        for case_id, opened_on, closed_on, restricted, types, *place in cursor:
            known = _known(*place)
            yield CaseFacts(case_id, opened_on, closed_on, tuple(types), known, restricted)


def _known(*place: Any) -> KnownPlace:  # noqa: ANN401 - a row's last columns
    address, postcode, uprn, role, home_uprn, block_uprn = place
    return KnownPlace(PlaceText(address, postcode, uprn, PlaceRole(role)), home_uprn, block_uprn)


def replace_contact_cases(conn: Connection, landlord: str, matches: Sequence[ContactMatch]) -> None:
    """Store which case each current contact belongs to, in the place of what was found before."""
    conn.execute(sql("contact_cases_clear"), {"landlord": landlord})
    rows = ((one.contact, one.case_id, one.why, one.restricted) for one in matches)
    copy_rows(conn, "contact_case", rows)


def contact_columns(conn: Connection, landlord: str, *, ward_year: int) -> pd.DataFrame:
    """Return every current contact of a landlord, restricted ones marked."""
    named = {"landlord": landlord, "ward_year": ward_year}
    cursor = conn.execute(sql("contact_columns"), named)
    columns = [column.name for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns)
