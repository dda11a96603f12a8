"""Whatever a service does, a file is either whole and right or absent, and the words help."""

from __future__ import annotations

import json
import random
import shutil
import socket
from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_asb.cli_fetch import fetch_files
from geo_asb.errors import BusyError, FetchError, GeoAsbError, SettingsError
from geo_asb.fetch.keep import is_kept
from geo_asb.store.locks import hold
from tests.fetch.conftest import Day, options
from tests.fetch.country import code_point_zip
from tests.fetch.publishers import FAULTS, Fault, open_publishers

pytestmark = pytest.mark.whole
WARDS = "boundaries --year 2023"


def finals(folder: Path) -> dict[str, bytes]:
    """The files a person would see as fetched: no dot files, no records, no product zips."""
    return {
        path.name: path.read_bytes()
        for path in folder.glob("*")
        if not path.name.startswith(".") and path.suffix not in {".toml", ".zip"}
    }


# ---------------------------------------------------------------- one fault at a time


def test_a_service_that_says_when_is_asked_again_then(fetched, publishers, day):
    publishers.faults = [Fault("429"), Fault("429 date")]
    fetched(WARDS)
    assert day.waits_s[:2] == [3.0, 4.0]  # 3 s, then until 00:00:07
    assert day.said[0] == "is busy (HTTP 429); asking again in 3 s"


def test_pauses_grow_with_chance_in_them(fetched, publishers, day):
    publishers.faults = [Fault("503"), Fault("500"), Fault("503")]
    fetched(WARDS)
    first, second, third = [wait_s for wait_s in day.waits_s if wait_s > 0.4][:3]
    assert 0.5 <= first <= 1
    assert 1 <= second <= 2
    assert 2 <= third <= 4


def test_a_service_that_stays_busy_is_given_up_with_what_to_do(fetched, publishers, tmp_path):
    publishers.faults = [Fault("503")] * 20
    with pytest.raises(FetchError, match=r"busy \(HTTP 503\).*by hand from https://geoportal"):
        fetched(WARDS)
    assert finals(tmp_path / "out") == {}


def test_one_that_asks_for_an_hour_is_not_waited_for(fetched, publishers, day, monkeypatch):
    publishers.faults = [Fault("429 date")]
    monkeypatch.setattr("geo_asb.fetch.wire._LONGEST_WAIT_S", 5.0)
    with pytest.raises(FetchError, match="asks to wait 7 s"):
        fetched(WARDS)
    assert day.waits_s == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("404", "answered HTTP 404. The publisher may have moved it"),
        ("page", "answered with a web page instead of data"),
        ("junk", "answered with something that is not whole JSON"),
        ("redirect", "redirects to https://elsewhere.example, which is not declared"),
        ("error 400", r"refused the question \(error 400: no\)"),
        ("other shape", "JSON of another shape"),
    ],
)
def test_a_strange_answer_is_named(fault, words, fetched, publishers, tmp_path):
    publishers.faults = [Fault(fault, "WD_MAY_2023")] * 9
    with pytest.raises(FetchError, match=words):
        fetched(WARDS)
    assert finals(tmp_path / "out") == {}


def test_a_renamed_column_is_named_with_those_there_are(fetched, publishers):
    for row in publishers.tables["WD_MAY_2023_UK_BGC"]:
        row["ward_code"] = row.pop("wd23cd")
    with pytest.raises(FetchError, match=r"no column WD23CD; it has .*ward_code.*--sources"):
        fetched(WARDS)


def test_a_row_too_few_is_no_whole_answer(fetched, publishers):
    publishers.faults = [Fault("empty", "WD_MAY_2023_UK_BGC/FeatureServer/0/query 3")]
    with pytest.raises(FetchError, match="counts 7 rows but gave 3 different ones"):
        fetched(WARDS)


def test_pages_go_on_where_the_last_fetch_broke(fetched, publishers):
    publishers.faults = [Fault("drop", "WD_MAY_2023_UK_BGC/FeatureServer/0/query 6")] * 4
    with pytest.raises(FetchError, match="what came so far is kept"):
        fetched(WARDS)
    publishers.asked.clear()
    (path,) = fetched(WARDS)
    offsets = [a for a, _ in publishers.asked if "WD_MAY" in a and "resultOffset" in a]
    assert len(offsets) == 1
    assert "('resultOffset', '6')" in offsets[0]
    assert len(json.loads(path.read_text("utf-8"))["features"]) == 7


def test_a_file_goes_on_where_the_connection_broke(fetched, publishers):
    publishers.faults = [Fault("drop", "/store/"), Fault("drop", "/store/")]
    (path,) = fetched("postcodes")
    ranges = [headers.get("Range") for address, headers in publishers.asked if "/store/" in address]
    size = len(publishers.files["CodePointOpen"])
    assert ranges == [None, f"bytes={size // 2}-", f"bytes={size // 2 + (size - size // 2) // 2}-"]
    assert len(finals(path.parent)) == 1


