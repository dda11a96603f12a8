"""A landlord's own number of a home, from its homes list and an export to the case's place."""

from __future__ import annotations

from importlib import resources

import pytest

from geo_asb import pipeline
from geo_asb.store.connect import connect
from tests.etl.files import HOME_ROW, HOMES_HEAD, REACT_HEAD, react_row, write_csv

pytestmark = pytest.mark.db


def test_a_case_is_placed_by_its_property_reference(settings, tmp_path):
    head, row = [*HOMES_HEAD, "property_reference"], [*HOME_ROW, "PR0017"]
    homes = write_csv(tmp_path / "homes.csv", [head, row])
    react = resources.files("geo_asb.etl") / "column_maps" / "react.toml"
    columns = tmp_path / "ours.toml"
    columns.write_text(
        react.read_text(encoding="utf-8").replace(
            'uprn = "UPRN"', 'uprn = "UPRN"\nproperty_reference = "Property Ref"'
        ),
        encoding="utf-8",
    )
    rows = [
        react_row(Case_Ref=ref, UPRN="", Incident_Address=address, Property_Ref="PR0017")
        for ref, address in (("A1", ""), ("A2", "7 Nowhere Lane"))
    ]
    cases = write_csv(tmp_path / "cases.csv", [REACT_HEAD, *rows])

    pipeline.load_homes(settings, homes)
    pipeline.load_cases(settings, cases, column_map=str(columns))
    assert pipeline.load_homes(settings, homes).unchanged == 1
    with connect(settings) as conn:
        found = conn.execute(
            "select rung, home_uprn, reason from location order by rung"
        ).fetchall()
    assert found == [
        ("none", None, "UPRN and address disagree"),
        ("uprn", "20000000001", "by its property reference"),
    ]
