"""Cases as the REACT case system exports them."""

from __future__ import annotations

from pathlib import Path

from geo_asb.etl.column_map import read_column_map
from geo_asb.etl.crosswalk import Crosswalk
from geo_asb.etl.readers.cases import read_cases
from geo_asb.model import Case, Reading

__all__ = ["read_react"]


def read_react(path: Path, crosswalk: Crosswalk) -> Reading[Case]:
    """
    Read a REACT-shaped export with the map that comes with the platform.

    Raises
    ------
    ExportError
        The file is not a table with these columns, or some date in it is month first.
    """
    return read_cases(path, read_column_map("react"), crosswalk)
