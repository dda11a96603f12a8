"""
Any order of exports ends in the same tables as one full load of what they say together.

A case system lives through openings, corrections and deletions; it is exported now and then, in
part or complete; the files are loaded in any order, any number of times, amid homes and wards.
What must come out is said by `what_is_known`, which knows nothing of the database.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from psycopg import sql as compose

from geo_asb import pipeline, quarantine
from geo_asb.errors import ExportError
from geo_asb.etl import column_map
from geo_asb.etl.report import LoadReport
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read import table_hashes
from tests import towns
from tests.etl.files import HOME_ROW, HOMES_HEAD, REACT_HEAD, react_row, write_csv

pytestmark = [pytest.mark.db, pytest.mark.whole]

OPENED_ON = (date(2020, 4, 5), date(2020, 5, 5), date(2020, 6, 5))
LAST_OPENED_ON = OPENED_ON[-1]
LONG_AFTER = date(2030, 1, 1)
REFERENCES = ("ASB-1", "ASB-2")
LABELS = ("Drugs", "Pets", "Hate incidents", "Drugs; Pets")
PLACES = ("3 Elm Street", "1 Elm Street", "nowhere known", "")
NOT_A_CATEGORY = "Z"
MAP = ("landlord", "home", "home_area", "area")  # what stays for the full load
SKIP = """
[[skip]]
reason = "a cancelled duplicate"
column = "status"
words = ["Cancelled - duplicate"]
"""
FILLED = """
    select relname from pg_stat_user_tables
     where schemaname = 'public' and relname not in ('migration', 'spatial_ref_sys')
       and pg_relation_size(relid) > 0"""


@dataclass(frozen=True)
class Matter:
    """A case as the case system holds it."""

    opened_on: date
    label: str
    place: str
    closed: bool = False
    unreadable: bool = False  # its row is rejected
    cancelled: bool = False  # the map declares its row not to count, readable or not

    @property
    def counts(self) -> bool:
        return not (self.unreadable or self.cancelled)


@dataclass(frozen=True)
class Export:
    """What the case system said on one day."""

    made_on: date
    complete: bool
    matters: dict[str, Matter]

    def covers(self, day: date) -> bool:
        opened = [matter.opened_on for matter in self.matters.values() if matter.counts]
        first = min(opened, default=self.made_on).replace(day=1)
        return first <= day <= max(self.made_on, first)


def what_is_known(exports: list[Export]) -> dict[str, Matter]:
    """Say what holds of each case: the newest readable word, unless a newer one ends it."""
    known: dict[str, Matter] = {}
    for reference in REFERENCES:
        said = [
            one for one in exports if reference in one.matters and one.matters[reference].counts
        ]
        if not said:
            continue
        newest = max(said, key=lambda one: one.made_on)
        matter = newest.matters[reference]
        newer = [one for one in exports if one.made_on > newest.made_on]
        if not any(_takes_out(one, reference, matter) for one in newer):
            known[reference] = matter
    return known


def _takes_out(export: Export, reference: str, matter: Matter) -> bool:
    if reference in export.matters:
        return export.matters[reference].cancelled
    return export.complete and export.covers(matter.opened_on)


def what_waits(exports: list[Export]) -> set[str]:
    """Name the cases whose newest row is unreadable: each waits once for the steward."""
    newest: dict[str, Export] = {}
    for one in sorted(exports, key=lambda one: one.made_on):
        newest |= dict.fromkeys(one.matters, one)
    last = {name: one.matters[name] for name, one in newest.items()}
    return {name for name, one in last.items() if one.unreadable and not one.cancelled}


MATTERS = st.builds(
    Matter,
    opened_on=st.sampled_from(OPENED_ON),
    label=st.sampled_from(LABELS),
    place=st.sampled_from(PLACES),
    closed=st.booleans(),
    unreadable=st.sampled_from((False, False, False, True)),
    cancelled=st.sampled_from((False, False, False, False, True)),
)


# ------------------------------------------------------------------- files and tables


def write_export(path: Path, matters: dict[str, Matter]) -> Path:
    rows = [
        react_row(
            Case_Ref=reference,
            Date_Opened=f"{matter.opened_on:%d/%m/%Y}",
            Date_Closed=f"{matter.opened_on:%d/%m/%Y}" if matter.closed else "",
            Case_Types=matter.label,
            Status="Cancelled - duplicate" if matter.cancelled else "Open",
            Category=NOT_A_CATEGORY if matter.unreadable else "C",
            Incident_Address=matter.place,
            Incident_Postcode="",
            UPRN="",
        )
        for reference, matter in matters.items()
    ]
    return write_csv(path, [REACT_HEAD, *rows])


def write_map(path: Path) -> Path:
    react = Path(column_map.__file__).parent / "column_maps" / "react.toml"
    path.write_text(react.read_text(encoding="utf-8") + SKIP, encoding="utf-8")
    return path


def write_homes(path: Path) -> Path:
    head = {name: at for at, name in enumerate(HOMES_HEAD)}
    rows = []
    for house in towns.HOUSES[:4]:
        row = list(HOME_ROW)
        for name, value in (
            ("uprn", house.uprn),
            ("number", house.number),
            ("easting", house.easting_m),
            ("northing", house.northing_m),
        ):
            row[head[name]] = value
        rows.append(row)
    return write_csv(path, [HOMES_HEAD, *rows])


def write_wards(path: Path) -> Path:
    wards = towns.WARDS_2023.rename(columns={"code": "area_code", "name": "area_name"})
    wards.to_file(path, driver="GPKG")
    return path


@dataclass(frozen=True)
class Town:
    """A database to fill and empty, and the files that do not change."""

    settings: Settings
    folder: Path
    homes: Path
    wards: Path
    columns: Path
    full_loads: dict[tuple[tuple[str, Matter], ...], dict[str, str]] = field(default_factory=dict)

    def load_homes(self) -> None:
        pipeline.load_homes(self.settings, self.homes)

    def load_wards(self) -> None:
        pipeline.load_boundaries(self.settings, self.wards, kind="ward", boundary_year=2023)

    def load(self, path: Path, made_on: date, *, complete: bool = False) -> LoadReport:
        return pipeline.load_cases(
            self.settings,
            path,
            column_map=str(self.columns),
            exported_on=made_on,
            complete=complete,
        )

    def hashes(self) -> dict[str, str]:
        with connect(self.settings) as conn:
            return table_hashes(conn)

    def rows_waiting(self) -> int:
        with connect(self.settings) as conn:
            return quarantine.rows_waiting(conn, self.settings.landlord)

    def cases(self) -> int:
        with connect(self.settings) as conn:
            row = conn.execute("select count(*) from asb_case where last_batch is null").fetchone()
        return int(row[0]) if row else 0

    def empty(self, *, but: tuple[str, ...] = ()) -> None:
        """Take every row out: with tiny tables far faster than truncating them."""
        with connect(self.settings) as conn:
            conn.execute("set session_replication_role = replica")  # no order among the tables
            for (table,) in conn.execute(FILLED).fetchall():
                if table not in but:
                    conn.execute(compose.SQL("delete from {}").format(compose.Identifier(table)))

    def one_full_load(self, matters: dict[str, Matter]) -> dict[str, str]:
        """Take all cases out, load them once, and give the hashes; each answer once."""
        key = tuple(matters.items())
        if key not in self.full_loads:
            self.empty(but=MAP)
            if matters:
                path = write_export(self.folder / "full.csv", matters)
                self.load(path, LONG_AFTER)
            self.full_loads[key] = self.hashes()
        return self.full_loads[key]


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Town:
    return Town(
        settings=settings,
        folder=tmp_path,
        homes=write_homes(tmp_path / "homes.csv"),
        wards=write_wards(tmp_path / "wards.gpkg"),
        columns=write_map(tmp_path / "own.toml"),
    )


# ------------------------------------------------------------------- any sequence


class CaseSystem(RuleBasedStateMachine):
    """A case system, its exports, and a platform that loads them as they come."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.town.empty()
        self.today = LAST_OPENED_ON
        self.matters: dict[str, Matter] = {}
        self.exports: list[Export] = []
        self.paths: list[Path] = []
        self.loaded: set[int] = set()
        self.has_homes = self.has_wards = False

    @rule(
        changes=st.dictionaries(st.sampled_from(REFERENCES), MATTERS | st.none(), min_size=1),
        left_out=st.sets(st.sampled_from(REFERENCES)),
        complete=st.booleans(),
    )
    def pass_a_week(
        self, changes: dict[str, Matter | None], left_out: set[str], *, complete: bool
    ) -> None:
        """Open, correct and delete cases (None), then export them, or some of them."""
        now = self.matters | changes
        self.matters = {name: now[name] for name in sorted(now) if now[name] is not None}
        said = {
            name: matter
            for name, matter in self.matters.items()
            if complete or name not in left_out
        }
        self.today += timedelta(days=7)
        if said:
            path = self.town.folder / f"export_{len(self.exports)}.csv"
            self.paths.append(write_export(path, said))
            self.exports.append(Export(self.today, complete, said))

    @precondition(lambda self: self.exports)
    @rule(data=st.data())
    def load(self, data: st.DataObject) -> None:
        self.load_one(data.draw(st.integers(0, len(self.exports) - 1)))

    @precondition(lambda self: not self.has_homes)
    @rule()
    def load_homes(self) -> None:
        self.town.load_homes()
        self.has_homes = True

    @precondition(lambda self: not self.has_wards)
    @rule()
    def load_wards(self) -> None:
        self.town.load_wards()
        self.has_wards = True

    def load_one(self, at: int) -> None:
        export = self.exports[at]
        self.town.load(self.paths[at], export.made_on, complete=export.complete)
        self.loaded.add(at)

    def teardown(self) -> None:
        for at in reversed(range(len(self.exports))):
            if at not in self.loaded:
                self.load_one(at)
        if not self.has_homes:
            self.load_homes()
        if not self.has_wards:
            self.load_wards()
        assert self.town.rows_waiting() == len(what_waits(self.exports))
        found = self.town.hashes()
        assert found == self.town.one_full_load(what_is_known(self.exports))


