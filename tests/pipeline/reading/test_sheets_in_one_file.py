"""Several sheets in one file (a decision and its plan, annexes in a row), and what a page break does to them."""

from __future__ import annotations

import pytest

from dataset.document import Document
from pipeline.reading.base import Source
from pipeline.reading.layout.assemble import assemble
from pipeline.reading.layout.model import PageWord
from tests.pipeline.reading.test_layout import page, read, words

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
HEAD = [
    words("ỦY BAN NHÂN DÂN", 95, 60),
    words(MOTTO, 265, 60),
    words("TỈNH ĐỒNG THÁP", 100, 76),
    words("Độc lập - Tự do - Hạnh phúc", 320, 76),
]


def document(*pages: list[list[PageWord]]) -> Document:
    return assemble(Source("t", b"t"), "application/pdf", [page(n, *lines) for n, lines in enumerate(pages, 1)])


def test_letterheads_of_two_sheets_are_no_running_head() -> None:
    sheets = [
        [*HEAD, words(title, 270, 130), words("1. Nội dung thứ nhất", 90, 200)] for title in ("QUYẾT ĐỊNH", "KẾ HOẠCH")
    ]
    made = document(*sheets)
    assert made.text.count(MOTTO) == 2
    assert made.text.count("ỦY BAN NHÂN DÂN") == 2
    assert made.notes == ()


def test_annexes_that_follow_each_other_keep_their_heads() -> None:
    sheets = [
        [
            words(f"PHỤ LỤC {n}", 260, 60),
            words(f"(Kèm theo Kế hoạch số {n}/KH-UBND của xã)", 150, 76),
            words(f"Việc thứ {n}", 90, 200),
        ]
        for n in (1, 2, 3)
    ]
    text = document(*sheets).text
    assert all(f"PHỤ LỤC {n}\n(Kèm theo Kế hoạch số {n}" in text for n in (1, 2, 3))


def test_the_head_of_one_annex_on_each_of_its_pages_is_a_running_head() -> None:
    sheets = [[words("Phụ lục 2 (tiếp theo)", 200, 40), words(f"việc {n}", 90, 200)] for n in (1, 2, 3)]
    made = document(*sheets)
    assert "Phụ lục" not in made.text
    assert [note.code for note in made.notes] == ["running"]


@pytest.mark.parametrize("first", [4, 6, 7])
def test_a_motto_cut_in_two_lines_is_one_paragraph(first: int) -> None:
    cut = MOTTO.split()
    blocks = read(
        page(
            1,
            words("ỦY BAN NHÂN DÂN", 95, 60),
            words(" ".join(cut[:first]), 300, 60),
            words("TỈNH ĐỒNG THÁP", 100, 76),
            words(" ".join(cut[first:]), 360, 76),
            words("Độc lập - Tự do - Hạnh phúc", 320, 92),
            words("Nội dung của kế hoạch", 90, 200),
        )
    )
    assert [text for text, _, _ in blocks] == [
        "ỦY BAN NHÂN DÂN",
        MOTTO,
        "TỈNH ĐỒNG THÁP",
        "Độc lập - Tự do - Hạnh phúc",
        "Nội dung của kế hoạch",
    ]


def test_a_name_whose_last_word_found_no_room_is_one_paragraph() -> None:
    blocks = read(
        page(
            1,
            words("ỦY BAN NHÂN DÂN", 95, 60, bold=True),
            words(MOTTO, 265, 60),
            words("PHƯỜNG NAM ĐÔNG", 95, 76, bold=True),
            words("Độc lập - Tự do - Hạnh phúc", 320, 76),
            words("HÀ", 140, 92, bold=True),
            words("Nội dung của kế hoạch", 90, 200),
        )
    )
    assert ("PHƯỜNG NAM ĐÔNG HÀ", "left", 2) in blocks


def test_a_foot_cut_by_the_end_of_the_page_keeps_its_columns() -> None:
    above = [words("Việc thứ nhất của kế hoạch này", 90, 600)]
    blocks = read(
        page(1, *above, words("Nơi nhận:", 85, 740), words("TM. ỦY BAN NHÂN DÂN", 340, 740)),
        page(
            2,
            words("- Như trên;", 85, 60),
            words("CHỦ TỊCH", 370, 60),
            words("- Lưu: VT.", 85, 76),
            words("Trần Văn Bính", 360, 140),
        ),
    )
    assert [(text, column) for text, column, _ in blocks[1:]] == [
        ("Nơi nhận:", "left"),
        ("TM. ỦY BAN NHÂN DÂN", "right"),
        ("- Như trên;", "left"),
        ("- Lưu: VT.", "left"),
        ("CHỦ TỊCH", "right"),
        ("Trần Văn Bính", "right"),
    ]


@pytest.mark.parametrize(
    "cut", [("Nam Đông Hà, ngày 09 tháng 01 năm", "2026"), ("Nam Đông Hà, ngày 09", "tháng 01 năm 2026")]
)
def test_a_date_cut_in_two_lines_is_one_paragraph(cut: tuple[str, str]) -> None:
    blocks = read(
        page(
            1,
            words("ỦY BAN NHÂN DÂN", 95, 60),
            words(MOTTO, 265, 60),
            words("Số: 227/KH-UBND", 95, 90),
            words(cut[0], 300, 90),
            words(cut[1], 360, 106),
            words("KẾ HOẠCH", 270, 140),
        )
    )
    assert " ".join(cut) in [text for text, column, _ in blocks if column == "right"]
