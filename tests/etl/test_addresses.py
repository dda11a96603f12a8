from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_asb.etl.addresses import format_postcode, postcode_in, tidy

WORDS = st.sampled_from(
    [
        "1", "12", "007", "12A", "10-16", "A", "B", "F", "FL", "ST", "NO", "NUMBER", "Elm",
        "Holly", "Flat", "Apt.", "Ct", "Rd", "SK1", "3XE", "SK13XE", "E1", "01AA", "O'Brien's",
        "\u00a0", "\n", ",", "-", "\u2013", "&", "\u00e2\u20ac\u201c", "NULL", "\u00c9", "~",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "signature"),
    [
        ("Flat 3, Holly Tower, 1 Holly Road, Eastlea", "FLAT 3 HOLLY TOWER 1 HOLLY ROAD EASTLEA"),
        ("apt.3 holly  tower\n1 Holly rd", "FLAT 3 HOLLY TOWER 1 HOLLY ROAD"),
        ("12 A Elm St", "12A ELM STREET"),
        ("12 St John's St, ZD1 1AA", "12 SAINT JOHNS STREET"),
        ("St Ann's Rd", "SAINT ANNS ROAD"),
        ("No. 004 Elm Ave", "4 ELM AVENUE"),
        ("107 Elm Street", "107 ELM STREET"),
        ("garages 10 - 16 Elm St", "GARAGES 10 16 ELM STREET"),
        ("garages 10\u201316 Elm St", "GARAGES 10-16 ELM STREET"),
        ("3 Elm\u00a0Street \u00e2\u20ac\u201c Eastlea_x000D_\nZD11AA", "3 ELM STREET EASTLEA"),
        ("NULL, 3 Elm Street", "3 ELM STREET"),
        ("", ""),
    ],
)
def test_spellings_of_one_address_become_one_signature(written: str, signature: str) -> None:
    assert tidy(written) == signature


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_misspelt_street_stays_misspelt() -> None:
    assert tidy("3 Elmm Street") != tidy("3 Elm Street")


@pytest.mark.parametrize(
    ("written", "postcode"),
    [
        ("sk13xe", "SK1 3XE"),
        (" SK1  3XE ", "SK1 3XE"),
        ("SKI 3XE", "SK1 3XE"),
        ("SK1 3X3", ""),
        ("ZDI IQU", "ZD1 1QU"),
        ("M1 IAA", "M1 1AA"),
        ("SK10 OAB", "SK10 0AB"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("0L1 1AA", "OL1 1AA"),
        ("SK1", ""),
        ("not known", ""),
        ("", ""),
    ],
)
def test_a_postcode_is_written_one_way(written: str, postcode: str) -> None:
    assert format_postcode(written) == postcode


@given(st.text(alphabet="SKMZD0O1IL 23ABX", max_size=9))
def test_formatting_a_postcode_twice_changes_nothing(text: str) -> None:
    assert format_postcode(format_postcode(text)) == format_postcode(text)


def test_the_postcode_inside_an_address_is_found() -> None:
    assert postcode_in("3 Elm Street, Eastlea zd11aa") == "ZD1 1AA"
    assert postcode_in("3 Elm Street") == ""
