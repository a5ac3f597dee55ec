"""Tables kept apart by spaces whose cells are centred in their rows, as programs print the page of a PDF as text.

The number of a row stands in its middle, so a row begins above the line of its number. A long cell may touch the one
before it with a single space between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dataset.spans import Span
from pipeline.reading.text.aligned import Aligned, Piece, pieces_of
from pipeline.reading.text.lines import Line

_NUMBER_HEADER = re.compile(r"(?:số\s+)?(?:stt|tt)\.?", re.IGNORECASE)
_MINIMUM_COLUMNS = 3
_MINIMUM_ROWS = 2
_FARTHEST = 1.0
"""Lines that a number may stand away from the middle of its row."""


@dataclass(frozen=True)
class _Header:
    """The columns of a table by where their headers stand on the screen, and the line below the header."""

    columns: tuple[tuple[int, int], ...]
    cells: tuple[tuple[Span, ...], ...]
    end: int


def find_centred(lines: Sequence[Line], taken: Sequence[bool]) -> list[Aligned]:
    """Every such table: a header with "TT" in its first column, rows numbered from 1 on, no blank line inside."""
    found: list[Aligned] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and not lines[end].blank and not taken[end]:
            end += 1
        table = _table(lines, index, end) if end - index > _MINIMUM_ROWS else None
        if table is not None:
            found.append(table)
        index = max(end, index + 1)
    return found


def _table(lines: Sequence[Line], first: int, end: int) -> Aligned | None:
    pieces = [pieces_of(line) for line in lines[first:end]]
    header = _header(pieces, lines[first:end])
    if header is None:
        return None
    numbers = _numbers(pieces, header, lines[first:end])
    bounds = _bounds(header.end, numbers, len(pieces)) if len(numbers) >= _MINIMUM_ROWS else None
    if bounds is None:
        return None
    edges = _edges(pieces[header.end :], header.columns)
    rows: list[tuple[tuple[Span, ...] | None, ...]] = [header.cells]
    for top, bottom in pairwise(bounds):
        cells: list[tuple[Span, ...]] = [()] * len(header.columns)
        for number in range(top, bottom):
            placed = _placed(lines[first + number], pieces[number], header.columns, edges)
            if placed is None:
                return None
            cells = [(*above, *below) for above, below in zip(cells, placed, strict=True)]
        rows.append(tuple(cell or None for cell in cells))
    return Aligned(first, end, tuple(rows))


def _header(pieces: Sequence[Sequence[Piece]], lines: Sequence[Line]) -> _Header | None:
    """The header: as many lines below that of "TT" as above it, their pieces gathered by where they stand."""
    middle = next((i for i, row in enumerate(pieces) if _NUMBER_HEADER.fullmatch(_words(lines[i], row[0]))), None)
    if middle is None or 2 * middle + 1 >= len(pieces):
        return None
    end = 2 * middle + 1
    columns: list[tuple[int, int, list[Span]]] = []
    for start, stop, span in sorted((piece for row in pieces[:end] for piece in row), key=lambda p: (p[0], p[2].start)):
        if columns and start < columns[-1][1]:
            left, right, spans = columns[-1]
            columns[-1] = (left, max(right, stop), [*spans, span])
        else:
            columns.append((start, stop, [span]))
    if len(columns) < _MINIMUM_COLUMNS or not _NUMBER_HEADER.fullmatch(_words(lines[middle], pieces[middle][0])):
        return None
    cells = tuple(tuple(sorted(spans, key=lambda span: span.start)) for _, _, spans in columns)
    return _Header(tuple((left, right) for left, right, _ in columns), cells, end)


def _words(line: Line, piece: Piece) -> str:
    return line.text[piece[0] - line.indent : piece[1] - line.indent]


def _numbers(pieces: Sequence[Sequence[Piece]], header: _Header, lines: Sequence[Line]) -> list[int]:
    """The lines that begin with a row number; nothing unless they count 1, 2, 3 and so on and nothing else is there."""
    found: list[int] = []
    for index in range(header.end, len(pieces)):
        first = pieces[index][0]
        if _column(first, header.columns) != [0]:
            continue
        if _words(lines[index], first).rstrip(".") != str(len(found) + 1):
            return []
        found.append(index)
    return found


def _bounds(top: int, numbers: Sequence[int], end: int) -> list[int] | None:
    """Where the rows begin and end so that every number stands as near as can be to the middle of its row."""
    if numbers[0] == top:
        return [*numbers, end]  # the cells begin at the top of their rows
    best: dict[int, tuple[float, list[int]]] = {top: (0.0, [top])}
    for index, number in enumerate(numbers):
        last = numbers[index + 1] if index + 1 < len(numbers) else end
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, bounds) in best.items():
            for stop in range(number + 1, last + 1) if index + 1 < len(numbers) else (end,):
                away = abs((start + stop - 1) / 2 - number)
                if away <= _FARTHEST and (stop not in reached or cost + away < reached[stop][0]):
                    reached[stop] = (cost + away, [*bounds, stop])
        best = reached
    return best[end][1] if end in best else None


def _column(piece: Piece, columns: Sequence[tuple[int, int]]) -> list[int]:
    """The columns over which a piece stands; the nearest one if it stands beside all of them."""
    start, stop, _ = piece
    over = [c for c, (left, right) in enumerate(columns) if start < right and left < stop]
    return over or [min(range(len(columns)), key=lambda c: max(columns[c][0] - stop, start - columns[c][1]))]


def _edges(pieces: Sequence[Sequence[Piece]], columns: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Where the lines of each column mostly begin."""
    starts: dict[int, Counter[int]] = {}
    for row in pieces:
        for piece in row:
            over = _column(piece, columns)
            if len(over) == 1:
                starts.setdefault(over[0], Counter())[piece[0]] += 1
    return {column: counts.most_common(1)[0][0] for column, counts in starts.items()}


def _placed(
    line: Line, row: Sequence[Piece], columns: Sequence[tuple[int, int]], edges: dict[int, int]
) -> list[tuple[Span, ...]] | None:
    """The pieces of a line by column; one that runs over two columns is cut before the last word left of the edge."""
    placed: list[tuple[Span, ...]] = [()] * len(columns)
    for piece in row:
        over = _column(piece, columns)
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
        placed[over[0]] = (*placed[over[0]], rest[2])
    return placed
