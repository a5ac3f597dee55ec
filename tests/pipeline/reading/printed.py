"""Plans printed to PDF for tests, laid out as officials do it: head, body, ruled table, foot."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

FONTS = Path("/usr/share/fonts/truetype/liberation2")
PLAIN, BOLD = "Serif", "Serif-Bold"
HAS_FONTS = (FONTS / "LiberationSerif-Regular.ttf").exists()
if HAS_FONTS:
    pdfmetrics.registerFont(TTFont(PLAIN, str(FONTS / "LiberationSerif-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "LiberationSerif-Bold.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, PLAIN, BOLD, PLAIN, BOLD)
else:
    PLAIN, BOLD = "Times-Roman", "Times-Bold"

TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=14, leading=17, alignment=TA_CENTER)
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=14, leading=18, alignment=TA_JUSTIFY, firstLineIndent=28)
BODY.spaceBefore = 5
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD)
CELL = ParagraphStyle("cell", fontName=PLAIN, fontSize=11, leading=13)


def title(text: str) -> Flowable:
    """A centred line of the title."""
    return Paragraph(text, TITLE)


def heading(text: str) -> Flowable:
    """A bold heading."""
    return Paragraph(text, HEADING)


def space() -> Flowable:
    """Room before the title."""
    return Spacer(1, 12)


def head(left: list[str], right: list[str]) -> Flowable:
    """The two-column head."""
    style = ParagraphStyle("head", fontName=BOLD, fontSize=12, leading=15, alignment=TA_CENTER)
    cells = [[Paragraph(a, style), Paragraph(b, style)] for a, b in zip(left, right, strict=True)]
    return Table(cells, colWidths=[190, 290])


def foot(recipients: list[str], signature: list[str]) -> Flowable:
    """The two-column foot: recipients in small print, signature."""
    small = ParagraphStyle("small", fontName=PLAIN, fontSize=11, leading=13)
    return Table(
        [[[Paragraph(line, small) for line in recipients], [Paragraph(line, TITLE) for line in signature]]],
        colWidths=[240, 240],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
    )


def ruled(rows: list[list[str]], widths: list[float], spans: Sequence[tuple[int, int, int, int]] = ()) -> Flowable:
    """A ruled table; ``spans`` are (column, row, last column, last row)."""
    style: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    style += [("SPAN", (a, b), (c, d)) for a, b, c, d in spans]
    return Table([[Paragraph(text, CELL) for text in row] for row in rows], colWidths=widths, style=style)


def body(*texts: str) -> list[Flowable]:
    """Justified paragraphs with an indented first line."""
    return [Paragraph(text, BODY) for text in texts]


def printed(flowables: list[Flowable], number_pages: bool = True, password: str | None = None) -> bytes:
    """Print to PDF, page numbers in the upper margin from page 2 on."""
    buffer = BytesIO()

    def number(canvas: Canvas, template: object) -> None:
        if number_pages and canvas.getPageNumber() > 1:
            canvas.setFont(PLAIN, 13)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 40, str(canvas.getPageNumber()))

    template = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=85, rightMargin=57, topMargin=57, bottomMargin=57, encrypt=password
    )
    template.build(flowables, onFirstPage=number, onLaterPages=number)
    return buffer.getvalue()
