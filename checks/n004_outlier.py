"""N004 outlier: a value breaks the pattern that all others of its column or its series keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from checks.columns import data_rows, figures, is_share, label, value, year_columns
from checks.outliers import Odd, out_of_band, out_of_series
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids
from dataset.records import CellRecord

# rows that have to keep one and the same ratio of two columns before another ratio is a slip
_SAME_NEEDED = 5
_EXACT = 1e-6
_ROUNDED = 1.01
# columns between which ratios are looked at: each with its neighbours to the right
_REACH = 4
_YEARS = 4


class Outlier(DocumentRule):
    """One value far from all others is a slip, or it deserves a word of explanation."""

    code = "N004"
    name = "outlier"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every value; a warning where a slip of the fingers or a rule of the others explains it."""
        for grid in grids(plan.records):
            slips = [*_shares(plan, grid), *_series(plan, grid), *_down(plan, grid), *_ratios(plan, grid)]
            told = set()
            for slip in slips:
                if slip.span not in told:
                    told.add(slip.span)
                    yield slip


def _shares(plan: Plan, grid: Grid) -> Iterator[Slip]:
    """A rate far from the narrow band of its column: 58,4 where all others lie between 85 and 88."""
    rows = data_rows(grid)
    for column in filter(is_share, figures(grid)):
        filled = [row for row in rows if value(grid, row, column) is not None]
        cells = [grid.cells[row, column] for row in filled]
        odd = out_of_band([cell.value or 0.0 for cell in cells], [cell.text for cell in cells])
        if odd is not None:
            yield _slip(plan, cells[odd.at], odd, column)


def _series(plan: Plan, grid: Grid) -> Iterator[Slip]:
    """A year that its neighbours do not lead to: 1.800, 20.000, 2.200."""
    years = year_columns(grid, figures(grid))
    for row in grid.rows if years else ():
        cells = [grid.cells[row, column] for column in years if value(grid, row, column) is not None]
        odd = out_of_series([cell.value or 0.0 for cell in cells], [cell.text for cell in cells])
        if odd is not None:
            yield _slip(plan, cells[odd.at], odd, label(grid, row))


def _down(plan: Plan, grid: Grid) -> Iterator[Slip]:
    """The same where each row is a year, one after the other."""
    rows = data_rows(grid)
    years = [re.findall(r"(?<!\d)20\d\d(?!\d)", label(grid, row)) for row in rows]
    first = [int(found[0]) if found else 0 for found in years]
    if len(rows) < _YEARS or any(not one or other != one + 1 for one, other in pairwise(first)):
        return
    for column in figures(grid):
        cells = [grid.cells[row, column] for row in rows if value(grid, row, column) is not None]
        odd = out_of_series([cell.value or 0.0 for cell in cells], [cell.text for cell in cells])
        if odd is not None and odd.right and len(cells) == len(rows):
            yield _slip(plan, cells[odd.at], odd, column)


def _slip(plan: Plan, cell: CellRecord, odd: Odd, where: str) -> Slip:
    return plan.slip_on_cell(
        cell,
        observed=cell.text,
        expected=odd.right,
        template="typed" if odd.right else "message",
        values={"where": where, "low": format_number(odd.low), "high": format_number(odd.high)},
        severity=None if odd.right else "info",
        confidence=0.9 if odd.right else 0.6,
    )


def _ratios(plan: Plan, grid: Grid) -> Iterator[Slip]:
    """A row in which one column is another times a number that is not that of all other rows."""
    rows = data_rows(grid)
    columns = [column for column in figures(grid) if not is_share(column)]
    for one, other in _neighbours(columns):
        filled = [r for r in rows if (value(grid, r, one) or 0) > 0 and (value(grid, r, other) or 0) > 0]
        ratios = [round((value(grid, r, other) or 0) / (value(grid, r, one) or 1), 9) for r in filled]
        if len(filled) <= _SAME_NEEDED or len({value(grid, r, one) for r in filled}) <= _SAME_NEEDED - 1:
            continue
        usual, count = Counter(ratios).most_common(1)[0]
        if count != len(filled) - 1 or abs(usual - 1) < _EXACT or _is_rounded(min(ratios), max(ratios)):
            continue
        row = filled[next(i for i, ratio in enumerate(ratios) if ratio != usual)]
        cell = grid.cells[row, other]
        yield plan.slip_on_cell(
            cell,
            observed=cell.text,
            expected=format_number((value(grid, row, one) or 0) * usual),
            template="ratio",
            values={
                "column": other,
                "base": one,
                "ratio": format_number(usual),
                "count": str(count),
                "part": format_number(value(grid, row, one) or 0),
            },
            confidence=0.9,
        )


def _is_rounded(low: float, high: float) -> bool:
    """Whether two ratios differ by no more than an amount does that was rounded."""
    return high < _ROUNDED * low


def _neighbours(columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in permutations(range(len(columns)), 2):
        if 0 < other - one <= _REACH:
            yield columns[one], columns[other]
