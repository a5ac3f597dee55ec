"""Blocks out of the body of a Word document: paragraphs, tables, the two columns of head and foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from dataset.document import Block, Cell, Column, Paragraph, Table
from dataset.spans import Span
from dataset.views import flow
from pipeline.reading.captions import with_captions_apart
from pipeline.reading.continuation import join_tables, with_header
from pipeline.reading.text.letterhead import is_layout
from pipeline.reading.text.lines import Line, split_lines
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.paragraphs import CELL_SHAPE, Joiner, flow_lines
from pipeline.reading.word.content import Piece, Writer
from pipeline.reading.word.numbering import Numbering
from pipeline.reading.word.package import W
from pipeline.reading.word.side_by_side import side_by_side
from pipeline.reading.word.values import whole

_SEPARATOR = "\t"
_WIDEST = 1_000
"""Columns that a cell may span; Word makes tables of 63."""


@dataclass
class GridCell:
    """A cell of a Word table: its place, its paragraphs as written, and tables inside it."""

    row: int
    column: int
    width: int
    element: _Element
    height: int = 1
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """Something written down whose spans become blocks once the text is complete."""

    pieces: tuple[Piece, ...] = ()
    column: Column = "full"
    cells: tuple[GridCell, ...] = ()


class BodyReader:
    """Writes a body down and drafts its blocks."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.drafts: list[Draft] = []
        self.astray = False

    def read(self, element: _Element, column: Column = "full") -> None:
        """Read paragraphs and tables in order; containers are opened."""
        for child in block_elements(element):
            if child.tag == f"{W}p":
                piece = self.writer.paragraph(child)
                self.drafts.append(Draft((piece,), column))
                for box in piece.box:
                    self.read(box, column)
            else:
                self._table(child, column)

    def widen_first(self, index: int) -> None:
        """Let the first paragraph drafted from ``index`` on begin with what was written on its line before it."""
        if index < len(self.drafts) and self.drafts[index].pieces:
            piece, *rest = self.drafts[index].pieces
            line = "".join(self.writer.text)[: piece.span.start].rfind("\n") + 1
            wide = replace(piece, span=Span(line, piece.span.end))
            self.drafts[index] = replace(self.drafts[index], pieces=(wide, *rest))

    def _table(self, table: _Element, column: Column) -> None:
        cells = grid_cells(table)
        rows = max((cell.row for cell in cells), default=-1) + 1
        columns = max((cell.column + cell.width for cell in cells), default=0)
        if not cells:
            return
        if columns == 1 or (rows == 1 and len(cells) == 1):
            for cell in cells:
                self.read(cell.element, column)
        elif (columns <= 3 and rows == 1) or (columns <= 4 and _is_layout(self.writer, cells, rows)):
            for side in sorted({cell.column for cell in cells}):
                for cell in cells:
                    if cell.column == side:
                        whole = cell.width >= columns
                        self.read(cell.element, "full" if whole else "left" if side == 0 else "right")
        else:
            self._data_table(cells, rows)

    def _data_table(self, cells: Sequence[GridCell], rows: int) -> None:
        writer = self.writer
        nested: list[_Element] = []
        for row in range(rows):
            in_row = [cell for cell in cells if cell.row == row]
            turns = RowPages.of([cell.element for cell in in_row], self.astray)
            for _ in range(turns.before):
                writer.turn_page()
            writer.count_pages = False
            for cell in in_row:
                self._cell(cell, nested)
            writer.count_pages = True
            writer.write("\n")
            for _ in range(turns.inside):
                writer.turn_page()
            self.astray = turns.astray
        self.drafts.append(Draft(cells=tuple(cells)))
        for inner in nested:
            self._table(inner, "full")

    def _cell(self, cell: GridCell, nested: list[_Element]) -> None:
        """Write the paragraphs of a cell on the line of its row."""
        for child in block_elements(cell.element):
            if child.tag == f"{W}tbl":
                nested.append(child)
                continue
            piece = self.writer.paragraph(child)
            self._replace_line_end(" ")
            cell.pieces.append(piece)
            for box in piece.box:
                for paragraph in box.iter(f"{W}p"):
                    cell.pieces.append(self.writer.paragraph(paragraph))
                    self._replace_line_end(" ")
        self._replace_line_end(_SEPARATOR)
        if not cell.pieces:
            at = self.writer.length
            self.writer.write(_SEPARATOR)
            cell.pieces.append(Piece(Span(at, at)))

    def _replace_line_end(self, by: str) -> None:
        if self.writer.text and self.writer.text[-1] in {"\n", " "}:
            self.writer.text[-1] = by


def block_elements(element: _Element) -> Iterator[_Element]:
    """Paragraphs and tables below an element, content controls and custom XML opened, deleted ones left out."""
    for child in element:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
            yield from block_elements(child)


