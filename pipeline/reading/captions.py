"""Captions and units of measure that a table holds in rows of their own above its header."""

from __future__ import annotations

from dataclasses import replace

from dataset.document import Block, Paragraph, Table
from normalizers.unicode import fold_case
from pipeline.reading.headers import is_key_column, row_texts
from pipeline.reading.text.lines import pattern

MOST_ROWS = 3
"""Rows above a header that may hold captions."""
NARROW = 3
"""A table with fewer columns may be a list whose rows fill one of them."""


def with_captions_apart(table: Table, text: str) -> tuple[Block, ...]:
    """The table without the rows above its header, and what stands in those as paragraphs before it."""
    above = _rows_above(table, text)
    if not above:
        return (table,)
    captions = [cell for cell in table.cells if cell.row < above and any(span.length for span in cell.spans)]
    kept = tuple(replace(cell, row=cell.row - above) for cell in table.cells if cell.row >= above)
    page = min((cell.page for cell in kept), default=table.first_page)
    rest = replace(table, cells=kept, rows=table.rows - above, first_page=page)
    return (*(Paragraph(cell.spans, cell.page) for cell in captions), rest)


def _rows_above(table: Table, text: str) -> int:
    if table.columns < NARROW or table.header_rows:
        return 0
    rows = [row_texts(text, table, row) for row in range(min(table.rows, MOST_ROWS + 1))]
    above = 0
    while above < len(rows) - 1:
        filled = [cell for cell in rows[above] if cell]
        if len(filled) != 1 or any(cell.row == above and cell.row_span > 1 for cell in table.cells):
            break
        captioned = pattern("table", "caption").fullmatch(fold_case(filled[0]))
        titled = rows[above][0] and any(is_key_column(row[0]) for row in rows[above + 1 :])
        if not captioned and not titled:
            break
        above += 1
    return above
