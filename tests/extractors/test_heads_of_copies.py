"""Heads and feet as copies of letters and decisions leave them: rows of a table, pages with titles of their own."""

from __future__ import annotations

import pytest

from dataset.records import Citation, DocumentRecord
from pipeline.reading.base import Source
from pipeline.run import process
from tests.extractors.test_documents import record

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"
RULE = "|---|---|\n"
LETTER = (
    f"| BỘ Y TẾ ------- | {MOTTO} |\n{RULE}"
    "| Số: 12/BYT-TE V/v: dạy bơi cho trẻ em | Hà Nội, ngày 05tháng 3 năm 2027 |\n\n"
    "| Kính gửi: | - Sở Y tế; - Sở Nội vụ |\n|---|---|\n\n"
    "Ngày 02/3/2027, Chính phủ đã ban hành Nghị quyết số 9/NQ-CP về trẻ em.\n\nKết quả gửi về Bộ Y tế./.\n\n"
    "| Nơi nhận: - Như trên; - Lưu: VT. | KT. BỘ TRƯỞNG THỨ TRƯỞNG Lê Văn Tám |\n|---|---|\n"
)
DECISION = """{above}ỦY BAN NHÂN DÂN
TỈNH SƠN LA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 7/QĐ-UBND
Sơn La, ngày 05 tháng 3 năm 2027
QUYẾT ĐỊNH
{title}
{authority}
Căn cứ Luật Trẻ em ngày 05 tháng 4 năm 2016;
Căn cứ Luật Trẻ em năm 2016, Quy định số 3-QĐ/TW ngày 02/3/2027;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Đề án dạy bơi.
"""
FOOT = "Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nLò Thị Bua\n"


def read(text: str, name: str = "d.txt") -> tuple[DocumentRecord, list[Citation]]:
    rows = process(Source(name, text.encode())).records
    record = next(row for row in rows if isinstance(row, DocumentRecord))
    return record, [row for row in rows if isinstance(row, Citation)]


def decision(title: str = "Về việc dạy bơi", authority: str = "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", above: str = "") -> str:
    return DECISION.format(title=title, authority=authority, above=above)


def test_a_letter_in_rows_of_a_table() -> None:
    found, _ = read(LETTER, "d.md")
    assert (found.doc_type, found.number, found.symbol) == ("CV", "12", "BYT-TE")
    assert (found.issued_on, found.title) == ("2027-03-05", "dạy bơi cho trẻ em")
    assert (found.signer, found.signer_title) == ("Lê Văn Tám", "THỨ TRƯỞNG")


@pytest.mark.parametrize(
    "behind", ["Phần I.\nDANH MỤC LỚP BƠI\n", "ĐỀ ÁN\nDẠY BƠI (Kèm theo Quyết định số 7/QĐ-UBND)\n"]
)
def test_what_is_attached_holds_no_second_name(behind: str) -> None:
    assert read(decision() + FOOT + behind + "I. MỤC TIÊU\nMọi trẻ biết bơi.\n")[0].signer == "Lò Thị Bua"


def test_what_a_page_calls_the_document_is_no_head() -> None:
    found, _ = read(decision(above="TIN NỔI BẬT\nQUYẾT ĐỊNH Về việc dạy bơi\n") + FOOT)
    assert (found.issuer, found.number) == ("Ủy ban nhân dân tỉnh Sơn La", "7")


def test_a_title_in_capitals_may_end_with_a_full_stop() -> None:
    title = "VỀ VIỆC BAN HÀNH ĐỀ ÁN DẠY BƠI CHO TRẺ EM CÁC XÃ VÙNG SÂU TRÊN ĐỊA BÀN TỈNH."
    assert read(decision(title) + FOOT)[0].title == title.rstrip(".")


def test_the_name_of_the_issuer_ends_a_title_in_capitals() -> None:
    text = decision("VỀ VIỆC DẠY BƠI", "BAN AN TOÀN TRẺ EM TỈNH SƠN LA").replace(
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA", "BAN AN TOÀN TRẺ EM\nTỈNH SƠN LA"
    )
    assert read(text + FOOT)[0].title == "VỀ VIỆC DẠY BƠI"


def test_a_second_line_of_a_title_in_small_letters() -> None:
    text = decision("Tổ chức lễ tổng kết lớp dạy bơi\nTrường Tiểu học Hòn Mun đạt chuẩn", "").replace(
        "\n\nCăn", "\nCăn"
    )
    assert read(text + FOOT)[0].title == "Tổ chức lễ tổng kết lớp dạy bơi Trường Tiểu học Hòn Mun đạt chuẩn"


def test_a_law_by_its_year_and_by_its_day_is_one() -> None:
    _, cited = read(decision() + FOOT)
    assert {row.issued_on for row in cited if row.title == "Luật Trẻ em"} == {"2016-04-05"}


def test_a_party_rule_keeps_its_type() -> None:
    _, cited = read(decision() + FOOT)
    assert [(row.doc_type, row.symbol) for row in cited if row.number == "3"] == [("QyĐ", "QĐ/TW")]


def test_the_title_of_a_page_cites_nothing() -> None:
    _, cited = read(decision(above="Quyết định 7/QĐ-UBND năm 2027 về dạy bơi tỉnh Sơn La\n") + FOOT)
    assert "7" not in [row.number for row in cited]


def test_a_district_that_no_gazetteer_has() -> None:
    text = decision().replace("ỦY BAN NHÂN DÂN\nTỈNH SƠN LA", "UBND HUYỆN NÀ LẦU\nTRƯỜNG TH &THCS HÒN MUN")
    clause = "Trường TH và THCS Hòn Mun lập kế hoạch dạy bơi như sau:\n"
    found, _ = read(text.replace("QUYẾT ĐỊNH:\n", clause) + FOOT)
    assert found.issuer is not None
    assert found.issuer.startswith("Trường TH và THCS Hòn Mun")


def test_a_page_says_of_itself_what_it_likes_over_the_letterhead() -> None:
    page = "Thông tin\n• Quyết định số 30/2014/QĐ-UBND ngày 16/09/2014 Về đọc sách\n• Ngày: 16-09-2014\n\n"
    signed_in = (
        "Để sử dụng tiện ích vui lòng đăng ký gói cước.\nNếu bạn là thành viên. Vui lòng đăng nhập để tiếp tục.\n"
    )
    head = (
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n-------\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    )
    rest = "Số: 30/2014/QĐ-UBND\n\nSơn La, ngày 16 tháng 9 năm 2014\n\nQUYẾT ĐỊNH\n\nVỀ VIỆC ĐỌC SÁCH\n\nCăn cứ luật;\n"
    for above in (page, signed_in):
        found = record(above + head + rest)
        assert (found.doc_type, found.number, found.issued_on) == ("QĐ", "30/2014", "2014-09-16")
        assert (found.issuer, found.title) == ("Ủy ban nhân dân tỉnh Sơn La", "VỀ VIỆC ĐỌC SÁCH")


def test_head_that_a_page_ran_together_into_one_line() -> None:
    found = record(
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA ------- Số: 39/2017/QĐ-UBND CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM "
        "Độc lập - Tự do - Hạnh phúc --------------- Sơn La, ngày 14 tháng 08 năm 2017\nQUYẾT ĐỊNH\n"
        "ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Thư viện năm 2019;\n"
    )
    assert (found.number, found.symbol, found.issued_on) == ("39/2017", "QĐ-UBND", "2017-08-14")
    assert found.issuer == "Ủy ban nhân dân tỉnh Sơn La"
