"""Which words are printed bold, by how thick their strokes are.

A stroke is as thick as the runs of ink along the rows of the picture are long: of all runs of a word the middle half
counts, which leaves out hairlines, bars and dots. Set against the size of print that is a number of the face alone: in
faces of books it is 0.11 for regular and 0.17 for bold print, more where a copy has thickened both. So bold is what is
thicker by a third than the page's own usual print; a page on which most is bold has no bold words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ocr.engine import Grey, OcrWord

BOLD: Final = 1.32
"""Strokes of bold print are at least this many times as thick as those of usual print …"""
BOLDEST: Final = 2.6
"""… and no more than this many times: what is thicker is a blot or a bar."""
FEWEST_RUNS: Final = 12
"""A word with fewer runs of ink tells nothing."""
FEWEST_WORDS: Final = 12
"""A page with fewer words that tell something has no usual print."""
SMALLEST: Final = 20.0
"""Of print smaller than this many pixels strokes are too thin to be measured."""
USUAL: Final = 0.35
"""Usual print is that of the word that so many of the page's words are thinner than: bold print is the lesser part."""
ONE_FACE: Final = 0.8
"""A line is of one face if this share of its words that tell something are."""


def bold_words(words: Sequence[OcrWord], sizes: Sequence[float], grey: Grey) -> list[bool]:
    """For each word whether it is bold.

    Args:
        words: What was read, in pixels of the picture.
        sizes: For each word the size of print of its line, in pixels.
        grey: Dark writing on light ground.
    """
    known = np.array(
        [thickness(word, grey) / size if size >= SMALLEST else np.nan for word, size in zip(words, sizes, strict=True)],
        np.float64,
    )
    told = known[~np.isnan(known)]
    if len(told) < FEWEST_WORDS:
        return [False] * len(words)
    share = known / float(np.quantile(told, USUAL))
    bold = (share >= BOLD) & (share <= BOLDEST)
    return _by_line(words, bold, ~np.isnan(known))


def thickness(word: OcrWord, grey: Grey) -> float:
    """How thick the strokes of a word are, in pixels; NaN where that cannot be told: signs, specks, points."""
    part = grey[max(0, word.top) : word.bottom, max(0, word.x0) : word.x1]
    if part.size == 0 or not any(map(str.isalnum, word.text)):
        return float("nan")
    level, _ = cv2.threshold(np.ascontiguousarray(part), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    edges = np.diff((part <= level).astype(np.int8), axis=1, prepend=np.int8(0), append=np.int8(0)).ravel()
    runs = np.sort(np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0))
    if len(runs) < FEWEST_RUNS:
        return float("nan")
    quarter = len(runs) // 4
    return float(runs[quarter : len(runs) - quarter].mean())


def _by_line(words: Sequence[OcrWord], bold: NDArray[np.bool_], told: NDArray[np.bool_]) -> list[bool]:
    """Each word as it was found; lines of one face throughout, and words that tell nothing like the one before."""
    lines: dict[tuple[int, ...], list[int]] = {}
    for index, word in enumerate(words):
        lines.setdefault(word.line, []).append(index)
    found: list[bool] = bold.tolist()
    for members in lines.values():
        telling = [index for index in members if told[index]]
        if not telling:
            continue
        share = sum(found[index] for index in telling) / len(telling)
        last = found[telling[0]]
        for index in members:
            last = share >= ONE_FACE if not 1 - ONE_FACE < share < ONE_FACE else found[index] if told[index] else last
            found[index] = last
    return found
