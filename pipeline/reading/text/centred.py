"""Tables kept apart by spaces whose cells are centred in their rows, as programs print the page of a PDF as text.

The number of a row stands in its middle, so a row begins above the line of its number; or all cells begin on that line.
Which of the two it is, the whole table tells. A long cell may touch the one before it with a single space between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from dataset.spans import Span
from pipeline.reading.text.aligned import Aligned, Piece, pieces_of
from pipeline.reading.text.centred_columns import column_of, edges_of, widened, with_column_numbers, words_of
from pipeline.reading.text.centred_header import NUMBER_HEADER, Header, headers_at
from pipeline.reading.text.lines import Line

_MINIMUM_ROWS: Final = 2
_FARTHEST: Final = 1.0
"""Lines that a number may stand away from the middle of its row."""
_CUT_NAME: Final = 3.0
"""What it costs, in lines, if a row begins in the middle of a sentence …"""
_LATE_CELL: Final = 3.0
"""… or a cell of a row that begins on the line of its number begins below it."""
_MOST_BLANK: Final = 2
"""Blank lines between two rows."""
_KEY: Final = re.compile(r"(\d{1,3}|[IVX]{1,5}|[A-HĐ])[.)]?")
_TOTAL: Final = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
Cells = tuple[tuple[Span, ...] | None, ...]
_FIGURE: Final = re.compile(r"[-–]?\d[\d.,]*%?")


def find_centred(lines: Sequence[Line], taken: Sequence[bool]) -> list[Aligned]:
    """Every such table: a header with "TT" in its first column, rows numbered from 1 on or in groups."""
    found: list[Aligned] = []
    index = behind = 0
    while index < len(lines):
        table = None
        if not taken[index] and not lines[index].blank and NUMBER_HEADER.fullmatch(_first_word(lines[index])):
            table = _table(lines, taken, behind, index)
        if table is not None:
            found.append(table)
        index = behind = max(index + 1, table.end) if table is not None else index + 1
        behind = found[-1].end if found else 0
    return found


def _first_word(line: Line) -> str:
    return re.split(r"\s{2,}", line.text, maxsplit=1)[0]


def _table(lines: Sequence[Line], taken: Sequence[bool], behind: int, middle: int) -> Aligned | None:
    top = middle
    while top > behind and not lines[top - 1].blank and not taken[top - 1] and middle - top < 8:
        top -= 1
    bottom = middle + 1
    while bottom < len(lines) and not taken[bottom] and not lines[bottom].broken and _goes_on(lines, bottom):
        if NUMBER_HEADER.fullmatch(_first_word(lines[bottom])):
            break  # no line is looked at for two tables
        bottom += 1
    while lines[bottom - 1].blank:
        bottom -= 1
    # blank lines between rows say nothing
    numbers = [number for number in range(top, bottom) if not lines[number].blank]
    inside = [lines[number] for number in numbers]
    pieces = [pieces_of(line) for line in inside]
    at = numbers.index(middle)
    first_key = next((i for i in range(at + 1, len(inside)) if _KEY.fullmatch(words_of(inside[i], pieces[i][0]))), None)
    if first_key is None:
        return None
    best: tuple[float, Header, list[Cells]] | None = None
    for found in headers_at(at, pieces, inside, first_key):
        header = widened(pieces, with_column_numbers(inside, pieces, found))
        for cost, rows in _ways(inside, pieces, header):
            if best is None or cost < best[0]:
                best = (cost, header, rows)
    if best is None:
        return None
    _, header, rows = best
    above = [tuple(cell or None for cell in row) for row in header.rows]
    end, more = _over_pages(lines, taken, numbers[-1] + 1, header, _last_number(inside, pieces, header, 0))
    return Aligned(numbers[header.first], end, (*above, *rows, *more))


def _over_pages(
    lines: Sequence[Line], taken: Sequence[bool], end: int, header: Header, last: int
) -> tuple[int, list[Cells]]:
    """Where a table ends that goes on behind page breaks without its header, and its further rows."""
    rows: list[Cells] = []
    while True:
        top = end
        while top < len(lines) and (lines[top].blank or lines[top].page_number is not None):
            top += 1
        bottom = top
        while bottom < len(lines) and not taken[bottom] and (bottom == top or not lines[bottom].broken):
            if NUMBER_HEADER.fullmatch(_first_word(lines[bottom])) or not _goes_on(lines, bottom):
                break
            bottom += 1
        inside = [line for line in lines[top:bottom] if not line.blank]
        if not inside or not any(line.broken for line in lines[end : top + 1]):
            return end, rows
        pieces = [pieces_of(line) for line in inside]
        page = Header(header.columns, (), 0, 0)
        ways = sorted(_ways(inside, pieces, page, last), key=lambda way: way[0])
        if not ways:
            return end, rows
        rows += ways[0][1]
        last = _last_number(inside, pieces, page, last)
        end = max(number for number in range(top, bottom) if not lines[number].blank) + 1


def _last_number(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]], header: Header, last: int) -> int:
    """The number of the last row."""
    for index in _anchors(lines, pieces, header, last):
        words = words_of(lines[index], pieces[index][0]).rstrip(".)")
        last = int(words) if words.isdigit() else last
    return last


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether the table may go on: the line holds something, or few blank ones stand before a line with gaps."""
    if not lines[index].blank:
        return True
    following = next((line for line in lines[index : index + _MOST_BLANK + 1] if not line.blank), None)
    return following is not None and not following.broken and len(pieces_of(following)) > 1


