import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from geo_asb.errors import ExportError
from nap.outline import outline
from nap.render import to_markdown, write_docx
from tests.nap.awkward_areas import AREAS
from tests.paper_town import clear_rise


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("nap") / "heathcote.docx"
    write_docx(clear_rise(), path)
    return path


@pytest.fixture(scope="module")
def document(written):
    return docx.Document(str(written))


def _headings(document):
    return [p.text for p in document.paragraphs if p.style.name == "Heading 1"]


def _words(document):
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_headings_are_real_and_in_order(document):
    assert _headings(document) == ["Headline", "What was reported", "Where cases gather", "Notes"]


def test_the_page_is_a4_with_margins_of_20_mm(document):
    page = document.sections[0]
    sides = (page.page_width, page.page_height, page.left_margin, page.top_margin)
    for length, wanted in zip(sides, (Mm(210), Mm(297), Mm(20), Mm(20)), strict=True):
        assert abs(length - wanted) < Mm(0.1)


def test_every_table_repeats_its_head_and_splits_no_row(document):
    for table in document.tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_every_estate_stands_in_the_table_zeros_included(document):
    table = next(t for t in document.tables if t.cell(0, 0).text == "Estate")
    shown = {row.cells[0].text: row.cells[2].text for row in table.rows[1:]}
    assert shown == {row.name: str(row.now) for row in clear_rise().estates.value}
    assert "0" in shown.values()


def test_numbers_are_aligned_right(document):
    table = next(t for t in document.tables if t.cell(0, 0).text == "Estate")
    styles = [cell.paragraphs[0].style.name for cell in table.rows[1].cells]
    assert styles == ["Evidence Cell", *["Evidence Number"] * 4, "Evidence Cell"]


def test_pictures_have_alt_text_and_fill_the_width(document):
    shapes = document.inline_shapes
    assert [s._inline.docPr.get("name") for s in shapes] == ["Map 1", "Chart 1"]
    assert all(len(s._inline.docPr.get("descr")) > 40 for s in shapes)
    assert all(abs(s.width - Mm(170)) < Mm(0.5) for s in shapes)


def test_title_language_and_day_are_set(document):
    properties = document.core_properties
    assert properties.title == "Heathcote: Evidence for the neighbourhood action plan"
    assert properties.language == "en-GB"
    assert properties.created.date() == clear_rise().freshness.value.today


def test_a_draft_says_so_on_every_page_and_a_finished_one_does_not(document, tmp_path):
    assert "DRAFT: exact counts, not for sharing" in _header(document)
    write_docx(AREAS["too_few_to_say"](), tmp_path / "shared.docx")
    shared = docx.Document(str(tmp_path / "shared.docx"))
    assert "DRAFT" not in _header(shared) + _words(shared)


def _header(document):
    return "\n".join(p.text for p in document.sections[0].header.paragraphs)


def test_what_is_not_shown_stands_beside_the_notes(document):
    one, two = document.sections
    assert one._sectPr.find(qn("w:cols")).get(qn("w:num")) is None
    assert two._sectPr.find(qn("w:cols")).get(qn("w:num")) == "2"
    assert two.start_type == WD_SECTION.CONTINUOUS
    assert (two.page_width, two.left_margin) == (one.page_width, one.left_margin)
    assert all(p.text or p._p.xpath(".//w:drawing") for p in document.paragraphs)


def test_pages_are_numbered_by_fields(document):
    footer = document.sections[0].footer._element.xml
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer


def test_every_figure_id_stands_in_the_document(document):
    evidence = clear_rise()
    answers = (evidence.headline, evidence.months, evidence.groups, evidence.estates)
    answers += (evidence.cells, evidence.places, evidence.freshness)
    assert all(answer.figure_id in _words(document) for answer in answers)


def test_word_says_what_markdown_says(document):
    told = re.sub(r"!\[.*\]\(.*\)", "", to_markdown(clear_rise()))  # alt text is not in the words
    numbers = re.findall(r"\d[\d,.]*\d|\d", told)
    assert [number for number in numbers if number not in _words(document)] == []


@pytest.mark.parametrize("name", ["no_cases", "police_without_homes"])
def test_an_area_with_little_to_show_is_still_a_whole_document(name, tmp_path):
    write_docx(AREAS[name](), tmp_path / "area.docx")
    bare = docx.Document(str(tmp_path / "area.docx"))
    assert _headings(bare) == ["Headline", "What was reported", "Where cases gather", "Notes"]
    assert "None" not in _words(bare)


def test_where_too_few_are_placed_there_is_no_map(tmp_path):
    write_docx(AREAS["badly_placed"](), tmp_path / "area.docx")
    shapes = docx.Document(str(tmp_path / "area.docx")).inline_shapes
    assert [s._inline.docPr.get("name") for s in shapes] == ["Chart 1"]


def test_the_same_evidence_gives_the_same_bytes(written, tmp_path):
    write_docx(clear_rise(), tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == written.read_bytes()


def test_no_part_carries_the_clock_or_a_strange_picture(written):
    with zipfile.ZipFile(io.BytesIO(written.read_bytes())) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]


def test_an_older_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "area.docx"
    path.write_text("older", encoding="utf-8")
    write_docx(clear_rise(), path)
    assert [p.name for p in tmp_path.iterdir()] == ["area.docx"]
    assert docx.Document(str(path)).tables


def test_another_ending_is_refused_and_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"area\.pdf: not a name for a Word document"):
        write_docx(clear_rise(), tmp_path / "area.pdf")
    with pytest.raises(ExportError, match=r"cannot be written .*Choose a folder"):
        write_docx(clear_rise(), tmp_path / "nowhere" / "area.docx")


def test_figures_are_numbered_in_reading_order():
    blocks = [b for s in outline(clear_rise()).sections for b in s.blocks if hasattr(b, "number")]
    tables = [b.number for b in blocks if not hasattr(b, "draw")]
    assert tables == [1, 2, 3]