def _prove(town: Town, *, sequences: int) -> None:
    machine = type("CaseSystemOfTown", (CaseSystem,), {"town": town})
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=sequences,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # each step is a load: shrinking would take an hour
            suppress_health_check=list(HealthCheck),
        ),
    )


# ------------------------------------------------------------------- corners that are rare above

APRIL, MAY, JUNE = OPENED_ON
OTHER = {"ASB-2": Matter(MAY, "Pets", "")}


def test_a_correction_counts_even_when_its_case_is_already_gone(town: Town) -> None:
    """Opened in April, corrected to May, deleted: the April word does not come back."""
    days = [LAST_OPENED_ON + timedelta(days=n) for n in range(3)]
    said = [{"ASB-1": Matter(APRIL, "Drugs", "")}, {"ASB-1": Matter(MAY, "Drugs", "")}, OTHER]
    paths = [write_export(town.folder / f"{n}.csv", one) for n, one in enumerate(said)]
    for order in itertools.permutations(range(3)):
        town.empty()
        for n in (*order, *order):
            town.load(paths[n], days[n], complete=n == 2)
        assert town.cases() == 1, order


def test_a_rejected_row_keeps_its_case_in_a_complete_export(town: Town) -> None:
    before = write_export(town.folder / "a.csv", OTHER | {"ASB-1": Matter(MAY, "Drugs", "")})
    spoilt = OTHER | {"ASB-1": Matter(MAY, "Drugs", "", unreadable=True)}
    after = write_export(town.folder / "b.csv", spoilt)
    town.load(before, JUNE)
    report = town.load(after, JUNE + timedelta(days=1), complete=True)
    assert (town.cases(), report.withdrawn) == (2, 0)


