"""Tables that go on over a page break, cut rows, header rows."""

from __future__ import annotations

import pytest

from dataset.document import Cell, Document, Table
from dataset.spans import Span
from pipeline.reading.continuation import continued, header_row_count, is_column_numbers
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


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["(1)", "(2)", "(3)=(1)+(2)"], True),
        (["A", "B", "1", "2", "3"], True),
        (["", "(1)", "(2)", "(3)"], True),
        (["1", "2"], False),  # two numbers may be data
        (["1", "Trồng cây", "300"], False),
        (["1", "20", "300"], False),  # not in order
    ],
)
def test_row_of_column_numbers(cells: list[str], expected: bool) -> None:
    assert is_column_numbers(cells) is expected


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["TT\tViệc\tHạn", "1\tTrồng\tQuý I"], 1),
        (["TT\tViệc\tHạn", "(1)\t(2)\t(3)", "1\tTrồng\tQuý I"], 2),
        (["TT\tChỉ tiêu\tNăm\t", "\t\t2027\t2028", "1\tSố cây\t300\t400"], 2),
        (["Nội dung\t2027\t2028", "Số cây\t300\t400"], 1),  # years head columns
        (["TT\tChỉ tiêu\tKế hoạch\t", "\t\tNăm đầu\tNăm cuối", "1\tSố cây\t300\t400"], 2),
        (["1\tTrồng cây\t300", "2\tTưới cây\t200"], 0),  # no header at all
    ],
)
def test_header_rows(lines: list[str], count: int) -> None:
    document = read("\n".join(lines) + "\n")
    assert header_row_count(document.text, tables(document)[0]) == count


def _table(grid: list[list[str]], text: str, page: int) -> Table:
    cells = tuple(
        Cell(r, c, (Span(text.index(cell), text.index(cell) + len(cell)) if cell else Span(0, 0),), page=page)
        for r, row in enumerate(grid)
        for c, cell in enumerate(row)
    )
    header = 1 if grid[0][0] == "TT" else 0
    return Table(cells, len(grid), len(grid[0]), header, page, page)
