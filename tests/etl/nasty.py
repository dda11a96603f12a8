"""
Nasty files, made by code, each with what must become of it.

Every one ends as stored rows with exact values, as rejects with a reason, or refused with a
message. Whatever could be read in two ways may not be stored.
"""

from __future__ import annotations

import gzip
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.etl.files import REACT_HEAD, write_xlsx
from tests.etl.nasty_files import locked_xlsx, write_ods, write_xls
from tests.etl.nasty_make import (
    ONE,
    SHEET,
    TWO,
    Make,
    Nasty,
    book_file,
    bytes_file,
    csv_file,
    edited,
    patched_file,
    renamed,
    row,
    text_of,
    two,
    with_value,
    xlsx_file,
)

__all__ = ["NASTY"]

# ---------------------------------------------------------------- letters

LETTERS = [
    Nasty("UTF-8", csv_file(row(Team="Caf\u00e9")), [ONE | {"team": "Caf\u00e9"}]),
    Nasty("byte order mark", csv_file(row(), encoding="utf-8-sig"), [ONE]),
    Nasty("UTF-16", csv_file(row(Team="Caf\u00e9"), encoding="utf-16"),
          [ONE | {"team": "Caf\u00e9"}]),
    Nasty("UTF-16 without its mark", csv_file(row(), encoding="utf-16-le"), refused="null bytes"),
    Nasty("UTF-32", csv_file(row(), encoding="utf-32"), refused="null bytes"),
    Nasty(
        "Windows-1252",
        csv_file(row(Team="Caf\u00e9 \u2013 North"), encoding="cp1252"),
        [ONE | {"team": "Caf\u00e9 \u2013 North"}],
        noted="Read as Windows-1252",
    ),
    Nasty(
        "mojibake",
        csv_file(*two(Team="Caf\u00c3\u00a9 Row")),
        [ONE],
        rejected=[(3, "Team", "letters were garbled")],
    ),
    Nasty(
        "two encodings in one file",
        bytes_file("n.csv", text_of(row(Team="Caf\u00e9")).encode() + text_of(
            row(Case_Ref="ASB-2", Team="Caf\u00e9")).split("\r\n", 1)[1].encode("cp1252")),
        [TWO],
        rejected=[(2, "Team", "letters were garbled")],
    ),
    Nasty(
        "a letter already lost",
        csv_file(*two(Incident_Address="3 Caf\ufffd Row")),
        [ONE],
        rejected=[(3, "Incident Address", "letters were garbled")],
    ),
    Nasty("null byte", edited("Elm", "El\0m", row()), refused="line 2: holds null bytes"),
    Nasty("zero-width blanks", csv_file(row(Incident_Address="3 El\u200bm\u00a0Street\ufeff")),
          [ONE]),
    Nasty("marks of direction", csv_file(row(Case_Ref="\u200eASB-1\u200f")), [ONE]),
    Nasty(
        "writing turned around",
        csv_file(*two(Incident_Address="\u202e3 teertS mlE")),
        [ONE],
        rejected=[(3, "Incident Address", "turn the writing around")],
    ),
    Nasty("a row of unseen marks", csv_file(row(), ["\u200b"] * 22), [ONE],
          skipped={"blank row": 1}),
    Nasty("unseen blanks in headings", csv_file(row(),
          head=renamed("Case Ref", "Case\u00a0\u200bRef")),
          [ONE]),
    Nasty("Cyrillic heading", csv_file(row(), head=renamed("Case Ref", "\u0421ase Ref")),
          refused="no column 'Case Ref'"),
]  # fmt: skip

# ---------------------------------------------------------------- quotes, separators, rows

