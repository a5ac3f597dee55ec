"""Signs told by their shape: ``≥`` and ``≤``, dashes, the strokes of Roman numbers.

The models know neither ``≥`` nor ``≤`` and write ``>`` and ``<``; an en dash comes back as an em dash; of three strokes
side by side (``III.``) they often write two. A sentence cannot tell which it was, the picture can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ocr.engine import Grey, OcrWord
from pipeline.reading.ocr.print_size import CAPITAL, USUAL, line_size

WITH_BAR: Final = {">": "≥", "<": "≤"}
BAR: Final = 0.8
"""A row of a sign belongs to its bar if this share of the sign's width is ink; arms fill less than half."""
BAR_HEIGHT: Final = (0.02, 0.16)
"""How thick the bar is, as a share of the type size."""
LONGEST_EN_DASH: Final = 0.75
"""An en dash is half the type size long, an em dash as long as the type size."""

NUMERAL: Final = re.compile(
    r"(?P<open>[(\"“]?)(?P<core>[IVXH|l][IVXH|l1]{0,4})(?P<close>(?:[/-](?:19|20)\d\d)?[.,;:)\"”]*)"
)
"""A Roman number; the year of a quarter may stand behind it (``III/2026``)."""
STROKES: Final = re.compile(r"[IH|l1]+")
DIGIT: Final = 0.5
"""Width of a digit, as a share of the type size; all digits of a face of text are as wide."""
SMALL_MARK: Final = 0.22
"""Width of the narrowest mark behind a year."""
MOST_STROKES: Final = 3
BAND: Final = (0.2, 0.8)
"""Heights within a capital, from its top, between its serifs."""
STEM: Final = (0.06, 0.34)
"""How wide a stem is, as a share of its height."""
ALIKE: Final = 1.7
"""The widest stem is at most this many times as wide as the narrowest."""
FILLED: Final = 0.9
"""A column of the band belongs to a stem if this share of it is ink; arms of V and X lean too much for that."""
REST: Final = 0.5
"""What of an arm is upright all the same is less than this share as wide as a stem."""
DOT: Final = (0.08, 0.32)
"""Size of the point behind a number, as a share of the height of its stems."""
COUNTED: Final = 0.98
"""How sure a number is whose strokes were counted."""