def _ways(
    lines: Sequence[Line], pieces: Sequence[Sequence[Piece]], header: Header, last: int = 0
) -> Iterator[tuple[float, list[Cells]]]:
    """What the rows may be below a header, and how badly each way fits; ``last`` is the number of the row before."""
    anchors = _anchors(lines, pieces, header, last)
    if len(anchors) < (1 if last else _MINIMUM_ROWS):
        return
    placed = _all_placed(lines, pieces, header)
    if placed is None:
        return
    begins = [_begins_small(lines[i], placed[i - header.end]) for i in range(header.end, len(lines))]
    around = _centred_bounds(header.end, anchors, len(lines), begins)
    if around is not None:
        yield around[0], _rows(placed, header, around[1])
    if anchors[0] == header.end:
        bounds = [*anchors, len(lines)]
        yield _late_cells(placed, header, bounds), _rows(placed, header, bounds)


def _rows(placed: Sequence[Sequence[tuple[Span, ...]]], header: Header, bounds: Sequence[int]) -> list[Cells]:
    made = []
    for top, bottom in pairwise(bounds):
        inside = placed[top - header.end : bottom - header.end]
        made.append(tuple(tuple(span for row in inside for span in row[c]) or None for c in range(len(header.columns))))
    return made


def _late_cells(placed: Sequence[Sequence[tuple[Span, ...]]], header: Header, bounds: Sequence[int]) -> float:
    """What it costs to take the lines of the numbers for the first ones of their rows."""
    late = 0
    for top, bottom in pairwise(bounds):
        inside = placed[top - header.end : bottom - header.end]
        late += sum(any(row[c] for row in inside[1:]) and not inside[0][c] for c in range(len(header.columns)))
    return _LATE_CELL * late


def _begins_small(line: Line, cells: Sequence[tuple[Span, ...]]) -> bool:
    """Whether the name of a row goes on in the middle of a sentence on a line."""
    cell = cells[1]
    start = cell[0].start - line.span.start if cell else 0
    return bool(cell) and line.text[start : start + 1].islower()


def _anchors(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]], header: Header, last: int) -> list[int]:
    """The lines with the number of a row or with totals; nothing unless the numbers count on or begin again."""
    found: list[int] = []
    for index in range(header.end, len(pieces)):
        first = pieces[index][0]
        words = words_of(lines[index], first)
        if column_of(first, header.columns) != [0]:
            figures = sum(bool(_FIGURE.fullmatch(words_of(lines[index], piece))) for piece in pieces[index][1:])
            if _TOTAL.match(words) and figures:
                found.append(index)
            continue
        key = _KEY.fullmatch(words)
        if key is None:
            return []
        if key.group(1).isdigit():
            number = int(key.group(1))
            grouped = bool(found) and not words_of(lines[found[-1]], pieces[found[-1]][0]).rstrip(".)").isdigit()
            if number != last + 1 and not (number == 1 and grouped):
                return []
            last = number
        found.append(index)
    return found


def _centred_bounds(
    top: int, anchors: Sequence[int], end: int, begins_small: Sequence[bool]
) -> tuple[float, list[int]] | None:
    """Where the rows begin and end so that every number stands as near as can be to the middle of its row."""
    best: dict[int, tuple[float, list[int]]] = {top: (0.0, [top])}
    for index, anchor in enumerate(anchors):
        last = anchors[index + 1] if index + 1 < len(anchors) else end
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, bounds) in best.items():
            worse = cost + (_CUT_NAME if begins_small[start - top] else 0.0)
            for stop in range(anchor + 1, last + 1) if index + 1 < len(anchors) else (end,):
                away = abs((start + stop - 1) / 2 - anchor)
                if away <= _FARTHEST and (stop not in reached or worse + away < reached[stop][0]):
                    reached[stop] = (worse + away, [*bounds, stop])
        best = reached
    return best.get(end)


def _all_placed(
    lines: Sequence[Line], pieces: Sequence[Sequence[Piece]], header: Header
) -> list[list[tuple[Span, ...]]] | None:
    """The pieces of every line below the header by column; None where one cannot be cut."""
    edges = edges_of(pieces[header.end :], header.columns)
    placed = []
    for index in range(header.end, len(lines)):
        cells = _placed(lines[index], pieces[index], header.columns, edges)
        if cells is None:
            return None
        placed.append(cells)
    return placed


def _placed(
    line: Line, row: Sequence[Piece], columns: Sequence[tuple[int, int]], edges: dict[int, int]
) -> list[tuple[Span, ...]] | None:
    """The pieces of a line by column; one that runs over two columns is cut before the last word left of the edge."""
    placed: list[tuple[Span, ...]] = [()] * len(columns)
    # the name of a group of rows has its row for itself
    whole = len(row) == 2 and column_of(row[0], columns) == [0] and bool(_KEY.fullmatch(words_of(line, row[0])))
    busy = {column for piece in row for column in column_of(piece, columns)}
    for piece in row:
        over = column_of(piece, columns)
        if whole and piece is row[1] and 1 in over and words_of(line, piece).isupper():
            over = [1]
        rest = piece
        for column in reversed(over[1:]):
            words = [match.start() + line.indent for match in re.finditer(r"\S+", line.text)]
            cuts = [at for at in words if rest[0] < at <= edges.get(column, -1)]
            if not cuts:
                return None
            shift = line.span.start - line.indent
            placed[column] = (Span(shift + cuts[-1], rest[2].end), *placed[column])
            end = len(line.text[: cuts[-1] - line.indent].rstrip()) + line.indent
            rest = (rest[0], end, Span(rest[2].start, shift + end))
        column = over[0]
        if placed[column] and len(over) == 1 and column + 1 < len(columns) and column + 1 not in busy:
            column += 1  # a lone sign at the edge of a cell whose neighbour is filled
        placed[column] = (*placed[column], rest[2])
    return placed
