"""Tables that go on: header rows, repeated headers, rows that a page break cuts in two.

Every reader uses these functions on the tables it found; they look at cells alone, never at the format they came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from dataset.document import Block, Cell, Table, flow
from dataset.spans import Span
from normalizers.unicode import compare_key

_KEY = re.compile(r"(?:\d{1,4}(?:\.\d{1,3})*|[IVXLC]{1,6}|[^\W\d_])[.)]?")
_NUMBERED = re.compile(r"\(?\s*(?:\d{1,2}|[A-ZĐ])\s*\)?(?:\s*=\s*[\d\s()+\-–x*/:.%]+)?")
_VALUE = re.compile(r"[-–]?\d[\d.,]*\s*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOSED = re.compile(r"[.;:!?…][”\"’)]*$")
_FIRST_HEADER = re.compile(r"(?:số\s+)?(?:stt|tt|s[oố]\s*tt|no)\.?", re.IGNORECASE)


def text_of(text: str, cell: Cell | None) -> str:
    """The text of a cell in one line."""
    return flow(text, cell.spans).text if cell is not None else ""


def row_texts(text: str, table: Table, row: int) -> list[str]:
    """The texts of a row, one for each column; a merged cell counts at its first position only."""
    grid = table.grid
    cells = [grid.get((row, column)) for column in range(table.columns)]
    return [
        text_of(text, cell) if cell is not None and (cell.row, cell.column) == (row, column) else ""
        for column, cell in enumerate(cells)
    ]


def header_row_count(text: str, table: Table) -> int:
    """How many rows make up the header: the first one, what its merged cells span, sub-headers, column numbers.

    0 where the first row already holds data (its first cell is a row number, or most of its cells are values).
    """
    if not table.rows:
        return 0
    first = row_texts(text, table, 0)
    if table.rows == 1:
        return 0 if _is_data(first) else 1
    if _is_data(first):
        return 0
    count = max((cell.row_span for cell in table.cells if cell.row == 0), default=1)
    if count == 1 and _has_sub_header(text, table):
        count = 2
    count = min(count, 3, table.rows - 1)
    if count < table.rows and is_column_numbers(row_texts(text, table, count)):
        count += 1
    return count


def is_column_numbers(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: ``(1) (2) (3=1+2)``, ``A B 1 2 3``."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or len(filled) < len(cells) - 1:
        return False
    if not all(_NUMBERED.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found.group()) for cell in filled if (found := re.search(r"\d+", cell))]
    return len(numbers) >= 2 and all(b == a + 1 for a, b in pairwise(numbers))


def join_tables(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Join every table with the one before it that it goes on from; only adjacent blocks are looked at."""
    joined: list[Block] = []
    for block in blocks:
        previous = joined[-1] if joined else None
        if isinstance(block, Table) and isinstance(previous, Table):
            whole = continued(previous, block, text)
            if whole is not None:
                joined[-1] = whole
                continue
        joined.append(block)
    return tuple(joined)


def continued(first: Table, second: Table, text: str) -> Table | None:
    """One table out of two if ``second`` goes on from ``first``, else ``None``.

    It does if it repeats the header, or has the same columns, no header of its own, and either a page break before it
    or a row number that follows.
    """
    if first.columns != second.columns:
        return None
    repeated = _repeated_rows(first, second, text)
    if not repeated:
        if second.header_rows and not _is_data(row_texts(text, second, 0)):
            loose = first.last_page < second.first_page and _is_cut(first, second, 0, text)
        else:
            loose = first.last_page < second.first_page or _follows(first, second, text)
        if not loose:
            return None
    return _append(first, second, repeated, text)


def without_repeats(table: Table, text: str) -> Table:
    """The table without the rows inside it that only repeat the last row of its header."""
    if not 0 < table.header_rows < table.rows:
        return table
    header = [_key(cell) for cell in row_texts(text, table, table.header_rows - 1)]
    if sum(map(bool, header)) < 2:
        return table
    dropped = {
        row
        for row in range(table.header_rows, table.rows)
        if _same_header(header, [_key(cell) for cell in row_texts(text, table, row)])
    }
    if not dropped or any(cell.row_span > 1 for cell in table.cells if cell.row in dropped):
        return table
    places = {row: number for number, row in enumerate(row for row in range(table.rows) if row not in dropped)}
    cells = tuple(replace(cell, row=places[cell.row]) for cell in table.cells if cell.row in places)
    return replace(table, cells=cells, rows=len(places))


