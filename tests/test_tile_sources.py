"""Workers read their own tile: nothing big is sent, and what they read is the whole, cut."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.testing import assert_array_equal

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.columns import on_cells
from geo_asb.errors import ExportError, FrameError, SettingsError
from geo_asb.hotspots import near_repeat
from geo_asb.hotspots.tiled import tiled_gi_star
from geo_asb.hotspots.tiled_cases import tiled_near_repeat, tiled_st_dbscan
from geo_asb.model import Layer, Period, Scope
from geo_asb.settings import Settings
from geo_asb.snapshot import Snapshot, read_snapshot
from geo_asb.store.connect import connect
from geo_asb.tile_sources import FilePart, FileSource, StoreSource
from geo_asb.tiles import Points, Tiling, open_executor

pytestmark = pytest.mark.whole

RNG = np.random.default_rng(11)
CASES = Points(
    np.sort(RNG.choice(10**6, 20_000, replace=False)),
    RNG.uniform(0, 6000, (20_000, 2)) + np.array([400_000, 390_000]),
    RNG.integers(18_000, 18_365, 20_000),
)
TOWN = shapely.box(400_000, 390_000, 406_000, 396_000)


class Weighing(Executor):
    """Sends what it is given through pickle, as any cluster does, and weighs it."""

    def __init__(self) -> None:
        self.sent: list[int] = []

    def map(self, fn, *iterables, **_):
        for task in zip(*iterables, strict=True):
            packed = pickle.dumps((fn, task))
            self.sent.append(len(packed))
            ask, given = pickle.loads(packed)  # noqa: S301 - our own, a line above
            yield ask(*given)


def write(points: Points, path: Path) -> FileSource:
    columns = {"number": points.numbers, "day": points.days}
    frame = gpd.GeoDataFrame(columns, geometry=shapely.points(points.points_m), crs=27700)
    shuffled = frame.sample(frac=1, random_state=3)
    if path.suffix == ".parquet":
        shuffled.to_parquet(path, write_covering_bbox=True)
    else:
        shuffled.to_file(path)
    return FileSource(path)


@pytest.fixture(scope="module", params=[".fgb", ".gpkg", ".parquet"])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FileSource:
    if request.param == ".parquet":
        pytest.importorskip("pyarrow", reason="GeoParquet needs pyarrow, which is not among ours")
    return write(CASES, tmp_path_factory.mktemp("points") / f"cases{request.param}")


def test_a_file_gives_the_points_of_a_box(source):
    box_m = (401_000.0, 391_000.0, 403_000.0, 394_000.0)
    read, wanted = source.part(box_m).read(), CASES.part(box_m)
    assert_array_equal(read.numbers, wanted.numbers)
    assert_array_equal(read.points_m, wanted.points_m)
    assert_array_equal(read.days, wanted.days)
    assert source.bounds_m() == pytest.approx(CASES.bounds_m(), abs=1)


def test_answers_from_a_file_equal_those_from_memory_and_little_is_sent(source):
    scales = Weighing()
    asked = {"across_m": 150, "tiling": Tiling(2000, scales)}
    found = tiled_gi_star(source, TOWN, **asked)
    scores_in_memory = tiled_gi_star(CASES, TOWN, across_m=150, tiling=Tiling(2000))
    pd.testing.assert_frame_equal(found, scores_in_memory, check_exact=True)
    asked = {"reach_m": 60, "window_days": 14, "min_cases": 3}
    clusters = tiled_st_dbscan(source, **asked, tiling=Tiling(2000, scales))
    in_memory = tiled_st_dbscan(CASES, **asked, tiling=Tiling(2000))
    pd.testing.assert_series_equal(clusters, in_memory)
    points_bytes = CASES.points_m.nbytes
    assert max(scales.sent) < 2000
    assert sum(scales.sent) < points_bytes / 5


def test_what_is_sent_does_not_grow_with_the_cases(tmp_path):
    asked = {"space_edges_m": [0, 100], "day_edges": [0, 8]}
    sent = []
    for n in (500, 20_000):
        some = Points(CASES.numbers[:n], CASES.points_m[:n], CASES.days[:n])
        scales = Weighing()
        file = write(some, tmp_path / f"{n:05}.fgb")
        tiled_near_repeat(file, **asked, tiling=Tiling(3000, scales))
        sent.append(sum(scales.sent))
    assert sent[0] == sent[1]


def test_a_file_that_cannot_be_used_says_why(tmp_path, monkeypatch):
    box_m = CASES.bounds_m()
    broken = tmp_path / "broken.gpkg"
    broken.write_text("no points")
    with pytest.raises(ExportError, match=r"broken\.gpkg cannot be read; give a FlatGeobuf"):
        FileSource(broken).bounds_m()
    with pytest.raises(ExportError, match=r"broken\.gpkg cannot be read"):
        FilePart(broken, box_m).read()
    twice = CASES.part((400_000, 390_000, 400_900, 391_000))
    same = np.zeros_like(twice.numbers)
    source = write(Points(same, twice.points_m, twice.days), tmp_path / "twice.fgb")
    with pytest.raises(FrameError, match="repeats values in its column number"):
        source.part(box_m).read()
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(SettingsError, match=r"cases\.parquet is GeoParquet, which needs `pyarrow`"):
        FileSource(Path("cases.parquet")).bounds_m()


@pytest.fixture(scope="module")
def town(loaded_demo) -> Snapshot:
    with connect(loaded_demo) as conn:
        return read_snapshot(conn, loaded_demo, loaded_demo.landlord)


@pytest.fixture(scope="module")
def in_store(loaded_demo, town) -> StoreSource:
    days = np.array([town.cases.day.min(), town.cases.day.max() + 1], "datetime64[D]")
    return StoreSource(loaded_demo, Scope(Period(*days.tolist()), ward_year=town.ward_year))


@pytest.fixture(scope="module")
def in_memory(town) -> Points:
    cases, may = town.cases, on_cells(town.cases, Layer.CASES)
    points_m = np.column_stack([cases.x_m, cases.y_m])
    return Points.of(points_m[may], cases.day[may].astype(np.int64))


def test_the_database_gives_each_tile_its_own_cases(town, in_store, in_memory):
    scales = Weighing()
    found = tiled_gi_star(in_store, town.wards, across_m=150, tiling=Tiling(3000, scales))
    wanted = tiled_gi_star(in_memory, town.wards, across_m=150, tiling=Tiling(3000))
    pd.testing.assert_frame_equal(found, wanted, check_exact=True)
    assert found["cases"].sum() > 100
    assert max(scales.sent) < 20_000  # most of it the wards
    one_group = replace(in_store.scope, group=next(iter(TYPE_GROUPS)))
    fewer = StoreSource(in_store.settings, one_group).part(in_store.bounds_m()).read()
    assert 0 < fewer.numbers.size < in_memory.numbers.size


def test_other_processes_read_the_database_on_their_own(in_store, in_memory):
    near = {"space_edges_m": [0, 100, 400], "day_edges": [0, 8, 29]}
    with open_executor(processes=2) as executor:
        tiled = tiled_near_repeat(in_store, **near, tiling=Tiling(3000, executor))
    whole = near_repeat(in_memory.points_m, in_memory.days, **near)
    pd.testing.assert_frame_equal(tiled, whole, check_exact=True)


def test_the_secret_of_sessions_is_not_sent():
    settings = Settings(home=Path("home"), secret="for sessions alone")  # noqa: S106
    scope = Scope(Period(date(2021, 1, 1), date(2022, 1, 1)))
    part = StoreSource(settings, scope).part((0, 0, 1, 1))
    assert b"for sessions alone" not in pickle.dumps(part)


def test_police_reports_are_no_source_of_tiles():
    scope = Scope(Period(date(2021, 1, 1), date(2022, 1, 1)), Layer.POLICE)
    with pytest.raises(FrameError, match="police reports are not read tile by tile"):
        StoreSource(Settings(home=Path("home")), scope)


def test_a_landlord_without_places_is_told(settings):
    scope = Scope(Period(date(2021, 1, 1), date(2022, 1, 1)))
    with pytest.raises(FrameError, match="no case of landlord demo has a place; load and geocode"):
        StoreSource(settings, scope).bounds_m()
