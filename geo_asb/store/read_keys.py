"""Which home and block each case lies at: for the monthly run, never for a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_asb.store.connect import Connection
from geo_asb.store.sql_files import sql

__all__ = ["CaseKeys", "block_facts", "case_keys"]


@dataclass(frozen=True, slots=True, eq=False)
class CaseKeys:
    """
    Homes and blocks of mappable cases, each (n,) in the order of their CaseColumns.

    version      the stored version of the case
    home, block  position in `uprns`, -1 where not known
    street       of the home or block, "" where neither is known
    managed      the case concerns a managed home
    """

    version: NDArray[np.int64]
    home: NDArray[np.int32]
    block: NDArray[np.int32]
    street: NDArray[np.object_]
    managed: NDArray[np.bool_]
    uprns: NDArray[np.object_]


def case_keys(conn: Connection, landlord: str) -> CaseKeys:
    """Return the homes and blocks of a landlord's mappable cases."""
    rows = conn.execute(sql("case_keys"), {"landlord": landlord}).fetchall()
    version, home, block, street, managed = [list(part) for part in zip(*rows, strict=True)] or (
        [[] for _ in range(5)]
    )
    codes, uprns = pd.factorize(np.array(home + block, dtype=object), sort=True)
    places = codes.astype(np.int32)
    return CaseKeys(
        version=np.array(version, dtype=np.int64),
        home=places[: len(rows)],
        block=places[len(rows) :],
        street=np.array(street, dtype=object),
        managed=np.array(managed, dtype=bool),
        uprns=np.asarray(uprns, dtype=object),
    )


def block_facts(conn: Connection, landlord: str) -> pd.DataFrame:
    """Return blocks by UPRN: street, storeys (NaN where not known), homes, managed_homes."""
    rows = conn.execute(sql("block_facts"), {"landlord": landlord}).fetchall()
    names = ["uprn", "street", "storeys", "homes", "managed_homes"]
    return pd.DataFrame(rows, columns=names).astype({"storeys": float}).set_index("uprn")