SHAPES = [
    Nasty("semicolons", csv_file(row(), delimiter=";"), [ONE]),
    Nasty("tabs", csv_file(row(), delimiter="\t"), [ONE]),
    Nasty("bars", csv_file(row(), delimiter="|"), [ONE]),
    Nasty(
        "a separator, a quote and a line end inside a cell",
        csv_file(row(Incident_Address='Flat 2, "Elm",\n3 Elm Street')),
        [ONE | {"address": 'Flat 2, "Elm",\n3 Elm Street'}],
    ),
    Nasty(
        "an unquoted separator",
        edited("3 Elm Street", "3, Elm Street", row()),
        rejected=[(2, "(whole row)", "has 23 cells under 22 headings")],
    ),
    Nasty("open quote", edited("3 Elm", '"3 Elm', row()), refused="quotation mark is open"),
    Nasty(
        "two open quotes that swallow rows",
        bytes_file("n.csv", text_of(*(row(Case_Ref=f"C{n}") for n in range(4)))
               .replace("3 Elm Street", '"3 Elm Street', 1)[::-1]
               .replace("teertS mlE 3", '"teertS mlE 3', 1)[::-1].encode()),
        rejected=[(2, "(whole row)", "several rows run together")],
    ),
    Nasty("trailing separators", bytes_file("n.csv",
          text_of(row()).replace("\r\n", ",,\r\n").encode()),
          [ONE]),
    Nasty(
        "ragged rows",
        bytes_file("n.csv", (text_of(row()) + "ASB-2,05/06/2020\r\n").encode()),
        [ONE],
        rejected=[(3, "(whole row)", "has 2 cells under 22 headings")],
    ),
    Nasty("line ends of an old Macintosh", bytes_file("n.csv", text_of(row()).replace("\r\n", "\r")
          .encode()), [ONE]),
    Nasty("blank rows and columns", xlsx_file(["", *[""] * 22], ["", *row()], [],
          head=["", *REACT_HEAD]), [ONE], skipped={"blank row": 1}),
    Nasty(
        "title, repeated heads, totals",
        lambda folder: write_xlsx(folder / "n.xlsx", [
            ["ASB cases"], [], REACT_HEAD, row(), REACT_HEAD, row(Case_Ref="ASB-2"),
            ["Total", 2]]),
        [ONE, TWO],
        skipped={"title row": 1, "blank row": 1, "repeated heading row": 1, "totals row": 1},
    ),
    Nasty(
        "a heading merged over two columns",
        xlsx_file([*row()[:11], "Eastlea", *row()[12:]], head=renamed("Incident Postcode", "")),
        refused="no column 'Incident Postcode'",
    ),
    Nasty(
        "part of the address under no heading",
        csv_file([*row()[:11], "Eastlea", *row()[11:]],
             head=[*REACT_HEAD[:11], "", *REACT_HEAD[11:]]),
        rejected=[(2, "(whole row)", "under no heading")],
    ),
    Nasty(
        "a case merged over two rows",
        xlsx_file(row(), ["", "", "", "Pets"], row(Case_Ref="ASB-2"), merge="A2:A3 B2:B3"),
        [TWO],
        rejected=[(2, "Case Ref", "is merged with"), (3, "Case Ref", "is merged with")],
    ),
    Nasty("two headings alike", csv_file(row(), head=renamed("Property Ref", "case_ref")),
          refused="two columns are headed 'Case Ref'"),
    Nasty("headings alone", csv_file(), refused="no rows below the headings"),
    Nasty("an empty sheet", lambda f: write_xlsx(f / "n.xlsx", []), refused="workbook is empty"),
    Nasty(
        "a second table below, its columns in another order",
        xlsx_file(row(), [], REACT_HEAD[::-1], row(Case_Ref="ASB-2")[::-1]),
        refused="row 4: the headings stand here again in another order",
    ),
    Nasty(
        "more columns than any sheet",
        bytes_file("n.csv", text_of(row()).encode() + b"," * 10_000_000),
        refused="row 3: has 10,000,001 columns",
    ),
    Nasty("ten million headings", bytes_file("n.csv", b"a," * 10_000_000 + b"\n1,2\n"),
          refused="columns, more than a spreadsheet holds"),
    Nasty("a cell of 10 MB", csv_file(row(Incident_Address="Elm " * 2_500_000)),
          refused="a cell holds more than 131,072 characters"),
    Nasty("a long cell", csv_file(row(Incident_Address="Elm " * 2_000)),
          rejected=[(2, "Incident Address", "characters")]),
]  # fmt: skip

# ---------------------------------------------------------------- values

