"""Each kind of data, fetched whole from services that do as they document."""

from __future__ import annotations

import csv
import json
import tomllib
from hashlib import sha256

import pytest

from geo_asb.fetch.keep import record_of

pytestmark = pytest.mark.whole


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("boundaries --year 2023", "stockport_wards_2023.geojson"),
        ("boundaries --year 2024", "stockport_wards_2024.geojson"),
        ("boundaries --kind lsoa --year 2021", "stockport_lsoas_2021.geojson"),
        ("boundaries --kind lsoa --year 2011", "stockport_lsoas_2011.geojson"),
    ],
)
def test_areas_come_page_by_page_and_all_of_them(words, name, fetched, publishers):
    (path,) = fetched(words)
    assert path.name == name
    found = json.loads(path.read_text("utf-8"))["features"]
    names = [list(one["properties"].values())[1] for one in found]
    assert len(names) == 7
    assert all(one.startswith("Stockport ") for one in names)
    pages = [address for address, _ in publishers.asked if "resultOffset', '6'" in address]
    assert pages, "a page limit of 3 makes three pages of seven"


def test_a_record_beside_the_file_says_where_it_came_from(fetched, publishers):
    (path,) = fetched("boundaries --year 2023")
    said = tomllib.loads(record_of(path).read_text("utf-8"))
    assert said["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert said["rows"] == 7
    assert said["licence"] == "Open Government Licence v3.0"
    assert said["publisher"].startswith("Office for National Statistics")
    assert "Contains OS data © Crown copyright and database right 2023." in said["attribution"]
    assert said["version"] == "WD_MAY_2023_UK_BGC, changed 2023-11-14"
    assert said["address"].startswith(publishers.address)
    assert said["fetched_at"].startswith("2023-01-01T00:00:0")


def test_postcodes_are_those_of_the_district_with_headings(fetched):
    (path,) = fetched("postcodes")
    rows = rows_of(path)
    assert path.name == "stockport_postcodes_2025-08.csv"
    assert [row["Postcode"] for row in rows] == [f"SK{n} 1AA" for n in range(1, 9)]
    assert rows[0]["Eastings"] == "389001"
    said = tomllib.loads(record_of(path).read_text("utf-8"))
    assert any("Royal Mail data" in line for line in said["attribution"])
    assert len(said["sha256_of_what_came"]) == 64


def test_a_product_that_is_here_is_not_downloaded_again(fetched, publishers):
    fetched("postcodes")
    publishers.asked.clear()
    fetched("postcodes")
    assert not [address for address, _ in publishers.asked if "/store/" in address]


def test_uprns_are_those_in_and_just_round_the_outline(fetched):
    (path,) = fetched("uprn")
    assert [row["UPRN"] for row in rows_of(path)] == [str(n) for n in range(105, 120)]


def test_police_reports_are_those_inside_cut_small_enough(fetched, publishers):
    (path,) = fetched("police")
    reports = json.loads(path.read_text("utf-8"))
    assert path.name == "stockport_police_2025-08.json"
    assert [one["id"] for one in reports] == list(range(1000, 1100))
    busy = [address for address, _ in publishers.asked if "anti-social" in address]
    assert len(busy) > 3, "100 reports and at most 40 an answer: the area was halved"


def test_a_month_nobody_published_leaves_no_file(fetched, day):
    (path,) = fetched("police --from 2025-07 --to 2025-08")
    assert path.name == "stockport_police_2025-08.json"
    assert "2025-07: nothing published here. Not supplied is not zero." in day.said


def test_deprivation_is_that_of_the_district(fetched):
    (path,) = fetched("imd")
    rows = rows_of(path)
    assert path.name == "stockport_imd_2025.csv"
    assert [row["IMD_rank"] for row in rows] == [str(n) for n in range(1, 8)]
    assert rows[0]["lsoa21_name"] == "Stockport 001A"


def test_what_is_here_already_is_not_asked_for_again(fetched, publishers):
    fetched("boundaries --year 2023")
    publishers.asked.clear()
    fetched("boundaries --year 2023")
    assert publishers.asked == []
    fetched("boundaries --year 2023 --again")
    assert publishers.asked


def test_a_file_that_was_changed_since_is_fetched_again(fetched):
    (path,) = fetched("boundaries --year 2023")
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    fetched("boundaries --year 2023")
    assert path.read_bytes() == whole


def test_the_program_names_itself_and_keeps_questions_apart(fetched, publishers, day):
    fetched("boundaries --year 2023")
    agents = {headers["User-Agent"] for _, headers in publishers.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("geo-asb/")
    assert day.waits_s == [0.2] * len(day.waits_s)
    assert len(day.waits_s) >= len(publishers.asked) - 3  # three conversations begin at once


@pytest.mark.parametrize("area", ["stockport", " STOCKPORT ", "E08000007"])
def test_a_district_is_found_however_it_is_written(area, fetched):
    (path,) = fetched("boundaries --year 2023", area=area)
    assert path.name == "stockport_wards_2023.geojson"


def test_an_apostrophe_is_no_end_of_the_question(fetched):
    (path,) = fetched(
        "boundaries --year 2023", area="kings lynn & West Norfolk".replace("gs", "g's")
    )
    assert path.name == "king_s_lynn_and_west_norfolk_wards_2023.geojson"
