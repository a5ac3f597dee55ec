"""Rows of cells as they stand in a text, and the table or the paragraphs they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dataset.document import Block, Cell, Paragraph, Table
from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.continuation import merge_spans, page_range, with_header, without_repeats
from pipeline.reading.headers import MOST_LEVELS, header_levels, is_key_column, merged_header, row_texts
from pipeline.reading.text.letterhead import is_layout, layout_paragraphs
from pipeline.reading.text.lines import pattern
from pipeline.reading.text.markup import Markup

Origin = Literal["tabs", "pipes", "blocks", "aligned"]


@dataclass(frozen=True)
class Slot:
    """A cell as it stands in the text: the parts of its lines, and how many columns it covers."""

    parts: tuple[Span, ...]
    page: int
    width: int = 1


@dataclass(frozen=True)
class Region:
    """Lines ``first`` to ``end`` (exclusive) that are not running text, and what they hold."""

    first: int
    end: int
    blocks: tuple[Block, ...]


def make_table(text: str, rows: Sequence[Sequence[Slot]], origin: Origin, header: int | None = None) -> Table:
    """A table of rows that may be ragged: short ones are filled with empty cells.

    ``header`` is the number of header rows where the text tells it.
    """
    columns = max(sum(slot.width for slot in row) for row in rows)
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        column = 0
        for slot in row:
            cells.append(Cell(number, column, merge_spans(text, slot.parts), 1, slot.width, None, slot.page))
            column += slot.width
        end = row[-1].parts[-1].end
        cells.extend(Cell(number, c, (Span(end, end),), page=row[-1].page) for c in range(column, columns))
    first, last = page_range(cell.page for cell in cells)
    table = Table(tuple(cells), len(rows), columns, 0, first, last, origin)
    if header is None:
        return merged_header(with_header(table, text), text)
    # a rule of Markdown ends the first row of the header; the children of its groups stand below it
    levels = header_levels([row_texts(text, table, row) for row in range(min(table.rows, MOST_LEVELS + 1))])
    return merged_header(without_repeats(replace(table, header_rows=max(header, levels)), text), text)


def table_or_columns(
    text: str, rows: Sequence[Sequence[Slot]], markup: Markup, origin: Origin, header: int | None = None
) -> tuple[Block, ...]:
    """A table, or the paragraphs of a letterhead or foot that is written as one.

    Its caption and unit, written in rows of their own above the header, are paragraphs before it.
    """
    if is_layout(text, [[slot.parts for slot in row] for row in rows]):
        return layout_paragraphs(text, [[(slot.parts, slot.page) for slot in row] for row in rows], markup)
    above = _rows_above(text, rows)
    captions = [slot for row in rows[:above] for slot in row if written(text, slot)]
    if above:
        rows, header = rows[above:], None
    return (*(_paragraph(text, slot, markup) for slot in captions), make_table(text, rows, origin, header))


def _rows_above(text: str, rows: Sequence[Sequence[Slot]]) -> int:
    """How many rows stand above the header: a caption or unit alone in its row, a title alone above a first header."""
    if max(sum(slot.width for slot in row) for row in rows) < 3:
        return 0
    texts = [[written(text, slot) for slot in row] for row in rows[:4]]
    above = 0
    while above < len(texts) - 1:
        filled = [cell for cell in texts[above] if cell]
        captioned = len(filled) == 1 and pattern("table", "caption").fullmatch(fold_case(filled[0].strip("*_ ")))
        titled = len(filled) == 1 and texts[above][0] and any(is_key_column(row[0]) for row in texts[above + 1 :])
        if not captioned and not titled:
            break
        above += 1
    return above


def _paragraph(text: str, slot: Slot, markup: Markup) -> Paragraph:
    spans = merge_spans(text, slot.parts)
    return Paragraph(spans, slot.page, markup.style(text, spans))


def written(text: str, slot: Slot) -> str:
    """The text of a cell with its markup."""
    return " ".join(text[span.start : span.end] for span in slot.parts).strip()
