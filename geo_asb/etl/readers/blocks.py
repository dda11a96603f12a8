"""Outlines of blocks, by the UPRN that the homes list gives the block."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo_asb.etl.readers.boundaries import sound_areas
from geo_asb.etl.readers.cells import text_of
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
    if uprn is None:
        refuse_missing(path.name, ["uprn"], map(str, frame.columns))
    names = _texts(frame, _NAME_HEADINGS) or [""] * len(frame)
    shapes = np.asarray(frame.geometry.array)
    areas = gpd.GeoDataFrame({"code": uprn, "name": names}, geometry=shapes, crs=BRITISH_GRID)
    bad = [index for index, code in areas["code"].items() if not _UPRN.fullmatch(code)]
    sound, rejects, mended = sound_areas(areas.drop(index=bad), path.name)
    reason = "not a UPRN of 1 to 12 digits. Give the block the one of the homes list."
    unnamed = tuple(Reject(index + 1, "uprn", reason) for index in bad)
    return Reading(
        records=tuple(
            BlockOutline(code, name, shape)
            for code, name, shape in zip(sound["code"], sound["name"], sound.geometry, strict=True)
        ),
        rejects=tuple(sorted((*rejects, *unnamed), key=lambda reject: reject.row)),
        rows_read=len(areas),
        notes=(*said, *mended),
    )


def _texts(frame: gpd.GeoDataFrame, headings: tuple[str, ...]) -> list[str] | None:
    """Return the first column with one of these headings as text; None where there is none."""
    present = {normal_heading(str(column)): column for column in frame.columns}
    for heading in headings:
        if heading in present:
            return [text_of(cell) for cell in frame[present[heading]].astype(object).fillna("")]
    return None
