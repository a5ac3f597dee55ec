"""Tables as flat columns and numbered data rows: the view of a grid that tables, cells and tasks share."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dataset.document import Cell, Document, Table
from dataset.views import View
from normalizers.units.fold import fold

_PATTERNS = Path(__file__).parent / "patterns" / "tables.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of ``tables.toml``, compiled."""

    column_number: re.Pattern[str]
    total_row: re.Pattern[str]
    total_column: re.Pattern[str]
    status: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The patterns, read once."""
    data = tomllib.loads(_PATTERNS.read_text(encoding="utf-8"))
    rows, columns = data["rows"], data["columns"]
    named = (rows["column_number"], rows["total"], columns["total"], data["sections"]["status"])
    return Words(*map(re.compile, named))


@dataclass(frozen=True, slots=True)
class GridCell:
    """A filled cell of a data row; ``first`` tells a merged cell's own row and column from those it only covers."""

    column: int
    view: View
    cell: Cell
    first: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A data row: ``number`` counts from 1, ``cells`` are the filled ones from left to right."""

    number: int
    cells: tuple[GridCell, ...]
    is_total: bool
    is_group: bool

    def at(self, column: int) -> View | None:
        """The text in a column, a merged cell's under each of its columns and rows."""
        return next((c.view for c in self.cells if c.column <= column < c.column + c.cell.column_span), None)


class Grid:
    """One table with its flat header."""

    def __init__(self, document: Document, table: Table) -> None:
        self._document = document
        self.table = table
        self._views: dict[int, View] = {}
        self.headers = self._headers()
        self.rows = self._rows()

    def _view(self, cell: Cell) -> View:
        if id(cell) not in self._views:
            self._views[id(cell)] = self._document.view(cell.spans)
        return self._views[id(cell)]

    def _row_cells(self, row: int) -> list[GridCell]:
        cells: list[GridCell] = []
        seen: set[int] = set()
        for column in range(self.table.columns):
            cell = self.table.grid.get((row, column))
            if cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                cells.append(GridCell(column, self._view(cell), cell, cell.row == row))
        return [cell for cell in cells if cell.view.text]

    def _numbers_columns(self, cells: list[GridCell]) -> bool:
        """Whether the row only numbers the columns: (1) (2) (3), A B 1 2."""
        texts = [fold(cell.view.text) for cell in cells]
        if not all(map(words().column_number.fullmatch, texts)):
            return False
        # (1) (2) (3)=(1)+(2) may number the columns of figures alone; bare figures are numbers only across the table
        marked = len(texts) > 1 and all(text.startswith("(") or "=" in text for text in texts)
        if not marked and len(texts) < max(2, self.table.columns - 1):
            return False
        numbers = [int(match.group()) for text in texts if (match := re.search(r"\d+", text))]
        return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    def _headers(self) -> list[str]:
        rows = [row for row in range(self.table.header_rows) if not self._numbers_columns(self._row_cells(row))]
        headers: list[str] = []
        for column in range(self.table.columns):
            parts: list[str] = []
            for row in rows:
                cell = self.table.grid.get((row, column))
                text = self._view(cell).text if cell else ""
                if text and text not in parts[-1:]:
                    parts.append(text)
            headers.append(" / ".join(parts))
        return _distinct(headers)

    def _rows(self) -> list[GridRow]:
        rows: list[GridRow] = []
        for index in range(self.table.header_rows, self.table.rows):
            cells = self._row_cells(index)
            if not cells or (not rows and self._numbers_columns(cells)):
                continue
            label = next((fold(c.view.text) for c in cells if not c.view.text.strip(" .()").isdigit()), "")
            wide = any(cell.cell.column_span > self.table.columns / 2 for cell in cells)
            group = self.table.columns > 2 and len(cells) < 3 and (wide or len(cells) == 1)
            rows.append(GridRow(len(rows) + 1, tuple(cells), bool(words().total_row.fullmatch(label)), group))
        return rows

    def is_total_column(self, column: int) -> bool:
        """Whether the column is headed as the sum of its neighbours."""
        return bool(words().total_column.fullmatch(fold(self.headers[column].rsplit(" / ", 1)[-1])))


def _distinct(headers: list[str]) -> list[str]:
    """Every column with a name of its own: empty ones by their number, repeated ones counted."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for number, header in enumerate(headers, 1):
        name = header or f"Cột {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
