"""Geometry alone: rows, columns, running lines, grids, paragraphs, without any file."""

from __future__ import annotations

import pytest

from dataset.document import Box, Table
from pipeline.reading.base import Source
from pipeline.reading.layout.assemble import assemble
from pipeline.reading.layout.columns import assign_columns
from pipeline.reading.layout.grid import build_table
from pipeline.reading.layout.model import Line, PageContent, PageWord
from pipeline.reading.layout.rows import group_rows
from pipeline.reading.layout.running import drop_running, mark_footnotes

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 13.0
LETTER = 6.0


def words(text: str, x: float, top: float, size: float = SIZE, bold: bool = False) -> list[PageWord]:
    """The words of a line that begins at ``x``, six points a letter."""
    found = []
    for word in text.split():
        end = x + LETTER * len(word) * size / SIZE
        found.append(PageWord(word, Box(x, top, end, top + size), size, bold))
        x = end + 0.3 * size
    return found


def page(number: int, *lines: list[PageWord]) -> PageContent:
    return PageContent(number, WIDTH, HEIGHT, "text-layer", [word for line in lines for word in line])


def read(*pages: PageContent) -> list[tuple[str, str, int]]:
    document = assemble(Source("test.pdf", b"test"), "application/pdf", pages)
    for word in document.words:
        assert word.span.length == len(document.text[word.span.start : word.span.end])
        assert document.page_at(word.span.start) == word.page
    return [
        (document.view(block.spans).text, block.column, len(block.spans))
        for block in document.blocks
        if not isinstance(block, Table)
    ]


def test_raised_sign_stays_in_its_row_and_next_line_does_not() -> None:
    raised = PageWord("2", Box(200, 98, 204, 105), 7)
    rows = group_rows([*words("diện tích 30 m", 90, 100), raised, *words("dòng sau", 90, 117)])
    assert [row.text for row in rows] == ["diện tích 30 m 2", "dòng sau"]


HEAD = [
    words("UBND HUYỆN AN", 95, 60),
    words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 265, 60),
    words("PHÒNG Y TẾ", 105, 76),
    words("Độc lập - Tự do - Hạnh phúc", 320, 76),
    words("Số: 12/KH-PYT", 95, 100),
    # the date begins further left than the motto does
    words("An Bình, ngày 04 tháng 02 năm 2026", 250, 102),
]


def test_head_is_read_row_by_row_and_the_title_is_not_part_of_it() -> None:
    title = words("KẾ HOẠCH", 270, 130)
    lines = assign_columns(group_rows([w for line in [*HEAD, title] for w in line]), WIDTH, HEIGHT)
    assert [(line.zone, line.column) for line in lines] == [("head", "left"), ("head", "right")] * 3 + [
        ("body", "full")
    ]
    assert lines[-2].text.startswith("An Bình")


def test_head_with_misread_motto_is_still_a_head() -> None:
    garbled = [words("UBND XÃ", 95, 60), words("CỌNG HOA XẢ HỘI CHỦ NGHIA VIỆT NAM", 265, 60)]
    lines = assign_columns(group_rows([w for line in garbled for w in line]), WIDTH, HEIGHT)
    assert [line.column for line in lines] == ["left", "right"]


def test_head_is_printed_side_by_side() -> None:
    document = assemble(Source("t", b"t"), "application/pdf", [page(1, *HEAD)])
    assert document.text.splitlines()[0] == "UBND HUYỆN AN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_foot_gives_recipients_before_signature_even_if_it_begins_lower() -> None:
    lines = [
        words("TM. ỦY BAN NHÂN DÂN", 340, 400),
        words("Nơi nhận:", 85, 415, 11),
        words("CHỦ TỊCH", 370, 416),
        words("- Như trên;", 85, 430, 11),
        words("- Lưu: VT.", 85, 444, 11),
        words("Trần Văn Bính", 360, 490),
    ]
    placed = assign_columns(group_rows([w for line in lines for w in line]), WIDTH, HEIGHT)
    assert [line.text for line in placed] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Bính",
    ]


def test_values_set_far_from_their_words_are_read_across() -> None:
    # a list of targets with values at the right margin is no foot
    lines = [words("- Tỷ lệ hộ dùng nước sạch:", 110, 300), words("95%", 420, 300)]
    placed = assign_columns(group_rows([w for line in lines for w in line]), WIDTH, HEIGHT)
    assert [line.text for line in placed] == ["- Tỷ lệ hộ dùng nước sạch: 95%"]


def line_of(text: str, top: float, size: float = SIZE, number: int = 1) -> Line:
    return Line(tuple(words(text, 90, top, size)), number)


@pytest.mark.parametrize("form", ["{}", "- {} -", "Trang {}", "{}/4", "Trang {}/4"])
def test_page_numbers_are_dropped(form: str) -> None:
    pages = [[line_of(form.format(n), 30, number=n), line_of("nội dung", 90, number=n)] for n in (1, 2)]
    kept, notes = drop_running(pages, [HEIGHT] * 2)
    assert [[row.text for row in rows] for rows in kept] == [["nội dung"]] * 2
    assert notes == []


