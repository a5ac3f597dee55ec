"""Tables of born-digital pages without rules between their columns, and rules drawn as dots."""

from __future__ import annotations

from pipeline.reading.layout.dots import dotted_rules, is_dot
from pipeline.reading.layout.model import PageWord, RawTable
from pipeline.reading.layout.unruled import find_unruled
from tests.pipeline.reading.test_layout import words

ROWS = (("1", "Bắc Sơn", "3.900", "12"), ("2", "Tân Sơn", "4.950", "17"), ("3", "Thanh Trà", "4.350", "9"))
LEFT = (90.0, 130.0, 300.0, 400.0)


def line(cells: tuple[str, ...], top: float) -> list[PageWord]:
    return [word for x, cell in zip(LEFT, cells, strict=True) for word in words(cell, x, top, 12)]


def grid(table: RawTable) -> list[list[str]]:
    """The texts of a table, row by row; a merged cell at its first place only."""
    found = [["" for _ in range(table.columns)] for _ in range(table.rows)]
    for cell in table.cells:
        found[cell.row][cell.column] = " ".join(line.text for line in cell.lines)
    return found


def test_words_below_each_other_are_a_table_with_its_header() -> None:
    page = [
        *words("CHỈ TIÊU TIÊM PHÒNG NĂM 2026", 180, 60),
        *line(("TT", "Xóm", "Gia cầm", "Số hộ"), 100),
        *(word for n, row in enumerate(ROWS) for word in line(row, 120 + 16 * n)),
        *words("Trên đây là chỉ tiêu của các xóm trong năm, đề nghị thực hiện.", 90, 220),
    ]
    (table,) = find_unruled(page, 1)
    assert grid(table) == [["TT", "Xóm", "Gia cầm", "Số hộ"], *map(list, ROWS)]


def test_a_long_cell_goes_around_the_line_of_its_row() -> None:
    page = [
        *line(ROWS[0], 100),
        *words("Khu tái định cư", 130, 122, 12),
        *line(("2", "", "4.950", "17"), 129),
        *words("Thanh Trà", 130, 136, 12),
        *line(ROWS[2], 160),
        *line(("", "Tổng cộng", "13.200", "38"), 176),
    ]
    (table,) = find_unruled(page, 1)
    assert grid(table)[1] == ["2", "Khu tái định cư Thanh Trà", "4.950", "17"]
    assert grid(table)[3] == ["", "Tổng cộng", "13.200", "38"]


def test_a_group_over_two_columns_and_a_row_of_column_numbers() -> None:
    page = [
        *words("Chỉ tiêu", 335, 80, 12),
        *line(("TT", "Xóm", "", ""), 87),
        *line(("", "", "Gia cầm", "Số hộ"), 94),
        *line(("(1)", "(2)", "(3)", "(4)"), 110),
        *(word for n, row in enumerate(ROWS) for word in line(row, 130 + 16 * n)),
    ]
    (table,) = find_unruled(page, 1)
    names = {(cell.row, cell.column): cell for cell in table.cells}
    assert grid(table)[:3] == [
        ["TT", "Xóm", "Chỉ tiêu", ""],
        ["", "", "Gia cầm", "Số hộ"],
        ["(1)", "(2)", "(3)", "(4)"],
    ]
    assert (names[0, 2].column_span, names[0, 0].row_span) == (2, 2)


def test_lists_feet_and_running_text_are_no_table() -> None:
    listed = [
        words(f"{n}. Hồ sơ giải quyết đúng hạn", 90, 100 + 16 * n) + words(f"{n}0", 420, 100 + 16 * n)
        for n in range(1, 6)
    ]
    assert find_unruled([word for row in listed for word in row], 1) == []
    prose = [
        words("Ngày 15 tháng 6 năm 2026 có 250 người và 120 hộ trong 8 xóm tham gia 2 lớp", 90, 100 + 16 * n)
        for n in range(6)
    ]
    assert find_unruled([word for row in prose for word in row], 1) == []


def mark(x: float, y: float) -> dict[str, float]:
    return {"x0": x, "x1": x + 0.8, "top": y, "bottom": y + 0.8, "width": 0.8, "height": 0.8}


def test_chains_of_dots_are_rules() -> None:
    marks = [mark(80 + 2 * n, 100) for n in range(50)] + [mark(80, 100 + 2 * n) for n in range(40)]
    assert all(map(is_dot, marks))
    level, upright = dotted_rules(marks)
    assert (level["orientation"], round(level["x0"]), round(level["x1"])) == ("h", 80, 179)
    assert (upright["orientation"], round(upright["top"]), round(upright["bottom"])) == ("v", 100, 179)


def test_dots_that_lead_to_nothing_are_no_rule() -> None:
    assert dotted_rules([mark(80 + 9 * n, 100 + 7 * n) for n in range(50)]) == []
    assert not is_dot({"width": 0.5, "height": 40.0})


def test_lines_of_a_cell_above_the_number_of_the_first_row_are_no_header() -> None:
    page = [
        *line(("TT", "Xóm", "Gia cầm", "Số hộ"), 90),
        *words("Khu tái định cư", 130, 113, 12),
        *line(("1", "", "3.900", "12"), 120),
        *words("Bắc Sơn", 130, 127, 12),
        *line(ROWS[1], 150),
        *line(ROWS[2], 170),
    ]
    (table,) = find_unruled(page, 1)
    assert grid(table)[:2] == [["TT", "Xóm", "Gia cầm", "Số hộ"], ["1", "Khu tái định cư Bắc Sơn", "3.900", "12"]]
