import math
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.answers import (
    CellMap,
    Change,
    EstateRow,
    Freshness,
    GroupRow,
    HotPlace,
    MonthCount,
    PlacedMonth,
)
from geo_asb.case_types import TYPE_GROUPS
from geo_asb.model import Layer, Period, Scope
from nap import captions, trust, wording
from tests.paper_town import BEFORE, ESTATES, GROUPS, NOW, change

ALL = Scope(NOW, area="W1")
VERDICTS = ["clear rise", "clear fall", "no clear change", "too few to say", None]
FRESH = Freshness(date(2021, 11, 30), 0.968, 4517, 0, date(2021, 12, 1))
TODAY = date(2021, 12, 1)
EMPTY = CellMap("s", np.zeros(3, np.int32), None, np.zeros(3, np.int8), 1945, 12, 7, 0, 0)
PLACE = HotPlace(1, "Mill Brow", 9, 30, 2.0, "strong")


def test_the_example_of_the_domain_reads_as_printed():
    text = wording.headline(change(48, 22, "clear rise", (1.3, 3.8)), ALL, "Heathcote")
    assert text == (
        "Between April and September 2021, 48 cases were opened in Heathcote (58 per 1,000 homes; "
        "22 in the same months last year: a clear rise, 1.3 to 3.8 times)."
    )


def test_a_change_that_may_be_chance_is_not_called_a_rise():
    shown = change(34, 22, "no clear change", (0.9, 2.8))
    text = wording.headline(shown, ALL, "Heathcote") + wording.certainty(shown)
    assert "22 in the same months last year: no clear change, 0.9 to 2.8 times" in text
    assert "a clear" not in text


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (
            change(5, 3, "too few to say", (0.3, 9.0)),
            "3 in the same months last year: too few to say",
        ),
        (change(5, None, None), "no figures supplied for the same months last year"),
        (change(5, 3, None), "3 in the same months last year"),
        (
            change(12, 0, "clear rise", (2.9, math.inf)),
            "none in the same months last year: a clear rise, at least 2.9 times",
        ),
        (
            change(0, 12, "clear fall", (0.0, 0.31)),
            "12 in the same months last year: a clear fall, at most 0.3 times",
        ),
    ],
)
def test_every_verdict_has_its_words(shown, words):
    assert wording.comparison(shown) == words


def test_unknown_months_before_are_called_blank_not_zero():
    assert "blank, not zero" in wording.certainty(change(5, None, None))


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (ALL, "48 cases"),
        (replace(ALL, severity="low"), "48 low-level cases"),
        (replace(ALL, group="drugs"), "48 cases about drugs and drink"),
        (replace(ALL, layer=Layer.POLICE), "48 police reports"),
    ],
)
def test_a_count_names_what_is_counted(scope, words):
    assert wording.counted(48, scope) == words


def test_reported_from_is_named_in_the_sentence_built_on_it():
    text = wording.headline(change(2, 1, None), replace(ALL, layer=Layer.REPORTED), "Heathcote")
    assert "2 cases were reported from Heathcote" in text


def test_below_fifty_homes_there_is_no_rate():
    assert "no rate is given below 50 homes" in wording.rate_note(49)
    assert "828 in the area" in wording.rate_note(828)
    assert "No homes are loaded" in wording.rate_note(0)
    assert "per 1,000" not in wording.headline(change(9, 2, None, homes=49), ALL, "Heathcote")


@pytest.mark.parametrize(
    ("share", "words", "has_map"),
    [
        (None, "", True),
        (0.85, "", True),
        (0.84, "only 84% of the cases loaded could be placed", True),
        (0.69, "No map is drawn", False),
    ],
)
def test_badly_placed_cases_warn_and_then_stop_the_map(share, words, has_map):
    fresh = replace(FRESH, placed_share=share)
    text = trust.placing_warning(fresh)
    assert (words in text) if words else text == ""
    assert trust.may_map(fresh) == has_map


@pytest.mark.parametrize(
    ("poor", "words"),
    [
        ((), ""),
        ((5,), "in May 2021. Places"),
        ((4, 5, 6), "in every month shown. Places"),
        ((4, 6), "in April 2021 and June 2021. Places"),
    ],
)
def test_months_placed_too_badly_are_named(poor, words):
    months = [PlacedMonth(date(2021, m, 1), 9, 5, 5 / 9, 0.9, m in poor) for m in (4, 5, 6)]
    text = trust.months_warning(months)
    assert (words in text) if words else text == ""


def test_what_is_not_known_names_cases_off_the_map():
    text = trust.not_known(FRESH, replace(EMPTY, elsewhere=1), ALL)
    assert text == "Not known: exactly where 1 case happened, and what people did not report."
    assert trust.not_known(FRESH, EMPTY, ALL) == "Not known: what people did not report."


def test_largest_groups_that_tie_are_both_named():
    rows = [replace(GROUPS[0], now=4), replace(GROUPS[1], now=4)]
    assert wording.groups_sentence(rows, 8, ALL) == (
        "“Rubbish and gardens” and “Noise and neighbours” are the largest groups: "
        "4 of 8 cases each."
    )


def test_groups_that_hold_more_than_the_cases_say_why():
    text = wording.groups_sentence(GROUPS, 48, ALL)
    assert "24 of 48 cases." in text
    assert "the groups add up to 53" in text


def test_a_chosen_group_is_not_compared_with_itself():
    assert wording.groups_sentence(GROUPS, 48, replace(ALL, group="drugs")) == ""


