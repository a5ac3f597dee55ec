"""N002 row-total: the figure in a total column is not the sum of its parts, or an amount not quantity × unit price."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids, summable, tolerance
from dataset.records import CellRecord
from normalizers.unicode import compare_key, fold

# a reading of the columns holds when it fits this share of the rows; the rows that it does not fit are then wrong
_HOLDS = 0.6
_ROWS_NEEDED = 2
_MOST_PARTS = 6
_MANY_PARTS = 4
# a total that is not called one needs more parts, and more rows that prove it
_FEWEST_UNNAMED = 3
_ROWS_PROVING = 3
_AMOUNT = re.compile(r"^(?:thanh tien|so tien|kinh phi|tong tien|tong kinh phi|tong cong|cong)\b")
_PRICE = re.compile(r"^(?:don gia|dinh muc|muc (?:chi|ho tro|boi duong|thuong))\b")
# an amount in thousands or millions of the unit of the price
_SCALES = (1, 1_000, 1_000_000)


class RowTotal(DocumentRule):
    """A total column adds up the columns beside it."""

    code = "N002"
    name = "row-total"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row that breaks the sum which the other rows of the table keep."""
        for grid in grids(plan.records):
            totals = grid.total_columns()
            for column in totals:
                yield from self._check_column(plan, grid, column, _readings(grid, column), _ROWS_NEEDED)
            for column, parts in _unnamed(grid, totals):
                yield from self._check_column(plan, grid, column, [parts], _ROWS_PROVING)
            for price in (c for c in grid.columns if _PRICE.match(_head(c))):
                yield from self._check_products(plan, grid, price)

    def _check_column(
        self, plan: Plan, grid: Grid, column: str, readings: Iterable[list[str]], needed: int
    ) -> Iterator[Slip]:
        for parts in readings:
            rows = [(total, cells) for total, cells in _rows(grid, column, parts) if cells]
            right = [row for row in rows if _fits(*row, grid)]
            # of two rows the one that many parts make up proves how the other is to be read
            lone = len(rows) == _ROWS_NEEDED and len(right) == 1 and len(right[0][1]) >= _MANY_PARTS
            if not lone and (len(right) < needed or len(right) < _HOLDS * len(rows)):
                continue
            for total, cells in rows:
                if not _fits(total, cells, grid):
                    added = sum(c.value or 0 for c in cells)
                    yield plan.slip_on_cell(
                        total,
                        observed=total.text,
                        expected=format_number(added),
                        values={
                            "column": total.column,
                            "parts": " + ".join(format_number(c.value or 0) for c in cells),
                        },
                        confidence=0.85 if lone else len(right) / len(rows),
                    )
            return

    def _check_products(self, plan: Plan, grid: Grid, price: str) -> Iterator[Slip]:
        index = grid.columns.index(price)
        amount = next((c for c in grid.columns[index + 1 :] if _AMOUNT.match(_head(c))), None)
        if amount is None:
            return
        counts = [c for c in grid.columns[1:index] if grid.is_numeric(c) and summable(c)]
        for factors in filter(None, (counts, counts[-1:])):
            rows = [
                (total, cells)
                for total, cells in _rows(grid, amount, [*factors, price])
                if len(cells) == len(factors) + 1
            ]
            for scale in _SCALES:
                wrong = [row for row in rows if not _is_product(*row, scale)]
                right = len(rows) - len(wrong)
                if right < _ROWS_NEEDED or right < _HOLDS * len(rows):
                    continue
                for total, cells in wrong:
                    yield plan.slip_on_cell(
                        total,
                        observed=total.text,
                        expected=format_number(math.prod(c.value or 0 for c in cells) / scale),
                        values={
                            "column": total.column,
                            "parts": " × ".join(format_number(c.value or 0) for c in cells),
                        },
                        template="product",
                        confidence=right / len(rows),
                    )
                return


def _head(column: str) -> str:
    """The folded words of a column's own head, without the heads above it."""
    return fold(compare_key(column.rpartition(" / ")[2]))


def _is_product(total: CellRecord, cells: Sequence[CellRecord], scale: int) -> bool:
    """Whether the factors give the amount, which may have been rounded to its last place or, scaled, to its unit."""
    off = abs(math.prod(c.value or 0 for c in cells) / scale - (total.value or 0))
    return off <= (tolerance(total, cells) if scale == 1 else max(0.5, tolerance(total, cells)))


def _readings(grid: Grid, column: str) -> Iterator[list[str]]:
    """The columns that a total may add up, the likeliest first: under the same head, all behind it, all before it."""
    index = grid.columns.index(column)
    parent = column.rpartition(" / ")[0]
    behind = [c for c in grid.columns[index + 1 :] if summable(c)]
    before = [c for c in grid.columns[:index] if summable(c) and grid.is_numeric(c)]
    if parent:
        yield [c for c in grid.columns if c != column and c.startswith(f"{parent} / ") and summable(c)]
    head = [c for c in behind if c.startswith(f"{column} / ")]
    if head:
        yield head
    for columns in (behind, before):
        yield [c for c in columns if grid.is_numeric(c)]
    # other figures may stand between the labels and the parts: number of markets, hens, ducks, total of birds
    run = [c for c in before if grid.is_numeric(c)]
    for count in range(len(run) - 1, 1, -1):
        yield run[-count:]
    # the parts come first, and other figures (money, rates) behind them
    numeric = [c for c in behind if grid.is_numeric(c)]
    for count in range(2, min(len(numeric), _MOST_PARTS + 1)):
        yield numeric[:count]


def _unnamed(grid: Grid, totals: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Columns that no head calls a total, and that are the sum of all figures behind them: a year and its quarters."""
    numeric = [c for c in grid.columns if grid.is_numeric(c) and summable(c)]
    for column in numeric:
        behind = [c for c in numeric[numeric.index(column) + 1 :] if c not in totals]
        if column not in totals and len(behind) >= _FEWEST_UNNAMED:
            yield column, behind


def _rows(grid: Grid, column: str, parts: Sequence[str]) -> Iterator[tuple[CellRecord, list[CellRecord]]]:
    if len(parts) < 2:
        return
    for row in grid.rows:
        total = grid.cells.get((row, column))
        if total is not None and total.value is not None:
            cells = [grid.cells[row, part] for part in parts if (row, part) in grid.cells]
            yield total, [cell for cell in cells if cell.value is not None]


def _fits(total: CellRecord, cells: Sequence[CellRecord], grid: Grid) -> bool:
    return abs(sum(c.value or 0 for c in cells) - (total.value or 0)) <= tolerance(total, cells)
