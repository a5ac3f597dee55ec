"""Ink in a line of print that was not read is told of, and rests of words that were read are not read twice."""

from __future__ import annotations

import numpy as np
import pytest

from dataset.document import Box
from pipeline.reading.layout.model import PageWord
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.reconcile import with_second_look
from pipeline.reading.ocr.unread import UNREADABLE, guessed

DPI = 200
LABEL = OcrWord("Số:", 100, 100, 160, 130, 0.95, (1, 1, 1))
SYMBOL = OcrWord("/KH-UBND", 260, 100, 420, 136, 0.95, (1, 1, 1))


class Reader(Engine):
    """Reads the same on everything."""

    name = "reader"

    def __init__(self, *read: tuple[str, float]) -> None:
        self.read = read

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        return [OcrWord(text, 30, 30, 60, 60, sure, (1,)) for text, sure in self.read]

    def turned(self, image: Grey, dpi: int) -> int:
        return 0


def page(*ink: tuple[int, int, int, int]) -> Grey:
    """Print where the words are, and scribbles: every second column black."""
    grey = np.full((2200, 1650), 255, np.uint8)
    for x0, top, x1, bottom in [*ink, *((word.x0, word.top, word.x1, word.bottom) for word in (LABEL, SYMBOL))]:
        grey[top:bottom, x0:x1:4] = 0
        grey[top:bottom, x0 + 1 : x1 : 4] = 0
    return grey


def looked_at(grey: Grey, *read: tuple[str, float]) -> list[str]:
    words = with_second_look([LABEL, SYMBOL], grey, DPI, Reader(*read))
    return [word.text for word in sorted(words, key=lambda word: word.x0)]


HAND = (180, 96, 236, 134)


@pytest.mark.parametrize("read", [[("(8/54", 0.1)], [("~", 0.9)], []], ids=["unsure", "sign", "nothing"])
def test_what_a_pen_wrote_between_two_words_is_not_lost(read: list[tuple[str, float]]) -> None:
    assert looked_at(page(HAND), *read) == ["Số:", UNREADABLE, "/KH-UBND"]


def test_what_was_read_surely_is_taken() -> None:
    assert looked_at(page(HAND), ("239", 0.9)) == ["Số:", "239", "/KH-UBND"]


def test_a_blank_stays_blank() -> None:
    assert looked_at(page()) == ["Số:", "/KH-UBND"]


@pytest.mark.parametrize(
    "ink",
    [
        (200, 120, 216, 134),  # a speck, or a comma
        (180, 400, 236, 438),  # in no line of print
        (480, 96, 536, 134),  # behind the last word
    ],
)
def test_other_ink_is_no_unread_word(ink: tuple[int, int, int, int]) -> None:
    assert looked_at(page(ink), ("(8/54", 0.1)) == ["Số:", "/KH-UBND"]


def test_the_end_of_a_word_that_was_read_is_not_read_twice() -> None:
    year = OcrWord("2019", 100, 100, 160, 130, 0.95, (1, 1, 1))
    grey = page((170, 101, 186, 130))
    words = with_second_look([year, SYMBOL], grey, DPI, Reader(("9", 0.95)))
    assert [word.text for word in words] == ["2019", "/KH-UBND"]


def test_numbers_that_were_guessed_are_told_with_the_words_beside_them() -> None:
    read = [("Số:", 0.95), ("444", 0.3), ("/CT-UBND", 0.9), ("ngày", 0.95), ("?", 0.0), ("tháng", 0.4), ("8", 0.96)]
    words = [
        PageWord(text, Box(50.0 * i, 10, 50.0 * i + 40, 22), 12, confidence=sure) for i, (text, sure) in enumerate(read)
    ]
    assert guessed(words) == ["Số: 444 /CT-UBND", "ngày ? tháng"]
    assert guessed([word for word in words if word.confidence > 0.9]) == []
