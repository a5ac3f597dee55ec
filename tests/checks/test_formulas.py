"""Formulas of a table's head: which columns they name, what they give, and which are better left unread."""

from __future__ import annotations

import pytest

from checks.formulas import evaluate, find_formulas
from checks.tables import grids
from pipeline.reading.base import Source
from pipeline.run import process

HEAD = "ỦY BAN NHÂN DÂN\nXÃ TÂN LẬP\n\nSố: 15/KH-UBND\n\nKẾ HOẠCH\n\nNuôi bò năm 2026\n\n"
HEAD += "I. CHỈ TIÊU\n\nTheo Phụ lục.\n\nPHỤ LỤC\n\n"
ROWS = "\n1\tThôn Đông\t4\t2\t6\t50\n2\tThôn Đoài\t3\t2\t5\t60\n3\tThôn Nam\t1\t2\t3\t30\n"


def formulas(columns: str, numbers: str = "") -> list[tuple[str, tuple[str, ...]]]:
    plan = process(Source("plan.txt", f"{HEAD}{columns}{numbers}{ROWS}".encode()))
    return [(f.column, f.terms) for grid in grids(plan.records) for f in find_formulas(grid, plan.text)]


def test_the_row_of_numbers_names_the_columns() -> None:
    found = formulas("STT\tThôn\tCái\tĐực\tTổng\tGiá", "\n(1)\t(2)\t(3)\t(4)\t(5)=(3)+(4)\t(6)")
    assert found == [("Tổng", ("Cái", "+", "Đực"))]


def test_letters_may_number_the_first_columns() -> None:
    found = formulas("STT\tThôn\tCái\tĐực\tTổng\tGiá", "\nA\tB\t1\t2\t3=1+2\t4")
    assert found == [("Tổng", ("Cái", "+", "Đực"))]


@pytest.mark.parametrize("written", ["(5)=(3)+…+(4)", "(5)=(3)+(9)", "(5)", "(5)=(4)"])
def test_what_is_no_sum_of_known_columns_is_left_unread(written: str) -> None:
    assert formulas("STT\tThôn\tCái\tĐực\tTổng\tGiá", f"\n(1)\t(2)\t(3)\t(4)\t{written}\t(6)") == []


@pytest.mark.parametrize(
    ("terms", "result"),
    [
        (("a", "+", "b", "*", "2"), 7.0),
        (("(", "a", "+", "b", ")", "*", "2"), 8.0),
        (("a", "-", "b", "-", "b"), -5.0),
        (("a", "/", "0"), None),
        (("a", "+"), None),
        (("(", "a", "+", "b"), None),
        (("a", "b"), None),
    ],
)
def test_a_formula_is_computed_as_it_is_written(terms: tuple[str, ...], result: float | None) -> None:
    assert evaluate(terms, {"a": 1.0, "b": 3.0}) == result
