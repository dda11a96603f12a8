"""Rates of wards, estates and blocks over the 12 months: managed homes and all homes apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.columns import HomeColumns, in_period
from geo_asb.monthly.study import YEAR_MONTHS, Study, window
from geo_asb.rate_tables import METHOD, rate_table
from geo_asb.store.read_keys import CaseKeys
from geo_asb.store.run_parts import Part

__all__ = ["area_rates"]

CAVEATS = (
    "For comparison inside the landlord, never published.",
    "Cases of managed homes are held against managed homes, all cases against all homes.",
    "Cases that could not be placed in an area are in none; reports of staff are counted.",
)


def area_rates(study: Study, keys: CaseKeys, homes: HomeColumns, blocks: pd.DataFrame) -> Part:
    """
    Compare wards, estates and blocks: cases opened there, whatever the role of the place.

    Alleged sources count in wards and estates, never in a block: they are no place of a case.
    """
    asked = in_period(study.columns, window(study.month, YEAR_MONTHS))
    tables = [*_areas(study, keys, homes, asked), *_blocks(study, keys, blocks, asked)]
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    wards = study.columns.ward[asked] >= 0
    return Part(
        name="rates",
        type_group="",
        method=METHOD,
        counted=int(wards.sum()),
        left_out=int((~wards).sum()),
        caveats=CAVEATS,
        said=_words(rows),
        rows={"area_rate": rows},
    )


def _areas(
    study: Study, keys: CaseKeys, homes: HomeColumns, asked: NDArray[np.bool_]
) -> Iterator[pd.DataFrame]:
    columns = study.columns
    kinds = (
        ("ward", columns.ward, columns.wards, homes.ward, homes.wards),
        ("estate", columns.estate, columns.estates, homes.estate, homes.estates),
    )
    for kind, case_at, case_codes, home_at, home_codes in kinds:
        codes = np.array(sorted({*case_codes, *home_codes}), dtype=object)
        for homes_of in ("all", "managed"):
            of_case = asked & keys.managed if homes_of == "managed" else asked
            of_home = homes.managed if homes_of == "managed" else np.ones_like(homes.managed)
            cases = _tally(case_at[of_case], case_codes, codes)
            living = _tally(home_at[of_home], home_codes, codes)
            table = rate_table(codes, cases, living)
            yield table.assign(
                kind=kind, homes_of=homes_of, storeys=pd.array([pd.NA] * len(table), dtype="Int64")
            )


def _tally(
    at: NDArray[np.int16], known: tuple[str, ...], codes: NDArray[np.object_]
) -> NDArray[np.int64]:
    """Count positions in `known` by the codes of a table."""
    counts = np.bincount(at[at >= 0], minlength=len(known))
    return pd.Series(counts, index=list(known)).reindex(codes, fill_value=0).to_numpy(np.int64)


def _blocks(
    study: Study, keys: CaseKeys, blocks: pd.DataFrame, asked: NDArray[np.bool_]
) -> Iterator[pd.DataFrame]:
    if blocks.empty:
        return
    codes = blocks.index.to_numpy(dtype=object)
    storeys = blocks["storeys"]
    known = asked & ~study.columns.source & (keys.block >= 0)
    for homes_of, column in (("all", "homes"), ("managed", "managed_homes")):
        of_case = known & keys.managed if homes_of == "managed" else known
        counts = np.bincount(keys.block[of_case], minlength=len(keys.uprns))
        held = pd.Series(counts[: len(keys.uprns)], index=keys.uprns)
        cases = held.reindex(codes, fill_value=0).to_numpy(np.int64)
        table = rate_table(codes, cases, blocks[column].to_numpy(np.int64))
        tall = storeys.reindex(table["code"]).astype("Int64").array
        yield table.assign(kind="block", homes_of=homes_of, storeys=tall)


def _words(rows: pd.DataFrame) -> str:
    more = rows[(rows["verdict"] == "more than its homes explain") & (rows["homes_of"] == "all")]
    found = more["kind"].value_counts()
    said = [f"{found.get(kind, 0)} {kind}s" for kind in ("ward", "estate", "block")]
    return f"more cases than their homes explain in {', '.join(said)}"
