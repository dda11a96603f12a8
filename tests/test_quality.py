"""How good the data is: by hand on tiny frames, then over the demo borough."""

from __future__ import annotations

import csv
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo_asb import cli, pipeline, quality
from geo_asb.errors import ExportError, FrameError, SettingsError
from geo_asb.quality_report import QualityTable, checked_sample, quality_tables, write_sample
from tests.etl.files import REACT_HEAD, react_row, write_csv
from tests.test_contact_places import write_homes, write_wards

ONE = {
    "version_id": 1, "opened_on": date(2021, 6, 5), "source": "react cases", "restricted": False,
    "rung": "address", "reason": "", "probability": 0.98, "home_uprn": "20000000003",
    "block_uprn": "", "easting_m": 390_054.0, "northing_m": 390_090.0, "role": "incident",
    "ward": "E05000001", "types": ["LITTER"], "severity": "low", "channel": "phone",
    "reporter_kind": "resident", "tenure_scope": "managed", "team": "North", "closed": True,
    "has_day": True, "has_time": False, "given_address": "3 Elm Street", "given_postcode": "",
    "given_uprn": "", "file_name": "june.csv", "row_number": 2,
}  # fmt: skip
LOST = {"rung": "none", "reason": "no such address", "ward": "", "home_uprn": None}


def frame(*changes: dict[str, object], times: int = 1) -> pd.DataFrame:
    rows = [ONE | change for change in changes for _ in range(times)]
    return pd.DataFrame([row | {"version_id": n} for n, row in enumerate(rows)])


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(counted):
    hits, n = counted
    known = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert quality.wilson(hits, n) == pytest.approx((known.low, known.high), abs=1e-12)


def test_a_share_of_nothing_is_refused():
    with pytest.raises(FrameError, match="0 of 0 is no share"):
        quality.wilson(0, 0)


def test_restricted_cases_are_in_the_total_alone():
    cases = frame({}, {"restricted": True}, LOST)
    assert quality.landlord_total(cases)["cases"].tolist() == [3, 1, 2]
    assert quality.mappable(cases)["placed"].tolist() == [True, False]
    with pytest.raises(FrameError, match="quality frame has no column ward"):
        quality.mappable(cases.drop(columns="ward"))


def test_the_hit_rate_is_held_against_85_percent():
    june = frame({}, times=17)
    july = frame(LOST | {"opened_on": date(2021, 7, 1)}, {"opened_on": date(2021, 7, 1)}, times=10)
    few = frame(LOST | {"opened_on": date(2021, 8, 1)})
    rates = quality.hit_rate(quality.mappable(pd.concat([june, july, few])), "month")
    assert rates["month"].tolist() == ["2021-08", "2021-07", "2021-06"]
    assert rates["share"].tolist() == [0.0, 0.5, 1.0]
    assert rates["verdict"].tolist() == ["too few to say", "under 85%", "met"]


def test_a_case_counts_once_in_each_type_and_a_lost_one_in_no_ward():
    cases = quality.mappable(frame({"types": ["LITTER", "DRUGS"]}, LOST))
    types = quality.hit_rate(cases, "types").set_index("types")["cases"].to_dict()
    assert types == {"DRUGS": 1, "LITTER": 2}
    assert quality.hit_rate(cases, "ward")["ward"].tolist() == ["(no ward)", "E05000001"]


def test_reasons_add_up_to_the_cases_that_are_not_placed():
    cases = quality.mappable(frame({}, LOST, LOST, {"rung": "postcode"}))
    reasons = quality.unplaced_reasons(cases)
    assert dict(zip(reasons["reason"], reasons["cases"], strict=True)) == {
        "no such address": 2,
        "placed on a postcode only": 1,
    }


def test_an_area_missing_from_maps_is_told_apart_from_chance():
    usual = frame({"sector": "ZD1 1"}, times=90).pipe(
        lambda good: pd.concat([good, frame(LOST | {"sector": "ZD1 1"}, times=10)])
    )
    missing = frame(LOST | {"sector": "ZD1 2"}, times=12)
    blank = frame(LOST | {"sector": ""}, times=30)
    cases = quality.mappable(pd.concat([usual, missing, blank]))
    verdicts = quality.bias(cases, "sector").set_index("sector")["verdict"].to_dict()
    assert verdicts == {"ZD1 1": "fewer missing", "ZD1 2": "more missing"}


