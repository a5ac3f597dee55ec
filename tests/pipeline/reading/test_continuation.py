"""Tables that go on over a page break, cut rows, header rows."""

from __future__ import annotations

import pytest

from dataset.document import Cell, Document, Table
from dataset.spans import Span
from pipeline.reading.continuation import continued
from tests.pipeline.reading.helpers import read, rows, tables

HEADER = "TT\tViệc\tĐơn vị\tHạn\n"


def _read(*parts: str) -> tuple[Document, list[Table]]:
    document = read("\n".join(parts))
    return document, tables(document)


def test_repeated_header_joins_and_is_left_out() -> None:
    document, found = _read(HEADER + "1\tTrồng cây\tThôn 1\tQuý I\n", HEADER + "2\tTưới cây\tThôn 2\tQuý II\n")
    assert [[row[0] for row in rows(document, table)] for table in found] == [["TT", "1", "2"]]


def test_header_repeated_with_other_marks_joins() -> None:
    # the second time the tone stands on the other vowel, in capitals
    _, found = _read("TT\tHóa chất\tĐơn vị\n1\tVôi\tXã\n", "TT\tHOÁ CHẤT\tĐơn vị\n2\tPhân\tXã\n")
    assert len(found) == 1


def test_row_cut_in_two_is_whole_again() -> None:
    document, found = _read(
        HEADER + "1\tTrồng cây phân tán,\tThôn Đông, thôn\tQuý\n",
        HEADER + "\tchăm sóc cây\tTây\tI\n2\tTưới\tXã\tQuý II\n",
    )
    (table,) = found
    assert rows(document, table)[1:] == [
        ["1", "Trồng cây phân tán, chăm sóc cây", "Thôn Đông, thôn Tây", "Quý I"],
        ["2", "Tưới", "Xã", "Quý II"],
    ]
    assert len(table.grid[(1, 1)].spans) == 2


def test_row_without_number_that_begins_anew_stays_a_row() -> None:
    # a sub-row under a number merged over several rows: its cells are complete and begin with capitals
    document, found = _read(
        HEADER + "1\tTrồng cây.\tThôn Đông.\tQuý I.\n", HEADER + "\tTưới cây.\tThôn Tây.\tQuý II.\n"
    )
    assert len(rows(document, found[0])) == 3


def test_next_row_number_joins_without_a_header() -> None:
    document, found = _read(HEADER + "1\tA\tXã\tQuý I\n2\tB\tXã\tQuý I\n", "3\tC\tXã\tQuý I\n")
    assert [row[0] for row in rows(document, found[0])] == ["TT", "1", "2", "3"]


@pytest.mark.parametrize(
    "second",
    [
        "TT\tTên cây\tSố cây\tXã\n1\tKeo\t300\tA\n",  # another header
        "TT\tViệc\tĐơn vị\n1\tTrồng\tXã\n",  # other columns
        "1\tC\tXã\tQuý I\n2\tD\tXã\tQuý I\n",  # begins to count again
    ],
)
def test_another_table_stays_apart(second: str) -> None:
    assert len(_read(HEADER + "1\tA\tXã\tQuý I\n2\tB\tXã\tQuý I\n", second)[1]) == 2


def test_a_paragraph_between_keeps_tables_apart() -> None:
    assert len(_read(HEADER + "1\tA\tXã\tQuý I\n", "Biểu số hai như sau:\n", HEADER + "1\tB\tXã\tQuý I\n")[1]) == 2


def test_page_break_joins_tables_without_header() -> None:
    text = "TTViệc1AB23"
    first = _table([["TT", "Việc"], ["1", "A"]], text, 1)
    second = _table([["2", "B"], ["3", "A"]], text, 2)
    whole = continued(first, second, text)
    assert whole is not None
    assert (whole.rows, whole.first_page, whole.last_page) == (4, 1, 2)


NUMBERED = HEADER + "1\tTrồng cây.\tThôn Đông.\tQuý I.\n2\tLàm cỏ.\tThôn Tây.\tQuý II.\n"


def _over_a_page(first: str, second: str) -> list[list[str]]:
    document = read(f"{first}\n\f{second}")
    (table,) = tables(document)
    return rows(document, table)


