"""One page picture into words, tables and what else is seen on it: a pure function of picture and engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from dataset.document import Box, Note
from normalizers.syllables import share_of_syllables
from pipeline.reading.layout.model import PageContent, PageWord
from pipeline.reading.ocr import cleaning
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.tesseract import tesseract

READABLE = 0.5
"""A page with a lower share of Vietnamese syllables may stand on its head or on its side."""
LEAST_CONFIDENCE = 0.15
"""Words below are noise: specks, lines, seals."""


def read_page(image: PageImage, number: int, engine: Engine | None = None) -> PageContent:
    """Read the picture of a page.

    Raises:
        ReadingError: The engine is missing or failed.
    """
    engine = engine or tesseract()
    grey = cleaning.writing(image.pixels)
    width, height = image.size
    if cleaning.is_blank(grey):
        return PageContent(number, width, height, "ocr", state="blank")
    skew = cleaning.skew_of(grey)
    if abs(skew) >= cleaning.SKEW_THAT_MATTERS:
        grey = cleaning.rotated(grey, -skew)
    page = _read(grey, image.dpi, number, engine)
    turn = engine.turned(grey, image.dpi) if _share(page) < READABLE else 0
    if turn:
        upright = _read(np.ascontiguousarray(np.rot90(grey, k=-turn // 90)), image.dpi, number, engine)
        if _share(upright) > _share(page):
            page = replace(upright, rotation=turn, notes=(Note("read", f"Trang được xoay {turn}°.", number),))
    return replace(page, skew=round(skew, 2), seals=cleaning.seals_of(image.pixels, image.dpi))


def _read(grey: Grey, dpi: int, number: int, engine: Engine) -> PageContent:
    small, small_dpi = cleaning.at_reading_size(grey, dpi)
    read = [w for w in engine.words(small, small_dpi) if w.confidence >= LEAST_CONFIDENCE]
    words = page_words(read, 72 / small_dpi)
    confidence = round(sum(w.confidence * len(w.text) for w in read) / max(1, sum(len(w.text) for w in read)), 3)
    width, height = grey.shape[1] * 72 / dpi, grey.shape[0] * 72 / dpi
    return PageContent(
        number, width, height, "ocr", words, ocr_confidence=confidence, state="read" if words else "blank"
    )


def page_words(read: Sequence[OcrWord], scale: float, shift: tuple[float, float] = (0.0, 0.0)) -> list[PageWord]:
    """Words in points; their size is the usual height of the words of their line."""
    heights: dict[tuple[int, ...], list[int]] = {}
    for word in read:
        heights.setdefault(word.line, []).append(word.bottom - word.top)
    x, y = shift
    return [
        PageWord(
            word.text,
            Box(
                *(
                    round(v, 1)
                    for v in (word.x0 * scale + x, word.top * scale + y, word.x1 * scale + x, word.bottom * scale + y)
                )
            ),
            round(median(heights[word.line]) * scale, 1),
            confidence=round(word.confidence, 3),
        )
        for word in read
    ]


def _share(page: PageContent) -> float:
    return share_of_syllables(" ".join(word.text for word in page.words))
