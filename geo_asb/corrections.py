"""What people know better than an export: where a text lies, what the place of a case is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo_asb.model import PlaceRole

__all__ = ["FIELDS", "CaseCorrection", "Field", "PlaceCorrection"]

Field = Literal["address", "postcode", "uprn", "role"]
FIELDS: tuple[Field, ...] = ("address", "postcode", "uprn", "role")


@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """One fact of one case's place; an empty value withdraws an earlier one."""

    row: int
    reference: str  # plain here, encrypted before it is looked up
    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class PlaceCorrection:
    """
    Where a text lies: at a home or block, or at a point in metres, EPSG:27700.

    With neither, an earlier answer is withdrawn.
    """

    row: int
    address: str  # as the export gives it
    postcode: str
    uprn: str
    easting_m: float | None
    northing_m: float | None
    role: PlaceRole | None  # None: as the export says

    @property
    def is_withdrawal(self) -> bool:
        """Say whether this takes an earlier answer back."""
        return not self.uprn and self.easting_m is None
