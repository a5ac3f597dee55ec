"""Markdown: markup stays outside of the spans, tables of three kinds."""

from __future__ import annotations

import pytest

from dataset.document import Paragraph
from pipeline.reading.base import Source
from pipeline.reading.markdown import MarkdownReader
from tests.pipeline.reading.helpers import read, rows, tables, texts


@pytest.mark.parametrize(
    ("line", "flowed"),
    [
        ("Trồng từ **1.200** cây trở lên", "Trồng từ 1.200 cây trở lên"),
        ("Gửi về xã (*qua Phòng Kinh tế*) để tổng hợp", "Gửi về xã (qua Phòng Kinh tế) để tổng hợp"),
        (r"\* Cơ quan thực hiện: các **thôn**", "* Cơ quan thực hiện: các thôn"),  # an escaped bullet is text
        ("trước **ngày 5/6 ***(hoặc sớm hơn) *báo cáo", "trước ngày 5/6 (hoặc sớm hơn) báo cáo"),
        ("**Điểm 3:**** **Công an xã", "Điểm 3: Công an xã"),  # what a converter leaves of adjacent runs
        ("Ghi chú (*) của **bảng**", "Ghi chú (*) của bảng"),  # a footnote mark is text
        ("## **2. Tổ chức**", "2. Tổ chức"),
        ("Họ tên: ______ **ký**", "Họ tên: ______ ký"),  # a line to fill in is no emphasis
        ("theo _quy định_ của **xã**", "theo quy định của xã"),
        ("a_b_c và **d**", "a_b_c và d"),
    ],
)
def test_emphasis_is_left_out(line: str, flowed: str) -> None:
    assert texts(read(f"{line}\n\n**X**\n")) == [flowed, "X"]


def test_heading_levels_and_styles() -> None:
    document = read("# I. MỤC TIÊU\n\n### 1. Chung\n\n**Đậm**\n\n*Nghiêng*\n\nThường **một phần**\n")
    styles = [block.style for block in document.blocks if isinstance(block, Paragraph)]
    assert [style.heading for style in styles] == [1, 3, None, None, None]
    assert [(style.bold, style.italic) for style in styles[2:]] == [(True, False), (False, True), (False, False)]


def test_emphasis_over_a_line_end_joins_it() -> None:
    text = (
        "**I. MỤC\nĐÍCH**\n\n" + "Đoạn văn bản này bị ngắt\ndòng ở giữa chừng như trên trang mạng\nthường thấy.\n\n" * 3
    )
    assert texts(read(text))[0] == "I. MỤC ĐÍCH"


def test_signature_lines_under_one_emphasis_stay_apart() -> None:
    assert texts(read("**KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH**\n\nLê Thị Hoa\n")) == [
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Lê Thị Hoa",
    ]


def test_pipe_table() -> None:
    document = read("| TT | Việc | Số cây |\n|----|:---:|---|\n| 1 | Trồng **mới** | 1.200 |\n| 2 | | 300 |\n")
    (table,) = tables(document)
    assert rows(document, table) == [["TT", "Việc", "Số cây"], ["1", "Trồng mới", "1.200"], ["2", "", "300"]]
    assert (table.header_rows, table.origin) == (1, "pipes")


def test_empty_header_of_a_converter_is_no_row() -> None:
    document = read("|  |  |  |\n|---|---|---|\n| TT | Việc | Số cây |\n| 1 | Trồng | 300 |\n")
    (table,) = tables(document)
    assert (table.rows, table.header_rows) == (2, 1)


def test_quotation_mark_of_markdown_is_markup() -> None:
    assert texts(read("> Trích **nghị quyết**\n")) == ["Trích nghị quyết"]


def test_grid_table() -> None:
    text = (
        "+----+-----------+--------+\n| TT | Việc      | Hạn    |\n+====+===========+========+\n"
        "| 1  | Trồng cây | Quý I  |\n|    | ven đường |        |\n+----+-----------+--------+\n"
    )
    document = read(text)
    assert rows(document, tables(document)[0]) == [["TT", "Việc", "Hạn"], ["1", "Trồng cây ven đường", "Quý I"]]


def test_letterhead_in_a_pipe_table_with_breaks() -> None:
    text = (
        "| **ỦY BAN NHÂN DÂN<br>XÃ SUỐI LỚN** | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br/>"
        "Độc lập - Tự do - Hạnh phúc** |\n"
        "|---|---|\n| Số: 7/KH-UBND | *Suối Lớn, ngày 3 tháng 2 năm 2027* |\n\n**KẾ HOẠCH**\n"
    )
    document = read(text)
    assert texts(document, "left") == ["ỦY BAN NHÂN DÂN", "XÃ SUỐI LỚN", "Số: 7/KH-UBND"]
    assert texts(document, "right")[1] == "Độc lập - Tự do - Hạnh phúc"