def test_number_inside_the_page_stays() -> None:
    kept, _ = drop_running([[line_of("2026", 400), line_of("nội dung", 420)]], [HEIGHT])
    assert [row.text for row in kept[0]] == ["2026", "nội dung"]


def test_running_head_is_dropped_with_a_note() -> None:
    pages = [[line_of(f"Công báo số {n}", 30, number=n), line_of(f"việc {n}", 90, number=n)] for n in (1, 2, 3)]
    kept, notes = drop_running(pages, [HEIGHT] * 3)
    assert [len(rows) for rows in kept] == [1, 1, 1]
    assert len(notes) == 1
    assert "Công báo" in notes[0].message


def test_small_print_with_a_number_at_the_end_is_a_footnote() -> None:
    lines = [line_of(f"dòng thứ {n}", 100 + 18 * n) for n in range(5)]
    marked = mark_footnotes([*lines, line_of("1 Theo báo cáo của xã", 700, 9), line_of("năm trước.", 712, 9)])
    assert [line.zone for line in marked] == ["body"] * 5 + ["note"] * 2


def full(top: float, text: str = "chữ " * 18, x: float = 85.0) -> list[PageWord]:
    """A line that ends at the right margin (535 points)."""
    line = words(text, x, top)
    stretch = (535.0 - x) / (line[-1].box.x1 - x)
    return [
        w._replace(box=Box(x + (w.box.x0 - x) * stretch, top, x + (w.box.x1 - x) * stretch, top + SIZE)) for w in line
    ]


def test_paragraphs_by_indentation_and_fullness() -> None:
    texts = read(
        page(
            1,
            full(100, "Căn cứ tình hình của địa phương và nguồn lực hiện có, Ủy", 113),
            words("ban nhân dân xã yêu cầu:", 85, 118),
            full(136, "Các thôn rà soát toàn bộ hộ dân sống gần suối và báo về", 113),
            full(154, "Ban Chỉ huy của xã theo mẫu đã gửi, không để sót hộ nào"),
            words("trong mùa mưa.", 85, 172),
        )
    )
    assert [text for text, _, _ in texts] == [
        "Căn cứ tình hình của địa phương và nguồn lực hiện có, Ủy ban nhân dân xã yêu cầu:",
        "Các thôn rà soát toàn bộ hộ dân sống gần suối và báo về Ban Chỉ huy của xã theo mẫu đã gửi, "
        "không để sót hộ nào trong mùa mưa.",
    ]


def test_a_title_in_small_letters_does_not_go_on_with_its_type() -> None:
    texts = read(
        page(
            1,
            words("CHƯƠNG TRÌNH HÀNH ĐỘNG", 240, 100, bold=True),
            words("thực hiện việc nạo vét kênh mương", 200, 116, bold=True),
            full(142, "Căn cứ tình hình của địa phương và nguồn lực hiện có, Ủy", 113),
            words("ban nhân dân xã yêu cầu:", 85, 160),
        )
    )
    assert [text for text, _, _ in texts][:2] == ["CHƯƠNG TRÌNH HÀNH ĐỘNG", "thực hiện việc nạo vét kênh mương"]


def test_paragraph_over_a_page_break_is_one_with_two_spans() -> None:
    first = page(1, full(700, "a) Rà soát các trạm bơm và kênh dẫn nước trên toàn xã, sửa", 113), full(718))
    second = page(2, words("2", 295, 35), full(90), words("trước mùa khô.", 85, 108))
    texts = read(first, second)
    assert len(texts) == 1
    assert texts[0][2] == 2
    assert " 2 " not in texts[0][0]


def test_symbol_cut_at_the_line_end_is_whole() -> None:
    texts = read(
        page(1, full(100, "Thực hiện nghiêm Kế hoạch tại văn bản số 77/KH-", 113), words("UBND của huyện.", 85, 118))
    )
    assert "số 77/KH-UBND của huyện" in texts[0][0]


def test_merged_header_cells_span_their_columns() -> None:
    boxes = [
        Box(50, 100, 100, 140),
        Box(100, 100, 300, 120),
        Box(100, 120, 200, 140),
        Box(200.4, 119.8, 300, 140),
        Box(50, 140, 100, 160),
        Box(100, 140, 200, 160),
        Box(200, 140, 300, 160),
    ]
    table = build_table(boxes, words("Năm", 180, 104), 1)
    assert table is not None
    assert (table.rows, table.columns) == (3, 3)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert [cell.lines[0].text for cell in table.cells if cell.lines] == ["Năm"]


def test_frame_around_text_is_no_table() -> None:
    assert build_table([Box(50, 100, 300, 200)], words("HỎA TỐC", 80, 120), 1) is None
