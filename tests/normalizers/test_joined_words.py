"""Words run together by a copy are parted; single slips, foreign words and damaged marks are left alone."""

from __future__ import annotations

import pytest

from dataset.spans import apply_edits
from normalizers.joined_words import joined_edits

COPY = (
    "Căn cứ Luật Tổ chức HĐND và UBNDngày 26/11/2003; theo đề nghị của Giám đốc Sở Văn hóaThể thao, tỉnh hướng dẫnthực "
    "hiện việc khuyếnkhích đọc sách và pháttriển thưviện ở bản xa, giúpđỡ người già, với sựtham gia của trường học."
)


def mended(text: str) -> str:
    return apply_edits(text, joined_edits(text))[0]


def test_joined_words_are_parted() -> None:
    assert mended(COPY) == (
        "Căn cứ Luật Tổ chức HĐND và UBND ngày 26/11/2003; theo đề nghị của Giám đốc Sở Văn hóa Thể thao, "
        "tỉnh hướng dẫn thực hiện việc khuyến khích đọc sách và phát triển thư viện ở bản xa, giúp đỡ người già, "
        "với sự tham gia của trường học."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị hướng dẫnthực hiện việc này.",  # one slip is for who wrote it
        "Đo magiê, mêtan, phốtpho, hécta, véctơ, lôgic, bôxít và môtô.",  # foreign words in Vietnamese spelling
        "Phét trién nong nghiép, quyén loi, trén dia ban, kién toan, nghiém tuc",  # wrong marks
        "UBND tỉnh, HĐND tỉnh, TTg, CTr, BCĐTW, Yên Bái, Đắk Lắk, Krông Pắc, Lắk, Đắk Mil",
    ],
)
def test_left_alone(text: str) -> None:
    assert joined_edits(text) == []


def test_few_among_much_text_are_slips() -> None:
    assert joined_edits(COPY + " Các trường mở cửa thư viện vào chủ nhật." * 300) == []
