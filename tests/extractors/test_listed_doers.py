"""Doers named on lines below a label of their own, and by the body that gives out the work."""

from __future__ import annotations

import pytest

from tests.extractors.test_tasks import tasks_of

WORK = """II. NỘI DUNG
1. Nội dung, biện pháp
a) Rào ao làng và cắm biển báo.
b) Dạy bơi cho trẻ em từ tám tuổi.
"""
BOTH = """2. Cơ quan chủ trì, phối hợp
a) Cơ quan chủ trì
- Phòng Văn hóa - Xã hội.
- Công an xã; Trạm Y tế xã.
b) Cơ quan phối hợp
- Hội Nông dân xã và Hội Cựu chiến binh xã.
3. Thời gian thực hiện: Tháng 5/2027.
"""
ONE = """2. Đơn vị thực hiện
- Công an xã.
- Trạm Y tế xã.
"""


def test_bodies_below_two_labels() -> None:
    (task,) = tasks_of(WORK + BOTH)
    assert task[0] == "Rào ao làng"
    assert task[1] == ["Phòng Văn hóa - Xã hội", "Công an xã", "Trạm Y tế xã"]
    assert task[2] == ["Hội Nông dân xã", "Hội Cựu chiến binh xã"]


def test_bodies_below_one_label() -> None:
    (task,) = tasks_of(WORK + ONE)
    assert (task[1], task[2]) == (["Công an xã", "Trạm Y tế xã"], [])


def test_the_section_that_hands_out_work_is_no_label() -> None:
    body = "III. TỔ CHỨC THỰC HIỆN\n1. Công an xã cắm biển báo ở ao.\n2. Trạm Y tế xã tập huấn sơ cứu.\n"
    assert [task[1] for task in tasks_of(body)] == [["Công an xã"], ["Trạm Y tế xã"]]


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("UBND xã yêu cầu Trạm Y tế xã tập huấn sơ cứu cho giáo viên.", [["Trạm Y tế xã"]]),
        ("Ủy ban nhân dân xã giao Công an xã rà soát các ao không rào.", [["Công an xã"]]),
        ("UBND xã đã giao Công an xã rà soát các ao không rào.", []),  # what is past is no task
    ],
)
def test_work_that_the_issuer_gives(sentence: str, leads: list[list[str]]) -> None:
    assert [task[1] for task in tasks_of(f"II. NỘI DUNG KHÁC\n{sentence}\nCác ao nông được lấp.\n")] == leads


def test_central_bodies_in_one_heading() -> None:
    body = (
        "III. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Cắm biển báo.\n"
        "2. Trách nhiệm của các Bộ, ngành, địa phương; Ủy ban Trung ương MTTQ Việt Nam, TW Hội Nông dân Việt Nam\n"
        "- Tuyên truyền về đuối nước.\n"
    )
    assert tasks_of(body)[1][1] == [
        "các Bộ, ngành, địa phương",
        "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        "Trung ương Hội Nông dân Việt Nam",
    ]
