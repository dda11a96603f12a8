"""
Loading what officers and stewards know better: the cases it touches are placed again at once.

The newest load of an answer counts, whatever its file; an empty answer takes an earlier one back.
References are encrypted before anything is looked up, as they are in every load.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from geo_asb.batches import FileRead, file_read
from geo_asb.corrections import CaseCorrection, PlaceCorrection
from geo_asb.etl.geocode import correction_key
from geo_asb.etl.readers.corrections import read_corrections
from geo_asb.etl.report import LoadReport
from geo_asb.model import PlaceRole, PlaceText, Reject
from geo_asb.pipeline import stage_and_place
from geo_asb.settings import Settings
from geo_asb.store import corrections as stored
from geo_asb.store.connect import Connection
from geo_asb.store.contacts import clear_contact_locations_of, contact_texts
from geo_asb.store.references import ReferenceKey, case_id, reference_key
from geo_asb.store.write import BatchHead, Counts

__all__ = ["load_corrections"]

_Facts = dict[tuple[UUID, str], str]  # by case and field

_UNKNOWN = "no such case is stored. Load the export that holds it first, or correct the reference."
_TWICE = "two case systems hold a case of this reference. Correct it in the right one."


def load_corrections(settings: Settings, path: Path) -> LoadReport:
    """
    Load corrections of places, of either kind, and place again what they touch.

    Raises
    ------
    ExportError, StoreError
        The file or the database cannot be used; nothing was stored.
    """
    reading = read_corrections(path)
    of_places = [one for one in reading.records if isinstance(one, PlaceCorrection)]
    of_cases = [one for one in reading.records if isinstance(one, CaseCorrection)]
    facts: _Facts = {}

    def stage(conn: Connection) -> FileRead:
        # Here no other load can change which cases there are before their facts are stored.
        found, unknown = _facts(conn, settings, of_cases)
        facts.update(found)
        rejects = sorted((*reading.rejects, *unknown), key=lambda reject: reject.row)
        return replace(file_read("corrections", path, reading), rejects=tuple(rejects))

    def store(conn: Connection, batch: int, head: BatchHead) -> Counts:
        if of_places:
            return _store_places(conn, batch, head.landlord, of_places)
        return _store_facts(conn, batch, head.landlord, facts)

    return stage_and_place(settings, stage, store)


def _facts(
    conn: Connection, settings: Settings, rows: Sequence[CaseCorrection]
) -> tuple[_Facts, list[Reject]]:
    """Find the cases that rows name; a row that names none or two is rejected."""
    facts: _Facts = {}
    rejects: list[Reject] = []
    if not rows:
        return facts, rejects
    key = reference_key(settings.home)
    sources = stored.case_sources(conn, settings.landlord)
    for row in rows:
        names = _names(settings.landlord, sources, row.reference, key)
        found = stored.stored_cases(conn, settings.landlord, names)
        if len(found) == 1:
            facts[found.pop(), row.field] = row.value
        else:
            reason = _TWICE if found else _UNKNOWN
            rejects.append(Reject(row.row, "Case reference", reason))
    return facts, rejects


def _names(landlord: str, sources: Sequence[str], reference: str, key: ReferenceKey) -> list[UUID]:
    return [
        case_id(landlord, source, key.encrypt(landlord, source, reference)) for source in sources
    ]


def _store_facts(conn: Connection, batch: int, landlord: str, facts: _Facts) -> Counts:
    known = stored.case_corrections(conn, landlord)
    changed = {at: value for at, value in facts.items() if known.get(at, "") != value}
    stored.replace_case_corrections(conn, batch, landlord, changed)
    touched = stored.versions_of_cases(conn, landlord, [case for case, _ in changed])
    stored.clear_locations_of(conn, touched)
    return Counts(len(changed), len(facts) - len(changed))


def _store_places(
    conn: Connection, batch: int, landlord: str, rows: Sequence[PlaceCorrection]
) -> Counts:
    answers = {_key(row.address, row.postcode): _answer(row) for row in rows}
    known = stored.place_corrections(conn, landlord)
    changed = {place: answer for place, answer in answers.items() if known.get(place) != answer}
    stored.replace_place_corrections(conn, batch, landlord, changed)
    cases = stored.place_texts(conn, landlord)
    stored.clear_locations_of(conn, _of_texts(cases, changed))
    contacts = contact_texts(conn, landlord)
    clear_contact_locations_of(conn, _of_texts(contacts, changed))
    return Counts(len(changed), len(rows) - len(changed))


def _of_texts(told: Iterable[tuple[int, str, str]], changed: Container[str]) -> list[int]:
    """Return the versions that give one of these texts."""
    return [version for version, address, postcode in told if _key(address, postcode) in changed]


def _key(address: str, postcode: str) -> str:
    return correction_key(PlaceText(address, postcode, "", PlaceRole.UNKNOWN))


def _answer(row: PlaceCorrection) -> stored.Place | None:
    if row.is_withdrawal:
        return None
    role = str(row.role) if row.role else None
    return stored.Place(row.uprn or None, row.easting_m, row.northing_m, role)
