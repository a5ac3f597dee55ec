"""Labels at the start of paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outline.labels import parse_label


@pytest.mark.parametrize(
    ("text", "kind", "label", "ordinal"),
    [
        ("IV. TỔ CHỨC THỰC HIỆN", "roman", "IV", 4),
        ("I.MỤC ĐÍCH", "roman", "I", 1),  # the space forgotten
        ("II- NHIỆM VỤ", "roman", "II", 2),  # as Party bodies number their sections
        ("IV - Tổ chức thực hiện", "roman", "IV", 4),
        ("2- Ban Tổ chức", "arabic-", "2", 2),
        ("Il. MỤC TIÊU", "roman", "II", 2),  # OCR: small l for I
        ("I11. NHIỆM VỤ", "roman", "III", 3),  # OCR: 1 for I
        ("2. Yêu cầu", "arabic", "2", 2),
        ("3) Kinh phí", "arabic)", "3", 3),
        ("4. 90% hộ có hố rác", "arabic", "4", 4),  # an item that begins with a share
        ("5. 12 bể chứa được sửa", "arabic", "5", 5),  # or with a count
        ("6. 1.200 cây bóng mát", "arabic", "6", 6),
        ("1.2. Công tác truyền thông", "decimal2", "1.2", 2),
        ("2.1.3 Nội dung", "decimal3", "2.1.3", 3),
        ("đ) Các hội", "letter)", "đ", 5),  # đ is the fifth letter of Vietnamese enumerations
        ("f) Các trường", "letter)", "f", 7),  # no Vietnamese letter, but counted with
        ("a/. Tên đơn vị", "letter/", "a", 1),
        ("(ii) Phần vốn vay", "paren-roman", "ii", 2),
        ("(3) Đến năm 2030", "paren-arabic", "3", 3),
        ("A. PHẦN MỞ ĐẦU", "upper.", "A", 1),
        ("- Rà soát danh sách", "bullet-", "-", 0),
        ("– Rà soát danh sách", "bullet-", "-", 0),  # en dash
        ("+ Cấp xã", "bullet+", "+", 0),
        ("Điều 5. Hiệu lực", "word-điều", "Điều 5", 5),
        ("CHƯƠNG II", "word-chương", "Chương II", 2),
        ("Phần thứ nhất. Mở đầu", "word-phần", "Phần nhất", 1),
    ],
)
def test_label(text: str, kind: str, label: str, ordinal: int) -> None:
    found = parse_label(text)
    assert found is not None
    assert (found.kind, found.text, found.ordinal) == (kind, label, ordinal)


@pytest.mark.parametrize(
    "text",
    [
        "7.818 người tham gia",  # thousands, no section 7.818
        "2026 là năm đầu",
        "1.500 hộ",
        "1. 500 hộ",  # a stray space inside a number
        "3. 12. 2026 là hạn cuối",  # a date
        "01/7/2025 là ngày bắt đầu",
        "Điều 7 của Luật này quy định",  # a reference at the start of a wrapped line
        "Điều 15 Nghị định này",
        "V.I. Lênin",
        "II - quý sau",  # the rest of a range, no section
        "2- 3 lớp mỗi năm",
        "Mục tiêu chung",
        "Tổ chức thực hiện",
        "kế hoạch được gửi",
    ],
)
def test_no_label(text: str) -> None:
    assert parse_label(text) is None


def test_unreadable_roman_waits_for_its_place() -> None:
    # IH. is what OCR makes of III.: a Roman numeral, but which one only the sequence tells
    found = parse_label("IH. NỘI DUNG")
    assert found is not None
    assert (found.kind, found.ordinal) == ("roman", 0)


def test_decimal_names_its_parent() -> None:
    found = parse_label("2.1.3. Nội dung")
    assert found is not None
    assert found.prefix == "2.1"


@given(st.text())
def test_never_fails_and_stays_inside(text: str) -> None:
    found = parse_label(text)
    assert found is None or 0 < found.length <= len(text)
