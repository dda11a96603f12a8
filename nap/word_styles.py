"""Type, colours and page of a Word document, defined once, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

__all__ = [
    "COLUMNS_MM",
    "COLUMN_GAP_MM",
    "MARGIN_MM",
    "TABLE_STYLE",
    "TEXT_WIDTH_MM",
    "set_page",
    "set_styles",
]

PAGE_MM, MARGIN_MM = (210, 297), 20
TEXT_WIDTH_MM = PAGE_MM[0] - 2 * MARGIN_MM
COLUMNS_MM, COLUMN_GAP_MM = (73, 90), 7  # notes, and the box beside them
TABLE_STYLE = "Evidence Table"
_FACE = "Arial"  # on every Windows and Mac; its double stands in elsewhere
_INK, _MUTED, _LINE, _PLUM, _RUST = "16191D", "5A6270", "DCD9D2", "7B2D5B", "8A2F0A"


@dataclass(frozen=True, slots=True)
class _Look:
    """How one paragraph style is set: sizes and spaces in points."""

    size: float
    before: float = 0
    after: float = 0
    line: float = 1.2
    colour: str = _INK
    bold: bool = False
    stays: bool = False  # on one page with what follows
    right: bool = False


_LOOKS = {
    "Normal": _Look(10, after=5),
    "Title": _Look(22, after=1, line=1.1, bold=True, stays=True),
    "Subtitle": _Look(10, after=4, colour=_MUTED, stays=True),
    "Heading 1": _Look(15, before=10, after=3, line=1.1, bold=True, stays=True),
    "Heading 2": _Look(11, before=8, after=3, bold=True, stays=True),
    "List Bullet": _Look(9, after=1.5, line=1.15),
    "Caption": _Look(9, before=6, after=3, bold=True, stays=True),
    "Header": _Look(8.5, colour=_MUTED),
    "Footer": _Look(8.5, colour=_MUTED),
    "Evidence Kind": _Look(9.5, colour=_PLUM, bold=True, stays=True),
    "Evidence Lead": _Look(12.5, after=6, line=1.3),
    "Evidence Warning": _Look(10, before=3, after=6, colour=_RUST, bold=True),
    "Evidence Picture": _Look(10, after=2, line=1.0, stays=True),
    "Evidence Source": _Look(7.5, before=2, after=3, line=1.1, colour=_MUTED),
    "Evidence Cell": _Look(9, before=1.4, after=1.4, line=1.0),
    "Evidence Number": _Look(9, before=1.4, after=1.4, line=1.0, right=True),
    "Evidence Box": _Look(9, after=1.5, line=1.15),
    "Evidence Draft": _Look(9, after=0, colour=_RUST, bold=True),
}


def set_page(document: Document) -> None:
    """Set A4 with margins of 20 mm."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(9)


def set_styles(document: Document) -> None:
    """Define every style the writer names; language British English throughout."""
    for name, look in _LOOKS.items():
        _set_style(_style(document, name), look)
    _set_id_style(document)
    _set_language(document)
    _indent_bullets(document.styles["List Bullet"])
    _frame_box(document.styles["Evidence Box"])
    for name in ("Header", "Footer"):
        _tab_right(document.styles[name])
    document.styles.element.append(parse_xml(_table_style()))


def _style(document: Document, name: str) -> Any:  # noqa: ANN401  python-docx has no types
    styles = document.styles
    if name in [style.name for style in styles]:
        return styles[name]
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    return style


def _set_style(style: Any, look: _Look) -> None:  # noqa: ANN401  python-docx has no types
    font, form = style.font, style.paragraph_format
    _set_face(style)
    font.size, font.bold, font.italic = Pt(look.size), look.bold, False
    font.color.rgb = RGBColor.from_string(look.colour)
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing, form.keep_with_next = look.line, look.stays
    form.widow_control = True
    form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if look.right else WD_ALIGN_PARAGRAPH.LEFT
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)  # the template rules a line under its title
    for spacing in style.element.findall(f".//{qn('w:rPr')}/{qn('w:spacing')}"):
        spacing.getparent().remove(spacing)


def _set_id_style(document: Document) -> None:
    """Set figure ids within running words small and muted."""
    style = document.styles.add_style("Evidence Id", WD_STYLE_TYPE.CHARACTER)
    style.font.size, style.font.color.rgb = Pt(7.5), RGBColor.from_string(_MUTED)


def _set_face(style: Any) -> None:  # noqa: ANN401  python-docx has no types
    """Name the face in every script; theme names would win over it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FACE)


def _set_language(document: Document) -> None:
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for language in defaults.findall(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _indent_bullets(style: Any) -> None:  # noqa: ANN401  python-docx has no types
    style.paragraph_format.left_indent = Mm(5)
    style.paragraph_format.first_line_indent = Mm(-5)


def _frame_box(style: Any) -> None:  # noqa: ANN401  python-docx has no types
    """Tint the box and rule a plum bar at its left; paragraphs in a row share one frame."""
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(4)
    style.paragraph_format.keep_together = True
    properties = style.element.get_or_add_pPr()
    sides = {"top": (_LINE, 4), "left": (_PLUM, 24), "bottom": (_LINE, 4), "right": (_LINE, 4)}
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="6" w:color="{colour}"/>'
        for side, (colour, width) in sides.items()
    )
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>")
    tint = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FAF9F6"/>')
    # The format wants border and tint before spacing and indents.
    first = properties.find(qn("w:spacing"))
    first.addprevious(border)
    first.addprevious(tint)


def _tab_right(style: Any) -> None:  # noqa: ANN401  python-docx has no types
    tabs = style.paragraph_format.tab_stops
    tabs.clear_all()
    tabs.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)


def _table_style() -> str:
    """Rule rows with hair lines, the head and the foot with ink; no upright lines."""
    rule = 'w:val="single" w:space="0"'
    return f"""
    <w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="EvidenceTable">
      <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
      <w:tblPr><w:tblBorders>
        <w:top {rule} w:sz="8" w:color="{_INK}"/>
        <w:bottom {rule} w:sz="8" w:color="{_INK}"/>
        <w:insideH {rule} w:sz="4" w:color="{_LINE}"/>
      </w:tblBorders><w:tblCellMar>
        <w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>
      </w:tblCellMar></w:tblPr>
      <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>
        <w:tcBorders><w:bottom {rule} w:sz="8" w:color="{_INK}"/></w:tcBorders>
        <w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
    </w:style>"""
