"""Ruled tables from the rules of a page: the closed white areas between them are the cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.ocr.engine import Grey
from pipeline.reading.ocr.tables.rules import find_rules

RULES_DPI = 200
"""Resolution in which rules are looked for: finer ones cost time and find no more."""
SMALLEST_TABLE = 1.5
"""Narrowest table, in inches."""
SMALLEST_CELL = 0.09
"""Cells are wider and higher than this, in inches; smaller ones are gaps between double rules."""
FILLED = 0.75
"""A cell fills its rectangle to this share; what does not is no cell."""
RIM = 0.02
"""The rules around a table reach out of its cells by this many inches."""
OPEN_SIDE = 3
"""A side on which so many horizontal rules end without a vertical one is a side that was not drawn."""
SAME_END = 0.06
"""Rules that end within this many inches of each other end together."""


class Cut(NamedTuple):
    """A cell in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int


@dataclass(frozen=True)
class Grid:
    """The cells of one table, and the area it covers, in pixels."""

    area: Cut
    cells: tuple[Cut, ...]

    def scaled(self, scale: float) -> Grid:
        """The grid on a picture of another size."""
        return Grid(_scaled(self.area, scale), tuple(_scaled(cell, scale) for cell in self.cells))


def _scaled(cut: Cut, scale: float) -> Cut:
    return Cut(*(round(value * scale) for value in cut))


def find_grids(grey: Grey, dpi: int) -> list[Grid]:
    """All ruled tables of a straight page, from top to bottom."""
    small, small_dpi = shrunk(grey, dpi, RULES_DPI)
    return [grid.scaled(dpi / small_dpi) for grid in _grids(small, small_dpi)]


def shrunk(grey: Grey, dpi: int, most: int) -> tuple[Grey, int]:
    """The picture in a resolution of at most ``most``, and that resolution."""
    if dpi <= most:
        return grey, dpi
    scale = most / dpi
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), most


def _grids(grey: Grey, dpi: int) -> list[Grid]:
    level, upright = find_rules(grey, dpi)
    if not level.any() or not upright.any():
        return []  # the cells of one column are no table
    rules = np.asarray(cv2.bitwise_or(level, upright), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    grids = []
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        if width < SMALLEST_TABLE * dpi or height < 2 * SMALLEST_CELL * dpi:
            continue
        own = labels[y : y + height, x : x + width] == label
        drawn = rules[y : y + height, x : x + width].copy()
        _close_sides(drawn, np.where(own, level[y : y + height, x : x + width], 0).astype(np.uint8), dpi)
        cells = tuple(_cells(drawn, dpi, x, y))
        if len({cell.x0 // (dpi // 10) for cell in cells}) >= 2:
            grids.append(Grid(_area(cells, round(RIM * dpi)), cells))
    outer = [g for g in grids if not any(g is not o and _inside(g.area, o.area) for o in grids)]
    return sorted(outer, key=lambda grid: grid.area.top)


def _area(cells: tuple[Cut, ...], rim: int) -> Cut:
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return Cut(min(lefts) - rim, min(tops) - rim, max(rights) + rim, max(bottoms) + rim)


def _inside(inner: Cut, outer: Cut) -> bool:
    return outer.x0 <= inner.x0 and outer.top <= inner.top and inner.x1 <= outer.x1 and inner.bottom <= outer.bottom


def _close_sides(drawn: Grey, level: Grey, dpi: int) -> None:
    """Draw the left and the right side of a table whose horizontal rules end in the open there."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    rules = [(x, x + width - 1, y, y + height) for x, y, width, height, _ in stats[1:count].tolist()]
    near = round(SAME_END * dpi)
    for side in (0, 1):
        rim = min((r[0] for r in rules), default=0) if side == 0 else max((r[1] for r in rules), default=0)
        ends = [r for r in rules if abs(r[side] - rim) <= near]
        if len(ends) < OPEN_SIDE:
            continue
        top, bottom = min(r[2] for r in ends), max(r[3] for r in ends)
        if side == 0:
            drawn[top:bottom, rim : rim + 3] = 255
        else:
            drawn[top:bottom, max(0, rim - 2) : rim + 1] = 255
        for x0, x1, y0, y1 in ends:
            first, last = (rim, x0 + 1) if side == 0 else (x1, rim + 1)
            drawn[y0:y1, first:last] = 255


def _cells(rules: Grey, dpi: int, x0: int, y0: int) -> Iterator[Cut]:
    """The closed white areas between the rules of one table."""
    framed = cv2.copyMakeBorder(rules, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - framed, connectivity=4)
    outside = int(labels[0, 0])
    height, width = rules.shape
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if label == outside or min(w, h) < SMALLEST_CELL * dpi or area < FILLED * w * h:
            continue
        if w < width or h < height:
            yield Cut(x0 + x - 1, y0 + y - 1, x0 + x - 1 + w, y0 + y - 1 + h)