def test_areas_alike_are_rarely_called_different():
    rng = np.random.default_rng(5)
    called = 0
    for _ in range(50):
        placed = rng.random(1_000) < 0.8
        cases = pd.DataFrame({"sector": np.repeat([f"S{n}" for n in range(20)], 50)})
        found = quality.bias(cases.assign(placed=placed), "sector")
        called += (found["verdict"] != "as usual").any()
    assert called <= 9  # 2 or 3 are promised; Wilson's interval keeps that nearly


def test_a_block_is_found_by_its_longest_name():
    texts = ["FLAT 3 HOLLY TOWER WEST", "LIFT HOLLY TOWER", "3 ELM STREET", "HOLLY TOWERS"]
    assert quality.block_named(texts, ["HOLLY TOWER", "HOLLY TOWER WEST", "ELM"]) == [
        "HOLLY TOWER WEST",
        "HOLLY TOWER",
        "",
        "",
    ]


def test_supplied_uprns_are_compared_with_where_cases_were_put():
    cases = quality.mappable(
        frame(
            {"given_uprn": "020000000003"},
            {"given_uprn": "20000000004"},
            LOST | {"given_uprn": "20000000004"},
            {"given_uprn": "9"},
            {},
        )
    )
    found = quality.uprn_agreement(cases, ["20000000003", "20000000004"])
    assert dict(zip(found["supplied UPRN"], found["cases"], strict=True)) == {
        "same home or block": 1,
        "another home: the text counts for more": 1,
        "not placed: it contradicts the text": 1,
        "not in the homes list": 1,
    }


def test_stated_probability_is_compared_with_what_was_right():
    stated = np.array([0.95, 0.97, 0.99, 1.0, 0.55])
    found = quality.reliability(stated, np.array([True, True, False, True, False]))
    assert found["stated"].tolist() == ["0.5 to 0.6", "0.9 to 1.0"]
    assert found["right"].tolist() == [0.0, 0.75]
    assert quality.reliability(np.array([]), np.array([], dtype=bool)).empty


def test_the_sample_is_fixed_by_the_data_and_holds_placed_cases_alone():
    cases = quality.mappable(frame({}, LOST, times=300))
    first = quality.sample_to_check(cases, b"\x07")
    again = quality.sample_to_check(cases.sample(frac=1, random_state=1), b"\x07")
    assert first["version_id"].tolist() == again["version_id"].tolist()
    assert len(first) == first["version_id"].nunique() == 100
    assert first["placed"].all()
    other = quality.sample_to_check(cases, b"\x08")
    assert first["version_id"].tolist() != other["version_id"].tolist()


def test_fields_are_complete_by_month():
    cases = quality.mappable(frame({}, {"team": ""}, {"opened_on": date(2021, 7, 1)}))
    team = quality.completeness(cases).set_index("month")["team"].to_dict()
    assert team == {"2021-06": 0.5, "2021-07": 1.0}


def test_the_published_noise_figures_are_flagged_as_equal():
    published = {
        "Noise": {"2020/21": 739, "2021/22": 739},
        "Drugs": {"2020/21": 219, "2021/22": 117},
    }
    (row,) = quality.equal_neighbours(published).itertuples(index=False)
    assert (row.what, row.count, row.period, row.next) == ("Noise", 739, "2020/21", "2021/22")
    assert row.chance == pytest.approx(0.0104, abs=1e-4)
    assert quality.equal_neighbours({"Pets": {"2020": 3, "2021": 3}}).empty


def test_where_every_case_is_restricted_each_table_is_empty():
    none = quality.mappable(frame({"restricted": True})).assign(sector="", block="")
    tables = [
        quality.by_tier(none),
        quality.unplaced_reasons(none),
        quality.uprn_agreement(none, []),
        quality.completeness(none),
        quality.sample_to_check(none, b""),
        *(quality.hit_rate(none, by) for by in ("month", "ward", "source", "types")),
        *(quality.bias(none, by) for by in ("sector", "block")),
    ]
    assert all(table.empty for table in tables)


# ------------------------------------------------------------------- the demo borough


def of(tables: list[QualityTable], title: str) -> pd.DataFrame:
    return next(table.frame for table in tables if table.title.startswith(title))


