"""What an hour with unknown sheets found: split addresses, zones, words of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_asb.errors import ExportError
from geo_asb.etl.behaviour import behaviour_hint
from geo_asb.etl.column_map import parse_column_map
from geo_asb.etl.crosswalk import UnknownLabelError, read_crosswalk
from geo_asb.etl.inspect import inspect_with, proposed_files
from geo_asb.etl.personal import personal_kind, personal_kind_in_identifier
from geo_asb.etl.readers.cases import read_cases
from geo_asb.model import Case, Reading
from tests.etl.files import write_csv

SPLIT_MAP = """
source = "own"
version = 1
crosswalk = "housemark"
times = "UTC"
[columns]
reference = "Ref"
opened_on = "Opened"
types = "Type"
began_at = "Began"
postcode = "Postcode"
[joined]
address = ["Flat", "House No", "Street", "Town"]
"""
SPLIT_HEAD = ["Ref", "Opened", "Type", "Began", "Flat", "House No", "Street", "Town", "Postcode"]


def _read(folder: Path, *rows: Sequence[object], text: str = SPLIT_MAP) -> Reading[Case]:
    columns = parse_column_map(text, "own.toml")
    path = write_csv(folder / "sheet.csv", [SPLIT_HEAD, *rows])
    return read_cases(path, columns, read_crosswalk(columns.crosswalk))


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (("3", "3", "Mill Lane", "Hollin"), "Flat 3, 3 Mill Lane, Hollin"),
        (("Flat 3", "12a", "Mill Lane", ""), "Flat 3, 12a Mill Lane"),
        (("", "12-14", "Mill Lane", "Mill Lane"), "12-14 Mill Lane"),
        (("", "", " Mill Lane, ", "Hollin"), "Mill Lane, Hollin"),
        (("", "7", "", ""), "7"),
        (("", "", "", ""), ""),
    ],
)
def test_an_address_is_joined_of_its_columns(tmp_path, parts, address):
    (case,) = _read(tmp_path, ["1", "5/6/20", "Noise", "", *parts, "ZX1 1AA"]).records
    assert (case.place.address, case.place.postcode) == (address, "ZX1 1AA")


def test_every_part_of_a_joined_address_passes_the_door(tmp_path):
    row = ["1", "5/6/20", "Noise", "", "", "12", "07700 900123", "", "ZX1 1AA"]
    (reject,) = _read(tmp_path, row).rejects
    assert (reject.column, "telephone" in reject.reason) == ("Street", True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('address = ["Flat", "House No", "Street", "Town"]', 'types = ["A", "B"]'), "nearest"),
        (('["Flat", "House No", "Street", "Town"]', '["Flat"]'), "needs two headings or more"),
        (('postcode = "Postcode"', 'address = "Postcode"'), r"under \[columns\] and under \[joi"),
    ],
)
def test_a_part_for_joining_that_means_nothing_is_refused(change, message):
    with pytest.raises(ExportError, match=message):
        parse_column_map(SPLIT_MAP.replace(*change), "own.toml")


def test_a_missing_part_of_a_joined_address_is_missed_by_name(tmp_path):
    with pytest.raises(ExportError, match="no column 'Village'"):
        _read(tmp_path, text=SPLIT_MAP.replace('"Town"', '"Village"'))


@pytest.mark.parametrize(
    ("written", "local"),
    [("2020-06-05T09:30:00Z", "10:30"), ("2020-06-05 09:30", "10:30"), ("2020-06-05", "00:00")],
)
def test_a_moment_with_its_zone_is_turned_once(tmp_path, written, local):
    row = ["1", "2020-06-05T08:00:00Z", "Noise", written, "", "", "", "", ""]
    (case,) = _read(tmp_path, row).records
    assert f"{case.incidents[0].began_at:%H:%M}" == local


@pytest.mark.parametrize(
    ("label", "near", "hint"),
    [
        ("DV", "Domestic Abuse", "DOMESTIC"),
        ("Graffiti", "Vandalism", "VANDALISM"),
        ("Hate - Race", "Hate incidents", "HATE"),
        ("Racist graffiti", "Hate incidents", "HATE"),
        ("Loud Music / TV", "Noise/Rowdy Behaviour", "NOISE"),
        ("Dog Fouling", "Pets", "PETS"),
        ("Cuckooing", "", "EXPLOIT"),
        ("ZZ17", "", ""),
    ],
)
def test_an_unknown_type_is_likened_by_what_it_means(label, near, hint):
    with pytest.raises(UnknownLabelError) as caught:
        read_crosswalk("stockport_react").split(label)
    assert (caught.value.nearest, behaviour_hint(label)) == (near, hint)


def test_every_case_type_that_a_list_knows_is_hinted_as_itself_or_not_at_all():
    for name in ("stockport_react", "great_places"):
        for label in read_crosswalk(name).labels.values():
            if label.code in ("DOMESTIC", "HATE", "VIOLENCE", "SEXUAL", "EXPLOIT", "SAFEGUARD"):
                assert behaviour_hint(label.text) in (label.code, ""), label


def test_a_list_of_types_is_proposed_though_another_column_is_missing(tmp_path):
    rows = [["Ref", "What was it", "When"], *(["A1", "Loud music", "soon"] for _ in range(4))]
    rows = [[f"A{n}", *row[1:]] if n else row for n, row in enumerate(rows)]
    path = write_csv(tmp_path / "list.csv", rows)
    _, files = proposed_files(path, tmp_path / "list.toml")
    types = files[tmp_path / "list_types.csv"]
    assert "# 4 rows; by its words it may be NOISE\nLoud music,\n" in types


def test_rows_lost_with_their_case_are_told_together(tmp_path):
    columns = parse_column_map(SPLIT_MAP.replace("version", 'row = "incident"\nversion'), "x.toml")
    place = ["", "1", "Mill Lane", "", ""]
    rows = [[n, "5/6/20", kind, "", *place] for n in range(3) for kind in ("Noise", "Zz", "Noise")]
    path = write_csv(tmp_path / "sheet.csv", [SPLIT_HEAD, *rows])
    lines = inspect_with(path, columns).lines()
    told = [line for line in lines if "another row of the same case" in line]
    assert len(told) == 1
    assert told[0].startswith("  Rejected 6 rows (2, 4, 5, …)")


REGISTER_HEAD = [
    "Ref No",
    "Date Rep.",
    "Nature",
    "Flat/Apt",
    "House & Street",
    "Area",
    "P/Code",
    "HO",
]


def test_a_split_address_is_proposed_whole_and_nothing_is_made_of_initials(tmp_path):
    rows = [
        [f"H{n}", f"{1 + n}/6/21", "Drugs", "", f"{n} Mill Lane", "Hollin", "ZX1 1AA", "JO"]
        for n in range(12)
    ]
    path = write_csv(tmp_path / "register.csv", [REGISTER_HEAD, *rows])
    proposal, files = proposed_files(path, tmp_path / "own.toml")
    assert set(proposal.columns) == {"reference", "opened_on", "types", "postcode"}
    columns = parse_column_map(files[tmp_path / "own.toml"], "own.toml")
    case = read_cases(path, columns, read_crosswalk(columns.crosswalk)).records[3]
    assert case.place.address == "3 Mill Lane, Hollin"


def test_the_prefix_of_a_crm_hides_no_heading(tmp_path):
    head = ["ticketnumber", "createdon", "new_casetype", "new_addressline1", "new_addressline2",
            "new_postcode", "new_uprn"]  # fmt: skip
    rows = [
        [f"CAS-{n}", "2021-06-05T09:30:00Z", "Drugs", f"{n} Mill Lane", "Hollin", "ZX1 1AA", n]
        for n in range(12)
    ]
    proposal, _ = proposed_files(write_csv(tmp_path / "crm.csv", [head, *rows]), Path("own.toml"))
    assert proposal.split_address == ("new_addressline1", "new_addressline2")
    assert proposal.columns == {
        "reference": "ticketnumber", "opened_on": "createdon", "types": "new_casetype",
        "postcode": "new_postcode", "uprn": "new_uprn",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["Loud Music / TV", "loud music/tv", "Loud Music /TV; Drugs"])
def test_a_label_with_a_loose_slash_is_known_in_every_spelling(tmp_path, cell):
    lines = "# own, version 1: x\nlabel,code\nLoud Music / TV,NOISE\nDrugs,DRUGS\n"
    (tmp_path / "own.csv").write_text(lines, encoding="utf-8")
    crosswalk = read_crosswalk("own.csv", tmp_path)
    assert [label.code for label in crosswalk.split(cell)] == ["NOISE", "DRUGS"][
        : 1 + (";" in cell)
    ]
    assert [one.code for one in crosswalk.split("Drugs / Loud Music/TV")] == ["DRUGS", "NOISE"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "1 Mill Lane \uff10\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13",
            "telephone",
        ),
        ("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "telephone"),
        ("Mister Bloggs, 1 Mill Lane", "title"),
        ("Rev. Bloggs, 1 Mill Lane", "title"),
        ("12 R\u00e9veil Court", ""),
        ("Flat \u00bd, 1 Mill Lane", ""),
    ],
)
def test_a_value_in_other_letters_or_with_a_rarer_title_is_personal(text, kind):
    assert kind in personal_kind(text) if kind else personal_kind(text) == ""


def test_a_reference_in_wide_digits_is_still_a_telephone_number():
    assert personal_kind_in_identifier("\uff10\uff17\uff17\uff10\uff10\uff1900123")


@pytest.mark.parametrize(
    "heading", ["Tenant name", "Notes", "Contact", "Tenant name and address", "Site contact"]
)
@pytest.mark.parametrize("field", ["team", "address"])
def test_a_map_cannot_name_a_column_of_persons_for_what_is_stored(field, heading):
    text = SPLIT_MAP.replace('"Flat"', '"Flat 2"').replace(
        "[joined]\naddress", "[joined]\nnew_address"
    )
    with pytest.raises(ExportError, match=f"'{heading}' may hold names.*cannot be {field}"):
        parse_column_map(text.replace("postcode =", f'{field} = "{heading}"\npostcode ='), "x.toml")


@pytest.mark.parametrize(
    "heading", ["Tenant's address", "Block name", "House name", "Contact address"]
)
def test_a_map_may_name_a_place_beside_a_person(heading):
    text = SPLIT_MAP.replace('"Street"', f'"{heading}"')
    assert heading in parse_column_map(text, "x.toml").joined_headings
