from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from geo_asb.demo import DemoTruth, Place, make_demo, make_place


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoTruth:
    return make_demo(tmp_path_factory.mktemp("demo"), size="small")


@pytest.fixture(scope="session")
def place() -> Place:
    return make_place("small")


@pytest.fixture
def rows_of(demo: DemoTruth) -> Callable[[str], list[dict[str, str]]]:
    """Read one plain CSV of the demo by its name, rows as text."""

    def read(name: str) -> list[dict[str, str]]:
        with Path(demo.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