def grid_cells(table: _Element) -> list[GridCell]:
    """The cells of a table on its grid: horizontally and vertically merged ones once."""
    cells: list[GridCell] = []
    open_cells: dict[int, GridCell] = {}
    for row, element in enumerate(_rows(table)):
        column = _number(element, f"{W}trPr/{W}gridBefore", 0)
        for cell in (child for child in _opened(element) if child.tag == f"{W}tc"):
            width = _number(cell, f"{W}tcPr/{W}gridSpan", 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            above = open_cells.get(column)
            if merge is not None and merge.get(f"{W}val") != "restart" and above is not None:
                above.height = row - above.row + 1
            else:
                made = GridCell(row, column, width, cell)
                cells.append(made)
                if merge is not None:
                    open_cells[column] = made
                else:
                    open_cells.pop(column, None)
            column += width
    return cells


def _rows(table: _Element) -> Iterator[_Element]:
    for child in _opened(table):
        if child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is None:
            yield child


def _opened(element: _Element) -> Iterator[_Element]:
    for child in element:
        if child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
            yield from _opened(child)
        else:
            yield child


def _number(element: _Element, path: str, default: int) -> int:
    found = element.find(path)
    return default if found is None else whole(found.get(f"{W}val"), default, least=0, most=_WIDEST)


@dataclass(frozen=True)
class RowPages:
    """How a row lies on pages: page turns before it and inside it.

    Word marks every change of page in the order of the text, back to the row's first page at the next cell too.
    ``astray`` tells that the last cell ended on an earlier page than the row.
    """

    before: int = 0
    inside: int = 0
    astray: bool = False

    @classmethod
    def of(cls, cells: Sequence[_Element], astray: bool) -> RowPages:
        """Follow the marks of one row; ``astray`` comes from the row before."""
        before = current = deepest = 0
        for index, cell in enumerate(cells):
            empty = True
            for part in cell.iter(f"{W}lastRenderedPageBreak", f"{W}t"):
                if part.tag == f"{W}t":
                    empty = empty and not (part.text or "").strip()
                elif empty and index == 0:
                    before += not astray
                elif empty and current:
                    current = 0
                else:
                    current += 1
            deepest = max(deepest, current)
        return cls(before, deepest, current < deepest)


def _is_layout(writer: Writer, cells: Sequence[GridCell], rows: int) -> bool:
    """Whether a table is no data; its text is written down on the side, for fonts decide what its codes mean."""
    text = ""
    spans: list[list[tuple[Span, ...]]] = [[] for _ in range(rows)]
    for cell in cells:
        probe = Writer(writer.styles, Numbering())
        for paragraph in cell.element.iter(f"{W}p"):
            probe.paragraph(paragraph)
        content = "".join(probe.text).replace("\n", " ").strip()
        spans[cell.row].append((Span(len(text), len(text) + len(content)),))
        text += content + "\n"
    return is_layout(text, [row for row in spans if row])


def make_blocks(writer: Writer, drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """The drafted blocks over the complete text, continued tables joined."""
    text, markup = "".join(writer.text), writer.markup()
    blocks: list[Block] = []
    across = [draft.pieces[0] if draft.pieces and draft.column == "full" else None for draft in drafts]
    columns = side_by_side(text, markup, writer, across)
    for index, draft in enumerate(drafts):
        if draft.cells:
            blocks.extend(_table(text, markup, writer, draft.cells))
            continue
        if index in columns:
            blocks.extend(columns[index])
            continue
        for paragraph in _paragraphs(text, markup, writer, draft):
            previous = blocks[-1] if blocks else None
            if isinstance(previous, Paragraph) and _goes_on(text, markup, previous, paragraph):
                blocks[-1] = replace(previous, spans=previous.spans + paragraph.spans)
            else:
                blocks.append(paragraph)
    return join_tables(blocks, text)


def _paragraphs(text: str, markup: Markup, writer: Writer, draft: Draft) -> Iterator[Paragraph]:
    for piece in draft.pieces:
        lines = [
            replace(line, span=Span(line.span.start + piece.span.start, line.span.end + piece.span.start))
            for line in split_lines(text[piece.span.start : piece.span.end])
        ]
        for made in flow_lines(text, lines, markup, CELL_SHAPE, draft.column):
            style = replace(made.style, heading=piece.style.heading, align=piece.style.align)
            yield replace(made, style=style, page=writer.page_of(made.start))


def _goes_on(text: str, markup: Markup, first: Paragraph, second: Paragraph) -> bool:
    """Whether a sentence was cut into two paragraphs of Word: a title set line by line."""
    if first.column != second.column or first.style.align != second.style.align:
        return False
    above, below = (_as_line(text, paragraph) for paragraph in (first, second))
    return below.lower_start and Joiner(text, markup, CELL_SHAPE).joins([above], below, "blank")


def _as_line(text: str, paragraph: Paragraph) -> Line:
    return Line(flow(text, paragraph.spans).text, Span(paragraph.start, paragraph.spans[-1].end), 0, paragraph.page)


def _table(text: str, markup: Markup, writer: Writer, cells: Sequence[GridCell]) -> Iterator[Block]:
    made = [
        Cell(
            cell.row,
            cell.column,
            tuple(part for piece in cell.pieces for part in markup.visible(text, piece.span))
            or (Span(cell.pieces[0].span.start, cell.pieces[0].span.start),),
            cell.height,
            cell.width,
            page=writer.page_of(cell.pieces[0].span.start),
        )
        for cell in cells
    ]
    rows = max(cell.row + cell.row_span for cell in made)
    columns = max(cell.column + cell.column_span for cell in made)
    pages = [cell.page for cell in made]
    for block in with_captions_apart(Table(tuple(made), rows, columns, 0, min(pages), max(pages), "docx"), text):
        yield with_header(block, text) if isinstance(block, Table) else block
