"""An outline as a Word document: native headings, tables and fields, one block at a time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from functools import singledispatch
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from nap import plain
from nap.blocks import Block, Box, Bullets, Column, Outline, Paragraph, Picture, Section, Table
from nap.word_styles import (
    COLUMN_GAP_MM,
    COLUMNS_MM,
    TABLE_STYLE,
    TEXT_WIDTH_MM,
    set_page,
    set_styles,
)

__all__ = ["word_bytes"]

_KINDS = {
    "lead": "Evidence Lead",
    "body": "Normal",
    "warning": "Evidence Warning",
    "note": "Evidence Source",
}
_WHOLE_TABLE_ROWS = 12  # a table up to this long is never split over pages


def word_bytes(outline: Outline) -> bytes:
    """Write an outline as DOCX; the same outline gives the same bytes."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    _set_properties(document, outline)
    _write_margins(document, outline)
    document.add_paragraph(outline.kind, style="Evidence Kind")
    document.add_paragraph(outline.area, style="Title")
    document.add_paragraph(outline.subtitle, style="Subtitle")
    for section in outline.sections:
        _write_section(section, document)
    out = io.BytesIO()
    document.save(out)
    return _same_every_time(out.getvalue())


def _write_section(section: Section, document: Document) -> None:
    """Write heading and blocks; words that lead to a table or picture stay on its page."""
    beside = any(isinstance(block, Box) and block.beside for block in section.blocks)
    if beside:
        _begin_columns(document)
    document.add_heading(section.title, level=1)
    for block, following in zip(section.blocks, [*section.blocks[1:], None], strict=True):
        _write(block, document)
        if isinstance(block, Paragraph) and isinstance(following, Table | Picture):
            document.paragraphs[-1].paragraph_format.keep_with_next = True


def _begin_columns(document: Document) -> None:
    """Set what follows in two columns, below what stands on the page already."""
    columns = document.add_section(WD_SECTION.CONTINUOUS)._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), str(len(COLUMNS_MM)))
    columns.set(qn("w:equalWidth"), "0")
    for width_mm in COLUMNS_MM:
        column = OxmlElement("w:col")
        column.set(qn("w:w"), str(Mm(width_mm).twips))
        column.set(qn("w:space"), str(Mm(COLUMN_GAP_MM).twips))
        columns.append(column)
    above, empty = list(document.element.body)[-3:-1]
    if above.tag == qn("w:p"):  # a paragraph carries the break as well as an empty one does
        above.get_or_add_pPr().append(empty.pPr.sectPr)
        document.element.body.remove(empty)


# ------------------------------------------------------------------------------- the blocks


@singledispatch
def _write(block: Block, document: Document) -> None:  # noqa: ARG001  others use it
    message = f"no way to write a {type(block).__name__} in Word; register one."
    raise TypeError(message)


@_write.register
def _(block: Paragraph, document: Document) -> None:
    paragraph = document.add_paragraph(block.text, style=_KINDS[block.kind])
    if block.figure_id:
        paragraph.add_run(f"  Figure {block.figure_id}", style="Evidence Id")


@_write.register
def _(block: Bullets, document: Document) -> None:
    for item in block.items:
        document.add_paragraph(item, style="List Bullet")


@_write.register
def _(block: Box, document: Document) -> None:
    heading = document.add_paragraph(style="Heading 2")
    if block.beside:
        heading.add_run().add_break(WD_BREAK.COLUMN)
    heading.add_run(block.title)
    heading.paragraph_format.keep_with_next = True
    for i, item in enumerate(block.items, 1):
        paragraph = document.add_paragraph(item, style="Evidence Box")
        paragraph.paragraph_format.keep_with_next = i < len(block.items)


