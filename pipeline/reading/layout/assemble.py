"""Pages as they were seen, put together into one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from math import cos, radians, sin

from dataset.document import Block, Box, Cell, Document, Note, Page, Paragraph, Table, Word
from dataset.spans import Span
from normalizers.syllables import share_of_syllables
from pipeline.reading.base import Source
from pipeline.reading.captions import with_captions_apart
from pipeline.reading.continuation import join_tables, with_header
from pipeline.reading.layout.columns import assign_columns, find_head, open_foot
from pipeline.reading.layout.model import Line, PageContent, RawTable
from pipeline.reading.layout.paragraphs import Margins, margins_of, starts_paragraph, style_of
from pipeline.reading.layout.rows import group_rows
from pipeline.reading.layout.running import drop_running, mark_footnotes
from pipeline.reading.left_out import repeated_header_notes

SAME_ROW = 0.3
"""Two lines of the head stand side by side if they overlap by this share of a line's height."""

SCRAP_CONFIDENCE = 0.6
"""A row of a scan without a Vietnamese syllable, all of whose words were read less surely, is no writing."""

GLUED_END = re.compile(r"\w[-/]$")
GLUED_START = re.compile(r"\w")

Item = Line | RawTable


def assemble(source: Source, media_type: str, contents: Sequence[PageContent], notes: Sequence[Note] = ()) -> Document:
    """Make the document: running lines dropped, columns in order, lines in paragraphs, tables joined over pages.

    Args:
        source: Where the pages come from.
        media_type: Media type of the source.
        contents: All pages in order.
        notes: What the reader has to say besides what the pages say.
    """
    seen = [_rows(content) for content in contents]

    @cache
    def letterhead(page: int) -> range:
        return find_head(seen[page], contents[page].width, contents[page].height)

    rows, dropped = drop_running(seen, [content.height for content in contents], letterhead)
    pages: list[list[Item]] = []
    for kept, content in zip(rows, contents, strict=True):
        pages.append(list(_in_order(kept, content, pages[-1] if pages else ())))
    margins = [_page_margins(items) for items in pages]
    builder = _Builder()
    for content, items in zip(contents, pages, strict=True):
        builder.page(content, items, margins)
    text = "".join(builder.parts)
    read = sum(content.origin == "ocr" for content in contents)
    found: list[Block] = []
    for block in builder.blocks(margins):
        found += with_captions_apart(block, text) if isinstance(block, Table) else (block,)
    tables = [with_header(block, text) if isinstance(block, Table) else block for block in found]
    blocks = join_tables(tables, text, misread=2 * read > len(contents))
    return Document(
        doc_id=source.doc_id,
        source=source.name,
        sha256=source.sha256,
        media_type=media_type,
        text_origin="ocr" if 2 * read > len(contents) else "text-layer",
        text=text,
        pages=tuple(builder.pages),
        blocks=blocks,
        words=tuple(builder.words),
        notes=(
            *notes,
            *(note for content in contents for note in content.notes),
            *dropped,
            *repeated_header_notes(blocks, text),
        ),
    )


def _rows(content: PageContent) -> list[Line]:
    """The rows of a page; on scans without those that are specks, lines and scraps of seals."""
    rows = group_rows(content.words, content.number)
    return [row for row in rows if content.origin != "ocr" or _is_writing(row)]


def _is_writing(row: Line) -> bool:
    if not any(ch.isalnum() for ch in row.text):
        return False
    return max(word.confidence for word in row.words) >= SCRAP_CONFIDENCE or share_of_syllables(row.text) > 0


def _in_order(rows: Sequence[Line], content: PageContent, before: Sequence[Item] = ()) -> Iterator[Item]:
    """Lines in reading order with the tables at their places; ``before`` is what stands on the page before."""
    rest = list(rows)
    carried = open_foot([item for item in before if isinstance(item, Line)]) if _ends_with_line(before) else None
    for table in sorted(content.tables, key=lambda t: t.box.top):
        above = [row for row in rest if (row.box.top + row.box.bottom) / 2 < table.box.top]
        rest = rest[len(above) :]
        yield from assign_columns(above, content.width, content.height, carried)
        yield table
        carried = None
    lines = mark_footnotes(assign_columns(rest, content.width, content.height, carried))
    yield from (line for line in lines if content.origin != "ocr" or _is_writing(line))


def _ends_with_line(items: Sequence[Item]) -> bool:
    return bool(items) and isinstance(items[-1], Line)


def _lane(line: Line) -> tuple[str, str]:
    return line.zone, line.column


def _page_margins(items: Sequence[Item]) -> dict[tuple[str, str], Margins]:
    lines = sorted((item for item in items if isinstance(item, Line)), key=_lane)
    return {lane: margins_of(list(group)) for lane, group in groupby(lines, key=_lane)}


