"""Deadlines in tables: every cell of a time column is one; cells of sentences are read as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dataset.document import Document, Table
from dataset.views import View
from extractors.times.find import ABSOLUTE, Found, find_deadlines
from extractors.times.over import Frame, is_over
from extractors.times.patterns import patterns
from normalizers.recurrence import Timing, parse_timing

_LONGEST_CELL = 20  # words: a longer cell is prose


def in_table(table: Table, document: Document, frame: Frame) -> Iterator[tuple[View, Found]]:
    """One deadline for each filled cell of a time column; of a cell that reports, those that it names."""
    rules = patterns().tables
    columns = [c for c in range(table.columns) if _is_time_column(table, c, document)]
    readers: dict[int, Callable[[str, Frame], list[Found]]] = dict.fromkeys(columns, _in_cell)
    if not columns:
        readers = {
            c: read for c in range(table.columns) for name, read in _PROSE if _has_header(table, c, document, name)
        }
    for row in range(table.header_rows, table.rows):
        if not readers or _is_heading_row(table, row, document):
            continue
        for column, read in readers.items():
            cell = table.grid.get((row, column))
            if cell is None or (cell.row, cell.column) != (row, column) or cell.column_span > 1:
                continue
            view = document.view(cell.spans)
            if not any(ch.isalnum() for ch in view.text) or rules["numbers_row"].match(view.text):
                continue
            yield from ((view, found) for found in read(view.text, frame))


def _in_sentences(text: str, frame: Frame) -> list[Found]:
    return [found for found in find_deadlines(text, frame.year) if not is_over(text, found, frame)]


def _ahead(text: str, frame: Frame) -> list[Found]:
    """Of a cell that tells how far the work has come, what is yet to come."""
    found = [item for item in _in_sentences(text, frame) if item.timing.kind in ABSOLUTE]
    return [item for item in found if (day := frame.issued) and (item.timing.end or "")[: len(day)] > day]


_PROSE = (("prose", _in_sentences), ("state", _ahead))


def _in_cell(text: str, frame: Frame) -> list[Found]:
    if len(text.split()) > _LONGEST_CELL or patterns().tables["report"].search(text):
        return _in_sentences(text, frame)
    timing = parse_timing(text, frame.year)
    if timing is None and not any(ch.isalpha() for ch in text):
        return []
    return [Found(0, len(text), timing or Timing("vague"), 0.95 if timing else 0.6)]


def _is_heading_row(table: Table, row: int, document: Document) -> bool:
    """Whether the header stands there again, over a further part of the table."""
    cells = {id(cell): cell for column in range(table.columns) if (cell := table.grid.get((row, column)))}
    texts = [document.view(cell.spans).text for cell in cells.values()]
    years = sum(bool(patterns().tables["year"].fullmatch(text)) for text in texts)
    return years > 1 or any(patterns().tables["header_again"].match(text) for text in texts)


def _is_time_column(table: Table, column: int, document: Document) -> bool:
    if _has_header(table, column, document, "not_header"):
        return False
    below = _has_header(table, column, document, "part") and _has_header(table, column, document, "header", wide=True)
    return below or _has_header(table, column, document, "header")


def _has_header(table: Table, column: int, document: Document, name: str, *, wide: bool = False) -> bool:
    """Whether a header of the column fits a pattern; ``wide`` for one that spans several columns."""
    heads = {id(cell): cell for row in range(table.header_rows) if (cell := table.grid.get((row, column)))}
    texts = [document.view(cell.spans).text for cell in heads.values() if (cell.column_span > 1) == wide]
    return any(patterns().tables[name].search(text) for text in texts)
