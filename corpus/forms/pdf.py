"""A plan as a born-digital PDF, laid out as Decree 30/2020/NĐ-CP, Annex I asks (A4, letterhead in two columns)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, PageBreak, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Text

from corpus.forms.styling import BOLD_KINDS, CENTRED_KINDS, column_widths, is_italic, lead
from corpus.source import Block, Grid, Paragraph, Plan

FACE = "Serif"
FACES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "BoldItalic"}
FONT_FOLDERS = (Path("/usr/share/fonts/truetype/liberation2"), Path("/usr/share/fonts/liberation-serif"))
LEFT_MARGIN, RIGHT_MARGIN, MARGIN = 3 * cm, 2 * cm, 2 * cm
WIDTH = A4[0] - LEFT_MARGIN - RIGHT_MARGIN
CELL_SIZE, CELL_PADDING, ROW_PADDING = 11, 8.0, 6.0


@dataclass
class Printed:
    """A printed plan: the file and where its signatures stand (page from 0, x, y in points from the lower left)."""

    data: bytes = b""
    signatures: list[tuple[int, float, float]] = field(default_factory=list)


def render_pdf(plan: Plan) -> Printed:
    """The plan as a PDF; the same plan gives the same bytes.

    Raises:
        FileNotFoundError: Liberation Serif is not installed (Debian: fonts-liberation2).
    """
    _register_fonts()
    printed = Printed()
    story: list[Flowable] = [_letterhead(plan), Spacer(1, 12)]
    story += [
        _text(plan.type, _style(14, bold=True, centred=True)),
        _text(plan.title, _style(14, bold=True, centred=True)),
    ]
    story += [HRFlowable(width="25%", thickness=0.6, color=colors.black, spaceBefore=2, spaceAfter=10)]
    story += [_text(line, _style(13, centred=True)) for line in plan.addressee]
    story += [_block(block) for block in plan.body]
    story += [Spacer(1, 8), KeepTogether([_foot(plan, printed)])]
    for annex in plan.annexes:
        story += [PageBreak(), *map(_block, annex)]
    printed.data = _built(story, plan.title)
    return printed


def render_blocks(blocks: Iterable[Block]) -> Printed:
    """Paragraphs and tables one after the other, for documents that are no plan of the corpus; no head, no foot.

    Raises:
        FileNotFoundError: Liberation Serif is not installed (Debian: fonts-liberation2).
    """
    _register_fonts()
    return Printed(_built([_block(block) for block in blocks], ""))


def _built(story: list[Flowable], title: str) -> bytes:
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=LEFT_MARGIN,
        rightMargin=RIGHT_MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        invariant=1,
    )
    document.build(story, onLaterPages=_page_number)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    folder = next((f for f in FONT_FOLDERS if (f / "LiberationSerif-Regular.ttf").exists()), None)
    if folder is None:
        raise FileNotFoundError("Liberation Serif is missing; on Debian: apt-get install fonts-liberation2")
    for suffix, name in FACES.items():
        pdfmetrics.registerFont(TTFont(FACE + suffix, folder / f"LiberationSerif-{name}.ttf"))
    pdfmetrics.registerFontFamily(
        FACE, normal=FACE, bold=f"{FACE}-Bold", italic=f"{FACE}-Italic", boldItalic=f"{FACE}-BoldItalic"
    )


@lru_cache
def _style(
    size: float, *, bold: bool = False, italic: bool = False, centred: bool = False, justified: bool = False
) -> ParagraphStyle:
    suffix = ("Bold" if bold else "") + ("Italic" if italic else "")
    return ParagraphStyle(
        "text",
        fontName=FACE + (f"-{suffix}" if suffix else ""),
        fontSize=size,
        leading=size * 1.28,
        alignment=TA_CENTER if centred else TA_JUSTIFY if justified else TA_LEFT,
        firstLineIndent=1 * cm if justified else 0,
        spaceAfter=5 if justified or size > 13 else 0,
    )


def _text(text: str, style: ParagraphStyle, bold: int = 0) -> Text:
    return Text(f"<b>{escape(text[:bold])}</b>{escape(text[bold:])}" if bold else escape(text), style)


def _columns(left: list[Flowable], right: list[Flowable], share: float) -> Table:
    table = Table([[left, right]], colWidths=[WIDTH * share, WIDTH * (1 - share)])
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ]
    )
    return table


def _letterhead(plan: Plan) -> Table:
    rule = HRFlowable(width="30%", thickness=0.6, color=colors.black, spaceBefore=2, spaceAfter=4)
    left: list[Flowable] = [_text(line, _style(12, centred=True)) for line in plan.superior]
    left += [_text(line, _style(12, bold=True, centred=True)) for line in plan.issuer]
    right: list[Flowable] = [_text(line, _style(12, bold=True, centred=True)) for line in plan.motto]
    left += [rule, _text(plan.symbol, _style(13, centred=True))]
    right += [rule, _text(plan.place_date, _style(13, italic=True, centred=True))]
    return _columns(left, right, 0.42)


class _Anchor(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Takes no room and notes where it was drawn."""

    def __init__(self, printed: Printed) -> None:
        super().__init__()
        self.printed = printed

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        self.printed.signatures.append((self.canv.getPageNumber() - 1, x, y))