VALUES = [
    Nasty("a UPRN cut short", csv_file(row(UPRN="1.00E+11")), [ONE | {"uprn": ""}],
          noted="1 cell.s. under 'UPRN' are no UPRN .* first in row 2"),
    Nasty("letter O for 0 in a UPRN", csv_file(row(UPRN="1OOO12345678")), [ONE | {"uprn": ""}],
          noted="are no UPRN"),
    Nasty("a UPRN as a number", xlsx_file(row(UPRN=100012345678)),
          [ONE | {"uprn": "100012345678"}]),
    Nasty("a reference cut short", csv_file(*two(Case_Ref="1.00E+11")), [ONE],
          rejected=[(3, "Case Ref", "cut a long number short")]),
    Nasty("a reference of too many digits", xlsx_file(*two(Case_Ref=1234567890123456789)), [ONE],
          rejected=[(3, "Case Ref", "more digits than a spreadsheet keeps")]),
    Nasty(
        "references that lost their zeros",
        csv_file(row(Case_Ref="000412"), row(Case_Ref="413"), row(Case_Ref="000414")),
        [ONE | {"reference": "000412"}, ONE | {"reference": "000414"}],
        rejected=[(3, "Case Ref", "may have lost its zeros")],
    ),
    Nasty("letter O for 0 in a day", csv_file(*two(Date_Opened="O5/06/2020")), [ONE],
          rejected=[(3, "Date Opened", "not a day/month/year date")]),
    *(
        Nasty(f"ditto: {mark}", xlsx_file(*two(Incident_Address=mark)), [ONE],
              rejected=[(3, "Incident Address", "points to the row above")])
        for mark in ('"', "''", "As above", "ditto", "\u3003", "same as above")
    ),
    Nasty("ditto in a day", xlsx_file(*two(Date_Opened='"')), [ONE],
          rejected=[(3, "Date Opened", "not a day/month/year date")]),
    Nasty("a command", csv_file(*two(Incident_Address="=cmd|'/C calc'!A0")), [ONE],
          rejected=[(3, "Incident Address", "begins like a formula")]),
    Nasty("a command behind a sign", csv_file(*two(Team="@SUM(1+1)*cmd|'/C calc'!A0")), [ONE],
          rejected=[(3, "Team", "begins like a formula")]),
    Nasty("a house number turned into a day", xlsx_file(*two(Incident_Address=date(2020, 2, 1))),
          [ONE], rejected=[(3, "Incident Address", "turned this into a date")]),
    Nasty("an unknown word", csv_file(*two(Status="Pending")), [ONE],
          rejected=[(3, "Status", "not known here")]),
]  # fmt: skip

# ---------------------------------------------------------------- days and times

