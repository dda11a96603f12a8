"""The monthly run in plain words: each sentence with what it rests on, none with a cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo_asb.model import Layer
from geo_asb.month_answers import (
    Concentrated,
    Decided,
    Forecast,
    Gathering,
    Hotspot,
    MonthHotspots,
    MonthRepeats,
    MonthStudy,
    NearBand,
    RepeatPlace,
    Stability,
)
from nap import wording_month as words

NOVEMBER = date(2021, 11, 1)
SPOT = Hotspot("H1", "Corve Street", "", "growing", 14, 6, 41, 12.2, 318, None, None)
FOUND = MonthHotspots(NOVEMBER, "current", (SPOT,), (), "", may_decide=False)
PLACE = RepeatPlace("block", "Corve Street", 24, 5, date(2021, 1, 9), date(2021, 11, 2), True)
BACK = MonthRepeats(NOVEMBER, "current", Layer.CASES, (PLACE,), "")
STUDY = MonthStudy(NOVEMBER, "current", (), (), 20, "", (), (), {})


def test_a_state_word_stands_with_the_counts_it_rests_on():
    assert words.state_words(SPOT) == (
        "growing: 14 cases in the last 3 months, 6 in the same months a year before"
    )
    assert words.state_words(replace(SPOT, state="", now=1, before=0)) == (
        "state not known yet: 1 case in the last 3 months, none in the same months a year before"
    )


def test_hotspots_are_counted_and_those_that_are_over_apart():
    assert words.hotspots_sentence(FOUND) == "1 hotspot here in these 12 months."
    over = replace(SPOT, state="over")
    two = replace(FOUND, spots=(SPOT, over))
    assert words.hotspots_sentence(two) == "1 hotspot here in these 12 months; 1 more is over."
    assert "Quiet is not safe" in words.hotspots_sentence(replace(FOUND, spots=()))
    assert words.hotspots_sentence(replace(FOUND, spots=(), refused="Too few cases.")) == (
        "No hotspot is named: too few cases."
    )


@pytest.mark.parametrize(
    ("standing", "verb"), [("out of date", "--stale"), ("not worked out", "--month")]
)
def test_a_month_without_results_says_how_to_get_them(standing, verb):
    said = words.standing_sentence("November 2021", standing)
    assert "November 2021" in said
    assert verb in said
    assert words.standing_sentence("November 2021", "current") == ""


def test_stability_counts_the_cells_that_stay_hot():
    rows = (Stability(False, 23, 18), Stability(True, 23, 20))
    assert words.stability_sentence(rows) == (
        "Of 23 hot cells of the landlord, so many stay hot: 18 with cells shifted and 20 with "
        "larger cells."
    )
    assert words.stability_sentence(()) == words.stability_sentence((Stability(True, 0, 0),)) == ""


def test_a_decision_names_who_when_and_why():
    made = Decided("reject", "reporting drive", "manager", date(2021, 12, 2), NOVEMBER)
    assert words.decision_words(made, None) == (
        "Rejected by manager, 2 December 2021: reporting drive."
    )
    nudged = replace(made, verdict="nudge", reason="boundary follows the streets")
    assert words.decision_words(nudged, 17).endswith("boundary follows the streets (17 cases so).")
    assert words.decision_words(None, None) == "Nobody has decided on it yet."


def test_places_that_come_back_say_in_which_role():
    assert words.repeats_sentence(BACK) == (
        "1 place has 3 cases or more within the last year (happened here)."
    )
    reported = replace(BACK, layer=Layer.REPORTED, places=(PLACE, PLACE))
    assert words.repeats_sentence(reported) == (
        "2 places have 3 cases or more within the last year (reported from here)."
    )
    none = replace(BACK, places=(replace(PLACE, repeats_now=False),))
    assert words.repeats_sentence(none) == (
        "No place where 3 cases or more happened here within the last year."
    )
    assert words.repeat_words(PLACE) == "Corve Street, a block of 24 homes"
    assert words.repeat_words(replace(PLACE, kind="home", homes=None)) == "Corve Street, a home"


def test_concentration_stands_beside_its_chance_line():
    row = Concentrated("home", 8230, 412, 400, 0.38, 0.29, 0.27, 0.31)
    assert words.concentration_sentence((row,)) == (
        "5% of homes (412 of 8,230) hold 38% of 400 cases; by chance alone 27% to 31%."
    )
    fewer_than_places = replace(row, share=1.0, by_chance=1.0, chance_low=1.0, chance_high=1.0)
    assert words.concentration_sentence((fewer_than_places,)) == ""


def test_near_repeats_name_the_clearest_band_or_none():
    band = NearBand("same place", "1 to 7 days", 34, 9.2)
    two, three = ([band] * n for n in (2, 3))
    assert words.near_sentence(replace(STUDY, near=tuple(two))).endswith(
        " 1 other pair of distance and time stands out too."
    )
    assert words.near_sentence(replace(STUDY, near=tuple(three))).endswith(
        " 2 other pairs of distance and time stand out too."
    )
    assert words.near_sentence(replace(STUDY, near=(band,))) == (
        "One case is often followed by another: most clearly at the same place, 1 to 7 days "
        "apart, 34 pairs where chance makes 9.2."
    )
    assert words.near_sentence(replace(STUDY, near_group="noise")).startswith("No sign that one")
    refused = replace(STUDY, refused={"near repeats": "days stand for months."})
    assert words.near_sentence(refused).endswith("days stand for months.")


def test_last_months_map_stands_beside_its_rivals():
    rows = (
        Forecast("hot cells", 0.31, 83),
        Forecast("last month's counts", 0.27, 83),
        Forecast("kernel surface", 0.30, 83),
    )
    assert words.forecast_sentence(rows, "") == (
        "Last month's map: the worst 5% of the area held 31% of this month's 83 cases; last "
        "month's counts alone 27%, a smooth surface of the year's cases 30%. One month is one "
        "throw."
    )
    assert words.forecast_sentence((), "this month was not supplied").endswith("not supplied.")


def test_something_new_says_how_often_chance_shows_its_like():
    new = Gathering("Corve Street", 7, 1.2, date(2021, 11, 12), 40.0)
    assert words.gatherings_sentences((new,), "") == [
        "Something new round Corve Street: 7 cases since 12 November 2021 where 1.2 were to be "
        "expected. Chance alone shows its like in one month of 40."
    ]
    assert len(words.gatherings_sentences((), "")) == 1
    assert words.gatherings_sentences((), "too dense.")[0].endswith("too dense.")
