"""Reading small texts in tests."""

from __future__ import annotations

from dataset.document import Document, Paragraph, Table
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.docx import DocxReader
from pipeline.reading.markdown import MarkdownReader
from pipeline.reading.plain import PlainReader
from tests.pipeline.reading.overlay import check_overlay


def read(data: str | bytes, reader: Reader | None = None) -> Document:
    """Read with the given reader, or with the one of the two for text that accepts it."""
    source = Source("test", data.encode() if isinstance(data, str) else data)
    chosen = reader or next(r for r in (MarkdownReader(), PlainReader()) if r.accepts(source))
    document = chosen.read(source, ReadingOptions())
    check_overlay(document)
    return document


def read_docx(data: bytes) -> Document:
    """Read a DOCX."""
    return read(data, DocxReader())


def texts(document: Document, column: str | None = None) -> list[str]:
    """The paragraphs as flowed text."""
    return [
        document.view(block.spans).text
        for block in document.blocks
        if isinstance(block, Paragraph) and column in {None, block.column}
    ]


def tables(document: Document) -> list[Table]:
    """The tables."""
    return [block for block in document.blocks if isinstance(block, Table)]


def rows(document: Document, table: Table) -> list[list[str]]:
    """The cells of a table row by row, merged ones once."""
    return [
        [document.view(c.spans).text for c in sorted(table.cells, key=lambda c: c.column) if c.row == row]
        for row in range(table.rows)
    ]
