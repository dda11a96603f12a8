"""Personal values: known by pattern, with few false alarms, and never stored."""

from __future__ import annotations

import gzip
import logging
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geo_asb import pipeline
from geo_asb.errors import ExportError
from geo_asb.etl.personal import personal_kind, personal_kind_in_identifier
from geo_asb.etl.readers.headings import is_personal
from geo_asb.etl.readers.tables import open_table
from geo_asb.settings import Settings
from geo_asb.store.connect import connect
from tests.etl.files import REACT_HEAD, react_row, write_csv, write_xlsx

# Numbers that the regulators keep for films; the domain of examples; an NI prefix never given.
PERSONAL = [
    ("07700 900123", "telephone"),
    ("07700900123", "telephone"),
    ("O7700 900123", "telephone"),
    ("7700 900123", "telephone"),
    ("+44 7700 900123", "telephone"),
    ("+44 (0)7700 900123", "telephone"),
    ("0044 7700 900123", "telephone"),
    ("447700900123", "telephone"),
    ("(0161) 496 0123", "telephone"),
    ("0161-496-0123", "telephone"),
    ("tel0161 496 0123", "telephone"),
    ("0161 496 0123 / 07700 900123", "telephone"),
    ("161 496 0123", "telephone"),
    ("020 7946 0018", "telephone"),
    ("01632 960001", "telephone"),
    ("+353 1 234 5678", "telephone"),
    ("jo.bloggs@example.com", "e-mail"),
    ("jo @ example.com", "e-mail"),
    ("jo (at) example (dot) com", "e-mail"),
    ("jo at example dot com", "e-mail"),
    ("QQ123456C", "National Insurance"),
    ("qq 12 34 56 c", "National Insurance"),
    ("AB-12-34-56-D", "National Insurance"),
    ("01/02/1985", "date"),
    ("1.2.85", "date"),
    ("1985-02-01", "date"),
    ("1st February 1985", "date"),
    ("Feb 1, 1985", "date"),
    ("dob 010285", "date"),
    ("12-Mar-85", "date"),
    ("12 Mar 85", "date"),
    ("12/Mar/1985", "date"),
    ("Mrs Bloggs", "title"),
    ("Mr Ng", "title"),
    ("Mr J Bloggs", "title"),
    ("Mrs A.B. Bloggs", "title"),
    ("Mr O'Bloggs", "title"),
    ("Mr.Bloggs", "title"),
]
CLEAN = [
    "Flat 07, 7700 Road",
    "Garages 01 02 03 04 05",
    "Garage 0701 234 567",
    "100012345678",
    "10012345678",
    "000012345678",
    "Flat 2/1, 45 Elm Street",
    "12-14-16 Mill Lane",
    "Dr Martin's Close",
    "3 Elm Dr, Eastlea",
    "SK1 1AA",
    "Unit 3 @ The Works",
    "Flats 1-9, 11, 13, 15, 17, 19 and 21 Holly Tower",
    "2019 House, 1001 Elm Street, 2020",
    "UPRN 100012345678, 3 Elm Street",
    "Born Street 3",
    "Msgr Smith House",
    "Flat 12 Mayfair 20 Elm Street",
    "12 March Street, 85 Elm Street",
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_a_personal_value_is_known_alone_and_inside_an_address(text: str, kind: str) -> None:
    assert kind in personal_kind(text)
    assert kind in personal_kind(f"3 Elm Street, {text}")
    assert kind in personal_kind(f"Flat 2 ({text}) Holly Tower")


@pytest.mark.parametrize("text", CLEAN)
def test_an_address_is_no_personal_value(text: str) -> None:
    assert personal_kind(text) == ""


@pytest.mark.parametrize(
    "reference", ["ASB/2020/06/0161", "0100012345", "2020-06-05-001", "1010000031", "R-07700-900"]
)
def test_a_reference_may_be_a_long_run_of_digits(reference: str) -> None:
    assert personal_kind_in_identifier(reference) == ""


@pytest.mark.parametrize(
    "heading", ["D.O.B", "N.I. No", "Tel", "Victim", "E-mail_addr", "Birthday"]
)
def test_a_heading_that_looks_personal_is_never_read(heading: str) -> None:
    assert is_personal(heading)


def test_a_heading_that_is_a_personal_value_is_shown_by_its_number(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [["Ref", "Mobile 07700 900123", "jo@example.com"], "abc"])
    table = open_table(path, required=("Ref",))
    assert table.dropped_columns == (
        "column 2 (headed by a telephone number)",
        "column 3 (headed by an e-mail address)",
    )


@pytest.mark.parametrize("name", ["jo@example.com.csv", "cases_07700900123.csv", "Mr Bloggs.csv"])
def test_a_file_named_by_a_personal_value_is_refused(name: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / name, [["Ref"], ["1"]])
    with pytest.raises(ExportError, match=r"^The name of the file holds an? [a-zA-Z' -]*\. Rename"):
        open_table(path, required=("Ref",))


def test_the_days_an_export_covers_may_stand_in_its_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "cases 01-06-2020 30-06-2020.csv", [["Ref"], ["1"]])
    assert len(open_table(path, required=("Ref",)).rows) == 1