@_write.register
def _(block: Picture, document: Document) -> None:
    _write_caption(document, block.kind, block.number, block.caption)
    paragraph = document.add_paragraph(style="Evidence Picture")
    picture = io.BytesIO(block.draw(TEXT_WIDTH_MM))
    shape = paragraph.add_run().add_picture(picture, width=Mm(TEXT_WIDTH_MM))
    inline = shape._inline  # python-docx has no door to alt text
    inline.docPr.set("descr", block.alt)
    inline.docPr.set("name", f"{block.kind} {block.number}")
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")  # without it some readers push the picture in by 3 mm
    document.add_paragraph(block.source, style="Evidence Source")


@_write.register
def _(block: Table, document: Document) -> None:
    _write_caption(document, "Table", block.number, block.caption)
    table = document.add_table(rows=0, cols=len(block.columns), style=TABLE_STYLE)
    table.autofit = False
    _head(table, block.columns)
    for row in block.rows:
        _fill(table.add_row(), row, block.columns)
    for column, width in zip(table.columns, block.columns, strict=True):
        column.width = Mm(TEXT_WIDTH_MM * width.share)
        for cell in column.cells:
            cell.width = Mm(TEXT_WIDTH_MM * width.share)
    _keep_together(table)
    if block.source:
        _keep_with_next(table.rows[-1])
        document.add_paragraph(block.source, style="Evidence Source")


def _write_caption(document: Document, kind: str, number: int, caption: str) -> None:
    """Write a caption whose number is a field: Word counts it again when tables are added."""
    paragraph = document.add_paragraph(f"{kind} ", style="Caption")
    _add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
    paragraph.add_run(f". {caption}")


def _head(table: Any, columns: tuple[Column, ...]) -> None:  # noqa: ANN401  python-docx has no types
    """Write the heading row, which Word repeats on every page of the table."""
    row = table.add_row()
    _fill(row, tuple(column.heading for column in columns), columns)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True


def _fill(row: Any, texts: tuple[str, ...], columns: tuple[Column, ...]) -> None:  # noqa: ANN401
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, column in zip(row.cells, texts, columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.style = "Evidence Number" if column.is_number else "Evidence Cell"
        paragraph.add_run(text)


def _keep_together(table: Any) -> None:  # noqa: ANN401  python-docx has no types
    """Hold short tables on one page, and of long ones the head with its first rows."""
    rows = list(table.rows)
    for row in rows[:-1] if len(rows) <= _WHOLE_TABLE_ROWS else rows[:2]:
        _keep_with_next(row)


def _keep_with_next(row: Any) -> None:  # noqa: ANN401  python-docx has no types
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


# ------------------------------------------------------------------- margins and properties


def _write_margins(document: Document, outline: Outline) -> None:
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text = f"{outline.area}\t{outline.period}"
    if outline.mark:
        section.header.add_paragraph(outline.mark, style="Evidence Draft")
    known = outline.data_to
    foot.text = (
        f"{outline.landlord}{f' · data to {plain.day_words(known)}' if known else ''}\tPage "
    )
    _add_field(foot, "PAGE", "1")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES", "1")


def _set_properties(document: Document, outline: Outline) -> None:
    """Name title, language and maker; the day comes from the data, not from a clock."""
    properties = document.core_properties
    properties.title, properties.subject = f"{outline.area}: {outline.kind}", outline.subtitle
    properties.author = properties.last_modified_by = outline.landlord
    properties.language, properties.comments, properties.keywords = "en-GB", outline.mark, ""
    properties.created = properties.modified = datetime.combine(outline.made_on, time(), UTC)
    relations = document.part.package.rels
    for key in [k for k, r in relations.items() if r.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]  # a picture of the template, not of this document


def _add_field(paragraph: Any, instruction: str, shown: str) -> None:  # noqa: ANN401
    """Add a field and the text it shows until Word works it out again."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run(shown)
    field.append(run._r)
    paragraph._p.append(field)


def _same_every_time(packed: bytes) -> bytes:
    """Pack again with one fixed date on every part, which a ZIP file otherwise takes from now."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
