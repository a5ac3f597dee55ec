"""Signs told by their shape, in print and on noisy paper: bars under comparisons, dashes, strokes of Roman numbers."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading.ocr.engine import Grey, OcrWord
from pipeline.reading.ocr.print_size import letters_height, line_size
from pipeline.reading.ocr.signs import with_true_signs
from tests.pipeline.reading.printed import FONTS, HAS_FONTS

pytestmark = pytest.mark.skipif(not HAS_FONTS, reason="needs Liberation fonts")
DPI = 300
LINE = (1, 1, 1)


def drawn(text: str, *, bold: bool = False, points: int = 13, noise: float = 0.0) -> tuple[Grey, list[OcrWord]]:
    """A printed line and its words as an ideal engine reads them, each with the box of its ink."""
    font = ImageFont.truetype(str(FONTS / f"LiberationSerif-{'Bold' if bold else 'Regular'}.ttf"), points * DPI / 72)
    page = Image.new("L", (2000, 200), 255)
    pen = ImageDraw.Draw(page)
    words, x = [], 100.0
    for part in text.split():
        pen.text((x, 80), part, font=font, fill=20)
        box = pen.textbbox((x, 80), part, font=font)
        words.append(OcrWord(part, int(box[0]), int(box[1]), int(box[2]), int(box[3]), 0.9, LINE))
        x += pen.textlength(part + " ", font=font)
    pixels = np.asarray(page, np.float32) * (232 / 255) + np.random.default_rng(1).normal(0, noise, (200, 2000))
    return np.clip(pixels, 0, 255).astype(np.uint8), words


def misread(words: list[OcrWord], *texts: str) -> list[OcrWord]:
    """The words with what an engine made of the first ones."""
    read = [word._replace(text=text) for word, text in zip(words, texts, strict=False)]
    return [*read, *words[len(texts) :]]


def texts(words: list[OcrWord]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize("noise", [0.0, 12.0])
@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("≥ 95% số hộ", ">"),
        ("≤ 3% số hộ", "<"),
        ("≥95% số hộ", ">95%"),
        ("> 95% số hộ", ">"),
        ("<3% số hộ", "<3%"),
    ],
)
def test_a_bar_makes_the_comparison(printed: str, read: str, noise: float) -> None:
    picture, words = drawn(printed, noise=noise)
    assert texts(with_true_signs(misread(words, read), picture)) == printed


def test_an_underline_is_no_bar() -> None:
    picture, words = drawn("> 95% số hộ")
    bottom = words[0].bottom + 8
    cv2.line(picture, (60, bottom), (900, bottom), 20, 3)
    assert texts(with_true_signs(words, picture)) == "> 95% số hộ"


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("noise", [0.0, 12.0])
@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("III. NHIỆM VỤ", "II."),
        ("II. MỤC TIÊU", "II"),
        ("II. MỤC TIÊU", "H."),
        ("III. GIẢI PHÁP", "IH."),
        ("I. MỤC ĐÍCH", "I."),
        ("IV. TỔ CHỨC", "IV."),
        ("VII. KINH PHÍ", "VI."),
        ("VI. KINH PHÍ", "VI."),
        ("III) bảo đảm", "II)"),
        ("II năm 2026", "II"),
        ("III/2026. Các", "II/2026."),
        ("III/2011; sau", "I/2011;"),
        ("II/2026 và", "II/2026"),
        ("III/2026), sau", "II1/2026),"),
    ],
)
def test_strokes_are_counted(printed: str, read: str, bold: bool, noise: float) -> None:
    picture, words = drawn(printed, bold=bold, noise=noise)
    assert texts(with_true_signs(misread(words, read), picture)) == printed


@pytest.mark.parametrize(
    "printed", ["H. Krông Búk", "X. TỔ CHỨC", "V. TỔ CHỨC", "11. Phòng Kinh tế", "L. Văn", "IV/2011 và"]
)
def test_letters_and_figures_are_no_strokes(printed: str) -> None:
    picture, words = drawn(printed, bold=True)
    assert with_true_signs(words, picture) == words


def test_what_was_counted_is_sure() -> None:
    picture, words = drawn("III. NHIỆM VỤ", bold=True)
    assert with_true_signs(misread(words, "II."), picture)[0].confidence > 0.95
    assert with_true_signs(words, picture)[0].confidence == words[0].confidence


@pytest.mark.parametrize("dash", ["–", "—"])
def test_dashes_by_their_length(dash: str) -> None:
    picture, words = drawn(f"Văn hóa {dash} Xã hội")
    read = [word._replace(text="—") if word.text == dash else word for word in words]
    assert texts(with_true_signs(read, picture)) == f"Văn hóa {dash} Xã hội"


def test_the_size_of_print_does_not_depend_on_the_letters() -> None:
    lines = ["ngày công bố kế hoạch", "31/12/2026.", "ĐOẠN 2026 - 2030", "LỘ TRÌNH THỰC HIỆN", "xem ra", "a"]
    sizes = [line_size(_tight(*drawn(text))) for text in lines]
    assert max(sizes) / min(sizes) < 1.13
    assert all(
        abs(one / other - 1) < 0.06
        for one, other in pairwise(line_size(_tight(*drawn("ngày", points=p))) / p for p in (8, 13, 20))
    )


def test_words_without_letters_have_no_size_of_their_own() -> None:
    assert letters_height("-") is None
    assert letters_height("Ậ") > letters_height("A") > letters_height("a")  # type: ignore[operator]
    dash = OcrWord("-", 0, 10, 8, 13, 0.9, LINE)
    assert line_size([dash]) == 3
    assert line_size([dash, OcrWord("ngày", 10, 0, 50, 27, 0.9, LINE)]) > 20


def _tight(picture: Grey, words: list[OcrWord]) -> list[OcrWord]:
    """The words with boxes that fit their ink."""
    fitted = []
    for word in words:
        rows = np.flatnonzero((picture[:, word.x0 : word.x1] < 128).any(axis=1))
        fitted.append(word._replace(top=int(rows[0]), bottom=int(rows[-1]) + 1))
    return fitted
