"""Ink that was not read, in the middle of a line of print: what a pen wrote into a form, and rests of read words.

The number and the day of a document are often written by hand. An engine that cannot read them leaves nothing, and the
place would pass for one that was left blank. So a sign that stands for what could not be read takes the place, unless
the ink is no more than a rest of the word beside it, of which an engine drew the box too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple

from pipeline.reading.layout.model import PageWord
from pipeline.reading.layout.rows import group_rows
from pipeline.reading.ocr.engine import OcrWord
from pipeline.reading.ocr.zones import AROUND, Zone

UNREADABLE: Final = "?"
"""What stands for writing that nobody could read."""
IN_ROW: Final = 0.5
"""A word stands in the row of the ink if they share this much of the lower one's height."""
FROM_WORD: Final = (0.014, 0.55)
"""Writing of its own keeps at least, and at most, so many inches from the words on both sides."""
LEAST: Final = (0.11, 0.8)
"""It is at least so many inches wide, and this many times as high as the words beside it: no speck, no comma."""
HIGH_ENOUGH: Final = 0.6
"""A word that is added to a row is at least this many times as high as the words beside it: a mark of a letter is
not."""
NEAR: Final = 0.08
"""The rest of a word lies at most this many inches from it."""
GUESSED: Final = 0.5
"""A number that was read less surely, twice, is a guess: written by hand, or under a blot."""
MOST_TOLD: Final = 5
"""So many places of a page are quoted."""


class Beside(NamedTuple):
    """The words to the left and to the right of ink in one row, and its box in pixels."""

    left: OcrWord
    right: OcrWord
    box: tuple[int, int, int, int]


def beside(zone: Zone, words: Sequence[OcrWord], dpi: int) -> Beside | None:
    """The neighbours of unread ink; None where it does not stand between two words of a row."""
    around = round(AROUND * dpi)
    x0, top = zone.cut.x0 + around, zone.cut.top + around
    x1, bottom = zone.cut.x1 - around, zone.cut.bottom - around
    row = [
        word
        for word in words
        if any(map(str.isalnum, word.text))
        and min(word.bottom, bottom) - max(word.top, top) >= IN_ROW * min(word.bottom - word.top, bottom - top)
    ]
    middle = (x0 + x1) / 2
    before = [word for word in row if word.x1 <= middle]
    behind = [word for word in row if word.x0 >= middle]
    if not before or not behind:
        return None
    left, right = max(before, key=lambda word: word.x1), min(behind, key=lambda word: word.x0)
    return Beside(left, right, (x0, top, x1, bottom))


def is_rest(word: OcrWord, place: Beside, dpi: int) -> bool:
    """Whether what was read of the ink between two words is a part of one of them: its last sign, or a mark."""
    near = NEAR * dpi
    if place.box[0] - place.left.x1 <= near and place.left.text.rstrip(".,;:").endswith(word.text):
        return True
    if place.right.x0 - place.box[2] <= near and place.right.text.startswith(word.text):
        return True
    return place.box[3] - place.box[1] < HIGH_ENOUGH * _height(place)


def unreadable(place: Beside, dpi: int) -> OcrWord | None:
    """The sign for writing between two words that could not be read; None where the ink is no writing of its own."""
    x0, top, x1, bottom = place.box
    near, far = (inches * dpi for inches in FROM_WORD)
    apart = all(near <= gap <= far for gap in (x0 - place.left.x1, place.right.x0 - x1))
    if not apart or x1 - x0 < LEAST[0] * dpi or bottom - top < LEAST[1] * _height(place):
        return None
    return OcrWord(UNREADABLE, x0, top, x1, bottom, 0.0, place.right.line)


def guessed(words: Sequence[PageWord]) -> list[str]:
    """What was not read, or is a number that was guessed, each between the words beside it, from top to bottom."""
    found = []
    for row in group_rows(words):
        for index, word in enumerate(row.words):
            unread = word.text == UNREADABLE and word.confidence == 0.0
            if unread or (word.confidence < GUESSED and any(map(str.isdigit, word.text))):
                around = row.words[max(0, index - 1) : index + 2]
                found.append(" ".join(other.text for other in around))
    return found


def _height(place: Beside) -> float:
    return float(median(word.bottom - word.top for word in (place.left, place.right)))
