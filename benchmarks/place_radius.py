"""
Is the radius honest where few homes are listed? The development town, thinned.

    python -m benchmarks.place_radius ../shared/data/addresses/gazetteer.csv.gz

A share of the homes is kept as the list. Homes that were left out are asked for by their street,
by their number and by "outside"; junctions are compared with where the whole list puts them. Each
line gives how many were placed and in what share the true place lies within the radius given.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from math import hypot
from pathlib import Path
from statistics import median

from geo_asb.etl.phrases import phrase_in
from geo_asb.etl.readers.homes import read_homes
from geo_asb.etl.surroundings import Spot, Surroundings
from geo_asb.model import Home, Rung

__all__ = ["asked", "main"]

SEED = 3
KEPT = (0.05, 0.1, 0.3, 0.6)
ASKED = 800
PAIRS = 4_000


def _spot(town: Surroundings, text: str) -> Spot | None:
    phrase = phrase_in(text)
    return town.spot(phrase, "", lambda *_: None) if phrase else town.street(text, "")


def asked(home: Home) -> Iterator[tuple[str, str]]:
    """Ask for a home that is not in the list in three ways: kind and text."""
    where = ", ".join(filter(None, (home.street, home.locality, home.town)))
    yield "its street", where
    yield "its number", f"{home.number} {where}"
    yield "outside it", f"outside {home.number} {where}"


def _offs(town: Surroundings, homes: Sequence[Home]) -> dict[str, list[tuple[float, float]]]:
    """Give for each kind how far answers are off, and the radius they gave, metres."""
    offs: dict[str, list[tuple[float, float]]] = {}
    for home in homes:
        for kind, text in asked(home):
            if spot := _spot(town, text):
                off_m = hypot(spot.easting_m - home.easting_m, spot.northing_m - home.northing_m)
                offs.setdefault(kind, []).append((off_m, spot.radius_m))
    return offs


def _junction_offs(
    town: Surroundings, whole: Surroundings, homes: Sequence[Home], rng: random.Random
) -> list[tuple[float, float]]:
    offs = []
    for _ in range(PAIRS):
        one, other = rng.sample(homes, 2)
        text = f"junction of {one.street} and {other.street}, {one.town}"
        said, true = _spot(town, text), _spot(whole, text)
        if said and true and said.rung is true.rung is Rung.JUNCTION:
            off_m = hypot(said.easting_m - true.easting_m, said.northing_m - true.northing_m)
            offs.append((off_m, said.radius_m))
    return offs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("gazetteer", type=Path)
    homes = read_homes(parser.parse_args().gazetteer).records
    rng = random.Random(SEED)  # noqa: S311 - a test's luck, not a secret
    whole = Surroundings.from_homes(homes)
    print("| listed | asked for | placed | within radius | median off m | median radius m |")
    print("|--:|---|--:|--:|--:|--:|")
    for share in KEPT:
        kept = [home for home in homes if rng.random() < share]
        town, listed = Surroundings.from_homes(kept), {home.uprn for home in kept}
        left = [home for home in homes if home.uprn not in listed and home.kind == "house"]
        numbered = [home for home in left if home.number]
        offs = _offs(town, rng.sample(numbered, ASKED))
        offs["a junction"] = _junction_offs(town, whole, numbered, rng)
        for kind, ones in offs.items():
            within = sum(off_m <= radius_m for off_m, radius_m in ones) / max(len(ones), 1)
            off_m, radius_m = (median(column) for column in zip(*ones, strict=True))
            shares = f"{len(ones)} | {within:.3f} | {off_m:.0f} | {radius_m:.0f}"
            print(f"| {share:.0%} | {kind} | {shares} |")


if __name__ == "__main__":
    main()
