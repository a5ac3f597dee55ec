"""Tables in text: tabs, pipes, one cell per block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dataset.document import Block, Cell, Table
from dataset.spans import Span
from pipeline.reading.continuation import merge_spans, page_range, runs, with_header
from pipeline.reading.text.aligned import find_aligned
from pipeline.reading.text.html_tables import parse_table
from pipeline.reading.text.letterhead import find_columns, is_layout, layout_paragraphs
from pipeline.reading.text.lines import Line
from pipeline.reading.text.markup import Markup

Origin = Literal["tabs", "pipes", "blocks", "aligned"]
_KEY = re.compile(r"[*_\\]*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[^\W\d_]|-)[.)]?[*_]*")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_HTML_OPEN = re.compile(r"<table\b", re.IGNORECASE)
_HTML_CLOSE = re.compile(r"</table\s*>", re.IGNORECASE)
_LABEL = re.compile(r"(?:[-–+•*o]|\(?\w{1,4}[.)])")


@dataclass(frozen=True)
class Slot:
    """A cell as it stands in the text: the parts of its lines, and how many columns it covers."""

    parts: tuple[Span, ...]
    page: int
    width: int = 1


@dataclass(frozen=True)
class Region:
    """Lines ``first`` to ``end`` (exclusive) that are not running text, and what they hold."""

    first: int
    end: int
    blocks: tuple[Block, ...]


def find_regions(text: str, lines: Sequence[Line], markup: Markup) -> list[Region]:
    """The tables of a text and its parts in two columns, in order."""
    taken = [False] * len(lines)
    regions: list[Region] = []
    for finder in (
        _html_regions,
        _block_regions,
        _pipe_regions,
        _column_regions,
        _tab_regions,
        _aligned_regions,
    ):
        for region in finder(text, lines, markup, taken):
            regions.append(region)
            taken[region.first : region.end] = [True] * (region.end - region.first)
    return sorted(regions, key=lambda region: region.first)


def _html_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of HTML; they begin and end lines of their own."""
    first: int | None = None
    depth = 0
    for index, line in enumerate(lines):
        opened = len(_HTML_OPEN.findall(line.text))
        if first is None and opened and line.text.lower().startswith("<table"):
            first = index
        if first is None:
            continue
        depth += opened - len(_HTML_CLOSE.findall(line.text))
        if depth <= 0:
            table = parse_table(text, lines[first].span.start, line.span.end, lines[first].page)
            if table is not None:
                yield Region(first, index + 1, (table,))
            first, depth = None, 0