def with_true_signs(words: Sequence[OcrWord], grey: Grey) -> list[OcrWord]:
    """The words with these signs as the picture shows them.

    Args:
        words: What was read, in pixels of the picture.
        grey: Dark writing on light ground.
    """
    lines: dict[tuple[int, ...], list[OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return [
        _true(word, lines[word.line], grey) if word.text[0] in _FIRST or _may_be_number(word.text) else word
        for word in words
    ]


_FIRST: Final = frozenset("<>—")


def _true(word: OcrWord, line: Sequence[OcrWord], grey: Grey) -> OcrWord:
    size = line_size(line) / USUAL
    if word.text == "—":
        return word._replace(text="–") if word.x1 - word.x0 <= LONGEST_EN_DASH * size else word
    if word.text[0] in WITH_BAR:
        has_bar = _has_bar(word, grey, size)
        return word._replace(text=WITH_BAR[word.text[0]] + word.text[1:]) if has_bar else word
    following = min((other.x0 for other in line if other.x0 > word.x0), default=grey.shape[1])
    return _counted(word, grey, size, following)


# -- comparison -------------------------------------------------------------------------------------------------------


def _has_bar(word: OcrWord, grey: Grey, size: float) -> bool:
    """Whether a straight bar stands under the sign with which a word begins, no longer than the sign."""
    reach = round(0.3 * size)
    left, top = max(0, word.x0 - reach), max(0, word.top - round(0.1 * size))
    ink = _ink(grey[top : word.bottom + reach, left : word.x1 + reach])
    runs = [run for run in _runs(np.asarray(ink.any(axis=0))) if run[1] + left > word.x0]
    if not runs:
        return False
    first, last = runs[0]
    if not 0.25 * size <= last - first <= 0.9 * size:
        return False
    rows = ink[:, first:last].mean(axis=1) >= BAR
    bars = list(_runs(rows))
    if not bars:
        return False
    begin, end = bars[-1]
    middle = word.top - top + 0.5 * (word.bottom - word.top)
    return BAR_HEIGHT[0] * size <= end - begin <= BAR_HEIGHT[1] * size and begin >= middle


# -- Roman numbers ----------------------------------------------------------------------------------------------------


def _may_be_number(text: str) -> bool:
    match = NUMERAL.fullmatch(text)
    return match is not None and bool(STROKES.search(match["core"])) and not set(match["core"]) <= set("|l")


class _Stems(NamedTuple):
    """The upright strokes of a word from left to right, (from, to) in columns, and the rows that they reach over."""

    columns: list[tuple[int, int]]
    top: int
    bottom: int


def _counted(word: OcrWord, grey: Grey, size: float, following: int) -> OcrWord:
    """A Roman number with as many strokes, and with the point behind it, as the picture shows."""
    match = NUMERAL.fullmatch(word.text)
    if match is None:
        return word
    strokes = list(STROKES.finditer(match["core"]))
    if len(strokes) != 1:
        return word
    left, reach = max(0, word.x0 - round(0.12 * size)), round(0.45 * size)
    top = max(0, word.top - round(0.1 * size))
    right = max(word.x1, min(word.x1 + reach, following - round(0.08 * size)))
    if tail := match["close"].lstrip("/-"):
        # the figures of a year have stems of their own
        digits = sum(map(str.isdigit, tail))
        if digits:
            right = word.x1 - round((DIGIT * digits + SMALL_MARK * (len(tail) - digits)) * size)
    ink = _ink(grey[top : word.bottom + round(0.1 * size), left:right])
    stems = _stems(ink, round(CAPITAL * size))
    if stems is None or not 1 <= len(stems.columns) <= MOST_STROKES:
        return word
    begin, end = strokes[0].span()
    core = match["core"][:begin] + "I" * len(stems.columns) + match["core"][end:]
    close = match["close"]
    if not close and core.endswith("I") and _has_dot(ink, stems):
        close = "."
    text = match["open"] + core + close
    return word if text == word.text else word._replace(text=text, confidence=max(word.confidence, COUNTED))


def _stems(ink: NDArray[np.bool_], height: int) -> _Stems | None:
    """The stems of the capitals of a word: columns that are ink from serif to serif."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return None
    bottom = _baseline(ink)
    top = max(bottom - height, 0)
    if bottom - top < 8:
        return None
    band = ink[top + round(BAND[0] * (bottom - top)) : top + round(BAND[1] * (bottom - top))]
    upright = np.asarray(band.mean(axis=0) >= FILLED)
    tall = [run for run in _runs(upright) if not _reaches_below(ink, run, bottom, height)]
    widest = max((end - begin for begin, end in tall), default=0)
    tall = [(begin, end) for begin, end in tall if end - begin > REST * widest]
    widths = [end - begin for begin, end in tall]
    if not tall or not all(STEM[0] * height <= width <= STEM[1] * height for width in widths):
        return None
    if max(widths) > ALIKE * min(widths) or _is_crossed(ink, tall, top, bottom):
        return None
    return _Stems(tall, top, bottom)


def _baseline(ink: NDArray[np.bool_]) -> int:
    """The row below the letters: where the ink of most columns that have any ends."""
    columns = np.flatnonzero(ink.any(axis=0))
    ends = ink.shape[0] - ink[::-1, columns].argmax(axis=0)
    return int(np.median(ends))


def _reaches_below(ink: NDArray[np.bool_], run: tuple[int, int], bottom: int, height: int) -> bool:
    """Whether a stem goes on below the line, as a bracket does."""
    below = ink[bottom + round(0.1 * height) :, run[0] : run[1]]
    return bool(below.any())


def _is_crossed(ink: NDArray[np.bool_], stems: Sequence[tuple[int, int]], top: int, bottom: int) -> bool:
    """Whether a bar joins two stems at half their height, as in an H."""
    middle = ink[top + round(0.4 * (bottom - top)) : top + round(0.62 * (bottom - top))]
    return any(
        bool((middle[:, one[1] : other[0]].mean(axis=1) >= FILLED).any())
        for one, other in pairwise(stems)
        if other[0] > one[1]
    )


def _has_dot(ink: NDArray[np.bool_], stems: _Stems) -> bool:
    """Whether a point stands behind the last stem, on the line."""
    height = stems.bottom - stems.top
    behind = ink[:, stems.columns[-1][1] :]
    count, _, stats, _ = cv2.connectedComponentsWithStats(behind.astype(np.uint8), connectivity=8)
    for label in range(1, count):
        x, y, width, tall, area = (int(value) for value in stats[label])
        is_small = all(DOT[0] * height <= side <= DOT[1] * height for side in (width, tall))
        on_line = abs(y + tall - stems.bottom) <= 0.12 * height
        if is_small and on_line and x > 0 and area >= 0.5 * width * tall:
            return True
    return False


# -- both -------------------------------------------------------------------------------------------------------------


def _ink(part: Grey) -> NDArray[np.bool_]:
    """What is ink, by the threshold of Otsu (1979) on the part alone."""
    if part.size == 0:
        return np.zeros((1, 1), np.bool_)
    level, _ = cv2.threshold(np.ascontiguousarray(part), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(part <= level, np.bool_)


def _runs(marked: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The stretches that are marked: (first, behind the last)."""
    at = 0
    for value, group in groupby(marked.tolist()):
        length = len(list(group))
        if value:
            yield at, at + length
        at += length
