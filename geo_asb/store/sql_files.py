"""The .sql files by name: one question or one step each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import LiteralString

__all__ = ["sql"]

FOLDER = Path(__file__).parent / "sql"


@cache
def sql(name: str) -> LiteralString:
    """Return the text of `queries/NAME.sql` or `load/NAME.sql`, read once."""
    for room in ("queries", "load"):
        path = FOLDER / room / f"{name}.sql"
        if path.exists():
            # A file of this package, never a reader's text: as literal as if it stood here.
            return path.read_text(encoding="utf-8")
    message = f"no {name}.sql in queries or load"
    raise LookupError(message)
