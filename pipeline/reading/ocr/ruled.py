"""Ruled tables on page pictures: the grid from the drawn lines, the text read column by column.

A whole page read at once loses much of its tables; cells of one column stacked under each other are one plain block of
text, read well by one call of the engine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from dataset.document import Box
from normalizers.syllables import syllables
from pipeline.reading.layout.grid import build_table
from pipeline.reading.layout.model import PageWord, RawTable
from pipeline.reading.ocr.cleaning import READING_DPI, at_reading_size
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord

LONGEST_STROKE = 0.32
"""No letter has a straight stroke of this length, in inches; what is longer is a rule."""
SHORTEST_LEVEL = 0.5
"""Shortest horizontal rule, in inches."""
SMALLEST_TABLE = 1.5
"""Narrowest table, in inches."""
SMALLEST_CELL = 0.09
"""Cells are wider and higher than this, in inches; smaller ones are gaps between double rules."""
FILLED = 0.75
"""A cell fills its rectangle to this share; what does not is no cell."""
GAP = 0.12
"""White between stacked cells, in inches."""
EDGE = 0.02
"""What is cut off a cell on each side because the rule frays into it, in inches."""
RULE_WOBBLE = 5.0
"""Edges of cells on scans nearer than this many points are one rule."""
NARROW = 0.8
"""Columns narrower than this many inches hold numbers, which are read in full resolution."""
NUMERIC = re.compile(r"[-–+]?[\d.,]+\s*%?\.?")
NUMERIC_SHARE = 0.4
"""A column in which this share of the cells hold numbers is read again as digits where a cell makes no sense."""
SENSELESS = 3
"""Only cells with at most this many signs are replaced by what a second reading, for digits, gives."""
ROMAN_OR_KEY = re.compile(r"[IVX]+|[A-ZĐa-zđ]|S?TT", re.IGNORECASE)
"""What stands in columns of numbers and is none."""


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


def find_grids(grey: Grey, dpi: int) -> list[Grid]:
    """All ruled tables of a straight page, from top to bottom."""
    rules = _rules(grey, dpi)
    count, _, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    grids = []
    for x, y, width, height, _ in stats[1:count].tolist():
        if width < SMALLEST_TABLE * dpi or height < 2 * SMALLEST_CELL * dpi:
            continue
        cells = tuple(_cells(rules[y : y + height, x : x + width], dpi, x, y))
        if len({cell.x0 // (dpi // 10) for cell in cells}) >= 2:
            lefts, tops, rights, bottoms = zip(*cells, strict=True)
            rim = round(EDGE * dpi)
            area = Cut(min(lefts) - rim, min(tops) - rim, max(rights) + rim, max(bottoms) + rim)
            grids.append(Grid(area, cells))
    outer = [g for g in grids if not any(g is not o and _inside(g.area, o.area) for o in grids)]
    return sorted(outer, key=lambda grid: grid.area.top)


def _inside(inner: Cut, outer: Cut) -> bool:
    return outer.x0 <= inner.x0 and outer.top <= inner.top and inner.x1 <= outer.x1 and inner.bottom <= outer.bottom


def _rules(grey: Grey, dpi: int) -> Grey:
    """A mask of the straight horizontal and vertical lines."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, (dpi // 8) | 1, 12)
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    level = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, int(SHORTEST_LEVEL * dpi)), np.uint8))
    upright = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((int(LONGEST_STROKE * dpi), 1), np.uint8))
    reach = max(3, dpi // 40)
    level = cv2.dilate(level, np.ones((3, reach), np.uint8))
    upright = cv2.dilate(upright, np.ones((reach, 3), np.uint8))
    return np.asarray(cv2.bitwise_or(level, upright), np.uint8)


def _cells(rules: Grey, dpi: int, x0: int, y0: int) -> Iterator[Cut]:
    """The closed white areas between the rules of one table."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - rules, connectivity=4)
    height, width = rules.shape
    outside = {int(label) for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]) for label in side}
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if label in outside or min(w, h) < SMALLEST_CELL * dpi or area < FILLED * w * h:
            continue
        if w < width or h < height:
            yield Cut(x0 + x, y0 + y, x0 + x + w, y0 + y + h)


def read_grid(grid: Grid, grey: Grey, dpi: int, page: int, engine: Engine) -> RawTable | None:
    """Read the cells of a table; None where the grid turns out to be no table."""
    columns: dict[tuple[int, int], list[Cut]] = defaultdict(list)
    step = max(1, round(RULE_WOBBLE / 72 * dpi))
    for cell in sorted(grid.cells, key=lambda c: (c.top, c.x0)):
        key = next(
            (k for k in columns if abs(k[0] - cell.x0) <= 2 * step and abs(k[1] - cell.x1) <= 2 * step),
            (cell.x0, cell.x1),
        )
        columns[key].append(cell)
    words = [word for cells in columns.values() for word in _read_column(cells, grey, dpi, engine)]
    scale = 72 / dpi
    boxes = [Box(*(value * scale for value in cell)) for cell in grid.cells]
    return build_table(boxes, words, page, RULE_WOBBLE)


def _read_column(cells: Sequence[Cut], grey: Grey, dpi: int, engine: Engine) -> Iterator[PageWord]:
    from pipeline.reading.ocr.page import page_words  # noqa: PLC0415 (the two need each other)

    filled = [cell for cell in cells if _has_ink(_crop(grey, cell, dpi))]
    if not filled:
        return
    narrow = max(cell.x1 - cell.x0 for cell in filled) < NARROW * dpi
    small = dpi if narrow else min(dpi, READING_DPI)
    crops = [_crop(grey, cell, dpi) if narrow else at_reading_size(_crop(grey, cell, dpi), dpi)[0] for cell in filled]
    sheet, tops = _stack(crops, small)
    read = _by_cell(engine.words(sheet, small, layout=False), tops)
    if _is_numeric(read, len(filled)):
        for index, words in _by_cell(engine.words(sheet, small, layout=False, digits=True), tops).items():
            if _is_senseless(_text(read.get(index, []))) and NUMERIC.fullmatch(_text(words)):
                read[index] = words
    _read_again(read, crops, tops, small, engine)
    edge = round(EDGE * dpi)
    for index, words in read.items():
        left = (filled[index].x0 + edge) * 72 / dpi - round(GAP * small) * 72 / small
        top = (filled[index].top + edge) * 72 / dpi - tops[index] * 72 / small
        yield from page_words(words, 72 / small, (left, top))


def _read_again(
    read: dict[int, list[OcrWord]], crops: Sequence[Grey], tops: Sequence[int], dpi: int, engine: Engine
) -> None:
    """Read the cells that have writing but gave no letter or digit once more, each for itself."""
    for index, crop in enumerate(crops):
        if any(ch.isalnum() for ch in _text(read.get(index, []))):
            continue
        alone, (top,) = _stack([crop], dpi)
        again = engine.words(alone, dpi, layout=False)
        if any(ch.isalnum() for ch in _text(again)):
            down = tops[index] - top
            read[index] = [word._replace(top=word.top + down, bottom=word.bottom + down) for word in again]


def _crop(grey: Grey, cell: Cut, dpi: int) -> Grey:
    edge = round(EDGE * dpi)
    return grey[cell.top + edge : cell.bottom - edge, cell.x0 + edge : cell.x1 - edge]


def _has_ink(crop: Grey) -> bool:
    return crop.size > 0 and int((crop < 128).sum()) > 12


def _stack(crops: Sequence[Grey], dpi: int) -> tuple[Grey, list[int]]:
    """The pictures under each other on white, and where each one begins."""
    gap = round(GAP * dpi)
    width = max(crop.shape[1] for crop in crops) + 2 * gap
    tops, position = [], gap
    for crop in crops:
        tops.append(position)
        position += crop.shape[0] + gap
    sheet = np.full((position, width), 255, np.uint8)
    for crop, top in zip(crops, tops, strict=True):
        sheet[top : top + crop.shape[0], gap : gap + crop.shape[1]] = crop
    return sheet, tops


def _by_cell(words: Sequence[OcrWord], tops: Sequence[int]) -> dict[int, list[OcrWord]]:
    found: dict[int, list[OcrWord]] = defaultdict(list)
    for word in words:
        middle = (word.top + word.bottom) / 2
        found[max((i for i, top in enumerate(tops) if top <= middle), default=0)].append(word)
    return dict(found)


def _is_senseless(text: str) -> bool:
    known = NUMERIC.fullmatch(text) or ROMAN_OR_KEY.fullmatch(text.rstrip(".")) or text.lower() in syllables()
    return len(text) <= SENSELESS and not known


def _text(words: Sequence[OcrWord]) -> str:
    return " ".join(word.text for word in words)


def _is_numeric(read: dict[int, list[OcrWord]], cells: int) -> bool:
    numbers = sum(bool(NUMERIC.fullmatch(_text(words))) for words in read.values())
    return numbers < cells and numbers >= NUMERIC_SHARE * cells
