"""Work that one paragraph gives to several bodies, each in its sentence; requests at the end."""

from __future__ import annotations

import pytest

from tests.extractors.test_tasks import tasks_of


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # under a heading for several, each sentence has its own
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Các cơ quan truyền thông\n"
            "Đài Truyền thanh xã phát tin về sách. Phòng Văn hóa - Xã hội chỉ đạo trang tin đăng bài.",
            [("Đài Truyền thanh", ["Đài Truyền thanh xã"], []), ("Phòng Văn hóa", ["Phòng Văn hóa - Xã hội"], [])],
        ),
        # "cùng" behind a comma names who helps
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n"
            "Chủ trì hướng dẫn mượn sách, cùng các Tổ công nghệ số cộng đồng đến từng nhà.",
            [("Chủ trì hướng", ["Công an xã"], ["các Tổ Công nghệ số cộng đồng"])],
        ),
        # a body of its own that is given something has work, whatever it is
        (
            "II. NỘI DUNG\n- Đọc.\n\nGiao Chánh Văn phòng HĐND và UBND xã đôn đốc việc thực hiện Kế hoạch này./.\n",
            [("Giao Chánh Văn", ["Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"], [])],
        ),
        ("II. NỘI DUNG\n- Đọc sách.\n\nGiao Công an xã thực hiện nghiêm túc Kế hoạch này./.\n", []),
        # the colon of a list of names is no end of a heading
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Mua sách.\n"
            "2. Đề nghị UBND các xã: Hòn Mun, Nà Lầu báo cáo số sách đã đọc trước ngày 15/5/2027.",
            [
                ("Mua sách.", ["Phòng Kinh tế"], []),
                ("Đề nghị UBND", ["Ủy ban nhân dân xã Hòn Mun", "Ủy ban nhân dân xã Nà Lầu"], []),
            ],
        ),
        # a report proposes whom the level above should set to work; below a unit it is that unit's own
        (
            "II. KIẾN NGHỊ\n1. Tăng vốn.\n2. Chỉ đạo Sở Tài chính chủ trì, phối hợp với Sở Y tế bố trí xe.",
            [("Chỉ đạo Sở", ["Sở Tài chính"], ["Sở Y tế"])],
        ),
        # "with the help of"
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Kiểm tra kho với sự phối hợp của Công an xã, Trạm Y tế xã.",
            [("Kiểm tra kho", ["Phòng Kinh tế"], ["Công an xã", "Trạm Y tế xã"])],
        ),
    ],
)
def test_each_has_its_own(body: str, expected: list[tuple[str, list[str], list[str]]]) -> None:
    assert tasks_of(body) == expected
