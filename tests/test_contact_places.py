"""Contacts on real PostGIS: placed as cases are, joined to their case, whatever is loaded first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from geo_asb import cli, pipeline
from geo_asb.contact_report import contact_tables
from geo_asb.errors import SettingsError
from geo_asb.etl.report import LoadReport
from geo_asb.pipeline_contacts import load_contacts
from geo_asb.pipeline_corrections import load_corrections
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from geo_asb.store.read import table_hashes
from tests import towns
from tests.etl.files import HOMES_HEAD, REACT_HEAD, react_row, write_csv

pytestmark = pytest.mark.db

HEAD = ["Contact Ref", "Contact Date", "Contact Type", "Contact From", "Location", "Postcode"]
ON_ELM = ["C1", "03/06/2020 09:10", "Drugs", "Tenant", "3, Elm St", ""]
BY_TOWER = ["C2", "10/06/2020", "", "Tenant", "stairs, Holly Tower", ""]
LOST = ["C3", "11/06/2020", "Pets", "Tenant", "the old works", ""]
OF_PLACES = ["Address", "Postcode", "UPRN", "Easting", "Northing", "Role"]


def write_homes(path: Path) -> Path:
    rows = [
        [h.uprn, h.subname, h.name, h.number, h.street, "", h.town, h.postcode, h.parent_uprn, "",
         "", {"house": "RD04", "flat": "RD06"}.get(h.kind, "PP"), h.easting_m, h.northing_m, "1",
         h.storeys or "", ""]
        for h in towns.HOMES
    ]  # fmt: skip
    return write_csv(path, [HOMES_HEAD, *rows])


def write_wards(path: Path) -> Path:
    wards = towns.WARDS_2023.rename(columns={"code": "area_code", "name": "area_name"})
    wards.to_file(path, driver="GPKG")
    return path


def the_loads(settings: Settings, folder: Path) -> list[Callable[[], LoadReport]]:
    """Homes, wards, cases, contacts: each file may come first."""
    wards = partial(pipeline.load_boundaries, kind="ward", boundary_year=2023)
    cases = write_csv(folder / "react.csv", [REACT_HEAD, react_row(), react_row(Case_Ref="ASB-2")])
    return [
        partial(pipeline.load_homes, settings, write_homes(folder / "homes.csv")),
        partial(wards, settings, write_wards(folder / "wards.gpkg")),
        partial(pipeline.load_cases, settings, cases),
        partial(load_contacts, settings, contacts_file(folder, ON_ELM, BY_TOWER, LOST)),
    ]


def contacts_file(folder: Path, *rows: list[str]) -> Path:
    return write_csv(folder / "crm.csv", [HEAD, *rows])


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Settings:
    """Elm Street and Holly Tower, one case of drugs at 3 Elm Street, three contacts."""
    pipeline.load_homes(settings, write_homes(tmp_path / "homes.csv"))
    wards = write_wards(tmp_path / "wards.gpkg")
    pipeline.load_boundaries(settings, wards, kind="ward", boundary_year=2023)
    pipeline.load_cases(settings, write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row()]))
    load_contacts(settings, contacts_file(tmp_path, ON_ELM, BY_TOWER, LOST))
    return settings


def told(settings: Settings) -> list[tuple[object, ...]]:
    """Rung, ward, whether it has a case and why: of each contact, by day."""
    with connect(settings) as conn:
        return conn.execute(
            "select l.rung, a.code, m.case_id is not null, m.why"
            "  from contact c join contact_location l using (version_id)"
            "  left join contact_area a using (version_id) join contact_case m using (version_id)"
            " where c.last_batch is null and c.landlord = %s order by c.received_at",
            [settings.landlord],
        ).fetchall()


def hashes(settings: Settings) -> dict[str, str]:
    with connect(settings) as conn:
        return table_hashes(conn)


def test_contacts_are_placed_and_joined_to_their_case(town):
    assert told(town) == [
        ("address", "E05000001", True, "same home, same kind, opened 2 days later"),
        ("block", "E05000002", False, "no case at this place"),
        ("none", None, False, "no case at this place"),
    ]


@pytest.mark.whole
def test_any_order_of_loading_ends_in_the_same_tables(settings, tmp_path):
    ends = []
    for at, order in enumerate(permutations(range(4))):
        named = replace(settings, landlord=f"town{at}")
        for one in order:
            the_loads(named, tmp_path)[one]()
        ends.append(told(named))
    assert all(end == ends[0] for end in ends)


def test_the_same_contacts_again_change_nothing(town, tmp_path):
    before = hashes(town)
    assert {"contact_location", "contact_area", "contact_case"} <= {
        k for k, v in before.items() if v
    }
    assert load_contacts(town, contacts_file(tmp_path, ON_ELM, BY_TOWER, LOST)).unchanged == 3
    assert hashes(town) == before


def test_a_contact_that_changed_is_placed_again(town, tmp_path):
    moved = [*LOST[:4], "5 Elm Street", "ZD1 1AA"]
    load_contacts(town, contacts_file(tmp_path, moved), exported_on=date(2020, 7, 1))
    assert told(town)[2] == ("address", "E05000001", False, "no case at this place")


def test_an_officers_answer_holds_for_contacts_too(town, tmp_path):
    answer = ["The old works.", "", towns.HOUSES[2].uprn, "", "", ""]
    path = write_csv(tmp_path / "c.csv", [OF_PLACES, answer])
    load_corrections(town, path)
    assert told(town)[2] == ("officer", "E05000001", False, "no case of this kind at this place")


def test_a_case_that_is_taken_out_leaves_its_contacts_without_one(town, tmp_path):
    pets = react_row(Case_Ref="ASB-9", Case_Types="Pets")
    both = write_csv(tmp_path / "both.csv", [REACT_HEAD, react_row(), pets])
    pipeline.load_cases(town, both, exported_on=date(2020, 8, 1))
    assert told(town)[0][2:] == (True, "same home, same kind, opened 2 days later")
    left = write_csv(tmp_path / "left.csv", [REACT_HEAD, pets])
    report = pipeline.load_cases(town, left, exported_on=date(2020, 9, 1), complete=True)
    assert (report.stored, report.withdrawn) == (0, 1)
    assert told(town)[0][2:] == (False, "no case of this kind at this place")


# ---------------------------------------------------------------- the steward's report


def table(settings: Settings, title: str, **asked: date) -> list[tuple[object, ...]]:
    (found,) = [one for one in contact_tables(settings, **asked) if one.title.startswith(title)]
    return list(found.frame.itertuples(index=False, name=None))


def test_the_report_counts_contacts_and_cases_by_ward(town, tmp_path):
    cases = [react_row(Case_Ref=f"B-{n}", Date_Opened="08/06/2020") for n in range(9)]
    pipeline.load_cases(town, write_csv(tmp_path / "more.csv", [REACT_HEAD, *cases]))
    assert table(town, "Contacts for each case, by ward") == [
        ("(no ward)", 1, 0, "too few cases to say"),
        ("Eastlea", 1, 10, "0.10"),
        ("Tower", 1, 0, "too few cases to say"),
    ]
    ((source, contacts, with_case, share, low, high),) = table(town, "Contacts that belong")
    assert (source, contacts, with_case) == ("crm", 3, 1)
    assert low < share < high
    assert share == 1 / 3
    assert table(town, "By which rule") == [
        ("no case at this place", 2),
        ("same home, same kind, opened soon after", 1),
    ]


def test_restricted_and_staffs_contacts_are_in_the_total_alone(town, tmp_path):
    hate = ["C4", "03/06/2020", "Hate incidents", "Tenant", "3 Elm Street", ""]
    staff = ["C5", "03/06/2020", "Drugs", "Caretaker", "3 Elm Street", ""]
    load_contacts(town, contacts_file(tmp_path, hate, staff), exported_on=date(2020, 7, 1))
    counts = [count for _, count in table(town, "Contacts of the landlord")]
    assert counts == [5, 1, 1, 3]
    flagged = write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row(Hate_Flag="Yes")])
    pipeline.load_cases(town, flagged, exported_on=date(2020, 8, 1))
    counts = [count for _, count in table(town, "Contacts of the landlord")]
    assert counts == [5, 3, 0, 2], "who belongs to a restricted case is restricted"


def test_a_contact_that_may_be_about_a_restricted_case_is_in_the_total_alone(town, tmp_path):
    untyped = ["C4", "09/06/2020", "", "Tenant", "3 Elm Street", ""]
    load_contacts(town, contacts_file(tmp_path, untyped), exported_on=date(2020, 7, 1))
    assert [count for _, count in table(town, "Contacts of the landlord")] == [4, 0, 0, 4]
    both = [react_row(), react_row(Case_Ref="ASB-2", Case_Types="Domestic Abuse")]
    path = write_csv(tmp_path / "react.csv", [REACT_HEAD, *both])
    pipeline.load_cases(town, path, exported_on=date(2020, 8, 1))
    assert told(town)[1][2:] == (False, "2 cases fit equally well")
    assert [count for _, count in table(town, "Contacts of the landlord")] == [4, 1, 0, 3]
    assert "2 cases fit equally well" not in dict(table(town, "By which rule"))


def test_a_month_is_asked_alone_and_silence_is_said(town, settings):
    assert table(town, "Contacts of the landlord", month=date(2020, 6, 1))[0][1] == 3
    with pytest.raises(SettingsError, match="No contact is stored of that month"):
        contact_tables(town, month=date(2020, 7, 1))
    nobody = replace(settings, landlord="nobody")
    with pytest.raises(SettingsError, match=r"No contact is stored\. Load some"):
        contact_tables(nobody)


def test_the_verb_prints_the_level_and_the_caveat(town, capsys, tmp_path):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATABASE_URL", str(town.database_url))
        patched.setenv("GEO_ASB_HOME", str(town.home))
        assert cli.main(["contacts"]) == 0
        out = tmp_path / "contacts.csv"
        assert cli.main(["contacts", "--month", "2020-06", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "For the data steward: counts are exact and not to be passed on." in told
    assert "it does not say which" in told
    assert "Contacts received, and cases opened, 3 June 2020 to 11 June 2020." in told
    assert "INVENTED" not in out.read_text(encoding="utf-8-sig")