@dataclass
class _Builder:
    """Grows the text and remembers where everything stands in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    words: list[Word] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    open_lines: list[list[tuple[Line, Span]] | Table] = field(default_factory=list)
    place: Callable[[Box], Box] = lambda box: box

    def _add(self, text: str) -> Span:
        self.parts.append(text)
        self.length += len(text)
        return Span(self.length - len(text), self.length)

    def page(
        self, content: PageContent, items: Sequence[Item], margins: Sequence[dict[tuple[str, str], Margins]]
    ) -> None:
        """Append one page."""
        if self.pages:
            self._add("\n\f\n" if self.length > self.pages[-1].span.start else "\f\n")
        start = self.length
        self.place = _as_scanned(content)
        previous: Item | None = None
        for item in items:
            if isinstance(item, RawTable):
                self._add("\n" if previous is not None else "")
                self.open_lines.append(self._table(item, content.number))
            else:
                self._line(item, previous, margins)
            previous = item
        self.pages.append(
            Page(
                content.number,
                Span(start, self.length),
                content.origin,
                round(content.width, 2),
                round(content.height, 2),
                content.rotation,
                content.skew,
                content.ocr_confidence,
                content.seals,
                content.state,
                content.signatures,
            )
        )

    def _line(self, line: Line, previous: Item | None, margins: Sequence[dict[tuple[str, str], Margins]]) -> None:
        group = self._continued(line, margins)
        glued = False
        if isinstance(previous, Line):
            if _side_by_side(previous, line):
                self._add("\t")
            else:
                glued = group is not None and _is_glued(previous, line)
                self._add("" if glued else "\n")
        elif previous is not None:
            self._add("\n")
        span = self._words(line, "\n" if glued else " ")
        if group is None:
            self.open_lines.append([(line, span)])
        else:
            group.append((line, span))

    def _continued(
        self, line: Line, margins: Sequence[dict[tuple[str, str], Margins]]
    ) -> list[tuple[Line, Span]] | None:
        """The paragraph that the line goes on, if it does not begin one."""
        for group in reversed(self.open_lines):
            if isinstance(group, Table):
                return None
            last = group[-1][0]
            if line.zone == "head" and last.zone == "head" and last.column != line.column and last.page == line.page:
                continue
            if line.page != last.page and last.zone == "note" != line.zone:
                continue
            if line.page - last.page > 1 or (line.page != last.page and "body" not in (line.zone, last.zone)):
                return None
            here, there = margins[line.page - 1][_lane(line)], margins[last.page - 1][_lane(last)]
            return None if starts_paragraph(line, last, here, there) else group
        return None

    def _words(self, line: Line, first_gap: str = " ") -> Span:
        start = self.length
        for index, word in enumerate(line.words):
            if index:
                self._add(first_gap if index == 1 else " ")
            span_of_word = self._add(word.text)
            self.words.append(Word(span_of_word, line.page, self.place(word.box), word.confidence, word.other))
        return Span(start, self.length)

    def _table(self, table: RawTable, page: int) -> Table:
        cells: list[Cell] = []
        for row in range(table.rows):
            self._add("\n" if row else "")
            column = 0
            here = sorted((c for c in table.cells if c.row == row), key=lambda c: c.column)
            for raw in here:
                if raw.lines:
                    self._add("\t" * (raw.column - column))
                    column = raw.column
                spans = self._cell(raw.lines) if raw.lines else (Span(self.length, self.length),)
                cells.append(Cell(row, raw.column, spans, raw.row_span, raw.column_span, self.place(raw.box), page))
        return Table(tuple(cells), table.rows, table.columns, 0, page, page, "ruled")

    def _cell(self, lines: Sequence[Line]) -> tuple[Span, ...]:
        start = self.length
        for before, line in zip([None, *lines], lines, strict=False):
            glued = before is not None and _is_glued(before, line)
            self._add("" if before is None or glued else " ")
            self._words(line)
        return (Span(start, self.length),)

    def blocks(self, margins: Sequence[dict[tuple[str, str], Margins]]) -> Iterator[Block]:
        """Everything that was appended, as blocks."""
        for group in self.open_lines:
            if isinstance(group, Table):
                yield group
                continue
            lines = [line for line, _ in group]
            first = lines[0]
            style = style_of(lines, margins[first.page - 1][_lane(first)])
            yield Paragraph(tuple(_merged(group)), first.page, style, first.column)


def _as_scanned(content: PageContent) -> Callable[[Box], Box]:
    """The way from a page that was set straight back to the page as it was scanned."""
    if not content.skew:
        return lambda box: box
    sine, cosine = sin(radians(content.skew)), cos(radians(content.skew))
    middle_x, middle_y = content.width / 2, content.height / 2

    def place(box: Box) -> Box:
        x, y = (box.x0 + box.x1) / 2 - middle_x, (box.top + box.bottom) / 2 - middle_y
        dx, dy = x * cosine - y * sine - x, x * sine + y * cosine - y
        return Box(*(round(v, 1) for v in (box.x0 + dx, box.top + dy, box.x1 + dx, box.bottom + dy)))

    return place


def _side_by_side(before: Line, line: Line) -> bool:
    if not (before.zone == line.zone == "head" and before.column == "left" and line.column == "right"):
        return False
    shared = min(before.box.bottom, line.box.bottom) - max(before.box.top, line.box.top)
    return shared >= SAME_ROW * min(before.size, line.size)


def _is_glued(before: Line, line: Line) -> bool:
    """Whether a symbol or a number goes on in the next line (``2466/KH-`` and ``UBND``)."""
    return bool(GLUED_END.search(before.words[-1].text) and GLUED_START.match(line.words[0].text))


def _merged(group: Sequence[tuple[Line, Span]]) -> Iterator[Span]:
    """The spans of a paragraph, those of lines that follow each other on one page as one."""
    whole: Span | None = None
    for before, (line, span) in zip([None, *group], group, strict=False):
        contiguous = before is not None and before[0].page == line.page and line.zone != "head"
        if whole is not None and contiguous:
            whole = Span(whole.start, span.end)
            continue
        if whole is not None:
            yield whole
        whole = span
    if whole is not None:
        yield whole
