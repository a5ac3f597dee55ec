"""Bold print on scans is told by the thickness of its strokes, whatever the copy did to all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading.ocr.boldness import bold_words
from pipeline.reading.ocr.engine import Grey, OcrWord
from pipeline.reading.ocr.print_size import line_size
from tests.pipeline.reading.printed import FONTS, HAS_FONTS

pytestmark = pytest.mark.skipif(not HAS_FONTS, reason="Liberation Serif is not installed (fonts-liberation2)")

Printed = tuple[str, bool]
PLAIN = [("Ủy ban nhân dân phường giao các đơn vị thực hiện", False), ("kế hoạch đúng thời gian đã quy định.", False)]
HEADING = [("2. TỔ CHỨC THỰC HIỆN", True)]


def page(lines: Sequence[Sequence[Printed]], pixels: int = 58) -> tuple[Grey, list[OcrWord], list[bool]]:
    """Lines of stretches in one face each: the picture, its words, and which of them are bold."""
    faces = {
        bold: ImageFont.truetype(str(FONTS / f"LiberationSerif-{'Bold' if bold else 'Regular'}.ttf"), pixels)
        for bold in (False, True)
    }
    picture = Image.new("L", (40 * pixels, (2 * len(lines) + 2) * pixels), 255)
    draw = ImageDraw.Draw(picture)
    words, truth = [], []
    for number, line in enumerate(lines):
        x, y = 2.0 * pixels, (2 * number + 1) * pixels
        for text, bold in line:
            for word in text.split():
                x0, top, x1, bottom = (round(edge) for edge in draw.textbbox((x, y), word, font=faces[bold]))
                draw.text((x, y), word, font=faces[bold], fill=0)
                words.append(OcrWord(word, x0, top, x1, bottom, 0.96, (1, 1, number)))
                truth.append(bold)
                x = x1 + 0.25 * pixels
    return np.asarray(picture), words, truth


def found(grey: Grey, words: Sequence[OcrWord]) -> list[bool]:
    lines: dict[tuple[int, ...], list[OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return bold_words(words, [line_size(lines[word.line]) for word in words], grey)


def copied(grey: Grey) -> Grey:
    """Everything thicker, as on a dark copy."""
    return np.asarray(cv2.erode(grey, np.ones((2, 2), np.uint8)), np.uint8)


def noisy(grey: Grey) -> Grey:
    random = np.random.default_rng(7)
    return np.clip(grey * 0.8 + random.normal(0, 20, grey.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("spoiled", [np.asarray, copied, noisy], ids=["clean", "copied", "noisy"])
@pytest.mark.parametrize("pixels", [30, 58])
def test_bold_lines_and_labels_are_found(spoiled: Callable[[Grey], Grey], pixels: int) -> None:
    lines = [PLAIN, HEADING, PLAIN, [("Sở Y tế:", True), ("phối hợp với các cơ quan liên quan", False)], PLAIN]
    grey, words, truth = page(lines, pixels)
    assert found(spoiled(grey), words) == truth


def test_a_page_in_one_face_has_nothing_bold() -> None:
    for face in (False, True):
        grey, words, _ = page([[(text, face) for text, _ in PLAIN]] * 3)
        assert not any(found(grey, words))


def test_capitals_are_not_bold_for_being_larger() -> None:
    grey, words, _ = page([PLAIN, [("ỦY BAN NHÂN DÂN PHƯỜNG", False)], PLAIN])
    assert not any(found(grey, words))


def test_signs_go_with_the_words_before_them() -> None:
    grey, words, truth = page([PLAIN, [("Mục tiêu - nhiệm vụ - giải pháp", True)], PLAIN, PLAIN])
    assert found(grey, words) == truth


def test_print_too_small_to_be_measured_is_told_nothing_of() -> None:
    grey, words, _ = page([PLAIN, HEADING, PLAIN], pixels=14)
    assert not any(found(grey, words))