@pytest.fixture(scope="module")
def tables(loaded_demo) -> list[QualityTable]:
    return quality_tables(loaded_demo)


def test_every_table_of_the_demo_counts_the_same_cases(tables):
    everyone, restricted, mappable = of(tables, "Cases")["cases"]
    assert everyone == restricted + mappable
    assert of(tables, "How precisely")["cases"].sum() == mappable
    for by in ("month", "ward", "source"):
        assert (
            of(tables, f"Placed on or beside a home or block, by {by}")["cases"].sum() == mappable
        )
    missed = mappable - of(tables, "Placed on or beside a home or block, by month")["placed"].sum()
    assert of(tables, "Why the others")["cases"].sum() == missed


def test_the_equal_noise_years_of_the_demo_are_found(tables):
    equal = of(tables, "Equal in periods")
    noise = equal[equal["what"].str.startswith("Noise")]
    assert 739 in noise["count"].tolist()


def test_no_restricted_type_is_in_a_table_but_the_equal_counts(tables):
    types = of(tables, "Placed on or beside a home or block, by type")["types"]
    assert not {"Domestic abuse", "Hate incident", "Physical violence"} & set(types)


def test_a_month_and_a_ward_narrow_the_question(loaded_demo, tables):
    ward = of(tables, "Placed on or beside a home or block, by ward")["ward"].iloc[-1]
    narrow = quality_tables(loaded_demo, month=date(2021, 6, 1), ward=ward)
    assert of(narrow, "How precisely")["cases"].sum() < of(tables, "How precisely")["cases"].sum()
    assert of(narrow, "Cases").equals(of(tables, "Cases"))  # restricted ones are told by no place
    with pytest.raises(SettingsError, match="No ward called 'Nowhere'"):
        quality_tables(loaded_demo, ward="Nowhere")
    with pytest.raises(SettingsError, match="No case is stored there and then"):
        quality_tables(loaded_demo, month=date(1999, 1, 1))


def test_the_sample_is_written_answered_and_read_back(loaded_demo, tmp_path):
    path, again = tmp_path / "sample.csv", tmp_path / "again.csv"
    assert write_sample(loaded_demo, path) == 100
    write_sample(loaded_demo, again)
    assert path.read_text(encoding="utf-8-sig") == again.read_text(encoding="utf-8-sig")
    with pytest.raises(ExportError, match="nothing is filled in under 'right'"):
        checked_sample(path)
    head, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    answered = [[*row[:-1], "no" if n < 3 else "yes"] for n, row in enumerate(rows)]
    write_csv(path, [head, *answered])
    whole = checked_sample(path).frame.iloc[0]
    assert (whole["checked"], whole["right"]) == (100, 97)
    assert (whole["low"], whole["high"]) == pytest.approx((0.9155, 0.9897), abs=1e-4)


def test_the_verb_prints_and_writes_every_table(loaded_demo, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", loaded_demo.database_url)
    monkeypatch.setenv("GEO_ASB_HOME", str(loaded_demo.home))
    out = tmp_path / "quality.csv"
    assert cli.main(["quality"]) == 0
    assert cli.main(["quality", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("For the data steward: counts are exact")
    assert "Missing from maps, by postcode sector" in told
    written = out.read_text(encoding="utf-8-sig")
    assert not re.search(r"ASB/\d|Invented Resident", told + written)


@pytest.mark.db
def test_a_ward_and_month_with_restricted_cases_alone_say_what_an_empty_one_says(
    settings, tmp_path
):
    write_wards(tmp_path / "wards.gpkg")
    pipeline.load_homes(settings, write_homes(tmp_path / "homes.csv"))
    pipeline.load_boundaries(settings, tmp_path / "wards.gpkg", kind="ward", boundary_year=2023)
    hidden = react_row(Case_Ref="ASB-2", Case_Types="Domestic Abuse", Date_Opened="05/07/2020")
    cases = write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row(), hidden])
    pipeline.load_cases(settings, cases)
    assert quality_tables(settings, month=date(2020, 6, 1), ward="Eastlea")
    for month in (date(2020, 7, 1), date(2020, 8, 1)):
        with pytest.raises(SettingsError, match="No case is stored there and then"):
            quality_tables(settings, month=month, ward="Eastlea")
