"""The header of a table: how many rows it has, and which of its cells are merged where only emptiness tells it.

A merged cell leaves empty cells behind in a text: to its right (a group, its children in the row below) and below it
(a column without children). Nothing is looked at but the cells of the grid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dataset.document import Cell, Table
from dataset.views import flow
from normalizers.unicode import compare_key

_KEY = re.compile(r"(?:\d{1,4}(?:\.\d{1,3})*|[IVXLC]{1,6}|[^\W\d_])[.)]?")
_NUMBERED = re.compile(r"\(?\s*(?:\d{1,2}|[A-ZĐ])\s*\)?(?:\s*=\s*[\d\s()+\-–x*/:.%]+)?")
_VALUE = re.compile(r"[-–]?\d[\d.,]*\s*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(r"\([^()]*[^\W\d_][^()]*\)|\(?%\)?")
_KEY_COLUMN = re.compile(r"(?:số\s+)?(?:s?tt|thứ tự)\.?|no\.?", re.IGNORECASE)
MOST_LEVELS = 3

Rows = Sequence[Sequence[str]]
Place = tuple[int, int]


def text_of(text: str, cell: Cell | None) -> str:
    """The text of a cell in one line."""
    return flow(text, cell.spans).text if cell is not None else ""


def row_texts(text: str, table: Table, row: int) -> list[str]:
    """The texts of a row, one for each column; a merged cell counts at its first position only."""
    grid = table.grid
    cells = [grid.get((row, column)) for column in range(table.columns)]
    return [
        text_of(text, cell) if cell is not None and (cell.row, cell.column) == (row, column) else ""
        for column, cell in enumerate(cells)
    ]


def compared(cell: str) -> str:
    """What of a cell counts when two are compared: not its spaces, marks and tone placement."""
    return re.sub(r"[\W_]+", "", compare_key(cell))


def header_row_count(text: str, table: Table) -> int:
    """How many rows make up the header: the first one, what its merged cells span, sub-headers, column numbers.

    0 where the first row already holds data (its first cell is a row number, or most of its cells are values).
    """
    if not table.rows:
        return 0
    if is_data(row_texts(text, table, 0)):
        return 0
    if table.rows == 1:
        return 1
    count = _named_rows(text, table)
    if count < table.rows and is_column_numbers(row_texts(text, table, count)):
        count += 1
    return count


def _named_rows(text: str, table: Table) -> int:
    """How many rows name the columns; at least one row is left for the data."""
    spanned = max((cell.row_span for cell in table.cells if cell.row == 0), default=1)
    if spanned == 1:
        spanned = header_levels([row_texts(text, table, row) for row in range(min(table.rows, MOST_LEVELS + 1))])
        if spanned == 1 and _below_merged(text, table):
            spanned = 2
    return min(spanned, MOST_LEVELS, table.rows - 1)


def _below_merged(text: str, table: Table) -> bool:
    """Whether the second row stands below a cell that the format says is merged, its first cell empty or repeated."""
    if not any(cell.row == 0 and 1 < cell.column_span < table.columns for cell in table.cells):
        return False
    top, below = row_texts(text, table, 0), row_texts(text, table, 1)
    if not any(below) or is_data(below) or is_column_numbers(below):
        return False
    return not below[0] or compared(below[0]) == compared(top[0])


def header_levels(rows: Rows) -> int:
    """How many of the first rows of a table name its columns; the last row given is never one of them.

    Rows are taken in while they hold the children of the row above, until every column has a name; then a row of units.
    """
    blank = [_without_copies(rows, row) for row in range(len(rows))]
    last = min(len(rows) - 1, MOST_LEVELS)
    depth = 1
    while depth < last and not _complete(blank[:depth]) and _names_children(blank[:depth], blank[depth]):
        depth += 1
    if depth < last and _complete(blank[:depth]) and _gives_units(blank[depth]):
        depth += 1
    return depth


def _without_copies(rows: Rows, row: int) -> list[str]:
    """A row, its cells empty that repeat a neighbour's text: how some converters write merged cells."""
    cells = rows[row]
    above = rows[row - 1] if row else [""] * len(cells)
    left = ["", *cells]
    return [
        "" if compared(cell) and compared(cell) in {compared(above[c]), compared(left[c])} else cell
        for c, cell in enumerate(cells)
    ]


def _complete(rows: Rows) -> bool:
    """Whether every column has a name; the first, over the names of the rows, may do without."""
    return all(any(row[column] for row in rows) for column in range(1, len(rows[0])))


