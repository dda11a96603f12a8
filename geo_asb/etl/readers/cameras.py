"""A list of cameras: one row for each spell of a camera in one place and one state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from geo_asb.etl.plan_words import team_in
from geo_asb.etl.readers.cells import CellError
from geo_asb.etl.readers.dates import day_in, refuse_month_first
from geo_asb.etl.readers.door import ColumnKind
from geo_asb.etl.readers.layer_cells import listed_word, number_in, yes_no_or_unsaid
from geo_asb.etl.readers.points import POINT_HEADINGS, point_in, refuse_without_points
from geo_asb.etl.readers.tables import Row, make_records, open_table, reading_of
from geo_asb.model import Reading
from geo_asb.neighbourhood import CameraKind, CameraSpell, CameraStatus

__all__ = ["read_cameras"]

_OPTIONAL = (
    "kind", "owner", "location", "bearing_deg", "angle_deg", "range_m", "status", "status_from",
    "status_to", "image_standard_met", "household_loan",
)  # fmt: skip
_DAYS = ("status_from", "status_to")
_COLUMNS: dict[str, ColumnKind] = {"camera_id": "reference", **dict.fromkeys(_DAYS, "day")}
_KINDS: dict[str, CameraKind] = {
    "": "unknown",
    "unknown": "unknown",
    "fixed": "fixed",
    "static": "fixed",
    "dome": "dome",
    "ptz": "dome",
    "redeployable": "redeployable",
    "deployable": "redeployable",
    "mobile": "redeployable",
    "anpr": "number plates",
    "number plates": "number plates",
}
_STATUSES: dict[str, CameraStatus] = {
    "": "unknown",
    "unknown": "unknown",
    "working": "working",
    "active": "working",
    "live": "working",
    "operational": "working",
    "out of service": "out of service",
    "not working": "out of service",
    "faulty": "out of service",
    "offline": "out of service",
    "removed": "removed",
    "decommissioned": "removed",
}


def read_cameras(path: Path) -> Reading[CameraSpell]:
    """
    Read cameras with their history; points come out in EPSG:27700, metres.

    A camera that moved or broke down stands on several rows, `status_to` of one being the day
    the next began. A row that overlaps an earlier row of its camera is rejected.

    Raises
    ------
    ExportError
        The file is not a table with camera numbers and coordinates.
    """
    optional = (*_OPTIONAL, *POINT_HEADINGS)
    table = open_table(path, required=("camera_id",), optional=optional, kinds=_COLUMNS)
    refuse_without_points(table)
    refuse_month_first(table, _DAYS)
    earlier: dict[str, list[CameraSpell]] = {}
    spells, rejects = make_records(table, lambda row: _new_spell(row, earlier))
    return reading_of(table, spells, rejects)


def _new_spell(row: Row, earlier: dict[str, list[CameraSpell]]) -> CameraSpell:
    spell = _spell(row)
    of_camera = earlier.setdefault(spell.camera_id, [])
    for other in of_camera:
        if _begin(spell) < _end(other) and _begin(other) < _end(spell):
            reason = f"overlaps the days of this camera in row {other.row}. Correct one of them."
            raise CellError("status_from", reason)
    of_camera.append(spell)
    return spell


def _begin(spell: CameraSpell) -> date:
    return spell.starts_on or date.min


def _end(spell: CameraSpell) -> date:
    return spell.until_on or date.max


def _spell(row: Row) -> CameraSpell:
    camera_id = row.text("camera_id")
    if not camera_id:
        raise CellError("camera_id", "the camera has no number. Give it one.")
    point_m = point_in(row)
    if point_m is None:
        raise CellError("easting", "the camera has no point. Give its coordinates.")
    starts_on, until_on = day_in(row, "status_from"), day_in(row, "status_to")
    if starts_on and until_on and until_on <= starts_on:
        raise CellError("status_to", "not after 'status_from'. Correct one of the two days.")
    at_home = bool(yes_no_or_unsaid(row, "household_loan"))
    return CameraSpell(
        row=row.number,
        camera_id=camera_id,
        kind=listed_word(row, "kind", _KINDS),
        owner=team_in(row.text("owner")),
        place="" if at_home else row.text("location"),
        easting_m=point_m[0],
        northing_m=point_m[1],
        bearing_deg=_bearing(row),
        angle_deg=number_in(row, "angle_deg", least=1, most=360),
        range_m=number_in(row, "range_m", least=1, most=2_000),
        status=listed_word(row, "status", _STATUSES),
        starts_on=starts_on,
        until_on=until_on,
        image_standard_met=yes_no_or_unsaid(row, "image_standard_met"),
        at_home=at_home,
    )


def _bearing(row: Row) -> float | None:
    bearing_deg = number_in(row, "bearing_deg", least=0, most=360)
    return 0.0 if bearing_deg == 360 else bearing_deg
