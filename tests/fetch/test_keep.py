"""A file appears whole, with a record that vouches for it, or not at all."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo_asb.fetch.keep import Kept, Origin, is_kept, keep, record_of
from geo_asb.fetch.sources import read_sources

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)


def origin() -> Origin:
    return Origin(read_sources().ons.publisher, "https://x/'y\"", "a \\ b", 2023, also=("More.",))


def put(path: Path, content: bytes) -> Kept:
    def write(file) -> int:
        file.write(content)
        return len(content)

    return keep(path, write, origin(), now=NOW)


def test_what_is_kept_is_known_again(tmp_path):
    path = tmp_path / "a.csv"
    assert put(path, b"whole") == Kept(path, 5, is_new=True)
    assert is_kept(path) == Kept(path, 5, is_new=False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "a.csv.source.toml"]


def test_a_record_is_toml_whatever_it_quotes(tmp_path):
    put(tmp_path / "a.csv", b"x")
    said = tomllib.loads(record_of(tmp_path / "a.csv").read_text("utf-8"))
    assert (said["address"], said["version"]) == ("https://x/'y\"", "a \\ b")
    assert said["attribution"][-1] == "More."
    assert "2023" in said["attribution"][1]


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.csv"
    put(path, b"old")

    def fail(file) -> int:
        file.write(b"half of the ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        keep(path, fail, origin(), now=NOW)
    assert path.read_bytes() == b"old"
    assert is_kept(path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "spoilt", ["file", "record", "no record", "no file", "not text", "other record"]
)
def test_a_file_nobody_vouches_for_is_not_kept(spoilt, tmp_path):
    path = tmp_path / "a.csv"
    put(path, b"whole")
    if spoilt == "file":
        path.write_bytes(b"whol")
    elif spoilt == "no file":
        path.unlink()
    elif spoilt == "no record":
        record_of(path).unlink()
    else:
        others = {"record": b"sha256 = ", "not text": b"\xff\xfe", "other record": b"rows = 'x'"}
        record_of(path).write_bytes(others[spoilt])
    assert is_kept(path) is None
