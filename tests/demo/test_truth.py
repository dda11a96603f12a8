"""The truth beside the files: sums, stories, and what can be found again."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geo_asb.demo import DemoTruth, make_demo
from geo_asb.demo.case_facts import RESTRICTED
from geo_asb.demo.police import POLICE_HEADS

Rows = Callable[[str], list[dict[str, str]]]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_and_size_give_the_same_bytes(demo: DemoTruth, tmp_path: Path) -> None:
    make_demo(tmp_path, size="small")
    assert digests(tmp_path) == digests(demo.folder)


def test_another_seed_gives_another_place(demo: DemoTruth, tmp_path: Path) -> None:
    make_demo(tmp_path, size="small", seed=7)
    ours, theirs = digests(demo.folder), digests(tmp_path)
    assert ours.keys() == theirs.keys()
    assert all(ours[name] != theirs[name] for name in ours)


def test_every_case_has_one_row_of_truth(demo: DemoTruth, rows_of: Rows) -> None:
    rows = rows_of("truth/cases.csv")
    assert len(rows) == len({row["case_ref"] for row in rows}) == 4517
    assert sum(row["findable"] == "1" for row in rows) == demo.summary["findable"]


def test_findable_means_a_level_and_true_places_are_gazetteer_rows(rows_of: Rows) -> None:
    known = {row["uprn"] for row in rows_of("homes.csv")}
    for row in rows_of("truth/cases.csv"):
        assert (row["findable"] == "1") == (row["level"] != "none")
        assert row["true_uprn"] in known or row["true_parent_uprn"] in known


def test_kinds_of_address_stay_near_the_promised_shares(rows_of: Rows) -> None:
    rows = rows_of("truth/cases.csv")
    with_uprn = sum(row["uprn_state"] in ("valid", "lost_zero") for row in rows) / len(rows)
    assert with_uprn == pytest.approx(0.45, abs=0.03)
    kinds = Counter(
        row["address_kind"] for row in rows if row["uprn_state"] not in ("valid", "lost_zero")
    )
    tidy = sum(kinds[kind] for kind in ("exact", "tidy_needed", "no_postcode")) / len(rows)
    assert tidy == pytest.approx(0.30, abs=0.05)
    assert kinds["near_miss"] / len(rows) == pytest.approx(0.07, abs=0.02)
    assert kinds["postcode_only"] / len(rows) == pytest.approx(0.05, abs=0.02)
    assert kinds["block_only"] / len(rows) > 0.02


def test_planted_places_hold_no_restricted_case(demo: DemoTruth) -> None:
    planted = demo.cases[demo.cases["planted"] != ""]
    assert not any(set(types) & set(RESTRICTED) for types in planted["types"])


def test_stories_count_their_cases(demo: DemoTruth, rows_of: Rows) -> None:
    counts = Counter(demo.cases["planted"])
    stories = rows_of("truth/planted.csv")
    assert all(int(story["cases"]) == counts[story["planted_id"]] > 0 for story in stories)
    states = {story["state"] for story in stories if story["kind"] == "hot_place"}
    assert states >= {"new", "growing", "fading", "over", "steady"}


def test_a_new_hot_place_has_no_planted_case_before_its_last_two_months(demo: DemoTruth) -> None:
    new = {s.planted_id for s in demo.planted if s.state == "new"}
    days = demo.cases.loc[demo.cases["planted"].isin(new), "opened_on"]
    assert min(days).isoformat() >= "2021-10-01"


def test_cases_fell_after_the_action_that_worked_and_not_after_the_other(demo: DemoTruth) -> None:
    def cases_between(planted_id: str, start: str, end: str) -> int:
        days = demo.cases.loc[demo.cases["planted"] == planted_id, "opened_on"]
        return sum(start <= day.isoformat() < end for day in days)

    assert cases_between("A01", "2020-04-01", "2021-02-01") >= 10
    assert cases_between("A01", "2021-02-01", "2021-12-01") <= 5
    assert cases_between("A02", "2021-03-01", "2021-12-01") >= 9


def test_offerton_like_youth_trouble_persists_and_no_action_names_it(
    demo: DemoTruth, rows_of: Rows
) -> None:
    story = next(s for s in demo.planted if s.kind == "gap_issue")
    cases = demo.cases[(demo.cases["planted"] == story.planted_id) & demo.cases["youth"]]
    recent = [day for day in cases["opened_on"] if day.isoformat() >= "2021-06-01"]
    assert len(recent) >= 8
    actions = [row for row in rows_of("actions.csv") if row["estate"] == story.estate]
    assert actions
    assert all("youth" not in row["issue"] and "noise" not in row["issue"] for row in actions)


def test_mill_lane_like_estate_has_cases_and_is_never_mentioned(
    demo: DemoTruth, rows_of: Rows
) -> None:
    story = next(s for s in demo.planted if s.kind == "gap_estate")
    assert (demo.cases["planted"] == story.planted_id).sum() >= 8
    on_estate = {r["streetname"] for r in rows_of("homes.csv") if r["estate"] == story.estate}
    actions = rows_of("actions.csv")
    assert not any(row["estate"] == story.estate for row in actions)
    assert not any(row["place"] in on_estate for row in actions)


def test_chains_stay_within_a_hundred_metres_and_a_fortnight(demo: DemoTruth) -> None:
    for _, chain in demo.cases[demo.cases["chain"] != ""].groupby("chain"):
        first = chain.iloc[0]
        assert (max(chain["opened_on"]) - min(chain["opened_on"])).days <= 14
        out = chain[["true_easting", "true_northing"]] - first[["true_easting", "true_northing"]]
        assert np.hypot(*out.to_numpy(float).T).max() <= 200.5


def test_plans_have_a_full_row_for_every_head(rows_of: Rows) -> None:
    for name in ("actions.csv", "cameras.csv", "activities.csv"):
        rows = rows_of(name)
        assert rows
        assert all(None not in row and None not in row.values() for row in rows)


def test_police_files_cover_twelve_months_with_known_lsoa_codes(
    demo: DemoTruth, rows_of: Rows
) -> None:
    text = gzip.decompress((demo.folder / "boundaries/lsoa_2021.geojson.gz").read_bytes())
    codes = {f["properties"]["area_code"] for f in json.loads(text)["features"]}
    files = sorted((demo.folder / "police").iterdir())
    assert [path.name[:7] for path in (files[0], files[-1])] == ["2020-12", "2021-11"]
    assert len(files) == 12
    for path in files:
        rows = rows_of(f"police/{path.name}")
        assert list(rows[0]) == list(POLICE_HEADS)
        assert {row["LSOA code"] for row in rows} <= codes
        assert {row["Month"] for row in rows} == {path.name[:7]}
        asb = sum(row["Crime type"] == "Anti-social behaviour" for row in rows)
        assert 30 <= asb <= 110


def test_estates_are_one_layer_in_british_national_grid(demo: DemoTruth) -> None:
    info = pyogrio.read_info(demo.folder / "boundaries/estates.gpkg")
    assert (info["crs"], info["features"]) == ("EPSG:27700", 6)
    assert list(info["fields"]) == ["code", "name"]


@pytest.mark.parametrize(
    ("name", "broken"),
    [("wards_2013.geojson", []), ("wards_2023.geojson", []), ("lsoa_2021.geojson.gz", [1])],
)
def test_only_the_second_lsoa_crosses_itself_once_written(
    demo: DemoTruth, name: str, broken: list[int]
) -> None:
    raw = (demo.folder / "boundaries" / name).read_bytes()
    text = gzip.decompress(raw) if name.endswith(".gz") else raw
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in json.loads(text)["features"]]
    assert np.flatnonzero(~shapely.is_valid(shapes)).tolist() == broken
