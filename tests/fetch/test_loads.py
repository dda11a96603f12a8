"""What is fetched loads with the words the command prints, as they stand."""

from __future__ import annotations

import shlex

import pytest

from geo_asb import cli
from geo_asb.store.connect import connect

pytestmark = pytest.mark.whole

WORDS = (
    ("boundaries", "--kind ward --year 2023", 7),
    ("boundaries", "--kind lsoa --year 2021", 7),
    ("postcodes", "", 8),
    ("uprn", "", 15),
    ("police", "--from 2025-08", 100),
    ("imd", "--year 2025", 7),
)


def run(words: list[str], capsys) -> tuple[int, str, str]:
    code = cli.main(words)
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.db
def test_every_file_loads_as_it_is_told_to(publishers, settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setattr("time.sleep", lambda _: None)
    common = ["--area", "Stockport", "--out", str(tmp_path / "open data"), "--sources",
              str(publishers.sources(tmp_path))]  # fmt: skip
    for what, options, rows in WORDS:
        code, out, err = run(["fetch", what, *common, *options.split()], capsys)
        assert code == 0, err
        assert f": {rows} rows, fetched\n" in out
        load = shlex.split(out.splitlines()[-1].removeprefix("  load it with: geo-asb "))
        code, out, err = run(load, capsys)
        assert code == 0, err
        assert f"{rows} rows read = {rows} stored + 0 unchanged + 0 rejected + 0 skipped" in out
    with connect(settings) as conn:
        stored = conn.execute("select count(*), count(point) from police_report").fetchone()
    assert stored == (100, 100)


def test_the_command_tells_how_far_it_is_on_the_side(publishers, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("time.sleep", lambda _: None)
    sources = str(publishers.sources(tmp_path))
    words = ["fetch", "postcodes", "--area", "Stockport", "--out", str(tmp_path)]
    code, out, err = run([*words, "--sources", sources], capsys)
    assert code == 0
    assert "CodePointOpen_2025-08.zip: 0 MB to download" in err
    assert out.splitlines()[1].endswith(
        f"--exported-on 2025-08-01 {tmp_path}/stockport_postcodes_2025-08.csv"
    )


def test_an_unreachable_service_ends_with_10_and_an_unknown_district_with_2(
    publishers, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("time.sleep", lambda _: None)
    sources = publishers.sources(tmp_path)
    words = ["fetch", "imd", "--out", str(tmp_path), "--sources", str(sources), "--area"]
    code, _, err = run([*words, "Stokport"], capsys)
    assert (code, "Nearest: Stockport" in err) == (2, True)
    sources.write_text(sources.read_text("utf-8").replace(publishers.address, "http://127.0.0.1:9"))
    code, _, err = run([*words, "Stockport"], capsys)
    assert (code, "cannot be reached" in err, "by hand" in err) == (10, True, True)
