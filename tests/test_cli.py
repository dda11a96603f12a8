from __future__ import annotations

from argparse import Namespace
from importlib.metadata import version

import pytest

from geo_asb import cli
from geo_asb.errors import BusyError
from geo_asb.settings import Settings
from geo_asb.verbs import Verb


def test_help_lists_every_verb_under_its_heading(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    told = capsys.readouterr().out
    for verb in cli.VERBS:
        assert f"\n{verb.heading}:\n" in told
        assert f"  {verb.name}" in told
        assert verb.summary in told


def test_each_verb_has_help_of_its_own(capsys):
    for verb in cli.VERBS:
        with pytest.raises(SystemExit, match="0"):
            cli.main([verb.name, "--help"])
        assert f"usage: geo-asb {verb.name}" in capsys.readouterr().out


def test_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"geo-asb {version('geo-asb')}\n"


@pytest.mark.parametrize("words", [[], ["fly"], ["up", "--high"]])
def test_words_that_make_no_sense_end_with_2(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    assert "geo-asb" in capsys.readouterr().err


def _ending_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def run(_: Settings, __: Namespace) -> None:
        raise error

    monkeypatch.setattr(cli, "VERBS", (Verb("mend", "Database", "mend it", run),))
    return cli.main(["mend"])


def test_an_error_is_told_without_a_traceback_and_with_its_exit_code(monkeypatch, capsys):
    assert _ending_with(BusyError("Somebody else does it. Try again."), monkeypatch) == 7
    assert capsys.readouterr().err == "geo-asb mend: Somebody else does it. Try again.\n"


def test_a_full_disk_is_told_with_its_file(monkeypatch, capsys):
    full = OSError(28, "No space left on device", "/srv/asb/keys")
    assert _ending_with(full, monkeypatch) == 1
    told = capsys.readouterr().err
    assert "/srv/asb/keys: No space left on device. Mend that, then run it again." in told


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    assert _ending_with(KeyboardInterrupt(), monkeypatch) == 130
    assert capsys.readouterr().err == "geo-asb mend: stopped.\n"


def test_a_setting_that_cannot_be_used_ends_with_2(monkeypatch, capsys):
    monkeypatch.setenv("GEO_ASB_TODAY", "yesterday")
    assert cli.main(["status"]) == 2
    assert "GEO_ASB_TODAY is not a day" in capsys.readouterr().err


@pytest.mark.db
def test_the_database_verbs_speak_plainly(database_url, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert [cli.main([word]) for word in ("up", "migrate", "status", "down")] == [0, 0, 0, 0]
    told = capsys.readouterr().out
    assert "Database   running" in told
    assert "The tables were up to date." in told
    assert "a server that geo-asb did not start: nothing to stop" in told
