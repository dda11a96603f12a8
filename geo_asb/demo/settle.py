"""Who owns what: estate, landlord and tenure of every gazetteer row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo_asb.demo.areas import Areas, area_of_points
from geo_asb.demo.patches import Patches

__all__ = ["settle"]

# Share of homes still the landlord's own: on estates after decades of right to buy, and elsewhere.
_OWN_ON_ESTATE = {"flat": 0.86, "house": 0.62}
_OWN_ELSEWHERE = 0.012


def settle(
    homes: pd.DataFrame, patches: Patches, areas: Areas, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the homes with `estate`, `landlord`, `tenure` and their patch's `deprivation`."""
    homes = homes.copy()
    points = homes[["easting", "northing"]].to_numpy()
    estate = area_of_points(areas.estates, points)
    on_estate = estate >= 0
    names = np.array([*areas.estates.name, ""], dtype=object)
    is_flat = homes["kind"].isin(["walk_up", "slab", "tower"]).to_numpy()
    share = np.where(is_flat, _OWN_ON_ESTATE["flat"], _OWN_ON_ESTATE["house"])
    share = np.where(on_estate, share, _OWN_ELSEWHERE)
    shell = (homes["classificationcode"].isin(["PP", "CR"]) & is_flat & on_estate).to_numpy()
    own = (rng.random(len(homes)) < share) | shell
    homes["estate"] = names[estate]
    homes["landlord"] = np.where(own, "1", "0")
    homes["tenure"] = _tenures(homes, own, is_flat, rng)
    homes["deprivation"] = patches.deprivation[homes["patch"]]
    return homes


def _tenures(
    homes: pd.DataFrame, own: np.ndarray, is_flat: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    private = np.where(rng.random(len(homes)) < 0.25, "private rent", "owner occupied")
    private = np.where(is_flat & (private == "owner occupied"), "leasehold", private)
    tenure = np.where(own, "social rent", private)
    return np.where(homes["classificationcode"].isin(["PP", "CR"]), "", tenure)
