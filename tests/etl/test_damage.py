"""Files damaged by chance: each is read, or refused with a message; nothing else comes out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_asb.errors import ExportError
from geo_asb.etl.readers.boundaries import read_boundaries
from tests.etl.files import REACT_HEAD, react_row, read_react, write_csv, write_xlsx
from tests.etl.nasty_files import write_ods, write_xls
from tests.towns import WARDS_2023

ROWS = [REACT_HEAD, *(react_row(Case_Ref=f"C{number}") for number in range(20))]


def _wards(path: Path) -> Path:
    WARDS_2023.to_file(path)
    return path


def _read_react(path: Path) -> object:
    return read_react(path)


def _read_wards(path: Path) -> object:
    return read_boundaries(path, kind="ward", boundary_year=2023)


FILES: dict[str, tuple[Callable[[Path], Path], Callable[[Path], object]]] = {
    "r.csv": (lambda path: write_csv(path, ROWS), _read_react),
    "r.xlsx": (lambda path: write_xlsx(path, ROWS), _read_react),
    "r.xls": (lambda path: write_xls(path, ROWS), _read_react),
    "r.ods": (lambda path: write_ods(path, ROWS), _read_react),
    "w.geojson": (_wards, _read_wards),
    "w.gpkg": (_wards, _read_wards),
}


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 0.999), cut=st.integers(0, 400), filler=st.binary(max_size=40))
def test_damage_ends_in_a_message_or_a_reading(
    name: str, tmp_path: Path, where: float, cut: int, filler: bytes
) -> None:
    make, read = FILES[name]
    whole = tmp_path / f"whole_{name}"
    if not whole.exists():
        make(whole)
    content = whole.read_bytes()
    at = int(len(content) * where)
    damaged = tmp_path / name
    damaged.write_bytes(content[:at] + filler + content[at + cut :])
    with suppress(ExportError):
        read(damaged)
