"""
How a case worker wrote the place down, and what can be found of it again.

Mess on purpose, in the shares real exports show. `findable` says whether UPRN, exact tidy
address, block or postcode can find the place; `level` says how near that gets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["add_places"]

# Without a usable UPRN, in percent of all cases: 55 together.
_KINDS = {
    "exact": 12.0, "tidy_needed": 12.0, "no_postcode": 6.0, "block_only": 8.0, "postcode_only": 5.0,
    "near_miss": 7.0, "street_only": 3.0, "not_in_list": 1.0, "blank": 1.0,
}  # fmt: skip
_KINDS_BESIDE_UPRN = {"exact": 55.0, "tidy_needed": 30.0, "no_postcode": 11.0, "blank": 4.0}
_WITH_UPRN = 0.45
_LEVEL = {
    "exact": "home", "tidy_needed": "home", "no_postcode": "home", "block_only": "block",
    "postcode_only": "postcode", "street_only": "none", "not_in_list": "none", "blank": "none",
}  # fmt: skip
_SHORT = {
    "Street": "St", "Road": "Rd", "Avenue": "Ave", "Close": "Cl", "Drive": "Dr", "Lane": "Ln",
    "Crescent": "Cres", "Gardens": "Gdns", "Terrace": "Terr", "Grove": "Gr",
}  # fmt: skip


def add_places(cases: pd.DataFrame, homes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the cases with what the export says of the place and the truth about it.

    Adds address, postcode, uprn, address_kind, uprn_state, findable, level and the true_ columns.
    """
    shells = dict(zip(homes["uprn"], range(len(homes)), strict=True))
    at = _some_at_the_block(cases, homes, shells, rng)
    places = homes.iloc[at].reset_index(drop=True)
    writer = _Writer(homes, rng)
    written = [writer.write(place) for place in places.to_dict("records")]
    texts = pd.DataFrame(
        written,
        columns=["address", "postcode", "uprn", "address_kind", "uprn_state", "level"],
    )
    return pd.concat([cases.reset_index(drop=True), texts, _truth(places)], axis=1).assign(
        findable=(texts["level"] != "none").astype(int), row=at
    )


