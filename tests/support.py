"""Small documents for tests, made without a reader."""

from __future__ import annotations

import re

from dataset.document import Block, Cell, Document, Page, Paragraph, Table
from dataset.spans import Span


def plain_document(text: str, doc_id: str = "d0") -> Document:
    """A document of one page: a paragraph per line, runs of tabbed lines as a table with one header row."""
    blocks: list[Block] = []
    rows: list[list[Span]] = []

    def close_table() -> None:
        if rows:
            cells = tuple(Cell(r, c, (span,)) for r, row in enumerate(rows) for c, span in enumerate(row))
            blocks.append(Table(cells, len(rows), max(map(len, rows)), 1, 1, 1, "tabs"))
            rows.clear()

    for line in re.finditer(r"[^\n]+", text):
        if not line.group().strip():
            continue
        if "\t" in line.group():
            rows.append(
                [Span(line.start() + m.start(), line.start() + m.end()) for m in re.finditer(r"[^\t]+", line.group())]
            )
            continue
        close_table()
        blocks.append(Paragraph((Span(line.start(), line.end()),), 1))
    close_table()
    return Document(
        doc_id,
        "test.txt",
        "0" * 64,
        "text/plain",
        "plain",
        text,
        (Page(1, Span(0, len(text)), "plain"),),
        tuple(blocks),
    )
