"""What a Vietnamese engine misread is mended where sentence and doubt both say so, and nothing else is touched."""

import re

import numpy as np
import pytest

from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from normalizers.diacritics.channel import Readings, read_readings
from normalizers.diacritics.misread_channel import Confusions, _lines, pooled
from normalizers.diacritics.misreadings import Mender
from normalizers.diacritics.read_words import ReadWord, Sureness
from normalizers.unicode import fold

DOUBT, SURE = 0.8, 0.985


def words_of(text: str, confidence: float = DOUBT) -> list[ReadWord]:
    return [ReadWord(match.start(), match.end(), confidence) for match in re.finditer(r"\S+", text)]


def mended(text: str, words: list[ReadWord] | None = None) -> str:
    edits = Mender.load().mend(text, words_of(text) if words is None else words)
    for edit in reversed(edits):
        assert text[edit.start : edit.end] == edit.before
        assert 0 < edit.confidence < 1
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("read", "true"),
    [
        ("Tổ chức đầu thâu mua thuôc cho các cơ sở y tê", "Tổ chức đấu thầu mua thuốc cho các cơ sở y tế"),
        (
            "đê nghị các sở, ngành, địa phương triền khai thực hiện",
            "đề nghị các sở, ngành, địa phương triển khai thực hiện",
        ),
        ("UBNĐ tỉnh ban hành Kế hoạch", "UBND tỉnh ban hành Kế hoạch"),
        ("quy định chỉ tiết một số điều", "quy định chi tiết một số điều"),  # a word that engines know too well
        ("xây dựng kế hoạch lựachọnnhà thầu", "xây dựng kế hoạch lựa chọn nhà thầu"),  # spaces that were lost
        ("CHÚ TỊCH ỦY BAN NHÂN DÂN", "CHỦ TỊCH ỦY BAN NHÂN DÂN"),  # the style stays
    ],
)
def test_misread_words_are_mended_by_their_sentence(read: str, true: str) -> None:
    assert mended(read) == true


@pytest.mark.parametrize(
    "text",
    [
        "Số 239/KH-SYT ngày 01 tháng 3 năm 2018",  # digits and symbols are not a sentence's to say
        "xã Ea Kly, huyện Krông Pắc",  # names
        "gửi qua email của Phòng",  # foreign words
        "Sở Công Thương\tUBND các xã, phường\tQuí IV-2025",  # the rarer of two spellings, both right
        "",
        "\n\n",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == text


def test_words_that_were_read_surely_stay() -> None:
    text = "Tổ chức đầu thâu mua thuốc"
    assert mended(text, words_of(text, SURE)) == text
    assert mended(text, words_of(text, DOUBT)) != text


def test_text_that_no_engine_read_stays() -> None:
    text = "Tổ chức đầu thâu mua thuôc kếthợp"
    assert mended(text, []) == text
    before = text.index("mua")
    changed = mended(text, words_of(text[:before]))
    assert changed.endswith("mua thuôc kếthợp")
    assert changed.startswith("Tổ chức đấu thầu")


def test_lines_stay_lines() -> None:
    read = "Tổ chức đầu\nthâu mua thuôc"
    assert mended(read) == "Tổ chức đấu\nthầu mua thuốc"


def test_clean_plans_are_hardly_touched_even_in_doubt() -> None:
    """One word in a thousand at most where an engine doubts every word, one in five thousand where it is usual."""
    for confidence, most in ((0.85, 1 / 1000), (0.96, 1 / 5000)):
        total = changed = 0
        for name in sorted(plan_names())[1::2]:
            text = render_text(make_variant(name).plan)
            words = words_of(text, confidence)
            total += len(words)
            changed += len(Mender.load().mend(text, words))
        assert changed <= most * total


@pytest.mark.parametrize(
    ("read", "true"),
    [
        ("I. MỤC TIÊU\nH. NHIỆM VỤ\nIH. TỔ CHỨC", "I. MỤC TIÊU\nII. NHIỆM VỤ\nIII. TỔ CHỨC"),
        (
            "I. MỤC TIÊU\nII. NHIỆM VỤ\nII. GIẢI PHÁP\nIV. TỔ CHỨC",
            "I. MỤC TIÊU\nII. NHIỆM VỤ\nIII. GIẢI PHÁP\nIV. TỔ CHỨC",
        ),
        ("I. MỤC TIÊU\n1. Mục tiêu chung\nIl. NHIỆM VỤ", "I. MỤC TIÊU\n1. Mục tiêu chung\nII. NHIỆM VỤ"),
        ("IV. TỔ CHỨC\nV. KINH PHÍ", "IV. TỔ CHỨC\nV. KINH PHÍ"),  # pages that begin in the middle
        (
            "III. CÔNG VIỆC\nIL.NÂNG CAO NHẬN THỨC\nII. HOÀN THIỆN CƠ CHẾ",  # a table begins anew
            "III. CÔNG VIỆC\nI.NÂNG CAO NHẬN THỨC\nII. HOÀN THIỆN CƠ CHẾ",
        ),
        ("A. PHẦN CHUNG\nH. PHẦN RIÊNG", "A. PHẦN CHUNG\nH. PHẦN RIÊNG"),  # letters are no numbers
    ],
)
def test_numbers_of_headings_follow_their_series(read: str, true: str) -> None:
    assert mended(read) == true


def test_a_heading_read_surely_is_left_for_people_to_doubt() -> None:
    text = "I. MỤC TIÊU\nII. NHIỆM VỤ\nII. GIẢI PHÁP"
    assert mended(text, words_of(text, SURE)) == text


def test_confusions_of_words_go_before_letters() -> None:
    confusions = Confusions([("chỉ", "chi", 90), ("chi", "chi", 10)])
    costs = np.array([5.0, 0.1], np.float32)
    smoothed = confusions.costs("chỉ", ["chi", "chỉ"], costs)
    assert smoothed[0] < 0.5  # nine of ten were read so
    assert smoothed[1] == costs[1]  # nothing counted: the channel's


def test_tones_are_pooled_over_vowels() -> None:
    readings = Readings({"ể": {"ế": 50.0, "ể": 50.0}, "ẩ": {"ẩ": 10.0}, "k": {"k": 5.0}}, {})
    letters = pooled(readings, 100).letters
    # of what stands over a marked vowel, hooks are read as acutes in 50 of 110
    assert letters["ẩ"]["ấ"] == pytest.approx(100 * 50 / 110)
    assert letters["k"] == {"k": 5.0}


def test_the_learned_channel_knows_what_such_engines_confuse() -> None:
    readings = read_readings(_lines("channel_vie.tsv"))
    wrong = {(letter, string) for letter, strings in readings.letters.items() for string in strings if letter != string}
    assert {("ổ", "ố"), ("ể", "ế"), ("ỉ", "i")} & wrong
    # most of what it confuses are marks, not letters
    counts = {pair: readings.letters[pair[0]][pair[1]] for pair in wrong}
    marks = sum(count for (letter, string), count in counts.items() if fold(letter) == fold(string))
    assert marks > 0.7 * sum(counts.values())


def test_sureness_is_that_of_the_least_sure_word() -> None:
    sureness = Sureness([ReadWord(0, 3, 0.9), ReadWord(3, 6, 0.5), ReadWord(8, 9, 0.2)])
    assert sureness(0, 3) == 0.9
    assert sureness(1, 5) == 0.5
    assert sureness(6, 8) == 1.0
    assert sureness(5, 9) == 0.2
