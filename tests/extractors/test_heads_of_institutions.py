"""Heads of schools, hospitals, departments and joint documents: names that the letterhead prints in capitals."""

from __future__ import annotations

import pytest

from extractors.outline.build import build_outline
from tests.extractors.test_documents import record
from tests.support import plain_document

_HEAD = "{bodies}\nSố: 15/KH-{code}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{place}, ngày 3 tháng 4 năm 2022\n"


@pytest.mark.parametrize(
    ("bodies", "text", "issuer", "parent"),
    [
        # short forms in the letterhead, capitals of the name in running text; the place of the date is no part of it
        (
            "PHÒNG GD& ĐT CƯ KUIN\nTRƯỜNG MN HOA SEN",
            "Trường mầm non Hoa Sen ban hành kế hoạch như sau:",
            "Trường mầm non Hoa Sen",
            "huyện Cư Kuin",
        ),
        (
            "SỞ GIÁO DỤC VÀ ĐÀO TẠO LÂM ĐỒNG\nTRƯỜNG THPT CHUYÊN LÊ THỊ NGÀ",
            "Trường THPT chuyên Lê Thị Ngà xây dựng kế hoạch như sau:",
            "Trường THPT chuyên Lê Thị Ngà",
            "tỉnh Lâm Đồng",
        ),
        # a number in Roman figures, and what running text adds to the name
        ("SỞ Y TẾ LÂM ĐỒNG\nBỆNH VIỆN II", "Bệnh viện II Lâm Đồng đọc sách.", "Bệnh viện II Lâm Đồng", "tỉnh Lâm Đồng"),
        # nothing but the letterhead: its words, and no place that is not in it
        ("SỞ Y TẾ LÂM ĐỒNG\nBỆNH VIỆN II", "Mọi người đọc sách.", "Bệnh viện II", "tỉnh Lâm Đồng"),
        # a level word in the head closes a name that needs its place
        (
            "SỞ Y TẾ SƠN LA\nTRUNG TÂM Y TẾ HUYỆN MAI SƠN",
            "Mọi người đọc sách.",
            "Trung tâm Y tế huyện Mai Sơn",
            "tỉnh Sơn La",
        ),
        # a department with the bare name of its province
        ("SỞ Y TẾ LÂM ĐỒNG", "Mọi người đọc sách.", "Sở Y tế tỉnh Lâm Đồng", None),
    ],
)
def test_names_of_institutions(bodies: str, text: str, issuer: str, parent: str | None) -> None:
    head = _HEAD.format(bodies=bodies, code="ĐS", place="Ea Tiêu")
    found = record(f"{head}KẾ HOẠCH\nĐọc sách\n{text}\nI. MỤC TIÊU\nĐọc 20 cuốn.")
    assert (found.issuer, found.parent_place) == (issuer, parent)


def test_joint_document_with_its_bodies_in_columns() -> None:
    found = record(
        "UBND TỈNH SƠN LA                ĐOÀN TNCS HỒ CHÍ MINH\n"
        "SỞ Y TẾ                         TỈNH ĐOÀN SƠN LA\n"
        "Số: 8/KHPH-SYT-TĐ               Sơn La, ngày 2 tháng 3 năm 2026\n"
        "KẾ HOẠCH PHỐI HỢP\nHiến máu\nI. NỘI DUNG\nTổ chức hai ngày hiến máu./.\n"
    )
    assert found.issuer == "Sở Y tế - Tỉnh đoàn Sơn La"
    assert found.parent_place is None


def test_type_that_the_symbol_tells_more_fully() -> None:
    found = record(
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\nSố: 4/QCPH-UBND-MTTQ\nSơn La, ngày 2 tháng 3 năm 2026\n"
        "QUY CHẾ\nPHỐI\nHỢP ĐỌC SÁCH GIỮA CÁC THƯ VIỆN\nI. NỘI DUNG\nĐọc sách."
    )
    assert found.doc_type == "QCPH"


def test_body_over_two_lines_of_which_the_first_has_two_letters() -> None:
    found = record(
        "BỘ\nCÔNG AN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 4/KH-BCA\nHà Nội, ngày 2 tháng 3 năm 2026\n"
        "ĐỌC SÁCH TRONG CÁC TRẠI\nCăn cứ Luật Thư viện năm 2019;\nI. NỘI DUNG\nĐọc sách."
    )
    assert (found.number, found.issued_on, found.issuer) == ("4", "2026-03-02", "Bộ Công an")


def test_bracket_that_closes_a_title() -> None:
    head = _HEAD.format(bodies="ỦY BAN NHÂN DÂN\nXÃ EA TIÊU", code="UBND", place="Ea Tiêu")
    found = record(f"{head}KẾ HOẠCH\nKỷ niệm 40 năm Thư viện\n(20/11/1982 - 20/11/2022)\nI. MỤC TIÊU\nĐọc 20 cuốn.")
    assert found.title == "Kỷ niệm 40 năm Thư viện (20/11/1982 - 20/11/2022)"


def test_telegram_names_its_addressees_behind_a_verb() -> None:
    found = plain_document(
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\nSố: 6/CĐ-UBND\nSơn La, ngày 6 tháng 10 năm 2025\nCÔNG ĐIỆN\nVề việc cứu sách\n"
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN:\n- Giám đốc các sở;\n- Chủ tịch UBND các xã, phường.\n"
        "Để cứu sách khỏi lũ, Chủ tịch UBND tỉnh yêu cầu:\n1. Công an tỉnh bố trí xuồng chở sách.\n"
    )
    outline = build_outline(found)
    assert [node.text for node in outline.of("addressee")][1:] == ["Giám đốc các sở;", "Chủ tịch UBND các xã, phường."]
    assert [node.text[:6] for node in outline.of("enacting")] == ["Để cứu"]


def test_signatures_in_columns_are_no_paragraph() -> None:
    found = plain_document(
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\nSố: 6/KH-UBND\nSơn La, ngày 6 tháng 10 năm 2025\nKẾ HOẠCH\nĐọc sách\n"
        "I. NỘI DUNG\nĐọc 20 cuốn.\n\nSỞ TƯ PHÁP            HỘI NÔNG DÂN TỈNH\nGIÁM ĐỐC              CHỦ TỊCH\n"
        "Lò Văn Mai            Vì Thị Đào\n"
    )
    assert [node.text for node in build_outline(found).of("text")] == ["Đọc 20 cuốn."]


def test_standing_board_below_a_council_whose_ward_looks_like_a_type() -> None:
    found = record(
        "HỘI ĐỒNG NHÂN DÂN\nPHƯỜNG AN KHÊ\nTHƯỜNG TRỰC\nSố: 14/KH-HĐND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "An Khê, ngày 10 tháng 02 năm 2026\nKẾ HOẠCH\nĐọc sách\nI. MỤC TIÊU\nĐọc 20 cuốn."
    )
    assert found.issuer == "Thường trực Hội đồng nhân dân phường An Khê"


def test_head_of_a_branch_signs() -> None:
    found = record(
        "CHI CỤC KIỂM LÂM\nSố: 14/KH-CCKL\nSơn La, ngày 10 tháng 02 năm 2026\nKẾ HOẠCH\nĐọc sách\nI. MỤC TIÊU\n"
        "Đọc 20 cuốn.\nNơi nhận:\n- Các Hạt;\n- Lưu: VT.\nCHI CỤC TRƯỞNG\nLò Văn Mai\n"
    )
    assert (found.signer, found.signer_title) == ("Lò Văn Mai", "CHI CỤC TRƯỞNG")