def _aligned_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of columns kept apart by spaces."""
    for found in find_aligned(lines, taken):
        rows = []
        for row in found.rows:
            at = next(parts for parts in row if parts)[0].start
            rows.append([Slot(parts or (Span(at, at),), lines[found.first].page) for parts in row])
        yield Region(found.first, found.end, (make_table(text, rows, "aligned"),))


def _column_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    for found in find_columns(text, lines, markup, taken):
        yield Region(found.first, found.end, found.blocks)


def make_table(text: str, rows: Sequence[Sequence[Slot]], origin: Origin) -> Table:
    """A table of rows that may be ragged: short ones are filled with empty cells."""
    columns = max(sum(slot.width for slot in row) for row in rows)
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        column = 0
        for slot in row:
            cells.append(Cell(number, column, merge_spans(text, slot.parts), 1, slot.width, None, slot.page))
            column += slot.width
        end = row[-1].parts[-1].end
        cells.extend(Cell(number, c, (Span(end, end),), page=row[-1].page) for c in range(column, columns))
    first, last = page_range(cell.page for cell in cells)
    return with_header(Table(tuple(cells), len(rows), columns, 0, first, last, origin), text)


def _block_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of web copies: a lone ``|`` before, between and behind the cells of a row."""
    index = 0
    while index < len(lines):
        if lines[index].text != "|" or taken[index]:
            index += 1
            continue
        end = _block_end(lines, index)
        rows = _block_rows(lines, index, end, markup, text)
        if rows:
            if is_layout(text, [[slot.parts for slot in row] for row in rows]):
                blocks: tuple[Block, ...] = layout_paragraphs(
                    text, [[(slot.parts, slot.page) for slot in row] for row in rows], markup
                )
            else:
                blocks = (make_table(text, rows, "blocks"),)
            yield Region(index, end, blocks)
        index = max(end, index + 1)


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Behind the last ``|`` that belongs to the table which opens at ``start``."""
    end = index = start + 1
    while index < len(lines):
        line = lines[index]
        if line.text == "|":
            end = index + 1
        elif line.blank:
            following = next((i for i in range(index, len(lines)) if not lines[i].blank), len(lines))
            if lines[end - 1 : end] and end == index and (following >= len(lines) or lines[following].text != "|"):
                break
            if following - index > 3:
                break
        index += 1
    return end


def _block_rows(lines: Sequence[Line], start: int, end: int, markup: Markup, text: str) -> list[list[Slot]]:
    """Rows out of cells. Two pipes together end a row, or hold an empty cell where the row is not yet full."""
    chunks: list[list[Slot]] = [[]]
    cell: list[Span] = []
    page = lines[start].page
    for line in lines[start + 1 : end]:
        if line.text != "|":
            if not line.decoration:
                cell.extend(markup.visible(text, line.span))
            page = line.page if len(cell) <= 1 else page
            continue
        if cell:
            chunks[-1].append(Slot(tuple(cell), page))
            cell = []
        else:
            chunks.append([])
    chunks = [chunk for chunk in chunks if chunk]
    if not chunks:
        return []
    width = max(len(chunk) for chunk in chunks)
    rows: list[list[Slot]] = []
    for chunk in chunks:
        previous = rows[-1] if rows else None
        if previous is not None and _is_caption(text, previous, chunk):
            previous += chunk
        elif previous is not None and _goes_on(text, previous, chunk, width):
            gap = previous[-1].parts[-1].end
            previous += [Slot((Span(gap, gap),), previous[-1].page), *chunk]
        else:
            rows.append(list(chunk))
    numbered = sum(bool(_KEY.fullmatch(_written(text, row[0]))) for row in rows) * 2 > len(rows)
    return [_widened(text, row, width, numbered) for row in rows]


def _is_caption(text: str, row: Sequence[Slot], chunk: Sequence[Slot]) -> bool:
    """Whether a number alone and a caption alone are the halves of one row."""
    keys = [bool(_KEY.fullmatch(_written(text, cells[0]))) for cells in (row, chunk)]
    return len(row) == len(chunk) == 1 and keys == [True, False]


def _goes_on(text: str, row: Sequence[Slot], chunk: Sequence[Slot], width: int) -> bool:
    """Whether an empty cell, and not the end of the row, stands between the two."""
    if len(row) < 2 or len(row) + 1 + len(chunk) > width:
        return False
    if len(row) == 2 and len(chunk) >= 2:
        return False
    return not _KEY.fullmatch(_written(text, chunk[0]))


def _widened(text: str, row: list[Slot], width: int, numbered: bool) -> list[Slot]:
    """A row that is only a caption covers all columns; one without its number has it merged into the cell above."""
    if len(row) >= width:
        return row
    keyed = bool(_KEY.fullmatch(_written(text, row[0])))
    if len(row) == 1 or (len(row) == 2 and keyed):
        last = row[-1]
        return [*row[:-1], Slot(last.parts, last.page, width - len(row) + 1)]
    if numbered and not keyed and len(row) == width - 1:
        start = row[0].parts[0].start
        return [Slot((Span(start, start),), row[0].page), *row]
    return row


def _written(text: str, slot: Slot) -> str:
    return " ".join(text[span.start : span.end] for span in slot.parts).strip()


def _pipe_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Pipe tables of Markdown, and rows of OCR output whose ruled lines were read as ``|``."""
    piped = [not taken[i] and line.text.count("|") >= 1 and line.text != "|" for i, line in enumerate(lines)]
    for first, end in runs(piped):
        ruled = any(_RULE.fullmatch(line.text) for line in lines[first:end])
        rows = [_split_row(text, line, markup, "|") for line in lines[first:end] if not _RULE.fullmatch(line.text)]
        if not rows or (not ruled and (len(rows) < 2 or min(len(row) for row in rows) < 3)):
            continue
        if is_layout(text, [[slot.parts for slot in row] for row in rows]):
            cells = [[(slot.parts, slot.page) for slot in row] for row in rows]
            yield Region(first, end, layout_paragraphs(text, cells, markup))
        else:
            yield Region(first, end, (make_table(text, rows, "pipes"),))


def _tab_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Rows of tab-separated cells; a leading tab is an empty first cell."""
    tabbed = [not taken[i] and "\t" in _with_indent(text, line) and not line.blank for i, line in enumerate(lines)]
    for first, end in runs(tabbed):
        rows = [_split_row(text, line, markup, "\t") for line in lines[first:end]]
        if _is_list(text, rows) or (len(rows) == 1 and len(rows[0]) < 3):
            continue
        if is_layout(text, [[slot.parts for slot in row] for row in rows]):
            cells = [[(slot.parts, slot.page) for slot in row] for row in rows]
            yield Region(first, end, layout_paragraphs(text, cells, markup))
        elif max(len(row) for row in rows) > 1:
            yield Region(first, end, (make_table(text, rows, "tabs"),))


def _with_indent(text: str, line: Line) -> str:
    return text[line.span.start - line.indent : line.span.end]


def _is_list(text: str, rows: Sequence[Sequence[Slot]]) -> bool:
    """Whether the tabs only stand behind bullets and numbers, or indent paragraphs."""
    return all(
        len(row) == 2 and (not _written(text, row[0]) or _LABEL.fullmatch(_written(text, row[0]))) for row in rows
    )


def _split_row(text: str, line: Line, markup: Markup, separator: str) -> list[Slot]:
    """The cells of a line; the pipes at both ends do not count."""
    start, end = line.span.start - (line.indent if separator == "\t" else 0), line.span.end
    if separator == "|":
        start += text[start] == "|"
        end -= text[end - 1] == "|" and text[end - 2] != "\\"
    slots: list[Slot] = []
    for part in re.finditer(r"(?:\\\||[^|])*" if separator == "|" else r"[^\t]*", text[start:end]):
        if slots and part.start() == part.end() and text[start + part.start() - 1] != separator:
            continue
        span = Span(start + part.start(), start + part.end())
        visible = tuple(markup.visible(text, span)) or (Span(span.start, span.start),)
        slots.append(Slot(visible, line.page))
    return slots
