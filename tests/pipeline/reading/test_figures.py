"""Letters that engines see in figures become figures where no word has them, and are not surer for it."""

from __future__ import annotations

import pytest

from pipeline.reading.ocr.engine import OcrWord
from pipeline.reading.ocr.figures import AS_SURE, with_true_figures


def words(text: str, line: int = 1) -> list[OcrWord]:
    return [OcrWord(word, 50 * at, 0, 50 * at + 40, 12, 0.95, (line,)) for at, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("read", "true"),
    [
        ("Khu phố l, phường Tân An", "Khu phố 1, phường Tân An"),
        ("trong l0 ngày", "trong 10 ngày"),
        ("ngày 3l/12/2O26.", "ngày 31/12/2026."),
        ("đạt ≥9O%", "đạt ≥90%"),
        ("(l.250,5)", "(1.250,5)"),
        ("điểm l) khoản 2", "điểm l) khoản 2"),  # a letter
        ("l. Kinh phí", "l. Kinh phí"),  # a label
        ("cấp 20 l/hộ", "cấp 20 l/hộ"),
        ("mua 5 l xăng", "mua 5 l xăng"),  # litres
        ("OCOP, Ol, ll, O, |", "OCOP, Ol, ll, O, |"),  # no figure tells that it is a number
        ("mục I.1, II.2, 5G", "mục I.1, II.2, 5G"),
    ],
)
def test_only_what_can_be_nothing_else_becomes_a_figure(read: str, true: str) -> None:
    before = words(read)
    after = with_true_figures(before)
    assert " ".join(word.text for word in after) == true
    for one, other in zip(before, after, strict=True):
        assert other.confidence == (one.confidence if one.text == other.text else AS_SURE)


def test_the_word_before_is_that_of_the_same_line() -> None:
    assert [word.text for word in with_true_figures([*words("nhân dân"), *words("l; thuộc", line=2)])][2] == "l;"
