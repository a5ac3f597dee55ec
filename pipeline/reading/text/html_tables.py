"""HTML tables inside Markdown, with the place of every character of their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate
from typing import Final

from dataset.document import Cell, Table
from dataset.spans import Span
from pipeline.reading.continuation import page_range, with_header

MOST_COLUMNS: Final = 100
"""Columns that one cell may span; no table of a plan is so wide."""
MOST_ROWS: Final = 10_000
MOST_PLACES: Final = 500_000
"""Places of a table that its cells may cover by spanning several; beyond them spans are made to cost time, and count
for nothing."""
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


@dataclass
class _OpenCell:
    row: int
    column: int
    height: int
    width: int
    parts: list[Span] = field(default_factory=list)


class TableParser(HTMLParser):
    """Collects the cells of one table; an inner table's text belongs to the cell around it."""

    def __init__(self, text: str, base: int, *, spans: bool = True) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.spans = spans
        # only \n ends a line for the parser, a form feed does not
        self.line_starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.cells: list[_OpenCell] = []
        self.taken_until: dict[int, int] = {}
        """By column the first row that no cell from above reaches into."""
        self.column = 0
        self.row = -1
        self.depth = 0
        self.open = False
        self.feed(text)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.base + self.line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self.depth += 1
        elif self.depth != 1:
            return
        elif tag == "tr":
            self.row += 1
            self.column = 0
            self.open = False
        elif tag in {"td", "th"}:
            self.row = max(self.row, 0)
            while self.taken_until.get(self.column, 0) > self.row:
                self.column += 1
            sizes = dict(attrs) if self.spans else {}
            width = _size(sizes.get("colspan"), MOST_COLUMNS)
            cell = _OpenCell(self.row, self.column, _size(sizes.get("rowspan"), MOST_ROWS), width)
            for column in range(self.column, self.column + width):
                self.taken_until[column] = max(self.taken_until.get(column, 0), self.row + cell.height)
            self.cells.append(cell)
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        """Close a table, a row or a cell."""
        if tag == "table":
            self.depth -= 1
        if self.depth == 1 and tag in {"td", "th", "tr"}:
            self.open = False

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self.open and data.strip():
            start = self._offset() + len(data) - len(data.lstrip())
            self.cells[-1].parts.append(Span(start, start + len(data.strip())))

    def handle_entityref(self, name: str) -> None:
        """Entities stay as they are written; a space that does not break is no text."""
        if self.open and name != "nbsp":
            start = self._offset()
            self.cells[-1].parts.append(Span(start, start + len(name) + 2))


def _size(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and _WHOLE.fullmatch(value) else 1


def parse_table(text: str, start: int, end: int, page: int, *, spans: bool = True) -> Table | None:
    """The table that stands in ``text[start:end]``; ``None`` if it has no cells. Cells span several places or not."""
    parser = TableParser(text[start:end], start, spans=spans)
    cells = [cell for cell in parser.cells if cell.row >= 0]
    if not cells:
        return None
    # a cell ends with its table, whatever it says (HTML, 4.9.12)
    rows = 1 + max(cell.row for cell in cells)
    if parser.spans and sum(min(cell.height, rows - cell.row) * cell.width for cell in cells) > MOST_PLACES + len(
        cells
    ):
        return parse_table(text, start, end, page, spans=False)
    made = [
        Cell(
            cell.row,
            cell.column,
            tuple(_joined(text, cell.parts)) or (Span(start, start),),
            min(cell.height, rows - cell.row),
            cell.width,
            page=page,
        )
        for cell in cells
    ]
    columns = max(cell.column + cell.column_span for cell in made)
    first, last = page_range(cell.page for cell in made)
    return with_header(Table(tuple(made), rows, columns, 0, first, last, "pipes"), text)


def _joined(text: str, parts: list[Span]) -> Iterator[Span]:
    """Parts that touch, as one."""
    current: Span | None = None
    for part in parts:
        if current is not None and not text[current.end : part.start].strip() and part.start - current.end < 2:
            current = Span(current.start, part.end)
            continue
        if current is not None:
            yield current
        current = part
    if current is not None:
        yield current
