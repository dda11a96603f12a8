"""
A case export to stored, geocoded and placed cases: seconds and memory by step.

    python -m benchmarks.load_path [CASES ...]

The demo borough's 45,000 homes with as many cases as wanted, addresses as untidy as the demo's,
three kinds of boundaries. Each load runs in a process of its own against a fresh private cluster:
memory is the peak of the loading process so far, without the database's. Wanted at a million cases:
five minutes and 1.5 GB for the whole.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
import pandas as pd

from geo_asb import pipeline
from geo_asb.cli_database import ready_database
from geo_asb.demo import make_demo, make_place
from geo_asb.demo.place_text import add_places
from geo_asb.demo.react import HEADS
from geo_asb.settings import Settings, read_settings
from geo_asb.store import places
from geo_asb.store.cluster import down
from geo_asb.store.postmaster import pid_in

CHUNK = 50_000
FIRST_DAY, DAYS = date(2012, 1, 1), 3_600
TYPES = ("Noise/Rowdy Behaviour", "Drugs", "Pets", "Vandalism", "Litter/Rubbish")
STEPS = (
    (pipeline, "open_cases"),
    (pipeline, "stage_cases"),
    (pipeline, "store_cases"),
    (places, "refresh_statistics"),
    (places, "homes_current"),
    (pipeline, "locate_all"),
    (places, "store_locations"),
    (places, "points_without_area"),
    (pipeline, "place_points"),
    (places, "store_area_codes"),
)


def write_cases(path: Path, cases: int) -> None:
    """Write a REACT-shaped export, a chunk at a time; the same number gives the same bytes."""
    homes = make_place("borough").homes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for start in range(0, cases, CHUNK):
            writer.writerows(made_cases(homes, start, min(start + CHUNK, cases)))


def made_cases(homes: pd.DataFrame, start: int, end: int) -> Iterator[list[str]]:
    rng = np.random.default_rng([start, 31])
    labels = rng.choice(TYPES, end - start)
    drawn = {"row": rng.integers(len(homes), size=end - start), "types": [[one] for one in labels]}
    written = add_places(pd.DataFrame(drawn), homes, rng)
    for number, case in enumerate(written.itertuples(index=False), start):
        opened = (FIRST_DAY + timedelta(number % DAYS)).strftime("%d/%m/%Y")
        row = dict.fromkeys(HEADS, "") | {
            "Case Ref": f"ASB/{number:07d}",
            "Date Opened": opened,
            "Case Types": case.types[0],
            "Category": "ABCD"[number % 4],
            "Status": "Open",
            "Reported By": "Resident",
            "How Reported": "Phone",
            "Incident Address": case.address,
            "Incident Postcode": case.postcode,
            "UPRN": case.uprn,
            "Location Type": "Incident",
            "Incident From": f"{opened} 21:30",
            "Team": "ASB Service",
        }
        yield list(row.values())


P = ParamSpec("P")
T = TypeVar("T")


def timed(step: Callable[P, T], spent: list[float]) -> Callable[P, T]:
    def run(*words: P.args, **named: P.kwargs) -> T:
        start = time.perf_counter()
        try:
            return step(*words, **named)
        finally:
            spent[0] += time.perf_counter() - start
            spent[1] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3

    return run


def load(folder: Path, settings: Settings) -> None:
    """Load homes and boundaries, then the export; print what each step of that took."""
    ready_database(settings)
    made = folder / "demo"
    for year in (2013, 2023):
        file = made / "boundaries" / f"wards_{year}.geojson"
        pipeline.load_boundaries(settings, file, kind="ward", boundary_year=year)
    pipeline.load_boundaries(
        settings, made / "boundaries" / "estates.gpkg", kind="estate", boundary_year=0
    )
    pipeline.load_homes(settings, made / "homes.csv")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    spent = {name: [0.0, 0.0] for _, name in STEPS}
    for room, name in STEPS:
        setattr(room, name, timed(getattr(room, name), spent[name]))
    start, client_s, server_s = time.perf_counter(), time.process_time(), server_cpu_s(settings)
    report = pipeline.load_cases(settings, folder / "cases.csv")
    whole = time.perf_counter() - start
    time.sleep(1)  # until the server has counted the session that just ended
    client_s, server_s = time.process_time() - client_s, server_cpu_s(settings) - server_s
    print(f"{report.stored:,} cases stored of {report.rows_read:,} rows; {before:,.0f} MB before")
    for name, (seconds, peak_mb) in spent.items():
        print(
            f"  {name:22} {seconds:8.1f} s {report.rows_read / max(seconds, 1e-9):12,.0f} rows/s"
            f" {peak_mb:8,.0f} MB"
        )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"  {'whole':22} {whole:8.1f} s {report.rows_read / whole:12,.0f} rows/s"
        f" {peak_mb:8,.0f} MB; processor {client_s:.1f} s here, {server_s:.1f} s in the database",
        flush=True,
    )


def server_cpu_s(settings: Settings) -> float:
    """Give the processor's seconds of the private server and of all its ended sessions."""
    pid = pid_in(settings.home / "postgres" / "data" / "postmaster.pid")
    said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    for cases in [int(word) for word in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory(prefix="geo_") as name:
            folder = Path(name)
            folder.chmod(0o711)  # the database's own user passes through
            make_demo(folder / "demo", size="borough")
            write_cases(folder / "cases.csv", cases)
            settings = read_settings({"GEO_ASB_HOME": str(folder / "home")})
            child = multiprocessing.get_context("spawn").Process(
                target=load, args=(folder, settings)
            )
            child.start()
            child.join()
            down(settings)


if __name__ == "__main__":
    main()
