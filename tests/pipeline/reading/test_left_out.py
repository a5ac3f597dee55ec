"""Tables that are not read as they stand: what is told of them, and of captions written as rows."""

from __future__ import annotations

import pytest

from tests.pipeline.reading.helpers import read, rows, tables, texts

HEADER = "TT\tViệc\tĐơn vị\n"
REPEATED = "tiêu đề cột"
FLAT = "không tách được thành cột"


def _said(text: str, what: str) -> list[int | None]:
    return [note.page for note in read(text).notes if what in note.message]


def test_repeated_headers_are_told_once_for_each_table() -> None:
    text = f"{HEADER}1\tTrồng\tXã\n\f{HEADER}2\tTưới\tXã\n\f{HEADER}3\tTỉa\tXã\n\nBiểu khác:\n\n{HEADER}1\tBón\tXã\n"
    document = read(text)
    (note,) = (note for note in document.notes if REPEATED in note.message)
    assert note.page == 1
    assert "trang 1-3" in note.message
    assert "2 chỗ" in note.message


def test_nothing_is_told_of_a_table_that_stands_whole() -> None:
    assert not read(f"{HEADER}1\tTrồng\tXã\n2\tTưới\tXã\n").notes
    assert not read("| TT | **Việc** | Hạn |\n|---|---|---|\n| 1 | Trồng | Quý I |\n").notes


@pytest.mark.parametrize(
    "lines",
    [
        "STT Nội dung Đơn vị chủ trì\n1 Trồng cây Xã\n2 Tưới cây Thôn",  # only single spaces are left
        "STT\n\nViệc\n\nHạn\n\n1\n\nTrồng cây\n\nQuý I",  # one cell below the other
        "8 | Trồng cây phân tán [ Thôn\nđợt một\n9 | Tưới cây Thôn\n10 | Tỉa cành Xã",  # some rules read as bars
        "1     Trồng cây     Thôn\nphân tán\n2     Tưới      Xã Suối    Lớn\n\n3     Tỉa cành     Xã",  # columns move
    ],
)
def test_flattened_tables_are_told(lines: str) -> None:
    assert _said(f"Kế hoạch trồng cây.\n\f{lines}\n", FLAT) == [2]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}1\tTrồng\tXã\n",
        "- TT Huyện ủy;\n- Lưu: VT.\n",  # an abbreviation of recipients
        "1. Trồng cây\n2. Tưới cây\n3. Tỉa cành\n",
        "I | Phần chung\nNội dung.\n",  # a bar alone is no table
    ],
)
def test_nothing_flat_is_seen_where_none_is(text: str) -> None:
    assert not _said(text, FLAT)


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("\t\t\tĐơn vị tính: nghìn cây\n", ["Đơn vị tính: nghìn cây"]),  # to the right of the table
        ("Biểu số 1. Cây trồng mới\t\t\t\n", ["Biểu số 1. Cây trồng mới"]),
        ("CÂY TRỒNG MỚI NĂM 2027\t\t\t\n\t\t\tĐVT: cây\n", ["CÂY TRỒNG MỚI NĂM 2027", "ĐVT: cây"]),
    ],
)
def test_caption_and_unit_in_rows_of_their_own(above: str, expected: list[str]) -> None:
    document = read(f"{above}TT\tThôn\tKeo\tBạch đàn\n1\tĐông\t3\t4\n")
    assert texts(document) == expected
    (table,) = tables(document)
    assert (table.header_rows, rows(document, table)[0]) == (1, ["TT", "Thôn", "Keo", "Bạch đàn"])


def test_group_over_the_first_rows_is_no_caption() -> None:
    document = read("Các thôn phía Đông\t\t\n1\tĐông\t3\n2\tTây\t4\n")
    assert tables(document)[0].rows == 3
