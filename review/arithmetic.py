"""The sum behind a finding on a total, as people write it: 146 + 519 = 665.

It is shown only where the figures that stand in the table really add up to what the rule expects; nothing is made up
to fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.tables import Grid, grids, tolerance
from dataset.records import CellRecord, Finding, Records, TableRecord
from normalizers.numbers import parse_number


@dataclass(frozen=True)
class Addend:
    """One figure of a sum, and what it stands for."""

    label: str
    cell: CellRecord


@dataclass(frozen=True)
class Sum:
    """Figures of a table with what they add up to and what the document says."""

    addends: tuple[Addend, ...]
    total: float
    stated: float


def sum_of(finding: Finding, tables: Sequence[TableRecord], cells: Sequence[CellRecord]) -> Sum | None:
    """The sum that the expected value of a finding is, from the table on which it stands."""
    parsed = parse_number(finding.expected or "")
    if parsed is None:
        return None
    expected = parsed.value
    for grid in grids(Records([*tables, *cells])):
        for (row, column), cell in grid.cells.items():
            meant = finding.start <= cell.start and cell.end <= finding.end and cell.text == finding.observed
            if meant and cell.value is not None:
                for addends in _candidates(grid, row, column):
                    found = sum(addend.cell.value or 0 for addend in addends)
                    if len(addends) > 1 and abs(found - expected) <= tolerance(cell, addends):
                        return Sum(tuple(addends), found, cell.value)
    return None


def _candidates(grid: Grid, row: int, column: str) -> Iterator[list[Addend]]:
    """What the figure may be the sum of: the rows of its column, the members of its group, the columns beside it."""
    for cells in grid.addends(row, column):
        yield [Addend(_label(grid, cell.row), cell) for cell in cells]
    members = [grid.cells[member, column] for member in grid.members(row) if (member, column) in grid.cells]
    yield [Addend(_label(grid, cell.row), cell) for cell in members]
    parent = column.rpartition(" / ")[0]
    beside = [
        grid.cells[row, other]
        for other in grid.columns
        if other != column and (row, other) in grid.cells and grid.cells[row, other].value is not None
    ]
    for chosen in (
        [cell for cell in beside if parent and cell.column.rpartition(" / ")[0] == parent],
        [cell for cell in beside if cell.column not in grid.total_columns()],
        [cell for cell in beside[1:] if cell.column not in grid.total_columns()],
    ):
        yield [Addend(cell.column, cell) for cell in chosen]


def _label(grid: Grid, row: int) -> str:
    texts = [grid.cells[row, c].text for c in grid.columns if (row, c) in grid.cells]
    return next(
        (text for text in texts if any(ch.isalpha() for ch in text) and len(text) > 1), texts[0] if texts else ""
    )