@pytest.mark.whole
def test_real_addresses_raise_hardly_an_alarm(shared_data: Path) -> None:
    """False alarms among places that hold no person but in their own names: under 1 in 1,000."""
    with gzip.open(shared_data / "addresses_gm_public_places.csv.gz", "rt") as file:
        addresses = pd.read_csv(file, dtype=str, keep_default_na=False)["address"]
    with gzip.open(shared_data / "addresses" / "gazetteer.csv.gz", "rt") as file:
        homes = pd.read_csv(file, dtype=str, keep_default_na=False, nrows=20_000)
    texts = [*addresses, *homes.drop(columns=["uprn", "parentuprn"]).agg(" ".join, axis=1)]
    alarms = sum(bool(personal_kind(text)) for text in texts)
    assert len(texts) > 10_000
    assert alarms / len(texts) < 0.001


# ---------------------------------------------------------------- nothing reaches the database

FILES, ROWS = 50, 100
HEADINGS = (
    "Mobile", "Tel. no", "E-Mail", "NI number", "N.I. No", "D.O.B.", "Date of birth", "Surname",
    "Contact details", "Notes2", "Victim", "Comments", "Colour", "Ref 2", "\u200bPhone\u00a0(home)",
)  # fmt: skip
STORED_COLUMNS = (
    "Case Ref", "Incident Address", "Incident Address", "Incident Postcode", "UPRN", "Team",
    "Category", "Case Types", "Status", "Location Type",
)  # fmt: skip
AROUND = (
    "{}", "3 Elm Street {}", "{} 3 Elm Street", "Flat 2 ({}), Elm Street", "3 Elm St\u00a0tel:{}",
    "3 Elm Street;{};rear", "3 Elm Street\n{}", "c/o {}, 3 Elm Street", "\u200b{}\u200b",
)  # fmt: skip


def _telephone(draw: random.Random) -> str:
    digits = f"0{draw.choice(['7700900', '161496', '1632960', '2079460'])}"
    digits += "".join(draw.choices("0123456789", k=11 - len(digits)))
    form = draw.choice(("bare", "five", "four", "dash", "plus", "zero", "brackets", "dots"))
    head, tail = (5, 8) if form == "five" else (4, 7)
    parts = (digits[:head], digits[head:tail], digits[tail:])
    return {
        "bare": digits,
        "five": " ".join(parts),
        "four": " ".join(parts),
        "dash": "-".join(parts),
        "plus": f"+44 {digits[1:]}",
        "zero": f"+44 (0){digits[1:4]} {digits[4:]}",
        "brackets": f"({parts[0]}) {parts[1]} {parts[2]}",
        "dots": ".".join(parts),
    }[form]


def _email(draw: random.Random) -> str:
    name = "".join(draw.choices("abcdefghij", k=8))
    return draw.choice(("{}@example.com", "{}.x@mail.example.co.uk", "{} (at) example.org")).format(
        name
    )


