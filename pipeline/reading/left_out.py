"""What is told about tables that are not read as they stand: nothing is left out, or laid flat, in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dataset.document import Block, Note, Table
from pipeline.notes import told
from pipeline.reading.headers import compared, row_texts

_TAG = re.compile(r"<[^<>]*>|&\w+;")


def repeated_header_notes(blocks: Sequence[Block], text: str) -> Iterator[Note]:
    """One note for each table inside which its header is repeated: what stands there is in no cell."""
    for block in blocks:
        count = _left_out(block, text) if isinstance(block, Table) else 0
        if isinstance(block, Table) and count:
            pages = str(block.first_page)
            if block.last_page > block.first_page:
                pages += f"-{block.last_page}"
            yield told("repeated_header", block.first_page, pages=pages, count=count)


def flattened_note(page: int) -> Note:
    """What is said of a table whose columns cannot be told any more."""
    return told("flattened", page)


def _left_out(table: Table, text: str) -> int:
    """How many stretches between the cells of a table hold a name of its columns."""
    names = {compared(name) for row in range(table.header_rows) for name in row_texts(text, table, row)}
    names = {name for name in names if len(name) > 1}
    spans = sorted(span for cell in table.cells for span in cell.spans)
    gaps = (text[a.end : b.start] for a, b in pairwise(spans) if a.end < b.start)
    words = (compared(_TAG.sub("", gap)) for gap in gaps if not gap.isspace())
    return sum(any(name in stretch for name in names) for stretch in words)
