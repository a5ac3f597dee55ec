"""The straight rules of a page picture as two masks, breaks mended."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ocr.engine import Grey

CONTRAST = 12
"""A rule is at least this much darker than what is around it, of 255."""
SHORTEST_LEVEL = 0.5
"""Shortest horizontal rule, in inches."""
SHORTEST_UPRIGHT = 0.32
"""Shortest vertical rule, in inches; no letter has a straight stroke of this length."""
LEVEL_PIECE, UPRIGHT_PIECE = 0.14, 0.18
"""Shortest piece of a broken rule, in inches: longer than the strokes of letters."""
BREAK = 0.06
"""Longest gap between two pieces of a rule, in inches."""
LOOSE_END = 0.6
"""A rule that ends short of a crossing one is drawn on by at most this many inches."""


class Rules(NamedTuple):
    """Masks of the horizontal and of the vertical rules, 255 where there is one."""

    level: Grey
    upright: Grey

    @property
    def all(self) -> Grey:
        """Both in one mask."""
        return np.asarray(cv2.bitwise_or(self.level, self.upright), np.uint8)


def find_rules(grey: Grey, dpi: int) -> Rules:
    """The rules of a straight page; faint and broken ones too, underlines among them.

    Where there are none in one of the directions, those of the other are no more than found: nothing can cross them.
    """
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, (dpi // 8) | 1, CONTRAST)
    bridged = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    level = _lines(bridged, LEVEL_PIECE, SHORTEST_LEVEL, dpi)
    upright = _lines(_turned(bridged), UPRIGHT_PIECE, SHORTEST_UPRIGHT, dpi)
    if not level.any() or not upright.any():
        return Rules(level, _turned(upright))
    reach = max(3, dpi // 40)
    level = np.asarray(cv2.dilate(level, np.ones((3, reach), np.uint8)), np.uint8)
    upright = np.asarray(cv2.dilate(upright, np.ones((3, reach), np.uint8)), np.uint8)
    mended = _drawn_on(level, _turned(upright), dpi)
    return Rules(mended, _turned(_drawn_on(upright, _turned(mended), dpi)))


def _turned(mask: Grey) -> Grey:
    """Rows for columns: what is done to horizontal rules serves vertical ones."""
    return np.asarray(cv2.transpose(mask), np.uint8)


def _lines(ink: Grey, piece: float, shortest: float, dpi: int) -> Grey:
    """Horizontal lines: pieces longer than strokes of letters, joined over small breaks, kept where long enough."""
    pieces = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(piece * dpi)), np.uint8))
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((3, round(BREAK * dpi)), np.uint8))
    return np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(shortest * dpi)), np.uint8)), np.uint8)


def _drawn_on(lines: Grey, crossing: Grey, dpi: int) -> Grey:
    """Horizontal lines drawn on from a loose end to the next line or crossing rule.

    A merged cell ends its rules at crossing ones; where a rule begins at one and ends in the open the print or the scan
    has lost a part. What begins in the open too is an underline.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    met = np.asarray(cv2.dilate(crossing, np.ones((3, max(3, dpi // 20)), np.uint8)), np.uint8)
    mended = lines.copy()
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        part = labels[y : y + height, x : x + width] == label
        left, right = (_End(x, y, part[:, 0]), _End(x + width - 1, y, part[:, -1]))
        for loose, other, step in ((left, right, -1), (right, left, 1)):
            if loose.is_in(met) or not other.is_in(met):
                continue
            goal = loose.next_in(lines | crossing, step * round(LOOSE_END * dpi))
            if goal is not None:
                first, last = sorted((loose.x, goal))
                mended[loose.top : loose.bottom, first : last + 1] = 255
    return mended


class _End:
    """An end of a horizontal line: its column and its rows."""

    def __init__(self, x: int, y: int, column: NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(column)
        self.x, self.top, self.bottom = x, y + int(rows[0]), y + int(rows[-1]) + 1

    def is_in(self, mask: Grey) -> bool:
        """Whether the end lies on something."""
        return bool(mask[self.top : self.bottom, self.x].any())

    def next_in(self, mask: Grey, reach: int) -> int | None:
        """The column in which something is met on the way to the left (``reach`` below 0) or to the right."""
        first, last = (max(0, self.x + reach), self.x) if reach < 0 else (self.x + 1, self.x + reach + 1)
        hits = np.flatnonzero(mask[max(0, self.top - 2) : self.bottom + 2, first:last].any(axis=0))
        if not hits.size:
            return None
        return first + int(hits[-1] if reach < 0 else hits[0])
