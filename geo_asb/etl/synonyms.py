"""What landlords call their columns and words, for proposing a column map."""

from __future__ import annotations

from functools import cache

from geo_asb.etl.column_map import ColumnMap, built_in_maps, normal_word, read_column_map
from geo_asb.etl.readers.headings import normal_heading

__all__ = ["all_headings", "known_headings", "known_words"]

_HEADINGS: dict[str, tuple[str, ...]] = {
    "reference": (
        "case", "case id", "case no", "case number", "case ref", "case reference", "crm ref",
        "enquiry number", "id", "incident number", "job number", "log number", "ref", "ref no",
        "ref number", "reference", "reference no", "reference number", "ticket", "ticket number",
        "unique ref",
    ),
    "opened_on": (
        "case opened", "contact date", "created", "created on", "date created", "date logged",
        "date of complaint", "date of report", "date opened", "date raised", "date received",
        "date rep", "date reported", "logged", "logged on", "open date", "opened", "opened on",
        "raised", "received", "received on", "reported", "reported on", "start date",
    ),
    "closed_on": (
        "case closed", "close date", "closed", "closed on", "closure date", "completed",
        "completed on", "date case closed", "date closed", "date clsd", "date completed",
        "date resolved", "end date", "resolved", "resolved on",
    ),
    "types": (
        "asb category", "asb type", "behaviour", "case type", "case types", "complaint",
        "complaint type", "incident type", "issue", "issue type", "kind", "nature",
        "nature of asb", "nature of complaint", "problem", "reason", "subject", "type",
        "type of asb", "type of complaint", "types", "what",
    ),
    "subtype": ("sub category", "sub type", "subcategory", "subtype", "type category"),
    "category": (
        "band", "case category", "category", "grade", "level", "priority", "severity", "urgency",
    ),
    "status": ("case state", "case status", "current status", "stage", "state", "status"),
    "channel": (
        "case origin", "channel", "contact method", "how", "how received", "how reported",
        "method", "method of contact", "origin", "reported via", "source of report", "via",
    ),
    "reporter_kind": ("complainant type", "reported by", "reporter", "reporter type", "source"),
    "team": (
        "area", "area office", "area team", "housing team", "neighbourhood team", "owning team",
        "patch", "region", "service", "team",
    ),
    "tenure_scope": ("property tenure", "tenancy type", "tenure", "tenure type"),
    "hate_flag": ("hate", "hate crime", "hate flag", "hate incident", "hate related"),
    "youth_related": ("under 18", "youth", "youth involved", "youth related", "young people"),
    "address": (
        "address", "address of incident", "incident address", "incident location", "location",
        "location of incident", "place", "property", "property address", "site", "where",
    ),
    "new_address": ("address if different", "correct address", "new address"),
    "location_details": ("exact location", "location details", "location notes", "where exactly"),
    "postcode": ("incident postcode", "p code", "post code", "postal code", "postcode"),
    "uprn": ("property uprn", "uprn"),
    "property_reference": (
        "asset number", "place ref", "prop ref", "property id", "property ref",
        "property reference", "unit ref",
    ),
    "role": ("address type", "location role", "location type"),
    "began_at": (
        "date occurred", "date of incident", "date of occurrence", "incident date",
        "incident from", "incident start", "occurred", "occurred on", "when",
    ),
    "began_time": ("hour", "incident time", "time", "time of incident"),
    "ended_at": ("incident end", "incident to"),
    "received_at": ("contact date", "date of contact"),
}  # fmt: skip

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "open": (
            "current",
            "new",
            "ongoing",
            "on hold",
            "pending",
            "reopened",
            "under review",
            "active",
            "in progress",
        ),
        "closed": ("complete", "done", "finished", "no further action"),
    },
    "channel": {
        "phone": ("tel", "call centre", "contact centre", "phone call", "telephone call"),
        "web": ("form", "internet", "online form", "website"),
        "app": ("noise app",),
        "in person": ("face to face", "walk in"),
        "letter": ("post",),
    },
    "reporter_kind": {
        "resident": (
            "customer",
            "leaseholder",
            "member of public",
            "neighbour",
            "public",
            "tenant",
        ),
        "staff": ("caretaker", "cctv", "council", "housing officer", "officer", "warden"),
        "unknown": ("anonymous", "not known", "other"),
    },
    "category": {
        "urgent": ("emergency", "high", "red", "urgent"),
        "standard": ("amber", "medium", "normal", "standard"),
        "low": ("green", "low"),
    },
    "tenure_scope": {
        "managed": ("council", "general needs", "sheltered", "supported", "tenant"),
        "private": ("freehold", "owner"),
        "unknown": ("n/a", "not known"),
    },
    "role": {
        "incident": ("incident location", "scene"),
        "reported-from": ("complainant address", "complainant's address", "reporter"),
        "alleged-source": ("perpetrator", "subject"),
    },
}


@cache
def _by_field() -> dict[str, tuple[str, ...]]:
    """Gather headings from the list above and from every map of cases that comes along."""
    found = {what: list(headings) for what, headings in _HEADINGS.items()}
    for columns in _maps_of_cases():
        for what, headings in columns.columns.items():
            found[what] += headings
    return {
        what: tuple(dict.fromkeys(map(normal_heading, headings)))
        for what, headings in found.items()
    }


@cache
def _maps_of_cases() -> tuple[ColumnMap, ...]:
    maps = map(read_column_map, built_in_maps())
    return tuple(columns for columns in maps if columns.holds == "cases")


def all_headings() -> tuple[str, ...]:
    """Give every heading that landlords use for any field."""
    return tuple(dict.fromkeys(one for headings in _by_field().values() for one in headings))


def known_headings(what: str) -> tuple[str, ...]:
    """Give the headings that landlords use for a field, as letters and digits alone."""
    return _by_field().get(what, ())


@cache
def known_words(what: str) -> dict[str, str]:
    """Give the words that landlords use in a column, each with its canonical meaning."""
    found: dict[str, str] = {}
    for columns in _maps_of_cases():
        found |= columns.words.get(what, {})
    for value, words in _WORDS.get(what, {}).items():
        found |= {normal_word(word): value for word in words}
    return found
