"""Letterheads as web copies leave them: cells between lone bars, cells with a right edge only, names cut in two."""

from __future__ import annotations

import pytest

from dataset.records import CellRecord, DocumentRecord
from pipeline.reading.base import Source
from pipeline.run import process

BODY = """Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
Theo đề nghị của Sở Văn hóa, Thể thao và Du lịch tại Tờ trình số 77/TTr-SVHTTDL
ngày 02/3/2027.
QUYẾT ĐỊNH:
Điều 1.
Phê duyệt Đề án đọc sách ở bản xa với các nội dung
chủ yếu sau đây.
Điều 2.
Quyết định có hiệu lực kể từ ngày ký.
Nơi nhận:
- Như Điều 2;
- Lưu: VT.
|
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lò Thị Bua
|
"""
BARS = """ỦY
BAN NHÂN DÂN
TỈNH ĐIỆN BIÊN
-------
|
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
Số:
415/QĐ-UBND
|
Điện
Biên, ngày 09 tháng 3 năm 2027
|
QUYẾT ĐỊNH
VỀ VIỆC PHÊ DUYỆT ĐỀ ÁN ĐỌC SÁCH Ở BẢN XA TRÊN ĐỊA BÀN
TỈNH ĐIỆN BIÊN GIAI ĐOẠN 2027 - 2030
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN
"""
EDGES = """ỦY BAN NHÂN
DÂN |
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM |
Số: 415/QĐ-UBND |
Điện Biên, ngày 09 tháng 3 năm 2027 |
QUYẾT ĐỊNH
PHÊ DUYỆT ĐỀ ÁN ĐỌC SÁCH Ở BẢN XA TRÊN ĐỊA BÀN TỈNH ĐIỆN BIÊN GIAI ĐOẠN 2027 - 2030
ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN
"""


def record(text: str) -> DocumentRecord:
    return next(row for row in process(Source("d.txt", text.encode())).records if isinstance(row, DocumentRecord))


@pytest.mark.parametrize("head", [BARS, EDGES], ids=["bars", "edges"])
def test_head_of_a_web_copy(head: str) -> None:
    found = record(head + BODY)
    assert (found.doc_type, found.number, found.symbol) == ("QĐ", "415", "QĐ-UBND")
    assert (found.issued_on, found.issuer, found.place) == ("2027-03-09", "Ủy ban nhân dân tỉnh Điện Biên", "Điện Biên")
    printed = "VỀ VIỆC " if head is BARS else ""
    title = f"{printed}PHÊ DUYỆT ĐỀ ÁN ĐỌC SÁCH Ở BẢN XA TRÊN ĐỊA BÀN TỈNH ĐIỆN BIÊN GIAI ĐOẠN 2027 - 2030"
    assert (found.title, found.period) == (title, "2027/2030")
    assert (found.signer, found.signer_title) == ("Lò Thị Bua", "PHÓ CHỦ TỊCH")


def test_title_without_the_line_of_its_type() -> None:
    text = """HỘI ĐỒNG NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
Số: 08/2027/NQ-HĐND | Điện Biên, ngày 09 tháng 7 năm 2027 |
BAN HÀNH NỘI QUY TIẾP DÂN CỦA THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN TỈNH ĐIỆN BIÊN
HỘI ĐỒNG NHÂN DÂN TỈNH ĐIỆN BIÊN
KHÓA XVI - KỲ HỌP THỨ BA
Căn cứ Luật Tiếp công dân ngày 25 tháng 11 năm 2013;
QUYẾT NGHỊ:
Điều 1. Ban hành kèm theo Nghị quyết này Nội quy tiếp dân.
"""
    found = record(text)
    assert found.title == "BAN HÀNH NỘI QUY TIẾP DÂN CỦA THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN TỈNH ĐIỆN BIÊN"
    assert (found.doc_type, found.issuer) == ("NQ", "Hội đồng nhân dân tỉnh Điện Biên")


def test_table_between_bars_stays_one() -> None:
    rows_apart = ("TT\n|\nTên sách\n|\nSố bản", "1\n|\nĐất rừng\n|\n12", "2\n|\nSông nước\n|\n8")
    text = "KẾ HOẠCH\nMua sách\n\n" + "".join(f"|\n{row}\n|\n" for row in rows_apart)
    rows = process(Source("d.txt", text.encode())).records
    cells = [(row.column, row.text) for row in rows if isinstance(row, CellRecord)]
    assert ("Tên sách", "Đất rừng") in cells
    assert ("Số bản", "8") in cells


def test_what_a_web_page_has_over_the_letterhead_is_no_head() -> None:
    page = """Nghị quyết 12/NQ-HĐND năm 2027 về Kế hoạch đọc sách năm 2028 tỉnh Điện Biên
| Số hiệu | 12/NQ-HĐND |
| Ngày ban hành | 10/12/2027 |
| Cơ quan ban hành | Tỉnh Điện Biên |
|
HỘI ĐỒNG NHÂN
DÂN |
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM |
|
Số: 12/NQ-HĐND |
Điện Biên, ngày 10 tháng 12 năm 2027 |
VỀ KẾ HOẠCH ĐỌC SÁCH NĂM 2028 TỈNH ĐIỆN BIÊN
HỘI ĐỒNG NHÂN DÂN TỈNH ĐIỆN BIÊN
KHÓA XVI KỲ HỌP THỨ 5
Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
QUYẾT NGHỊ:
Điều 1. Thông qua Kế hoạch đọc sách năm 2028.
"""
    found = record(page)
    assert (found.doc_type, found.number, found.symbol) == ("NQ", "12", "NQ-HĐND")
    assert (found.issuer, found.issued_on) == ("Hội đồng nhân dân tỉnh Điện Biên", "2027-12-10")
    assert (found.title, found.period) == ("VỀ KẾ HOẠCH ĐỌC SÁCH NĂM 2028 TỈNH ĐIỆN BIÊN", "2028")


def test_office_and_name_in_one_cell() -> None:
    text = (
        EDGES
        + BODY.partition("Nơi nhận")[0]
        + "| Nơi nhận: - Như Điều 2; - Lưu: VT. | KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lò Thị Bua |\n|---|---|\n"
    )
    found = record(text)
    assert (found.signer, found.signer_title) == ("Lò Thị Bua", "PHÓ CHỦ TỊCH")
