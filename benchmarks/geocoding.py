"""
Addresses to homes: the development set beside uk_address_matcher, and growth of homes.

    python benchmarks/geocoding.py FOLDER        gazetteer, queries and truth as CSV.gz
    python benchmarks/geocoding.py 10000 1000000  an invented town of so many homes

Each way runs in a process of its own. Seconds are CPU seconds, memory is the peak of the process.
The matcher is shown at the match weight with the highest recall among those with precision 0.98
or more; it is told the homes alone, not blocks. Not installed: its line is left out.
"""

from __future__ import annotations

import csv
import gzip
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np

from geo_asb.etl.geocode import Gazetteer, locate_all
from geo_asb.etl.readers.homes import read_homes
from geo_asb.model import Home, PlaceRole, PlaceText, Rung

LEAST_PRECISION = 0.98
ASKED = 20_000  # addresses of an invented town
KINDS = ("Road", "Street", "Avenue", "Close")
SYLLABLES = (
    "al", "bra", "cor", "den", "el", "fax", "gor", "hin", "ist", "kel", "lo", "mar", "nes", "or",
    "pen", "quay", "ros", "sel", "tor", "ul", "ves", "win", "yar", "zet",
)  # fmt: skip
Rows = list[dict[str, str]]
Claims = list[tuple[float, str, str]]  # weight, query_id, UPRN


@dataclass(frozen=True)
class Score:
    """What a way found of the addresses with a known answer."""

    recall: float
    precision: float
    absent: float  # addresses not in the list that were given a home
    per_second: float
    memory_mb: float

    def line(self, name: str) -> str:
        """Write one row of the table."""
        return (
            f"{name:<22}{self.recall:>8.4f}{self.precision:>11.4f}{self.absent:>8.4f}"
            f"{self.per_second:>10,.0f}{self.memory_mb:>8,.0f}"
        )


def rows_of(folder: Path, name: str) -> Rows:
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scored(folder: Path, claims: Claims, seconds: float) -> Score:
    truth = {row["query_id"]: row for row in rows_of(folder, "truth")}
    levels = [row["truth_level"] for row in truth.values()]
    right = absent = 0
    for _, query, uprn in claims:
        row = truth[query]
        right += uprn in (row["true_uprn"], *row["alt_uprns"].split("|"))
        absent += row["truth_level"] == "none"
    return Score(
        right / levels.count("property"),
        right / max(1, len(claims)),
        absent / levels.count("none"),
        len(truth) / seconds,
        memory_mb(),
    )


def counted(folder: Path, claims: Claims) -> Claims:
    """Leave out claims on queries that score neither way: places and twins."""
    truth = {row["query_id"]: row["truth_level"] for row in rows_of(folder, "truth")}
    return [claim for claim in claims if truth[claim[1]] in ("property", "none")]


# ---------------------------------------------------------------- two ways on the development set


def ours(folder: Path) -> Score:
    queries = rows_of(folder, "queries")
    start = time.process_time()
    gazetteer = Gazetteer(read_homes(folder / "gazetteer.csv.gz").records)
    found = locate_all([_place(row) for row in queries], gazetteer)
    seconds = time.process_time() - start
    claims = [
        (place.probability or 0.0, row["query_id"], place.home_uprn)
        for row, place in zip(queries, found, strict=True)
        if place.home_uprn
    ]
    return scored(folder, counted(folder, claims), seconds)


def _place(row: dict[str, str]) -> PlaceText:
    return PlaceText(row["query_address"], row["query_postcode"], "", PlaceRole.UNKNOWN)


def theirs(folder: Path) -> Score:
    # A peer, wanted in this process only.
    import duckdb  # noqa: PLC0415
    from uk_address_matcher import AddressMatcher  # noqa: PLC0415

    homes = [row for row in rows_of(folder, "gazetteer") if row["classificationcode"] != "PP"]
    con = duckdb.connect()
    start = time.process_time()
    canonical = _relation(con, "canonical", [_record(home) for home in homes])
    messy = _relation(
        con,
        "messy",
        [
            (row["query_id"], " ".join(row["query_address"].split()), row["query_postcode"])
            for row in rows_of(folder, "queries")
        ],
    )
    matcher = AddressMatcher(
        canonical_addresses=canonical, addresses_to_match=messy, con=con, show_progress=False
    )
    matched = matcher.match().matches()
    rows = matched.select("match_weight, unique_id, resolved_canonical_id").fetchall()
    seconds = time.process_time() - start
    claims = [
        (1000.0 if weight is None else float(weight), query, str(uprn))
        for weight, query, uprn in rows
        if uprn is not None
    ]
    return _best(folder, counted(folder, claims), seconds)


