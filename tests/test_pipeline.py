"""Loads, whole, on real PostGIS: any order, twice, and cut off in the middle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_asb.cli_demo import demo_settings, load_demo
from geo_asb.demo import make_demo
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read import table_hashes


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, size="small")
    return folder


def hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return table_hashes(conn)


def test_loading_every_demo_file_twice_changes_nothing(
    settings: Settings, demo_folder: Path
) -> None:
    demo = demo_settings(settings)
    load_demo(demo, demo_folder)
    once = hashes(demo)
    reports = load_demo(demo, demo_folder)
    assert hashes(demo) == once
    assert {report.stored for report in reports if "base map" not in report.kind} == {0}
    assert all(once.values())
