import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidecode import unidecode

from dataset.spans import apply_edits
from normalizers.unicode import (
    VIETNAMESE_LETTERS,
    compare_key,
    fold,
    fold_case,
    hygiene_edits,
    tone_placement,
)

vietnamese = st.text(
    alphabet=[*sorted(VIETNAMESE_LETTERS), *"abcdeghiklmnopqrstuvxy ABCDEGHIKLMNOPQRSTUVXY.,;-0123456789\n"]
)


def cleaned(text: str) -> str:
    return apply_edits(text, hygiene_edits(text))[0]


# -- folding


@given(vietnamese)
def test_fold_agrees_with_unidecode_and_keeps_the_length(text: str) -> None:
    assert fold(text) == unidecode(text)
    assert len(fold(text)) == len(text)
    assert fold_case(text) == unidecode(text).lower()


@given(st.text())
def test_fold_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text)) == len(fold_case(text))


def test_fold_of_foreign_letters_keeps_those_that_would_grow() -> None:
    assert fold("Müller, ß, ½, –") == "Muller, ß, ½, –"


@given(vietnamese)
def test_fold_takes_decomposed_text(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


# -- tone placement


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("hoá", "hóa"),  # open oa
        ("thuý", "thúy"),  # open uy
        ("khoẻ", "khỏe"),  # open oe
        ("Uỷ ban", "Ủy ban"),  # no onset
        ("HOÁ CHẤT", "HÓA CHẤT"),  # capitals
        ("văn hoá-xã hội", "văn hóa-xã hội"),  # before a hyphen
        ("hòan thành", "hoàn thành"),  # a coda moves the mark to the second vowel
        ("ngòai", "ngoài"),  # a glide is a coda too
        ("hùynh", "huỳnh"),
        ("qúa trình", "quá trình"),  # u belongs to qu-
        ("gìa", "già"),  # i belongs to gi-
    ],
)  # fmt: skip
def test_tone_placement_moves(before: str, after: str) -> None:
    assert tone_placement(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "quý",
        "quỹ",
        "của",
        "mùa",
        "gìn giữ",
        "khuỷu",
        "toán",
        "hoạch",
        "tuyển",
        "thuở",
        "loại",
        "tòa",
        "thủy",
        "giá",
        "quả",
    ],
)
def test_tone_placement_leaves_right_syllables(text: str) -> None:
    assert tone_placement(text) == text


@given(vietnamese)
def test_tone_placement_is_idempotent_keeps_length_and_letters(text: str) -> None:
    once = tone_placement(text)
    assert tone_placement(once) == once
    assert len(once) == len(text)
    assert fold(once) == fold(text)


# -- comparison


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Phòng Văn hoá – Xã hội", "phòng văn hóa - xã hội"),  # case, tone, dash
        ("Văn hóa-Xã hội", "Văn hóa - Xã hội"),  # spaces around a hyphen
        ("  Uỷ   ban \n nhân dân; ", "Ủy ban nhân dân"),  # white space, outer punctuation
        ("“Trạm Y tế”", "Trạm Y tế"),  # quotes
        (unicodedata.normalize("NFD", "Đảng ủy"), "đảng ủy"),  # decomposed
    ],
)
def test_compare_key_unites(left: str, right: str) -> None:
    assert compare_key(left) == compare_key(right)


def test_compare_key_keeps_marks_apart() -> None:
    assert compare_key("Thạch Bằng") != compare_key("Thạch Bàng")


# -- hygiene


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ðường đất", "Đường đất"),  # eth, as OCR writes it
        ("ðô thị", "đô thị"),
        (unicodedata.normalize("NFD", "nghị quyết"), "nghị quyết"),  # decomposed
        ("quye\u0302\u0301t", "quyết"),
        ("quyê\u0301t", "quyết"),  # half composed
        ("quye\u0301\u0302t", "quyết"),  # tone before quality
        ("kế\u200b hoạch\ufeff", "kế hoạch"),  # invisible characters
        ("kinh\u00adtế", "kinhtế"),  # soft hyphen
        ("QĐ\ufffeUBND", "QĐ-UBND"),  # PDFium's hyphen at a line's end
        ("Тhôn Kіm", "Thôn Kim"),  # Cyrillic Т and і inside Latin words
        ("ﬁnal", "final"),  # ligature
        ("hƣớng dẫn, TRƢỜNG, đƣợc", "hướng dẫn, TRƯỜNG, được"),  # gha for u with horn
        ("nǎm, Vǎn, TRǍNG", "năm, Văn, TRĂNG"),  # caron for breve
        ("\x93Kế hoạch\x94 2026 \x96 2030\x85", "“Kế hoạch” 2026 – 2030…"),  # punctuation of Windows-1252
    ],
)
def test_hygiene_mends(before: str, after: str) -> None:
    assert cleaned(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "“Trích dẫn” – ‘gạch’ — …",  # quotes and dashes are the author's
        "5\u00a0%\u2009và\u202f7",  # spaces of all kinds
        "Москва",  # a Russian word is no look-alike
        "λόγος",
        "1.184.000 ½ m²",
        "Nǐ hǎo",  # no coda, no breve
    ],
)
def test_hygiene_leaves(text: str) -> None:
    assert hygiene_edits(text) == []


@given(vietnamese)
def test_hygiene_never_touches_clean_text(text: str) -> None:
    assert hygiene_edits(text) == []


@given(st.text(alphabet="aăâeêoôơuưyđĐÐð ̣́̀̂̆\u0301\u0302\u0323\u031b\u200bАе\ufffe -xT\n"))
def test_hygiene_is_idempotent_and_gives_composed_text(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once


@given(vietnamese)
def test_hygiene_undoes_decomposition(text: str) -> None:
    assert cleaned(unicodedata.normalize("NFD", text)) == text


def test_hygiene_takes_time_linear_in_the_length_of_a_word() -> None:
    # an archive file may hold a run of letters without any space: minutes, if each letter counts as a beginning
    begun = time.perf_counter()
    assert hygiene_edits("a" * 200_000) == []
    assert time.perf_counter() - begun < 2


def test_hygiene_sees_a_control_character_that_counts_as_space_behind_a_mended_word() -> None:
    assert cleaned("kế\u200b ho\x1cạch\x1cnăm") == "kế hoạchnăm"
