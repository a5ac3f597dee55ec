"""The size of print by the words that an engine read: how high a word is depends on its letters.

``31/12/2026.`` is lower than ``ngày`` in the same print, and a line of capitals with marks is higher. So the height of
a word is put in proportion to the height that its letters have in a book face, in which a letter without ascender is
0.48 of the type size high (the round of its bow included), capitals, figures and ascenders 0.67, a mark above 0.2 more,
and descenders 0.21 below the line (the metrics of Liberation Serif, which are those of Times New Roman).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from statistics import median
from typing import Final

from pipeline.reading.ocr.engine import OcrWord

X_HEIGHT: Final = 0.48
CAPITAL: Final = 0.67
MARK: Final = 0.2
DESCENDER: Final = 0.21
COMMA: Final = 0.14
LOWER_MARK: Final = 0.68
"""Top of a letter without ascender that bears one mark; a second one comes on top."""
USUAL: Final = 0.82
"""Share of the type size that a usual word of running text is high; sizes are told in this measure, as those of whole
lines were: nothing that compares them with distances has to know of faces."""
_TALL: Final = frozenset("bdđfhklijt0123456789()[]{}/%&!?|“”\"'’‘")
_BELOW: Final = frozenset("gjpqy()[]{}|")
_HANGING: Final = frozenset(",;")
_ON_TOP: Final = {"\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0309"}
_UNDER: Final = "\u0323"


@lru_cache(maxsize=20_000)
def letters_height(text: str) -> float | None:
    """Height of a word as a share of the type size; None for one without letters and figures."""
    if not any(map(str.isalnum, text)):
        return None
    return max(map(_top, text)) + max(map(_depth, text))


def _top(character: str) -> float:
    base, marks = _parts(character)
    above = sum(mark in _ON_TOP for mark in marks)
    if base.isupper():
        return CAPITAL + MARK * above
    if base in _TALL:
        return CAPITAL + (MARK * above if base not in "ij" else 0.0)
    if not base.isalpha():
        return 0.0
    return X_HEIGHT if not above else LOWER_MARK + MARK * (above - 1)


def _parts(character: str) -> tuple[str, str]:
    """A letter and the marks on it."""
    parts = unicodedata.normalize("NFD", character)
    return parts[0], parts[1:]


def _depth(character: str) -> float:
    base, marks = _parts(character)
    if base in _BELOW or _UNDER in marks:
        return DESCENDER
    return COMMA if base in _HANGING else 0.0


def line_size(words: Sequence[OcrWord]) -> float:
    """The size of print of a line in pixels: the usual height of its words, each set right by its letters."""
    heights = [
        (word.bottom - word.top) * USUAL / share for word in words if (share := letters_height(word.text)) is not None
    ]
    return float(median(heights or [word.bottom - word.top for word in words]))
