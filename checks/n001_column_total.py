"""N001 column-total: the figure in a total row is not the sum of its column."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids, summable, tolerance
from dataset.records import CellRecord


class ColumnTotal(DocumentRule):
    """A total row adds up the rows above it, or the group rows where the table has groups."""

    code = "N001"
    name = "column-total"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every total that none of the ways in which a table may be added up gives."""
        for grid in grids(plan.records):
            for row in grid.total_rows:
                yield from self._check_row(plan, grid, row)

    def _check_row(self, plan: Plan, grid: Grid, row: int) -> Iterator[Slip]:
        wrong: list[tuple[CellRecord, float]] = []
        right = 0
        for column in filter(summable, grid.columns):
            total = grid.cells.get((row, column))
            if total is None or total.value is None:
                continue
            sums = [sum(c.value or 0 for c in cells) for cells in grid.addends(row, column) if len(cells) > 1]
            if not sums:
                continue
            difference, nearest = min((abs(added - total.value), added) for added in sums)
            if difference <= tolerance(total, grid.rows):
                right += 1
            else:
                wrong.append((total, nearest))
        # where no column adds up the row is no total of these rows (a target line, a carried-over figure)
        if not wrong or (len(wrong) > 1 and right == 0 and not grid.plain):
            return
        for total, added in wrong:
            yield plan.slip_on_cell(
                total,
                observed=total.text,
                expected=format_number(added),
                values={"column": total.column, "difference": format_number((total.value or 0) - added)},
                confidence=0.95 if right or grid.plain else 0.8,
            )