def _same_header(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row repeats the header, some of its cells merged away or worded otherwise."""
    filled = sum(map(bool, row))
    same = sum(bool(a) and a == b for a, b in zip(header, row, strict=True))
    return same >= min(3, len(header)) and same >= 0.6 * filled


def _key(cell: str) -> str:
    """What of a header cell counts when two are compared: not its spaces, marks and tone placement."""
    return re.sub(r"[\W_]+", "", compare_key(cell))


def _repeated_rows(first: Table, second: Table, text: str) -> int:
    """Number of rows at the top of ``second`` that repeat the header of ``first``."""
    count = 0
    for row in range(min(first.header_rows, second.rows)):
        above = [_key(cell) for cell in row_texts(text, first, row)]
        below = [_key(cell) for cell in row_texts(text, second, row)]
        if above != below or not any(above):
            break
        count += 1
    return count


def _follows(first: Table, second: Table, text: str) -> bool:
    """Whether the first row number of ``second`` is the one behind the last of ``first``."""
    start = row_texts(text, second, 0)[0]
    if not start.rstrip(".)").isdigit():
        return False
    for row in range(first.rows - 1, first.header_rows - 1, -1):
        last = row_texts(text, first, row)[0].rstrip(".)")
        if last.isdigit():
            return int(start.rstrip(".)")) == int(last) + 1
    return False


def _is_cut(first: Table, second: Table, row: int, text: str) -> bool:
    """Whether ``row`` of ``second`` is the rest of the last row of ``first``."""
    if row >= second.rows or first.rows <= first.header_rows:
        return False
    above, below = row_texts(text, first, first.rows - 1), row_texts(text, second, row)
    if below[0] or not any(below):
        # a row that repeats no number can still go on: every cell begins inside a sentence
        filled = [cell for cell in below if cell]
        return bool(filled) and len(filled) < len(below) and all(cell[0].islower() for cell in filled)
    pairs = [(a, b) for a, b in zip(above[1:], below[1:], strict=True) if b]
    going_on = [bool(a) and (b[0].islower() or not _CLOSED.search(a)) for a, b in pairs]
    return bool(above[0]) and sum(going_on) * 2 > len(going_on)


def _append(first: Table, second: Table, skip: int, text: str) -> Table:
    cells = {(cell.row, cell.column): cell for cell in first.cells}
    cut = _is_cut(first, second, skip, text)
    shift = first.rows - skip - (1 if cut else 0)
    for cell in second.cells:
        if cell.row < skip:
            continue
        row = cell.row + shift
        whole = cells.get((row, cell.column)) if cut and cell.row == skip else None
        if whole is None:
            cells[(row, cell.column)] = replace(cell, row=row)
        else:
            spans = tuple(span for span in (*whole.spans, *cell.spans) if span.length) or whole.spans
            cells[(row, cell.column)] = replace(whole, spans=spans)
    ordered = tuple(cells[key] for key in sorted(cells))
    rows = max((cell.row + cell.row_span for cell in ordered), default=0)
    return replace(first, cells=ordered, rows=rows, last_page=max(first.last_page, second.last_page))


def _is_data(cells: Sequence[str]) -> bool:
    """Whether a row holds data: a row number in front, or values in most cells."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    if _KEY.fullmatch(cells[0]) and not is_column_numbers(cells):
        return True
    return sum(map(_is_value, filled)) * 2 > len(filled)


def _is_value(cell: str) -> bool:
    """Whether a cell is a number; a year alone may as well head a column."""
    return bool(_VALUE.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def _has_sub_header(text: str, table: Table) -> bool:
    """Whether the second row carries the children of merged or empty header cells."""
    top, below = row_texts(text, table, 0), row_texts(text, table, 1)
    merged = any(cell.row == 0 and 1 < cell.column_span < table.columns for cell in table.cells)
    gaps = any(not cell for cell in top)
    if _is_data(below) or is_column_numbers(below) or not any(below):
        return False
    if merged:
        return not below[0] or _key(below[0]) == _key(top[0])
    return gaps and not below[0] and not _is_value(next(cell for cell in below if cell))


def with_header(table: Table, text: str) -> Table:
    """The table with its header rows counted, and without their repetitions inside it."""
    return without_repeats(replace(table, header_rows=header_row_count(text, table)), text)


def page_range(pages: Iterable[int]) -> tuple[int, int]:
    """First and last of some page numbers."""
    ordered = sorted(pages)
    return ordered[0], ordered[-1]


def merge_spans(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans with nothing but white space between them on neighbouring lines."""
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end <= span.start:
            gap = text[merged[-1].end : span.start]
            if not gap.strip() and gap.count("\n") < 2 and "\f" not in gap:
                merged[-1] = Span(merged[-1].start, span.end)
                continue
        merged.append(span)
    return tuple(merged)


def runs(values: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of true values, ends exclusive."""
    found: list[tuple[int, int]] = []
    position = 0
    for value, group in groupby(values):
        length = len(list(group))
        if value:
            found.append((position, position + length))
        position += length
    return found
