"""What the restorer promises: nothing sound is touched, nothing is lost, every change is told."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.damaged import read_pairs
from corpus.evaluate.tokens import compare
from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.restorer import Restorer
from normalizers.diacritics.vocabulary import SYLLABLE
from normalizers.diacritics.vocabulary import load as load_vocabulary
from normalizers.unicode import fold

SENTENCES = (
    "Ủy ban nhân dân xã yêu cầu các đơn vị báo cáo kết quả thực hiện trước ngày 15 tháng 12 hằng năm.",
    "Giao Phòng Kinh tế chủ trì, phối hợp với Trạm Y tế tham mưu tổ chức thực hiện Kế hoạch số 12/KH-UBND.",
    "- Phấn đấu đến năm 2030, tỷ lệ hộ nghèo giảm còn dưới 1,5%; thu nhập đạt 65.000.000 đồng/người/năm;",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "1 | Rà soát hộ nghèo | Phòng Văn hóa - Xã hội | 30/6/2026",
    "2\tTổ chức khám sức khỏe định kỳ cho học sinh\tTrạm Y tế\tquý II",
    "Căn cứ Nghị quyết số 05/2025/NQ-HĐND ngày 15/7/2025 của Hội đồng nhân dân xã;",
)
AMBIGUOUS = "Ban Chỉ đạo giao cho thôn Hai, thôn Ba, thôn Tám lo ban ra quân trong tuần hai, tuần ba"
"""Many of its words would be others with marks: in a sound line they have to stay as they are."""
FOREIGN = (
    "The project will be carried out by the district office with support from the World Bank and the Ministry.",
    "Terms of reference for the consultants of the second phase",
    "Le projet sera réalisé par le bureau du district avec le soutien de la Banque mondiale et du ministère.",
    "Les enfants vont à l'école tous les jours, mais les parents préfèrent rester à la maison.",
)
TEXTS = st.lists(
    st.sampled_from((AMBIGUOUS, *SENTENCES, *map(fold, SENTENCES), *FOREIGN, "", "   ", "* * *")), max_size=8
).map("\n".join)
MADE_UP = st.text(st.sampled_from("aeobcdnhg IlO01589 \t\n|.,;:/-()’?“”éưđ"), max_size=80)
DIGITS = re.compile(r"\d{2,}")
MARKED = sorted(
    word
    for word, kind in zip(load_vocabulary().words, load_vocabulary().kinds, strict=True)
    if kind == SYLLABLE and has_vietnamese_letter(word)
)


@pytest.fixture(scope="module")
def restorer():
    return Restorer.load()


def plans():
    return {name: render_text(make_variant(name).plan) for name in plan_names()}


def share_right(pairs, restorer):
    wanted = [token.right for truth, read in pairs for token in compare(truth, restorer.restore(read).text).wanted]
    return sum(wanted) / len(wanted)


# -- what has to come out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_lost_its_marks_gets_them_back(restorer, sentence):
    restored = restorer.restore(fold(sentence), force=True)
    right = [token.right for token in compare(sentence, restored.text).wanted]
    assert sum(right) >= 0.9 * len(right), restored.text


@pytest.mark.parametrize(
    ("read", "truth"),
    [
        ("Cac don vj bao cao két qua thyc hign Nghi quyét", "Các đơn vị báo cáo kết quả thực hiện Nghị quyết"),
        ("Uy ban nhan dan xa té chtrc kham strc khée dinh ky", "Ủy ban nhân dân xã tổ chức khám sức khỏe định kỳ"),
        ("Phdi hop v6i Dodn thanh nién tuyén truyén ve", "Phối hợp với Đoàn thanh niên tuyên truyền về"),
    ],
)
def test_a_misread_line_is_read_again(restorer, read, truth):
    assert restorer.restore(read).text == truth


def test_a_line_of_which_a_part_is_damaged_is_mended_there(restorer):
    sound = "Trạm Y tế xã phối hợp với các trường học "
    lost = "to chuc kham suc khoe dinh ky cho hoc sinh cac truong tieu hoc va trung hoc co so tren dia ban xa"
    text = restorer.restore(sound + lost).text
    assert text.startswith(sound)
    assert text.endswith(
        "tổ chức khám sức khỏe định kỳ cho học sinh các trường tiểu học và trung học cơ sở trên địa bàn xã"
    )


@pytest.mark.parametrize("separator", [" | ", "\t"])
def test_cells_stay_cells(restorer, separator):
    row = separator.join(("1", "Ra soat ho ngheo", "Phong Kinh te", "30/6/2026"))
    assert restorer.restore(row).text == separator.join(("1", "Rà soát hộ nghèo", "Phòng Kinh tế", "30/6/2026"))


def test_the_plans_without_marks(restorer):
    """0.978 were right when this bound was set; the commonest word for each piece comes to 0.743."""
    assert share_right([(text, fold(text)) for text in plans().values()], restorer) >= 0.975


def test_the_plans_as_an_engine_reads_them(restorer):
    """0.963 were right when this bound was set; 0.218 are as they were read."""
    assert share_right([(pair.truth, pair.read) for pair in read_pairs()], restorer) >= 0.958


def test_a_space_that_was_lost_is_put_back(restorer):
    text = restorer.restore("Uy ban nhan dan xa té chtrc tuyén truyén dén ngudi dan hociva lam theo").text
    assert text.endswith("người dân học và làm theo")


# -- what has to stay -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", plan_names())
def test_a_plan_that_is_sound_comes_back_to_the_byte(restorer, name):
    text = plans()[name]
    restored = restorer.restore(text)
    assert restored.text == text
    assert restored.edits == []


@pytest.mark.parametrize("foreign", FOREIGN)
def test_lines_in_other_languages_stay(restorer, foreign):
    for text in (foreign, f"{SENTENCES[0]}\n{foreign}\n{SENTENCES[1]}", "\n".join(FOREIGN)):
        assert restorer.restore(text).text == text


def test_sound_plans_with_foreign_lines_come_back_to_the_byte(restorer):
    for number, text in enumerate(plans().values()):
        lines = text.split("\n")
        for place in range(5, len(lines), 15):
            lines.insert(place, FOREIGN[(number + place) % len(FOREIGN)])
        whole = "\n".join(lines)
        assert restorer.restore(whole).text == whole


@given(TEXTS)
@settings(deadline=None, max_examples=80)
def test_sound_lines_stay_beside_damaged_ones(text):
    restored = Restorer.load().restore(text).text
    for before, after in zip(text.split("\n"), restored.split("\n"), strict=True):
        if before in {*SENTENCES, AMBIGUOUS}:
            assert after == before


@given(st.lists(st.lists(st.sampled_from(MARKED), min_size=1, max_size=20).map(" ".join), max_size=6))
def test_words_with_vietnamese_letters_are_left_alone(lines):
    text = "\n".join(lines)
    assert Restorer.load().restore(text).text == text
    assert Restorer.load().restore(text, force=True).text == text


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", " ", "   \n\t\n", "*** --- |||", "12.345/6 - 7/8", "…", "\r\n"])
def test_text_without_words_stays(restorer, text):
    assert restorer.restore(text).text == text
    assert restorer.restore(text, force=True).text == text


def test_symbols_and_numbers_stay_within_damaged_text(restorer):
    kept = ("12/KH-UBND", "05/2025/NQ-H", "15/7/2025", "1.250.000.000", "98,5%", "0912.345.678")
    text = (
        "Thuc hien Ke hoach so 12/KH-UBND va Nghi quyet so 05/2025/NQ-HDND ngay 15/7/2025 ve kinh phi "
        "1.250.000.000 dong cua ngan sach xa, ket qua dat 98,5% ke hoach duoc giao, so dien thoai 0912.345.678."
    )
    restored = restorer.restore(text).text
    assert "Thực hiện Kế hoạch số" in restored
    assert [word for word in kept if word not in restored] == []


# -- what was once wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [(0, 1), (3, 5)])
def test_damaged_lines_around_a_foreign_one_are_restored(restorer, lines):
    above, below = (SENTENCES[place] for place in lines)
    text = restorer.restore("\n".join((fold(above), FOREIGN[0], fold(below)))).text
    assert text.split("\n")[1] == FOREIGN[0]
    assert has_vietnamese_letter(text.split("\n")[0])
    assert has_vietnamese_letter(text.split("\n")[2])


@pytest.mark.parametrize("label", ["II", "V", "VI"])
def test_the_number_of_a_heading_that_was_read_right_stays(restorer, label):
    assert restorer.restore(f"{label}. KINH PHI THUC HIEN").text.startswith(f"{label}. ")


def test_a_number_that_is_skipped_stays_skipped(restorer):
    assert "\nIII. " in restorer.restore("I. MUC TIEU\nIII. TO CHUC THUC HIEN").text


def test_the_word_before_a_symbol_keeps_its_case(restorer):
    assert restorer.restore(f"So: 12/KH-UBND\n{fold(SENTENCES[0])}").text.startswith("Số: 12/")


def test_the_number_of_a_symbol_is_no_word(restorer):
    text = restorer.restore("Thyc hién Ké hoach s6 l5/KH-UBND vé phong chong thién tai cua Uy ban nhan dan xa").text
    assert " l5/KH-UBND " in text or " 15/KH-UBND " in text


def test_letters_in_a_date_are_digits(restorer):
    text = restorer.restore("Ke hoach nay co hieu luc ke tu ngay lO thang l2 nam 2O25 va duoc gui cac don vi").text
    assert "ngày 10 tháng 12 năm 2025" in text


@pytest.mark.parametrize("address", ["http://tanphu.gov.vn/ke-hoach", "tanphu.gov.vn", "vanphong@tanphu.gov.vn"])
def test_addresses_stay(restorer, address):
    text = restorer.restore(f"Cac don vi su dung {address} de cap nhat du lieu va bao cao ket qua.").text
    assert "báo cáo" in text
    assert f" {address} " in text


@pytest.mark.parametrize(
    "line",
    [
        "Dia chi thu dien tu cua Uy ban nhan dan xa de nhan bao cao: vanphong@tanphu.gov.vn; dien thoai: 0912.345.678.",
        "Cac don vi su dung VNeID, VssID, Microsoft Excel, Zalo de cap nhat du lieu va bao cao ket qua.",
    ],
)
def test_foreign_names_do_not_keep_a_line_from_being_restored(restorer, line):
    assert "báo cáo" in restorer.restore(line).text


def test_quotation_marks_stay(restorer):
    text = restorer.restore("Uy ban nhan dan xa to chuc cuoc thi ‘nong thon moi’ cho hoc sinh va nguoi dan").text
    assert "‘nông thôn mới’" in text


# -- what always holds ------------------------------------------------------------------------------------------------


def holds(text, restored):
    assert restored.text.count("\n") == text.count("\n")
    rebuilt, position = [], 0
    for edit in restored.edits:
        assert position <= edit.start < edit.end
        assert text[edit.start : edit.end] == edit.before != edit.text
        assert "\n" not in edit.before + edit.text
        assert 0 <= edit.confidence <= 1
        rebuilt += [text[position : edit.start], edit.text]
        position = edit.end
    assert "".join([*rebuilt, text[position:]]) == restored.text
    judged = {(token.start, token.end): token.confidence for token in restored.tokens}
    assert all(judged[edit.start, edit.end] == edit.confidence for edit in restored.edits)
    for first, second in pairwise(restored.tokens):
        assert first.end <= second.start


@given(st.one_of(TEXTS, MADE_UP), st.booleans())
@settings(deadline=None, max_examples=150)
def test_every_change_is_told_and_stands_where_it_says(text, force):
    holds(text, Restorer.load().restore(text, force=force))


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_what_was_restored_is_not_restored_again(text):
    once = Restorer.load().restore(text).text
    assert Restorer.load().restore(once).text == once


@given(TEXTS, st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_digit_becomes_another(text, force):
    restored = Restorer.load().restore(text, force=force).text
    assert DIGITS.findall(restored) == DIGITS.findall(text)


def test_numbers_that_were_read_right_stay(restorer):
    """Digits may turn out to be a misread word (``16`` for lộ), but never another number."""
    right = lost = 0
    for pair in read_pairs():
        restored = restorer.restore(pair.read)
        holds(pair.read, restored)
        for lines in zip(*(text.split("\n") for text in (pair.truth, pair.read, restored.text)), strict=True):
            true, read, now = (Counter(DIGITS.findall(line)) for line in lines)
            assert now <= read, lines
            right += (true & read).total()
            lost += ((true & read) - now).total()
    assert right > 700
    assert lost == 0


def test_the_model_is_loaded_once():
    assert Restorer.load() is Restorer.load()
    assert len(LanguageModel.load().vocabulary) == len(load_vocabulary())


def test_parts_of_symbols_change_to_abbreviations_of_their_length_only(restorer):
    text = restorer.restore(
        "Can cw Quyét dinh sé 866/QD-Tg, Chuong trinh sé 10-CTr/TU va Nghj quyét sé 73/NQ-HPND cua H6i déng nhan dan"
    ).text
    assert "866/QĐ-Tg" in text
    assert "10-CTr/TU" in text
    assert "73/NQ-HĐND" in text


def test_the_number_of_a_row_is_no_word(restorer):
    text = restorer.restore(
        "Cac thon cua xa dang ky tham gia nhu sau\n6 Thon Hoa An 2 48 19 29\n7 Thon Tan Phu 1 51 20 31"
    ).text
    assert text.split("\n")[1].startswith("6 Thôn")
