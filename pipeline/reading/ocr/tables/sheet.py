"""Cells pasted into one picture, so that one call of the engine reads them all, and the way back from its words.

The paper of every cell is made white first: the step from grey paper to the white of the sheet is an edge that costs
the engine one digit in ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.tables.grid import Cut

GAP = 0.12
"""White between the cells of a sheet, in inches."""
MARGIN = 0.03
"""White kept around the writing of a cell, in inches."""
EDGE = 0.02
"""What is cut off a cell on each side because the rule frays into it, in inches."""
HIGHEST = 12_000
"""Pixels of the highest sheet; more cells go into another one."""
LEAST_INK = 12
"""Dark pixels, at 300 dpi, that a cell with writing has at least; fewer are specks."""
LEAST_CONTRAST = 40
"""Writing is at least this much darker than its paper, of 255."""
SLIVER = 0.03
"""What hangs on the edge of a cell and is thinner than this many inches is the rest of a rule."""
SLIVER_LENGTH = 0.3
"""Such a rest is at least as long as this share of that side of the cell."""


class Patch(NamedTuple):
    """The writing of a cell on white, and where its left upper corner lies on the page, in pixels."""

    picture: Grey
    x: int
    y: int


@dataclass(frozen=True)
class Sheet:
    """Patches under each other; ``tops`` are the rows in which they begin, ``scale`` their size against the page."""

    picture: Grey
    tops: tuple[int, ...]
    left: int
    scale: float

    def by_patch(self, words: Sequence[OcrWord]) -> list[list[OcrWord]]:
        """The words of each patch, in pixels of the page counted from the patch's corner."""
        found: list[list[OcrWord]] = [[] for _ in self.tops]
        for word in words:
            index = max(0, bisect_right(self.tops, (word.top + word.bottom) / 2) - 1)
            top = self.tops[index]
            x0, x1 = (round((x - self.left) / self.scale) for x in (word.x0, word.x1))
            y0, y1 = (round((y - top) / self.scale) for y in (word.top, word.bottom))
            found[index].append(word._replace(x0=x0, x1=x1, top=y0, bottom=y1))
        return found


def patch_of(grey: Grey, cell: Cut, dpi: int) -> Patch | None:
    """The writing of a cell; None where it is empty."""
    edge = round(EDGE * dpi)
    x, y = cell.x0 + edge, cell.top + edge
    crop = _without_slivers(grey[y : cell.bottom - edge, x : cell.x1 - edge], dpi)
    if crop.size == 0:
        return None
    paper = int(np.median(crop[crop >= crop.mean()]))
    ink = crop < paper - max(LEAST_CONTRAST, (paper - int(crop.min())) // 2)
    if int(ink.sum()) < LEAST_INK * (dpi / 300) ** 2:
        return None
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    margin = round(MARGIN * dpi)
    top, left = max(0, int(rows[0]) - margin), max(0, int(columns[0]) - margin)
    writing = crop[top : int(rows[-1]) + margin + 1, left : int(columns[-1]) + margin + 1]
    return Patch(_on_white(writing, paper), x + left, y + top)


def _on_white(crop: Grey, paper: int) -> Grey:
    """The crop with its ink black and its paper, noise included, white."""
    darkest = float(np.percentile(crop, 0.5))
    ground = crop[crop > (paper + darkest) / 2].astype(np.float32)
    light = paper - min(2 * float(ground.std()), 0.25 * (paper - darkest))
    stretched = (crop.astype(np.float32) - darkest) * (255 / max(light - darkest, 1.0))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _without_slivers(crop: Grey, dpi: int) -> Grey:
    """The crop without what a slanting or thick rule has left on its edge."""
    if min(crop.shape, default=0) < 3:
        return crop[:0]
    ink = (crop < np.median(crop) - LEAST_CONTRAST).astype(np.uint8)
    height, width = crop.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    clean = crop
    for label in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[label])
        lying = h <= SLIVER * dpi and w >= SLIVER_LENGTH * width and (y == 0 or y + h == height)
        standing = w <= SLIVER * dpi and h >= SLIVER_LENGTH * height and (x == 0 or x + w == width)
        if lying or standing:
            clean = crop.copy() if clean is crop else clean
            around = slice(max(0, y - 2), y + h + 2), slice(max(0, x - 2), x + w + 2)
            clean[around] = np.median(crop)
    return clean


def sheets(patches: Sequence[Patch], dpi: int, reading_dpi: int) -> Iterator[tuple[range, Sheet]]:
    """The patches on as few sheets as hold them: which ones, and the sheet."""
    scale = reading_dpi / dpi
    pictures = [patch.picture for patch in patches]
    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
        pictures = [np.asarray(cv2.resize(p, None, fx=scale, fy=scale, interpolation=how), np.uint8) for p in pictures]
    gap = round(GAP * reading_dpi)
    starts, height = [0], gap
    for index, picture in enumerate(pictures):
        if height + picture.shape[0] + gap > HIGHEST and index > starts[-1]:
            starts.append(index)
            height = gap
        height += picture.shape[0] + gap
    for first, last in pairwise([*starts, len(pictures)]):
        yield range(first, last), _sheet(pictures[first:last], gap, scale)


def _sheet(pictures: Sequence[Grey], gap: int, scale: float) -> Sheet:
    width = max(picture.shape[1] for picture in pictures) + 2 * gap
    tops, height = [], gap
    for picture in pictures:
        tops.append(height)
        height += picture.shape[0] + gap
    whole = np.full((height, width), 255, np.uint8)
    for picture, top in zip(pictures, tops, strict=True):
        whole[top : top + picture.shape[0], gap : gap + picture.shape[1]] = picture
    return Sheet(whole, tuple(tops), gap, scale)


def read_patches(
    patches: Sequence[Patch], dpi: int, reading_dpi: int, engine: Engine, *, digits: bool = False
) -> list[list[OcrWord]]:
    """The words of every patch, in pixels of the page counted from the patch's corner."""
    found: list[list[OcrWord]] = []
    if not patches:
        return found
    for _, sheet in sheets(patches, dpi, reading_dpi):
        found += sheet.by_patch(engine.words(sheet.picture, reading_dpi, layout=False, digits=digits))
    return found
