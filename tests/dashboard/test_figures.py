"""Answers become small arrays and charts; nothing is counted on the way."""

from __future__ import annotations

from datetime import date

import numpy as np

from dashboard.figures import cell_paint
from geo_asb.answers import CellMap, HotPlace
from geo_asb.model import Answer, DisplayLevel, Layer, Period, Scope

YEAR = Period(date(2020, 12, 1), date(2021, 12, 1))


def answer(value, level=DisplayLevel.OFFICER):
    return Answer(value, "F-1", "Cases opened, Town, 2021", (), (1,), level)


def cells(counts=None, *, classes=None, verdicts=None):
    return CellMap(
        shapes_id="abc",
        counts=None if counts is None else np.array(counts, dtype=np.int32),
        classes=None if classes is None else np.array(classes, dtype=np.int8),
        verdicts=None if verdicts is None else np.array(verdicts, dtype=np.int8),
        tested=4,
        found=1,
        run_id=1,
        shown_cases=9,
        elsewhere=0,
    )


def test_counts_are_sent_sparse_and_marks_by_position():
    found = cells([0, 7, -1, -1, 2, -2, 0], verdicts=[0, 2, 0, 0, 1, 0, 0])
    paint = cell_paint(answer(found), (), Scope(YEAR, area="E05"))
    assert paint["kind"] == "counts"
    assert (paint["positions"], paint["values"]) == ([1, 4], [7, 2])
    assert (paint["strong"], paint["likely"]) == ([1], [4])
    assert (paint["outside"], paint["missing"]) == ([2, 4], [5, 6])
    assert (paint["figure"], paint["area"]) == ("F-1", "E05")
    assert paint["shapes"] == "/geometry/abc.json"


def test_every_count_has_a_colour_and_a_line_of_the_legend():
    paint = cell_paint(answer(cells([1, 40, 3, 0])), (), Scope(YEAR))
    assert len(paint["lows"]) == len(paint["colours"]) == len(paint["labels"]) == 5
    assert paint["lows"][0] == 1
    assert paint["lows"] == sorted(set(paint["lows"]))


def test_no_stored_run_means_counts_alone():
    paint = cell_paint(answer(cells([3, 1])), (), Scope(YEAR))
    assert paint["strong"] == paint["likely"] == []


def test_an_empty_map_is_an_empty_array():
    paint = cell_paint(answer(cells([0, 0, -1])), (), Scope(YEAR))
    assert paint["positions"] == paint["lows"] == paint["labels"] == []


def test_a_partner_is_sent_the_class_of_every_cell_and_no_count():
    found = cells(classes=[0, 3, 0, 1])
    paint = cell_paint(answer(found, DisplayLevel.PARTNER), (), Scope(YEAR))
    assert (paint["kind"], paint["values"]) == ("classes", [0, 3, 0, 1])
    assert paint["labels"] == ["0 to 4", "5 to 9", "10 to 19", "20 and more"]
    assert not {"positions", "strong", "likely", "lows"} & paint.keys()


def test_the_table_quotes_the_places_of_the_same_answer():
    place = HotPlace(1, "Corve Street and Mill Lane", 7, 80, 2.346, "strong")
    paint = cell_paint(answer(cells([0, 7])), (place,), Scope(YEAR, Layer.POLICE))
    assert paint["places"] == [[1, "Corve Street and Mill Lane", 7, 80, 2.3, "strong"]]
    assert paint["noun"] == "report"