@pytest.mark.parametrize("header", [HEADER, ""])
def test_rest_of_a_row_that_begins_a_new_sentence(header: str) -> None:
    # the cell ended in a full stop at the foot of the page; every row has a number, so this is none of its own
    found = _over_a_page(NUMBERED, header + "\tVun gốc trước mùa mưa.\t\t\n3\tTưới\tXã\tQuý III\n")
    assert found[2] == ["2", "Làm cỏ. Vun gốc trước mùa mưa.", "Thôn Tây.", "Quý II."]
    assert found[3][0] == "3"


def test_repeated_header_tells_a_page_break() -> None:
    # converters that keep no page breaks: an empty line, then the header again
    (table,) = tables(document := read(f"{NUMBERED}\n{HEADER}\tVun gốc trước mùa mưa.\t\t\n3\tTưới\tXã\tQuý III\n"))
    assert rows(document, table)[2][1] == "Làm cỏ. Vun gốc trước mùa mưa."


@pytest.mark.parametrize(
    "rest",
    [
        "\tCHĂM SÓC RỪNG\t\t",  # a heading of the rows below it
        "\tTổng cộng\t40\t50",  # a total: no number is cut in two
    ],
)
def test_row_that_needs_no_number(rest: str) -> None:
    figures = HEADER + "1\tTrồng.\t30\t20\n2\tTưới.\t10\t30\n"
    assert len(_over_a_page(figures, f"{HEADER}{rest}\n3\tCắt tỉa\t9\t9\n")) == 5


def test_row_without_number_among_others_without() -> None:
    # numbers stand only in front of the first row of a group, so an empty cell tells nothing
    grouped = HEADER + "1\tTrồng cây.\tXã.\tQuý I.\n\tLàm cỏ.\tXã.\tQuý I.\n2\tTỉa.\tXã.\tQuý I.\n"
    assert len(_over_a_page(grouped, HEADER + "\tTưới cây.\tXã.\tQuý II.\n")) == 5


def test_other_table_with_an_empty_corner_is_no_rest() -> None:
    document = read(f"{NUMBERED}\n\f\tNăm 2026\tNăm 2027\tNăm 2028\nKeo\tba\tbốn\tnăm\nBạch đàn\tba\tba\thai\n")
    assert len(tables(document)) == 2


@pytest.mark.parametrize("cut", ["\f", "\n\f", "\n\n\f"])
def test_page_break_between_lines_of_a_table(cut: str) -> None:
    # with and without an empty line, the rest of the row alone on its page
    document = read(HEADER + f"1\tTrồng\tThôn Đông, thôn\tQuý I{cut}\t\tTây\t\n\nHết bảng.\n")
    (table,) = tables(document)
    assert rows(document, table)[1:] == [["1", "Trồng", "Thôn Đông, thôn Tây", "Quý I"]]


def _table(grid: list[list[str]], text: str, page: int) -> Table:
    cells = tuple(
        Cell(r, c, (Span(text.index(cell), text.index(cell) + len(cell)) if cell else Span(0, 0),), page=page)
        for r, row in enumerate(grid)
        for c, cell in enumerate(row)
    )
    header = 1 if grid[0][0] == "TT" else 0
    return Table(cells, len(grid), len(grid[0]), header, page, page)


def test_header_of_a_scan_joins_though_a_letter_was_misread() -> None:
    # two readings of one printed header: "diện tích", "điện tích"
    document, found = _read(
        "TT\tCụm công nghiệp (vị trí, diện tích)\tTiến độ\n1\tTân Lập\tChậm\n",
        "TT\tCụm công nghiệp (vị trí, điện tích)\tTiến độ\n2\tTân An\tNhanh\n",
    )
    assert len(found) == 2
    whole = continued(found[0], found[1], document.text, misread=True)
    assert whole is not None
    assert [row[0] for row in rows(document, whole)] == ["TT", "1", "2"]


def test_headers_of_a_scan_that_name_other_years_do_not_join() -> None:
    document, found = _read(
        "TT\tKết quả phát triển kinh tế năm 2025\tGhi chú\n1\tTân Lập\tĐạt\n",
        "TT\tKết quả phát triển kinh tế năm 2026\tGhi chú\n1\tTân An\tĐạt\n",
    )
    assert len(found) == 2
    assert continued(found[0], found[1], document.text, misread=True) is None
