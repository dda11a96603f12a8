"""Invented names: streets, blocks, estates, wards. Plausible for a mill town, true of none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "TOWN",
    "block_names",
    "estate_names",
    "fixed_street_names",
    "house_name",
    "localities",
    "park_names",
    "street_names",
    "ward_names",
]

TOWN = "CALDER VALE"

_STEMS = [
    "Abbot", "Acre", "Alder", "Amber", "Anvil", "Ashlar", "Aspen", "Back", "Banner", "Barley",
    "Barn", "Beacon", "Beck", "Bedford", "Beech", "Bellfield", "Birch", "Blackthorn", "Bobbin",
    "Bracken", "Bramble", "Briar", "Bridge", "Broadfield", "Brookside", "Burnt", "Calico",
    "Canal", "Carder", "Carr", "Castle", "Causey", "Cedar", "Chantry", "Chapel", "Cherry",
    "Church", "Clough", "Coal", "Cob", "Colne", "Common", "Conduit", "Cooper", "Copse",
    "Cotton", "Cowslip", "Crag", "Crane", "Croft", "Cross", "Cuckoo", "Curlew", "Dale", "Dam",
    "Dean", "Delph", "Dene", "Dobbin", "Dove", "Draper", "Dyer", "Eaves", "Elder", "Elm",
    "Fallow", "Farthing", "Fell", "Fern", "Field", "Fieldfare", "Finch", "Flax", "Fold",
    "Forge", "Foundry", "Foxglove", "Fuller", "Furlong", "Garth", "Gate", "Gill", "Glebe",
    "Glen", "Gorse", "Grain", "Grange", "Green", "Greave", "Hag", "Hall", "Halstead", "Hammer",
    "Harebell", "Harrow", "Haslam", "Hawthorn", "Hazel", "Heald", "Heather", "Heron", "Heys",
    "High", "Hill", "Hollin", "Hollow", "Holly", "Holme", "Hope", "Hornbeam", "Hurst", "Ings",
    "Intake", "Ivy", "Jenny", "Juniper", "Kestrel", "Kiln", "Knott", "Lapwing", "Larch", "Lark",
    "Laurel", "Laverock", "Lea", "Lench", "Lilac", "Lime", "Linden", "Linnet", "Lodge", "Loom",
    "Lumb", "Maple", "Marl", "Marsh", "Meadow", "Mere", "Mill", "Millstone", "Moor", "Moss",
    "Nab", "New", "Nook", "Oak", "Orchard", "Osier", "Owler", "Paddock", "Park", "Pasture",
    "Peel", "Pike", "Pinfold", "Pippin", "Plover", "Poplar", "Primrose", "Quarry", "Quern",
    "Rake", "Ramsden", "Raven", "Reed", "Ridge", "Ripple", "Rook", "Rose", "Rowan", "Royd",
    "Rush", "Rye", "Sallow", "Sandal", "Scar", "School", "Scout", "Sedge", "Shaw", "Shed",
    "Shuttle", "Silk", "Sike", "Skylark", "Slack", "Sorrel", "Spindle", "Spinner", "Spring",
    "Springwell", "Station", "Stone", "Stoney", "Stubble", "Sunny", "Swallow", "Sycamore",
    "Tannery", "Tenter", "Thistle", "Thorn", "Thrush", "Thyme", "Tithe", "Toll", "Top", "Town",
    "Tulip", "Turf", "Twine", "Vale", "Vicar", "Wain", "Walker", "Wall", "Warp", "Water",
    "Weaver", "Weft", "Weir", "Well", "Wharf", "Wheat", "Whin", "White", "Whitsun", "Willow",
    "Windle", "Winter", "Wool", "Worsted", "Wren", "Yarn", "Yarrow", "Yew",
]  # fmt: skip
_SECOND = [
    "Bank", "Field", "Brook", "Fold", "Wood", "Head", "Hey", "Royd", "Side", "Bottom", "Top",
    "Clough", "Hill", "Croft",
]  # fmt: skip
_SUFFIX: dict[str, tuple[str, ...]] = {
    "centre": ("Street", "Street", "Street", "Row", "Yard", "Gate"),
    "terraces": ("Street", "Street", "Street", "Street", "Terrace", "Road", "Row"),
    "crescents": ("Avenue", "Crescent", "Drive", "Grove", "Avenue", "Road"),
    "postwar": ("Close", "Walk", "Way", "Close", "Green", "Fold", "Rise"),
    "suburb": ("Drive", "Close", "Lane", "Gardens", "Drive", "Meadow", "View"),
    "industry": ("Road", "Way"),
    "road": ("Road", "Lane", "Road", "Road", "Bank Road", "Lane"),
}
_BLOCK_STEMS = [
    "Weaver", "Spinner", "Carder", "Fuller", "Dyer", "Draper", "Bobbin", "Shuttle", "Loom",
    "Heddle", "Calico", "Gingham", "Muslin", "Cambric", "Damask", "Velvet", "Serge", "Tweed",
    "Worsted", "Flax", "Alder", "Rowan", "Hazel", "Maple", "Linden", "Cedar", "Hawthorn",
    "Juniper", "Larch", "Poplar", "Willow", "Aspen", "Heron", "Kestrel", "Lapwing", "Plover",
    "Curlew", "Raven", "Swallow", "Thrush", "Linnet", "Beacon", "Pike", "Crag", "Fell", "Moss",
    "Scar", "Clough", "Delph",
]  # fmt: skip
_FIXED = ("Mill Lane", "Hollin Bank Road", "Weaver Close", "Market Street", "Station Road")


def street_names(patterns: NDArray[np.str_], rng: np.random.Generator) -> list[str]:
    """Name one street after another, by pattern; each once, except about 1 in 80."""
    used: set[str] = set()
    names: list[str] = []
    for pattern in patterns:
        choices = _SUFFIX.get(str(pattern), _SUFFIX["road"])
        if names and rng.random() < 1 / 80:
            names.append(names[int(rng.integers(len(names)))])
            continue
        names.append(_fresh_name(choices, used, rng))
    return names


def _fresh_name(suffixes: tuple[str, ...], used: set[str], rng: np.random.Generator) -> str:
    while True:
        stem = _STEMS[int(rng.integers(len(_STEMS)))]
        if rng.random() < 0.22:
            second = _SECOND[int(rng.integers(len(_SECOND)))]
            stem = f"{stem} {second}" if second != stem else stem
        name = f"{stem} {suffixes[int(rng.integers(len(suffixes)))]}"
        words = name.split()
        if name not in used and len(set(words)) == len(words) and name not in _FIXED:
            used.add(name)
            return name


def fixed_street_names() -> tuple[str, ...]:
    """Give names every demo place has, for the first roads between neighbourhoods."""
    return _FIXED


def block_names(count: int, rng: np.random.Generator) -> list[str]:
    """Name blocks: `WEAVER HOUSE`, `ALDER COURT`; each once, and by no word a street ends on."""
    kinds = ("HOUSE", "COURT", "HEIGHTS", "POINT", "MANSIONS", "TOWERS", "PLACE")
    stems = _BLOCK_STEMS + [stem for stem in _STEMS if stem not in _BLOCK_STEMS]
    every = [f"{stem.upper()} {kind}" for kind in kinds for stem in stems]
    front = rng.permutation(len(stems) * 2)
    rest = np.arange(len(stems) * 2, len(every))
    return [every[i] for i in np.concatenate([front, rest])[:count]]


def house_name(number: int) -> str:
    """Name a house that has no number; neighbours on one street never share a name."""
    kind = ("COTTAGE", "BARN", "LODGE", "VILLA")[number % 4]
    return f"{_STEMS[number * 7 % len(_STEMS)].upper()} {kind}"


def localities() -> tuple[str, ...]:
    """Name the parts of the town, the centre first."""
    return (
        "", "Hollin Bank", "Weirside", "Thornley Moss", "Castle Clough", "Sallowfield",
        "Lumb Bottom", "Burnt Oak", "Highgreave", "Royd End", "Marl Hill", "Dobbin Green",
        "Eaves Top", "Brackenshaw", "Nabwood", "Fallowdale",
    )  # fmt: skip


def park_names(count: int) -> list[str]:
    """Name parks and fields: `Hollin Park`, `Marl Recreation Ground`."""
    kinds = ("Park", "Recreation Ground", "Playing Field", "Common")
    return [f"{_STEMS[(i * 37 + 11) % len(_STEMS)]} {kinds[i % len(kinds)]}" for i in range(count)]


def estate_names(count: int) -> list[str]:
    """Name estates; the first two carry the planted gaps and share no word with another."""
    kinds = ("Estate", "Fields", "Gardens")
    stems = (
        "Hollin Hey", "Thrushcross", "Sallow Royd", "Castle Fold", "Marl Hill", "Nab End",
        "Eaves Green", "Lumb Top", "Whinmoor Side", "Dobbin", "Calico Park", "Pinfold",
        "Bracken Rise", "Tenterfield", "Burnt Oak", "Highgreave", "Delph Bank", "Quarry Top",
        "Royd Bottom", "Shuttle Row",
    )  # fmt: skip
    others = [f"{stem} {kind}" for kind in kinds for stem in stems]
    return ["Otterfold Estate", "Weir Lane Estate", *others][:count]


def ward_names() -> dict[int, tuple[str, ...]]:
    """Name 21 wards for each boundary year; five kept wards come first in both."""
    kept = ("Highgreave", "Marl Hill", "Eaves Top", "Nabwood", "Fallowdale")
    before = (
        "Castle Clough", "Weirside", "Hollin Bank", "Burnt Oak", "Thornley Moss",
        "Sallowfield", "Thrushcross", "Lumb Bottom", "Royd End", "Dobbin Green",
        "Brackenshaw", "Pinfold", "Tenterfield", "Whinmoor", "Delph and Quarry", "Otterfold",
    )  # fmt: skip
    after = (
        "Castle and Clough", "Weirside and Calico", "Hollin Bank and Weirside", "Burnt Oak Fields",
        "Thornley", "Sallowfield", "Ringway", "Lumb and Weir", "Royd and Shuttle", "Dobbin",
        "Brackenshaw Park", "Pinfold and Heys", "Tenter and Calico", "Whinmoor Side",
        "Quarry Top", "Otterfold and Mosses",
    )  # fmt: skip
    return {2013: kept + before, 2023: kept + after}
