"""Every bad file ends in a message with file, place and remedy; nothing is read from it."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest

from geo_asb.errors import ExportError
from geo_asb.etl.readers import contents
from geo_asb.etl.readers.boundaries import read_boundaries
from geo_asb.etl.readers.homes import read_homes
from tests.etl.files import (
    HOME_ROW,
    HOMES_HEAD,
    REACT_HEAD,
    react_row,
    read_react,
    write_csv,
    write_xlsx,
)
from tests.towns import WARDS_2023

Make = Callable[[Path], Path]


def _react(path: Path) -> object:
    return read_react(path)


def _wards(path: Path) -> object:
    return read_boundaries(path, kind="ward", boundary_year=2023)


def _bytes(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _react_csv(*rows: list[object], head: list[str] = REACT_HEAD) -> Make:
    return lambda folder: write_csv(folder / "react.csv", [head, *rows])


def _renamed(old: str, new: str) -> list[str]:
    return [new if heading == old else heading for heading in REACT_HEAD]


def _xlsx_cut_short(folder: Path) -> Path:
    path = write_xlsx(folder / "react.xlsx", [REACT_HEAD, react_row()])
    path.write_bytes(path.read_bytes()[:-300])
    return path


def _xlsx_flipped_bytes(folder: Path) -> Path:
    path = write_xlsx(folder / "react.xlsx", [REACT_HEAD, react_row()])
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)
    return path


def _xlsx_stray_cell(folder: Path) -> Path:
    path = write_xlsx(folder / "react.xlsx", [REACT_HEAD, react_row()])
    changed = folder / "stray.xlsx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name.startswith("xl/worksheets/sheet"):
                stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", stray)
            after.writestr(name, content)
    return changed


def _xlsx_two_sheets(folder: Path) -> Path:
    from openpyxl import load_workbook  # noqa: PLC0415 - only here

    path = write_xlsx(folder / "react.xlsx", [REACT_HEAD, react_row()])
    book = load_workbook(path)
    book.copy_worksheet(book.active)
    book.save(path)
    return path


def _zip_called_xlsx(folder: Path) -> Path:
    path = folder / "react.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    return path


def _csv_called_xlsx(folder: Path) -> Path:
    return write_csv(folder / "react.xlsx", [REACT_HEAD, react_row()])


def _xlsx_called_csv(folder: Path) -> Path:
    path = write_xlsx(folder / "react.xlsx", [REACT_HEAD, react_row()])
    return path.rename(folder / "react.csv")


def _gz_cut_short(folder: Path) -> Path:
    text = write_csv(folder / "react.csv", [REACT_HEAD, *[react_row()] * 50]).read_bytes()
    return _bytes("react.csv.gz", gzip.compress(text)[:-40])(folder)


DEGREES = [[-2.15, 53.4], [-2.14, 53.4], [-2.14, 53.41], [-2.15, 53.4]]
SWAPPED = [[53.4, -2.15], [53.4, -2.14], [53.41, -2.14], [53.4, -2.15]]
METRES = [[390000, 390000], [390100, 390000], [390100, 390100], [390000, 390000]]


def _geojson(
    ring: list[list[float]] = DEGREES, *, crs: str | None = None, **properties: str
) -> Make:
    def make(folder: Path) -> Path:
        feature = {
            "type": "Feature",
            "properties": properties or {"area_code": "E05000001", "area_name": "Eastlea"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        collection: dict[str, object] = {"type": "FeatureCollection", "features": [feature]}
        if crs:
            collection["crs"] = {"type": "name", "properties": {"name": crs}}
        return _bytes("wards.geojson", json.dumps(collection).encode())(folder)

    return make


def _geojson_cut_short(folder: Path) -> Path:
    path = _geojson()(folder)
    path.write_bytes(path.read_bytes()[:-30])
    return path


def _wards_file(name: str, **changes: object) -> Make:
    def make(folder: Path) -> Path:
        frame = WARDS_2023.rename(columns={"code": "WD23CD", "name": "WD23NM"}).assign(**changes)
        frame.to_file(folder / name)
        return folder / name

    return make


def _gpkg_without_crs(folder: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"code": ["E05000001"], "name": ["Eastlea"]}, geometry=WARDS_2023.geometry.array[:1]
    ).set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(folder / "wards.gpkg")
    return folder / "wards.gpkg"


def _shp_without(ending: str) -> Make:
    def make(folder: Path) -> Path:
        path = _wards_file("wards.shp")(folder)
        path.with_suffix(ending).unlink()
        return path

    return make


def _gpkg_two_layers(folder: Path) -> Path:
    WARDS_2023.to_file(folder / "wards.gpkg", layer="wards_2013")
    WARDS_2023.to_file(folder / "wards.gpkg", layer="wards_2023")
    return folder / "wards.gpkg"


@dataclass(frozen=True)
class Bad:
    """One bad file: how it is made, who reads it, and what the message must say."""

    why: str
    make: Make
    read: Callable[[Path], object]
    match: str


BAD = [
    # ------------------------------------------------------------ the file itself
    Bad("not there", lambda folder: folder / "none.csv", _react, r"none\.csv: cannot be opened"),
    Bad("a folder", lambda folder: folder, _react, r"cannot be opened"),
    Bad("empty", _bytes("react.csv", b""), _react, r"react\.csv: the file is empty"),
    Bad("only blanks", _bytes("react.csv", b"\r\n \r\n"), _react, r"empty"),
    Bad("empty workbook", lambda f: write_xlsx(f / "e.xlsx", []), _react, r"workbook is empty"),
    Bad("unknown ending", _bytes("react.doc", b"x"), _react, r"not a table file.*\.csv"),
    Bad("null bytes", _bytes("react.csv", b"Case Ref\n\0\0"), _react, r"line 2: holds null bytes"),
    Bad(
        "UTF-16 without its mark",
        lambda f: write_csv(f / "r.csv", [REACT_HEAD], encoding="utf-16-le"),
        _react,
        r"line 1: holds null bytes",
    ),
    Bad("damaged UTF-8", _bytes("r.csv", b"\xef\xbb\xbfA,\xff\xff\n"), _react, r"utf-8-sig text"),
    Bad("cut short xlsx", _xlsx_cut_short, _react, r"react\.xlsx: the file is cut short"),
    Bad("flipped bytes", _xlsx_flipped_bytes, _react, r"react\.xlsx: the file is cut short"),
    Bad("cut short gz", _gz_cut_short, _react, r"react\.csv\.gz: the file is cut short"),
    Bad("not gz", _bytes("r.csv.gz", b"Case Ref\n"), _react, r"called \.gz but not compressed"),
    Bad("gz unsaid", _bytes("r.csv", gzip.compress(b"x")), _react, r"Add \.gz to its name"),
    Bad("csv called xlsx", _csv_called_xlsx, _react, r"not the kind of workbook its name says"),
    Bad("xlsx called csv", _xlsx_called_csv, _react, r"called \.csv but holds a workbook"),
    Bad("zip called xlsx", _zip_called_xlsx, _react, r"not the kind of workbook its name says"),
    Bad("web page called xls", _bytes("r.xls", b"<html><table>"), _react, r"not the kind of work"),
    Bad("web page called csv", _bytes("r.csv", b"<!DOCTYPE html>"), _react, r"holds a web page"),
    Bad("pdf called csv", _bytes("r.csv", b"%PDF-1.7"), _react, r"holds a pdf"),
    Bad("stray cell", _xlsx_stray_cell, _react, r"row 1048576, column 16384.*stray cells"),
    Bad("two sheets", _xlsx_two_sheets, _react, r"2 sheets hold this table"),
    Bad("open quote", _bytes("r.csv", b'Case Ref,"Open\nA,B\n'), _react, r"quotation mark"),
    # ------------------------------------------------------------ its columns
    Bad("headings only", _react_csv(), _react, r"react\.csv: no rows below the headings"),
    Bad(
        "renamed column",
        _react_csv(react_row(), head=_renamed("Date Opened", "Opened Date")),
        _react,
        r"no column 'Date Opened' \(nearest here: '.*'\)\. Put these headings back",
    ),
    Bad(
        "missing column",
        _react_csv(react_row(), head=_renamed("Case Types", "")),
        _react,
        r"no column 'Case Types'",
    ),
    Bad(
        "doubled column",
        _react_csv(react_row(), head=_renamed("Property Ref", "case ref ")),
        _react,
        r"two columns are headed 'Case Ref'",
    ),
    Bad("another table", _bytes("r.csv", b"a,b\n1,2\n"), _react, r"no column 'Case Ref'"),
    # ------------------------------------------------------------ its dates
    Bad(
        "month first",
        _react_csv(react_row(), react_row(Case_Ref="2", Date_Opened="06/25/2020")),
        _react,
        r"react\.csv, row 3, column 'Date Opened': month before day",
    ),
    # ------------------------------------------------------------ boundaries
    Bad("no crs", _gpkg_without_crs, _wards, r"does not say its coordinate system"),
    Bad("no prj", _shp_without(".prj"), _wards, r"does not say its coordinate system"),
    Bad("no dbf", _shp_without(".dbf"), _wards, r"\.dbf missing beside it"),
    Bad("two layers", _gpkg_two_layers, _wards, r"holds 2 layers \(wards_2013, wards_2023\)"),
    Bad("swapped axes", _geojson(SWAPPED), _wards, r"row 1: .*outside.*look swapped"),
    Bad("metres said degrees", _geojson(METRES), _wards, r"metres, but the file says degrees"),
    Bad("degrees said metres", _geojson(crs="EPSG:27700"), _wards, r"degrees, but the file says"),
    Bad("another country", _geojson(crs="EPSG:3857"), _wards, r"outside Great Britain"),
    Bad("json cut short", _geojson_cut_short, _wards, r"wards\.geojson: cut short or damaged"),
    Bad("not geojson", _bytes("w.geojson", b'{"a": 1}'), _wards, r"not a GeoJSON collection"),
    Bad("not a gpkg", _bytes("w.gpkg", b"text"), _wards, r"called \.gpkg but holds text"),
    Bad("no code", _geojson(title="Eastlea"), _wards, r"which column.*columns are title"),
    Bad(
        "one code twice", _wards_file("w.gpkg", WD23CD="E05000001"), _wards, r"rows 1, 2, 3: one c"
    ),
    Bad(
        "homes without northing",
        lambda f: write_csv(f / "h.csv", [HOMES_HEAD[:13] + HOMES_HEAD[14:], HOME_ROW[:16]]),
        read_homes,
        r"h\.csv: no column 'northing'",
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_file_is_refused_with_a_remedy(bad: Bad, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=bad.match):
        bad.read(bad.make(tmp_path))


def test_a_gz_bomb_stops_at_the_bound() -> None:
    bomb = gzip.compress(bytes(5_000_000))
    with pytest.raises(ExportError, match=r"more than .* MB when unpacked"):
        contents.unpack_gz(bomb, "bomb.csv.gz", max_bytes=1_000_000)


def test_a_zip_bomb_stops_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(5_000_000))
    with pytest.raises(ExportError, match=r"more than .* MB when unpacked"):
        contents.check_zip(path.read_bytes(), path.name, max_bytes=1_000_000)


def test_a_message_about_columns_never_shows_a_cell(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", [["Jo Bloggs", "12 Elm Street"], ["07000", "x"]])
    with pytest.raises(ExportError) as caught:
        _react(path)
    assert "Bloggs" not in str(caught.value)
    assert "Elm" not in str(caught.value)
