"""Data tables and their cells: flat headers, data rows from 1, typed values, totals marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dataset.document import Document
from dataset.records import CellRecord, Record, TableRecord
from dataset.spans import Span
from extractors.base import Context, Extractor
from extractors.grids import Grid
from extractors.outline.model import Node, Outline
from normalizers.numbers import parse_number


def table_nodes(context: Context) -> Iterator[tuple[str, Node, Grid]]:
    """Every table of the document with its id and its grid, in reading order."""
    for number, node in enumerate(context.outline.of("table"), 1):
        if node.table is not None:
            yield f"{context.document.doc_id}-t{number}", node, Grid(context.document, node.table)


class TableExtractor(Extractor):
    """Finds the rows of ``tables`` and ``cells``."""

    name = "tables"

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield each table, then its filled cells row by row."""
        for table_id, node, grid in table_nodes(context):
            yield TableRecord.at(
                context.document,
                _extent(node),
                table_id=table_id,
                title=_title(context.outline, node),
                rows=len(grid.rows),
                columns=grid.table.columns,
                first_page=grid.table.first_page,
                last_page=grid.table.last_page,
            )
            yield from _cells(context.document, table_id, grid)


def _extent(node: Node) -> Span:
    spans = [span for cell in node.table.cells for span in cell.spans] if node.table else []
    return Span(min((s.start for s in spans), default=0), max((s.end for s in spans), default=0))


def _cells(document: Document, table_id: str, grid: Grid) -> Iterator[CellRecord]:
    for row in grid.rows:
        for cell in row.cells:
            number = parse_number(cell.view.text)
            if number is not None and not cell.first:
                continue  # a merged number counts once
            span = cell.view.span()
            yield CellRecord.at(
                document,
                span,
                _confidence(document, span) * (1.0 if number is None else number.confidence),
                table_id=table_id,
                row=row.number,
                column=grid.headers[cell.column],
                text=cell.view.text,
                value=None if number is None else number.value,
                other_text=None if number is None else _other_text(document, span),
                is_total=row.is_total or grid.is_total_column(cell.column),
            )


def _confidence(document: Document, span: Span) -> float:
    """How sure the words of the cell were read: the least sure one, 1 where the source is digital."""
    return min((word.confidence for word in document.words_in(span)), default=1.0)


def _other_text(document: Document, span: Span) -> str | None:
    """What another reading gave for a cell that holds one word."""
    words = list(document.words_in(span))
    return words[0].other if len(words) == 1 else None


def _title(outline: Outline, table: Node) -> str | None:
    """The caption over the table; in an annex the annex's label before it, and its title where there is no caption."""
    caption = _caption(outline, table)
    annex = next((node for node in (table, *table.ancestors()) if node.kind == "annex"), None)
    if annex is None:
        heading = next((node for node in table.ancestors() if node.kind == "heading"), None)
        return caption or (heading.text if heading else None)
    titles = " ".join(node.text for node in annex.children if node.kind == "annex-title")
    parts = [re.sub(r"\s*[-–:.]\s*$", "", annex.text), caption or titles]
    return " - ".join(part for part in parts if part) or None


def _caption(outline: Outline, table: Node) -> str | None:
    """The nearest caption before the table, unless another table or heading lies between."""
    index = outline.nodes.index(table)
    for node in reversed(outline.nodes[:index]):
        if node.kind == "table-title":
            return node.text
        if node.kind not in {"table-unit", "text", "annex-reference"}:
            return None
    return None
