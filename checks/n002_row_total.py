"""N002 row-total: the figure in a total column is not the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids, summable, tolerance
from dataset.records import CellRecord

# a reading of the columns holds when it fits this share of the rows; the rows that it does not fit are then wrong
_HOLDS = 0.6
_ROWS_NEEDED = 2


class RowTotal(DocumentRule):
    """A total column adds up the columns beside it."""

    code = "N002"
    name = "row-total"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row that breaks the sum which the other rows of the table keep."""
        for grid in grids(plan.records):
            for column in grid.total_columns():
                yield from self._check_column(plan, grid, column)

    def _check_column(self, plan: Plan, grid: Grid, column: str) -> Iterator[Slip]:
        for parts in _readings(grid, column):
            rows = [(total, cells) for total, cells in _rows(grid, column, parts) if cells]
            right = [row for row in rows if _fits(*row, grid)]
            if len(right) < _ROWS_NEEDED or len(right) < _HOLDS * len(rows):
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
                        confidence=len(right) / len(rows),
                    )
            return


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
