"""Where the columns of a table kept apart by spaces stand on the screen, and which piece of a line is of which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dataset.spans import Span
from pipeline.reading.text.aligned import Piece
from pipeline.reading.text.centred_header import Header
from pipeline.reading.text.lines import Line

_COLUMN_NUMBER: Final = re.compile(r"\(\d{1,2}(?:\s*=[\d\s()+\-*/x]+)?\)")


def with_column_numbers(lines: Sequence[Line], pieces: Sequence[Sequence[Piece]], header: Header) -> Header:
    """The header with the line of the numbers of its columns, (1) (2) (3=1+2), where one stands below it."""
    row = pieces[header.end] if header.end < len(pieces) else []
    if len(row) < len(header.columns) - 1 or not all(
        _COLUMN_NUMBER.fullmatch(words_of(lines[header.end], piece)) for piece in row
    ):
        return header
    cells: list[tuple[Span, ...]] = [()] * len(header.columns)
    for piece in row:
        column = column_of(piece, header.columns)[0]
        cells[column] = (*cells[column], piece[2])
    return replace(header, rows=(*header.rows, tuple(cells)), end=header.end + 1)


def widened(pieces: Sequence[Sequence[Piece]], header: Header) -> Header:
    """The header with columns that begin where most of their lines do, left of a name in their middle."""
    edges = edges_of(pieces[header.end :], header.columns)
    columns = [header.columns[0]]
    for column, (left, right) in enumerate(header.columns[1:], 1):
        edge = edges.get(column, left)
        columns.append((edge if columns[-1][1] < edge < left else left, right))
    return replace(header, columns=tuple(columns))


def column_of(piece: Piece, columns: Sequence[tuple[int, int]]) -> list[int]:
    """The columns over which a piece stands; the nearest one if it stands beside all of them."""
    start, stop, _ = piece
    over = [c for c, (left, right) in enumerate(columns) if start < right and left < stop]
    return over or [min(range(len(columns)), key=lambda c: max(columns[c][0] - stop, start - columns[c][1]))]


def edges_of(pieces: Sequence[Sequence[Piece]], columns: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Where the lines of each column mostly begin."""
    starts: dict[int, Counter[int]] = {}
    for row in pieces:
        for piece in row:
            over = column_of(piece, columns)
            if len(over) == 1:
                starts.setdefault(over[0], Counter())[piece[0]] += 1
    return {column: counts.most_common(1)[0][0] for column, counts in starts.items()}


def words_of(line: Line, piece: Piece) -> str:
    """The words of a piece of a line."""
    return line.text[piece[0] - line.indent : piece[1] - line.indent]