def test_a_complete_export_says_how_many_it_takes_out(town: Town) -> None:
    both = write_export(town.folder / "a.csv", OTHER | {"ASB-1": Matter(MAY, "Drugs", "")})
    one = write_export(town.folder / "b.csv", OTHER)
    town.load(both, JUNE)
    assert town.load(one, JUNE + timedelta(days=1)).withdrawn == 0
    report = town.load(one, JUNE + timedelta(days=1), complete=True)
    assert (town.cases(), report.withdrawn) == (1, 1)
    assert "Taken out: 1 case that this complete export does not hold." in report.lines()


def test_a_cancelled_row_takes_its_stored_case_out(town: Town) -> None:
    stored = OTHER | {"ASB-1": Matter(MAY, "Drugs", "")}
    cancelled = OTHER | {"ASB-1": Matter(MAY, "Drugs", "", cancelled=True)}
    june = write_export(town.folder / "a.csv", stored)
    july = write_export(town.folder / "b.csv", cancelled)
    town.load(june, JUNE)
    report = town.load(july, JUNE + timedelta(days=30))
    assert (town.cases(), report.withdrawn) == (1, 1)
    assert report.skipped == {"a cancelled duplicate": 1}
    assert "Taken out: 1 case that this export names only in skipped rows." in report.lines()
    again = town.load(june, JUNE)  # the older word does not bring it back
    assert (town.cases(), again.stored, sum(again.skipped.values())) == (1, 0, 2)
    town.load(june, JUNE + timedelta(days=60))  # a newer one does
    assert town.cases() == 2


