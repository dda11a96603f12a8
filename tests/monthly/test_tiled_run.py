"""The monthly run tile by tile: the same month, whoever looks."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from geo_asb import cli
from geo_asb.model import Layer
from geo_asb.monthly.pairs import case_clusters, near_repeats
from geo_asb.store.connect import connect
from geo_asb.store.run_parts import Part, run_hashes
from geo_asb.tiles import Tiling
from tests.monthly_town import at_random, beside, columns, study

TILING = Tiling(450)

pytestmark = pytest.mark.whole


def assert_same(one: Part, other: Part) -> None:
    for table, rows in one.rows.items():
        pd.testing.assert_frame_equal(rows, other.rows[table], check_exact=True)
    assert (one.said, one.refused, one.counted) == (other.said, other.refused, other.counted)


def test_pairs_and_clusters_are_those_of_the_whole_town():
    cases = at_random(3, 3000)
    asked, keys = study(columns(cases)), beside(cases).keys
    whole, tiled = case_clusters(asked, keys), case_clusters(asked, keys, TILING)
    assert len(whole.rows["case_cluster"]) > 3
    assert_same(tiled, whole)
    for part, wanted in zip(
        near_repeats(asked, keys, TILING), near_repeats(asked, keys), strict=True
    ):
        assert_same(part, wanted)
        assert part.rows["near_repeat_band"]["observed"].sum() > 100


def test_what_is_refused_of_the_whole_town_is_refused_of_its_tiles():
    monthly = at_random(2, 2000)
    monthly["day"] = monthly["day"].to_numpy().astype("datetime64[M]").astype("datetime64[D]")
    asked = study(columns(monthly, layer=Layer.POLICE), Layer.POLICE)
    assert case_clusters(asked, None).refused
    assert_same(case_clusters(asked, None, TILING), case_clusters(asked, None))
    whole, tiled = near_repeats(asked, None), near_repeats(asked, None, TILING)
    assert "one for each month" in whole[0].refused
    assert_same(tiled[0], whole[0])


def test_a_month_without_cases_is_refused_alike():
    none = study(columns(at_random().iloc[:0]))
    assert_same(case_clusters(none, None, TILING), case_clusters(none, None))


def test_a_cluster_works_out_the_same_month(loaded_demo, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the cluster's own warnings are not ours to mend
        from distributed import LocalCluster  # noqa: PLC0415 - slow to import

        monkeypatch.setenv("DATABASE_URL", loaded_demo.database_url)
        monkeypatch.setenv("GEO_ASB_HOME", str(loaded_demo.home))
        with connect(loaded_demo) as conn:
            once = run_hashes(conn)
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines:
            asked = ["--month", "2021-11", "--scheduler", machines.scheduler_address]
            assert cli.main(["detect", *asked]) == 0
    with connect(loaded_demo) as conn:
        assert run_hashes(conn) == once
    assert np.all([once[table] for table in ("near_repeat_band", "case_cluster")])
