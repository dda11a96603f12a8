from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from geo_asb.cli_fetch import fetch_files
from geo_asb.cli_words import VERBS
from geo_asb.fetch.wire import Manners
from tests.fetch.publishers import Publishers, open_publishers


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    with open_publishers() as held:
        yield held


class Day:
    """A day whose time passes only by waiting, and that writes down what was said."""

    def __init__(self) -> None:
        self.waits_s: list[float] = []
        self.said: list[str] = []

    def now(self) -> datetime:
        return datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=sum(self.waits_s))

    @property
    def manners(self) -> Manners:
        return Manners(
            now=self.now,
            sleep=self.waits_s.append,
            rng=np.random.default_rng(7),
            say=self.said.append,
            tries=4,
            timeout_s=5,
        )


@pytest.fixture
def day() -> Day:
    return Day()


def options(words: str, **more: object) -> Namespace:
    """Read words as the command line does."""
    (verb,) = (verb for verb in VERBS if verb.name == "fetch")
    parser = argparse.ArgumentParser()
    verb.arguments(parser)
    return Namespace(**{**vars(parser.parse_args(words.split())), **more})


@pytest.fixture
def fetched(publishers: Publishers, day: Day, tmp_path: Path) -> Callable[..., list[Path]]:
    """Fetch from the local publishers into the test's folder; gives the files."""

    def run(words: str, *, area: str = "Stockport", out: Path = tmp_path / "out") -> list[Path]:
        sources = publishers.sources(tmp_path)
        chosen = options(f"{words} --area X", area=area, out=out, sources=sources)
        return [kept.path for kept, _ in fetch_files(chosen, day.manners)]

    return run
