"""Joining stored contacts to stored cases, after every load that may change which belongs where."""

from __future__ import annotations

from datetime import timedelta

from geo_asb.etl.contact_match import WITHIN_DAYS, match_contacts
from geo_asb.store import contacts as stored
from geo_asb.store.connect import Connection

__all__ = ["match_stored"]


def match_stored(conn: Connection, landlord: str) -> None:
    """
    Find for each current contact of a landlord the case it belongs to, and store it with the rule.

    All are looked at again, so that the order of loads leaves no trace.
    """
    contacts = stored.contacts_to_match(conn, landlord)
    if not contacts:
        return
    days = [contact.received_on for contact in contacts]
    last_on = max(days) + timedelta(days=WITHIN_DAYS)
    cases = stored.cases_to_match(conn, landlord, first_on=min(days), last_on=last_on)
    stored.replace_contact_cases(conn, landlord, match_contacts(contacts, cases))
