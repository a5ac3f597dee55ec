"""Where a text has lost its marks."""

import pytest

from normalizers.diacritics.damage import blocks_of, has_vietnamese_letter, is_damaged, suspects
from normalizers.syllables import syllables

CLEAN = "Các đơn vị báo cáo kết quả thực hiện về Ủy ban nhân dân xã để tổng hợp."
STRIPPED = "Cac don vi bao cao ket qua thuc hien ve Uy ban nhan dan xa de tong hop."
MISREAD = "Cac don vj bao cao két qua thyc hién vé Uy ban nhan dan xa dé tdng hgp."
SHORT = "Noi nhan:"


def found(*lines):
    return suspects(list(lines), syllables().__contains__)


@pytest.mark.parametrize("letter", "ăđơưĂĐƠƯếộặẩỳẾỘẶẨỲ")
def test_letters_that_only_vietnamese_has(letter):
    assert has_vietnamese_letter(f"x{letter}x")


@pytest.mark.parametrize("text", ["", "sante", "santé", "naïve", "año", "über", "île"])
def test_letters_that_other_languages_have_too(text):
    assert not has_vietnamese_letter(text)


def test_clean_lines_are_not_suspected():
    assert found(CLEAN, "", CLEAN) == [[], [], []]
    assert not is_damaged(f"{CLEAN}\n\n{CLEAN}\n")


@pytest.mark.parametrize("line", [STRIPPED, MISREAD])
def test_a_line_without_vietnamese_letters_is_suspected_as_a_whole(line):
    assert found(line) == [[(0, len(line))]]
    assert is_damaged(f"{CLEAN}\n{line}\n")


def test_a_short_line_follows_the_nearest_that_are_known():
    assert found(STRIPPED, SHORT, STRIPPED)[1] == [(0, len(SHORT))]
    assert found(STRIPPED, "", SHORT)[2] == [(0, len(SHORT))]
    assert found(CLEAN, SHORT, CLEAN) == [[], [], []]
    assert found(STRIPPED, SHORT, CLEAN)[1] == []
    assert found(CLEAN, SHORT, STRIPPED)[1] == []
    assert found(CLEAN, "", SHORT)[2] == []
    assert found(SHORT) == [[(0, len(SHORT))]]


def test_the_damaged_part_of_a_line_that_is_else_clean():
    line = f"{CLEAN} {STRIPPED}"
    [[(start, end)]] = found(line)
    assert line[start:end].strip() == f"hợp. {STRIPPED}".partition(" ")[2]
    assert found(f"{CLEAN} Ban Chi dao cho y kien. {CLEAN}") == [[]]


def test_stretches_are_no_longer_than_their_lines():
    lines = [STRIPPED, "", CLEAN, f"{CLEAN} {STRIPPED} {CLEAN}", SHORT, "   ", "12/2025"]
    for line, stretches in zip(lines, found(*lines), strict=True):
        bounds = [bound for stretch in stretches for bound in stretch]
        assert bounds == sorted(bounds)
        assert all(0 <= bound <= len(line) for bound in bounds)


def blocks(*lines):
    return blocks_of(lines, found(*lines))


def test_text_without_any_mark_is_told_from_misread_text():
    assert [block.stripped for block in blocks(STRIPPED, CLEAN, MISREAD)] == [True, False]


def test_neighbours_make_a_block_over_empty_lines_but_not_over_clean_ones():
    assert [block.lines for block in blocks(STRIPPED, "", STRIPPED, CLEAN, STRIPPED)] == [(0, 2), (4,)]


def test_a_small_block_is_taken_for_what_the_whole_text_is():
    small = "Cac truong thuoc huyen nghi hoc"
    assert [block.stripped for block in blocks(small)] == [True]
    assert [block.stripped for block in blocks(MISREAD, CLEAN, small)] == [False, False]
    assert [block.stripped for block in blocks(STRIPPED, CLEAN, small)] == [True, True]


def test_no_lines_no_blocks():
    assert blocks_of([], []) == []
    assert not is_damaged("")