def _insurance(draw: random.Random) -> str:
    digits = "".join(draw.choices("0123456789", k=6))
    spaced = f"QQ {digits[:2]} {digits[2:4]} {digits[4:]} C"
    return draw.choice((f"QQ{digits}C", spaced, spaced.lower(), spaced.replace(" ", "-")))


def _birth(draw: random.Random) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1930, 2012)
    forms = ("{0:02}/{1:02}/{2}", "{0}.{1}.{2}", "{2}-{1:02}-{0:02}", "dob {0:02}/{1:02}/{3:02}")
    return draw.choice(forms).format(day, month, year, year % 100)


MAKERS = (_telephone, _email, _insurance, _birth)


def _left(values: set[str], text: str) -> list[str]:
    """Find values in a text: as written, or by letters and digits where they are many."""
    said = re.sub(r"\\\\?x[0-9a-f]+", "", text.casefold())  # encrypted and hashed bytes
    said = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", said)  # ids: other each run
    bare = re.sub(r"[\W_]", "", said)
    starts = {part[at : at + 8] for part in (said, bare) for at in range(len(part))}
    found = []
    for value in map(str.casefold, values):
        core = re.sub(r"^(44|0)*", "", re.sub(r"[\W_]", "", value))
        forms = [(value, said), (core, bare)] if len(core) >= 9 else [(value, said)]
        if any(form[:8] in starts and form in part for form, part in forms):
            found.append(value)
    return found


def test_what_is_left_of_a_value_would_be_found() -> None:
    left = "(1,North,07700-900123,\\\\x07ab),3 Elm 1.2.1985"
    values = {"+44 7700 900123", "1.2.1985", "jo@example.com"}
    assert sorted(_left(values, left)) == ["+44 7700 900123", "1.2.1985"]


def _file(draw: random.Random, number: int, planted: list[str]) -> list[list[object]]:
    """Make rows, two in five with a personal value where it would be stored; more elsewhere."""

    def value() -> str:
        planted.append(draw.choice(MAKERS)(draw))
        return planted[-1]

    extra = [*draw.sample(HEADINGS, 3), draw.choice(HEADINGS) + " " + value()]
    rows: list[list[object]] = [[*REACT_HEAD, *extra]]
    for row in range(ROWS):
        cells = {"Case_Ref": f"ASB-{number}-{row}", "Complainant_Phone": value()}
        cells |= {"Incident_Address": draw.choice(CLEAN), "UPRN": "", "Notes": value()}
        if row % 5 < 2:
            column = draw.choice(STORED_COLUMNS).replace(" ", "_")
            cells[column] = draw.choice(AROUND).format(value())
        rows.append([*react_row(**cells), *(value() for _ in extra)])
    return rows


@pytest.mark.whole
@pytest.mark.db
def test_no_personal_value_reaches_database_log_or_message(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """5,000 rows: 2,000 with a value in a column that is stored, all with some in others."""
    draw = random.Random(20)  # noqa: S311 - the same files every time
    planted: list[str] = []
    said: list[str] = []
    stored = 0
    with caplog.at_level(logging.DEBUG):
        for number in range(FILES):
            rows = _file(draw, number, planted)
            in_book = number % 5 == 0
            path = tmp_path / f"cases_{number}.{'xlsx' if in_book else 'csv'}"
            (write_xlsx if in_book else write_csv)(path, rows)
            report = pipeline.load_cases(settings, path)
            stored += report.stored
            said.append(str(report))
    assert stored == FILES * ROWS * 3 // 5  # and not one false alarm
    assert len(planted) > FILES * ROWS
    assert _left(set(planted), "\n".join([*_database(settings), *said, caplog.text])) == []


def _database(settings: Settings) -> Iterator[str]:
    """Give every row of every table as text."""
    with connect(settings) as conn:
        tables = conn.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_type = 'BASE TABLE'"
            "   and table_schema not in ('pg_catalog', 'information_schema')"
            "   and table_name <> 'spatial_ref_sys'"
        ).fetchall()
        for (table,) in tables:
            for (row,) in conn.execute(f"select t::text from {table} t"):  # noqa: S608
                yield str(row)
