"""The cells of a ruled table from their rectangles: which rows and columns each one covers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dataset.document import Box
from pipeline.reading.layout.model import PageWord, RawCell, RawTable, around
from pipeline.reading.layout.rows import group_cell

SNAP = 3.0
"""Edges of cells nearer than this many points are one rule."""


def build_table(boxes: Sequence[Box], words: Sequence[PageWord], page: int, snap: float = SNAP) -> RawTable | None:
    """Make a table of cell rectangles and the words in them.

    Returns:
        None where the rectangles are a frame around text and no table: fewer than two columns or two cells.
    """
    xs = edges([v for b in boxes for v in (b.x0, b.x1)], snap)
    ys = edges([v for b in boxes for v in (b.top, b.bottom)], snap)
    if len(xs) < 3 or len(boxes) < 2:
        return None
    by_cell: dict[int, list[PageWord]] = {}
    order = sorted(range(len(boxes)), key=lambda i: (boxes[i].top, boxes[i].x0))
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
        home = next((i for i in order if _holds(boxes[i], x, y)), None)
        if home is not None:
            by_cell.setdefault(home, []).append(word)
    cells = []
    for index in order:
        box = boxes[index]
        row, column = nearest(ys, box.top), nearest(xs, box.x0)
        row_end, column_end = nearest(ys, box.bottom), nearest(xs, box.x1)
        if row_end <= row or column_end <= column:
            continue
        lines = tuple(group_cell(by_cell.get(index, ()), page))
        cells.append(RawCell(row, column, row_end - row, column_end - column, box, lines))
    return RawTable(tuple(cells), len(ys) - 1, len(xs) - 1, around(boxes))


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 <= x < box.x1 and box.top <= y < box.bottom


def edges(values: Sequence[float], snap: float = SNAP) -> list[float]:
    """Distinct rules: values nearer than ``snap`` points to their neighbour are merged into their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= snap:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def nearest(rules: Sequence[float], value: float) -> int:
    """Index of the rule nearest to a value."""
    index = bisect_right(rules, value)
    candidates = [i for i in (index - 1, index) if 0 <= i < len(rules)]
    return min(candidates, key=lambda i: abs(rules[i] - value))


@dataclass(frozen=True)
class Inside:
    """Which words stand inside of tables and which outside."""

    tables: tuple[tuple[PageWord, ...], ...]
    outside: tuple[PageWord, ...]


def share_words(words: Sequence[PageWord], areas: Sequence[Box]) -> Inside:
    """Give each word to the table in whose area its middle lies."""
    tables: list[list[PageWord]] = [[] for _ in areas]
    outside: list[PageWord] = []
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
        home = next((i for i, area in enumerate(areas) if _holds(area, x, y)), None)
        (outside if home is None else tables[home]).append(word)
    return Inside(tuple(map(tuple, tables)), tuple(outside))
