"""Officers' and stewards' corrections: kept, replaced, withdrawn; and whose cases they touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = [
    "Place",
    "case_corrections",
    "case_sources",
    "clear_locations_of",
    "place_corrections",
    "place_texts",
    "replace_case_corrections",
    "replace_place_corrections",
    "stored_cases",
    "versions_of_cases",
]


class Place(NamedTuple):
    """Where a text lies; one of UPRN and point (metres, EPSG:27700) is there."""

    uprn: str | None
    easting_m: float | None
    northing_m: float | None
    role: str | None


def place_corrections(conn: Connection, landlord: str) -> dict[str, Place]:
    """Return a landlord's answers to place texts, by tidy text."""
    rows = conn.execute(sql("geocode_corrections"), {"landlord": landlord})
    return {place: Place(*answer) for place, *answer in rows}


def case_corrections(conn: Connection, landlord: str) -> dict[tuple[UUID, str], str]:
    """Return corrected facts by case and field."""
    rows = conn.execute(sql("case_corrections"), {"landlord": landlord})
    return {(case_id, field): value for case_id, field, value in rows}


def case_sources(conn: Connection, landlord: str) -> list[str]:
    """Return the kinds of case export a landlord has loaded."""
    return [source for (source,) in conn.execute(sql("case_sources"), {"landlord": landlord})]


def stored_cases(conn: Connection, landlord: str, candidates: Sequence[UUID]) -> set[UUID]:
    """Return which of these names belong to a current case."""
    named = {"landlord": landlord, "candidates": list(candidates)}
    return {case_id for (case_id,) in conn.execute(sql("case_stored"), named)}


def replace_place_corrections(
    conn: Connection, batch: int, landlord: str, answers: Mapping[str, Place | None]
) -> None:
    """Give texts other answers; None withdraws one."""
    for place, answer in answers.items():
        named = {"landlord": landlord, "batch": batch, "place": place}
        conn.execute(sql("geocode_correction_close"), named)
        if answer is not None:
            conn.execute(sql("geocode_correction_add"), named | answer._asdict())


def replace_case_corrections(
    conn: Connection, batch: int, landlord: str, facts: Mapping[tuple[UUID, str], str]
) -> None:
    """Give facts of cases other values; "" withdraws one."""
    for (case_id, field), value in facts.items():
        named = {"landlord": landlord, "batch": batch, "case_id": case_id, "field": field}
        conn.execute(sql("case_correction_close"), named)
        if value:
            conn.execute(sql("case_correction_add"), named | {"value": value})


def place_texts(conn: Connection, landlord: str) -> list[tuple[int, str, str]]:
    """Return version, address and postcode of a landlord's current cases, as they are placed."""
    return conn.execute(sql("place_texts"), {"landlord": landlord}).fetchall()


def versions_of_cases(conn: Connection, landlord: str, case_ids: Sequence[UUID]) -> list[int]:
    """Return the current versions of cases."""
    named = {"landlord": landlord, "case_ids": list(case_ids)}
    return [version for (version,) in conn.execute(sql("versions_of_cases"), named)]


def clear_locations_of(conn: Connection, versions: Sequence[int]) -> None:
    """Take out places and area codes of case versions, to be worked out again."""
    named = {"versions": list(versions)}
    conn.execute(sql("case_areas_clear_of"), named)
    conn.execute(sql("locations_clear_of"), named)