def test_a_file_that_changed_meanwhile_begins_anew(fetched, publishers):
    publishers.faults = [Fault("drop", "/store/")] * 4
    with pytest.raises(FetchError, match="ended early"):
        fetched("postcodes")
    publishers.put_product("CodePointOpen", code_point_zip(Doc__more="another edition"))
    (path,) = fetched("postcodes")
    assert is_kept(path)


def test_a_service_without_ranges_is_read_from_the_beginning(fetched, publishers):
    publishers.ranges = False
    publishers.faults = [Fault("drop", "/store/")]
    (path,) = fetched("postcodes")
    assert is_kept(path)


@pytest.mark.parametrize("fault", ["other part", "other tag"])
def test_a_part_of_something_else_is_never_joined_on(fault, fetched, publishers, tmp_path):
    publishers.faults = [Fault("drop", "/store/"), Fault(fault, "/store/")]
    with pytest.raises(FetchError, match="another part of the file than was asked for"):
        fetched("postcodes")
    assert finals(tmp_path / "out") == {}
    fetched("postcodes")
    assert len(finals(tmp_path / "out")) == 1


def test_a_range_beyond_the_end_begins_anew(fetched, publishers):
    publishers.faults = [Fault("drop", "/store/"), Fault("416", "/store/")]
    (path,) = fetched("postcodes")
    assert is_kept(path)


def test_a_wrong_checksum_keeps_nothing(fetched, publishers, tmp_path):
    publishers.md5s["CodePointOpen"] = "0" * 32
    with pytest.raises(FetchError, match="another checksum than the publisher lists"):
        fetched("postcodes")
    assert list((tmp_path / "out").glob("*.zip")) == []


def test_a_truncated_zip_keeps_nothing(fetched, publishers, tmp_path):
    publishers.put_product("CodePointOpen", code_point_zip()[:-60])
    with pytest.raises(FetchError, match="not a whole zip file"):
        fetched("postcodes")
    assert list((tmp_path / "out").glob("*.zip")) == []


def test_a_zip_damaged_inside_is_found_when_read(fetched, publishers, tmp_path):
    content = bytearray(code_point_zip())
    at = content.index(b"Data/CSV/sk.csv") + 30
    content[at] ^= 0xFF
    publishers.put_product("CodePointOpen", bytes(content))
    with pytest.raises(FetchError, match=r"damaged at Data/CSV/sk.csv"):
        fetched("postcodes")
    assert finals(tmp_path / "out") == {}


@pytest.mark.parametrize("name", ["..__..__evil.csv", "__etc__passwd", "C:evil.csv"])
def test_a_zip_that_leads_out_of_its_folder_is_not_opened(name, fetched, publishers):
    publishers.put_product("CodePointOpen", code_point_zip(**{name: "x"}))
    with pytest.raises(FetchError, match="leads out of its folder"):
        fetched("postcodes")


def test_a_zip_bomb_is_not_opened(publishers, tmp_path):
    publishers.put_product("CodePointOpen", code_point_zip(Data__CSV__zz="0" * 3_000_000))
    sources = publishers.sources(tmp_path)
    sources.write_text(
        sources.read_text("utf-8").replace("max_unpacked_mb = 1000", "max_unpacked_mb = 2"), "utf-8"
    )
    chosen = options("postcodes --area Stockport", out=tmp_path / "out", sources=sources)
    with pytest.raises(FetchError, match="would unpack to 3 MB"):
        list(fetch_files(chosen, Day().manners))


def test_a_download_larger_than_it_ever_was_is_stopped(fetched, monkeypatch, tmp_path):
    monkeypatch.setattr("geo_asb.fetch.imd._MAX_BYTES", 1_000)
    with pytest.raises(FetchError, match="more than this file ever was"):
        fetched("imd")
    assert finals(tmp_path / "out") == {}


def test_a_full_disk_is_told_before_the_download(fetched, publishers, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: Namespace(free=100))
    with pytest.raises(FetchError, match=r"has room for 0 MB. Make room, or name another folder"):
        fetched("postcodes")
    assert not [address for address, _ in publishers.asked if "/store/" in address]


def test_a_product_arranged_anew_is_named(fetched, publishers):
    head = {"Doc__Code-Point_Open_Column_Headers.csv": "PC,EA,NO\nPostcode,Eastings,Northings\n"}
    publishers.put_product("CodePointOpen", code_point_zip(**head))
    with pytest.raises(FetchError, match="arranged it anew"):
        fetched("postcodes")


def test_police_that_stay_busy_are_not_asked_for_ever(fetched, publishers):
    publishers.police_limit = -1
    with pytest.raises(FetchError, match="HTTP 503"):
        fetched("police")
    assert len([one for one, _ in publishers.asked if "crimes-street/" in one]) == 14


def test_police_reports_of_another_shape_are_refused(fetched, publishers):
    publishers.reports[3]["id"] = "1003"
    with pytest.raises(FetchError, match=r"1 of \d+ reports are not as documented"):
        fetched("police")


