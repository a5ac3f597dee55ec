"""Tables of web copies: a lone ``|`` before, between and behind the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.text.letterhead import layout_paragraphs
from pipeline.reading.text.lines import Line, pattern
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.slots import Region, Slot, table_or_columns, written
from pipeline.reading.text.stacked_tables import rows_by_header

_KEY = re.compile(r"[*_\\]*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[^\W\d_]|-)[.)]?[*_]*")


def block_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of web copies: a lone ``|`` before, between and behind the cells of a row."""
    index = 0
    while index < len(lines):
        if lines[index].text != "|" or taken[index]:
            index += 1
            continue
        end = _block_end(lines, index, taken)
        rows = _block_rows(lines, index, end, markup, text)
        if rows and max(map(len, rows)) == 1:
            # one cell, one below the other: a frame around text, or the signature beside recipients without a frame
            cells = [[(slot.parts, slot.page) for slot in row] for row in rows]
            yield Region(index, end, layout_paragraphs(text, cells, markup))
        elif rows:
            yield Region(index, end, table_or_columns(text, rows, markup, "blocks"))
        index = max(end, index + 1)


def _block_end(lines: Sequence[Line], start: int, taken: Sequence[bool]) -> int:
    """Behind the last ``|`` that belongs to the table which opens at ``start``."""
    end = index = start + 1
    while index < len(lines) and not taken[index]:
        line = lines[index]
        if line.text == "|":
            end = index + 1
        elif _opens_text(line):
            break
        elif line.blank:
            following = next((i for i in range(index, len(lines)) if not lines[i].blank), len(lines))
            if lines[end - 1 : end] and end == index and (following >= len(lines) or lines[following].text != "|"):
                break
            if following - index > 3:
                break
        index += 1
    return end


def _opens_text(line: Line) -> bool:
    """Whether a line stands in no cell: the name of a type over the title, an article, a basis.

    Copies without empty lines have nothing else between a letterhead and the table of the signature.
    """
    named = line.capitals and pattern("document", "type").fullmatch(fold_case(line.plain))
    return bool(named or pattern("table", "no_cell").match(line.plain))


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
    if len(chunks) == 1 and (made := rows_by_header(text, chunks[0])) and made[1] == len(chunks[0]):
        return made[0]  # a copy that kept no ends of rows
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
    numbered = sum(bool(_KEY.fullmatch(written(text, row[0]))) for row in rows) * 2 > len(rows)
    return [_widened(text, row, width, numbered) for row in rows]


def _is_caption(text: str, row: Sequence[Slot], chunk: Sequence[Slot]) -> bool:
    """Whether a number alone and a caption alone are the halves of one row."""
    keys = [bool(_KEY.fullmatch(written(text, cells[0]))) for cells in (row, chunk)]
    return len(row) == len(chunk) == 1 and keys == [True, False]


def _goes_on(text: str, row: Sequence[Slot], chunk: Sequence[Slot], width: int) -> bool:
    """Whether an empty cell, and not the end of the row, stands between the two."""
    if len(row) < 2 or len(row) + 1 + len(chunk) > width:
        return False
    if len(row) == 2 and len(chunk) >= 2:
        return False
    return not _KEY.fullmatch(written(text, chunk[0]))


def _widened(text: str, row: list[Slot], width: int, numbered: bool) -> list[Slot]:
    """A row that is only a caption covers all columns; one without its number has it merged into the cell above."""
    if len(row) >= width:
        return row
    keyed = bool(_KEY.fullmatch(written(text, row[0])))
    if len(row) == 1 or (len(row) == 2 and keyed):
        last = row[-1]
        return [*row[:-1], Slot(last.parts, last.page, width - len(row) + 1)]
    if numbered and not keyed and len(row) == width - 1:
        start = row[0].parts[0].start
        return [Slot((Span(start, start),), row[0].page), *row]
    return row
