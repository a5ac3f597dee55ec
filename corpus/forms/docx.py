"""A plan as DOCX: letterhead and foot in tables without borders, merged header cells, annexes on new pages."""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from corpus.forms.styling import BOLD_KINDS, CENTRED_KINDS, is_italic, lead
from corpus.source import Block, Grid, Paragraph, Plan

FACE = "Times New Roman"
WRITTEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
ZIP_DATE = (2026, 1, 5, 8, 0, 0)
LEVELS = {"heading": (0, r"[IVXL]+\. "), "subheading": (1, r"\d+\. "), "item": (2, r"- ")}
NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>"""
NUMBER = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'


def render_docx(plan: Plan) -> bytes:
    """The plan as a DOCX file; the same plan gives the same bytes."""
    document = Document()
    _prepare(document, plan)
    _letterhead(document, plan)
    for kind, text in (("annex", plan.type), ("annex-title", plan.title)):
        _paragraph(document, Paragraph(kind, text), plan)  # type: ignore[arg-type]  # both are kinds of a paragraph
    for line in plan.addressee:
        _run(document.add_paragraph(), line)
    for block in plan.body:
        _block(document, block, plan)
    _foot(document, plan)
    for annex in plan.annexes:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for block in annex:
            _block(document, block, plan)
    buffer = BytesIO()
    document.save(buffer)
    return _with_fixed_dates(buffer.getvalue())


def _prepare(document: Any, plan: Plan) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(13)
    normal.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    properties = document.core_properties
    properties.author, properties.title = "", plan.title
    properties.created = properties.modified = WRITTEN
    if plan.word_numbering:
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(NUMBERING))
        numbering.append(parse_xml(NUMBER))


def _run(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: float | None = None) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = Pt(size)


def _lines(cell: Any, lines: list[tuple[str, bool, bool]], size: float, *, centred: bool = True) -> None:
    """Fill a cell with paragraphs of (text, bold, italic)."""
    for index, (text, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, bold=bold, italic=italic, size=size)


def _letterhead(document: Any, plan: Plan) -> None:
    table = document.add_table(rows=2, cols=2)
    left = [(line, False, False) for line in plan.superior] + [(line, True, False) for line in plan.issuer]
    _lines(table.cell(0, 0), left, 12)
    _lines(table.cell(0, 1), [(line, True, False) for line in plan.motto], 12)
    _lines(table.cell(1, 0), [(plan.symbol, False, False)], 13)
    _lines(table.cell(1, 1), [(plan.place_date, False, True)], 13)
    document.add_paragraph()


def _foot(document: Any, plan: Plan) -> None:
    table = document.add_table(rows=1, cols=1 + len(plan.signatures))
    if plan.recipients:
        lines = [("Nơi nhận:", True, True)] + [(line, False, False) for line in plan.recipients]
        _lines(table.cell(0, 0), lines, 11, centred=False)
    for column, signature in enumerate(plan.signatures, 1):
        lines = [(line, True, False) for line in signature.lines]
        _lines(
            table.cell(0, column), [*lines, ("", False, False), ("", False, False), (signature.signer, True, False)], 13
        )


def _block(document: Any, block: Block, plan: Plan) -> None:
    if isinstance(block, Grid):
        _grid(document, block)
    else:
        _paragraph(document, block, plan)


def _paragraph(document: Any, block: Paragraph, plan: Plan) -> None:
    paragraph = document.add_paragraph()
    text = block.text
    if block.kind in CENTRED_KINDS:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if plan.word_numbering and block.kind in LEVELS:
        level, label = LEVELS[block.kind]
        if match := re.match(label, text):
            text = text[match.end() :]
            _number(paragraph, level)
    cut = lead(block)
    if cut:
        _run(paragraph, text[:cut], bold=True)
    _run(paragraph, text[cut:], bold=block.kind in BOLD_KINDS, italic=is_italic(block))


def _number(paragraph: Any, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = 90


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=grid.columns, style="Table Grid")
    for cell in grid.cells:
        corner = table.cell(cell.row, cell.column)
        if cell.row_span > 1 or cell.column_span > 1:
            corner = corner.merge(table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1))
        is_header = cell.row < grid.header_rows
        _lines(corner, [(cell.text, is_header, False)], 12, centred=is_header)
    repeat = parse_xml(f"<w:tblHeader {nsdecls('w')}/>")
    for row in range(grid.header_rows):
        table.rows[row]._tr.get_or_add_trPr().append(deepcopy(repeat))
    document.add_paragraph()


def _with_fixed_dates(data: bytes) -> bytes:
    """The same archive with one date for every member."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, ZIP_DATE), before.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
