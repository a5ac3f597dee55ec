"""Who does what inside paragraphs: sentences with a subject of their own, headings of many bodies, closing words."""

from __future__ import annotations

import pytest

from tests.extractors.test_tasks import tasks_of

WORK = "II. NHIỆM VỤ, GIẢI PHÁP\n1. Rà soát\n"
HANDS_OUT = "IV. TỔ CHỨC THỰC HIỆN\n"


def test_a_sentence_inside_a_paragraph_names_its_doer() -> None:
    body = (
        WORK + "Khoanh vùng ao hồ sâu. Sở Y tế chủ trì, phối hợp với UBND các xã miền núi cắm biển trong quý II/2027."
    )
    assert tasks_of(body) == [("Sở Y tế", ["Sở Y tế"], ["Ủy ban nhân dân các xã miền núi"])]


def test_a_body_that_acts_in_a_section_on_what_is_to_be_done() -> None:
    body = WORK + "Biển báo phải rõ. Chi cục Thủy lợi kiểm tra hồ chứa ít nhất 02 đợt."
    assert tasks_of(body) == [("Chi cục Thủy", ["Chi cục Thủy lợi"], [])]


@pytest.mark.parametrize("verb", ["đã kiểm tra", "được giao", "là"])
def test_what_is_past_or_passive_is_no_work(verb: str) -> None:
    assert tasks_of(WORK + f"Biển báo phải rõ. Chi cục Thủy lợi {verb} 02 hồ chứa.") == []


def test_two_sentences_two_doers() -> None:
    body = HANDS_OUT + "Công an xã tuần tra các bến đò. Trạm Y tế xã tập huấn sơ cứu cho tình nguyện viên."
    assert [leads for _, leads, _ in tasks_of(body)] == [["Công an xã"], ["Trạm Y tế xã"]]


def test_a_heading_of_many_bodies_that_says_which() -> None:
    body = HANDS_OUT + "1. Các doanh nghiệp kinh doanh bể bơi\nBố trí cứu hộ.\n"
    assert tasks_of(body) == [("Bố trí cứu", ["các doanh nghiệp kinh doanh bể bơi"], [])]


def test_who_stands_at_the_head_of_a_group_speaks_for_it() -> None:
    body = HANDS_OUT + "1. Các tổ dân phố\n- Tổ trưởng tổ dân phố nhắc nhở từng hộ.\n- Không thả trâu.\n"
    assert [leads for _, leads, _ in tasks_of(body)] == [["các tổ dân phố"], ["các tổ dân phố"]]


def test_handing_on_is_the_work_of_the_heading() -> None:
    body = HANDS_OUT + "1. UBND các xã\na) Lập tổ trực.\nb) Giao Trưởng thôn cắm biển báo.\n"
    assert [leads for _, leads, _ in tasks_of(body)] == [["Ủy ban nhân dân các xã"]] * 2


def test_the_text_of_a_task_begins_behind_the_colon_of_its_doer() -> None:
    body = (
        HANDS_OUT + "1. Các cơ quan\n- Thư viện tỉnh: Trưng bày sách về bơi an toàn.\n- Bảo tàng tỉnh: Mở cửa thêm.\n"
    )
    assert [task[:2] for task in tasks_of(body)] == [
        ("Trưng bày sách", ["Thư viện tỉnh"]),
        ("Mở cửa thêm.", ["Bảo tàng tỉnh"]),
    ]


def test_closing_words_give_work_with_partners() -> None:
    body = (
        HANDS_OUT
        + "1. Công an xã\nTuần tra.\nGiao Phòng Kinh tế chủ trì, phối hợp với các đơn vị liên quan cắm biển./."
    )
    assert tasks_of(body)[-1] == ("Giao Phòng Kinh", ["Phòng Kinh tế"], ["các đơn vị liên quan"])


def test_a_partner_of_the_same_level_as_many_is_not_one_body() -> None:
    body = HANDS_OUT + "1. Hội Nông dân các xã\nPhối hợp với UBND cùng cấp rào giếng.\n"
    assert tasks_of(body) == [("Phối hợp với", ["Hội Nông dân các xã"], ["Ủy ban nhân dân cùng cấp"])]


def test_a_heading_that_names_a_person_and_the_office() -> None:
    body = HANDS_OUT + "1. Bà Trần Thị Nụ - Phó Chủ tịch UBND xã\nTheo dõi, đôn đốc.\n2. Công an xã\nTuần tra.\n"
    assert [leads for _, leads, _ in tasks_of(body)] == [["Bà Trần Thị Nụ"], ["Công an xã"]]
