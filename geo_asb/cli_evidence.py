"""The verb that writes the evidence section of a Neighbourhood Action Plan."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from geo_asb.cli_database import ready_database
from geo_asb.errors import SettingsError
from geo_asb.evidence import find_ward, gather
from geo_asb.model import DisplayLevel, Layer, Period, Scope, Viewer
from geo_asb.queries import Queries
from geo_asb.settings import Settings
from nap.render import write_docx

__all__ = ["evidence", "write_evidence"]


def write_evidence(settings: Settings, ward: str, period: Period, out: Path, layer: Layer) -> None:
    """
    Write the section of one ward as a marked draft at author level.

    Raises
    ------
    NotAllowedError
        No such ward.
    SettingsError
        The file is not a .docx, or its folder is not there.
    """
    if out.suffix.lower() != ".docx" or not out.absolute().parent.is_dir():
        message = f"'{out}' cannot be written: name a .docx file in a folder that is there."
        raise SettingsError(message)
    viewer = Viewer("command line", "author", DisplayLevel.AUTHOR, settings.landlord)
    with closing(Queries(settings)) as queries:
        area = find_ward(queries, viewer, ward)
        scope = Scope(period, layer, area=area, ward_year=queries.ward_year(viewer))
        write_docx(gather(queries, viewer, scope), out)
        queries.log_export(viewer, "evidence", scope)


def evidence(settings: Settings, chosen: Namespace) -> None:
    """Write the evidence section of a ward."""
    ready_database(settings)
    period = Period(chosen.start, chosen.last + timedelta(days=1))
    if period.start >= period.end:
        message = "--to lies before --from: give the first and the last day of the period."
        raise SettingsError(message)
    write_evidence(settings, chosen.area, period, chosen.out, Layer(chosen.layer))
    print(f"Written: {chosen.out}")
