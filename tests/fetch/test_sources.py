"""The declared sources: read strictly, and only https to declared hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_asb.errors import SettingsError
from geo_asb.fetch.keep import name_of_file
from geo_asb.fetch.sources import is_safe, read_sources

HOSTS = frozenset({"api.os.uk", "127.0.0.1"})
DECLARED = Path(__file__).resolve().parents[2] / "data" / "boundaries" / "sources.toml"


def changed(folder: Path, old: str, new: str) -> Path:
    text = DECLARED.read_text("utf-8")
    assert old in text
    path = folder / "mine.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_the_projects_own_sources_are_sound():
    found = read_sources()
    every = (found.ons.publisher, found.survey.publisher, found.police.publisher,
             found.imd.publisher)  # fmt: skip
    assert all(one.licence == "Open Government Licence v3.0" for one in every)
    assert all(one.attribution and one.by_hand.startswith("https://") for one in every)
    assert [one.year for one in found.imd.editions] == [2025, 2019]
    assert {one.kind for one in found.ons.layers} == {"ward", "lsoa"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('category = "anti-social-behaviour"', "", "no part 'category'"),
        ('licence = "Open', 'license = "Open', "holds 'license', which is not one of"),
        ("https://api.os.uk/downloads", "http://api.os.uk/downloads", "is not https at one of"),
        ("https://data.police.uk/api", "https://data.example/api", "is not https at one of"),
        ("/media/691", "/media/\n691", "not TOML"),
        ("[police]", "[polite]", "no part 'police'"),
        ('id = "CodePointOpen"\n', "", "docs/reference/sources.md says"),
    ],
)
def test_a_part_that_cannot_be_used_is_named(old, new, words, tmp_path):
    with pytest.raises(SettingsError, match=rf"mine.toml: .*{words}"):
        read_sources(changed(tmp_path, old, new))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"none.toml: cannot be opened"):
        read_sources(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://api.os.uk/x", True),
        ("http://127.0.0.1:8000/x", True),
        ("http://api.os.uk/x", False),
        ("http://localhost/x", False),
        ("https://api.os.uk.evil.example/x", False),
        ("https://evil.example/?https://api.os.uk", False),
        ("https://api.os.uk@evil.example/", False),
        ("file:///etc/passwd", False),
        ("ftp://api.os.uk/x", False),
        ("//api.os.uk/x", False),
        ("", False),
    ],
)
def test_only_https_at_a_declared_host_is_asked(address, is_allowed):
    assert is_safe(address, HOSTS) is is_allowed


def test_a_file_is_named_after_its_area():
    assert name_of_file("St. Helens", "wards_2023.geojson") == "st_helens_wards_2023.geojson"
    assert name_of_file("../Bristol, City of", "imd.csv") == "bristol_city_of_imd.csv"
