"""Plain text: lines flowed into paragraphs, columns taken apart, encodings."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.plain import PlainReader
from tests.pipeline.reading.helpers import read, rows, tables, texts

WRAPPED = (
    "Căn cứ tình hình thực tế của địa phương và khả năng cân đối ngân sách hằng năm, Ủy\n"
    "ban nhân dân xã xây dựng kế hoạch trồng cây phân tán trên địa bàn toàn xã trong năm\n"
    "2027 với các nội dung chủ yếu dưới đây. Việc trồng cây phải gắn với chăm sóc và bảo\n"
    "vệ, bảo đảm cây sống.\n"
)


def test_text_is_the_file_to_the_byte() -> None:
    text = "Một dòng  có hai dấu cách\n\n\tthụt đầu dòng \n"
    assert read(text).text == text


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_become_newlines(ending: str) -> None:
    assert read(f"Dòng một{ending}Dòng hai").text == "Dòng một\nDòng hai"


def test_hard_wraps_are_taken_back() -> None:
    # the line that begins with a capital and the one that begins with a year go on too
    found = texts(read(WRAPPED + "\n" + WRAPPED))
    assert len(found) == 2
    assert "hằng năm, Ủy ban nhân dân xã" in found[0]
    assert "trong năm 2027 với" in found[0]


def test_sections_numbered_with_a_dash_begin_paragraphs() -> None:
    found = texts(read(WRAPPED + "III- TỔ CHỨC THỰC HIỆN\n" + WRAPPED))
    assert found[1] == "III- TỔ CHỨC THỰC HIỆN"


@pytest.mark.parametrize("doers", ["Đơn vị chủ trì: Phòng Kinh tế; hạn: tháng 5.", "Đầu mối: Đoàn Thanh niên xã."])
def test_lines_of_doers_begin_paragraphs(doers: str) -> None:
    assert texts(read(f"{WRAPPED}{doers}\n{WRAPPED}"))[1] == doers


def test_a_label_inside_a_wrapped_sentence_begins_none() -> None:
    sentence = (
        "Các thôn đăng ký số cây và nơi trồng trước tháng hai, gồm hạn, loài cây, người nhận và\nThời gian: ba tháng.\n"
    )
    assert len(texts(read(WRAPPED + "\n" + sentence))) == 2


def test_one_paragraph_per_line_stays_so() -> None:
    text = "Nội dung thứ nhất của kế hoạch năm nay\nNội dung thứ hai của kế hoạch năm nay\n- Ý nhỏ một;\n- Ý nhỏ hai."
    assert len(texts(read(text))) == 4


@pytest.mark.parametrize("between", ["\n\n", "\n\f", "\n\n3\n\n", "\n- 3 -\n\f\n"])
def test_page_break_inside_a_sentence_is_bridged(between: str) -> None:
    document = read(f"- Các thôn rà soát danh sách hộ{between}nghèo trước mùa mưa.\n\n- Trạm Y tế chuẩn bị thuốc.")
    assert texts(document)[0] == "- Các thôn rà soát danh sách hộ nghèo trước mùa mưa."
    assert len(document.blocks[0].spans) == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "- Tổ chức tập huấn cho cán bộ thôn.",
            "- kiểm tra định kỳ",
        ),  # a bullet opens a paragraph, small letter or not
        ("IV. TỔ CHỨC THỰC HIỆN", "các thôn thực hiện"),  # nothing goes on from a heading in capitals
        ("Xã giao các đơn vị:", "b) rà soát hồ sơ"),  # a letter opens a paragraph
        ("Kinh phí do xã bảo đảm.", "Thôn tự cân đối phần còn lại."),
    ],
)
def test_what_is_not_bridged(first: str, second: str) -> None:
    assert texts(read(f"{first}\n\n{second}")) == [first, second]


def test_form_feeds_count_pages() -> None:
    document = read("Trang một.\n\fTrang hai.\n\f\nTrang ba.")
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [document.page_at(block.start) for block in document.blocks] == [1, 2, 3]


def test_page_numbers_are_no_paragraphs() -> None:
    # the third has no blank line behind it, but it follows in order
    text = "Đoạn thứ nhất của văn bản.\n\n2\n\nĐoạn thứ hai của văn bản.\n\n- 3 -\n\nĐoạn thứ ba.\n\n4\nĐoạn thứ tư."
    assert [t[:4] for t in texts(read(text))] == ["Đoạn"] * 4


def test_dash_inside_a_wrapped_sentence_is_no_bullet() -> None:
    text = (
        WRAPPED
        + "\nMục tiêu chung là phát triển cây xanh bền vững ở các khu dân cư giai đoạn 2027\n- 2031 và giữ rừng.\n"
    )
    assert any("giai đoạn 2027 - 2031 và giữ" in t for t in texts(read(text)))


def test_symbol_cut_behind_its_hyphen_flows_together() -> None:
    text = (
        WRAPPED
        + "\nThực hiện Nghị định của Chính phủ về cây xanh đô thị mang số hiệu 999/2027/NĐ-\nCP và các văn bản khác.\n"
    )
    assert any("999/2027/NĐ-CP và" in t for t in texts(read(text)))


def test_two_bodies_of_a_wrapped_letterhead_stay_apart() -> None:
    text = f"UBND TỈNH SUỐI LỚN\nBAN CHỈ ĐẠO TRỒNG RỪNG VEN\nSÔNG SUỐI\n\nKẾ HOẠCH\n\n{WRAPPED}"
    assert texts(read(text))[:2] == ["UBND TỈNH SUỐI LỚN", "BAN CHỈ ĐẠO TRỒNG RỪNG VEN SÔNG SUỐI"]


@pytest.mark.parametrize("gap", ["          ", " _ ", "\t"])
def test_letterhead_on_shared_lines(gap: str) -> None:
    text = (
        f"ỦY BAN NHÂN DÂN{gap}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        f"XÃ SUỐI LỚN{gap}Độc lập - Tự do - Hạnh phúc\n\n"
        f"Số: 12/KH-UBND{gap}Suối Lớn, ngày 3 tháng 2 năm 2027\n\nKẾ HOẠCH\nTrồng cây phân tán năm 2027\n"
    )
    document = read(text)
    assert texts(document, "left") == ["ỦY BAN NHÂN DÂN", "XÃ SUỐI LỚN", "Số: 12/KH-UBND"]
    assert texts(document, "right") == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Suối Lớn, ngày 3 tháng 2 năm 2027",
    ]
    assert texts(document, "full")[0] == "KẾ HOẠCH"


def test_blanks_left_for_day_and_number_part_no_columns() -> None:
    text = (
        "ĐẢNG ỦY XÃ SUỐI LỚN\tĐẢNG CỘNG SẢN VIỆT NAM\n"
        "*\tSuối Lớn, ngày     tháng 02 năm 2027\n"
        "Số      -KH/ĐU\n\nKẾ HOẠCH\ntrồng cây phân tán năm 2027\n"
    )
    document = read(text)
    assert texts(document, "left") == ["ĐẢNG ỦY XÃ SUỐI LỚN", "*"]
    assert texts(document, "right") == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Suối Lớn, ngày tháng 02 năm 2027"]
    assert texts(document, "full")[0] == "Số -KH/ĐU"


def test_foot_on_shared_lines() -> None:
    text = (
        "Các đơn vị thực hiện./.\n\nNơi nhận:                         TM. ỦY BAN NHÂN DÂN\n"
        "- Như trên;                            CHỦ TỊCH\n- Lưu: VT.\n\n\n                              Trần Văn Bình\n"
    )
    document = read(text)
    assert texts(document, "left") == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert texts(document, "right") == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Bình"]


def test_tabs_make_a_table_and_ragged_rows_are_filled() -> None:
    document = read("TT\tViệc\tĐơn vị\n1\tTrồng cây\tThôn 1\n2\tTưới cây\n")
    (table,) = tables(document)
    assert rows(document, table) == [["TT", "Việc", "Đơn vị"], ["1", "Trồng cây", "Thôn 1"], ["2", "Tưới cây", ""]]
    assert (table.header_rows, table.origin) == (1, "tabs")


def test_tab_behind_a_bullet_is_no_table() -> None:
    assert not tables(read("-\tTrồng cây ở các thôn;\n-\tTưới cây hằng ngày.\n"))


def test_tab_that_indents_a_paragraph_is_no_table() -> None:
    # as word processors export it: a tab before every paragraph, one has another inside
    text = (
        "\tI. MỤC TIÊU\n\t- Trồng 300 cây;\n\tHạn cuối:\t5/6/2027\n\tCác thôn thực hiện.\n"
        "TT\tViệc\tHạn\n1\tTrồng\tQuý I\n"
    )
    document = read(text)
    assert "- Trồng 300 cây;" in texts(document)
    assert "Các thôn thực hiện." in texts(document)
    assert rows(document, tables(document)[-1]) == [["TT", "Việc", "Hạn"], ["1", "Trồng", "Quý I"]]


def test_rest_of_a_row_behind_a_page_break_with_most_cells_empty() -> None:
    text = "TT\tViệc\tĐơn vị\tHạn\n1\tTrồng\tThôn Đông, thôn\tQuý I\n\f\t\tTây\t\n2\tTưới\tXã\tQuý II\n"
    document = read(text)
    assert rows(document, tables(document)[0])[1] == ["1", "Trồng", "Thôn Đông, thôn Tây", "Quý I"]


def test_columns_kept_apart_by_spaces() -> None:
    text = (
        "TT   Tên việc           Đơn vị      Thời gian\n"
        "1    Trồng cây          Thôn Đông   Quý I\n"
        "2    Tưới và chăm       Thôn Tây    Quý II\n"
        "     sóc cây\n"
        "3    Kiểm đếm           Thôn Nam    Quý III\n"
    )
    document = read(text)
    (table,) = tables(document)
    assert (table.rows, table.columns, table.origin) == (4, 4, "aligned")
    assert rows(document, table)[2][1] == "Tưới và chăm sóc cây"


SAMPLE = "Ủy ban nhân dân xã thực hiện kế hoạch của tỉnh về công tác năm 2027, được các thôn theo dõi."


def test_utf16_is_read_and_told() -> None:
    document = read(SAMPLE.encode("utf-16"))
    assert document.text == SAMPLE
    assert "utf-16" in document.notes[0].message


def test_windows_1258_is_guessed() -> None:
    data = "".join(_for_1258(ch) for ch in SAMPLE).encode("cp1258")
    document = read(data)
    assert document.text == SAMPLE
    assert "1258" in document.notes[0].message


def test_tcvn3_is_guessed() -> None:
    # the old code for lower case; a capital with a tone needs a second font and is not there
    document = read("thùc hiÖn kÕ ho¹ch cña tØnh vÒ c«ng t¸c n¨m 2027, ®­îc c¸c th«n theo dâi".encode("latin-1"))
    assert document.text == "thực hiện kế hoạch của tỉnh về công tác năm 2027, được các thôn theo dõi"
    assert "TCVN3" in document.notes[0].message


def test_vni_is_guessed() -> None:
    document = read(
        "thöïc hieän keá hoaïch cuûa tænh veà coâng taùc naêm 2027, ñöôïc caùc thoân theo doõi".encode("latin-1")
    )
    assert document.text == "thực hiện kế hoạch của tỉnh về công tác năm 2027, được các thôn theo dõi"
    assert "VNI" in document.notes[0].message


def test_byte_order_mark_is_dropped() -> None:
    assert read(b"\xef\xbb\xbf" + SAMPLE.encode()).text == SAMPLE


def test_a_few_broken_bytes_are_told_not_guessed_away() -> None:
    document = read((SAMPLE * 3).encode() + b"\xe1\xbb")
    assert "�" in document.text
    assert "1 chỗ" in document.notes[0].message


def test_decomposed_letters_are_read_alike() -> None:
    text = f"PHỤ LỤC\n\n{WRAPPED}"
    decomposed = unicodedata.normalize("NFD", text)
    document = read(decomposed)
    assert document.text == decomposed
    assert [unicodedata.normalize("NFC", t) for t in texts(document)] == texts(read(text))


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"\x89PNG\r\n", bytes(range(256)) * 4, b"PK\x03\x04abc"])
def test_binary_content_is_not_accepted(data: bytes) -> None:
    assert not PlainReader().accepts(Source("x.txt", data))


def test_junk_is_refused_with_a_remedy() -> None:
    with pytest.raises(ReadingError, match="nhị phân") as error:
        PlainReader().read(Source("x.txt", bytes(range(128, 160)) * 20 + b"\x00\x01\x02" * 30), ReadingOptions())
    assert error.value.remedy


def _for_1258(character: str) -> str:
    """Windows-1258 has the vowels with their quality and writes the tone behind."""
    parts = unicodedata.normalize("NFD", character)
    tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + tones


def test_foot_in_one_column_ends_before_the_annex() -> None:
    # tabs of the annex's table are not the gap between recipients and signature
    document = read(
        "Nơi nhận:\n- Các thôn;\n- Lưu: VT.\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nVi Thị Lả\n\nBIỂU GIAO VIỆC\n"
        "(Kèm theo Kế hoạch số 5/KH-UBND)\nSTT\tThôn\tSố cây\n1\tNà Pồng\t40\n2\tKhuổi Ho\t35\n"
    )
    assert [row[1] for row in rows(document, tables(document)[0])] == ["Thôn", "Nà Pồng", "Khuổi Ho"]
    assert "Vi Thị Lả" in texts(document, "full")


def test_a_basis_that_begins_otherwise_ends_the_title_before_it() -> None:
    text = (
        "                              KẾ HOẠCH\n"
        "  tuyên truyền về chuyển đổi số và dữ liệu dùng chung của các cơ quan trong xã,\n"
        "                     giai đoạn đầu của năm 2026\n"
        "     Thực hiện Kế hoạch số 45-KH/TU, ngày 28/11/2025 của Ban Thường vụ Tỉnh ủy, Ban\n"
        "Thường vụ Đảng ủy xã xây dựng Kế hoạch như sau:\n"
    )
    assert texts(read(text))[1:] == [
        "tuyên truyền về chuyển đổi số và dữ liệu dùng chung của các cơ quan trong xã, giai đoạn đầu của năm 2026",
        "Thực hiện Kế hoạch số 45-KH/TU, ngày 28/11/2025 của Ban Thường vụ Tỉnh ủy, Ban Thường vụ Đảng ủy xã xây dựng "
        "Kế hoạch như sau:",
    ]
