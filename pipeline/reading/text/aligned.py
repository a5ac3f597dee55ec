"""Tables whose columns are only kept apart by spaces, as far as they can be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dataset.spans import Span
from pipeline.reading.text.lines import Line

_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
_MINIMUM_COLUMNS = 3
_MINIMUM_ROWS = 3

Piece = tuple[int, int, Span]
"""Words between wide gaps: where they begin and end on the screen, and the span."""


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
    rows: list[list[tuple[Span, ...] | None]] = []
    for row in pieces:
        placed = _placed(row, columns)
        if placed is None:
            return None
        if placed[0] is None and rows:
            rows[-1] = [_both(above, below) for above, below in zip(rows[-1], placed, strict=True)]
        else:
            rows.append(placed)
    return Aligned(first, end, tuple(map(tuple, rows))) if len(rows) >= _MINIMUM_ROWS else None


def _placed(row: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[tuple[Span, ...] | None] | None:
    """The pieces of a line by column; ``None`` if one lies across two columns or two lie in one."""
    placed: list[tuple[Span, ...] | None] = [None] * len(columns)
    for start, end, span in row:
        hit = [c for c, (left, right) in enumerate(columns) if start < right and left < end]
        if len(hit) != 1 or placed[hit[0]] is not None:
            return None
        placed[hit[0]] = (span,)
    return placed


def _both(above: tuple[Span, ...] | None, below: tuple[Span, ...] | None) -> tuple[Span, ...] | None:
    return (above or ()) + (below or ()) or None