def test_no_month_is_called_busiest_where_many_share_the_top():
    flat = [MonthCount(date(2021, month, 1), 3) for month in (4, 5, 6)]
    assert wording.months_sentence(flat, NOW) == ""
    assert wording.months_sentence(flat[:2], NOW) == (
        "The busiest months were April 2021 and May 2021 (3 each)."
    )


def test_a_missing_month_is_named():
    months = [MonthCount(date(2021, 4, 1), 3), MonthCount(date(2021, 5, 1), None)]
    assert wording.months_sentence(months, NOW) == ("May 2021 was not supplied: blank is not zero.")


def test_hot_places_say_how_many_were_tested():
    text = wording.hot_cells_sentence(EMPTY, [PLACE])
    assert text == (
        "1 hot place stands out, strong. The run tested 1,945 cells in all and found 12 strong."
    )
    assert wording.hot_cells_sentence(EMPTY, []).startswith("No place in the area stands out")
    assert "No stored run" in wording.hot_cells_sentence(replace(EMPTY, verdicts=None), [])


def test_the_share_in_hot_places_is_left_out_where_it_cannot_be_right():
    shown = replace(EMPTY, shown_cases=20)
    assert (
        wording.hot_places_sentence(shown, [PLACE], ALL) == "It holds 9 of the 20 cases on the map."
    )
    assert wording.hot_places_sentence(replace(EMPTY, shown_cases=3), [PLACE], ALL) == ""


def test_estates_without_cases_are_counted_too():
    text = wording.estates_sentence(ESTATES)
    assert text == "The area has 4 estates; 1 had no case. A clear rise in Lark Hill."
    assert wording.estates_sentence([]) == "No estate of the landlord lies in this area."
    none = [replace(row, now=0, verdict=None) for row in ESTATES]
    assert wording.estates_sentence(none) == "The area has 4 estates; none had a case."


def test_the_limits_name_every_restricted_kind_and_the_reporting_caveat():
    text = " ".join(trust.limits())
    assert "Quiet is not safe" in text
    assert "domestic abuse" in text
    assert "drugs" not in text.lower()


# ------------------------------------------------------------------------------------- laws

counts = st.integers(0, 3000)
maybe = st.none() | counts
low_ends = st.none() | st.floats(0, 100)
changes = st.builds(
    Change,
    now=counts,
    before=maybe,
    verdict=st.sampled_from(VERDICTS),
    ratio_low=low_ends,
    ratio_high=low_ends | st.just(math.inf),
    homes=counts,
    rate_per_1000_homes=st.none() | st.floats(0, 2000),
    now_period=st.just(NOW),
    before_period=st.sampled_from([BEFORE, Period(date(2019, 1, 1), date(2019, 2, 1))]),
)
scopes = st.builds(
    Scope,
    period=st.just(NOW),
    layer=st.sampled_from(list(Layer)),
    group=st.sampled_from(["", *TYPE_GROUPS]),
    severity=st.sampled_from(["", "urgent", "standard", "low", "unset"]),
)
fresh = st.builds(
    Freshness,
    data_to=st.none() | st.just(TODAY),
    placed_share=st.none() | st.floats(0, 1),
    cases=counts,
    waiting_rejects=counts,
    today=st.just(TODAY),
)
cell_maps = st.builds(
    lambda shown, elsewhere, found, has_run: replace(
        EMPTY,
        shown_cases=shown,
        elsewhere=elsewhere,
        found=found,
        verdicts=EMPTY.verdicts if has_run else None,
    ),
    maybe,
    maybe,
    counts,
    st.booleans(),
)
groups = st.lists(
    st.builds(
        GroupRow, st.just("g"), st.just("Abuse"), counts, maybe, st.sampled_from(VERDICTS), counts
    )
)
estates = st.lists(
    st.builds(
        EstateRow,
        st.just("E"),
        st.just("Lark Hill"),
        counts,
        counts,
        maybe,
        st.none() | st.floats(0, 999),
        st.sampled_from(VERDICTS),
    ),
    max_size=6,
)
month_counts = st.lists(maybe, max_size=6).map(
    lambda cases: [MonthCount(date(2021, 4 + i, 1), n) for i, n in enumerate(cases)]
)
places = st.lists(st.builds(replace, st.just(PLACE), verdict=st.sampled_from(["strong", "likely"])))

BROKEN = re.compile(
    r"None|\bnan\b|\binf\b|  |^ | $| [.,;:)]|\( |\.\.|\b1 (cases|homes|cells|rows|estates)\b"
    r"|\b(no|[02-9]|\d\d+) (case|home|cell|row)\b were"
)


@pytest.mark.whole
@given(st.tuples(changes, scopes, fresh, cell_maps, groups, estates, month_counts, places))
def test_no_sentence_ever_breaks(drawn):
    change, scope, freshness, cells, groups, estates, months, places = drawn
    sentences = [
        wording.headline(change, scope, "Heathcote"),
        wording.certainty(change),
        wording.rate_note(change.homes),
        trust.not_known(freshness, cells, scope),
        trust.placing_warning(freshness),
        trust.freshness_sentence(freshness, Layer.CASES),
        wording.groups_sentence(groups, change.now, scope),
        wording.months_sentence(months, NOW),
        wording.nothing_here(change.now, scope),
        wording.hot_cells_sentence(cells, places),
        wording.hot_places_sentence(cells, places, scope),
        wording.estates_sentence(estates),
        captions.map_alt("Heathcote", cells, places, scope),
        captions.chart_alt(months, NOW),
        captions.map_credit(freshness, "Paper Town Homes"),
    ]
    for sentence in filter(None, sentences):
        assert not BROKEN.search(sentence), sentence
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "“"
        assert sentence.endswith((".", "…"))
