"""The parsed text of a column map, whose every fault names the file and a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geo_asb.errors import ExportError
from geo_asb.etl.map_fields import nearest

__all__ = ["Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """The parsed file and its name; every fault it finds names both and a remedy."""

    name: str
    table: dict[str, Any]

    def fault(self, what: str) -> ExportError:
        """Make the error that names the file."""
        return ExportError(f"{self.name}: {what}")

    def only(self, where: str, keys: Iterable[str], known: Sequence[str]) -> None:
        """Refuse a key that means nothing, with the nearest that does."""
        for key in keys:
            if key not in known:
                place = f" under {where}" if where else ""
                raise self.fault(
                    f"'{key}'{place} means nothing here (nearest: '{nearest(key, known)}'). "
                    "Correct it or take it out."
                )

    def text(self, key: str, default: str) -> str:
        """Read a text."""
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.fault(f"{key} must be a text in quotation marks.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, or one alone; none where the key is absent."""
        return self.texts_of(key, self.table.get(key, []))

    def texts_of(self, where: str, value: object) -> tuple[str, ...]:
        """Take a value for a list of texts, or one alone."""
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise self.fault(f'{where} must be a text or a list of texts, such as ["a", "b"].')
        return tuple(listed)

    def choice(self, key: str, known: Sequence[str], default: str) -> str:
        """Read one of some words."""
        value = self.text(key, default)
        if value not in known:
            words = ", ".join(f"'{one}'" for one in known)
            raise self.fault(f"{key} is '{value}'; it can be {words}.")
        return value

    def part(self, key: str) -> dict[str, Any]:
        """Read a part with its own heading; empty where it is absent."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.fault(f"{key} must be a part of its own, headed [{key}].")
        return value
