"""
The homes list: every footprint becomes a house, a split house, or a block with its flats.

Numbers run odd on the left of a street and even on the right, from its first end.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo_asb.demo.footprints import Footprints
from geo_asb.demo.names import (
    TOWN,
    block_names,
    fixed_street_names,
    house_name,
    localities,
    street_names,
)
from geo_asb.demo.patches import Patches
from geo_asb.demo.streets import Streets
from geo_asb.demo.terrain import Terrain

__all__ = ["COLUMNS", "HOME_CODES", "make_homes", "name_streets"]

COLUMNS = [
    "uprn", "subname", "name", "number", "streetname", "locality", "townname", "postcode",
    "parentuprn", "usrn", "estate", "classificationcode", "easting", "northing", "landlord",
    "storeys", "tenure",
]  # fmt: skip
HOME_CODES = ("RD02", "RD04", "RD06")

_FLATS = {"walk_up": 6, "slab": 18, "tower": 48}
_STOREYS = {"walk_up": 3, "slab": 4}
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # postcodes use no C I K M O V here


def name_streets(streets: Streets, patches: Patches, rng: np.random.Generator) -> Streets:
    """Return the streets with every name filled in; main roads keep the names they have."""
    pattern = np.where(streets.patch >= 0, patches.pattern[streets.patch], "road")
    fresh = street_names(pattern, rng)
    fixed = iter(fixed_street_names())
    names = []
    for given, road, new in zip(streets.name, pattern, fresh, strict=True):
        names.append(given or (next(fixed, new) if road == "road" else new))
    return replace(streets, name=np.array(names, dtype=object))


def make_homes(
    terrain: Terrain,
    patches: Patches,
    streets: Streets,
    footprints: Footprints,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """
    Write the gazetteer, one row a home, block, split house or garage.

    Extra columns for the makers: `footprint`, `patch`, `street`, `kind` (of building).
    """
    buildings = _buildings(footprints, streets, patches, rng)
    buildings["streetname"] = streets.name[buildings["street"]]
    buildings["locality"] = _localities(terrain, buildings)
    blocks = buildings["kind"].isin(_FLATS)
    buildings["name"] = ""
    buildings.loc[blocks, "name"] = block_names(int(blocks.sum()), rng)
    buildings["postcode"] = _postcodes(terrain, buildings)
    rows = _rows(buildings, rng)
    homes = pd.DataFrame(rows).sort_values(["street", "order"], kind="stable", ignore_index=True)
    return _with_uprns(homes, rng)


def _buildings(
    footprints: Footprints, streets: Streets, patches: Patches, rng: np.random.Generator
) -> pd.DataFrame:
    """Put what stands in order along its street, with house numbers; sheds are left out."""
    frame = pd.DataFrame(
        {
            "footprint": np.arange(len(footprints.kind)),
            "kind": footprints.kind,
            "street": footprints.street,
            "side": footprints.side,
            "chainage": footprints.chainage_m,
            "patch": footprints.patch,
            "easting": footprints.middle_m[:, 0].round(1),
            "northing": footprints.middle_m[:, 1].round(1),
        }
    )
    frame = frame[frame["kind"] != "shed"].reset_index(drop=True)
    off_street = frame["street"] < 0
    frame.loc[off_street, "street"] = _nearest_street(frame[off_street], streets)
    frame = frame.sort_values(["street", "side", "chainage"], kind="stable", ignore_index=True)
    place = frame.groupby(["street", "side"]).cumcount()
    number = 2 * place + np.where(frame["side"] == 1, 1, 2)
    frame["number"] = np.where(frame["side"] == 0, "", number.astype(str))
    central = (patches.pattern[frame["patch"]] == "centre") & (rng.random(len(frame)) < 0.68)
    frame.loc[central & (frame["kind"] == "house"), "kind"] = "shop"
    return frame


def _nearest_street(blocks: pd.DataFrame, streets: Streets) -> NDArray[np.int64]:
    usable = np.flatnonzero(streets.road_class == "local")
    points = shapely.points(blocks["easting"], blocks["northing"])
    return usable[STRtree(streets.lines[usable]).nearest(points)]


def _localities(terrain: Terrain, buildings: pd.DataFrame) -> NDArray[np.object_]:
    """Fifteen sectors round a centre without a locality; a street has one locality."""
    points = buildings.groupby("street")[["easting", "northing"]].transform("median").to_numpy()
    out = points - terrain.centre_m
    angle = np.arctan2(out[:, 1], out[:, 0]) % (2 * np.pi)
    ring = np.hypot(*out.T) / terrain.size.radius_m
    inner = 1 + (angle / (2 * np.pi) * 6).astype(int)
    outer = 7 + (angle / (2 * np.pi) * 9).astype(int)
    place = np.where(ring < 0.16, 0, np.where(ring < 0.55, inner, outer))
    return np.array(localities(), dtype=object)[place]


def _postcodes(terrain: Terrain, buildings: pd.DataFrame) -> NDArray[np.object_]:
    """One unit for about 16 neighbours on one side of a street, one for each larger block."""
    order = buildings.groupby(["street", "side"]).cumcount() // 16
    alone = np.where(buildings["kind"].isin(["slab", "tower"]), buildings["footprint"] + 1, 0)
    keys = list(zip(buildings["street"], buildings["side"], order, alone, strict=True))
    units = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    out = buildings[["easting", "northing"]].to_numpy() - terrain.centre_m
    sector = ((np.arctan2(out[:, 1], out[:, 0]) / (2 * np.pi) + 0.5) * 7.999).astype(int) + 1
    first = dict(reversed(list(zip(keys, sector.tolist(), strict=True))))
    codes = {key: _unit_code(first[key], number) for key, number in units.items()}
    return np.array([codes[key] for key in keys], dtype=object)


def _unit_code(district: int, unit: int) -> str:
    # 137 is prime to 4,000: neighbours get codes that do not simply count up.
    spread = unit * 137 % 4_000
    letters = spread % 400
    return (
        f"ZX{district} {spread // 400}{_UNIT_LETTERS[letters // 20]}{_UNIT_LETTERS[letters % 20]}"
    )


# ---------------------------------------------------------------- rows


def _rows(buildings: pd.DataFrame, rng: np.random.Generator) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    key = count(1)
    chance = rng.random(len(buildings))
    heights = rng.integers(8, 15, len(buildings))
    for building, draw, height in zip(
        buildings.to_dict("records"), chance.tolist(), heights.tolist(), strict=True
    ):
        base = {
            name: building[name]
            for name in (
                "street", "streetname", "locality", "postcode", "number", "name", "footprint",
                "patch", "easting", "northing", "kind",
            )
        } | {"order": len(rows), "subname": "", "parent": 0, "storeys": 2}  # fmt: skip
        if building["kind"] in _FLATS:
            rows += _block(base, next(key), height)
        elif building["kind"] == "shop":
            rows += _split(base | {"storeys": 3}, next(key), draw) if draw < 0.55 else []
        elif building["kind"] == "house" and draw < 0.012:
            rows += _split(base, next(key), 2 * draw / 0.012)
        else:
            rows.append(_house(base, draw))
        if building["kind"] == "walk_up" and draw < 0.3:
            rows += _garages(base, int(3 + draw * 30))
    return rows


def _house(base: dict[str, object], draw: float) -> dict[str, object]:
    if draw > 0.9975:
        return base | {"code": "RD02", "name": house_name(int(str(base["number"]))), "number": ""}
    return base | {"code": "RD04"}


def _block(base: dict[str, object], key: int, height: int) -> list[dict[str, object]]:
    kind = str(base["kind"])
    storeys = _STOREYS.get(kind, height)
    flats = 4 * storeys if kind == "tower" else _FLATS[kind]
    shell = base | {"code": "PP", "key": key, "storeys": storeys}
    return [shell] + [
        base | {"code": "RD06", "subname": f"FLAT {i + 1}", "parent": key, "storeys": None}
        for i in range(flats)
    ]


def _split(base: dict[str, object], key: int, draw: float) -> list[dict[str, object]]:
    """Split a house in two or three: by letter behind the number, or by floor."""
    shell = base | {"code": "PP", "key": key}
    flat = base | {"code": "RD06", "parent": key, "storeys": None}
    if draw < 1:
        letters = [flat | {"number": f"{base['number']}{letter}"} for letter in "AB"]
        return [shell, *letters]
    floors = ("GROUND FLOOR FLAT", "FIRST FLOOR FLAT", "TOP FLOOR FLAT")
    return [shell] + [flat | {"subname": floor} for floor in floors[: 2 + (draw > 1.6)]]


def _garages(base: dict[str, object], how_many: int) -> list[dict[str, object]]:
    shed = base | {"code": "CR", "name": f"GARAGES REAR OF {base['name']}", "number": ""}
    return [shed | {"subname": f"GARAGE {i + 1}", "storeys": None} for i in range(how_many)]


def _with_uprns(homes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Give every row 12 digits from a range that cannot be real.

    Streets of an older authority keep numbers with a leading zero, which spreadsheets lose.
    """
    steps = np.cumsum(rng.integers(1, 6, len(homes)))
    old = homes["street"].to_numpy() % 10 == 3
    numbers = np.where(old, 99_990_000_000, 999_900_000_000) + steps
    homes["uprn"] = [f"{number:012d}" for number in numbers.tolist()]
    shells = homes.loc[homes["key"].notna()]
    parents = dict(zip(shells["key"].astype(int), shells["uprn"], strict=True))
    homes["parentuprn"] = [parents.get(key, "") for key in homes["parent"]]
    homes["usrn"] = [f"999{street:05d}" for street in homes["street"]]
    homes["townname"] = TOWN
    homes = homes.rename(columns={"code": "classificationcode"})
    return homes.drop(columns=["key", "parent", "order"])
