"""Tables that go on: repeated headers, rows that a page break cuts in two.

Every reader uses these functions on the tables it found; they look at cells alone, never at the format they came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from rapidfuzz import fuzz

from dataset.document import Block, Table
from dataset.spans import Span
from pipeline.reading.headers import compared, header_row_count, is_data, is_key, is_value, row_texts

MISREAD_ALIKE = 90
"""Per cent of the letters that two readings of one header share at least."""
_FIGURES = re.compile(r"\d+")
_CLOSED = re.compile(r"[.;:!?…][”\"’)]*$")


def join_tables(blocks: Sequence[Block], text: str, *, misread: bool = False) -> tuple[Block, ...]:
    """Join every table with the one before it that it goes on from; only adjacent blocks are looked at.

    ``misread`` tells that letters of a scan may stand wrong, so that two headers are the same if they are much alike.
    """
    joined: list[Block] = []
    for block in blocks:
        previous = joined[-1] if joined else None
        if isinstance(block, Table) and isinstance(previous, Table):
            whole = continued(previous, block, text, misread=misread)
            if whole is not None:
                joined[-1] = whole
                continue
        joined.append(block)
    return tuple(joined)


def continued(first: Table, second: Table, text: str, *, misread: bool = False) -> Table | None:
    """One table out of two if ``second`` goes on from ``first``, else ``None``.

    It does if it repeats the header, or has the same columns, no header of its own, and either a page break before it
    or a row number that follows.
    """
    if first.columns != second.columns:
        return None
    repeated = _repeated_rows(first, second, text, misread=misread)
    if not repeated:
        if second.header_rows and not is_data(row_texts(text, second, 0)):
            loose = (
                _broken_off(first, second) and _is_cut(first, second, 0, text) and _goes_on_below(first, second, text)
            )
        else:
            loose = _broken_off(first, second) or _follows(first, second, 0, text)
        if not loose:
            return None
    return _append(first, second, repeated, text)


def without_repeats(table: Table, text: str) -> Table:
    """The table without the rows inside it that only repeat its header."""
    dropped = _repeats_inside(table, text)
    if not dropped or any(cell.row_span > 1 for cell in table.cells if cell.row in dropped):
        return table
    places = {row: number for number, row in enumerate(row for row in range(table.rows) if row not in dropped)}
    cells = tuple(replace(cell, row=places[cell.row]) for cell in table.cells if cell.row in places)
    return replace(table, cells=cells, rows=len(places))


def _repeats_inside(table: Table, text: str) -> set[int]:
    """The rows below the header that repeat its last row, and those above them that repeat the rows before that."""
    if not 0 < table.header_rows < table.rows:
        return set()
    keys = [[compared(cell) for cell in row_texts(text, table, row)] for row in range(table.rows)]
    header = keys[: table.header_rows]
    if not any(header[-1]):
        return set()
    found: set[int] = set()
    for row in range(table.header_rows, table.rows):
        levels = [
            header[-1 - up] == keys[row - up] for up in range(min(table.header_rows, row - table.header_rows + 1))
        ]
        if len(levels) == table.header_rows and all(levels):
            found.update(range(row - len(levels) + 1, row + 1))
        elif sum(map(bool, header[-1])) > 1 and _same_header(header[-1], keys[row]):
            found.add(row)
    return found


def _same_header(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row repeats the header, some of its cells merged away or worded otherwise."""
    filled = sum(map(bool, row))
    same = sum(bool(a) and a == b for a, b in zip(header, row, strict=True))
    return same >= min(3, len(header)) and same >= 0.6 * filled


def _repeated_rows(first: Table, second: Table, text: str, *, misread: bool) -> int:
    """Number of rows at the top of ``second`` that repeat the header of ``first``."""
    count = 0
    for row in range(min(first.header_rows, second.rows)):
        above = [compared(cell) for cell in row_texts(text, first, row)]
        below = [compared(cell) for cell in row_texts(text, second, row)]
        if not any(above) or not (above == below or (misread and _much_alike(above, below))):
            break
        count += 1
    return count


def _much_alike(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two headers differ by single misread letters; figures (a year, a stage) have to be the same."""
    if any(bool(a) != bool(b) or _FIGURES.findall(a) != _FIGURES.findall(b) for a, b in zip(above, below, strict=True)):
        return False
    return fuzz.ratio("|".join(above), "|".join(below)) >= MISREAD_ALIKE


def _broken_off(first: Table, second: Table) -> bool:
    """Whether a page ends between two tables."""
    return first.last_page < second.first_page


def _follows(first: Table, second: Table, row: int, text: str) -> bool:
    """Whether the number of a row of ``second`` is the one behind the last number of ``first``."""
    start = row_texts(text, second, row)[0].rstrip(".)")
    if not start.isdigit():
        return False
    for above in range(first.rows - 1, first.header_rows - 1, -1):
        last = row_texts(text, first, above)[0].rstrip(".)")
        if last.isdigit():
            return int(start) == int(last) + 1
    return False


def _goes_on_below(first: Table, second: Table, text: str) -> bool:
    """Whether the first row of ``second`` can be the rest of a row, and no header, by what stands around it."""
    above, below = row_texts(text, first, first.rows - 1), row_texts(text, second, 0)
    return second.rows == 1 or _follows(first, second, 1, text) or _in_mid_sentence(above, below)


def _is_cut(first: Table, second: Table, row: int, text: str) -> bool:
    """Whether ``row`` of ``second`` is the rest of the last row of ``first``."""
    if row >= second.rows or first.rows <= first.header_rows:
        return False
    above, below = row_texts(text, first, first.rows - 1), row_texts(text, second, row)
    if any(is_value(a) and is_value(b) for a, b in zip(above, below, strict=True)):
        return False  # a number is never cut in two: the row is a total, or another one
    if _in_mid_sentence(above, below):
        return True
    wide = any(cell.row == row and cell.column_span > 1 for cell in second.cells)
    new_page = row > 0 or _broken_off(first, second)  # a header that is repeated tells a page break too
    return new_page and not wide and _misses_its_number(first, below, text)


def _in_mid_sentence(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether most cells of a row without a number go on from an open sentence above them."""
    if below[0] or not any(below):
        # a row that repeats no number can still go on: every cell begins inside a sentence
        filled = [cell for cell in below if cell]
        return bool(filled) and len(filled) < len(below) and all(cell[0].islower() for cell in filled)
    pairs = [(a, b) for a, b in zip(above[1:], below[1:], strict=True) if b]
    going_on = [bool(a) and (b[0].islower() or not _CLOSED.search(a)) for a, b in pairs]
    return bool(above[0]) and sum(going_on) * 2 > len(going_on)


def _misses_its_number(first: Table, below: Sequence[str], text: str) -> bool:
    """Whether all rows of ``first`` are numbered, and ``below`` is no heading in capitals that stands alone."""
    keys = [row_texts(text, first, row)[0] for row in range(first.header_rows, first.rows)]
    if below[0] or len(keys) < 2 or not all(keys) or not is_key(keys[-1]):
        return False
    filled = [cell for cell in below if cell]
    return bool(filled) and not (len(filled) == 1 and filled[0].isupper())


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
