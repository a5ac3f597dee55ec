"""Headers of tables: how many rows, what is merged where only empty cells tell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.document import Document, Table
from extractors.grids import Grid
from pipeline.reading.headers import header_levels, header_row_count, is_column_numbers
from tests.pipeline.reading.helpers import read, tables
from tests.pipeline.reading.overlay import uncovered


def _table(*lines: str) -> tuple[Document, Table]:
    document = read("\n".join(lines) + "\n")
    (table,) = tables(document)
    return document, table


def _names(*lines: str) -> list[str]:
    return Grid(*_table(*lines)).headers


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
        # the total above the rows it sums: it stands below columns that have their own names
        (["TT\tThôn\tSố cây\tSố hộ", "\tTổng số\t300\t40", "1\tThôn Đông\t300\t40"], 1),
        # a row without a number whose cells are words
        (["TT\tViệc\tĐơn vị\tHạn", "\tChuẩn bị\tThôn\tQuý I", "1\tTrồng\tXã\tQuý II"], 1),
        # the same, and the header is short of a cell: a gap at its end makes no group
        (["TT\tViệc\tHạn\t", "\tChuẩn bị\tQuý I\tđã xong", "1\tTrồng\tQuý II\t"], 1),
        (["TT\tLoại cây\tDiện tích\tSố cây", "\t\t(ha)\t(nghìn cây)", "1\tKeo\t3\t4"], 2),  # units
        (["TT\tViệc\tTháng\t\t", "\t\t1\t2\t3", "1\tTrồng\tx\t\tx"], 2),  # months
        (["\t\tKết quả\t", "STT\tViệc\tNăm đầu\tNăm cuối", "1\tTrồng\t3\t4"], 2),  # merged cells written at the bottom
    ],
)
def test_header_rows(lines: list[str], count: int) -> None:
    document, table = _table(*lines)
    assert header_row_count(document.text, table) == count


def test_gaps_belong_to_the_cell_on_the_left_and_above() -> None:
    names = _names(
        "TT\tThôn\tSố cây\t\tDiện tích\t\t\tGhi chú",
        "\t\tNăm 2026\tNăm 2027\tTổng\tĐồi\tVườn\t",
        "1\tThôn Đông\t300\t400\t7\t5\t2\tđã rà soát",
    )
    assert names == [
        "TT",
        "Thôn",
        "Số cây / Năm 2026",
        "Số cây / Năm 2027",
        "Diện tích / Tổng",
        "Diện tích / Đồi",
        "Diện tích / Vườn",
        "Ghi chú",
    ]


def test_three_levels() -> None:
    document, table = _table(
        "TT\tViệc\tKinh phí\t\t\t\tĐơn vị",
        "\t\tTổng\tTrong đó\t\t\t",
        "\t\t\tTỉnh\tXã\tKhác\t",
        "1\tTrồng cây\t9\t4\t3\t2\tThôn",
    )
    assert table.header_rows == 3
    assert Grid(document, table).headers == [
        "TT",
        "Việc",
        "Kinh phí / Tổng",
        "Kinh phí / Trong đó / Tỉnh",
        "Kinh phí / Trong đó / Xã",
        "Kinh phí / Trong đó / Khác",
        "Đơn vị",
    ]
    merged = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells if cell.row < 3}
    assert merged[(0, 0)] == (3, 1)
    assert merged[(0, 2)] == (1, 4)
    assert merged[(1, 2)] == (2, 1)
    assert merged[(1, 3)] == (1, 3)


def test_children_in_the_last_level_under_two_groups() -> None:
    # the second level is whole, the third divides only one of its cells
    names = _names(
        "TT\tXã\tNăm 2026\t\t\t\tNăm 2027\t\t",
        "\t\tHộ\tNgười\t\t\tHộ\tNgười\t",
        "\t\t\tNam\tNữ\tTrẻ em\t\tNam\tNữ",
        "1\tSuối Lớn\t5\t6\t7\t8\t9\t10\t11",
    )
    assert names[2:6] == [
        "Năm 2026 / Hộ",
        "Năm 2026 / Người / Nam",
        "Năm 2026 / Người / Nữ",
        "Năm 2026 / Người / Trẻ em",
    ]
    assert names[6:] == ["Năm 2027 / Hộ", "Năm 2027 / Người / Nam", "Năm 2027 / Người / Nữ"]


def test_total_beside_its_parts() -> None:
    # the parts are named below, the total is not: it keeps the name of the group
    assert _names("TT\tThôn\tTổng số\t\t", "\t\t\tNam\tNữ", "1\tĐông\t9\t4\t5") == [
        "TT",
        "Thôn",
        "Tổng số",
        "Tổng số / Nam",
        "Tổng số / Nữ",
    ]


def test_a_column_without_a_name_takes_none_from_its_neighbour() -> None:
    names = _names("TT\tViệc\tKế hoạch\t\t", "\t\tNăm đầu\tNăm cuối\t", "1\tTrồng\t3\t4\tchậm")
    assert names[2:] == ["Kế hoạch / Năm đầu", "Kế hoạch / Năm cuối", "Cột 5"]


def test_group_above_columns_kept_apart_by_spaces() -> None:
    # the name of the group wraps, and so does the one of a column beside it
    names = _names(
        "TT   Tên              Số cây trồng       Đơn vị",
        "     thôn               phân tán",
        "                     Năm một   Năm hai   theo dõi",
        "1    Thôn Đông       300       400       Hội Nông dân",
        "2    Thôn Tây        200       250       Hội Phụ nữ",
        "3    Thôn Nam        150       175       Đoàn xã",
        "4    Thôn Bắc        150       175       Đoàn xã",
        "5    Thôn Giữa       150       175       Đoàn xã",
    )
    group = "Số cây trồng phân tán"
    assert names == ["TT", "Tên thôn", f"{group} / Năm một", f"{group} / Năm hai", "Đơn vị theo dõi"]


def test_repeated_texts_are_merged_cells_too() -> None:
    # converters that write the text of a merged cell into each of its places
    assert _names("TT\tViệc\tHạn\tHạn", "TT\tViệc\tĐầu\tCuối", "1\tTrồng\tQuý I\tQuý II") == [
        "TT",
        "Việc",
        "Hạn / Đầu",
        "Hạn / Cuối",
    ]


def test_children_below_the_rule_of_markdown() -> None:
    names = _names("| TT | Việc | Hạn | |", "|---|---|---|---|", "| | | Đầu | Cuối |", "| 1 | Trồng | Quý I | Quý II |")
    assert names == ["TT", "Việc", "Hạn / Đầu", "Hạn / Cuối"]


def test_empty_cells_of_data_are_not_merged() -> None:
    _, table = _table("TT\tViệc\tHạn\t", "\t\tĐầu\tCuối", "1\tTrồng\t\t", "\t\tQuý I\t", "2\tTưới\t\tQuý II")
    assert all(cell.row_span == cell.column_span == 1 for cell in table.cells if cell.row >= table.header_rows)
    assert len([cell for cell in table.cells if cell.row >= table.header_rows]) == 12


def test_header_of_two_rows_repeated_inside_is_left_out() -> None:
    header = ["TT\tViệc\tHạn\t", "\t\tĐầu\tCuối"]
    document, table = _table(*header, "1\tTrồng\tQuý I\tQuý II", *header, "2\tTưới\tQuý I\tQuý II")
    assert [row.at(0).text for row in Grid(document, table).rows] == ["1", "2"]  # type: ignore[union-attr]


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=4))
def test_nothing_is_lost_or_covered_twice(filled: list[list[bool]]) -> None:
    # whatever is merged (`read` proves that no position is covered twice)
    grid = [[f"Ô {r}.{c}" if cell else "" for c, cell in enumerate(row)] for r, row in enumerate(filled)]
    grid = [["TT", "Việc", "Hạn", ""], *grid, ["1", "Trồng", "3", "4"]]
    assert 1 <= header_levels(grid) <= 3
    assert not uncovered(read("\n".join("\t".join(row) for row in grid) + "\n"))


def test_page_break_inside_an_html_table() -> None:
    # a form feed ends a line for Python, but not for the parser of HTML
    document, table = _table(
        "<table>", "\f", "<tr><td>TT</td><td>Việc</td></tr>", "<tr><td>1</td><td>Tỉa</td></tr>", "</table>"
    )
    assert Grid(document, table).headers == ["TT", "Việc"]
