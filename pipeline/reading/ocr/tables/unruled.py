"""Tables without rules: writing that stands in columns with white between them.

Nothing is read yet: the stretches of ink in each line tell where columns and rows are, and the cells are then read as
those of a ruled table. Precision comes first: a letterhead, a foot or a list in two columns is no table. Three columns
and three full rows have to speak for one, and what is read in it has to have a column of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from dataset.document import Box
from pipeline.reading.layout.model import Line, PageWord, RawTable
from pipeline.reading.layout.rows import group_rows
from pipeline.reading.ocr.engine import Grey
from pipeline.reading.ocr.tables.grid import Cut, Grid, shrunk
from pipeline.reading.ocr.tables.numbers import is_number

INK_DPI = 150
"""Resolution in which ink is looked for."""
GAP = 12.0
"""White between two columns in one line, in points; that between the words of a justified line is less."""
CORRIDOR = 8.0
"""White between two columns through all lines, in points."""
LINE = (3.0, 30.0)
"""Height of a line of writing, in points, from that of a dash in a cell."""
FAR = 36.0
"""Lines whose middles lie further apart than this many points do not belong together."""
HEADER = 5
"""Lines of the highest header that may be left out because it bridges columns."""
COLUMNS, FULL_ROWS = 3, 3
"""A table has at least so many columns, and so many lines that fill so many columns."""
FULL_SHARE = 0.5
"""At least this share of the lines of a table fill so many columns."""
NUMERIC_SHARE = 0.6
"""In one column at least, beside that of the row numbers, this share of the cells hold numbers."""
PADDING = 4.0
"""White around a table that still belongs to it, in points."""
LONGEST_STROKE = 40.0
"""Longer straight ink, in points, is a rule."""
CONTRAST = 25
"""Ink is at least this much darker than what is around it, of 255."""


class Extent(NamedTuple):
    """A stretch of a line, from left to right, in points."""

    x0: float
    x1: float


def find_unruled(grey: Grey, dpi: int) -> list[Grid]:
    """What may be tables without rules on a straight page without its ruled ones, from top to bottom."""
    lines = group_rows(_stretches(*shrunk(grey, dpi, INK_DPI)))
    grids: list[Grid] = []
    position = 0
    while position < len(lines):
        run = _Run()
        while position + len(run.lines) < len(lines) and run.takes(lines[position + len(run.lines)]):
            pass
        run.trim()
        if run.is_table():
            grids.append(_grid(run, dpi))
            position += len(run.lines)
        else:
            position += 1
    return grids


def holds_figures(table: RawTable) -> bool:
    """Whether a column of a table that was read, beside the first one, holds numbers."""
    texts: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.lines and cell.column:
            texts.setdefault(cell.column, []).append(" ".join(line.text for line in cell.lines))
    return any(
        len(filled) >= FULL_ROWS and sum(map(is_number, filled)) >= NUMERIC_SHARE * len(filled)
        for filled in texts.values()
    )


def without_level_rules(grey: Grey, grid: Grid, dpi: int) -> Grey:
    """The page without the horizontal rules between the rows of a table that has no others."""
    area = slice(max(0, grid.area.top), grid.area.bottom), slice(max(0, grid.area.x0), grid.area.x1)
    crop = np.ascontiguousarray(grey[area])
    rules = _rules(_ink(crop, dpi), dpi)
    if not rules.any():
        return grey
    clean = grey.copy()
    clean[area] = np.where(rules > 0, np.uint8(np.median(crop)), crop)
    return clean


def _stretches(grey: Grey, dpi: int) -> list[PageWord]:
    """The stretches of ink between wide gaps, as words without letters, in points."""
    ink = _ink(grey, dpi)
    ink = np.asarray(cv2.subtract(ink, _rules(ink, dpi)), np.uint8)
    ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.uint8)
    across, down = round(GAP * dpi / 72), max(1, round(dpi / 72))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height, _ in stats[1:count].tolist():
        box = Box(*(value * 72 / dpi for value in (x, y, x + width, y + height)))
        if LINE[0] <= box.bottom - box.top <= LINE[1] or box.x1 - box.x0 >= LINE[0]:
            found.append(PageWord("", box, min(box.bottom - box.top, LINE[1])))
    return found


def _ink(grey: Grey, dpi: int) -> Grey:
    """What is darker than its surroundings."""
    block = (dpi // 5) | 1
    return np.asarray(
        cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, CONTRAST), np.uint8
    )


def _rules(ink: Grey, dpi: int) -> Grey:
    """Long horizontal rules and what frays beside them: they part no columns, and would bridge all of them."""
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(LONGEST_STROKE * dpi / 72)), np.uint8))
    return np.asarray(cv2.dilate(rules, np.ones((3 + 2 * (dpi // 200), 3), np.uint8)), np.uint8)


@dataclass
class _Run:
    """Lines that may be a table, and the columns that they leave."""

    lines: list[Line] = field(default_factory=list)
    columns: list[Extent] = field(default_factory=list)

    def takes(self, line: Line) -> bool:
        """Add a line if it stands close below the last one and keeps the columns apart."""
        if self.lines and _distance(self.lines[-1], line) > FAR:
            return False
        columns = _merged([*self.columns, *_segments(line)])
        if len(columns) < max(COLUMNS, len(self.columns)):
            return False
        self.lines.append(line)
        self.columns = columns
        return True

    def trim(self) -> None:
        """Leave out lines at the end that fill few columns, and heads at the beginning that bridge columns."""
        while self.lines and len(_segments(self.lines[-1])) < COLUMNS:
            self.lines.pop()
        starts = range(min(HEADER, max(0, len(self.lines) - FULL_ROWS)) + 1)
        columns = [_merged([s for line in self.lines[start:] for s in _segments(line)]) for start in starts]
        best = max(starts, key=lambda start: len(columns[start]))
        self.lines, self.columns = self.lines[best:], columns[best]

    def is_table(self) -> bool:
        """Whether enough lines are full."""
        full = sum(len(_segments(line)) >= COLUMNS for line in self.lines)
        return len(self.columns) >= COLUMNS and full >= FULL_ROWS and full >= FULL_SHARE * len(self.lines)


def _distance(above: Line, below: Line) -> float:
    return (below.box.top + below.box.bottom - above.box.top - above.box.bottom) / 2


def _segments(line: Line) -> list[Extent]:
    return _merged([Extent(word.box.x0, word.box.x1) for word in line.words])


def _merged(extents: Sequence[Extent]) -> list[Extent]:
    """The stretches that extents cover, those without a corridor between them as one."""
    found: list[Extent] = []
    for extent in sorted(extents):
        if found and extent.x0 - found[-1].x1 < CORRIDOR:
            found[-1] = Extent(found[-1].x0, max(found[-1].x1, extent.x1))
        else:
            found.append(extent)
    return found


def _fills(line: Line, column: Extent) -> bool:
    return any(column.x0 <= (extent.x0 + extent.x1) / 2 <= column.x1 for extent in _segments(line))


def _grid(run: _Run, dpi: int) -> Grid:
    """Rows from the lines: one that fills the first column, or most columns, begins a row; the others go on."""
    rows: list[list[Line]] = []
    for line in run.lines:
        filled = sum(_fills(line, column) for column in run.columns)
        if not rows or _fills(line, run.columns[0]) or 2 * filled > len(run.columns):
            rows.append([])
        rows[-1].append(line)
    tops = [min(line.box.top for line in row) for row in rows]
    bottoms = [max(line.box.bottom for line in row) for row in rows]
    xs = _borders([column.x0 for column in run.columns], [column.x1 for column in run.columns], dpi)
    ys = _borders(tops, bottoms, dpi)
    cells = tuple(Cut(x0, y0, x1, y1) for y0, y1 in pairwise(ys) for x0, x1 in pairwise(xs))
    return Grid(Cut(xs[0], ys[0], xs[-1], ys[-1]), cells)


def _borders(starts: Sequence[float], ends: Sequence[float], dpi: int) -> list[int]:
    """The middles between neighbours, and a little white outside of the first and the last one, in pixels."""
    between = [(end + start) / 2 for end, start in zip(ends[:-1], starts[1:], strict=True)]
    return [max(0, round(value * dpi / 72)) for value in (starts[0] - PADDING, *between, ends[-1] + PADDING)]
