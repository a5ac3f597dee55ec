"""The parts of a page that are worth a second look: lines read with doubt, and ink that was not read at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from normalizers.syllables import syllables
from normalizers.unicode import tone_placement
from pipeline.reading.ocr.engine import Grey, OcrWord
from pipeline.reading.ocr.tables.grid import Cut
from pipeline.reading.ocr.tables.sheet import EDGE

DOUBTED = 0.7
"""A line in which a word was read less surely is read again …"""
DOUBTED_ODD = 0.9
"""… and one in which a word that is no syllable was, or one with figures: no sentence tells a wrong number."""
AROUND = EDGE + 0.015
"""Around what is read again, in inches: what is cut off a cell, and a little white."""

FAINT_WORD = 0.15
"""Words read less surely are noise: specks, rules, seals; but not where they stand in a line of sure words."""
SURE_WORD, SURE_WORDS = 0.85, 3
"""A line with so many words that were read this surely is print."""
LIKE_HEIGHT = (0.4, 1.5)
"""A word of such a line is this many times as high as the sure ones."""

LOOKING_DPI = 100
"""Resolution in which unread ink is looked for."""
FAINT = 70
"""Ink is darker than the paper by this many levels."""
LETTER_GAP = 0.1
"""Letters nearer than this many inches belong together."""
HEIGHTS = (0.06, 0.3)
"""Least and largest height of unread writing, in inches: a hyphen is flatter, a scribble is higher."""
NARROWEST, WIDEST = 0.03, 10.5
"""Its width, in inches: engines lose whole lines above tables that were blotted out, on pages set across too."""
SOLID = (0.12, 0.85)
"""Share of ink in its box: less is a speckle, more is a bar."""
RIM = 0.2
"""What lies nearer to the edge of the page than this many inches is no writing."""
MOST = 20
"""Unread parts of a page with writing; a picture has more."""


class Zone(NamedTuple):
    """A part of the page in pixels, and which words of the first reading stand in it (none: unread ink)."""

    cut: Cut
    words: tuple[int, ...] = ()


def without_noise(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words without those that are noise; what an engine could not read in a line of print is none."""
    lines: dict[tuple[int, ...], list[OcrWord]] = {}
    for word in words:
        if word.confidence >= SURE_WORD:
            lines.setdefault(word.line, []).append(word)
    return [word for word in words if word.confidence >= FAINT_WORD or _is_print(word, lines.get(word.line, ()))]


def _is_print(word: OcrWord, sure: Sequence[OcrWord]) -> bool:
    """Whether a word stands in a line of print, by the sure words of that line."""
    if len(sure) < SURE_WORDS or not any(map(str.isalnum, word.text)):
        return False
    height = median(other.bottom - other.top for other in sure)
    if not LIKE_HEIGHT[0] <= (word.bottom - word.top) / height <= LIKE_HEIGHT[1]:
        return False
    middle = (word.top + word.bottom) / 2
    return min(other.top for other in sure) <= middle <= max(other.bottom for other in sure)


def doubtful_lines(words: Sequence[OcrWord], dpi: int) -> Iterator[Zone]:
    """The lines in which some word was read with doubt."""
    lines: dict[tuple[int, ...], list[int]] = {}
    for index, word in enumerate(words):
        lines.setdefault(word.line, []).append(index)
    around = round(AROUND * dpi)
    for members in lines.values():
        if any(map(_is_doubtful, (words[index] for index in members))):
            inside = [words[index] for index in members]
            cut = Cut(
                min(word.x0 for word in inside) - around,
                min(word.top for word in inside) - around,
                max(word.x1 for word in inside) + around,
                max(word.bottom for word in inside) + around,
            )
            yield Zone(_on_page(cut), tuple(members))


def _is_doubtful(word: OcrWord) -> bool:
    if not any(map(str.isalnum, word.text)):
        return False
    if word.confidence < DOUBTED:
        return True
    core = word.text.strip(".,;:!?()[]“”\"'…/-–")
    if any(map(str.isdigit, core)):
        return word.confidence < DOUBTED_ODD
    odd = core.isalpha() and core.islower() and tone_placement(core) not in syllables()
    return odd and word.confidence < DOUBTED_ODD


def unread_ink(grey: Grey, words: Sequence[OcrWord], dpi: int) -> list[Zone]:
    """Ink of the size of writing that lies under no word; none where there is so much that it is a picture."""
    scale = LOOKING_DPI / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < float(np.median(small)) - FAINT).astype(np.uint8)
    for word in words:
        box = (word.x0 * scale - 2, word.top * scale - 3, word.x1 * scale + 3, word.bottom * scale + 4)
        x0, top, x1, bottom = (max(0, int(edge)) for edge in box)
        ink[top:bottom, x0:x1] = 0
    gap = max(1, round(LETTER_GAP * LOOKING_DPI))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        part = ink[y : y + height, x : x + width]
        if _may_be_writing(x, y, part, ink.shape):
            around = AROUND * LOOKING_DPI
            edges = (x - around, y - around, x + width + around, y + height + around)
            found.append(Zone(_on_page(Cut(*(round(edge / scale) for edge in edges)))))
    return found if len(found) <= MOST else []


def _may_be_writing(x: int, y: int, part: Grey, shape: tuple[int, ...]) -> bool:
    height, width = (size / LOOKING_DPI for size in part.shape)
    rim = RIM * LOOKING_DPI
    on_rim = x < rim or y < rim or x + part.shape[1] > shape[1] - rim or y + part.shape[0] > shape[0] - rim
    return (
        not on_rim
        and HEIGHTS[0] <= height <= HEIGHTS[1]
        and NARROWEST <= width <= WIDEST
        and SOLID[0] <= float(part.mean()) <= SOLID[1]
    )


def _on_page(cut: Cut) -> Cut:
    return Cut(max(0, cut.x0), max(0, cut.top), cut.x1, cut.bottom)
