"""N001 column-total: the figure in a total row, or at the head of a group, is not the sum of its column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids, summable, tolerance
from dataset.records import CellRecord

# a head of a group is the sum of its members when that holds in so many other places for each one where it does not
_HOLDS = 3


class Subtotal(NamedTuple):
    """A figure at the head of a group, and what the rows of the group add up to."""

    cell: CellRecord
    added: float
    fits: bool


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
            for subtotal in _wrong_subtotals(grid):
                yield _slip(plan, subtotal.cell, subtotal.added, template="group", confidence=0.85)

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
        # where no column adds up the row is no total of these rows (a target line, a carried-over figure, a whole area
        # of which the table lists a choice)
        unlikely = right == 0 and (not grid.is_named_total(row) or (len(wrong) > 1 and not grid.plain))
        if not wrong or unlikely:
            return
        for total, added in wrong:
            yield _slip(plan, total, added, template="message", confidence=0.95 if right or grid.plain else 0.8)


def _slip(plan: Plan, total: CellRecord, added: float, *, template: str, confidence: float) -> Slip:
    return plan.slip_on_cell(
        total,
        observed=total.text,
        expected=format_number(added),
        template=template,
        values={"column": total.column, "difference": format_number((total.value or 0) - added)},
        confidence=confidence,
    )


def _wrong_subtotals(grid: Grid) -> Iterator[Subtotal]:
    """The heads that break a sum which the same row, or all heads of that level, keep elsewhere."""
    by_row = [subtotals for row in grid.rows if row not in grid.total_rows and (subtotals := _subtotals(grid, row))]
    for subtotals in by_row:
        level = grid.level(subtotals[0].cell.row)
        alike = [s for others in by_row if grid.level(others[0].cell.row) == level for s in others]
        sure = _mostly_right(subtotals) or _mostly_right(alike)
        yield from (s for s in subtotals if not s.fits and (sure or _mended_by_sum(grid, s, alike)))


def _mended_by_sum(grid: Grid, wrong: Subtotal, alike: list[Subtotal]) -> bool:
    """Whether a total of the column is the sum of all members, and of the heads once this one is mended."""
    heads = [s for s in alike if s.cell.column == wrong.cell.column]
    totals = {
        grid.cells[row, wrong.cell.column].value for row in grid.total_rows if (row, wrong.cell.column) in grid.cells
    }
    return len(heads) > 1 and sum(s.added for s in heads) in totals and all(s.fits for s in heads if s is not wrong)


def _mostly_right(subtotals: list[Subtotal]) -> bool:
    right = sum(subtotal.fits for subtotal in subtotals)
    return right >= _HOLDS * max(1, len(subtotals) - right)


def _subtotals(grid: Grid, head: int) -> list[Subtotal]:
    """The figures of a head with the sums of its members, in the columns where at least two members have one."""
    found: list[Subtotal] = []
    members = grid.members(head)
    for column in filter(summable, grid.columns[1:]):
        cell = grid.cells.get((head, column))
        parts = [grid.cells[row, column] for row in members if (row, column) in grid.cells]
        values = [part.value for part in parts if part.value is not None]
        if cell is not None and cell.value is not None and len(values) > 1:
            added = sum(values)
            found.append(Subtotal(cell, added, abs(added - cell.value) <= tolerance(cell, parts)))
    return found
