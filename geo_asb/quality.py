"""
How good the data is: pure functions on a frame of cases, one row each; nothing here is disclosed.

The frame holds the columns of `CASE_COLUMNS`. A case is *placed* where it lies on or beside a home
or block; a share carries a Wilson interval. Restricted cases are counted in `landlord_total` alone:
everywhere else they are left out whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from geo_asb.errors import FrameError
from geo_asb.model import Rung
from geo_asb.tallies import LEAST_PLACED

__all__ = [
    "CASE_COLUMNS",
    "bias",
    "block_named",
    "by_tier",
    "completeness",
    "equal_neighbours",
    "hit_rate",
    "landlord_total",
    "mappable",
    "monthly_counts",
    "postcode_sector",
    "reliability",
    "sample_to_check",
    "unplaced_reasons",
    "uprn_agreement",
    "wilson",
    "yearly_counts",
]

CASE_COLUMNS = (
    "version_id", "opened_on", "source", "restricted", "rung", "reason", "probability",
    "home_uprn", "block_uprn", "easting_m", "northing_m", "role", "ward", "types", "severity",
    "channel", "reporter_kind", "tenure_scope", "team", "closed", "has_day", "has_time",
    "given_address", "given_postcode", "given_uprn", "file_name", "row_number",
)  # fmt: skip
_PLACED = frozenset(
    map(str, (Rung.OFFICER, Rung.UPRN, Rung.ADDRESS, Rung.CORRECTED, Rung.BLOCK, Rung.NEAR))
)
_FEWEST = 10  # below it a share says nothing
_FEWEST_EQUAL = 30  # smaller counts are equal by chance too often
_SECTOR = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])[A-Z]{2}")


def wilson(hits: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """
    Give the interval of a share by Wilson's score.

    Raises
    ------
    FrameError
        Nothing was counted, or more hits than trials.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22.

    Examples
    --------
    >>> low, high = wilson(98, 100)
    >>> round(low, 3), round(high, 3)
    (0.93, 0.994)
    """
    if not 0 <= hits <= n or n == 0:
        raise FrameError(f"{hits} of {n} is no share; count at least one, and no more hits.")
    z2 = float(norm.isf((1 - level) / 2)) ** 2
    middle = (hits + z2 / 2) / (n + z2)
    half = sqrt(z2 * (hits * (n - hits) / n + z2 / 4)) / (n + z2)
    return max(0.0, middle - half), min(1.0, middle + half)


def mappable(cases: pd.DataFrame) -> pd.DataFrame:
    """
    Leave restricted cases out whole, and say of the others whether they are placed.

    Raises
    ------
    FrameError
        A column of `CASE_COLUMNS` is missing.
    """
    if missing := [column for column in CASE_COLUMNS if column not in cases.columns]:
        raise FrameError(f"quality frame has no column {', '.join(missing)}; add it.")
    found = cases[~cases["restricted"].to_numpy(dtype=bool)]
    return found.assign(placed=found["rung"].isin(_PLACED))


def landlord_total(cases: pd.DataFrame) -> pd.DataFrame:
    """Count all cases of the landlord, restricted ones too, and those that stand on no map."""
    restricted = int(cases["restricted"].sum())
    return pd.DataFrame(
        {
            "what": ["all cases", "of them restricted, never mapped", "of them mappable"],
            "cases": [len(cases), restricted, len(cases) - restricted],
        }
    )


def by_tier(cases: pd.DataFrame) -> pd.DataFrame:
    """Count mappable cases by the rung they are placed on, the surest first."""
    counts = cases["rung"].value_counts()
    rungs = [str(rung) for rung in Rung if counts.get(str(rung), 0)]
    found = [int(counts[rung]) for rung in rungs]
    return pd.DataFrame({"rung": rungs, "cases": found, "share": [n / len(cases) for n in found]})


def hit_rate(cases: pd.DataFrame, by: str) -> pd.DataFrame:
    """
    Give the share placed for each value of a column, with a verdict against 85%.

    `by` may be `month`, `types` (a case counts once in each of its types) or any column. Of
    wards, only cases that lie in one can be counted: the others stand under "(no ward)".
    """
    keyed = _keyed(cases, by)
    counted = keyed.groupby("key")["placed"].agg(["size", "sum"])
    counted = counted.sort_index(ascending=by != "month")  # the newest month first
    rows = [
        _share_row(str(key), int(hits), int(n)) for key, n, hits in counted.itertuples(name=None)
    ]
    columns = [by, "cases", "placed", "share", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _keyed(cases: pd.DataFrame, by: str) -> pd.DataFrame:
    if by == "month":
        return cases.assign(key=_month(cases))
    if by == "types":
        return cases.explode("types").rename(columns={"types": "key"})
    return cases.assign(key=cases[by].fillna("").replace("", f"(no {by})"))


def _month(cases: pd.DataFrame) -> pd.Series[str]:
    return pd.to_datetime(cases["opened_on"]).dt.strftime("%Y-%m")


def _share_row(key: str, hits: int, n: int) -> tuple[object, ...]:
    low, high = wilson(hits, n)
    verdict = "met" if hits / n >= LEAST_PLACED else "under 85%"
    return key, n, hits, hits / n, low, high, verdict if n >= _FEWEST else "too few to say"


def unplaced_reasons(cases: pd.DataFrame) -> pd.DataFrame:
    """Count why cases are not on or beside a home or block; only wider places have no reason."""
    missed = cases[~cases["placed"]]
    why = missed["reason"].where(missed["reason"] != "", "placed on a " + missed["rung"] + " only")
    counts = why.value_counts().rename_axis("reason").reset_index(name="cases")
    return counts.sort_values(["cases", "reason"], ascending=[False, True], ignore_index=True)


def bias(cases: pd.DataFrame, by: str) -> pd.DataFrame:
    """
    Say which areas or blocks are missing from maps more, or less, than the whole.

    The interval of each is widened for the number of them (Bonferroni), so that one false alarm
    is to be expected in twenty reports, not in twenty areas. Areas that name nothing are left out.
    """
    known = cases[cases[by] != ""]
    counted = known.groupby(by)["placed"].agg(["size", "sum"])
    counted = counted[counted["size"] >= _FEWEST]
    whole = 1 - float(cases["placed"].mean()) if len(cases) else 0.0
    level = 1 - 0.05 / max(1, len(counted))
    rows = []
    for key, n, hits in counted.itertuples(name=None):
        low, high = wilson(int(n - hits), int(n), level=level)
        verdict = "more missing" if low > whole else "fewer missing" if high < whole else "as usual"
        rows.append((key, int(n), int(n - hits), 1 - hits / n, whole, low, high, verdict))
    columns = [by, "cases", "unplaced", "share", "whole", "low", "high", "verdict"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["share", by], ascending=[False, True], ignore_index=True)


def postcode_sector(text: str) -> str:
    """
    Give the sector of the last postcode in a text, such as SK1 2; "" where it holds none.

    Examples
    --------
    >>> postcode_sector("3 Elm Street, ZD1 1AA")
    'ZD1 1'
    """
    found = _SECTOR.findall(text.upper())
    return " ".join(found[-1]) if found else ""


def block_named(texts: Iterable[str], blocks: Iterable[str]) -> list[str]:
    """Give the block each tidy text names, the longest name first; "" for none."""
    names = sorted({name for name in blocks if " " in name}, key=len, reverse=True)
    if not names:
        return ["" for _ in texts]
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return [found[0] if (found := named.search(text)) else "" for text in texts]


def uprn_agreement(cases: pd.DataFrame, homes: Iterable[str]) -> pd.DataFrame:
    """Compare where cases were put with the UPRN that their export supplied."""
    given = cases["given_uprn"].str.strip().str.lstrip("0")
    supplied, given = cases[given != ""], given[given != ""]
    listed = given.isin({uprn.lstrip("0") for uprn in homes})
    at_home = supplied["home_uprn"].fillna("").str.lstrip("0") == given
    at_block = supplied["block_uprn"].fillna("").str.lstrip("0") == given
    outcome = np.select(
        [~listed, at_home | at_block, ~supplied["placed"]],
        ["not in the homes list", "same home or block", "not placed: it contradicts the text"],
        "another home: the text counts for more",
    )
    counts = pd.Series(outcome, dtype=object).value_counts()
    rows = [(what, n, n / len(supplied), *wilson(n, len(supplied))) for what, n in counts.items()]
    return pd.DataFrame(rows, columns=["supplied UPRN", "cases", "share", "low", "high"])


def reliability(probability: NDArray[np.float64], is_right: NDArray[np.bool_]) -> pd.DataFrame:
    """
    Compare the probability that was stated with the share that was right, by tenths.

    Parameters
    ----------
    probability : (n,) what the ladder said, from 0 to 1.
    is_right : (n,) whether an officer's answer agrees.
    """
    tenth = np.minimum((np.asarray(probability) * 10).astype(int), 9)
    rows = []
    for at in np.unique(tenth):
        held = is_right[tenth == at]
        right, n = int(held.sum()), int(held.size)
        said = float(probability[tenth == at].mean())
        rows.append(
            (f"{at / 10:.1f} to {(at + 1) / 10:.1f}", n, said, right / n, *wilson(right, n))
        )
    return pd.DataFrame(rows, columns=["stated", "places", "mean", "right", "low", "high"])


def sample_to_check(cases: pd.DataFrame, version: bytes, *, size: int = 100) -> pd.DataFrame:
    """
    Draw placed cases to be checked by eye: the same ones for as long as the data is the same.

    Parameters
    ----------
    version : names the data; it seeds the draw.
    """
    placed = cases[cases["placed"]].sort_values("version_id")
    rng = np.random.default_rng(list(version))
    drawn = rng.choice(len(placed), size=min(size, len(placed)), replace=False)
    return placed.iloc[np.sort(drawn)]


def completeness(cases: pd.DataFrame) -> pd.DataFrame:
    """Give the share of cases that fill each field, by month opened, the newest first."""
    filled = pd.DataFrame(
        {
            "address": cases["given_address"] != "",
            "postcode": cases["given_postcode"] != "",
            "UPRN": cases["given_uprn"] != "",
            "role of the place": cases["role"] != "unknown",
            "category": cases["severity"] != "unset",
            "how reported": cases["channel"] != "",
            "who reported": cases["reporter_kind"] != "unknown",
            "tenure": cases["tenure_scope"] != "unknown",
            "team": cases["team"] != "",
            "day it happened": cases["has_day"],
            "hour it happened": cases["has_time"],
        }
    )
    shares = filled.groupby(_month(cases)).mean()
    return shares.rename_axis("month").sort_index(ascending=False).reset_index()


def yearly_counts(cases: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count cases of each type in each housing year (April to March), restricted types too."""
    opened = pd.to_datetime(cases["opened_on"])
    year = opened.dt.year - (opened.dt.month < 4)
    named = year.astype(str) + "/" + ((year + 1) % 100).astype(str).str.zfill(2)
    typed = cases.assign(year=named).explode("types")
    return _counts(typed["types"], typed["year"])


def monthly_counts(cases: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count all cases of each source in each month."""
    return _counts(cases["source"], _month(cases))


def _counts(what: Iterable[str], period: Iterable[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for (one, then), n in Counter(zip(what, period, strict=True)).items():
        counts.setdefault(one, {})[then] = n
    return counts


def equal_neighbours(counts: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """
    Flag a count that is the same in two periods that follow each other.

    Two true counts of some size are seldom equal: it may be a file loaded under two names, or a
    figure copied on. A person decides.

    Parameters
    ----------
    counts : what is counted -> period -> count; periods sort by name.
    """
    rows = []
    for what, by_period in counts.items():
        periods = sorted(by_period)
        for before, after in pairwise(periods):
            count = by_period[before]
            if count == by_period[after] and count >= _FEWEST_EQUAL:
                chance = 1 / (2 * sqrt(np.pi * count))
                rows.append((what, before, after, count, chance))
    return pd.DataFrame(rows, columns=["what", "period", "next", "count", "chance"])
