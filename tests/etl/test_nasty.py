"""Nasty files: nothing is misread in silence, and nothing takes all the time or memory."""

from __future__ import annotations

import os
import re
import time
import tracemalloc
from pathlib import Path

import pytest

from geo_asb.errors import ExportError
from geo_asb.model import Case, Reading
from tests.etl.files import read_react
from tests.etl.nasty import NASTY
from tests.etl.nasty_make import Nasty, Values

SECONDS, MEGABYTES = 10, 600  # each file is small, or refused before it is unfolded


def _read(path: Path) -> Reading[Case]:
    return read_react(path)


def _values(case: Case) -> Values:
    began = case.incidents[0].began_at.isoformat() if case.incidents else ""
    return {
        "reference": case.reference,
        "opened_on": case.opened_on.isoformat(),
        "address": case.place.address,
        "uprn": case.place.uprn,
        "team": case.team,
        "began_at": began,
    }


def _within(case: Case, asked: Values) -> Values:
    return {what: value for what, value in _values(case).items() if what in asked}


def test_the_corpus_is_large_and_each_of_its_files_has_a_name() -> None:
    assert len(NASTY) >= 60
    assert len({nasty.why for nasty in NASTY}) == len(NASTY)


@pytest.mark.whole
@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: nasty.why)
def test_a_nasty_file_ends_as_declared(nasty: Nasty, tmp_path: Path) -> None:
    path = nasty.make(tmp_path)
    began = time.monotonic()
    if nasty.refused:
        with pytest.raises(ExportError, match=nasty.refused):
            _read(path)
    else:
        _check(_read(path), nasty)
    assert time.monotonic() - began < SECONDS


def _check(reading: Reading[Case], nasty: Nasty) -> None:
    asked = list(nasty.stored)
    assert len(reading.records) == len(asked), reading.rejects
    assert [
        _within(case, values) for case, values in zip(reading.records, asked, strict=True)
    ] == asked
    assert [(one.row, one.column) for one in reading.rejects] == [
        (row, column) for row, column, _ in nasty.rejected
    ]
    for reject, (_, _, says) in zip(reading.rejects, nasty.rejected, strict=True):
        assert re.search(says, reject.reason)
    assert nasty.skipped.items() <= reading.skipped.items()
    if nasty.noted:
        assert any(re.search(nasty.noted, note) for note in reading.notes)
    rejected = {reject.row for reject in reading.rejects}
    assert reading.rows_read == (
        len(reading.records) + len(rejected) + sum(reading.skipped.values())
    )


@pytest.mark.whole
@pytest.mark.parametrize("why", ["zip bomb", "gz bomb", "ten million headings", "ODS that unfolds"])
def test_a_file_that_unfolds_takes_little_memory(why: str, tmp_path: Path) -> None:
    nasty = next(one for one in NASTY if one.why == why)
    path = nasty.make(tmp_path)
    tracemalloc.start()
    try:
        with pytest.raises(ExportError):
            _read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 1_000_000


def test_a_file_nobody_may_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Case Ref\n")
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    try:
        with pytest.raises(ExportError, match=r"cases\.csv: cannot be opened"):
            _read(path)
    finally:
        if is_root:
            os.seteuid(0)
