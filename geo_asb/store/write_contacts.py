"""Writing contacts that are not cases, and happenings that logs tell of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_asb.case_types import is_restricted
from geo_asb.model import Contact, LoggedIncident
from geo_asb.store.connect import Connection
from geo_asb.store.references import ReferenceKey, case_id
from geo_asb.store.write import Counts
from geo_asb.store.write_layers import FileOf, Versioned, store_versions

__all__ = ["store_contacts", "store_logged_incidents"]

_CONTACTS = Versioned("contact", ("source", "contact_id"))
_LOGGED = Versioned("logged_incident", ("source", "case_id", "began_at"))


def store_contacts(
    conn: Connection, file: FileOf, contacts: Sequence[Contact], source: str, key: ReferenceKey
) -> Counts:
    """Store contacts, references encrypted; one that is not in the file stays as it was."""
    rows = [[_contact_row(contact, file, source, key)] for contact in contacts]
    return store_versions(conn, file, _CONTACTS, rows)


def _contact_row(contact: Contact, file: FileOf, source: str, key: ReferenceKey) -> tuple[Any, ...]:
    kind = f"{source} contacts"
    encrypted = key.encrypt(file.landlord, kind, contact.reference)
    return (
        source,
        case_id(file.landlord, kind, encrypted),
        encrypted,
        contact.received_at,
        contact.has_time,
        list(contact.case_types),
        any(map(is_restricted, contact.case_types)),
        contact.channel,
        contact.reporter_kind,
        contact.team,
        contact.place.address,
        contact.place.postcode,
        contact.place.uprn,
        str(contact.place.role),
    )


def store_logged_incidents(
    conn: Connection,
    file: FileOf,
    logged: Sequence[LoggedIncident],
    sources: tuple[str, str],
    key: ReferenceKey,
) -> Counts:
    """
    Store happenings of a log; `sources` names the log, and the case system of its references.

    A case that is not loaded yet finds them when it is.
    """
    log, cases_of = sources
    kind = f"{cases_of} cases"
    rows = [
        [
            (
                log,
                case_id(file.landlord, kind, key.encrypt(file.landlord, kind, one.reference)),
                one.incident.began_at,
                one.incident.ended_at,
                one.incident.has_time,
            )
        ]
        for one in logged
    ]
    return store_versions(conn, file, _LOGGED, rows)
