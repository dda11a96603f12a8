"""
The demo borough as a story: land, neighbourhoods, streets, houses, areas, cases, exports.

Everything is invented and seeded: the same seed and size give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo_asb.demo.areas import Areas, area_of_points, break_one_polygon, make_areas
from geo_asb.demo.case_facts import add_facts
from geo_asb.demo.files import write_csv, write_geojson, write_geopackage
from geo_asb.demo.footprints import Footprints, make_footprints
from geo_asb.demo.gazetteer import COLUMNS, make_homes, name_streets
from geo_asb.demo.happenings import Planted, happen
from geo_asb.demo.names import park_names
from geo_asb.demo.patches import Patches, make_patches
from geo_asb.demo.place_text import add_places
from geo_asb.demo.plans import write_plans
from geo_asb.demo.police import write_police
from geo_asb.demo.ratings import write_ratings
from geo_asb.demo.react import write_great_places, write_react
from geo_asb.demo.settle import settle
from geo_asb.demo.streets import Streets, make_streets
from geo_asb.demo.terrain import SIZES, SizeName, Terrain, make_terrain

__all__ = ["EDITION", "DemoTruth", "Place", "make_demo", "make_place"]

EDITION = 4  # raised when the files change: an older folder is then made again


@dataclass(frozen=True, slots=True)
class Place:
    """The borough before anything happens in it; EPSG:27700."""

    terrain: Terrain
    patches: Patches
    streets: Streets
    footprints: Footprints
    homes: pd.DataFrame
    areas: Areas


@dataclass(frozen=True, slots=True)
class DemoTruth:
    """What was planted: one row a case, the stories, and the totals that the files must give."""

    folder: Path
    cases: pd.DataFrame
    planted: tuple[Planted, ...]
    summary: dict[str, int]


def make_demo(folder: Path, *, size: SizeName, seed: int = 2021) -> DemoTruth:
    """
    Make the demo borough's files, with the truth beside them.

    Parameters
    ----------
    folder : where the files go; made when missing, files of the same name are replaced.
    size : "small" has about 9,000 homes, "borough" about 45,000; both hold 4,517 cases.
    seed : same seed and size, same bytes.

    Returns
    -------
    The truth, also written to `truth/`.

    Examples
    --------
    >>> truth = make_demo(Path("demo"), size="small")  # doctest: +SKIP
    >>> truth.summary["cases"]  # doctest: +SKIP
    4517
    """
    place = make_place(size, seed)
    cases, planted = happen(size, place.homes, place.areas, _dice(seed, 11))
    cases = add_places(add_facts(cases, _dice(seed, 12)), place.homes, _dice(seed, 13))
    cases = _with_true_areas(cases, place)
    _write_place(folder, place)
    write_react(folder / "cases", cases, _dice(seed, 14))
    write_great_places(folder / "cases" / "great_places_2014-15.xlsx", _dice(seed, 15))
    ground = (place.streets, place.homes, place.areas)
    write_police(folder / "police", SIZES[size], ground, _dice(seed, 16))
    write_plans(folder, ground, planted, _dice(seed, 17))
    rated = (place.homes, place.areas, place.patches.deprivation)
    write_ratings(folder, rated, _dice(seed, 18))
    return _write_truth(folder, place, cases, planted)


def make_place(size: SizeName, seed: int = 2021) -> Place:
    """Make land, streets, homes and areas, without cases and without files."""
    scale = SIZES[size]
    terrain = make_terrain(scale, _dice(seed, 1))
    patches = make_patches(terrain, _dice(seed, 2))
    streets = make_streets(terrain, patches, _dice(seed, 3))
    streets = name_streets(streets, patches, _dice(seed, 4))
    footprints = make_footprints(streets, patches, scale.towers, _dice(seed, 5))
    homes = make_homes(terrain, patches, streets, footprints, _dice(seed, 6))
    areas = make_areas(scale, patches, homes)
    homes = settle(homes, patches, areas, _dice(seed, 7))
    return Place(terrain, patches, streets, footprints, homes, areas)


def _dice(seed: int, part: int) -> np.random.Generator:
    """Give each part its own generator: a change in one part leaves the others alone."""
    return np.random.default_rng([seed, part])


def _with_true_areas(cases: pd.DataFrame, place: Place) -> pd.DataFrame:
    points = cases[["true_easting", "true_northing"]].to_numpy()
    wards = {"true_ward_2013": place.areas.wards_2013, "true_ward_2023": place.areas.wards_2023}
    return cases.assign(
        tenure=place.homes["tenure"].to_numpy()[cases["row"]],
        **{
            key: np.array(areas.code)[area_of_points(areas, points)] for key, areas in wards.items()
        },
    )


# ---------------------------------------------------------------- files of the place


def _write_place(folder: Path, place: Place) -> None:
    homes = place.homes.assign(
        easting=place.homes["easting"].map("{:.1f}".format),
        northing=place.homes["northing"].map("{:.1f}".format),
        storeys=[f"{n:.0f}" if n == n else "" for n in place.homes["storeys"]],  # noqa: PLR0124
    )
    write_csv(folder / "homes.csv", COLUMNS, homes[COLUMNS].itertuples(index=False))
    blocks = homes[homes["classificationcode"] == "PP"]
    columns = {"uprn": blocks["uprn"].tolist(), "name": blocks["name"].tolist()}
    shapes = place.footprints.shapes[blocks["footprint"].to_numpy()]
    write_geopackage(folder / "blocks.gpkg", "blocks", shapes, columns)
    _write_boundaries(folder / "boundaries", place.areas)
    _write_households(folder / "boundaries" / "households.csv", place)
    _write_basemap(folder / "basemap", place)


def _write_boundaries(folder: Path, areas: Areas) -> None:
    for year, wards in ((2013, areas.wards_2013), (2023, areas.wards_2023)):
        columns = {"area_code": wards.code, "area_name": wards.name}
        write_geojson(folder / f"wards_{year}.geojson", wards.shape, columns)
    lsoas = areas.lsoas
    write_geojson(
        folder / "lsoa_2021.geojson.gz",
        break_one_polygon(lsoas.shape),
        {"area_code": lsoas.code, "area_name": lsoas.name},
    )
    estates = {"code": areas.estates.code, "name": areas.estates.name}
    write_geopackage(folder / "estates.gpkg", "estates", areas.estates.shape, estates)


def _write_households(path: Path, place: Place) -> None:
    """Count homes by LSOA, as a census would: what police counts are measured against."""
    homes = place.homes[place.homes["classificationcode"].str.startswith("RD")]
    lsoas = place.areas.lsoas
    at = area_of_points(lsoas, homes[["easting", "northing"]].to_numpy())
    counts = np.bincount(at[at >= 0], minlength=len(lsoas.code)).tolist()
    write_csv(path, ["lsoa21_code", "households"], zip(lsoas.code, counts, strict=True))


def _write_basemap(folder: Path, place: Place) -> None:
    streets = place.streets
    columns = {"name": streets.name.tolist(), "class": streets.road_class.tolist()}
    write_geojson(folder / "streets.geojson", streets.lines, columns)
    kinds = {"kind": place.footprints.kind.tolist()}
    write_geojson(folder / "buildings.geojson.gz", place.footprints.shapes, kinds)
    parks = place.patches.pattern == "park"
    green = [shape for shape in place.patches.plots[parks] if not shape.is_empty]
    shapes = [*green, place.terrain.valley, place.terrain.water]
    names = [*park_names(len(green)), "Calder Meadows", "River Holme"]
    kind = ["green"] * (len(green) + 1) + ["water"]
    write_geojson(
        folder / "greens.geojson", np.array(shapes, dtype=object), {"kind": kind, "name": names}
    )


# ---------------------------------------------------------------- truth

_TRUTH_COLUMNS = [
    "case_ref", "opened_on", "address_kind", "uprn_state", "findable", "level", "true_uprn",
    "true_parent_uprn", "true_easting", "true_northing", "true_ward_2013", "true_ward_2023",
    "true_estate", "planted", "chain", "repeat_home",
]  # fmt: skip


def _write_truth(
    folder: Path, place: Place, cases: pd.DataFrame, planted: list[Planted]
) -> DemoTruth:
    truth = cases[[*_TRUTH_COLUMNS, "types", "role", "youth"]]
    written = truth[_TRUTH_COLUMNS].itertuples(index=False)
    write_csv(folder / "truth" / "cases.csv", _TRUTH_COLUMNS, written)
    stories = [asdict(story) for story in planted]
    for story in stories:
        story["cases"] = int((cases["planted"] == story["planted_id"]).sum())
        story["times"] = " ".join(f"{rate:g}" for rate in story["times"])
        story["labels"] = "; ".join(dict.fromkeys(story["labels"]))
    write_csv(
        folder / "truth" / "planted.csv", list(stories[0]), [list(s.values()) for s in stories]
    )
    summary = _summary(place, cases, planted)
    text = json.dumps(summary, indent=2, sort_keys=True) + "\n"
    (folder / "truth" / "summary.json").write_text(text, encoding="utf-8")
    return DemoTruth(folder, truth, tuple(planted), summary)


def _summary(place: Place, cases: pd.DataFrame, planted: list[Planted]) -> dict[str, int]:
    codes = place.homes["classificationcode"]
    is_home = codes.str.startswith("RD")
    towers = (place.footprints.kind == "tower").sum()
    return {
        "edition": EDITION,
        "homes": int(is_home.sum()),
        "managed_homes": int((is_home & (place.homes["landlord"] == "1")).sum()),
        "gazetteer_rows": len(codes),
        "blocks": int((codes == "PP").sum()),
        "towers": int(towers),
        "estates": len(place.areas.estates.code),
        "lsoas": len(place.areas.lsoas.code),
        "streets": int((place.streets.road_class != "path").sum()),
        "buildings": int(shapely.get_num_geometries(place.footprints.shapes).sum()),
        "cases": len(cases),
        "case_types": int(cases["types"].map(len).sum()),
        "findable": int(cases["findable"].sum()),
        "planted_stories": len(planted),
        "planted_cases": int((cases["planted"] != "").sum()),
        "chains": int(cases.loc[cases["chain"] != "", "chain"].nunique()),
        "repeat_homes": int(cases.loc[cases["repeat_home"] != "", "repeat_home"].nunique()),
    }
