"""N017 row-growth: a row of a table names its yearly growth, and a year of the row does not grow so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.columns import figures, half_unit, label, value, year_columns
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids

# such as: Doanh thu tăng 10 %/năm, Giá trị sản xuất (tăng bình quân 8,5 %/năm)
_GROWTH = re.compile(
    r"\b(?P<way>tăng|giảm)(?:\s+(?:bình quân|trung bình|thêm|ít nhất|tối thiểu|từ|trên|khoảng)){0,3}\s+"
    r"(?P<rate>\d+(?:,\d+)?)\s*%\s*(?:/|mỗi|hằng|hàng|một)\s*năm\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\b(?:ít nhất|tối thiểu|từ|trên)\b", re.IGNORECASE)
# a rate is understood where most years of the row keep it; rounding and a tenth of the rate are let pass
_HOLDS = 0.6
_SLACK = 0.1


class RowGrowth(DocumentRule):
    """A row that says how it grows has to grow so from year to year."""

    code = "N017"
    name = "row-growth"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every year that misses the rate which the other years of its row keep."""
        for grid in grids(plan.records):
            years = year_columns(grid, figures(grid))
            for row in grid.rows if years else ():
                words = " ".join(grid.cells[row, c].text for c in grid.columns if (row, c) in grid.cells)
                match = _GROWTH.search(label(grid, row)) or _GROWTH.search(words)
                if match is not None:
                    yield from _check_row(plan, grid, row, years, match)


def _check_row(plan: Plan, grid: Grid, row: int, years: list[str], match: re.Match[str]) -> Iterator[Slip]:
    rate = float(match["rate"].replace(",", ".")) / 100
    rate = rate if match["way"].lower() == "tăng" else -rate
    steps = [(a, b) for a, b in pairwise(years) if value(grid, row, a) and value(grid, row, b) is not None]
    wrong = [(a, b) for a, b in steps if not _grows(grid, row, a, b, rate, least=bool(_AT_LEAST.search(match.group())))]
    if not wrong or len(steps) - len(wrong) < _HOLDS * len(steps):
        # a figure that is wrong spoils the step to it and the step from it
        spoilt = {b for _, b in wrong} & {a for a, _ in wrong}
        if len(spoilt) != 1 or len(wrong) > 2 or len(steps) - len(wrong) < 2:
            return
        wrong = [(a, b) for a, b in wrong if b in spoilt]
    elif len(wrong) == 2 and wrong[0][1] == wrong[1][0]:
        wrong = wrong[:1]
    for before, after in wrong:
        cell, base = grid.cells[row, after], value(grid, row, before) or 0.0
        yield plan.slip_on_cell(
            cell,
            observed=cell.text,
            expected=format_number(round(base * (1 + rate), 1)),
            values={
                "before": format_number(base),
                "rate": match["rate"],
                "sign": "+" if rate > 0 else "-",
                "year": after.rpartition(" / ")[2],
                "grown": format_number(round(100 * ((cell.value or 0.0) / base - 1), 1)),
            },
            confidence=0.88,
        )


def _grows(grid: Grid, row: int, before: str, after: str, rate: float, *, least: bool) -> bool:
    base, reached = value(grid, row, before) or 0.0, value(grid, row, after) or 0.0
    slack = _SLACK * abs(rate) * base + half_unit(grid.cells[row, after]) + half_unit(grid.cells[row, before])
    wanted = base * (1 + rate)
    if least:
        return reached >= wanted - slack if rate > 0 else reached <= wanted + slack
    return abs(reached - wanted) <= slack
