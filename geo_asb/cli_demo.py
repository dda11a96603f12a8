"""The verb that makes the demo borough, loads it, and shows what the platform does with it."""

from __future__ import annotations

import json
import secrets
import time
from argparse import Namespace
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard.app import serve
from dashboard.check import check_served
from geo_asb import pipeline, pipeline_layers
from geo_asb.accounts import Accounts
from geo_asb.answers import AreaChoice
from geo_asb.cli_database import ready_database
from geo_asb.cli_detect import print_month
from geo_asb.cli_evidence import write_evidence
from geo_asb.cli_load import draw_basemap
from geo_asb.demo import EDITION, make_demo
from geo_asb.etl.readers.basemap import BasemapLayer
from geo_asb.etl.readers.lookups import AreasOf
from geo_asb.etl.report import LoadReport
from geo_asb.model import DisplayLevel, Layer, Period, Role, Viewer
from geo_asb.monthly.run import detect
from geo_asb.neighbourhood import LinkedKind
from geo_asb.pipeline import rename_landlord
from geo_asb.queries import Queries
from geo_asb.releases import make_release
from geo_asb.settings import Settings

__all__ = ["DEMO_MONTH", "DEMO_TODAY", "add_demo_users", "demo", "demo_settings", "load_demo"]

DEMO_TODAY = date(2021, 12, 1)  # the published tables end the day before
DEMO_MONTH = date(2021, 11, 1)
EXPORTED_ON = date(2021, 11, 30)
EVIDENCE_PERIOD = Period(date(2020, 12, 1), date(2021, 12, 1))
WARD_YEAR = 2023
INDEX_YEAR = 2019
PATCH_WARDS = 7
BASEMAP: dict[BasemapLayer, str] = {
    "streets": "streets.geojson",
    "buildings": "buildings.geojson.gz",
    "greens": "greens.geojson",
}
OTHER_LANDLORD = "great-places-shaped"
PEOPLE: tuple[tuple[str, Role], ...] = (
    ("officer", "officer"),
    ("manager", "manager"),
    ("author", "author"),
    ("partner", "partner"),
)


def demo_settings(settings: Settings) -> Settings:
    """Return the settings of the demo: its landlord, and its calendar instead of the machine's."""
    return replace(settings, landlord="demo", today=DEMO_TODAY, ward_year=WARD_YEAR)


def load_demo(settings: Settings, folder: Path) -> list[LoadReport]:
    """
    Load every file of a demo folder, each as one batch.

    `settings` are those of `demo_settings`; the Great Places-shaped sheet goes to a landlord of
    its own.
    """
    boundaries = folder / "boundaries"
    other = replace(settings, landlord=OTHER_LANDLORD)
    sheet = folder / "cases" / "great_places_2014-15.xlsx"
    return [
        *(
            pipeline.load_boundaries(
                settings, boundaries / f"wards_{year}.geojson", kind="ward", boundary_year=year
            )
            for year in (2013, 2023)
        ),
        pipeline.load_boundaries(
            settings, boundaries / "lsoa_2021.geojson.gz", kind="lsoa", boundary_year=2021
        ),
        pipeline.load_denominators(
            settings,
            boundaries / "households.csv",
            source="Invented households 2021",
            columns=("lsoa21_code", "households"),
        ),
        pipeline.load_boundaries(
            settings, boundaries / "estates.gpkg", kind="estate", boundary_year=0
        ),
        *(
            pipeline.load_basemap(
                settings, next((folder / "basemap").glob(f"{layer}.*")), layer=layer
            )
            for layer in ("streets", "buildings", "greens")
        ),
        pipeline.load_homes(settings, folder / "homes.csv"),
        *(
            pipeline.load_cases(settings, path, exported_on=min(EXPORTED_ON, _year_end(path)))
            for path in sorted((folder / "cases").glob("react_*"))
        ),
        pipeline.load_cases(other, sheet, column_map="great_places"),
        *(
            pipeline.load_police(settings, path)
            for path in sorted((folder / "police").glob("*.csv"))
        ),
        *_load_layers(settings, folder),
    ]