def _foot(plan: Plan, printed: Printed) -> Table:
    recipients: list[Flowable] = []
    if plan.recipients:
        heading = ParagraphStyle("recipients", parent=_style(12, bold=True), fontName=f"{FACE}-BoldItalic")
        recipients = [_text("Nơi nhận:", heading), *(_text(line, _style(11)) for line in plan.recipients)]
    columns: list[list[Flowable]] = []
    for signature in plan.signatures:
        lines: list[Flowable] = [_text(line, _style(13, bold=True, centred=True)) for line in signature.lines]
        name = _text(signature.signer, _style(13, bold=True, centred=True))
        columns.append([*lines, Spacer(1, 28), _Anchor(printed), Spacer(1, 28), name])
    if len(columns) == 1:
        return _columns(recipients, columns[0], 0.5)
    table = Table([columns], colWidths=[WIDTH / len(columns)] * len(columns))
    return Table([[table], [recipients]], colWidths=[WIDTH])


def _block(block: Block) -> Flowable:
    if isinstance(block, Grid):
        return _grid(block)
    return _paragraph(block)


def _paragraph(block: Paragraph) -> Text:
    centred = block.kind in CENTRED_KINDS
    bold = block.kind in BOLD_KINDS
    style = _style(13, bold=bold, italic=is_italic(block), centred=centred, justified=not centred)
    return _text(block.text, style, lead(block))


def _grid(grid: Grid) -> Table:
    rows: list[list[Any]] = [[""] * grid.columns for _ in grid.rows]
    spans: list[tuple[Any, ...]] = []
    for cell in grid.cells:
        is_header = cell.row < grid.header_rows
        rows[cell.row][cell.column] = _text(cell.text, _style(CELL_SIZE, bold=is_header, centred=is_header))
        last = (cell.column + cell.column_span - 1, cell.row + cell.row_span - 1)
        if last != (cell.column, cell.row):
            spans.append(("SPAN", (cell.column, cell.row), last))
    widths = column_widths(grid, WIDTH, _cell_width, CELL_PADDING + 0.5)
    return _RuledTable(rows, widths, grid.header_rows, spans)


class _RuledTable(Table):  # type: ignore[misc]  # reportlab has no types
    """A ruled table that goes on over a page as word processors do it: header repeated, the last row cut in two.

    ``spans`` are merged cells; a row with any is not cut.
    """

    def __init__(
        self, rows: list[list[Any]], widths: list[float], header_rows: int, spans: list[tuple[Any, ...]]
    ) -> None:
        rules = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        padding = [("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
        super().__init__(rows, colWidths=widths, repeatRows=header_rows, style=[*rules, *padding, *spans])
        self.rows, self.widths, self.header_rows, self.spans = rows, widths, header_rows, spans

    def split(self, width: float, height: float) -> list[Table]:
        """The part that fits into ``height`` and the rest; nothing where not even one row fits."""
        self.wrap(width, height)
        used, fitting = 0.0, 0
        while fitting < len(self.rows) and used + self._rowHeights[fitting] <= height:
            used += self._rowHeights[fitting]
            fitting += 1
        if fitting <= self.header_rows:
            return []
        header, above, below = self.rows[: self.header_rows], self.rows[:fitting], self.rows[fitting:]
        cut = None if self._is_merged(fitting) else self._cut(below[0], height - used - ROW_PADDING)
        if cut is not None:
            above, below = [*above, cut[0]], [cut[1], *below[1:]]
        return [self._like(above, 0), self._like([*header, *below], fitting - self.header_rows)]

    def _is_merged(self, row: int) -> bool:
        return any(first[1] <= row <= last[1] for _, first, last in self.spans)

    def _like(self, rows: list[list[Any]], left_out: int) -> _RuledTable:
        """A part of the table: its header and the rows from ``left_out`` behind it on."""
        spans = []
        for name, (x0, y0), (x1, y1) in self.spans:
            shift = 0 if y0 < self.header_rows else left_out
            if y0 - shift >= (self.header_rows if shift else 0) and y1 - shift < len(rows):
                spans.append((name, (x0, y0 - shift), (x1, y1 - shift)))
        return _RuledTable(rows, self.widths, self.header_rows, spans)

    def _cut(self, row: list[Any], height: float) -> tuple[list[Any], list[Any]] | None:
        """The upper and the lower part of a row, or nothing where a cell does not let itself be cut there."""
        parts = [
            cell.split(width - CELL_PADDING, height) if cell else [""]
            for cell, width in zip(row, self.widths, strict=True)
        ]
        if not all(parts):
            return None
        return [part[0] for part in parts], [part[1] if len(part) > 1 else "" for part in parts]


def _cell_width(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, f"{FACE}-Bold", CELL_SIZE))


def _page_number(canvas: Any, _document: Any) -> None:
    canvas.setFont(FACE, 13)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 1.3 * cm, str(canvas.getPageNumber()))