def test_months_nobody_publishes_are_refused_with_those_there_are(fetched):
    with pytest.raises(SettingsError, match="publishes 2025-07 to 2025-08, so not all of 2019-01"):
        fetched("police --from 2019-01 --to 2025-08")
    with pytest.raises(SettingsError, match="--from 2025-08 is after --to 2025-07"):
        fetched("police --from 2025-08 --to 2025-07")


def test_a_district_without_any_report_is_not_zero(fetched):
    with pytest.raises(FetchError, match="no reports of Trafford in 2025-08"):
        fetched("police", area="Trafford")


def test_a_statistics_file_cut_at_a_line_is_not_whole(publishers, tmp_path):
    sources = publishers.sources(tmp_path)
    lines = publishers.files["imd"].splitlines(keepends=True)
    publishers.files["imd"] = b"".join(lines[:-1])
    chosen = options("imd --area Stockport", out=tmp_path / "out", sources=sources)
    with pytest.raises(FetchError, match="27 LSOAs came where the edition ranks 28"):
        list(fetch_files(chosen, Day().manners))


@pytest.mark.parametrize(
    ("area", "offered"),
    [("Stokport", "Nearest: Stockport"), ("Lynn", "King's Lynn and West"), ("Qx", "None is near")],
)
def test_an_unknown_district_is_answered_with_the_nearest(area, offered, fetched):
    with pytest.raises(SettingsError, match=offered):
        fetched(WARDS, area=area)


def test_a_year_nobody_declared_is_answered_with_those_there_are(fetched):
    with pytest.raises(SettingsError, match="those of: 2025, 2024, 2023"):
        fetched("boundaries --year 1999")
    with pytest.raises(SettingsError, match="those of: 2025, 2019"):
        fetched("imd --year 1999")


def test_a_machine_without_a_connection_says_what_to_do(publishers, tmp_path, day):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        publishers.address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    sources = publishers.sources(tmp_path)
    chosen = options("imd --area Stockport", out=tmp_path / "out", sources=sources)
    with pytest.raises(
        FetchError, match=r"cannot be reached .*by hand.*fetch-open-data.md"
    ) as told:
        list(fetch_files(chosen, day.manners))
    assert told.value.exit_code == 10
    assert any("asking again in" in line for line in day.said)


def test_two_fetches_into_one_folder_do_not_mix(fetched, tmp_path):
    (tmp_path / "out").mkdir()
    with (
        hold(tmp_path / "out" / ".fetch.lock", doing="fetching"),
        pytest.raises(BusyError, match="Another process is fetching"),
    ):
        fetched(WARDS)


def test_an_old_file_outlives_a_fetch_that_fails(fetched, publishers):
    (path,) = fetched(WARDS)
    whole = path.read_bytes()
    publishers.faults = [Fault("drop")] * 99
    with pytest.raises(FetchError):
        fetched(f"{WARDS} --again")
    assert path.read_bytes() == whole


# ---------------------------------------------------------------- any faults in any order

WORDS = (
    "boundaries --year 2023", "boundaries --year 2024", "boundaries --kind lsoa --year 2011",
    "postcodes", "uprn", "police", "imd",
)  # fmt: skip


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Services, a folder, and what each kind of data is when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("country")
    with open_publishers() as held:
        sources = held.sources(folder)
        whole = {}
        for words in WORDS:
            list(fetch_files(_chosen(words, folder / "whole", sources), Day().manners))
            whole |= finals(folder / "whole")
        yield held, sources, folder, whole


def _chosen(words: str, out: Path, sources: Path):
    return options(f"{words} --area Stockport", out=out, sources=sources)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.sampled_from(WORDS),
    faults=st.lists(st.sampled_from(FAULTS), max_size=12),
    gaps=st.lists(st.integers(0, 3), max_size=12),
)
def test_whatever_a_service_does_a_file_is_whole_and_right_or_absent(words, faults, gaps, country):
    held, sources, folder, whole = country
    out = folder / "any"
    shutil.rmtree(out, ignore_errors=True)
    spaced = [
        [Fault("none")] * gap + [Fault(kind)] for kind, gap in zip(faults, gaps, strict=False)
    ]
    held.faults = [fault for some in spaced for fault in some]
    try:
        list(fetch_files(_chosen(words, out, sources), Day().manners))
    except GeoAsbError:
        pass
    else:
        assert finals(out), "no error, so there is a file"
    assert all(whole[name] == content for name, content in finals(out).items())
    held.faults = []
    list(fetch_files(_chosen(words, out, sources), Day().manners))
    assert finals(out).items() <= whole.items()
    assert all(is_kept(out / name) for name in finals(out))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_many_faults_in_a_row_never_leave_half_a_file(seed, country):
    held, sources, folder, whole = country
    rng = random.Random(seed)  # noqa: S311
    out = folder / "long"
    shutil.rmtree(out, ignore_errors=True)
    for _ in range(6):
        held.faults = [Fault(rng.choice((*FAULTS, "none", "none"))) for _ in range(30)]
        try:
            list(fetch_files(_chosen(rng.choice(WORDS), out, sources), Day().manners))
        except GeoAsbError:
            continue
        finally:
            assert finals(out).items() <= whole.items()
    held.faults = []