def _some_at_the_block(
    cases: pd.DataFrame, homes: pd.DataFrame, rows: dict[str, int], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Move half of the shared-space cases of a flat to its block's own row."""
    at = cases["row"].to_numpy().copy()
    parents = homes["parentuprn"].to_numpy()[at]
    shared = [
        types[0] in ("Misuse of Communal Areas", "Litter/Rubbish") for types in cases["types"]
    ]
    move = np.array(shared) & (parents != "") & (rng.random(len(at)) < 0.5)
    at[move] = [rows[uprn] for uprn in parents[move]]
    return at


def _truth(places: pd.DataFrame) -> pd.DataFrame:
    is_shell = places["classificationcode"] == "PP"
    return pd.DataFrame(
        {
            "true_uprn": places["uprn"].where(~is_shell, ""),
            "true_parent_uprn": places["parentuprn"].where(~is_shell, places["uprn"]),
            "true_easting": places["easting"],
            "true_northing": places["northing"],
            "true_estate": places["estate"],
        }
    )


class _Writer:
    """Writes one place down after another; holds the gazetteer's street counts and the dice."""

    def __init__(self, homes: pd.DataFrame, rng: np.random.Generator) -> None:
        streets = homes.drop_duplicates("street")["streetname"]
        counts = Counter(streets)
        self._shared_names = {name for name, n in counts.items() if n > 1}
        self._street_names = sorted(counts)
        self._rng = rng

    def write(self, place: Mapping[Hashable, str]) -> tuple[str, str, str, str, str, str]:
        """Give address, postcode, UPRN, kind of address, state of the UPRN, findable level."""
        if self._rng.random() < _WITH_UPRN:
            return self._beside_uprn(place)
        kind = self._kind(place, _KINDS)
        address, postcode, level = self._text(place, kind)
        draw = self._rng.random()
        if draw < 0.012 and kind in ("exact", "tidy_needed"):
            return (
                address,
                postcode,
                f"{int(place['uprn']):.1E}",
                kind,
                "exponent",
                level,
            )
        if draw < 0.02 and kind in ("exact", "tidy_needed"):
            return address, postcode, "TBC", kind, "not_a_number", level
        return address, postcode, "", kind, "missing", level

    def _beside_uprn(self, place: Mapping[Hashable, str]) -> tuple[str, str, str, str, str, str]:
        kind = self._kind(place, _KINDS_BESIDE_UPRN)
        address, postcode, _ = self._text(place, kind)
        level = "block" if place["classificationcode"] == "PP" else "home"
        uprn = place["uprn"]
        if uprn.startswith("0") and self._rng.random() < 0.4 and kind in ("exact", "tidy_needed"):
            return address, postcode, uprn.lstrip("0"), kind, "lost_zero", level
        return address, postcode, uprn, kind, "valid", level

    def _kind(self, place: Mapping[Hashable, str], shares: dict[str, float]) -> str:
        kinds = list(shares)
        weights = np.array(list(shares.values()))
        drawn = kinds[int(np.searchsorted(weights.cumsum(), self._rng.random() * weights.sum()))]
        in_block = place["name"] != "" and place["classificationcode"] in ("RD06", "PP")
        if drawn == "block_only" and not in_block:
            return "tidy_needed"
        if drawn in ("exact", "tidy_needed") and in_block and "block_only" in shares:
            # Few homes are flats: they carry most of the addresses that stop at the block.
            return "block_only" if self._rng.random() < 0.75 else drawn
        if drawn == "no_postcode" and place["streetname"] in self._shared_names:
            return "exact"
        return drawn

    def _text(self, place: Mapping[Hashable, str], kind: str) -> tuple[str, str, str]:
        level = _LEVEL.get(kind, "none")
        if level == "home" and place["classificationcode"] == "PP":
            level = "block"
        if kind == "tidy_needed":
            return *self._untidy(place), level
        if kind == "near_miss":
            return self._near_miss(place)
        texts = {
            "exact": (_plain(place), place["postcode"]),
            "no_postcode": (_plain(place), ""),
            "block_only": (self._block(place), place["postcode"] if self._maybe(0.6) else ""),
            "postcode_only": ("", place["postcode"]),
            "street_only": (self._street(place), ""),
            "not_in_list": ("27 Ashcombe Parade, Netherwick", "ZY9 4QW"),
            "blank": ("", ""),
        }
        return *texts[kind], level

    def _maybe(self, chance: float) -> bool:
        return bool(self._rng.random() < chance)

    def _one_of(self, *choices: str) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _untidy(self, place: Mapping[Hashable, str]) -> tuple[str, str]:
        text, postcode = _plain(place), place["postcode"]
        if self._maybe(0.4):
            last = place["streetname"].split()[-1]
            text = text.replace(f" {last},", f" {_SHORT.get(last, last)},", 1)
        if self._maybe(0.5):
            text = text.replace(", Calder Vale", "")
        text = self._one_of(text.upper(), text.lower(), text, text.replace(",", ""), text.title())
        text = self._one_of(
            text, f"{text} ", text.replace(" ", "  ", 1), text.replace(", ", "\n", 1),
            text.replace(" ", "\u00a0", 1), f"{text}, {postcode}",
            text.replace(", ", " \u2013 ", 1),
        )  # fmt: skip
        return text, self._one_of(
            postcode, postcode.lower(), postcode.replace(" ", ""), f" {postcode} "
        )

    def _near_miss(self, place: Mapping[Hashable, str]) -> tuple[str, str, str]:
        """Misspell the street or give a number that no house has; the postcode is right or lost."""
        text = _plain(place)
        if self._maybe(0.6) or not place["number"]:
            text = text.replace(place["streetname"], self._misspelt(place["streetname"]), 1)
        else:
            text = text.replace(place["number"], f"{self._rng.integers(700, 990)}", 1)
        postcode = place["postcode"] if self._maybe(0.6) else ""
        return text, postcode, "postcode" if postcode else "none"

    def _misspelt(self, name: str) -> str:
        at = int(self._rng.integers(1, max(len(name.split(maxsplit=1)[0]) - 1, 2)))
        spelt = self._one_of(
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + "q" + name[at + 1 :],
        )
        return name + "e" if spelt in self._street_names or spelt == name else spelt

    def _block(self, place: Mapping[Hashable, str]) -> str:
        name = place["name"].title()
        return self._one_of(
            f"{name}, {place['streetname']}", name, f"{name.upper()}, {place['streetname']}",
            f"Communal area, {name}, {place['streetname']}",
        )  # fmt: skip

    def _street(self, place: Mapping[Hashable, str]) -> str:
        street = place["streetname"]
        other = self._street_names[int(self._rng.integers(len(self._street_names)))]
        return self._one_of(
            f"rear of shops, {street}", street, f"junction of {street} and {other}",
            f"alleyway behind {street}", f"play area off {street}",
        )  # fmt: skip


def _plain(place: Mapping[Hashable, str]) -> str:
    """Write the address as the gazetteer has it: `FLAT 3, ALDER COURT, 14 Mill Lane, Lumb`."""
    numbered = f"{place['number']} {place['streetname']}".strip()
    parts = (place["subname"], place["name"], numbered, place["locality"], "Calder Vale")
    return ", ".join(part for part in parts if part)