def _names_children(above: Rows, row: Sequence[str]) -> bool:
    """Whether a row holds nothing but names of columns that belong to groups of the rows above, or have none yet."""
    filled = [column for column, cell in enumerate(row) if cell]
    if not filled:
        return False
    if not above[0][0] and is_key_column(row[0]):
        return all(row[column] or any(cells[column] for cells in above) for column in range(len(row)))
    if row[0] or is_column_numbers(row) or not all(_in_group(above, column) for column in filled):
        return False
    return _counts_up([row[column] for column in filled]) or not is_data(row)


def _in_group(above: Rows, column: int) -> bool:
    """Whether a column belongs to a cell that leaves empty ones to its right, or has no name in the rows above."""
    owners = _owners(above)
    owner = owners[-1][column]
    if owner is None or not any(row[column] for row in above):
        return True
    return column + 1 < len(above[0]) and owners[-1][column + 1] == owner


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether the cells are small numbers in order: months, quarters."""
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 3]
    return len(numbers) == len(cells) > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _gives_units(row: Sequence[str]) -> bool:
    """Whether a row without a key only says in brackets what the columns are measured in."""
    filled = [cell for cell in row if cell]
    return not row[0] and bool(filled) and all(map(_UNIT.fullmatch, filled))


def _owners(rows: Rows) -> list[list[Place | None]]:
    """For every position of some header rows, the cell it belongs to if every gap is taken for a merged cell.

    A gap belongs to the cell on its left if nothing above keeps the two apart, else to the cell above.
    """
    owners: list[list[Place | None]] = []
    for r, row in enumerate(rows):
        parents: list[Place | None] = owners[-1] if owners else [None] * len(row)
        line: list[Place | None] = []
        for c, cell in enumerate(row):
            left = line[c - 1] if c else None
            if cell:
                line.append((r, c))
            elif left is not None and left[0] == r and parents[c] == parents[c - 1]:
                line.append(left)
            else:
                line.append(parents[c])
        owners.append(line)
    return owners


def merged_header(table: Table, text: str) -> Table:
    """The table with the merged cells of its header, where the text leaves only empty cells in their place.

    A cell takes in empty ones to its right as long as the rows below name them and no cell above ends between them,
    and those below it that stay empty. The table as it is where its format already tells what is merged.
    """
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.row < table.header_rows}
    rows = [row_texts(text, table, row) for row in range(table.header_rows)]
    if rows and is_column_numbers(rows[-1]):
        rows.pop()
    if len(rows) < 2 or any(cell.row_span > 1 or cell.column_span > 1 for cell in cells.values()):
        return table
    for (r, c), width in _widths(rows).items():
        covered = range(c, c + width)
        height = 1
        while r + height < len(rows) and not any(rows[r + height][column] for column in covered):
            height += 1
        merged = replace(cells[(r, c)], row_span=height, column_span=width)
        for place in ((r + i, column) for i in range(height) for column in covered):
            del cells[place]
        cells[(r, c)] = merged
    kept = [cell for cell in table.cells if cell.row >= table.header_rows]
    return replace(table, cells=tuple(sorted([*cells.values(), *kept], key=lambda cell: (cell.row, cell.column))))


def _widths(rows: Rows) -> dict[Place, int]:
    """How many columns every filled cell of the header covers."""
    widths: dict[Place, int] = {}
    bounds = {0}
    for r, row in enumerate(rows):
        starts = {c for c, cell in enumerate(row) if cell}
        for c in sorted(starts):
            end = c + 1
            while end < len(row) and end not in starts | bounds and any(below[end] for below in rows[r + 1 :]):
                end += 1
            widths[(r, c)] = end - c
        bounds |= {edge for c in starts for edge in (c, c + widths[(r, c)])}
    return widths


def is_column_numbers(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: ``(1) (2) (3=1+2)``, ``A B 1 2 3``."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or len(filled) < len(cells) - 1:
        return False
    if not all(_NUMBERED.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found.group()) for cell in filled if (found := re.search(r"\d+", cell))]
    return len(numbers) >= 2 and all(b == a + 1 for a, b in pairwise(numbers))


def is_data(cells: Sequence[str]) -> bool:
    """Whether a row holds data: a row number in front, or values in most cells."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    if _KEY.fullmatch(cells[0]) and not is_column_numbers(cells):
        return True
    return sum(map(is_value, filled)) * 2 > len(filled)


def is_key(cell: str) -> bool:
    """Whether a cell holds a row number or letter."""
    return bool(_KEY.fullmatch(cell))


def is_key_column(cell: str) -> bool:
    """Whether a cell heads the column of row numbers."""
    return bool(_KEY_COLUMN.fullmatch(cell.strip("*_ ")))


def is_value(cell: str) -> bool:
    """Whether a cell is a number; a year alone may as well head a column."""
    return bool(_VALUE.fullmatch(cell)) and not _YEAR.fullmatch(cell)
