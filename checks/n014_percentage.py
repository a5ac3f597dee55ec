"""N014 percentage: a share or a rate of growth in a table is not what its own columns give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from checks.columns import figures, half_unit, is_share, value
from checks.formulas import find_formulas
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids, summable

# a column is understood when one way of computing it fits this share of its rows, and no fewer than that many
_HOLDS = 0.75
_ROWS_NEEDED = 3
# rows by which the ways are tried, and columns on either side of the share that may be its parts
_TRIED = 15
_REACH = 6


class Way(NamedTuple):
    """One way of computing a share from the figures of its row."""

    template: str
    columns: tuple[str, ...]
    compute: Callable[[Sequence[float]], float]


class Percentage(DocumentRule):
    """A percentage printed beside its parts can be computed again."""

    code = "N014"
    name = "percentage"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row that differs from the way in which the others were computed."""
        for grid in grids(plan.records):
            shares = [column for column in figures(grid) if is_share(column)]
            promised = {formula.column for formula in find_formulas(grid, plan.text)} if shares else set()
            for column in shares:
                if column not in promised:
                    yield from self._check(plan, grid, column)

    def _check(self, plan: Plan, grid: Grid, column: str) -> Iterator[Slip]:
        ways = list(_ways(grid, column))
        tried = [row for row in grid.rows if value(grid, row, column) is not None]
        best = max(ways, key=lambda way: _right(grid, column, way, tried[:_TRIED]), default=None)
        if best is None:
            return
        rows = [row for row in tried if _result(grid, row, best) is not None]
        right = [row for row in rows if _fits(grid, row, column, best)]
        told = {value(grid, row, column) for row in right}
        if len(right) < _ROWS_NEEDED or len(right) < _HOLDS * len(rows) or len(told) < 2:
            return
        for row in rows:
            if row not in right:
                cell = grid.cells[row, column]
                result = _result(grid, row, best) or 0.0
                numbers = [format_number(value(grid, row, c) or 0) for c in best.columns]
                if best.template == "share":
                    numbers.append(format_number(_whole(grid, best.columns[0]) or 0))
                yield plan.slip_on_cell(
                    cell,
                    observed=cell.text,
                    expected=format_number(round(result, 2)),
                    template=best.template,
                    values={"column": column, "part": numbers[0], "whole": numbers[1]},
                    confidence=0.95 * len(right) / len(rows) + 0.03,
                )


def _ways(grid: Grid, column: str) -> Iterator[Way]:
    at = grid.columns.index(column)
    near = grid.columns[max(0, at - _REACH) : at + _REACH + 1]
    parts = [c for c in figures(grid) if c in near and not is_share(c)]
    for pair in permutations(parts, 2):
        yield Way("message", pair, lambda v: 100 * v[0] / v[1])
        yield Way("growth", pair, lambda v: 100 * (v[0] - v[1]) / v[1])
    for part in filter(summable, parts):
        whole = _whole(grid, part)
        if whole:
            yield Way("share", (part,), lambda v, whole=whole: 100 * v[0] / whole)  # type: ignore[misc]


def _whole(grid: Grid, column: str) -> float | None:
    """The total of a column, where the table has just one."""
    totals = [v for row in grid.total_rows if (v := value(grid, row, column)) is not None]
    return totals[0] if len(totals) == 1 else None


def _result(grid: Grid, row: int, way: Way) -> float | None:
    values = [value(grid, row, column) for column in way.columns]
    known = [v for v in values if v is not None]
    if len(known) < len(values) or (len(known) > 1 and not known[1]):
        return None
    return way.compute(known)


def _fits(grid: Grid, row: int, column: str, way: Way) -> bool:
    stated, result = grid.cells[row, column], _result(grid, row, way)
    # one rounded down instead of up is nobody's slip
    return result is not None and abs((stated.value or 0) - result) <= 2 * half_unit(stated) + 1e-6


def _right(grid: Grid, column: str, way: Way, rows: Sequence[int]) -> int:
    return sum(_fits(grid, row, column, way) for row in rows)
