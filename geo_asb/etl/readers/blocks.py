"""Outlines of blocks, by the UPRN that the homes list gives the block."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo_asb.etl.readers.boundaries import sound_areas
from geo_asb.etl.readers.cells import text_of
from geo_asb.etl.readers.door import fault_in
from geo_asb.etl.readers.headings import normal_heading, refuse_missing
from geo_asb.etl.readers.layers import read_layer
from geo_asb.frames import BRITISH_GRID
from geo_asb.model import Reading, Reject
from geo_asb.neighbourhood import BlockOutline

__all__ = ["read_blocks"]

_UPRN_HEADINGS = ("uprn", "blockuprn", "parentuprn")
_NAME_HEADINGS = ("name", "blockname")
_UPRN = re.compile(r"[0-9]{1,12}")


def read_blocks(path: Path) -> Reading[BlockOutline]:
    """
    Read block outlines from GeoJSON, GeoPackage or Shapefile, in any CRS; EPSG:27700 comes out.

    An outline that crosses itself is repaired and named in the notes by its UPRN. Storeys and
    homes of a block come from the homes list.

    Raises
    ------
    ExportError
        What `read_layer` raises; no column of UPRNs; one UPRN on two rows.
    """
    frame, said = read_layer(path)
    uprn = _texts(frame, _UPRN_HEADINGS)
    refuse_missing(path.name, [] if uprn else ["uprn"], map(str, frame.columns))
    names = _texts(frame, _NAME_HEADINGS) or [""] * len(frame)
    shapes = np.asarray(frame.geometry.array)
    areas = gpd.GeoDataFrame({"code": uprn, "name": names}, geometry=shapes, crs=BRITISH_GRID)
    refused = _refused(uprn, names)
    kept = areas.drop(index=[reject.row - 1 for reject in refused])
    sound, rejects, mended = sound_areas(kept, path.name)
    return Reading(
        records=tuple(
            BlockOutline(code, name, shape)
            for code, name, shape in zip(sound["code"], sound["name"], sound.geometry, strict=True)
        ),
        rejects=tuple(sorted((*rejects, *refused), key=lambda reject: reject.row)),
        rows_read=len(areas),
        notes=(*said, *mended),
    )


def _refused(uprns: list[str], names: list[str]) -> list[Reject]:
    """Refuse what is no UPRN, and names that may not be stored, a telephone number for instance."""
    refused = []
    for row, (uprn, name) in enumerate(zip(uprns, names, strict=True), start=1):
        if not _UPRN.fullmatch(uprn):
            reason = "not a UPRN of 1 to 12 digits. Give the block the one of the homes list."
            refused.append(Reject(row, "uprn", reason))
        elif reason := fault_in(name, "text"):
            refused.append(Reject(row, "name", reason))
    return refused


def _texts(frame: gpd.GeoDataFrame, headings: tuple[str, ...]) -> list[str]:
    """Return the first column with one of these headings as text; nothing where there is none."""
    present = {normal_heading(str(column)): column for column in frame.columns}
    for heading in headings:
        if heading in present:
            return [text_of(cell) for cell in frame[present[heading]].astype(object).fillna("")]
    return []
