"""Options of `geo-asb load` that mean nothing for a kind of file are refused, not ignored."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from geo_asb.cli_load import load_file
from geo_asb.errors import SettingsError
from geo_asb.settings import Settings
from geo_asb.verbs import BASE_MAP, LAYERS, RECORDS

TAKES_OUT = ("cases", "cameras", "activities", "actions", "blocks")


@pytest.mark.parametrize(
    "what", [one for one in (*RECORDS, *BASE_MAP, *LAYERS) if one not in TAKES_OUT]
)
def test_complete_is_refused_where_nothing_would_be_taken_out(what, tmp_path):
    with pytest.raises(SettingsError, match=f"--complete means nothing for {what}: .* Leave it"):
        load_file(Settings(home=tmp_path), what, Path("any.csv"), Namespace(complete=True))
