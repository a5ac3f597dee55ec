"""The header of a table kept apart by spaces: its columns, and the rows of names above them.

The cell with "TT" stands in the middle of a merged header, so that as many lines lie above it as below. A name in the
middle over several names on one line below it heads a group; every other piece is a part of the name of a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.text.aligned import Piece
from pipeline.reading.text.lines import Line, pattern

NUMBER_HEADER: Final = re.compile(r"(?:số\s+)?s?tt\.?", re.IGNORECASE)
FEWEST_COLUMNS: Final = 3
MOST_ABOVE: Final = 5
"""Lines of a header above that of "TT"."""
OFF_CENTRE: Final = 4.0
"""Characters that the name of a group may stand off the middle of its columns."""

Row = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Header:
    """The columns of a table by where their names stand on the screen, its rows, its first line and the one below."""

    columns: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]
    first: int
    end: int


def headers_at(middle: int, pieces: Sequence[Sequence[Piece]], lines: Sequence[Line], body: int) -> Iterator[Header]:
    """What may be the header around the line of "TT", the likelier first.

    Args:
        middle: The line whose first piece is "TT".
        pieces: The pieces of all lines, by where they stand.
        lines: The lines.
        body: The first line below with a row number.
    """
    above = 0
    while above < min(MOST_ABOVE, middle) and _is_name(lines[middle - above - 1], pieces[middle - above - 1]):
        above += 1
    # cells that all begin on the line of "TT" may be of several lines
    ends = (min(middle + above + 1, body), *([] if above else [body]))
    for end in dict.fromkeys(ends):
        header = _made(pieces, middle - above, end)
        if header is not None and end - middle >= above:
            yield header


def _is_name(line: Line, row: Sequence[Piece]) -> bool:
    """Whether a line above that of "TT" is of the header, and no title, reference or unit above the table."""
    if not row or line.broken or line.page_number is not None:
        return False
    alone = len(row) == 1
    titled = line.capitals or line.text.startswith("(") or line.text.endswith(")") or line.ends_sentence
    return not (alone and (titled or pattern("table", "caption").fullmatch(fold_case(line.plain))))


def _made(pieces: Sequence[Sequence[Piece]], first: int, end: int) -> Header | None:
    groups = _groups(pieces[first:end])
    names = [(line, piece) for line, row in enumerate(pieces[first:end]) for piece in row if piece not in groups]
    columns: list[tuple[int, int, list[tuple[int, Span]]]] = []
    for line, (start, stop, span) in sorted(names, key=lambda name: name[1][0]):
        if columns and start < columns[-1][1]:
            left, right, parts = columns[-1]
            columns[-1] = (left, max(right, stop), [*parts, (line, span)])
        else:
            columns.append((start, stop, [(line, span)]))
    if len(columns) < FEWEST_COLUMNS:
        return None
    own = tuple(tuple(span for _, span in sorted(parts, key=lambda part: part[1].start)) for _, _, parts in columns)
    edges = tuple((left, right) for left, right, _ in columns)
    if not groups:
        return Header(edges, (own,), first, end)
    top: list[tuple[Span, ...]] = [()] * len(columns)
    below: list[tuple[Span, ...]] = list(own)
    grouped: set[int] = set()
    for group, (left, right) in groups.items():
        inside = [c for c, (start, stop) in enumerate(edges) if start < right and left < stop]
        if len(inside) < 2 or grouped & set(inside):
            return None
        top[inside[0]] = (*top[inside[0]], group[2])
        grouped |= set(inside)
    for column in set(range(len(columns))) - grouped:
        top[column], below[column] = own[column], ()
    return Header(edges, (tuple(top), tuple(below)), first, end)


def _groups(rows: Sequence[Sequence[Piece]]) -> dict[Piece, tuple[int, int]]:
    """The names of groups, and from where to where their columns stand."""
    found: dict[Piece, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for piece in row:
            reach = max(
                (
                    _reach(piece, row, _nameless(rows[:below], rows[below], piece))
                    for below in range(number + 1, len(rows))
                ),
                default=(0, 0),
            )
            between = [
                other
                for below in rows[number + 1 :]
                for other in below
                if reach[0] < reach[1] and reach[0] <= other[0] and other[1] <= reach[1]
            ]
            lone = [below for below in rows[number + 1 :] if len(_inside(below, piece[0], piece[1])) == 1]
            if reach[1] > reach[0] and len(between) > 1 and not _stacked(piece, lone, reach):
                found[piece] = reach
    return found


def _stacked(piece: Piece, lone: Sequence[Sequence[Piece]], reach: tuple[int, int]) -> bool:
    """Whether a single piece below stands in the middle of the name alone: its next line, not one of its columns."""
    return any(len(_inside(row, *reach)) == 1 for row in lone)


def _nameless(above: Sequence[Sequence[Piece]], row: Sequence[Piece], name: Piece) -> list[Piece]:
    """The pieces of a line that no other piece but one name stands over."""
    return [piece for piece in row if not any(o is not name for line in above for o in _inside(line, *piece[:2]))]


def _inside(row: Sequence[Piece], left: int, right: int) -> list[Piece]:
    return [piece for piece in row if piece[0] < right and left < piece[1]]


def _reach(name: Piece, beside: Sequence[Piece], below: Sequence[Piece]) -> tuple[int, int]:
    """The widest run of pieces on a line below that a name stands in the middle of, and nothing beside it over them."""
    left = max((other[1] for other in beside if other[1] <= name[0]), default=-1)
    right = min((other[0] for other in beside if other[0] >= name[1]), default=10**6)
    free = [piece for piece in below if piece[0] >= left - 1 and piece[1] <= right + 1]
    best = (0, 0)
    for first in range(len(free)):
        for last in range(first + 1, len(free)):
            start, stop = free[first][0], free[last][1]
            centred = abs((start + stop) - (name[0] + name[1])) / 2 <= OFF_CENTRE
            if centred and start <= name[0] + 1 and stop >= name[1] - 1 and stop - start > best[1] - best[0]:
                best = (start, stop)
    return best