def _load_layers(settings: Settings, folder: Path) -> list[LoadReport]:
    """Load what stands beside the cases."""
    listed: tuple[tuple[pipeline_layers.Listed, str], ...] = (
        ("cameras", "cameras.csv"),
        ("activities", "activities.csv"),
        ("actions", "actions.csv"),
        ("blocks", "blocks.gpkg"),
    )
    dated = (
        (pipeline_layers.load_inspections, "inspections.csv"),
        (pipeline_layers.load_enforcement, "enforcement.csv"),
    )
    lookups: tuple[tuple[LinkedKind, LinkedKind], ...] = (("lsoa", "ward"), ("estate", "nap_area"))
    boundaries = folder / "boundaries"
    return [
        *(
            pipeline_layers.load_list(settings, folder / name, what, exported_on=EXPORTED_ON)
            for what, name in listed
        ),
        *(load(settings, folder / name, exported_on=EXPORTED_ON) for load, name in dated),
        *(
            pipeline_layers.load_lookup(
                settings,
                boundaries / f"lookup_{start}_{end}.csv",
                sides=(AreasOf(start), AreasOf(end)),
                exported_on=EXPORTED_ON,
            )
            for start, end in lookups
        ),
        pipeline_layers.load_deprivation(
            settings, boundaries / "deprivation.csv", index_year=INDEX_YEAR
        ),
    ]


def _year_end(path: Path) -> date:
    """Return the last day of the housing year in a name such as react_2019-20.csv."""
    return date(2000 + int(path.stem[-2:]), 3, 31)


def add_demo_users(settings: Settings, wards: list[str]) -> dict[str, str]:
    """Make the demo's people, each with a new password; returns the passwords by name."""
    words = {name: secrets.token_urlsafe(12) for name, _ in PEOPLE}
    with closing(Accounts(settings)) as accounts:
        accounts.set_patch("demo patch", ward_year=WARD_YEAR, wards=wards[:PATCH_WARDS])
        for name, role in PEOPLE:
            patch = "demo patch" if role == "officer" else None
            accounts.replace_user(name, words[name], role, patch=patch)
    return words


def demo(settings: Settings, chosen: Namespace) -> None:
    """Make the borough where it is missing, load it, find, write, and serve or check."""
    steps = _Steps()
    ready_database(settings)
    named = demo_settings(settings)
    folder = settings.home / f"demo-{chosen.size}"
    if not _is_made(folder):
        make_demo(folder, size=chosen.size)
    steps.say(f"The invented borough of Calder Vale ({chosen.size}) stands in {folder}")
    rename_landlord(named, "Calder Vale (invented)")
    for report in load_demo(named, folder):
        print("\n".join(report.lines()))
    draw_basemap(named)
    steps.say("Loaded, geocoded, placed in wards and estates, base map drawn")
    print_month(detect(named, DEMO_MONTH))
    make_release(named)
    steps.say("Hot cells found, partners' release made")
    wards = _wards(named)
    document = settings.home / "evidence-demo.docx"
    write_evidence(named, wards[0].name, EVIDENCE_PERIOD, document, Layer.CASES)
    steps.say(f"Evidence section of {wards[0].name} ward written: {document}")
    passwords = add_demo_users(named, [ward.code for ward in wards])
    if chosen.check:
        check_served(named, "manager", passwords["manager"])
        steps.say("Dashboard answered: signed in, page and map are there")
        return
    print(f"\nOpen http://127.0.0.1:{chosen.port} and sign in as one of:")
    for name, password in passwords.items():
        print(f"  {name:10} {password}")
    print("Stop with Ctrl-C. The data stays; 'geo-asb down' stops the database.")
    serve(named, port=chosen.port, host="127.0.0.1")


def _is_made(folder: Path) -> bool:
    """Say whether a folder holds the whole demo of this edition: its summary is written last."""
    summary = folder / "truth" / "summary.json"
    return summary.exists() and json.loads(summary.read_bytes()).get("edition") == EDITION


def _wards(settings: Settings) -> tuple[AreaChoice, ...]:
    viewer = Viewer("command line", "manager", DisplayLevel.OFFICER, settings.landlord)
    with closing(Queries(settings)) as queries:
        return queries.areas(viewer)


class _Steps:
    """Says each step of a long run with the seconds it took."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def say(self, what: str) -> None:
        now = time.perf_counter()
        print(f"[{now - self._since:5.1f} s] {what}", flush=True)
        self._since = now
