"""Pairs of words that a document has elsewhere, as evidence for what was misread."""

from __future__ import annotations

import re

import numpy as np
import pytest

from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.misreadings import Mender
from normalizers.diacritics.options import Word
from normalizers.diacritics.own_pairs import with_own_pairs
from normalizers.diacritics.pieces import Kind, Piece, style_of
from normalizers.diacritics.read_words import ReadWord

VOCABULARY = LanguageModel.load().vocabulary
OFTEN = "Mỗi tổ có một thư viện nhỏ. " * 4


def probable(text: str, place: int, other: str, share: float) -> float:
    """The probability of ``other`` for one word of sentences that end at points, when its sentence gives ``share``."""
    words, starts = [], [0]
    for match in re.finditer(r"[^\W\d_]+|\.", text):
        if match.group() == ".":
            starts.append(len(words))
            continue
        initial = starts[-1] == len(words)
        piece = Piece(match.start(), match.end(), match.group(), Kind.WORD)
        words.append(Word(piece, style_of(match.group(), among_capitals=False), False, False, initial))
    ids = np.full((len(words), 2), -1, np.int32)
    ids[:, 0] = VOCABULARY.ids([word.piece.text.lower() for word in words])
    ids[place, 1] = VOCABULARY.ids([other])[0]
    posterior = np.zeros((len(words), 2), np.float32)
    posterior[place] = 1 - share, share
    starts = starts[:-1] if starts[-1] == len(words) else starts
    return float(with_own_pairs(words, starts, ids, posterior, VOCABULARY)[place, 1])


def test_what_the_document_says_elsewhere_counts() -> None:
    text = OFTEN + "Tu sửa thư viên cũ."
    assert probable(text, 31, "viện", 0.3) > 0.85
    assert probable(text.replace(OFTEN, ""), 3, "viện", 0.3) == pytest.approx(0.3)


def test_what_was_read_often_counts_as_much() -> None:
    text = OFTEN + "Tu sửa thư viên cũ. " * 4
    assert probable(text, 31, "viện", 0.3) < 0.5


def test_what_the_sentence_settles_is_settled() -> None:
    """What was misread alike every time does not speak for itself."""
    text = "Tu sửa thư viên cũ. " * 5
    assert probable(text, 3, "viện", 0.95) == pytest.approx(0.95)
    assert probable(text, 3, "viện", 0.5) < 0.2


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (OFTEN.replace("thư viện", "thư, viện") + "Tu sửa thư, viên cũ.", "viện"),  # a comma parts words
        (OFTEN.replace("thư viện", "bà Thư Viện") + "Giao bà Thư Viên cũ.", "viện"),  # names differ by a mark
        (OFTEN + "Tu sửa thư viên cũ.", "vườn"),  # other letters
    ],
)
def test_names_and_other_letters_take_no_part(text: str, other: str) -> None:
    words = re.findall(r"[^\W\d_]+", text)
    place = next(at for at in range(len(words)) if words[at].lower() == "viên")
    assert probable(text, place, other, 0.3) == pytest.approx(0.3)


def test_cells_of_a_row_are_no_sentence() -> None:
    """The column beside a letterhead is no context: the level of an issuer stays what was read."""
    text = "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA\nPHƯỜNG BÌNH HÀN\tVIỆT NAM\n"
    words = [ReadWord(match.start(), match.end(), 0.91) for match in re.finditer(r"\S+", text)]
    assert Mender.load().mend(text, words) == []
