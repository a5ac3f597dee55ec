"""Words under seals are read once more from a cut of the seal alone; only what is surer or new is taken."""

from __future__ import annotations

import numpy as np
import pytest

from dataset.document import Box
from pipeline.errors import ReadingError
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.under_seals import ABOVE, ACROSS, with_words_under_seals

DPI = 200
SEAL = Box(300, 400, 400, 500)
PAGE: Grey = np.full((2339, 1654), 255, np.uint8)
LEFT, TOP = (round((edge - room) * DPI / 72) for edge, room in ((SEAL.x0, ACROSS), (SEAL.top, ABOVE)))


class Cut(Engine):
    """Reads what it is given, in pixels of the page, on the cut of a seal."""

    name = "cut"

    def __init__(self, *words: OcrWord) -> None:
        self.read = words
        self.shapes: list[tuple[int, ...]] = []

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.shapes.append(image.shape)
        if not self.read:
            raise ReadingError("tesseract_failed", fault="no words")
        moved = (-LEFT, -TOP, -LEFT, -TOP)
        return [
            word._replace(
                **{n: getattr(word, n) + by for n, by in zip(("x0", "top", "x1", "bottom"), moved, strict=True)}
            )
            for word in self.read
        ]

    def turned(self, image: Grey, dpi: int) -> int:
        return 0


def at(text: str, x: float, y: float, sure: float, line: int = 1) -> OcrWord:
    """A word at a place in points."""
    left, top = round(x * DPI / 72), round(y * DPI / 72)
    return OcrWord(text, left, top, left + 80, top + 30, sure, (1, 1, line))


def texts(words: list[OcrWord]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(
    ("page", "cut", "wanted"),
    [
        ([], [("Sơn", 0.9)], ["Sơn"]),
        ([], [("Sơn", 0.6)], []),
        ([], [("~*", 0.95)], []),
        ([("Sou", 0.4)], [("Sơn", 0.9)], ["Sơn"]),
        ([("Sơn", 0.9)], [("Sou", 0.92)], ["Sơn"]),
        ([("Sơn", 0.8)], [("8~n", 0.95)], ["Sơn"]),
    ],
)
def test_what_is_taken(page: list[tuple[str, float]], cut: list[tuple[str, float]], wanted: list[str]) -> None:
    words = [at(text, 330, 450, sure) for text, sure in page]
    engine = Cut(*(at(text, 331, 450, sure) for text, sure in cut))
    assert texts(with_words_under_seals(words, PAGE, DPI, [SEAL], engine)) == wanted


def test_words_read_alike_are_surer_and_lines_stay() -> None:
    words = [at("Phạm", 310, 450, 0.5, 7), at("Sơn", 345, 450, 0.3, 7)]
    engine = Cut(at("Phạm", 310, 450, 0.9), at("Sơn", 345, 450, 0.9))
    found = with_words_under_seals(words, PAGE, DPI, [SEAL], engine)
    assert [(word.text, word.confidence, word.line) for word in found] == [
        ("Phạm", 0.9, (1, 1, 7)),
        ("Sơn", 0.9, (1, 1, 7)),
    ]


def test_only_words_at_the_seal_are_touched_and_only_the_cut_is_read() -> None:
    far = at("Nơi", 240, 450, 0.2)  # in the cut, but not under the seal
    engine = Cut(at("Núi", 240, 450, 0.95), at("Sơn", 330, 450, 0.9))
    assert texts(with_words_under_seals([far], PAGE, DPI, [SEAL], engine)) == ["Nơi", "Sơn"]
    ((height, width),) = engine.shapes
    assert height < PAGE.shape[0] / 3
    assert width < PAGE.shape[1] / 2
    assert texts(with_words_under_seals([far], PAGE, DPI, [], engine)) == ["Nơi"]
    assert len(engine.shapes) == 1


def test_where_the_engine_fails_the_words_stay() -> None:
    words = [at("Sơn", 330, 450, 0.4)]
    assert with_words_under_seals(words, PAGE, DPI, [SEAL], Cut()) == words
