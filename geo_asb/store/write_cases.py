"""Writing cases: staged as they are read, then set against what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from geo_asb.case_types import is_restricted
from geo_asb.model import Case
from geo_asb.store.connect import Connection
from geo_asb.store.references import SourceKey
from geo_asb.store.sql_files import sql
from geo_asb.store.write import BatchHead, Counts, content_hash, copy_rows

__all__ = ["stage_cases", "store_cases"]

OLDER = "an older export: a newer one of the same case is stored"
GONE = "taken out by a newer export"
SET_ASIDE = "a newer export declares not to count the same case"


def stage_cases(
    conn: Connection, cases: Iterable[Case], key: SourceKey
) -> tuple[date, date] | None:
    """
    Put the cases of an export into a table of this transaction as they come, references encrypted.

    Returns
    -------
    The first day one of them was opened, and the last day they speak of; None without cases.
    """
    conn.execute(sql("case_stage"))
    copy_rows(conn, "staged_case", (_case_row(case, key) for case in cases))
    first, last = conn.execute(sql("case_stage_days")).fetchone() or (None, None)
    return (first, last) if first and last else None


def store_cases(
    conn: Connection,
    batch: int,
    head: BatchHead,
    key: SourceKey,
    set_aside: Collection[str] = (),
) -> Counts:
    """
    Store the staged cases of one export; `head.kind` names the source.

    Of two exports of one case the newer counts, whichever is loaded first: by the day they were
    made, then by the order in which the two files first came. A case that a complete export
    covers and does not hold is taken out, unless a newer export holds it; and so is one that an
    export names only in rows that do not count, the references `set_aside`.
    """
    _name_rejects(conn, batch, head, key)
    aside_ids = [key.case_id(key.encrypt(reference)) for reference in set_aside]
    conn.execute(sql("case_set_aside_add"), {"batch": batch, "case_ids": aside_ids})
    (order,) = conn.execute(sql("batch_first_load"), {"batch": batch}).fetchone() or (batch,)
    named = {
        "batch": batch,
        "landlord": head.landlord,
        "source": head.kind,
        "exported_on": head.exported_on,
        "export_order": order,
    }
    older = conn.execute(sql("case_older"), named).rowcount
    gone = conn.execute(sql("case_gone"), named).rowcount
    unchanged = conn.execute(sql("case_same"), named).rowcount
    conn.execute(sql("case_close"), named)
    stored = conn.execute(sql("case_add"), named).rowcount
    conn.execute(sql("case_types_add"), named)
    conn.execute(sql("incidents_add"), named)
    late, aside = conn.execute(sql("case_set_aside_withdraw"), named).fetchone() or (0, 0)
    added, withdrawn = conn.execute(sql("case_withdraw"), named).fetchone() or (0, 0)
    became = {OLDER: older, SET_ASIDE: late, GONE: gone + added}
    skipped = {reason: rows for reason, rows in became.items() if rows}
    return Counts(stored - late - added, unchanged, skipped, withdrawn + aside, aside)


def _name_rejects(conn: Connection, batch: int, head: BatchHead, key: SourceKey) -> None:
    """Say of each reject which case it stands for, so that a later load can close it."""
    named = [reject for reject in head.rejects if reject.reference]
    rows = [reject.row for reject in named]
    case_ids = [key.case_id(key.encrypt(reject.reference)) for reject in named]
    conn.execute(sql("reject_name"), {"batch": batch, "rows": rows, "case_ids": case_ids})


def _case_row(case: Case, key: SourceKey) -> tuple[Any, ...]:
    encrypted = key.encrypt(case.reference)
    restricted = case.hate_flag or any(map(is_restricted, case.case_types))
    values = (
        case.opened_on,
        case.closed_on,
        str(case.severity),
        case.category,
        case.status,
        case.channel,
        case.reporter_kind,
        case.tenure_scope,
        case.team,
        case.hate_flag,
        case.youth_related,
        restricted,
        case.place.address,
        case.place.postcode,
        case.place.uprn,
        str(case.place.role),
    )
    began_at = [incident.began_at for incident in case.incidents]
    ended_at = [incident.ended_at for incident in case.incidents]
    has_time = [incident.has_time for incident in case.incidents]
    told = (list(case.case_types), list(case.source_labels), began_at, ended_at, has_time)
    return (
        key.case_id(encrypted),
        encrypted,
        *values,
        case.row,
        content_hash((values, told)),
        _texts(case.case_types),
        _texts(case.source_labels),
        _moments(began_at),
        _moments(ended_at),
        _array("t" if one else "f" for one in has_time),
    )


@lru_cache(maxsize=4096)  # the types of a case are few
def _texts(items: Sequence[str]) -> str:
    escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in items)
    return _array(f'"{one}"' for one in escaped)


def _moments(items: Sequence[datetime | None]) -> str:
    return _array(f'"{one}"' if one else "null" for one in items)


def _array(items: Iterable[str]) -> str:
    """Write an array as COPY reads it."""
    return f"{{{','.join(items)}}}"