DAYS = [
    Nasty("a day number", xlsx_file(row(Date_Opened=43987)), [ONE]),
    Nasty("a day number in text", csv_file(*two(Date_Opened="43987")), [ONE],
          rejected=[(3, "Date Opened", "not a day/month/year date")]),
    Nasty("days from 1904", book_file(lambda book: setattr(book, "epoch", CALENDAR_MAC_1904),
          row(Date_Opened=datetime.fromisoformat("2020-06-05T00:00"))), [ONE]),
    Nasty("day numbers from 1904", book_file(lambda book: setattr(book, "epoch", CALENDAR_MAC_1904),
          row(Date_Opened=43987 - 1462)), [ONE]),
    Nasty("years of two digits", csv_file(row(Date_Opened="05/06/20")), [ONE]),
    Nasty("a year of two digits that may be two", csv_file(*two(Date_Opened="05/06/65")), [ONE],
          rejected=[(3, "Date Opened", "could be two years")]),
    Nasty("month first", csv_file(*two(Date_Opened="06/25/2020")),
          refused="row 3, column 'Date Opened': month before day"),
    Nasty(
        "turned in a spreadsheet of another country",
        xlsx_file(row(Date_Opened=date(2020, 5, 6)), row(Case_Ref="2", Date_Opened="25/06/2020")),
        refused="row 2, column 'Date Opened': day and month may have changed places",
    ),
    Nasty(
        "turned, then saved as ISO days",
        csv_file(row(Date_Opened="2020-05-06"), row(Case_Ref="2", Date_Opened="25/06/2020")),
        refused="day and month may have changed places",
    ),
    Nasty(
        "forms mixed by people",
        xlsx_file(row(), row(Case_Ref="2", Date_Opened="2020-06-25"),
              row(Case_Ref="3", Date_Opened="5 Jun 2020"),
              row(Case_Ref="4", Date_Opened=date(2020, 6, 5))),
        [ONE, ONE | {"reference": "2", "opened_on": "2020-06-25"}, ONE | {"reference": "3"},
         ONE | {"reference": "4"}],
    ),
    Nasty("29 February of no leap year", csv_file(*two(Date_Opened="29/02/2021")), [ONE],
          rejected=[(3, "Date Opened", "no such day")]),
    Nasty("29 February of a leap year", csv_file(row(Date_Opened="29/02/2020")),
          [ONE | {"opened_on": "2020-02-29"}]),
    Nasty("1900", csv_file(*two(Date_Opened="01/01/1900")), [ONE],
          rejected=[(3, "Date Opened", "not between 1990 and 2040")]),
    Nasty("a cell of time alone", xlsx_file(*two(Date_Opened=time(22, 15))), [ONE],
          rejected=[(3, "Date Opened", "not a day/month/year date")]),
    Nasty("the hour that clocks skip", csv_file(*two(Incident_From="29/03/2020 01:30")), [ONE],
          rejected=[(3, "Incident From", "clocks went forward")]),
    Nasty("the hour that comes twice", csv_file(row(Incident_From="25/10/2020 01:30")),
          [ONE | {"began_at": "2020-10-25T01:30:00"}]),
    Nasty("a time with its zone", csv_file(row(Incident_From="2020-06-05T21:15:00Z")),
          [ONE | {"began_at": "2020-06-05T22:15:00"}]),
    Nasty("a time with half a zone", csv_file(*two(Incident_From="2020-06-05T22:15:00+01")), [ONE],
          rejected=[(3, "Incident From", "not hours:minutes")]),
    Nasty("afternoon", csv_file(*two(Incident_From="05/06/2020 10:15 PM")), [ONE],
          rejected=[(3, "Incident From", "not a day/month/year date")]),
]  # fmt: skip

# ---------------------------------------------------------------- workbooks


def _hide_sheet(book: Workbook) -> None:
    copy = book.copy_worksheet(book.active)
    copy.sheet_state = "hidden"


def _hide_rows(book: Workbook) -> None:
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["K"].hidden = True


def _second_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("February")
    for cells in [REACT_HEAD[:-2], row(Case_Ref="ASB-2")[:-2]]:
        sheet.append(cells)


def _bomb(folder: Path) -> Path:
    path = folder / "nasty.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(60_000_000))
    return path


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-300])
    return path


def _ring(path: Path) -> Path:
    """Let the first sector of the workbook's stream follow itself."""
    content = bytearray(path.read_bytes())
    first = 9  # after one sector of directory and eight of links, which begin at byte 1,024
    content[1024 + 4 * first : 1028 + 4 * first] = first.to_bytes(4, "little")
    path.write_bytes(content)
    return path


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