def test_a_case_that_comes_after_its_cancelling_is_not_counted(town: Town) -> None:
    july = write_export(town.folder / "b.csv", {"ASB-1": Matter(MAY, "", "", cancelled=True)})
    june = write_export(town.folder / "a.csv", {"ASB-1": Matter(MAY, "Drugs", "")})
    town.load(july, JUNE + timedelta(days=30))
    report = town.load(june, JUNE)
    assert report.skipped == {"a newer export declares not to count the same case": 1}
    assert (town.cases(), report.stored, report.withdrawn) == (0, 0, 0)


def test_a_cancelled_row_keeps_a_case_of_which_another_row_is_rejected(town: Town) -> None:
    june = write_export(town.folder / "a.csv", {"ASB-1": Matter(MAY, "Drugs", "")})
    july = write_export(town.folder / "b.csv", {"ASB-1": Matter(MAY, "Drugs", "", cancelled=True)})
    with july.open("a", encoding="utf-8", newline="") as file:
        bad = react_row(Case_Ref="ASB-1", Category=NOT_A_CATEGORY)
        csv.writer(file).writerow(bad)
    town.load(june, JUNE)
    report = town.load(july, JUNE + timedelta(days=30))
    assert (town.cases(), report.rejected, report.withdrawn) == (1, 1, 0)


def test_an_export_of_cancelled_rows_alone_needs_its_day(town: Town) -> None:
    path = write_export(town.folder / "a.csv", {"ASB-1": Matter(MAY, "", "", cancelled=True)})
    with pytest.raises(ExportError, match="no row that counts tells a day"):
        pipeline.load_cases(town.settings, path, column_map=str(town.columns))


def test_a_row_that_names_no_case_keeps_everything(town: Town) -> None:
    both = write_export(town.folder / "a.csv", OTHER | {"ASB-1": Matter(MAY, "Drugs", "")})
    nameless = write_export(town.folder / "b.csv", OTHER | {"": Matter(MAY, "Drugs", "")})
    town.load(both, JUNE)
    report = town.load(nameless, JUNE + timedelta(days=1), complete=True)
    assert town.cases() == 2
    assert "Nothing was taken out: 1 rejected row names no case" in "\n".join(report.lines())


def test_of_two_files_of_one_day_the_one_that_came_later_counts_for_good(town: Town) -> None:
    first = write_export(town.folder / "a.csv", {"ASB-1": Matter(MAY, "Drugs", "")})
    second = write_export(town.folder / "b.csv", {"ASB-1": Matter(MAY, "Pets", "")})
    town.load(first, JUNE)
    town.load(second, JUNE)
    corrected = town.hashes()
    assert town.load(first, JUNE).stored == 0  # loaded again by mistake
    assert town.hashes() == corrected


# ------------------------------------------------------------------- the proof


def test_a_hundred_sequences_of_loads_converge(town: Town) -> None:
    _prove(town, sequences=100)


@pytest.mark.long
def test_two_thousand_sequences_of_loads_converge(town: Town) -> None:
    _prove(town, sequences=2_000)
