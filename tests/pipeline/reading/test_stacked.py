"""Tables of which a copy kept one cell after the other: put together from their header, or left as they are."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipeline.reading.helpers import read, rows, tables, texts

HEAD = ["STT", "Việc cần làm", "Ai làm", "Khi nào xong"]
ROWS = [
    ["I", "Kênh mương"],
    ["1", "Vét kênh chính", "Tổ thủy nông", "Tháng 4/2031"],
    ["2", "Sửa cống số 3", "Ban quản lý đồng", "Quý II/2031"],
    ["II", "Đường đồng"],
    ["1", "Rải sỏi 2 km", "Các xóm", "Trước 15/6/2031"],
]


def stacked(cells: list[str], gap: str) -> str:
    return "PHỤ LỤC" + gap + gap.join(cells) + gap


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n|\n"])
def test_rows_are_found_by_their_numbers(gap: str) -> None:
    document = read(stacked([*HEAD, *chain(*ROWS)], gap) + "\nNơi nhận:\n- Lưu: VT.\n")
    (table,) = tables(document)
    assert table.header_rows == 1
    assert [[cell for cell in dict.fromkeys(row) if cell] for row in rows(document, table)] == [HEAD, *ROWS]
    assert texts(document)[-1] == "- Lưu: VT."


def test_cells_over_lines_stand_apart() -> None:
    cells = [*HEAD, *ROWS[1][:1], "Vét kênh chính,\ncả hai bờ", *ROWS[1][2:], *ROWS[2]]
    document = read(stacked(cells, "\n\n"))
    assert rows(document, tables(document)[0])[1][1] == "Vét kênh chính, cả hai bờ"


@pytest.mark.parametrize(
    "cells",
    [
        # a cell is missing, and nobody can tell which
        [*HEAD, *ROWS[1][:3], *ROWS[2], "3", "Trồng cỏ", "Các xóm", "Cả năm"],
        # the last row is short, and what follows is the foot
        [*HEAD, *ROWS[1], "2", "Trồng cỏ", "Nơi nhận:", "- Lưu: VT."],
        # one row alone proves no table
        [*HEAD, *ROWS[1]],
        # no header
        [*ROWS[1], *ROWS[2]],
    ],
)
def test_what_does_not_come_out_even_is_left(cells: list[str]) -> None:
    document = read(stacked(cells, "\n\n"))
    assert not tables(document)
    assert all(cell in document.text for cell in cells)


@given(
    st.integers(3, 8).flatmap(
        lambda width: st.lists(
            st.lists(
                st.sampled_from(["Xóm Đông", "2031", "5", "IV", "Có", "1.5"]), min_size=width - 1, max_size=width - 1
            ),
            min_size=2,
            max_size=12,
        )
    )
)
def test_numbers_among_the_cells_do_no_harm(body: list[list[str]]) -> None:
    """Cells that look like row numbers: the rows come out as they were, or no table is made."""
    head = ["STT", *(f"Cột thứ {'abcdefgh'[i]}" for i in range(len(body[0])))]
    written = [[str(number), *row] for number, row in enumerate(body, 1)]
    document = read(stacked([*head, *chain(*written)], "\n\n"))
    assert [rows(document, table) for table in tables(document)] in ([], [[head, *written]])