WORKBOOKS = [
    Nasty("a formula with its value", patched_file(SHEET, with_value(
        "Incident Address", ' t="str"><f>A1</f><v>3 Elm Street</v>'), row()), [ONE]),
    Nasty("a formula never calculated", xlsx_file(row(Incident_Address='="3 "&"Elm Street"')),
          rejected=[(2, "Incident Address", "never calculated")]),
    Nasty("an error cell", xlsx_file(*two(Incident_Address="#REF!")), [ONE],
          rejected=[(3, "Incident Address", "shows an error")]),
    Nasty("an error of a formula", patched_file(SHEET, with_value(
        "Case Ref", ' t="e"><f>A1</f><v>#N/A</v>'), row()),
          rejected=[(2, "Case Ref", "shows an error")]),
    Nasty("an error in a text file", csv_file(*two(Incident_Address="#N/A")), [ONE],
          rejected=[(3, "Incident Address", "shows an error")]),
    Nasty("a hidden sheet", book_file(_hide_sheet, row()), [ONE], noted="1 hidden sheet"),
    Nasty("hidden rows and columns", book_file(_hide_rows, *two()), [ONE, TWO],
          noted="1 hidden row"),
    Nasty("two sheets with tables", book_file(_second_sheet, row()), refused="2 sheets hold this"),
    Nasty("locked with a password", lambda f: locked_xlsx(f / "n.xlsx"), refused="with a password"),
    Nasty("cut short", lambda f: _cut(xlsx_file(row())(f)), refused="cut short or damaged"),
    Nasty("XLS", lambda f: write_xls(f / "n.xls", [REACT_HEAD, row()]), [ONE]),
    Nasty("XLS with day numbers from 1904", lambda f: write_xls(
        f / "n.xls", [REACT_HEAD, row(Date_Opened=43987 - 1462)], counts_from_1904=True), [ONE]),
    Nasty("XLS with an error cell", lambda f: write_xls(
        f / "n.xls", [REACT_HEAD, *two(Incident_Address="#REF!")]), [ONE],
          rejected=[(3, "Incident Address", "shows an error")]),
    Nasty("XLS whose sectors run in a ring", lambda f: _ring(write_xls(
        f / "n.xls", [REACT_HEAD, row()])), refused="workbook is damaged"),
    Nasty("XLS with a cell beyond the last column", lambda f: write_xls(
        f / "n.xls", [REACT_HEAD, [*row(), *["x"] * 300]]), refused="workbook is damaged"),
    Nasty("ODS", lambda f: write_ods(f / "n.ods", [REACT_HEAD, row()]), [ONE]),
    Nasty(
        "ODS with an error cell",
        lambda f: write_ods(f / "n.ods", [REACT_HEAD, row(Incident_Address=(
            '<table:table-cell office:value-type="string" office:string-value=""'
            ' calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'))]),
        rejected=[(2, "Incident Address", "shows an error")],
    ),
    Nasty(
        "ODS that unfolds",
        lambda f: write_ods(f / "n.ods", [REACT_HEAD, [
            '<table:table-cell table:number-columns-repeated="900000000"'
            ' office:value-type="string"><text:p>x</text:p></table:table-cell>']]),
        refused="unfolds to more than 40 million",
    ),
    Nasty("CSV called XLSX", lambda f: csv_file(row())(f).rename(f / "n.xlsx"),
          refused="not the kind of workbook"),
    Nasty("XLSX called CSV", lambda f: xlsx_file(row())(f).rename(f / "n.csv"),
          refused="called .csv but holds a workbook"),
    Nasty("XLSX called XLS", lambda f: xlsx_file(row())(f).rename(f / "n.xls"),
          refused="not the kind of workbook"),
    Nasty("zip bomb", _bomb, refused="200 times its size"),
    Nasty("gz bomb", bytes_file("n.csv.gz", gzip.compress(bytes(60_000_000))),
          refused="200 times its size"),
    Nasty("a billion laughs", patched_file(SHEET, lambda sheet: LAUGHS + sheet.replace(
        b"3 Elm Street", b"&b;"), row()), refused="parts that no spreadsheet program writes"),
    Nasty("a cell at the end of the world", patched_file(SHEET, lambda sheet: sheet.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        row()), refused="row 1048576, column 16384"),
    Nasty("a cell beyond the world", patched_file(SHEET, lambda sheet: sheet.replace(
        b"</sheetData>", b'<row r="9"><c r="ZZZZZ9"><v>1</v></c></row></sheetData>'), row()),
        refused="stray cells"),
]  # fmt: skip

# ---------------------------------------------------------------- not files


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "n.csv")
    return folder / "n.csv"


def _link(to: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / "n.csv").symlink_to(to)
        return folder / "n.csv"

    return make


NOT_FILES = [
    Nasty("a folder", lambda folder: folder, refused="it is a folder"),
    Nasty("a broken link", _link("nowhere.csv"), refused="cannot be opened"),
    Nasty("a link to itself", _link("n.csv"), refused="cannot be opened"),
    Nasty("a pipe", _fifo, refused="a pipe or device"),
    Nasty("a device without end", _link("/dev/zero"), refused="a pipe or device"),
    Nasty("an empty file", bytes_file("n.csv", b""), refused="the file is empty"),
]

NASTY = (*LETTERS, *SHAPES, *VALUES, *DAYS, *WORKBOOKS, *NOT_FILES)
