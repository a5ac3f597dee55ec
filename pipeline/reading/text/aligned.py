"""Tables whose columns are only kept apart by spaces, as far as they can be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dataset.spans import Span
from pipeline.reading.headers import is_key
from pipeline.reading.text.lines import Line

_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
_MINIMUM_COLUMNS = 3
_MINIMUM_ROWS = 3

Piece = tuple[int, int, Span]
"""Words between wide gaps: where they begin and end on the screen, and the span."""

Row = list[tuple[Span, ...] | None]
"""The cells of a row; an empty one is ``None``."""


@dataclass(frozen=True)
class Aligned:
    """Rows of a table of aligned columns; an empty cell is ``None``."""

    first: int
    end: int
    rows: tuple[tuple[tuple[Span, ...] | None, ...], ...]


def find_aligned(lines: Sequence[Line], taken: Sequence[bool]) -> list[Aligned]:
    """Runs of lines that all fall into the columns of the first one, at least three by three."""
    found: list[Aligned] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and not lines[end].blank and not taken[end] and not lines[end].decoration:
            end += 1
        table = _table(lines, index, end) if end - index >= _MINIMUM_ROWS else None
        if table is not None:
            found.append(table)
        index = max(end, index + 1)
    return found


def pieces_of(line: Line) -> list[Piece]:
    """The pieces of a line."""
    return [
        (
            line.indent + match.start(),
            line.indent + match.end(),
            Span(line.span.start + match.start(), line.span.start + match.end()),
        )
        for match in _CELL.finditer(line.text)
    ]


def _table(lines: Sequence[Line], first: int, end: int) -> Aligned | None:
    pieces = [pieces_of(line) for line in lines[first:end]]
    width = max(len(row) for row in pieces)
    full = [row for row in pieces if len(row) == width]
    if width < _MINIMUM_COLUMNS or len(full) < max(_MINIMUM_ROWS, 0.6 * len(pieces)):
        return None
    columns = [(min(row[c][0] for row in full), max(row[c][1] for row in full)) for c in range(width)]
    if any(a[1] > b[0] for a, b in pairwise(columns)):
        return None
    top = next((i for i, row in enumerate(pieces) if is_key(_words(lines[first + i], row[0]))), 0)
    rows = _header(pieces[:top], columns)
    if rows is None:
        return None
    for row in pieces[top:]:
        placed = _placed(row, columns)
        if placed is None:
            return None
        if placed[0] is None and len(rows) > (top > 0):
            rows[-1] = [_both(above, below) for above, below in zip(rows[-1], placed, strict=True)]
        else:
            rows.append(placed)
    return Aligned(first, end, tuple(map(tuple, rows))) if len(rows) >= _MINIMUM_ROWS else None


def _words(line: Line, piece: Piece) -> str:
    return line.text[piece[0] - line.indent : piece[1] - line.indent]


def _header(pieces: Sequence[Sequence[Piece]], columns: Sequence[tuple[int, int]]) -> list[Row] | None:
    """The rows of the header; ``None`` if a piece stands in no column, or two in one.

    A piece over several columns heads a group; the first line with two names below it begins a row of its own. Every
    other line goes on with the cells above.
    """
    rows: list[Row] = []
    grouped: dict[int, int] = {}  # the columns of a group, and where its name stands
    for row in pieces:
        placed: Row = [None] * len(columns)
        wide: dict[int, int] = {}
        for start, end, span in row:
            hit = [c for c, (left, right) in enumerate(columns) if start < right and left < end]
            if not hit or placed[hit[0]] is not None:
                return None
            placed[hit[0]] = (span,)
            wide.update(dict.fromkeys(hit, hit[0]) if len(hit) > 1 else {})
        filled = {c for c, cell in enumerate(placed) if cell}
        below = filled & grouped.keys()
        children = below if len(below) > 1 else set()
        for c in sorted(filled - children if rows else ()):
            named = grouped.get(c, c)
            above = max((r for r, cells in enumerate(rows) if cells[named]), default=len(rows) - 1)
            rows[above][named] = _both(rows[above][named], placed[c])
        if children or not rows:
            rows.append([cell if c in children or not rows else None for c, cell in enumerate(placed)])
            grouped = {}
        grouped |= wide
    return rows


def _placed(row: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> Row | None:
    """The pieces of a line by column; ``None`` if one lies across two columns or two lie in one."""
    placed: Row = [None] * len(columns)
    for start, end, span in row:
        hit = [c for c, (left, right) in enumerate(columns) if start < right and left < end]
        if len(hit) != 1 or placed[hit[0]] is not None:
            return None
        placed[hit[0]] = (span,)
    return placed


def _both(above: tuple[Span, ...] | None, below: tuple[Span, ...] | None) -> tuple[Span, ...] | None:
    return (above or ()) + (below or ()) or None
