"""A document out of a decoded text: pages, tables, columns, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from dataset.document import Block, Document, Note, Page
from dataset.spans import Span
from pipeline.reading.base import Source
from pipeline.reading.continuation import join_tables
from pipeline.reading.text.lines import Line, page_spans, split_lines
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.paragraphs import Shape, flow_lines
from pipeline.reading.text.tables import find_regions


def compose(source: Source, media_type: str, text: str, markup: Markup, notes: Sequence[Note] = ()) -> Document:
    """Lay pages, tables and paragraphs over ``text``."""
    pages = tuple(Page(number, span, "plain") for number, span in enumerate(page_spans(text), 1))
    return Document(
        source.doc_id,
        source.name,
        source.sha256,
        media_type,
        "plain",
        text,
        pages or (Page(1, Span(0, 0), "plain", state="blank"),),
        find_blocks(text, split_lines(text), markup),
        notes=tuple(notes),
    )


def find_blocks(text: str, lines: list[Line], markup: Markup) -> tuple[Block, ...]:
    """The blocks of a text in reading order, continued tables joined."""
    regions = find_regions(text, lines, markup)
    covered = {index for region in regions for index in range(region.first, region.end)}
    shape = Shape.of([line for index, line in enumerate(lines) if index not in covered])
    blocks: list[Block] = []
    position = 0
    for region in regions:
        blocks += flow_lines(text, lines[position : region.first], markup, shape)
        blocks += region.blocks
        position = region.end
    blocks += flow_lines(text, lines[position:], markup, shape)
    return join_tables(blocks, text)