BLOCKS = "|\n**STT**\n|\n**Việc**\n|\n**Đơn\nvị**\n|\n**Hạn**\n|\n"


def test_one_cell_per_block() -> None:
    text = BLOCKS + "|\n**I. TRỒNG MỚI**\n|\n|\n1\n|\nTrồng cây\nven đường\n|\nThôn Đông\n|\nQuý I\n|\n"
    document = read(text)
    (table,) = tables(document)
    assert rows(document, table) == [
        ["STT", "Việc", "Đơn vị", "Hạn"],
        ["I. TRỒNG MỚI"],
        ["1", "Trồng cây ven đường", "Thôn Đông", "Quý I"],
    ]
    assert table.grid[(1, 3)].column_span == 4


def test_empty_cell_of_a_block_table() -> None:
    # two bars together: the end of the row, or here, where the row is not full, a cell without text
    text = BLOCKS + "|\n1\n|\nTưới\n|\nThôn Tây\n|\nQuý I\n|\n|\n2\n|\nBón phân\n|\n|\nQuý II\n|\n"
    document = read(text)
    assert rows(document, tables(document)[0])[2] == ["2", "Bón phân", "", "Quý II"]


def test_letterhead_in_blocks_is_no_table() -> None:
    text = (
        "|\n**ỦY BAN NHÂN\nDÂN**\nXÃ SUỐI LỚN\n-------\n|\n**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM**\n"
        "Độc lập - Tự do - Hạnh phúc\n---\n|\n|\nSố: 7/KH-UBND\n|\n*Suối Lớn, ngày 3\ntháng 2 năm 2027*\n|\n\n"
        "**KẾ HOẠCH**\n"
    )
    document = read(text)
    assert not tables(document)
    assert texts(document, "left") == ["ỦY BAN NHÂN DÂN", "XÃ SUỐI LỚN", "Số: 7/KH-UBND"]
    assert texts(document, "right")[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert texts(document, "right")[-1] == "Suối Lớn, ngày 3 tháng 2 năm 2027"


def test_foot_in_blocks_is_no_table() -> None:
    text = "**Hết**\n\n|\n*Nơi nhận:*\n- Như trên;\n- Lưu: VT.\n|\n**TM. ỦY BAN\nNHÂN DÂN**\nCHỦ TỊCH\n|\n"
    document = read(text)
    assert texts(document, "left") == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert texts(document, "right") == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_html_table_with_merged_cells() -> None:
    text = (
        "<table>\n<tr><th rowspan=2>TT</th><th colspan=2>Số cây</th></tr>\n<tr><th>2027</th><th>2028</th></tr>\n"
        "<tr><td>1</td><td>300<br>cây</td><td>A &amp; B</td></tr>\n</table>\n"
    )
    document = read(text)
    (table,) = tables(document)
    assert rows(document, table) == [["TT", "Số cây"], ["2027", "2028"], ["1", "300 cây", "A &amp; B"]]
    assert table.header_rows == 2


def test_header_repeated_inside_a_table_is_left_out() -> None:
    head = "| TT | Việc | Đơn vị | Hạn |\n"
    document = read(f"{head}|---|---|---|---|\n| 1 | Trồng | Thôn | Quý I |\n{head}| 2 | Tưới | Xã | Quý II |\n")
    assert [row[0] for row in rows(document, tables(document)[0])] == ["TT", "1", "2"]


@pytest.mark.parametrize("text", ["Văn bản thường, 2 * 3 = 6", "Ký tên: ____", "A | B", "# "])
def test_plain_text_is_not_taken_for_markdown(text: str) -> None:
    assert not MarkdownReader().accepts(Source("x.md", text.encode()))


@pytest.mark.parametrize("span", ["2147483647", "99999999999999999999", "-1", "²", "x", ""])
def test_spans_that_no_table_has(span: str) -> None:
    cell = f'<td colspan="{span}" rowspan="{span}">ô</td>'
    text = f"# KẾ HOẠCH\n\n<table><tr>{cell}<td>b</td></tr><tr><td>c</td></tr></table>\n"
    (table,) = tables(read(text))
    assert table.rows == 2
    assert table.columns <= 201
    assert all(found.row + found.row_span <= 2 for found in table.cells)


def test_spans_that_cover_more_than_a_table_has_count_for_nothing() -> None:
    row = '<tr><td colspan="100" rowspan="200">ô</td></tr>'
    (table,) = tables(read(f"# KẾ HOẠCH\n\n<table>{row * 200}</table>\n"))
    assert (table.rows, table.columns, len(table.grid)) == (200, 1, 200)