def _best(folder: Path, claims: Claims, seconds: float) -> Score:
    """Choose the match weight that finds most at the least precision."""
    weights = np.quantile([weight for weight, *_ in claims], np.linspace(0, 1, 101))
    scores = [scored(folder, [c for c in claims if c[0] >= weight], seconds) for weight in weights]
    sure = [score for score in scores if score.precision >= LEAST_PRECISION] or scores
    return max(sure, key=lambda score: score.recall)


def _relation(con: object, name: str, records: list[tuple[str, str, str]]) -> object:
    con.execute(
        f"create table {name} (unique_id varchar, address_concat varchar, postcode varchar)"
    )  # type: ignore[attr-defined]
    con.executemany(f"insert into {name} values (?, ?, ?)", records)  # type: ignore[attr-defined]  # noqa: S608
    return con.table(name)  # type: ignore[attr-defined]


def _record(home: dict[str, str]) -> tuple[str, str, str]:
    parts = ("subname", "name", "number", "streetname", "locality", "townname")
    return home["uprn"], " ".join(home[one] for one in parts if home[one]), home["postcode"]


# ---------------------------------------------------------------- growth on an invented town


def town(n_homes: int) -> Iterator[Home]:
    """Make streets of sixty homes; four streets share a name and differ in their kind."""
    rng = np.random.default_rng(9)
    n_streets = -(-n_homes // 60)
    letters = rng.choice(SYLLABLES, (n_streets, 4))
    names = dict.fromkeys("".join(word).title() for word in letters)
    streets = (f"{name} {kind}" for name in names for kind in KINDS)
    for at, street in enumerate(islice(streets, n_streets)):
        for number in range(1, 61):
            yield Home(
                row=0, uprn=str(40_000_000_000 + at * 60 + number), kind="house", subname="",
                name="", number=str(number), street=street, locality="", town="Inventon",
                postcode=f"ZZ{at % 90 + 1} {at % 9 + 1}{'ABDE'[at % 4]}{'FGHJ'[at // 4 % 4]}",
                parent_uprn="", estate="", easting_m=400_000.0 + at, northing_m=300_000.0 + number,
                managed=True, storeys=None, tenure="",
            )  # fmt: skip


def grown(n_homes: int) -> tuple[float, float, float, float]:
    """Give seconds to index, exact and misspelt addresses per second, and memory in MB."""
    homes = list(town(n_homes))
    rng = np.random.default_rng(7)
    asked = [homes[at] for at in rng.choice(len(homes), ASKED, replace=len(homes) < ASKED)]
    exact = [_asking(f"{home.number} {home.street}, {home.town}") for home in asked]
    spoilt = [_asking(f"{home.number} {_swapped(home.street, rng)}, Inventon") for home in asked]
    start = time.process_time()
    gazetteer = Gazetteer(homes)
    indexed = time.process_time() - start
    rates = []
    for places, rung in ((exact, Rung.ADDRESS), (spoilt, Rung.CORRECTED)):
        locate_all(places[:1], gazetteer)
        distinct = len(set(places))
        start = time.process_time()
        found = locate_all(places, gazetteer)
        rates.append(distinct / (time.process_time() - start))
        share = np.mean([place.rung is rung for place in found])
        print(f"{n_homes:>10,} {rung:<10} {share:.4f} found", flush=True)
    return indexed, rates[0], rates[1], memory_mb()


def _asking(address: str) -> PlaceText:
    return PlaceText(address, "", "", PlaceRole.UNKNOWN)


def _swapped(street: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, street.index(" ") - 1))
    return street[:at] + street[at + 1] + street[at] + street[at + 2 :]


# ---------------------------------------------------------------- the runs


def apart(way: Callable[..., object], *arguments: object) -> object:
    """Run in a fresh process: its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(way, arguments)


def main(words: list[str]) -> None:
    for folder in [Path(word) for word in words if not word.isdigit()]:
        print(f"{'':<22}{'recall':>8}{'precision':>11}{'absent':>8}{'each s':>10}{'MB':>8}")
        print(apart(ours, folder).line("geo_asb"))  # type: ignore[attr-defined]
        if find_spec("uk_address_matcher"):
            print(apart(theirs, folder).line("uk_address_matcher"))  # type: ignore[attr-defined]
    for size in [int(word) for word in words if word.isdigit()]:
        seconds, exact, spoilt, memory = apart(grown, size)  # type: ignore[misc]
        print(f"{size:>10,} homes: index {seconds:.1f} s, exact {exact:,.0f}/s, "
              f"misspelt {spoilt:,.0f}/s, {memory:,.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
