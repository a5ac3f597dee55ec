"""The ground that writing stands on: uneven light, grain, dark edges, and pages on which nothing is written."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ocr.engine import Grey

GROUND_DPI = 40
"""The ground changes slowly: it is measured in this resolution."""
WIDEST_STROKE = 0.35
"""Nothing written is a closed dark area wider than this, in inches."""
EVEN = 20
"""Ground that differs by less than this many levels over the page is even."""
BRIGHT = 200
"""Ground darker than this is made white, be it even."""
GRAIN = 20.0
"""From this standard deviation at reading size on, in levels of 255, a median takes off more errors than it makes."""
TILES, TILE = 8, 96
"""Grain is measured in a grid of so many tiles of so many pixels."""
LAPLACE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""The mask of Immerkær, Fast noise variance estimation (1996): blind to lines and slopes."""
BLACK_EDGE = 90
"""Dark areas at the edge of the picture below this level are what lay around the page."""
EDGE_WIDTH = 0.06
"""They are at least this wide, in inches: rules and letters are not."""
BLANK_INK = 0.0004
"""A page with a smaller share of dark pixels is blank."""
DARK = 128
"""Ink is darker than this."""


class Ground(NamedTuple):
    """The paper of a page: its usual level (0 to 255), how much that differs over the page, and its grain."""

    level: float
    spread: float
    grain: float

    @property
    def is_uneven(self) -> bool:
        """Whether the light has to be evened out."""
        return self.spread > EVEN or self.level < BRIGHT


def ground_of(grey: Grey, dpi: int) -> Ground:
    """Measure the paper of a page."""
    paper = _paper(grey, dpi)
    low, middle, high = np.percentile(paper, (5, 50, 95))
    return Ground(float(middle), float(high - low), grain_of(grey))


def evened(grey: Grey, dpi: int) -> Grey:
    """The page on white ground: every pixel as a share of the paper around it."""
    paper = cv2.resize(np.maximum(_paper(grey, dpi), 1), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=255), np.uint8)


def grain_of(grey: Grey) -> float:
    """Standard deviation of the grain of the paper: that of the quieter tiles, in which little is written."""
    height, width = grey.shape
    found = []
    for top in np.linspace(0, max(0, height - TILE), TILES, dtype=int):
        for left in np.linspace(0, max(0, width - TILE), TILES, dtype=int):
            tile = grey[top : top + TILE, left : left + TILE].astype(np.float32)
            response = cv2.filter2D(tile, cv2.CV_32F, LAPLACE)[1:-1, 1:-1]
            if response.size:
                found.append(float(np.abs(response).mean()) * float(np.sqrt(np.pi / 2)) / 6)
    return round(float(np.percentile(found, 25)), 1) if found else 0.0


def without_grain(grey: Grey) -> Grey:
    """A median over 3 × 3 pixels; it thins fine strokes, so it is for pages with much grain only."""
    return np.asarray(cv2.medianBlur(grey, 3), np.uint8)


def without_dark_edges(grey: Grey, dpi: int) -> Grey:
    """The page with the dark areas at the edges of the picture painted white; the same picture if there are none."""
    scale = GROUND_DPI / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    width = max(2, round(EDGE_WIDTH * GROUND_DPI))
    dark = cv2.morphologyEx((small < BLACK_EDGE).astype(np.uint8), cv2.MORPH_OPEN, np.ones((width, width), np.uint8))
    _, labels = cv2.connectedComponents(np.pad(dark, 1, constant_values=0))
    labels = labels[1:-1, 1:-1]
    at_edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    around = np.isin(labels, at_edge[at_edge > 0]).astype(np.uint8)
    if not around.any():
        return grey
    mask = cv2.resize(cv2.dilate(around, np.ones((3, 3), np.uint8)), grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(mask > 0, np.uint8(255), grey)


def is_blank(grey: Grey) -> bool:
    """Whether nothing is written on the page, its margins apart."""
    height, width = grey.shape
    inner = grey[height // 20 : height - height // 20, width // 20 : width - width // 20]
    return float((inner < DARK).mean()) < BLANK_INK


def _paper(grey: Grey, dpi: int) -> NDArray[np.uint8]:
    """The level of the paper around every point, in a small picture."""
    scale = min(1.0, GROUND_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reach = max(3, round(WIDEST_STROKE * dpi * scale) | 1)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return np.asarray(cv2.medianBlur(closed, 5), np.uint8)
