"""
The ladder on invented towns that no rule was made on: another seed is another town.

    python -m benchmarks.unseen_town            five towns, one line for each kind of slip
    python -m benchmarks.unseen_town 12 34      the towns of these seeds

A tenth of the homes, with whole streets and blocks among them, is left out of the list: what is
asked of those must be given nobody else's home. Nothing of it is a real address.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.unseen_slips import SLIPS, Asked, asked_of
from geo_asb.etl.addresses import tidy
from geo_asb.etl.geocode import Gazetteer, locate_all
from geo_asb.model import Home, PlaceRole, PlaceText

__all__ = ["Rate", "Town", "invent", "misses", "rate", "score"]

SEEDS = (101, 102, 103, 104, 105)
ASKED = 3_000
_TOWNS = (
    ("HESSLEFORD", ""),
    ("HESSLEFORD", "Nether Green"),
    ("WYNSTOW", ""),
    ("WYNSTOW", "Kilnhurst"),
)
_NAMES = (
    "Albion", "Ashworth", "Bamford", "Belgrave", "Bell", "Castleton", "Clarence", "Crown", "Dean",
    "Denholme", "Devon", "Dorset", "Dunmore", "Durham", "Earlston", "Exeter", "Fairburn",
    "Far Croft", "Fern", "Foundry", "Garstang", "Gladstone", "Glen", "Grange", "Hare", "Haslam",
    "Heaton", "Hope", "Ingleby", "Ivy", "Jubilee", "Kelso", "Kenilworth", "Kent", "Kiln",
    "Lansdowne", "Lincoln", "Long Meadow", "Loom", "Lytham", "Marlow", "Mersey", "Moss Side",
    "Nelson", "Nook", "Norbury", "Norfolk", "Old Hall", "Osborne", "Oswald", "Peel", "Pendle",
    "Portland", "Radcliffe", "Railway", "Ripon", "Selkirk", "St Agnes", "St Mary's", "Station",
    "Stroud", "Suffolk", "Surrey", "Swan", "Tatton", "Tennyson", "Truro", "Union", "Upton",
    "Vernon", "Waverley", "Wells", "Wharfe",
)  # fmt: skip
_KINDS = (
    "Avenue", "Close", "Court", "Crescent", "Drive", "Gardens", "Grove", "Lane", "Road", "Road",
    "Street", "Street", "Terrace", "Walk", "Way",
)  # fmt: skip
_BLOCK_KINDS = ("Court", "Court", "House", "House", "House", "Lodge", "Point", "Tower")
_UNIT_WORDS = ("FLAT ", "FLAT ", "FLAT ", "APARTMENT ", "UNIT ", "")
_FLOORS = ("GROUND FLOOR FLAT", "FIRST FLOOR FLAT", "TOP FLOOR FLAT")


@dataclass(frozen=True)
class Town:
    """Homes in the list, and homes that exist but are not in it."""

    listed: tuple[Home, ...]
    absent: tuple[Home, ...]


@dataclass(frozen=True)
class Rate:
    """What was found: shares of homes asked for, of homes given, and of absent ones."""

    homes: int
    recall: float
    precision: float
    absent: float

    def line(self, name: str) -> str:
        """Write one row of the table."""
        return (
            f"{name:<26}{self.homes:>7,}{self.recall:>9.4f}{self.precision:>11.4f}"
            f"{self.absent:>8.4f}"
        )


# ---------------------------------------------------------------- the town


@dataclass(frozen=True)
class _Street:
    name: str
    town: str
    locality: str
    at: int

    def postcode(self, number: int) -> str:
        letters = "ABDEFGHJ"[self.at // 9 % 8] + "LNPQR"[number // 24 % 5]
        return f"ZX{self.at % 8 + 1} {self.at % 9 + 1}{letters}"


def invent(seed: int) -> Town:
    """Make a town of about 6,000 homes; other seeds give other streets, blocks and numbers."""
    rng = random.Random(seed)  # noqa: S311 - an invented town, not a secret
    homes = [home for street in _streets(rng) for home in _on_street(street, rng)]
    whole = {(home.street, home.locality, home.town) for home in homes}
    gone = set(rng.sample(sorted(whole), len(whole) // 20))
    blocks = sorted({home.parent_uprn for home in homes if home.name} - {""})
    pulled = set(rng.sample(blocks, len(blocks) // 30))
    absent = [
        home
        for home in homes
        if (home.street, home.locality, home.town) in gone
        or {home.parent_uprn, home.uprn} & pulled
        or (home.kind != "parent" and rng.random() < 0.04)
    ]
    missing = {home.uprn for home in absent}
    return Town(
        tuple(home for home in homes if home.uprn not in missing),
        tuple(home for home in absent if home.kind != "parent"),
    )


def _streets(rng: random.Random) -> Iterator[_Street]:
    names = rng.sample(_NAMES, 60)
    at = 0
    for name in names:
        for kind in rng.sample(sorted(set(_KINDS)), rng.choice((1, 2, 2, 3))):
            for town, locality in rng.sample(_TOWNS, rng.choice((1, 1, 1, 1, 2))):
                yield _Street(f"{name} {kind}", town, locality, at)
                at += 1


def _on_street(street: _Street, rng: random.Random) -> Iterator[Home]:
    """Build along a street: houses, some of them split or lettered, and now and then a block."""
    number = 0
    names = iter(rng.sample(_NAMES, len(_NAMES)))  # no two blocks of a street bear one name
    for plot in range(rng.randrange(10, 50)):
        number += rng.choice((1, 1, 2))
        base = 30_000_000_000 + street.at * 100_000 + plot * 300
        luck = rng.random()
        if luck < 0.03:
            yield from _block(street, number, base, next(names), rng)
        elif luck < 0.10:
            yield from _split(street, number, base, rng)
        elif luck < 0.15:
            yield from (_home(street, base + i, number=f"{number}{'ABC'[i]}") for i in range(2))
        else:
            yield _home(street, base, number=str(number))


def _block(
    street: _Street, number: int, base: int, called: str, rng: random.Random
) -> Iterator[Home]:
    name = f"{called} {rng.choice(_BLOCK_KINDS)}".upper()
    own = str(number) if rng.random() < 0.5 else ""
    word = rng.choice(_UNIT_WORDS)
    yield _home(street, base, name=name, number=own, kind="parent")
    for flat in range(1, rng.randrange(8, 60)):
        yield _home(
            street, base + flat, subname=f"{word}{flat}", name=name, number=own,
            kind="flat", parent=str(base), beside=number,
        )  # fmt: skip


def _split(street: _Street, number: int, base: int, rng: random.Random) -> Iterator[Home]:
    units = rng.choice(
        (_FLOORS[:2], _FLOORS, ("FLAT A", "FLAT B"), ("FLAT 1", "FLAT 2", "FLAT 3", "FLAT 4"))
    )
    yield _home(street, base, number=str(number), kind="parent")
    for at, unit in enumerate(units, start=1):
        yield _home(
            street, base + at, subname=unit, number=str(number), kind="flat", parent=str(base)
        )


def _home(  # noqa: PLR0913 - one home has so many parts
    street: _Street, uprn: int, *, number: str = "", subname: str = "", name: str = "",
    kind: str = "house", parent: str = "", beside: int = 0,
) -> Home:  # fmt: skip
    along = beside or int("".join(one for one in number if one.isdigit()) or 0)
    return Home(
        row=0, uprn=str(uprn), kind=kind, subname=subname, name=name, number=number,
        street=street.name, locality=street.locality, town=street.town,
        postcode=street.postcode(along), parent_uprn=parent, estate="",
        easting_m=400_000.0 + street.at % 20 * 300 + along * 5,
        northing_m=300_000.0 + street.at * 20,
        managed=True, storeys=None, tenure="",
    )  # fmt: skip


# ---------------------------------------------------------------- asking and counting


def score(seed: int, count: int = ASKED) -> list[tuple[Asked, bool, bool]]:
    """Ask for homes of a town; gives each question, whether a home was given, and rightly."""
    town = invent(seed)
    asked = list(_asked(town, random.Random(seed + 1), count))  # noqa: S311 - as above
    found = locate_all(
        [PlaceText(one.text, one.postcode, "", PlaceRole.UNKNOWN) for one in asked],
        Gazetteer(town.listed),
    )
    return [
        (one, place.home_uprn is not None, place.home_uprn == one.home.uprn)
        for one, place in zip(asked, found, strict=True)
    ]


def _asked(town: Town, rng: random.Random, count: int) -> Iterator[Asked]:
    dwellings = [home for home in town.listed if home.kind != "parent"]
    spelt = _spelt(town.listed)
    kinds = sorted(SLIPS)
    for at in range(count):
        is_absent = rng.random() < 0.1
        home = rng.choice(town.absent if is_absent else dwellings)
        one = asked_of(home, kinds[at % len(kinds)], rng, is_absent=is_absent)
        others = spelt.get(tidy(one.text), set()) - {home.uprn}
        if not others:  # the very words of another home are no question
            yield one


def _spelt(homes: Sequence[Home]) -> dict[str, set[str]]:
    """Write each home out in full, to know a question that has become another home's address."""
    spelt: dict[str, set[str]] = {}
    for home in homes:
        places = {home.locality, ""}
        for locality in places:
            for town in (home.town, ""):
                parts = (home.subname, home.name, home.number, home.street, locality, town)
                spelt.setdefault(tidy(" ".join(filter(None, parts))), set()).add(home.uprn)
    return spelt


