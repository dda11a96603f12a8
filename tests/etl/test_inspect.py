"""Looking into files before a load: proposals, what a map makes of a file, and the two verbs."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_asb import cli
from geo_asb.errors import ExportError
from geo_asb.etl.column_map import parse_column_map, read_column_map
from geo_asb.etl.inspect import fitting_map, inspect_with, proposed_files
from geo_asb.etl.proposal import propose
from geo_asb.etl.proposal_text import map_text
from tests.etl.files import REACT_HEAD, react_row, write_csv, write_xlsx
from tests.etl.nasty import NASTY

# A register that looks like none of the maps: other headings, other words, other types.
HEAD = [
    "Complaint no.", "Raised on", "Signed off", "What is it about?", "How bad",
    "Where it happened", "Came in by", "Who told us", "Stage", "Caller", "Caller tel",
    "Officer comments",
]  # fmt: skip
TYPES = ("Loud music", "Barking dog", "Drugs", "Dumped rubbish; Drugs")


def _row(n: int, **changes: object) -> list[object]:
    row = dict(
        zip(
            HEAD,
            [
                f"NC/22/{n:04d}", f"{1 + n % 28:02d}.06.2022", "30.06.2022" if n % 3 else "",
                TYPES[n % 4], ("Red", "Amber", "Green")[n % 3], f"{n} Elm Street",
                ("Phone call", "Portal")[n % 2], ("Tenant", "Caretaker")[n % 2],
                ("Live", "With officer")[n % 2], "INVENTED PERSON", "00000 000000", "INVENTED NOTE",
            ],
            strict=True,
        )
    )  # fmt: skip
    return list((row | {key.replace("_", " "): value for key, value in changes.items()}).values())


def _register(folder: Path, *more: Sequence[object]) -> Path:
    rows = [["Complaints register"], [], HEAD, *(_row(n) for n in range(20)), *more]
    return write_xlsx(folder / "register.xlsx", rows)


def test_an_unknown_sheet_is_proposed_from_headings_and_cells(tmp_path):
    proposal = propose(_register(tmp_path))
    assert proposal.columns == {
        "reference": "Complaint no.",
        "opened_on": "Raised on",
        "closed_on": "Signed off",
        "types": "What is it about?",
        "category": "How bad",
        "status": "Stage",
        "channel": "Came in by",
        "reporter_kind": "Who told us",
        "address": "Where it happened",
    }
    assert proposal.words["category"] == {"Red": "urgent", "Amber": "standard", "Green": "low"}
    assert proposal.unknown_words["status"] == {"With officer": 10}
    assert proposal.row == "case"


def test_a_column_that_looks_personal_is_left_out_and_hides_no_row(tmp_path):
    rows = [["Job", "Ring on", "Opened", "Kind"]]
    rows += [[f"J{n}", f"07700 9{n:05d}", f"{1 + n}/6/21", "Drugs"] for n in range(20)]
    proposal = propose(write_csv(tmp_path / "list.csv", rows))
    assert proposal.personal == ("Ring on",)
    assert proposal.columns == {"reference": "Job", "opened_on": "Opened", "types": "Kind"}


@pytest.mark.whole
@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: nasty.why)
def test_no_nasty_file_is_too_much_to_look_at(tmp_path, nasty):
    path = nasty.make(tmp_path)
    for look in (fitting_map, propose):
        with contextlib.suppress(ExportError):
            look(path)


def test_a_sheet_without_references_is_proposed_to_make_them(tmp_path):
    rows = [[f"{n % 28 + 1}/6/21", "Drugs" if n % 2 else "Pets"] for n in range(12)]
    path = write_csv(tmp_path / "list.csv", [["Opened", "Kind"], *rows])
    text = map_text(propose(path), crosswalk="stockport_react")
    assert parse_column_map(text, "x.toml").make_reference_from == ("types", "opened_on")


def test_rows_that_repeat_a_reference_are_proposed_as_incidents(tmp_path):
    head = ["Matter ID", "First contact date", "Date of occurrence", "Hour", "Allegation"]
    rows = [[f"M{n // 2}", "1/6/23", f"{1 + n}/6/23", "22:15", "Graffiti"] for n in range(12)]
    proposal = propose(write_csv(tmp_path / "hub.csv", [head, *rows]))
    assert proposal.row == "incident"
    assert tuple(proposal.columns) == ("reference", "opened_on", "types", "began_at", "began_time")


def test_a_proposal_that_lacks_a_column_says_which(tmp_path):
    path = write_csv(tmp_path / "list.csv", [["Ref", "Colour"], ["A1", "red"], ["A2", "blue"]])
    text = map_text(propose(path), crosswalk="stockport_react")
    assert '# opened_on = ""   # not found: the day the case was opened' in text
    with pytest.raises(ExportError, match="no column for opened_on"):
        parse_column_map(text, "x.toml")


def test_a_proposed_map_and_crosswalk_need_only_their_gaps_filled(tmp_path):
    path, out = _register(tmp_path), tmp_path / "register.toml"
    _, files = proposed_files(path, out)
    assert set(files) == {out, tmp_path / "register_types.csv"}
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    waiting = inspect_with(path, read_column_map(str(out)))
    assert [re.search(r"'(.*)' has no code", fault)[1] for fault in waiting.faults] == [
        "Barking dog", "Dumped rubbish", "Loud music",
    ]  # fmt: skip
    _fill(tmp_path / "register_types.csv", {"Barking dog": "PETS", "Dumped rubbish": "LITTER"})
    _fill(tmp_path / "register_types.csv", {"Loud music": "NOISE"})
    text = out.read_text().replace('open = ["Live"]', 'open = ["Live", "With officer"]')
    out.write_text(text)
    clean = inspect_with(path, read_column_map(str(out)))
    assert clean.reading is not None
    assert (len(clean.reading.records), clean.reading.rejects, clean.faults) == (20, (), ())
    assert clean.lines()[-1] == "Every row is accounted for; this can be loaded."


def _fill(path: Path, codes: dict[str, str]) -> None:
    text = path.read_text()
    for label, code in codes.items():
        text = text.replace(f"\n{label},\n", f"\n{label},{code}\n")
    path.write_text(text)


def test_a_file_of_a_known_system_finds_its_map(tmp_path):
    react = write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row()])
    found = fitting_map(react)
    assert found is not None
    assert found.name == "react"
    assert fitting_map(_register(tmp_path)) is None


def test_a_steward_reads_what_would_be_stored_and_what_rejected(tmp_path):
    rows = [
        react_row(Incident_From="04/06/2020"),
        react_row(Case_Ref="ASB-2", Date_Opened="31/06/2020"),
        react_row(Case_Ref="ASB-3", Case_Types="Drugz"),
        react_row(Case_Ref="ASB-4", Case_Types="Drugz; Petz"),
    ]
    path = write_csv(tmp_path / "react.csv", [REACT_HEAD, *rows])
    told = "\n".join(inspect_with(path, read_column_map("react")).lines())
    assert "Found: text in utf-8, headings in row 1. Map: react, version 1." in told
    assert "  Case Ref                    reference" in told
    assert "Never read, as they may be personal: Complainant Name, Complainant Phone" in told
    assert "row 2: case ASB-1, opened 05 Jun 2020, Drugs = DRUGS, severity low, open" in told
    assert "happened 04 Jun 2020\n" in told
    assert "4 rows = 1 cases to store + 3 rejected + 0 skipped." in told
    assert "Rejected 2 rows (4, 5), column 'Case Types': a type that crosswalk" in told
    assert "'Drugz' in 2 rows; nearest: 'Drugs'" in told
    assert "'Petz' in 1 row; nearest: 'Pets'" in told
    assert "This can be loaded; 3 rows wait in quarantine until corrected." in told
    assert "INVENTED" not in told


def test_a_file_that_a_map_cannot_read_says_what_to_mend(tmp_path):
    path = write_csv(tmp_path / "react.csv", [REACT_HEAD[1:], react_row()[1:]])
    found = inspect_with(path, read_column_map("react"))
    assert found.reading is None
    assert "no column 'Case Ref'" in found.lines()[-1]


# ---------------------------------------------------------------- the verbs


def test_inspect_proposes_writes_and_never_overwrites(tmp_path, capsys):
    path, out = _register(tmp_path), tmp_path / "mine.toml"
    assert cli.main(["inspect", str(path), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "  Signed off                  closed_on   is it? told by its cells" in told
    assert "Words of status to put beside a meaning in the map: 'With officer'." in told
    assert f"Written: {out}" in told
    assert f"geo-asb inspect {path} --map {out}" in told
    assert "INVENTED" not in told
    assert cli.main(["inspect", str(path), "--out", str(out)]) == 3
    assert "is there already" in capsys.readouterr().err


def test_inspect_of_a_known_shape_needs_no_map(tmp_path, capsys):
    path = write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row()])
    assert cli.main(["inspect", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Every row is accounted for; this can be loaded." in told
    assert f"To load it: geo-asb load cases {path} --map react" in told


def test_inspect_says_what_it_does_not_look_into(tmp_path, capsys):
    path = write_csv(tmp_path / "react.csv", [REACT_HEAD, react_row()])
    assert cli.main(["inspect", str(path), "--map", "crm_contacts"]) == 3
    assert "only case exports are looked into" in capsys.readouterr().err


def test_crosswalk_check_tells_every_fault(tmp_path, capsys):
    own = tmp_path / "own.csv"
    own.write_text("# own, version 1: x\nlabel,code\nRacket,NOISE\nDogs,PET\nracket,PETS\n")
    assert cli.main(["crosswalk", "check", str(own)]) == 3
    told = capsys.readouterr()
    assert "line 4: 'PET' is no case type (nearest: PETS)" in told.out
    assert "line 5: 'racket' stands in line 3 already" in told.out
    assert "2 lines to correct" in told.err


def test_crosswalk_check_keeps_published_totals(tmp_path, capsys):
    counts = tmp_path / "counts.csv"
    with counts.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["label", "a", "none"], ["Racial", 14, ""], ["Hate crime (not racial)", 3, 2]]
        )
    words = ["crosswalk", "check", "great_places", "--counts", str(counts)]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert "HATE: Hate crime (not racial) + Racial" in told
    assert "a: 17 by label = 17 by code." in told
    counts.write_text("label,a\nRacism,3\n")
    assert cli.main(words) == 3
    assert "so its count would be lost" in capsys.readouterr().err
