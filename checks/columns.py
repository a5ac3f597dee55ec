"""What the rules that compute ask of a table: which columns hold figures, in which rows, how exactly printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from checks.tables import Grid
from dataset.records import CellRecord
from normalizers.unicode import compare_key, fold

_ORDINAL = re.compile(r"^(?:stt|tt|so tt|so thu tu|no|ma so|ma|muc)$")
_SHARE = re.compile(r"%|\b(?:ty le|ti le|ty trong|ti trong|co cau)\b")
_DECIMALS = re.compile(r"\d,(\d+)\s*%?\s*$")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def head(column: str) -> str:
    """The folded words of a column's own head, without the heads above it."""
    return fold(compare_key(column.rpartition(" / ")[2]))


def is_share(column: str) -> bool:
    """Whether a column holds shares or rates."""
    return bool(_SHARE.search(fold(compare_key(column))))


def figures(grid: Grid) -> list[str]:
    """The columns of figures, from left to right; the ordinals of the rows are none."""
    return [
        column
        for index, column in enumerate(grid.columns)
        if grid.is_numeric(column) and not (index < 2 and _ORDINAL.match(head(column)))
    ]


def value(grid: Grid, row: int, column: str) -> float | None:
    """The number in a cell, if there is one."""
    cell = grid.cells.get((row, column))
    return cell.value if cell is not None else None


def label(grid: Grid, row: int) -> str:
    """The words that name a row; empty where it has none."""
    cells = (grid.cells[row, column] for column in grid.columns if (row, column) in grid.cells)
    return next((cell.text for cell in cells if cell.value is None and len(cell.text) > 2), "")


def data_rows(grid: Grid) -> list[int]:
    """The rows that stand side by side: no totals, no heads of groups, all on the level of most."""
    rows = [row for row in grid.rows if row not in grid.total_rows]
    levels = Counter(grid.level(row) for row in rows)
    if not levels:
        return []
    usual = levels.most_common(1)[0][0]
    return [row for row in rows if grid.level(row) == usual]


def half_unit(cell: CellRecord) -> float:
    """How far a printed figure may be off because it was rounded: half a unit of its last place."""
    match = _DECIMALS.search(cell.text)
    return 0.5 * 10.0 ** -(len(match[1]) if match else 0)


def year_columns(grid: Grid, columns: Sequence[str]) -> list[str]:
    """The longest run of neighbouring columns for one year after the other; none where it is shorter than three."""
    runs: list[list[str]] = [[]]
    last: int | None = None
    for column in columns:
        years = _YEAR.findall(column.rpartition(" / ")[2])
        year = int(years[0]) if len(years) == 1 else None
        if year is not None and last is not None and year == last + 1:
            runs[-1].append(column)
        else:
            runs.append([column] if year is not None else [])
        last = year
    longest = max(runs, key=len)
    return longest if len(longest) > 2 else []