def rate(scored: Sequence[tuple[Asked, bool, bool]]) -> Rate:
    """Count shares; those of absent homes are counted as wrong where a home is given."""
    homes = [one for one in scored if not one[0].is_absent]
    absent = [one for one in scored if one[0].is_absent]
    given = sum(is_given for _, is_given, _ in scored)
    right = sum(is_right for _, _, is_right in homes)
    return Rate(
        len(homes),
        right / max(1, len(homes)),
        right / max(1, given),
        sum(is_given for _, is_given, _ in absent) / max(1, len(absent)),
    )


def misses(scored: Sequence[tuple[Asked, bool, bool]]) -> Counter[str]:
    """Count by kind of slip the homes not found."""
    return Counter(one.kind for one, _, is_right in scored if not (one.is_absent or is_right))


def main(seeds: Sequence[int]) -> None:
    print(f"{'':<26}{'homes':>7}{'recall':>9}{'precision':>11}{'absent':>8}")
    everything: list[tuple[Asked, bool, bool]] = []
    for seed in seeds:
        scored = score(seed)
        print(rate(scored).line(f"town {seed}"), flush=True)
        everything += scored
    print(rate(everything).line("all"))
    print(rate([one for one in everything if not one[0].postcode]).line("no postcode"))
    for kind in sorted(SLIPS):
        print(rate([one for one in everything if one[0].kind == kind]).line(kind))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SEEDS)
