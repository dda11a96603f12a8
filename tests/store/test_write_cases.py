"""Cases reach their tables as they were read, whatever their words; half a file leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest

from geo_asb import pipeline
from geo_asb.errors import ExportError
from geo_asb.model import Case, Incident
from geo_asb.settings import Settings
from geo_asb.store.connect import Connection, connect
from geo_asb.store.references import ReferenceKey, SourceKey
from geo_asb.store.write_cases import stage_cases
from tests.etl.files import REACT_HEAD, react_row, write_csv
from tests.towns import CASE

KEY = ReferenceKey(bytes(range(64))).of("north", "react cases")
LABELS = ('Noise, "loud"', "a\\b", "{curly}", "null", "Café;\nnext line")
TIMED = Incident(datetime(2021, 6, 5, 23, 30), datetime(2021, 6, 6, 1), True)  # noqa: DTZ001
DAY_ALONE = Incident(datetime(2021, 6, 5), None, False)  # noqa: DTZ001


def _staged(conn: Connection, column: str) -> object:
    row = conn.execute(
        psycopg.sql.SQL("select {} from staged_case").format(psycopg.sql.Identifier(column))
    ).fetchone()
    assert row is not None
    return row[0]


def test_words_and_moments_are_staged_as_they_were_read(conn: Connection) -> None:
    case = replace(CASE, source_labels=LABELS, incidents=(TIMED, DAY_ALONE))
    days = stage_cases(conn, [case], KEY)
    assert days == (case.opened_on, case.opened_on)
    assert _staged(conn, "source_labels") == list(LABELS)
    assert _staged(conn, "type_codes") == list(case.case_types)
    assert _staged(conn, "began_at") == [TIMED.began_at, DAY_ALONE.began_at]
    assert _staged(conn, "ended_at") == [TIMED.ended_at, None]
    assert _staged(conn, "has_time") == [True, False]


def test_the_days_of_an_export_are_its_first_opened_and_its_last(conn: Connection) -> None:
    closed = replace(CASE, reference="ASB-2", closed_on=date(2021, 8, 1))
    assert stage_cases(conn, [CASE, closed], KEY) == (CASE.opened_on, date(2021, 8, 1))


def test_an_export_without_cases_has_no_days(conn: Connection) -> None:
    assert stage_cases(conn, [], KEY) is None


def test_a_file_that_changes_while_it_is_stored_leaves_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "cases.csv", [REACT_HEAD, react_row()])

    def slowly(conn: Connection, cases: Iterator[Case], key: SourceKey) -> object:
        with path.open("a") as file:
            file.write("\n")
        return stage_cases(conn, cases, key)

    monkeypatch.setattr(pipeline, "stage_cases", slowly)
    with pytest.raises(ExportError, match=r"cases\.csv: changed while it was read"):
        pipeline.load_cases(settings, path)
    with connect(settings) as conn:
        assert conn.execute("select count(*) from batch").fetchone() == (0,)
