"""What a load read, stored, rejected and why: no row disappears."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from geo_asb.errors import GeoAsbError
from geo_asb.model import Reject

__all__ = ["LoadReport"]

_REJECTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LoadReport:
    """
    The account of one file.

    Always: rows_read == stored + unchanged + rejected + declared skips; one that does not add
    up cannot be made.

    Raises
    ------
    GeoAsbError
        The counts do not add up.
    """

    kind: str
    file_name: str
    rows_read: int
    stored: int
    unchanged: int
    rejects: tuple[Reject, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)  # declared reason -> rows
    dropped_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    withdrawn: int = 0  # cases or rows of earlier loads that this one takes out
    set_aside: int = 0  # of them, cases that a skipped row names

    def __post_init__(self) -> None:
        accounted = self.stored + self.unchanged + self.rejected + sum(self.skipped.values())
        if accounted != self.rows_read:
            message = (
                f"{self.file_name}: {self.rows_read} rows read but {accounted} accounted for; "
                "nothing was stored. This is a fault of the loader: please report it."
            )
            raise GeoAsbError(message)

    @property
    def rejected(self) -> int:
        """Count the rows with at least one reject."""
        return len({reject.row for reject in self.rejects})

    def lines(self) -> tuple[str, ...]:
        """Say it to the steward in plain words, one line each; no cell of the file in them."""
        head = (
            f"{self.file_name} ({self.kind}): {self.rows_read:,} rows read = "
            f"{self.stored:,} stored + {self.unchanged:,} unchanged + {self.rejected:,} rejected "
            f"+ {sum(self.skipped.values()):,} skipped."
        )
        said = (*self._skip_lines(), *self._drop_line(), *self._withdrawn_lines(), *self.notes)
        return (head, *said, *self._reject_lines())

    def _skip_lines(self) -> list[str]:
        return [f"Skipped {rows:,}: {reason}." for reason, rows in sorted(self.skipped.items())]

    def _drop_line(self) -> list[str]:
        if not self.dropped_columns:
            return []
        return [f"Never read, as they may be personal: {', '.join(self.dropped_columns)}."]

    def _withdrawn_lines(self) -> list[str]:
        noun = "case" if self.kind.endswith("cases") else "row"
        why = {
            "that this complete export does not hold": self.withdrawn - self.set_aside,
            "that this export names only in skipped rows": self.set_aside,
        }
        return [
            f"Taken out: {rows:,} {noun}{'' if rows == 1 else 's'} {reason}."
            for reason, rows in why.items()
            if rows
        ]

    def _reject_lines(self) -> list[str]:
        shown = self.rejects[:_REJECTS_SHOWN]
        lines = [
            f"{self.file_name}, row {reject.row}, column '{reject.column}': {reject.reason}"
            for reject in shown
        ]
        columns = Counter(reject.column for reject in self.rejects[_REJECTS_SHOWN:])
        lines += [f"… and {rows:,} more in column '{name}'." for name, rows in columns.items()]
        return lines
